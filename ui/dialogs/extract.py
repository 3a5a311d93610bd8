"""An extract before it is handed out: for whom, as which file, why, and how its first rows look."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QShowEvent

from desktop_app.actions import extracting
from desktop_app.actions.extracting import ExtractPreview, ExtractSource, MadeExtract, MakeExtract
from desktop_app.actions.holds import left_out
from desktop_app.documents.outgoing import SheetForm
from desktop_app.domain import kept_texts, reasons
from desktop_app.domain.disclosure import ending
from desktop_app.domain.receivers import COLUMNS, NUMBERS_OF_A_PERSON
from desktop_app.errors import WiraError
from resources.i18n import counted, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.pick import pick_folder
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import Page
from ui.widgets.card import Card, FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import WrapLabel
from ui.widgets.progress import ProgressStrip
from ui.widgets.table import TableView
from ui.worker import Progress, Task

PREF = "ekstrak.folder"
_ROWS, _HEIGHT = 12, 188
_FORMS: dict[SheetForm, str] = {"xlsx": "XLSX", "csv": "CSV"}
_Row = tuple[object, ...]


class ExtractDialog(Dialog):
    """`made(object)` with the `MadeExtract` once the file is written and recorded."""

    made = Signal(object)

    def __init__(self, page: Page, bench: Bench, sources: Sequence[ExtractSource]) -> None:
        super().__init__(page, tr("Buat ekstrak data"), icon="file-down", width=900)
        self._bench, self._sources = bench, list(sources)
        self._task: Task[Any] | None = None
        self._columns: tuple[str, ...] = ()
        self._build()
        self.cancel_button = self.add_button(tr("Batal"), key="Esc")
        self.cancel_button.clicked.connect(self.reject)
        self.save_button = self.add_button(
            tr("Simpan berkas"), kind="primary", icon="check", key="Ctrl+Enter"
        )
        self.save_button.clicked.connect(self.ask_folder)
        self.save_button.setEnabled(False)
        self.set_default(self.save_button)
        self.rejected.connect(self.deleteLater)
        self.receiver.set_value("0")
        self._chosen()

    def _build(self) -> None:
        self.form = Form(self, field_width=440)
        self.receiver = SegmentedChoice(
            tr("Penerima"),
            [Option(str(place), _source_words(each)) for place, each in enumerate(self._sources)],
        )
        self.receiver.chosen.connect(lambda _value: self._chosen())
        self.kind = SegmentedChoice(
            tr("Bentuk berkas"), [Option(form, words, words[0]) for form, words in _FORMS.items()]
        )
        self.kind.set_value("xlsx")
        self.reason = TextField(tr("Alasan"), max_length=extracting.LONGEST_REASON)
        self.reason.textEdited.connect(lambda _text: self.reason_row.set_findings(()))
        self.form.row(tr("Penerima"), self.receiver)
        self.form.row(tr("Bentuk berkas"), self.kind)
        self.reason_row = self.form.row(
            tr("Alasan"), self.reason, hint=tr("Mengapa diberikan sekarang, misalnya nomor suratnya.")
        )
        self.body.addWidget(self.form)
        self.about = WrapLabel(size=t.SIZE_META)
        self.count = WrapLabel(weight=t.MEDIUM, tone="text")
        self.masked = WrapLabel(
            tr("NIK lengkap di berkas; di layar ini hanya empat angka terakhirnya."), size=t.SIZE_META
        )
        self.masked.hide()
        self.body.addWidget(self.about)
        self.body.addWidget(self.masked)
        self.body.addWidget(self.count)
        self.held = WrapLabel(size=t.SIZE_META, tone="warn")
        self.held.hide()
        self.body.addWidget(self.held)
        self.table = TableView(tr("Baris pertama berkas"))
        self.table.setMinimumHeight(_HEIGHT)
        card = Card(padding=0)
        card.body.setContentsMargins(1, 1, 1, 1)
        card.body.addWidget(self.table)
        self.body.addWidget(card)
        self.problem = WrapLabel("", tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.progress = ProgressStrip()
        self.body.addWidget(self.progress)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self.receiver if len(self._sources) > 1 else self.reason
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the preview

    def source(self) -> ExtractSource:
        """For whom, of which programme and year."""
        return self._sources[int(self.receiver.value() or "0")]

    def wish(self) -> MakeExtract:
        """What is asked for as it stands."""
        source = self.source()
        form: SheetForm = "csv" if self.kind.value() == "csv" else "xlsx"
        return MakeExtract(source.program, source.tahun, source.receiver.code, self.reason.text(), form=form)

    def _chosen(self) -> None:
        receiver = self.source().receiver
        self.about.setText(
            tr("Keperluan menurut buku aturan: {keperluan}.", keperluan=receiver.purpose.rstrip("."))
        )
        self.problem.hide()
        self.save_button.setEnabled(False)
        office, wish = self._bench.office, self.wish()
        self._bench.worker.ask(
            lambda _told: extracting.preview(office, wish, _ROWS),
            self._show,
            self._refused,
            key="ekstrak-pratinjau",
            owner=self,
        )

    def _show(self, found: ExtractPreview) -> None:
        self._columns = found.receiver.columns
        columns: list[Column[_Row]] = [
            Column(
                title, partial(self._cell, place), _width(name), stretch=1, drop=place,
                right=COLUMNS[name].numeric,
            )
            for place, (name, title) in enumerate(zip(self._columns, found.titles, strict=True))
        ]  # fmt: skip
        self.table.set_model(RowsTableModel(columns, found.rows, parent=self))
        self.count.setText(
            trn(
                "{jumlah} baris dengan kolom {kolom}.", "{jumlah} baris dengan kolom {kolom}.", found.count,
                jumlah=counted(found.count), kolom=", ".join(found.titles),
            )
        )  # fmt: skip
        self.masked.setVisible(
            found.receiver.nik == "full" and bool(set(self._columns) & set(NUMBERS_OF_A_PERSON))
        )
        self.held.setText(left_out(found.held))
        self.held.setVisible(bool(found.held))
        self.save_button.setEnabled(found.count > 0)
        if not found.count:
            self.count.setText(tr("Belum ada pendaftar yang boleh diberikan kepada penerima ini."))
        self._fit()

    def _cell(self, place: int, row: _Row) -> Cell:
        value = row[place]
        words = "" if value is None else str(value)
        if self._columns[place] in NUMBERS_OF_A_PERSON and words.isdigit():
            words = ending(words)
        return Cell(words, digits=words[:1].isdigit())

    # --- giving

    def ask_folder(self) -> None:
        """Choose where the file goes, once there is a reason."""
        if not self.save_button.isEnabled() or self._task is not None:
            return
        if not reasons.meaningful(self.reason.text()):
            self._show_reason(
                tr("Alasan belum jelas") if self.reason.text().strip() else tr("Alasan belum ditulis"),
                tr("Alasan dicatat bersama siapa yang memberi dan kepada siapa."),
            )
            return
        fallback = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(self._bench.prefs.get(PREF, fallback))
        pick_folder(self, tr("Folder untuk berkas"), start, self.save_into)

    def save_into(self, folder: Path) -> None:
        """Write the file into `folder` and record it; *Batalkan* leaves neither."""
        self._bench.prefs.put(PREF, str(folder))
        self.problem.hide()
        office, wish = self._bench.office, self.wish()

        def run(told: Progress) -> MadeExtract:
            return extracting.make_extract(office, wish, folder, lambda done, all_, _s: told.step(done, all_))

        self._task = self._bench.do(
            run, self._made, owner=self, refused=self._refused, progress=self.progress.step,
            cancelled=self._cancelled, after=self._ended,
        )  # fmt: skip
        self.progress.begin(tr("Menulis ekstrak"), self._task.cancel)
        self._enable(on=False)

    def _enable(self, *, on: bool) -> None:
        for widget in (self.save_button, self.cancel_button, self.form):
            widget.setEnabled(on)

    def _made(self, made: MadeExtract) -> None:
        self.done(self.DialogCode.Accepted)
        self.deleteLater()
        self.made.emit(made)

    def _cancelled(self) -> None:
        self._tell(tr("Dibatalkan. Tidak ada berkas dan tidak ada catatan."))

    def _ended(self) -> None:
        self._task = None
        self.progress.finish()
        self._enable(on=True)

    def _refused(self, error: WiraError) -> None:
        if error.code in ("reason", kept_texts.CODE):
            self._show_reason(error.message, error.next_step)
        else:
            self._tell(str(error))

    def _show_reason(self, title: str, why: str) -> None:
        self.reason_row.set_findings([FindingCard("block", title, why)], "bad")
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def _tell(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()
        self._fit()


def _source_words(source: ExtractSource) -> str:
    return tr(
        "{nama}, {program} {tahun}", nama=source.receiver.name, program=source.program, tahun=source.tahun
    )


def _width(name: str) -> int:
    wide = {"nama": 170, "nomor_pendaftaran": 186, "nik": 140, "no_kk": 140, "alamat": 200, "kelurahan": 120}
    return wide.get(name, 104)
