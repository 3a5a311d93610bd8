"""What stands about the checklist: who may not check and why, what does not match, what was found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.actions import holds
from desktop_app.domain.alone import before
from desktop_app.domain.authority import void_sentence
from desktop_app.domain.finding import Finding
from desktop_app.domain.people import OPERATOR, VERIFIKATOR
from desktop_app.queries.verification import DoneToday
from resources.i18n import tr, trn
from ui import tokens as t
from ui.forms.lane import answer_words
from ui.models.checking import DOCUMENT_SHORT, Checking, queue_words
from ui.widgets import paint
from ui.widgets.card import FindingCard
from ui.widgets.labels import Icon, WrapLabel

Call = Callable[[], object]

KEY_DUTIES = {"Space": "verify", "T": "verify", "Left": "verify", "K": "return", "X": "reject", "U": "fill",
           "Ctrl+Enter": "verify"}  # fmt: skip
"""Keys of the page that are only offered to whom the table of duties gives the line."""


def empty_words(done: DoneToday, total: int, held: int) -> tuple[str, str]:
    """What a queue without anybody to check says, head and text: `total` wait, `held` of them because their
    data stand still, the others because this person typed them."""
    own = total - held
    words: list[str] = []
    if done.total:
        words.append(
            tr("Hari ini Anda memverifikasi {v} orang, mengembalikan {k}, dan menolak {t}.",
               v=done.verified, k=done.returned, t=done.rejected)
        )  # fmt: skip
    if own:
        words.append(
            trn("{n} nama yang Anda ketik sendiri menunggu verifikator lain.",
                "{n} nama yang Anda ketik sendiri menunggu verifikator lain.", own)
        )  # fmt: skip
        words.append(tr("Minta verifikator lain masuk."))
    if held:
        words.append(queue_words(held, 0, held)[0])
    if not words:
        words.append(tr("Pendaftar yang diajukan petugas lain muncul di sini, yang tertua lebih dulu."))
    some = bool(own or held)
    head = tr("Tidak ada yang dapat Anda periksa") if some else tr("Semua pendaftar sudah diperiksa")
    return head, " ".join(words)


def standing(
    checking: Checking,
    roles: Collection[str],
    resumed: bool | None,
    judge: Callable[[Finding], object],
    choose: Call,
) -> list[QWidget]:
    """What holds for the whole case, above the checklist.

    `resumed`: earlier answers were taken up, or fell because the data changed (False). `judge` asks what a
    registered business is, `choose` goes to the values of fields that differ.
    """
    cards = list(_about_person(checking, roles, resumed))
    cards += [_registered(found, roles, judge, key=not at) for at, found in enumerate(unjudged(checking))]
    if checking.case.conflict:
        names = ", ".join(checking.case.differing)
        why = tr("{isian}: dua petugas menulis nilai yang lain. Pilih dahulu yang benar.", isian=names)
        cards.insert(0, FindingCard("block", tr("Data masih berbeda"), why,
                                    [(tr("Pilih yang benar"), "B", choose)]))  # fmt: skip
    return cards


def unjudged(checking: Checking) -> list[Finding]:
    """What was found about registered businesses and nobody has decided yet."""
    return [found for found in _about_register(checking) if found.needs_reason]


def notices(
    checking: Checking,
    roles: Collection[str],
    give_back: Call,
    mend: Call,
    judge: Callable[[Finding], object],
) -> list[QWidget]:
    """What follows from the answers, below the checklist, for a person with `roles`."""
    rules = checking.case.rules
    names = [tr(DOCUMENT_SHORT[code]) for code in rules.documents]
    papers = ", ".join(names)
    if len(names) > 1:
        papers = tr("{awal} dan {akhir}", awal=", ".join(names[:-1]), akhir=names[-1])
    told = (
        tr("Aturan versi {versi}: {dokumen} harus ada.", versi=rules.label, dokumen=papers)
        if rules.version
        else tr("Aturan bawaan: {dokumen} harus ada.", dokumen=papers)
    )
    return [
        *_mismatch(checking, roles, give_back, mend),
        *_found(checking),
        *(_registered(found, roles, judge) for found in _about_register(checking) if not found.needs_reason),
        *([RuleNote(told)] if papers else []),
    ]


def _about_person(checking: Checking, roles: Collection[str], resumed: bool | None) -> Iterator[QWidget]:
    """Why nobody or not this person may check it, or what became of earlier answers."""
    if checking.case.held:
        why = tr("Selesaikan dahulu permintaannya di Permintaan data pribadi, lalu ulangi.")
        yield FindingCard("block", holds.reason(checking.case.held).rstrip("."), why)
    if checking.case.own:
        why = tr("Pilih nama lain di antrean, atau minta verifikator lain masuk.")
        yield FindingCard("reason", void_sentence("own_entry").rstrip("."), why)
        return
    if VERIFIKATOR not in roles:
        why = tr("Minta verifikator masuk.")
        yield FindingCard("reason", tr("Pemeriksaan dilakukan oleh verifikator"), why)
        return
    if checking.case.alone:
        yield FindingCard("reason", tr("Anda sendiri yang mengetik data ini"), before(checking.case.alone))
    if resumed:
        yield FindingCard("info", tr("Pemeriksaan dilanjutkan"), tr("Jawaban Anda yang lalu masih ada."))
    elif resumed is False:
        why = tr("Jawaban yang lalu tidak berlaku lagi. Periksa dari awal.")
        yield FindingCard("reason", tr("Isian berubah sejak Anda memeriksanya"), why)
    elif checking.case.stale:
        why = tr("Karena itu pendaftar ini menunggu lagi.")
        yield FindingCard("reason", tr("Isian berubah sesudah diverifikasi"), why)


def _mismatch(checking: Checking, roles: Collection[str], give_back: Call, mend: Call) -> Iterator[QWidget]:
    """What to do with what does not match: give it back, or mend it and leave it to somebody else."""
    if not checking.wrong() or checking.case.own:
        return
    actions: list[tuple[str, str, Call]] = [(tr("Kembalikan"), "", give_back)]
    if OPERATOR in roles:
        actions.append((tr("Perbaiki sendiri"), "", mend))
    names = ", ".join(point.label for point in checking.wrong())
    why = tr("Bila Anda memperbaikinya sendiri, verifikator lain yang memeriksanya.")
    card = FindingCard("reason", tr("Tidak sesuai: {isian}", isian=names), why, actions)
    card.buttons[0].setAccessibleName(tr("Kembalikan kepada pengetik"))
    yield card


def _found(checking: Checking) -> Iterator[QWidget]:
    """What the rules find; papers and the day have rows of their own."""
    case = checking.case
    day = checking.day() or case.values["tanggal_lengkap"]
    for found in case.findings(checking.dokumen(), day):
        if found.field == "dokumen" or found.rule_id == "tanggal_lengkap.kosong" or found.record:
            continue
        if found.level == "block":
            yield FindingCard("block", found.title, found.reason)
        elif found.noted:
            yield FindingCard("info", found.title, tr("Alasan pengetik: {alasan}", alasan=found.noted))
        elif found.needs_reason:
            yield FindingCard("reason", found.title, found.reason)


def _about_register(checking: Checking) -> list[Finding]:
    return [found for found in checking.case.findings({}, None) if found.record]


def _registered(
    found: Finding, roles: Collection[str], judge: Callable[[Finding], object], *, key: bool = False
) -> FindingCard:
    """A registered business beside the applicant: the evidence, or what was decided about it. Who may write
    about applicants decides here."""
    text = found.reason if found.needs_reason else answer_words(found)
    words = tr("Putuskan") if found.needs_reason else tr("Ubah putusan")
    card = FindingCard(
        "reason" if found.needs_reason else "info",
        found.title,
        text,
        [(words, "U" if key else "", lambda: judge(found))] if {OPERATOR, VERIFIKATOR} & set(roles) else [],
    )
    for button in card.buttons:
        button.setAccessibleName(
            tr("Putuskan: {temuan}", temuan=found.title)
            if found.needs_reason
            else tr("Ubah putusan: {temuan}", temuan=found.title)
        )
    return card


class RuleNote(QWidget):
    """What the rule book in force asks for, in one quiet line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(Icon("info", "text2", 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(WrapLabel(text, size=t.SIZE_META), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, "sunken")
        painter.end()
