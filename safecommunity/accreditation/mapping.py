"""The map of the programme board: each street in the tone of its furthest application, a district of its middle one."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from safecommunity.accreditation import words
from safecommunity.accreditation.procedures.shape import STAGES
from safecommunity.accreditation.queries.board import Line
from safecommunity.places.boundaries import drawing
from safecommunity.places.boundaries import queries as boundaries

WIDTHS = (488, 328)
HIGHEST = 0.85
# four tones, the stages each stands for; the words on the map say which
TONES = (
    ("begun", ("filing", "building", "assessment")),
    ("review", ("recommendation", "review", "site", "rectification", "decision", "notice")),
    ("held", ("named", "reevaluation")),
)
NONE = "none"


@dataclass(frozen=True)
class Area:
    """One place in drawing units."""

    line: Line
    tone: str
    label: str
    says: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawn:
    """The map; `without` names places that have no outline."""

    layers: tuple[drawing.Layer[Area], ...]
    without: tuple[str, ...]
    tones: tuple[tuple[str, str, int], ...]


def tone_of(stage: str) -> str:
    """The tone of a stage."""
    return next((tone for tone, stages in TONES if stage in stages), NONE)


def tone_name(tone: str) -> str:
    """What a tone means."""
    return {
        "begun": _("filed and building"), "review": _("being judged"), "held": _("holds a title"),
        NONE: _("not filed"),
    }[tone]  # fmt: skip


def _stage(line: Line) -> str:
    """A street's furthest stage; of many streets that of the middle one."""
    return line.middle if line.streets > 1 else line.furthest


def _label(line: Line) -> str:
    """What stands in the area: how many hold a title of the streets in it, or the stage of a street."""
    if line.streets > 1:
        return f"{line.named} / {line.streets}"
    return words.stage(line.furthest) if line.furthest in STAGES else "—"


def _says(line: Line) -> str:
    if line.streets > 1:
        says = _("%(place)s: %(named)s of %(streets)s streets hold a title, %(begun)s have begun")
        told = {"place": line.place.name, "named": line.named, "streets": line.streets, "begun": line.begun}
        return says % told
    return f"{line.place.name}：{words.stage(line.furthest) if line.furthest else _('not filed')}"


def drawn(lines: tuple[Line, ...], today: date) -> Drawn | None:
    """The places of the board on a map; None where no outline is known. Two queries."""
    found = boundaries.map_of([line.place.pid for line in lines], today)
    shown = [line for line in lines if line.place.pid in found.outlines]
    if len(shown) < 2:
        return None
    tones = [tone_of(_stage(line)) for line in shown]
    layers = tuple(_layer(shown, found, width) for width in WIDTHS)
    named = tuple((tone, tone_name(tone), tones.count(tone)) for tone in (NONE, *(one for one, _s in TONES)))
    without = tuple(line.place.name for line in lines if line.place.pid not in found.outlines)
    return Drawn(layers, without, named)


def _layer(shown: list[Line], found: boundaries.MapOf, width: int) -> drawing.Layer[Area]:
    shapes = {line.place.pid: found.outlines[line.place.pid].shape for line in shown}
    sheet = drawing.sheet_for(shapes, width=width, most_high=width * HIGHEST, in_plan=found.plan is not None)
    areas = []
    for line in shown:
        shape = sheet.shape(shapes[line.place.pid])
        ring = shape[0][0]
        x, y = (float(part) for part in (ring.min(axis=0) + ring.max(axis=0)) / 2)
        areas.append(Area(
            line, tone_of(_stage(line)), _label(line), _says(line), drawing.path(shape), round(x, 1), round(y, 1)
        ))  # fmt: skip
    return drawing.Layer(width, int(sheet.height), tuple(areas))
