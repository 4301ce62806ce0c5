"""Forms of requests. They check shape; actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.governance.asking import words
from safecommunity.governance.forms import DAY, Plain
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell.forms import TextField, WholeNumberField


class AskForm(Plain):
    """What is asked, of whom, until when."""

    kind = forms.ChoiceField(label=_("What is asked"))
    title = TextField(label=_("Title"), limit=120)
    text = TextField(label=_("More about it"), limit=1000, lines=True, required=False)
    questions = TextField(
        label=_("Questions"), limit=2600, lines=True, required=False,
        help_text=_("Only for questions: one a line, up to 12."),
    )  # fmt: skip
    due = forms.DateField(label=_("To be answered by"), widget=DAY)
    kinds = forms.MultipleChoiceField(
        label=_("Units of these kinds"), required=False, widget=forms.CheckboxSelectMultiple
    )
    community = forms.ChoiceField(label=_("Community"), required=False)

    def __init__(
        self, *args: Any, communities: list[Place], unit_kinds: list[tuple[str, str]], **more: Any
    ) -> None:
        self.communities, self.unit_kinds = communities, unit_kinds
        super().__init__(*args, **more)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Kinds of requests, of units, and the communities."""
        places = [("", _("everywhere")), *((one.pid, one.name) for one in self.communities)]
        return {"kind": words.kinds(), "kinds": self.unit_kinds, "community": places}

    @property
    def lines(self) -> list[str]:
        """The questions, one a line."""
        return [one.strip() for one in self.cleaned_data.get("questions", "").splitlines() if one.strip()]


class SafetyForm(Plain):
    """Safety body and staff as the unit says them."""

    has_body = forms.BooleanField(label=_("We have a safety body of our own"), required=False)
    full_time = WholeNumberField(label=_("Full-time safety staff"), lowest=0, highest=100_000)
    part_time = WholeNumberField(label=_("Part-time safety staff"), lowest=0, highest=100_000)

    @classmethod
    def of(cls, data: Any, unit: SocialUnit) -> "SafetyForm":
        """With what the register says."""
        last = unit.safety.last()
        names = ("has_body", "full_time", "part_time")
        return cls(
            data,
            initial={name: getattr(last, name) for name in names}
            if last
            else {"full_time": 0, "part_time": 0},
        )
