"""The small pictures of contacts, for the avatars of lists: asked for when they are to be painted.

A paint never waits: what is not here yet has initials, and the views are told when it comes. One
request is under way at a time, for what was painted last; what was scrolled past is forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from uuid import UUID

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPixmap

from crm_desktop import services
from crm_desktop.services.changes import Changes
from crm_desktop.ui import mirror, paint
from crm_desktop.ui.tasks import Tasks

KNOWN = 4_096  # contacts of whom it is known what they have: at most 12 MB
DRAWN = 512  # pictures ready to be painted: some megabytes
AT_ONCE = 128
ENTITY = "person"  # only contacts have photos


class Faces(QObject):
    """The pictures that were painted lately, by contact.

    Signals:
        arrived: other pictures are here; what shows contacts is painted again.
    """

    arrived = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks)
        self._tasks = tasks
        self._known: OrderedDict[bytes, bytes | None] = OrderedDict()
        self._drawn: OrderedDict[tuple[bytes, int], QPixmap] = OrderedDict()  # by content
        self._stale: set[bytes] = set()
        self._wanted: OrderedDict[bytes, None] = OrderedDict()
        self._asking: tuple[bytes, ...] = ()
        self._soon = QTimer(self)  # one paint wants many: asked for once, after it
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._ask)
        tasks.changed.connect(self._on_changes)
        tasks.left.connect(self.forget)

    # --------------------------------------------------------------------------------- paint

    def paint(
        self,
        painter: QPainter,
        box: QRectF,
        name: str,
        entity: str,
        key: bytes,
        *,
        size: float = 0.38,
    ) -> None:
        """The picture of a record on a disc, else its initials."""
        if entity == ENTITY and key:
            ratio = painter.device().devicePixelRatio() if painter.device() else 1.0
            picture = self._disc(key, round(box.width() * ratio))
            if picture is not None:
                turned = mirror.upright(painter, box)
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawPixmap(box, picture, QRectF(picture.rect()))
                if turned:
                    painter.restore()
                return
        paint.avatar(painter, box, name, square=entity == "company", size=size)

    def has(self, key: bytes) -> bool:
        """A picture of this contact is here."""
        return self._known.get(key) is not None

    def _disc(self, key: bytes, side: int) -> QPixmap | None:
        if key not in self._known:
            self._want(key)
            return None
        if key in self._stale:  # shown as it was until it has been read again
            self._want(key)
        content = self._known[key]
        if content is None:
            return None
        found = self._drawn.get((content, side))
        if found is None:
            found = self._drawn[content, side] = disc(QImage.fromData(content), side)
            while len(self._drawn) > DRAWN:
                self._drawn.popitem(last=False)
        else:
            self._drawn.move_to_end((content, side))
        return found

    def _want(self, key: bytes) -> None:
        self._wanted[key] = None
        self._wanted.move_to_end(key)
        if not self._asking and not self._soon.isActive():
            self._soon.start()

    # ----------------------------------------------------------------------------------- ask

    def _ask(self) -> None:
        wanted, self._wanted = list(self._wanted)[-AT_ONCE:], OrderedDict()
        if self._asking or not wanted or self._tasks.workspace is None:
            return
        self._asking = tuple(wanted)
        self._stale.difference_update(wanted)  # changed again meanwhile: it is wanted again
        of = services.thumbnails.of.call([UUID(bytes=key) for key in wanted])
        self._tasks.query(self, "faces", of, done=self._take, failed=self._failed)

    def _take(self, found: dict[UUID, bytes]) -> None:
        asked, self._asking = self._asking, ()
        changed = False
        for key in asked:
            content = found.get(UUID(bytes=key))
            changed = changed or content != self._known.get(key)
            self._known[key] = content
            self._known.move_to_end(key)
        while len(self._known) > KNOWN:
            self._known.popitem(last=False)
        if changed:
            self.arrived.emit()
        if self._wanted:
            self._soon.start()

    def _failed(self, _error: Exception) -> None:
        # Initials do: what is wrong with the store is told by the query of the list itself.
        for key in self._asking:
            self._known.setdefault(key, None)
        self._asking = ()

    # ------------------------------------------------------------------------------- changes

    def _on_changes(self, changes: Changes) -> None:
        if ENTITY not in changes.entities:
            return
        if changes.many:
            self._stale.update(self._known)
        else:
            self._stale.update(k for key in changes.ids if (k := key.bytes) in self._known)
        if self._stale:
            self.arrived.emit()  # painted again, and so asked for

    def forget(self) -> None:
        """Another store has other contacts."""
        self._soon.stop()
        self._tasks.forget(self, "faces")
        self._asking = ()
        for kept in (self._known, self._drawn, self._wanted, self._stale):
            kept.clear()


def disc(image: QImage, side: int) -> QPixmap:
    """The picture as a disc of that many pixels, with soft edges."""
    drawn = QPixmap(side, side)
    drawn.fill(Qt.GlobalColor.transparent)
    small = image.scaled(
        side,
        side,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(small))
    painter.drawEllipse(QRectF(0, 0, side, side))
    painter.end()
    return drawn
