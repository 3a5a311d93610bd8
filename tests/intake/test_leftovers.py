"""Columns nobody uses and RT/RW within an address are told, and split only where a person says so."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("Jl. Melati RT 05", ("Jl. Melati RT 05", "", "")),
        ("Jl. Melati RT 12 No. 7", ("Jl. Melati RT 12 No. 7", "", "")),
        ("Jl. Melati RT 12, 7", ("Jl. Melati RT 12, 7", "", "")),
        ("RT 003", ("RT 003", "", "")),
        ("Jl. Melati RT 005 Kel. Kukusan RW 002", ("Jl. Melati, Kel. Kukusan", "005", "002")),
        ("Jl. Melati Rt05/Rw06", ("Jl. Melati", "05", "06")),
        ("Jl. Melati RT03RW04 No. 7", ("Jl. Melati, No. 7", "03", "04")),
        ("Jl. Melati RT05/06", ("Jl. Melati", "05", "06")),
        ("Jl. Melati RW 02 / RT 01", ("Jl. Melati", "01", "02")),
        ("Jl. Melati (RT 01) (RW 02), 16425", ("Jl. Melati, 16425", "01", "02")),
        ("Jl. Melati RT/RW 012 007", ("Jl. Melati", "012", "007")),
        ("Jl. Melati RT 03-05 RW 02", ("Jl. Melati RT 03-05 RW 02", "", "")),
        ("Jl. Melati RT 03 RW 02 RT 04", ("Jl. Melati RT 03 RW 02 RT 04", "", "")),
        ("Jl. Melati RT 1234 RW 02", ("Jl. Melati RT 1234 RW 02", "", "")),
        ("Jl. Smart 3/4", ("Jl. Smart 3/4", "", "")),
        ("", ("", "", "")),
    ],
)
def test_rt_and_rw_within_an_address(text: str, parts: tuple[str, str, str]) -> None:
    assert split_address(text) == parts


WORDS = ("RT", "RW", "Rt.", "RT/RW", "No.", "Jl. Melati", "Kel. Kukusan", "dan", " ", "/", "-", ",", "(", ")")


@given(st.lists(st.sampled_from(WORDS) | st.from_regex(r"[0-9]{1,5}", fullmatch=True), max_size=9))
def test_what_is_split_off_are_whole_numbers_of_the_address(pieces: list[str]) -> None:
    text = "".join(pieces)
    rest, rt, rw = split_address(text)
    assert bool(rt) == bool(rw), "both or neither"
    if not rt:
        assert rest == text
        return
    left = Counter(re.findall("[0-9]+", rest)) + Counter((rt, rw))
    assert left == Counter(re.findall("[0-9]+", text))


def test_a_row_with_an_rt_alone_is_not_counted() -> None:
    found = sheet("Jl. Rukun RT 05", "Jl. Rukun RT 12 No. 7", "Jl. Rukun Rt05/Rw06")
    assert notices(found, guess(found.columns))[1].startswith("Di 1 baris, kolom ALAMAT memuat RT dan RW.")


def test_a_title_with_a_full_stop_ends_the_sentence_once() -> None:
    found = Sheet(("NIK", "NAMA", "ALAMAT", "Ket.", "KOSONG"), sheet("Jl. Rukun No. 80").rows, 1)
    assert notices(found, guess(found.columns)) == ("Kolom yang tidak dipakai: Ket. Ubah di bagian Kolom.",)


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
