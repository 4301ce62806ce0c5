"""Tables of what could hurt, one file a subject; Django finds them through this door."""

from safecommunity.hazards.models.housing import Defect as Defect
from safecommunity.hazards.models.housing import Dwelling as Dwelling
from safecommunity.hazards.models.housing import Rating as Rating
from safecommunity.hazards.models.housing import Retrofit as Retrofit
from safecommunity.hazards.models.housing import RetrofitOption as RetrofitOption
from safecommunity.hazards.models.listing import Notice as Notice
from safecommunity.hazards.models.listing import Supervision as Supervision
from safecommunity.hazards.models.loop import ENDED as ENDED
from safecommunity.hazards.models.loop import Hazard as Hazard
from safecommunity.hazards.models.loop import HazardStep as HazardStep
from safecommunity.hazards.models.loop import State as State
from safecommunity.hazards.models.loop import new_ref as new_ref
from safecommunity.hazards.models.people import CareVisit as CareVisit
from safecommunity.hazards.models.people import Consent as Consent
from safecommunity.hazards.models.people import VulnerableBox as VulnerableBox
from safecommunity.hazards.models.people import VulnerableGroup as VulnerableGroup
from safecommunity.hazards.models.people import VulnerableKey as VulnerableKey
from safecommunity.hazards.models.people import VulnerablePerson as VulnerablePerson
from safecommunity.hazards.models.people import VulnerableStep as VulnerableStep
from safecommunity.hazards.models.risks import UNASSESSED as UNASSESSED
from safecommunity.hazards.models.risks import Risk as Risk
from safecommunity.hazards.models.risks import RiskAssessment as RiskAssessment
from safecommunity.hazards.models.risks import RiskHazard as RiskHazard
from safecommunity.hazards.models.risks import RiskStep as RiskStep
