"""Dokumen: what was issued, the paper itself, and whether it may be relied upon."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.announce import AnnounceDialog
from ui.dialogs.hand_paper import HandPaperDialog
from ui.dialogs.pick import pick_files
from ui.dialogs.roster import RosterDialog
from ui.models import papers as work
from ui.models.papers import Paper, Register, RosterForm, Sealed
from ui.pages.base import KeyHint, Page, Status
from ui.pages.dokumen_files import FOLDER, ask_path, dropped
from ui.pages.dokumen_list import Line, RegisterCard, empty_register
from ui.pages.dokumen_paper import PaperPane
from ui.pages.dokumen_print import send
from ui.pages.dokumen_verdict import VerdictPane
from ui.printing import ask_printer
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog, Fact, StopDialog
from ui.widgets.toast import announce

REGISTER_WIDE, REGISTER_NARROW, VERDICT = 360, 360, 284
STACK_BELOW = 1060
"""Below this width of the page the verdict stands under the register."""


class DokumenPage(Page):
    """Register left, paper in the middle, verdict right. A draft lives until it is sealed or dropped."""

    key: ClassVar[str] = "dokumen"
    icon: ClassVar[str] = "file-text"
    title: ClassVar[str] = mark("Dokumen")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._office = bench, bench.office
        self._register: Register | None = None
        self._year: int | None = None
        self._drafts: dict[str, RosterForm] = {}
        self._papers: dict[str, Paper] = {}
        self._made = 0
        self._wanted = ""
        self._checked = ""
        self._before = ""
        self._shown = ""
        self._eager = False
        self._dialog: Dialog | QFileDialog | Any = None
        self.setAcceptDrops(True)
        self._build()
        self._clear_opened()
        self._load()

    # --- building

    def _build(self) -> None:
        self.check_button = Button(tr("Periksa PDF lain"), icon="shield-check")
        self.check_button.clicked.connect(self.check_other)
        self.announce_button = Button(tr("Pengumuman"), icon="megaphone", key="Ctrl+U")
        self.announce_button.clicked.connect(self.announce_program)
        self.blank_button = Button(tr("Formulir"), icon="square-pen", key="Ctrl+B")
        self.blank_button.clicked.connect(self.print_blank)
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
        self._list_card = RegisterCard(city=self._office.info.kind == "dkum")
        self._list_card.chosen.connect(self._chosen)
        self._list_card.opened.connect(lambda _row: self.paper.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self._list_card.year_chosen.connect(self._choose_year)
        self.list = self._list_card.list
        self.paper = PaperPane(self._bench.worker)
        self.paper.print_asked.connect(self.print_paper)
        self.paper.save_asked.connect(self.save_paper)
        self.paper.open_asked.connect(self.open_paper)
        self.verdict = VerdictPane()
        self.verdict.seal_asked.connect(self.seal)
        self.verdict.change_asked.connect(self.change)
        self.verdict.drop_asked.connect(self.drop_draft)
        self.verdict.back_asked.connect(self.back)
        self.verdict.signed_asked.connect(self.save_signed)
        self._left.addWidget(self._list_card, 5)
        self._row.addLayout(self._left)
        self._row.addWidget(self.paper, 1)
        self._row.addWidget(self.verdict)
        self._stack.addWidget(body)
        empty = empty_register(self.primary, self.check_other, city=self._office.info.kind == "dkum")
        self._stack.addWidget(empty)

    # --- what the shell asks

    def subtitle(self) -> str:
        if self._register is None:
            return ""
        n = len(self._register.rows)
        if not n:
            return tr("Belum ada dokumen terbit")
        year = self._shown_year()
        return trn("{n} dokumen terbit tahun {tahun}", "{n} dokumen terbit tahun {tahun}", n, tahun=year)

    def header_actions(self) -> Sequence[QWidget]:
        if self._office.info.kind == "dkum":
            return [self.announce_button, self.check_button]
        return [self.blank_button, self.announce_button, self.check_button, self.make_button]

    def key_hints(self) -> Sequence[KeyHint]:
        making = [
            KeyHint("F2", tr("buat dokumen"), self.primary, bar=False),
            KeyHint("Ctrl+T", tr("segel"), self.seal),
            KeyHint("Ctrl+B", tr("formulir kosong"), self.print_blank, bar=False),
        ]
        return [
            KeyHint("Enter", tr("buka")),
            KeyHint("Ctrl+P", tr("cetak"), self.print_paper),
            *(making if self._office.info.kind != "dkum" else []),
            KeyHint("Ctrl+D", tr("periksa"), self.check_other),
            KeyHint("Ctrl+U", tr("pengumuman program"), self.announce_program, bar=False),
            KeyHint("Ctrl+S", tr("simpan PDF"), self.save_paper, bar=False),
            KeyHint("Ctrl+O", tr("buka PDF"), self.open_paper, bar=False),
            KeyHint("PgUp PgDown", tr("halaman"), bar=False),
            KeyHint("Plus -", tr("perbesar, perkecil"), bar=False),
        ]

    def status(self) -> Status | None:
        if self._register is None or self._office.info.kind != "kelurahan":
            return None
        if not self._register.seal.certified:
            return Status("stamp", tr("Segel kantor: menunggu izin DKUM"), "warn")
        return Status("stamp", tr("Segel kantor: kunci siap"))

    def first_focus(self) -> QWidget | None:
        return self.list

    def panes(self) -> Sequence[QWidget]:
        return (self.list, self.paper.view, self.verdict)

    def open(self, argument: object) -> None:
        """A document's record id, or ``"buat"`` to begin a roster."""
        if argument == "buat":
            self.primary()
        elif isinstance(argument, str):
            self._wanted = argument
            self._load()

    def entered(self) -> None:
        if self._register is not None:
            self._load()  # DKUM's grant may have come since: it moves no record

    def refresh(self, changes: Any) -> None:
        if changes is None or changes.kinds & {"document", "application", "office", "decision", "person"}:
            self._papers.clear()  # a draft shows what would be issued now
            self._shown = "" if changes is None else self._shown
            self._load()

    def back(self) -> bool:
        if not self._checked:
            return False
        self._checked = ""
        self._arrange()
        self._list_card.choose(self._before)
        self._chosen(self._list_card.current())
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = event.size().width() < STACK_BELOW
        wide = REGISTER_NARROW if stacked else REGISTER_WIDE
        if event.size().width() < 640:
            wide = 220
        self._list_card.setFixedWidth(wide)
        self.verdict.setFixedWidth(wide if stacked else VERDICT)
        inside = self._left.indexOf(self.verdict) >= 0
        if stacked and not inside:
            self._row.removeWidget(self.verdict)
            self._left.addWidget(self.verdict, 6)
        elif not stacked and inside:
            self._left.removeWidget(self.verdict)
            self._row.addWidget(self.verdict)

    # --- the register

    def _load(self) -> None:
        year = self._year
        self._bench.ask(
            lambda connection: work.load_register(connection, self._office, year),
            self._loaded,
            owner=self,
            key="dokumen:daftar",
        )

    def _loaded(self, found: Register) -> None:
        first = self._register is None
        self._register = found
        self._fill()
        self.header_changed.emit()
        if first and self.isVisible() and self.window().isActiveWindow():
            target = self.list if self._list_card.model.rows() else self.make_button
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._eager and self.isVisible():
            self.primary()
        self._eager = False

    def _shown_year(self) -> int:
        assert self._register is not None
        return self._year or next(iter(self._register.years), self._office.today().year)

    def _choose_year(self, year: int) -> None:
        self._year = year
        self._load()

    def _fill(self) -> None:
        assert self._register is not None
        line = self._list_card.current()
        wanted = self._wanted or (line.key if line is not None else "")
        self._list_card.show_register(self._register, self._shown_year(), self._drafts, wanted)
        self._arrange()
        if self._checked:
            self._list_card.choose("")
        else:
            self._chosen(self._list_card.current())

    def _arrange(self) -> None:
        """The empty place while there is nothing to list and nothing to check."""
        empty = not self._list_card.model.rows() and not self._checked
        self._stack.setCurrentIndex(2 if empty else 1)

    # --- what is shown

    def _chosen(self, line: object) -> None:
        if not isinstance(line, Line):
            return
        self._wanted = line.key
        self._checked = ""
        self.make_button.set_kind("primary")
        if line.form is not None:
            self._shown = ""
            self._show_draft(line.key, line.form)
            return
        if self._shown == _face(line):
            return  # the list was read again, and nobody has signed it since
        self.paper.clear(line.title)
        self.verdict.show_busy()
        self._bench.worker.ask(
            lambda _progress: work.open_issued(self._office, line.key),
            lambda paper: self._opened(line, paper),
            lambda error: self._unopened(line.key, error),
            key="dokumen:buka",
            owner=self,
        )

    def _opened(self, line: Line, paper: Paper) -> None:
        if self._wanted != line.key or line.issued is None:
            return
        self._shown = _face(line)
        full = line.issued.edisi == "arsip"
        self.paper.show_paper(line.title, paper, tr("Arsip, NIK penuh") if full else "")
        self.verdict.show_issued(line.issued, paper)
        announce(self.verdict, self.verdict.words)

    def _unopened(self, key: str, error: WiraError) -> None:
        if self._wanted == key:
            self._shown = ""
            self.paper.clear()
            self.verdict.show_refused(error.message, error.next_step, back=bool(self._checked))

    def _show_draft(self, key: str, form: RosterForm) -> None:
        paper = self._papers.get(key)
        if paper is None:
            self._lay_out(key, form)
            return
        self._put_draft(key, form, paper)

    def _put_draft(self, key: str, form: RosterForm, paper: Paper) -> None:
        if self._wanted != key or self._register is None:
            return
        note = tr("Memuat NIK penuh") if "arsip" in form.editions else ""
        self.paper.show_paper(form.title(), paper, note)
        self.verdict.show_draft(form, paper, self._register.seal)
        self.make_button.set_kind("secondary")
        announce(self.verdict, self.verdict.words)

    # --- making

    def primary(self) -> None:
        """F2: a new roster."""
        if self._office.info.kind == "dkum":
            return
        if self._register is None:
            self._eager = True  # pressed before the register is there: asked as soon as it is
            return
        if not self._register.sources:
            stop = StopDialog(
                self, tr("Belum ada yang dapat dicantumkan"),
                tr("Daftar Nominatif berisi pendaftar yang sudah terverifikasi, dan sekarang belum ada."),
                next_step=tr("Selesaikan Verifikasi dahulu."), action=tr("Buka Verifikasi"),
                tone="accent", icon="badge-check", copyable=False,
            )  # fmt: skip
            stop.accepted.connect(lambda: self.navigate.emit("verifikasi", None))
            self._open(stop)
            return
        self._ask_form("", None)

    def change(self) -> None:
        """Other answers for the draft shown."""
        line = self._list_card.current()
        if line is not None and line.form is not None:
            self._ask_form(line.key, line.form)

    def _ask_form(self, key: str, form: RosterForm | None, *, sealing: bool = False) -> None:
        assert self._register is not None
        dialog = RosterDialog(
            self, self._register.sources, self._register.letterhead.signatories, self._office.today(), form,
            sealing=sealing,
        )  # fmt: skip
        dialog.accepted.connect(lambda: self._asked(key, dialog.result_form()))
        self._open(dialog)

    def _asked(self, key: str, form: RosterForm) -> None:
        if not key:
            self._made += 1
            key = f"draf:{self._made}"
        self._drafts[key] = form
        self._papers.pop(key, None)
        self._wanted = key
        self._fill()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, key: str, form: RosterForm) -> None:
        self.paper.clear(form.title())
        self.verdict.show_busy()
        strip = self.paper.progress

        def made(paper: Paper) -> None:
            if key in self._drafts and self._drafts[key] is form:
                self._papers[key] = paper
                self._put_draft(key, form, paper)

        task = self._bench.do(
            lambda progress: work.draft(self._office, form, progress.step),
            made,
            owner=self,
            refused=lambda error: self._unopened(key, error),
            progress=strip.step,
            cancelled=lambda: self._forget(key),
            after=strip.finish,
        )
        strip.begin(tr("Menyusun {judul}", judul=form.title()), task.cancel)

    def drop_draft(self) -> None:
        """Forget the draft shown; nothing of it was ever stored."""
        line = self._list_card.current()
        if line is not None and line.form is not None:
            self._forget(line.key)

    def _forget(self, key: str) -> None:
        self._drafts.pop(key, None)
        self._papers.pop(key, None)
        self._wanted = ""
        self.paper.clear()
        self.verdict.show_nothing()
        self._fill()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- sealing

    def seal(self) -> None:
        """Ctrl+T: issue the draft shown."""
        line = self._list_card.current()
        if self._checked or line is None or line.form is None:
            self.toast(tr("Pilih draf yang akan disegel, atau buat yang baru dengan F2."))
            return
        paper = self._papers.get(line.key)
        if paper is None:
            self.toast(tr("Pratinjau masih disusun. Periksa dahulu, lalu segel."))
            return
        if not line.form.nomor:
            self._ask_form(line.key, line.form, sealing=True)
            return
        form = line.form
        facts = [
            Fact(tr("Nomor"), form.nomor),
            Fact(tr("Edisi"), tr(work.EDITION_WORDS[form.editions])),
            Fact(tr("Isi"), trn("{n} orang", "{n} orang", paper.people)),
        ]
        ask = StopDialog(
            self, tr("Segel {judul}?", judul=form.title()),
            tr("Setelah disegel, isinya dibekukan: dibuka kapan pun tetap sama. Perbaikan berarti dokumen "
               "baru dengan nomor baru."),
            facts=facts, action=tr("Segel"), action_icon="stamp", close=tr("Batal"), tone="accent",
            icon="stamp", copyable=False,
        )  # fmt: skip
        ask.accepted.connect(lambda: self._seal(line.key, form))
        self._open(ask)

    def _seal(self, key: str, form: RosterForm) -> None:
        strip = self.paper.progress

        def sealed(made: Sealed) -> None:
            self._drafts.pop(key, None)
            self._papers.pop(key, None)
            self._wanted = made.documents[0]
            self._year = form.tahun
            self._load()
            self.toast(tr("{judul} disegel dengan nomor {nomor}.", judul=form.title(), nomor=form.nomor))

        task = self._bench.do(
            lambda progress: work.seal(self._office, form, progress.step),
            sealed,
            owner=self,
            progress=strip.step,
            cancelled=lambda: self.toast(tr("Penyegelan dihentikan. Tidak ada yang terbit.")),
            after=strip.finish,
        )
        strip.begin(tr("Menyegel {judul}", judul=form.title()), task.cancel)

    def announce_program(self) -> None:
        """Ctrl+U: what the city offers, to hand out or to send."""
        self._dialog = AnnounceDialog(self, self._bench)
        self._dialog.open()

    def print_blank(self) -> None:
        """Ctrl+B: the blank form, and the page that tries the printer."""
        self._dialog = HandPaperDialog(self, self._bench)
        self._dialog.open()

    # --- paper, disk, other programs

    def print_paper(self) -> None:
        """Ctrl+P: the system's print dialog, then page by page."""
        paper = self.paper.paper()
        if paper is None or not paper.sheets:
            return
        title = self._paper_title()
        self._dialog = ask_printer(
            self, title, paper.sheets, self.print_on, lambda: self.toast(tr("Tidak ada yang dicetak."))
        )

    def print_on(self, printer: Any) -> None:
        """Print the paper shown on the printer that was chosen."""
        paper = self.paper.paper()
        if paper is not None:
            send(self, self._bench, self.paper.progress, printer, self._paper_title(), paper.sheets)

    def save_paper(self) -> None:
        """Choose where, and write the same bytes there."""
        paper = self.paper.paper()
        if paper is None or not paper.sheets:
            return
        prefs = self._bench.prefs
        self._dialog = ask_path(self, prefs, tr("Simpan PDF"), self._file_name(), self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the paper shown to `path`; several editions get their own files."""
        paper = self.paper.paper()
        if paper is not None:
            self._write(paper.pdfs, path)

    def _write(self, pdfs: tuple[bytes, ...], path: Path) -> None:
        self._bench.prefs.put(FOLDER, str(path.parent))
        self._bench.do(
            lambda _progress: work.save_all(pdfs, path),
            lambda done: self.toast(tr("Tersimpan: {nama}", nama=done.name)),
            owner=self,
            refused=self._unsaved,
        )

    def save_signed(self) -> None:
        """Choose where, and write what was sealed, without what was added afterwards."""
        paper = self.paper.paper()
        verdict = paper.verdict if paper is not None else None
        if paper is None or verdict is None or not verdict.signed_length:
            return
        pdf = paper.pdfs[0][: verdict.signed_length]
        name = tr("{nama}-isi-segel.pdf", nama=Path(self._checked or "dokumen").stem)
        title = tr("Simpan isi yang disegel")
        self._dialog = ask_path(self, self._bench.prefs, title, name, lambda path: self._write((pdf,), path))

    def _unsaved(self, error: WiraError) -> None:
        self._open(StopDialog.for_error(self, tr("PDF belum tersimpan"), error))

    def open_paper(self) -> None:
        """Hand a copy to the system's viewer; it is removed when Dokumen is next begun."""
        paper = self.paper.paper()
        if paper is None or not paper.sheets:
            return
        path = self._office.home / "documents" / self._file_name()
        self._bench.do(
            lambda _progress: work.save_all(paper.pdfs, path),
            lambda done: QDesktopServices.openUrl(QUrl.fromLocalFile(str(done))),
            owner=self,
        )

    def _clear_opened(self) -> None:
        home = self._office.home
        self._bench.do(lambda _progress: work.clear_opened(home), owner=self)

    def _paper_title(self) -> str:
        line = self._list_card.current()
        return self._checked or (line.title if line is not None else tr("Dokumen"))

    def _file_name(self) -> str:
        line = self._list_card.current()
        if self._checked or line is None:
            return self._checked or "dokumen.pdf"
        number = line.issued.nomor if line.issued else tr("draf")
        return work.file_name(line.title, number)

    # --- other people's papers

    def check_other(self) -> None:
        """Ctrl+D: choose a PDF and judge it."""
        start = str(self._bench.prefs.get(FOLDER, ""))
        kinds = tr("Dokumen PDF (*.pdf)")
        self._dialog = pick_files(
            self, tr("Periksa PDF lain"), start, kinds, lambda paths: self.check(paths[0])
        )

    def check(self, path: Path) -> None:
        """Show the verdict on a PDF from elsewhere."""
        line = self._list_card.current()
        self._before = line.key if line is not None else self._before
        self._checked = path.name
        self._wanted = f"berkas:{path}"
        self._list_card.choose("")
        self._shown = ""
        key = self._wanted
        self._arrange()
        self.paper.clear(path.name)
        self.verdict.show_busy()
        self._bench.worker.ask(
            lambda _progress: work.open_file(self._office, path),
            lambda paper: self._judged(key, path, paper),
            lambda error: self._unopened(key, error),
            key="dokumen:buka",
            owner=self,
        )

    def _judged(self, key: str, path: Path, paper: Paper) -> None:
        if self._wanted != key:
            return
        self.paper.show_paper(path.name, paper)
        self.verdict.show_checked(path.name, paper)
        announce(self.verdict, self.verdict.words)
        self.verdict.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event) is not None:
            self.paper.set_tone("accent")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.paper.set_tone("")

    def dropEvent(self, event: QDropEvent) -> None:
        self.paper.set_tone("")
        path = dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.check(path)

    def _open(self, dialog: Dialog) -> None:
        self._dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _face(line: Line) -> str:
    """What is shown of an issued document: its bytes change only by being signed."""
    return f"{line.key} {line.issued.state if line.issued is not None else ''}"
