"""The frame's own words on papers, in the paper's language: given with the paper, so that a frozen one keeps them."""

from datetime import date

from django.utils.translation import gettext, override

from safecommunity.shell.papers import data
from safecommunity.shell.papers.value import Paper


def frame(language: str) -> dict[str, str]:
    """The words a paper of a language needs."""
    with override(language):
        return {
            "contents": gettext("Contents"),
            "appendix": gettext("Where the numbers come from"),
            "appendix_note": gettext(
                "Each number with a mark, its definition, records behind it and the change it was counted at."
            ),
            "checksum": gettext("Checksum of this paper (SHA-256):"),
            "number": gettext("No."),
            "figure": gettext("Figure"),
            "where": gettext("Place and period"),
            "value": gettext("Value"),
            "n": gettext("Records (n)"),
            "key": gettext("Address and change number"),
            "interval": gettext("Interval of 95 percent"),
            "method": gettext("Method"),
            "counts": gettext("What is counted"),
        }


def heads(paper: Paper) -> list[str]:
    """Heads of the figures' appendix."""
    return [paper.words.get(name, "") for name in ("number", "figure", "where", "value", "n", "key")]


def day_text(on: date, language: str) -> str:
    """A day as it stands under a paper: year, month and day in Chinese; 28 November 2026 in English."""
    if language == "en":
        return f"{on.day} {on:%B} {on.year}"
    return str(data.frame()["day"]).format(year=on.year, month=on.month, day=on.day)
