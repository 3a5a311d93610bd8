"""Daftar Nominatif: the roster of one kelurahan, for the archive or for the notice board.

The notice-board edition (*papan*) is built from fewer columns, not by hiding: no phone, street, RT/RW,
birth date or reason (which may tell a PEKKA category) reaches its page, metadata, code or digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from desktop_app.documents.data import (
    PROGRAM_NAMES,
    STATUS_WORDS,
    Paper,
    Roster,
    RosterRow,
    canonical_json,
    footer_text,
    grouped,
    masked_nik,
    people_count,
    short_date,
)
from desktop_app.documents.layout import Column, Making, Sheet, compose


def write_roster(roster: Roster, **made: Unpack[Making]) -> Paper:
    """The roster as PDF bytes, ready for the seal unless it is a draft; `key` signs the page codes.

    `step` is told of every page and stops by raising. Raises Refused for a letterhead picture that cannot
    be read.
    """
    columns, rows = _printed(roster)
    program = PROGRAM_NAMES.get(roster.program, roster.program) or "Wirausaha"
    sheet = Sheet(
        kind=f"{roster.kind}.{roster.edition}",
        number=roster.number,
        office_code=roster.kelurahan_kode,
        date=roster.date,
        place=roster.place,
        letterhead=roster.letterhead,
        signatory=roster.signatory,
        title=f"Daftar Nominatif Calon {program} Tahun {roster.tahun}",
        subtitle=_subtitle(roster),
        columns=columns,
        rows=rows,
        entries=[(row.rank, row.nama) for row in roster.rows],
        page_total=lambda page: f"Jumlah halaman ini: {_count([roster.rows[n] for n in page])}",
        grand_total=_grand_total(roster),
        footer=footer_text(
            roster.tembusan,
            roster.tahun,
            roster.rule_version,
            roster.decision_no,
            roster.sample,
            roster.replaces,
        ),
        data=canonical_json(_canonical(roster, columns, rows)),
        form=roster.form,
        groups=_headings(roster),
    )
    return compose(sheet, **made)


def canonical(roster: Roster) -> dict[str, Any]:
    """Everything this edition says, and nothing it does not print. Its digest is the *sidik isi*."""
    return _canonical(roster, *_printed(roster))


def _canonical(roster: Roster, columns: tuple[Column, ...], rows: list[tuple[str, ...]]) -> dict[str, Any]:
    head, signer = roster.letterhead, roster.signatory
    return {
        "v": 1,
        "kind": f"{roster.kind}.{roster.edition}",
        "program": roster.program,
        "tahun": roster.tahun,
        "kelurahan_kode": roster.kelurahan_kode,
        "kelurahan": roster.kelurahan,
        "kecamatan": roster.kecamatan,
        "number": roster.number,
        "date": roster.date.isoformat(),
        "place": roster.place,
        "rule_version": roster.rule_version,
        "decision_no": roster.decision_no,
        "quota": roster.quota,
        "note": roster.note,
        "sample": roster.sample,
        "tembusan": list(roster.tembusan),
        "letterhead": [head.government, head.parent, head.office, head.address],
        "signatory": [signer.on_behalf, signer.jabatan, signer.name, signer.pangkat, signer.nip],
        "columns": [column.title for column in columns],
        "rows": [list(row) for row in rows],
        **({"groups": list(roster.groups)} if roster.groups else {}),
        **({"replaces": roster.replaces} if roster.replaces else {}),
    }


def to_json(roster: Roster) -> bytes:
    """The canonical JSON whose SHA-256 is the *sidik isi*."""
    return canonical_json(canonical(roster))


def _printed(roster: Roster) -> tuple[tuple[Column, ...], list[tuple[str, ...]]]:
    """The columns and cells of this edition."""
    return _arsip(roster) if roster.edition == "arsip" else _papan(roster)


def _arsip(roster: Roster) -> tuple[tuple[Column, ...], list[tuple[str, ...]]]:
    edition, kbli = _kbli(roster.rows)
    columns = (
        Column("No.", 22, "right", firm=True),
        Column("Nama", 106),
        Column("NIK", 74, firm=True),
        Column("L/P", 20, firm=True),
        Column("Tgl. lahir", 46, firm=True),
        Column("Alamat", 122),
        Column("RT/RW", 36, firm=True),
        Column("Usaha", 96),
        Column(edition, 44, firm=True),
        Column("Berkas lengkap", 56, firm=True),
        Column("Dasar urutan", 156),
    )
    rows = [
        (
            str(row.rank),
            row.nama,
            row.nik,
            row.jenis_kelamin,
            short_date(row.tanggal_lahir),
            row.alamat,
            "/".join(part for part in (row.rt, row.rw) if part),
            row.usaha,
            code,
            short_date(row.tanggal_lengkap),
            row.reason,
        )
        for row, code in zip(roster.rows, kbli, strict=True)
    ]
    return columns, rows


def _papan(roster: Roster) -> tuple[tuple[Column, ...], list[tuple[str, ...]]]:
    edition, kbli = _kbli(roster.rows)
    columns = (
        Column("No.", 24, "right", firm=True),
        Column("Nomor pendaftaran", 78, firm=True),
        Column("Nama", 190),
        Column("NIK (disamarkan)", 70, firm=True),
        Column("L/P", 24, firm=True),
        Column("Usaha", 150),
        Column(edition, 44, firm=True),
        Column("Berkas lengkap", 58, firm=True),
        Column("Keterangan", 56, firm=True),
    )
    rows = [
        (
            str(row.rank),
            row.nomor_pendaftaran,
            row.nama,
            masked_nik(row.nik),
            row.jenis_kelamin,
            row.usaha,
            code,
            short_date(row.tanggal_lengkap),
            STATUS_WORDS.get(row.status, row.status),
        )
        for row, code in zip(roster.rows, kbli, strict=True)
    ]
    return columns, rows


def _kbli(rows: Sequence[RosterRow]) -> tuple[str, list[str]]:
    """A code without its edition is ambiguous: it stands in the heading, or beside each code."""
    editions = {row.kbli_edisi for row in rows if row.kbli}
    if len(editions) == 1:
        return f"KBLI {editions.pop()}", [row.kbli for row in rows]
    return "KBLI", [f"{row.kbli} ({row.kbli_edisi})" if row.kbli else "" for row in rows]


def _headings(roster: Roster) -> tuple[str, ...]:
    """Each row's group with how many are in it."""
    held: dict[str, list[RosterRow]] = {}
    for group, row in zip(roster.groups, roster.rows, strict=False):
        held.setdefault(group, []).append(row)
    return tuple(f"{group}: {_count(held[group])}" for group in roster.groups)


def _subtitle(roster: Roster) -> str:
    edition = "salinan arsip, NIK penuh" if roster.edition == "arsip" else "papan pengumuman, NIK disamarkan"
    order = "" if roster.decision_no else "urutan perkiraan, belum diputuskan DKUM"
    parts = [f"Nomor {roster.number}" if roster.number else "Nomor belum diisi", roster.note, order, edition]
    return "  ·  ".join(part for part in parts if part)


def _count(rows: Sequence[RosterRow]) -> str:
    return f"{grouped(len(rows))} orang ({people_count(row.jenis_kelamin for row in rows)})"


def _grand_total(roster: Roster) -> str:
    quota = f" dari kuota {grouped(roster.quota)}" if roster.quota is not None else ""
    return f"Jumlah seluruhnya: {_count(roster.rows)}{quota}"
