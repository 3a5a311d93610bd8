"""Cadangan: a checked copy of the office on another disk, the daily one, and how old the last one is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.actions.backup import BackupInfo
from desktop_app.actions.backup_places import Place, forget_place, other_places, step
from desktop_app.actions.lost_blobs import PutBack, put_back_blobs
from desktop_app.actions.safekeeping import BackupSettings, BackupState, LastCopy, backup_state, set_backup
from desktop_app.domain.thinning import DAYS, LIMITS, MONTHS, WEEKS
from desktop_app.errors import WiraError
from resources.i18n import tr, trn
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.dialogs.pick import pick_files, pick_folder
from ui.dialogs.restore import move, restore
from ui.pages.base import KeyHint
from ui.pages.pengaturan_bagian import Section
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Fact, FactsTable, StopDialog
from ui.widgets.flow import Flow
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.progress import ProgressStrip


class BackupSection(Section):
    """F2 makes a backup in the folder of the daily one, or in one that is chosen now and kept for it."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._state: BackupState | None = None
        self.make_button = Button(tr("Buat cadangan"), kind="primary", icon="hard-drive", key="F2")
        self.make_button.clicked.connect(self.primary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        column.addWidget(self._last_card())
        column.addWidget(self._daily_card())
        self.places = Card(tr("Cadangan di folder lain"))
        self.places.hide()
        column.addWidget(self.places)
        column.addWidget(self._other_card())
        column.addWidget(_about_card())
        column.addStretch(1)
        for widget in (self.choose_button, self.forget_button, self.limit):
            widget.setEnabled(bench.may("backup"))
        self.move_button.setEnabled(bench.may("move"))
        self.lost_button.setEnabled(bench.may("lost_files"))
        bench.backups.changed.connect(self._kept_up)

    def _last_card(self) -> Card:
        card = Card(tr("Cadangan terakhir"))
        self.state = WrapLabel("", weight=t.MEDIUM, tone="text")
        card.body.addWidget(self.state)
        self.facts = FactsTable()
        self.facts.hide()
        card.body.addWidget(self.facts)
        self.elsewhere = Button(tr("Simpan ke folder lain"), icon="folder-open")
        self.elsewhere.clicked.connect(lambda: self._choose(self.make))
        card.body.addWidget(self.elsewhere, 0, Qt.AlignmentFlag.AlignLeft)
        self.strip = ProgressStrip()
        card.body.addWidget(self.strip)
        return card

    def _daily_card(self) -> Card:
        card = Card(tr("Cadangan harian"))
        self.folder = WrapLabel("", weight=t.MEDIUM, tone="text")
        card.body.addWidget(self.folder)
        self.problem = WrapLabel("", tone="warn")
        self.problem.hide()
        card.body.addWidget(self.problem)
        self.choose_button = Button(tr("Pilih folder cadangan harian"), icon="folder-open")
        self.choose_button.clicked.connect(lambda: self._choose(self._use))
        self.forget_button = Button(tr("Kosongkan"))
        self.forget_button.clicked.connect(lambda: self._keep(replace(self._wish(), folder="")))
        card.body.addWidget(Flow(self.choose_button, self.forget_button))
        card.body.addWidget(Label(tr("Ruang paling banyak untuk cadangan"), size=t.SIZE_META, tone="text2"))
        self.limit = SegmentedChoice(
            tr("Ruang paling banyak untuk cadangan"), [Option(str(n), tr("{n} GB", n=n)) for n in LIMITS]
        )
        self.limit.chosen.connect(lambda size: self._keep(replace(self._wish(), limit=int(size))))
        card.body.addWidget(self.limit, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _other_card(self) -> Card:
        card = Card(tr("Memulihkan dan pindah"))
        card.body.addWidget(
            WrapLabel(
                tr(
                    "Wira menunjukkan isi dan umur cadangan sebelum mengubah apa pun. Kantor yang "
                    "dipindahkan "
                    "berhenti di komputer ini dan dilanjutkan di komputer baru."
                )
            )
        )
        self.restore_button = Button(tr("Pulihkan dari cadangan"), icon="rotate-ccw-clock")
        self.restore_button.clicked.connect(lambda: self._once_free(lambda: restore(self, self.bench)))
        self.move_button = Button(tr("Pindah ke komputer baru"), icon="arrow-left-right")
        self.move_button.clicked.connect(
            lambda: self._once_free(lambda: move(self, self.bench, self._unmoved))
        )
        self.lost_button = Button(tr("Ambil berkas yang hilang"), icon="file-text")
        self.lost_button.clicked.connect(lambda: self._once_free(self._choose_copy))
        card.body.addWidget(Flow(self.restore_button, self.lost_button, self.move_button))
        return card

    def _choose_copy(self) -> None:
        kinds = tr("Cadangan Wira (*.tar)")
        start = self.bench.backups.newest_folder()
        pick_files(self, tr("Pilih berkas cadangan"), start, kinds, lambda paths: self.put_back(paths[0]))

    def put_back(self, copy: Path) -> None:
        """Put back from a copy what is lost of attachments and papers, and nothing else of it."""
        self._lock(on=True)
        self.strip.begin(tr("Mengambil berkas yang hilang dari cadangan"))
        office = self.bench.office
        self.bench.worker.visit(
            lambda _progress: put_back_blobs(office, copy), self._put_back, self._not_put_back, owner=self
        )

    def _put_back(self, done: PutBack) -> None:
        self._lock(on=False)
        told = " ".join(done.told())
        self.strip.finish(told)
        if not done.lacking:
            self.said.emit(told)
            return
        StopDialog(
            self, tr("Sebagian berkas belum ada"), " ".join(done.facts()), next_step=done.step(), tone="warn"
        ).open()

    def _not_put_back(self, error: WiraError) -> None:
        self._lock(on=False)
        self.strip.finish()
        StopDialog.for_error(self, tr("Tidak ada yang diambil dari cadangan"), error).open()

    def _once_free(self, then: Callable[[], object]) -> None:
        if self.bench.backups.busy:
            self.said.emit(tr("Cadangan harian sedang dibuat; tunggu sampai selesai."))
            return
        then()

    def _unmoved(self, error: WiraError) -> None:
        StopDialog.for_error(self, tr("Kantor belum dipindahkan"), error).open()

    def sentence(self) -> str:
        return tr("Salinan kantor ini yang sudah diuji dapat dipulihkan.")

    def header_actions(self) -> Sequence[QWidget]:
        return (self.make_button,)

    def hints(self) -> Sequence[KeyHint]:
        return (KeyHint("F2", tr("Buat cadangan"), self.primary),)

    def first_focus(self) -> QWidget | None:
        return self.elsewhere

    def load(self) -> None:
        """How old the last copies are, and what is set."""
        office = self.bench.office
        self.bench.ask(
            lambda connection: backup_state(connection, office), self._loaded, owner=self, key="backup"
        )

        self.bench.worker.visit(lambda _progress: other_places(office), self._found, owner=self)

    def _found(self, places: Sequence[Place]) -> None:
        """Other folders with copies; one that is out of reach can be told of no more."""
        while self.places.body.count() > 1:
            item = self.places.body.takeAt(1)
            if widget := item.widget() if item is not None else None:
                widget.hide()
                widget.deleteLater()
        for place in places:
            self.places.body.addWidget(WrapLabel(place.told(when.long_moment), weight=t.MEDIUM, tone="text"))
            if place.copies is None:
                gone = Button(tr("Folder ini sudah tidak ada"))
                gone.setAccessibleName(f"{gone.words()}: {place.folder}")
                gone.clicked.connect(lambda _checked=False, folder=place.folder: self._forget(folder))
                gone.setEnabled(self.bench.may("backup"))
                self.places.body.addWidget(gone, 0, Qt.AlignmentFlag.AlignLeft)
        self.places.body.addWidget(WrapLabel(step()))
        self.places.setVisible(bool(places))

    def _forget(self, folder: str) -> None:
        office = self.bench.office
        self.bench.do(
            lambda _progress: forget_place(office, folder), lambda _changes: self.load(), owner=self,
            refused=self._unkept,
        )  # fmt: skip

    def _kept_up(self) -> None:
        if self.bench.backups.state is not None:
            self._loaded(self.bench.backups.state)

    def _loaded(self, state: BackupState) -> None:
        self._state = state
        self._show_last(state)
        wish = state.wish
        self.folder.setText(
            wish.folder or tr("Belum ada folder, jadi cadangan harian tersimpan di komputer ini saja.")
        )
        self.folder.set_tone("text" if wish.folder else "warn")
        self.forget_button.setVisible(bool(wish.folder))
        self.limit.set_value(str(wish.limit))
        problem = self.bench.backups.problem
        self.problem.setText("" if problem is None else f"{problem.message} {problem.next_step}")
        self.problem.setVisible(problem is not None)

    def _show_last(self, state: BackupState) -> None:
        kept, now = state.outside or state.last, self.bench.now()
        if kept is None:
            self.state.setText(tr("Belum ada cadangan dari kantor ini."))
            self.state.set_tone("warn")
            self.facts.hide()
            return
        days = (self.bench.office.today() - kept.made.date()).days
        if state.lost is not None:
            told = state.sentence(now)
        elif state.outside is None:
            told = tr("Hanya di komputer ini. Simpan juga di flash disk.")
        elif state.overdue(now):
            told = state.sentence(now)
        elif days <= 0:
            told = tr("Dibuat hari ini.")
        else:
            told = trn("{n} hari yang lalu.", "{n} hari yang lalu.", days)
        self.state.setText(told)
        self.state.set_tone("warn" if state.outside is None or state.overdue(now) else "ok")
        self.facts.set_facts(_facts_of(kept))
        self.facts.show()

    def _wish(self) -> BackupSettings:
        return self._state.wish if self._state is not None else BackupSettings()

    def primary(self) -> None:
        folder = self._wish().folder
        if folder and Path(folder).is_dir():
            self.make(Path(folder))
        else:
            self._choose(self._use_and_make)

    def _choose(self, then: Callable[[Path], object]) -> None:
        start = self._wish().folder or str(Path.home())
        pick_folder(self, tr("Simpan cadangan di folder"), start, then)

    def _use_and_make(self, folder: Path) -> None:
        if self._wish().folder:  # that stick is away today
            self.make(folder)
        else:
            self._keep(replace(self._wish(), folder=str(folder)), lambda: self.make(folder, first=True))

    def _use(self, folder: Path) -> None:
        self._keep(replace(self._wish(), folder=str(folder)), lambda: self.bench.backups.look(at_once=True))

    def _keep(self, wish: BackupSettings, then: Callable[[], object] = lambda: None) -> None:
        def kept(_changes: object) -> None:
            self.load()
            then()

        self.bench.do(
            lambda _progress: set_backup(self.bench.office, wish), kept, owner=self, refused=self._unkept
        )

    def _unkept(self, error: WiraError) -> None:
        self.load()  # the choice goes back to what counts
        StopDialog.for_error(self, tr("Pengaturan ini belum disimpan"), error).open()

    def make(self, folder: Path, *, first: bool = False) -> None:
        """Make, read back and try a backup in `folder`; `first`: where the daily ones go from now on."""
        self._once_free(lambda: self._make(folder, first=first))

    def _make(self, folder: Path, *, first: bool) -> None:
        self._lock(on=True)
        self.strip.begin(tr("Membuat dan menguji cadangan"))
        made = partial(self._made, first=first)
        self.bench.backups.make(folder, made, self._refused, owner=self)

    def _lock(self, *, on: bool) -> None:
        for button in (self.make_button, self.elsewhere):
            button.setEnabled(not on)
        self.lost_button.setEnabled(not on and self.bench.may("lost_files"))

    def _made(self, _info: BackupInfo, *, first: bool) -> None:
        self._lock(on=False)
        told = tr("Cadangan selesai dan sudah diuji dapat dipulihkan.")
        if first:
            told = tr("{kalimat} Cadangan harian juga disimpan di folder ini mulai sekarang.", kalimat=told)
        self.strip.finish(told)
        self.said.emit(told)
        self.load()

    def _refused(self, error: WiraError) -> None:
        self._lock(on=False)
        self.strip.finish()
        StopDialog.for_error(self, tr("Cadangan belum dibuat"), error).open()


def _facts_of(kept: LastCopy) -> list[Fact]:
    return [
        Fact(tr("Waktu"), when.long_moment(kept.made)),
        Fact(tr("Folder"), kept.folder),
        *([Fact(tr("Berkas"), kept.name)] if kept.name else []),
    ]


def _about_card() -> Card:
    about = Card(tr("Tentang cadangan"))
    for sentence in (
        tr("Cadangan berisi basis data, kunci petugas, dan lampiran, semuanya tetap terenkripsi."),
        tr("Setiap cadangan dibaca ulang dan diuji dapat dibuka sebelum dinyatakan selesai."),
        tr(
            "Setiap hari Wira membuat satu cadangan di folder itu bila dapat dijangkau, dan menyimpan yang "
            "terakhir dari {hari} hari, {minggu} minggu, dan {bulan} bulan.",
            hari=DAYS, minggu=WEEKS, bulan=MONTHS,
        ),
        tr("Simpan di flash disk yang tidak ditinggal di komputer ini."),
    ):  # fmt: skip
        about.body.addWidget(WrapLabel(sentence))
    return about
