"""A page of the help, laid out: Markdown in our fonts and colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextEdit

from crm_desktop.ui import help_topics, theme
from crm_desktop.ui.help_topics import Topic

EDGE = 28  # around a page
PICTURE = 600  # width of a picture
_SIZE = 13.5
_HEADS = {1: 22.0, 2: 16.0, 3: 13.5}
_LINE = 135.0  # per cent of the height of a line
_PICTURES = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


def laid_out(topic: Topic, parent: QTextEdit) -> QTextDocument:
    """The document of a topic, for a text edit."""
    document = QTextDocument(parent)
    document.setDefaultFont(theme.font(_SIZE))
    document.setMarkdown(topic.text)
    _add_pictures(document, topic, parent)  # not before: setMarkdown() forgets them
    document.setDocumentMargin(theme.px(EDGE))  # not of the frame: pictures go by this one
    block = document.begin()
    while block.isValid():
        _set_block(block)
        block = block.next()
    _set_tables(document)
    return document


def _add_pictures(document: QTextDocument, topic: Topic, parent: QTextEdit) -> None:
    """Each in the version that was taken in the mode that holds now."""
    mode = "dark" if theme.tokens().dark else "light"
    for name in _PICTURES.findall(topic.text):
        picture = QImage(str(help_topics.picture(name, mode)))
        if not picture.isNull():
            sharpness = parent.devicePixelRatioF()
            width = round(PICTURE * sharpness)
            picture = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
            picture.setDevicePixelRatio(sharpness)
            document.addResource(
                int(QTextDocument.ResourceType.ImageResource.value), QUrl(name), picture
            )


def _set_block(block: QTextBlock) -> None:
    """Air around a paragraph, and real weights: setMarkdown() knows only the smeared bold."""
    level = block.blockFormat().headingLevel()
    cursor = QTextCursor(block)
    form = QTextBlockFormat()
    in_list = bool(block.textList())
    pictured = any(each.charFormat().isImageFormat() for each in _fragments(block))
    form.setLineHeight(
        100.0 if pictured else _LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    )
    form.setTopMargin(theme.px({1: 0, 2: 20, 3: 12}.get(level, 4 if in_list else 8)))
    form.setBottomMargin(theme.px(6 if level else 2 if in_list else 8))
    if bool(cursor.currentTable()):
        form.setTopMargin(0)
        form.setBottomMargin(0)
    code = _is_code(block)
    if code:
        form.setBackground(theme.color("sunken"))
        form.setLeftMargin(theme.px(12))
        form.setNonBreakableLines(False)
    cursor.mergeBlockFormat(form)
    for fragment in list(_fragments(block)):
        _set_words(block, fragment, level, code=code)


def _is_code(block: QTextBlock) -> bool:
    return block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence.value)


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    at = block.begin()
    while not at.atEnd():
        yield at.fragment()
        at += 1


def _set_words(block: QTextBlock, fragment: QTextFragment, level: int, *, code: bool) -> None:
    given, form = fragment.charFormat(), QTextCharFormat()
    if given.isImageFormat():
        _fit_picture(block, fragment)
        return
    if level:
        form.setFont(theme.font(_HEADS.get(level, _SIZE), 600))
    elif code:
        form.setFont(theme.font(_SIZE - 0.5, 500))
    elif given.fontFixedPitch():
        form.setFont(theme.font(_SIZE - 1, 500))
        form.setBackground(theme.color("pressed"))
    elif given.fontWeight() > QFont.Weight.Medium.value:
        form.setFont(theme.font(_SIZE, 600))
    else:
        form.setFont(theme.font(_SIZE))
    form.setFontItalic(given.fontItalic())
    if given.isAnchor():
        form.setForeground(theme.color("accent_text"))
        form.setFontUnderline(True)
    elif not form.foreground().color().isValid() or not given.isAnchor():
        form.setForeground(theme.color("text"))
    form.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
    cursor = _selected(block, fragment)
    whole = QTextCharFormat(given)
    whole.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
    whole.merge(form)
    cursor.setCharFormat(whole)


def _selected(block: QTextBlock, fragment: QTextFragment) -> QTextCursor:
    cursor = QTextCursor(block)
    cursor.setPosition(fragment.position())
    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _fit_picture(block: QTextBlock, fragment: QTextFragment) -> None:
    """No wider than a narrow window."""
    form = fragment.charFormat().toImageFormat()
    form.setMaximumWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    _selected(block, fragment).setCharFormat(form)


def _set_tables(document: QTextDocument) -> None:
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            form = frame.format()
            form.setCellPadding(theme.px(6))
            form.setCellSpacing(0)
            form.setBorder(0)
            form.setTopMargin(theme.px(8))
            form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            frame.setFormat(form)
            _draw_lines(frame)


def _draw_lines(table: QTextTable) -> None:
    """One line under each row, as in the lists of the window."""
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            form = cell.format().toTableCellFormat()
            form.setBottomBorder(1)
            form.setBottomBorderBrush(theme.color("border" if row else "border_strong"))
            form.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            cell.setFormat(form)
