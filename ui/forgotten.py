"""Lupa kata sandi: which way in is open, and going it: the printed sheet, or DKUM's answer to a request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desktop_app.actions import last_way
from desktop_app.actions.last_way import Asked
from desktop_app.actions.recovery import enter_by_sheet, open_by_sheet
from desktop_app.card import require_info, sheet_of
from desktop_app.errors import WiraError
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.slots import DEFAULT_COST, KeySlots
from desktop_app.office import Clock, Office
from resources.i18n import tr
from ui.bench import Bench, Leaving
from ui.dialogs.last_way import AnswerDialog, AskDialog, AskedDialog, LastWayDialog, ask_anew
from ui.dialogs.pick import pick_files, pick_folder
from ui.dialogs.recovery import ForgottenDialog
from ui.resting import Rest
from ui.shell import MainWindow
from ui.widgets.dialog import StopDialog
from ui.worker import Worker


class AtDesk(Protocol):
    """What of the desk is needed here."""

    bench: Bench | None
    window: MainWindow
    worker: Worker
    clock: Clock
    attempts: Attempts
    rest: Rest

    def opened(self, office: Office) -> None:
        """Somebody is in."""
        ...

    def unlocked(self, before: str, user: str) -> None:
        """`user` is in where `before` was."""
        ...

    def give_up(self, leaving: Leaving) -> None:
        """Close the office, do something with its folder, and go on."""
        ...


class Forgotten:
    """What is begun at the lock screen by who has forgotten the passphrase. Everything is done by the desk's
    worker; `cost` is that of passphrases chosen here."""

    def __init__(self, desk: AtDesk, home: Path) -> None:
        self._desk, self._home = desk, home
        bench = desk.bench
        self._office = bench.office if bench is not None else None
        self.cost = self._office.cost if self._office is not None else DEFAULT_COST

    def begin(self) -> None:
        """Say what helps: the sheet where there is one, else DKUM, else a sentence."""
        try:
            sheet = sheet_of(self._home)
            recoverable = self._dkum_can()
        except WiraError as error:
            StopDialog.for_error(self._desk.window, tr("Lupa kata sandi"), error).open()
            return
        if sheet is not None:
            self._ask_words(sheet.name, recoverable=recoverable)
        elif recoverable:
            self.ways()
        else:
            StopDialog(
                self._desk.window,
                tr("Lupa kata sandi"),
                tr("Admin kantor memberi kata sandi baru di Pengaturan, Petugas, dalam satu menit."),
                next_step=tr(
                    "Bila semua admin lupa, hubungi DKUM: komputer ini belum mempunyai lembar pemulihan."
                ),
                tone="accent", icon="circle-question-mark", copyable=False,
            ).open()  # fmt: skip

    def _dkum_can(self) -> bool:
        info = require_info(self._home)
        return info.kind != "dkum" and KeySlots.load(self._home / "keyslots.json").has_recovery

    # --- the printed sheet

    def _ask_words(self, nama: str, *, recoverable: bool) -> None:
        desk = self._desk
        dialog = ForgottenDialog(desk.window, nama, last_way=recoverable)
        before = self._office.session.user if self._office is not None else ""

        def done(found: Office | str) -> None:
            dialog.deleteLater()  # what was typed in it goes too
            if isinstance(found, str):
                desk.unlocked(before, found)
                desk.window.refresh(None)
            else:
                desk.opened(found)
            desk.window.toast(
                tr("Kata sandi baru berlaku. Buat lembar pemulihan baru di Pengaturan, Petugas.")
            )

        def go() -> None:
            words, passphrase = dialog.words.text(), dialog.passphrase.first.text()

            def entering(_progress: object) -> Office | str:
                if self._office is None:
                    return open_by_sheet(
                        self._home, words, passphrase, clock=desk.clock, attempts=desk.attempts
                    )
                enter_by_sheet(self._office, words, passphrase)
                return self._office.session.user

            def enter() -> None:
                desk.worker.run(entering, done, dialog.show_problem, owner=desk.window)

            desk.rest.then("enter", enter)  # what somebody else has under way is done as theirs

        def otherwise() -> None:
            dialog.reject()
            self.ways()

        dialog.accepted.connect(go)
        dialog.last_way_button.clicked.connect(otherwise)
        dialog.open()

    # --- DKUM

    def ways(self) -> None:
        """Ask DKUM, or open what it has answered."""
        since = last_way.asked_since(self._home)
        dialog = LastWayDialog(self._desk.window, since)
        dialog.ask_button.clicked.connect(lambda: (dialog.accept(), self._ask_once(since)))
        dialog.open_button.clicked.connect(lambda: (dialog.accept(), self._choose()))
        dialog.open()

    def _ask_once(self, since: datetime | None) -> None:
        """Where a request waits, only once the person has said that another is meant."""
        if since is None:
            self._ask()
            return
        question = ask_anew(self._desk.window, since)
        question.accepted.connect(self._ask)
        question.open()

    def _ask(self) -> None:
        desk, home = self._desk, self._home
        dialog = AskDialog(desk.window)

        def written(asked: Asked) -> None:
            dialog.deleteLater()
            AskedDialog(desk.window, asked).open()

        def save(folder: Path) -> None:
            passphrase = dialog.passphrase.first.text()

            def asking(_progress: object) -> Asked:
                asked = last_way.ask(home, passphrase, folder, clock=desk.clock, cost=self.cost)
                last_way.save_asked_sheet(home, asked, folder, now=desk.clock())
                return asked

            desk.worker.run(asking, written, dialog.show_problem, owner=desk.window)

        def go() -> None:
            chooser = pick_folder(
                desk.window, tr("Simpan permintaan pemulihan di folder"), str(Path.home()), save
            )
            chooser.rejected.connect(dialog.again)

        dialog.accepted.connect(go)
        dialog.open()

    def _choose(self) -> None:
        kinds = tr("Berkas pemulihan (*.pulih);;Semua berkas (*)")
        title = tr("Buka jawaban pemulihan dari DKUM")
        pick_files(self._desk.window, title, str(Path.home()), kinds, self._chosen)

    def _chosen(self, paths: Sequence[Path]) -> None:
        desk, path, home = self._desk, paths[0], self._home
        dialog = AnswerDialog(desk.window, path)

        def entering(folder: Path, passphrase: str) -> Office:
            return last_way.enter(
                folder, path, passphrase, clock=desk.clock, attempts=desk.attempts, cost=self.cost
            )

        def done(made: Office) -> None:
            dialog.deleteLater()
            desk.opened(made)
            desk.window.toast(_done())

        def go() -> None:
            passphrase = dialog.passphrase.text()
            if self._office is None:
                desk.worker.run(
                    lambda _progress: entering(home, passphrase), done, dialog.show_problem, owner=desk.window
                )
                return
            dialog.deleteLater()
            desk.give_up(  # the office stands open behind the locked screen: it is closed first
                Leaving(
                    lambda folder: entering(folder, passphrase),
                    waiting=tr("Membuka kantor dengan jawaban DKUM"),
                    title=tr("Jawaban DKUM belum dapat dipakai"),
                    done=_done(),
                )
            )

        dialog.accepted.connect(go)
        dialog.open()


def _done() -> str:
    return tr("Kantor terbuka lagi. Beri petugas lain kata sandi baru, lalu buat lembar pemulihan.")
