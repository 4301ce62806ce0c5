"""Trainings and certificates by list: what is on record already stays, one event more for the list."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.outreach.actions.training import issue_certificate, mark_test, record_session
from safecommunity.outreach.models import Certificate, Session


@transaction.atomic
def import_sessions(
    *, reader: Reader, at: datetime, rows: Iterable[Mapping[str, Any]], file_name: str, place: str
) -> dict[str, int]:
    """Trainings of a checked list. One of the same day, place and subject stands already and stays as it is."""
    done = {"new": 0, "same": 0}
    for row in rows:
        values = {name: value for name, value in row.items() if name not in ("tested", "passed")}
        same = Session.objects.filter(
            happened_on=row["happened_on"],
            place__pid=row["place"],
            title=row["title"],
            withdrawn_at__isnull=True,
        )
        if same.exists():
            done["same"] += 1
            continue
        made = record_session(reader=reader, at=at, values=values)
        if row["tested"]:
            mark_test(reader=reader, session=made, at=at, tested=row["tested"], passed=row["passed"])
        done["new"] += 1
    _log("import_trainings", "training", reader, at, place, file_name, done)
    return done


@transaction.atomic
def import_certificates(
    *, reader: Reader, at: datetime, rows: Iterable[Mapping[str, Any]], file_name: str, place: str
) -> dict[str, int]:
    """Certificates of a checked list; a number of an issuer that is on record stays as it is."""
    given = list(rows)
    known = set(
        Certificate.objects.filter(number__in={row["number"] for row in given}).values_list(
            "issuer", "number"
        )
    )
    done = {"new": 0, "same": 0}
    for row in given:
        key = (row["issuer"], row["number"])
        if key in known:
            done["same"] += 1
            continue
        known.add(key)
        issue_certificate(reader=reader, at=at, **row)
        done["new"] += 1
    _log("import_certificates", "certificate", reader, at, place, file_name, done)
    return done


def _log(
    action: str, kind: str, reader: Reader, at: datetime, place: str, file_name: str, done: dict[str, int]
) -> None:
    detail = {"file": file_name[:150], **done}
    journal.record(by=reader.pid, action=action, kind=kind, ref=place, place=place, at=at, detail=detail)
