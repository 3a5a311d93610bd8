"""What somebody asks about their own data: recording it, and answering it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.actions import breach, data_requests
from desktop_app.actions.breach import BreachWish
from desktop_app.actions.data_requests import Recorded, RecordRequest
from desktop_app.domain import data_requests as rules
from desktop_app.domain.moments import wib
from desktop_app.domain.values import as_date, parse_date, show_date
from desktop_app.errors import WiraError
from desktop_app.queries import data_requests as queries
from desktop_app.queries.data_requests import DataRequest
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.person import FormDialog
from ui.forms.editors import DateField
from ui.widgets.card import FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.form import FieldRow
from ui.widgets.labels import WrapLabel


class DataRequestDialog(FormDialog):
    """`recorded(object)` with the `Recorded` once it is on the log. Without a `record` the registration
    number is asked too."""

    recorded = Signal(object)

    def __init__(self, parent: QWidget | None, bench: Bench, record: str = "", nama: str = "") -> None:
        title = tr("Permintaan data pribadi: {nama}", nama=nama) if nama else tr("Permintaan data pribadi")
        super().__init__(parent, title, tr("Catat permintaan"), width=820, field_width=420)
        self._bench, self._record = bench, record
        self._whose = ("", "")
        now = wib(bench.now())
        self.number = TextField(tr("Nomor pendaftaran"), max_length=40)
        self.number_row = self.form.row(tr("Nomor pendaftaran"), self.number)
        self.number_row.set_visible(not record)
        self.kind = SegmentedChoice(
            tr("Yang diminta"), [Option(each.code, tr(each.label)) for each in rules.RIGHTS]
        )
        self.kind_row = self.form.row(tr("Yang diminta"), self.kind)
        self.kind.chosen.connect(self._explain)
        self.way = SegmentedChoice(
            tr("Cara permintaan datang"), [Option(each.code, tr(each.label)) for each in rules.WAYS]
        )
        self.way.set_value("loket")
        self.form.row(tr("Cara datang"), self.way)
        self.day = DateField(tr("Tanggal diterima"))
        self.day.setText(show_date(now.date().isoformat()))
        self.hour = TextField(tr("Jam diterima"), max_length=5)
        self.hour.setText(f"{now:%H.%M}")
        self.when_row = self.form.row(
            tr("Diterima"), self.day, self.hour, hint=tr("Tenggat 3 kali 24 jam dihitung dari sini.")
        )
        self.said = TextField(tr("Isi permintaan"), max_length=rules.LONGEST)
        self.said_row = self.form.row(tr("Isi permintaan"), self.said)
        self.proof = TextField(tr("Bukti permintaan"), max_length=rules.LONGEST)
        self.form.row(tr("Bukti"), self.proof, hint=tr("Letak buktinya, misalnya nomor surat atau map."))
        self.told = WrapLabel("", size=t.SIZE_META)
        self.body.addWidget(self.told)
        self.number.textEdited.connect(self._number_edited)
        for field in (self.day, self.hour, self.said):
            field.textEdited.connect(self._edited)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self.kind if self._record else self.number).setFocus(Qt.FocusReason.OtherFocusReason)

    def _explain(self, code: str) -> None:
        right = rules.right(code)
        self.kind_row.set_findings(())
        step = data_requests.follows(self._bench.office, code) or tr(right.deed)
        self.told.setText(tr("{pasal}. {langkah}", pasal=tr(right.articles), langkah=step))
        self._fit()

    def _edited(self, _text: str) -> None:
        for row in (self.when_row, self.said_row):
            row.set_findings(())
        self.problem.hide()

    def _number_edited(self, text: str) -> None:
        self._whose = ("", "")
        self.number_row.set_findings(())
        self.problem.hide()
        if text.strip():
            self._look_up(lambda _error: None)  # not written to its end yet

    def _look_up(self, refused: Callable[[WiraError], object]) -> None:
        """Show whose number it is: nothing is recorded about somebody whose name was not seen."""
        number = self.number.text().strip()

        def show(found: tuple[str, str]) -> None:
            if number == self.number.text().strip():
                self._whose = (number, found[0])
                nama = found[1] or tr("Tanpa nama")
                card = FindingCard("info", nama, tr("Nomor ini miliknya. Pastikan orangnya benar."))
                self.number_row.set_findings([card])
                self._fit()

        self._bench.ask(
            lambda connection: queries.whose(connection, number), show,
            owner=self, key="permintaan-nomor", refused=refused,
        )  # fmt: skip

    def ready(self) -> bool:
        if not self._record and not self.number.text().strip():
            return self.mark(
                self.number_row,
                tr("Nomor pendaftaran belum diisi"),
                tr("Lihat di Pendaftar atau di formulirnya."),
            )
        if not self.kind.value():
            return self.mark(self.kind_row, tr("Belum dipilih"), tr("Pilih apa yang diminta orang ini."))
        if not self._record and self._whose[0] != self.number.text().strip():
            self._look_up(
                lambda error: self.mark(self.number_row, error.message.rstrip("."), error.next_step)
            )
            return False
        return True

    def _send(self) -> None:
        if not self.action_button.isEnabled() or not self.ready():
            return
        self.action_button.setEnabled(False)
        office, record = self._bench.office, self._record or self._whose[1]
        parts = (self.kind.value(), self.way.value() or "loket", self.said.text(), self.proof.text(),
                 self.day.text(), self.hour.text())  # fmt: skip

        def deed(_told: object) -> Recorded:
            return data_requests.record_request(office, RecordRequest(record, *parts))

        self._bench.do(deed, self._done, owner=self, refused=self.show_problem)

    def _done(self, made: Recorded) -> None:
        self.accept()
        self.recorded.emit(made)
        self.deleteLater()


class ReplyDialog(FormDialog):
    """What was done about a request, or why not. `answered()` once it is on the log."""

    answered = Signal()

    def __init__(self, parent: QWidget | None, bench: Bench, request: DataRequest) -> None:
        kind = rules.kind_label(request.jenis)
        title = tr("Jawab {jenis}: {nama}", jenis=kind, nama=request.nama or request.nomor)
        super().__init__(parent, title, tr("Simpan jawaban"), width=760, field_width=420)
        self._bench, self._request = bench, request
        about = tr(rules.right(request.jenis).deed)
        self.body.insertWidget(0, WrapLabel(about, size=t.SIZE_META))
        self.answer = SegmentedChoice(
            tr("Jawaban"), [Option(each.code, tr(each.label)) for each in rules.RESULTS]
        )
        # only the erasure itself fulfils a request to be erased, and then answers by itself
        self.answer.set_value(request.hasil or ("" if request.jenis == "penghapusan" else "dipenuhi"))
        self.answer_row: FieldRow = self.form.row(tr("Jawaban"), self.answer)
        self.answer.chosen.connect(lambda _code: self.answer_row.set_findings(()))
        self.done_text = TextField(tr("Yang dilakukan"), max_length=rules.LONGEST)
        self.done_text.setText(request.tindakan)
        self.done_row: FieldRow = self.form.row(
            tr("Yang dilakukan"), self.done_text, hint=tr("Bila ditolak, tulis alasannya.")
        )
        self.done_text.textEdited.connect(lambda _text: self.done_row.set_findings(()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    def ready(self) -> bool:
        if not self.answer.value():
            return self.mark(
                self.answer_row,
                tr("Jawaban belum dipilih"),
                tr("Permintaan penghapusan dipenuhi oleh penghapusannya sendiri di DKUM."),
            )
        if self.done_text.text().strip():
            return True
        return self.mark(
            self.done_row, tr("Jawaban belum ditulis"), tr("Tulis apa yang dilakukan, atau mengapa ditolak.")
        )

    def _send(self) -> None:
        if not self.action_button.isEnabled() or not self.ready():
            return
        self.action_button.setEnabled(False)
        office, record = self._bench.office, self._request.record
        result, done = self.answer.value(), self.done_text.text()
        self._bench.do(
            lambda _told: data_requests.answer_request(office, record, result, done),
            lambda _moved: self._done(), owner=self, refused=self.show_problem,
        )  # fmt: skip

    def _done(self) -> None:
        self.accept()
        self.answered.emit()
        self.deleteLater()


class BreachDialog(FormDialog):
    """What a person knows of a breach; the rest comes from the records. `wished(BreachWish)`."""

    wished = Signal(object)

    def __init__(self, parent: QWidget | None, bench: Bench) -> None:
        super().__init__(
            parent, tr("Laporan kebocoran data"), tr("Simpan rancangan"), width=820, field_width=420
        )
        about = tr(
            "Rancangan menurut Pasal 46 UU 27/2022, diisi dari catatan kantor. Yang kosong dapat ditulis "
            "tangan di cetakannya. Pemberitahuan paling lambat 3 kali 24 jam sejak diketahui."
        )
        self.body.insertWidget(0, WrapLabel(about, size=t.SIZE_META))
        now = wib(bench.now())
        self.day = DateField(tr("Tanggal diketahui"))
        self.day.setText(show_date(now.date().isoformat()))
        self.hour = TextField(tr("Jam diketahui"), max_length=5)
        self.hour.setText(f"{now:%H.%M}")
        self.form.row(tr("Diketahui"), self.day, self.hour)
        self.first = DateField(tr("Catatan dibaca sejak"))
        first = (now - breach.PERIOD).date()
        self.first.setText(show_date(first.isoformat()))
        self.first_row = self.form.row(tr("Catatan sejak"), self.first)
        self.what = TextField(tr("Data yang terungkap"), max_length=rules.LONGEST)
        self.how = TextField(tr("Bagaimana terungkap"), max_length=rules.LONGEST)
        self.steps = TextField(tr("Yang sudah dilakukan"), max_length=rules.LONGEST)
        self.form.row(tr("Data yang terungkap"), self.what)
        self.form.row(tr("Bagaimana"), self.how)
        self.form.row(tr("Yang dilakukan"), self.steps)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def ready(self) -> bool:
        _text, problem = parse_date(self.first.text())
        if problem is not None:
            return self.mark(self.first_row, problem.title, problem.reason)
        return True

    def _send(self) -> None:
        if self.ready():
            text, _problem = parse_date(self.first.text())
            wish = BreachWish(
                as_date(text), self.day.text(), self.hour.text(), self.what.text(), self.how.text(),
                self.steps.text(),
            )  # fmt: skip
            self.accept()
            self.wished.emit(wish)
            self.deleteLater()
