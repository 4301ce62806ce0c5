"""The dashboard of a province with a thousand streets, of a district and of a street; and the page for everybody.

    python benchmarks/dashboards.py [streets]       by default 1,000

A fictional province of 10 cities × 10 districts × streets with four communities each and 20,000 injuries of two years,
drawn from a fixed seed. Printed: the whole page as a browser gets it, warm (processor time, median and least of nine
turns), with its queries; the peer is the plain way in the same run: one COUNT a year and place of injuries alone, asked
of the database itself. Of an edition for everybody: milliseconds of a hit from memory and of a 304, with queries.
"""

import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import register

CITIES, DISTRICTS, COMMUNITIES, CARDS = 10, 10, 4, 20_000
START = date(2020, 1, 1)


def build(streets: int) -> dict[str, str]:
    """Places, people and cards; the permanent ids that matter."""
    from safecommunity.places import actions

    def place(name: str, level: str, parent: Any, order: int) -> Any:
        return actions.create_place(
            name=name, level=level, parent=parent, order=order, by="b", at=register.NOW, starts=START,
            label="" if parent else "simulated",
        )  # fmt: skip

    province = place("示例省", "province", None, 0)
    found, leaves = {"province": province.pid}, []
    each = max(1, streets // (CITIES * DISTRICTS))
    for c in range(CITIES):
        city = place(f"例市{c}", "city", province, c)
        for d in range(DISTRICTS):
            district = place(f"例区{c}-{d}", "district", city, d)
            for s in range(each):
                street = place(f"例街{c}-{d}-{s}", "street", district, s)
                leaves += [place(f"例社{c}-{d}-{s}-{n}", "community", street, n) for n in range(COMMUNITIES)]
                found |= {"district": district.pid, "street": street.pid, "city": city.pid}
    _cards(leaves)
    return found


def _cards(leaves: list[Any]) -> None:
    import numpy as np

    from safecommunity.injuries import actions as injuries
    from safecommunity.injuries.actions import BulkRow
    from safecommunity.places import actions as places

    clinic = places.register_unit(
        name="例医院",
        kind="health",
        place=leaves[0],
        starts=START,
        reports_injuries=True,
        by="b",
        at=register.NOW,
    )
    dice = np.random.default_rng(5)

    def rows() -> Any:
        for n in range(CARDS):
            when = datetime(2025, 1, 1, 1, tzinfo=UTC) + timedelta(days=int(dice.integers(0, 680)))
            values = {
                "unit": clinic.pid, "residence": leaves[int(dice.integers(len(leaves)))].pid,
                "sex": int(dice.integers(1, 3)), "age_years": int(dice.integers(1, 90)), "injury_time": when,
                "visit_time": when + timedelta(hours=1), "cause": int(dice.integers(1, 12)), "place_kind": 1,
                "activity": 5, "intent": 1, "nature": 4, "body_part": 3, "severity": 1, "outcome": 1,
            }  # fmt: skip
            yield BulkRow(values=values, source_key=f"b:{n}", source="card", number=n)

    done = injuries.bulk_record(rows(), by="b", at=register.NOW, place=leaves[0])
    if done.rejected:
        raise RuntimeError(done.rejected[0])


def counted(pid: str, kids: list[str]) -> None:
    """What the peer does: one COUNT a figure and place, by the path of the tree."""
    from safecommunity.injuries.models import Report
    from safecommunity.places import queries as places

    for one in [pid, *kids]:
        inside = places.keys_under(list(places.open_paths([one]).values()))
        standing = Report.objects.filter(is_primary=True, state="live", residence_id__in=inside)
        for year in (2025, 2026):
            standing.filter(injury_on__year=year).count()


def main() -> int:
    streets = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        register.prepare(Path(folder))
        from django.core.management import call_command
        from django.utils import timezone

        call_command("migrate", verbosity=0)
        timezone.now = lambda: register.NOW
        ids = build(streets)
        _measure(ids)
        _everybody(ids)
    return 0


def _measure(ids: dict[str, str]) -> None:
    from safecommunity.figures import stores
    from safecommunity.places import queries as places

    stores.store("injury").compact()
    client = _client(ids["province"])
    for level in ("province", "city", "district", "street"):
        address = f"/dashboard/?place={ids[level]}&period=2026"
        look = partial(register.shown, client, address)
        median, least, queries = register.measured(look, clock=time.process_time)
        kids = [kid.pid for kid in places.children(ids[level])]
        theirs = register.measured(partial(counted, ids[level], kids), 3, time.process_time)[0]
        print(
            f"dashboard of a {level:9} median {median:7.1f} ms, least {least:7.1f} ms, {queries} queries; "
            f"peer ({2 * (1 + len(kids))} counts) {theirs:7.1f} ms"
        )


def _client(pid: str) -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from safecommunity.accounts.models import Scope

    user = get_user_model().objects.create(username="b", pid="b", display_name="b", created_at=register.NOW)
    Scope.objects.create(user=user, role="cdc", place=pid, starts=START)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


def _everybody(ids: dict[str, str]) -> None:
    from django.test import Client
    from django.urls import reverse

    from safecommunity.accounts.reader import Held, Reader
    from safecommunity.places import queries as places
    from safecommunity.reports.editions import actions, composing
    from safecommunity.reports.editions.offers import Chosen, Wanted

    place = places.place(ids["district"])
    assert place is not None
    wanted = Wanted(place, (2025,), (Chosen("injury.count", "cause"),))
    seen = composing.checksum(composing.composed(wanted, now=register.NOW))
    actions.publish_edition(
        reader=Reader("b", "b", "", (Held("cdc", ids["province"]),), "demo"), wanted=wanted, seen=seen, purpose="bench",
        at=register.NOW,
    )  # fmt: skip
    client, address = Client(SERVER_NAME="127.0.0.1"), reverse("open_edition", args=["zh-hans", place.pid, 1])
    tag = client.get(address)["ETag"]
    for what, headers in (("from memory", {}), ("304", {"HTTP_IF_NONE_MATCH": tag})):
        ask = partial(client.get, address, **headers)
        median, least, queries = register.measured(ask, 99, time.process_time)
        print(
            f"edition for everybody, {what:11} median {median:6.2f} ms, least {least:6.2f} ms, {queries} queries"
        )


if __name__ == "__main__":
    sys.exit(main())
