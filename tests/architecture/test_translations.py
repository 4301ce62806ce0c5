"""Every text a person may see exists in both Chinese catalogues, whole, current and with its placeholders."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.template.base import Lexer, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

from tests.architecture import house

LANGUAGES = ("zh_Hans", "zh_Hant")
GETTEXT = {
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "_",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{\w*\}|%[sd]")
CHINESE = re.compile(r"[\u3400-\u9fff]")


def in_code(path: Path) -> Iterator[tuple[int, str]]:
    """Texts handed to gettext under any of its names in a Python file."""
    names = set(GETTEXT)
    for node in ast.walk(house.tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("translation"):
            names |= {name.asname for name in node.names if name.asname and name.name in GETTEXT}
    for call in house.calls(path):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in names and call.args:
            first = call.args[1] if name.startswith("pgettext") else call.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield call.lineno, first.value


def in_template(path: Path) -> Iterator[tuple[int, str]]:
    """Texts of {% translate %}, {% blocktranslate %} and _("…") in a template, as Django would look them up."""
    block: list[str] | None = None
    trimmed, line = False, 0
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        bits = list(smart_split(token.contents)) if token.token_type == TokenType.BLOCK else []
        if block is not None:
            if bits and bits[0] in ("endblocktrans", "endblocktranslate"):
                text = "".join(block)
                yield line, trim_whitespace(text) if trimmed else text
                block = None
            elif token.token_type == TokenType.VAR:
                block.append(f"%({token.contents})s")
            elif token.token_type == TokenType.TEXT:
                block.append(token.contents.replace("%", "%%"))
            continue
        if bits and bits[0] in ("trans", "translate") and len(bits) > 1 and bits[1][0] in "\"'":
            yield token.lineno, bits[1].split("|")[0][1:-1].replace("%", "%%")  # as Django looks it up
        elif bits and bits[0] in ("blocktrans", "blocktranslate"):
            block, trimmed, line = [], "trimmed" in bits, token.lineno
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for found in re.finditer(r"_\((\"[^\"]*\"|'[^']*')\)", token.contents):
                yield token.lineno, found[1][1:-1].replace("%", "%%")


def wanted() -> dict[str, str]:
    """Every msgid of the product with one place that uses it."""
    found: dict[str, str] = {}
    for path in house.python_files():
        for line, text in in_code(path):
            found.setdefault(text, house.where(path, line))
    for path in house.templates():
        if path.suffix in {".html", ".txt"}:
            for line, text in in_template(path):
                found.setdefault(text, house.where(path, line))
    return {text: place for text, place in found.items() if text.strip()}


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(house.PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
class TestCatalogue:
    def test_every_text_is_translated(self, language: str) -> None:
        said = {
            entry.msgid
            for entry in catalogue(language)
            if entry.msgstr.strip() or any(entry.msgstr_plural.values())
        }
        missing = [f"{place}: {text!r}" for text, place in sorted(wanted().items(), key=lambda pair: pair[1])
                   if text not in said]  # fmt: skip
        assert not missing, house.report(missing)

    def test_nothing_is_fuzzy_empty_or_obsolete(self, language: str) -> None:
        wrong = [
            f"{entry.msgid!r}: {'fuzzy' if entry.fuzzy else 'obsolete' if entry.obsolete else 'empty'}"
            for entry in catalogue(language)
            if entry.fuzzy or entry.obsolete or not (entry.msgstr.strip() or entry.msgstr_plural)
        ]
        assert not wrong, house.report(wrong)

    def test_placeholders_are_kept(self, language: str) -> None:
        wrong = [
            f"{entry.msgid!r} → {entry.msgstr!r}"
            for entry in catalogue(language)
            if sorted(m[0] for m in PLACEHOLDER.finditer(entry.msgid))
            != sorted(m[0] for m in PLACEHOLDER.finditer(entry.msgstr))
        ]
        assert not wrong, house.report(wrong)

    def test_entries_are_sorted_so_that_merges_stay_readable(self, language: str) -> None:
        order = [entry.msgid for entry in catalogue(language)]
        assert order == sorted(order)

    def test_no_exclamation_marks_and_a_space_between_chinese_and_digits(self, language: str) -> None:
        wrong = [
            entry.msgstr
            for entry in catalogue(language)
            if "！" in entry.msgstr or re.search(r"[\u4e00-\u9fff]\d|\d[\u4e00-\u9fff]", entry.msgstr)
        ]
        assert not wrong, house.report(wrong)


def test_both_catalogues_hold_the_same_texts() -> None:
    simple, other = ({entry.msgid for entry in catalogue(language)} for language in LANGUAGES)
    assert simple == other


def test_nothing_is_translated_that_nobody_says() -> None:
    """A text that left the code leaves the catalogues: what is written is read."""
    texts = set(wanted())
    # texts built elsewhere than in a call: labels of codes, titles in data files
    elsewhere = {text for path in house.python_files() for text in house.texts(house.tree(path))}
    idle = [entry.msgid for entry in catalogue("zh_Hans") if entry.msgid not in texts | elsewhere]
    assert not idle, house.report(idle)


# Rooms whose Chinese is data: the fictional world, and titles of figures in three languages.
SPEAKS_FOR_ITSELF = {"demo", "indicators"}
# Files whose Chinese is not a text of a page, each with its reason.
CHINESE_IN_CODE = {
    "safecommunity/web/settings.py": "names of languages are said in themselves",
    "safecommunity/shell/context.py": "their initials on the switch too",
    "safecommunity/injuries/importing/values.py": "it reads days, hours and ages as people write them",
    "safecommunity/web/commands.py": "the line saying where to open it is in both languages",
}


def docstrings(path: Path) -> set[int]:
    """Identities of the docstrings of a file; they may quote the words they are about."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    owners = (node for node in ast.walk(house.tree(path)) if isinstance(node, kinds) and node.body)
    return {id(node.body[0].value) for node in owners if isinstance(node.body[0], ast.Expr)}


def test_no_chinese_stands_in_code_outside_data() -> None:
    """Texts go through gettext; Chinese in code is a text that will not switch its language."""
    wrong = [
        f"{house.where(path, node.lineno)}: {node.value[:40]!r}"
        for path in house.python_files()
        if house.where(path) not in CHINESE_IN_CODE and house.room_of(path) not in SPEAKS_FOR_ITSELF
        for node in house.strings(path)
        if CHINESE.search(node.value) and id(node) not in docstrings(path)
    ]
    assert not wrong, house.report(wrong)


def scripts() -> list[Path]:
    """Our own scripts for the browser."""
    return sorted(path for path in house.PACKAGE.glob("*/static/**/*.js") if ".min." not in path.name)


def test_scripts_take_their_texts_from_the_page() -> None:
    """A sentence in a script cannot switch its language; the page hands it over in a data- attribute."""
    wrong = []
    for path in scripts():
        code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for found in re.finditer(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", code):
            text = next(part for part in found.groups() if part is not None)
            if CHINESE.search(text) or re.search(r"[A-Z][a-z]+ [a-z]+ [a-z]+", text):
                wrong.append(f"{house.where(path)}: {text[:60]!r}")
    assert not wrong, house.report(wrong)
