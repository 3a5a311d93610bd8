"""Columns nobody uses and RT/RW within an address are told, and split only where a person says so."""

from __future__ import annotations

import pytest

from desktop_app.actions.intake import notices
from desktop_app.domain import region
from desktop_app.intake.leftovers import ADDRESS, split_address
from desktop_app.intake.mapping import guess
from desktop_app.intake.reader import Reader
from desktop_app.intake.sheet import Sheet, SourceRow

KUKUSAN = "3276061002"
TITLES = ("NIK", "NAMA", "ALAMAT", "STATUS", "KOSONG")


def sheet(*addresses: str) -> Sheet:
    rows = tuple(
        SourceRow(number, (f"327606520394{9000 + number}", "Siti Marlina", address, "lolos", ""))
        for number, address in enumerate(addresses, 2)
    )
    return Sheet(TITLES, rows, 1)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Jl. Rukun No. 80 RT 003 RW 004", ("Jl. Rukun No. 80", "003", "004")),
        ("Jl. Rukun No. 80, RT.3/RW.4, Kukusan", ("Jl. Rukun No. 80, Kukusan", "3", "4")),
        ("Jl. Rukun RT 3/4", ("Jl. Rukun", "3", "4")),
        ("Gg. Damai (RT/RW: 012/007)", ("Gg. Damai", "012", "007")),
        ("Jl. Artha RT 5", ("Jl. Artha RT 5", "", "")),
        ("Jl. Smart 3/4", ("Jl. Smart 3/4", "", "")),
        ("", ("", "", "")),
    ],
)
def test_rt_and_rw_within_an_address(text: str, parts: tuple[str, str, str]) -> None:
    assert split_address(text) == parts


def test_both_are_told_and_nothing_is_split_by_itself() -> None:
    found = sheet("Jl. Rukun No. 80 RT 003 RW 004", "Jl. Rukun No. 81")
    mapping = guess(found.columns)
    unused, address = notices(found, mapping)
    assert unused == "Kolom yang tidak dipakai: STATUS. Ubah di bagian Kolom."
    assert address.startswith("Di 1 baris, kolom ALAMAT memuat RT dan RW.")
    values = Reader(found, mapping, {"kelurahan_kode": KUKUSAN}).row(found.rows[0]).values
    assert (values["alamat"], values.get("rt")) == ("Jl. Rukun No. 80 RT 003 RW 004", None)
    wanted = mapping.assign(ADDRESS, 2)
    assert len(notices(found, wanted)) == 1, "nothing is left to propose"
    values = Reader(found, wanted, {"kelurahan_kode": KUKUSAN}).row(found.rows[0]).values
    assert (values["alamat"], values["rt"], values["rw"]) == ("Jl. Rukun No. 80", "003", "004")
    plain = Reader(found, wanted, {"kelurahan_kode": KUKUSAN}).row(found.rows[1]).values
    assert (plain["alamat"], plain.get("rt")) == ("Jl. Rukun No. 81", None)


def test_the_kelurahan_tells_the_postal_code_and_the_sheet_may_tell_another() -> None:
    found = sheet("Jl. Rukun")
    row = Reader(found, guess(found.columns), {"kelurahan_kode": KUKUSAN}).row(found.rows[0])
    place = region.by_code(KUKUSAN)
    assert place is not None
    assert row.values["kode_pos"] == place.postal_code and "kode_pos" not in row.clean
    own = Sheet((*TITLES[:3], "KODE POS"), (SourceRow(2, (*found.rows[0].cells[:3], "16999")),), 1)
    assert (
        Reader(own, guess(own.columns), {"kelurahan_kode": KUKUSAN}).row(own.rows[0]).values["kode_pos"]
        == "16999"
    )
