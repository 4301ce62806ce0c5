"""Objections of the appraised to what was published, and the office's reply."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.actions.common import State, locked, log, sentence
from safecommunity.governance.appraisal.actions.moves import freeze
from safecommunity.governance.appraisal.actions.scoring import STRUCK, set_mark
from safecommunity.governance.appraisal.rights import Seat
from safecommunity.governance.appraisal.spec import Item, plain
from safecommunity.governance.models import Appraisal, AppraisalMark, AppraisalObjection, AppraisalParty
from safecommunity.governance.rights import NotYours


@transaction.atomic
def object_to(
    *, reader: Reader, party: AppraisalParty, item: str, text: str, at: datetime
) -> AppraisalObjection:
    """A party objects, at one item or (item "") as a whole, within the days given. The same sent twice is one."""
    row = locked(party.appraisal)
    if not Seat(reader).own(party):
        raise NotYours(f"{party.pid}: not your own")
    if row.state != State.PUBLISHED or row.objections_until is None:
        raise Refused(_("Objections are possible once it is published and until it is closed"))
    if timezone.localdate(at) > row.objections_until:
        raise Refused(_("Objections were possible until %(day)s") % {"day": row.objections_until})
    if item and specs.of_data(row.spec).item(item) is None:
        raise Refused(_("Item: got “%(came)s”; allowed: an item of this sheet") % {"came": item[:20]})
    said = sentence(text, _("Objection"), 1000)
    waits = AppraisalObjection.objects.filter(party=party, item=item, upheld__isnull=True).first()
    if waits is not None and waits.text == said:
        return waits
    if waits is not None:
        raise Refused(_("Your objection to this waits for a reply already"))
    made = AppraisalObjection.objects.create(party=party, item=item, text=said, by=reader.pid, at=at)
    log(row, "objected", reader.pid, at, parties=[party], step=False, objection=made.pid)
    return made


@transaction.atomic
def reply(
    *, reader: Reader, objection: AppraisalObjection, upheld: bool, text: str, points: Decimal | None, at: datetime,
    item: str = "",
) -> AppraisalObjection:  # fmt: skip
    """The chief replies. Upheld: an item gets its new points, and the order is frozen again as the next edition.

    `item` names what is corrected where the objection was to the whole.
    """
    row, seat = locked(objection.party.appraisal), Seat(reader)
    seat.need_chief(row)
    found = (
        AppraisalObjection.objects.select_for_update(of=("self",))
        .select_related("party")
        .get(pk=objection.pk)
    )
    if found.upheld is not None:
        raise Refused(_("This objection has its reply already"))
    if row.state != State.PUBLISHED:
        raise Refused(_("This appraisal is closed"))
    if seat.own(found.party):
        says = _("Rule “nobody scores his own”: %(name)s is yours; another chief replies")
        raise Refused(says % {"name": found.party.name})
    found.reply = sentence(text, _("Reply"), 1000)
    asked = specs.of_data(row.spec).item(found.item or item)
    if upheld and asked is None:
        raise Refused(_("Say which item is corrected: an objection to the whole is upheld at an item"))
    if upheld and asked is not None:
        found.points, found.item = _points(asked, points), asked.code
    found.upheld, found.replied_by, found.replied_at = upheld, reader.pid, at
    found.save(update_fields=["reply", "points", "item", "upheld", "replied_by", "replied_at"])
    if upheld and asked is not None:
        _correct(row, found, asked, reader.pid, at)
    else:
        log(row, "replied", reader.pid, at, parties=[found.party], step=False, objection=found.pid)
    return found


def _correct(row: Appraisal, found: AppraisalObjection, item: Item, by: str, at: datetime) -> None:
    """The new points of an item, and the order frozen once more."""
    known = AppraisalMark.objects.filter(party=found.party, item=item.code).first()
    points = found.points if found.points is not None else Decimal(0)
    set_mark(found.party, item.code, points, by, at, reason=found.reply[:500], known=known)
    says = f"{found.party.name}: {item.name}"
    freeze(row, by, at, says=says)
    log(row, "corrected", by, at, parties=[found.party], says=says, objection=found.pid)


def _points(item: Item, points: Decimal | None) -> Decimal:
    if item.by == "veto":
        return Decimal(0)  # lifted; it cannot be laid upon somebody who objects
    if points is None or points == STRUCK or not 0 <= points <= item.most or points != round(points, 2):
        says = _("“%(item)s”: got %(came)s; allowed: 0 to %(most)s, two places at most")
        raise Refused(says % {"item": item.name, "came": "—" if points is None else plain(points),
                              "most": plain(item.most)})  # fmt: skip
    return points
