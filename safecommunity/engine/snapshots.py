"""Snapshots that something pins: a state of a fact that can be counted again years later.

    <root>/<fact>/snapshots/<seq>-<digest>/manifest.json      schema, change number, SHA-256 of every file
                                          /base/…             the files of the base, as further names of the same files
                                          /delta.npz          rows that had left the base, and rows added since

A snapshot costs the changed rows only, as long as its base is in force; later it is what keeps that base. The same
state pinned twice is one folder. It needs nothing but itself: not the database, not the present schema.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from safecommunity.engine import base as bases
from safecommunity.engine import manifest as manifests
from safecommunity.engine.columns import REF_TYPE, Array, Table, encode
from safecommunity.engine.errors import FactError
from safecommunity.engine.manifest import Manifest
from safecommunity.engine.overlay import View
from safecommunity.engine.schema import FactSchema

FOLDER, BASE, DELTA, NAME = "snapshots", "base", "delta.npz", "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Pinned:
    """A kept snapshot: its name, its change number, and the digest of each of its files."""

    name: str
    seq: int
    base_seq: int
    files: dict[str, str]


def pin(folder: Path, view: View) -> Pinned:
    """Keep a state. `folder` is that of the fact."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    temporary = place / f".{secrets.token_hex(8)}"
    temporary.mkdir(mode=0o700)
    try:
        files = _base_kept(view, temporary / BASE)
        delta = temporary / DELTA
        _write_delta(view, delta, whole=not files)
        files = {f"{BASE}/{name}": digest for name, digest in files.items()} | {
            DELTA: manifests.digest(delta)
        }
        told = {
            "format": FORMAT, "seq": view.seq, "base_seq": view.base.seq, "schema": view.schema.to_data(),
            "rows": view.base.table.size if len(files) > 1 else 0, "files": files,
        }  # fmt: skip
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        name = f"{view.seq}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
        (temporary / NAME).write_text(text, encoding="utf-8")
        for path in (delta, temporary / NAME):
            path.chmod(0o600)
        if not (place / name).exists():
            temporary.rename(place / name)
        return Pinned(name, view.seq, view.base.seq, files)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _base_kept(view: View, directory: Path) -> dict[str, str]:
    """Further names of the base's files; nothing where it has none, or where a later compaction removed them."""
    source, manifest = view.base.folder, view.base.manifest
    if source is None or manifest is None:
        return {}
    directory.mkdir(mode=0o700)
    try:
        for name in manifest.files:
            _linked(source / name, directory / name)
    except FileNotFoundError:
        shutil.rmtree(directory)
        return {}
    return dict(manifest.files)


def _linked(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)
        target.chmod(0o600)


def _write_delta(view: View, path: Path, *, whole: bool) -> None:
    """What left and what came; without base files every row came."""
    added, gone = view.added, view.gone
    if whole:
        from safecommunity.engine.columns import join

        added, gone = join([bases.everything_but(view.base, view.gone), view.added]), view.gone[:0]
    arrays: dict[str, Array] = {"gone": gone.astype(np.int64), "refs": added.refs}
    for name, values in added.values.items():
        arrays[f"column-{name}"] = values
        if name in added.words:
            arrays[f"words-{name}"] = np.frombuffer(
                json.dumps(added.words[name], ensure_ascii=False).encode(), dtype=np.uint8
            )
    with path.open("wb") as out:
        np.savez(out, **arrays)  # type: ignore[arg-type]


def read(folder: Path, name: str) -> View:
    """The state a name stands for. Raises FactError where it is not kept or its files are not what they were."""
    told = _told(folder, name)
    directory, schema = folder / FOLDER / name, FactSchema.from_data(told["schema"])
    with np.load(directory / DELTA, allow_pickle=False) as found:
        delta = {key: found[key] for key in found.files}
    values = {column: delta[f"column-{column}"] for column in schema.names}
    words = {
        column: tuple(json.loads(bytes(delta[f"words-{column}"])))
        for column in schema.names
        if f"words-{column}" in delta
    }
    added = Table(delta["refs"].astype(REF_TYPE), values, words)
    names = {path.removeprefix(f"{BASE}/"): digest for path, digest in told["files"].items() if path != DELTA}
    if names:
        manifest = Manifest(told["base_seq"], told["rows"], BASE, "", told["schema"], names)
        base = bases.opened(directory, manifest, schema)
    else:
        base = bases.from_table(schema, encode(schema, []), told["base_seq"])
    return View(
        schema, base, told["seq"], frozenset(), frozenset(), delta["gone"], base.table.take(delta["gone"]), added
    )  # fmt: skip


def verify(folder: Path, name: str) -> None:
    """Read every file and compare its digest. Raises FactError with the names of those that differ."""
    told = _told(folder, name)
    directory = folder / FOLDER / name
    wrong = [
        path
        for path, digest in told["files"].items()
        if not (directory / path).exists() or manifests.digest(directory / path) != digest
    ]
    if wrong:
        raise FactError(
            f"snapshot {name}: got other content in {', '.join(wrong)}, allowed is what was pinned"
        )


def unpin(folder: Path, name: str) -> None:
    """Let go of a state nothing pins any more."""
    shutil.rmtree(folder / FOLDER / _checked(name), ignore_errors=True)


def kept(folder: Path) -> tuple[str, ...]:
    """The names of all kept states."""
    return tuple(sorted(path.parent.name for path in (folder / FOLDER).glob(f"[!.]*/{NAME}")))


def _told(folder: Path, name: str) -> dict[str, Any]:
    try:
        told = json.loads((folder / FOLDER / _checked(name) / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FactError(f"snapshot: got {name!r}, allowed are {', '.join(kept(folder)) or 'none'}") from None
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]
    if not name.endswith(f"-{digest}") or told["format"] != FORMAT:
        raise FactError(f"snapshot {name}: its manifest is not the one that was pinned")
    return dict(told)


def _checked(name: str) -> str:
    if not (name.isascii() and name.replace("-", "").isalnum()):
        raise FactError(f"name of a snapshot: got {name!r}, allowed are digits, letters and -")
    return name
