"""The right of Dokumen: the verdict before its details, one card for each signature, then the small facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_app.documents.times import of_bsre
from desktop_app.documents.verdict import KIND_WORDS
from desktop_app.domain.fields import FIELDS
from desktop_app.domain.moments import wib
from desktop_app.domain.values import show_date
from desktop_app.queries.documents import IssuedDocument
from desktop_app.queries.office import SealStanding
from resources.i18n import tr, trn
from ui import tokens as t
from ui.models.papers import EDITION_WORDS, Paper, RosterForm
from ui.pages.dokumen_standing import annulled_card, older_card, standing_cards
from ui.when import long_moment
from ui.widgets.button import Button
from ui.widgets.card import Card, Divider, FindingCard, SignatureCard, VerdictCard
from ui.widgets.dialog import Fact, FactsTable
from ui.widgets.labels import Label, WrapLabel

if TYPE_CHECKING:
    from desktop_app.documents.verdict import SignatureDetail, Verdict

VERDICTS = {
    "sah": ("ok", "shield-check"),
    "berubah": ("warn", "shield-alert"),
    "tidak_sah": ("bad", "shield-x"),
    "tidak_pasti": ("grey", "shield-question-mark"),
}
"""Tone and icon by kind of verdict."""


class VerdictPane(Card):
    """Says one thing first: may this paper be relied upon."""

    seal_asked = Signal()
    change_asked = Signal()
    drop_asked = Signal()
    document_asked = Signal(str)
    compare_asked = Signal()
    copy_asked = Signal()
    returned_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self.setAccessibleName(tr("Hasil pemeriksaan"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.setContentsMargins(1, 1, 1, 1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(tr("Rincian pemeriksaan"))
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.viewport().setAutoFillBackground(False)
        self.setFocusProxy(self._area)
        self.body.addWidget(self._area)
        self.words = ""
        self.seal_button: Button | None = None
        self.show_nothing()

    # --- what it shows

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        column = self._begin("")
        column.addWidget(
            WrapLabel(tr("Pilih dokumen di kiri, atau jatuhkan PDF atau pindaian di sini untuk diperiksa."))
        )
        column.addStretch(1)

    def show_busy(self) -> None:
        """A document is being opened."""
        column = self._begin("")
        column.addWidget(WrapLabel(tr("Membaca dan memeriksa dokumen.")))
        column.addStretch(1)

    def show_issued(self, line: IssuedDocument, paper: Paper) -> None:
        """An issued document of the register."""
        annulled = annulled_card(paper)
        if annulled is not None:
            column = self._begin(tr("Dibatalkan"))
            column.addWidget(annulled)
            column.addWidget(_called_off(paper.verdict))
        else:
            column = self._begin(self._verdict_words(paper.verdict))
            column.addWidget(verdict_card(paper.verdict))
        for card in standing_cards(line, paper, self.document_asked.emit, self.compare_asked.emit):
            column.addWidget(card)
        if line.state == "awaiting_bsre":
            column.addWidget(self._waiting())
        self._signatures(column, paper, line)
        column.addStretch(1)
        detail = paper.detail
        if detail is None:
            return
        column.addWidget(Divider())
        rules = tr("versi {versi}", versi=detail.rules)
        if detail.decision:
            rules = tr("versi {versi}, putusan {nomor}", versi=detail.rules, nomor=detail.decision)
        facts = [
            Fact(tr("Nomor"), line.nomor),
            Fact(tr("Tanggal"), show_date(line.tanggal)),
            Fact(tr("Isi"), _content(line, detail.pages)),
            Fact(tr("Aturan"), rules),
            Fact(tr("Sidik isi"), " ".join(detail.digest[at : at + 4] for at in range(0, 16, 4))),
        ]
        if line.by:
            facts.insert(3, Fact(tr("Penerbit"), line.by))
        column.addWidget(FactsTable(facts, framed=False))

    def show_draft(self, form: RosterForm, paper: Paper, seal: SealStanding) -> None:
        """A roster that has not been issued."""
        column = self._begin(tr("Masih draf"))
        column.addWidget(
            VerdictCard(
                tr("Masih draf"),
                tr("Tulisan DRAF hilang setelah disegel. Periksa isinya dahulu."),
                tone="warn",
                icon="circle-dashed",
            )
        )
        for card in _seal_notes(seal):
            column.addWidget(card)
        if paper.older is not None:
            column.addWidget(older_card(paper, self.document_asked.emit, self.compare_asked.emit))
        self.seal_button = Button(tr("Segel"), kind="primary", icon="stamp", key="Ctrl+T")
        self.seal_button.clicked.connect(self.seal_asked)
        column.addWidget(self.seal_button)
        column.addWidget(FactsTable(_draft_facts(form, paper), framed=False))
        change = Button(tr("Ubah isian"), icon="square-pen")
        change.clicked.connect(self.change_asked)
        column.addWidget(change)
        drop = Button(tr("Buang draf ini"), kind="link")
        drop.clicked.connect(self.drop_asked)
        column.addWidget(drop, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def show_refused(self, message: str, next_step: str) -> None:
        """It could not be opened."""
        column = self._begin(message)
        column.addWidget(FindingCard("block", message, next_step))
        column.addStretch(1)

    # --- within

    def _waiting(self) -> FindingCard:
        """What is to be done with a paper that is signed elsewhere."""
        return FindingCard(
            "info", tr("Menunggu tanda tangan BSrE"),
            tr("Simpan salinannya, tanda tangani di layanan BSrE, lalu terima kembali di sini."),
            [(tr("Simpan salinan"), "", self.copy_asked.emit),
             (tr("Terima yang kembali"), "", self.returned_asked.emit)],
        )  # fmt: skip

    def _begin(self, words: str) -> QVBoxLayout:
        """Other words in the pane; the focus does not stay on something that has gone."""
        self.words = words
        self.seal_button = None
        held = self._area.isAncestorOf(focus) if (focus := self.focusWidget()) is not None else False
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(13, 13, 13, 13)
        column.setSpacing(9)
        column.addWidget(Label(tr("Hasil pemeriksaan"), size=t.SIZE_CARD, weight=t.SEMIBOLD))
        self._area.setWidget(inside)
        inside.setAutoFillBackground(False)  # the card's own ground
        self._area.setAccessibleDescription(words)
        if held:
            self._area.setFocus(Qt.FocusReason.OtherFocusReason)
        return column

    @staticmethod
    def _verdict_words(verdict: Verdict | None) -> str:
        return tr(KIND_WORDS[verdict.kind]) if verdict is not None else tr("Segel belum dapat diperiksa")

    def _signatures(self, column: QVBoxLayout, paper: Paper, line: IssuedDocument | None) -> None:
        column.addSpacing(4)
        column.addWidget(Label(tr("Tanda tangan"), size=t.SIZE_CARD, weight=t.SEMIBOLD))
        details = paper.verdict.details if paper.verdict is not None else ()
        for one in details:
            column.addWidget(_signature_card(one, paper.detail.on_behalf if paper.detail else ""))
        by_hand = not any(one.kind in ("bsre", "lain") for one in details)
        if line is not None and by_hand and line.state != "awaiting_bsre":
            signer = paper.detail.signer if paper.detail else ""
            column.addWidget(
                SignatureCard(
                    "wet",
                    tr("Tanda tangan basah"),
                    tr("Pada cetakan"),
                    (signer,) if signer else (),
                    tone="grey",
                )
            )
        if line is not None and not any(one.kind == "bsre" for one in details):
            column.addWidget(
                SignatureCard(
                    "empty",
                    tr("Tanda tangan BSrE"),
                    tr("Ruang masih kosong"),
                    (tr("Dapat diisi kemudian"),),
                    tone="accent",
                )
            )


def verdict_card(verdict: Verdict | None) -> VerdictCard:
    """The verdict in its tone; *sah* says in two short sentences what is proved."""
    if verdict is None:
        text = tr("Buka berkas izin DKUM di Sinkronisasi, lalu buka dokumen ini lagi.")
        return VerdictCard(tr("Segel belum dapat diperiksa"), text, tone="grey", icon="shield-question-mark")
    tone, icon = VERDICTS[verdict.kind]
    return VerdictCard(tr(KIND_WORDS[verdict.kind]), verdict.sentence, tone=tone, icon=icon)


def _called_off(verdict: Verdict | None) -> VerdictCard:
    """A paper that counts no more is never called *sah*, whatever its seal says."""
    text = verdict.sentence if verdict is not None else ""
    if verdict is None or verdict.ok:
        text = tr("Dokumen ini tidak berlaku lagi, meskipun segelnya utuh. Jangan dipakai.")
    return VerdictCard(tr("Dibatalkan"), text, tone="bad", icon="ban")


def _signature_card(one: SignatureDetail, on_behalf: str) -> SignatureCard:
    state = tr("Utuh dan dikenal") if one.good else tr("Utuh, tidak dikenal") if one.intact else tr("Berubah")
    tone = "ok" if one.good else "warn" if one.intact else "bad"
    lines: list[str] = [one.signer] if one.signer != "-" else []
    if on_behalf and one.kind == "segel":
        lines.append(on_behalf)
    if one.time:  # whose word the time is
        lines.append(one.time)
    elif one.signed_at is not None:
        lines.append(tr("{waktu} WIB", waktu=long_moment(wib(one.signed_at))))
    if one.reason:
        lines.append(one.reason)
    elif len(one.path) > 1:
        lines.append(tr("Dijamin {penerbit}", penerbit=one.path[0]))
    if one.kind == "waktu":
        return SignatureCard("seal", tr("Penanda waktu"), state, lines, tone=tone)
    if one.kind == "bsre":
        told = tr("Tanda tangan BSrE") if of_bsre(one) else tr("Tanda tangan di ruang BSrE")
        return SignatureCard("bsre", told, state, lines, tone=tone)
    title = tr("Segel integritas kantor") if one.kind == "segel" else tr("Tanda tangan lain")
    if one.kind == "segel":
        lines.append(tr("Bukan tanda tangan BSrE"))
    return SignatureCard("seal", title, state, lines, tone=tone)


def _content(line: IssuedDocument, pages: int) -> str:
    """How many people stand on it; of a paper without a list of applicants how many pages it has."""
    if line.jumlah:
        return trn("{n} orang", "{n} orang", line.jumlah)
    if line.jenis == "rekap_capaian":
        return trn("{n} halaman angka, tanpa nama", "{n} halaman angka, tanpa nama", pages)
    return trn("{n} halaman", "{n} halaman", pages)


def _draft_facts(form: RosterForm, paper: Paper) -> Sequence[Fact]:
    order = tr("menurut putusan {nomor}", nomor=paper.decision)
    if not paper.decision:
        order = tr("perkiraan, belum diputuskan DKUM")
    facts = [
        Fact(tr("Program"), f"{FIELDS['program'].label_of(form.program)} {form.tahun}"),
        Fact(tr("Edisi"), tr(EDITION_WORDS[form.editions])),
        Fact(tr("Isi"), trn("{n} orang", "{n} orang", paper.people)),
        Fact(tr("Urutan"), order),
        Fact(tr("Nomor"), form.nomor or tr("belum diisi")),
        Fact(tr("Tanggal"), show_date(form.tanggal.isoformat())),
    ]
    if form.signer:
        facts.append(Fact(tr("Penandatangan"), form.signer))
    return facts


def _seal_notes(seal: SealStanding) -> list[FindingCard]:
    """Why it cannot be sealed now, or in whose name it would be."""
    if not seal.certified:
        title = tr("Segel kantor menunggu izin DKUM")
        text = tr("Buka berkas izin dari DKUM di Sinkronisasi. Sampai saat itu daftar ini tetap draf.")
        return [FindingCard("reason", title, text)]
    if not seal.allowed:
        title = tr("Peran Anda tidak menyegel")
        text = tr("Lurah, verifikator atau admin kantor yang menyegelnya. Minta salah satu masuk.")
        return [FindingCard("reason", title, text)]
    if seal.on_behalf:
        text = tr("Pada segel tercetak a.n. Lurah, dan nama Anda tercatat.")
        return [FindingCard("info", tr("Anda menyegel atas nama lurah"), text)]
    return []
