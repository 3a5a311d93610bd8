"""Mentors, their areas, who is given to whom, assignments: the short forms of Pendamping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from desktop_app.actions.mentoring import LONGEST, SHORT, GiveTask, SaveMentor
from desktop_app.domain import region
from desktop_app.domain.identity import phone_local
from desktop_app.domain.mentoring import find_area
from desktop_app.domain.values import as_date, parse_date, show_date
from desktop_app.errors import Refused
from desktop_app.queries.mentors import AreaLine, MenteeLine, MentorLine, TaskLine
from resources.i18n import tr, trn
from ui import tokens as t
from ui.dialogs.person import FormDialog
from ui.forms.editors import DateField
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.form import FieldRow
from ui.widgets.labels import WrapLabel


class AreaField(TextField):
    """Finds a kelurahan or kecamatan as one types."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, placeholder=tr("Ketik kelurahan, atau Kec. dan namanya"), parent=parent)
        names = [tr("Kecamatan {nama}", nama=each) for each in region.kecamatan_names().values()]
        places = [place.display for place in region.all_kelurahan()]
        finder = QCompleter(QStringListModel([*names, *places], self), self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = QListView()
        finder.setPopup(popup)
        popup.setObjectName("completer")
        popup.setAccessibleName(tr("Wilayah yang cocok"))
        self.setCompleter(finder)

    def code(self) -> str:
        """The area's code. Raises Refused for none or several."""
        return find_area(self.text())


class _DatedDialog(FormDialog):
    """A form with days in it."""

    def day_row(self, label: str, value: str, hint: str = "") -> tuple[TextField, FieldRow]:
        """A field for a day, shown as it is typed."""
        field = DateField(label)
        field.setText(show_date(value) if value else "")
        row = self.form.row(label, field, hint=hint)
        field.textEdited.connect(lambda _text: row.set_findings(()))
        return field, row

    def day_fits(self, field: TextField, row: FieldRow, *, required: bool = True) -> bool:
        """Whether the day can be read; says so beside the field if not."""
        if not field.text().strip() and not required:
            return True
        iso, problem = parse_date(field.text())
        if problem is None and as_date(iso) is not None:
            return True
        return self.mark(row, tr("Tanggal belum dikenali"), tr("Contoh: 24-11-2026."))


class MentorDialog(_DatedDialog):
    """A mentor to be listed or changed, and for a new one the first area."""

    def __init__(self, parent: QWidget | None, today: date, line: MentorLine | None = None) -> None:
        title = tr("Ubah {nama}", nama=line.nama) if line else tr("Tambah pendamping")
        super().__init__(parent, title, tr("Simpan") if line else tr("Tambah"))
        self._record = line.record if line else ""
        self.nama = TextField(tr("Nama lengkap"), max_length=SHORT)
        self.nomor = TextField(tr("Nomor"), max_length=SHORT)
        self.nip = TextField(tr("NIP"), digits=True, max_length=SHORT)
        self.hp = TextField(tr("HP"), digits=True, max_length=30)
        self.jabatan = TextField(tr("Jabatan"), max_length=SHORT)
        self.nama_row = self.form.row(tr("Nama lengkap"), self.nama)
        self.form.row(tr("Nomor"), self.nomor, hint=tr("Nomor pendamping di DKUM; boleh kosong."))
        self.form.row(tr("NIP"), self.nip)
        self.hp_row = self.form.row(tr("HP"), self.hp)
        self.form.row(tr("Jabatan"), self.jabatan)
        self.area: AreaField | None = None
        if line is None:
            self.area = AreaField(tr("Wilayah pertama"))
            self.area_row = self.form.row(
                tr("Wilayah pertama"),
                self.area,
                hint=tr("Boleh kosong; wilayah lain ditambahkan sesudahnya."),
            )
            self.mulai, self.mulai_row = self.day_row(tr("Mulai"), today.isoformat())
        else:
            for field, value in (
                (self.nama, line.nama), (self.nomor, line.nomor), (self.nip, line.nip),
                (self.hp, phone_local(line.hp)), (self.jabatan, line.jabatan),
            ):  # fmt: skip
                field.setText(value)
            self.berhenti, self.berhenti_row = self.day_row(
                tr("Berhenti"), line.berhenti, tr("Hari pertama tanpa tugas; kosong bila masih bertugas.")
            )
        self.nama.setFocus()

    def wish(self) -> SaveMentor:
        """What was asked for."""
        ends = self.berhenti.text() if self.area is None else ""
        return SaveMentor(
            self.nama.text(), self.nomor.text(), self.nip.text(), self.hp.text(), self.jabatan.text(), ends,
            self._record,
        )  # fmt: skip

    def first_area(self) -> tuple[str, str]:
        """Code and first day of the first area, ("", "") for none."""
        if self.area is None or not self.area.text().strip():
            return "", ""
        return self.area.code(), self.mulai.text()

    def ready(self) -> bool:
        if not self.nama.text().strip():
            return self.mark(self.nama_row, tr("Nama masih kosong"), tr("Isi nama lengkapnya."))
        if self.area is None:
            return self.day_fits(self.berhenti, self.berhenti_row, required=False)
        try:
            self.first_area()
        except Refused as error:
            return self.mark(self.area_row, error.message, error.next_step)
        return self.day_fits(self.mulai, self.mulai_row)


class AreaDialog(_DatedDialog):
    """Where a mentor works from now on; with `area` the last day of one."""

    def __init__(
        self, parent: QWidget | None, line: MentorLine, today: date, area: AreaLine | None = None
    ) -> None:
        ending = area is not None
        title = (
            tr("Akhiri wilayah {nama}", nama=line.nama) if ending else tr("Wilayah {nama}", nama=line.nama)
        )  # fmt: skip
        super().__init__(parent, title, tr("Akhiri") if ending else tr("Tambah"))
        self.area = None if ending else AreaField(tr("Wilayah"))
        if area is not None:
            self.body.insertWidget(0, WrapLabel(area.name, tone="text"))
        if self.area is not None:
            self.area_row = self.form.row(tr("Wilayah"), self.area)
        label = tr("Hari terakhir") if ending else tr("Mulai")
        self.day, self._day_row = self.day_row(label, today.isoformat())
        (self.area or self.day).setFocus()

    def ready(self) -> bool:
        if self.area is not None:
            try:
                self.area.code()
            except Refused as error:
                return self.mark(self.area_row, error.message, error.next_step)
        return self.day_fits(self.day, self._day_row)


class AssignDialog(_DatedDialog):
    """Who accompanies the chosen person, or everybody who has nobody yet."""

    def __init__(
        self,
        parent: QWidget | None,
        mentors: Sequence[MentorLine],
        person: MenteeLine,
        waiting: Sequence[MenteeLine],
        today: date,
    ) -> None:
        super().__init__(parent, tr("Tetapkan pendamping"), tr("Tetapkan pendamping"))
        self._person, self._waiting = person, list(waiting)
        self.who = SegmentedChoice(tr("Untuk"), [Option("one", person.nama)])
        others = len(waiting)
        if others > 1 or (others == 1 and waiting[0].record != person.record):
            words = trn(
                "{n} orang yang belum punya pendamping", "{n} orang yang belum punya pendamping", others
            )
            self.who = SegmentedChoice(tr("Untuk"), [Option("one", person.nama), Option("all", words)])
        self.who.set_value("one")
        self.form.row(tr("Untuk"), self.who)
        self.mentor = SegmentedChoice(
            tr("Pendamping"), [Option(line.record, line.nama) for line in mentors]
        )  # fmt: skip
        self.mentor.set_value(person.mentor or mentors[0].record)
        self.form.row(tr("Pendamping"), self.mentor)
        self.day, self._day_row = self.day_row(
            tr("Mulai"), today.isoformat(), tr("Pendamping sebelumnya berakhir sehari sebelum tanggal ini.")
        )
        self.mentor.setFocus()

    def applications(self) -> tuple[str, ...]:
        """The records asked for."""
        if self.who.value() == "all":
            return tuple(line.record for line in self._waiting)
        return (self._person.record,)

    def ready(self) -> bool:
        if not self.mentor.value():
            self.problem.setText(tr("Pendamping belum dipilih. Pilih salah satu."))
            self.problem.show()
            self._fit()
            return False
        return self.day_fits(self.day, self._day_row)


class TaskDialog(_DatedDialog):
    """An assignment for one person."""

    def __init__(self, parent: QWidget | None, person: MenteeLine, today: date) -> None:
        super().__init__(parent, tr("Tugas untuk {nama}", nama=person.nama), tr("Beri tugas"))
        self._person = person
        self.judul = TextField(tr("Tugas"), max_length=LONGEST)
        self.judul_row = self.form.row(tr("Tugas"), self.judul)
        self.given, self.given_row = self.day_row(tr("Diberikan"), today.isoformat())
        self.due, self.due_row = self.day_row(tr("Tenggat"), "", tr("Boleh kosong."))
        self.judul.setFocus()

    def wish(self) -> GiveTask:
        """What was asked for."""
        return GiveTask(self._person.record, self.judul.text(), self.given.text(), self.due.text())

    def ready(self) -> bool:
        if not self.judul.text().strip():
            return self.mark(self.judul_row, tr("Tugas belum diisi"), tr("Tulis apa yang dikerjakan."))
        return self.day_fits(self.given, self.given_row) and self.day_fits(
            self.due, self.due_row, required=False
        )


class HandInDialog(_DatedDialog):
    """The day on which an assignment came back, and a note about it."""

    def __init__(self, parent: QWidget | None, task: TaskLine, today: date) -> None:
        super().__init__(parent, tr("Tugas diserahkan"), tr("Simpan"))
        self.body.insertWidget(0, WrapLabel(task.judul, tone="text"))
        self.day, self._day_row = self.day_row(tr("Diserahkan"), today.isoformat())
        self.note = TextField(tr("Catatan"), max_length=LONGEST)
        self.form.row(tr("Catatan"), self.note)
        self.day.setFocus()

    def ready(self) -> bool:
        return self.day_fits(self.day, self._day_row)


class MonthDialog(FormDialog):
    """Whose report of which month."""

    def __init__(
        self,
        parent: QWidget | None,
        mentors: Sequence[MentorLine],
        months: Sequence[tuple[str, str]],
        chosen: str,
    ) -> None:
        super().__init__(parent, tr("Laporan bulanan pendamping"), tr("Pratinjau"))
        self.mentor = SegmentedChoice(tr("Pendamping"), [Option(line.record, line.nama) for line in mentors])
        self.mentor.set_value(chosen or mentors[0].record)
        self.month = SegmentedChoice(tr("Bulan"), [Option(code, words) for code, words in months])
        self.month.set_value(months[0][0])
        self.form.row(tr("Pendamping"), self.mentor)
        self.form.row(tr("Bulan"), self.month)
        self.body.insertWidget(0, WrapLabel(tr("Angkanya diambil dari kunjungan dan tugas yang tercatat."),
                                            size=t.SIZE_META))  # fmt: skip
        self.mentor.setFocus()
