"""Cards and what stands in them: findings, empty places, signatures, bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.flow import Flow
from ui.widgets.labels import ElidedLabel, Icon, IconTile, Label, WrapLabel
from ui.widgets.toast import announce

Severity = Literal["block", "reason", "info"]


class Card(QWidget):
    """A white card with a hairline; `body` is its column. A tone adds a 3 px bar and its line."""

    def __init__(
        self,
        title: str = "",
        aside: str = "",
        *,
        tone: str = "",
        padding: int = t.CARD_PADDING,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, min(padding, 14), padding, min(padding, 14))
        self.body.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self._title = ElidedLabel(title, size=t.SIZE_CARD, weight=t.SEMIBOLD)
        self._aside = Label(aside, size=t.SIZE_META, tone="text2")
        if title:
            self.head.addWidget(self._title, 1)
            self.head.addWidget(self._aside)
            self.body.addLayout(self.head)
            self.setAccessibleName(title)

    def set_title(self, title: str, aside: str = "") -> None:
        """Other words in a head that was there from the start."""
        self._title.setText(title)
        self._aside.setText(aside)
        self.setAccessibleName(title)

    def set_tone(self, tone: str) -> None:
        """The bar's tone, empty for none."""
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        area = self.rect().toRectF()
        paint.box(painter, area, t.RADIUS_CARD, "surface", t.LINE_OF[self._tone] if self._tone else "line")
        if self._tone:
            _bar(painter, area, self._tone, t.RADIUS_CARD)
        painter.end()


def _bar(painter: QPainter, area: QRectF, tone: str, radius: float) -> None:
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    painter.save()
    painter.setClipPath(path)
    painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), theme.colour(tone))
    painter.restore()


class Divider(QWidget):
    """A hairline between rows of a card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        painter.fillRect(self.rect(), theme.colour("line"))
        painter.end()


@dataclass(frozen=True)
class FindingLook:
    """Icon and tone of a severity."""

    icon: str
    tone: str


FINDINGS: dict[str, FindingLook] = {
    "block": FindingLook("octagon-alert", "bad"),
    "reason": FindingLook("triangle-alert", "warn"),
    "info": FindingLook("info", "grey"),
}


class FindingCard(QWidget):
    """What was found beside a field: 3 px bar, icon, title (what), text (why and what next), buttons.

    Buttons are (words, key, callable); the first is a push button, further ones are links.
    """

    def __init__(
        self,
        severity: Severity,
        title: str,
        text: str = "",
        actions: Sequence[tuple[str, str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = FINDINGS[severity]
        self._words = f"{title}. {text}" if text else title
        self.setAccessibleName(self._words)
        self.buttons: list[Button] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 7, 12, 8)
        column.setSpacing(3)
        head = QHBoxLayout()
        head.setSpacing(7)
        head.addWidget(Icon(self._look.icon, self._look.tone, 16), 0, Qt.AlignmentFlag.AlignTop)
        tone = self._look.tone if severity != "info" else "text"
        head.addWidget(WrapLabel(title, weight=t.SEMIBOLD, tone=tone), 1)
        column.addLayout(head)
        if text:
            column.addWidget(WrapLabel(text, size=t.SIZE_META, tone="text"))
        if actions:
            for words, key, call in actions:
                first = not self.buttons
                button = Button(words, kind="secondary" if first else "link", key=key, height=28)
                button.clicked.connect(lambda _checked=False, call=call: call())
                self.buttons.append(button)
            column.addWidget(Flow(*self.buttons, gap=14, line_gap=2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def words(self) -> str:
        """Title and text as one sentence, for the field's description."""
        return self._words

    def announce(self) -> None:
        """Let a screen reader say it when silent; call once when it appears."""
        announce(self, self._words)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        area = self.rect().toRectF()
        paint.box(painter, area, t.RADIUS_CONTROL, t.SOFT_OF[self._look.tone])
        _bar(painter, area, self._look.tone, t.RADIUS_CONTROL)
        painter.end()


class EmptyState(QWidget):
    """Nothing here: drawing, sentence, why, one action (and perhaps a second, quieter one)."""

    def __init__(
        self,
        title: str,
        why: str,
        *,
        action: Button | None = None,
        second: Button | None = None,
        done: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(_Papers(done), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(14)
        self._title = WrapLabel(title, size=t.SIZE_PAGE, weight=t.SEMIBOLD, tone="text")
        self._why = WrapLabel(why, size=t.SIZE_CARD, tone="text2")
        for label in (self._title, self._why):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setMaximumWidth(470)
            holder = QHBoxLayout()
            holder.addStretch(1)
            holder.addWidget(label, 8)
            holder.addStretch(1)
            column.addLayout(holder)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        for button in (action, second):
            if button is not None:
                row.addWidget(button)
        row.addStretch(1)
        column.addSpacing(10)
        column.addLayout(row)
        column.addStretch(3)

    def set_words(self, title: str, why: str) -> None:
        """Other words."""
        self.setAccessibleName(title)
        self._title.setText(title)
        self._why.setText(why)


class _Papers(QWidget):
    def __init__(self, done: bool) -> None:
        super().__init__()
        self._done = done
        self.setFixedSize(124, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        for angle, shift in ((-8, -27), (8, 27)):
            painter.save()
            painter.translate(62 + shift, 48)
            painter.rotate(angle)
            paint.box(painter, QRectF(-28, -38, 56, 76), 6, "soft", "softline", 1.5)
            painter.restore()
        paint.box(painter, QRectF(30, 6, 64, 82), 7, "surface", "softline", 1.5)
        pen = QPen(theme.colour("softline"), 3)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for row, right in enumerate((80, 80, 67)):
            painter.drawLine(QPointF(43, 25 + 13 * row), QPointF(right, 25 + 13 * row))
        if self._done:
            paint.box(painter, QRectF(70, 56, 38, 38), 19, "bg")
            paint.box(painter, QRectF(73, 59, 32, 32), 16, "gauge1")
            paint.symbol(painter, "check", "#FFFFFF" if not theme.tokens().dark else "#0F1A14", 79, 75, 20)
        painter.end()


class SignatureCard(QWidget):
    """One signature: office seal, wet signature or BSrE, each with its own icon, word and tone."""

    ICONS = {"seal": "stamp", "wet": "pen-line", "bsre": "badge-check", "empty": "circle-dashed"}

    def __init__(
        self,
        kind: Literal["seal", "wet", "bsre", "empty"],
        title: str,
        verdict: str,
        lines: Sequence[str] = (),
        *,
        tone: str = "ok",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(". ".join((title, verdict, *lines)))
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 10, 11, 9)
        row.setSpacing(11)
        row.addWidget(IconTile(self.ICONS[kind], tone, 30), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(WrapLabel(title, weight=t.SEMIBOLD, tone="text"))
        ink = tone if tone != "grey" else "text2"
        column.addWidget(WrapLabel(verdict, size=t.SIZE_META, weight=t.SEMIBOLD, tone=ink))
        for line in lines:
            column.addWidget(WrapLabel(line, size=t.SIZE_META))
        row.addLayout(column, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, "surface", "line")
        painter.end()


class VerdictCard(QWidget):
    """The one verdict over a checked document: an icon, a short sentence, and why."""

    def __init__(self, title: str, text: str, *, tone: str = "ok", icon: str = "shield-check") -> None:
        super().__init__()
        self.tone = tone
        self.setAccessibleName(f"{title}. {text}")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 11)
        column.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Icon(icon, tone, 20), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(WrapLabel(title, size=t.SIZE_PANE, weight=t.SEMIBOLD, tone=tone), 1)
        column.addLayout(head)
        column.addWidget(WrapLabel(text, size=t.SIZE_META, tone="text"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, t.SOFT_OF[self.tone])
        painter.end()


class Bar(QWidget):
    """A thin bar of parts; `sentence` says the same in words."""

    def __init__(self, height: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[tuple[float, str]] = []
        self._whole = 1.0
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, parts: Sequence[tuple[float, str]], whole: float, sentence: str) -> None:
        """Parts as (amount, colour token) of `whole`."""
        self._parts, self._whole = list(parts), max(whole, 1e-9)
        self.setAccessibleName(sentence)
        self.setToolTip(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        area = self.rect().toRectF()
        path = QPainterPath()
        path.addRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setClipPath(path)
        painter.fillRect(area, theme.colour("greysoft"))
        x = 0.0
        for amount, tone in self._parts:
            width = area.width() * min(1.0, amount / self._whole)
            painter.fillRect(QRectF(x, 0, width, area.height()), QColor(theme.colour(tone)))
            x += width
        painter.end()
