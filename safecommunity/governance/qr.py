"""QR codes as drawings that need nothing inline."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

# any of the eight masks is read; trying them all takes three quarters of the time of a thousand letters
MASK = 3


def qr(address: str) -> SafeString:
    """An SVG of an address."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=MASK).save(
        drawn, kind="svg", xmldecl=False, omitsize=True, border=2, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - made of black and white squares
