"""Forms of the room: the hand-out on a phone, a whole line, stock, condition, training, certificates, sign-in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safecommunity.outreach import codes
from safecommunity.outreach.checks import MOST, Finding, heading
from safecommunity.outreach.models import Entry, Item
from safecommunity.places.models import Place, SocialUnit, new_pid
from safecommunity.shell import forms as shell

Choices = Sequence[tuple[str, str]]


def place_choices(places: Iterable[Place]) -> list[tuple[str, str]]:
    """Places as a list."""
    return [(place.pid, place.name) for place in places]


def select(
    choices: Choices, label: str, empty: str = "", required: bool = False, help_text: str = ""
) -> forms.ChoiceField:
    """A short list."""
    offered = [("", empty)] if empty or not required else []
    return forms.ChoiceField(
        choices=[*offered, *choices], label=label, required=required, help_text=help_text
    )


def day_field(label: str, required: bool = True) -> forms.DateField:
    """One day."""
    return forms.DateField(
        label=label, required=required, input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Not a day. Allowed: year-month-day, such as 2026-11-23.")},
    )  # fmt: skip


class Taking(shell.Form):
    """A form that shows what an action refused beside the questions."""

    use_required_attribute = False

    def take_findings(self, findings: Iterable[Finding]) -> None:
        """Refusals beside their questions; what belongs to none stands on top."""
        for finding in findings:
            self.add_error(finding.field if finding.field in self.fields else None, finding.message)


class QuickForm(Taking):
    """Photo, place, number. Everything else is optional and folded away."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        places: Sequence[Place],
        items: Sequence[Item],
        today: date,
        asks: bool = False,
        projects: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, auto_id="q_%s", **options)
        self.fields["project"] = select(projects, _("Belongs to the project"), _("none"))
        tiles = [word for word in codes.kinds().values() if word.quick]
        others = [word for word in codes.kinds().values() if not word.quick]
        self.fields["kind"] = shell.OptionField(
            choices=[(word.id, word.label) for word in tiles], label=_("What was it"), layout="three", required=False,
            numbers={word.id: at for at, word in enumerate(tiles, 1)}, initial="leaflet",
        )  # fmt: skip
        self.fields["other"] = select([(word.id, word.label) for word in others], _("Something else"), "—")
        self.fields["place"] = shell.PickerField(
            choices=place_choices(places), label=_("Where"), required=False,
            numbers={place.pid: at for at, place in enumerate(places, 1)},
            initial=places[-1].pid if len(places) <= 2 and places else "",
        )  # fmt: skip
        self.fields["quantity"] = shell.WholeNumberField(
            lowest=1,
            highest=MOST,
            required=False,
            label=_("How many"),
            help_text=_("pieces, sessions or people"),
        )
        self.fields["happened_on"] = day_field(_("Day"), required=False)
        self.fields["happened_on"].initial = today
        self.fields["reached"] = shell.WholeNumberField(
            lowest=0, highest=MOST, required=False, label=_("People reached")
        )
        self.fields["qualifier"] = select(codes.choices("qualifiers"), _("Exactly or about"), required=True)
        self.fields["qualifier"].required = False
        self.fields["setting"] = select(codes.choices("settings"), _("Setting"), _("not said"))
        self.fields["title"] = shell.TextField(
            limit=120, required=False, label=_("Subject"), help_text=_("no names")
        )
        self.fields["spot"] = shell.TextField(limit=80, required=False, label=_("Where exactly"))
        offered = [(item.pid, f"{item.name}（{item.left:,}）") for item in items]
        self.fields["item"] = select(offered, _("From stock"), _("not from stock"))
        self.fields["below"] = forms.BooleanField(required=False, widget=forms.HiddenInput)
        self.asks = asks
        for name in (
            "other",
            "happened_on",
            "qualifier",
            "setting",
            "item",
            "project",
            "quantity",
            "reached",
            "title",
            "spot",
        ):
            self.fields[name].widget.attrs.setdefault("class", "input")

    def values(self, today: date) -> dict[str, Any]:
        """What was answered; the day is today where nothing is said."""
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        found["kind"] = self.cleaned_data.get("other") or self.cleaned_data.get("kind") or ""
        found.setdefault("happened_on", today)
        return found


class EntryForm(Taking):
    """A whole line of the ledger."""

    def __init__(
        self,
        *args: Any,
        places: Sequence[Place],
        items: Sequence[Item] = (),
        correcting: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, auto_id="e_%s", **options)
        fields: dict[str, forms.Field] = {
            "kind": shell.PickerField(
                choices=codes.choices("kinds"), label=heading("kind"), required=False,
                numbers={word.id: word.code for word in codes.kinds().values()},
            ),
            "happened_on": day_field(heading("happened_on"), required=False),
            "place": shell.PickerField(
                choices=place_choices(places), label=heading("place"), required=False,
                numbers={place.pid: at for at, place in enumerate(places, 1)},
            ),
            "spot": shell.TextField(limit=80, required=False, label=heading("spot")),
            "title": shell.TextField(limit=120, required=False, label=heading("title"), help_text=_("no names")),
            "held_by": shell.TextField(limit=80, required=False, label=heading("held_by")),
            "quantity": shell.WholeNumberField(
                lowest=1, highest=MOST, required=False, label=heading("quantity"),
                help_text=_("pieces, sessions or people"),
            ),
            "qualifier": select(codes.choices("qualifiers"), heading("qualifier"), required=True),
            "reached": shell.WholeNumberField(lowest=0, highest=MOST, required=False, label=heading("reached")),
            "reached_qualifier": select(codes.choices("qualifiers"), _("People: exactly or about"), required=True),
            "setting": select(codes.choices("settings"), heading("setting"), _("not said")),
            "audience": select(codes.choices("audiences"), heading("audience"), _("not said")),
            "enters": select(codes.choices("enters"), heading("enters"), _("none of the five")),
            "binder": shell.TextField(
                limit=60, required=False, label=heading("binder"), help_text=_("only for lines copied from old paper")
            ),
        }  # fmt: skip
        if not correcting:
            offered = [(item.pid, f"{item.name}（{item.left:,}）") for item in items]
            fields["item"] = select(offered, _("From stock"), _("not from stock"))
            fields["client_id"] = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
            fields["below"] = forms.BooleanField(required=False, widget=forms.HiddenInput)
        else:
            fields["reason"] = shell.TextField(limit=200, required=False, label=_("Reason, without names"))
        for name, field in fields.items():
            if name.endswith("qualifier"):
                field.required = False
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.setdefault("class", "input")
            self.fields[name] = field

    def values(self) -> dict[str, Any]:
        """What was answered."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def initial_of(entry: Entry) -> Mapping[str, Any]:
    """A stored line as the form shows it."""
    names = ("kind", "happened_on", "spot", "title", "held_by", "quantity", "qualifier", "reached", "reached_qualifier",
             "setting", "audience", "enters", "binder")  # fmt: skip
    return {**{name: getattr(entry, name) for name in names}, "place": entry.place.pid}


class ConditionForm(Taking):
    """A later look at things installed."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, auto_id="c_%s", **options)
        self.fields["on"] = day_field(_("Looked at on"))
        self.fields["on"].initial = today
        self.fields["condition"] = select(codes.choices("conditions"), _("Condition"), required=True)
        self.fields["note"] = shell.TextField(limit=200, required=False, label=_("Note"))
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")


class ItemForm(Taking):
    """A printed matter to keep."""

    def __init__(self, *args: Any, places: Sequence[Place], **options: Any) -> None:
        super().__init__(*args, auto_id="i_%s", **options)
        matter = [(word.id, word.label) for word in codes.kinds().values() if word.group == "material"]
        self.fields["name"] = shell.TextField(limit=80, label=_("Printed matter"), required=True)
        self.fields["kind"] = select(matter, heading("kind"), required=True)
        self.fields["place"] = select(place_choices(places), _("Kept by"), required=True)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")


class LowForm(Taking):
    """From how few on one is reminded."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="l_%s", **options)
        self.fields["low"] = shell.WholeNumberField(
            lowest=0, highest=MOST, label=_("Remind below"), help_text=_("0: never")
        )
        self.fields["low"].widget.attrs.setdefault("class", "input")


class MoveForm(Taking):
    """Printed, or counted on the shelf."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, auto_id="m_%s", **options)
        why = [("printed", _("printed or delivered")), ("counted", _("counted on the shelf"))]
        self.fields["why"] = select(why, _("What happened"), required=True)
        self.fields["number"] = shell.WholeNumberField(lowest=0, highest=MOST, label=_("How many"))
        self.fields["on"] = day_field(_("Day"))
        self.fields["on"].initial = today
        self.fields["note"] = shell.TextField(limit=120, required=False, label=_("Note"))
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")


class SessionForm(Taking):
    """A training."""

    def __init__(self, *args: Any, places: Sequence[Place], today: date, **options: Any) -> None:
        super().__init__(*args, auto_id="t_%s", **options)
        fields: dict[str, forms.Field] = {
            "title": shell.TextField(limit=120, label=_("Subject"), required=False),
            "happened_on": day_field(_("Day"), required=False),
            "place": select(place_choices(places), _("Place"), required=False),
            "spot": shell.TextField(limit=80, required=False, label=heading("spot")),
            "held_by": shell.TextField(limit=80, required=False, label=heading("held_by")),
            "setting": select(codes.choices("settings"), heading("setting"), _("not said")),
            "audience": select(codes.choices("audiences"), heading("audience"), _("not said")),
            "hours": shell.WholeNumberField(lowest=1, highest=200, required=False, label=_("Hours")),
            "sheet_count": shell.WholeNumberField(
                lowest=0, highest=100_000, required=False, label=_("Counted on the sign-in sheet"),
                help_text=_("leave it open where people sign by phone"),
            ),
        }  # fmt: skip
        fields["happened_on"].initial, fields["hours"].initial = today, 1
        fields["client_id"] = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
        fields["client_id"].initial = new_pid
        for name, field in fields.items():
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.setdefault("class", "input")
            self.fields[name] = field


class CertificateForm(Taking):
    """A certificate."""

    def __init__(self, *args: Any, units: Sequence[SocialUnit], today: date, **options: Any) -> None:
        super().__init__(*args, auto_id="z_%s", **options)
        fields: dict[str, forms.Field] = {
            "unit": shell.PickerField(
                choices=[(unit.pid, unit.name) for unit in units], label=_("Social unit"), required=True,
                numbers={unit.pid: at for at, unit in enumerate(units, 1)},
            ),
            "post": select(codes.choices("posts"), _("Post"), required=True),
            "name": shell.TextField(
                limit=40, label=_("Name"), help_text=_("kept sealed; can be erased"),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
            "kind": shell.TextField(limit=60, label=_("Certificate")),
            "number": shell.TextField(limit=40, label=_("Number")),
            "issuer": shell.TextField(limit=80, label=_("Issued by")),
            "issued_on": day_field(_("Issued on")),
            "expires_on": day_field(_("Valid until")),
        }  # fmt: skip
        for name, field in fields.items():
            field.widget.attrs.setdefault("class", "input")
            self.fields[name] = field


class SignForm(Taking):
    """Signing in at a training, on one's own phone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="s_%s", **options)
        self.fields["name"] = shell.TextField(
            limit=40,
            required=False,
            label=_("Your name"),
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )
        self.fields["post"] = select(codes.choices("posts"), _("Your post, if you came for one"), "—")
        self.fields["agreed"] = forms.BooleanField(
            required=False, label=_("My name may be kept for this sign-in list")
        )
        for name in ("name", "post"):
            self.fields[name].widget.attrs.setdefault("class", "input")
