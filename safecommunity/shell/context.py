"""What the frame of every page needs: menu, switches, labels, language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from safecommunity.shell import menu, slots


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
        "menu": SimpleLazyObject(lambda: menu.menu(request)),
        "menu_long": SimpleLazyObject(lambda: menu.is_long(request)),
        "menu_here": SimpleLazyObject(lambda: menu.here(request)),
        "switch": SimpleLazyObject(lambda: slots.collect("frame.switch", request)),
        "labels": SimpleLazyObject(lambda: slots.collect("frame.labels", request)),
        "duties": SimpleLazyObject(lambda: slots.collect("frame.who", request)),
        "reader": getattr(request, "reader", None),
        "language": language,
        "language_tag": TAGS.get(language, language),
        "languages": languages(),
    }
