"""Logos: looked at, and made small enough to be kept with the settings."""

from __future__ import annotations

from io import BytesIO

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.documents.content import LARGEST_LOGO
from crm_desktop.services.documents.frame import logo_size

KEPT_AS_IT_IS = 400_000  # bytes
WIDEST, HIGHEST = 1600, 640  # dots: more than a printer shows of it
_KINDS = ("PNG", "JPEG")


def fit(data: bytes) -> bytes:
    """A picture as it is kept. Raises ValidationFailed, in words, for what is none."""
    if len(data) > LARGEST_LOGO:
        words = _("The logo is larger than 10 MB. Choose a smaller picture.")
        raise ValidationFailed({"logo": words})
    if data.lstrip()[:5].lower() in (b"<?xml", b"<svg "):
        words = _(
            "The logo is a drawing (SVG). Save it as a PNG of about 1,600 dots and choose that."
        )
        raise ValidationFailed({"logo": words})
    wide, high = logo_size(data)
    small = wide <= WIDEST and high <= HIGHEST and len(data) <= KEPT_AS_IT_IS
    return data if small and _kind(data) in _KINDS else _reduced(data)


def _kind(data: bytes) -> str:
    from PIL import Image

    with Image.open(BytesIO(data)) as picture:
        return picture.format or ""


def _reduced(data: bytes) -> bytes:
    """As PNG, with its transparency."""
    from PIL import Image

    with Image.open(BytesIO(data)) as picture:
        made: Image.Image = picture.convert("RGBA")
    made.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    out = BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()
