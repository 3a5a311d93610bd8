"""What the public may read of a reason: no name, no long number, and nothing else is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.disclosure import (
    DOTS,
    HIDDEN,
    NUMBERS,
    beside,
    disclosed,
    ending,
    masked,
    may_name_somebody,
    name_words,
    safe_cell,
    tail,
)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Foto KK tidak terbaca.", "Foto KK tidak terbaca."),
        ("NIK 3276069203949102 sudah dipakai.", f"NIK {HIDDEN} sudah dipakai."),
        ("KK 3276 0692 0394 9102, HP 0812-3456-7890", f"KK {HIDDEN}, HP {HIDDEN}"),
        ("Hubungi +62 812 3456 7890", f"Hubungi {HIDDEN}"),
        ("NIK 32760692/03949102, KK3276069203949102", f"NIK {HIDDEN}, KK{HIDDEN}"),
        ("HP 0812 / 3456 / 7890", f"HP {HIDDEN}"),
        ("Sama dengan 26-061002-7QK-0042.", "Sama dengan 26-061002-7QK-0042."),
        ("Siti Marlina terdaftar; bu siti datang.", f"{HIDDEN} terdaftar; bu {HIDDEN} datang."),
        ("Urutan 3 dari 27, berkas lengkap 12-03-2026.", "Urutan 3 dari 27, berkas lengkap 12-03-2026."),
    ],
)  # fmt: skip
def test_names_and_numbers_are_taken_out(words: str, shown: str) -> None:
    assert disclosed(words, "Siti Marlina") == shown


@pytest.mark.parametrize(
    ("words", "yes"),
    [
        ("KTP bukan KTP Kota Depok.", False),
        ("Pindah ke Kelurahan Beji Timur. Foto KK buram.", False),
        ("Ganda dengan siti aminah.", True),
        ("Siti sudah terdaftar.", True),
        ("Suaminya Joko sudah terdaftar.", True),
        ("a.n. BUDIONO", True),
    ],
)
def test_what_could_name_somebody(words: str, yes: bool) -> None:
    assert may_name_somebody(words, name_words(["Siti Aminah"])) is yes


@given(st.text(max_size=60), st.from_regex(r"[0-9]{9,18}", fullmatch=True), st.text(max_size=60))
def test_no_long_number_comes_through(before: str, number: str, after: str) -> None:
    assert not re.search(rf"(?<!\w){number}(?!\w)", disclosed(f"{before} {number} {after}"))


@given(st.text(max_size=40))
def test_no_cell_is_a_formula_and_nothing_is_lost(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text or cell == text


@given(st.sampled_from(["nik", "no_kk", "hp", "alamat", "email", "omzet_tahunan", "tanggal_lahir"]),
       st.text("0123456789", min_size=1, max_size=20))  # fmt: skip
def test_a_masked_value_tells_no_more_than_its_ends(name: str, value: str) -> None:
    shown = masked(name, value)
    told = "".join(sign for sign in shown if sign.isdigit())
    assert len(told) <= (8 if name == "hp" else 4) and (len(value) < 10 or value not in shown)
    assert told == "" or name in ("nik", "no_kk", "hp")
    assert tail(value) in ("", value[-4:]) and (len(value) >= 12 or tail(value) == "")


@pytest.mark.parametrize("name", sorted(NUMBERS))
@pytest.mark.parametrize("number", ["3276065203949102", "+6281234567890", "327606520394", "0812345"])
def test_no_way_of_masking_shows_more_than_the_ends(name: str, number: str) -> None:
    for shown in (str(beside(name, number)), masked(name, number), ending(number)):
        assert number not in re.sub(r"[^0-9+]", "", shown) and len(re.sub(r"\D", "", shown)) <= 8
    assert ending("3276065203949102") == f"{DOTS} 9102" and ending("9102") == DOTS


def test_beside_the_person_only_numbers_and_special_data_are_hidden() -> None:
    assert beside("modal", 5_000_000) == DOTS == beside("disabilitas", "ya")
    assert beside("alamat", "Jl. Melati 5") == "Jl. Melati 5" and beside("status", "draft") == "draft"
