"""Draws chart specifications as SVG. Only the analysis process calls it: the engine is large."""

import re
from typing import Any

# Pages allow no inline style; every presentation the drawing needs also stands in attributes.
STYLE = re.compile(rb'\sstyle="([^"]*)"')


def svg(spec: dict[str, Any]) -> bytes:
    """The specification as SVG without ``style`` attributes and without outside addresses.

    Raises:
        ValueError: from the engine, naming what it could not read in the specification.
    """
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(spec, vl_version="5.20", allowed_base_urls=[])
    return STYLE.sub(_as_attributes, drawn.encode("utf-8"))


def png(drawn: bytes, scale: float) -> bytes:
    """A drawing of ours as PNG, `scale` times its size: what Word takes."""
    import vl_convert

    made: bytes = vl_convert.svg_to_png(drawn.decode("utf-8"), scale=scale)
    return made


def _as_attributes(found: re.Match[bytes]) -> bytes:
    """Declarations of a style attribute as attributes; what only concerns pointing is dropped."""
    kept = []
    for declaration in found.group(1).split(b";"):
        name, colon, value = declaration.partition(b":")
        if colon and name.strip() not in (b"pointer-events", b"cursor"):
            kept.append(b' %s="%s"' % (name.strip(), value.strip()))
    return b"".join(kept)
