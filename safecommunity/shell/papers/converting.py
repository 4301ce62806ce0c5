"""Words in traditional characters: converted with Taiwan's words (s2twp), terms checked by `frame.yaml`."""

from collections.abc import Callable
from functools import cache

from safecommunity.shell.papers import data


@cache
def _converter() -> Callable[[str], str]:
    import opencc

    made: Callable[[str], str] = opencc.OpenCC("s2twp").convert
    return made


def traditional_text(text: str) -> str:
    """The words in traditional characters; 社區 stays 社區."""
    turned = _converter()(text)
    for wrong, right in data.frame()["terms"].items():
        turned = turned.replace(wrong, right)
    return turned
