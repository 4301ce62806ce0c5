"""Tables of filing, self-assessment and evidence, one file a subject; Django finds them through this door."""

from safecommunity.accreditation.models.evidence import Evidence as Evidence
from safecommunity.accreditation.models.evidence import EvidenceUse as EvidenceUse
from safecommunity.accreditation.models.rounds import Mark as Mark
from safecommunity.accreditation.models.rounds import MarkStep as MarkStep
from safecommunity.accreditation.models.rounds import Round as Round
from safecommunity.accreditation.models.sheets import Sheet as Sheet
