"""Files that prove several records (N12): the same content, or pictures that look the same.

Two difference hashes of 64 bits that differ in at most 6 agree, in at least one of their four quarters of 16 bits, in
all bits but one (6 bits over 4 quarters). So each hash is looked up by its quarters and by these with one bit turned:
68 look-ups in sorted arrays instead of a comparison with every other one. Time grows with n log n; the few candidates
are compared bit by bit. Source of the idea: multi-index hashing (Norouzi, Punjani, Fleet 2012, arXiv:1307.2982).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count

from safecommunity.files.models import Attachment

QUARTERS, BITS = 4, 16
MOST_CANDIDATES = 4_000_000  # of one look-up at a time
Array = Any


@dataclass(frozen=True)
class Used:
    """A file as proof of one record."""

    pid: str
    kind: str
    ref: str
    looks: str
    happened: date | None


@dataclass(frozen=True)
class Same:
    """Files of several records: of one content, or pictures that differ in at most `bits` of 64."""

    key: str
    bits: int
    files: tuple[Used, ...]


def same_files(leave_out: Iterable[str] = ()) -> Iterator[Same]:
    """Contents that prove several records. Two queries."""
    standing = Attachment.objects.filter(withdrawn_at__isnull=True).exclude(kind__in=list(leave_out))
    several = standing.order_by().values("sha256").annotate(n=Count("pk")).filter(n__gt=1).values("sha256")
    groups: dict[str, list[Used]] = {}
    rows = standing.filter(sha256__in=several).order_by("pk")
    for sha, pid, kind, ref, looks, happened in rows.values_list(
        "sha256", "pid", "kind", "ref", "looks", "happened_on"
    ):
        groups.setdefault(sha, []).append(Used(pid, kind, ref, looks, happened))
    for sha, files in groups.items():
        if len({(one.kind, one.ref) for one in files}) > 1:
            yield Same(sha, 0, tuple(files))


def same_looks(within: int, plain: int, leave_out: Iterable[str] = ()) -> Iterator[Same]:
    """Pictures of other content that look the same as one of another record. One query.

    within: bits of 64 that may differ, up to 7. plain: a picture with fewer bits set, or not set, is too plain to tell.
    """
    standing = Attachment.objects.filter(withdrawn_at__isnull=True).exclude(kind__in=list(leave_out))
    rows = list(
        standing.exclude(looks="")
        .order_by("pk")
        .values_list("sha256", "pid", "kind", "ref", "looks", "happened_on")
    )
    hashes = np.array([int(row[4], 16) for row in rows], dtype=np.uint64)
    if not hashes.size:
        return
    count = np.bitwise_count(hashes)
    told = np.flatnonzero((count >= plain) & (count <= 64 - plain))
    known, of = np.unique(hashes[told], return_inverse=True)
    members: dict[int, list[int]] = {}
    for number, at in zip(of.tolist(), told.tolist(), strict=True):
        members.setdefault(number, []).append(at)
    for alike in _groups(pairs(known, within), len(known)):
        group = sorted(at for number in alike for at in members[number])
        found = [rows[at] for at in group]
        if len({row[0] for row in found}) > 1 and len({(row[2], row[3]) for row in found}) > 1:
            files = tuple(Used(*row[1:]) for row in found)
            apart = max(int(np.bitwise_count(hashes[a] ^ hashes[group[0]])) for a in group)
            yield Same(min(row[1] for row in found), apart, files)


def pairs(hashes: Array, within: int) -> Array:
    """Index pairs (first below second) of hashes that differ in at most `within` bits; shape (many, 2)."""
    found = []
    for quarter in range(QUARTERS):
        part = (hashes >> np.uint64(BITS * quarter)) & np.uint64(2**BITS - 1)
        order = np.argsort(part, kind="stable")
        ordered = part[order]
        for turned in (0, *(1 << bit for bit in range(BITS))):
            wanted = part ^ np.uint64(turned)
            left, right = np.searchsorted(ordered, wanted, "left"), np.searchsorted(ordered, wanted, "right")
            found += list(_near(hashes, order, left, right, within))
    if not found:
        return np.empty((0, 2), dtype=np.int64)
    return np.unique(np.concatenate(found), axis=0)


def _near(hashes: Array, order: Array, left: Array, right: Array, within: int) -> Iterator[Array]:
    """Of candidates left to right in `order` those that are really near, in portions that fit into memory."""
    many = right - left
    ends = np.cumsum(many)
    begin = 0
    while begin < len(many):
        before = ends[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + MOST_CANDIDATES, "right")))
        size = many[begin:end]
        first = np.repeat(np.arange(begin, end), size)
        offset = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
        second = order[np.repeat(left[begin:end], size) + offset]
        keep = first < second
        first, second = first[keep], second[keep]
        close = np.bitwise_count(hashes[first] ^ hashes[second]) <= within
        if close.any():
            yield np.unique(np.stack([first[close], second[close]], axis=1), axis=0)
        begin = end


def _groups(near: Array, many: int) -> list[list[int]]:
    """Numbers below `many`, joined by pairs into groups; what is joined to nothing is a group of one."""
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for first, second in near.tolist():
        a, b = root(first), root(second)
        parent[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = {}
    for one in range(many):
        groups.setdefault(root(one), []).append(one)
    return list(groups.values())
