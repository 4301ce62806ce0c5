"""Templates, styles and scripts obey the strict content policy and run on Chromium 86 and newer."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import house

INLINE = {
    r"\sstyle\s*=": "an inline style; use a class or an attribute",
    r"<style\b": "a style block; it belongs into the room's sheet",
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>": "an inline script",
    r"\son[a-z]+\s*=\s*[\"']": "an inline handler",
    r"javascript:": "a javascript: address",
    r"(?:src|href)\s*=\s*[\"'](?:https?:)?//": "an address of somebody else",
    r"[\"'(]data:": "a data: address",
    r"\bhx-on[:-]": "an htmx handler, which is evaluated as a script",
}
# What breaks on Chromium 86, with the version that brought it; what is merely ignored there may be used.
CSS_TOO_NEW = {
    r":has\(": ":has() (105)",
    r":is\(|:where\(": ":is() and :where() (88)",
    r"\binset\s*:": "inset (87)",
    r"\boklch\(|\boklab\(|\blch\(|\bcolor-mix\(|\blight-dark\(": "newer colour functions (111)",
    r"@container\b|\bcontainer-type\b": "container queries (105)",
    r"@layer\b": "cascade layers (99)",
    r"\baspect-ratio\s*:": "aspect-ratio (88)",
    r"\b\d*(?:dvh|svh|lvh|dvw|cqw)\b": "newer viewport units (108)",
    r"\bsubgrid\b": "subgrid (117)",
    r"\btext-wrap\s*:": "text-wrap (114)",
    r"^\s*&": "nesting (112)",
}
JS_TOO_NEW = {
    r"\.at\(\s*-?\d": "Array.at (92)",
    r"\bstructuredClone\(": "structuredClone (98)",
    r"\brandomUUID\b": "crypto.randomUUID (92)",
    r"\bObject\.hasOwn\(": "Object.hasOwn (93)",
    r"\.(?:findLast|toSorted|toReversed|toSpliced)\(": "newer array methods (97, 110)",
    r"\bstatic\s*\{": "static blocks (94)",
    r"\beval\(|new Function\(": "evaluation of text, which the policy forbids",
    r"\.style\.\w+\s*=|setAttribute\(\s*[\"']style": "a style set by a script",
    r"\.innerHTML\s*=": "markup made from text; use textContent or the server",
}


def findings(path: Path, patterns: dict[str, str], text: str | None = None) -> Iterator[str]:
    """One line for each pattern found, with the line it is on."""
    text = path.read_text(encoding="utf-8") if text is None else text
    for pattern, why in patterns.items():
        for found in re.finditer(pattern, text, re.MULTILINE):
            yield f"{house.where(path, text.count(chr(10), 0, found.start()) + 1)}: {why}"


def static(ending: str) -> list[Path]:
    """Our own static files of a kind; a library's minified file is its own affair."""
    return sorted(path for path in house.PACKAGE.glob(f"*/static/**/*{ending}") if ".min." not in path.name)


def without_comments(text: str) -> str:
    """Blank out /* … */ but keep the line numbers."""
    return re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)


def test_templates_hold_nothing_the_policy_forbids() -> None:
    wrong = [line for path in house.templates() if path.suffix == ".html" for line in findings(path, INLINE)]
    assert not wrong, house.report(wrong)


def test_sheets_hold_nothing_chromium_86_lacks() -> None:
    wrong = [
        line
        for path in static(".css")
        for line in findings(path, CSS_TOO_NEW, without_comments(path.read_text(encoding="utf-8")))
    ]
    assert static(".css")
    assert not wrong, house.report(wrong)


def test_sheets_leave_out_gap_in_flex_boxes_or_give_it_a_margin() -> None:
    """Flex gap works from 84, but some web views report later; in this house margins do it (grid gap is fine)."""
    wrong = []
    for path in static(".css"):
        text = without_comments(path.read_text(encoding="utf-8"))
        for rule in re.finditer(r"\{([^{}]*)\}", text):
            if re.search(r"display:\s*(inline-)?flex", rule[1]) and re.search(r"(?<![-\w])gap\s*:", rule[1]):
                wrong.append(
                    f"{house.where(path, text.count(chr(10), 0, rule.start()) + 1)}: gap in a flex box"
                )
    assert not wrong, house.report(wrong)


def test_scripts_hold_nothing_chromium_86_or_the_policy_refuses() -> None:
    wrong = [
        line
        for path in static(".js")
        for line in findings(path, JS_TOO_NEW, without_comments(path.read_text(encoding="utf-8")))
    ]
    assert not wrong, house.report(wrong)


def test_every_library_we_ship_names_its_licence() -> None:
    """Minified files of others stand in the notices."""
    notices = (house.ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    shipped = [path for path in house.PACKAGE.glob("*/static/**/*") if ".min." in path.name]
    assert not [house.where(path) for path in shipped if path.name.split(".")[0].split("-")[0] not in notices]
