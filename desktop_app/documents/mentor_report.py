"""The papers about mentors: a mentor's monthly report, the roster of their people, the list of all mentors.

None of them prints a NIK: the registration number names a person. The report has neither phone nor street;
the roster of a mentor's people, made to find them, has both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Unpack

from desktop_app.documents.data import (
    OfficePaper,
    Paper,
    canonical_json,
    footer_text,
    grouped,
    month_name,
    short_date,
)
from desktop_app.documents.layout import Column, Making, Sheet, compose
from desktop_app.domain.identity import nip_display

_NAMED = 40
"""Of more people who were not visited, the report's head names so many and counts the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One line of the report: a visit, or an assignment. Dates are ISO; empty texts were not written."""

    kind: Literal["kunjungan", "tugas"]
    tanggal: str
    nama: str
    nomor_pendaftaran: str
    pokok: str
    tempat: str = ""
    masalah: str = ""
    saran: str = ""
    langkah: str = ""
    tenggat: str = ""
    diserahkan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """A mentor's month (``2026-11``) and the counts it came to; `unvisited` are (name, number)."""

    head: OfficePaper
    mentor: str
    mentor_number: str
    areas: tuple[str, ...]
    month: str
    mentees: int
    visits: int
    visited: int
    given: int
    handed_in: int
    late: int
    unvisited: tuple[tuple[str, str], ...]
    deeds: tuple[Deed, ...]
    nameless: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenteeRow:
    """One person accompanied. `hp` as dialled."""

    mentor: str
    nama: str
    nomor_pendaftaran: str
    jenis_kelamin: str
    alamat: str
    rt: str
    rw: str
    hp: str
    usaha: str
    sejak: str
    visits: int
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MenteeRoster:
    """The people of one mentor, or with `mentor` empty those of every mentor of the office, by mentor.
    `left_out` says whom the list does not name."""

    head: OfficePaper
    mentor: str
    rows: tuple[MenteeRow, ...]
    left_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorRow:
    """One mentor and their load on the paper's day."""

    nama: str
    nomor: str
    nip: str
    jabatan: str
    hp: str
    areas: str
    kelurahan: int
    mentees: int
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MentorRoster:
    """Every mentor in service, by name."""

    head: OfficePaper
    rows: tuple[MentorRow, ...]


def write_month_report(report: MonthReport, **made: Unpack[Making]) -> Paper:
    """The report as PDF bytes, ready for the seal unless it is a draft; `key` signs the page codes."""
    columns = (
        Column("No.", 22, "right", firm=True),
        Column("Tanggal", 48, firm=True),
        Column("Kegiatan", 48, firm=True),
        Column("Nama", 100),
        Column("Nomor pendaftaran", 86, firm=True),
        Column("Tempat", 76),
        Column("Pokok", 110),
        Column("Masalah", 110),
        Column("Saran", 110),
        Column("Langkah berikutnya", 110),
    )
    rows = [_deed(n, deed) for n, deed in enumerate(report.deeds, 1)]
    sheet = list_sheet(
        report.head,
        "laporan_pendamping",
        title=f"Laporan Bulanan Pendamping {month_name(report.month)}",
        about=" ".join(part for part in (report.mentor, f"({report.mentor_number})") if part != "()"),
        columns=columns,
        rows=rows,
        entries=[(n, deed.nama) for n, deed in enumerate(report.deeds, 1)],
        what="kegiatan",
        grand=f"Jumlah seluruhnya: {report.visits} kunjungan, {_tasks(report)} tugas",
        said={"mentor": report.mentor, "month": report.month, "preface": list(_preface(report))},
        preface=_preface(report),
    )
    return compose(sheet, **made)


def write_mentee_roster(roster: MenteeRoster, **made: Unpack[Making]) -> Paper:
    """The roster as PDF bytes, ready for the seal unless it is a draft; `key` signs the page codes."""
    many, slim = not roster.mentor, not roster.head.form.across
    columns = (
        Column("No.", 20 if slim else 22, "right", firm=True),
        *([Column("Pendamping", 92)] if many else []),
        Column("Nama", 110),
        Column("Nomor pendaftaran", 76 if slim else 88, firm=True),
        Column("L/P", 20, firm=True),
        Column("Alamat", 130),
        Column("RT/RW", 36, firm=True),
        Column("HP", 58 if slim else 68, firm=True),
        Column("Usaha", 96),
        Column("Sejak", 44 if slim else 46, firm=True),
        Column("Kunjungan", 46, "right", firm=True),
        Column("Terakhir", 44 if slim else 46, firm=True),
    )
    rows = [
        (
            str(n), *([row.mentor] if many else []), row.nama, row.nomor_pendaftaran, row.jenis_kelamin,
            row.alamat, "/".join(part for part in (row.rt, row.rw) if part), row.hp, row.usaha,
            short_date(row.sejak), str(row.visits), short_date(row.last),
        )
        for n, row in enumerate(roster.rows, 1)
    ]  # fmt: skip
    sheet = list_sheet(
        roster.head,
        "daftar_dampingan",
        title="Daftar Nominatif Menurut Pendamping",
        about=roster.mentor or "semua pendamping",
        columns=columns,
        rows=rows,
        entries=[(n, row.nama) for n, row in enumerate(roster.rows, 1)],
        what="orang",
        grand=f"Jumlah seluruhnya: {grouped(len(rows))} orang",
        said={"mentor": roster.mentor, **({"left_out": roster.left_out} if roster.left_out else {})},
        preface=(roster.left_out,) if roster.left_out else (),
    )
    return compose(sheet, **made)


def write_mentor_roster(roster: MentorRoster, **made: Unpack[Making]) -> Paper:
    """The list of mentors as PDF bytes, ready for the seal unless it is a draft."""
    columns = (
        Column("No.", 22, "right", firm=True),
        Column("Nama", 130),
        Column("Nomor", 56),
        Column("NIP", 92),
        Column("Jabatan", 100),
        Column("HP", 70 if roster.head.form.across else 58, firm=True),
        Column("Wilayah", 200),
        Column("Kelurahan", 46, "right", firm=True),
        Column("Dampingan", 48, "right", firm=True),
        Column("Kunjungan bulan ini", 82 if roster.head.form.across else 48, "right", firm=True),
    )
    rows = [
        (
            str(n), row.nama, row.nomor, nip_display(row.nip), row.jabatan, row.hp, row.areas,
            str(row.kelurahan), str(row.mentees), str(row.visits),
        )
        for n, row in enumerate(roster.rows, 1)
    ]  # fmt: skip
    people = sum(row.mentees for row in roster.rows)
    sheet = list_sheet(
        roster.head,
        "daftar_pendamping",
        title="Daftar Pendamping Wirausaha",
        about="",
        columns=columns,
        rows=rows,
        entries=[(n, row.nama) for n, row in enumerate(roster.rows, 1)],
        what="pendamping",
        grand=f"Jumlah seluruhnya: {grouped(len(rows))} pendamping, {grouped(people)} orang didampingi",
        said={},
    )
    return compose(sheet, **made)


def list_sheet(
    head: OfficePaper,
    kind: str,
    *,
    title: str,
    about: str,
    columns: tuple[Column, ...],
    rows: list[tuple[str, ...]],
    entries: list[tuple[int, str]],
    what: str,
    grand: str,
    said: dict[str, Any],
    preface: tuple[str, ...] = (),
) -> Sheet:
    """A list under an office's letterhead; `said` is what it says besides its rows, `what` one of them."""
    where = (
        f"Kelurahan {head.kelurahan}, Kecamatan {head.kecamatan}" if head.kelurahan else "Kota Depok"
    )  # fmt: skip
    number = f"Nomor {head.number}" if head.number else "Nomor belum diisi"
    letter, signer = head.letterhead, head.signatory
    canonical = {
        "v": 1,
        "kind": kind,
        **said,
        "kelurahan_kode": head.kelurahan_kode,
        "kelurahan": head.kelurahan,
        "kecamatan": head.kecamatan,
        "number": head.number,
        "date": head.date.isoformat(),
        "place": head.place,
        "rule_version": head.rule_version,
        "sample": head.sample,
        "tembusan": list(head.tembusan),
        "letterhead": [letter.government, letter.parent, letter.office, letter.address],
        "signatory": [signer.on_behalf, signer.jabatan, signer.name, signer.pangkat, signer.nip],
        "columns": [column.title for column in columns],
        "rows": [list(row) for row in rows],
    }
    return Sheet(
        kind=kind,
        number=head.number,
        office_code=head.kelurahan_kode,
        date=head.date,
        place=head.place,
        letterhead=letter,
        signatory=signer,
        title=title,
        subtitle="  ·  ".join(part for part in (number, where, about) if part),
        columns=columns,
        rows=rows,
        entries=entries,
        page_total=lambda page: f"Jumlah halaman ini: {len(page)} {what}",
        grand_total=grand,
        footer=footer_text(head.tembusan, head.date.year, head.rule_version, None, head.sample),
        data=canonical_json(canonical),
        preface=preface,
        form=head.form,
    )


def _deed(number: int, deed: Deed) -> tuple[str, ...]:
    first = (
        str(number), short_date(deed.tanggal), "Kunjungan" if deed.kind == "kunjungan" else "Tugas",
        deed.nama, deed.nomor_pendaftaran,
    )  # fmt: skip
    if deed.kind == "kunjungan":
        return (*first, deed.tempat, deed.pokok, deed.masalah, deed.saran, deed.langkah)
    due = f"Tenggat {short_date(deed.tenggat)}. " if deed.tenggat else ""
    done = f"Diserahkan {short_date(deed.diserahkan)}." if deed.diserahkan else "Belum diserahkan."
    return (*first, "", deed.pokok, "", "", due + done)


def _tasks(report: MonthReport) -> int:
    return sum(deed.kind == "tugas" for deed in report.deeds)


def _preface(report: MonthReport) -> tuple[str, ...]:
    areas = f"Wilayah: {'; '.join(report.areas)}." if report.areas else "Wilayah: belum ditetapkan."
    counted = (
        f"Didampingi bulan ini {report.mentees} orang. Kunjungan {report.visits} kali kepada "
        f"{report.visited} orang. Tugas diberikan {report.given}, diserahkan {report.handed_in}, lewat "
        f"tenggat dan belum diserahkan {report.late}."
    )
    note = (report.note,) if report.note else ()
    many = len(report.unvisited) + report.nameless
    if not many:
        return (areas, counted, *note)
    parts = [f"{name} ({number})" for name, number in report.unvisited[:_NAMED]]
    rest = many - len(parts)
    if rest:
        parts.append(f"dan {rest} orang lain" if parts else "tanpa nama")
    return (areas, counted, f"Belum dikunjungi bulan ini {many} orang: {'; '.join(parts)}.", *note)
