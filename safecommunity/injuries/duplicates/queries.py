"""Reading the queue within the reader's rights, without names: the list, one pair side by side."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.injuries import codes
from safecommunity.injuries.models import DuplicatePair, Report
from safecommunity.injuries.queries import rows
from safecommunity.injuries.queries.rights import Rights

ENDS = ("first", "second")
WITH = tuple(
    f"{end}__{name}"
    for end in ENDS
    for name in ("injury", "own_injury", "unit", "place", "residence", "occurrence")
)


def visible_pairs(held: Rights) -> QuerySet[DuplicatePair]:
    """Pairs of which both reports stand and are open to the reader, the surest first."""
    open_to_him = held.visible & Q(state=Report.State.LIVE)
    return (
        DuplicatePair.objects.filter(_of("first", open_to_him), _of("second", open_to_him))
        .select_related(*WITH)
        .order_by("-strength", "-pk")
    )


def _of(end: str, condition: Q) -> Q:
    """A condition on reports, asked of one end of a pair: the few pairs are looked at, never a million reports."""
    children: list[Any] = list(condition.children)
    parts = [_of(end, one) if isinstance(one, Q) else (f"{end}__{one[0]}", one[1]) for one in children]
    return Q(*parts, _connector=condition.connector, _negated=condition.negated)


def waiting(held: Rights) -> int:
    """Open pairs this reader may decide; asked on every page, so it is first asked whether there are any."""
    if not DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN).order_by().exists():
        return 0
    inside = held.card_places
    mine = visible_pairs(held).filter(first__place_id__in=inside, second__place_id__in=inside)
    return mine.filter(state=DuplicatePair.State.OPEN).order_by().count()


def may_decide(held: Rights, pair: DuplicatePair) -> bool:
    """Both reports lie within the reader's office as CDC or clerk."""
    return held.may_link(pair.first) and held.may_link(pair.second)


def next_open(held: Rights, pair: DuplicatePair) -> str:
    """The next pair that waits, by its permanent id; "" when the queue is empty."""
    left = visible_pairs(held).filter(state=DuplicatePair.State.OPEN).exclude(pk=pair.pk).first()
    return left.pid if left else ""


def reason_text(name: str) -> str:
    """A reason in words."""
    hours = codes.review()["Q9"]["hours"]
    words = {
        "identity": _("the same identity number"),
        "time": _("less than %(hours)s hours apart") % {"hours": hours},
        "day": _("the same day"),
        "sex_age": _("the same sex and age"),
        "sex_age_near": _("the same sex, ages one year apart"),
        "residence": _("the same residence"),
        "occurrence": _("the same place of injury"),
        "cause": _("the same cause"),
        "sources": _("from different sources"),
        "facilities": _("from different facilities"),
    }
    return words.get(name, name)


def reason_texts(pair: DuplicatePair, leave_out: tuple[str, ...] = ()) -> list[str]:
    """The reasons of a pair in words."""
    return [reason_text(name) for name in pair.reasons if name not in leave_out]


def state_text(pair: DuplicatePair) -> str:
    """Where the decision stands, in words."""
    return {
        DuplicatePair.State.OPEN: _("not decided"),
        DuplicatePair.State.JOINED: _("joined into one"),
        DuplicatePair.State.APART: _("kept apart"),
    }[DuplicatePair.State(pair.state)]


def origin(report: Report) -> str:
    """Where a report comes from: its kind and its facility or place."""
    kind = {
        Report.Source.CARD: _("Injury card"),
        Report.Source.QUICK: _("Quick report"),
        Report.Source.IMPORT: _("Import"),
    }[Report.Source(report.source)]
    return f"{kind} · {report.unit.name if report.unit else report.place.name}"


@dataclass(frozen=True)
class Line:
    """One answer of both reports; `kind`: same, differs, or one (only one of them says it)."""

    label: str
    first: str
    second: str
    kind: str


def side_by_side(pair: DuplicatePair) -> list[Line]:
    """What both reports say, in paper order, the same questions beside each other."""
    told = [_told(pair.first), _told(pair.second)]
    around = {_("Comes from"), _("Entered")}  # of the report, not of the injury: always its own
    labels = dict.fromkeys([*told[0], *told[1]])
    order = {str(item.label): item.number for item in codes.card().items}
    return [
        _line(label, told[0].get(label, ""), told[1].get(label, ""), compared=label not in around)
        for label in sorted(labels, key=lambda label: order.get(label, 0))
    ]


def _told(report: Report) -> dict[str, str]:
    home = report.residence.name if report.residence else _("elsewhere") if report.lives_elsewhere else ""
    entered = timezone.localtime(report.entered_at).strftime("%Y-%m-%d %H:%M")
    said = {_("Comes from"): origin(report), _("Entered"): entered, _("Residence"): home}
    for section in rows.sections(report):
        said |= {answer.label: answer.text for answer in section.answers}
    return {label: text for label, text in said.items() if text}


def _line(label: str, first: str, second: str, *, compared: bool) -> Line:
    kind = "same" if first == second or not compared else "differs" if first and second else "one"
    return Line(label, first, second, kind)
