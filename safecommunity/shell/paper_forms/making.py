"""From a form and what fills it to sheets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from safecommunity.shell.paper_forms.registry import Filled, checked
from safecommunity.shell.paper_forms.shape import Field, FormPart, PaperForm, Text
from safecommunity.shell.papers import data
from safecommunity.shell.papers.converting import traditional_text
from safecommunity.shell.papers.sheet import Cell, Cut, Grid, NewPage, Part, Sheet, Sheets, Signs, Words

PAIRS = (1.0, 2.0, 1.0, 2.0)  # label, room, label, room
ROOM = 9.0  # millimetres to write one line in by hand
TICKED, EMPTY = "☑", "□"


def sheets_of(
    form: PaperForm, filled: Sequence[Filled], *, language: str, on: date, strip: str = "", root: str = ""
) -> Sheets:
    """The sheets of a print: one blank form where nothing fills it. `root`: the address of the installation."""
    say = speaker(language)
    title = form.title[language]
    given = filled or (Filled(),)
    made = tuple(_sheet(form, checked(form, one), say, language, root) for one in given)
    return Sheets(title, language, on, made, form.across, strip, title)


def speaker(language: str) -> Callable[[Text], str]:
    """How a form's words are said in a language."""
    if language == "en":
        return lambda text: text[1]
    if language == "zh-hant":
        return lambda text: traditional_text(text[0])
    return lambda text: text[0]


def _sheet(form: PaperForm, filled: Filled, say: Callable[[Text], str], language: str, root: str) -> Sheet:
    parts = tuple(made for part in form.parts for made in _made(part, filled, say))
    code = f"{root}{filled.code}" if filled.code else ""
    return Sheet(
        filled.title or form.title[language],
        parts,
        filled.number,
        filled.under,
        code,
        say(form.scan) if code else "",
    )


def _made(part: FormPart, filled: Filled, say: Callable[[Text], str]) -> Iterator[Part]:
    if part.kind == "fields":
        yield Grid(PAIRS, tuple(_rows(part.fields, filled.values, say)))
    elif part.kind == "table":
        yield _table(part, filled.tables.get(part.name, ()), say)
    elif part.kind == "letter":
        written = filled.values.get(part.name, "")
        if written:
            yield Words(tuple(line for line in written.splitlines() if line.strip()))
        else:
            yield Grid((1.0,), ((Cell(tall=part.tall),),))
    elif part.kind in ("text", "note", "head"):
        kind = {"text": "body", "note": "note", "head": "head"}[part.kind]
        yield Words((say(part.text),), kind)  # type: ignore[arg-type]
    elif part.kind == "sign":
        yield Signs(tuple(say(text) for text in part.texts), say(_word("day")))
    elif part.kind == "cut":
        yield Cut(say(part.text))
    else:
        yield NewPage()


def _rows(
    fields: Sequence[Field], values: Mapping[str, str], say: Callable[[Text], str]
) -> Iterator[tuple[Cell, ...]]:
    """Labels and room in pairs, two a row; a wide one takes the row."""
    left: list[Cell] = []
    for one in fields:
        label, room = Cell(say(one.label), head=True), _room(one, values.get(one.name, ""), say)
        if one.wide:
            if left:
                yield (left[0], Cell(left[1].text, span=3, tall=left[1].tall))
                left = []
            yield (label, Cell(room.text, span=3, tall=room.tall))
        elif left:
            yield (*left, label, room)
            left = []
        else:
            left = [label, room]
    if left:
        yield (left[0], Cell(left[1].text, span=3, tall=left[1].tall))


def _word(name: str) -> Text:
    chinese, english = data.frame()["form"][name]
    return chinese, english


def _room(one: Field, value: str, say: Callable[[Text], str]) -> Cell:
    tall = max(one.tall, ROOM)
    if not one.options:
        return Cell(value or one.fixed, tall=tall)
    chosen = set(value.split(",")) if value else set()
    ticks = "　".join(f"{TICKED if code in chosen else EMPTY} {say(text)}" for code, text in one.options)
    return Cell(ticks, tall=tall)


def _table(part: FormPart, rows: Sequence[Mapping[str, str]], say: Callable[[Text], str]) -> Grid:
    """Filled rows first, then as many empty ones as the form has left; `lines` are words the form itself prints."""
    number = (Cell(say(_word("number")), head=True),) if part.numbered else ()
    heads = (*number, *(Cell(say(one.label), head=True) for one in part.fields))
    printed = [tuple(say(cell) for cell in line) for line in part.lines] if not rows else []
    held = [tuple(_cell(one, row.get(one.name, ""), say) for one in part.fields) for row in rows]
    held += [(*line, *("" for _n in range(len(part.fields) - len(line)))) for line in printed]
    held += [tuple(_cell(one, "", say) for one in part.fields) for _n in range(part.rows - len(held))]
    made = [
        (
            *((Cell(str(at), centre=True, tall=part.tall),) if part.numbered else ()),
            *(Cell(text, tall=part.tall) for text in row),
        )
        for at, row in enumerate(held, 1)
    ]
    widths = (*((0.5,) if part.numbered else ()), *(one.width for one in part.fields))
    return Grid(widths, (heads, *made), 1, say(part.text))


def _cell(one: Field, value: str, say: Callable[[Text], str]) -> str:
    if not one.options:
        return value or one.fixed
    chosen = set(value.split(",")) if value else set()
    return " ".join(f"{TICKED if code in chosen else EMPTY}{say(text)}" for code, text in one.options)
