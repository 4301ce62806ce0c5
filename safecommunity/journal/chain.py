"""How one event is bound to the one before it: canonical text, SHA-256, and the anchor kept outside the database."""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from safecommunity.journal.models import AuditEvent

GENESIS = "0" * 64


def canonical(data: object) -> bytes:
    """One spelling for equal content: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def root_of_changes(changes: Iterable[tuple[str, str, str]]) -> str:
    """SHA-256 over an event's (fact, ref, op), in the order written; empty text for none."""
    known = list(changes)
    told = "".join(chain.from_iterable(known))
    # an import writes thousands at once, all of letters and digits: their canonical spelling needs no escapes
    plain = told.isascii() and told.replace("_", "").isalnum()
    lines = ['["%s","%s","%s"]\n' % one if plain else _line(one) for one in known]  # noqa: UP031
    return hashlib.sha256("".join(lines).encode()).hexdigest() if lines else ""


def _line(change: tuple[str, str, str]) -> str:
    """A change in its canonical spelling."""
    return canonical(list(change)).decode() + "\n"


def link(event: AuditEvent, number: int, previous: str) -> str:
    """The hash of an event in its place in the chain."""
    content: Mapping[str, object] = {
        "number": number,
        "previous": previous,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": event.by,
        "action": event.action,
        "kind": event.kind,
        "ref": event.ref,
        "place": event.place,
        "detail": event.detail,
        "facts": event.facts,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


@dataclass(frozen=True)
class Anchor:
    """The head of the chain as written outside the database."""

    number: int
    hash: str
    seq: int
    at: str

    def mac(self, key: bytes) -> str:
        """HMAC-SHA256 of the anchor's content."""
        return hmac.new(
            key, canonical([self.number, self.hash, self.seq, self.at]), hashlib.sha256
        ).hexdigest()


class AnchorBroken(Exception):
    """The anchor file cannot be read or its HMAC does not fit."""


def write_anchor(path: Path, key: bytes, *, number: int, hash: str, seq: int, now: datetime) -> None:
    """Replace the anchor in one step; a killed process leaves the old one or the new one, never half."""
    anchor = Anchor(number, hash, seq, now.astimezone(UTC).isoformat(timespec="seconds"))
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="ascii") as out:
        Path(draft).chmod(0o600)
        json.dump({**anchor.__dict__, "hmac": anchor.mac(key)}, out)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def read_anchor(path: Path, key: bytes) -> Anchor | None:
    """The anchor, or None where none was ever written. Raises AnchorBroken."""
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_text(encoding="ascii"))
        anchor = Anchor(int(data["number"]), str(data["hash"]), int(data["seq"]), str(data["at"]))
        written = str(data["hmac"])
    except (ValueError, KeyError, TypeError) as reason:
        raise AnchorBroken(f"{path.name} is not an anchor") from reason
    if not hmac.compare_digest(anchor.mac(key), written):
        raise AnchorBroken(f"{path.name} was not written with this installation's key")
    return anchor
