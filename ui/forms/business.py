"""The kind of business in a clerk's words, with the KBLI codes that fit offered below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from desktop_app.domain import kbli
from desktop_app.domain.kbli import Hit
from resources.i18n import tr
from ui import icons, theme
from ui import tokens as t
from ui.widgets.fields import TextField
from ui.widgets.toast import announce

_SHOWN = 6
_LEAST = 3


class BusinessField(TextField):
    """Text with a list below it: Down goes into the list, Enter takes a code and keeps the words typed.

    `picked(code, edition)` when a person took one. The focus never leaves the field.
    """

    picked = Signal(str, str)

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__(name, placeholder=placeholder, max_length=120)
        self.edition: kbli.Edition = "2025"
        self.setProperty("lead", True)
        self.addAction(icons.icon("search", "text2", 16), QLineEdit.ActionPosition.LeadingPosition)
        self._hits: list[Hit] = []
        self._list: QListWidget | None = None
        self.textEdited.connect(lambda text: self.offer(text))

    def hits(self) -> list[Hit]:
        """The codes offered."""
        return list(self._hits)

    def offering(self) -> bool:
        """Whether the list is open."""
        return self._list is not None and self._list.isVisible()

    def offer(self, text: str) -> None:
        """Search and show the list; too short a text closes it."""
        self._hits = kbli.search(text, self.edition, _SHOWN) if len(text.strip()) >= _LEAST else []
        if not self._hits:
            self.close_list()
            return
        shown = self._ready()
        shown.clear()
        for hit in self._hits:
            item = QListWidgetItem(_words(hit))
            item.setToolTip(item.text())
            item.setSizeHint(QSize(60, t.TARGET_MIN))
            shown.addItem(item)
        self._place(shown)
        shown.show()
        shown.raise_()

    def close_list(self) -> None:
        """No list any more."""
        if self._list is not None:
            self._list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Down:
            if not self.offering():
                self.offer(self.text())
            self._move(1)
        elif key == Qt.Key.Key_Up and self.offering():
            self._move(-1)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Esc belongs to the open list before it belongs to the page.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.offering()
        ):
            self.close_list()
            event.accept()
            return True
        return super().event(event)

    def take_current(self) -> bool:
        """Take the marked code; False when none is marked."""
        at = self._list.currentRow() if self._list is not None and self.offering() else -1
        if not 0 <= at < len(self._hits):
            return False
        hit = self._hits[at]
        self.close_list()
        self.picked.emit(hit.code, hit.edition)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide):
            self.close_list()
        return False

    def _ready(self) -> QListWidget:
        window = self.window()
        if self._list is None or self._list.parentWidget() is not window:
            made = QListWidget(window)
            made.setObjectName("completer")
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.setFont(theme.font(t.SIZE_BODY))
            made.setAccessibleName(tr("Kode KBLI yang sesuai"))
            made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            made.setTextElideMode(Qt.TextElideMode.ElideRight)
            made.clicked.connect(self._clicked)
            self._list = made
        return self._list

    def _place(self, shown: QListWidget) -> None:
        window = self.window()
        height = min(len(self._hits), _SHOWN) * t.TARGET_MIN + 6
        below = self.mapTo(window, QPoint(0, self.height() + 4))
        room = window.height() - below.y() - t.KEY_BAR_HEIGHT
        y = below.y() if room >= height else self.mapTo(window, QPoint(0, 0)).y() - height - 4
        width = min(max(self.width(), 520), window.width() - below.x() - 8)
        shown.setGeometry(below.x(), y, width, height)

    def _move(self, by: int) -> None:
        if self._list is None or not self.offering():
            return
        at = max(0, min(self._list.count() - 1, self._list.currentRow() + by))
        self._list.setCurrentRow(at)
        announce(self, self._list.item(at).text())

    def _clicked(self, index: QModelIndex) -> None:
        if self._list is not None:
            self._list.setCurrentRow(index.row())
        self.take_current()


def _words(hit: Hit) -> str:
    words = tr("{kode} · {judul}", kode=hit.code, judul=hit.title)
    if hit.word:
        words = tr("{kode} · {judul} ({kata})", kode=hit.code, judul=hit.title, kata=hit.word)
    if hit.differs:
        return tr("{baris}; arti lain di KBLI {edisi}", baris=words, edisi=kbli.other_edition(hit.edition))
    return words


def code_words(code: str, edition: str) -> str:
    """The chosen code as it stands beside the field; "" for none."""
    if not code:
        return ""
    title = kbli.title(code, edition)
    if title is None:
        return tr("KBLI {edisi}: {kode}", edisi=edition, kode=code)
    return tr("KBLI {edisi}: {kode} · {judul}", edisi=edition, kode=code, judul=title)


class BusinessKeys(QObject):
    """Enter takes the marked code; then the form goes on. Installed after the form's own filter, so first."""

    def __init__(self, field: BusinessField) -> None:
        super().__init__(field)
        self._field = field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self._field.take_current()
        return False
