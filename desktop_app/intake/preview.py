"""Every row of a sheet, looked at once: what it would become, and why not.

Nothing is overwritten. A row whose applicant is in the office already is reported, with the fields that
differ; a NIK that a spreadsheet damaged is refused with its row number; every source row appears once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal

from desktop_app.domain import findings, region
from desktop_app.domain.fields import FIELDS, Value, read
from desktop_app.domain.finding import Earlier, Finding, Known
from desktop_app.domain.problem import Problem
from desktop_app.domain.rulebook import NO_RULES, Rules
from desktop_app.domain.status import counts_as_applied
from desktop_app.intake.cells import Cell, is_empty, shown
from desktop_app.intake.damage import all_end_in_zero, damage
from desktop_app.intake.mapping import PAIR_LABELS, PAIRS
from desktop_app.intake.mapping import Mapping as ColumnMapping
from desktop_app.intake.sheet import Sheet, SourceRow
from resources.i18n import tr

Outcome = Literal["new", "same", "changed", "duplicate", "refused"]
"""`new` may be stored; `same` and `changed` are in the office already, without and with differences;
`duplicate` stands further up in the same file; `refused` cannot be taken as it is."""

Stored = Mapping[str, Any]
"""An application as the office keeps it: field values with `nomor_pendaftaran`, `nama` and `status`."""

LookUp = Callable[[list[str]], Mapping[str, Sequence[Stored]]]
"""Asks the office for all applications (any year, any programme) of these NIK, at most `BATCH` at once."""

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all; whatever it raises ends the preview, which has changed nothing."""

BATCH: Final = 500
_KEY: Final = ("nik", "nama", "program", "tahun", "kelurahan_kode")
"""Fields that must be present and readable, or the row says nothing about whom it means."""
_LONG_NUMBERS: Final = ("nik", "no_kk", "npwp")
_REPEATED: Final = frozenset(
    {"kelurahan_kode", "ktp_kabkota", "tahun", *(name for name, item in FIELDS.items() if item.choices)}
) - {"dokumen"}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One source row. `values` are ready to store; `problems` are sentences about the row as a whole and
    about cells that were not read; `findings` concern single fields of `values`."""

    source_row: int
    outcome: Outcome
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    problems: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    differences: tuple[str, ...] = ()
    nomor_pendaftaran: str = ""
    first_row: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything to say about the row, the row as a whole first."""
        return (*self.problems, *(item.sentence for item in self.findings))


@dataclass(slots=True)
class _Read:
    """A row while it is read; `clean` are the fields that were read without a problem."""

    number: int
    values: dict[str, Value]
    problems: list[str]
    clean: set[str] = field(default_factory=set[str])
    refused: bool = False

    @property
    def key(self) -> tuple[str, str, int]:
        return str(self.values["nik"]), str(self.values["program"]), int(str(self.values["tahun"]))


def preview(
    sheet: Sheet,
    mapping: ColumnMapping,
    *,
    defaults: Mapping[str, object],
    known: LookUp,
    rules: Rules = NO_RULES,
    today: date | None = None,
    progress: Progress | None = None,
) -> Iterator[PreviewRow]:
    """Every row of `sheet`, in its order, each exactly once.

    `defaults` fill empty cells (programme, year, kelurahan); a default kelurahan is also the office's own,
    and rows of another one are refused. Raises Refused at once where NIK or nama has no column.
    """
    mapping.require()
    return _rows(_Reader(sheet, mapping, defaults), known, rules, today, progress)


def _rows(
    reader: _Reader, known: LookUp, rules: Rules, today: date | None, progress: Progress | None
) -> Iterator[PreviewRow]:
    seen: dict[tuple[str, str, int], int] = {}
    total = len(reader.sheet.rows)
    if progress:
        progress(0, total)
    for start in range(0, total, BATCH):
        batch = [reader.row(row) for row in reader.sheet.rows[start : start + BATCH]]
        asked = {str(item.values["nik"]): None for item in batch if not item.refused}
        stored: Mapping[str, Sequence[Stored]] = known(list(asked)) if asked else {}
        for item in batch:
            yield _judge(item, seen, stored, rules, today, str(reader.own.get("kelurahan_kode") or ""))
        if progress:
            progress(start + len(batch), total)


def _judge(
    item: _Read,
    seen: dict[tuple[str, str, int], int],
    stored: Mapping[str, Sequence[Stored]],
    rules: Rules,
    today: date | None,
    office: str,
) -> PreviewRow:
    if item.refused:
        return PreviewRow(item.number, "refused", item.values, tuple(item.problems))
    first = seen.setdefault(item.key, item.number)
    if first != item.number:
        sentence = tr("NIK ini sudah ada di baris {baris} berkas ini. Baris ini tidak dibaca.", baris=first)
        return PreviewRow(item.number, "duplicate", item.values, (sentence,), first_row=first)
    there = stored.get(item.key[0], ())
    for record in there:
        same_year = (record.get("program"), record.get("tahun")) == item.key[1:]
        if same_year and (counts_as_applied(str(record.get("status"))) or _equal(item, record)):
            return _already(item, record)
    earlier = tuple(_earlier(record) for record in there)
    facts = Known(same_nik=earlier, today=today, office_kelurahan=office)
    found = findings.check(item.values, stage="draft", rules=rules, known=facts, clean=item.clean)
    return PreviewRow(item.number, "new", item.values, tuple(item.problems), tuple(found))


def _equal(item: _Read, record: Stored) -> bool:
    """The very same row again: also after a rejection it is not a new application."""
    return all(record.get(name) == value for name, value in item.values.items())


def _already(item: _Read, record: Stored) -> PreviewRow:
    """The office has this application: say what differs and change nothing."""
    differences = tuple(name for name, value in item.values.items() if record.get(name) != value)
    numbered = str(record.get("nomor_pendaftaran") or "")
    if differences:
        names = ", ".join(tr(FIELDS[name].label) for name in differences)
        sentence = tr(
            "Pendaftar ini sudah ada dengan nomor {nomor}, dan isiannya berbeda: {isian}. "
            "Data kantor tidak diubah; bila berkas ini yang benar, betulkan di layar Entri.",
            nomor=numbered or "-",
            isian=names,
        )
    else:
        sentence = tr("Pendaftar ini sudah ada dengan nomor {nomor}, isiannya sama.", nomor=numbered or "-")
    return PreviewRow(
        item.number,
        "changed" if differences else "same",
        item.values,
        (sentence, *item.problems),
        differences=differences,
        nomor_pendaftaran=numbered,
    )


def _earlier(record: Stored) -> Earlier:
    return Earlier(
        nomor_pendaftaran=str(record.get("nomor_pendaftaran") or ""),
        nama=str(record.get("nama") or ""),
        program=str(record.get("program") or ""),
        tahun=year if isinstance(year := record.get("tahun"), int) else 0,
        status=str(record.get("status") or ""),
    )


class _Reader:
    """Turns source rows into values by one mapping."""

    def __init__(self, sheet: Sheet, mapping: ColumnMapping, defaults: Mapping[str, object]) -> None:
        self.sheet = sheet
        self.own: dict[str, Value] = {}
        self.kept: dict[tuple[str, str], tuple[Value, Problem | None]] = {}
        for name, raw in defaults.items():
            value, _ = read(name, raw)
            if value is not None:
                self.own[name] = value
        self.columns = {name: place for name, place in mapping.columns.items() if place < len(sheet.columns)}
        nik = mapping.columns["nik"]
        self.all_end_in_zero = all_end_in_zero(row.cells[nik] for row in sheet.rows)

    def row(self, source: SourceRow) -> _Read:
        found = _Read(source.number, {}, [])
        for name, cell in self._cells(source, found):
            if not is_empty(cell):
                self._take(found, name, cell)
        self._demand(found)
        return found

    def _cells(self, source: SourceRow, found: _Read) -> Iterator[tuple[str, Cell]]:
        for name, place in self.columns.items():
            cell = source.cells[place]
            if name not in PAIRS:
                yield name, cell
            elif name == "rt+rw" and isinstance(cell, (date, datetime)):
                found.problems.append(
                    tr("RT/RW berubah menjadi tanggal di lembar kerja. Ketik ulang sebagai teks.")
                )
            else:
                parts = _split(name, shown(cell))
                if parts is None:
                    label = tr(PAIR_LABELS[name])
                    found.problems.append(tr("{kolom}: isinya belum terbaca, jadi dikosongkan.", kolom=label))
                else:
                    yield from zip(PAIRS[name], parts, strict=True)

    def _take(self, found: _Read, name: str, cell: Cell) -> None:
        if name in _LONG_NUMBERS:
            rounded = name == "nik" and self.all_end_in_zero
            told = damage(tr(FIELDS[name].label), cell, found.number, rounded=rounded)
            if told is not None:
                found.problems.append(told)
                found.refused |= name == "nik"
                return
        dated = isinstance(cell, (date, datetime, time, timedelta))
        raw: object = shown(cell) if dated and FIELDS[name].kind != "date" else cell
        if name == "kelurahan_kode" and self._is_own(str(raw)):
            raw = self.own[name]
        value, problem = self._read(name, raw)
        if problem is not None and (name in _KEY and name != "nama"):
            found.refused = True
            found.problems.append(problem.sentence)
        elif problem is not None and problem.code == "rusak":
            found.problems.append(problem.sentence)
            return
        if value is not None:
            found.values[name] = value
        (found.clean.add if problem is None else found.clean.discard)(name)

    def _read(self, name: str, raw: object) -> tuple[Value, Problem | None]:
        """`fields.read`; answers that come back row after row are kept."""
        if name not in _REPEATED or not isinstance(raw, str):
            return read(name, raw)
        if (name, raw) not in self.kept:
            self.kept[name, raw] = read(name, raw)
        return self.kept[name, raw]

    def _is_own(self, text: str) -> bool:
        """Whether an ambiguous name, "Curug", may mean the office's own kelurahan."""
        return any(item.code == self.own.get("kelurahan_kode") for item in region.find(text))

    def _demand(self, found: _Read) -> None:
        """Fill in the defaults, then refuse what does not say whom it means."""
        for name, value in self.own.items():
            found.values.setdefault(name, value)
        if found.refused:
            return
        for name in _KEY:
            if not found.values.get(name):
                found.refused = True
                found.problems.append(
                    tr("{isian} kosong. Isi di berkasnya, lalu pilih lagi.", isian=tr(FIELDS[name].label))
                )
        home = self.own.get("kelurahan_kode")
        place = region.by_code(str(found.values.get("kelurahan_kode") or ""))
        if not found.refused and home and place is not None and place.code != home:
            found.refused = True
            found.problems.append(
                tr("Baris ini untuk {kelurahan}, yang dilayani kantor lain.", kelurahan=place.display)
            )


def _split(name: str, text: str) -> tuple[str, str] | None:
    """The two values of one cell, or None where they cannot be told apart."""
    if not text:
        return "", ""
    if name == "rt+rw":
        match = re.fullmatch(
            r"(?i)\s*(?:rt)?[\s.:]*(\d{1,3})\s*[/\\|,\-\s]\s*(?:rw)?[\s.:]*(\d{1,3})\s*", text
        )
    else:
        match = re.fullmatch(r"(.*?)\s*[,/]?\s*(\d{1,4}[-/. ].*\d)\s*", text)
    return (match[1], match[2]) if match else None
