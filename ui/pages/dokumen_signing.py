"""Signatures in Dokumen: with a person's own key here, or at a service that signs elsewhere."""

from __future__ import annotations

from resources.i18n import tr
from ui.dialogs.signing import SigningDialog
from ui.models import papers as work
from ui.models.signing import SignLine
from ui.pages.dokumen_deeds import Deed
from ui.pages.dokumen_desk import Desk

_SIGNABLE = frozenset({"issued", "sealed", "awaiting_bsre", "signed"})


class Signing:
    """The steps about signatures, beside the seal."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def deeds(self) -> list[Deed]:
        """The lines of the menu."""
        if self._desk.office.info.kind == "lapangan":
            return []
        return [
            Deed("tanda_tangan", tr("Tanda tangani dengan kunci sendiri…"), self.sign, "pen-line", "Ctrl+K",
                 tr("tanda tangani"), bar=True, ready=self._any),
        ]  # fmt: skip

    def _any(self) -> bool:
        register = self._desk.register
        return register is not None and any(row.state in _SIGNABLE for row in register.rows)

    def sign(self) -> None:
        """Ctrl+K: choose papers of the year shown and sign them with a key file or a card."""
        desk = self._desk
        if desk.register is None or not self._any():
            desk.toast(tr("Belum ada dokumen terbit yang dapat ditandatangani."))
            return
        lines = [
            SignLine(row.record, work.paper_title(row.jenis, row.edisi, row), row.nomor or tr("tanpa nomor"))
            for row in desk.register.rows
            if row.state in _SIGNABLE
        ]
        current = desk.issued()
        desk.dialog = SigningDialog(desk, desk.bench, lines, [current.record] if current is not None else [])
        desk.dialog.open()
