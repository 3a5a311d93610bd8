"""A damaged office before anyone has come in: its last whole backup is offered; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.actions.backup import BackupInfo, look_at_backup
from desktop_app.actions.rescue import best_backup
from desktop_app.errors import WiraError
from desktop_app.office import Clock
from resources.i18n import tr
from ui.dialogs.pick import pick_files
from ui.dialogs.restore import facts_of
from ui.widgets.dialog import StopDialog
from ui.worker import Worker


def offer(
    owner: QWidget,
    worker: Worker,
    home: Path,
    folders: Sequence[Path],
    error: WiraError,
    clock: Clock,
    chosen: Callable[[BackupInfo], object],
) -> None:
    """Say what happened and offer the newest whole backup, or another; `chosen` with what was agreed to."""

    def show(info: BackupInfo | None) -> None:
        if info is None:
            dialog = StopDialog(
                owner,
                tr("Kantor ini belum dapat dibuka"),
                error.message,
                next_step=tr(
                    "Folder kantor ini tidak diubah. Cari dan pulihkan dari cadangan di flash disk Anda; "
                    "tanpa cadangan, hubungi DKUM."
                ),
                action=tr("Pilih cadangan…"),
                action_icon="folder-open",
                code=error.code,
            )
            dialog.accepted.connect(pick)
        else:
            dialog = StopDialog(
                owner,
                tr("Kantor ini belum dapat dibuka"),
                error.message,
                facts=facts_of(info, clock()),
                next_step=tr(
                    "Inilah cadangan utuh yang terakhir. Bila dipulihkan, folder yang rusak disisihkan utuh "
                    "di sebelahnya, dan ketikan yang belum disimpan ikut dibawa."
                ),
                action=tr("Pulihkan cadangan ini"),
                action_icon="rotate-ccw-clock",
                code=error.code,
            )
            dialog.accepted.connect(lambda: chosen(info))
            other = dialog.add_button(tr("Pilih cadangan lain…"), kind="link", left=True)
            other.clicked.connect(dialog.reject)
            other.clicked.connect(pick)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def pick() -> None:
        kinds = tr("Cadangan Wira (*.tar)")
        pick_files(owner, tr("Pilih berkas cadangan"), str(Path.home()), kinds, picked)

    def picked(paths: Sequence[Path]) -> None:
        worker.ask(lambda _progress: look_at_backup(paths[0]), show, refused, owner=owner)

    def refused(problem: WiraError) -> None:
        StopDialog.for_error(owner, tr("Cadangan belum dapat dipulihkan"), problem).open()

    worker.ask(lambda _progress: best_backup(home, folders), show, refused, owner=owner)
