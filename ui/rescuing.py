"""An office that cannot be opened, and what its last whole backup does for it: asked and done at the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from desktop_app.actions.backup import BackupInfo
from desktop_app.actions.rescue import Rescued, rescue, who_opens
from desktop_app.errors import WiraError
from desktop_app.keys.attempts import Attempts
from desktop_app.office import Clock, Office
from resources.i18n import tr
from ui.dialogs.rescue import offer
from ui.pages.masuk import LockScreen
from ui.prefs import Prefs
from ui.shell import MainWindow
from ui.widgets.dialog import StopDialog
from ui.worker import Worker


class AtDesk(Protocol):
    """What of the desk is needed here."""

    screen: LockScreen | None
    window: MainWindow
    worker: Worker
    clock: Clock
    attempts: Attempts

    def opened(self, office: Office) -> None:
        """Somebody is in."""
        ...

    def start(self, home: Path) -> None:
        """Show what `home` is by its card."""
        ...

    def not_in(self, screen: LockScreen, name: str, error: WiraError, attempts: Attempts) -> None:
        """Tell at the lock screen why not."""
        ...

    def recover(self) -> None:
        """Somebody has forgotten the passphrase."""
        ...

    def check_papers(self) -> None:
        """Judge papers without coming in."""
        ...


class Rescuing:
    """The folder is as it was until the person has agreed and the passphrase fits."""

    def __init__(self, desk: AtDesk, home: Path) -> None:
        self._desk, self._home = desk, home

    def of_damaged(self, screen: LockScreen, error: WiraError, name: str, passphrase: str) -> None:
        """The passphrase fitted and the database is lost or damaged."""
        self._offer(error, lambda info: self._put_back(screen, info, name, passphrase))

    def of_shut(self, error: WiraError) -> None:
        """Card or key slots are gone, so nobody can be asked before a backup says who works here."""
        self._offer(error, self._ask_who, left=self._desk.window.close)

    def _ask_who(self, info: BackupInfo) -> None:
        foot = tr("Kata sandi yang berlaku saat cadangan dibuat.")
        screen = LockScreen(info.office, who_opens(self._home, info), foot=foot)
        screen.passphrase_given.connect(lambda name, words: self._put_back(screen, info, name, words))
        screen.forgotten.connect(self._desk.recover)
        screen.check_asked.connect(self._desk.check_papers)
        self._desk.screen = screen
        self._desk.window.cover(screen)

    def _offer(
        self,
        error: WiraError,
        chosen: Callable[[BackupInfo], object],
        left: Callable[[], object] | None = None,
    ) -> None:
        desk = self._desk
        kept = Prefs.of_office(self._home).get("backup_folders", list[str]())
        folders = [Path(str(each)) for each in kept]
        offer(desk.window, desk.worker, self._home, folders, error, desk.clock, chosen, left=left)

    def _put_back(self, screen: LockScreen, info: BackupInfo, name: str, passphrase: str) -> None:
        desk, home = self._desk, self._home

        def done(made: Rescued) -> None:
            desk.opened(made.office)
            told = (
                tr("Kunci kantor sudah dipasang kembali dari cadangan. Datanya tidak diganti.")
                if made.keys is not None
                else tr("Cadangan sudah dipulihkan. Yang sebelumnya disisihkan utuh.")
            )
            steps = made.keys.told() if made.keys is not None else made.returned.told()
            if steps:
                StopDialog(
                    desk.window, tr("Kantor terbuka lagi"), told, next_step="\n".join(steps),
                    tone="ok", icon="shield-check", copyable=False,
                ).open()  # fmt: skip
            else:
                desk.window.toast(told)

        def refused(problem: WiraError) -> None:
            if problem.code == "moved_away":  # the keys are back, and it stays ended here
                desk.start(home)
            else:
                desk.not_in(screen, name, problem, desk.attempts)

        screen.busy(True)
        desk.worker.run(
            lambda _progress: rescue(info.path, home, name, passphrase, clock=desk.clock),
            done,
            refused,
            after=screen.settle,
            owner=screen,
        )
