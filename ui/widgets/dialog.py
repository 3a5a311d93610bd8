"""Dialogs, only for a stop: what happened, what is safe, the record, the next step.

All open without a nested event loop (`open`) and answer by `accepted` and `rejected`, so a test presses
their buttons like a person does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain import reasons
from desktop_app.errors import Unavailable, WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.button import Button, Kind
from ui.widgets.flow import Roll, clear
from ui.widgets.focus import FocusRing, focus_chain
from ui.widgets.labels import Icon, Label, WrapLabel


class Scrim(QWidget):
    """Darkens a window while a dialog waits for an answer."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        parent = self.parentWidget()
        if event.type() == QEvent.Type.Resize and parent is not None:
            self.setGeometry(parent.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(20, 21, 26, 92))
        painter.end()


class Dialog(QDialog):
    """A card in the middle of its window: icon and title, `body`, and a row of buttons."""

    own_order = False
    """Whether the dialog itself says in which order Tab goes through it."""

    secret = False
    """Whether it shows what lets in: a locked screen ends it, and nobody finds it again."""

    def __init__(
        self, parent: QWidget | None, title: str, *, icon: str = "", tone: str = "text", width: int = 620
    ) -> None:
        super().__init__(parent.window() if parent is not None else None)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setModal(True)
        self._scrim: Scrim | None = None
        self._width = width
        outer = QVBoxLayout(self)
        outer.setContentsMargins(26, 24, 26, 20)
        outer.setSpacing(16)
        head = QHBoxLayout()
        head.setSpacing(16)
        if icon:
            head.addWidget(Icon(icon, tone, 26), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(10)
        self.heading = WrapLabel(title, size=18, weight=t.SEMIBOLD, tone="text")
        column.addWidget(self.heading)
        inside = QWidget()
        self._scroll = Roll(inside)
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(10)
        inside.installEventFilter(self)
        column.addWidget(self._scroll)
        head.addLayout(column, 1)
        outer.addLayout(head)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        self._buttons.addStretch(1)
        outer.addLayout(self._buttons)
        self._default: Button | None = None
        self._ring = FocusRing(self)

    def add_button(
        self, words: str, *, kind: Kind = "secondary", icon: str = "", key: str = "", left: bool = False
    ) -> Button:
        """A button of the row; what it does is up to the caller. `left` puts it before the gap."""
        button = Button(words, kind=kind, icon=icon, key=key)
        if left:
            self._buttons.insertWidget(0, button)
        else:
            self._buttons.addWidget(button)
        return button

    def set_default(self, button: Button) -> None:
        """The button Enter presses wherever the focus is; never a destructive one."""
        self._default = button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._default is not None and self._default.isEnabled():
                self._default.click()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        if parent is not None:
            if self._scrim is None:
                self._scrim = Scrim(parent.window())
            room = parent.window().size()
            self.setFixedWidth(min(self._width, max(320, room.width() - 32)))
        self._fit()
        super().showEvent(event)
        self._fit()
        if self._default is not None and self.focusWidget() is None:
            self._default.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    def fill(self, spare: int) -> None:
        """The window leaves so many pixels beside what is in the dialog, or lacks them: for what may grow."""

    def _order(self) -> None:
        """Tab and Enter go through the body, then to what the dialog is for, then to the other buttons: Qt
        goes by the order in which widgets were made, and the buttons may come before the fields."""
        chain = focus_chain(self)
        inside = [each for each in chain if self._scroll.isAncestorOf(each)]
        if not inside or self.own_order:
            return
        last = chain.index(inside[-1])
        outside = [*chain[last:], *chain[:last]]
        below = [each for each in outside if isinstance(each, Button) and each.parentWidget() is self]
        meant = [each for each in below if each.kind in ("primary", "danger")]
        wanted = [*meant, *(each for each in below if each not in meant)]
        for button in reversed(wanted if wanted != chain[last + 1 :] else []):
            QWidget.setTabOrder(inside[-1], button)  # all after the last field: Qt passes over later places

    def _fit(self) -> None:
        """As high as what is in it; in a low window the body scrolls, heading and buttons stay."""
        layout, parent = self.layout(), self.parentWidget()
        self._order()
        if layout is not None:
            room = parent.window().height() - 24 if parent is not None else 10_000
            # no bar while measuring: one that comes and goes would take its width for a moment
            self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._scroll.setFixedHeight(0)
            layout.activate()
            around = _height(layout, self.width())
            most = max(room - around, 60)
            self.fill(most - _height(self.body, self._scroll.width()))
            inside = _height(self.body, self._scroll.width())
            self._scroll.setFixedHeight(min(inside, most))
            if inside > most:
                self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            layout.activate()
            self.resize(self.width(), _height(layout, self.width()))
        if parent is not None:
            middle = (
                parent.window().geometry().center()
                if parent.window().isVisible()
                else parent.geometry().center()
            )
            self.move(middle - self.rect().center())

    def hideEvent(self, event: QHideEvent) -> None:
        if self._scrim is not None:
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_DIALOG, "surface", "line")
        painter.end()


def _height(layout: QLayout, width: int) -> int:
    """The height a layout needs at `width`."""
    wanted = (
        layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
    )
    return max(wanted, layout.totalMinimumSize().height())


@dataclass(frozen=True)
class Fact:
    """A line of the facts table. A `private` value is shown, but left out of *Salin rincian*."""

    label: str
    value: str
    private: bool = False


class FactsTable(QWidget):
    """Label and value in two columns on a sunken ground, or bare."""

    def __init__(
        self, facts: Sequence[Fact] = (), *, framed: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._framed = framed
        self._grid = QGridLayout(self)
        margins = (14, 10, 14, 10) if framed else (0, 0, 0, 0)
        self._grid.setContentsMargins(*margins)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        clear(self._grid)
        top = Qt.AlignmentFlag.AlignTop
        for row, fact in enumerate(facts):
            self._grid.addWidget(Label(fact.label, size=t.SIZE_META, tone="text2"), row, 0, top)
            value = WrapLabel(fact.value, weight=t.MEDIUM, tone="text")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(value, row, 1, top)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._framed:
            return
        painter = paint.start(self)
        paint.box(painter, QRectF(self.rect()), t.RADIUS_INSET, "sunken", "line")
        painter.end()


class StopDialog(Dialog):
    """Something could not be done: title, what happened and what is safe, facts, next step, buttons.

    `accepted` is the action, `rejected` is *Tutup*. With ``danger`` the action is red and Enter closes.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        *,
        facts: Sequence[Fact] = (),
        next_step: str = "",
        action: str = "",
        action_icon: str = "",
        close: str = "",
        code: str = "",
        tone: str = "bad",
        icon: str = "octagon-alert",
        danger: bool = False,
        copyable: bool = True,
    ) -> None:
        super().__init__(parent, title, icon=icon, tone=tone)
        self._facts, self._code = tuple(facts), code
        self.setAccessibleDescription(text)
        self.body.addWidget(WrapLabel(text, tone="text"))
        if facts:
            self.body.addSpacing(4)
            self.body.addWidget(FactsTable(facts))
            self.body.addSpacing(4)
        if next_step:
            self.body.addWidget(Label(tr("Langkah berikutnya"), weight=t.SEMIBOLD))
            self.body.addWidget(WrapLabel(next_step, tone="text2"))
        if copyable:
            copy = self.add_button(tr("Salin rincian"), icon="copy", left=True)
            copy.clicked.connect(self.copy_details)
            self.copy_button = copy
        plain = not action or danger
        self.close_button = self.add_button(close or tr("Tutup"), key="Esc")
        self.close_button.clicked.connect(self.reject)
        self.action_button: Button | None = None
        if action:
            kind: Kind = "danger" if danger else "primary"
            self.action_button = self.add_button(
                action, kind=kind, icon=action_icon, key="" if danger else "Enter"
            )
            self.action_button.clicked.connect(self.accept)
        self.set_default(self.close_button if plain or self.action_button is None else self.action_button)

    @classmethod
    def for_error(cls, parent: QWidget | None, title: str, error: WiraError) -> StopDialog:
        """The dialog of a refusal or of something out of reach."""
        facts: list[Fact] = []
        if error.record:
            facts.append(Fact(tr("Yang bersangkutan"), error.record, private=True))
        if error.code.startswith("E_"):  # what helpers ask for; our own names for refusals are no words
            facts.append(Fact(tr("Kode"), error.code))
        icon = "plug-zap" if isinstance(error, Unavailable) else "octagon-alert"
        return cls(
            parent, title, error.message, facts=facts, next_step=error.next_step, code=error.code, icon=icon
        )

    @classmethod
    def asking(
        cls,
        parent: QWidget | None,
        title: str,
        text: str,
        *,
        action: str,
        facts: Sequence[Fact] = (),
        next_step: str = "",
        action_icon: str = "",
        close: str = "",
        danger: bool = False,
    ) -> StopDialog:
        """The question before a step that is not taken lightly; gone once it is answered."""
        dialog = cls(
            parent,
            title,
            text,
            facts=facts,
            next_step=next_step,
            action=action,
            action_icon=action_icon,
            close=close or tr("Batal"),
            tone="warn",
            icon="triangle-alert",
            danger=danger,
            copyable=False,
        )
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def details(self) -> str:
        """What *Salin rincian* copies: the code and the facts that name nobody."""
        lines = [self._code] if self._code else []
        lines += [f"{fact.label}: {fact.value}" for fact in self._facts if not fact.private]
        return "\n".join(lines)

    def copy_details(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.details())


class ReasonDialog(Dialog):
    """Asks for one reason; the action stays shut until others understand it. `reason()` once `accepted`."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        *,
        label: str = "",
        action: str,
        suggestions: Sequence[str] = (),
        danger: bool = False,
    ) -> None:
        super().__init__(parent, title, width=520)
        self.body.addWidget(WrapLabel(text, tone="text2"))
        name = label or tr("Alasan")
        caption = Label(name, weight=t.MEDIUM, tone="text2")
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.field.setMaxLength(300)
        self.field.setPlaceholderText(tr("yang dimengerti orang lain, sedikitnya {n} huruf", n=reasons.LEAST))
        caption.setBuddy(self.field)
        self.body.addWidget(caption)
        self.body.addWidget(self.field)
        for words in suggestions:
            choice = Button(words, kind="link")
            choice.clicked.connect(lambda _checked=False, words=words: self._take(words))
            self.body.addWidget(choice, 0, Qt.AlignmentFlag.AlignLeft)
        self.problem = WrapLabel("", tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        cancel = self.add_button(tr("Batal"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.action_button = self.add_button(action, kind="danger" if danger else "primary", key="Enter")
        self.action_button.clicked.connect(self.accept)
        self.action_button.setEnabled(False)
        self.set_default(self.action_button)
        self.field.textChanged.connect(self._check)
        self.field.setFocus()

    def reason(self) -> str:
        """What was written, trimmed."""
        return " ".join(self.field.text().split())

    def show_problem(self, error: WiraError) -> None:
        """Open again with the reason of the refusal; what was written stays. Whoever opened it lets it live
        until the deed is done."""
        self.problem.setText(str(error))
        self.problem.show()
        self.open()
        self.field.setFocus()
        self._fit()

    def _take(self, words: str) -> None:
        self.field.setText(words)
        self.field.setFocus()

    def _check(self) -> None:
        self.problem.hide()
        self.action_button.setEnabled(reasons.meaningful(self.reason()))
