"""The parts of a document around its table: greeting, totals, terms, payment, signature."""

from __future__ import annotations

from crm_desktop.services.documents.columns import Columns
from crm_desktop.services.documents.content import Content, Kind
from crm_desktop.services.documents.faces import REGULAR, clean, width
from crm_desktop.services.documents.look import (
    BODY,
    BODY_STRONG,
    FAINT,
    FIGURE,
    MM,
    QUIET,
    SMALL,
    SMALL_STRONG,
    SUBJECT,
    TITLE,
    TOTAL,
    Palette,
    Style,
)
from crm_desktop.services.documents.qr import is_payable, payment_rows
from crm_desktop.services.documents.setting import (
    Box,
    Code,
    Mark,
    Op,
    Rule,
    Strip,
    baseline,
    fitted,
    left,
    paragraph,
    right,
    together,
    wrap,
)
from crm_desktop.services.documents.words import Total, Words, included, totals
from crm_desktop.services.pricing import Priced

_TOTALS_WIDTH = 92 * MM
_INSET = 1.6 * MM  # of amounts, from the right edge of the table
_LABELS = 36 * MM  # of the terms
_CODE = 26 * MM
_SIGNATURE = 14 * MM  # room to sign in


def name_of(content: Content, words: Words) -> str:
    """`Quote Q-2026-0042`."""
    return f"{words.title(content.kind)} {content.number}"


def opening(content: Content, words: Words, x: float, room: float) -> list[Strip]:
    """Title, subject, greeting."""
    kind = words.title(content.kind)
    light = TITLE._replace(face=REGULAR._replace(size=32)).coloured(QUIET)
    full = name_of(content, words)
    style = fitted(full, TITLE, room, 13) or TITLE.sized(13)
    light = light.sized(style.size)
    made: list[Strip] = []
    for i, line in enumerate(wrap(full, style, room)):
        y = baseline(style)
        ops: list[Op] = [Mark(0, full, 0)] if i == 0 else []
        if line.startswith(f"{kind} "):
            number = line.removeprefix(kind)
            ops += [left(x, y, kind, style)]
            ops += [left(x + width(clean(kind), style.face, style.size), y, number, light)]
        else:
            ops.append(left(x, y, line, style))
        made.append(Strip(style.leading, ops))
    made += paragraph(content.title, SUBJECT, x, room, before=1)
    made = together(made)
    made[-1].height += 7
    made += paragraph(content.salutation, BODY, x, room, before=2)
    made += paragraph(content.intro, BODY, x, room, before=5)
    made[-1].height += 12
    made[-1].keep = True
    return made


def sums(content: Content, words: Words, columns: Columns, colours: Palette) -> list[Strip]:
    """The totals: rows that add up, and the one that everybody looks for."""
    priced = content.priced
    if priced is None:
        return []
    end = columns.end
    x = max(end - _TOTALS_WIDTH, columns.x)
    made: list[Strip] = []
    for row in totals(words, priced):
        made.append(
            _strong(row, words, x, end, colours) if row.strong else _row(row, words, x, end)
        )
    for row in included(words, priced):
        made.append(_row(row, words, x, end, SMALL))
    made[0].before = 11
    title = _total_of(words, priced)
    made[0].ops.append(Mark(0, title, 1))
    made[-1].height += 4
    for text in words.exemptions(priced):
        made += paragraph(text, SMALL, columns.x, end - columns.x, before=2)
    return together(made)


def _total_of(words: Words, priced: Priced) -> str:
    row = next(row for row in totals(words, priced) if row.strong)
    return f"{row.words}: {words.money(row.amount)}"


def _row(row: Total, words: Words, x: float, end: float, style: Style = FIGURE) -> Strip:
    amount = words.amount(row.amount)
    room = end - x - 2 * _INSET - width(clean(amount), style.face, style.size) - 4 * MM
    quiet = style.coloured(QUIET)
    lines = wrap(row.words, quiet, room)
    leading = style.leading + 3
    ops: list[Op] = []
    for i, line in enumerate(lines):
        ops.append(left(x + _INSET, baseline(style) + 1.5 + i * style.leading, line, quiet))
    last = baseline(style) + 1.5 + (len(lines) - 1) * style.leading
    ops.append(right(end - _INSET, last, amount, style))
    return Strip(leading + (len(lines) - 1) * style.leading, ops)


def _strong(row: Total, words: Words, x: float, end: float, colours: Palette) -> Strip:
    amount = words.money(row.amount)
    style = TOTAL.coloured(colours.ink)
    room = end - x - 2 * _INSET
    both = f"{row.words}    {amount}"
    style = fitted(both, style, room, 6) or style.sized(6)
    height = 25.0
    y = 4 + (height - 4 + style.size * 0.72) / 2
    ops: list[Op] = [
        Box(x, 4, end - x, height - 4, colours.tint, radius=1.6),
        left(x + _INSET, y, row.words, style),
        right(end - _INSET, y, amount, style),
    ]
    return Strip(height + 3, ops)


def conditions(content: Content, words: Words, x: float, room: float) -> list[Strip]:
    """Terms, notes, payment code."""
    made: list[Strip] = []
    for i, (label, text) in enumerate(content.terms):
        made += _term(label, text, x, room, before=15 if i == 0 else 4)
    if content.kind is Kind.PROFORMA:
        made += paragraph(words.say.no_invoice, SMALL, x, room, before=10)
    made += paragraph(content.notes, BODY, x, room, before=12)
    return made + payment(content, words, x, room)


def farewell(content: Content, x: float, room: float) -> list[Strip]:
    """The last words, and whose they are."""
    made = paragraph(content.closing, BODY, x, room, before=13, keep=bool(content.signed))
    return made + paragraph(content.signed, BODY_STRONG, x, room, before=6)


def _term(label: str, text: str, x: float, room: float, *, before: float) -> list[Strip]:
    labels = wrap(label, SMALL_STRONG, _LABELS - 3 * MM)
    lines = wrap(text, BODY, room - _LABELS)
    made: list[Strip] = []
    for i in range(max(len(labels), len(lines))):
        y = baseline(BODY)
        ops: list[Op] = []
        if i < len(labels):
            ops.append(left(x, y, labels[i], SMALL_STRONG))
        if i < len(lines):
            ops.append(left(x + _LABELS, y, lines[i], BODY))
        made.append(Strip(BODY.leading, ops, keep=i < 1))
    made[0].before = before
    made[-1].keep = False
    return made


def payment(content: Content, words: Words, x: float, room: float) -> list[Strip]:
    """The code to pay with, and its words; nothing where there is none for the currency."""
    if content.payment is None or content.priced is None:
        return []
    amount = content.priced.payable
    if not is_payable(content.priced.document.currency, amount):
        return []
    say, at = words.say, x + _CODE + 6 * MM
    ops: list[Op] = [Code(x, 0, _CODE, payment_rows(content.payment, amount)), Mark(0, say.pay, 1)]
    y = 0.0
    told = [(say.pay, SMALL_STRONG), (say.scan, SMALL)]
    told += [(content.payment.name, SMALL), (grouped(content.payment.iban), SMALL)]
    told += [(content.payment.reference, SMALL), (words.money(amount), SMALL_STRONG)]
    for text, style in told:
        for line in wrap(text, style, room - _CODE - 6 * MM) if text else ():
            ops.append(left(at, y + baseline(style), line, style))
            y += style.leading
    return [Strip(max(_CODE, y) + 2, ops, before=16)]


def grouped(iban: str) -> str:
    """An IBAN in groups of four, as it is printed."""
    signs = "".join(iban.split()).upper()
    return "\N{NO-BREAK SPACE}".join(signs[i : i + 4] for i in range(0, len(signs), 4))


def acceptance(content: Content, words: Words, x: float, room: float) -> list[Strip]:
    """Where the customer signs."""
    say = words.say
    sentences = {
        Kind.QUOTE: say.accept_quote,
        Kind.ORDER: say.accept_order,
        Kind.DELIVERY: say.received,
    }
    sentence = content.accept_text or sentences.get(content.kind, "")
    if not content.accept or not sentence:
        return []
    made = paragraph(sentence, BODY_STRONG, x, room, before=18)
    made[0].ops.append(Mark(0, sentence, 1))
    half = (room - 8 * MM) / 2
    ops: list[Op] = []
    for begin, label in ((x, say.place_date), (x + half + 8 * MM, say.signature)):
        ops.append(Rule(begin, _SIGNATURE, begin + half, 0.5, FAINT))
        ops.append(left(begin, _SIGNATURE + baseline(SMALL), label, SMALL))
    made.append(Strip(_SIGNATURE + SMALL.leading + 2, ops))
    return together(made)
