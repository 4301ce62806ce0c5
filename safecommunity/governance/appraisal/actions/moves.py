"""The way of an appraisal: handed in to the chief, sent back, published with its order frozen, closed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.appraisal import order, queries
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.actions.common import State, locked, log, need_state, sentence
from safecommunity.governance.appraisal.actions.scoring import read_now
from safecommunity.governance.appraisal.rights import Seat
from safecommunity.governance.models import Appraisal, AppraisalResult

LEAST_DAYS, MOST_DAYS, USUAL_DAYS = 5, 60, 15  # days to object: ours, an office may choose within them


def told(appraisal: Appraisal) -> list[order.Line]:
    """The order as it stands now."""
    rows = queries.parties(appraisal)
    return order.lines(specs.of_data(appraisal.spec), rows, order.marks_of(rows))


@transaction.atomic
def hand_in(*, reader: Reader, appraisal: Appraisal, says: str, at: datetime) -> None:
    """To the chief. Figures and records are read once more; what is missing needs a reason."""
    row = locked(appraisal)
    Seat(reader).need_office(row)
    need_state(row, State.OPEN)
    read_now(row, reader.pid, at)
    missing = sum(one.due - one.scored for one in told(row))
    if missing and not says.strip():
        raise Refused(
            _("%(n)s items are not scored; score them, or say why they are missing") % {"n": missing}
        )
    row.missing_says = sentence(says, _("Why items are missing"), 300) if missing else ""
    row.state = State.HANDED_IN
    row.save(update_fields=["state", "missing_says"])
    log(row, "handed_in", reader.pid, at, parties=row.parties.all(), says=row.missing_says, missing=missing)


@transaction.atomic
def send_back(*, reader: Reader, appraisal: Appraisal, reason: str, at: datetime) -> None:
    """The chief sends it back with a reason."""
    row = locked(appraisal)
    Seat(reader).need_chief(row)
    need_state(row, State.HANDED_IN)
    row.state = State.OPEN
    row.save(update_fields=["state"])
    log(row, "sent_back", reader.pid, at, parties=row.parties.all(), says=sentence(reason, _("Reason"), 300))


@transaction.atomic
def publish(*, reader: Reader, appraisal: Appraisal, days: int, at: datetime) -> AppraisalResult:
    """The chief publishes: the order is frozen as its first edition, and everybody appraised may object."""
    row = locked(appraisal)
    Seat(reader).need_chief(row)
    need_state(row, State.HANDED_IN)
    if not LEAST_DAYS <= days <= MOST_DAYS:
        says = _("Days to object: got %(came)s; allowed: %(least)s to %(most)s")
        raise Refused(says % {"came": days, "least": LEAST_DAYS, "most": MOST_DAYS})
    row.state, row.published_on = State.PUBLISHED, timezone.localdate(at)
    row.objections_until = row.published_on + timedelta(days=days)
    row.save(update_fields=["state", "published_on", "objections_until"])
    made = freeze(row, reader.pid, at)
    log(row, "published", reader.pid, at, parties=row.parties.all(), edition=made.edition)
    return made


def freeze(appraisal: Appraisal, by: str, at: datetime, says: str = "") -> AppraisalResult:
    """The order as the next edition of what is published; called by actions that hold the appraisal."""
    last = queries.result(appraisal)
    return AppraisalResult.objects.create(
        appraisal=appraisal, edition=last.edition + 1 if last else 1, says=says[:300], by=by, at=at,
        lines=[one.data() for one in told(appraisal)],
    )  # fmt: skip


@transaction.atomic
def close(*, reader: Reader, appraisal: Appraisal, at: datetime) -> None:
    """Final: the days to object are over and every objection has its reply."""
    row = locked(appraisal)
    Seat(reader).need_chief(row)
    need_state(row, State.PUBLISHED)
    today = timezone.localdate(at)
    if row.objections_until is not None and today <= row.objections_until:
        says = _("Objections are possible until %(day)s; it can be closed after that")
        raise Refused(says % {"day": row.objections_until})
    waiting = queries.waiting_objections(row)
    if waiting:
        raise Refused(_("%(n)s objections wait for a reply") % {"n": waiting})
    row.state = State.FINAL
    row.save(update_fields=["state"])
    log(row, "closed", reader.pid, at, parties=row.parties.all())
