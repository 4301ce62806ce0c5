"""The integrity rules this room can break: targets and returns that do not add up, meetings and teams told otherwise
than listed, hours nobody serves, returns that were changed after they were handed in."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from safecommunity.figures.checker import frozen, rules
from safecommunity.figures.checker.helpers import daily, in_all, read
from safecommunity.figures.checker.registry import (
    Asked,
    Check,
    Entered,
    Entries,
    Found,
    Gathering,
    Opener,
    register_check,
    register_entries,
    register_gatherings,
    register_opener,
)
from safecommunity.governance.models import (
    Meeting,
    Return,
    ReturnCell,
    ReturnVersion,
    Service,
    Support,
    Target,
    Volunteer,
    VolunteerTeam,
)
from safecommunity.governance.queries import work
from safecommunity.governance.returns import forms_known, numbers, periods, transitions
from safecommunity.governance.returns import queries as returns
from safecommunity.governance.returns.rights import Hands
from safecommunity.governance.returns.spec import Spec
from safecommunity.governance.rights import Rights
from safecommunity.governance.support import queries as support
from safecommunity.governance.targets import queries as targets
from safecommunity.governance.volunteers import queries as volunteers
from safecommunity.indicators.languages import LANGUAGES
from safecommunity.journal import queries as journal

KIND = "return"
CHUNK = 2000
Said = Mapping[str, Any]


def targets_apart(_asked: Asked) -> Iterator[Found]:
    """N2: targets whose assigned parts do not make them. Two queries."""
    standing = Target.objects.filter(dropped_on__isnull=True).select_related("place")
    parts: dict[int, list[Target]] = {}
    for one in standing.filter(parent__isnull=False):
        parts.setdefault(one.parent_id or 0, []).append(one)
    for target in standing.filter(pk__in=parts):
        told = targets.added(target, parts[target.pk])
        if told is not None and not told.holds:
            said = {"title": target.title, "target": targets.value_text(target),
                    "sum": targets.span(told.low, told.high), "n": len(parts[target.pk])}  # fmt: skip
            link = ("target", target.pid, target.title)
            yield Found(target.pid, target.place.pid, said, (link,))


def say_targets(said: Said) -> str:
    """N2 of targets."""
    return _("“%(title)s”: the target is %(target)s; its %(n)s parts come to %(sum)s.") % dict(said)


def _standing() -> Iterator[ReturnVersion]:
    """What was handed in last by each return that stands."""
    rows = ReturnVersion.objects.filter(of__state__in=transitions.STANDING).order_by("of_id", "-number")
    last = 0
    found = rows.select_related("of__form", "of__place", "of__unit", "of__issuer", "of__call")
    for row in found.iterator(chunk_size=CHUNK):
        if row.of_id != last:
            yield row
            last = row.of_id


def _named(row: Return) -> dict[str, Any]:
    spec = forms_known.spec_of(row.form)
    return {
        "form": {language: spec.title(language) for language in LANGUAGES},
        "period": in_all(lambda: returns.label(row)), "who": returns.filler_name(row),
    }  # fmt: skip


def returns_apart(_asked: Asked) -> Iterator[Found]:
    """N2: returns handed in whose own sums do not agree. One query, each form's checks again on what stands."""
    for version in _standing():
        row = version.of
        spec = forms_known.spec_of(row.form)
        wrong = numbers.findings(spec, version.values, "zh-hans")
        if wrong:
            said = {
                **_named(row),
                "n": len(wrong),
                "says": _all_says(spec, version.values),
                "note": version.note,
            }
            yield Found(row.pid, row.place.pid, said, ((KIND, row.pid, _title(row)),))


def _all_says(spec: Spec, values: Mapping[str, int]) -> dict[str, str]:
    """Every sum that does not agree, in all languages."""

    def say() -> str:
        return "；".join(one.says for one in numbers.findings(spec, values, get_language() or "zh-hans"))

    return in_all(say)


def _title(row: Return) -> str:
    return f"{forms_known.spec_of(row.form).title('zh-hans')} {periods.label(row.first, row.last)}"


def say_returns(said: Said) -> str:
    """N2 of returns."""
    text = _("%(form)s %(period)s of %(who)s: %(says)s") % {
        "form": read(said["form"]), "period": read(said["period"]), "who": said["who"], "says": read(said["says"]),
    }  # fmt: skip
    return text + (" " + _("Its remark: %(note)s") % {"note": said["note"]} if said["note"] else "")


def returns_below(_asked: Asked) -> Iterator[Found]:
    """N4: a return that says less than the returns beneath it together. Three queries."""
    beneath = ReturnCell.objects.filter(standing=True, of__call__parent__isnull=False).order_by()
    sums = {
        (call, place, first, cell): n
        for call, place, first, cell, n in beneath.values_list(
            "of__call__parent", "of__issuer", "of__first", "cell"
        ).annotate(n=Sum("value"))
    }
    if not sums:
        return
    above = ReturnCell.objects.filter(standing=True, of__call__in={key[0] for key in sums})
    less: dict[int, list[tuple[str, int, int]]] = {}
    for row, call, place, first, cell, value in above.values_list(
        "of", "of__call", "of__place", "of__first", "cell", "value"
    ):
        together = sums.get((call, place, first, cell), 0)
        if value < together:
            less.setdefault(row, []).append((cell, value, together))
    for one in Return.objects.filter(pk__in=less).select_related(*returns.WITH):
        spec, cells = forms_known.spec_of(one.form), sorted(less[one.pk])
        lines = [
            {"cell": {language: spec.cell_title(cell, language) for language in LANGUAGES},
             "own": numbers.written(own, spec.decimals(cell)), "beneath": numbers.written(under, spec.decimals(cell))}
            for cell, own, under in cells[:6]
        ]  # fmt: skip
        said = {**_named(one), "lines": lines, "n": len(cells)}
        yield Found(one.pid, one.place.pid, said, ((KIND, one.pid, _title(one)),))


def say_below(said: Said) -> str:
    """N4 of returns."""
    lines = "；".join(
        _("%(cell)s: %(own)s above, %(beneath)s beneath")
        % {"cell": read(line["cell"]), "own": line["own"], "beneath": line["beneath"]}
        for line in said["lines"]
    )
    return _("%(form)s %(period)s of %(who)s is below the sum of the returns beneath it: %(lines)s") % {
        "form": read(said["form"]), "period": read(said["period"]), "who": said["who"], "lines": lines,
    }  # fmt: skip


def returns_altered(_asked: Asked) -> Iterator[Found]:
    """N16: returns whose numbers are not those that were handed in: by the log's checksum, and cell by cell."""
    kept = journal.digests(KIND, "submit_return")
    cells: dict[int, dict[str, int]] = {}
    for of, cell, value in ReturnCell.objects.filter(standing=True).values_list("of_id", "cell", "value"):
        cells.setdefault(of, {})[cell] = value
    for version in _standing():
        row, counted = version.of, cells.get(version.of_id, {})
        expected = kept.get(row.pid, "")
        if (expected and frozen.digest(version.values) != expected) or counted != version.values:
            changed = sorted(
                c for c in {*counted, *version.values} if counted.get(c) != version.values.get(c)
            )
            said = {**_named(row), "n": len(changed), "version": version.number}
            yield Found(row.pid, row.place.pid, said, ((KIND, row.pid, _title(row)),))


def say_altered(said: Said) -> str:
    """N16 of returns."""
    return _("%(form)s %(period)s of %(who)s is not what was handed in: its numbers were changed afterwards.") % {
        "form": read(said["form"]), "period": read(said["period"]), "who": said["who"],
    }  # fmt: skip


def listed_otherwise(_asked: Asked) -> Iterator[Found]:
    """N6: fewer people on a meeting's sheet than signed in; a team that says other than its list. Two queries."""
    meetings = Meeting.objects.filter(withdrawn_at__isnull=True, present__isnull=False)
    for one in meetings.annotate(signed=Count("sign_ins")).select_related("body__place"):
        if one.present is not None and one.signed > one.present:
            said = {"what": "meeting", "title": one.title, "told": one.present, "listed": one.signed}
            yield Found(f"meeting:{one.ref}", one.body.place.pid, said, (("meeting", one.ref, one.title),))
    listed = Count("members", filter=Q(members__ends__isnull=True))
    teams = VolunteerTeam.objects.filter(ends__isnull=True, said__isnull=False).annotate(listed=listed)
    for team in teams.filter(listed__gt=0).select_related("place"):
        told, exact = team.said or 0, team.qualifier == VolunteerTeam.Qualifier.EXACT
        if (exact and told != team.listed) or (not exact and team.listed < told / 2):
            said = {"what": "team", "title": team.name, "told": told, "listed": team.listed}
            yield Found(f"team:{team.pid}", team.place.pid, said, (("volunteer_team", team.pid, team.name),))


def say_listed(said: Said) -> str:
    """N6 of meetings and teams."""
    if said["what"] == "meeting":
        return _("“%(title)s”: the sheet says %(told)s people; %(listed)s signed in.") % dict(said)
    return _("“%(title)s” says %(told)s people; %(listed)s are on its list.") % dict(said)


def hours_nobody_serves(_asked: Asked) -> Iterator[Found]:
    """N13: more hours of one volunteer in a year than anybody gives. One query."""
    bound = rules.per_head()["hours_per_volunteer"]
    rows = Volunteer.objects.filter(services__withdrawn_at__isnull=True, services__isnull=False).order_by()
    told = rows.values_list(
        "pid", "number", "team__pid", "team__name", "team__place__pid", "services__on__year"
    ).annotate(minutes=Sum("services__minutes"))
    for pid, number, team, name, place, year, minutes in told:
        hours = minutes / 60
        if hours > bound.high:
            said = {"team": name, "number": number, "year": year, "hours": round(hours), "high": bound.high}
            yield Found(f"{pid}:{year}", place, said, (("volunteer_team", team, name),))


def say_hours(said: Said) -> str:
    """N13 of volunteers."""
    return _(
        "Volunteer %(number)s of “%(team)s” served %(hours)s hours in %(year)s; plausible are up to %(high)s."
    ) % dict(said)


def meetings_held(_asked: Asked) -> Iterator[Gathering]:
    """Meetings, as several groups may enter one."""
    rows = Meeting.objects.filter(withdrawn_at__isnull=True)
    for ref, title, place, on, by, present in rows.values_list(
        "ref", "title", "body__place__pid", "on", "by", "present"
    ).iterator(chunk_size=CHUNK):
        yield Gathering("meeting", ref, title, place, on, by, present)


def _meetings(since: date) -> Iterator[Entered]:
    return daily(Meeting.objects.filter(withdrawn_at__isnull=True), "body__place__pid", "on", "at", since)


def _services(since: date) -> Iterator[Entered]:
    rows = Service.objects.filter(withdrawn_at__isnull=True, binder="")
    return daily(rows, "place__pid", "on", "at", since)


def _support(since: date) -> Iterator[Entered]:
    return daily(Support.objects.filter(withdrawn_on__isnull=True), "place__pid", "starts", "at", since)


def _may_open_team(reader: Any, ref: str) -> bool:
    return volunteers.teams(Rights(reader)).filter(pid=ref).exists()


def _may_open_return(reader: Any, ref: str) -> bool:
    return returns.one(Hands(reader), ref.partition("-")[0]) is not None


def _page_of(address: str) -> Callable[[str], str]:
    return lambda ref: reverse(address, args=[ref])


def register() -> None:
    """Called once by the room when it starts."""
    for code, rule, title, find, say, reads in (
        ("targets.sum", "N2", gettext_lazy("Targets: what is assigned adds up"), targets_apart, say_targets,
         ("target",)),
        ("returns.sum", "N2", gettext_lazy("Returns: sums agree"), returns_apart, say_returns, (KIND,)),
        ("returns.below", "N4", gettext_lazy("Returns: not below the sum beneath"), returns_below, say_below, (KIND,)),
        ("returns.altered", "N16", gettext_lazy("Returns stay as handed in"), returns_altered, say_altered, ()),
        ("office.listed", "N6", gettext_lazy("Meetings and teams: as many as listed"), listed_otherwise,
         say_listed, ()),
        ("volunteers.hours", "N13", gettext_lazy("Hours of volunteers are plausible"), hours_nobody_serves,
         say_hours, ()),
    ):  # fmt: skip
        register_check(Check(code, rule, title, find, say, reads))
    register_gatherings("meetings", meetings_held)
    for kind, name, rows in (
        ("meeting", gettext_lazy("Meetings"), _meetings),
        ("volunteer_service", gettext_lazy("Hours served"), _services),
        ("support", gettext_lazy("Support received"), _support),
    ):  # fmt: skip
        register_entries(Entries(kind, name, rows))
    for kind, address, may_open, title in (
        ("meeting", "meeting", work.may_open_meeting, gettext_lazy("Meeting")),
        ("task", "task", work.may_open_task, gettext_lazy("Task")),
        ("volunteer_team", "volunteer_team", _may_open_team, gettext_lazy("Team")),
        ("support", "support_one", support.may_open, gettext_lazy("Support received")),
        ("volunteer_service", "volunteer_service", volunteers.may_open_service, gettext_lazy("Hours served")),
        ("target", "target", lambda reader, ref: targets.one(reader, ref) is not None, gettext_lazy("Target")),
    ):  # fmt: skip
        register_opener(kind, Opener(_page_of(address), may_open, title))
    register_opener(
        KIND,
        Opener(
            lambda ref: reverse("return", args=[ref.partition("-")[0]]),
            _may_open_return,
            gettext_lazy("Return"),
        ),
    )
