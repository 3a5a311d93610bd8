"""Dokumen: what was issued, the paper itself, and whether it may be relied upon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.office import Reading
from desktop_app.queries import documents
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.announce import AnnounceDialog
from ui.dialogs.differences import DifferencesDialog
from ui.dialogs.hand_paper import HandPaperDialog
from ui.dialogs.office_paper import DecreeDialog, Kinds, MinutesDialog, OfficePaperDialog
from ui.dialogs.waiting_list import WaitingDialog
from ui.models import papers as work
from ui.models.papers import Paper, Register, decree_programs, minutes_programs, waiting_programs
from ui.pages.base import KeyHint, Page, Status
from ui.pages.dokumen_cancel import ask_cancel, can_cancel
from ui.pages.dokumen_check import Checks
from ui.pages.dokumen_deeds import Deed, hints, menus
from ui.pages.dokumen_desk import Desk
from ui.pages.dokumen_drafts import Drafts
from ui.pages.dokumen_list import Line, empty_register
from ui.pages.dokumen_out import Outgoing
from ui.pages.dokumen_signing import Signing
from ui.pages.periksa_pane import dropped
from ui.widgets.button import Button
from ui.widgets.toast import announce

REGISTER_WIDE, REGISTER_NARROW, VERDICT = 360, 360, 284
STACK_BELOW = 1060
"""Below this width of the page the verdict stands under the register."""


class DokumenPage(Desk):
    """Register left, paper in the middle, verdict right. A draft lives until it is sealed or dropped."""

    key: ClassVar[str] = "dokumen"
    icon: ClassVar[str] = "file-text"
    title: ClassVar[str] = mark("Dokumen")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._eager = False
        self.drafts, self.outgoing, self.checks = Drafts(self), Outgoing(self), Checks(self)
        self.signing = Signing(self, self.drafts, self.outgoing)
        self.setAcceptDrops(True)
        self._build()
        self.outgoing.clear_viewed()
        self.load()

    # --- building

    def _build(self) -> None:
        self.check_button = Button(tr("Periksa dokumen"), icon="shield-check")
        self.check_button.clicked.connect(self.checks.ask)
        self.menus = menus(self.deeds)
        self.make_button = Button(tr("Buat dokumen"), kind="primary", icon="plus", key="F2")
        self.make_button.clicked.connect(self.primary)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack)
        self._stack.addWidget(QWidget())
        body = QWidget()
        self._row = QHBoxLayout(body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(t.CARD_GAP)
        self._left = QVBoxLayout()
        self._left.setSpacing(t.CARD_GAP)
        self.list_card.chosen.connect(self._chosen)
        self.list_card.opened.connect(lambda _row: self.paper.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.list_card.year_chosen.connect(self._choose_year)
        self.paper.print_asked.connect(self.outgoing.print)
        self.paper.save_asked.connect(self.outgoing.save)
        self.paper.open_asked.connect(self.outgoing.view)
        self.verdict.seal_asked.connect(self.drafts.seal)
        self.verdict.change_asked.connect(self.drafts.change)
        self.verdict.drop_asked.connect(self.drafts.drop)
        self.verdict.copy_asked.connect(self.outgoing.save)
        self.verdict.returned_asked.connect(self.signing.ask_returned)
        checks = self.checks.pane
        checks.left.connect(self.back)
        checks.stopped.connect(self.back)
        checks.signed_asked.connect(lambda: self.outgoing.save_part(checks.signed_part()))
        self.verdict.document_asked.connect(self.open)
        self.verdict.compare_asked.connect(self.show_differences)
        self._left.addWidget(self.list_card, 5)
        self._row.addLayout(self._left)
        self._row.addWidget(self.paper, 1)
        self._row.addWidget(self.verdict)
        self._stack.addWidget(body)
        self._stack.addWidget(empty_register(self.primary, self.checks.ask, city=self.city))
        self._stack.addWidget(checks)

    def deeds(self) -> list[Deed]:
        """Every step of this page, by section; a step of a new paper or signature is a line here."""
        out, drafts = self.outgoing, self.drafts
        office = [] if self.city else [
            Deed("baru", tr("Daftar Nominatif…"), self.primary, "list-ordered", "F2", tr("buat dokumen")),
            Deed("baru", tr("Formulir kosong dan halaman uji…"), self.print_blank, "square-pen", "Ctrl+B",
                 tr("formulir kosong")),
            Deed("baru", tr("Berita Acara Verifikasi…"), self.make_minutes, "clipboard-check", "Ctrl+J",
                 tr("berita acara")),
            Deed("tanda_tangan", tr("Segel draf ini"), drafts.seal, "stamp", "Ctrl+T", tr("segel"), bar=True,
                 ready=self._draft_shown),
        ]  # fmt: skip
        if self.city:
            office = [Deed("baru", tr("Lampiran Penetapan…"), self.make_decree, "scroll-text", "Ctrl+J",
                           tr("lampiran penetapan"))]  # fmt: skip
        return [
            *office,
            Deed("baru", tr("Daftar Tunggu…"), self.make_waiting, "hourglass", "Ctrl+G", tr("daftar tunggu")),
            *self.signing.deeds(),
            Deed("baru", tr("Pengumuman Program…"), self.announce_program, "megaphone", "Ctrl+U",
                 tr("pengumuman program")),
            Deed("tanda_tangan", tr("Periksa dokumen…"), self.checks.ask, "shield-check", "Ctrl+D",
                 tr("periksa"), bar=True, rule=True),
            Deed("tanda_tangan", tr("Perbedaan dengan yang digantikan"), self.show_differences, "git-compare",
                 "Ctrl+E", tr("perbedaan"), ready=self._differs),
            Deed("tanda_tangan", tr("Batalkan dokumen ini…"), lambda: ask_cancel(self), "ban",
                 ready=lambda: can_cancel(self), rule=True),
            Deed("cetak", tr("Cetak…"), out.print, "printer", "Ctrl+P", tr("cetak"), bar=True,
                 ready=out.ready),
            Deed("cetak", tr("Simpan PDF…"), out.save, "save", "Ctrl+S", tr("simpan PDF"), ready=out.ready),
            Deed("cetak", tr("Buka PDF di penampil komputer"), out.view, "external-link", "Ctrl+O",
                 tr("buka PDF"), ready=out.ready),
            Deed("cetak", tr("Cetak atau simpan banyak…"), out.many, "printer", "Ctrl+Shift+P",
                 tr("cetak banyak"), ready=out.any_issued, rule=True),
        ]  # fmt: skip

    def show_differences(self) -> None:
        """What the paper shown says otherwise than the one it takes the place of."""
        paper = self.paper.paper()
        if paper is not None and paper.older is not None and paper.difference is not None:
            title = self.paper_title()
            self.open_dialog(DifferencesDialog(self, title, paper.older.nomor, paper.difference))

    def _differs(self) -> bool:
        paper = self.paper.paper()
        return paper is not None and paper.difference is not None and not paper.difference.same

    def _draft_shown(self) -> bool:
        line = self.line()
        return line is not None and line.form is not None

    # --- what the shell asks

    def subtitle(self) -> str:
        if self.register is None:
            return ""
        n = len(self.register.rows)
        if not n:
            return tr("Belum ada dokumen terbit")
        year = self._shown_year()
        return trn("{n} dokumen terbit tahun {tahun}", "{n} dokumen terbit tahun {tahun}", n, tahun=year)

    def header_actions(self) -> Sequence[QWidget]:
        made = [] if self.city else [self.make_button]
        return [self.check_button, *self.menus, *made]

    def spare_actions(self) -> Sequence[QWidget]:
        return [self.check_button, self.make_button]  # lines of *Segel & lainnya* and *Baru*

    def key_hints(self) -> Sequence[KeyHint]:
        return [
            KeyHint("Enter", tr("buka")),
            *hints(self.deeds()),
            KeyHint("PgUp PgDown", tr("halaman"), bar=False),
            KeyHint("Ctrl+Plus Ctrl+-", tr("perbesar, perkecil"), bar=False),
            KeyHint("0 9", tr("selebar tempatnya, satu halaman"), bar=False),
            KeyHint("F7", tr("daftar halaman"), self.paper.show_list, bar=False),
        ]

    def status(self) -> Status | None:
        if self.register is None or self.office.info.kind != "kelurahan":
            return None
        if not self.register.seal.certified:
            return Status("stamp", tr("Segel kantor: menunggu izin DKUM"), "warn")
        return Status("stamp", tr("Segel kantor: kunci siap"))

    def first_focus(self) -> QWidget | None:
        return self.checks.pane.verdict if self.checked else self.list

    def panes(self) -> Sequence[QWidget]:
        if self.checked:
            return self.checks.pane.stops()
        listed = () if self.paper.list.isHidden() else (self.paper.list,)
        return (self.list, *listed, self.paper.view, self.verdict)

    def open(self, argument: object) -> None:
        """A document's record id, or ``"buat"`` to begin a roster."""
        if argument == "buat":
            self.primary()
        elif isinstance(argument, str):
            self.wanted = argument
            if self.checked:
                self.checks.leave()
            self.bench.ask(
                lambda connection: documents.year_of(connection, argument), self._go_year, owner=self
            )

    def entered(self) -> None:
        if self.register is not None:
            self.load()  # DKUM's grant may have come since: it moves no record

    def refresh(self, changes: Any) -> None:
        if changes is None or changes.kinds & {"document", "application", "office", "decision", "person"}:
            self.drafts.papers.clear()  # a draft shows what would be issued now
            issued = self.issued()
            if changes is None or (issued is not None and issued.id in changes.ids.get("document", ())):
                self.shown = ""  # a second signature or a time stamp leaves its state as it is
            self.load()

    def back(self) -> bool:
        if not self.checked:
            return self.list_card.clear_filter()
        self.checks.leave()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = event.size().width() < STACK_BELOW
        wide = REGISTER_NARROW if stacked else REGISTER_WIDE
        if event.size().width() < 640:
            wide = 220
        self.list_card.setFixedWidth(wide)
        self.verdict.setFixedWidth(wide if stacked else VERDICT)
        inside = self._left.indexOf(self.verdict) >= 0
        if stacked and not inside:
            self._row.removeWidget(self.verdict)
            self._left.addWidget(self.verdict, 6)
        elif not stacked and inside:
            self._left.removeWidget(self.verdict)
            self._row.addWidget(self.verdict)

    # --- the register

    def load(self) -> None:
        year = self.year
        self.bench.ask(
            lambda connection: work.load_register(connection, self.office, year),
            self._loaded,
            owner=self,
            key="dokumen:daftar",
        )

    def _loaded(self, found: Register) -> None:
        first = self.register is None
        self.register = found
        self.fill()
        self.header_changed.emit()
        if first and self.isVisible() and self.window().isActiveWindow():
            make = self.menus[-1] if self.make_button.isHidden() else self.make_button
            target = self.list if self.list_card.model.rows() else make
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._eager and self.isVisible():
            self.primary()
        self._eager = False

    def _shown_year(self) -> int:
        assert self.register is not None
        return self.year or next(iter(self.register.years), self.office.today().year)

    def _go_year(self, year: int | None) -> None:
        self.year = year or self.year
        self.load()

    def _choose_year(self, year: int) -> None:
        self.year = year
        self.load()

    def fill(self) -> None:
        assert self.register is not None
        line = self.list_card.current()
        wanted = self.wanted or (line.key if line is not None else "")
        self.list_card.show_register(self.register, self._shown_year(), self.forms, wanted)
        self.arrange()
        self._chosen(self.list_card.current())

    def arrange(self) -> None:
        """What is being checked; else the register, or the empty place while there is nothing to list."""
        self._stack.setCurrentIndex(3 if self.checked else 1 if self.list_card.model.rows() else 2)

    # --- what is shown

    def _chosen(self, line: object) -> None:
        if not isinstance(line, Line):
            return
        self.wanted = line.key
        self.make_button.set_kind("primary" if line.form is None else "secondary")
        if line.form is not None:
            self.shown = ""
            self.drafts.show(line.key, line.form)
            return
        if self.shown == _face(line):
            return  # the list was read again, and nobody has signed it since
        self.paper.clear(line.title)
        self.verdict.show_busy()
        self.bench.worker.ask(
            lambda _progress: work.open_issued(self.office, line.key),
            lambda paper: self._opened(line, paper),
            lambda error: self.unopened(line.key, error),
            key="dokumen:buka",
            owner=self,
        )

    def _opened(self, line: Line, paper: Paper) -> None:
        if self.wanted != line.key or line.issued is None:
            return
        self.shown = _face(line)
        full = line.issued.edisi == "arsip"
        self.paper.show_paper(line.title, paper, tr("Arsip, NIK penuh") if full else "")
        self.verdict.show_issued(line.issued, paper)
        announce(self.verdict, self.verdict.words)

    # --- making

    def primary(self) -> None:
        """F2: a new roster."""
        if self.city:
            return
        if self.register is None:
            self._eager = True  # pressed before the register is there: asked as soon as it is
            return
        self.drafts.begin()

    def announce_program(self) -> None:
        """Ctrl+U: what the city offers, to hand out or to send."""
        self.dialog = AnnounceDialog(self, self.bench)
        self.dialog.open()

    def print_blank(self) -> None:
        """Ctrl+B: the blank form, and the page that tries the printer."""
        self.dialog = HandPaperDialog(self, self.bench)
        self.dialog.open()

    def make_minutes(self) -> None:
        """Ctrl+J at a kelurahan: minutes of what was examined."""
        self._ask_office_paper(
            minutes_programs, MinutesDialog, tr("Belum ada berkas yang diperiksa, jadi belum ada isinya.")
        )

    def make_decree(self) -> None:
        """Ctrl+J at DKUM: the attachment to a decree."""
        self._ask_office_paper(decree_programs, DecreeDialog, tr("Belum ada yang ditetapkan."))

    def make_waiting(self) -> None:
        """Ctrl+G: who waits by DKUM's decision, to be kept and posted."""
        self._ask_office_paper(waiting_programs, WaitingDialog, tr("Belum ada yang di Daftar Tunggu."))

    def _ask_office_paper(
        self,
        kinds: Callable[[Reading, str], Kinds],
        make: Callable[[Page, Bench, Kinds], OfficePaperDialog],
        nobody: str,
    ) -> None:
        """Ask which one, where there is anything to choose from."""

        def known(found: Kinds) -> None:
            if not found:
                self.toast(nobody)
                return
            dialog = make(self, self.bench, found)
            dialog.sealed.connect(self._issued_elsewhere)
            self.dialog = dialog
            dialog.open()

        scope = self.office.info.scope
        self.bench.ask(lambda connection: kinds(connection, scope), known, owner=self, key="dokumen:jenis")

    def _issued_elsewhere(self, record: str) -> None:
        """A dialog issued a paper: it is the one to be shown."""
        self.open(record)  # in its year

    # --- dropped from elsewhere

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()):
            self._held(True)
            self.checks.pane.wake()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._held(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._held(False)
        paths = dropped(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.checks.check(paths)

    def _held(self, on: bool) -> None:
        """Files are held over the page."""
        self.paper.set_tone("accent" if on else "")
        self.checks.pane.dropping(on)


def _face(line: Line) -> str:
    """What is shown of an issued document: its bytes change only by being signed, its standing also by being
    called off or replaced."""
    issued = line.issued
    newer = issued.newer.record if issued is not None and issued.newer is not None else ""
    return f"{line.key} {issued.state if issued is not None else ''} {newer}"
