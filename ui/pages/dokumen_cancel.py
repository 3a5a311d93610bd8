"""Calling off an issued document in Dokumen: why is asked and kept, the paper and its number stay."""

from __future__ import annotations

from desktop_app.actions import issued
from desktop_app.actions.issued import CallingOff
from desktop_app.domain.documenting import CALLED_OFF
from desktop_app.domain.values import show_date
from desktop_app.queries.documents import IssuedDocument
from desktop_app.storage.work import Changes
from resources.i18n import tr, trn
from ui.models.papers import paper_title
from ui.pages.dokumen_desk import Desk
from ui.widgets.dialog import ReasonDialog


def can_cancel(desk: Desk) -> bool:
    """Whether an issued document that still counts is chosen; who may is said when it is done."""
    line = desk.issued()
    return line is not None and line.state not in CALLED_OFF


def ask_cancel(desk: Desk) -> None:
    """Ask why, with all that goes with it and comes back, then call it off."""
    line, office = desk.issued(), desk.office
    if line is None or line.state in CALLED_OFF:
        desk.toast(tr("Pilih dokumen terbit yang akan dibatalkan."))
        return
    title = desk.paper_title()
    desk.bench.ask(
        lambda connection: issued.calling_off(connection, office, line.record),
        lambda found: _ask(desk, line, title, found),
        key="dokumen:batal",
        owner=desk,
    )


def _ask(desk: Desk, line: IssuedDocument, title: str, found: CallingOff) -> None:
    dialog = ReasonDialog(
        desk,
        tr("Batalkan {judul}?", judul=title),
        " ".join(_told(line, found, _titles(desk, found))),
        label=tr("Alasan pembatalan"), action=tr("Batalkan dokumen"), danger=True,
        suggestions=(tr("Ada data yang keliru"), tr("Nomor surat keliru"), tr("Diterbitkan dua kali")),
    )  # fmt: skip
    dialog.accepted.connect(lambda: _cancel(desk, line, found, dialog))
    dialog.rejected.connect(dialog.deleteLater)
    desk.dialog = dialog
    dialog.open()


def _titles(desk: Desk, found: CallingOff) -> str:
    """What the editions that go along are called in the register."""
    records = {row.uuid.hex() for row in found.editions}
    rows = desk.register.rows if desk.register is not None else []
    return ", ".join(paper_title(row.jenis, row.edisi, row) for row in rows if row.record in records)


def _told(line: IssuedDocument, found: CallingOff, others: str) -> list[str]:
    """Before it is done: what stays, what goes along, what counts again."""
    told = [tr("Nomor {nomor}, {tanggal}.", nomor=line.nomor, tanggal=show_date(line.tanggal))]
    if others:
        told.append(tr("{dokumen} bernomor sama, jadi ikut dibatalkan.", dokumen=others))
    told.append(
        tr("PDF dan nomornya tetap tersimpan dan tetap dapat dibuka, tetapi tidak berlaku lagi. Ini tidak "
           "dapat ditarik kembali.")
    )  # fmt: skip
    if found.again:
        told.append(tr("Yang digantikannya berlaku lagi: nomor {nomor}.", nomor=found.again_words))
    return told


def _cancel(desk: Desk, line: IssuedDocument, found: CallingOff, dialog: ReasonDialog) -> None:
    """A refusal opens the dialog again; it goes once the deed is done."""
    reason = dialog.reason()

    def done(_changes: Changes) -> None:
        dialog.deleteLater()
        n = 1 + len(found.editions)
        told = [trn("Dokumen nomor {nomor} dibatalkan.", "{n} dokumen nomor {nomor} dibatalkan.", n,
                    nomor=line.nomor)]  # fmt: skip
        if found.again:
            told.append(tr("Berlaku lagi: nomor {nomor}.", nomor=found.again_words))
        desk.toast(" ".join(told))

    desk.bench.do(
        lambda _progress: issued.cancel_document(desk.office, line.record, reason, together=True),
        done,
        owner=desk,
        refused=dialog.show_problem,
    )
