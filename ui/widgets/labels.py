"""Labels that are never cut: plain, wrapped with the right height, and elided with a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme
from ui import tokens as t
from ui.widgets import paint


class Label(QLabel):
    """One line of plain text in a size, weight and tone; its minimum is what it needs."""

    def __init__(
        self,
        text: str = "",
        *,
        size: int = t.SIZE_BODY,
        weight: int = t.REGULAR,
        tone: str = "text",
        digits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._face = theme.font(size, weight, digits=digits)
        self.setFont(theme.suited(self._face, text))
        self.setProperty("tone", tone)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        face = theme.suited(self._face, text)
        if face != self.font():
            self.setFont(face)
        super().setText(text)

    def set_tone(self, tone: str) -> None:
        """Colour by token name."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class WrapLabel(Label):
    """Text that wraps and always gets the height its width needs, in any nesting of layouts."""

    NATURAL = 420

    def __init__(
        self,
        text: str = "",
        *,
        size: int = t.SIZE_BODY,
        weight: int = t.REGULAR,
        tone: str = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, size=size, weight=weight, tone=tone, parent=parent)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._fit(self.width())

    def _height(self, width: int) -> int:
        metrics, around = QFontMetrics(self.font()), self.contentsMargins()
        flags = int(Qt.TextFlag.TextWordWrap | self.alignment())
        inner = max(1, width - around.left() - around.right())
        bounds = metrics.boundingRect(0, 0, inner, 100_000, flags, self.text())
        return max(metrics.height(), bounds.height()) + 1 + around.top() + around.bottom()

    def heightForWidth(self, width: int) -> int:
        return self._height(width) if self.text() else 0

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        around = self.contentsMargins()
        width = min(self.NATURAL, metrics.horizontalAdvance(self.text()) + 2 + around.left() + around.right())
        return QSize(width, self._height(width))

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        longest = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(min(longest + 2, 160), metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        # Layouts that ignore height-for-width still honour a minimum.
        if width > 40 and self.text():
            self.setMinimumHeight(self._height(width))
        elif not self.text():
            self.setMinimumHeight(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit(self.width())


class ElidedLabel(QWidget):
    """One line that may be shortened at its end; the whole text is then its tooltip."""

    def __init__(
        self,
        text: str = "",
        *,
        size: int = t.SIZE_BODY,
        weight: int = t.REGULAR,
        tone: str = "text",
        digits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._face = theme.font(size, weight, digits=digits)
        self._tone = tone
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        """The whole text, not what fits."""
        return self._text

    def setText(self, text: str) -> None:
        """Show `text`, elided when there is no room."""
        self._text = text
        self.setAccessibleName(text)
        self._tip()
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Colour by token name."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(paint.width_of(self._face, self._text)) + 1, int(paint.line_height(self._face)) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(48, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tip()

    def _tip(self) -> None:
        self.setToolTip(self._text if self.sizeHint().width() > self.width() + 1 else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.text(painter, self.rect().toRectF(), self._text, self._face, self._tone)
        painter.end()


class Icon(QWidget):
    """A Lucide icon; decoration only, so it has no name of its own and takes no focus."""

    def __init__(self, name: str, tone: str = "text2", size: int = 18, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size = name, tone, size
        self.setFixedSize(size, size)

    def set(self, name: str, tone: str) -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.symbol(painter, self._name, self._tone, 0, self.height() / 2, self._size)
        painter.end()


class IconTile(QWidget):
    """An icon on a soft rounded ground, as before each step on Beranda."""

    def __init__(
        self, name: str, tone: str = "accent", side: int = 34, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setFixedSize(side, side)

    def set(self, name: str, tone: str) -> None:
        """Show another icon in another tone."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, t.SOFT_OF[self._tone])
        size = 18 if self.width() < 40 else 22
        paint.symbol(painter, self._name, self._tone, (self.width() - size) / 2, self.height() / 2, size)
        painter.end()


class Avatar(QWidget):
    """The initials of a person in a circle."""

    def __init__(self, name: str = "", side: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(side, side)

    def set_name(self, name: str) -> None:
        """Show the initials of `name`."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), self.width() / 2, "softline")
        size = t.SIZE_TAG if self.width() < 36 else t.SIZE_PANE
        paint.text(
            painter,
            self.rect().toRectF(),
            initials(self._name),
            theme.font(size, t.SEMIBOLD),
            "accent",
            Qt.AlignmentFlag.AlignHCenter,
            elide=False,
        )
        painter.end()


def initials(name: str) -> str:
    """Up to two initials of a name, titles before a comma or with a full stop left out."""
    words = [word for word in name.split(",")[0].split() if not word.endswith(".")]
    letters = [word[0].upper() for word in words if word[0].isalpha()]
    return "".join(letters[:1] + letters[1:][-1:])
