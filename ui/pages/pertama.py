"""The first run: what this computer is for, asked once, while there is no office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app import __version__
from desktop_app.errors import Refused
from desktop_app.storage.place import require_fit
from resources.i18n import language, tr
from ui import tokens as t
from ui.pages import pertama_kantor, pertama_lain
from ui.pages.base import sequences
from ui.pages.pertama_step import WIDTH, Step
from ui.widgets.button import Button
from ui.widgets.dialog import StopDialog
from ui.widgets.fields import PasswordField
from ui.widgets.flow import Roll
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.mark import Mark
from ui.widgets.steps import ChoiceCard
from ui.worker import Worker

_SAMPLE = 3
"""The choice whose data are gone tomorrow: they may lie anywhere."""


def computer_clock() -> datetime:
    """The computer's clock, in UTC."""
    return datetime.now(UTC)


class FirstRun(QWidget):
    """The four choices and their steps.

    `opened(office)` with an open office and a person in it; `language_chosen(code)`; `check_asked` where
    somebody only wants to know whether a paper is sound; `left` to end the program. `cost` is the price of
    deriving keys, the usual one when None.
    """

    opened = Signal(object)
    language_chosen = Signal(str)
    left = Signal()
    check_asked = Signal()

    def __init__(
        self,
        worker: Worker,
        home: Path,
        *,
        clock: Callable[[], datetime] = computer_clock,
        cost: Any = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker, self.home, self.clock, self.cost = worker, home, clock, cost
        self.setAccessibleName(tr("Selamat datang di Wira"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 8)
        outer.setSpacing(8)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack, 1)
        outer.addLayout(self._foot())
        self.choices = Choices()
        self.choices.chosen.connect(self.choose)
        self.choices.left.connect(self.left)
        self._stack.addWidget(_middle(self.choices))
        self.step: Step | None = None
        self._keys()

    def _keys(self) -> None:
        def bind(keys: str, call: Callable[[], object]) -> None:
            shortcut = QShortcut(self)
            shortcut.setKeys(sequences(keys))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

        bind("Esc", self.go_back)
        bind("Ctrl+Enter", lambda: self.step.finish() if self.step is not None else self.choices.go_on())
        bind("F8", self._reveal)
        bind("Ctrl+D", lambda: self.check_button.click() if self.check_button.isVisible() else None)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        told = tr("Wira {version} · data hanya disimpan di komputer ini, terenkripsi", version=__version__)
        row.addWidget(WrapLabel(told, size=t.SIZE_META), 1)
        self.check_button = Button(
            tr("Periksa dokumen tanpa masuk"), kind="quiet", icon="shield-check", key="Ctrl+D"
        )
        self.check_button.clicked.connect(self.check_asked)
        row.addWidget(self.check_button)
        other = "en" if language() == "id" else "id"
        self.language = Button("English" if other == "en" else "Bahasa Indonesia", kind="quiet")
        self.language.setAccessibleName(
            "Change the language to English" if other == "en" else "Ganti bahasa ke Bahasa Indonesia"
        )
        self.language.clicked.connect(lambda: self.language_chosen.emit(other))
        row.addWidget(self.language)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus()

    def _focus(self) -> None:
        target = self.step.first_focus() if self.step is not None else self.choices.first_focus()
        if target is not None:
            self.setFocusProxy(target)
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, number: int) -> None:
        """Go on with choice 1 to 4. Where the folder cannot be kept this is told before anything is typed."""
        try:
            if number != _SAMPLE:
                require_fit(self.home)
        except Refused as error:
            StopDialog.for_error(self, tr("Kantor tidak dapat dibuat di folder ini"), error).open()
            return
        self._show(self._make(number))

    def _make(self, number: int) -> Step:
        if number in (1, 2):
            form = pertama_kantor.OfficeStep(self.worker, self.home, self.clock, self.cost, city=number == 2)
            form.made.connect(self._made)
            return form
        if number == _SAMPLE:
            sample = pertama_lain.SampleStep(self.worker, self.home, self.cost)
            sample.opened.connect(self.opened)
            return sample
        restore = pertama_lain.RestoreStep(self.worker, self.home, self.clock)
        restore.opened.connect(self.opened)
        return restore

    def _made(self, office: object, recovery: str) -> None:
        step = pertama_kantor.MadeStep(self.worker, office, recovery)
        step.done.connect(lambda: self.opened.emit(office))
        self._show(step)

    def _show(self, step: Step) -> None:
        self._drop()
        self.step = step
        step.back.connect(self.go_back)
        self.language.hide()  # what is typed in a step would be lost
        self.check_button.hide()
        self._stack.addWidget(_middle(step))
        self._stack.setCurrentIndex(self._stack.count() - 1)
        self._focus()

    def _drop(self) -> None:
        while self._stack.count() > 1:
            old = self._stack.widget(1)
            assert old is not None  # counted above
            self._stack.removeWidget(old)
            old.deleteLater()
        self.step = None

    def go_back(self) -> None:
        """Esc: to the choices, while nothing has been made."""
        if self.step is None or not self.step.may_leave():
            return
        self._drop()
        self.language.show()
        self.check_button.show()
        self._stack.setCurrentIndex(0)
        self._focus()

    def _reveal(self) -> None:
        focus = QApplication.focusWidget()
        fields = [one for one in self.findChildren(PasswordField) if one.isVisible()]
        for field in fields:
            if field is focus or focus not in fields:
                field.reveal()


class Choices(QWidget):
    """The four cards; 1 to 4 choose, Enter goes on."""

    chosen = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaximumWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addStretch(1)
        column.addWidget(Mark(56), 0, centre)
        column.addSpacing(12)
        title = Label(tr("Selamat datang di Wira"), size=t.SIZE_WELCOME, weight=t.SEMIBOLD)
        column.addWidget(title, 0, centre)
        about = Label(
            tr("Pendataan calon wirausaha Kota Depok, bekerja tanpa internet."),
            size=t.SIZE_CARD,
            tone="text2",
        )
        column.addWidget(about, 0, centre)
        column.addSpacing(18)
        asked = Label(tr("Komputer ini akan dipakai untuk apa?"), size=t.SIZE_PANE, weight=t.SEMIBOLD)
        column.addWidget(asked, 0, centre)
        column.addSpacing(6)
        column.addLayout(self._cards())
        column.addSpacing(14)
        column.addLayout(self._row())
        column.addStretch(1)

    def _cards(self) -> QGridLayout:
        words = (
            ("house", tr("Kantor kelurahan atau laptop lapangan"),
             tr("Pilih kelurahan dan buat petugas pertama. Entri dan verifikasi langsung bisa; "
                "izin DKUM menyusul lewat berkas.")),
            ("building-2", tr("Kantor DKUM"),
             tr("Hanya sekali untuk kota: membuat kunci induk, kunci pemulihan, dan daftar perangkat.")),
            ("play", tr("Coba dengan data contoh"),
             tr("Kota contoh berisi tiga kelurahan dan orang rekaan. Dapat dihapus kapan saja, "
                "tidak tercampur data sebenarnya.")),
            ("rotate-ccw-clock", tr("Pulihkan dari cadangan"),
             tr("Untuk komputer pengganti. Wira menunjukkan cadangan milik siapa dan dari kapan sebelum "
                "mengubah apa pun.")),
        )  # fmt: skip
        grid = QGridLayout()
        grid.setSpacing(16)
        self.cards: list[ChoiceCard] = []
        for at, (icon, title, text) in enumerate(words):
            card = ChoiceCard(icon, title, text, str(at + 1))
            grid.addWidget(card, at // 2, at % 2)
            self.cards.append(card)
        self.cards[0].setChecked(True)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        return grid

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        leave = Button(tr("Keluar"))
        leave.clicked.connect(self.left)
        self.go = Button(tr("Lanjutkan"), kind="primary", key="Enter", height=36)
        self.go.clicked.connect(self.go_on)
        row.addWidget(leave)
        row.addWidget(self.go)
        row.addStretch(1)
        for card in self.cards:
            enter = QShortcut(card)
            enter.setKeys(sequences("Enter"))
            enter.setContext(Qt.ShortcutContext.WidgetShortcut)
            enter.activated.connect(self.go_on)
        return row

    def first_focus(self) -> QWidget:
        """The card that is chosen."""
        return next((card for card in self.cards if card.isChecked()), self.cards[0])

    def go_on(self) -> None:
        """Enter: to the steps of the chosen card."""
        for number, card in enumerate(self.cards, 1):
            if card.isChecked():
                self.chosen.emit(number)
                return


def _middle(inner: QWidget) -> Roll:
    """`inner` in the middle, as wide as it may be; it scrolls in a low window."""
    frame = QWidget()
    row = QHBoxLayout(frame)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(inner, 1000)
    row.addStretch(1)
    return Roll(frame)
