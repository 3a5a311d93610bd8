"""Lampiran Surat Penetapan: everybody accepted, kelurahan by kelurahan, with the decision each comes from.

It is read by many, so the NIK is masked as on the notice board, and no address, phone or reason is printed:
the registration number names a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Unpack

from desktop_app.documents.data import (
    PROGRAM_NAMES,
    Paper,
    ProgrammePaper,
    canonical_json,
    count_alone,
    footer_text,
    grouped,
    long_date,
    masked_nik,
    people_count,
    short_date,
)
from desktop_app.documents.layout import Column, Making, Sheet, compose

_COLUMNS = (
    Column("No.", 26, "right", firm=True),
    Column("Peringkat", 42, "right", firm=True),
    Column("Nomor pendaftaran", 88, firm=True),
    Column("Nama", 180),
    Column("NIK (disamarkan)", 72, firm=True),
    Column("L/P", 22, firm=True),
    Column("Usaha", 150),
    Column("Berkas lengkap", 58, firm=True),
    Column("Putusan", 44, firm=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreeRow:
    """One accepted applicant; `rank` is the place that decision number `decision` gave. Dates are ISO.
    `alone`: one person typed and verified it."""

    kelurahan: str
    kecamatan: str
    rank: int
    nomor_pendaftaran: str
    nama: str
    nik: str
    jenis_kelamin: str
    usaha: str
    tanggal_lengkap: str
    decision: str
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decree(ProgrammePaper):
    """The attachment to the decree `number` of `date`; `kelurahan` is empty for the whole city.

    `decisions` are the numbers and days (ISO) that the names come from, `rows` in the order of kelurahan.
    `quota` is None where it is not stated.
    """

    decisions: tuple[tuple[str, str], ...]
    rows: tuple[DecreeRow, ...]
    quota: int | None = None


def write_decree(decree: Decree, **made: Unpack[Making]) -> Paper:
    """The attachment as PDF bytes, ready for DKUM's seal unless it is a draft; `key` signs the page codes.

    Raises Refused for a letterhead picture that cannot be read.
    """
    program = PROGRAM_NAMES.get(decree.program, decree.program)
    sheet = Sheet(
        kind="penetapan",
        number=decree.number,
        office_code=decree.kelurahan_kode,
        date=decree.date,
        place=decree.place,
        letterhead=decree.letterhead,
        signatory=decree.signatory,
        title=f"Lampiran Penetapan {program} Tahun {decree.tahun}",
        subtitle=_subtitle(decree),
        columns=_COLUMNS,
        rows=[_cells(number, row) for number, row in enumerate(decree.rows, 1)],
        entries=[(number, row.nama) for number, row in enumerate(decree.rows, 1)],
        page_total=lambda page: f"Jumlah halaman ini: {_count([decree.rows[n] for n in page])}",
        grand_total=_grand_total(decree),
        footer=footer_text(
            decree.tembusan, decree.tahun, decree.rule_version,
            ", ".join(number for number, _day in decree.decisions) or None, decree.sample,
        ),
        data=canonical_json(canonical(decree)),
        preface=_preface(decree),
        form=decree.form,
        groups=_headings(decree.rows),
    )  # fmt: skip
    return compose(sheet, **made)


def canonical(decree: Decree) -> dict[str, Any]:
    """Everything the paper says; its digest is the *sidik isi*."""
    head, signer = decree.letterhead, decree.signatory
    return {
        "v": 1, "kind": "penetapan", "program": decree.program, "tahun": decree.tahun,
        "kelurahan_kode": decree.kelurahan_kode, "kelurahan": decree.kelurahan,
        "kecamatan": decree.kecamatan, "number": decree.number, "date": decree.date.isoformat(),
        "place": decree.place, "decisions": [list(one) for one in decree.decisions],
        "rule_version": decree.rule_version, "quota": decree.quota, "sample": decree.sample,
        "tembusan": list(decree.tembusan),
        "letterhead": [head.government, head.parent, head.office, head.address],
        "signatory": [signer.on_behalf, signer.jabatan, signer.name, signer.pangkat, signer.nip],
        "columns": [column.title for column in _COLUMNS],
        "rows": [list(_cells(number, row)) for number, row in enumerate(decree.rows, 1)],
        "groups": list(_headings(decree.rows)),
    }  # fmt: skip


def _subtitle(decree: Decree) -> str:
    where = (
        f"Kelurahan {decree.kelurahan}, Kecamatan {decree.kecamatan}" if decree.kelurahan else "Kota Depok"
    )
    number = f"Surat Penetapan nomor {decree.number}" if decree.number else "Nomor belum diisi"
    return "  ·  ".join((number, f"tanggal {long_date(decree.date)}", where))


def _preface(decree: Decree) -> tuple[str, ...]:
    told = "; ".join(
        f"nomor {number} tanggal {short_date(day)}" if day else f"nomor {number}"
        for number, day in decree.decisions
    )
    alone = count_alone(sum(row.alone for row in decree.rows))
    return (
        f"Nama yang ditetapkan menurut putusan DKUM {told}, dengan aturan program tahun {decree.tahun} versi "
        f"{decree.rule_version}. Peringkat ialah tempat dalam putusan itu; dari NIK tercetak enam angka "
        "wilayahnya.",
        *((f"{alone}, bertanda * di belakang namanya.",) if alone else ()),
    )


def _cells(number: int, row: DecreeRow) -> tuple[str, ...]:
    return (
        str(number), str(row.rank), row.nomor_pendaftaran, row.nama + (" *" if row.alone else ""),
        masked_nik(row.nik), row.jenis_kelamin, row.usaha, short_date(row.tanggal_lengkap), row.decision,
    )  # fmt: skip


def _headings(rows: Sequence[DecreeRow]) -> tuple[str, ...]:
    """Each row's kelurahan with how many are in it; two are called Curug."""
    held: dict[tuple[str, str], list[DecreeRow]] = {}
    for row in rows:
        held.setdefault((row.kecamatan, row.kelurahan), []).append(row)
    told = {
        (kecamatan, kelurahan): f"Kelurahan {kelurahan}, Kecamatan {kecamatan}: {_count(found)}"
        for (kecamatan, kelurahan), found in held.items()
    }
    return tuple(told[row.kecamatan, row.kelurahan] for row in rows)


def _count(rows: Sequence[DecreeRow]) -> str:
    return f"{grouped(len(rows))} orang ({people_count(row.jenis_kelamin for row in rows)})"


def _grand_total(decree: Decree) -> str:
    places = {(row.kecamatan, row.kelurahan) for row in decree.rows}
    over = "" if decree.kelurahan else f" di {len(places)} kelurahan"
    quota = f" dari kuota {grouped(decree.quota)}" if decree.quota is not None else ""
    return f"Jumlah seluruhnya: {_count(decree.rows)}{over}{quota}"
