"""DKUM's decision list: everybody ranked, and all that is needed to rank them again by hand.

No names and no NIK: a person finds the own registration number. The PDF shows the first 16 hex digits
of each draw value, the JSON the whole value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Unpack

from desktop_app.documents.data import (
    PROGRAM_NAMES,
    STATUS_WORDS,
    DecisionList,
    DecisionRow,
    Paper,
    canonical_json,
    count_alone,
    footer_text,
    grouped,
    grouped_hex,
    short_date,
    with_alone,
)
from desktop_app.documents.layout import Column, Making, Sheet, compose

ALGORITHM = (
    "Yang sama dalam semua dasar urutan: nilai undian yang lebih kecil didahulukan. Nilai undian = SHA-256 "
    "dari teks benih yang langsung diikuti nomor pendaftaran (UTF-8, tanpa spasi), ditulis dengan angka "
    "heksadesimal dan dibandingkan dari kiri. Pada daftar ini tercetak 16 angka pertamanya."
)

_COLUMNS = (
    Column("No.", 26, "right"),
    Column("Nomor pendaftaran", 130),
    Column("Berkas lengkap", 80),
    Column("Nilai undian", 130),
    Column("Putusan", 90),
    Column("Alasan", 320),
)
_UPRIGHT = (
    Column("No.", 26, "right", firm=True),
    Column("Nomor pendaftaran", 80, firm=True),
    Column("Berkas lengkap", 46, firm=True),
    Column("Nilai undian", 92, firm=True),
    Column("Putusan", 60, firm=True),
    Column("Alasan", 223),
)


def write_decision_list(decision: DecisionList, **made: Unpack[Making]) -> Paper:
    """The list as PDF bytes, ready for DKUM's seal unless it is a draft; `key` signs the page codes.

    Raises Refused for a letterhead picture that cannot be read.
    """
    program = PROGRAM_NAMES.get(decision.program, decision.program)
    place = (
        f"Kelurahan {decision.kelurahan}, Kecamatan {decision.kecamatan}"
        if decision.kelurahan
        else "Kota Depok"
    )
    filled = f", {grouped(decision.taken)} sudah terisi" if decision.taken else ""
    sheet = Sheet(
        kind="putusan",
        number=decision.number,
        office_code=decision.kelurahan_kode,
        date=decision.date,
        place=decision.place,
        letterhead=decision.letterhead,
        signatory=decision.signatory,
        title=f"Daftar Putusan {program} Tahun {decision.tahun}",
        subtitle=f"Nomor {decision.number}  ·  {place}  ·  berkas putusan {decision.decision_no}",
        columns=_COLUMNS if decision.form.across else _UPRIGHT,
        rows=[_cells(row) for row in decision.rows],
        entries=[(row.rank, row.nomor_pendaftaran) for row in decision.rows],
        page_total=lambda page: f"Jumlah halaman ini: {_count([decision.rows[n] for n in page])}",
        grand_total=f"Jumlah seluruhnya: {_count(decision.rows)}, kuota {grouped(decision.quota)}{filled}",
        footer=footer_text(
            decision.tembusan, decision.tahun, decision.rule_version, decision.decision_no, decision.sample
        ),
        data=canonical_json(canonical(decision)),
        preface=_preface(decision),
        form=decision.form,
    )
    return compose(sheet, **made)


def _preface(decision: DecisionList) -> tuple[str, ...]:
    """What is needed to rank everybody again: order, algorithm, seeds, and what draws the line."""
    lines = [f"Dasar urutan: {'; '.join(decision.order)}.", ALGORITHM, f"Benih undian: {decision.seed}"]
    earlier = dict.fromkeys(row.seed for row in decision.rows if row.seed)
    if earlier:
        lines.append(
            "Yang sudah menunggu sejak putusan terdahulu memakai nilai undiannya yang lama, bertanda *, dari "
            f"benih: {', '.join(earlier)}."
        )
    if decision.limit:
        lines.append(decision.limit)
    if decision.reserve is not None:
        lines.append(f"Cadangan: {decision.reserve} orang pertama Daftar Tunggu.")
    if alone := count_alone(sum(row.alone for row in decision.rows)):
        lines.append(f"{alone}.")
    return tuple(lines)


def canonical(decision: DecisionList) -> dict[str, Any]:
    """Everything the list says, with full draw values. Its digest is the *sidik isi*."""
    head, signer = decision.letterhead, decision.signatory
    return {
        "v": 1,
        "kind": "putusan",
        "program": decision.program,
        "tahun": decision.tahun,
        "kelurahan_kode": decision.kelurahan_kode,
        "kelurahan": decision.kelurahan,
        "kecamatan": decision.kecamatan,
        "number": decision.number,
        "date": decision.date.isoformat(),
        "place": decision.place,
        "decision_no": decision.decision_no,
        "rule_version": decision.rule_version,
        "quota": decision.quota,
        "taken": decision.taken,
        "seed": decision.seed,
        "algorithm": "order, then sha256(seed + nomor_pendaftaran), ascending; a row's own seed goes before",
        "order": list(decision.order),
        "limit": decision.limit,
        "reserve": decision.reserve,
        "sample": decision.sample,
        "tembusan": list(decision.tembusan),
        "letterhead": [head.government, head.parent, head.office, head.address],
        "signatory": [signer.on_behalf, signer.jabatan, signer.name, signer.pangkat, signer.nip],
        "rows": [
            {
                "rank": row.rank,
                "nomor_pendaftaran": row.nomor_pendaftaran,
                "tanggal_lengkap": row.tanggal_lengkap,
                "draw": row.draw,
                "outcome": row.outcome,
                "reason": row.reason,
                "seed": row.seed,
                "facts": list(row.facts),
                **({"satu_petugas": True} if row.alone else {}),
            }
            for row in decision.rows
        ],
    }


def to_json(decision: DecisionList) -> bytes:
    """The list as canonical JSON, the form that is issued beside the PDF."""
    return canonical_json(canonical(decision))


def _cells(row: DecisionRow) -> tuple[str, ...]:
    return (
        str(row.rank),
        row.nomor_pendaftaran,
        short_date(row.tanggal_lengkap),
        grouped_hex(row.draw, 4) + (" *" if row.seed else ""),
        STATUS_WORDS.get(row.outcome, row.outcome),
        with_alone(row.reason, row.alone),
    )


def _count(rows: Sequence[DecisionRow]) -> str:
    tally = Counter(STATUS_WORDS.get(row.outcome, row.outcome) for row in rows)
    parts = ", ".join(f"{grouped(number)} {word}" for word, number in tally.items())
    return f"{grouped(len(rows))} pendaftar ({parts})" if parts else "0 pendaftar"
