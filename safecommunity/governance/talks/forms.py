"""Forms of talks. They check shape; actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.governance.forms import DAY, Plain
from safecommunity.governance.talks import words
from safecommunity.shell.forms import TextField


class NameForm(Plain):
    """Whom the chief names, why, by which paper."""

    post = TextField(label=_("Post"), limit=120, help_text=_("The post that answers for this party."))
    person = TextField(label=_("Name"), limit=60)
    user = forms.ChoiceField(
        label=_("Own sign-in"), required=False, help_text=_("With it he reads and answers himself.")
    )
    on = forms.DateField(label=_("Named on"), widget=DAY)
    reasons = TextField(label=_("Reasons"), limit=1000, lines=True)
    rule = TextField(
        label=_("Basis"), limit=300, help_text=_("The paper that allows a talk, with number and article.")
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        self.people = people
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """People who sign in for the party."""
        return {"user": [("", _("none")), *self.people]}


class StepForm(Plain):
    """The next step."""

    what = forms.ChoiceField(label=_("Step"))
    on = forms.DateField(label=_("Day"), widget=DAY)
    who = TextField(label=_("Posts that took part"), limit=200, help_text=_("Posts, not names."))
    said = TextField(label=_("What was said in the talk"), limit=2000, lines=True)
    promise = TextField(
        label=_("Promise"), limit=200, required=False,
        help_text=_("Becomes a task the office reads: nothing about the person."),
    )  # fmt: skip
    due = forms.DateField(label=_("To be kept by"), widget=DAY, required=False)
    skipped = TextField(label=_("Why a step is left out"), limit=500, required=False)
    law = TextField(
        label=_("Legal basis"), limit=300, required=False, help_text=_("Of a removal: law and article.")
    )
    paper = TextField(label=_("Paper and its number"), limit=200, required=False)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The four steps."""
        return {"what": [(str(one), words.step(one)) for one in words.LADDER]}


class SaidForm(Plain):
    """An answer, or an appeal."""

    said = TextField(label=_("In own words"), limit=2000, lines=True)


class PaperForm(SaidForm):
    """The same, written down by the chief."""

    on = forms.DateField(label=_("Day"), widget=DAY)


class DecisionForm(Plain):
    """The decision on an appeal."""

    upheld = forms.ChoiceField(label=_("Decision"))
    who = TextField(
        label=_("Decided by"), limit=200, help_text=_("The body that decided, not the chief alone.")
    )
    paper = TextField(label=_("Paper and its number"), limit=200)
    on = forms.DateField(label=_("Day"), widget=DAY)
    said = TextField(label=_("Why"), limit=2000, lines=True)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Upheld or dismissed."""
        return {"upheld": [("no", _("dismissed")), ("yes", _("upheld"))]}

    def values(self) -> dict[str, Any]:
        """What was said, as the action takes it."""
        return {**self.cleaned_data, "upheld": self.cleaned_data["upheld"] == "yes"}


class CloseForm(Plain):
    """How it ended."""

    on = forms.DateField(label=_("Day"), widget=DAY)
    outcome = TextField(label=_("How it ended"), limit=1000, lines=True)


class PurposeForm(Plain):
    """What the words are opened for."""

    purpose = forms.ChoiceField(label=_("Opened for"))

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The purposes."""
        return {"purpose": [("", _("choose")), *((one, words.purpose(one)) for one in words.PURPOSES)]}
