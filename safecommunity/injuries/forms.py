"""The card and the quick report as forms, built from the card's data; thin: they read, the checks judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.injuries import codes
from safecommunity.injuries.checks import Finding
from safecommunity.injuries.checks.fields import EARLIEST, TEXTS
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.models import OLDEST, Report
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell import forms as shell
from safecommunity.shell.initials import initials

ELSEWHERE = "elsewhere"
YEARS, MONTHS = "years", "months"
ONE_COLUMN = frozenset({"intent", "nature", "severity", "outcome"})
THREE = frozenset({"alcohol"})
SECRET = {"data-no-draft": "", "autocomplete": "off"}


class CardPicker(shell.Picker):
    """A picker whose options are also found by everyday words and other readings (`data-also`)."""

    also: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        if known := self.also.get(str(value)):
            option["attrs"]["data-also"] = known
        return option


def option_field(card: codes.Card, item: codes.Item) -> forms.Field:
    """A list question: tiles in paper order, or a picker where the list is long."""
    options = card.options(item.list)
    choices = [(option.code, str(option.label)) for option in options]
    common: dict[str, Any] = {
        "choices": choices,
        "required": False,
        "label": str(item.label),
        "help_text": _help(item),
    }
    if item.widget == "picker":
        picker = CardPicker()
        picker.also = {str(option.code): option.search for option in options}
        return shell.PickerField(
            widget=picker,
            numbers={option.code: option.code for option in options},
            initials={option.code: option.py for option in options},
            **common,
        )
    layout = "one" if item.list in ONE_COLUMN else "three" if item.list in THREE else ""
    return shell.OptionField(layout=layout, **common)


def _help(item: codes.Item) -> str:
    return str(item.help) if item.help else ""


def place_field(
    places: Sequence[Place], label: str, extra: Sequence[tuple[str, str]] = ()
) -> shell.PickerField:
    """A searchable list of places; the number is the line."""
    choices = [*extra, *((place.pid, place.name) for place in places)]
    return shell.PickerField(
        choices=choices, required=False, label=label, empty=_("not known"),
        numbers={pid: line for line, (pid, _name) in enumerate(choices, 1)},
        initials={pid: initials(str(name)) for pid, name in choices},
    )  # fmt: skip


class SearchedCode(forms.TextInput):
    """A code one may also find by its words: the page's own list of them offers both."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["offered"] = icd10.choices()
        return context

    template_name = "injuries/icd10_field.html"


def icd10_field() -> shell.TextField:
    """The external cause, where somebody codes it: a code, found by number or words."""
    widget = SearchedCode(
        attrs={"autocomplete": "off", "list": "icd10-codes", "data-icd10": "", "spellcheck": "false"}
    )
    return shell.TextField(
        limit=TEXTS["icd10"], required=False, widget=widget,
        label=_("ICD-10 external cause, where it is coded"),
    )  # fmt: skip


class Base(shell.Form):
    """What both forms share: reading day and hour, keeping answered questions, showing findings."""

    use_required_attribute = False
    times: tuple[str, ...] = ("injury_time",)

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    confirmed = forms.CharField(max_length=200, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        self.now = now
        super().__init__(*args, auto_id="q_%s", **options)
        for name in self.times:
            field = self.fields.get(name)
            if isinstance(field, shell.DateHourField):
                field.latest = timezone.localtime(now)

    @property
    def answered(self) -> list[str]:
        """Questions already answered with: it is right."""
        known = {rule.id for rule in codes.rules()} | {"ID_SEX", "ID_AGE"}
        return [one for one in self.cleaned_data.get("confirmed", "").split(",") if one in known]

    def _moment(self, name: str, values: dict[str, Any]) -> None:
        given: shell.DateHour | None = self.cleaned_data.get(name)
        if given is None:
            return
        zone = timezone.get_default_timezone()
        values[name] = datetime(given.day.year, given.day.month, given.day.day, given.hour or 0, tzinfo=zone)
        if name == "injury_time" and given.hour is None:
            values["precision"] = Report.Precision.DATE

    def _age(self, values: dict[str, Any]) -> None:
        age = self.cleaned_data.get("age")
        if age is None:
            return
        if self.cleaned_data.get("age_unit") == MONTHS:
            values |= {"age_months": age, "age_years": age // 12}
        else:
            values["age_years"] = age

    def _residence(self, values: dict[str, Any]) -> None:
        home = self.cleaned_data.get("residence")
        if home == ELSEWHERE:
            values["lives_elsewhere"] = True
        elif home:
            values["residence"] = home

    def take_findings(self, findings: Sequence[Finding]) -> None:
        """Put refusals beside their questions; what belongs to none stands on top."""
        for finding in findings:
            if not finding.refuses:
                continue
            name = FORM_FIELD.get(finding.field, finding.field)
            self.add_error(name if name in self.fields else None, finding.message)


# Stored fields that share one question of the form.
FORM_FIELD = {"age_years": "age", "age_months": "age", "lives_elsewhere": "residence"}


def age_fields() -> dict[str, forms.Field]:
    """Number and unit: years, or months for infants."""
    return {
        "age": shell.WholeNumberField(lowest=0, highest=OLDEST, required=False, label=_("Age")),
        "age_unit": forms.ChoiceField(
            choices=[(YEARS, _("years of age")), (MONTHS, _("months (under 3 years)"))],
            required=False, initial=YEARS, label=_("Unit of age"),
        ),
    }  # fmt: skip


class CardForm(Base):
    """The national card, in the numbers of one card version."""

    times = ("injury_time", "visit_time")

    def __init__(
        self,
        *args: Any,
        card: codes.Card,
        units: Sequence[SocialUnit],
        places: Sequence[Place],
        now: datetime,
        **options: Any,
    ) -> None:
        self.card = card
        made: dict[str, forms.Field] = {}
        for item in card.items:
            made |= self._item(item, places)
        self.base_fields = {**Base.base_fields, "unit": _unit_field(units), **made}  # type: ignore[misc]
        super().__init__(*args, now=now, **options)

    def _item(self, item: codes.Item, places: Sequence[Place]) -> dict[str, forms.Field]:
        label, help_text = str(item.label), _help(item)
        if item.kind == "list":
            found: dict[str, forms.Field] = {item.id: option_field(self.card, item)}
            if item.id == "place_kind":
                found["occurrence"] = place_field(places, _("Place of occurrence"))
            if item.id == "cause":
                found["icd10"] = icd10_field()
            return found
        if item.kind == "age":
            return age_fields()
        if item.kind == "time":
            earliest = date(EARLIEST, 1, 1)
            hourless = item.id == "injury_time"
            return {
                item.id: shell.DateHourField(
                    required=False,
                    label=label,
                    help_text=help_text,
                    earliest=earliest,
                    hour_required=not hourless,
                )
            }
        if item.kind == "address":
            outside = [(ELSEWHERE, _("does not live here"))]
            return {
                "residence": place_field(places, _("Place of residence; rates count by it"), outside),
                "address": _text("address", _("Address"), secret=True),
                "phone": _text("phone", _("Phone"), secret=True),
            }
        secret = item.kind in ("secret", "id_number")
        return {item.id: _text(item.id, label, secret=secret, help_text=help_text)}

    def values(self) -> tuple[dict[str, Any], dict[str, int]]:
        """What was answered, in the default version's codes; and the numbers as written where they differ."""
        cleaned = self.cleaned_data
        values: dict[str, Any] = {}
        written: dict[str, int] = {}
        for item in self.card.items:
            if item.kind == "list" and cleaned.get(item.id) is not None:
                stored = self.card.stored(item.list, item.id, cleaned[item.id])
                values |= {
                    name: code for name, code in stored.items() if name == item.id or not cleaned.get(name)
                }
                if stored != {item.id: cleaned[item.id]}:
                    written[item.id] = cleaned[item.id]
            elif item.kind in ("text", "secret", "id_number") and cleaned.get(item.id):
                values[item.id] = cleaned[item.id]
        for name in ("unit", "address", "phone", "occurrence", "icd10"):
            if cleaned.get(name):
                values[name] = cleaned[name]
        self._age(values)
        self._residence(values)
        for name in self.times:
            self._moment(name, values)
        return values, written


def _text(name: str, label: str, *, secret: bool = False, help_text: str = "") -> shell.TextField:
    widget = forms.TextInput(attrs=dict(SECRET) if secret else {"autocomplete": "off"})
    return shell.TextField(limit=TEXTS[name], required=False, label=label, help_text=help_text, widget=widget)


def _unit_field(units: Sequence[SocialUnit]) -> forms.Field:
    """Only the reader's own facilities; one needs no question."""
    field = shell.PickerField(
        choices=[(unit.pid, unit.name) for unit in units], required=False, label=_("Reporting facility"),
        numbers={unit.pid: line for line, unit in enumerate(units, 1)},
        initials={unit.pid: initials(unit.name) for unit in units},
    )  # fmt: skip
    if len(units) == 1:
        field.initial = units[0].pid
        field.widget = forms.HiddenInput()  # type: ignore[assignment]
    return field


class QuickForm(Base):
    """Five questions for the grid worker: who (no name), when, where, how, how bad."""

    def __init__(self, *args: Any, places: Sequence[Place], now: datetime, **options: Any) -> None:
        card = codes.card()
        items = {item.id: item for item in card.items}
        where = place_field(places, _("Which place"))
        if len(places) == 1:
            where.initial = places[0].pid
        self.base_fields = {  # type: ignore[misc]
            **Base.base_fields,
            "sex": option_field(card, items["sex"]),
            **age_fields(),
            "injury_time": shell.DateHourField(
                required=False, label=_("When did it happen"), hour_required=False, earliest=date(EARLIEST, 1, 1)
            ),
            "occurrence": where,
            "place_kind": option_field(card, items["place_kind"]),
            "cause": option_field(card, items["cause"]),
            "severity": option_field(card, items["severity"]),
            "narrative": shell.TextField(
                limit=500, lines=True, required=False, label=_("In a few words"),
                help_text=_("no names"), widget=forms.Textarea(attrs={"rows": 2}),
            ),
        }  # fmt: skip
        super().__init__(*args, now=now, **options)

    def values(self) -> dict[str, Any]:
        """What was answered."""
        names = ("sex", "occurrence", "place_kind", "cause", "severity", "narrative")
        values = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
        self._age(values)
        self._moment("injury_time", values)
        return values


@dataclass(frozen=True)
class Question:
    """One numbered item of the page with its fields and the questions the checks ask about it."""

    number: int
    item: codes.Item
    fields: tuple[forms.BoundField, ...]
    asked: tuple[dict[str, Any], ...]

    @property
    def main(self) -> forms.BoundField:
        return self.fields[0]

    @property
    def kind(self) -> str:
        return self.item.kind

    @property
    def extra(self) -> tuple[forms.BoundField, ...]:
        return self.fields[1:]


OF_ITEM = {
    "age": ("age", "age_unit"),
    "address": ("residence", "address", "phone"),
    "place_kind": ("place_kind", "occurrence"),
    "cause": ("cause", "icd10"),
}


def page_of(form: CardForm, questions: Sequence[Finding] = ()) -> list[tuple[str, list[Question]]]:
    """The card in paper order: its parts with their questions."""
    asked: dict[str, list[dict[str, Any]]] = {}
    for finding in questions:
        asked.setdefault(FORM_FIELD.get(finding.field, finding.field), []).append(ask_box(finding, form))
    parts = []
    for part, title in form.card.parts:
        found = [
            Question(
                item.number,
                item,
                tuple(form[name] for name in OF_ITEM.get(item.id, (item.id,))),
                tuple(asked.get(item.id, ())),
            )
            for item in form.card.items
            if item.part == part
        ]
        parts.append((str(title), found))
    return parts


def ask_box(finding: Finding, form: Base) -> dict[str, Any]:
    """A question with its two buttons: set what is usual, or keep what was entered."""
    name = FORM_FIELD.get(finding.field, finding.field)
    came = form.data.get(name, "") if form.is_bound else ""
    return {
        "rule": finding.rule,
        "message": finding.message,
        "fix": _("Change to %(answer)s") % {"answer": fix_text(finding, form)} if finding.fix else "",
        "keep": _("It is right: %(answer)s") % {"answer": _spoken(finding.field, came, form)}
        if came and name not in form.times
        else _("It is right"),
        "anchor": name,
        "set": f"{name}={fix_value(finding, form)}" if finding.fix else "",
    }


def fix_text(finding: Finding, form: Base) -> str:
    """What the first button would set, in the numbers of the card on the page."""
    name, code = next(iter(finding.fix.items()))
    if name not in codes.LISTS:
        return str(code)
    shown = shown_code(form, name, code)
    label = codes.label(codes.LISTS[name], code)
    return f"{shown} {label}"


def fix_value(finding: Finding, form: Base) -> int:
    """The number the first button sets on the page."""
    name, code = next(iter(finding.fix.items()))
    return shown_code(form, name, code) if name in codes.LISTS else code


def shown_code(form: Base, name: str, code: int) -> int:
    """The number a stored code has on the version of the card in use."""
    card = getattr(form, "card", codes.card())
    for option in card.options(codes.LISTS[name]):
        if (dict(option.to) or {name: option.code}) == {name: code}:
            return option.code
    return code


def _spoken(name: str, came: str, form: Base) -> str:
    if name in codes.LISTS and came.isascii() and came.isdigit():
        card = getattr(form, "card", codes.card())
        option = card.option(codes.LISTS[name], int(came))
        return str(option.label) if option else came
    return came


def initial_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """A stored report's values as the form shows them."""
    shown = dict(values)
    if values.get("age_months") is not None and (values.get("age_years") or 0) < 1:
        shown |= {"age": values["age_months"], "age_unit": MONTHS}
    elif values.get("age_years") is not None:
        shown |= {"age": values["age_years"], "age_unit": YEARS}
    if values.get("lives_elsewhere"):
        shown["residence"] = ELSEWHERE
    for name in ("injury_time", "visit_time"):
        if values.get(name):
            local = timezone.localtime(values[name])
            known = name != "injury_time" or values.get("precision") != Report.Precision.DATE
            shown[name] = shell.DateHour(local.date(), local.hour if known else None)
    return shown


def blank(now: datetime) -> dict[str, Any]:
    """What a blank card can know: the visit is now."""
    local = timezone.localtime(now)
    return {
        "visit_time": shell.DateHour(local.date(), local.hour),
        "injury_time": shell.DateHour(local.date(), None),
    }
