"""Forms of corrective and preventive actions. They check shape; actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.governance import codes
from safecommunity.governance.forms import DAY, Plain
from safecommunity.governance.improvements import words
from safecommunity.governance.models import Improvement, Meeting
from safecommunity.shell.forms import TextField

TEXTS = ("kind", "source", "source_says", "setting", "found_on", "found", "where", "cause", "action", "who")


class ImprovementForm(Plain):
    """What was found, why it is so, what is done about it by whom until when."""

    source = forms.ChoiceField(label=_("Found by"))
    found_on = forms.DateField(label=_("Found on"), widget=DAY)
    found = TextField(label=_("What is not as it should be"), limit=300)
    cause = TextField(label=_("Cause"), limit=300, required=False)
    action = TextField(label=_("What is done about it"), limit=300)
    who = TextField(
        label=_("Who answers for it"), limit=120, help_text=_("A post, body, agency or unit; nobody's name.")
    )
    due = forms.DateField(label=_("To be done by"), widget=DAY)
    kind = forms.ChoiceField(label=_("Kind"))
    where = TextField(label=_("Where"), limit=120, required=False)
    setting = forms.ChoiceField(label=_("Setting"), required=False)
    source_says = TextField(label=_("Number or day of that record"), limit=200, required=False)
    meeting = forms.ChoiceField(label=_("Meeting"), required=False)

    def __init__(
        self, *args: Any, meetings: Iterable[Meeting], improvement: Improvement | None = None, **kwargs: Any
    ) -> None:
        self.meetings = list(meetings)
        if improvement is not None:
            first = {name: getattr(improvement, name) for name in TEXTS}
            kwargs["initial"] = first | {"meeting": improvement.meeting.ref if improvement.meeting else ""}
        super().__init__(*args, **kwargs)
        if improvement is not None:
            del self.fields["due"]

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Kinds, sources, settings, the last meetings."""
        none = ("", _("none"))
        return {
            "kind": [(one, words.kind(one)) for one in Improvement.Kind.values],
            "source": [(one, words.source(one)) for one in Improvement.Source.values],
            "setting": [none, *((code, codes.setting_name(code)) for code in codes.settings())],
            "meeting": [none, *((one.ref, f"{one.on} {one.title}") for one in self.meetings)],
        }

    def values(self) -> dict[str, Any]:
        """What was said, with the meeting itself."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "due"}
        told["meeting"] = next((one for one in self.meetings if one.ref == told["meeting"]), None)
        return told


class DoneForm(Plain):
    """The action was carried out."""

    on = forms.DateField(label=_("Done on"), widget=DAY)
    result = TextField(label=_("What came of it"), limit=300, required=False)


class VerifyForm(Plain):
    """Whether it worked."""

    effective = forms.ChoiceField(label=_("Did it work"))
    who = TextField(label=_("Verified by"), limit=120, help_text=_("A post that did not do it itself."))
    on = forms.DateField(label=_("Verified on"), widget=DAY)
    says = TextField(label=_("What was seen"), limit=300, required=False)
    due = forms.DateField(
        label=_("New day"), widget=DAY, required=False, help_text=_("Where it did not work and goes on.")
    )

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """It worked, or it did not."""
        return {"effective": [("yes", _("effective: close it")), ("no", _("not effective: open it again"))]}


class AgainForm(Plain):
    """A new day with a reason: extended, or opened again."""

    due = forms.DateField(label=_("New day"), widget=DAY)
    reason = TextField(label=_("Reason"), limit=300)
