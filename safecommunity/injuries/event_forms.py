"""The form of an event, and of one step of it. A grid worker sees the short form of a near miss."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.injuries.checks.findings import Finding
from safecommunity.injuries.codes import events as codes
from safecommunity.injuries.models import Event
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell import forms as shell
from safecommunity.shell.initials import initials

EARLIEST = date(1990, 1, 1)
MOST_PEOPLE = 100_000
MOST_LOSS = 999_999_999_999
PEOPLE = ("dead", "serious", "slight", "missing")
MINUTE = "%Y-%m-%dT%H:%M"


def minute_field(label: str, help_text: str = "") -> forms.DateTimeField:
    """A day with hour and minute, local time."""
    return forms.DateTimeField(
        required=False, label=label, help_text=help_text, input_formats=[MINUTE, "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        error_messages={"invalid": gettext_lazy("Not a time. Allowed: day, hour and minute, such as 2026-11-23 09:40")},
    )  # fmt: skip


def _picker(
    choices: Sequence[tuple[str, Any]], label: str, empty: str = "", help_text: str = ""
) -> shell.PickerField:
    """A searchable list; the number is the line."""
    return shell.PickerField(
        choices=choices, required=False, label=label, empty=empty, help_text=help_text,
        numbers={value: line for line, (value, _title) in enumerate(choices, 1)},
        initials={value: initials(str(title)) for value, title in choices},
    )  # fmt: skip


def types_on(day: date | None) -> list[tuple[str, str]]:
    """Accident types a day accepts, the newest version first; every version where the day is not known."""
    versions = codes.versions_on(day) if day else list(codes.versions().values())
    return [
        (one.key, f"{one.label}（{version.title}）")
        for version in reversed(versions)
        for one in version.types.values()
    ]


class EventForm(shell.Form):
    """What happened, when, where; for the office also type, people, loss and who told."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[str],
        places: Sequence[Place],
        units: Sequence[SocialUnit],
        now: datetime,
        **options: Any,
    ) -> None:
        made = self._first(kinds, places)
        if len(kinds) > 1:
            made |= self._office(units)
        self.base_fields = {"client_id": EventForm.declared_fields["client_id"], **made}  # type: ignore[misc]
        super().__init__(*args, auto_id="q_%s", **options)
        field = self.fields["happened"]
        if isinstance(field, shell.DateHourField):
            field.latest = timezone.localtime(now)

    def _first(self, kinds: Sequence[str], places: Sequence[Place]) -> dict[str, forms.Field]:
        known = codes.kinds()
        kind: forms.Field = shell.OptionField(
            choices=[(name, str(known[name].label)) for name in kinds],
            numbers={name: known[name].code for name in kinds}, required=False, label=_("What is it"),
        )  # fmt: skip
        if len(kinds) == 1:
            kind.initial, kind.widget = kinds[0], forms.HiddenInput()
        where = _picker([(place.pid, place.name) for place in places], _("Place of the event"))
        if len(places) == 1:
            where.initial = places[0].pid
        return {
            "kind": kind,
            "happened": shell.DateHourField(required=False, label=_("When did it happen"), earliest=EARLIEST),
            "place": where,
            "title": shell.TextField(
                limit=120, required=False, label=_("The event in one line"), help_text=_("no names"),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
            "what": shell.TextField(
                limit=1000, lines=True, required=False, label=_("How it happened"), help_text=_("no names"),
                widget=forms.Textarea(attrs={"rows": 3}),
            ),
        }  # fmt: skip

    def _office(self, units: Sequence[SocialUnit]) -> dict[str, forms.Field]:
        labels = (_("Dead"), _("Seriously hurt"), _("Slightly hurt"), _("Missing people"))
        people = {
            name: shell.WholeNumberField(lowest=0, highest=MOST_PEOPLE, required=False, label=label)
            for name, label in zip(PEOPLE, labels, strict=True)
        }
        loss = shell.WholeNumberField(
            lowest=0, highest=MOST_LOSS, required=False, label=_("Direct loss, yuan"),
            help_text=_("leave it open if it is not known"),
        )  # fmt: skip
        return {
            "gb": _picker(types_on(None), _("Accident type"), _("not classified")),
            **people,
            "loss": loss,
            "unit": _picker([(unit.pid, unit.name) for unit in units], _("Unit"), _("none")),
            "known_at": minute_field(
                _("When did the unit learn of it"),
                _("the reporting clock begins here; left open it begins with the hour above"),
            ),
            "source": _picker([(name, str(text)) for name, text in codes.sources().items()], _("Who told")),
        }

    def values(self) -> dict[str, Any]:
        """What was answered."""
        cleaned = self.cleaned_data
        found = {
            name: value for name, value in cleaned.items() if value not in (None, "") and name != "client_id"
        }
        given: shell.DateHour | None = cleaned.get("happened")
        if given is not None:
            zone = timezone.get_default_timezone()
            day = given.day
            found["happened"] = datetime(day.year, day.month, day.day, given.hour or 0, tzinfo=zone)
        if "loss" in found:
            found["loss"] = Decimal(found["loss"])
        return found

    def take_findings(self, findings: Sequence[Finding]) -> None:
        """Put refusals beside their questions; what belongs to none stands on top."""
        for finding in findings:
            self.add_error(finding.field if finding.field in self.fields else None, finding.message)


class StepForm(shell.Form):
    """One step: what, when, to whom, what was found."""

    use_required_attribute = False

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, auto_id="step_%s", **options)
        self.fields["kind"] = forms.ChoiceField(
            choices=[(name, str(text)) for name, text in codes.steps().items()], label=_("Step"),
            widget=forms.Select(attrs={"class": "input"}),
        )  # fmt: skip
        done = minute_field(_("When"))
        done.required, done.initial = True, timezone.localtime(now).replace(second=0, microsecond=0)
        done.error_messages["required"] = _("Not answered yet.")
        done.widget.attrs["class"] = "input"
        self.fields["done"] = done
        self.fields["to"] = shell.TextField(
            limit=120, required=False, label=_("Told to"), help_text=_("authority or office")
        )
        self.fields["note"] = shell.TextField(
            limit=1000, lines=True, required=False, label=_("Summary"), help_text=_("no names"),
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip
        for name in ("to", "note"):
            self.fields[name].widget.attrs["class"] = "input"

    def take_findings(self, findings: Sequence[Finding]) -> None:
        """Put refusals beside their questions."""
        for finding in findings:
            self.add_error(finding.field if finding.field in self.fields else None, finding.message)


def initial_of(event: Event) -> Mapping[str, Any]:
    """A stored event as the form shows it."""
    local = timezone.localtime(event.happened)
    kind = codes.type_of(event.gb_version, event.gb_type)
    return {
        "kind": event.kind, "happened": shell.DateHour(local.date(), local.hour), "place": event.place.pid,
        "title": event.title, "what": event.what, "gb": kind.key if kind else "",
        **{name: getattr(event, name) or None for name in PEOPLE},
        "loss": None if event.loss is None else int(event.loss), "unit": event.unit.pid if event.unit else "",
        "known_at": event.known_at, "source": event.source,
    }  # fmt: skip
