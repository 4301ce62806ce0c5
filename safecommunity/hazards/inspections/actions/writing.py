"""An office's own checklist; the same title again is a new version, the older ones stay."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes as settings
from safecommunity.hazards import codes
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.inspections.lists import MOST_ITEMS, Item
from safecommunity.hazards.inspections.rights import Rights
from safecommunity.hazards.models import Checklist
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place


@transaction.atomic
def keep_checklist(
    *,
    reader: Reader,
    place: Place,
    title: str,
    setting: str,
    items: Sequence[Item],
    at: datetime,
    source: str = "",
) -> tuple[Checklist, bool]:
    """(checklist, new): the same items under the same title again are the same checklist."""
    if place.pid not in Rights(reader).office:
        raise NotYours(f"{place.pid}: not a place of this office")
    title, source = " ".join(title.split()), " ".join(source.split())
    for name, text, least, most in ((_("Title"), title, 1, 120), (_("Source"), source, 0, 160)):
        if not least <= len(text) <= most:
            says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
            raise Refused(says % {"field": name, "came": len(text), "least": least, "most": most})
    if setting not in settings.settings():
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": _("Setting"), "came": setting[:30]}, "setting")
    if not 1 <= len(items) <= MOST_ITEMS:
        says = _("Items: got %(came)s; allowed: 1 to %(most)s")
        raise Refused(says % {"came": len(items), "most": MOST_ITEMS})
    for one in items:
        sound = 1 <= len(one.text) <= 200 and len(one.standard) <= 200
        if not sound or one.kind not in codes.kinds() or one.color not in codes.COLORS:
            raise Refused(_("Item “%(item)s” is not sound") % {"item": one.text[:30]})
    told = [vars(one) for one in items]
    last = Checklist.objects.filter(place=place, title=title).order_by("-version").first()
    if last is not None and (last.items, last.setting, last.source) == (told, setting, source):
        return last, False
    made = Checklist.objects.create(
        place=place, title=title, version=last.version + 1 if last else 1, setting=setting, source=source, items=told,
        by=reader.pid, at=at,
    )  # fmt: skip
    journal.record(
        by=reader.pid, action="keep_checklist", kind="checklist", ref=made.pid, place=place.pid, at=at,
        detail={"items": len(told), "version": made.version},
    )  # fmt: skip
    return made, True
