"""A damaged office before anyone has come in: its last whole backup is offered; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop_app.actions.backup import BackupInfo, look_at_backup
from desktop_app.actions.rescue import KEYS_LOST, best_backup
from desktop_app.errors import WiraError
from desktop_app.office import Clock
from resources.i18n import tr
from ui.dialogs.pick import pick_files
from ui.dialogs.restore import facts_of
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

_ANOTHER: Final = 2
"""How a dialog ends that is neither agreed to nor closed: another backup is looked for."""


def offer(
    owner: QWidget,
    worker: Worker,
    home: Path,
    folders: Sequence[Path],
    error: WiraError,
    clock: Clock,
    chosen: Callable[[BackupInfo], object],
    *,
    left: Callable[[], object] | None = None,
) -> None:
    """Say what happened and offer the newest whole backup, or another; `chosen` with what was agreed to.

    `left` where nothing stands behind the question: when it was closed without an answer. Until then it comes
    back after every other dialog.
    """
    offered: list[BackupInfo | None] = []

    def show(info: BackupInfo | None) -> None:
        offered[:] = [info]
        dialog = _question(owner, error, info, clock())
        if info is None:
            dialog.accepted.connect(pick)
        else:
            dialog.accepted.connect(lambda: chosen(info))
            other = dialog.add_button(tr("Pilih cadangan lain…"), kind="link", left=True)
            other.clicked.connect(lambda: dialog.done(_ANOTHER))
            other.clicked.connect(pick)
        if left is not None:
            dialog.rejected.connect(left)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def again() -> None:
        if left is not None:
            show(offered[0])

    def pick() -> None:
        kinds = tr("Cadangan Wira (*.tar)")
        start = str(_beside(offered[0], folders))
        dialog = pick_files(owner, tr("Pilih berkas cadangan"), start, kinds, picked)
        dialog.rejected.connect(again)

    def picked(paths: Sequence[Path]) -> None:
        worker.ask(lambda _progress: look_at_backup(paths[0]), show, refused, owner=owner)

    def refused(problem: WiraError) -> None:
        dialog = StopDialog.for_error(owner, tr("Cadangan belum dapat dipulihkan"), problem)
        dialog.finished.connect(again)
        dialog.open()

    worker.ask(lambda _progress: best_backup(home, folders), show, refused, owner=owner)


def _beside(info: BackupInfo | None, folders: Sequence[Path]) -> Path:
    """Where others most likely lie: with the one that was offered, else where the office had them made."""
    if info is not None:
        return info.path.parent
    return next((each for each in folders if each.is_dir()), Path.home())


def _question(owner: QWidget, error: WiraError, info: BackupInfo | None, now: datetime) -> StopDialog:
    """What happened, and the backup that helps, or where to look for one."""
    if info is None:
        step = tr(
            "Folder kantor ini tidak diubah. Cari dan pulihkan dari cadangan di flash disk Anda; tanpa "
            "cadangan, hubungi DKUM."
        )
        action, icon = tr("Pilih cadangan…"), "folder-open"
    else:
        step, action, icon = _promise(error), tr("Pulihkan cadangan ini"), "rotate-ccw-clock"
    return StopDialog(
        owner,
        tr("Kantor ini belum dapat dibuka"),
        error.message,
        facts=facts_of(info, now) if info is not None else (),
        next_step=step,
        action=action,
        action_icon=icon,
        code=error.code,
        copyable=info is None,  # beside three buttons there is no room for a fourth
    )


def _promise(error: WiraError) -> str:
    """What putting the backup back does, and what stays."""
    if error.code in KEYS_LOST:
        return tr(
            "Inilah cadangan utuh yang terakhir. Kunci di dalamnya membuka lagi data di folder ini, jadi "
            "yang sudah disimpan tetap ada. Hanya bila basis datanya ikut rusak, isi cadangan ini dipakai "
            "dan folder sekarang disisihkan utuh."
        )
    return tr(
        "Inilah cadangan utuh yang terakhir. Bila dipulihkan, folder yang rusak disisihkan utuh di "
        "sebelahnya, dan ketikan yang belum disimpan ikut dibawa."
    )
