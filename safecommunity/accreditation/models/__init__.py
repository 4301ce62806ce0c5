"""Tables of filing, self-assessment and evidence, one file a subject; Django finds them through this door."""

from safecommunity.accreditation.models.applications import Application as Application
from safecommunity.accreditation.models.applications import Lock as Lock
from safecommunity.accreditation.models.applications import Paper as Paper
from safecommunity.accreditation.models.applications import Procedure as Procedure
from safecommunity.accreditation.models.applications import Stay as Stay
from safecommunity.accreditation.models.applications import Step as Step
from safecommunity.accreditation.models.evidence import Evidence as Evidence
from safecommunity.accreditation.models.evidence import EvidenceUse as EvidenceUse
from safecommunity.accreditation.models.rounds import Mark as Mark
from safecommunity.accreditation.models.rounds import MarkStep as MarkStep
from safecommunity.accreditation.models.rounds import Round as Round
from safecommunity.accreditation.models.sheets import Sheet as Sheet
from safecommunity.accreditation.models.titles import AnnualReport as AnnualReport
from safecommunity.accreditation.models.titles import Certificate as Certificate
from safecommunity.accreditation.models.titles import Objection as Objection
from safecommunity.accreditation.models.titles import ObjectionContact as ObjectionContact
from safecommunity.accreditation.models.titles import PublicNotice as PublicNotice
