"""Names of folders and files that every system takes: Windows, a USB stick, a burnt disc."""

import re
import unicodedata

FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
LONGEST = 60


def safe(text: str, longest: int = LONGEST) -> str:
    """A part of a name without what file systems forbid, nor dots and blanks at its ends; never empty."""
    plain = unicodedata.normalize("NFC", text)
    plain = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") else " " for c in plain)
    plain = re.sub(r"\s+", " ", FORBIDDEN.sub(" ", plain)).strip(" .")
    return plain[:longest].strip(" .") or "_"


def file(number: int, title: str, name: str, again: int = 0) -> str:
    """``003 title.pdf``: the number keeps two of one title apart, the ending is the file's own."""
    ending = re.search(r"\.[A-Za-z0-9]{1,5}\Z", name)
    more = f"-{again + 1}" if again else ""
    return f"{number:03d}{more} {safe(title)}{ending.group(0).lower() if ending else ''}"
