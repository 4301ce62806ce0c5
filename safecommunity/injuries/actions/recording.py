"""Recording, correcting and withdrawing one report."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.injuries import checks, codes
from safecommunity.injuries.actions import versions, writing
from safecommunity.injuries.checks import Refused
from safecommunity.injuries.checks.fields import shorten
from safecommunity.injuries.models import Event, Report
from safecommunity.injuries.queries.rights import rights
from safecommunity.journal import actions as journal
from safecommunity.places import queries as places

LONGEST_CLIENT_ID = 64


class NotYours(Refused):
    """The person may not write this record, or not here."""


def record_injury(
    *,
    reader: Reader,
    at: datetime,
    client_id: str,
    values: Mapping[str, Any],
    by: str = "",
    confirmed: Collection[str] = (),
    card_version: str = codes.DEFAULT,
    as_written: Mapping[str, int] | None = None,
    event: Event | None = None,
) -> tuple[Report, bool]:
    """Record a card for a facility. The same client id with the same content answers with the row already there.

    Raises NotYours outside the reader's unit or place, Refused for wrong values, AsksAgain for open questions.
    """
    sent = dict(values)
    if known := _repeated(client_id, sent, by or reader.pid):
        return known, False
    ground = writing.resolve(sent)
    if ground.unit is None:
        raise Refused.because(
            _("Reporting facility: empty; choose the facility this card is for"), "required", "unit"
        )
    if not rights(reader).may_write_card(ground.unit):
        says = _("This card is for %(came)s; you may record for: %(allowed)s")
        raise NotYours.because(
            says % {"came": ground.unit.name, "allowed": _own_units(reader)}, "rights", "unit"
        )
    checked = checks.check(sent, source="card", now=at)
    checked.insist(confirmed)
    asked = {finding.rule for finding in checked.findings}
    return _store(
        writing.new_report(
            checked.values, ground, source=Report.Source.CARD, place=ground.unit.place, entered_by=by or reader.pid,
            entered_at=at, client_id=client_id, digest=writing.content_digest(sent), card_version=card_version,
            as_written=dict(as_written or {}), confirmed=sorted(set(confirmed) & asked),
        ),
        checked.values, sent, event,
    )  # fmt: skip


def record_quick_report(
    *,
    reader: Reader,
    at: datetime,
    client_id: str,
    values: Mapping[str, Any],
    by: str = "",
    confirmed: Collection[str] = (),
    unattended: bool = False,
) -> tuple[Report, bool]:
    """A grid worker's short report: who (no name needed), where, how. The place of occurrence decides the right.

    `unattended`: sent from a phone's queue, where nobody is there to answer questions; errors still refuse.
    """
    sent = dict(values)
    if known := _repeated(client_id, sent, by or reader.pid):
        return known, False
    ground = writing.resolve(sent)
    if ground.occurrence is None:
        raise Refused.because(
            _("Place of occurrence: empty; choose where it happened"), "required", "occurrence"
        )
    if not rights(reader).may_write_quick(ground.occurrence):
        says = _("Place of occurrence: got %(came)s; allowed: %(allowed)s and the places inside")
        shown = {"came": ground.occurrence.name, "allowed": _own_places(reader)}
        raise NotYours.because(says % shown, "rights", "occurrence")
    checked = checks.check(sent, source="quick", now=at)
    asked = {finding.rule for finding in checked.findings}
    checked.insist(asked if unattended else confirmed)
    return _store(
        writing.new_report(
            checked.values, ground, source=Report.Source.QUICK, place=ground.occurrence, entered_by=by or reader.pid,
            entered_at=at, client_id=client_id, digest=writing.content_digest(sent),
            confirmed=sorted(set(confirmed) & asked),
        ),
        checked.values, sent, None,
    )  # fmt: skip


def _own_units(reader: Reader) -> str:
    names = places.unit_names(rights(reader).own_units)
    return "、".join(names.values()) or _("none")


def _own_places(reader: Reader) -> str:
    return "、".join(places.names(reader.place_scopes("injuries")).values()) or _("none")


def _repeated(client_id: str, sent: Mapping[str, Any], by: str) -> Report | None:
    """The report a client id already names; a clash of content or of person is refused."""
    if not client_id or len(client_id) > LONGEST_CLIENT_ID or not client_id.isprintable():
        says = _("Client id: got %(came)s; allowed: 1 to %(most)s printable characters")
        raise Refused.because(
            says % {"came": shorten(client_id) or "-", "most": LONGEST_CLIENT_ID}, "client_id"
        )
    known = Report.objects.filter(client_id=client_id).select_related("injury", "unit", "place").first()
    if known is None:
        return None
    if known.digest != writing.content_digest(sent) or known.entered_by != by:
        says = _(
            "This form was already saved as %(card)s with other content. Open a blank one, or correct that card"
        )
        raise Refused.because(says % {"card": known.card_no}, "client_id")
    return known


def _store(
    report: Report, values: Mapping[str, Any], sent: Mapping[str, Any], event: Event | None
) -> tuple[Report, bool]:
    """One transaction: injury, report, person, audit event with its change."""
    try:
        with transaction.atomic():
            report.card_no = writing.card_numbers(timezone.localtime(report.entered_at).year, 1)[0]
            report.injury.event = event
            report.injury.save()
            report.own_injury = report.injury
            report.save()
            writing.save_person(report, values)
            journal.record(
                by=report.entered_by, action=f"record_{report.source}", kind="injury", ref=report.injury.ref,
                place=report.place.pid, at=report.entered_at, changes=writing.changes_of(report.injury),
                detail=_what(report),
            )  # fmt: skip
    except IntegrityError:
        # Two senders raced with one client id; whoever lost looks at what the winner wrote.
        known = _repeated(report.client_id or "", sent, report.entered_by)
        if known is None:
            raise
        return known, False
    return report, True


def _what(report: Report) -> dict[str, Any]:
    """What the log keeps of a report: ids and codes, nobody's name."""
    return {
        "report": report.pid, "card_no": report.card_no, "source": report.source, "digest": report.digest,
        "unit": report.unit.pid if report.unit else "", "confirmed": report.confirmed,
    }  # fmt: skip


@transaction.atomic
def amend_report(
    *,
    reader: Reader,
    report: Report,
    at: datetime,
    values: Mapping[str, Any],
    by: str = "",
    confirmed: Collection[str] = (),
    version: int | None = None,
    reason: str = "",
) -> Report:
    """Correct a report with the full set of its values; the log lists the names of what changed, never the contents.

    `version` is the one the correction was made on; Stale is raised where the report has moved on since. What it
    said before is kept as a version, fields that may name somebody without their contents.
    """
    locked = _locked(report)
    if locked.state != Report.State.LIVE:
        raise Refused.because(
            _("%(card)s was withdrawn and cannot be corrected") % {"card": locked.card_no}, "state"
        )
    if not rights(reader).may_amend(locked):
        raise NotYours.because(_("%(card)s belongs to another recorder") % {"card": locked.card_no}, "rights")
    if version is not None and version != locked.version:
        raise versions.Stale(locked, version)
    why = versions.check_reason(reason)
    ground = writing.resolve(values)
    _same_right(reader, locked, ground)
    checked = checks.check(values, source=locked.source, now=at)
    checked.insist(confirmed)
    differs = _apply(locked, checked.values, ground)
    changed = [name for name, _before, _after in differs]
    if differs:
        versions.keep_version(locked, by=by or reader.pid, at=at, reason=why, changes=differs)
    locked.confirmed = sorted(set(locked.confirmed) | (set(confirmed) & {f.rule for f in checked.findings}))
    locked.save()
    journal.record(
        by=by or reader.pid, action="amend_report", kind="injury", ref=locked.injury.ref, place=locked.place.pid,
        at=at, changes=writing.changes_of(locked.injury),
        detail={"report": locked.pid, "changed": changed, "version": locked.version},
    )  # fmt: skip
    return locked


def _locked(report: Report) -> Report:
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related("injury", "unit__place", "place")
        .get(pk=report.pk)
    )


def _same_right(reader: Reader, report: Report, ground: writing.Ground) -> None:
    """A correction may not move a record to where the reader could not have recorded it."""
    held = rights(reader)
    if ground.unit is not None and not held.may_write_card(ground.unit):
        raise NotYours.because(
            _("This card is for %(came)s; you may record for: %(allowed)s")
            % {"came": ground.unit.name, "allowed": _own_units(reader)},
            "rights", "unit",
        )  # fmt: skip
    if (
        report.source == Report.Source.QUICK
        and ground.occurrence
        and not held.may_write_quick(ground.occurrence)
    ):
        raise NotYours.because(
            _("Place of occurrence: got %(came)s; allowed: %(allowed)s and the places inside")
            % {"came": ground.occurrence.name, "allowed": _own_places(reader)},
            "rights", "occurrence",
        )  # fmt: skip


def _apply(report: Report, values: Mapping[str, Any], ground: writing.Ground) -> list[tuple[str, Any, Any]]:
    """Put new values on a report; answers the fields that differ: name, before, after."""
    new: dict[str, Any] = {
        **writing.columns(values),
        "residence": ground.residence,
        "occurrence": ground.occurrence,
    }
    if ground.unit is not None:
        new |= {"unit": ground.unit, "place": ground.unit.place}
    elif report.source == Report.Source.QUICK and ground.occurrence is not None:
        new["place"] = ground.occurrence
    differs = [
        (name, getattr(report, name), new[name]) for name in sorted(new) if getattr(report, name) != new[name]
    ]
    for name, _before, value in differs:
        setattr(report, name, value)
    person = getattr(report, "person", None)
    before = {name: getattr(person, name) for name in writing.PERSON} if person else {}
    after = writing.person_of(values)
    differs += [(name, None, None) for name in writing.PERSON if before.get(name, "") != after.get(name, "")]
    writing.save_person(report, values)
    return differs


@transaction.atomic
def withdraw_report(*, reader: Reader, report: Report, at: datetime, reason: str, by: str = "") -> Report:
    """Take a report back (entered twice, not an injury): it stays on record, and no figure counts it."""
    locked = _locked(report)
    if not rights(reader).may_amend(locked):
        raise NotYours.because(_("%(card)s belongs to another recorder") % {"card": locked.card_no}, "rights")
    if not reason.strip() or len(reason) > 200:
        raise Refused.because(_("Reason: needed, up to 200 characters"), "required", "reason")
    if locked.state == Report.State.WITHDRAWN:
        return locked
    locked.state, locked.is_primary, locked.withdrawn_for = Report.State.WITHDRAWN, False, reason.strip()
    versions.keep_version(
        locked, by=by or reader.pid, at=at, reason=locked.withdrawn_for,
        changes=[("state", Report.State.LIVE.value, Report.State.WITHDRAWN.value)],
    )  # fmt: skip
    locked.save(update_fields=["state", "is_primary", "withdrawn_for", "version"])
    writing.choose_primary(locked.injury)
    journal.record(
        by=by or reader.pid, action="withdraw_report", kind="injury", ref=locked.injury.ref, place=locked.place.pid,
        at=at, changes=writing.changes_of(locked.injury), detail={"report": locked.pid, "card_no": locked.card_no},
    )  # fmt: skip
    return locked
