"""Sessions, who came, tests, certificates, and how many must hold one."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.outreach import codes
from safecommunity.outreach.checks import EARLIEST, Finding, NotYours, Refused, says
from safecommunity.outreach.models import Attendance, Certificate, Obligation, Session, Trainee, TraineeName
from safecommunity.outreach.queries import training as queries
from safecommunity.outreach.queries.rights import rights
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit
from safecommunity.programmes import actions as projects

FACT, POSTS = "training", "certified_post"
SIGN_HOURS = 3
MOST_SIGNED = 2000
CONSENT = "sign-in-1"
CHUNK = 500


@transaction.atomic
def record_session(*, reader: Reader, at: datetime, values: Mapping[str, Any], by: str = "") -> Session:
    """Enter a training. The same form sent again is the same training. Raises Refused with every reason."""
    client_id = str(values.get("client_id") or "")[:64]
    if client_id and (
        sent := Session.objects.filter(client_id=client_id, entered_by=by or reader.pid).first()
    ):
        return sent
    found: list[Finding] = []
    place = Place.objects.filter(pid=str(values.get("place") or "")[:16]).first()
    if place is None:
        found.append(Finding("place", says("place", values.get("place") or "", _("a place of the list"))))
    day, today = values.get("happened_on"), timezone.localdate(at)
    latest = today + timedelta(days=366)
    if not isinstance(day, date) or not EARLIEST <= day <= latest:
        allowed = _("%(first)s to %(last)s") % {"first": EARLIEST.isoformat(), "last": latest.isoformat()}
        found.append(Finding("happened_on", says("happened_on", day or "", allowed)))
    texts = {name: str(values.get(name) or "").strip() for name in ("title", "spot", "held_by")}
    for name, least, most in (("title", 1, 120), ("spot", 0, 80), ("held_by", 0, 80)):
        if not least <= len(texts[name]) <= most:
            allowed = _("%(least)s to %(most)s characters") % {"least": least, "most": most}
            found.append(Finding(name, says(name, texts[name], allowed)))
    hours, sheet = values.get("hours") or 1, values.get("sheet_count")
    for name, number, most in (("hours", hours, 200), ("sheet_count", sheet, 100_000)):
        if number is not None and not (isinstance(number, int) and 0 <= number <= most):
            found.append(Finding(name, says("quantity", number, f"0–{most:,}")))
    for name, listed in (("setting", "settings"), ("audience", "audiences")):
        texts[name] = str(values.get(name) or "")
        if texts[name] and texts[name] not in codes.words(listed):
            found.append(Finding(name, says(name, texts[name], _("a value of the list"))))
    if found or place is None or not isinstance(day, date):
        raise Refused(found)
    if place.pid not in rights(reader).office:
        raise NotYours.because(
            _("%(place)s: sessions are entered by its office") % {"place": place.name}, "place"
        )
    made = Session.objects.create(
        **texts,
        place=place,
        happened_on=day,
        hours=hours,
        sheet_count=sheet,
        client_id=client_id or None,
        entered_by=by or reader.pid,
        entered_at=at,
    )
    _note(made, "record_training", by or reader.pid, at, {"hours": made.hours})
    return made


def _mine(reader: Reader, session: Session) -> Session:
    known = Session.objects.select_for_update(of=("self",)).select_related("place").get(pk=session.pk)
    if not rights(reader).may_train(known):
        raise NotYours.because(_("This training belongs to another office"))
    if known.withdrawn_at is not None:
        raise Refused.because(_("This training was withdrawn"))
    return known


@transaction.atomic
def open_signing(*, reader: Reader, session: Session, at: datetime, by: str = "") -> Session:
    """Open the page on which those present sign by their phones, for three hours; a new code each time."""
    known = _mine(reader, session)
    known.sign_code, known.sign_until = secrets.token_hex(12), at + timedelta(hours=SIGN_HOURS)
    known.save(update_fields=["sign_code", "sign_until"])
    _note(known, "open_signing", by or reader.pid, at, {}, counted=False)
    return known


@transaction.atomic
def close_signing(*, reader: Reader, session: Session, at: datetime, by: str = "") -> Session:
    """End it at once."""
    known = _mine(reader, session)
    known.sign_code, known.sign_until = "", None
    known.save(update_fields=["sign_code", "sign_until"])
    _note(known, "close_signing", by or reader.pid, at, {}, counted=False)
    return known


@transaction.atomic
def sign_in(*, code: str, device: str, name: str, post: str, agreed: bool, at: datetime) -> Attendance:
    """Somebody present signs; the same phone signs once. The name is sealed and can be erased."""
    session = queries.signable(code, at, lock=True)
    if session is None:
        raise Refused.because(_("This sign-in is closed. Ask whoever leads the training for a new code."))
    if known := Attendance.objects.filter(session=session, device=device).first():
        return known
    found = []
    if not 1 <= len(name.strip()) <= 40:
        found.append(
            Finding("name", _("Name: got %(n)s characters; allowed: 1 to 40") % {"n": len(name.strip())})
        )
    if post and post not in codes.words("posts"):
        found.append(Finding("post", says("kind", post, _("a value of the list"))))
    if not agreed:
        found.append(Finding("agreed", _("Please agree first; without it the name is not kept")))
    if session.signed >= MOST_SIGNED:
        found.append(Finding("", _("%(most)s have signed already") % {"most": MOST_SIGNED}))
    if found:
        raise Refused(found)
    trainee = _named(session.place, None, post, name)
    made = Attendance.objects.create(session=session, trainee=trainee, device=device[:32], signed_at=at)
    session.signed += 1
    session.save(update_fields=["signed"])
    _note(session, "sign_training", "sign-in", at, {"person": trainee.pid})
    return made


def _named(place: Place, unit: SocialUnit | None, post: str, name: str) -> Trainee:
    trainee = Trainee.objects.create(place=place, unit=unit, post=post)
    TraineeName.objects.create(trainee=trainee, name=name.strip(), consent=CONSENT)
    return trainee


@transaction.atomic
def mark_test(
    *, reader: Reader, session: Session, at: datetime, tested: int, passed: int, by: str = ""
) -> Session:
    """How many took the test at the end, and how many passed."""
    known = _mine(reader, session)
    if not 0 <= passed <= tested <= max(known.people, 0):
        allowed = _("passed up to tested, tested up to %(people)s who came") % {"people": known.people}
        raise Refused.because(says("quantity", f"{passed}/{tested}", allowed), "tested")
    known.tested, known.passed = tested, passed
    known.save(update_fields=["tested", "passed"])
    _note(known, "mark_test", by or reader.pid, at, {"tested": tested, "passed": passed})
    return known


@transaction.atomic
def withdraw_session(*, reader: Reader, session: Session, at: datetime, reason: str, by: str = "") -> Session:
    """Take a session out of the counts; it stays to be read."""
    known = _mine(reader, session)
    if not 1 <= len(reason.strip()) <= 200:
        raise Refused.because(_("Reason: needed, up to 200 characters"), "reason")
    known.withdrawn_at, known.sign_code = at, ""
    known.save(update_fields=["withdrawn_at", "sign_code"])
    projects.forget_record(kind="training", record=known.ref, by=by or reader.pid, at=at)
    _note(known, "withdraw_training", by or reader.pid, at, {"reason": reason.strip()}, op="delete")
    return known


@transaction.atomic
def issue_certificate(
    *, reader: Reader, at: datetime, unit: SocialUnit, post: str, name: str, kind: str, number: str, issuer: str,
    issued_on: date, expires_on: date, session: Session | None = None, by: str = ""
) -> Certificate:  # fmt: skip
    """Enter a certificate of somebody with a post in a unit; certified / obliged follows at once."""
    found = []
    if unit.place.pid not in rights(reader).office:
        raise NotYours.because(_("%(unit)s lies in the area of another office") % {"unit": unit.name}, "unit")
    if post not in codes.words("posts"):
        found.append(Finding("post", says("kind", post, _("a value of the list"))))
    texts = {"name": (name, 40), "kind": (kind, 60), "number": (number, 40), "issuer": (issuer, 80)}
    for field, (text, most) in texts.items():
        if not 1 <= len(text.strip()) <= most:
            came = len(text.strip())
            found.append(
                Finding(field, _("Got %(n)s characters; allowed: 1 to %(most)s") % {"n": came, "most": most})
            )
    if not issued_on < expires_on:
        allowed = _("after the day of issue, %(day)s") % {"day": issued_on.isoformat()}
        found.append(Finding("expires_on", says("happened_on", expires_on.isoformat(), allowed)))
    if Certificate.objects.filter(issuer=issuer.strip(), number=number.strip()).exists():
        found.append(Finding("number", _("This number of this issuer is on record already")))
    if found:
        raise Refused(found)
    trainee = _named(unit.place, unit, post, name)
    made = Certificate.objects.create(
        trainee=trainee, unit=unit, post=post, kind=kind.strip(), number=number.strip(), issuer=issuer.strip(),
        issued_on=issued_on, expires_on=expires_on, session=session, entered_by=by or reader.pid, entered_at=at,
    )  # fmt: skip
    _held(made, "issue_certificate", by or reader.pid, at)
    return made


@transaction.atomic
def withdraw_certificate(
    *, reader: Reader, certificate: Certificate, at: datetime, by: str = ""
) -> Certificate:
    """A certificate that was entered wrongly or was taken away counts no more."""
    if certificate.unit.place.pid not in rights(reader).office:
        raise NotYours.because(_("This certificate belongs to another office"))
    if certificate.withdrawn_at is None:
        certificate.withdrawn_at = at
        certificate.save(update_fields=["withdrawn_at"])
        _held(certificate, "withdraw_certificate", by or reader.pid, at)
    return certificate


def _held(certificate: Certificate, action: str, by: str, at: datetime) -> None:
    unit = certificate.unit
    changes = _counted([unit], timezone.localdate(at).year, timezone.localdate(at))
    journal.record(
        by=by, action=action, kind="certificate", ref=certificate.pid, place=unit.place.pid, at=at,
        detail={"unit": unit.pid, "post": certificate.post}, changes=changes,
    )  # fmt: skip


@transaction.atomic
def erase_trainee(*, reader: Reader, trainee: Trainee, at: datetime, by: str = "") -> Trainee:
    """Forget who it was: the sealed name is destroyed, what was counted stays counted."""
    if trainee.place.pid not in rights(reader).office:
        raise NotYours.because(_("This person is on a list of another office"))
    if trainee.erased_at is None:
        TraineeName.objects.filter(trainee=trainee).delete()
        trainee.erased_at = at
        trainee.save(update_fields=["erased_at"])
        journal.record(
            by=by or reader.pid,
            action="erase_trainee",
            kind="trainee",
            ref=trainee.pid,
            place=trainee.place.pid,
            at=at,
        )
    return trainee


def count_obligations(*, by: str, at: datetime, places_of: Iterable[str] = ()) -> int:
    """Bring who must hold a certificate this year up to the register of units and the day; returns the rows changed.

    `places_of` narrows it to some places with everything below; none is everywhere (the keeper's way).
    """
    today = timezone.localdate(at)
    units = SocialUnit.objects.filter(kind__in=codes.obliged_kinds()).select_related("place").order_by("pk")
    if roots := tuple(places.open_paths(set(places_of)).values()):
        units = units.filter(place_id__in=places.keys_under(roots))
    changed, known = 0, list(units)
    for start in range(0, len(known), CHUNK):
        with transaction.atomic():
            some = known[start : start + CHUNK]
            if changes := _counted(some, today.year, today):
                journal.record(
                    by=by, action="count_obligations", kind="unit", ref=some[0].pid, place=some[0].place.pid, at=at,
                    detail={"rows": len(changes)}, changes=changes,
                )  # fmt: skip
                changed += len(changes)
    return changed


def _counted(units: list[SocialUnit], year: int, today: date) -> list[ChangeOf]:
    """Write what changed of some units and say so; four queries and the writes."""
    due = queries.obliged(units, today)
    held = {
        (row["unit"], row["post"]): row["n"]
        for row in Certificate.objects.filter(
            unit__in=units, withdrawn_at__isnull=True, issued_on__lte=today, expires_on__gt=today
        ).values("unit", "post").annotate(n=Count("pk"))
    }  # fmt: skip
    known = {(row.unit_id, row.post): row for row in Obligation.objects.filter(Q(unit__in=units), year=year)}
    new, changed, changes = [], [], []
    for unit in units:
        for post in codes.words("posts"):
            obliged = due.get((unit.pk, post), 0)
            certified = min(obliged, held.get((unit.pk, post), 0))
            row = known.get((unit.pk, post))
            if row is None and obliged:
                new.append(
                    Obligation(
                        unit=unit,
                        place=unit.place,
                        year=year,
                        post=post,
                        obliged=obliged,
                        certified=certified,
                    )
                )
            elif row is not None and (row.obliged, row.certified, row.place_id) != (
                obliged,
                certified,
                unit.place_id,
            ):
                row.obliged, row.certified, row.place = obliged, certified, unit.place
                changed.append(row)
    Obligation.objects.bulk_create(new)
    Obligation.objects.bulk_update(changed, ["obliged", "certified", "place"], batch_size=CHUNK)
    changes += [ChangeOf(POSTS, row.ref) for row in new]
    return changes + [ChangeOf(POSTS, row.ref, "upsert" if row.obliged else "delete") for row in changed]


def _note(
    session: Session, action: str, by: str, at: datetime, detail: dict[str, Any], *, op: str = "upsert",
    counted: bool = True,
) -> None:  # fmt: skip
    journal.record(
        by=by, action=action, kind="training", ref=session.ref, place=session.place.pid, at=at, detail=detail,
        changes=[ChangeOf(FACT, session.ref, op)] if counted else [],
    )  # fmt: skip
