"""Notices inside the window: the toast for a success, the banner for what concerns the whole office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPaintEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QSizePolicy, QStyle, QWidget

from resources.i18n import tr
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.button import Button, IconButton
from ui.widgets.labels import Icon, Label, WrapLabel


def announce(widget: QWidget, sentence: str) -> None:
    """Let a screen reader say `sentence` when it is next silent."""
    if sentence:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


def motion_wanted(widget: QWidget) -> bool:
    """Whether the system allows short fades."""
    return bool(widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget))


class Toast(QWidget):
    """A success for six seconds at the bottom of its parent, with *Urungkan* when it can be undone."""

    undone = Signal()
    taken = Signal(int)
    """So many pixels at the left of the bar it lies in; 0 once it is gone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._undo: Callable[[], None] | None = None
        self.bar: QWidget | None = None
        """The key bar in which it takes the place of the sentence at the left, where there is one."""
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 1, 10, 1)
        row.setSpacing(10)
        self._icon = Icon("circle-check", "ok", 18)
        self._label = Label(weight=t.MEDIUM)
        self._button = Button(tr("Urungkan"), kind="link")
        self._button.setFixedHeight(28)
        self._close = IconButton("x", tr("Tutup pemberitahuan"), side=28)
        for widget in (self._icon, self._label, self._button, self._close):
            row.addWidget(widget)
        self._button.clicked.connect(self._undo_now)
        self._close.clicked.connect(self.dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(t.TOAST_MS)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    def show_text(self, sentence: str, undo: Callable[[], None] | None = None) -> None:
        """Show `sentence`; an earlier toast is replaced."""
        self._undo = undo
        self._label.setText(sentence)
        self._button.setVisible(undo is not None)
        self.setAccessibleName(sentence)
        self.adjustSize()
        self.show()
        self.place()
        self.raise_()
        self._fade_in()
        self._timer.start()
        announce(self, sentence)

    def text(self) -> str:
        """The sentence shown."""
        return self._label.text()

    def undo_button(self) -> Button:
        """The button that undoes."""
        return self._button

    def place(self) -> None:
        """Within the key bar, which makes room at its left: neither a page's own buttons nor anything that
        is read lies below it."""
        parent = self.parentWidget()
        if parent is not None:
            bar = self.bar
            left = bar.mapTo(parent, QPoint(0, 0)).x() + 8 if bar is not None and bar.isVisible() else None
            width = min(self.sizeHint().width(), parent.width() - (left or 12) - 12)
            self.resize(width, self.sizeHint().height())
            x = left if left is not None else (parent.width() - width) // 2
            self.move(x, parent.height() - self.height())
            if left is not None and not self.isHidden():
                self.taken.emit(self.width() + 8)

    def dismiss(self) -> None:
        """Go away."""
        self._timer.stop()
        self._undo = None
        self.hide()
        self.taken.emit(0)

    def _undo_now(self) -> None:
        undo, self._undo = self._undo, None
        self.dismiss()
        if undo is not None:
            undo()
            self.undone.emit()

    def _fade_in(self) -> None:
        if not motion_wanted(self):
            return
        effect = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(effect)
        fade = QPropertyAnimation(effect, b"opacity", self)
        fade.setDuration(t.FADE_MS)
        fade.setStartValue(0.0)
        fade.setEndValue(1.0)
        fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        fade.finished.connect(lambda: self.setGraphicsEffect(None))  # type: ignore[arg-type]
        fade.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, "surface", "edge")
        painter.end()


@dataclass(frozen=True)
class BannerSpec:
    """An office-wide fact: disk nearly full, directory old."""

    text: str
    tone: str = "warn"
    icon: str = "triangle-alert"
    action: str = ""
    on_action: Callable[[], None] | None = None


class Banner(QWidget):
    """A strip over the page that stays until its cause is gone."""

    def __init__(self, spec: BannerSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = spec.tone
        self.setAccessibleName(spec.text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(10)
        row.addWidget(Icon(spec.icon, spec.tone, 18))
        row.addWidget(WrapLabel(spec.text, tone="text"), 1)
        if spec.action:
            button = Button(spec.action, kind="link")
            if spec.on_action is not None:
                button.clicked.connect(lambda: spec.on_action and spec.on_action())
            row.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(
            painter, self.rect().toRectF(), t.RADIUS_INSET, t.SOFT_OF[self._tone], t.LINE_OF[self._tone]
        )
        painter.end()


class SavedPill(QWidget):
    """The round green sentence of the header: what is saved, and since when. Not announced while typing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 13, 0)
        row.setSpacing(7)
        self._icon = Icon("circle-check", "ok", 16)
        self._label = Label(size=t.SIZE_META, weight=t.MEDIUM, tone="ok")
        self._tone = "ok"
        row.addWidget(self._icon)
        row.addWidget(self._label)
        self.setFixedHeight(28)

    def set(self, sentence: str, tone: str = "ok", icon: str = "circle-check") -> None:
        """Show `sentence`."""
        self._tone = tone
        self._icon.set(icon, tone)
        self._label.set_tone(tone)
        self._label.setText(sentence)
        self.setAccessibleName(sentence)
        self.update()

    def text(self) -> str:
        """The sentence shown."""
        return self._label.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), self.height() / 2, t.SOFT_OF[self._tone])
        painter.end()
