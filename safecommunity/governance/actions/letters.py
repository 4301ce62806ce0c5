"""Responsibility letters of units and merchants: a round opened or renewed, signed in batches, reversed, handed in."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes
from safecommunity.governance.actions import households
from safecommunity.governance.actions.proof import File, attach, check_day
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Letter, LetterReport, LetterRound, Signing, SigningBatch
from safecommunity.governance.rights import NotYours, Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import Change
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit

FACT = "letter"
YEARS = (2000, 2100)


def changed(letters: Iterable[Letter]) -> list[ChangeOf]:
    """The facts of these letters are new."""
    return [ChangeOf(FACT, one.ref) for one in letters]


@transaction.atomic
def open_round(
    *, reader: Reader, place: Place, year: int, level: str, issued_on: date, sign_by: date, at: datetime,
    title: str = "", text: str = "",
) -> LetterRound:  # fmt: skip
    """Open the letters of a year: text copied from last year's round or from the template, letters for who is due.

    `title` and `text` replace the simplified Chinese ones. Opened twice, the first round is given back.
    """
    Rights(reader).need_office(place)
    known = LetterRound.objects.filter(place=place, year=year, level=level).first()
    if known is not None:
        return known
    _check_round(place, year, level, issued_on, sign_by)
    before = LetterRound.objects.filter(place=place, year=year - 1, level=level).first()
    told = codes.levels()[level]
    titles, texts = (
        dict(before.title if before else told["title"]),
        dict(before.text if before else told["text"]),
    )
    titles["zh-hans"], texts["zh-hans"] = title or titles["zh-hans"], text or texts["zh-hans"]
    made = LetterRound.objects.create(
        place=place, year=year, level=level, issued_on=issued_on, sign_by=sign_by, renews=before, by=reader.pid,
        at=at, title=titles, text=texts,
        text_version="own" if text or title else before.text_version if before else codes.load("letters")["version"],
    )  # fmt: skip
    changes = _open(made)
    journal.record(
        by=reader.pid, action="open_letters", kind="letters", ref=made.pid, place=place.pid, at=at, changes=changes,
        detail={"year": year, "level": level, "due": len(changes), "renews": before.pid if before else ""},
    )  # fmt: skip
    return made


def _check_round(place: Place, year: int, level: str, issued_on: date, sign_by: date) -> None:
    if level not in LetterRound.Level.values:
        allowed = ", ".join(LetterRound.Level.values)
        raise Refused(_("Level: got %(came)s; allowed: %(allowed)s") % {"came": level, "allowed": allowed})
    if not YEARS[0] <= year <= YEARS[1]:
        raise Refused(_("Year: got %(came)s; allowed: %(low)s to %(high)s") % {
            "came": year, "low": YEARS[0], "high": YEARS[1]})  # fmt: skip
    if place.level != "street":
        raise Refused(_("Place: got %(came)s; allowed: a street or town") % {"came": place.name})
    if sign_by < issued_on:
        raise Refused(_("To be signed by: got %(came)s; allowed: not before the day of issue, %(first)s") % {
            "came": sign_by, "first": issued_on})  # fmt: skip


def _open(made: LetterRound) -> list[ChangeOf]:
    """Who is due: committees of a household round, units of the others."""
    if made.level == LetterRound.Level.HOUSEHOLD:
        return households.due_lines(made)
    return changed(_due_letters(made))


def _due_units(made: LetterRound) -> list[SocialUnit]:
    """Units of the level's kinds that are there on the day of issue or come in the year."""
    kinds = codes.levels()[made.level]["kinds"]
    there = Q(ends__isnull=True) | Q(ends__gt=made.issued_on)
    found = SocialUnit.objects.filter(there, kind__in=kinds, place__pid__in=places.subtree(made.place.pid))
    within = found.filter(starts__lte=date(made.year, 12, 31)).select_related("place")
    return list(within.order_by("place__parent__order", "place__order", "order", "pk"))


def _due_letters(made: LetterRound) -> list[Letter]:
    known = set(Letter.objects.filter(round=made).values_list("unit_id", flat=True))
    last = Letter.objects.filter(round=made).aggregate(last=Max("number"))["last"] or 0
    new = [unit for unit in _due_units(made) if unit.pk not in known]
    letters = [
        Letter(round=made, number=last + n, unit=unit, place=unit.place) for n, unit in enumerate(new, 1)
    ]
    Letter.objects.bulk_create(letters, batch_size=500)
    return letters


@transaction.atomic
def refresh_round(*, reader: Reader, round: LetterRound, at: datetime) -> dict[str, int]:
    """Bring a round up to date with the register: letters for who came, none for who is gone and never signed."""
    Rights(reader).need_office(round.place)
    if round.level == LetterRound.Level.HOUSEHOLD:
        return households.refresh_lines(reader=reader, round=round, at=at)
    new = _due_letters(round)
    due = {unit.pk for unit in _due_units(round)}
    open_ones = Letter.objects.filter(round=round, signed_on__isnull=True, void_on__isnull=True)
    gone = list(open_ones.exclude(unit_id__in=due))
    Letter.objects.filter(pk__in=[one.pk for one in gone]).update(void_on=timezone.localdate(at))
    done = {"new": len(new), "gone": len(gone)}
    if new or gone:
        journal.record(
            by=reader.pid, action="refresh_letters", kind="letters", ref=round.pid, place=round.place.pid, at=at,
            changes=changed([*new, *gone]), detail=done,
        )  # fmt: skip
    return done


@transaction.atomic
def withdraw_round(*, reader: Reader, round: LetterRound, at: datetime) -> None:
    """Take an opening back while nobody has signed and nothing was handed in: as if it had not been opened.

    The entry in the log stays, with how many letters were withdrawn.
    """
    Rights(reader).need_office(round.place)
    letters, lines = list(round.letters.all()), list(round.lines.all())
    touched = Signing.objects.filter(letter__round=round).exists() or any(
        one.sheets.exists() for one in lines
    )
    if touched or round.reports.exists() or round.renewed.exists():
        raise Refused(_("letters have been signed or handed in already; reverse them one by one"))
    gone = [ChangeOf(FACT, one.ref, Change.Op.DELETE) for one in letters]
    gone += [ChangeOf(households.FACT, one.ref, Change.Op.DELETE) for one in lines]
    journal.record(
        by=reader.pid, action="withdraw_letters", kind="letters", ref=round.pid, place=round.place.pid, at=at,
        changes=gone, detail={"year": round.year, "level": round.level, "withdrawn": len(gone)},
    )  # fmt: skip
    round.letters.all().delete()
    round.lines.all().delete()
    round.batches.all().delete()
    round.delete()


@transaction.atomic
def sign_letters(
    *, reader: Reader, round: LetterRound, refs: Sequence[str], on: date, at: datetime, note: str = "",
    proofs: Sequence[File] = (), source: str = "",
) -> tuple[SigningBatch | None, int]:  # fmt: skip
    """Letters that were brought back signed, with photos or scans; gives the batch and how many were signed before.

    Sent twice, nothing is signed twice. A unit may sign its own letter.
    """
    letters = list(
        Letter.objects.select_for_update(of=("self",)).select_related("place", "unit")
        .filter(round=round, ref__in=list(refs)).order_by("number")
    )  # fmt: skip
    _check_signing(reader, round, letters, refs, on, timezone.localdate(at))
    new = [one for one in letters if one.signed_on is None]
    if not new:
        return None, len(letters)
    batch = SigningBatch.objects.create(
        round=round, on=on, count=len(new), note=note, source=source, by=reader.pid, at=at
    )
    for one in new:
        one.signed_on, one.batch = on, batch
    Letter.objects.bulk_update(new, ["signed_on", "batch"], batch_size=500)
    Signing.objects.bulk_create(
        [Signing(letter=one, kind="sign", on=on, batch=batch, by=reader.pid, at=at) for one in new],
        batch_size=500,
    )
    journal.record(
        by=reader.pid, action="sign_letters", kind="letters", ref=round.pid, place=round.place.pid, at=at,
        changes=changed(new), detail={"batch": batch.pid, "count": len(new), "files": len(proofs)},
    )  # fmt: skip
    attach(proofs, "letters", batch.pid, round.place, reader.pid, at, on)
    return batch, len(letters) - len(new)


def _check_signing(
    reader: Reader, round: LetterRound, letters: list[Letter], refs: Sequence[str], on: date, today: date
) -> None:
    rights = Rights(reader)
    if not letters or len(letters) != len(set(refs)):
        raise Refused(_("Letters: got %(came)s, %(found)s of them are of this round; allowed: letters of the list") % {
            "came": len(set(refs)), "found": len(letters)})  # fmt: skip
    for one in letters:
        if one.place.pid not in rights.work_reach and one.unit.pid not in rights.own_units:
            raise NotYours(one.ref)
    void = [one for one in letters if one.void_on is not None]
    if void:
        raise Refused(_("No. %(number)s is no longer due: the unit is gone") % {"number": void[0].number})
    check_day(on, round.issued_on, today)


@transaction.atomic
def reverse_signing(*, reader: Reader, letter: Letter, reason: str, at: datetime) -> Letter:
    """Take a signature back that was entered wrongly: an entry of its own, the first one stays readable."""
    Rights(reader).need_office(letter.place)
    letter = Letter.objects.select_for_update(of=("self",)).select_related("round", "place").get(pk=letter.pk)
    if letter.signed_on is None:
        raise Refused(
            _("No. %(number)s is not signed, so there is nothing to reverse") % {"number": letter.number}
        )
    if not reason.strip():
        raise Refused(_("A reversal needs a reason"))
    Signing.objects.create(
        letter=letter, kind="reverse", on=letter.signed_on, batch=letter.batch, reason=reason.strip()[:200],
        by=reader.pid, at=at,
    )  # fmt: skip
    letter.signed_on, letter.batch = None, None
    letter.save(update_fields=["signed_on", "batch"])
    journal.record(
        by=reader.pid, action="reverse_signing", kind="letter", ref=letter.ref, place=letter.place.pid, at=at,
        changes=changed([letter]),
    )  # fmt: skip
    return letter


@transaction.atomic
def report_letters(*, reader: Reader, round: LetterRound, at: datetime) -> LetterReport:
    """Hand the numbers of a round in to the district: frozen as they stand, the district sees nothing else."""
    Rights(reader).need_office(round.place)
    if round.level == LetterRound.Level.HOUSEHOLD:
        lines = list(round.lines.values_list("due", "signed"))
        due, signed = sum(line[0] for line in lines), sum(line[1] for line in lines)
    else:
        standing = round.letters.filter(void_on__isnull=True)
        due, signed = standing.count(), standing.filter(signed_on__isnull=False).count()
    made = LetterReport.objects.create(round=round, due=due, signed=signed, by=reader.pid, at=at)
    journal.record(
        by=reader.pid, action="report_letters", kind="letters", ref=round.pid, place=round.place.pid, at=at,
        detail={"due": due, "signed": signed},
    )  # fmt: skip
    return made


@transaction.atomic
def import_signed(
    *, reader: Reader, round: LetterRound, rows: Sequence[tuple[str, date]], source: str, at: datetime
) -> dict[str, int]:
    """Letters a list says are signed, each (ref, day): one batch a day; what is signed already stays as it is."""
    by_day: dict[date, list[str]] = {}
    for ref, on in rows:
        by_day.setdefault(on, []).append(ref)
    done = {"new": 0, "same": 0}
    for on, refs in sorted(by_day.items()):
        batch, before = sign_letters(reader=reader, round=round, refs=refs, on=on, at=at, source=source[:150])
        done["new"] += batch.count if batch else 0
        done["same"] += before
    return done
