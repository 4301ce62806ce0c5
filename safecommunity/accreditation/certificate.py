"""A certificate as PDF: one sheet across, with its number and the QR code of the page that verifies it."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).resolve().parent / "codes" / "certificate.typ"
# fonts come with the installation, so that every office prints the same sheet
FONTS = ("pylopdf_fonts_zh_cn", "manimgx_fonts_cjk")


def folders() -> list[str]:
    """Where the fonts of the installation lie."""
    found = (find_spec(name) for name in FONTS)
    return [str(place) for spec in found if spec for place in spec.submodule_search_locations or ()]


def pdf(told: dict[str, str], address: str) -> bytes:
    """The sheet. `told` holds the words the template prints; the QR code leads to `address`."""
    import typst  # large: loaded by the first paper only

    from safecommunity.governance.qr import qr

    words = {"told": json.dumps(told, ensure_ascii=False), "qr": str(qr(address))}
    compile_: Any = typst.compile
    return bytes(
        compile_(TEMPLATE.read_bytes(), font_paths=folders(), ignore_system_fonts=True, sys_inputs=words)
    )
