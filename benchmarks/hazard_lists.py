"""Lists of hazards: every declared filter and order within every scope, against Django's own paginator.

    python benchmarks/hazard_lists.py [hazards ...] [--keep FOLDER]       by default 10,000 and 1,000,000

Aim: a list in 50 ms and 10 queries at any size. Printed for each size and scope: the list alone (scope, rows and total:
median of nine turns, its queries), how many times longer the peer takes for the same rows (`django.core.paginator`:
COUNT(*), OFFSET; once), and for each scope the whole page as a browser gets it, with figures and map.
"""

import os
import sys
import time
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("BENCH_SIZES", "10000 1000000")

import numpy as np

from benchmarks import register

WHO = (("office", "district"), ("chief", "street"), ("clerk", "community"), ("grid", "grid"),
       ("agency", "street"), ("supervisor", "district"))  # fmt: skip
ASKED = ("", "state=closed", "state=found", "state=returned", "color=yellow", "color=red", "clock=late", "clock=open",
         "level=major", "community=COMMUNITY")  # fmt: skip
STATES = ("closed", "no_hazard", "found", "assessed", "assigned", "rectifying", "submitted", "returned", "transferred",
          "accepted")  # fmt: skip
SHARES = (0.9, 0.02, 0.012, 0.008, 0.02, 0.02, 0.006, 0.004, 0.005, 0.005)
COLORS, COLOR_SHARES = ("red", "orange", "yellow", "blue"), (0.01, 0.14, 0.5, 0.35)


def build(hazards: int) -> dict[str, str]:
    """One fictional district with so many hazards; the same places and people as `register.py`."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    ids = register._ground()
    _more_people(ids)
    _hazards(hazards)
    register._sealed()
    register._compacted()
    return ids


def _more_people(ids: dict[str, str]) -> None:
    from safecommunity.accounts.models import Scope, User

    for name, level in (("office", "district"), ("agency", "street"), ("supervisor", "district")):
        user = User.objects.create(username=name, pid=name, display_name=name, created_at=register.NOW)
        role = "chief" if name == "office" else name
        Scope.objects.create(
            user=user, role=role, place=ids[level], starts=date(2020, 1, 1),
            sector="quality" if name == "agency" else "",
        )  # fmt: skip


def _hazards(rows: int) -> None:
    """Five years of them; most are closed, what is open is mostly of the last three months."""
    from django.db import transaction

    from safecommunity.hazards import codes
    from safecommunity.hazards.models import Hazard
    from safecommunity.journal.models import AuditEvent, Change
    from safecommunity.places.models import Place

    draw = np.random.default_rng(22)
    places = list(
        Place.objects.filter(level__in=("community", "grid")).order_by("pk").values_list("pk", flat=True)
    )
    kinds = list(codes.kinds())
    with register.without_indexes(Hazard):
        for start in range(0, rows, register.BATCH):
            some = [_hazard(draw, places, kinds) for _n in range(min(register.BATCH, rows - start))]
            with transaction.atomic():
                log = AuditEvent.objects.create(
                    at=register.NOW, by="benchmark", action="bulk_record", kind="hazard", ref=some[0].ref
                )
                Hazard.objects.bulk_create(some, batch_size=500)
                changed = ((log.pk, "hazard", one.ref, "upsert") for one in some)
                register._insert(Change, ("event_id", "fact", "ref", "op"), changed)


def _hazard(draw: np.random.Generator, places: list[int], kinds: list[str]) -> Any:
    from safecommunity.hazards.models import Hazard

    state = STATES[int(draw.choice(len(STATES), p=SHARES))]
    ended = state in ("closed", "no_hazard")
    span = (register.LAST - register.FIRST).days if ended or draw.random() < 0.1 else 90
    found = register.LAST - timedelta(days=int(draw.integers(span)))
    due = found + timedelta(days=14)
    fixed = (
        found + timedelta(days=int(draw.integers(0, 12)))
        if state in ("closed", "submitted", "accepted")
        else None
    )
    late = (register.LAST - due).days if fixed is None and not ended else 0
    return Hazard(
        place_id=places[int(draw.integers(len(places)))], kind=kinds[int(draw.integers(len(kinds)))], found_on=found,
        color=COLORS[int(draw.choice(4, p=COLOR_SHARES))], level="major" if draw.random() < 0.01 else "general",
        state=state, first_due=due, due=due, fixed_on=fixed, closed_on=fixed if state == "closed" else None,
        sector="quality" if state == "transferred" else "", by="benchmark", at=register.NOW, ref=uuid.uuid4().hex,
        climbed=sum(late >= days for days in (1, 7, 14)), spot="示例", turn_due=None if ended else due,
    )  # fmt: skip


def measure(ids: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for who, level in WHO:
        client = register.browser(who)
        address = "/hazards/"
        median, _least, queries = register.measured(lambda: register.shown(client, address))  # noqa: B023
        found.append({"what": f"{who} of the {level}: page", "ms": median, "queries": queries})
        like = register.shown(client, address).wsgi_request
        asked_for = [(one, order) for one in ASKED for order in ("recent", "due")] + [("climbed=2", "due")]
        asked_for.remove(("clock=late", "recent"))  # what is late is listed by its day
        for query, order in asked_for:
            asked = f"/hazards/?{query.replace('COMMUNITY', ids['community'])}&order={order}"
            median, _least, own = register.measured(lambda: alone(like, asked))  # noqa: B023
            began = time.perf_counter()
            paginated(like, asked)
            theirs = 1000 * (time.perf_counter() - began)
            words = f"{who}: {query.partition('=')[2].lower()[:9] or 'all'} {order}"
            found.append({"what": words, "ms": median, "queries": own, "ratio": theirs / median})
    found.append({"what": "most memory", "mb": register.peak()})
    return found


def asked_again(like: Any, address: str) -> Any:
    """A request by the same reader that has not been looked at yet."""
    from django.test import RequestFactory

    request = RequestFactory().get(address)
    request.user, request.session, request.reader = like.user, like.session, like.reader
    return request


def alone(like: Any, address: str) -> int:
    """The list without its page: which rows, the rows themselves, how many there are."""
    from safecommunity.hazards.rights import Rights
    from safecommunity.hazards.views import listing

    request = asked_again(like, address)
    table = listing.table_of(request, Rights(request.reader))[0]
    return len(table.page.rows) + table.total[0]


def paginated(like: Any, address: str) -> int:
    """The peer: the same rows by rights, place and filter."""
    from django.core.paginator import Paginator

    from safecommunity.hazards import queries
    from safecommunity.hazards.rights import Rights

    given = asked_again(like, address).GET
    found = queries.hazards(Rights(like.reader))
    for name in ("state", "color", "level", "climbed"):
        if given.get(name):
            found = found.filter(**{name: given[name]})
    if given.get("clock"):
        ended = ("closed", "no_hazard")
        found = found.exclude(state__in=ended)
        found = (
            found.filter(fixed_on__isnull=True, due__lt=register.NOW.date())
            if given["clock"] == "late"
            else found
        )
    if given.get("community"):
        found = queries.inside(found, given["community"])
    order = ("due", "pk") if given["order"] == "due" else ("-found_on", "-pk")
    shown = Paginator(found.order_by(*order), 50).get_page(1)
    return len(shown.object_list) + shown.paginator.count


def main() -> None:
    found = register.run(__file__, measure, str(__doc__), build)
    for rows, lines in found:
        register.say(f"\n{rows:,} hazards")
        for line in lines:
            if "mb" in line:
                register.say(f"{line['what']:36s} {line['mb']:8.0f} MB")
                continue
            ratio = f"   peer {line['ratio']:7.1f} ×" if "ratio" in line else ""
            register.say(f"{line['what']:36s} {line['ms']:8.1f} ms {line['queries']:3d} queries{ratio}")


if __name__ == "__main__":
    main()
