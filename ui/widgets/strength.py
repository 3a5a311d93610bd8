"""How hard a passphrase is to guess, while it is typed: four bars, a word, and why it is weak."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop_app.keys.passphrase import LEVELS, Judgement
from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.labels import WrapLabel

_HEIGHT, _GAP = 6, 4
_LINES = 2


class _Bars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.level, self.tone = -1, "bad"
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        painter.setPen(Qt.PenStyle.NoPen)
        wide = (self.width() - _GAP * (len(LEVELS) - 1)) / len(LEVELS)
        for at in range(len(LEVELS)):
            painter.setBrush(theme.colour(self.tone if at <= self.level else "line"))
            painter.drawRoundedRect(QRectF(at * (wide + _GAP), 0, wide, _HEIGHT), 3, 3)
        painter.end()


class StrengthMeter(QWidget):
    """Told by word and length, never by colour alone. It keeps its height, so that nothing moves while one
    types."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(4)
        self._bars = _Bars()
        column.addWidget(self._bars)
        self.told = WrapLabel("", size=t.SIZE_META)
        self.told.setMinimumHeight(_LINES * self.told.fontMetrics().height())
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.told)
        self.show_judgement(None)

    def show_judgement(self, found: Judgement | None) -> None:
        """Another passphrase; None while nothing is typed."""
        level = found.level if found is not None else -1
        tone = "ok" if level >= 2 else "warn" if level == 1 else "bad"
        self._bars.level, self._bars.tone = level, tone
        self._bars.update()
        if found is None:
            self.told.setText(tr("Kata yang tidak berkaitan lebih kuat daripada angka dan tanda."))
            self.told.set_tone("text3")
        else:
            word = tr(LEVELS[level])
            self.told.setText(f"{word}. {found.reason}" if found.reason else word)
            self.told.set_tone(tone)
        self.setAccessibleDescription(self.told.text())
