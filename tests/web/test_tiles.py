"""Map tiles: an address template or nothing; a wrong one stops the start and does not print the key."""

import pytest

from safecommunity.web import environment


def test_no_setting_no_tiles(monkeypatch) -> None:
    monkeypatch.delenv("SAFECOMMUNITY_TILES", raising=False)
    assert environment.tiles() == ("", "")


def test_the_host_alone_is_taken_for_the_policy(monkeypatch) -> None:
    template = "https://tiles.example:8443/vec?x={x}&y={y}&l={z}&tk=secret"
    monkeypatch.setenv("SAFECOMMUNITY_TILES", template)
    assert environment.tiles() == (template, "https://tiles.example:8443")


@pytest.mark.parametrize(
    "came",
    [
        "https://tiles.example/{z}/{x}?tk=secret",  # no {y}
        "ftp://tiles.example/{z}/{x}/{y}?tk=secret",
        "//tiles.example/{z}/{x}/{y}?tk=secret",
        "https://tiles.example; script-src *//{z}/{x}/{y}?tk=secret",
        "https://who:secret@tiles.example/{z}/{x}/{y}",
    ],
)
def test_anything_else_stops_the_start_without_telling_the_key(monkeypatch, came: str) -> None:
    monkeypatch.setenv("SAFECOMMUNITY_TILES", came)
    with pytest.raises(environment.WrongSetting) as refused:
        environment.tiles()
    assert "SAFECOMMUNITY_TILES" in str(refused.value)
    assert "secret" not in str(refused.value)
