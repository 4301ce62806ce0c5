"""Personal fields of consent-based registers: one sealed box a person, under a key of the person's own.

The key stands in another row than the box. Whoever destroys the key has destroyed every copy of the box that was made
without it. Keys themselves are kept in a `SecretField`, so neither is of use without the key of the installation.
"""

import base64
import binascii
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safecommunity.accounts.fields import NONCE_BYTES, SecretUnreadable

KEY_BYTES = 32


def new_key() -> str:
    """A fresh key as text, for a `SecretField`."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def seal(key: str, fields: Mapping[str, str], label: str) -> str:
    """The fields that say something, sealed under a person's key; `label` (the register and person) goes with them."""
    told = json.dumps({name: text for name, text in fields.items() if text}, ensure_ascii=False)
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(base64.b64decode(key)).encrypt(nonce, told.encode(), label.encode())
    return base64.b64encode(sealed).decode("ascii")


def unseal(key: str, box: str, label: str) -> dict[str, str]:
    """What `seal` put in; raises SecretUnreadable under another key or label, or where the box was altered."""
    try:
        raw = base64.b64decode(box, validate=True)
        plain = AESGCM(base64.b64decode(key)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], label.encode())
    except (binascii.Error, InvalidTag, ValueError):
        raise SecretUnreadable(f"{label}: the box does not open with this key") from None
    found: dict[str, str] = json.loads(plain)
    return found
