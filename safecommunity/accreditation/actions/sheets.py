"""Bringing in an edition of a standard, putting it in force, keeping the one a round is scored by."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import standards
from safecommunity.accreditation.actions.carrying import carry
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.models import Sheet
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.standards import Standard, crosswalk
from safecommunity.accreditation.standards.reading import sum_of
from safecommunity.journal import actions as journal


def keep_sheet(standard: Standard, *, by: str, at: datetime, origin: str = Sheet.Origin.SHIPPED) -> Sheet:
    """The stored edition of a standard, stored now if it is used for the first time. Inside the caller's transaction.

    A product that ships another text under the same version gets an edition of its own: what was scored stays.
    """
    checksum = sum_of(standard)
    found = Sheet.objects.filter(checksum=checksum).first()
    if found is not None:
        return found
    version = standard.version
    if Sheet.objects.filter(code=standard.id, version=version).exists():
        version = f"{version[:48]} {checksum[:8]}"
    made = Sheet.objects.create(
        code=standard.id, version=version, checksum=checksum, data=standards.written(standard), origin=origin, by=by,
        at=at,
    )  # fmt: skip
    journal.record(
        by=by, action="keep_sheet", kind="standard", ref=made.pid, at=at,
        detail={"code": made.code, "version": made.version, "checksum": checksum},
    )  # fmt: skip
    return made


@transaction.atomic
def bring_sheet(*, reader: Reader, standard: Standard, at: datetime) -> tuple[Sheet, bool]:
    """Store an operator's edition, not yet in force. (edition, new): the same file twice is one edition.

    Refused where its version is taken by another text, or the crosswalk would name nothing or run in a circle.
    """
    if not Rights(reader).brings:
        raise NotYours("bringing in a standard is the administrator's")
    found = Sheet.objects.filter(checksum=sum_of(standard)).first()
    if found is not None:
        return found, False
    if Sheet.objects.filter(code=standard.id, version=standard.version).exists():
        says = _(
            "%(code)s has an edition “%(version)s” already, and an edition never changes; give it another version"
        )
        raise Refused(says % {"code": standard.id, "version": standard.version}, "version")
    told = crosswalk.problems([*(s for s in sheets.in_force().values() if s.id != standard.id), standard])
    if told:
        raise Refused("；".join(told[:10]))
    return keep_sheet(standard, by=reader.pid, at=at, origin=Sheet.Origin.OPERATOR), True


@transaction.atomic
def put_in_force(*, reader: Reader, sheet: Sheet, at: datetime) -> int:
    """New rounds are scored by this edition from now on; evidence follows to the items that carry its text on.

    Answers how many uses of evidence came over. Rounds that are open or handed in keep the edition they began with.
    """
    if not Rights(reader).brings:
        raise NotYours("putting a standard in force is the administrator's")
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.in_force:
        return 0
    before = sheets.in_force().get(sheet.code)
    told = crosswalk.problems(
        [*(s for s in sheets.in_force().values() if s.id != sheet.code), sheets.of_sheet(sheet)]
    )
    if told:
        raise Refused("；".join(told[:10]))
    Sheet.objects.filter(code=sheet.code, in_force=True).update(in_force=False)
    sheet.in_force = True
    sheet.save(update_fields=["in_force"])
    old = Sheet.objects.filter(checksum=sum_of(before)).first() if before is not None else None
    carried = carry(old=old, new=sheet, by=reader.pid, at=at) if old is not None else 0
    journal.record(
        by=reader.pid, action="put_standard_in_force", kind="standard", ref=sheet.pid, at=at,
        detail={"code": sheet.code, "version": sheet.version, "evidence": carried},
    )  # fmt: skip
    return carried
