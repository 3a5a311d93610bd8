"""Cards of Sinkronisasi about the other sides: what they have and lack, and whether their data are ours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from desktop_app.actions.agreement import Disagreement
from desktop_app.domain.moments import moment_of
from desktop_app.queries.exchange import ExchangeView
from desktop_app.queries.file_words import office_name
from desktop_app.queries.standing import Lacking, Mate
from resources.i18n import counted, tr, trn
from ui import tokens as t
from ui import when
from ui.pages.sync_detail import Figure, Figures
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import Flow
from ui.widgets.labels import Icon, Label, WrapLabel


def standing_card(view: ExchangeView, buttons: Sequence[Button]) -> Card:
    """At an office: what DKUM has by its receipt, what it lacks, and the same of the office's computers."""
    card = Card(tr("Yang ada di DKUM dan yang belum"))
    if before := view.delivery.before():
        card.body.addWidget(WrapLabel(before, tone="text"))
    card.body.addWidget(WrapLabel(_received(view), tone="text"))
    lacks = view.lacking
    if lacks.changes:
        card.body.addWidget(WrapLabel(tr("Belum ada di DKUM menurut kabarnya yang terakhir:")))
        card.body.addWidget(Figures(_figures(lacks)))
    else:
        card.body.addWidget(WrapLabel(tr("Tidak ada yang kurang di DKUM.")))
    if view.wanted:
        told = trn(
            "{n} dokumen atau lampiran belum sampai di komputer ini; berkas berikutnya memintanya.",
            "{n} dokumen atau lampiran belum sampai di komputer ini; berkas berikutnya memintanya.",
            view.wanted,
        )
        card.body.addWidget(WrapLabel(told, size=t.SIZE_META))
    if view.mates:
        card.body.addWidget(Label(tr("Komputer lain di kantor ini"), weight=t.SEMIBOLD))
        card.body.addLayout(_mates(view.mates))
    row = Flow()
    for button in buttons:
        row.add(button)
    card.body.addWidget(row)
    return card


def _received(view: ExchangeView) -> str:
    told = view.delivery
    if told.received_at is None and told.earlier:
        return tr("Belum ada tanda terima DKUM untuk yang dicatat sesudahnya.")
    if told.received_at is None:
        return tr("Belum ada tanda terima dari DKUM.")
    return tr(
        "DKUM menerima {n} perubahan dari komputer ini, menurut tanda terima {waktu}.",
        n=counted(told.received),
        waktu=when.short_moment(moment_of(told.received_at)),
    )


def _figures(lacks: Lacking) -> list[Figure]:
    return [
        Figure(lacks.people, tr("pendaftar"), "accent"),
        Figure(lacks.fresh, tr("pendaftar baru")),
        Figure(lacks.papers, tr("dokumen")),
        Figure(lacks.others, tr("catatan lain")),
        Figure(lacks.changes, tr("perubahan")),
    ]


def _mates(mates: Sequence[Mate]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for row, mate in enumerate(mates):
        name = mate.name or tr("komputer kantor")
        grid.addWidget(Label(name[:1].upper() + name[1:], size=t.SIZE_META, weight=t.MEDIUM), row, 0)
        grid.addWidget(WrapLabel(mate_sentence(mate), size=t.SIZE_META), row, 1)
    return grid


def mate_sentence(mate: Mate) -> str:
    """What another computer of the office lacks, by its own word."""
    lacks = mate.lacks
    if lacks.at is None:
        return tr("belum pernah memberi kabar")
    day = when.short_moment(moment_of(lacks.at))
    if not lacks.changes:
        return tr("memegang semuanya, kabar {waktu}", waktu=day)
    return trn(
        "kurang {n} perubahan menurut kabar {waktu}",
        "kurang {n} perubahan menurut kabar {waktu}",
        lacks.changes,
        waktu=day,
    )


def disagree_card(found: Disagreement, buttons: Sequence[Button]) -> Card:
    """The other side knows the same and has other data: said aloud, with what to do."""
    card = Card(tone="bad")
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(Icon("octagon-alert", "bad", 20), 0, Qt.AlignmentFlag.AlignTop)
    office = office_name(found.peer)
    title = tr("Data di komputer ini berbeda dengan data {kantor}", kantor=office)
    head.addWidget(WrapLabel(title, size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="bad"), 1)
    card.body.addLayout(head)
    card.setAccessibleName(title)
    at = when.short_moment(moment_of(found.at))
    if found.cause == "state":
        told = tr(
            "Menurut berkas {no} ({waktu}), kedua pihak memegang perubahan yang sama, tetapi hasilnya"
            " berbeda. Tidak ada yang dihapus atau diganti sendiri.",
            no=f"{found.no:04d}", waktu=at,
        )  # fmt: skip
    else:
        told = tr(
            "Menurut berkas {no} ({waktu}), perubahan pada urutan yang sama berisi lain di kedua pihak. "
            "Tidak ada yang dihapus atau diganti sendiri.",
            no=f"{found.no:04d}", waktu=at,
        )  # fmt: skip
    card.body.addWidget(WrapLabel(told, tone="text"))
    card.body.addWidget(
        WrapLabel(
            tr(
                "Langkah berikutnya: periksa data komputer ini. Bila ada tabel yang berbeda dengan"
                " catatannya, bangun ulang. Bila tidak ada, minta {kantor} memeriksa juga, lalu buat"
                " berkas lengkap.",
                kantor=office,
            )
        )
    )
    row = Flow()
    for button in buttons:
        row.add(button)
    card.body.addWidget(row)
    return card
