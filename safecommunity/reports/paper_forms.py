"""Paper forms of no other room: the questionnaire, which has no records yet, and reports that are documents."""

from safecommunity.shell import paper_forms
from safecommunity.shell.paper_forms import Binding


def ready() -> None:
    """Declare the forms. Work and annual report are written under Documents from their records, not printed here."""
    paper_forms.declare(*paper_forms.load("safecommunity.reports"))
    for code in ("work_report", "annual_report"):
        paper_forms.bind(code, Binding(where="documents", instead=True))
