"""Paper forms: what an office prints to be written on, blank or filled from the records, each declared once as data.

A form is data of its room (`codes/paper_forms.yaml`): titles in three languages, whose layout it is, its parts. The
room registers it with the function that fills it from one of its records, with the reader's rights; pages, PDF and
Word of all forms are the same code.
"""

from safecommunity.shell.paper_forms.registry import Binding, Filled, all_forms, bind, declare, found
from safecommunity.shell.paper_forms.shape import PaperForm, load

__all__ = ["Binding", "Filled", "PaperForm", "all_forms", "bind", "declare", "found", "load"]
