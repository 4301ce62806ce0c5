"""What the frame of every page needs: menu, switches, labels, language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safecommunity.shell import slots

# Groups of the loop, in the order people work through it; a group without entries is not shown.
GROUPS = {
    "daily": _("Every day"),
    "see": _("See clearly"),
    "act": _("Act"),
    "keep": _("Safeguard"),
    "prove": _("Prove"),
    "system": _("System"),
}


@dataclass(frozen=True)
class MenuGroup:
    """A heading of the menu with the entries registered under it."""

    title: str
    entries: list[slots.MenuEntry]


@dataclass(frozen=True)
class LanguageChoice:
    """A language one can switch to; ``tag`` is for the ``lang`` attribute."""

    code: str
    name: str
    short: str
    tag: str
    current: bool


TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
SHORT = {"zh-hans": "简", "zh-hant": "繁", "en": "EN"}


def menu(request: HttpRequest) -> list[MenuGroup]:
    """The groups of the menu that have entries for this reader."""
    entries: list[slots.MenuEntry] = slots.collect("menu", request)
    for entry in entries:
        if entry.group not in GROUPS:
            raise ValueError(
                f"menu group {entry.group!r} of {entry.url!r} is unknown; known: {', '.join(GROUPS)}"
            )
    grouped = ((title, [e for e in entries if e.group == key]) for key, title in GROUPS.items())
    return [MenuGroup(str(title), found) for title, found in grouped if found]


def here(request: HttpRequest) -> str:
    """Address of the menu entry the current page belongs to: the longest one that leads to it."""
    fitting = [
        entry.url
        for entry in slots.collect("menu", request)
        if request.path == entry.url.split("?")[0]
        or (len(entry.url) > 1 and request.path.startswith(entry.url.split("?")[0].rstrip("/") + "/"))
    ]
    return max(fitting, key=len, default="")


def languages() -> list[LanguageChoice]:
    """The three languages, the current one marked."""
    current = get_language() or settings.LANGUAGE_CODE
    return [
        LanguageChoice(code, name, SHORT.get(code, code), TAGS.get(code, code), code == current)
        for code, name in settings.LANGUAGES
    ]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Values are lazy: a partial page that shows no frame pays for none of it."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "menu": SimpleLazyObject(lambda: menu(request)),
        "menu_here": SimpleLazyObject(lambda: here(request)),
        "switch": SimpleLazyObject(lambda: slots.collect("frame.switch", request)),
        "labels": SimpleLazyObject(lambda: slots.collect("frame.labels", request)),
        "duties": SimpleLazyObject(lambda: slots.collect("frame.who", request)),
        "reader": getattr(request, "reader", None),
        "language": language,
        "language_tag": TAGS.get(language, language),
        "languages": languages(),
    }
