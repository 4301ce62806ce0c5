"""Pictures made anew: only pixels survive. What a camera wrote beside them is read, kept apart, and gone from the copy.

A picture that is drawn again cannot carry a second file, a program or the place it was taken at to whoever opens it.
"""

import io
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.files.kinds import Refused

LONGEST = 2560  # pixels of the longer side that are kept; enough to read a sign on a photographed wall
SMALL = 360  # of the small picture in lists
MOST_PIXELS = 25_000_000  # decoded whole: PNG and WebP
MOST_PIXELS_JPEG = (
    220_000_000  # a JPEG is decoded at an eighth of its size or more, so large phones are no danger
)
QUALITY, QUALITY_SMALL = 85, 76
ORIENTATION, EXIF, GPS, TAKEN = 0x0112, 0x8769, 0x8825, 0x9003
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True)
class Made:
    """A picture as it is kept, the small one, and what the camera knew."""

    content: bytes
    small: bytes
    width: int
    height: int
    looks: str  # 16 hexadecimal digits: pictures that look alike differ in few bits
    taken_at: datetime | None  # by the camera's clock, without zone
    latitude: float | None
    longitude: float | None


def make(content: bytes, media_type: str) -> Made:
    """Draw a picture anew. Raises Refused where it cannot be read or is too large to be decoded safely."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Image.MAX_IMAGE_PIXELS = None  # sizes are judged below, before anything is unpacked
            picture: Any = Image.open(io.BytesIO(content), formats=[FORMATS[media_type]])
            _check_size(picture.width, picture.height, media_type)
            exif = picture.getexif()
            if media_type == "image/jpeg":
                picture.draft("RGB", (LONGEST, LONGEST))
            picture.load()
            picture = ImageOps.exif_transpose(picture)
    except Refused:
        raise
    except Exception as broken:  # whatever a damaged or hostile file makes a decoder say
        raise Refused(_("This picture cannot be read; it may be damaged. Take or save it again.")) from broken
    picture = _plain(picture)
    picture.thumbnail((LONGEST, LONGEST))
    taken, latitude, longitude = _told(exif)
    return Made(
        content=_written(picture, media_type), small=_small(picture), width=picture.width, height=picture.height,
        looks=_looks(picture), taken_at=taken, latitude=latitude, longitude=longitude,
    )  # fmt: skip


def _check_size(width: int, height: int, media_type: str) -> None:
    most = MOST_PIXELS_JPEG if media_type == "image/jpeg" else MOST_PIXELS
    if width * height > most:
        raise Refused(
            _("The picture has %(came)s million pixels; allowed: up to %(most)s million.")
            % {"came": f"{width * height / 1e6:,.0f}", "most": f"{most / 1e6:,.0f}"}
        )


def _plain(picture: Any) -> Any:
    """Colours a browser shows, transparency kept, nothing else."""
    if picture.mode in ("RGB", "L"):
        return picture.copy()
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    return picture.convert("RGBA" if clear else "RGB")


def _flat(picture: Any) -> Any:
    """The picture on white."""
    from PIL import Image

    if picture.mode != "RGBA":
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _written(picture: Any, media_type: str) -> bytes:
    out = io.BytesIO()
    fresh = picture.copy()
    fresh.info = {}  # comments, profiles and positions stay behind
    if media_type == "image/png":
        fresh.save(out, "PNG", optimize=False)
    elif media_type == "image/webp":
        fresh.save(out, "WEBP", quality=QUALITY)
    else:
        _flat(fresh).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _small(picture: Any) -> bytes:
    small, out = _flat(picture), io.BytesIO()
    small.info = {}
    small.thumbnail((SMALL, SMALL))
    small.save(out, "JPEG", quality=QUALITY_SMALL)
    return out.getvalue()


def _looks(picture: Any) -> str:
    """Difference hash: 9 x 8 greys, one bit for each pair of neighbours in a row (N. Krawetz, 2013)."""
    greys = list(_flat(picture).convert("L").resize((9, 8)).tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (greys[row * 9 + column] > greys[row * 9 + column + 1])
    return f"{bits:016x}"


def alike(one: str, other: str) -> int:
    """In how many of 64 bits two pictures differ; up to about 6 they are the same picture, scaled or recoded."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _told(exif: Any) -> tuple[datetime | None, float | None, float | None]:
    """When and where the camera says it was; nonsense is no answer."""
    try:
        taken = _moment(exif.get_ifd(EXIF).get(TAKEN))
        gps = exif.get_ifd(GPS)
        latitude, longitude = (
            _degrees(gps.get(2), gps.get(1), "S", 90),
            _degrees(gps.get(4), gps.get(3), "W", 180),
        )
    except Exception:  # noqa: BLE001  - a camera's notes may hold anything, and none of it may stop a photo
        return None, None, None
    if latitude is None or longitude is None:
        return taken, None, None
    return taken, latitude, longitude


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.strptime(str(text).strip(), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def _degrees(parts: Any, side: Any, negative: str, most: int) -> float | None:
    if not parts or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    found = degrees + minutes / 60 + seconds / 3600
    if not 0 <= found <= most:
        return None
    return round(-found if str(side).upper().startswith(negative) else found, 6)
