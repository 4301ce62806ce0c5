"""Forms of opinions. They check shape; actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.governance.forms import DAY, Plain
from safecommunity.governance.opinions import words
from safecommunity.places.models import Place
from safecommunity.shell import forms as shell
from safecommunity.shell.forms import TextField, WholeNumberField


class OpinionForm(Plain):
    """An opinion entered by the office or a worker."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    place = forms.ChoiceField(label=_("Place"))
    channel = forms.ChoiceField(label=_("Came by"))
    received_on = forms.DateField(label=_("Received on"), widget=DAY)
    text = TextField(label=_("What was said"), limit=2000, lines=True)
    setting = forms.ChoiceField(label=_("Topic"), required=False)
    contact = TextField(
        label=_("How to reach the resident"), limit=60, required=False,
        help_text=_("Only if the resident wants it. Kept sealed; can be erased."),
    )  # fmt: skip
    binder = TextField(
        label=_("Binder"), limit=60, required=False, help_text=_("only for opinions copied from old paper")
    )

    def __init__(self, *args: Any, places: Sequence[Place], **options: Any) -> None:
        self.places = places
        super().__init__(*args, **options)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Places, channels but the QR code's own, topics."""
        return {
            "place": [(one.pid, one.name) for one in self.places],
            "channel": [(one, words.channel(one)) for one in words.channels() if one != "qr"],
            "setting": [("", _("not said")), *words.settings()],
        }


class SortForm(Plain):
    """Who answers, and by when."""

    agency = forms.ChoiceField(label=_("Agency"), required=False)
    who = TextField(label=_("Or a post or body"), limit=120, required=False, help_text=_("nobody's name"))
    days = WholeNumberField(label=_("Working days for the reply"), lowest=1, highest=60)
    setting = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, *args: Any, agencies: Sequence[tuple[str, str]], **options: Any) -> None:
        self.agencies = agencies
        super().__init__(*args, **options)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Agencies of the office, topics."""
        return {
            "agency": [("", "—"), *self.agencies],
            "setting": [("", _("not said")), *words.settings()],
        }


class AnswerForm(Plain):
    """The reply."""

    reply = TextField(
        label=_("Reply"), limit=2000, lines=True, help_text=_("The resident reads it; no names.")
    )
    on = forms.DateField(label=_("Answered on"), widget=DAY)


class PublicForm(Plain):
    """What everybody may read."""

    text = TextField(label=_("Public text"), limit=2000, lines=True, required=False)
    reply = TextField(label=_("Public reply"), limit=2000, lines=True, required=False)


class BoxForm(Plain):
    """A new QR code."""

    place = forms.ChoiceField(label=_("Place"))
    label = TextField(label=_("Where it hangs"), limit=80)

    def __init__(self, *args: Any, places: Sequence[Place], **options: Any) -> None:
        self.places = places
        super().__init__(*args, **options)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Places of the office."""
        return {"place": [(one.pid, one.name) for one in self.places]}


class SayForm(shell.Form):
    """What anybody may say behind a QR code: a text is enough."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="y_%s", **options)
        self.fields["text"] = TextField(limit=2000, lines=True, label=_("What would you like to tell us?"))
        self.fields["setting"] = forms.ChoiceField(
            choices=[("", _("not said")), *words.settings()], required=False, label=_("What is it about?")
        )
        self.fields["contact"] = TextField(
            limit=60, required=False, label=_("How can we reach you? You may leave it empty."),
            help_text=_("It is kept sealed, seen by the office only, and erased when you ask for it."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )  # fmt: skip
        # a field no person sees; programs that fill every field give themselves away
        self.fields["website"] = forms.CharField(required=False, widget=forms.TextInput(attrs={
            "tabindex": "-1", "autocomplete": "off"}))  # fmt: skip
        for name in ("text", "setting", "contact"):
            self.fields[name].widget.attrs.setdefault("class", "input")
