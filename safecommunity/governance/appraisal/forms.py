"""Forms of the appraisal. They check shape; actions decide."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.governance.appraisal import words
from safecommunity.governance.forms import DAY, Plain
from safecommunity.governance.models import PartyKind
from safecommunity.shell.forms import TextField, WholeNumberField


def points(**options: Any) -> forms.DecimalField:
    """Points, two places at most."""
    return forms.DecimalField(
        max_digits=6, decimal_places=2, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **options,
    )  # fmt: skip


class OpenForm(Plain):
    """Open the appraisal of a year and kind."""

    kind = forms.ChoiceField(label=_("Who is appraised"))
    year = WholeNumberField(label=_("Year"), lowest=2000, highest=2100)
    due = forms.DateField(label=_("Scored by"), widget=DAY)
    answer_by = forms.DateField(
        label=_("Own reports by"),
        widget=DAY,
        required=False,
        help_text=_("Empty: no own report is asked for."),
    )

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The three kinds."""
        return {"kind": [(one, words.kind(one)) for one in PartyKind.values]}


class HandInForm(Plain):
    """To the chief; why items are missing."""

    says = TextField(
        label=_("Why items are missing"),
        limit=300,
        required=False,
        help_text=_("Empty where every item is scored."),
    )


class PublishForm(Plain):
    """How long everybody may object."""

    days = WholeNumberField(label=_("Days to object"), lowest=5, highest=60)


class ObjectForm(Plain):
    """What a party objects to."""

    item = forms.ChoiceField(label=_("Item"), required=False)
    text = TextField(label=_("Objection"), limit=1000, lines=True)

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        self.items = items
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The whole, or one item."""
        return {"item": [("", _("the whole")), *self.items]}


class ReplyForm(Plain):
    """The reply to an objection."""

    upheld = forms.ChoiceField(label=_("Decision"))
    item = forms.ChoiceField(label=_("Item corrected"), required=False)
    points = points(label=_("New points"), help_text=_("Where it is upheld."))
    text = TextField(label=_("Reply"), limit=1000, lines=True)

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        self.items = items
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Upheld or dismissed; the items."""
        return {
            "upheld": [("no", _("dismissed")), ("yes", _("upheld"))],
            "item": [("", _("as the objection names it")), *self.items],
        }

    def values(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        told: dict[str, Any] = dict(self.cleaned_data)
        return {**told, "upheld": told["upheld"] == "yes", "points": _decimal(told["points"])}


def _decimal(value: Any) -> Decimal | None:
    return value if isinstance(value, Decimal) else None
