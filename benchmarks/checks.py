"""How long the integrity rules take over a street's records: lines of the ledger, pictures, claims.

    python benchmarks/checks.py [LINES]        # default 100000; prints processor seconds of each check

There is no peer that does the same; a street's records take seconds, and the number of queries is constant.
"""

import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HOME = tempfile.mkdtemp(prefix="safecommunity-bench-")
os.environ.update(
    SAFECOMMUNITY_HOME=HOME,
    SAFECOMMUNITY_KEYS=f"{HOME}-keys",
    DJANGO_SETTINGS_MODULE="safecommunity.web.settings",
)


def fill(lines: int) -> None:
    """A street, its lines of a year entered as they happened, claims, and a picture for every line."""
    import numpy as np
    from django.utils import timezone

    from safecommunity.figures.models import Claim, ReviewDay
    from safecommunity.files.models import Attachment
    from safecommunity.outreach.models import Entry
    from safecommunity.places import actions

    now = timezone.now()
    street = actions.create_place(name="s", level="street", by="b", at=now, starts=date(2020, 1, 1))
    homes = [
        actions.create_place(
            name=f"c{n}", level="community", parent=street, by="b", at=now, starts=date(2020, 1, 1)
        )
        for n in range(11)
    ]
    today = timezone.localdate(now)
    Entry.objects.bulk_create(
        [
            Entry(
                kind="lecture" if n % 9 == 0 else "leaflet", group="event" if n % 9 == 0 else "material",
                happened_on=today - timedelta(days=n % 360), place=homes[n % 11], quantity=1 + n % 300,
                title=f"line {n}", source="form", entered_by=f"p{n % 7}", entered_at=now - timedelta(days=n % 360),
            )
            for n in range(lines)
        ],
        batch_size=2000,
    )  # fmt: skip
    looks = np.random.default_rng(1).integers(0, 2**63, lines, dtype=np.uint64)
    Attachment.objects.bulk_create(
        [
            Attachment(
                kind="outreach", ref=str(n), name="p.jpg", media_type="image/jpeg", size=1, sha256=f"{n:064x}",
                kept=f"{n:064x}", looks=f"{int(looks[n]):016x}", by="b", uploaded_at=now,
            )
            for n in range(lines)
        ],
        batch_size=2000,
    )  # fmt: skip
    Claim.objects.bulk_create(
        [
            Claim(kind="share", place=street.pid, title=f"c{n}", value=n % 100, printed=str(n % 100), unit="%",
                  document=f"d{n // 50}", by="b", entered_at=now)
            for n in range(lines // 100)
        ],
        batch_size=2000,
    )  # fmt: skip
    ReviewDay.objects.create(place=street.pid, on=today + timedelta(days=5), title="r", by="b", at=now)


def main() -> None:
    """Fill, then run every check once."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from safecommunity.figures.checker import registry

    call_command("migrate", interactive=False, verbosity=0)
    fill(lines)
    asked = registry.Asked(timezone.now(), timezone.localdate())
    total = 0.0
    for check in registry.checks():
        with CaptureQueriesContext(connection) as queries:
            begun = time.process_time()
            found = sum(1 for _one in check.find(asked))
            took = time.process_time() - begun
        total += took
        print(f"{check.code:22} {check.rule:4} {took:7.2f} s  {len(queries):3} queries  {found:7} found")
    print(f"{lines:,} lines and pictures, {lines // 100:,} claims: {total:.1f} s of processor")


if __name__ == "__main__":
    main()
