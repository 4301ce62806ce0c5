"""Writing support received: entered once, withdrawn with a reason, read from a list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.proof import File, attach
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.actions.tasks import AGAIN
from safecommunity.governance.models import Support
from safecommunity.governance.plans.actions.items import QUALIFIERS
from safecommunity.governance.rights import Rights
from safecommunity.governance.support import words
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

FACT = "support"
EARLIEST = date(1990, 1, 1)
AHEAD = timedelta(days=3660)  # people may be lent for years to come
MOST = Decimal(1_000_000_000)
FIELDS = ("agency", "giver", "kind", "what", "amount", "qualifier", "unit", "starts", "until", "item", "note")
YUAN = {"yuan": Decimal(1), "ten_thousand_yuan": Decimal(10_000)}


def check(row: Support, today: date) -> None:
    """Refuse what no support can be, in words."""
    if row.kind not in Support.Kind.values:
        allowed = ", ".join(words.kind(one) for one in Support.Kind.values)
        raise Refused(
            _("Kind: got %(came)s; allowed: %(allowed)s") % {"came": row.kind[:20], "allowed": allowed}
        )
    if (row.agency is None) == (not row.giver):
        raise Refused(_("Who gave it: choose an agency or write another giver, one of the two"))
    if row.agency is not None and row.agency.place_id != row.place_id:
        raise Refused(_("Who gave it: allowed is an agency of %(place)s") % {"place": row.place.name})
    for title, text, least, most in (
        (_("What was given"), row.what, 1, 200), (_("Another giver"), row.giver, 0, 120), (_("Note"), row.note, 0, 300),
    ):  # fmt: skip
        if not least <= len(text) <= most:
            says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
            raise Refused(says % {"field": title, "came": len(text), "least": least, "most": most})
    if not EARLIEST <= row.starts <= today:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": _("Since"), "came": row.starts, "first": EARLIEST, "last": today})
    if row.until is not None and not row.starts <= row.until <= today + AHEAD:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {
            "field": _("Last day"), "came": row.until, "first": row.starts, "last": today + AHEAD})  # fmt: skip
    if row.item is not None and row.item.plan.place_id != row.place_id:
        raise Refused(
            _("For which item: allowed is an item of a plan of %(place)s") % {"place": row.place.name}
        )
    _check_amount(row)


def _check_amount(row: Support) -> None:
    if row.amount is None:
        if row.kind in ("people", "money"):
            raise Refused(_("Amount: nothing came; people and money are told in numbers"))
        row.unit = row.qualifier = ""  # the form's lists always hold something
        return
    allowed = words.UNITS[row.kind]
    if row.unit not in allowed:
        names = ", ".join(words.unit(one) for one in allowed)
        says = _("Unit of measure: got %(came)s; allowed for %(kind)s: %(allowed)s")
        came = words.unit(row.unit) or "—"
        raise Refused(says % {"came": came[:30], "kind": words.kind(row.kind), "allowed": names})
    if row.qualifier not in QUALIFIERS:
        raise Refused(_("As counted: got %(came)s; allowed: one of the list") % {"came": row.qualifier[:20]})
    if not 0 < row.amount <= MOST:
        raise Refused(_("Amount: got %(came)s; allowed: above 0") % {"came": words.told(row.amount)[:30]})
    steps = row.amount * YUAN.get(row.unit, Decimal(1))
    if row.kind in ("people", "money") and steps != steps.to_integral_value():
        says = _("Amount: got %(came)s; allowed: whole people, whole yuan")
        raise Refused(says % {"came": words.told(row.amount)})


def yuan_of(row: Support) -> int:
    """Money in yuan; -1 of what is no money."""
    return int(row.amount * YUAN[row.unit]) if row.kind == "money" and row.amount is not None else -1


def _made(place: Place, values: Mapping[str, Any], by: str, at: datetime) -> Support:
    told = {name: values[name] for name in FIELDS if name in values}
    told = {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
    row = Support(place=place, by=by, at=at, **told)
    check(row, timezone.localdate(at))
    return row


@transaction.atomic
def record_support(
    *, reader: Reader, place: Place, values: Mapping[str, Any], at: datetime, proofs: Sequence[File] = ()
) -> Support:
    """What somebody gave. The same sent twice, by a second click, is one."""
    Rights(reader).need_office(place)
    made = _made(place, values, reader.pid, at)
    sent = Support.objects.filter(
        place=place, kind=made.kind, what=made.what, starts=made.starts, amount=made.amount, agency=made.agency,
        giver=made.giver, by=reader.pid, at__gt=at - AGAIN, withdrawn_on__isnull=True,
    ).first()  # fmt: skip
    if sent is not None:
        return sent
    made.save(force_insert=True)
    journal.record(
        by=reader.pid, action="record_support", kind="support", ref=made.pid, place=place.pid, at=at,
        changes=[ChangeOf(FACT, made.ref)], detail={"kind": made.kind, "files": len(proofs)},
    )  # fmt: skip
    attach(proofs, "support", made.pid, place, reader.pid, at, made.starts)
    return made


@transaction.atomic
def withdraw_support(*, reader: Reader, support: Support, reason: str, at: datetime) -> Support:
    """Entered wrongly: out of the counts, with reason; it stays readable."""
    row = Support.objects.select_for_update(of=("self",)).select_related("place").get(pk=support.pk)
    Rights(reader).need_office(row.place)
    if row.withdrawn_on is not None:
        raise Refused(_("This entry was withdrawn already"))
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise Refused(_("A withdrawal needs a reason"))
    row.withdrawn_on, row.reason = timezone.localdate(at), reason
    row.save(update_fields=["withdrawn_on", "reason"])
    journal.record(
        by=reader.pid, action="withdraw_support", kind="support", ref=row.pid, place=row.place.pid, at=at,
        changes=[ChangeOf(FACT, row.ref)],
    )  # fmt: skip
    return row


@transaction.atomic
def import_support(
    *, reader: Reader, place: Place, rows: Iterable[Mapping[str, Any]], file_name: str, at: datetime
) -> int:
    """Enter a list; repeatable: the same giver, kind, words, day and amount stand once."""
    Rights(reader).need_office(place)

    def name(row: Support) -> tuple[Any, ...]:
        return (row.agency_id, row.giver, row.kind, row.what, row.starts, row.amount, row.unit)

    known = {name(row) for row in Support.objects.filter(place=place, withdrawn_on__isnull=True)}
    made: list[Support] = []
    for values in rows:
        row = _made(place, values, reader.pid, at)
        if name(row) not in known:
            known.add(name(row))
            made.append(row)
    Support.objects.bulk_create(made)
    journal.record(
        by=reader.pid, action="import_support", kind="support", ref=place.pid, place=place.pid, at=at,
        changes=[ChangeOf(FACT, row.ref) for row in made], detail={"file": file_name[:150], "new": len(made)},
    )  # fmt: skip
    return len(made)
