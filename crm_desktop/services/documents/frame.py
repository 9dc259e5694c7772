"""What stands around the text of a page: letterhead, address, facts, foot, page numbers."""

from __future__ import annotations

from io import BytesIO

from crm_desktop.errors import ValidationFailed
from crm_desktop.i18n import _
from crm_desktop.services.documents.content import MOST_ADDRESS_LINES, Content, Seller
from crm_desktop.services.documents.faces import clean, width
from crm_desktop.services.documents.look import (
    ADDRESS,
    ADDRESS_HEIGHT,
    ADDRESS_TOP,
    ADDRESS_WIDTH,
    BODY_TOP,
    FACTS_TOP,
    FACTS_WIDTH,
    FOLDS,
    FOOT,
    FOOT_STRONG,
    HAIR,
    LEFT,
    MM,
    PAGE_NUMBER,
    PAPERS,
    QUIET,
    RIGHT_MARGIN,
    SMALL,
    SMALL_STRONG,
    TINY,
    WORDMARK,
    Palette,
    Style,
)
from crm_desktop.services.documents.parts import name_of
from crm_desktop.services.documents.setting import (
    Box,
    Op,
    Picture,
    Rule,
    baseline,
    fitted,
    left,
    right,
    wrap,
)
from crm_desktop.services.documents.words import Words

_HEAD_TOP, _LOGO_WIDTH, _LOGO_HEIGHT = 15 * MM, 70 * MM, 18 * MM
_MOST_PIXELS = 40_000_000
_FOOT_END = 9 * MM  # from the lower edge
_FOOT_GAP = 5 * MM
_LEAST_FOOT = 5.0  # points
_FACT_LABELS = 27 * MM


class Frame:
    """The sheet of a document: its edges, and what is around its text."""

    def __init__(self, content: Content, words: Words, colours: Palette) -> None:
        self.content, self.words, self.colours = content, words, colours
        self.width, self.height = PAPERS[content.paper]
        self.left, self.right = LEFT, self.width - RIGHT_MARGIN
        self._foot = self._footer()
        self.bottom = self._foot_top - 7.5 * MM
        self._first_ops, self.top = self._first()

    @property
    def room(self) -> float:
        """From the left to the right edge of the text."""
        return self.right - self.left

    def above(self, page: int) -> list[Op]:
        """What stands above the text of a page: read first."""
        return self._first_ops if page == 1 else self._next()

    def below(self, page: int, pages: int) -> list[Op]:
        """What stands below the text of a page: read last."""
        told = self.words.say.page.format(page=page, pages=pages)
        number = right(self.right, self._foot_top - 3.4 * MM, told, PAGE_NUMBER)
        return [number, *self._foot]

    # ---- first page

    def _first(self) -> tuple[list[Op], float]:
        """The letterhead with address and facts, and where the text may begin."""
        content = self.content
        ops: list[Op] = [Box(self.left, 0, 17 * MM, 1.7 * MM, self.colours.accent)]
        ops += self._letterhead(content.seller)
        ops += self._address()
        facts, end = self._facts()
        if content.paper == "A4":
            ops += [Rule(4 * MM, fold, 7 * MM, 0.4, QUIET) for fold in FOLDS]
        return ops + facts, max(BODY_TOP, end + 7 * MM)

    def _letterhead(self, seller: Seller) -> list[Op]:
        ops: list[Op] = []
        used = 0.0
        if seller.logo:
            wide, high = logo_size(seller.logo)
            scale = min(_LOGO_WIDTH / wide, _LOGO_HEIGHT / high)
            used = wide * scale
            ops.append(Picture(self.left, _HEAD_TOP, used, high * scale, seller.logo))
        else:
            style = WORDMARK.coloured(self.colours.ink)
            room = self.room - 4 * MM
            style = fitted(seller.name, style, room, 12) or style.sized(12)
            lines = wrap(seller.name, style, room)
            for i, line in enumerate(lines[:2]):
                y = _HEAD_TOP + i * style.leading + baseline(style)
                ops.append(left(self.left, y, line, style))
            used = max(width(line, style.face, style.size) for line in lines[:2])
        if seller.tagline:
            ops += self._tagline(seller.tagline, used)
        return ops

    def _tagline(self, text: str, used: float) -> list[Op]:
        room = self.room - used - 8 * MM
        if room >= 40 * MM:
            lines = wrap(text, SMALL, room)[:3]
            top = _HEAD_TOP + 3.4
            return [
                right(self.right, top + i * SMALL.leading + baseline(SMALL), line, SMALL)
                for i, line in enumerate(lines)
            ]
        lines = wrap(text, SMALL, self.room)[:2]
        top = _HEAD_TOP + _LOGO_HEIGHT + 1 * MM
        return [
            left(self.left, top + i * SMALL.leading + baseline(SMALL), line, SMALL)
            for i, line in enumerate(lines)
        ]

    def _address(self) -> list[Op]:
        """The buyer, where the window of the envelope is."""
        ops: list[Op] = []
        sender = self.content.seller.return_address
        if sender:
            style = fitted(sender, TINY, ADDRESS_WIDTH, 4.6) or TINY.sized(4.6)
            line = wrap(sender, style, ADDRESS_WIDTH)[0]
            y = ADDRESS_TOP - 2.2 * MM
            ops.append(left(self.left, y, line, style))
            ops.append(Rule(self.left, y + 2.4, self.left + ADDRESS_WIDTH, 0.35, HAIR))
        lines, style = self._address_lines()
        for i, line in enumerate(lines):
            y = ADDRESS_TOP + i * style.leading + baseline(style)
            ops.append(left(self.left, y, line, style))
        return ops

    def _address_lines(self) -> tuple[list[str], Style]:
        style = ADDRESS
        asked = [line for line in self.content.buyer.lines if line.strip()]
        for size in (10.0, 9.4, 8.8, 8.2, 7.6):
            style = ADDRESS.sized(size)
            lines = [part for line in asked for part in wrap(line, style, ADDRESS_WIDTH)]
            if len(lines) * style.leading <= ADDRESS_HEIGHT:
                return lines, style
        told = _(
            "The address is too long for the window of an envelope: it has {n} lines, of which "
            "some are very long. At most {most} short ones fit."
        )
        raise ValidationFailed({"buyer": told.format(n=len(asked), most=MOST_ADDRESS_LINES)})

    def _facts(self) -> tuple[list[Op], float]:
        """Number, dates and the rest beside the address; and where they end."""
        x = self.right - FACTS_WIDTH
        y = FACTS_TOP
        ops: list[Op] = []
        room = FACTS_WIDTH - _FACT_LABELS
        for label, value, style in self._fact_rows():
            labels = wrap(label, SMALL, _FACT_LABELS - 2 * MM)
            values = wrap(value, style, room)
            for i, text in enumerate(labels):
                ops.append(left(x, y + i * SMALL.leading + baseline(SMALL), text, SMALL))
            for i, text in enumerate(values):
                at = y + i * SMALL.leading + baseline(SMALL)
                ops.append(left(x + _FACT_LABELS, at, text, style))
            y += max(len(labels), len(values)) * SMALL.leading + 1.2
        return ops, y

    def _fact_rows(self) -> list[tuple[str, str, Style]]:
        content, say = self.content, self.words.say
        plain = SMALL.coloured(SMALL_STRONG.colour)
        rows = [(say.number, content.number, SMALL_STRONG)]
        if content.revision > 1:
            rows.append((say.revision, str(content.revision), plain))
        for label, day in (
            (say.date, content.issued),
            (say.until, content.until),
            (say.delivery_date, content.delivery),
        ):
            if day:
                rows.append((label, self.words.day(day), plain))
        told = [
            (say.reference, content.reference),
            (say.contact, content.contact),
            (say.customer, content.customer_number),
            (say.tax_id, content.buyer.tax_id),
            *content.facts,
        ]
        if content.deliver_to:
            told.append((say.deliver_to, "\n".join(content.deliver_to.lines)))
        return rows + [(label, value, plain) for label, value in told if value.strip()]

    # ---- the other pages

    def _next(self) -> list[Op]:
        content = self.content
        y = 15 * MM
        told = f"{name_of(content, self.words)} · {self.words.day(content.issued)}"
        style = fitted(told, SMALL, self.room * 0.62, 5) or SMALL.sized(5)
        name = content.seller.name
        mark = SMALL_STRONG.coloured(self.colours.ink)
        own = fitted(name, mark, self.room * 0.35, 5) or mark.sized(5)
        name = wrap(name, own, self.room * 0.35)[0]
        return [
            Box(self.left, 0, 17 * MM, 1.7 * MM, self.colours.accent),
            left(self.left, y, name, own),
            right(self.right, y, wrap(told, style, self.room * 0.62)[0], style),
            Rule(self.left, y + 2.2 * MM, self.right, 0.4, HAIR),
        ]

    # ---- foot

    def _footer(self) -> list[Op]:
        """The columns at the foot, each as wide as it needs."""
        columns = [
            [clean(line) for line in column] for column in self.content.seller.footer if column
        ]
        high = max((len(column) for column in columns), default=0)
        self._foot_top = self.height - _FOOT_END - high * FOOT.leading
        if not columns:
            return []
        self._foot_top -= 2 * MM
        wide = [max(width(line, FOOT_STRONG.face, FOOT.size) for line in each) for each in columns]
        room = self.room - _FOOT_GAP * (len(columns) - 1)
        scale = min(1.0, room / max(sum(wide), 1))
        if FOOT.size * scale < _LEAST_FOOT:
            told = _(
                "The texts at the foot of the page are too wide to stand beside one another. "
                "Shorten them, or divide them into lines."
            )
            raise ValidationFailed({"footer": told})
        gap = (self.room - sum(wide) * scale) / max(len(columns) - 1, 1)
        gap = min(gap, 22 * MM)
        ops: list[Op] = [Rule(self.left, self._foot_top, self.right, 0.4, HAIR)]
        x = self.left
        for column, natural in zip(columns, wide, strict=True):
            for i, line in enumerate(column):
                style = (FOOT_STRONG if i == 0 else FOOT)._replace(size=FOOT.size * scale)
                y = self._foot_top + 2 * MM + i * FOOT.leading + baseline(FOOT)
                ops.append(left(x, y, line, style))
            x += natural * scale + gap
        return ops


def logo_size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture. Raises ValidationFailed for what is none."""
    from PIL import Image, UnidentifiedImageError

    told = _("The logo is no picture that can be read. Choose a PNG or JPEG file.")
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP")) as picture:
            wide, high = picture.size
            if wide * high > _MOST_PIXELS:
                told = _("The logo has too many pixels. Choose a smaller picture.")
                raise ValidationFailed({"logo": told})
            picture.load()
    except Image.DecompressionBombError as error:
        told = _("The logo has too many pixels. Choose a smaller picture.")
        raise ValidationFailed({"logo": told}) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ValidationFailed({"logo": told}) from error
    return wide, high
