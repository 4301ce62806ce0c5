"""What the processes of the two-process tests do: `python -m tests.web.hands DEED …`; answers are JSON lines."""

import json
import os
import sys
import time
from datetime import date, timedelta

import django


def world() -> None:
    """A street with one facility; prints their ids."""
    from django.core.management import call_command
    from django.utils import timezone

    from safecommunity.places import actions

    call_command("migrate", verbosity=0)
    now = timezone.now()
    street = actions.create_place(name="示例街道", level="street", by="t", at=now, starts=date(2020, 1, 1))
    unit = actions.register_unit(
        name="示例医院",
        kind="health",
        place=street,
        starts=date(2020, 1, 1),
        reports_injuries=True,
        by="t",
        at=now,
    )
    answer(street=street.pid, unit=unit.pid)


def values(street: str, unit: str, number: int) -> dict:
    """A plain fall at home, yesterday."""
    from django.utils import timezone

    hour = timezone.localtime(timezone.now() - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    return {
        "unit": unit,
        "residence": street,
        "sex": 2,
        "age_years": 30 + number % 60,
        "injury_time": hour,
        "visit_time": hour,
        "cause": 3,
        "place_kind": 1,
        "activity": 5,
        "intent": 1,
        "nature": 4,
        "body_part": 3,
        "severity": 1,
        "outcome": 1,
    }


def write(street: str, unit: str, prefix: str, many: str) -> None:
    """Record cards one by one, telling each on standard output as soon as it is committed."""
    from django.utils import timezone

    from safecommunity.accounts.reader import Held, Reader
    from safecommunity.injuries import actions

    reader = Reader(pid=prefix, scopes=(Held("facility", street, unit),), signed_in_by="demo")
    for number in range(int(many)):
        report, made = actions.record_injury(
            reader=reader,
            at=timezone.now(),
            client_id=f"{prefix}-{number}",
            values=values(street, unit, number),
        )
        answer(ref=report.injury.ref, made=made, at=time.time())


def seal(seconds: str) -> None:
    """Seal again and again, as the keeper does."""
    from django.utils import timezone

    from safecommunity.journal import actions

    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        actions.seal(now=timezone.now())
        time.sleep(0.02)
    answer(sealed=True)


def compact(times: str) -> None:
    """Compact the store again and again."""
    from safecommunity.figures import stores

    for _ in range(int(times)):
        stores.store("injury").compact()
    answer(compacted=True)


def tell(street: str) -> None:
    """What the database, the log and the store say."""
    from django.utils import timezone

    from safecommunity.engine.conditions import EVERYTHING
    from safecommunity.figures import queries, stores
    from safecommunity.indicators.figure import FigureKey
    from safecommunity.indicators.period import Period
    from safecommunity.injuries.models import Injury, Report
    from safecommunity.journal import actions
    from safecommunity.journal import queries as journal
    from safecommunity.journal.models import AuditEvent, Change

    actions.seal(now=timezone.now())
    verdict = journal.verify()
    yesterday = timezone.localdate() - timedelta(days=1)
    key = FigureKey("injury.count", 1, street, Period.of_year(yesterday.year))
    answer(
        reports=Report.objects.count(),
        injuries=Injury.objects.count(),
        events=AuditEvent.objects.filter(kind="injury").count(),
        changes=Change.objects.filter(fact="injury").count(),
        figure=queries.compute(key, now=timezone.now()).n,
        problems=verdict.problems,
        unsealed=verdict.unsealed,
        store=stores.store("injury").counts(EVERYTHING).get((), 0),
    )


def watch(street: str, wanted: str, seconds: str) -> None:
    """Ask for the figure until it reaches a number; tells when."""
    from django.utils import timezone

    from safecommunity.figures import queries
    from safecommunity.indicators.figure import FigureKey
    from safecommunity.indicators.period import Period

    key = FigureKey(
        "injury.count", 1, street, Period.of_year((timezone.localdate() - timedelta(days=1)).year)
    )
    queries.compute(key, now=timezone.now())
    answer(watching=True)
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        if queries.compute(key, now=timezone.now()).n >= int(wanted):
            answer(reached=time.time())
            return
        time.sleep(0.01)
    answer(reached=None)


def answer(**said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safecommunity.web.settings")
    django.setup()
    deeds = {deed.__name__: deed for deed in (world, write, seal, compact, tell, watch)}
    deeds[sys.argv[1]](*sys.argv[2:])
