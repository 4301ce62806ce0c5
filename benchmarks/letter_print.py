"""How long 1,106 responsibility letters take as one PDF; the aim is 20 s. Usage: letter_print.py [LETTERS].

The letters are those of the shipped text, each with its code; what is timed is what the job does: sheets from filled
forms, parts of MOST sheets each as PDF, the parts put together. Time of the processor stands beside that of the clock,
because other work on the machine takes from the second only.
"""

import os
import sys
import time
from datetime import date
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safecommunity.web.settings")


def main(many: int) -> None:
    """Print the figures."""
    django.setup()
    from safecommunity.governance import codes
    from safecommunity.governance.letter_print import put_together
    from safecommunity.shell import paper_forms
    from safecommunity.shell.paper_forms import Filled
    from safecommunity.shell.paper_forms.making import sheets_of
    from safecommunity.shell.papers import engine

    known = paper_forms.found("letter")
    assert known is not None
    text = codes.said(codes.levels()["unit"]["text"])
    given = [
        Filled({"body": text.replace("{unit}", f"示例单位{n}"), "unit": f"示例单位{n}", "office": "示例街道办事处",
                "issued": "2026-01-05", "due": "2026-12-31"}, number=f"2026-{n}", code=f"/u/{n:010d}/",
               title="安全生产责任书")
        for n in range(1, many + 1)
    ]  # fmt: skip
    begun, spent, parts, first = time.perf_counter(), time.process_time(), [], 0.0
    size = 100
    for at in range(0, many, size):
        sheets = sheets_of(
            known[0],
            given[at : at + size],
            language="zh-hans",
            on=date(2026, 11, 28),
            root="https://example.org",
        )
        parts.append(engine.made(sheets, "pdf"))
        first = first or time.perf_counter() - begun
    content = put_together(parts)
    clock, processor = time.perf_counter() - begun, time.process_time() - spent
    print(
        f"{many:,} letters: {clock:.1f} s by the clock, {processor:.1f} s of the processor, "
        f"{len(content) / 1e6:.1f} MB, first {size} after {first:.1f} s; aim 20 s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1106)
