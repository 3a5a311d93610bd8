"""The key bar below every page, and the key map made from the same hints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.pages.base import KeyHint, Status, place_keys
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.card import EmptyState
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.pill import KeyCap
from ui.widgets.table import TableView

_GAP_CAPS = 6
_GAP_TEXT = 6
_GAP_HINTS = 15
_TURNS = frozenset(
    [
        QEvent.Type.EnabledChange,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.ShowToParent,
        QEvent.Type.HideToParent,
    ]
)
"""What tells that a key begins or ceases to work."""


def _led(text: str, *, big: bool) -> str:
    """A hint begins with a small letter in the bar and a capital in the map, so that all look alike; NIK
    stays."""
    if text[1:2].isupper():
        return text
    return (text[:1].upper() if big else text[:1].lower()) + text[1:]


def _works(hint: KeyHint, doers: Sequence[Button], *, empty: bool) -> bool:
    """Whether the key does something now, as its buttons show; without a button it does."""
    if empty:
        return (
            hint.always or hint.keys == "Ctrl+F" or any(one.isVisible() and one.isEnabled() for one in doers)
        )
    if hint.keys == "Esc":  # takes a filter back also while the button for it is not shown
        return True
    return not doers or any(one.isEnabled() and not _put_away(one) for one in doers)


def _put_away(button: Button) -> bool:
    """Hidden itself, or on a leaf that is not the one shown; a closed drawer still has its keys."""
    at: QWidget | None = button
    while at is not None:
        parent = at.parentWidget()
        if at.isHidden() and (at is button or isinstance(parent, QStackedWidget)):
            return True
        at = parent
    return False


def _nothing_listed(over: Sequence[QWidget]) -> bool:
    """An empty page says that there is nothing yet, and no list has a row."""
    if not any(isinstance(one, EmptyState) and one.isVisible() for one in over):
        return False
    lists = [one for one in over if isinstance(one, TableView) and one.isVisible()]
    return not any(model is not None and model.rowCount() for model in (one.model() for one in lists))


class KeyBar(QWidget):
    """Left one sentence about what is safe, right the keys; hints without room are left to the key map.

    A key whose button is hidden or disabled is not shown, nor the keys of a list that is still empty.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: Status | None = None
        self._given: list[KeyHint] = []
        self._hints: list[KeyHint] = []
        self._over: list[QWidget] = []
        self._taken = 0
        self.setFixedHeight(t.KEY_BAR_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_hints(
        self, status: Status | None, hints: Sequence[KeyHint], over: Sequence[QWidget] = ()
    ) -> None:
        """Show another sentence and other keys, as far as the buttons in `over` say that they work."""
        self._status = status
        self._given = [replace(hint, text=_led(hint.text, big=False)) for hint in hints]
        for old in self._over:
            if shiboken6.isValid(old):
                old.removeEventFilter(self)
        keys = {hint.keys for hint in hints}
        self._over = [
            one
            for part in over
            for kind in (Button, EmptyState, TableView)
            for one in ([part] if isinstance(part, kind) else part.findChildren(kind))
            if not isinstance(one, Button) or one.key() in keys
        ]
        for one in self._over:
            one.installEventFilter(self)
        self.setAccessibleName(status.text if status is not None else tr("Pintasan"))
        self.setToolTip(status.text if status is not None else "")
        self._weigh()

    def make_room(self, width: int) -> None:
        """Leave `width` pixels at the left to a notice, which is read there instead of the sentence; 0 gives
        the sentence back."""
        if width != self._taken:
            self._taken = width
            self.update()

    def hints(self) -> list[KeyHint]:
        """The hints that work now."""
        return list(self._hints)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TURNS:
            self._weigh()
        return super().eventFilter(watched, event)

    def _weigh(self) -> None:
        over = [one for one in self._over if shiboken6.isValid(one)]
        empty = _nothing_listed(over)
        doers: dict[str, list[Button]] = {}
        for one in over:
            if isinstance(one, Button):
                doers.setdefault(one.key(), []).append(one)
        self._hints = [hint for hint in self._given if _works(hint, doers.get(hint.keys, ()), empty=empty)]
        told = [f"{' '.join(paint.key_caps(hint.keys))}: {hint.text}" for hint in self._hints]
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, t.KEY_BAR_HEIGHT)

    def _width(self, hint: KeyHint) -> float:
        caps = paint.key_caps(hint.keys)
        wide = sum(paint.cap_width(cap) for cap in caps) + _GAP_CAPS * (len(caps) - 1)
        return wide + _GAP_TEXT + paint.width_of(theme.font(t.SIZE_META), hint.text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        painter.fillRect(self.rect(), theme.colour("sunken"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), theme.colour("line"))
        margin = t.PAGE_MARGIN if self.width() > 900 else 16
        middle = self.height() / 2 + 0.5
        face, strong = theme.font(t.SIZE_META), theme.font(t.SIZE_META, t.MEDIUM)
        status = self._status if not self._taken else None
        sentence = paint.width_of(strong, status.text) + 20 if status is not None else float(self._taken)
        room = self.width() - 2 * margin - sentence - (24 if sentence else 0)
        shown: list[KeyHint] = []
        taken = 0.0
        for hint in self._hints:
            wide = self._width(hint) + (_GAP_HINTS if shown else 0)
            if taken + wide > room:
                break
            taken += wide
            shown.append(hint)
        if status is not None:
            paint.symbol(painter, status.icon, status.tone, margin, middle, 14)
            rect = QRectF(margin + 20, 1, self.width() - 2 * margin - 20, self.height() - 1)
            paint.text(painter, rect, status.text, strong, status.tone)
        x = self.width() - margin - taken
        for hint in shown:
            for cap in paint.key_caps(hint.keys):
                x = paint.cap(painter, x, middle, cap, quiet=True) + _GAP_CAPS
            x += _GAP_TEXT - _GAP_CAPS
            wide = paint.width_of(face, hint.text)
            paint.text(
                painter, QRectF(x, 1, wide + 2, self.height() - 1), hint.text, face, "text2", elide=False
            )
            x += wide + _GAP_HINTS
        painter.end()


def global_hints(places: Sequence[str]) -> list[KeyHint]:
    """The keys that work everywhere; `places` are the titles by `place_keys`."""
    hints = [KeyHint(place_keys(number), title) for number, title in enumerate(places, 1)]
    return [
        *hints,
        KeyHint("F2", tr("Baru, atau tindakan utama halaman ini")),
        KeyHint("Ctrl+F", tr("Cari")),
        KeyHint("F6", tr("Ke bagian berikutnya")),
        KeyHint("F8", tr("Lihat NIK atau kata sandi selama 30 detik")),
        KeyHint("Ctrl+L", tr("Kunci layar")),
        KeyHint("F1", tr("Bantuan")),
        KeyHint("Ctrl+/", tr("Semua pintasan")),
        KeyHint("Esc", tr("Kembali")),
    ]


class KeyMapDialog(Dialog):
    """Every key of the page shown and of the whole program."""

    def __init__(
        self, parent: QWidget, page: str, hints: Sequence[KeyHint], everywhere: Sequence[KeyHint]
    ) -> None:
        super().__init__(parent, tr("Pintasan papan ketik"), icon="keyboard", tone="text2", width=720)
        inside = QWidget()
        inside.setObjectName("body")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(6)
        left = self._column(grid, 0, page, hints)
        right = self._column(grid, 2, tr("Di mana saja"), everywhere)
        grid.setRowStretch(max(left, right), 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Daftar pintasan"))
        area.setWidget(inside)
        area.setMinimumHeight(min(560, inside.sizeHint().height() + 8, max(120, parent.height() - 220)))
        self.body.addWidget(area)
        close = self.add_button(tr("Tutup"), key="Esc")
        close.clicked.connect(self.reject)
        self.set_default(close)

    def _column(self, grid: QGridLayout, at: int, title: str, hints: Sequence[KeyHint]) -> int:
        grid.addWidget(Label(title, weight=t.SEMIBOLD), 0, at, 1, 2)
        for row, hint in enumerate(hints, 1):
            grid.addWidget(KeyCap(hint.keys), row, at, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(WrapLabel(_led(hint.text, big=True)), row, at + 1)
        return len(hints) + 1
