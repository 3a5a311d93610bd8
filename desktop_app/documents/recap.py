"""Rekap Capaian: how many became entrepreneurs, in charts and in figures with what each comes from.

It counts and names nobody: no NIK, no name, no turnover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Unpack

from desktop_app.documents import charts
from desktop_app.documents.charts import Area, PlaceRow, Step
from desktop_app.documents.data import (
    PROGRAM_NAMES,
    Paper,
    ProgrammePaper,
    canonical_json,
    footer_text,
    grouped,
    long_date,
)
from desktop_app.documents.ink import Ink
from desktop_app.documents.layout import MARGIN, Column, Making, Sheet, chart_bottom, compose

_MONTHS = "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split()
_STEPS = (
    ("Ditetapkan", "none"), ("Selesai dilatih", "lines"), ("Mulai usaha", "solid"),
    ("Berjalan 6 bulan", "cross"), ("Berjalan 12 bulan", "grey"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a row; all but `jobs` are persons."""

    accepted: int = 0
    trained: int = 0
    started: int = 0
    six: int = 0
    twelve: int = 0
    nib: int = 0
    jobs: int = 0

    @property
    def funnel(self) -> tuple[int, int, int, int, int]:
        """The five that lead from one to the next."""
        return self.accepted, self.trained, self.started, self.six, self.twelve

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.accepted + other.accepted, self.trained + other.trained, self.started + other.started,
            self.six + other.six, self.twelve + other.twelve, self.nib + other.nib, self.jobs + other.jobs,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapRow:
    """One kelurahan (`name`, `group` its kecamatan), or one programme and year of one.

    `counts` is None where no file has come from it: nothing is known, which is not none.
    `decisions` and `files` are the numbers the figures come from, in words.
    """

    name: str
    group: str
    wanted: int
    counts: Counts | None
    decisions: str
    files: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap(ProgrammePaper):
    """DKUM's recap of a programme and year, or with `kelurahan` that of one kelurahan.

    `sources` are those of the five stages, in their order. `accepted` and `started` count month by month up
    to the paper's day. `pledges` are sentences about both promises over all years. `heard` is how many of
    the city's kelurahan have sent a file.
    """

    wanted: int
    total: Counts
    sources: tuple[str, ...]
    accepted: tuple[int, ...]
    started: tuple[int, ...]
    rows: tuple[RecapRow, ...]
    pledges: tuple[str, ...]
    heard: int | None = None


def write_recap(recap: Recap, **made: Unpack[Making]) -> Paper:
    """The recap as PDF bytes, ready for the seal unless it is a draft; `key` signs the page codes."""
    city = not recap.kelurahan
    columns = (
        Column("No.", 24, "right", firm=not recap.form.across),
        Column("Kelurahan" if city else "Program", 104),
        Column("Kecamatan" if city else "Tahun", 84),
        Column("Sasaran", 48, "right"),
        Column("Ditetapkan", 54, "right"),
        Column("Selesai dilatih", 62, "right"),
        Column("Mulai usaha", 58, "right"),
        Column("Berjalan 6 bln", 62, "right"),
        Column("Berjalan 12 bln", 64, "right"),
        Column("NIB", 36, "right"),
        Column("Pekerja", 44, "right"),
        Column("Putusan", 74),
        Column("Berkas", 92),
    )
    rows = [_cells(number, row) for number, row in enumerate(recap.rows, 1)]
    where = "Kota Depok" if city else f"Kelurahan {recap.kelurahan}, Kecamatan {recap.kecamatan}"
    number = f"Nomor {recap.number}" if recap.number else "Nomor belum diisi"
    program = PROGRAM_NAMES.get(recap.program, recap.program)
    about = f"{program} {recap.tahun}"
    names = _programs(recap)
    subject = (about,) if len(names) == 1 else ()  # the charts name theirs
    grand = f"{_whole(recap)}: {_sum(recap.rows)}"
    if len(names) > 1:
        grand = "; ".join(_program_total(recap, name) for name in names[1:])
    sheet = Sheet(
        kind="rekap_capaian",
        number=recap.number,
        office_code=recap.kelurahan_kode,
        date=recap.date,
        place=recap.place,
        letterhead=recap.letterhead,
        signatory=recap.signatory,
        title=f"Rekap Capaian {names[0]}" if len(names) == 1 else "Rekap Capaian",
        subtitle="  ·  ".join((number, *subject, where, f"keadaan {long_date(recap.date)}", *_covers(recap))),
        columns=columns,
        rows=rows,
        entries=[(n, row.name) for n, row in enumerate(recap.rows, 1)],
        page_total=lambda page: _page_total(recap, page),
        grand_total=grand,
        footer=footer_text(recap.tembusan, recap.tahun, recap.rule_version, None, recap.sample),
        data=canonical_json(canonical(recap, [column.title for column in columns], rows)),
        preface=recap.pledges,
        charts=_charts(recap, about),
        form=recap.form,
    )
    return compose(sheet, **made)


def _programs(recap: Recap) -> list[str]:
    """The names of the programmes in the table, each once: a kelurahan's holds all it took part in."""
    if recap.kelurahan:
        return sorted({row.name for row in recap.rows}, reverse=True)
    return [PROGRAM_NAMES.get(recap.program, recap.program)]


def _covers(recap: Recap) -> tuple[str, ...]:
    """Whose files the city's figures come from; a kelurahan's own paper needs no such words."""
    if recap.heard is None or recap.heard == len(recap.rows):
        return ()
    return (f"menurut berkas {recap.heard} dari {len(recap.rows)} kelurahan",)


def _whole(recap: Recap) -> str:
    return f"Jumlah {recap.heard} kelurahan" if _covers(recap) else "Jumlah seluruhnya"


def _program_total(recap: Recap, name: str) -> str:
    return f"Jumlah {name}: {_sum([row for row in recap.rows if row.name == name])}"


def _page_total(recap: Recap, page: Sequence[int]) -> str:
    """Of several programmes no sum is told but each one's own, below the last row."""
    names = _programs(recap)
    if len(names) == 1:
        return f"Jumlah halaman ini: {_sum([recap.rows[n] for n in page])}"
    return _program_total(recap, names[0]) if len(recap.rows) - 1 in page else ""


def canonical(recap: Recap, columns: list[str], rows: list[tuple[str, ...]]) -> dict[str, Any]:
    """Everything the paper says; its digest is the *sidik isi*."""
    head, signer = recap.letterhead, recap.signatory
    return {
        "v": 1, "kind": "rekap_capaian", "program": recap.program, "tahun": recap.tahun,
        "kelurahan_kode": recap.kelurahan_kode, "kelurahan": recap.kelurahan, "kecamatan": recap.kecamatan,
        "number": recap.number, "date": recap.date.isoformat(), "place": recap.place,
        "rule_version": recap.rule_version, "wanted": recap.wanted, "funnel": list(recap.total.funnel),
        "sources": list(recap.sources), "accepted": list(recap.accepted), "started": list(recap.started),
        "pledges": list(recap.pledges), "sample": recap.sample, "tembusan": list(recap.tembusan),
        "letterhead": [head.government, head.parent, head.office, head.address],
        "signatory": [signer.on_behalf, signer.jabatan, signer.name, signer.pangkat, signer.nip],
        "columns": columns, "rows": [list(row) for row in rows],
    }  # fmt: skip


def _charts(recap: Recap, about: str) -> tuple[Any, ...]:
    def first(pen: Ink, top: float) -> None:
        steps = [
            Step(words, amount, source, hatch)  # type: ignore[arg-type]
            for (words, hatch), amount, source in zip(_STEPS, recap.total.funnel, recap.sources, strict=True)
        ]
        one, two = _beside(pen, top) if recap.form.across else _below(pen, top)
        charts.funnel(pen, one, f"Menjadi wirausaha: {about}", steps, recap.wanted)
        title = f"Perjalanan {recap.tahun}, jumlah sampai akhir bulan"
        charts.course(pen, two, title, _MONTHS, recap.accepted, recap.started, recap.wanted)

    def second(pen: Ink, top: float) -> None:
        rows = [
            PlaceRow(row.name, *(row.counts or Counts()).funnel[:4], wanted=row.wanted,
                     known=row.counts is not None)
            for row in recap.rows
        ]  # fmt: skip
        box = Area(MARGIN, top, pen.wide - 2 * MARGIN, chart_bottom(pen) - top)
        columns = 3 if recap.form.across else 2
        charts.places(pen, box, f"Capaian tiap kelurahan: {about}", rows, columns)

    return (first,) if recap.kelurahan else (first, second)


def _beside(pen: Ink, top: float) -> tuple[Area, Area]:
    """The page across, in two."""
    half, high = (pen.wide - 2 * MARGIN - 30) / 2, chart_bottom(pen) - top
    return Area(MARGIN, top, half, high), Area(MARGIN + half + 30, top, half, high)


def _below(pen: Ink, top: float) -> tuple[Area, Area]:
    """The upright page, one above the other."""
    room, half = pen.wide - 2 * MARGIN, (chart_bottom(pen) - top - 24) / 2
    return Area(MARGIN, top, room, half), Area(MARGIN, top + half + 24, room, half)


def _cells(number: int, row: RecapRow) -> tuple[str, ...]:
    counts = row.counts
    if counts is None:
        return (
            str(number), row.name, row.group, str(row.wanted or "-"), *("–",) * 7, row.decisions,
            "belum ada berkas",
        )  # fmt: skip
    return (
        str(number), row.name, row.group, str(row.wanted or "-"), *map(str, counts.funnel), str(counts.nib),
        str(counts.jobs), row.decisions, row.files,
    )  # fmt: skip


def _sum(rows: Sequence[RecapRow]) -> str:
    known = [row.counts for row in rows if row.counts is not None]
    if not known:
        return "belum ada berkas"
    found = sum(known, Counts())
    return (
        f"{grouped(found.accepted)} ditetapkan, {grouped(found.trained)} selesai dilatih, "
        f"{grouped(found.started)} mulai usaha, {grouped(found.six)} berjalan 6 bulan, "
        f"{grouped(found.twelve)} berjalan 12 bulan"
    )
