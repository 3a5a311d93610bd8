"""DKUM's list of mentors as a spreadsheet: every row, what it would do, and why not. No database here.

A row is a listed mentor by number, NIP, or the same name. An empty cell never takes anything away, an area
that is there already is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from desktop_app.domain import identity, region
from desktop_app.domain.fields import FIELDS as APPLICANT
from desktop_app.domain.fields import Field
from desktop_app.domain.mentoring import area_name, find_area
from desktop_app.errors import Refused
from desktop_app.intake.catalogue import Catalogue
from desktop_app.intake.cells import EXACT, Cell, number, shown
from desktop_app.intake.mapping import Mapping as ColumnMapping
from desktop_app.intake.preview import Outcome
from desktop_app.intake.sheet import Sheet, SourceRow
from resources.i18n import mark, tr

_ALL: Final = (
    Field("nama", mark("Nama"), "text", "usaha", 120, headers=("nama pendamping", "nama lengkap")),
    Field("nomor", mark("Nomor pendamping"), "text", "usaha", 40, headers=("nomor", "kode", "id pendamping")),
    Field("nip", mark("NIP"), "text", "usaha", 30, headers=("nip pendamping",)),
    Field("hp", mark("Nomor HP"), "digits", "usaha", 16, headers=APPLICANT["hp"].headers),
    Field("jabatan", mark("Jabatan"), "text", "usaha", 120, headers=("tugas", "posisi", "tingkat")),
    Field("wilayah", mark("Wilayah"), "text", "usaha", 400, headers=("wilayah tugas", "wilayah dampingan")),
    Field("kelurahan", mark("Kelurahan"), "text", "usaha", 200, headers=("desa kelurahan", "kel")),
    Field("kecamatan", mark("Kecamatan"), "text", "usaha", 120, headers=("kec",)),
)  # fmt: skip
MENTORS: Final = Catalogue(
    MappingProxyType({one.name: one for one in _ALL}), required=("nama",)
)  # fmt: skip
"""What a sheet of mentors may fill; the area stands in one column, or as kelurahan and kecamatan."""

LABELS: Final[dict[Outcome, str]] = {
    "new": mark("Baru"),
    "changed": mark("Berubah"),
    "same": mark("Sudah ada"),
    "duplicate": mark("Ganda dalam berkas"),
    "refused": mark("Ditolak"),
}
_TEXTS: Final = ("nama", "nomor", "nip", "jabatan")


@dataclass(frozen=True, slots=True)
class Listed:
    """A mentor DKUM has listed, with the areas of today."""

    record: str
    values: Mapping[str, str]
    areas: frozenset[str]


@dataclass(frozen=True, slots=True)
class MentorRow:
    """One source row. `values` are all values to keep, `areas` the codes to be added to `record` ("" new)."""

    source_row: int
    outcome: Outcome
    values: dict[str, str] = field(default_factory=dict[str, str])
    areas: tuple[str, ...] = ()
    record: str = ""
    problems: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What becomes of it in words."""
        return tr(LABELS[self.outcome])

    @property
    def words(self) -> str:
        """The areas it adds, and what stands against it."""
        return " ".join([*(area_name(code) + "." for code in self.areas), *self.problems])


def preview(sheet: Sheet, mapping: ColumnMapping, known: Sequence[Listed]) -> Iterator[MentorRow]:
    """Every row of `sheet` in its order, each exactly once. Raises Refused without a column for the name."""
    mapping.require()
    seen: dict[str, int] = {}
    for row in sheet.rows:
        yield _judge(row, mapping, known, seen)


def _judge(
    row: SourceRow, mapping: ColumnMapping, known: Sequence[Listed], seen: dict[str, int]
) -> MentorRow:
    values, problems = _values(row, mapping)
    areas: tuple[str, ...] = ()
    try:
        areas = _areas(row, mapping)
    except Refused as refusal:
        problems.append(str(refusal))
    if not values.get("nama"):
        problems.insert(0, tr("Nama belum diisi."))
    if problems:
        return MentorRow(row.number, "refused", values, problems=tuple(problems))
    key = (values.get("nomor") or values.get("nip") or values["nama"]).casefold()
    first = seen.setdefault(key, row.number)
    if first != row.number:
        why = tr("Pendamping ini sudah ada di baris {baris} berkas ini. Baris ini tidak dibaca.", baris=first)
        return MentorRow(row.number, "duplicate", values, problems=(why,))
    there = _listed(values, known)
    if there is None:
        return MentorRow(row.number, "new", values, areas)
    added = tuple(code for code in areas if code not in there.areas)
    merged = {**there.values, **values}
    outcome: Outcome = "changed" if added or merged != dict(there.values) else "same"
    return MentorRow(row.number, outcome, merged, added, there.record)


def _listed(values: Mapping[str, str], known: Sequence[Listed]) -> Listed | None:
    for name in ("nomor", "nip", "nama"):
        wanted = values.get(name, "").casefold()
        fits = [one for one in known if wanted and one.values.get(name, "").casefold() == wanted]
        if len(fits) == 1 and (name != "nama" or not _others(values, fits[0])):
            return fits[0]
    return None


def _others(values: Mapping[str, str], there: Listed) -> bool:
    """Whether equal names have different numbers or NIP: two people."""
    return any(
        values.get(name) and there.values.get(name) and values[name] != there.values[name]
        for name in ("nomor", "nip")
    )


def _cell(row: SourceRow, mapping: ColumnMapping, name: str) -> Cell:
    place = mapping.columns.get(name)
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def _values(row: SourceRow, mapping: ColumnMapping) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    problems: list[str] = []
    for name in _TEXTS:
        cell = _cell(row, mapping, name)
        figure = number(cell)
        if figure is not None and abs(figure) >= EXACT:  # an NIP of 18 digits kept as a number has lost some
            problems.append(
                tr("{isian}: angkanya dibulatkan oleh lembar kerja. Ketik ulang sebagai teks.",
                   isian=tr(MENTORS.fields[name].label))
            )  # fmt: skip
            continue
        words = shown(cell)
        if words:
            found[name] = words[: MENTORS.fields[name].max_length]
    hp, problem = identity.parse_phone(_cell(row, mapping, "hp"))
    if problem is not None:
        problems.append(problem.sentence)
    elif hp:
        found["hp"] = hp
    return found, problems


def _areas(row: SourceRow, mapping: ColumnMapping) -> tuple[str, ...]:
    """The codes of a row's areas. Raises Refused for one that cannot be told."""
    kecamatan = re.sub(r"(?i)^\s*(kecamatan|kec)\b\.?\s*", "", shown(_cell(row, mapping, "kecamatan")))
    found: list[str] = []
    for name in ("wilayah", "kelurahan"):
        for part in re.split(r"[;\n/]", str(_cell(row, mapping, name))):
            if part.strip():
                found += _codes(part.strip(), kecamatan)
    if not found and kecamatan:
        found.append(find_area(f"Kec. {kecamatan}"))
    return tuple(dict.fromkeys(found))


def _codes(words: str, kecamatan: str) -> list[str]:
    """One area, or several with commas between them; the row's kecamatan tells two Curug apart."""
    if kecamatan and (there := region.find(f"{words}, Kec. {kecamatan}")):
        return [there[0].code]
    try:
        return [find_area(words)]
    except Refused:
        parts = [part.strip() for part in words.split(",") if part.strip()]
        if len(parts) < 2 or any(part.casefold().startswith("kec") for part in parts[1:]):
            raise
        return [code for part in parts for code in _codes(part, kecamatan)]
