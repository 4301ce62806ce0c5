"""What an office writes in the guide: a step it does without, and that it needs it after all."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import SetupMark
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place


@transaction.atomic
def do_without(*, reader: Reader, place: Place, step: str, reason: str, at: datetime) -> SetupMark:
    """This street does without a step, and why. Said again, the newer reason stands."""
    Rights(reader).need_office(place)
    if not reason.strip():
        raise Refused(_("Doing without a step needs a reason"))
    mark, _new = SetupMark.objects.update_or_create(
        place=place, step=step[:40], defaults={"reason": reason.strip()[:200], "by": reader.pid, "at": at}
    )
    journal.record(
        by=reader.pid, action="skip_setup_step", kind="setup", ref=place.pid, place=place.pid, at=at,
        detail={"step": step[:40]},
    )  # fmt: skip
    return mark


@transaction.atomic
def need_after_all(*, reader: Reader, place: Place, step: str, at: datetime) -> None:
    """The step stands open again."""
    Rights(reader).need_office(place)
    if SetupMark.objects.filter(place=place, step=step).delete()[0]:
        journal.record(
            by=reader.pid, action="take_up_setup_step", kind="setup", ref=place.pid, place=place.pid, at=at,
            detail={"step": step[:40]},
        )  # fmt: skip
