"""Secrets in the database: sealed with AES-256-GCM, found again only through a keyed digest.

The key is derived from settings.FIELD_KEY (kept outside the data folder) by HKDF-SHA-256. A sealed value
reads `1:<base64 of nonce, ciphertext and tag>`; the leading number names the key version. The label of the
field is authenticated with the value, so a sealed phone copied into another column does not open.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import unicodedata
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

VERSION = "1"
NONCE_BYTES = 12


class SecretUnreadable(ValueError):
    """A sealed value does not open: another key, another column, or it was tampered with."""


@lru_cache(maxsize=32)
def _derived(secret: str, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info.encode()).derive(secret.encode())


@lru_cache(maxsize=8)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(_derived(secret, f"safecommunity field v{VERSION}"))


def seal_text(data: str, label: str = "text") -> str:
    """Seal a text under a label; the same text sealed twice differs. Empty stays empty.

    Raises ValueError for a text that is not Unicode (half of a surrogate pair).
    """
    if not data:
        return ""
    try:
        plain = data.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise ValueError(f"{label}: the text holds half a character at position {problem.start}") from None
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(settings.FIELD_KEY).encrypt(nonce, plain, label.encode())
    return f"{VERSION}:{base64.b64encode(sealed).decode('ascii')}"


def open_text(blob: str, label: str = "text") -> str:
    """Open what `seal_text` sealed under the same label; raises SecretUnreadable, never returns garbage."""
    if not blob:
        return ""
    version, _, body = blob.partition(":")
    if version != VERSION:
        raise SecretUnreadable(f"{label}: key version {version[:4]!r} is unknown; known: {VERSION!r}")
    try:
        raw = base64.b64decode(body, validate=True)
        plain = _cipher(settings.FIELD_KEY).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], label.encode())
    except (binascii.Error, InvalidTag, ValueError):
        raise SecretUnreadable(
            f"{label}: the stored value does not open with the field key of this installation; "
            "either the key folder belongs to another installation or the value was altered"
        ) from None
    return plain.decode("utf-8")


def normalise_text(value: str) -> str:
    """One spelling for one text: compatibility forms folded, outer blanks dropped."""
    return unicodedata.normalize("NFKC", value).strip()


def normalise_identity(value: str) -> str:
    """An identity number as printed on the card: full-width folded, blanks and hyphens dropped, x as X."""
    return re.sub(r"[\s\-‐-―]", "", normalise_text(value)).upper()


def normalise_phone(value: str) -> str:
    """A phone number as digits; the country code 86 before a mainland mobile number is dropped."""
    digits = re.sub(r"\D", "", normalise_text(value))
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)


NORMALISERS = {"identity": normalise_identity, "phone": normalise_phone}


def secret_digest(value: str | None, purpose: str = "text") -> str:
    """Keyed HMAC-SHA-256 (hex) of the normalised value, for equality search; empty stays empty.

    `purpose` separates the digests ("identity", "phone", …): the same number has another digest elsewhere.
    """
    normal = NORMALISERS.get(purpose, normalise_text)(value or "")
    if not normal:
        return ""
    key = _derived(settings.FIELD_KEY, f"safecommunity digest {purpose}")
    return hmac.new(key, normal.encode("utf-8"), hashlib.sha256).hexdigest()


class SecretField(models.TextField):
    """A text that the database only ever holds sealed. It can be asked `isnull`, nothing else.

    `label` fixes what is authenticated with the value (by default `app.model.field`); give it when a
    model or field is renamed, or old values will not open.
    """

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        for banned in ("unique", "db_index", "primary_key", "choices"):
            if kwargs.get(banned):
                raise TypeError(f"SecretField cannot have {banned}; keep a secret_digest beside it")
        self.label = label
        super().__init__(*args, **kwargs)

    @property
    def seal_label(self) -> str:
        """What is authenticated together with the value."""
        return self.label or f"{self.model._meta.label_lower}.{self.name}"

    def deconstruct(self) -> Any:
        """For migrations: the explicit label is part of the field."""
        name, path, args, kwargs = super().deconstruct()
        if self.label:
            kwargs["label"] = self.label
        return name, path, args, kwargs

    def get_prep_value(self, value: Any) -> str | None:
        """Seal on the way into the database."""
        plain = super().get_prep_value(value)
        return plain if plain in (None, "") else seal_text(plain, self.seal_label)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Open on the way out."""
        return value if value in (None, "") else open_text(value, self.seal_label)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull`; a search on sealed values would silently find nothing."""
        if lookup_name != "isnull":
            raise FieldError(
                f"{self.seal_label} is sealed: lookup {lookup_name!r} is not possible; allowed: isnull, "
                "or equality on the column that holds its secret_digest"
            )
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        """None: a sealed value has no parts."""
        return None
