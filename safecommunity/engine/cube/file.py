"""All cuboids of a base in one file: a line of JSON that says where each array lies, then the arrays.

    b"safecube" · length of the JSON (8 bytes, little-endian) · JSON · arrays, each at a multiple of 64

The file is opened as one memory map: processes that read it share the memory, and read what they touch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from safecommunity.engine.columns import Array
from safecommunity.engine.cube.build import axis
from safecommunity.engine.cube.cuboid import Cuboid
from safecommunity.engine.schema import PERIOD, CubeShape, FactSchema

CUBE = "cube.bin"
MAGIC = b"safecube"
ALIGNED = 64
PARTS = ("starts", "cell", "n")


def written(cuboids: Sequence[Cuboid], path: Path) -> None:
    """Write all cuboids of a base."""
    arrays: list[Array] = []
    told = [_described(cuboid, arrays) for cuboid in cuboids]
    offset, where = 0, []
    for array in arrays:
        where.append([array.dtype.str, len(array), offset])
        offset += -(-array.nbytes // ALIGNED) * ALIGNED
    head = json.dumps({"cuboids": told, "arrays": where}).encode()
    with path.open("wb") as out:
        out.write(MAGIC + len(head).to_bytes(8, "little") + head)
        out.write(b"\0" * (-out.tell() % ALIGNED))
        for array in arrays:
            out.write(np.ascontiguousarray(array).tobytes())
            out.write(b"\0" * (-out.tell() % ALIGNED))


def _described(cuboid: Cuboid, arrays: list[Array]) -> dict[str, Any]:
    def kept(array: Array) -> int:
        arrays.append(array)
        return len(arrays) - 1

    return {
        "place": cuboid.shape.place,
        "dimensions": list(cuboid.shape.dimensions),
        "months": {name: kept(cuboid.months.values[name]) for name in PERIOD},
        "cells": {name: kept(cuboid.cells.values[name]) for name in cuboid.shape.dimensions},
        "width": cuboid.cells.size,
        "lines": {name: kept(getattr(cuboid, name)) for name in PARTS},
    }


def mapped(path: Path, schema: FactSchema, words: Mapping[str, tuple[str, ...]]) -> tuple[Cuboid, ...]:
    """The cuboids of a file. Raises OSError or ValueError where it is missing or broken."""
    whole = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))
    if bytes(whole[:8]) != MAGIC:
        raise ValueError(f"{path.name}: got {bytes(whole[:8])!r} at its beginning, allowed is {MAGIC!r}")
    length = int.from_bytes(bytes(whole[8:16]), "little")
    head = json.loads(bytes(whole[16 : 16 + length]))
    begin = -(-(16 + length) // ALIGNED) * ALIGNED
    arrays = [_array(whole, begin, *where) for where in head["arrays"]]
    found = tuple(_cuboid(told, arrays, words) for told in head["cuboids"])
    if tuple(cuboid.shape for cuboid in found) != schema.cubes:
        raise ValueError(f"{path.name}: it holds other cuboids than the fact {schema.name} asks for")
    return found


def _array(whole: Array, begin: int, dtype: str, length: int, offset: int) -> Array:
    kind = np.dtype(dtype)
    end = begin + offset + length * kind.itemsize
    if end > len(whole):
        raise ValueError(f"cube: {end} bytes promised, {len(whole)} found")
    return whole[begin + offset : end].view(kind)


def _cuboid(told: Mapping[str, Any], arrays: list[Array], words: Mapping[str, tuple[str, ...]]) -> Cuboid:
    shape = CubeShape(told["place"], tuple(told["dimensions"]))
    named = words[shape.place]
    months = {name: arrays[at] for name, at in told["months"].items()}
    cells = {name: arrays[at] for name, at in told["cells"].items()}
    return Cuboid(
        shape=shape,
        places=axis({shape.place: np.arange(len(named))}, {shape.place: named}, len(named)),
        months=axis(months, {}, len(months[PERIOD[0]])),
        cells=axis(cells, {name: words[name] for name in cells if name in words}, told["width"]),
        **{name: arrays[at] for name, at in told["lines"].items()},
    )
