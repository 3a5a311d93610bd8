"""Signatures in Dokumen: with a person's own key here, or at a service that signs elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from resources.i18n import tr
from ui.dialogs.pick import pick_files
from ui.dialogs.returned import ReturnedDialog
from ui.dialogs.signing import SigningDialog
from ui.dialogs.stamping import StampDialog
from ui.models import papers as work
from ui.models.many import ManyLine
from ui.models.signing import SignLine
from ui.pages.dokumen_deeds import Deed
from ui.pages.dokumen_desk import Desk
from ui.pages.dokumen_drafts import Drafts
from ui.pages.dokumen_files import FOLDER
from ui.pages.dokumen_list import Line
from ui.pages.dokumen_out import Outgoing

_SIGNABLE = frozenset({"issued", "sealed", "awaiting_bsre", "signed"})
_STAMPABLE = frozenset({"sealed", "signed"})


class Signing:
    """The steps about signatures, beside the seal."""

    def __init__(self, desk: Desk, drafts: Drafts, outgoing: Outgoing) -> None:
        self._desk, self._drafts, self._outgoing = desk, drafts, outgoing

    def deeds(self) -> list[Deed]:
        """The lines of the menu."""
        if self._desk.office.info.kind == "lapangan":
            return []
        prepare = [] if self._desk.city else [
            Deed("tanda_tangan", tr("Siapkan draf ini untuk BSrE"), self._drafts.prepare, "file-output",
                 ready=self._draft, rule=True),
        ]  # fmt: skip
        return [
            Deed("tanda_tangan", tr("Tanda tangani dengan kunci sendiri…"), self.sign, "pen-line", "Ctrl+K",
                 tr("tanda tangani"), bar=True, ready=self._any),
            *prepare,
            Deed("tanda_tangan", tr("Simpan salinan untuk BSrE…"), self._outgoing.save, "save",
                 ready=self._waits),
            Deed("tanda_tangan", tr("Terima yang kembali dari BSrE…"), self.ask_returned, "file-check",
                 ready=lambda: bool(self._waiting())),
            Deed("tanda_tangan", tr("Beri penanda waktu…"), self.stamp, "clock",
                 ready=lambda: bool(self._stampable()), rule=True),
            Deed("tanda_tangan", tr("Penerbit yang dipercaya…"), self.show_roots, "settings"),
        ]  # fmt: skip

    def _any(self) -> bool:
        register = self._desk.register
        return register is not None and any(row.state in _SIGNABLE for row in register.rows)

    def _draft(self) -> bool:
        line = self._desk.line()
        return line is not None and line.form is not None

    def _waits(self) -> bool:
        """Whether the paper shown waits for a service."""
        row = self._desk.issued()
        return row is not None and row.state == "awaiting_bsre" and self._outgoing.ready()

    def _lines(self, states: Collection[str]) -> list[SignLine]:
        rows = self._desk.register.rows if self._desk.register is not None else []
        return [
            SignLine(row.record, work.paper_title(row.jenis, row.edisi, row), row.nomor or tr("tanpa nomor"))
            for row in rows
            if row.state in states
        ]

    def _waiting(self) -> list[SignLine]:
        return self._lines(("awaiting_bsre", "signed"))

    # --- with a key of one's own

    def sign(self) -> None:
        """Ctrl+K: choose papers of the year shown and sign them with a key file or a card."""
        desk = self._desk
        if not self._any():
            desk.toast(tr("Belum ada dokumen terbit yang dapat ditandatangani."))
            return
        current = desk.issued()
        chosen = [current.record] if current is not None else []
        dialog = SigningDialog(desk, desk.bench, self._lines(_SIGNABLE), chosen)
        dialog.roots_asked.connect(self.show_roots)
        desk.dialog = dialog
        dialog.open()

    # --- a time stamp

    def _stampable(self) -> list[Line]:
        lines = self._desk.list_card.lines()
        return [line for line in lines if line.issued is not None and line.issued.state in _STAMPABLE]

    def stamp(self) -> None:
        """Choose papers of the year shown, and ask the authority that the office chose."""
        desk, lines = self._desk, self._stampable()
        papers = [ManyLine(line.key, line.title, line.sub, line.look.word) for line in lines]
        looks = {line.look.word: line.look for line in lines}
        current = desk.issued()
        picked = [current.record] if current is not None else []
        desk.dialog = StampDialog(desk, desk.bench, papers, looks.__getitem__, picked)
        desk.dialog.settings_asked.connect(lambda: desk.navigate.emit("pengaturan", "penanda-waktu"))
        desk.dialog.open()

    # --- at a service

    def ask_returned(self) -> None:
        """Choose the file that came back."""
        desk = self._desk
        start = str(desk.bench.prefs.get(FOLDER, ""))
        kinds = tr("Dokumen PDF (*.pdf)")
        title = tr("Berkas yang kembali")
        desk.dialog = pick_files(desk, title, start, kinds, lambda paths: self.returned(paths[0]))

    def returned(self, path: Path) -> None:
        """Compare a file that came back with what was sent, and take it in."""
        desk = self._desk
        row = desk.issued()
        dialog = ReturnedDialog(
            desk, desk.bench, path, self._waiting(), row.record if row is not None else ""
        )
        dialog.taken.connect(self._taken)
        dialog.roots_asked.connect(self.show_roots)
        desk.dialog = dialog
        dialog.open()

    def _taken(self, nomor: str) -> None:
        self._desk.toast(tr("Dokumen nomor {nomor} diterima dan tercatat ditandatangani.", nomor=nomor))

    def show_roots(self) -> None:
        """Whose certificates this office believes, in Pengaturan."""
        self._desk.navigate.emit("pengaturan", "tanda-tangan")
