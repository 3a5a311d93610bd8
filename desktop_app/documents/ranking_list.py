"""The order of a programme on paper: a forecast while DKUM has not decided, the Daftar Tunggu afterwards.

For the office's own use: names stand beside reasons. What is issued and sealed is DKUM's decision list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop_app.documents.data import (
    PROGRAM_NAMES,
    Letterhead,
    Paper,
    Signatory,
    canonical_json,
    footer_text,
    grouped,
    long_date,
    short_date,
)
from desktop_app.documents.layout import Column, Sheet, compose
from desktop_app.documents.sheets import ACROSS, Form

_OWN_USE = "Untuk pemakaian kantor, tidak untuk ditempel."


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingRow:
    """One person. `place` is the number in the order, "" for whoever cannot be ranked; `state` where they
    stand in words, `reason` the sentences why. `tanggal_lengkap` is an ISO date."""

    place: str
    nomor_pendaftaran: str
    nama: str
    kelurahan: str
    tanggal_lengkap: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingList:
    """The order of a kelurahan, or of the city where `kelurahan` is empty, as it is on `date`.

    `decision_no` "" is a forecast; `one`: the line of one person, to be handed over. `preface` says what
    draws the line and who already has a place; `since` is the last decision that a forecast follows.
    """

    program: str
    tahun: int
    kelurahan_kode: str
    kelurahan: str
    kecamatan: str
    date: date
    rule_version: str
    decision_no: str
    preface: tuple[str, ...]
    rows: tuple[RankingRow, ...]
    letterhead: Letterhead
    signatory: Signatory
    place: str = "Depok"
    sample: bool = False
    one: bool = False
    since: str = ""
    form: Form = ACROSS

    @property
    def title(self) -> str:
        """What it is."""
        what = "Daftar Tunggu" if self.decision_no else "Prakiraan Peringkat"
        if self.one:
            what = "Alasan Urutan"
        return f"{what} {PROGRAM_NAMES.get(self.program, self.program)} Tahun {self.tahun}"


def write_ranking_list(one: RankingList, *, now: datetime) -> Paper:
    """The list as PDF bytes without seal or code; a forecast says PRAKIRAAN across every page.

    Raises Refused for a letterhead picture that cannot be read.
    """
    columns, cells = _columns(one), _cells(one)
    where = f"Kelurahan {one.kelurahan}, Kecamatan {one.kecamatan}" if one.kelurahan else "Kota Depok"
    sheet = Sheet(
        kind="peringkat",
        number="",
        office_code=one.kelurahan_kode,
        date=one.date,
        place=one.place,
        letterhead=one.letterhead,
        signatory=one.signatory,
        title=one.title,
        subtitle=f"{where}  ·  {_standing(one)}  ·  keadaan {long_date(one.date)}",
        columns=columns,
        rows=cells,
        entries=[(number, row.nomor_pendaftaran) for number, row in enumerate(one.rows, 1)],
        page_total=lambda page: f"Jumlah halaman ini: {len(page)} orang",
        grand_total=f"Jumlah seluruhnya: {grouped(len(one.rows))} orang",
        footer=footer_text((), one.tahun, one.rule_version, one.decision_no or None, one.sample)
        + f"  {_OWN_USE}",
        data=canonical_json(_canonical(one, cells)),
        preface=one.preface,
        form=one.form,
        mark="" if one.decision_no else "PRAKIRAAN",
        unsealed=(
            f"Tidak disegel; yang disegel Daftar Putusan {one.decision_no}."
            if one.decision_no
            else "Prakiraan, tidak disegel."
        ),
    )
    return compose(sheet, state="draf", now=now)


def _standing(one: RankingList) -> str:
    """Whose word the order is."""
    if one.decision_no:
        return f"menurut putusan DKUM {one.decision_no}"
    if one.since:
        return f"PRAKIRAAN sesudah putusan DKUM {one.since}"
    return "PRAKIRAAN, belum diputuskan DKUM"


def _columns(one: RankingList) -> tuple[Column, ...]:
    found = [
        Column("No.", 26, "right", firm=True),
        Column("Nomor pendaftaran", 100 if one.form.across else 78, firm=True),
        Column("Nama", 130),
        Column("Berkas lengkap", 62 if one.form.across else 46, firm=True),
        Column("Keadaan", 96),
        Column("Alasan", 360),
    ]
    if not one.kelurahan:
        found.insert(3, Column("Kelurahan", 84))
    return tuple(found)


def _cells(one: RankingList) -> list[tuple[str, ...]]:
    city = not one.kelurahan
    return [
        (
            row.place, row.nomor_pendaftaran, row.nama, *((row.kelurahan,) if city else ()),
            short_date(row.tanggal_lengkap), row.state, row.reason,
        )
        for row in one.rows
    ]  # fmt: skip


def _canonical(one: RankingList, cells: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    head, signer = one.letterhead, one.signatory
    return {
        "v": 1, "kind": "peringkat", "program": one.program, "tahun": one.tahun,
        "kelurahan_kode": one.kelurahan_kode, "date": one.date.isoformat(),
        "rule_version": one.rule_version, "decision_no": one.decision_no, "sample": one.sample,
        "preface": list(one.preface), "rows": [list(row) for row in cells],
        "letterhead": [head.government, head.parent, head.office, head.address],
        "signatory": [signer.on_behalf, signer.jabatan, signer.name, signer.pangkat, signer.nip],
    }  # fmt: skip
