"""The charts of an edition as SVG: bars in the given order with their intervals; a hidden number has a star and no bar.

They are written here and not by the process that draws: what stands in an edition is to be the same bytes every time,
and is asked for by anybody, whether or not that process runs.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from safecommunity.reports.editions.showing import Picture, said
from safecommunity.shell.charts import FONT, GRID, INK, INK_3, SERIES, SMALL, TEXT, text_width

ROW, TOP, EDGE, GAP, THICK = 42.0, 6.0, 4.0, 8.0, 14.0


def svg(figure: Mapping[str, Any], picture: Picture, width: int) -> bytes:
    """One chart at a width."""
    told = [(label, line, said(figure, line)) for label, line in picture.lines]
    words = [f"{one.value}{f' ({one.interval})' if one.interval else ''}" for _label, _line, one in told]
    room = max((text_width(text, TEXT) for text in words), default=0) + GAP + EDGE
    across = max(60.0, width - 2 * EDGE - room)
    most = max((line["upper"] or line["value"] or 0 for _l, line, _s in told), default=0) or 1
    height = TOP + ROW * len(told)
    rows = "".join(
        part
        for at, ((label, line, _one), text) in enumerate(zip(told, words, strict=True))
        for part in _row(TOP + at * ROW, label, line, text, across / most)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:g}" viewBox="0 0 {width} {height:g}" '
        f'role="img" aria-label={quoteattr(picture.alt)} font-family={quoteattr(FONT)}>'
        f"<title>{escape(picture.title)}</title>"
        f'<line x1="{EDGE:g}" y1="0" x2="{EDGE:g}" y2="{height:g}" stroke="{GRID}"/>{rows}</svg>\n'
    ).encode()


def _row(y: float, label: str, line: Mapping[str, Any], text: str, scale: float) -> Iterator[str]:
    """Words over a bar from zero, the whisker of its interval, the number behind both."""
    value, lower, upper = line["value"] or 0, line["lower"], line["upper"]
    middle, far = y + 18 + THICK / 2, EDGE + scale * (value if upper is None else upper)
    yield f'<text x="{EDGE:g}" y="{y + 13:g}" font-size="{SMALL + 1}" fill="{INK_3}">{escape(label)}</text>'
    if value:
        yield (
            f'<rect x="{EDGE:g}" y="{y + 18:g}" width="{scale * value:.1f}" height="{THICK:g}" fill="{SERIES[0]}"/>'
        )
    if lower is not None and upper is not None:
        low = EDGE + scale * lower
        yield f'<line x1="{low:.1f}" y1="{middle:g}" x2="{far:.1f}" y2="{middle:g}" stroke="{INK}" stroke-width="1.5"/>'
        for end in (low, far):
            yield f'<line x1="{end:.1f}" y1="{middle - 4:g}" x2="{end:.1f}" y2="{middle + 4:g}" stroke="{INK}"/>'
    yield (
        f'<text x="{far + GAP:.1f}" y="{middle + 4.5:g}" font-size="{TEXT}" font-weight="600" fill="{INK}">'
        f"{escape(text)}</text>"
    )
