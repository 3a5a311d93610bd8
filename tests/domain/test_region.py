"""Kelurahan, regencies and registration numbers."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import region


def test_a_kelurahan_is_shown_with_its_kecamatan() -> None:
    kukusan = region.by_code("3276061002")
    assert kukusan is not None
    assert kukusan.display == "Kukusan, Kec. Beji"
    assert kukusan.dotted == "32.76.06.1002"
    assert kukusan.postal_code == "16425"
    assert kukusan.short_code == "061002"


def test_an_office_is_named_by_its_code() -> None:
    assert region.office_of("3276061002") == "Kukusan, Kec. Beji"
    assert region.office_of(region.DEPOK) == region.office_of("") == "DKUM Kota Depok"
    assert region.office_of("3201011001") == "3201011001"


@pytest.mark.parametrize("raw", ["32.76.06.1002", "3276061002", " 32.76.06.1002 ", "32-76-06-1002"])
def test_a_code_is_found_dotted_or_not(raw: str) -> None:
    found = region.by_code(raw)
    assert found is not None and found.name == "Kukusan"


def test_curug_is_two_and_is_never_guessed() -> None:
    assert {item.kecamatan for item in region.find("Curug")} == {"Cimanggis", "Bojongsari"}
    assert [item.code for item in region.find("Curug, Kec. Bojongsari")] == ["3276111005"]
    assert [item.code for item in region.find("kel. curug kecamatan cimanggis")] == ["3276021008"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("KUKUSAN", "3276061002"),
        ("Kelurahan Kukusan", "3276061002"),
        ("Ratujaya", "3276071003"),
        ("ratu  jaya", "3276071003"),
        ("Bojongsari Lama", "3276111001"),
        ("Sawangan Lama", "3276031010"),
        ("Leuwinaggung", "3276101002"),
        ("Cisalak", "3276051008"),
        ("Cisalak Pasar", "3276021012"),
        ("Sukamaju", "3276081001"),
        ("Sukamaju Baru", "3276101004"),
        ("Beji", "3276061001"),
    ],
)
def test_names_and_aliases(typed: str, code: str) -> None:
    assert [item.code for item in region.find(typed)] == [code]


@pytest.mark.parametrize("typed", ["", "Kuku", "Bogor", "Kukusan Baru", "9999999999", "Kukusan, Kec. Tapos"])
def test_what_is_unknown_stays_unknown(typed: str) -> None:
    assert region.find(typed) == ()


def test_every_name_with_its_kecamatan_is_one_kelurahan() -> None:
    for item in region.all_kelurahan():
        assert region.find(item.display) == (item,)
        assert region.find(item.dotted) == (item,)
    assert len(region.kecamatan_names()) == 11


def test_regencies_old_and_new() -> None:
    assert region.regency("3276") == region.Regency("3276", "Kota Depok", "Jawa Barat")
    former = region.regency("9101")
    assert former is not None and former.successor == "9301"
    assert region.regency("3299") is None


def test_bogor_is_a_kota_and_a_kabupaten() -> None:
    assert {item.code for item in region.find_regency("Bogor")} == {"3201", "3271"}
    assert [item.code for item in region.find_regency("kota bogor")] == ["3271"]
    assert [item.code for item in region.find_regency("Kab. Bogor")] == ["3201"]
    assert [item.code for item in region.find_regency("DEPOK")] == ["3276"]


def test_registration_number() -> None:
    assert region.registration_number(2026, "3276061003", "7QK", 42) == "26-061003-7QK-0042"
    assert region.registration_number(2026, "3276061003", "7QK", 12345) == "26-061003-7QK-12345"
    parsed = region.parse_registration_number(" 26-061003-7qk-0042 ")
    assert parsed == region.RegistrationNumber(2026, "3276061003", "7QK", 42)


@pytest.mark.parametrize("counter", [0, -1])
def test_a_counter_starts_at_one(counter: int) -> None:
    with pytest.raises(ValueError, match="counter"):
        region.registration_number(2026, "3276061003", "7QK", counter)


def test_the_device_tag_is_the_first_15_bits_of_its_hash() -> None:
    dev = bytes(range(16))
    number = int(hashlib.sha256(dev).hexdigest(), 16) >> (256 - 15)
    tag = region.device_tag(dev)
    assert number == sum(region.CROCKFORD.index(sign) * 32 ** (2 - place) for place, sign in enumerate(tag))


def test_a_restored_device_writes_under_another_tag() -> None:
    dev = bytes(range(16))
    tags = [region.device_tag(dev, ep) for ep in range(1, 40)]
    assert tags[0] == region.device_tag(dev)
    assert len(set(tags)) > 36, "two of a few epochs hardly ever share one of 32768 tags"


@given(st.integers(2000, 2099), st.binary(min_size=16, max_size=16), st.integers(1, 10**6))
def test_a_registration_number_reads_back(year: int, dev: bytes, counter: int) -> None:
    number = region.registration_number(year, "3276111005", region.device_tag(dev), counter)
    parsed = region.parse_registration_number(number)
    assert parsed is not None and str(parsed) == number
    assert (parsed.year, parsed.kelurahan_kode, parsed.counter) == (year, "3276111005", counter)


@given(st.text(max_size=30))
def test_any_text_is_answered(raw: str) -> None:
    assert all(item in region.all_kelurahan() for item in region.find(raw))
    region.parse_registration_number(raw)
    region.find_regency(raw)
