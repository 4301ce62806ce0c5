"""The base on disk: one folder a generation, and one manifest that says which folder counts.

    <root>/<fact>/manifest.json            replaced in one step; the only truth
    <root>/<fact>/base-<seq>-<random>/     written whole before the manifest names it
    <root>/<fact>/compact.lock             held by the one process that compacts

A folder no manifest names is a leftover of a compaction that was killed; the next one
sweeps it. The generation before the present one is kept, so that a process that has not
looked at the manifest yet can still read its Parquet files.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from safecommunity.engine.schema import FactSchema

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """Which folder is the base, up to which change it counts, and the digest of each of its files."""

    seq: int
    rows: int
    directory: str
    previous: str
    schema: dict[str, Any]
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def fact_folder(root: Path, schema: FactSchema) -> Path:
    """The folder of one fact, made on first use and readable by the owner only."""
    folder = root / schema.name
    for path in (root, folder):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def read(folder: Path, schema: FactSchema) -> Manifest | None:
    """The manifest in force; None where there is none or it describes another shape of the fact."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        manifest = Manifest(**data)
    except (FileNotFoundError, ValueError, TypeError):
        return None
    if manifest.format != FORMAT or manifest.schema != schema.to_data():
        return None
    return manifest


def stamp(folder: Path) -> tuple[int, int, int] | None:
    """Changes whenever the manifest is replaced; cheap enough to ask at every refresh."""
    try:
        found = (folder / NAME).stat()
    except FileNotFoundError:
        return None
    return (found.st_mtime_ns, found.st_ino, found.st_size)


def publish(folder: Path, schema: FactSchema, seq: int, rows: int, fill: Callable[[Path], None]) -> Manifest:
    """Write a new generation with `fill`, then let the manifest name it. Call it under `lock`."""
    before = read(folder, schema)
    keep = before.directory if before else ""
    sweep(folder, {keep} if keep else set())
    directory = folder / f"base-{seq}-{secrets.token_hex(4)}"
    directory.mkdir(mode=0o700)
    try:
        fill(directory)
        files = _sealed(directory)
    except OSError as reason:  # a full disk, mostly: what was half written must not keep it full
        shutil.rmtree(directory, ignore_errors=True)
        free = shutil.disk_usage(folder).free // 1024**2
        raise OSError(
            f"store {folder.name}: its new base could not be written ({reason}); {free} MB are free; "
            "the base in force stays, nothing is lost"
        ) from reason
    manifest = Manifest(seq, rows, directory.name, keep, schema.to_data(), files)
    _replace(folder, manifest)
    return manifest


def _sealed(directory: Path) -> dict[str, str]:
    """The digest of each file of a generation, once all of them are on the disk."""
    files = {}
    for path in sorted(directory.iterdir()):
        path.chmod(0o600)
        files[path.name] = digest(path)
        _sync(path)
    _sync(directory)
    return files


def sweep(folder: Path, keep: set[str]) -> None:
    """Remove generations nobody names any more, and half-written ones."""
    for path in folder.glob("base-*"):
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob(".manifest-*"):
        path.unlink(missing_ok=True)


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """One compaction at a time, over all processes; the system lets go if the holder dies."""
    handle = os.open(folder / "compact.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def digest(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _replace(folder: Path, manifest: Manifest) -> None:
    temporary = folder / f".manifest-{secrets.token_hex(4)}"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(asdict(manifest), out, ensure_ascii=False, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(folder / NAME)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
