"""A backup put back over the open office, and an office handed to another computer: what is asked first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.actions.backup import BackupInfo, require_opens, restore_over
from desktop_app.actions.moving import prepare_move, require_movable, steps
from desktop_app.actions.replacing import Newer, look_beside
from desktop_app.domain.moments import wib
from desktop_app.errors import WiraError
from desktop_app.office import Office, open_office
from resources.i18n import tr, trn
from ui import tokens as t
from ui import when
from ui.bench import Bench, Leaving
from ui.dialogs.person import FormDialog
from ui.dialogs.pick import pick_files, pick_folder
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog, Fact, FactsTable, StopDialog
from ui.widgets.fields import PasswordField
from ui.widgets.labels import WrapLabel


def facts_of(info: BackupInfo, now: datetime) -> list[Fact]:
    """Whose a backup is, how old, how much is in it, and who opens it."""
    days = max(0, (wib(now).date() - wib(info.made).date()).days)
    age = tr("Dibuat hari ini.") if days == 0 else trn("{n} hari yang lalu.", "{n} hari yang lalu.", days)
    kind = [Fact(tr("Jenis"), tr("Pindahan: kantor ini sudah berhenti di komputer lamanya"))]
    return [
        Fact(tr("Kantor"), info.office),
        Fact(tr("Dibuat"), when.long_moment(wib(info.made))),
        Fact(tr("Umur"), age),
        Fact(tr("Isi"), trn("{n} pendaftar", "{n} pendaftar", info.applications)),
        Fact(tr("Petugas"), ", ".join(info.people)),
        Fact(tr("Berkas"), info.path.name),
        *(kind if info.moving else []),
    ]


class RestoreDialog(FormDialog):
    """The backup beside what is here now, and the passphrase that proves who may open it."""

    def __init__(self, parent: QWidget, bench: Bench, info: BackupInfo, newer: Newer) -> None:
        super().__init__(parent, tr("Ganti isi kantor dengan cadangan ini?"), tr("Pulihkan cadangan ini"))
        self._bench, self.info = bench, info
        now = [Fact(tr("Di komputer ini sekarang"), trn("{n} pendaftar", "{n} pendaftar", newer.present))]
        self.body.insertWidget(0, FactsTable([*facts_of(info, bench.now()), *now]))
        self.beyond = _facts_told(newer)
        self.body.insertWidget(1, self.beyond)
        self.name = SegmentedChoice(tr("Petugas"), [Option(name, name) for name in info.people])
        self.name.set_value(_first(info, bench.office.session.name))
        self.form.row(tr("Petugas"), self.name)
        self.passphrase = PasswordField(tr("Kata sandi"))
        self.row = self.form.row(
            tr("Kata sandi"), self.passphrase, hint=tr("Kata sandi yang berlaku saat cadangan dibuat.")
        )
        self.passphrase.textEdited.connect(lambda _text: self.row.set_findings([]))
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def told(self) -> list[str]:
        """What is said beyond the backup, line by line."""
        return [each.text() for each in self.beyond.findChildren(WrapLabel)]

    def ready(self) -> bool:
        if not self.passphrase.text():
            return self.mark(self.row, tr("Kata sandi masih kosong."), tr("Ketik kata sandinya."))
        return True


def _facts_told(newer: Newer) -> QWidget:
    """Fact by fact, each in a line of its own: first what is lost by it, then what becomes of the rest."""
    shown = QWidget()
    column = QVBoxLayout(shown)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    told = newer.told(when.long_moment)
    warned = bool(newer.changes or newer.typing or newer.returned.told())
    for sentence in told:
        column.addWidget(WrapLabel(sentence, weight=t.MEDIUM, tone="warn" if warned else "text"))
    for sentence in (
        tr("Yang ada sekarang disisihkan utuh di folder sebelahnya."),
        tr("Segel dan berkas data menunggu izin DKUM."),
    ):
        column.addWidget(WrapLabel(sentence, tone="text2"))
    return shown


def _first(info: BackupInfo, name: str) -> str:
    return name if name in info.people or not info.people else info.people[0]


def restore(owner: QWidget, bench: Bench) -> None:
    """Choose a backup, look at it, and put it in the place of the open office."""

    def chosen(paths: Sequence[Path]) -> None:
        bench.ask(
            lambda _connection: look_beside(bench.office, paths[0]),
            lambda found: ask_whether(owner, bench, *found),
            owner=owner,
            key="restore",
        )

    kinds = tr("Cadangan Wira (*.tar)")
    pick_files(owner, tr("Pilih berkas cadangan"), bench.backups.newest_folder(), kinds, chosen)


def ask_whether(owner: QWidget, bench: Bench, info: BackupInfo, newer: Newer | None) -> Dialog:
    """The question before the office is closed for it; another office's backup is refused at once."""
    if newer is None:
        refused = StopDialog(
            owner,
            tr("Cadangan ini milik komputer lain"),
            tr("Cadangan {office} bukan dari kantor di komputer ini, jadi tidak dapat menggantikannya.",
               office=info.office),
            next_step=tr("Pilih cadangan kantor di komputer ini, atau pulihkan yang itu ke folder kosong."),
            code="backup_other",
        )  # fmt: skip
        refused.open()
        return refused
    dialog = RestoreDialog(owner, bench, info, newer)

    def opens(leaving: Leaving) -> None:
        dialog.deleteLater()  # what was typed in it goes too
        bench.given_up.emit(leaving)

    def go() -> None:
        name, words = dialog.name.value(), dialog.passphrase.text()
        bench.do(
            lambda _progress: require_opens(info.path, name, words, bench.office.attempts),
            lambda _none: opens(_leaving(bench, info.path, name, words)),
            owner=owner,
            refused=dialog.show_problem,
        )

    dialog.accepted.connect(go)
    dialog.open()
    return dialog


def _leaving(bench: Bench, path: Path, name: str, passphrase: str) -> Leaving:
    clock = bench.office.clock

    def deed(home: Path) -> Office | None:
        restore_over(path, home, name, passphrase, clock())
        try:
            return open_office(home, name, passphrase, clock=clock)
        except WiraError:
            return None  # it is restored all the same; the lock screen says what hinders

    return Leaving(
        deed,
        tr("Memulihkan cadangan"),
        tr("Cadangan belum dapat dipulihkan"),
        tr("Cadangan sudah dipulihkan. Yang sebelumnya disisihkan utuh."),
    )


def _moving(folder: Path) -> Leaving:
    """Nothing can be saved any more once the file is made: the pages are covered by then."""
    return Leaving(
        lambda _home: None,
        tr("Menyiapkan berkas pindahan"),
        tr("Kantor belum dipindahkan"),
        first=lambda office: prepare_move(office, folder),
    )


def move(owner: QWidget, bench: Bench, refused: Callable[[WiraError], object]) -> StopDialog:
    """Ask, make the file for the new computer, and close the office here."""
    dialog = StopDialog.asking(
        owner,
        tr("Pindahkan kantor ini ke komputer baru?"),
        tr(
            "Wira membuat berkas pindahan yang sudah diuji, lalu kantor ini berhenti di komputer ini, "
            "supaya tidak "
            "pernah dua komputer menulis bersamaan. Datanya tetap ada di sini sampai Anda hapus."
        ),
        next_step="\n".join(steps()),
        action=tr("Pilih folder"),
        action_icon="folder-open",
    )

    def go(folder: Path) -> None:
        bench.do(
            lambda _progress: require_movable(bench.office, folder),
            lambda _none: bench.given_up.emit(_moving(folder)),
            owner=owner,
            refused=refused,
        )

    dialog.accepted.connect(
        lambda: pick_folder(owner, tr("Simpan berkas pindahan di folder"), str(Path.home()), go)
    )
    dialog.open()
    return dialog
