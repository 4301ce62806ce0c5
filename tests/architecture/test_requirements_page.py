"""The page that says where each requirement lives names only what is there."""

import re

from safecommunity.indicators.catalogue import CATALOGUE
from tests.architecture import house

PAGE = house.ROOT / "docs" / "reference" / "requirements.md"
TOLD = re.findall(r"`([^`]+)`", PAGE.read_text(encoding="utf-8"))


def test_every_test_and_file_named_there_exists() -> None:
    files = [one for one in TOLD if one.endswith((".py", ".yaml"))]
    assert len(files) > 40
    gone = [one for one in files if not any((root / one).is_file() for root in (house.ROOT, house.PACKAGE))]
    assert gone == []


def test_every_figure_named_there_is_in_the_catalogue() -> None:
    known = {one.code for one in CATALOGUE}
    figures = [
        one
        for one in TOLD
        if re.fullmatch(r"[a-z]+(\.[a-z0-9_]+)+", one) and not one.endswith((".py", ".yaml"))
    ]
    assert len(figures) > 40
    assert sorted({one for one in figures if one not in known}) == []
