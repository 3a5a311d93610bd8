"""Masuk and Kunci: who are you, and the passphrase or PIN. Nothing of an applicant is shown here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from desktop_app.keys.attempts import try_again_in
from resources.i18n import tr
from ui import tokens as t
from ui.widgets.button import Button
from ui.widgets.card import Card, FindingCard
from ui.widgets.fields import PasswordField
from ui.widgets.flow import Roll, clear
from ui.widgets.labels import Avatar, Label, WrapLabel
from ui.widgets.mark import Mark
from ui.widgets.toast import SavedPill

Mode = Literal["passphrase", "pin"]

WIDTH = 412
_LISTED = 6
"""So many names stand without scrolling."""


class LockScreen(QWidget):
    """Signals: `passphrase_given(name, passphrase)`, `pin_given(pin)`, `forgotten` where a passphrase is, and
    `check_asked` where somebody only wants to know whether a paper is sound.

    `about` stands below the name (roles and office), `note` says what is safe, `foot` why it is locked.
    """

    passphrase_given = Signal(str, str)
    pin_given = Signal(str)
    forgotten = Signal()
    check_asked = Signal()

    def __init__(
        self,
        office: str,
        people: Sequence[str],
        *,
        chosen: str = "",
        mode: Mode = "passphrase",
        about: str = "",
        note: str = "",
        foot: str = "",
        told: tuple[str, str] = ("", ""),
        locked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Masuk ke {office}", office=office))
        self._office, self._about, self._locked = office, about, locked
        self._people = list(people)
        self._chosen = chosen if chosen in self._people else ""
        if len(self._people) == 1:
            self._chosen = self._people[0]
        self._before = self._chosen
        self.mode: Mode = mode
        self._wait: Callable[[], int] | None = None
        self._told = ""
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count_down)
        self._build(note, foot, told)
        reveal = QShortcut("F8", self)
        reveal.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        reveal.activated.connect(self.reveal)
        check = QShortcut("Ctrl+D", self)
        check.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        check.activated.connect(lambda: self.check_button.click())
        self._show_chosen()

    # --- building

    def _build(self, note: str, foot: str, told: tuple[str, str]) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        inside = QWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Roll(inside))
        outer = QVBoxLayout(inside)
        outer.setSpacing(0)
        outer.addStretch(5)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addStretch(1)
        head.addWidget(Mark(34))
        title = tr("Wira terkunci") if self._locked else tr("Masuk ke Wira")
        head.addWidget(Label(title, size=t.SIZE_PANE, weight=t.SEMIBOLD))
        head.addStretch(1)
        outer.addLayout(head)
        outer.addSpacing(18)
        if told[0]:
            self.told = FindingCard("reason", *told)
            self.told.setFixedWidth(WIDTH)
            outer.addWidget(self.told, 0, centre)
            outer.addSpacing(12)
        card = Card(padding=34)
        card.body.setContentsMargins(34, 28, 34, 20)
        card.setFixedWidth(WIDTH)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._names())
        self._stack.addWidget(self._ask())
        card.body.addWidget(self._stack)
        outer.addWidget(card, 0, centre)
        outer.addSpacing(18)
        self.pill = SavedPill()
        self.pill.set(note)
        outer.addWidget(self.pill, 0, centre)
        self.pill.setVisible(bool(note))
        self.check_button = Button(
            tr("Periksa dokumen tanpa masuk"), kind="quiet", icon="shield-check", key="Ctrl+D"
        )
        self.check_button.clicked.connect(self.check_asked)
        outer.addSpacing(8)
        outer.addWidget(self.check_button, 0, centre)
        outer.addStretch(6)
        outer.addWidget(Label(foot, size=t.SIZE_META, tone="text2"), 0, centre)
        outer.addSpacing(16)

    def _names(self) -> QWidget:
        """One button for each person; arrows move between them, Enter goes on to the passphrase."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Label(tr("Siapa yang bertugas?"), size=t.SIZE_PANE, weight=t.SEMIBOLD))
        column.addWidget(WrapLabel(self._office))
        inside = QWidget()
        inside.setObjectName("body")
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(4, 4, 4, 4)
        lines.setSpacing(8)
        self.names: list[Button] = []
        for name in self._people:
            line = QHBoxLayout()
            line.setSpacing(10)
            line.addWidget(Avatar(name, 32))
            button = Button(name, height=36)
            button.clicked.connect(lambda _checked=False, name=name: self.choose(name))
            button.installEventFilter(self)
            self.names.append(button)
            line.addWidget(button, 1)
            lines.addLayout(line)
        if len(self._people) <= _LISTED:
            column.addWidget(inside)
        else:
            area = Roll(inside)
            area.setAccessibleName(tr("Petugas kantor ini"))
            area.setMinimumHeight(44 * _LISTED)
            column.addWidget(area)
        column.addStretch(1)
        return box

    def _ask(self) -> QWidget:
        centre = Qt.AlignmentFlag.AlignHCenter
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._avatar = Avatar("", 60)
        column.addWidget(self._avatar, 0, centre)
        column.addSpacing(14)
        self._name = Label("", size=t.SIZE_PAGE, weight=t.SEMIBOLD)
        column.addWidget(self._name, 0, centre)
        column.addSpacing(2)
        self._sub = WrapLabel("")
        self._sub.setAlignment(centre)
        column.addWidget(self._sub)
        column.addSpacing(20)
        self._label = Label("", weight=t.MEDIUM, tone="text2")
        column.addWidget(self._label)
        column.addSpacing(5)
        self.field = PasswordField(tr("Kata sandi"))
        self.field.setFixedHeight(38)
        self.field.returnPressed.connect(self._send)
        self._label.setBuddy(self.field)
        column.addWidget(self.field)
        column.addSpacing(6)
        self._finding = QVBoxLayout()
        self._finding.setSpacing(0)
        column.addLayout(self._finding)
        self.forgot = Button(tr("Lupa PIN? Pakai kata sandi Anda."), kind="quiet", icon="eye-off", height=28)
        self.forgot.clicked.connect(lambda: self.set_mode("passphrase"))
        column.addWidget(self.forgot, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(8)
        self.button = Button("", kind="primary", key="Enter", height=38)
        self.button.clicked.connect(self._send)
        column.addWidget(self.button)
        column.addSpacing(8)
        self.other = Button(tr("Ganti petugas"), kind="link")
        self.other.clicked.connect(self.choose_again)
        self.lost = Button(tr("Lupa kata sandi"), kind="link")
        self.lost.clicked.connect(self.forgotten)
        row = QHBoxLayout()
        row.addStretch(1)
        row.setSpacing(20)
        row.addWidget(self.other)
        row.addWidget(self.lost)
        row.addStretch(1)
        column.addLayout(row)
        self.other.setVisible(len(self._people) > 1)
        column.addStretch(1)
        return box

    # --- who

    def chosen(self) -> str:
        """Whose passphrase is asked for; empty while the names are shown."""
        return self._chosen

    def choose_again(self) -> None:
        """Show the names."""
        self._chosen = ""
        self._stop_waiting()
        self._show_chosen()

    def choose(self, name: str) -> None:
        """Ask for the passphrase of `name`."""
        same = name == self._before and self._locked
        self._chosen = name
        if not same:
            self.mode = "passphrase"
        self._stop_waiting()
        self._show_chosen()

    def _show_chosen(self) -> None:
        if not self._chosen:
            self._stack.setCurrentIndex(0)
            targets = [one for one in self.names if one.words() == self._before] or self.names
            for target in targets[:1]:
                self.setFocusProxy(target)
                target.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._avatar.set_name(self._chosen)
        self._name.setText(self._chosen)
        self._sub.setText(self._about if self._chosen == self._before and self._about else self._office)
        self._stack.setCurrentIndex(1)
        self.setFocusProxy(self.field)
        self.set_mode(self.mode)

    def set_mode(self, mode: Mode) -> None:
        """Ask for the PIN, or for the passphrase."""
        self.mode = mode
        self._clear_finding()  # it was about the other one
        pin = mode == "pin"
        self._label.setText(tr("PIN enam angka") if pin else tr("Kata sandi"))
        self.field.setAccessibleName(self._label.text())
        self.field.setMaxLength(6 if pin else 256)
        self.forgot.setVisible(pin)
        self.lost.setVisible(not pin)
        self.button.set_text(tr("Buka kunci") if self._locked else tr("Masuk"))
        self.field.clear()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from name to name."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched in self.names:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                at = [*self.names].index(watched) + step  # type: ignore[arg-type]
                self.names[at % len(self.names)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    # --- answers

    def settle(self) -> None:
        """After an attempt, whatever came of it: never stay shut."""
        if self._busy:
            self.busy(False)

    def busy(self, on: bool) -> None:
        """While the key is being derived."""
        self._busy = on
        self.field.setEnabled(not on)
        self.button.setEnabled(not on)
        self.other.setEnabled(not on)
        self.lost.setEnabled(not on)
        self.check_button.setEnabled(not on)
        words = tr("Buka kunci") if self._locked else tr("Masuk")
        self.button.set_text(tr("Sedang membuka") if on else words)
        if not on and self.isVisible():  # once somebody is in, the focus is the page's
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refusal(self, error: WiraError, wait: Callable[[], int] | None = None) -> None:
        """Beside the field, with what to do. `wait` tells the seconds until the next try is looked at."""
        self.busy(False)
        if error.code in ("pin_spent", "dismissed"):
            self.set_mode("passphrase")
        self._show_finding(error.message, error.next_step, announced=True)
        self.field.set_state("bad", str(error))
        self.field.selectAll()
        if wait is not None and wait() > 0:
            self._wait, self._told = wait, error.message
            self.button.setEnabled(False)
            self._timer.start()

    def _count_down(self) -> None:
        seconds = self._wait() if self._wait is not None else 0
        if seconds > 0:
            self._show_finding(self._told, try_again_in(seconds))
            return
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        self._timer.stop()
        self._wait = None
        self.button.setEnabled(True)
        self._clear_finding()

    def _show_finding(self, title: str, text: str, *, announced: bool = False) -> None:
        self._clear_finding()
        card = FindingCard("block", title, text)
        self._finding.addWidget(card)
        self._finding.addSpacing(6)
        if announced:
            card.announce()

    def _clear_finding(self) -> None:
        self.field.set_state("")
        clear(self._finding)

    def reveal(self) -> None:
        """F8: show what was typed."""
        self.field.reveal()

    def _send(self) -> None:
        typed = self.field.text()
        if self._wait is not None:
            self._count_down()  # what was asked too early is answered, not passed over
        if not typed or not self._chosen or not self.button.isEnabled():
            return
        self._clear_finding()
        if self.mode == "pin":
            self.pin_given.emit(typed)
        else:
            self.passphrase_given.emit(self._chosen, typed)
