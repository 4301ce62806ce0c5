"""Tables of the office's organisation, one file a subject; Django finds them through this door."""

from safecommunity.governance.models.appraisal import Appraisal as Appraisal
from safecommunity.governance.models.appraisal import AppraisalMark as AppraisalMark
from safecommunity.governance.models.appraisal import AppraisalMarkStep as AppraisalMarkStep
from safecommunity.governance.models.appraisal import AppraisalObjection as AppraisalObjection
from safecommunity.governance.models.appraisal import AppraisalParty as AppraisalParty
from safecommunity.governance.models.appraisal import AppraisalResult as AppraisalResult
from safecommunity.governance.models.appraisal import AppraisalSelf as AppraisalSelf
from safecommunity.governance.models.appraisal import AppraisalSheet as AppraisalSheet
from safecommunity.governance.models.appraisal import AppraisalStep as AppraisalStep
from safecommunity.governance.models.appraisal import PartyKind as PartyKind
from safecommunity.governance.models.asking import UnitAnswer as UnitAnswer
from safecommunity.governance.models.asking import UnitRequest as UnitRequest
from safecommunity.governance.models.bodies import (
    Agency,
    AgencyDuty,
    AgencyName,
    Body,
    Meeting,
    Membership,
    Paper,
    SignIn,
)
from safecommunity.governance.models.duties import Answerable as Answerable
from safecommunity.governance.models.founding import Carried as Carried
from safecommunity.governance.models.founding import SetupMark as SetupMark
from safecommunity.governance.models.improvements import Improvement as Improvement
from safecommunity.governance.models.improvements import ImprovementStep as ImprovementStep
from safecommunity.governance.models.letters import (
    HouseholdLine,
    HouseholdSheet,
    Letter,
    LetterPrint,
    LetterReport,
    LetterRound,
    Signing,
    SigningBatch,
)
from safecommunity.governance.models.opinions import Opinion as Opinion
from safecommunity.governance.models.opinions import OpinionBox as OpinionBox
from safecommunity.governance.models.opinions import OpinionContact as OpinionContact
from safecommunity.governance.models.opinions import OpinionStep as OpinionStep
from safecommunity.governance.models.plans import Plan as Plan
from safecommunity.governance.models.plans import PlanItem as PlanItem
from safecommunity.governance.models.plans import PlanStage as PlanStage
from safecommunity.governance.models.profile import ProfileNumber as ProfileNumber
from safecommunity.governance.models.returns import Return as Return
from safecommunity.governance.models.returns import ReturnCall as ReturnCall
from safecommunity.governance.models.returns import ReturnCell as ReturnCell
from safecommunity.governance.models.returns import ReturnForm as ReturnForm
from safecommunity.governance.models.returns import ReturnStep as ReturnStep
from safecommunity.governance.models.returns import ReturnVersion as ReturnVersion
from safecommunity.governance.models.reviews import Review as Review
from safecommunity.governance.models.reviews import ReviewFigure as ReviewFigure
from safecommunity.governance.models.support import Support as Support
from safecommunity.governance.models.talks import Talk as Talk
from safecommunity.governance.models.talks import TalkStep as TalkStep
from safecommunity.governance.models.targets import Target as Target
from safecommunity.governance.models.tasks import Task
from safecommunity.governance.models.volunteers import HoursCertificate as HoursCertificate
from safecommunity.governance.models.volunteers import Service as Service
from safecommunity.governance.models.volunteers import Shift as Shift
from safecommunity.governance.models.volunteers import Volunteer as Volunteer
from safecommunity.governance.models.volunteers import VolunteerName as VolunteerName
from safecommunity.governance.models.volunteers import VolunteerTeam as VolunteerTeam

__all__ = [
    "Agency", "AgencyDuty", "AgencyName", "Body", "HouseholdLine", "HouseholdSheet", "Letter", "LetterPrint",
    "LetterReport",
    "LetterRound", "Meeting", "Membership", "Paper", "SignIn", "Signing", "SigningBatch", "Task",
]  # fmt: skip
