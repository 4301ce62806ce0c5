"""Writing corrective and preventive actions: entered, extended, done, verified, opened again, given up, imported."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes
from safecommunity.governance.actions.proof import File, attach
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.actions.tasks import AGAIN
from safecommunity.governance.improvements import words
from safecommunity.governance.models import Improvement, ImprovementStep
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

FACT = "improvement"
EARLIEST = date(1990, 1, 1)
LONGEST = timedelta(days=3660)
FIELDS = (
    "kind", "source", "source_says", "meeting", "setting", "found_on", "found", "where", "cause", "action", "who",
)  # fmt: skip
LIMITS = {"source_says": (0, 200), "found": (1, 300), "where": (0, 120), "cause": (0, 300), "action": (1, 300),
          "who": (1, 120)}  # fmt: skip
What = ImprovementStep.What


def titles() -> dict[str, str]:
    """What the texts are called."""
    return {
        "source_says": _("Number or day of that record"), "found": _("What is not as it should be"),
        "where": _("Where"), "cause": _("Cause"), "action": _("What is done about it"), "who": _("Who answers for it"),
    }  # fmt: skip


def check(row: Improvement, today: date) -> None:
    """Refuse what cannot be, in words."""
    for name, (least, most) in LIMITS.items():
        length = len(getattr(row, name))
        if not least <= length <= most:
            says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
            raise Refused(says % {"field": titles()[name], "came": length, "least": least, "most": most})
    for title, came, allowed in (
        (_("Kind"), row.kind, {one: words.kind(one) for one in Improvement.Kind.values}),
        (_("Found by"), row.source, {one: words.source(one) for one in Improvement.Source.values}),
        (_("Setting"), row.setting, {"": "", **{one: codes.setting_name(one) for one in codes.settings()}}),
    ):
        if came not in allowed:
            says = _("%(field)s: got “%(came)s”; allowed: %(allowed)s")
            names = ", ".join(one for one in allowed.values() if one)
            raise Refused(says % {"field": title, "came": came[:30], "allowed": names})
    if not EARLIEST <= row.found_on <= today:
        _out(_("Found on"), row.found_on, EARLIEST, today)
    if not row.found_on <= row.due <= row.found_on + LONGEST:
        _out(_("To be done by"), row.due, row.found_on, row.found_on + LONGEST)
    if row.meeting is not None and row.meeting.body.place_id != row.place_id:
        raise Refused(_("Meeting: allowed is a meeting of %(place)s") % {"place": row.place.name})


def _out(field: str, came: date, first: date, last: date) -> None:
    says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
    raise Refused(says % {"field": field, "came": came, "first": first, "last": last})


def _clean(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    told = {name: values[name] for name in names if name in values}
    return {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}


def _step(
    row: Improvement, what: str, on: date, by: str, at: datetime, says: str = "", who: str = ""
) -> None:
    """The step and the audit event of one deed."""
    ImprovementStep.objects.create(
        improvement=row, what=what, on=on, says=says[:300], who=who[:120], due=row.due, by=by, at=at
    )
    journal.record(
        by=by, action=f"improvement_{what}", kind="improvement", ref=row.pid, place=row.place.pid, at=at,
        changes=[ChangeOf(FACT, row.ref)], detail={"round": row.round},
    )  # fmt: skip


def _locked(row: Improvement, reader: Reader) -> Improvement:
    found = Improvement.objects.select_for_update(of=("self",)).select_related("place").get(pk=row.pk)
    Rights(reader).need_office(found.place)
    if found.dropped_on is not None:
        raise Refused(_("This was given up already"))
    return found


@transaction.atomic
def record_improvement(
    *,
    reader: Reader,
    place: Place,
    values: Mapping[str, Any],
    due: date,
    at: datetime,
    proofs: Sequence[File] = (),
) -> Improvement:
    """What was found and what is to be done about it. The same sent twice, by a second click, is one."""
    Rights(reader).need_office(place)
    made = Improvement(place=place, due=due, first_due=due, by=reader.pid, at=at, **_clean(values, FIELDS))
    check(made, timezone.localdate(at))
    sent = Improvement.objects.filter(
        place=place, found=made.found, found_on=made.found_on, action=made.action, by=reader.pid, at__gt=at - AGAIN,
        dropped_on__isnull=True,
    ).first()  # fmt: skip
    if sent is not None:
        return sent
    made.save(force_insert=True)
    _step(made, What.ENTERED, made.found_on, reader.pid, at, made.found, made.who)
    attach(proofs, "improvement", made.pid, place, reader.pid, at, made.found_on)
    return made


@transaction.atomic
def change_improvement(
    *, reader: Reader, improvement: Improvement, values: Mapping[str, Any], revision: int, at: datetime
) -> Improvement:
    """Correct its words; refused where somebody changed it since it was read, or once it is closed."""
    row = _locked(improvement, reader)
    if row.effective:
        raise Refused(_("This is closed; open it again first"))
    if row.revision != revision:
        raise Refused(_("Somebody else changed this meanwhile; look at it again"))
    before = {name: getattr(row, name) for name in FIELDS}
    for name, value in _clean(values, FIELDS).items():
        setattr(row, name, value)
    check(row, timezone.localdate(at))
    changed = [name for name, value in before.items() if getattr(row, name) != value]
    if changed:
        row.revision += 1
        row.save(update_fields=[*changed, "revision"])
        _step(row, What.CHANGED, timezone.localdate(at), reader.pid, at, ", ".join(changed))
    return row


@transaction.atomic
def extend(*, reader: Reader, improvement: Improvement, due: date, reason: str, at: datetime) -> Improvement:
    """A later day, with a reason; whether it was in time stays measured by the first one."""
    row = _locked(improvement, reader)
    if row.done_on is not None:
        raise Refused(_("This is done already"))
    if not row.due < due <= row.found_on + LONGEST:
        _out(_("New day"), due, row.due + timedelta(days=1), row.found_on + LONGEST)
    row.due = due
    row.save(update_fields=["due"])
    _step(row, What.EXTENDED, timezone.localdate(at), reader.pid, at, _reason(reason))
    return row


def _reason(text: str) -> str:
    reason = " ".join(text.split())[:300]
    if not reason:
        raise Refused(_("Reason: nothing came; allowed: a sentence the other side can act on"))
    return reason


@transaction.atomic
def finish(
    *,
    reader: Reader,
    improvement: Improvement,
    on: date,
    result: str,
    at: datetime,
    proofs: Sequence[File] = (),
) -> Improvement:
    """The action was carried out; it waits to be verified."""
    row = _locked(improvement, reader)
    if row.done_on is not None:
        raise Refused(_("This is done already"))
    first = max(row.found_on, row.checked_on or row.found_on)
    if not first <= on <= timezone.localdate(at):
        _out(_("Done on"), on, first, timezone.localdate(at))
    row.done_on, row.result = on, result.strip()[:300]
    row.save(update_fields=["done_on", "result"])
    _step(row, What.DONE, on, reader.pid, at, row.result, row.who)
    attach(proofs, "improvement", row.pid, row.place, reader.pid, at, on)
    return row


@transaction.atomic
def verify(
    *, reader: Reader, improvement: Improvement, on: date, who: str, effective: bool, says: str, at: datetime,
    due: date | None = None, proofs: Sequence[File] = (),
) -> Improvement:  # fmt: skip
    """Whether it worked, told by a post that did not do it. Not effective opens another round with a new day."""
    row = _locked(improvement, reader)
    if row.done_on is None or row.effective:
        raise Refused(_("Only what is done and not closed yet is verified"))
    who, today = " ".join(who.split()), timezone.localdate(at)
    if not 1 <= len(who) <= 120:
        raise Refused(_("Verified by: got %(came)s characters; allowed: 1 to 120") % {"came": len(who)})
    if who == row.who:
        raise Refused(_("Verified by: got %(came)s, who did it; allowed: somebody else") % {"came": who[:40]})
    if not row.done_on <= on <= today:
        _out(_("Verified on"), on, row.done_on, today)
    if not effective:
        if due is None or not on <= due <= row.found_on + LONGEST:
            raise Refused(_("New day: got %(came)s; allowed: from %(first)s on, because it goes on") % {
                "came": due or "—", "first": on})  # fmt: skip
        _reason(says)
    row.checked_on, row.checked_by, row.effective = on, who, effective
    if not effective and due is not None:
        row.done_on, row.result, row.round, row.due = None, "", row.round + 1, max(due, row.first_due)
    row.save(update_fields=["checked_on", "checked_by", "effective", "done_on", "result", "round", "due"])
    what = What.EFFECTIVE if effective else What.NOT_EFFECTIVE
    _step(row, what, on, reader.pid, at, says.strip(), who)
    attach(proofs, "improvement", row.pid, row.place, reader.pid, at, on)
    return row


@transaction.atomic
def reopen(*, reader: Reader, improvement: Improvement, reason: str, due: date, at: datetime) -> Improvement:
    """It came back after it was closed: another round, with a new day."""
    row = _locked(improvement, reader)
    today = timezone.localdate(at)
    if not row.effective:
        raise Refused(_("This is open already"))
    if not today <= due <= today + LONGEST:
        _out(_("New day"), due, today, today + LONGEST)
    reason = _reason(reason)
    row.effective, row.done_on, row.result, row.round, row.due = False, None, "", row.round + 1, due
    row.save(update_fields=["effective", "done_on", "result", "round", "due"])
    _step(row, What.REOPENED, today, reader.pid, at, reason)
    return row


@transaction.atomic
def drop(*, reader: Reader, improvement: Improvement, reason: str, at: datetime) -> Improvement:
    """Given up or entered wrongly, with reason; it counts no more."""
    row = _locked(improvement, reader)
    row.dropped_on, row.reason = timezone.localdate(at), _reason(reason)
    row.save(update_fields=["dropped_on", "reason"])
    _step(row, What.DROPPED, row.dropped_on, reader.pid, at, row.reason)
    return row


@transaction.atomic
def import_improvements(
    *, reader: Reader, place: Place, rows: Iterable[Mapping[str, Any]], file_name: str, at: datetime
) -> int:
    """Enter a list, with what was done and verified already; repeatable: the same words and day stand once."""
    Rights(reader).need_office(place)
    standing = Improvement.objects.filter(place=place, dropped_on__isnull=True)
    known = set(standing.values_list("found", "found_on"))
    new = 0
    for values in rows:
        if (values["found"], values["found_on"]) in known:
            continue
        known.add((values["found"], values["found_on"]))
        made = record_improvement(reader=reader, place=place, values=values, due=values["due"], at=at)
        if values.get("done_on"):
            finish(reader=reader, improvement=made, on=values["done_on"], result=values["result"], at=at)
        if values.get("checked_on"):
            verify(
                reader=reader, improvement=made, on=values["checked_on"], who=values["checked_by"], effective=True,
                says="", at=at,
            )  # fmt: skip
        new += 1
    journal.record(
        by=reader.pid, action="import_improvements", kind="improvement", ref=place.pid, place=place.pid, at=at,
        detail={"file": file_name[:150], "new": new},
    )  # fmt: skip
    return new
