"""ICD-10 external causes: which codes exist, what they are called, and where they stand in the matrix.

A code is three characters, a fourth after the point and at most the activity behind it (W18, W18.0, W18.04).
The three-character codes that exist are those the matrix and the blocks left out of it name (codes/icd10.yaml).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.injuries import codes

SHAPE = re.compile(r"([A-Z][0-9]{2})(?:\.?([0-9])([0-9])?)?", re.ASCII)
RANGE = re.compile(r"([A-Z])(\d\d)(?:\.(\d))?(?:-([A-Z])(\d\d)(?:\.(\d))?)?", re.ASCII)
LISTED = re.compile(r"\[([A-Z]\d\d-[A-Z]\d\d)\]((?:,?\.\d(?:-\.\d)?)+)", re.ASCII)
LETTERS = "VWXY"
UNKNOWN = -1
FROM_ICD10, FROM_CARD = 1, 2
CAUSE, INTENT = 1, 2  # what of the card contradicts the code, as a sum
MOST_NEAR = 3


@dataclass(frozen=True)
class Where:
    """Where a code stands in the matrix."""

    row: str
    intent: str


@dataclass(frozen=True)
class Placed:
    """Mechanism and intent of the matrix, and what they were read from."""

    mechanism: int
    intent: int
    source: int


@lru_cache
def data() -> Mapping[str, Any]:
    """The codes as the standard has them."""
    return codes._load("icd10.yaml")


@lru_cache
def card_data() -> Mapping[str, Any]:
    """Where the card's answers stand in the same matrix."""
    return codes._load("icd10_card.yaml")


def _number(letter: str, digits: str) -> int:
    return LETTERS.index(letter) * 100 + int(digits)


def _code(number: int) -> str:
    return f"{LETTERS[number // 100]}{number % 100:02d}"


def expand(written: str) -> Iterator[str]:
    """The codes a range stands for: three characters, or four where the range says which."""
    if found := LISTED.fullmatch(written):
        for three in expand(found[1]):
            for first, last in re.findall(r"\.(\d)(?:-\.(\d))?", found[2]):
                yield from (f"{three}.{digit}" for digit in range(int(first), int(last or first) + 1))
        return
    parts = RANGE.fullmatch(written)
    if parts is None:
        raise ValueError(
            f"range of ICD-10: got {written!r}, allowed as W00, W00-W19, V19.4-V19.6, [V02-V04].1,.9"
        )
    letter, digits, fourth, last_letter, last_digits, last_fourth = parts.groups()
    if fourth is not None:
        for digit in range(int(fourth), int(last_fourth or fourth) + 1):
            yield f"{letter}{digits}.{digit}"
        return
    first = _number(letter, digits)
    last = _number(last_letter, last_digits) if last_letter else first
    yield from (_code(number) for number in range(first, last + 1))


@lru_cache
def places() -> Mapping[str, Where]:
    """Code (three or four characters) → its leaf row and intent; a child's row wins over its parent's."""
    found: dict[str, Where] = {}
    missing = {"V07", "V08", "W47", "W48"}
    rows = data()["matrix"]
    parents = {row["parent"] for row in rows if "parent" in row}
    # parents first (transport keeps only what no child names), then leaves
    for row in sorted(rows, key=lambda one: one["code"] not in parents):
        for intent in data()["intents"]:
            for written in row.get(intent["code"], ()):
                for code in expand(written):
                    if code[:3] not in missing:
                        found[code] = Where(row["code"], intent["code"])
    return found


@lru_cache
def known() -> Mapping[str, frozenset[str]]:
    """Three-character codes that exist → the fourth characters they allow."""
    fourths: dict[str, set[str]] = {}
    whole: set[str] = set()
    for code, where in places().items():
        three, point, fourth = code.partition(".")
        fourths.setdefault(three, set())
        if point:
            fourths[three].add(fourth)
        elif where.row not in ("transport", "mvt") or where.intent != "unintentional":
            whole.add(three)
    for block in data()["blocks"]:
        if block.get("excluded"):
            for three in expand(block["range"]):
                fourths.setdefault(three, set())
                whole.add(three)
    for three in expand("Y85-Y89"):
        fourths.setdefault(three, set())
    everything = frozenset("0123456789")
    return {
        three: everything if three in whole or not found else frozenset(found)
        for three, found in sorted(fourths.items())
    }


def normal(text: str) -> str:
    """One spelling: capital, half-width, a point before the fourth character; what is no code stays as it came."""
    plain = unicodedata.normalize("NFKC", text).strip().upper().replace("。", ".")
    if plain[1:2] == "O":
        plain = plain[0] + "0" + plain[2:]
    found = SHAPE.fullmatch(plain)
    if found is None:
        return plain
    three, fourth, activity = found.groups()
    return three + (f".{fourth}{activity or ''}" if fourth else "")


def near(code: str) -> tuple[str, ...]:
    """The nearest codes that exist, for a refusal."""
    plain = normal(code)
    three = plain.partition(".")[0]
    if three in known():
        return tuple(f"{three}.{one}" for one in sorted(known()[three]))[:MOST_NEAR]
    found = re.fullmatch(r"([VWXY])(\d\d?).*", three, re.ASCII)
    if found:
        wanted = _number(found[1], found[2].ljust(2, "0"))
        ranked = sorted(known(), key=lambda one: (abs(_number(one[0], one[1:]) - wanted), one))
        return tuple(sorted(ranked[:MOST_NEAR]))
    return tuple(get_close_matches(three[:3], known(), n=MOST_NEAR, cutoff=0.5))


def problem(code: str) -> str:
    """Why this is no external cause, in words with what is allowed; "" where it is one."""
    shown = code if len(code) <= 12 else code[:12] + "…"
    found = SHAPE.fullmatch(code)
    if found is not None and found[1][0] in "ST":
        says = _("ICD-10: %(came)s names an injury, not its cause; allowed: external causes V01 to Y98")
        return says % {"came": shown}
    if found is None or found[1] not in known():
        says = _(
            "ICD-10: got %(came)s; allowed: external causes V01 to Y98, as W18 or W18.0; nearest: %(near)s"
        )
        return says % {"came": shown, "near": ", ".join(near(code)) or "—"}
    three, fourth, activity = found.groups()
    if fourth is None and three in ("Y87", "Y89"):
        says = _("ICD-10: %(came)s needs its fourth character; allowed: %(near)s")
        return says % {"came": shown, "near": ", ".join(near(code))}
    if (fourth is not None and fourth not in known()[three]) or (
        activity is not None and activity not in data()["activity"]
    ):
        says = _("ICD-10: got %(came)s; %(three)s allows %(near)s")
        allowed = f"{three}.{'/'.join(sorted(known()[three]))}"
        return says % {"came": shown, "three": three, "near": allowed}
    return ""


@lru_cache
def _titles() -> Mapping[str, codes.Text]:
    return {code: codes.Text(label) for code, label in codes._load("icd10_titles.yaml")["titles"].items()}


@lru_cache
def _blocks() -> Mapping[str, codes.Text]:
    found: dict[str, codes.Text] = {}
    for block in data()["blocks"]:  # parts come before the whole they belong to
        for three in expand(block["range"]):
            found.setdefault(three, codes.Text(block["label"]))
    return found


def title(code: str) -> str:
    """What a code is called in the reader's language: its own name, else its block's."""
    three = code[:3]
    found = _titles().get(three) or _blocks().get(three)
    return str(found) if found and three in known() else ""


def choices() -> list[tuple[str, str]]:
    """Every three-character code with its words, for a list that is searched by either."""
    return [(three, title(three)) for three in known()]


def where(code: str) -> Where | None:
    """Where a code stands in the matrix; None for codes the matrix leaves out."""
    three_four = code[:5]
    found = places().get(three_four) or places().get(code[:3])
    if found is not None:
        return found
    three = code[:3]
    if three in known() and three[0] == "V":  # the fourth character would say which row
        return Where("transport", "unintentional")
    return Where("unspecified", "legal_war") if three in ("Y35", "Y36") else None


@lru_cache
def _mechanisms() -> Mapping[str, int]:
    return {row: one["c"] for one in card_data()["mechanisms"] for row in one["rows"]}


@lru_cache
def _by_cause() -> Mapping[int, int]:
    return {cause: one["c"] for one in card_data()["mechanisms"] for cause in one["cause"]}


@lru_cache
def _intents() -> tuple[Mapping[str, int], Mapping[int, int]]:
    given = card_data()["intents"]
    return {one["icd"]: one["c"] for one in given if one["icd"]}, {
        i: one["c"] for one in given for i in one["intent"]
    }


@lru_cache(maxsize=8192)
def placed(icd10: str, cause: int | None, intent: int | None) -> Placed:
    """Mechanism and intent: from ICD-10 where it is recorded and stands in the matrix, otherwise from the card."""
    found = where(icd10) if icd10 else None
    by_icd, by_card = _intents()
    if found is not None:
        return Placed(_mechanisms()[found.row], by_icd[found.intent], FROM_ICD10)
    if cause is None and intent is None:
        return Placed(UNKNOWN, UNKNOWN, UNKNOWN)
    return Placed(
        _by_cause().get(cause, UNKNOWN) if cause is not None else UNKNOWN,
        by_card.get(intent, UNKNOWN) if intent is not None else UNKNOWN,
        FROM_CARD,
    )


@lru_cache
def _ranges(cause: int) -> frozenset[str]:
    return frozenset(three for written in codes.icd10_ranges(cause) for three in expand(written))


@lru_cache(maxsize=8192)
def conflict(icd10: str, cause: int | None, intent: int | None) -> int:
    """What of the card contradicts the code: 0 nothing, CAUSE, INTENT, or their sum. Unknown contradicts nothing."""
    found = where(icd10) if icd10 else None
    if found is None:
        return 0
    agrees, by_icd = card_data()["agrees"], _intents()[0]
    against = 0
    allowed = agrees["cause"].get(cause)
    if (
        allowed is not None
        and _mechanisms()[found.row] not in allowed
        and icd10[:3] not in _ranges(cause or 0)
    ):
        against += CAUSE
    meant = agrees["intent"].get(intent)
    if meant is not None and by_icd[found.intent] not in meant:
        against += INTENT
    return against


@lru_cache(maxsize=8192)
def sensitive(icd10: str) -> bool:
    """Self-harm and assault need the separate right, whatever the card's own intent says."""
    found = where(icd10) if icd10 else None
    return found is not None and found.intent in ("suicide", "homicide")


def label(name: str, code: int) -> str:
    """The words of a mechanism, a matrix intent, or of where they were read."""
    if name == "matrix_source":
        return {FROM_ICD10: "ICD-10", FROM_CARD: _("cause and intent of the card")}.get(code, str(code))
    given = card_data()["mechanisms" if name == "mechanism" else "intents"]
    return next((str(codes.Text(one["label"])) for one in given if one["c"] == code), str(code))


def allowed(name: str) -> frozenset[int]:
    """The codes a column of the matrix may hold."""
    if name == "matrix_source":
        return frozenset({FROM_ICD10, FROM_CARD})
    return frozenset(one["c"] for one in card_data()["mechanisms" if name == "mechanism" else "intents"])
