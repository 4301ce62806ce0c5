"""Monthly bulletins of 1,000 streets as one zip of PDF: aim, at most 5 minutes on two cores.

    python benchmarks/bulk_bulletins.py [streets] [--cards N] [--processes N]      1,000 streets, 100,000 cards

One process lays a district of so many streets (a community and a grid each) and their injuries, the next one builds
the zip as the product does: a leader and its processes. It prints wall time and processor time, and what one
document costs by part. The peer is a plain loop in one process over the same papers as they stand composed, their
charts drawn, each typeset by typst that opens its fonts again: what a script without a shared engine
would do after all the counting.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import register

STREETS, CARDS, PROCESSES, SAMPLE = 1000, 100_000, 2, 20
AIM = 300.0
KIND, PERIOD, LANGUAGE = "injury_bulletin", "2026-10", "zh-hans"


def lay(streets: int, cards: int) -> None:
    """The district; answers its id."""
    register.STREETS, register.COMMUNITIES, register.GRIDS = streets, 1, 1
    print(json.dumps(register.build(cards)))


def build(district: str, processes: int) -> None:
    """The zip, and one document by its parts."""
    from safecommunity.places import queries as places
    from safecommunity.reports.bulk import actions, making

    place = places.place(district)
    assert place is not None, district
    bulk = actions.begin_bulk(
        reader=making.operator(district), place=place, kind=KIND, period=PERIOD, language=LANGUAGE, form="pdf",
        at=register.NOW,
    )  # fmt: skip
    begun = time.perf_counter()
    state = making.build(bulk.pid, processes=processes)
    wall = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    bulk.refresh_from_db()
    missed = bulk.pieces.exclude(problem="").count()
    processor = used.ru_utime + used.ru_stime
    print(
        f"{bulk.total} bulletins, {processes} processes: {wall:.0f} s by the clock (aim {AIM:.0f}), {processor:.0f} s"
    )
    print(f"of processor; {bulk.size / 1e6:.0f} MB, {state}, {missed} missed", flush=True)
    parts(district)


def parts(district: str) -> None:
    """What one document costs by part, and the plain loop beside it; processor time, the first ones left out."""
    from safecommunity.indicators.period import Period
    from safecommunity.places import queries as places
    from safecommunity.reports.bulk import making
    from safecommunity.reports.bulk.places import streets
    from safecommunity.reports.documents.composing import Composer
    from safecommunity.reports.documents.kinds import kinds
    from safecommunity.shell import chart_engine
    from safecommunity.shell.papers import Chart, pdf

    place, kind, reader = places.place(district), kinds()[KIND], making.operator(district)
    assert place is not None
    spent, made = {"composing": 0.0, "charts": 0.0, "typesetting": 0.0, "plain typesetting": 0.0}, 0
    for n, street in enumerate(streets(place)[: SAMPLE + 3]):
        at = [time.process_time()]
        paper = Composer(kind, street, Period.parse(PERIOD), LANGUAGE, register.NOW, reader).paper()
        at.append(time.process_time())
        drawn = {
            k: chart_engine.svg(one.spec) for k, one in enumerate(paper.blocks) if isinstance(one, Chart)
        }
        at.append(time.process_time())
        pdf.pdf(paper, drawn, dense=True, marks=True)
        at.append(time.process_time())
        plain(paper, drawn)
        at.append(time.process_time())
        if n >= 3:
            made += 1
            for name, low, high in zip(spent, at, at[1:], strict=False):
                spent[name] += high - low
    told = ", ".join(f"{name} {1000 * seconds / made:.0f} ms" for name, seconds in spent.items())
    print(
        f"one bulletin: {told}; a plain loop over 1,000 composed ones {1000 * spent['plain typesetting'] / made:.0f} s"
    )


def plain(paper: object, drawn: dict[int, bytes]) -> None:
    """The same page by typst alone, its fonts opened for this one paper."""
    import manimgx_fonts_cjk
    import pylopdf_fonts_zh_cn
    import typst

    from safecommunity.shell.papers import pdf

    told = {"paper": pdf.prepared(paper, drawn, dense=True, marks=True)}  # type: ignore[arg-type]
    folders = [str(Path(module.__file__ or "").parent) for module in (manimgx_fonts_cjk, pylopdf_fonts_zh_cn)]
    typst.compile(
        pdf.LAYOUT.read_bytes(), font_paths=folders, sys_inputs=told, format="pdf", ignore_system_fonts=True
    )


def main() -> None:
    """Lay, then measure in another process."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("streets", type=int, nargs="?", default=STREETS)
    asked.add_argument("--cards", type=int, default=CARDS)
    asked.add_argument("--processes", type=int, default=PROCESSES)
    asked.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    asked.add_argument("--district", default="", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.folder:
        register.prepare(given.folder)
        if given.district:
            build(given.district, given.processes)
        else:
            lay(given.streets, given.cards)
        return
    with tempfile.TemporaryDirectory(prefix="bulletins-") as folder:
        command = [sys.executable, __file__, str(given.streets), "--cards", str(given.cards), "--in", folder]
        env = register.environment(Path(folder))
        begun = time.perf_counter()
        laid = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
        ids = json.loads(laid.stdout.splitlines()[-1])
        print(
            f"laid {given.streets} streets and {given.cards} cards in {time.perf_counter() - begun:.0f} s",
            flush=True,
        )
        subprocess.run(
            [*command, "--district", ids["district"], "--processes", str(given.processes)],
            env=env,
            check=True,
        )


if __name__ == "__main__":
    main()
