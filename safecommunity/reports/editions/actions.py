"""Publishing an edition with the releases it is made of, and withdrawing one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures import actions as releases
from safecommunity.figures import public
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place
from safecommunity.reports.editions import composing
from safecommunity.reports.editions.offers import Wanted, on_grid
from safecommunity.reports.editions.rights import Rights
from safecommunity.reports.models import Edition
from safecommunity.shell.errors import Refused as Said

MOST_PURPOSE, MOST_REASON, MOST_NOTE = 60, 200, 400


class Refused(Said):
    """An edition that cannot be published or withdrawn so; the text is for whoever asked."""


@transaction.atomic
def publish_edition(*, reader: Reader, wanted: Wanted, seen: str, purpose: str, at: datetime) -> Edition:
    """Tell everybody: every table is released under the rule of disclosure and what may be told is frozen.

    `seen`: the checksum of the preview. Refused where the content is another by now, so that nobody publishes what he
    did not look at; composing.Refused where a table cannot be told.
    """
    Rights(reader).need(wanted.place)
    _check(wanted, purpose)
    place = Place.objects.select_for_update().get(pk=wanted.place.pk)
    content = composing.composed(wanted, now=at, told_as=_release(purpose, reader, at))
    if composing.checksum(content) != seen:
        raise Refused(_("The numbers are others than in the preview by now; look at it again."))
    number = (Edition.objects.filter(place=place).aggregate(last=Max("number"))["last"] or 0) + 1
    made = Edition.objects.create(
        place=place,
        number=number,
        content=content,
        checksum=seen,
        purpose=purpose.strip(),
        published_by=reader.pid,
        published_at=at,
    )
    _log("publish_edition", made, reader.pid, at, number=number, checksum=seen, purpose=made.purpose)
    return made


def _check(wanted: Wanted, purpose: str) -> None:
    if not on_grid(wanted.place):
        raise Refused(
            _("Figures of this place are too fine for everybody; allowed: a street, town or above.")
        )
    if not wanted.chosen or not wanted.years:
        raise Refused(_("Choose at least one figure and one year."))
    if not purpose.strip():
        raise Refused(_("A table for everybody needs a purpose."))
    if len(purpose.strip()) > MOST_PURPOSE or len(wanted.note) > MOST_NOTE:
        raise Refused(
            _(
                "Too long; allowed: %(purpose)s characters for the purpose, %(note)s for the words on the page."
            )
            % {"purpose": MOST_PURPOSE, "note": MOST_NOTE}
        )


def _release(purpose: str, reader: Reader, at: datetime) -> Callable[[public.Table], public.Table]:
    def told_as(table: public.Table) -> public.Table:
        made = releases.release_table(table=table, purpose=purpose, by=reader.pid, at=at)
        return public.kept(made, table.definition, table.place)

    return told_as


@transaction.atomic
def withdraw_edition(*, reader: Reader, edition: Edition, reason: str, at: datetime) -> Edition:
    """Take an edition back: its address says since when and why, and gives no number any more."""
    Rights(reader).need(edition.place)
    reason = " ".join(reason.split())
    if not reason or len(reason) > MOST_REASON:
        says = _("Why: got %(came)s characters; allowed: 1 to %(most)s. Everybody can read it.")
        raise Refused(says % {"came": len(reason), "most": MOST_REASON})
    held = Edition.objects.select_for_update(of=("self",)).select_related("place").get(pk=edition.pk)
    if held.state == Edition.State.WITHDRAWN:
        raise Refused(_("This edition was withdrawn already."))
    held.state, held.reason = Edition.State.WITHDRAWN, reason
    held.withdrawn_by, held.withdrawn_at = reader.pid, at
    held.save(update_fields=["state", "reason", "withdrawn_by", "withdrawn_at"])
    _log("withdraw_edition", held, reader.pid, at, number=held.number, reason=reason)
    return held


def _log(action: str, one: Edition, by: str, at: datetime, **detail: Any) -> None:
    journal.record(
        by=by, action=action, kind="edition", ref=one.pid, place=one.place.pid, at=at, detail=detail
    )
