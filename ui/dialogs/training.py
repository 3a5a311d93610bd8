"""A training for the catalogue, and a wave of one: the short forms of Pelatihan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_app.actions.mentoring import SHORT
from desktop_app.actions.training import LONG, SaveTraining, SaveWave
from desktop_app.domain import region
from desktop_app.domain.mentoring import find_area, kelurahan_of
from desktop_app.domain.training import KINDS, MOST_DAYS, MOST_PEOPLE, parse_days, show_days
from desktop_app.errors import Refused, WiraError
from desktop_app.queries.training import TrainingLine, WaveLine
from resources.i18n import tr
from ui.dialogs.person import FormDialog
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.form import FieldRow


def number_in(field: TextField) -> int:
    """The number typed, 0 for none, -1 for anything else."""
    text = field.text().strip()
    if not text:
        return 0
    return int(text) if text.isdecimal() and text.isascii() else -1


class TrainingDialog(FormDialog):
    """A training to be listed or changed."""

    def __init__(self, parent: QWidget | None, line: TrainingLine | None = None) -> None:
        title = tr("Ubah pelatihan") if line else tr("Tambah pelatihan")
        super().__init__(parent, title, tr("Simpan") if line else tr("Tambah"))
        self._record = line.record if line else ""
        self.nama = TextField(tr("Nama pelatihan"), max_length=SHORT)
        self.jenis = SegmentedChoice(
            tr("Jenis"), [Option(code, tr(label).split(",")[0]) for code, label in KINDS.items()]
        )
        self.jenis.set_value(line.jenis if line else "program")
        self.by = TextField(tr("Penyelenggara"), max_length=SHORT)
        self.days = TextField(tr("Lama"), digits=True, max_length=2)
        self.note = TextField(tr("Keterangan"), max_length=LONG)
        self.nama_row = self.form.row(tr("Nama pelatihan"), self.nama)
        self.form.row(tr("Jenis"), self.jenis)
        self.form.row(tr("Penyelenggara"), self.by)
        self.days_row = self.form.row(tr("Lama"), self.days, hint=tr("Biasanya berapa hari; boleh kosong."))
        self.form.row(tr("Keterangan"), self.note)
        if line is not None:
            self.nama.setText(line.nama)
            self.by.setText(line.penyelenggara)
            self.days.setText(str(line.hari or ""))
            self.note.setText(line.keterangan)
        for field, row in ((self.nama, self.nama_row), (self.days, self.days_row)):
            field.textEdited.connect(lambda _text, row=row: row.set_findings(()))
        self.nama.setFocus()

    def wish(self) -> SaveTraining:
        """What was asked for."""
        return SaveTraining(
            self.nama.text(), self.jenis.value(), self.by.text(), number_in(self.days), self.note.text(),
            self._record,
        )  # fmt: skip

    def ready(self) -> bool:
        if not self.nama.text().strip():
            return self.mark(self.nama_row, tr("Nama masih kosong"), tr("Isi nama pelatihannya."))
        if not 0 <= number_in(self.days) <= MOST_DAYS:
            return self.mark(self.days_row, tr("Lama belum terbaca"), tr("Isi 1 sampai {n}.", n=MOST_DAYS))
        return True


class WaveDialog(FormDialog):
    """A wave to be planned (`line` None) or changed. `city`: it may be for several kelurahan."""

    def __init__(
        self,
        parent: QWidget | None,
        trainings: Sequence[TrainingLine],
        line: WaveLine | None = None,
        *,
        name: str = "",
        city: bool = False,
    ) -> None:
        title = tr("Ubah gelombang") if line else tr("Rencanakan gelombang")
        super().__init__(parent, title, tr("Simpan"), field_width=420)
        self._line, self._trainings = line, {one.record: one for one in trainings}
        self._told: SaveWave | None = None
        self.training = SegmentedChoice(tr("Pelatihan"), [Option(one.record, one.nama) for one in trainings])
        self.training.set_value(line.training if line else trainings[0].record)
        self.nama = TextField(tr("Nama gelombang"), max_length=SHORT)
        self.days = TextField(tr("Hari"), max_length=300)
        self.capacity = TextField(tr("Kapasitas"), digits=True, max_length=3)
        self.minimal = TextField(tr("Hadir sedikitnya"), digits=True, max_length=2)
        self.place = TextField(tr("Tempat"), max_length=SHORT)
        self.area = TextField(tr("Untuk kelurahan"), max_length=1200)
        self.form.row(tr("Pelatihan"), self.training)
        self.nama_row = self.form.row(tr("Nama gelombang"), self.nama)
        self.days_row = self.form.row(
            tr("Hari"), self.days, hint=tr("Misalnya 17-11-2026 s.d. 19-11-2026, 24-11-2026.")
        )
        self.capacity_row = self.form.row(tr("Kapasitas"), self.capacity)
        self.minimal_row = self.form.row(
            tr("Hadir sedikitnya"), self.minimal, hint=tr("Berapa hari supaya tuntas; kosong berarti semua.")
        )
        self.form.row(tr("Tempat"), self.place)
        self.area_row = self.form.row(
            tr("Untuk kelurahan"), self.area,
            hint=tr("Kelurahan, atau Kec. dan namanya, dipisah titik koma; kosong berarti seluruh kota."),
        )  # fmt: skip
        self.area_row.set_visible(city)
        self._fill(name)
        for field, row in self._fields():
            field.textEdited.connect(lambda _text, row=row: row.set_findings(()))
        (self.nama if line or len(trainings) == 1 else self.training).setFocus()

    def _fields(self) -> list[tuple[TextField, FieldRow]]:
        return [
            (self.nama, self.nama_row), (self.days, self.days_row), (self.capacity, self.capacity_row),
            (self.minimal, self.minimal_row), (self.area, self.area_row),
        ]  # fmt: skip

    def _fill(self, name: str) -> None:
        line = self._line
        self.nama.setText(line.nama if line else name)
        if line is None:
            self.capacity.setText("30")
            return
        self.days.setText(show_days(line.hari))
        self.capacity.setText(str(line.kapasitas))
        self.minimal.setText(str(line.minimal) if line.minimal != len(line.hari) else "")
        self.place.setText(line.tempat)
        places = [place.display for code in line.wilayah if (place := region.by_code(code)) is not None]
        self.area.setText("; ".join(places))

    def areas(self) -> tuple[str, ...]:
        """The kelurahan asked for. Raises Refused for one that cannot be found."""
        if not self.area_row.fields[0].isVisibleTo(self):
            return ()
        found = [find_area(each) for each in self.area.text().split(";") if each.strip()]
        return tuple(code for each in found for code in kelurahan_of(each))

    def wish(self) -> SaveWave:
        """What was asked for; agreed to where its outcome was told and nothing was changed since."""
        asked = self._asked()
        return replace(asked, agreed=asked == self._told)

    def show_problem(self, error: WiraError) -> None:
        self._told = self._asked() if error.code == "outcomes" else None
        super().show_problem(error)

    def _asked(self) -> SaveWave:
        return SaveWave(
            self.training.value(), self.nama.text(), parse_days(self.days.text()), number_in(self.capacity),
            self.place.text(), number_in(self.minimal), self.areas(), self._line.record if self._line else "",
        )  # fmt: skip

    def ready(self) -> bool:
        if not self.nama.text().strip():
            return self.mark(self.nama_row, tr("Nama masih kosong"), tr("Misalnya Gelombang 1."))
        for row, read in ((self.days_row, self._read_days), (self.area_row, self.areas)):
            try:
                read()
            except Refused as error:
                return self.mark(row, error.message, error.next_step)
        if not 1 <= number_in(self.capacity) <= MOST_PEOPLE:
            return self.mark(self.capacity_row, tr("Kapasitas belum terbaca"),
                             tr("Isi 1 sampai {n}.", n=MOST_PEOPLE))  # fmt: skip
        most = len(self._read_days())
        if not 0 <= number_in(self.minimal) <= most:
            return self.mark(
                self.minimal_row, tr("Jumlah hari belum terbaca"), tr("Isi 1 sampai {n}.", n=most)
            )
        return True

    def _read_days(self) -> tuple[str, ...]:
        days = parse_days(self.days.text())
        if not days:
            raise Refused(tr("Hari belum diisi."), next_step=tr("Misalnya 17-11-2026 s.d. 19-11-2026."))
        return days
