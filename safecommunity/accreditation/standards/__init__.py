"""Standards as data: one format for criteria and score sheets, its validator, scoring, comparison and crosswalk.

Nothing here knows a table of the database: a standard is a value, and the same value always gives the same score.
"""

from safecommunity.accreditation.standards.compare import Change as Change
from safecommunity.accreditation.standards.compare import carried as carried
from safecommunity.accreditation.standards.compare import compare as compare
from safecommunity.accreditation.standards.reading import BadStandard as BadStandard
from safecommunity.accreditation.standards.reading import read as read
from safecommunity.accreditation.standards.reading import written as written
from safecommunity.accreditation.standards.scoring import Score as Score
from safecommunity.accreditation.standards.scoring import score as score
from safecommunity.accreditation.standards.shape import Element as Element
from safecommunity.accreditation.standards.shape import Grade as Grade
from safecommunity.accreditation.standards.shape import Item as Item
from safecommunity.accreditation.standards.shape import Part as Part
from safecommunity.accreditation.standards.shape import Standard as Standard
from safecommunity.accreditation.standards.shape import Verdict as Verdict
from safecommunity.accreditation.standards.shape import Veto as Veto
