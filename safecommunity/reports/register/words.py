"""Words and numbers of the register."""

from functools import cache
from importlib import resources
from typing import Any

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.reports.models import RegisterEntry

OUT, IN = RegisterEntry.Direction.OUT, RegisterEntry.Direction.IN


@cache
def _data() -> dict[str, Any]:
    text = (
        resources.files("safecommunity.reports.codes").joinpath("register.yaml").read_text(encoding="utf-8")
    )
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def number(code: str, year: int, serial: int) -> str:
    """The number of a paper that goes out: code of the office, year, serial number."""
    return str(_data()["numbers"]["out"]).format(code=code, year=year, serial=serial)


def receipt(one: RegisterEntry) -> str:
    """The number under which it stands in the register: of a paper that came in, the office's own."""
    if one.direction == OUT:
        return one.number
    return str(_data()["numbers"]["in"]).format(year=one.year, serial=one.serial)


def directions() -> dict[str, str]:
    """Out and in."""
    return {OUT.value: _("Sent paper"), IN.value: _("Received paper")}


def secrecies() -> dict[str, str]:
    """The secrecy a paper may have here."""
    spoken = get_language() or "zh-hans"
    return {one["code"]: one["title"].get(spoken, one["title"]["zh-hans"]) for one in _data()["secrecy"]}


def secrecy(code: str) -> str:
    """One of them in words."""
    return secrecies().get(code, code)
