"""NEISS, the injury surveillance of US emergency departments: its files as injuries of a place, its codes as labels."""

from safecommunity.injuries.neiss.importing import Outcome, import_file
from safecommunity.injuries.neiss.reading import Unreadable, survey
from safecommunity.injuries.neiss.tables import label_of

__all__ = ["Outcome", "Unreadable", "import_file", "label_of", "survey"]
