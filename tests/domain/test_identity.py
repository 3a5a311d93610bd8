"""Identity numbers: parsed, masked, decoded, and refused when a spreadsheet broke them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import identity
from desktop_app.domain.problem import Problem

NIK = "3276065203949102"  # a woman of 12 March 1994, first registered in Beji


@pytest.mark.parametrize(
    "typed",
    [NIK, "3276 0652 0394 9102", "3276.0652.0394.9102", " 3276-0652-0394-9102\n", "'3276065203949102",
     "3276065203949102\u00a0", "\ufeff3276065203949102", 3276065203949102, 3276065203949102.0],
)  # fmt: skip
def test_a_nik_is_read_however_it_was_typed(typed: object) -> None:
    assert identity.parse_nik(typed) == (NIK, None)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("327606520394910", "panjang"),
        ("32760652039491022", "panjang"),
        ("3276O65203949102", "angka"),
        ("３２７６０６５２０３９４９１０２", "angka"),
        ("3276065203940000", "rusak"),
        ("3,27607E+15", "rusak"),
        ("3.27E15", "rusak"),
        ("3.27e+15", "rusak"),
        ("3276065203949102.0", "rusak"),
        ("3276065203949102,00", "rusak"),
        (3276065203949100.0, "rusak"),
        (3276065203949100, "rusak"),
        (3.5, "rusak"),
    ],
)
def test_a_nik_that_cannot_stand(typed: object, code: str) -> None:
    value, problem = identity.parse_nik(typed)
    assert problem is not None and problem.code == code
    assert value, "what was typed is kept"


def test_the_sentences_are_those_of_the_office() -> None:
    _, short = identity.parse_no_kk("327606110819004")
    assert short is not None and short.title == "Nomor KK baru 15 angka"
    assert short.sentence == "Nomor KK baru 15 angka. Nomor KK berisi 16 angka."
    _, broken = identity.parse_nik("3,27E+15")
    assert broken is not None
    assert broken.sentence == "NIK berubah menjadi 3,27E+15 oleh lembar kerja. Ketik ulang sebagai teks."


@pytest.mark.parametrize(
    ("raw", "damage"),
    [
        ("3,27E+15", "eksponen"),
        ("3.27e15", "eksponen"),
        ("3276065203949102.0", "pecahan"),
        (3276065203949100.0, "dibulatkan"),
        ("3276065203940000", "nol"),
        (3276065203949102.0, None),
        ("3276065203949100", None),  # typed as text, a serial may end in 00
        (NIK, None),
        ("", None),
        (None, None),
        (True, None),
        ("0812-3456-7890", None),
    ],
)
def test_what_a_spreadsheet_did(raw: object, damage: str | None) -> None:
    assert identity.spreadsheet_damage(raw) == damage


def test_a_nik_says_where_when_and_who() -> None:
    info = identity.decode_nik(NIK)
    assert info is not None
    assert (info.region, info.kecamatan, info.sex, info.serial) == ("Kota Depok", "Beji", "P", "9102")
    assert (info.day, info.month, info.year2) == (12, 3, 94)
    assert info.date_possible
    assert info.matches(date(1994, 3, 12))
    assert not info.matches(date(1995, 3, 12))
    assert info.date_text == "12-03-94"
    assert info.date_like(date(1995, 3, 12)) == "12-03-1994"


def test_a_nik_has_no_century() -> None:
    info = identity.decode_nik("3276061203149102")
    assert info is not None and info.sex == "L"
    assert info.matches(date(2014, 3, 12)) and info.matches(date(1914, 3, 12))


@pytest.mark.parametrize(
    "nik", ["3276063102949102", "3276060013949102", "3276067202949102", "3276069912949102"]
)
def test_an_impossible_date_is_seen(nik: str) -> None:
    info = identity.decode_nik(nik)
    assert info is not None and not info.date_possible


def test_a_leap_day_may_be() -> None:
    leap = identity.decode_nik("3276062902969101")
    plain = identity.decode_nik("3276062902959101")
    assert leap is not None and leap.date_possible
    assert plain is not None and not plain.date_possible


def test_an_older_code_is_still_a_place() -> None:
    info = identity.decode_nik("9101011203949101")
    assert info is not None and info.region == "Kabupaten Merauke" and info.kecamatan == ""


def test_what_is_no_nik_is_not_decoded() -> None:
    assert identity.decode_nik("327606520394910") is None
    assert identity.decode_nik("٣٢٧٦٠٦٥٢٠٣٩٤٩١٠٢") is None


def test_masks_hide_what_they_must() -> None:
    assert identity.group_nik(NIK) == "3276 0652 0394 9102"
    assert identity.mask_nik_public(NIK) == "327606XXXXXXXXXX"
    assert identity.mask_nik_public("32760652") == "XXXXXXXXXXXXXXXX"


@pytest.mark.parametrize(
    "typed",
    ["081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890", "81234567890", 81234567890.0,
     "(0812) 34567890", "+62081234567890", "006281234567890"],
)  # fmt: skip
def test_a_phone_is_stored_one_way(typed: object) -> None:
    assert identity.parse_phone(typed) == ("+6281234567890", None)
    assert identity.phone_local("+6281234567890") == "081234567890"
    assert identity.phone_display("+6281234567890") == "0812-3456-7890"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("021-7720123", "awalan"), ("081234567", "panjang"), ("08123456789012", "panjang"),
     ("08xx1234567", "angka"),
     ("8,12E+10", "rusak")],
)  # fmt: skip
def test_a_phone_that_cannot_stand(typed: str, code: str) -> None:
    value, problem = identity.parse_phone(typed)
    assert problem is not None and problem.code == code
    assert value


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("5", "005"), ("05", "005"), ("005", "005"), ("RT 5", "005"), (5, "005"), (5.0, "005")],
)
def test_rt_is_three_digits(typed: object, stored: str) -> None:
    assert identity.parse_rt(typed) == (stored, None)


@pytest.mark.parametrize("typed", ["05/02", "1234", "lima"])
def test_rt_is_not_guessed(typed: str) -> None:
    value, problem = identity.parse_rt(typed)
    assert problem is not None and value == typed


def test_other_numbers() -> None:
    assert identity.parse_nib("1234567890123") == ("1234567890123", None)
    assert identity.parse_nib("12345")[1] is not None
    assert identity.parse_npwp("01.234.567.8-901.000") == ("012345678901000", None)
    assert identity.parse_npwp(NIK) == (NIK, None)
    assert identity.parse_npwp("0123")[1] is not None
    assert identity.parse_postal("16425") == ("16425", None)
    assert identity.parse_postal("1642")[1] is not None


Parser = Callable[[object], tuple[str, Problem | None]]
PARSERS: list[Parser] = [
    identity.parse_nik, identity.parse_no_kk, identity.parse_nib, identity.parse_npwp, identity.parse_phone,
    identity.parse_rt, identity.parse_rw, identity.parse_postal,
]  # fmt: skip


@pytest.mark.parametrize("parse", PARSERS)
@given(raw=st.one_of(st.none(), st.text(max_size=40), st.integers(), st.floats(), st.booleans()))
def test_a_parser_answers_anything_and_its_answer_stands(parse: Parser, raw: object) -> None:
    value, problem = parse(raw)
    if problem is None:
        assert parse(value) == (value, None), "reading a good value again changes nothing"
    else:
        assert problem.title and problem.reason and not problem.title.endswith(".")


def test_empty_is_no_problem() -> None:
    for parse in PARSERS:
        assert parse("") == ("", None)
        assert parse(None) == ("", None)
        assert parse("   ") == ("", None)


@given(
    st.dates(date(1930, 1, 1), date(2029, 12, 31)), st.sampled_from("LP"), st.integers(9001, 9999),
    st.sampled_from(["327601", "327611", "320101", "910101"]),
)  # fmt: skip
def test_a_made_nik_decodes_to_what_it_was_made_of(birth: date, sex: str, serial: int, area: str) -> None:
    day = birth.day + (40 if sex == "P" else 0)
    nik = f"{area}{day:02d}{birth.month:02d}{birth.year % 100:02d}{serial}"
    info = identity.decode_nik(nik)
    assert info is not None
    assert info.matches(birth) and info.sex == sex and info.kecamatan_code == area
    assert identity.parse_nik(identity.group_nik(nik)) == (nik, None)


def test_a_nip_is_read_in_one_form_and_what_is_none_stays_as_typed() -> None:
    grouped = "19680808 199308 2 996"
    for typed in (grouped, "196808081993082996", " 19680808199308 2996 "):
        assert identity.nip_display(typed) == grouped
    assert identity.nip_display(" contoh 12 ") == "contoh 12" and identity.nip_display("") == ""
