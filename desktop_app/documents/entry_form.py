"""Formulir Pendaftaran, blank: laid out like the entry screen, from the same table, so that keying follows
the paper. Numbers have a box for each digit, choices the key that chooses them on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from reportlab.lib.utils import ImageReader

from desktop_app.documents import ink, kop
from desktop_app.documents.archive import About, archival
from desktop_app.documents.data import Letterhead
from desktop_app.documents.flow import Printed
from desktop_app.documents.ink import Ink
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.domain import entry_plan, fields
from desktop_app.domain.fields import Choice, Field, Group
from desktop_app.domain.rulebook import Rules
from resources.i18n import official, tr

TITLE = "Formulir Pendaftaran"
_MARGIN = 40.0
_LABEL = 106.0
_BOX, _HIGH = 12.4, 14.6
_ROW = 21.5
_SIZE = 8.2
_FOOT = 40.0
_BOXED: Final[dict[str, tuple[int, ...]]] = {
    "nik": (4, 4, 4, 4), "no_kk": (4, 4, 4, 4), "hp": (4, 4, 5), "rt": (3,), "rw": (3,), "kode_pos": (5,),
    "nib": (13,), "npwp": (16,), "tahun": (4,), "tenaga_kerja_l": (3,), "tenaga_kerja_p": (3,),
}  # fmt: skip
"""Digits of the numbers, in groups as they stand on the screen."""
_DAY: Final = (2, 2, 4)
_TWO_LINES: Final = frozenset({"alamat", "alamat_usaha"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryForm:
    """The form for one programme and year; `kelurahan` with its kecamatan is printed already."""

    program: str
    tahun: int
    kelurahan: str
    rules: Rules
    letterhead: Letterhead
    sample: bool = False


def write_entry_form(one: EntryForm, *, now: datetime, form: Form = UPRIGHT, copies: int = 1) -> Printed:
    """The form as PDF/A-3b bytes, `copies` times. Raises Refused for an emblem that cannot be read."""
    with official():
        pen = Ink(form.size, tagged=True)
        logo = kop.read_logo(one.letterhead.logo)
        trial = _Pages(Ink(form.size), one, logo, 0)
        trial.write()
        pages = 0
        for _copy in range(copies):
            sheet = _Pages(pen, one, logo, trial.page)
            sheet.write()
            pages += sheet.page
        title = f"{TITLE} {one.program} {one.tahun}"
        about = About(title, one.letterhead.office)
        return Printed(archival(pen.finish(), about, now, structure=pen.structure), pages)


def shown_fields(one: EntryForm, group: Group) -> list[tuple[entry_plan.RowPlan, tuple[Field, ...]]]:
    """The rows of one section and their fields, in the order of the screen, without what the programme's
    rules never ask; a child's guardian always has room."""
    given: dict[str, object] = {"program": one.program, "tahun": one.tahun}
    hidden = set(entry_plan.hidden_fields(given, one.rules)).difference(entry_plan.GUARDIAN)
    if "pekka" not in hidden:
        hidden.discard("pekka_kategori")
    found: list[tuple[entry_plan.RowPlan, tuple[Field, ...]]] = []
    for row in entry_plan.rows_of(group):
        own = tuple(fields.FIELDS[name] for name in row.fields if name not in hidden)
        if own:
            found.append((row, own))
    return found


class _Pages:
    """The form's pages being written; `pages` 0: their number is not yet known."""

    def __init__(self, pen: Ink, one: EntryForm, logo: ImageReader | None, pages: int) -> None:
        self.pen, self._one, self._logo, self._pages = pen, one, logo, pages
        self.page = 0
        self.y = 0.0
        self.right = pen.wide - _MARGIN

    def write(self) -> None:
        self._begin()
        for group, label in fields.GROUP_LABELS.items():
            whole = 190.0 if group == "dokumen" else 2 * _ROW  # the list of papers stays in one piece
            self._section(tr(label), tr(entry_plan.ASIDES[group]), whole)
            if group == "alamat":
                self._row(tr("Kelurahan"), (), said=self._one.kelurahan)
            for row, own in shown_fields(self._one, group):
                self._row(tr(row.label), own)
            if group == "dokumen":
                self._documents()
        self._notes()
        self._hands()
        self._end()

    def _begin(self) -> None:
        self.page += 1
        pen, one = self.pen, self._one
        if self.page > 1:
            words = f"{TITLE}  ·  Nama: {'.' * 44}  ·  NIK: {'.' * 34}"
            with pen.aside():
                pen.text(_MARGIN, 40, words, 8, tint=ink.SOFT, room=self.right - _MARGIN)
            self.y = 52.0
            return
        kop.draw(pen, one.letterhead, self._logo, margin=_MARGIN, framed=False)
        names = {choice.code: choice.label for choice in fields.PROGRAMS}
        middle = pen.wide / 2
        pen.text(middle, kop.BOTTOM + 16, TITLE.upper(), 11.4, ink.BOLD, align="center", role="H1")
        program = tr(names.get(one.program, one.program))
        about = f"{program} tahun {one.tahun}  ·  huruf cetak, satu angka satu kotak"
        pen.text(middle, kop.BOTTOM + 28, about, 8, tint=ink.SOFT, align="center")
        self.y = kop.BOTTOM + 36

    def _end(self) -> None:
        pen, top = self.pen, self.pen.high - _FOOT
        pen.rule(_MARGIN, self.right, top, 0.3, ink.EDGE)
        right = f"Halaman {self.page} dari {self._pages or self.page}"
        own = self._one.rules.of(self._one.program, self._one.tahun)
        words = f"Aturan {self._one.tahun} versi {own.label}. Nomor pendaftaran (diisi petugas): {'.' * 40}"
        words += "  CONTOH." if self._one.sample else ""
        room = self.right - _MARGIN - ink.width(right, ink.REGULAR, 6.6) - 12
        pen.text(_MARGIN, top + 9, words, 6.6, tint=ink.SOFT, room=room)
        pen.text(self.right, top + 9, right, 6.6, tint=ink.SOFT, align="right")
        pen.page_done()

    def _need(self, high: float) -> None:
        if self.y + high > self.pen.high - _FOOT - 6:
            self._end()
            self._begin()

    def _section(self, label: str, aside: str, high: float = 2 * _ROW) -> None:
        self._need(15 + high)
        self.y += 4
        self.pen.fill([(_MARGIN, self.y, self.right - _MARGIN, 13)], ink.HEAD)
        self.pen.text(_MARGIN + 4, self.y + 9.4, label, 8.6, ink.BOLD, role="H2")
        self.pen.text(self.right - 4, self.y + 9.4, aside, 7, tint=ink.SOFT, align="right")
        self.y += 16

    def _row(self, label: str, own: tuple[Field, ...], said: str = "") -> None:
        """One row of the screen; what does not fit beside each other goes on below."""
        left, gap = _MARGIN + _LABEL, 14.0
        lines: list[list[tuple[Field, float]]] = [[]]
        free = self.right - left
        for field in own:
            wide = self._width(field)
            if lines[-1] and wide > free:
                lines.append([])
                free = self.right - left
            lines[-1].append((field, wide))
            free -= wide + gap
        high = sum(max((self._height(field) for field, _wide in line), default=_ROW) for line in lines)
        self._need(high)
        self.pen.text(_MARGIN + 4, self.y + 11, label, _SIZE, ink.BOLD, room=_LABEL - 10)
        if said:
            self.pen.text(left, self.y + 11, said, _SIZE, room=self.right - left)
        for line in lines:
            rest = self.right - left - sum(wide for _field, wide in line) - gap * (len(line) - 1)
            stretch = [field for field, _wide in line if self._stretches(field)]
            x = left
            for field, wide in line:
                room = wide + (rest / len(stretch) if field in stretch else 0)
                self._field(field, x, room, named=len(own) > 1)
                x += room + gap
            self.y += max((self._height(field) for field, _wide in line), default=_ROW)

    def _stretches(self, field: Field) -> bool:
        return not field.choices and field.name not in _BOXED and field.kind != "date"

    def _height(self, field: Field) -> float:
        if field.name in _TWO_LINES:
            return 2 * _ROW - 4
        if field.choices:
            return _ROW - 5 + 13 * self._ticks(field, 0.0)[-1][1]
        return _ROW

    def _width(self, field: Field) -> float:
        if field.kind == "date":
            return _boxes_wide(_DAY)
        if field.name in _BOXED:
            return _boxes_wide(_BOXED[field.name])
        return self.right - _MARGIN - _LABEL if field.choices else 110.0

    def _field(self, field: Field, x: float, room: float, *, named: bool) -> None:
        pen, y = self.pen, self.y
        filled = {
            "tahun": str(self._one.tahun),
            "persetujuan_versi": self._one.rules.of(self._one.program, self._one.tahun).notice_version,
        }.get(field.name, "")
        below = tr(field.label) if named else ""
        if field.choices:
            for left, line, choice, key in self._ticks(field, x):
                self._tick(
                    left, y + 2 + 13 * line, tr(_short(field, choice)), key, self._chosen(field, choice)
                )
            return
        if field.kind == "date" or field.name in _BOXED:
            groups = _DAY if field.kind == "date" else _BOXED[field.name]
            _boxes(pen, x, y + 1, groups, filled)
            below = below or ("tanggal, bulan, tahun" if field.kind == "date" else "")
        else:
            for line in range(2 if field.name in _TWO_LINES else 1):
                base = y + 13 + line * (_ROW - 4)
                pen.strokes([(x, base, x + room, base)], 0.5, ink.EDGE)
            if field.kind == "rupiah":
                pen.text(x + 2, y + 11, "Rp", _SIZE, tint=ink.SOFT)
            if filled:
                pen.text(x + 2, y + 11, filled, _SIZE)
        if below:
            pen.text(x, y + (_ROW if field.kind == "date" or field.name in _BOXED else 19), below, 5.2,
                     tint=ink.SOFT, room=room + 12)  # fmt: skip

    def _ticks(self, field: Field, x: float) -> list[tuple[float, int, Choice, str]]:
        """Each choice with where its box stands, on which line, and the key that chooses it."""
        order = entry_plan.ORDER.get(field.name)
        found = list(field.choices)
        if order:
            found.sort(key=lambda choice: order.index(choice.code))
        left, line = 0.0, 0
        room = self.right - _MARGIN - _LABEL
        placed: list[tuple[float, int, Choice, str]] = []
        for number, choice in enumerate(found, 1):
            wide = 15 + ink.width(tr(_short(field, choice)), ink.REGULAR, _SIZE) + 14
            if left and left + wide > room:
                left, line = 0.0, line + 1
            key = entry_plan.LETTERS.get((field.name, choice.code), str(number))
            placed.append((x + left, line, choice, key))
            left += wide
        return placed

    def _tick(self, x: float, y: float, label: str, key: str, chosen: bool) -> None:
        pen = self.pen
        pen.outline(x, y, 10.4, 10.4, 0.6)
        if chosen:
            pen.strokes([(x + 2, y + 2, x + 8.4, y + 8.4), (x + 8.4, y + 2, x + 2, y + 8.4)], 1.2, ink.INK)
        else:
            pen.text(x + 5.2, y + 7.8, key, 6.6, tint=ink.EDGE, align="center")
        pen.text(x + 14.5, y + 8.4, label, _SIZE)

    def _chosen(self, field: Field, choice: Choice) -> bool:
        return field.name == "program" and choice.code == self._one.program

    def _documents(self) -> None:
        """The list of papers, with a box for each state."""
        given: dict[str, object] = {
            "program": self._one.program,
            "tahun": self._one.tahun,
            "punya_usaha": "ya",
        }
        names = {choice.code: choice.label for choice in fields.DOCUMENTS}
        for code in entry_plan.document_codes(given, self._one.rules):
            self._need(16)
            self.pen.text(_MARGIN + 4, self.y + 11, tr(names[code]), _SIZE, room=_LABEL + 92)
            x = _MARGIN + _LABEL + 100
            for number, state in enumerate(fields.DOCUMENT_STATES, 1):
                self._tick(x, self.y + 2.4, tr(state.label), str(number), False)
                x += 74
            self.y += 15

    def _notes(self) -> None:
        """Room for what the officer sees and the form does not ask."""
        self._section("Catatan petugas", "alasan, bila isian berbeda dengan KTP")
        for _line in range(5):
            self._need(18)
            self.pen.rule(_MARGIN + 4, self.right, self.y + 14, 0.4, ink.EDGE)
            self.y += 18

    def _hands(self) -> None:
        self._need(98)
        pen, wide = self.pen, (self.right - _MARGIN) / 3
        words = "Isian di atas benar menurut dokumen yang saya tunjukkan."
        pen.text(_MARGIN + 4, self.y + 16, words, _SIZE, ink.BOLD)
        self.y += 20
        for number, label in enumerate(("Pendaftar,", "Orang tua atau wali,", "Petugas yang menerima,")):
            middle = _MARGIN + wide * (number + 0.5)
            day = "Depok, ...................................." if number == 0 else ""
            pen.text(middle, self.y + 12, day, 7.8, align="center")
            pen.text(middle, self.y + 22, label, 7.8, align="center")
            pen.rule(middle - 66, middle + 66, self.y + 66, 0.6)
        self.y += 74


def _short(field: Field, choice: Choice) -> str:
    return entry_plan.SHORT.get((field.name, choice.code), choice.label)


def _boxes_wide(groups: tuple[int, ...]) -> float:
    return sum(groups) * _BOX + (len(groups) - 1) * 5


def _boxes(pen: Ink, x: float, y: float, groups: tuple[int, ...], filled: str) -> None:
    """A box for each digit; `filled` is already written in."""
    at = 0
    for group in groups:
        wide = group * _BOX
        lines = [(x, y, x + wide, y), (x, y + _HIGH, x + wide, y + _HIGH)]
        lines += [(x + n * _BOX, y, x + n * _BOX, y + _HIGH) for n in range(group + 1)]
        pen.strokes(lines, 0.5, ink.EDGE)
        for n in range(group):
            if at < len(filled):
                pen.text(x + (n + 0.5) * _BOX, y + 10.6, filled[at], 9, align="center")
            at += 1
        x += wide + 5
