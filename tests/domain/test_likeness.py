"""Normal forms, likeness and evidence: the same person is found, whatever a clerk made of the spelling."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import likeness
from desktop_app.domain.likeness import (
    Applicant,
    Business,
    address_keys,
    alike,
    evidence,
    name_keys,
    plain_address,
    plain_name,
)

SRI = Applicant("Sri Wahyuni", "3276065203949102", "+628901234567", "", ("Jl. Mawar No. 5",), "3276061002")
SHOP = Business("ab" * 16, "Warung Sri", "Hj. SRI WAHYUNI, S.E.", alamat="Jalan Mawar no 05 RT 004/002",
                kelurahan="3276061002")  # fmt: skip
WORDS = st.text(max_size=40) | st.sampled_from(
    [
        "Hj. Sri Wahyuni, S.E.",
        "M. Soekarno",
        "Moch. Choirul",
        "Jl. Mawar Gg. III No. 05 RT 001/002",
        "H",
        "",
        "١٢ ½",
    ]
)


@given(WORDS)
def test_a_normal_form_is_its_own(text: str) -> None:
    assert plain_name(plain_name(text)) == plain_name(text)
    assert plain_address(plain_address(text)) == plain_address(text)
    assert all(key.isascii() and key.isalnum() for key in name_keys(text) | address_keys(text))
    assert name_keys(text).isdisjoint(address_keys(text))


@given(WORDS, WORDS, WORDS, WORDS)
def test_likeness_has_no_direction(name: str, address: str, other: str, there: str) -> None:
    assert alike(name, [address], other, there) == alike(other, [there], name, address)
    assert 0 <= likeness.name_likeness(name, other) <= 100
    assert 0 <= likeness.address_likeness(address, there) <= 100


@given(WORDS, WORDS, WORDS)
def test_what_is_equal_is_found(name: str, address: str, nik: str) -> None:
    applicant = Applicant(name, nik, "", "", (address,))
    found = evidence(applicant, [Business("1" * 32, "Toko", name, nik, address)])
    grounds = found[0].grounds if found else ()
    assert ("nik" in grounds) == bool(nik)
    assert ("nama_alamat" in grounds) == bool(plain_name(name) and plain_address(address))
    if "nama_alamat" in grounds:
        assert name_keys(name) and address_keys(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sri Wahyuni", "SRI WAHJOENI"),
        ("Hj. Nurhayati, S.Pd.", "Nur Hayati"),
        ("Mochamad Choirul Anwar", "M. Khoirul Anwar"),
        ("Soekarno Hadi", "Sukarno Hadi"),
        ("Zaenal Abidin", "Zainal Abidin"),
        ("Yanti Kusuma Dewi", "Dewi Yanti Kusuma"),
    ],
)  # fmt: skip
def test_names_that_are_one(one: str, other: str) -> None:
    assert likeness.name_likeness(one, other) >= likeness.NAME_ALIKE
    assert name_keys(one) & name_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Siti Aminah", "Siti Maesaroh"), ("Budi Santoso", "Budi Hartono"), ("Sri", "Tri"), ("", "")],
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert likeness.name_likeness(one, other) < likeness.NAME_ALIKE


def test_an_address_needs_its_number() -> None:
    assert likeness.address_likeness("Jl. Mawar No. 5", "Gg Mawar 05, RT 01/RW 02") >= likeness.ADDRESS_ALIKE
    assert likeness.address_likeness("Jl. Mawar No. 5", "Jl. Mawar No. 71") < likeness.ADDRESS_ALIKE
    assert likeness.address_likeness("Jl. Mawar No. 5", "Jl. Melati No. 5") < likeness.ADDRESS_ALIKE


def test_evidence_says_what_agrees_and_the_strongest_comes_first() -> None:
    other = Business("cd" * 16, "Es Kelapa", "Orang lain", hp="+628901234567", kelurahan="3276021008")
    named = replace(SHOP, record="ef" * 16, nik=SRI.nik)
    found = evidence(SRI, [other, SHOP, named, Business("01" * 16, "Jauh", "Budi")])
    assert [(each.business.nama, each.grounds) for each in found] == [
        ("Warung Sri", ("nik", "nama_alamat")), ("Es Kelapa", ("hp",)), ("Warung Sri", ("nama_alamat",)),
    ]  # fmt: skip
    assert evidence(Applicant(), [SHOP, other]) == ()
    assert evidence(SRI, [replace(SHOP, kelurahan="3276021008")]) == ()
    assert evidence(replace(SRI, nama="Joko Susilo"), [SHOP]) == ()
