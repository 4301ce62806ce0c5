"""Sealed values. Expected digests are computed here from the definition, not copied from the code."""

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import FieldError
from django.db import connection

from safecommunity.accounts.fields import (
    SecretField,
    SecretUnreadable,
    normalise_identity,
    normalise_phone,
    open_text,
    seal_text,
    secret_digest,
)
from safecommunity.accounts.models import User
from tests.accounts.conftest import NOW

# The identity number is the example of GB 11643-1999; the phone is the service number of an operator.
IDENTITY, PHONE = "11010519491231002X", "13800138000"


def derived(key: str, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info.encode()).derive(key.encode())


@pytest.mark.parametrize(
    "text", ["a", IDENTITY, "示例街道", "𠮷𡈽👩‍⚕️", "line\nbreak\x00nul", " ", "x" * 100_000]
)
def test_a_sealed_text_opens_to_itself(text: str) -> None:
    assert open_text(seal_text(text, "card"), "card") == text


def test_empty_stays_empty() -> None:
    assert seal_text("") == ""
    assert open_text("") == ""


def test_the_same_text_sealed_twice_differs() -> None:
    assert seal_text(PHONE) != seal_text(PHONE)


def test_a_sealed_value_is_aes_256_gcm_with_its_label_authenticated(settings: pytest.FixtureRequest) -> None:
    blob = seal_text(PHONE, "accounts.user.phone")
    raw = base64.b64decode(blob.removeprefix("1:"))
    key = derived(settings.FIELD_KEY, "safecommunity field v1")
    assert AESGCM(key).decrypt(raw[:12], raw[12:], b"accounts.user.phone") == PHONE.encode()


def test_half_a_character_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="card: the text holds half a character at position 1"):
        seal_text("a\ud842", "card")


def test_every_altered_byte_is_noticed() -> None:
    blob = seal_text("13800138000", "p")
    raw = bytearray(base64.b64decode(blob[2:]))
    for place in range(len(raw)):
        raw[place] ^= 1
        with pytest.raises(SecretUnreadable, match="p: the stored value does not open"):
            open_text("1:" + base64.b64encode(raw).decode(), "p")
        raw[place] ^= 1


@pytest.mark.parametrize("blob", ["1:", "1:%%%", "1:AAAA", PHONE, "2:AAAA"])
def test_what_is_no_sealed_value_is_refused(blob: str) -> None:
    with pytest.raises(SecretUnreadable):
        open_text(blob)


def test_a_value_moved_into_another_column_does_not_open() -> None:
    with pytest.raises(SecretUnreadable):
        open_text(seal_text(PHONE, "accounts.user.phone"), "injuries.reportperson.phone")


def test_another_key_gives_a_clear_error(settings: pytest.FixtureRequest) -> None:
    blob = seal_text(PHONE)
    settings.FIELD_KEY = "another key"
    with pytest.raises(SecretUnreadable, match="key folder belongs to another installation"):
        open_text(blob)


def test_a_digest_is_hmac_sha256_under_a_key_of_its_purpose(settings: pytest.FixtureRequest) -> None:
    key = derived(settings.FIELD_KEY, "safecommunity digest phone")
    assert secret_digest(PHONE, "phone") == hmac.new(key, PHONE.encode(), hashlib.sha256).hexdigest()


def test_digests_of_equal_values_agree_and_of_purposes_differ() -> None:
    assert secret_digest(" 110105 1949-1231 002x", "identity") == secret_digest(
        "１１０１０５１９４９１２３１００２Ｘ", "identity"
    )
    assert secret_digest(PHONE, "phone") != secret_digest(PHONE, "identity")
    assert secret_digest("", "phone") == secret_digest(None, "phone") == ""


@pytest.mark.parametrize(
    ("came", "normal"),
    [
        ("+86 138-0013-8000", PHONE),
        ("008613800138000", PHONE),
        ("８６１３８００１３８０００", PHONE),
        ("(010) 1234 5678", "01012345678"),
        ("86123456", "86123456"),
        ("", ""),
    ],
)
def test_a_phone_is_reduced_to_its_digits(came: str, normal: str) -> None:
    assert normalise_phone(came) == normal


def test_an_identity_number_is_folded() -> None:
    assert normalise_identity("11010519491231002x ") == IDENTITY


@pytest.mark.db
@pytest.mark.django_db
def test_the_database_never_holds_the_plain_value() -> None:
    user = User.objects.create(username="a", display_name="a", created_at=NOW, phone=PHONE)
    with connection.cursor() as cursor:
        cursor.execute("select phone from accounts_user where id = %s", [user.pk])
        (stored,) = cursor.fetchone()
    assert PHONE not in stored
    assert stored.startswith("1:")
    assert User.objects.get().phone == PHONE
    assert list(User.objects.values_list("phone", flat=True)) == [PHONE]


@pytest.mark.db
@pytest.mark.django_db
def test_only_isnull_may_be_asked() -> None:
    assert not User.objects.filter(phone__isnull=True).exists()
    for question in ({"phone": PHONE}, {"phone__contains": "138"}, {"phone__in": [PHONE]}):
        with pytest.raises(FieldError, match=r"accounts\.user\.phone is sealed"):
            User.objects.filter(**question).exists()


@pytest.mark.parametrize("banned", ["unique", "db_index", "primary_key"])
def test_a_secret_field_cannot_be_indexed(banned: str) -> None:
    with pytest.raises(TypeError, match=banned):
        SecretField(**{banned: True})


def test_a_migration_keeps_the_label() -> None:
    _name, path, args, kwargs = SecretField(label="old.name", blank=True).deconstruct()
    assert (path, list(args), kwargs) == (
        "safecommunity.accounts.fields.SecretField",
        [],
        {"label": "old.name", "blank": True},
    )
