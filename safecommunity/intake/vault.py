"""Uploaded lists on disk: sealed piece by piece, opened in memory only, gone when their run is over."""

import os
import secrets
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PIECE = 1 << 20
NONCE, TAG = 12, 16


class Gone(LookupError):
    """The list of this run is no longer kept, or was altered."""


def _cipher() -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"safecommunity upload v1")
    return AESGCM(key.derive(settings.FIELD_KEY.encode()))


def path_of(pid: str) -> Path:
    """Where the sealed list of a run lies."""
    if not pid.isalnum():
        raise ValueError(f"run: got {pid!r}, allowed: letters and digits")
    return Path(settings.HOME) / "intake" / pid


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    while piece := content.read(PIECE):
        yield piece


def keep(pid: str, content: IO[bytes]) -> None:
    """Seal a list under the id of its run; each piece is bound to the run and its own number."""
    target = path_of(pid)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{pid}.{secrets.token_hex(4)}")
    cipher = _cipher()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for number, piece in enumerate(_pieces(content)):
            nonce = os.urandom(NONCE)
            out.write(nonce + cipher.encrypt(nonce, piece, f"{pid}/{number}".encode()))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(target)


def open_kept(pid: str) -> BytesIO:
    """The list as it was uploaded. Raises Gone where it is not kept any more."""
    target, plain, cipher = path_of(pid), BytesIO(), _cipher()
    try:
        with target.open("rb") as sealed:
            number = 0
            while piece := sealed.read(NONCE + PIECE + TAG):
                plain.write(cipher.decrypt(piece[:NONCE], piece[NONCE:], f"{pid}/{number}".encode()))
                number += 1
    except (OSError, InvalidTag, ValueError) as reason:
        raise Gone(pid) from reason
    plain.seek(0)
    return plain


def drop(pid: str) -> None:
    """Forget a list."""
    path_of(pid).unlink(missing_ok=True)


def is_kept(pid: str) -> bool:
    """Whether the list of a run can still be opened."""
    return path_of(pid).exists()
