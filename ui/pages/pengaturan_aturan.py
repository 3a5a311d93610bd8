"""Aturan program: DKUM drafts, previews and issues a rule book; every office reads the one in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.actions import people as people_actions
from desktop_app.actions import rulebooks
from desktop_app.actions.rulebooks import DRAFT_PAGE, IssuedRules, IssueRules
from desktop_app.domain import kept_texts, people, values
from desktop_app.domain.bookwords import book_changes
from desktop_app.domain.contradictions import Contradiction, contradictions
from desktop_app.domain.entities import BOOK
from desktop_app.domain.fields import PROGRAMS
from desktop_app.domain.moments import wib
from desktop_app.domain.rulebook import ProgramRules, read_rules
from desktop_app.errors import Refused, WiraError
from desktop_app.queries.rulebooks import BookView, book_view
from resources.i18n import tr, trn
from ui.bench import Bench
from ui.forms.keeper import DraftKeeper
from ui.forms.rulebook_parts import PARTS, Part, dated
from ui.pages.aturan_terbit import IssueDialog, PreviewPart, VersionsPart
from ui.pages.base import KeyHint
from ui.pages.pengaturan_bagian import Section
from ui.widgets.button import Button, Chip
from ui.widgets.card import Card, FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Fact, StopDialog
from ui.widgets.flow import Roll
from ui.widgets.labels import ElidedLabel
from ui.widgets.steps import Step, Steps
from ui.widgets.toast import SavedPill, announce

_BESIDE: Final = 206
_LETTERS: Final = {"WUB": "W", "PP": "P"}


class RulesSection(Section):
    """Programme and year above, the parts of the book at the left, one of them at the right."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        office = bench.office
        self.may = office.info.kind == "dkum" and people.ADMIN_DKUM in office.person.roles
        self._program, self._year = PROGRAMS[0].code, office.today().year
        self._view: BookView | None = None
        self._baseline: dict[str, Any] = {}
        self._wrong: list[Contradiction] = []
        self._rules: ProgramRules | None = None
        self._keeper = DraftKeeper(office, lambda: (self._typed(), ""), self, page=DRAFT_PAGE)
        self._keeper.kept.connect(self._kept)
        self._keeper.failed.connect(lambda sentence: self.chip.set(sentence, "bad", "octagon-alert"))
        self._judging = QTimer(self)
        self._judging.setSingleShot(True)
        self._judging.setInterval(0)
        self._judging.timeout.connect(self._judge)
        self.issue_button = Button(tr("Terbitkan"), kind="primary", icon="stamp", key="F2")
        self.issue_button.clicked.connect(self.primary)
        self._build()

    # --- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._top())
        self._banner = QVBoxLayout()
        column.addLayout(self._banner)
        self._newer: FindingCard | None = None
        row = QHBoxLayout()
        row.setSpacing(12)
        self.parts: list[Part] = [make() for make in PARTS]
        for part in self.parts:
            part.changed.connect(self._changed)
        self.preview = PreviewPart(self.bench)
        self.preview.opened.connect(lambda record: self.navigate.emit("pendaftar", record))
        self.preview.issue_asked.connect(self.primary)
        for field in (self.preview.nomor, self.preview.tanggal):
            field.textEdited.connect(lambda _text: self._changed())
        self.versions = VersionsPart(self.bench)
        extra: list[QWidget] = [self.preview, self.versions] if self.may else [self.versions]
        self._pages: list[QWidget] = [*self.parts, *extra]
        self.steps = Steps(tr("Bagian buku aturan"), [Step(title_of(page)) for page in self._pages])
        self.steps.setFixedWidth(_BESIDE)
        self.steps.changed.connect(self.show_part)
        row.addWidget(self.steps, 0, Qt.AlignmentFlag.AlignTop)
        card = Card(padding=14)
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(Roll(page))
        card.body.addWidget(self._stack, 1)
        row.addWidget(card, 1)
        column.addLayout(row, 1)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        options = [Option(one.code, tr(one.label), _LETTERS.get(one.code, "")) for one in PROGRAMS]
        self.program = SegmentedChoice(tr("Program"), options)
        self.program.set_value(self._program)
        self.program.chosen.connect(lambda code: self.choose(code or self._program, self._year))
        self.year = Chip(tr("Tahun {tahun}", tahun=self._year), checkable=False, menu=True)
        self.year.clicked.connect(self.year_menu)
        self.state = ElidedLabel("", tone="text2")
        self.chip = SavedPill()
        self.drop = Button(tr("Buang draf"), kind="quiet", icon="trash-2")
        self.drop.clicked.connect(self.discard)
        self.chip.hide()
        self.drop.hide()
        row.addWidget(self.program)
        row.addWidget(self.year)
        row.addWidget(self.state, 1)
        row.addWidget(self.chip)
        row.addWidget(self.drop)
        return row

    # --- what the page asks

    def sentence(self) -> str:
        if self._view is None:
            return ""
        if self.may:
            return tr("Disusun di sini sebagai draf, dilihat akibatnya, lalu terbit untuk semua kantor.")
        if self.bench.office.info.kind == "dkum":
            return tr("Hanya admin DKUM yang menyusun dan menerbitkannya; di sini hanya dibaca.")
        return tr("Ditetapkan DKUM dan diterima lewat berkas; di sini hanya dibaca.")

    def header_actions(self) -> Sequence[QWidget]:
        return (self.issue_button,) if self.may else ()

    def hints(self) -> Sequence[KeyHint]:
        found = [
            KeyHint("Up Down", tr("Pilih bagian")),
            KeyHint("F7", tr("Temuan berikutnya"), self.next_finding),
        ]
        return [KeyHint("F2", tr("Terbitkan")), *found] if self.may else found[:1]

    def first_focus(self) -> QWidget | None:
        return self.steps

    def load(self) -> None:
        """Ask again; what is being typed stays."""
        office, program, year = self.bench.office, self._program, self._year
        this_year = office.today().year
        self.bench.ask(
            lambda connection: book_view(connection, office.context, program, year, this_year),
            lambda view: self._loaded(program, year, view),
            owner=self, key="aturan",
        )  # fmt: skip

    def choose(self, program: str, year: int) -> None:
        """Another programme or year; a draft of this one stays and waits."""
        if (program, year) == (self._program, self._year):
            return
        if self._keeper.pending():
            self._keeper.flush()
        self._program, self._year, self._view = program, year, None
        self.program.set_value(program)
        self.year.set_text(tr("Tahun {tahun}", tahun=year))
        self.load()

    def year_menu(self) -> QMenu:
        """The years one may look at."""
        menu = QMenu(self.year)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for year in self._view.years if self._view is not None else ():
            line = menu.addAction(str(year))
            line.triggered.connect(lambda _checked=False, year=year: self.choose(self._program, year))
        menu.popup(self.year.mapToGlobal(QPoint(0, self.year.height() + 4)))
        return menu

    def show_part(self, at: int) -> None:
        """Show part `at`, counted from 0."""
        self.steps.set_current(at)
        self._stack.setCurrentIndex(at)
        if self._pages[at] is self.preview:
            self._show_preview()
        elif self._pages[at] is self.versions and self._view is not None:
            self.versions.show_view(self._view)

    def primary(self) -> None:
        """F2: to the first thing that holds, then to number and day, then the last question."""
        if not self.may or self._view is None or self._view.too_new:
            return
        self._judge()
        if self._wrong:
            self._go(self._wrong[0])
            announce(self, self._wrong[0].sentence)
            return
        if self._pages[self.steps.current()] is not self.preview:
            self.show_part(self._pages.index(self.preview))
            self.preview.nomor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self._ask_issue()

    def next_finding(self) -> None:
        """F7: to the next thing that holds."""
        self._judge()
        if not self._wrong:
            announce(self, tr("Tidak ada temuan."))
            return
        focus, at = QApplication.focusWidget(), self.steps.current()
        places = [self.parts[self._page_of(each.field)].field_of(each.field) for each in self._wrong]
        if focus in places:
            self._go(self._wrong[(places.index(focus) + 1) % len(places)])
            return
        here = (each for each in self._wrong if self._page_of(each.field) >= at)
        self._go(next(here, self._wrong[0]))

    # --- loading

    def _loaded(self, program: str, year: int, view: BookView) -> None:
        if (program, year) != (self._program, self._year):
            return
        known, self._view = self._view, view
        self.state.setText(
            tr("Berlaku: {versi}", versi=dated(view.rules))
            if view.rules.version
            else tr("Berlaku: aturan bawaan")
        )
        self._tell_newer(view)
        self.versions.show_view(view)
        read_only = not self.may or view.too_new
        for part in self.parts:
            part.set_read_only(read_only)
        self.issue_button.setEnabled(not read_only)
        self.preview.button.setEnabled(not read_only)
        if known is None or known.content != view.content:
            self._begin(view)
        self.preview.forget()
        self._judge()
        self.header_changed.emit()

    def _tell_newer(self, view: BookView) -> None:
        """Said on the page, not by a dialog: it stays true until the program is a newer one."""
        if self._newer is not None:
            self._newer.hide()
            self._newer.deleteLater()
            self._newer = None
        if view.too_new:
            self._newer = FindingCard(
                "block",
                tr("Buku aturan terbaru dibuat oleh aplikasi yang lebih baru"),
                tr("Perbarui aplikasi di komputer ini. Di bawah ini versi terakhir yang dapat dibaca; draf "
                   "pendaftar tetap dapat disimpan."),
            )  # fmt: skip
            self._banner.addWidget(self._newer)

    def _begin(self, view: BookView) -> None:
        """Start from what is in force, or go on with a draft."""
        typing = self._dirty()
        if typing and self._keeper.form_id == rulebooks.draft_id(self._program, self._year):
            return  # a refresh in the middle of typing: the draft stays, and is compared anew
        self._keeper.begin(form_id=rulebooks.draft_id(self._program, self._year))
        for part in self.parts:
            part.show_book(view.content)
        for field in (self.preview.nomor, self.preview.tanggal):
            field.clear()
        self._baseline = self._raw()
        draft = self._keeper.take(self._keeper.form_id) if self.may else None
        self._say("")
        if draft is not None:
            raw = draft.values.get("raw")
            for part in self.parts:
                part.show_raw(raw if isinstance(raw, dict) else {})
            self.preview.nomor.setText(str(draft.values.get("nomor") or ""))
            self.preview.tanggal.setText(str(draft.values.get("tanggal") or ""))
            self._say(tr("Draf {waktu} dilanjutkan", waktu=f"{wib(draft.written):%d-%m %H.%M}"))

    # --- typing

    def _raw(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for part in self.parts:
            found |= part.raw()
        return found

    def _typed(self) -> dict[str, Any]:
        return {
            "raw": self._raw(),
            "nomor": self.preview.nomor.text(),
            "tanggal": self.preview.tanggal.text(),
        }

    def _dirty(self) -> bool:
        typed = self._typed()
        return bool(self._baseline) and (
            typed["raw"] != self._baseline or bool(typed["nomor"].strip() or typed["tanggal"].strip())
        )

    def _changed(self) -> None:
        if not self.may or self._view is None:
            return
        if self._dirty():
            self._keeper.note()
        else:
            self._keeper.forget()  # typed and taken back
            self._say("")
        self._judging.start()

    def _kept(self, moment: datetime) -> None:
        self._say(tr("Draf tersimpan {jam}", jam=f"{moment:%H.%M.%S}"))

    def _say(self, words: str) -> None:
        self.chip.set(words)
        self.chip.setVisible(bool(words))
        self.drop.setVisible(bool(words))

    def discard(self) -> None:
        """Throw the draft away and begin from what is in force."""
        if self._view is None:
            return
        self._keeper.forget()
        self._baseline = {}
        self._begin(self._view)
        self._judge()
        self.steps.setFocus(Qt.FocusReason.OtherFocusReason)
        self.said.emit(tr("Draf dibuang; isinya kembali seperti yang berlaku."))

    def draft(self) -> tuple[ProgramRules | None, list[Contradiction], dict[str, Any]]:
        """The drafted rules (None while a field is unreadable), what holds them, and their JSON."""
        assert self._view is not None
        content: dict[str, Any] = dict(self._view.content)
        wrong: list[Contradiction] = []
        for part in self.parts:
            found, problems = part.read()
            content |= found
            wrong += problems
        try:
            rules = read_rules(content)
        except Refused as error:
            return None, [*wrong, Contradiction("min_age", error.message)], content
        told = {each.field for each in wrong}
        return rules, wrong + [each for each in contradictions(rules) if each.field not in told], content

    def _judge(self) -> None:
        self._judging.stop()
        if self._view is None:
            return
        self._rules, self._wrong, _content = self.draft()
        if not self.may:
            self._wrong = []
        self._wrong.sort(key=lambda each: self._page_of(each.field))
        rules = self._rules or self._view.rules
        steps: list[Step] = []
        for at, page in enumerate(self._pages):
            if isinstance(page, Part):
                mine = [each for each in self._wrong if self._page_of(each.field) == at]
                page.show_findings(mine)
                page.show_rules(rules)
                steps.append(Step(title_of(page), page.summary(rules), "bad" if mine else "open"))
            else:
                steps.append(Step(title_of(page), self._sub(page)))
        self.steps.set_steps(steps)
        if self._pages[self.steps.current()] is self.preview:
            self._show_preview()

    def _sub(self, page: QWidget) -> str:
        assert self._view is not None
        if page is self.versions:
            n = len(self._view.versions)
            return trn("{n} versi terbit", "{n} versi terbit", n)
        if self._wrong:
            return trn("{n} menahan", "{n} menahan", len(self._wrong))
        n = len(book_changes(self._view.rules, self._rules)) if self._rules is not None else 0
        return trn("{n} perubahan", "{n} perubahan", n)

    def _page_of(self, field: str) -> int:
        for at, part in enumerate(self.parts):
            if field in part.names():
                return at
        return 0

    def _go(self, one: Contradiction) -> None:
        at = self._page_of(one.field)
        self.show_part(at)
        self.parts[at].field_of(one.field).setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- preview and issue

    def _show_preview(self) -> None:
        if self._view is not None:
            sound = self._rules if not self._wrong else None
            self.preview.show_draft(self._view.rules, sound)

    def _ask_issue(self) -> None:
        assert self._view is not None and self._rules is not None
        nomor = " ".join(self.preview.nomor.text().split())
        day, problem = values.parse_date(self.preview.tanggal.text())
        why = tr("Menahan penerbitan; draf tetap tersimpan.")
        if not nomor:
            card = FindingCard("block", tr("Nomor buku aturan belum diisi."), why)
            self.preview.nomor_row.set_findings([card], "bad")
            self.preview.nomor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        try:
            kept_texts.require_no_nik(BOOK, {"nomor": nomor})
        except Refused as error:
            card = FindingCard("block", error.message, error.next_step)
            self.preview.nomor_row.set_findings([card], "bad")
            self.preview.nomor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if problem is not None or not day:
            card = FindingCard(
                "block", tr("Tanggal buku aturan belum diisi, atau tidak ada di kalender."), why
            )
            self.preview.tanggal_row.set_findings([card], "bad")
            self.preview.tanggal.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        rules, _wrong, content = self.draft()
        assert rules is not None
        changes, seen = book_changes(self._view.rules, rules), self.preview.found
        facts = [Fact(tr("Perubahan"), trn("{n} bagian", "{n} bagian", len(changes)))]
        if seen is not None:
            facts.append(Fact(tr("Dinilai lain"), trn("{n} pendaftar", "{n} pendaftar", seen.total)))
        newest = max((each.versi for each in self._view.versions), default=self._view.rules.version)
        dialog = IssueDialog(
            self, rules, newest + 1, nomor, values.show_date(day), self.bench.office.session.name, facts
        )

        def go() -> None:
            passphrase, office = dialog.passphrase.text(), self.bench.office

            def deed(_progress: object) -> IssuedRules:
                people_actions.require_passphrase(office, passphrase)
                return rulebooks.issue(office, IssueRules(rules, nomor, day, content))

            self.bench.do(
                deed, lambda done: self._issued(done, dialog), owner=self, refused=dialog.show_problem
            )

        dialog.accepted.connect(go)
        dialog.open()

    def _issued(self, done: IssuedRules, dialog: IssueDialog) -> None:
        dialog.deleteLater()
        self._keeper.forget()
        self._baseline, self._view = {}, None
        self._say("")
        self.said.emit(
            tr("Versi {versi} terbit. Buat berkas di Sinkronisasi agar kantor menerimanya.",
               versi=done.rules.version)
        )  # fmt: skip
        self.show_part(self._pages.index(self.versions))
        self.load()

    def show_problem(self, error: WiraError) -> None:
        """A refusal that belongs to no field."""
        StopDialog.for_error(self, tr("Buku aturan belum terbit"), error).open()


def title_of(page: QWidget) -> str:
    """What a part is called."""
    return tr(getattr(page, "title", ""))
