"""The form of an entry. It checks shape; actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.places.models import Place
from safecommunity.reports.models import Document
from safecommunity.reports.register import words
from safecommunity.shell.forms import TextField

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class EntryForm(forms.Form):
    """One paper, out or in."""

    direction = forms.CharField(label=_("Sent or received"), widget=forms.Select)
    place = forms.ChoiceField(label=_("Whose register"))
    code = TextField(
        label=_("Code of the office"), limit=20, required=False,
        help_text=_("Of a paper that goes out; the number is given when it is registered."),
    )  # fmt: skip
    number = TextField(
        label=_("Number of the paper"), limit=60, required=False, help_text=_("Of a paper that came in.")
    )
    title = TextField(label=_("Title of the paper"), limit=200)
    agency = TextField(label=_("Agency of the paper"), limit=120)
    to = TextField(
        label=_("Addressed to"),
        limit=200,
        required=False,
        help_text=_("Of a received one: who is to act on it."),
    )
    dated = forms.DateField(label=_("Day of the paper"), widget=DAY)
    day = forms.DateField(label=_("Sent or received on"), widget=DAY)
    secrecy = forms.CharField(label=_("Secrecy"), widget=forms.Select)
    holder = TextField(label=_("Who holds it"), limit=120, help_text=_("A post or office, nobody's name."))
    subject = TextField(label=_("Subject of the paper"), limit=60, required=False)
    document = forms.ChoiceField(label=_("Document it came from"), required=False)
    note = TextField(label=_("Note"), limit=300, required=False)
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, places: Sequence[Place], documents: Sequence[tuple[Document, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["direction"].widget.choices = list(words.directions().items())
        self.fields["secrecy"].widget.choices = list(words.secrecies().items())
        self.fields["place"].choices = [(one.pid, one.name) for one in places]  # type: ignore[attr-defined]
        self.fields["document"].choices = [  # type: ignore[attr-defined]
            ("", _("none")), *((one.pid, title) for one, title in documents)
        ]  # fmt: skip
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", "input")
            if self.is_bound and self.errors.get(name):
                field.widget.attrs["aria-invalid"] = "true"
