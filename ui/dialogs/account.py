"""One's own account on another computer of the office: the passphrase is asked, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.actions.carrying import carry_account, take_account
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.person import FormDialog
from ui.dialogs.pick import pick_files, pick_folder
from ui.widgets.fields import PasswordField
from ui.widgets.labels import WrapLabel


class AccountDialog(FormDialog):
    """Asks for the passphrase with which the account is carried or taken."""

    def __init__(self, parent: QWidget | None, title: str, text: str, action: str) -> None:
        super().__init__(parent, title, action)
        self.body.insertWidget(0, WrapLabel(text))
        self.passphrase = PasswordField(tr("Kata sandi"))
        self.row = self.form.row(tr("Kata sandi"), self.passphrase)
        self.passphrase.textEdited.connect(lambda _text: self.row.set_findings([]))
        self.passphrase.setFocus()

    def ready(self) -> bool:
        if not self.passphrase.text():
            return self.mark(self.row, tr("Kata sandi masih kosong."), tr("Ketik kata sandinya."))
        return True


Done = Callable[[str, QWidget | None], None]


def carry(owner: QWidget, bench: Bench, done: Done) -> AccountDialog:
    """Save one's own account for the other computers of the office."""
    dialog = AccountDialog(
        owner,
        tr("Bawa akun saya ke komputer lain"),
        tr(
            "Akun yang sama dipakai di semua komputer kantor, supaya Anda tetap dikenal sebagai satu orang. "
            "Berkasnya hanya terbuka di komputer kantor ini dengan kata sandi Anda."
        ),
        tr("Pilih folder"),
    )

    def go(folder: Path) -> None:
        passphrase = dialog.passphrase.text()
        bench.do(
            lambda _progress: carry_account(bench.office, folder, passphrase),
            lambda path: done(
                tr("Berkas akun {nama} tersimpan. Buka di komputer lain, lalu hapus.", nama=path.name), dialog
            ),
            owner=owner,
            refused=dialog.show_problem,
        )

    dialog.accepted.connect(
        lambda: pick_folder(owner, tr("Simpan berkas akun di folder"), str(Path.home()), go).rejected.connect(
            dialog.deleteLater
        )
    )
    dialog.open()
    return dialog


def take(owner: QWidget, bench: Bench, done: Done) -> None:
    """Open the account that somebody brings from another computer of the office."""

    def chosen(paths: Sequence[Path]) -> None:
        path = paths[0]
        dialog = AccountDialog(
            owner,
            tr("Terima akun dari komputer lain"),
            tr(
                "Pemilik akun mengetik kata sandi yang dipakainya di komputer asal. "
                "Dengan kata sandi itu pula ia masuk di sini."
            ),
            tr("Terima akun"),
        )

        def go() -> None:
            passphrase = dialog.passphrase.text()
            bench.do(
                lambda _progress: take_account(bench.office, path, passphrase),
                lambda _changes: done(tr("Akun diterima. Pemiliknya dapat masuk di komputer ini."), dialog),
                owner=owner,
                refused=dialog.show_problem,
            )

        dialog.accepted.connect(go)
        dialog.open()

    pick_files(
        owner,
        tr("Buka berkas akun"),
        str(Path.home()),
        tr("Berkas akun Wira (*.dka);;Semua berkas (*)"),
        chosen,
    )
