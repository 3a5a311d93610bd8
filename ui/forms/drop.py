"""Where papers are dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from resources.i18n import tr
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.labels import Icon, WrapLabel

SUFFIXES = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif"})


class DropArea(QWidget):
    """A dashed place for PDF and pictures, with the two ways by key below it. `dropped(list of paths)`."""

    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over = False
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Tempat menaruh PDF atau gambar"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Icon("file-plus", "accent", 18), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(WrapLabel(tr("Seret PDF atau gambar ke sini")), 1)
        column.addLayout(head)
        self.scan_button = Button(tr("Ambil dari folder pindai"), icon="folder-open", height=28)
        self.pick_button = Button(tr("Pilih berkas"), height=28)
        column.addWidget(self.scan_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.pick_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.scan_button)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _paths(event):
            self._over = True
            self.update()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _paths(event)
        self._over = False
        self.update()
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        line = "accent" if self._over else "edge"
        ground = "soft" if self._over else "sunken"
        area = self.rect().toRectF()
        paint.box(painter, area, t.RADIUS_INSET, ground, line, style=Qt.PenStyle.DashLine)
        painter.end()


def _paths(event: QDropEvent) -> list[Path]:
    found = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in found if path.suffix.lower() in SUFFIXES]
