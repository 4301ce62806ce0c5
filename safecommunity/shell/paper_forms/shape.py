"""What a paper form is as data, and reading it. A form that cannot be is refused when the program starts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

BASES = ("read", "recalled", "reconstructed", "judgement")
PARTS = ("fields", "table", "text", "note", "head", "letter", "sign", "cut", "page")
Text = tuple[str, str]  # simplified Chinese, English; traditional is converted
MOST_COLUMNS = 12


class FormError(ValueError):
    """A form that cannot be: the text says which, what came and what is allowed."""


@dataclass(frozen=True, slots=True)
class Field:
    """One label with room to write. `options` are ticked; `tall` is in millimetres; `wide` takes the whole row."""

    name: str
    label: Text
    wide: bool = False
    tall: float = 0.0
    options: tuple[tuple[str, Text], ...] = ()
    width: float = 1.0
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of a form: fields, a table of `rows` lines, words, lines to sign on, a cut, a new page."""

    kind: str
    fields: tuple[Field, ...] = ()
    name: str = ""
    rows: int = 0
    tall: float = 8.0
    numbered: bool = False
    text: Text = ("", "")
    texts: tuple[Text, ...] = ()
    lines: tuple[tuple[Text, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One form; its `order` among all. `basis`: whose layout it is, in words `says`; `gives`: what fills it"""

    code: str
    order: int
    title: Mapping[str, str]
    basis: str
    says: Text
    gives: Text
    parts: tuple[FormPart, ...]
    across: bool = False
    scan: Text = ("", "")

    def names(self) -> set[str]:
        """Names a record may fill: of fields, of letters, and of tables with their columns as `table.column`."""
        found: set[str] = set()
        for part in self.parts:
            if part.kind == "fields":
                found |= {one.name for one in part.fields if one.name}
            elif part.kind == "letter":
                found.add(part.name)
            elif part.kind == "table" and part.name:
                found |= {part.name, *(f"{part.name}.{one.name}" for one in part.fields if one.name)}
        return found


def load(room: str, name: str = "paper_forms.yaml") -> tuple[PaperForm, ...]:
    """The forms of a room, from its codes. Raises FormError."""
    text = resources.files(f"{room}.codes").joinpath(name).read_text(encoding="utf-8")
    return tuple(read(one) for one in yaml.safe_load(text)["forms"])


def read(data: Mapping[str, Any]) -> PaperForm:
    """One form. Raises FormError naming the form and what is wrong."""
    code = str(data.get("code", ""))
    if set(data["title"]) != {"zh-hans", "zh-hant", "en"}:
        raise FormError(
            f"form {code!r}: got titles in {sorted(data['title'])}, allowed are en, zh-hans, zh-hant"
        )
    if data.get("basis") not in BASES:
        raise FormError(f"form {code!r}: got basis {data.get('basis')!r}, allowed are {', '.join(BASES)}")
    return PaperForm(
        code, int(data["order"]), dict(data["title"]), data["basis"],
        says=_text(data["says"]), gives=_text(data.get("gives", ("", ""))), parts=tuple(_parts(code, data["parts"])),
        across=bool(data.get("across", False)), scan=_text(data.get("scan", ("", ""))),
    )  # fmt: skip


def _text(given: Any) -> Text:
    if isinstance(given, str):
        return given, given
    chinese, english = given
    return str(chinese), str(english)


def _parts(code: str, given: list[dict[str, Any]]) -> Iterator[FormPart]:
    for number, one in enumerate(given, 1):
        kind = next(iter(one))
        if kind not in PARTS:
            raise FormError(f"form {code!r}, part {number}: got {kind!r}, allowed are {', '.join(PARTS)}")
        inside = one[kind]
        if kind == "fields":
            yield FormPart(kind, tuple(_field(field) for field in inside))
        elif kind == "table":
            columns = tuple(_field(field) for field in inside["columns"])
            if len(columns) > MOST_COLUMNS:
                raise FormError(
                    f"form {code!r}, part {number}: got {len(columns)} columns, allowed are {MOST_COLUMNS}"
                )
            yield FormPart(
                kind, columns, inside.get("f", ""), int(inside.get("rows", 0)), float(inside.get("tall", 8.0)),
                bool(inside.get("numbered", True)), _text(inside.get("caption", ("", ""))),
                lines=tuple(tuple(_text(cell) for cell in row) for row in inside.get("lines", ())),
            )  # fmt: skip
        elif kind == "sign":
            yield FormPart(kind, texts=tuple(_text(text) for text in inside))
        elif kind == "letter":
            yield FormPart(kind, name=inside["f"], tall=float(inside.get("tall", 120)))
        elif kind == "page":
            yield FormPart(kind)
        else:
            yield FormPart(kind, text=_text(inside))


def _field(given: Mapping[str, Any]) -> Field:
    options = tuple((str(code), _text(text)) for code, text in given.get("options", ()))
    return Field(
        str(given.get("f", "")), _text(given["l"]), bool(given.get("wide", False)), float(given.get("tall", 0)),
        options, float(given.get("w", 1)), str(given.get("fixed", "")),
    )  # fmt: skip
