"""What is asked when a paper is brought, and when another figure is chosen for a number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.indicators.errors import PeriodError
from safecommunity.indicators.period import Period
from safecommunity.reports.reading.opening import MOST_CHARACTERS
from safecommunity.shell.forms import Offering, TextField, came


class PaperForm(Offering):
    """A file or a pasted text, whose it is and of which months."""

    place = forms.ChoiceField(label=gettext_lazy("Place"))
    period = TextField(
        label=gettext_lazy("Months of numbers that say no time"), limit=20,
        help_text=gettext_lazy("2026, 2026-05 or 2026-01..2026-10"),
    )  # fmt: skip
    title = TextField(
        label=gettext_lazy("Title"), limit=200, required=False,
        help_text=gettext_lazy("left empty: its first line"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy(".docx, .xlsx, .pdf or .txt, up to 20 MB"),
    )
    text = TextField(
        label=gettext_lazy("Or the text, pasted"), limit=MOST_CHARACTERS, lines=True, required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Places of the reader's offices."""
        return {"place": self.places}

    def clean_period(self) -> Period:
        """Whole months."""
        given = str(self.cleaned_data["period"])
        try:
            return Period.parse(given)
        except PeriodError as reason:
            says = _("Period: got “%(came)s”; allowed: 2026, 2026-05 or 2026-01..2026-10.")
            raise ValidationError(says % {"came": came(given)}) from reason

    def clean(self) -> dict[str, Any]:
        """One of both."""
        found = super().clean() or self.cleaned_data
        file, text = found.get("file"), str(found.get("text") or "").strip()
        if not self.errors and bool(file) == bool(text):
            raise ValidationError(
                _("Got both a file and a text; allowed: one of them")
                if file
                else _("Neither a file nor a text came; allowed: one of them")
            )
        return found
