"""Every row of a sheet, looked at once: what it would become, and why not.

Nothing is overwritten. A row whose applicant is in the office already is reported, with the fields that
differ as changes to accept; a NIK that a spreadsheet damaged is refused with its row number; every source row
appears once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal

from desktop_app.domain import findings, region
from desktop_app.domain.disclosure import ending
from desktop_app.domain.fields import FIELDS, Value, read
from desktop_app.domain.finding import NOTHING_KNOWN, Earlier, Finding, Known
from desktop_app.domain.rulebook import NO_RULES, Rules
from desktop_app.domain.status import EDITABLE, counts_as_applied, shown, status_label
from desktop_app.intake.change import Difference, told
from desktop_app.intake.mapping import Mapping as ColumnMapping
from desktop_app.intake.reader import Reader, ReadRow
from desktop_app.intake.sheet import Sheet
from resources.i18n import tr

Outcome = Literal["new", "same", "changed", "duplicate", "refused", "elsewhere", "stray"]
"""`new` may be stored; `same` and `changed` are in the office already, without and with differences;
`duplicate` stands further up in the same file; `refused` cannot be taken as it is; `elsewhere` belongs to
another office; `stray` is about nobody (totals, notes)."""
OUTCOMES: Final[tuple[Outcome, ...]] = (
    "new", "changed", "same", "duplicate", "refused", "elsewhere", "stray",
)  # fmt: skip

Stored = Mapping[str, Any]
"""An application as the office keeps it: field values with `uuid`, `nomor_pendaftaran` and `status`."""

LookUp = Callable[[list[str]], Mapping[str, Sequence[Stored]]]
"""Asks the office for all applications (any year, any programme) of these NIK, at most `BATCH` at once."""

AppNumbers = Callable[[list[str]], Mapping[str, Sequence[Stored]]]
"""Asks the same by the numbers of the registration app."""

Surroundings = Callable[[Sequence[Mapping[str, Value]]], Sequence[tuple[Known, tuple[str, ...]]]]
"""For each of these rows what else the office knows about it (family card, phone, register of businesses),
and sentences about people with the same name and birth date."""

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all; whatever it raises ends the preview, which has changed nothing."""

BATCH: Final = 500
_TEXTS: Final = frozenset(name for name, item in FIELDS.items() if item.kind == "text")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One source row. `values` are ready to store; `problems` are sentences about the row as a whole and
    about cells that were not read; `findings` concern single fields of `values`.

    `record` (hex) is the application it means, `held` why its changes cannot be accepted here.
    """

    source_row: int
    outcome: Outcome
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    problems: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    differences: tuple[Difference, ...] = ()
    nomor_pendaftaran: str = ""
    first_row: int = 0
    record: str = ""
    held: str = ""

    @property
    def acceptable(self) -> bool:
        """Whether a person may accept its changes."""
        return self.outcome == "changed" and not self.held

    @property
    def alone(self) -> bool:
        """Whether its changes are accepted one by one only: with another NIK it may be another person."""
        return any(each.field == "nik" for each in self.differences)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything to say about the row: what changes, the row as a whole, then its fields."""
        return (
            *(told(each) for each in self.differences),
            *self.problems,
            *(item.sentence for item in self.findings),
        )


@dataclass(slots=True)
class _Seen:
    """Rows of this file that were met before, by what they have in common."""

    keys: dict[tuple[str, str, int], int] = field(default_factory=dict[tuple[str, str, int], int])
    numbers: dict[tuple[str, str], tuple[int, str]] = field(
        default_factory=dict[tuple[str, str], tuple[int, str]]
    )


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the office has: by NIK, and by the number of the registration app."""

    by_nik: Mapping[str, Sequence[Stored]]
    by_app: Mapping[str, Sequence[Stored]]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What all rows are judged with."""

    rules: Rules
    today: date | None
    office: str
    known: LookUp
    numbered: AppNumbers | None
    around: Surroundings | None
    reason_held: Callable[[Stored], str]
    twice: frozenset[str] = frozenset()
    """Numbers of the registration app that the file has more than once."""


def preview(
    sheet: Sheet,
    mapping: ColumnMapping,
    *,
    defaults: Mapping[str, object],
    known: LookUp,
    numbered: AppNumbers | None = None,
    around: Surroundings | None = None,
    reason_held: Callable[[Stored], str] = lambda record: held(record),
    rules: Rules = NO_RULES,
    today: date | None = None,
    progress: Progress | None = None,
) -> Iterator[PreviewRow]:
    """Every row of `sheet`, in its order, each exactly once.

    `defaults` fill empty cells (programme, year, kelurahan); a default kelurahan is also the office's own,
    and rows of another one are left to that office. Raises Refused at once where NIK or nama has no column.
    """
    mapping.require()
    reader = Reader(sheet, mapping, defaults)
    office = str(reader.own.get("kelurahan_kode") or "")
    return _rows(
        reader, _Desk(rules, today, office, known, numbered, around, reason_held, _twice(reader)), progress
    )


def held(record: Stored) -> str:
    """Why the office may not change this application any more; "" where it may."""
    status = str(record.get("status"))
    if status in EDITABLE:
        return ""
    return tr("Pendaftar ini berstatus {status}, jadi isiannya tidak dapat diubah di sini.",
              status=tr(status_label(shown(status, record.get("submitted")))))  # fmt: skip


def _twice(reader: Reader) -> frozenset[str]:
    place = reader.columns.get("nomor_daring")
    if place is None:
        return frozenset()
    found = Counter(read("nomor_daring", row.cells[place])[0] for row in reader.sheet.rows)
    return frozenset(str(number) for number, count in found.items() if number and count > 1)


def _rows(reader: Reader, desk: _Desk, progress: Progress | None) -> Iterator[PreviewRow]:
    seen = _Seen()
    total = len(reader.sheet.rows)
    if progress:
        progress(0, total)
    for start in range(0, total, BATCH):
        batch = [reader.row(row) for row in reader.sheet.rows[start : start + BATCH]]
        live = [item for item in batch if not (item.refused or item.stray or item.elsewhere)]
        asked = {str(item.values["nik"]): None for item in live}
        stored: Mapping[str, Sequence[Stored]] = desk.known(list(asked)) if asked else {}
        daring = {str(number): None for item in live if (number := item.values.get("nomor_daring"))}
        by_app: Mapping[str, Sequence[Stored]] = {}
        if desk.numbered is not None and daring:
            by_app = desk.numbered(list(daring))
        facts: dict[int, tuple[Known, tuple[str, ...]]] = {}
        if desk.around is not None and live:
            around = desk.around([item.values for item in live])
            facts = {item.number: found for item, found in zip(live, around, strict=True)}
        there = _Stored(stored, by_app)
        for item in batch:
            yield _judge(item, seen, there, desk, *facts.get(item.number, (NOTHING_KNOWN, ())))
        if progress:
            progress(start + len(batch), total)


def _judge(
    item: ReadRow,
    seen: _Seen,
    stored: _Stored,
    desk: _Desk,
    around: Known,
    alike: tuple[str, ...],
) -> PreviewRow:
    if item.stray:
        return PreviewRow(item.number, "stray", {}, (item.stray,))
    if item.elsewhere:
        return PreviewRow(item.number, "elsewhere", item.values, tuple(item.problems))
    if item.refused:
        return PreviewRow(item.number, "refused", item.values, tuple(item.problems))
    first = seen.keys.setdefault(item.key, item.number)
    if first != item.number:
        sentence = tr("NIK ini sudah ada di baris {baris} berkas ini. Baris ini tidak dibaca.", baris=first)
        return PreviewRow(item.number, "duplicate", item.values, (sentence,), first_row=first)
    corrected, other = _by_app_number(item, stored, desk.twice)
    there = stored.by_nik.get(item.key[0], ())
    for record in there:
        same_year = (record.get("program"), record.get("tahun")) == item.key[1:]
        if same_year and (counts_as_applied(str(record.get("status"))) or _equal(item, record)):
            return _already(item, record, desk, other)
    if corrected is not None:
        alone = tr("NIK-nya lain. Terima hanya setelah Anda melihat KTP-nya; tidak ikut diterima semua.")
        return _already(item, corrected, desk, (alone,))
    earlier = tuple(_earlier(record) for record in there)
    facts = replace(around, same_nik=earlier, today=desk.today, office_kelurahan=desk.office)
    found = findings.check(item.values, stage="draft", rules=desk.rules, known=facts, clean=item.clean)
    said = (*item.problems, *other, *_shared(item, seen), *alike)
    return PreviewRow(item.number, "new", item.values, said, tuple(found))


def _by_app_number(
    item: ReadRow, stored: _Stored, twice: Collection[str]
) -> tuple[Stored | None, tuple[str, ...]]:
    """The application that this row means by its number in the registration app, although the NIK is another:
    there it was corrected. Only name, birth date and kelurahan together say that it is the same person; short
    of that, and where the file itself has the number twice, a sentence tells and nobody is joined."""
    number = str(item.values.get("nomor_daring") or "")
    if number in twice:
        return None, (tr("Nomor daring {nomor} ada di lebih dari satu baris berkas ini.", nomor=number),)
    for record in stored.by_app.get(number, ()):
        if (record.get("program"), record.get("tahun")) != item.key[1:]:
            continue
        if record.get("nik") == item.values["nik"] or not counts_as_applied(str(record.get("status"))):
            continue
        if all(
            item.values.get(name) and str(item.values[name]).casefold() == str(record.get(name)).casefold()
            for name in ("nama", "tanggal_lahir", "kelurahan_kode")
        ):
            return record, ()
        return None, (
            tr(
                "Nomor daringnya sama dengan pendaftar {nomor}, tetapi NIK-nya lain, dan nama, tanggal "
                "lahir, atau kelurahannya tidak sama. Tanyakan ke pengelola aplikasi pendaftaran.",
                nomor=str(record.get("nomor_pendaftaran") or "-"),
            ),
        )
    return None, ()


def _shared(item: ReadRow, seen: _Seen) -> Iterator[str]:
    """What this row has in common with one of another NIK further up."""
    nik = str(item.values["nik"])
    person = f"{str(item.values['nama']).casefold()}|{item.values.get('tanggal_lahir') or ''}"
    marks = (("no_kk", str(item.values.get("no_kk") or "")), ("hp", str(item.values.get("hp") or "")),
             ("nama", person if item.values.get("tanggal_lahir") else ""))  # fmt: skip
    for name, value in marks:
        if not value:
            continue
        row, other = seen.numbers.setdefault((name, value), (item.number, nik))
        if other == nik:
            continue
        if name == "nama":
            yield tr("Nama dan tanggal lahirnya sama dengan baris {baris}, tetapi NIK-nya lain. Periksa KTP.",
                     baris=row)  # fmt: skip
        else:
            yield tr("{isian} sama dengan baris {baris}.", isian=tr(FIELDS[name].label), baris=row)


def _equal(item: ReadRow, record: Stored) -> bool:
    """The very same row again: also after a rejection it is not a new application."""
    said = {name: value for name, value in item.values.items() if name != "kode_pos" or name in item.clean}
    return all(record.get(name) == value for name, value in said.items())


def _already(item: ReadRow, record: Stored, desk: _Desk, said: Sequence[str]) -> PreviewRow:
    """The office has this application: say what differs and change nothing. What could not be read is no
    change, nor is another way to spell capitals; an empty cell takes nothing away."""
    own = item.values.keys() & item.clean
    hidden = findings.ignored_fields({**record, **{name: item.values[name] for name in own}})
    differences = tuple(
        Difference(name, record.get(name), value)
        for name, value in item.values.items()
        if name in own and name not in hidden and record.get(name) != value
        if not (name in _TEXTS and str(value).casefold() == str(record.get(name) or "").casefold())
    )
    numbered = str(record.get("nomor_pendaftaran") or "") or "-"
    uuid = record.get("uuid")
    why = (desk.reason_held(record) or _moved(differences, desk.office)) if differences else ""
    return PreviewRow(
        item.number,
        "changed" if differences else "same",
        item.values,
        (*_about(numbered, differences, why, str(record.get("status"))), *said, *item.problems),
        differences=differences,
        nomor_pendaftaran=numbered,
        record=uuid.hex() if isinstance(uuid, bytes) else "",
        held=why,
    )


def _moved(differences: Sequence[Difference], office: str) -> str:
    """Why a row that names another kelurahan is left alone; "" where it names none.

    Whose data an application is stays for good: with the kelurahan alone nobody would serve the applicant.
    Programme and year never differ here, for by them the application was found.
    """
    for each in differences:
        if each.field != "kelurahan_kode" or (each.before in (None, "") and each.after == office):
            continue
        old, new = (region.by_code(str(code or "")) for code in (each.before, each.after))
        return tr(
            "Pindah kelurahan tidak diambil dari berkas: tercatat di {lama}, berkas menulis {baru}. Bila "
            "benar pindah, minta kantor {lama} mencatat pengunduran diri, terima berkasnya, lalu impor lagi "
            "baris ini.",
            lama=old.display if old else "-",
            baru=new.display if new else "-",
        )
    return ""


def _about(numbered: str, differences: Sequence[Difference], why: str, status: str) -> Iterator[str]:
    if not differences:
        yield tr("Pendaftar ini sudah ada dengan nomor {nomor}, isiannya sama.", nomor=numbered)
        return
    yield waiting(numbered)
    if why:
        yield why
    elif status == "verified" and any(FIELDS[each.field].decisive for each in differences):
        yield goes_back()


def waiting(numbered: str) -> str:
    """What a row that differs says until its change is accepted."""
    return tr("Pendaftar ini sudah ada dengan nomor {nomor}; yang berbeda ditulis hanya bila diterima.",
              nomor=numbered)  # fmt: skip


def goes_back() -> str:
    """What a change would do to somebody verified."""
    return tr("Pendaftar ini sudah diverifikasi; bila perubahannya diterima, statusnya kembali menjadi "
              "Diajukan dan harus diverifikasi lagi.")  # fmt: skip


def _earlier(record: Stored) -> Earlier:
    return Earlier(
        nomor_pendaftaran=str(record.get("nomor_pendaftaran") or ""),
        nama=str(record.get("nama") or ""),
        program=str(record.get("program") or ""),
        tahun=year if isinstance(year := record.get("tahun"), int) else 0,
        status=str(record.get("status") or ""),
    )


def told_nik(row: PreviewRow) -> str:
    """The row's NIK as it may be kept and shown."""
    nik = str(row.values.get("nik") or "")
    return ending(nik) if nik else ""
