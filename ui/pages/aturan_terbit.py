"""The last steps of a rule book: what it would change, its number and day, and the versions there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.bookwords import BookChange, book_changes
from desktop_app.domain.rulebook import ProgramRules, default_rules
from desktop_app.domain.values import show_date
from desktop_app.errors import WiraError
from desktop_app.queries.rulebooks import (
    MOST,
    Affected,
    BookView,
    Effect,
    RulesPreview,
    Version,
    rules_preview,
)
from resources.i18n import counted, mark, tr, trn
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.dialogs.person import FormDialog
from ui.forms.rulebook_parts import dated
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.sync_detail import Figure, Figures
from ui.widgets.button import Button
from ui.widgets.dialog import Fact, FactsTable, StopDialog
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.form import Form
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.widgets.table import TableView
from ui.worker import Progress, Task

LOOKS: Final[dict[Effect, PillLook]] = {
    "blocked": PillLook("octagon-alert", mark("Tertahan"), "bad"),
    "freed": PillLook("circle-check", mark("Tidak tertahan lagi"), "ok"),
    "warned": PillLook("triangle-alert", mark("Diingatkan"), "warn"),
    "eased": PillLook("check", mark("Peringatan hilang"), "grey"),
}


class ChangesList(QWidget):
    """What two versions say differently, a line each; `empty` where nothing differs."""

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)
        self.lines: list[WrapLabel] = []

    def show_changes(self, changes: Sequence[BookChange]) -> None:
        """Show other lines."""
        for line in self.lines:
            line.hide()
            line.deleteLater()
        told = [each.sentence for each in changes] or [self._empty]
        self.lines = [WrapLabel(sentence, tone="text" if changes else "text2") for sentence in told]
        for line in self.lines:
            self._box.addWidget(line)

    def text(self) -> str:
        """All lines."""
        return "\n".join(line.text() for line in self.lines)


class PreviewPart(QWidget):
    """What the draft would change for the applications there are. `opened` for one of them, `issue_asked`."""

    opened = Signal(str)
    issue_asked = Signal()
    title = mark("Pratinjau & terbit")

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._task: Task[RulesPreview] | None = None
        self._asked: ProgramRules | None = None
        self.found: RulesPreview | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 12, 8)
        column.setSpacing(10)
        column.addWidget(Label(tr("Yang berubah di buku aturan"), size=t.SIZE_CARD, weight=t.SEMIBOLD))
        self.changes = ChangesList(tr("Isinya sama dengan aturan yang berlaku."))
        column.addWidget(self.changes)
        column.addWidget(Label(tr("Pendaftar yang sudah ada"), size=t.SIZE_CARD, weight=t.SEMIBOLD))
        self.strip = ProgressStrip()
        column.addWidget(self.strip)
        self.told = WrapLabel("")
        column.addWidget(self.told)
        self._figures = QVBoxLayout()
        column.addLayout(self._figures)
        self._shown: QWidget | None = None
        self._form(column)
        self.head = Label(tr("Pendaftar yang dinilai lain"), size=t.SIZE_CARD, weight=t.SEMIBOLD)
        column.addWidget(self.head)
        self.list = TableView(tr("Pendaftar yang dinilai lain"), lines=2)
        self._rows: RowsTableModel[Affected] = RowsTableModel([
            Column(tr("Nama"), lambda row: Cell(row.nama, row.nomor, strong=True), 190, stretch=1),
            Column(tr("Akibat"), lambda row: Cell(pill=LOOKS[row.effect]), 168),
            Column(tr("Sebab"), lambda row: Cell(row.sentences[0], row.kelurahan), 260, stretch=3),
        ])  # fmt: skip
        self.list.set_model(self._rows)
        self.list.setMinimumHeight(240)
        self.list.opened.connect(lambda row: self.opened.emit(row.record))
        self.list.current_changed.connect(self._explain)
        self.why = WrapLabel("", size=t.SIZE_META)
        self.list.hide()
        self.head.hide()
        column.addWidget(self.list, 1)
        column.addWidget(self.why)
        column.addStretch(1)

    def _form(self, column: QVBoxLayout) -> None:
        self.form = Form(field_width=300)
        self.form.section(tr("Terbitkan"), tr("bernomor, bertanggal, ditandatangani dengan kunci Anda"))
        self.nomor = TextField(tr("Nomor surat atau keputusan"), max_length=100)
        self.tanggal = TextField(tr("Tanggal surat"), max_length=40, placeholder=tr("12-03-2026"))
        self.nomor_row = self.form.row(tr("Nomor surat atau keputusan"), self.nomor)
        self.tanggal_row = self.form.row(tr("Tanggal surat"), self.tanggal)
        for field, row in ((self.nomor, self.nomor_row), (self.tanggal, self.tanggal_row)):
            field.textEdited.connect(lambda _text, row=row: row.set_findings([]))
        column.addWidget(self.form)
        line = QHBoxLayout()
        self.button = Button(tr("Terbitkan"), kind="primary", icon="stamp", key="F2")
        self.button.setAccessibleName(tr("Terbitkan buku aturan ini"))
        self.button.clicked.connect(self.issue_asked)
        line.addWidget(self.button)
        line.addStretch(1)
        column.addLayout(line)

    # --- showing

    def show_draft(self, now: ProgramRules, rules: ProgramRules | None) -> None:
        """Compare with what is in force, and ask whom it would judge otherwise; None for a faulty draft."""
        self.changes.show_changes(book_changes(now, rules) if rules is not None else ())
        if rules is None:
            self.stop()
            self._show(None)
            self.told.setText(tr("Betulkan dahulu yang menahan; sesudah itu akibatnya dihitung di sini."))
            return
        if rules == self._asked:
            return
        self.stop()
        self._asked = rules
        self._show(None)
        self.told.setText("")
        self.strip.begin(tr("Menilai ulang pendaftar program ini."), self.cancel)
        office = self._bench.office

        def question(progress: Progress) -> RulesPreview:
            with office.reading() as connection:
                return rules_preview(connection, rules, lambda done: progress.step(done, 0))

        self._task = self._bench.worker.ask(
            question,
            lambda found: self._loaded(rules, found),
            lambda error: self._refused(rules, error),
            self.strip.step,
            owner=self,
            cancelled=lambda: self._stopped(rules),
        )

    def stop(self) -> None:
        """Nobody looks any more."""
        if self._task is not None and not self._task.finished:
            self._task.cancel()
            self.strip.finish()
        self._task, self._asked = None, None

    def cancel(self) -> None:
        """Stop counting; the draft stays."""
        if self._task is not None:
            self._task.cancel()

    def forget(self) -> None:
        """What was counted is no longer true."""
        self._asked = None

    def _stopped(self, rules: ProgramRules) -> None:
        if self._asked is rules:
            self._asked = None
            self.strip.finish()
            self.told.setText(tr("Penghitungan dihentikan. Buka bagian ini lagi untuk mengulanginya."))

    def _refused(self, rules: ProgramRules, error: WiraError) -> None:
        if self._asked is rules:
            self._asked = None
            self.strip.finish()
            StopDialog.for_error(self, tr("Pratinjau belum dapat dihitung"), error).open()

    def _loaded(self, rules: ProgramRules, found: RulesPreview) -> None:
        if self._asked is rules:  # another draft may have taken its place
            self.strip.finish()
            self._show(found)

    def _show(self, found: RulesPreview | None) -> None:
        self.found = found
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = None
        self.list.setVisible(found is not None and bool(found.rows))
        self.head.setVisible(self.list.isVisibleTo(self))
        self.why.setVisible(self.list.isVisibleTo(self))
        if found is None:
            return
        self.told.setText(preview_words(found))
        if found.total:
            tones = {"blocked": "bad", "freed": "ok", "warned": "warn", "eased": "text"}
            figures = [
                Figure(n, tr(LOOKS[effect].word), tones[effect]) for effect, n in found.counts.items() if n
            ]
            self._shown = Figures(figures)
            self._figures.addWidget(self._shown)
        self._rows.set_rows(list(found.rows))
        self.list.select_row(0)

    def _explain(self, row: object) -> None:
        self.why.setText(" ".join(row.sentences) if isinstance(row, Affected) else "")

    def hideEvent(self, event: object) -> None:
        self.stop()  # nobody waits for the count of a part that is not shown
        super().hideEvent(event)  # type: ignore[arg-type]


def preview_words(found: RulesPreview) -> str:
    """How many were judged again, and against what."""
    against = tr("versi {versi}", versi=found.against) if found.against else tr("aturan bawaan")
    told = trn("{jumlah} pendaftar yang belum ditetapkan dinilai ulang dan dibandingkan dengan {aturan}.",
               "{jumlah} pendaftar yang belum ditetapkan dinilai ulang dan dibandingkan dengan {aturan}.",
               found.examined, jumlah=counted(found.examined), aturan=against)  # fmt: skip
    if not found.total:
        return told + " " + tr("Tidak seorang pun dinilai lain.")
    if found.total > len(found.rows):
        told += " " + tr("Daftar ini memuat {batas} yang pertama dari tiap akibat.", batas=counted(MOST))
    return told


class VersionsPart(QWidget):
    """Every version: number, day, who issued it, when it came; below, what it changed."""

    title = mark("Versi")

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._view: BookView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 12, 8)
        column.setSpacing(10)
        self.list = TableView(tr("Versi buku aturan"), lines=2)
        self._rows: RowsTableModel[Version] = RowsTableModel([
            Column(tr("Versi"), self._name_cell, 190, stretch=1),
            Column(tr("Diterbitkan"), _issued_cell, 200, stretch=1),
            Column(tr("Di kantor ini"), _came_cell, 190, stretch=1, drop=1),
        ])  # fmt: skip
        self.list.set_model(self._rows)
        self.list.setMinimumHeight(210)
        self.list.current_changed.connect(self._explain)
        self.none = WrapLabel("")
        column.addWidget(self.list)
        column.addWidget(self.none)
        self.head = Label("", size=t.SIZE_CARD, weight=t.SEMIBOLD)
        column.addWidget(self.head)
        self.changes = ChangesList(tr("Isinya sama dengan versi sebelumnya."))
        column.addWidget(self.changes)
        column.addStretch(1)

    def show_view(self, view: BookView) -> None:
        """Show the versions of a programme and year."""
        self._view = view
        row = self.list.current_row()
        known = {each.record for each in self._rows.rows() if isinstance(each, Version)}
        # a version that has just come is what its issuer wants to see
        newer = bool(known) and bool(view.versions) and view.versions[0].record not in known
        self._rows.set_rows(list(view.versions))
        self.list.setVisible(bool(view.versions))
        self.none.setVisible(not view.versions)
        self.none.setText(
            tr("DKUM belum menerbitkan buku aturan untuk program dan tahun ini; aturan bawaan yang berlaku.")
            if not view.rules.version
            else tr("{versi} diterima bersama izin perangkat.", versi=dated(view.rules))
        )
        at = next(
            (
                n
                for n, one in enumerate(view.versions)
                if isinstance(row, Version) and one.record == row.record and not newer
            ),
            0,
        )
        self.list.select_row(at)
        if not view.versions:
            self._explain(None)

    def _name_cell(self, row: Version) -> Cell:
        force = self._view is not None and row.rules is not None and row.rules == self._view.rules
        words = tr("Versi {versi}", versi=row.versi)
        return Cell(words, tr("nomor {nomor}", nomor=row.nomor), strong=True,
                    tag=tr("BERLAKU") if force else "", tag_tone="ok")  # fmt: skip

    def _explain(self, row: object) -> None:
        self.head.setVisible(isinstance(row, Version))
        self.changes.setVisible(isinstance(row, Version))
        if not isinstance(row, Version) or self._view is None:
            return
        if row.rules is None:
            self.head.setText(tr("Dibuat oleh aplikasi yang lebih baru; perbarui aplikasi di komputer ini."))
            self.changes.hide()
            return
        older = (
            each.rules for each in self._view.versions if each.versi < row.versi and each.rules is not None
        )
        before = next(older, default_rules(row.program, row.tahun))
        self.head.setText(
            tr("Perubahan dari versi {versi}", versi=before.version)
            if before.version
            else tr("Perubahan dari aturan bawaan")
        )
        self.changes.show_changes(book_changes(before, row.rules))


def _issued_cell(row: Version) -> Cell:
    return Cell(show_date(row.tanggal), tr("oleh {petugas}", petugas=row.by) if row.by else "")


def _came_cell(row: Version) -> Cell:
    if row.rules is None:
        return Cell(tr("Perbarui aplikasi"), tr("dibuat aplikasi yang lebih baru"), tone="warn")
    if row.came is None:
        return Cell(tr("Terbit di sini"), when.long_moment(row.at), tone="text2")
    return Cell(tr("Tiba lewat berkas"), when.long_moment(row.came), tone="text2")


class IssueDialog(FormDialog):
    """The last look before a version is in force: what it is, and the passphrase of whoever signs."""

    def __init__(
        self, parent: QWidget, rules: ProgramRules, version: int, nomor: str, tanggal: str, name: str,
        facts: Sequence[Fact],
    ) -> None:  # fmt: skip
        super().__init__(parent, tr("Terbitkan versi {versi}?", versi=version), tr("Terbitkan"), width=640,
                         field_width=300)  # fmt: skip
        told = tr(
            "Versi ini berlaku di DKUM sekarang dan di setiap kantor sejak menerima berkas berikutnya. "
            "Yang sudah terbit tidak dapat diubah; kekeliruan dibetulkan dengan versi berikutnya."
        )
        self.body.insertWidget(0, WrapLabel(told))
        shown = [
            Fact(tr("Program"), tr("{program} {tahun}", program=rules.program, tahun=rules.tahun)),
            Fact(tr("Nomor, tanggal"), tr("{nomor}, {tanggal}", nomor=nomor, tanggal=tanggal)),
            *facts,
        ]
        self.body.insertWidget(1, FactsTable(shown))
        self.passphrase = PasswordField(tr("Kata sandi Anda"))
        self.row = self.form.row(tr("Kata sandi {nama}", nama=name), self.passphrase)
        self.passphrase.textEdited.connect(lambda _text: self.row.set_findings([]))
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def ready(self) -> bool:
        if not self.passphrase.text():
            return self.mark(
                self.row, tr("Kata sandi masih kosong."), tr("Ketik kata sandi Anda untuk menandatangani.")
            )
        return True
