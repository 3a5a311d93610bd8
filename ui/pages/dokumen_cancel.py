"""Calling off an issued document in Dokumen: why is asked and kept, the paper and its number stay."""

from __future__ import annotations

from desktop_app.actions import issued
from desktop_app.domain.documenting import CALLED_OFF
from desktop_app.domain.values import show_date
from desktop_app.queries.documents import IssuedDocument
from desktop_app.storage.work import Changes
from resources.i18n import tr
from ui.pages.dokumen_desk import Desk
from ui.widgets.dialog import ReasonDialog


def can_cancel(desk: Desk) -> bool:
    """Whether an issued document that still counts is chosen; who may is said when it is done."""
    line = desk.issued()
    return line is not None and line.state not in CALLED_OFF


def ask_cancel(desk: Desk) -> None:
    """Ask why, then call it off."""
    line = desk.issued()
    if line is None or line.state in CALLED_OFF:
        desk.toast(tr("Pilih dokumen terbit yang akan dibatalkan."))
        return
    title = desk.paper_title()
    dialog = ReasonDialog(
        desk,
        tr("Batalkan {judul}?", judul=title),
        tr("Nomor {nomor}, {tanggal}. PDF dan nomornya tetap tersimpan dan tetap dapat dibuka, tetapi "
           "dokumen ini tidak berlaku lagi. Ini tidak dapat ditarik kembali.",
           nomor=line.nomor, tanggal=show_date(line.tanggal)),
        label=tr("Alasan pembatalan"), action=tr("Batalkan dokumen"), danger=True,
        suggestions=(tr("Ada data yang keliru"), tr("Nomor surat keliru"), tr("Diterbitkan dua kali")),
    )  # fmt: skip
    dialog.accepted.connect(lambda: _cancel(desk, line, dialog))
    dialog.rejected.connect(dialog.deleteLater)
    desk.dialog = dialog
    dialog.open()


def _cancel(desk: Desk, line: IssuedDocument, dialog: ReasonDialog) -> None:
    reason = dialog.reason()

    def done(_changes: Changes) -> None:
        dialog.deleteLater()
        desk.toast(tr("Dokumen nomor {nomor} dibatalkan.", nomor=line.nomor))

    desk.bench.do(
        lambda _progress: issued.cancel_document(desk.office, line.record, reason),
        done,
        owner=desk,
        refused=dialog.show_problem,
    )
