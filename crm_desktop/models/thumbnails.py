"""The small picture of a photo. What cannot be read has none: initials stand in its place.

Pure: a photo in, a few bytes out. Pillow is loaded by the first photo.
"""

from __future__ import annotations

import struct
import warnings
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 64  # pixels
MOST_BYTES = 3_000
MOST_PIXELS = 50_000_000  # of a photo: a small file may unpack to gigabytes
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_QUALITIES = (88, 80, 70, 55, 40, 25)
# Pillow tells broken files in all these ways.
_BROKEN = (OSError, ValueError, SyntaxError, LookupError, EOFError, OverflowError, struct.error)
_PAPER = "#FFFFFF"  # behind what is transparent


def key_of(photo: bytes | None) -> bytes | None:
    """What the small picture of a photo is kept under."""
    return sha256(photo).digest() if photo else None


def make(photo: bytes) -> bytes | None:
    """A JPEG of SIDE pixels a side and at most MOST_BYTES; None where the photo is none."""
    pil = _pillow()
    too_large = (pil.DecompressionBombError, pil.DecompressionBombWarning)
    try:
        with pil.open(BytesIO(photo), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", (4 * SIDE, 4 * SIDE))  # a JPEG is unpacked no larger than needed
            return _encoded(_square(picture))
    except (*_BROKEN, *too_large):
        return None


@cache
def _pillow() -> Any:
    from PIL import Image

    # It only warns of a picture that is far too large, once: here that is a refusal each time.
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    return Image


def _square(picture: Image) -> Image:
    """The middle of the picture, upright, without what is transparent."""
    from PIL import ImageOps

    pil = _pillow()
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        drawn = upright.convert("RGBA")
        drawn.thumbnail((4 * SIDE, 4 * SIDE))
        flat = pil.new("RGBA", drawn.size, _PAPER)
        flat.alpha_composite(drawn)
        upright = flat
    return ImageOps.fit(upright.convert("RGB"), (SIDE, SIDE), pil.Resampling.LANCZOS)


def _encoded(square: Image) -> bytes | None:
    for quality in _QUALITIES:
        kept = BytesIO()
        square.save(kept, "JPEG", quality=quality, optimize=True)
        if kept.tell() <= MOST_BYTES:
            return kept.getvalue()
    return None
