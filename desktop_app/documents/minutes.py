"""Berita Acara Verifikasi: who examined which applications in a period, with what result, name by name.

The text comes first and is signed on its last page; the names are its attachment. Neither NIK, address nor
phone is printed: the registration number names a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

from desktop_app.documents.data import (
    PROGRAM_NAMES,
    STATUS_WORDS,
    Paper,
    ProgrammePaper,
    Signatory,
    canonical_json,
    footer_text,
    long_date,
    people_count,
    short_date,
)
from desktop_app.documents.layout import Column, Making, Sheet, compose
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.documents.words import day_in_words, spelled
from desktop_app.documents.writing import Writing
from desktop_app.domain.identity import nip_display

RESULTS = ("verified", "returned", "rejected")
"""What an examination can end with, in the order in which it is told."""
_REASONS_OF = {"returned": "pengembalian", "rejected": "penolakan"}
_OWN_USE = "Memuat alasan tiap orang: untuk arsip, tidak untuk ditempel."
_COLUMNS = (
    Column("No.", 24, "right", firm=True),
    Column("Nomor pendaftaran", 86, firm=True),
    Column("Nama", 120),
    Column("L/P", 20, firm=True),
    Column("Diperiksa", 48, firm=True),
    Column("Hasil", 56, firm=True),
    Column("Alasan dan catatan", 122),
    Column("Pemeriksa", 78),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One application as it was examined last: the day (ISO), the result's status code, why, and by whom.
    `note` is what has happened to its data since; `alone` the version of the rules that let the examiner
    examine what they typed themselves."""

    nomor_pendaftaran: str
    nama: str
    jenis_kelamin: str
    tanggal: str
    hasil: str
    alasan: str
    pemeriksa: str
    note: str = ""
    alone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(ProgrammePaper):
    """The minutes of one kelurahan, programme and year.

    `first` and `last` are the period, None for a list of applications that was named. `examiners` sign with
    the `signatory`, who takes note. `waiting` were still to be examined on `date`.
    """

    first: date | None
    last: date | None
    rows: tuple[Examined, ...]
    examiners: tuple[Signatory, ...]
    waiting: int
    form: Form = UPRIGHT


def write_minutes(minutes: Minutes, **made: Unpack[Making]) -> Paper:
    """The minutes as PDF bytes, ready for the seal unless they are a draft; `key` signs the page codes.

    Raises Refused for a letterhead picture that cannot be read.
    """
    if minutes.form.across:
        raise ValueError("minutes are written upright")
    rows = [_cells(number, row) for number, row in enumerate(minutes.rows, 1)]
    number = f"Nomor {minutes.number}" if minutes.number else "Nomor belum diisi"
    where = f"Kelurahan {minutes.kelurahan}, Kecamatan {minutes.kecamatan}"
    sheet = Sheet(
        kind="berita_acara",
        number=minutes.number,
        office_code=minutes.kelurahan_kode,
        date=minutes.date,
        place=minutes.place,
        letterhead=minutes.letterhead,
        signatory=minutes.signatory,
        title="Berita Acara Verifikasi",
        subtitle="  ·  ".join((number, where, f"tanggal {long_date(minutes.date)}")),
        columns=_COLUMNS,
        rows=rows,
        entries=[(n, row.nama) for n, row in enumerate(minutes.rows, 1)],
        page_total=lambda page: f"Jumlah halaman ini: {_tally([minutes.rows[n] for n in page])}",
        grand_total=f"Jumlah seluruhnya: {_tally(minutes.rows)}",
        footer=f"{footer_text(minutes.tembusan, minutes.tahun, minutes.rule_version, None, minutes.sample)}"
        f"  {_OWN_USE}",
        data=canonical_json(canonical(minutes)),
        form=minutes.form,
        others=minutes.examiners,
        opening=lambda writing: _write(writing, minutes),
        attachment="Lampiran Berita Acara Verifikasi",
    )
    return compose(sheet, **made)


def canonical(minutes: Minutes) -> dict[str, Any]:
    """Everything the minutes say; its digest is the *sidik isi*."""
    head, signer = minutes.letterhead, minutes.signatory
    return {
        "v": 1, "kind": "berita_acara", "program": minutes.program, "tahun": minutes.tahun,
        "kelurahan_kode": minutes.kelurahan_kode, "kelurahan": minutes.kelurahan,
        "kecamatan": minutes.kecamatan, "number": minutes.number, "date": minutes.date.isoformat(),
        "first": minutes.first.isoformat() if minutes.first else None,
        "last": minutes.last.isoformat() if minutes.last else None,
        "place": minutes.place, "rule_version": minutes.rule_version, "waiting": minutes.waiting,
        "sample": minutes.sample, "tembusan": list(minutes.tembusan),
        "examiners": [[one.jabatan, one.name, one.nip] for one in minutes.examiners],
        "letterhead": [head.government, head.parent, head.office, head.address],
        "signatory": [signer.on_behalf, signer.jabatan, signer.name, signer.pangkat, signer.nip],
        "columns": [column.title for column in _COLUMNS],
        "rows": [list(_cells(number, row)) for number, row in enumerate(minutes.rows, 1)],
    }  # fmt: skip


def results(minutes: Minutes) -> tuple[tuple[str, int], ...]:
    """How many applications ended with each result, those without any left out."""
    found = Counter(row.hasil for row in minutes.rows)
    return tuple((one, found[one]) for one in RESULTS if found[one])


# Within: the text


def _write(writing: Writing, minutes: Minutes) -> None:
    office = minutes.letterhead.office.title() or f"Kelurahan {minutes.kelurahan}"
    several = len(minutes.examiners) > 1
    writing.paragraph(
        f"Pada hari ini, {day_in_words(minutes.date)}, bertempat di Kantor {office}, "
        f"Kecamatan {minutes.kecamatan}, {'kami' if several else 'saya'} yang bertanda tangan di bawah ini:"
    )
    for number, one in enumerate(minutes.examiners, 1):
        said = ", ".join(
            part for part in (one.name, f"NIP {nip_display(one.nip)}" if one.nip else "", one.jabatan) if part
        )
        writing.paragraph(said, lead=f"{number}." if several else "", indent=8)
    program = PROGRAM_NAMES.get(minutes.program, minutes.program)
    count = len(minutes.rows)
    writing.paragraph(
        f"telah memeriksa {count} ({spelled(count)}) berkas pendaftar calon {program} Tahun {minutes.tahun} "
        f"di Kelurahan {minutes.kelurahan} {_period(minutes)}, menurut aturan program tahun {minutes.tahun} "
        f"versi {minutes.rule_version}{', dengan hasil sebagai berikut:' if minutes.rows else '.'}"
    )
    writing.facts([(STATUS_WORDS[one], _people(minutes.rows, one)) for one, _count in results(minutes)])
    _reasons(writing, minutes)
    alone = sum(bool(row.alone) for row in minutes.rows)
    if alone:
        writing.paragraph(
            f"Di antaranya {alone} ({spelled(alone)}) berkas diisi dan diperiksa oleh orang yang sama, yang "
            "diizinkan aturan program di kelurahan ini, sebagaimana ditandai dalam lampiran."
        )
    writing.paragraph(_waiting(minutes))
    writing.paragraph(
        "Nama, nomor pendaftaran, hasil, dan alasan tiap pendaftar tercantum dalam lampiran, yang merupakan "
        "bagian tidak terpisahkan dari berita acara ini."
    )
    writing.closing(
        "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."
    )


def _period(minutes: Minutes) -> str:
    if minutes.last is None:
        return "yang disebut dalam lampiran"
    until = f"sampai dengan tanggal {long_date(minutes.last)}"
    if minutes.first is None:
        return f"sejak awal pendaftaran {until}"
    if minutes.first == minutes.last:
        return f"pada tanggal {long_date(minutes.last)}"
    return f"dari tanggal {long_date(minutes.first)} {until}"


def _reasons(writing: Writing, minutes: Minutes) -> None:
    """Each reason once, with how many have it, the most frequent first."""
    found = Counter((row.hasil, row.alasan) for row in minutes.rows if row.hasil != "verified")
    if not found:
        return
    occurred = {status for status, _reason in found}
    named = [word for status, word in _REASONS_OF.items() if status in occurred]
    writing.paragraph(f"Alasan {' dan '.join(named)}:")
    ordered = sorted(found.items(), key=lambda item: (RESULTS.index(item[0][0]), -item[1], item[0][1]))
    writing.points(
        [
            f"{STATUS_WORDS[status]}, {count} berkas: {reason or 'alasan tidak tercatat'}"
            for (status, reason), count in ordered
        ]
    )


def _waiting(minutes: Minutes) -> str:
    if not minutes.waiting:
        return "Pada saat berita acara ini dibuat tidak ada berkas yang masih menunggu pemeriksaan."
    return (
        f"Pada saat berita acara ini dibuat masih ada {minutes.waiting} ({spelled(minutes.waiting)}) berkas "
        "yang menunggu pemeriksaan."
    )


def _people(rows: Iterable[Examined], result: str) -> str:
    found = [row for row in rows if row.hasil == result]
    told = people_count(row.jenis_kelamin for row in found)
    return f"{len(found)} ({spelled(len(found))}) orang: {told}"


# Within: the attachment


def _cells(number: int, row: Examined) -> tuple[str, ...]:
    told = " ".join(part for part in (row.alasan, _alone(row), row.note) if part)
    return (
        str(number), row.nomor_pendaftaran, row.nama, row.jenis_kelamin, short_date(row.tanggal),
        STATUS_WORDS.get(row.hasil, row.hasil), told, row.pemeriksa,
    )  # fmt: skip


def _alone(row: Examined) -> str:
    return f"Diisi dan diperiksa oleh orang yang sama (aturan versi {row.alone})." if row.alone else ""


def _tally(rows: Sequence[Examined]) -> str:
    found = Counter(row.hasil for row in rows)
    parts = ", ".join(f"{found[one]} {STATUS_WORDS[one]}" for one in RESULTS if found[one])
    return f"{len(rows)} orang ({parts})" if parts else "0 orang"
