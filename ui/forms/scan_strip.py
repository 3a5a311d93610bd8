"""The newest files of the scanner's folder, as small pictures; Enter takes one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QImageReader, QKeyEvent, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.attachments.scans import Scan, newest_scans
from desktop_app.domain.moments import wib
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import icons, theme, when
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.pick import pick_folder
from ui.widgets.button import Button
from ui.widgets.labels import WrapLabel
from ui.worker import Progress

PREF = "scan_folder"
_SIDE = 64


@dataclass(frozen=True)
class _Seen:
    scan: Scan
    picture: QImage


class _Thumbs(QListWidget):
    """Arrows move, Enter takes."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
            return
        super().keyPressEvent(event)


class ScanStrip(QWidget):
    """`taken(path)` for a chosen scan. Without a folder it asks for one and remembers it."""

    taken = Signal(str)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._words = WrapLabel("", size=t.SIZE_META)
        column.addWidget(self._words)
        self.thumbs = _Thumbs()
        self.thumbs.setObjectName("completer")
        self.thumbs.setAccessibleName(tr("Pindaian terbaru"))
        self.thumbs.setViewMode(QListView.ViewMode.ListMode)
        self.thumbs.setIconSize(QSize(_SIDE, 44))
        self.thumbs.setFont(theme.font(t.SIZE_META))
        self.thumbs.setFixedHeight(156)
        self.thumbs.itemActivated.connect(self._activated)
        self.thumbs.itemClicked.connect(self._activated)
        column.addWidget(self.thumbs)
        self.folder_button = Button(tr("Pilih folder pindai"), icon="folder-open", height=28)
        self.folder_button.clicked.connect(self._choose)
        column.addWidget(self.folder_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.thumbs)
        self.thumbs.hide()

    def load(self) -> None:
        """Look into the folder again, in the reading thread."""
        folder = str(self._bench.prefs.get(PREF, ""))
        if not folder:
            self._show([], tr("Pilih folder tempat mesin pindai menyimpan berkasnya."))
            self.setFocusProxy(self.folder_button)
            return
        self._bench.worker.ask(
            lambda progress: _look(Path(folder), progress),
            self._arrived,
            self._unreadable,
            key="scans",
            owner=self,
        )

    def _arrived(self, seen: list[_Seen]) -> None:
        words = tr("Yang terbaru di atas. Enter melampirkan.") if seen else tr("Folder pindai kosong.")
        self._show(seen, words)

    def _unreadable(self, error: WiraError) -> None:
        self._show([], str(error))

    def _show(self, seen: list[_Seen], words: str) -> None:
        self._words.setText(words)
        self.thumbs.clear()
        today = self._bench.office.today()
        for one in seen:
            told = tr("{nama}, {waktu}", nama=one.scan.name,
                      waktu=when.near_moment(wib(one.scan.modified), today))  # fmt: skip
            item = QListWidgetItem(told)
            drawn = QIcon(QPixmap.fromImage(one.picture))
            item.setIcon(icons.icon("file-text", "text2", 32) if one.picture.isNull() else drawn)
            item.setSizeHint(QSize(60, 48))
            item.setData(Qt.ItemDataRole.UserRole, str(one.scan.path))
            self.thumbs.addItem(item)
        self.thumbs.setVisible(bool(seen))
        if seen:
            self.setFocusProxy(self.thumbs)
            self.thumbs.setCurrentRow(0)
            if self.folder_button.hasFocus() or self.focusWidget() is None:
                self.thumbs.setFocus()

    def _activated(self, item: QListWidgetItem) -> None:
        self.taken.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def _choose(self) -> None:
        def chosen(folder: Path) -> None:
            self._bench.prefs.put(PREF, str(folder))
            self.load()

        pick_folder(self, tr("Pilih folder pindai"), str(self._bench.prefs.get(PREF, "")), chosen)


def _look(folder: Path, progress: Progress) -> list[_Seen]:
    """The newest scans with a small picture each. Raises Unavailable for a folder that cannot be read."""
    seen: list[_Seen] = []
    for scan in newest_scans(folder):
        progress.check()
        seen.append(_Seen(scan, _thumbnail(scan.path)))
    return seen


def _thumbnail(path: Path) -> QImage:
    """A small picture, empty where the file cannot be drawn."""
    if path.suffix.lower() != ".pdf":
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        size = reader.size()
        if size.isValid():
            reader.setScaledSize(size.scaled(_SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio))
        return reader.read()
    from desktop_app.documents import render

    try:
        picture = render.page_picture(path.read_bytes(), 0, dpi=12)
    except (OSError, WiraError):
        return QImage()
    made = QImage(picture.rgba, picture.wide, picture.high, picture.wide * 4, QImage.Format.Format_RGBA8888)
    return made.copy()
