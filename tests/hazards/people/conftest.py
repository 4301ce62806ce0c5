"""The register of a street's community: its worker enters, somebody agrees."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from safecommunity.accounts.reader import Reader
from safecommunity.figures import sources
from safecommunity.hazards.models import VulnerablePerson
from safecommunity.hazards.people import actions
from tests.hazards.conftest import NOW, TODAY, Street

# 999999 is nobody's region; the last character is the check of GB 11643: 7·9+9·9+… mod 11
NAME, NUMBER, PHONE, ADDRESS = "测丙寅", "999999194810223422", "13912345678", "试巷八弄六号"
SECRET = {"name": NAME, "id_number": NUMBER, "phone": PHONE, "address": ADDRESS}
AGREED = {
    "purposes": ["visits", "moving"], "how": "paper", "giver": "self", "on": TODAY,
    "until": TODAY + timedelta(days=365), "paper": "档案盒 3",
}  # fmt: skip
VALUES: dict[str, Any] = {
    "groups": ["alone", "disabled"], "sex": 2, "born": 1948, "needs": ["move"], "help": "要人扶", "visit_days": 7,
}  # fmt: skip

Enter = Callable[..., VulnerablePerson]


@pytest.fixture
def enter(street: Street, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Enter somebody; the clock of the facts stands at TODAY."""
    monkeypatch.setattr(sources, "timezone", SimpleNamespace(localdate=lambda: TODAY))

    def made(by: Reader | None = None, at: Any = NOW, **more: Any) -> VulnerablePerson:
        secret = {**SECRET, "id_number": "", **more.pop("secret", {})}
        consent = {**AGREED, **more.pop("consent", {})}
        extra = {name: more.pop(name) for name in ("client_id", "starts") if name in more}
        values = {**VALUES, "place": street.east, **more}
        return actions.record_person(
            reader=by or street.worker, values=values, secret=secret, consent=consent, at=at, **extra
        )[0]

    return made
