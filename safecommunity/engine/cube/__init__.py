"""The cube: stored counts by place and month, in one memory-mapped file that all processes share.

A *cuboid* counts the facts by one place column, year, month and some dimensions. It is written with each base
(`cube.bin`), so compaction rebuilds it; what changed since is added from the overlay, because counts are linear.
`file` keeps it, `build` makes it from rows or from any engine's groups, `cuboid` answers questions.
"""

from safecommunity.engine.cube.build import build, built
from safecommunity.engine.cube.cuboid import Cuboid, best
from safecommunity.engine.cube.file import CUBE, mapped, written

__all__ = ["CUBE", "Cuboid", "best", "build", "built", "mapped", "written"]
