"""Paper forms of this room: the injury report card, made of the card's own data, and the first report of an event."""

from collections.abc import Sequence
from importlib import resources
from typing import Any

import yaml
from django.http import Http404, HttpRequest
from django.utils import timezone, translation

from safecommunity.injuries import codes
from safecommunity.injuries.codes import events as event_codes
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries import events, rows
from safecommunity.injuries.views.common import need
from safecommunity.shell import paper_forms
from safecommunity.shell.numbers import day, moment
from safecommunity.shell.paper_forms import Binding, Filled, PaperForm
from safecommunity.shell.paper_forms.registry import context_of
from safecommunity.shell.paper_forms.shape import Field, FormPart, Text

LEFT = ("name", "id_number", "address")  # written by hand: what identifies a person leaves no printer
TALL = {"address": 9.0, "product": 9.0, "diagnosis": 9.0}


def ready() -> None:
    """Declare the forms and say what fills them."""
    paper_forms.declare(*paper_forms.load("safecommunity.injuries"), card())
    paper_forms.bind("injury_card", Binding(injury, "injuries"))
    paper_forms.bind("event", Binding(event, "events"))


def _both(text: codes.Text) -> Text:
    with translation.override("zh-hans"):
        chinese = str(text)
    return chinese, text.by_tag["en"]


def card() -> PaperForm:
    """The card as a form: every question in its order, every option with its number."""
    told, frame = codes.card(), _frame()
    parts: list[FormPart] = []
    for part, title in told.parts:
        parts.append(FormPart("head", text=_both(title)))
        fields = tuple(
            Field(
                item.id, _numbered(item), wide=bool(item.list) and len(told.options(item.list)) > 4,
                tall=TALL.get(item.id, 0.0), options=_options(told, item.list),
            )
            for item in told.items if item.part == part
        )  # fmt: skip
        parts.append(FormPart("fields", fields))
    parts.append(FormPart("sign", texts=tuple((chinese, english) for chinese, english in frame["sign"])))
    titles = {"zh-hans": told.title.by_tag["zh-Hans"], "zh-hant": told.title.by_tag["zh-Hant"],
              "en": told.title.by_tag["en"]}  # fmt: skip
    return PaperForm(
        "injury_card", frame["order"], titles, frame["basis"], tuple(frame["says"]), tuple(frame["gives"]), tuple(parts)
    )  # fmt: skip


def _frame() -> dict[str, Any]:
    text = (
        resources.files("safecommunity.injuries.codes")
        .joinpath("paper_forms.yaml")
        .read_text(encoding="utf-8")
    )
    read: dict[str, Any] = yaml.safe_load(text)["card"]
    return read


def _numbered(item: codes.Item) -> Text:
    chinese, english = _both(item.label)
    return f"{item.number} {chinese}", f"{item.number} {english}"


def _options(told: codes.Card, name: str) -> tuple[tuple[str, Text], ...]:
    if not name:
        return ()
    found = []
    for one in told.options(name):
        chinese, english = _both(one.label)
        found.append((str(one.code), (f"{one.code}{chinese}", f"{one.code} {english}")))
    return tuple(found)


def injury(request: HttpRequest, key: str) -> Sequence[Filled]:
    """The card of an injury that is open to the reader, without what identifies a person."""
    reports = rows.reports_of(need(request), key)
    if not reports:
        raise Http404
    return [_card_of(reports[0])]


def _card_of(report: Report) -> Filled:
    values: dict[str, str] = {}
    for item in codes.card().items:
        if item.id in LEFT:
            continue
        if item.list:
            value = getattr(report, item.id, None)
            values[item.id] = "" if value is None else str(value)
        elif item.id == "age":
            values["age"] = rows.age_text(report)
        elif item.id == "injury_time":
            values["injury_time"] = rows.time_text(report)
        elif item.id == "visit_time" and report.visit_time:
            values["visit_time"] = moment(report.visit_time)
    where = report.unit.name if report.unit else report.place.name
    return Filled(
        {name: value for name, value in values.items() if value}, place=report.place.pid, name=report.card_no,
        number=report.card_no, under=where,
    )  # fmt: skip


def event(request: HttpRequest, key: str) -> Sequence[Filled]:
    """An event as its record stands; who was hurt is counted and never named."""
    held = need(request)
    one = events.event_of(held, key)
    if one is None:
        raise Http404
    kind = event_codes.type_of(one.gb_version, one.gb_type)
    steps = [
        f"{day(timezone.localtime(step.at))} {_step(step.kind)} {step.note}".strip()
        for step in one.steps.all()
    ]
    values = context_of(
        number=one.number, kind=event_codes.kinds()[one.kind].label, unit=one.unit.name if one.unit else "",
        happened=timezone.localtime(one.happened).strftime("%Y-%m-%d %H:00"),
        known=moment(one.known_at) if one.known_at else "", place=one.place.name, type=kind.label if kind else "",
        grade=event_codes.grade_label(one.grade), what=f"{one.title}\n{one.what}".strip(), dead=one.dead,
        missing=one.missing, serious=one.serious, slight=one.slight,
        loss=f"{one.loss:,.2f}" if one.loss is not None else "", measures="\n".join(steps),
    )  # fmt: skip
    return [Filled(values, place=one.place.pid, name=one.number)]


def _step(kind: str) -> str:
    return str(event_codes.steps().get(kind, kind))
