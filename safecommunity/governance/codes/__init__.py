"""Code lists and texts of the room as data; each file says its version, source and basis."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

HERE = Path(__file__).resolve().parent


@lru_cache
def load(name: str) -> dict[str, Any]:
    """A file of this folder."""
    found: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def said(texts: dict[str, str], language: str = "") -> str:
    """A text in the reader's language (or the one asked for), else in simplified Chinese."""
    wanted = language or get_language() or "zh-hans"
    return texts.get(wanted) or texts.get("zh-hans") or next(iter(texts.values()), "")


def levels() -> dict[str, dict[str, Any]]:
    """Levels of responsibility letters by code."""
    return {str(code): level for code, level in load("letters")["levels"].items()}


def settings() -> dict[str, dict[str, str]]:
    """The twelve settings: names by language."""
    return {str(one["code"]): dict(one["title"]) for one in load("settings")["settings"]}


def setting_name(code: str) -> str:
    """A setting in the reader's language; an unknown code stands for itself."""
    return said(settings()[code]) if code in settings() else code


def sectors() -> dict[str, dict[str, Any]]:
    """Sectors of agencies by code, with the names they bore."""
    return {str(one["code"]): one for one in load("agencies")["sectors"]}


def people_sectors() -> dict[str, dict[str, str]]:
    """Sectors a person of an agency may be of: the fourteen, and those that fill tables of their own."""
    told = load("agencies")
    return {str(one["code"]): dict(one["title"]) for one in (*told["sectors"], *told.get("further", ()))}


def sector_name(code: str) -> str:
    """A sector in the reader's language; an unknown code stands for itself."""
    return said(people_sectors()[code]) if code in people_sectors() else code


def duties() -> dict[str, dict[str, Any]]:
    """Duties of the year by id."""
    return {str(one["id"]): one for one in load("calendar")["duties"]}


def schemes() -> dict[str, dict[str, Any]]:
    """Ways to divide a plan into stages, by code."""
    return {str(one["code"]): one for one in load("plans")["schemes"]}
