"""Reading a paper of 20,000 characters, from its text to what it has wrong by itself and the figures it may be.

    python benchmarks/reading.py [characters ...]               by default 20,000, 80,000 and 200,000

Printed for each size: quantities, pairs, seconds to read, to find problems and to link, the median of five turns. The
text is the simulated papers of the tests one after another. There is no peer: nothing in the registries reads 70余万.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from safecommunity.indicators.catalogue import CATALOGUE  # noqa: E402
from safecommunity.indicators.reading.document import read  # noqa: E402
from safecommunity.indicators.reading.linking import Linker  # noqa: E402
from safecommunity.indicators.reading.problems import problems  # noqa: E402

TURNS = 5
SIZES = (20_000, 80_000, 200_000)


def text_of(characters: int) -> str:
    """So many characters of simulated papers."""
    papers = sorted((ROOT / "tests/indicators/reading/papers").glob("*.yaml"))
    once = "".join(yaml.safe_load(path.read_text("utf-8"))["text"] for path in papers)
    return (once * (characters // len(once) + 1))[:characters]


def median(do: Callable[[], Any]) -> float:
    """Seconds, the middle of five turns."""
    taken = []
    for _turn in range(TURNS):
        begun = time.perf_counter()
        do()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _linked(quantities: list[Any]) -> list[Any]:
    linker = Linker(CATALOGUE)
    return [linker.suggest(one) for one in quantities]


def main() -> None:
    """Print one line a size."""
    for size in [int(one) for one in sys.argv[1:]] or SIZES:
        text = text_of(size)
        reading = read(text)
        seconds = [
            median(lambda text=text: read(text)),
            median(lambda reading=reading: problems(reading)),
            median(lambda reading=reading: _linked(reading.quantities)),
        ]
        sys.stdout.write(
            f"{size:>8,} characters, {len(reading.quantities):,} quantities, {len(reading.pairs):,} pairs: read "
            f"{seconds[0]:.2f} s, problems {seconds[1]:.2f} s, links {seconds[2]:.2f} s, "
            f"together {sum(seconds):.2f} s\n"
        )


if __name__ == "__main__":
    main()
