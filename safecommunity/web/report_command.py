"""`safecommunity report`: a document of a place and period as a file, composed from the records as they stand."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from safecommunity.web import bulk_command
from safecommunity.web.commands import Refused, out


def add(commands: Any) -> None:
    """The words of the command."""
    report = commands.add_parser(
        "report", help="write a document of a place and period as .docx, .pdf, .html or .xlsx"
    )
    report.add_argument("kind", help="kind of document; `list` names them")
    report.add_argument("--place", default="", help="code or permanent id of the place")
    report.add_argument("--period", default="", help="2026, 2026-05 or 2026-01..2026-10")
    report.add_argument("--language", default="", help="zh-hans, zh-hant or en (default: the kind's first)")
    report.add_argument("--out", type=Path, help="the file to write; its ending says the form")
    bulk_command.add(report)


def run(options: argparse.Namespace, now: datetime) -> int:
    """Write the file; 0 when it is there."""
    if getattr(options, "all_streets", False) or getattr(options, "resume", ""):
        return bulk_command.run(options, now)
    from django.utils import timezone

    from safecommunity.accounts.reader import Held, Reader
    from safecommunity.indicators.errors import PeriodError
    from safecommunity.indicators.period import Period
    from safecommunity.places import queries as places
    from safecommunity.reports.documents import actions, kinds, queries  # noqa: F401 - lists register themselves
    from safecommunity.reports.documents.composing import Composer
    from safecommunity.shell.papers import engine, printing

    known = kinds.kinds()
    if options.kind == "list":
        for one in known.values():
            out(f"{one.id}: {one.title('zh-hans')} ({', '.join(one.languages)})")
        return 0
    if options.kind not in known:
        raise Refused(f"kind: got {options.kind!r}; allowed: {', '.join(known)}")
    kind = known[options.kind]
    language = options.language or kind.languages[0]
    if language not in kind.languages:
        raise Refused(f"--language: got {language!r}; allowed: {', '.join(kind.languages)}")
    place = places.by_code(options.place)
    if place is None:
        raise Refused(f"--place: got {options.place!r}; allowed: code or permanent id of a place")
    try:
        period = Period.parse(options.period)
    except PeriodError as reason:
        raise Refused(
            f"--period: got {options.period!r}; allowed: 2026, 2026-05, 2026-01..2026-10"
        ) from reason
    form = options.out.suffix.lstrip(".") if options.out else ""
    if form not in printing.FORMS:
        raise Refused(
            f"--out: got {str(options.out or '')!r}; allowed: a file ending in .docx, .pdf, .html or .xlsx"
        )
    # whoever holds the machine reads what the place's chief reads, and no more
    reader = Reader("command", "command", "", (Held("chief", place=place.pid),), signed_in_by="command")
    if period.start > timezone.localdate(now):
        raise Refused(f"--period: got {options.period!r}; allowed: up to this month")
    strip = actions.strip(place, language, final=False)
    paper = Composer(kind, place, period, language, now, reader).paper(strip=strip)
    try:
        options.out.write_bytes(engine.made(paper, form, dense=kind.dense, marks=True))
    except OSError as reason:
        raise Refused(f"{options.out}: {reason.strerror}") from reason
    out(
        f"{options.out}: {len(paper.blocks)} blocks, {len(paper.sources)} figures, SHA-256 {paper.checksum()}"
    )
    return 0
