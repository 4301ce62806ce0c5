"""One file of codes as lists: ids, words, numbers in facts, and what a cell of a workbook means."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from safecommunity.hazards import codes

UNKNOWN = -1


@dataclass(frozen=True)
class Listed:
    """The lists of a file in this folder."""

    file: str

    def all(self, listed: str) -> dict[str, dict[str, Any]]:
        """A list by id, in its order."""
        return dict(codes.load(self.file)[listed])

    def one(self, name: str) -> Any:
        """A single value of the file."""
        return codes.load(self.file)[name]

    def knows(self, listed: str, code: str) -> bool:
        """Whether a code stands in a list."""
        return code in codes.load(self.file)[listed]

    def label(self, listed: str, code: str) -> str:
        """The words of a code; "" for nothing, an unknown one stands for itself."""
        return codes.label(codes.load(self.file)[listed], code)

    def labels(self, listed: str, given: Iterable[str]) -> str:
        """Some codes in words."""
        return "、".join(self.label(listed, one) for one in given)

    def choices(self, listed: str) -> list[tuple[str, str]]:
        """Codes with their words."""
        return [(code, self.label(listed, code)) for code in codes.load(self.file)[listed]]

    def number(self, listed: str, code: str) -> int:
        """The number facts know a code by; UNKNOWN for nothing."""
        return int(codes.load(self.file)[listed][code]["code"]) if code else UNKNOWN

    def label_of(self, listed: str, number: int) -> str:
        """The words of a number; "" where no code has it."""
        found = (code for code, told in self.all(listed).items() if told["code"] == number)
        return self.label(listed, next(found, ""))

    def code_of(self, listed: str, text: str) -> str:
        """The code of a word in any of the languages, of the code itself, or of its words before a bracket."""
        plain = unicodedata.normalize("NFKC", text).strip().casefold()
        for code, told in self.all(listed).items():
            said = [code, *told["label"]]
            said += [re.split(r"[\uff08(]", word)[0].strip() for word in told["label"]]
            if plain and plain in {unicodedata.normalize("NFKC", word).casefold() for word in said}:
                return code
        return ""

    def codes_of(self, listed: str, text: str) -> list[str] | None:
        """The codes of several words with commas or the like between them; None where one is unknown."""
        parts = [one for one in re.split(r"[\u3001,\uff0c;\uff1b/|]+", text) if one.strip()]
        found = [self.code_of(listed, one) for one in parts]
        return list(dict.fromkeys(found)) if all(found) else None

    def written(self) -> dict[str, str]:
        """Our heading of each field of a list, as the template writes it."""
        return {str(field): str(said).split()[0] for field, said in self.one("headings").items()}

    def field_of(self, heading: str) -> str:
        """The field of a heading in any of its spellings; "" for what is not read."""
        plain = re.sub(r"[\s*:]", "", unicodedata.normalize("NFKC", heading)).casefold()
        for field, said in self.one("headings").items():
            if plain in {unicodedata.normalize("NFKC", word).casefold() for word in str(said).split()}:
                return str(field)
        return ""
