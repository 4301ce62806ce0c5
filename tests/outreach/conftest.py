"""The small world of the injuries' tests serves here too; a second hand to report the same event, and lines."""

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image

from safecommunity.accounts.reader import Reader
from safecommunity.outreach import actions
from safecommunity.outreach.models import Entry
from tests.injuries.conftest import CHINA, NOW, START, World, reader, world

__all__ = ["CHINA", "NOW", "START", "World", "reader", "world"]
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _uploads(tmp_path: Any, settings: Any) -> None:
    settings.UPLOADS = tmp_path / "files"


def photo(shade: int = 128) -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.linear_gradient("L").point(lambda grey: grey * shade // 255).save(out, "JPEG")
    return out.getvalue()


def enter(who: Reader, place: Any, kind: str = "leaflet", quantity: int = 200, **more: Any) -> Entry:
    """One line of today unless said otherwise."""
    extra = {
        name: more.pop(name)
        for name in ("client_id", "photos", "item", "confirmed", "source")
        if name in more
    }
    values = {"kind": kind, "place": place.pid, "quantity": quantity, "happened_on": TODAY, **more}
    return actions.record_entry(reader=who, at=NOW, values=values, **extra)[0]
