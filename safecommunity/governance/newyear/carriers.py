"""What this room takes into a year: seats confirmed, letters renewed, returns sent again; what goes on by itself."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader, reader_of
from safecommunity.governance import actions, codes, words
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.actions.seats import confirm_seats, withdraw_confirmation
from safecommunity.governance.duties import title_of
from safecommunity.governance.models import Body, LetterRound, Membership, ReturnCall, Target, Task
from safecommunity.governance.returns import actions as returns
from safecommunity.governance.returns import forms_known, queries
from safecommunity.journal.models import AuditEvent
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell.slots import Carrier, CarryLine

SHOWN = 60


def carriers(request: HttpRequest, *, place: Place, year: int, **_context: Any) -> list[Carrier]:
    """In the order one thinks of them."""
    reader = reader_of(request)
    return [
        Organisation(reader, place, year).carrier(),
        Letters(reader, place, year).carrier(),
        Returns(reader, place, year).carrier(),
        Carrier("duties", 40, _("Duties of the year"),
                _("They appear as tasks by themselves when their time comes."), lambda: _duties(year)),
        Carrier("tasks", 50, _("Open tasks"), _("They stay open with their day; nothing is closed by a new year."),
                lambda: _tasks(place)),
        Carrier("targets", 60, _("Targets"), _("Those that go beyond the year go on; for the others set new ones."),
                lambda: _targets(place, year)),
    ]  # fmt: skip


class Organisation:
    """Seats go on until somebody ends them; New Year is when the office looks and says that they are held."""

    def __init__(self, reader: Reader, place: Place, year: int) -> None:
        self.reader, self.place, self.year = reader, place, year

    def carrier(self) -> Carrier:
        """Confirming is one entry in the log; ending a seat is done on its body's page before."""
        return Carrier(
            "organisation", 10, _("Organisation"),
            _("Bodies and seats go on. Look who left, end those seats on the page of the body, "
              "then confirm the others."),
            self.preview, self.carry, self.undo,
        )  # fmt: skip

    def preview(self) -> list[CarryLine]:
        """A line for each body with who sits in it."""
        seats: dict[int, int] = {}
        held = Membership.objects.filter(body__place=self.place, ends__isnull=True)
        for pk in held.values_list("body_id", flat=True):
            seats[pk] = seats.get(pk, 0) + 1
        confirmed = self._confirmed()
        return [
            CarryLine(
                one.name, _("%(n)s seats held") % {"n": seats.get(one.pk, 0)}, reverse("body", args=[one.pid]),
                confirmed,
            )
            for one in Body.objects.filter(place=self.place, ends__isnull=True).order_by("order", "pk")
        ]  # fmt: skip

    def _confirmed(self) -> bool:
        last = (
            AuditEvent.objects.filter(kind="seats", ref=f"{self.place.pid}-{self.year}")
            .order_by("-pk")
            .first()
        )
        return last is not None and last.action == "confirm_seats"

    def carry(self, at: datetime) -> dict[str, Any]:
        """The confirmation, once a year."""
        if self._confirmed():
            return {"count": 0}
        return {"count": confirm_seats(reader=self.reader, place=self.place, year=self.year, at=at)}

    def undo(self, _made: dict[str, Any], at: datetime) -> list[str]:
        """The confirmation is withdrawn by an entry of its own; seats are not touched."""
        withdraw_confirmation(reader=self.reader, place=self.place, year=self.year, at=at)
        return []


class Letters:
    """The rounds of last year, opened with their text for the units and households of now."""

    def __init__(self, reader: Reader, place: Place, year: int) -> None:
        self.reader, self.place, self.year = reader, place, year

    def carrier(self) -> Carrier:
        """Opened once; taken back while nobody has signed."""
        return Carrier(
            "letters", 20, _("Responsibility letters"),
            _("Opened with last year's text; who is due comes from the register and households of now."),
            self.preview, self.carry, self.undo,
        )  # fmt: skip

    def _before(self) -> list[LetterRound]:
        return list(LetterRound.objects.filter(place=self.place, year=self.year - 1).order_by("pk"))

    def _levels(self) -> set[str]:
        return set(
            LetterRound.objects.filter(place=self.place, year=self.year).values_list("level", flat=True)
        )

    def preview(self) -> list[CarryLine]:
        """A line for each round of last year."""
        known = self._levels()
        return [
            CarryLine(
                f"{self.year} {words.level(one.level)}",
                _("to be signed by %(day)s") % {"day": _next_year(one.sign_by, self.year)},
                reverse("letters_round", args=[one.pid]), one.level in known,
            )
            for one in self._before()
        ]  # fmt: skip

    def carry(self, at: datetime) -> dict[str, Any]:
        """Rounds that are not open yet."""
        known, made = self._levels(), []
        for one in self._before():
            if one.level not in known:
                issued, by = _next_year(one.issued_on, self.year), _next_year(one.sign_by, self.year)
                made.append(
                    actions.open_round(
                        reader=self.reader, place=self.place, year=self.year, level=one.level, issued_on=issued,
                        sign_by=by, at=at,
                    ).pid
                )  # fmt: skip
        return {"count": len(made), "rounds": made}

    def undo(self, made: dict[str, Any], at: datetime) -> list[str]:
        """Rounds nobody has signed in are withdrawn; the others stay."""
        left = []
        for round in LetterRound.objects.filter(pid__in=made.get("rounds", []), place=self.place):
            try:
                actions.withdraw_round(reader=self.reader, round=round, at=at)
            except Refused as reason:
                left.append(f"{round.year} {words.level(round.level)}: {reason}")
        return left


class Returns:
    """Forms that were asked for until the end of last year are asked for again; those without an end go on."""

    def __init__(self, reader: Reader, place: Place, year: int) -> None:
        self.reader, self.place, self.year = reader, place, year
        self.first, self.last = year * 12, year * 12 + 11

    def carrier(self) -> Carrier:
        """Sent down once; taken back while nobody has begun."""
        return Carrier(
            "returns", 30, _("Statistical returns"),
            _("Forms asked for until the end of last year go down again to the same fillers, in their newest version."),
            self.preview, self.carry, self.undo,
        )  # fmt: skip

    def _calls(self) -> list[ReturnCall]:
        """Calls of last year, one for each form: what went on beside the year or was passed on is not ours to renew."""
        found = ReturnCall.objects.filter(
            issuer=self.place, parent__isnull=True, ended_at__isnull=True, first__lt=self.first
        ).exclude(until__lt=self.first - 12)
        return list(found.select_related("form").order_by("form__key", "pk"))

    def _asked(self, call: ReturnCall) -> bool:
        fillers = [(str(kind), str(pid)) for kind, pid in call.fillers]
        if call.until is None or call.until >= self.first:
            return True
        return queries.asked_already(self.place, call.form.key, fillers, self.first, self.last) is not None

    def preview(self) -> list[CarryLine]:
        """A line for each form with its fillers."""
        language, lines = get_language() or "zh-hans", []
        for one in self._calls():
            n = _("%(n)s fillers") % {"n": len(one.fillers)}
            says = _("%(n)s; goes on without an end") % {"n": n} if one.until is None else n
            title = forms_known.spec_of(one.form).title(language)
            lines.append(CarryLine(title, says, reverse("return_call", args=[one.pid]), self._asked(one)))
        return lines

    def carry(self, at: datetime) -> dict[str, Any]:
        """Calls whose form is not asked for yet in the year."""
        made = []
        for one in self._calls():
            if self._asked(one):
                continue
            fillers = self._standing(one)
            form = forms_known.latest(one.form.key) or one.form
            if not fillers:
                continue
            try:
                made.append(
                    returns.send_down(
                        reader=self.reader, form=form, issuer=self.place, fillers=fillers, first=self.first,
                        until=self.last, note=one.note, at=at,
                    ).pid
                )  # fmt: skip
            except returns.Refused as reason:
                raise Refused(str(reason)) from reason
        return {"count": len(made), "calls": made}

    def _standing(self, call: ReturnCall) -> list[tuple[str, str]]:
        """Fillers that are still there on the first day of the year."""
        day = date(self.year, 1, 1)
        pids = [str(pid) for _kind, pid in call.fillers]
        gone = set(SocialUnit.objects.filter(pid__in=pids, ends__lte=day).values_list("pid", flat=True))
        gone |= set(Place.objects.filter(pid__in=pids, ends__lte=day).values_list("pid", flat=True))
        return [(str(kind), str(pid)) for kind, pid in call.fillers if pid not in gone]

    def undo(self, made: dict[str, Any], at: datetime) -> list[str]:
        """Calls nobody has begun on are taken back; of the others no further period is asked."""
        left = []
        for call in ReturnCall.objects.filter(
            pid__in=made.get("calls", []), issuer=self.place
        ).select_related("form"):
            try:
                returns.take_back_call(reader=self.reader, call=call, at=at)
            except returns.Refused as reason:
                title = forms_known.spec_of(call.form).title(get_language() or "zh-hans")
                left.append(f"{title}: {reason}")
        return left


def _next_year(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    leap = day.month == 2 and day.day == 29
    return day.replace(year=year, day=28 if leap else day.day)


def _duties(year: int) -> list[CarryLine]:
    every = {
        "month": _("every month"), "quarter": _("every quarter"), "half_year": _("every half year"),
        "year": _("once a year"), "term": _("every school term"),
    }  # fmt: skip
    return [
        CarryLine(
            codes.said(told["title"]), f"{year} · {every.get(told['every'], told['every'])}", there=True
        )
        for told in codes.duties().values()
    ]


def _tasks(place: Place) -> list[CarryLine]:
    waiting = Task.objects.filter(place=place, done_on__isnull=True, dropped_on__isnull=True).order_by(
        "due", "pk"
    )
    return [
        CarryLine(
            title_of(one), _("due %(day)s") % {"day": one.due}, reverse("task", args=[one.ref]), there=True
        )
        for one in waiting[:SHOWN]
    ]


def _targets(place: Place, year: int) -> list[CarryLine]:
    found = Target.objects.filter(place=place, dropped_on__isnull=True, deadline__gte=date(year - 1, 1, 1))
    return [
        CarryLine(
            one.title, _("until %(day)s") % {"day": one.deadline}, reverse("target", args=[one.pid]),
            one.deadline >= date(year, 1, 1),
        )
        for one in found[:SHOWN]
    ]  # fmt: skip
