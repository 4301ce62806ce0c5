"""Procedures as data: one format for the way to a title, its validator, its clocks.

Nothing here knows a table of the database: a procedure is a value.
"""

from safecommunity.accreditation.procedures.reading import BadProcedure as BadProcedure
from safecommunity.accreditation.procedures.reading import read as read
from safecommunity.accreditation.procedures.reading import sum_of as sum_of
from safecommunity.accreditation.procedures.reading import written as written
from safecommunity.accreditation.procedures.shape import Limit as Limit
from safecommunity.accreditation.procedures.shape import Move as Move
from safecommunity.accreditation.procedures.shape import Procedure as Procedure
from safecommunity.accreditation.procedures.shape import State as State
