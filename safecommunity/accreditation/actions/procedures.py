"""Keeping the edition an application is run by; bringing in an operator's; putting one in force."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import procedures
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.models import Procedure as Edition
from safecommunity.accreditation.procedures import Procedure
from safecommunity.accreditation.rights import Rights
from safecommunity.journal import actions as journal


def keep_procedure(
    procedure: Procedure, *, by: str, at: datetime, origin: str = Edition.Origin.SHIPPED
) -> Edition:
    """The stored edition of a procedure, stored now if it is used for the first time. In the caller's transaction.

    A product that ships another text under the same version gets an edition of its own: what is under way stays.
    """
    checksum = procedures.sum_of(procedure)
    found = Edition.objects.filter(checksum=checksum).first()
    if found is not None:
        return found
    version = procedure.version
    if Edition.objects.filter(code=procedure.id, version=version).exists():
        version = f"{version[:48]} {checksum[:8]}"
    made = Edition.objects.create(
        code=procedure.id, level=procedure.level, version=version, checksum=checksum,
        data=procedures.written(procedure), origin=origin, by=by, at=at,
    )  # fmt: skip
    detail = {"code": made.code, "version": made.version, "checksum": checksum}
    journal.record(by=by, action="keep_procedure", kind="procedure", ref=made.pid, at=at, detail=detail)
    return made


@transaction.atomic
def bring_procedure(*, reader: Reader, procedure: Procedure, at: datetime) -> tuple[Edition, bool]:
    """Store an operator's edition, not yet in force. (edition, new): the same file twice is one edition."""
    if not Rights(reader).brings:
        raise NotYours("bringing in a procedure is the administrator's")
    found = Edition.objects.filter(checksum=procedures.sum_of(procedure)).first()
    if found is not None:
        return found, False
    if Edition.objects.filter(code=procedure.id, version=procedure.version).exists():
        says = _(
            "%(code)s has an edition “%(version)s” already, and an edition never changes; give it another version"
        )
        raise Refused(says % {"code": procedure.id, "version": procedure.version}, "file")
    return keep_procedure(procedure, by=reader.pid, at=at, origin=Edition.Origin.OPERATOR), True


@transaction.atomic
def put_procedure_in_force(*, reader: Reader, edition: Edition, at: datetime) -> Edition:
    """New applications are run by this edition from now on; those under way keep the one they began with."""
    if not Rights(reader).brings:
        raise NotYours("putting a procedure in force is the administrator's")
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.in_force:
        return edition
    Edition.objects.filter(code=edition.code, in_force=True).update(in_force=False)
    edition.in_force = True
    edition.save(update_fields=["in_force"])
    detail = {"code": edition.code, "version": edition.version}
    journal.record(
        by=reader.pid,
        action="put_procedure_in_force",
        kind="procedure",
        ref=edition.pid,
        at=at,
        detail=detail,
    )
    return edition
