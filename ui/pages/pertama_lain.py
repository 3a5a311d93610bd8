"""First run: the sample city, and putting a backup back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.pages.pertama_step import Step, head
from ui.widgets.button import Button
from ui.widgets.card import Card, FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Fact, FactsTable, StopDialog
from ui.widgets.fields import PasswordField
from ui.widgets.form import Form
from ui.widgets.labels import WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.worker import Progress, Task, Worker

SAMPLE_APPLICANTS = 60
SAMPLE_STEPS = 17
"""About how many sentences the making of the city says; the bar follows them."""


class _Ending(Step):
    """A step that ends with an open office."""

    opened = Signal(object)

    def _frame(self, title: str, text: str) -> QVBoxLayout:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(14)
        column.addLayout(head(title, text))
        return column

    def _row(self, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        self.leave = Button(tr("Kembali"), key="Esc")
        self.leave.clicked.connect(self.back)
        self.button = Button(words, kind="primary", key="Ctrl+Enter", height=36)
        self.button.clicked.connect(self.finish)
        row.addWidget(self.leave)
        row.addStretch(1)
        row.addWidget(self.button)
        return row

    def first_focus(self) -> QWidget | None:
        return self.button


class SampleStep(_Ending):
    """Makes the sample city beside the real folder, and opens one kelurahan of it."""

    def __init__(self, worker: Worker, home: Path, cost: Any, *, applicants: int = SAMPLE_APPLICANTS) -> None:
        super().__init__()
        self._worker, self._cost, self._applicants = worker, cost, applicants
        self.folder = home.with_name(f"{home.name}-contoh")
        self._task: Task[Any] | None = None
        self._city: Any = None
        self._said = 0
        column = self._frame(
            tr("Coba dengan data contoh"),
            tr(
                "Wira membuat DKUM dan tiga kelurahan dengan orang rekaan, lengkap dengan berkas dan putusan."
            ),
        )
        self.card = Card(tr("Kota contoh"))
        self.card.body.addWidget(
            WrapLabel(
                tr("Data contoh disimpan di {folder} dan dapat dihapus kapan saja.", folder=self.folder)
            )
        )
        self.strip = ProgressStrip()
        self.card.body.addWidget(self.strip)
        self.said = WrapLabel("", size=t.SIZE_META)
        self.card.body.addWidget(self.said)
        self.facts = FactsTable()
        self.facts.hide()
        self.card.body.addWidget(self.facts)
        column.addWidget(self.card)
        column.addStretch(1)
        column.addLayout(self._row(tr("Buat kota contoh")))

    def may_leave(self) -> bool:
        return self._task is None or self._task.finished

    def finish(self) -> None:
        """Make the city; afterwards open it."""
        if not self.button.isEnabled():
            return
        if self._city is not None:
            self._open()
            return
        self.button.setEnabled(False)
        self.leave.setEnabled(False)
        self._task = self._worker.run(
            self._make, self._made, self._refused, self._progress, cancelled=self._stopped, owner=self
        )
        self.strip.begin(tr("Membuat kota contoh"), cancel=self._task.cancel)
        for button in self.strip.findChildren(Button):
            button.setFocus(Qt.FocusReason.OtherFocusReason)  # once it shows

    def _make(self, progress: Progress) -> Any:
        from desktop_app.demo.city import build_city
        from desktop_app.keys.slots import DEFAULT_COST

        self._said = 0

        def say(sentence: str) -> None:
            self._said += 1
            progress.step(min(self._said, SAMPLE_STEPS), SAMPLE_STEPS, sentence)

        return build_city(self.folder, applicants=self._applicants, say=say, cost=self._cost or DEFAULT_COST)

    def _progress(self, done: int, total: int, sentence: str) -> None:
        self.strip.step(done, total, tr("{done} dari {total}", done=done, total=total))
        self.said.setText(sentence)

    def _ready(self) -> None:
        self.button.setEnabled(True)
        self.leave.setEnabled(True)

    def _stopped(self) -> None:
        self.strip.finish(tr("Pembuatan kota contoh dihentikan."))
        self._ready()

    def _refused(self, error: WiraError) -> None:
        self.strip.finish()
        self._ready()
        StopDialog.for_error(self, tr("Kota contoh belum dapat dibuat"), error).open()

    def _made(self, city: Any) -> None:
        from desktop_app.demo.cast import KELURAHAN

        self._city = city
        self.said.setText("")
        self.strip.finish(tr("Kota contoh selesai dibuat."))
        self.facts.set_facts(
            [
                Fact(tr("Kata sandi semua petugas contoh"), city.passphrase),
                Fact(tr("Petugas"), ", ".join(city.people[KELURAHAN[0].code])),
                Fact(tr("Folder"), str(self.folder)),
            ]
        )
        self.facts.show()
        self._ready()
        self.button.set_text(tr("Buka Kelurahan Kukusan"))
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self) -> None:
        from desktop_app.demo.cast import KELURAHAN
        from desktop_app.office import open_office

        staff, city = KELURAHAN[0], self._city
        self.button.setEnabled(False)
        self._worker.run(
            lambda _progress: open_office(city.homes[staff.code], staff.operator, city.passphrase),
            self.opened.emit,
            self._refused,
            owner=self,
        )


class RestoreStep(_Ending):
    """Looks at a backup first, then puts it back for somebody who can open it."""

    def __init__(self, worker: Worker, home: Path, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._worker, self._home, self._clock = worker, home, clock
        self._info: Any = None
        column = self._frame(
            tr("Pulihkan dari cadangan"),
            tr("Pilih berkas cadangan. Tidak ada yang diubah sebelum Anda melihat isinya."),
        )
        self.card = Card(tr("Berkas cadangan"))
        self.pick = Button(tr("Pilih berkas cadangan"), icon="folder-open", key="F2", bind=True)
        self.pick.clicked.connect(self._choose)
        self.card.body.addWidget(self.pick, 0, Qt.AlignmentFlag.AlignLeft)
        self.facts = FactsTable()
        self.facts.hide()
        self.card.body.addWidget(self.facts)
        column.addWidget(self.card)
        self.who = Card(tr("Siapa yang membuka cadangan ini"))
        self.who.hide()
        column.addWidget(self.who)
        self.without = Card(tr("Bila tidak ada cadangan"))
        self.without.body.addWidget(
            WrapLabel(
                tr(
                    "Kembali dan pilih Kantor kelurahan, lalu bawa permintaan pendaftarannya ke DKUM. DKUM "
                    "mencabut komputer lama dan mengirim kembali semua yang pernah sampai di sana."
                )
            )
        )
        column.addWidget(self.without)
        column.addStretch(1)
        column.addLayout(self._row(tr("Pulihkan")))
        self.button.setEnabled(False)

    def first_focus(self) -> QWidget | None:
        return self.pick

    def may_leave(self) -> bool:
        return self.leave.isEnabled()

    def _choose(self) -> None:
        from ui.dialogs.pick import pick_files

        kinds = tr("Cadangan Wira (*.tar)")
        pick_files(
            self, tr("Pilih berkas cadangan"), str(Path.home()), kinds, lambda paths: self.look(paths[0])
        )

    def look(self, path: Path) -> None:
        """Show whose backup it is."""
        from desktop_app.actions.backup import look_at_backup

        self._worker.ask(
            lambda _p: look_at_backup(path), self._looked, self._refused, owner=self, key="backup"
        )

    def _looked(self, info: Any) -> None:

        from ui.dialogs.restore import facts_of

        self._info = info
        self.facts.set_facts(facts_of(info, self._clock()))
        self.facts.show()
        self._ask_person(info.people)
        self.button.setEnabled(True)

    def _ask_person(self, people: tuple[str, ...]) -> None:
        while self.who.body.count() > 1:
            item = self.who.body.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        form = Form()
        self.name = SegmentedChoice(tr("Petugas"), [Option(name, name) for name in people])
        self.name.set_value(people[0] if people else "")
        form.row(tr("Petugas"), self.name)
        self.field = PasswordField(tr("Kata sandi"))
        self.row = form.row(
            tr("Kata sandi"), self.field, hint=tr("Kata sandi yang berlaku saat cadangan dibuat.")
        )
        self.field.textEdited.connect(lambda _text: self.row.set_findings([]))
        self.who.body.addWidget(form)
        self.who.show()
        self.without.hide()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Restore, then come in."""
        if not self.button.isEnabled() or self._info is None:
            return
        from desktop_app.actions.backup import restore_backup
        from desktop_app.office import open_office

        info, name, passphrase = self._info, self.name.value(), self.field.text()

        def restore(_progress: Progress) -> Any:
            restore_backup(info.path, self._home, name, passphrase)
            return open_office(self._home, name, passphrase, clock=self._clock)

        self.button.setEnabled(False)
        self.leave.setEnabled(False)
        self.button.set_text(tr("Memulihkan"))
        self._worker.run(restore, self.opened.emit, self._refused, owner=self)

    def _refused(self, error: WiraError) -> None:
        self.leave.setEnabled(True)
        self.button.set_text(tr("Pulihkan"))
        self.button.setEnabled(self._info is not None)
        if error.code in ("passphrase", "passphrase_early"):
            self.row.set_findings([FindingCard("block", error.message, error.next_step)], "bad")
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.field.selectAll()
            return
        StopDialog.for_error(self, tr("Cadangan belum dapat dipulihkan"), error).open()
