"""Letter numbers: one however it was typed, and only signs that are seen."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import letters
from desktop_app.domain.documenting import used_twice

DAY = "2026-11-24"


@given(st.text(alphabet="AaÉé/ .-9 \t", max_size=20))
def test_what_is_tidied_stays_so_and_is_the_same_number(typed: str) -> None:
    once = letters.tidy(typed)
    assert letters.tidy(once) == once and " /" not in once and "/ " not in once
    for other in (typed.upper(), typed.replace("/", " / "), unicodedata.normalize("NFD", typed)):
        assert letters.same(other) == letters.same(typed)


def test_signs_that_are_not_seen_are_no_part_of_a_number() -> None:
    assert letters.readable("500.3/118/Kel.Kukusan/2026")
    assert not any(letters.readable(f"500{sign}3") for sign in "\u202e\u200b\x07\ud800\u2066\xad")


def test_two_letters_of_one_office_and_year_under_one_number() -> None:
    one = ("a", "daftar_nominatif", "arsip", "3276061003", "500.3/1", DAY, "WUB")
    for other, twice in (
        (("b", "daftar_nominatif", "papan", "3276061003", "500.3/1", DAY, "WUB"), False),
        (("b", "daftar_nominatif", "arsip", "3276061003", "500.3 / 1", DAY, "WUB"), True),
        (("b", "daftar_nominatif", "papan", "3276061003", "500.3/1", "2026-11-25", "WUB"), True),
        (("b", "berita_acara", "", "3276061003", "500.3/1", DAY, "WUB"), True),
        (("b", "daftar_nominatif", "arsip", "3276061003", "500.3/1", "2025-11-24", "WUB"), False),
        (("b", "daftar_nominatif", "arsip", "3276061001", "500.3/1", DAY, "WUB"), False),
        (("b", "lampiran_penetapan", "", "3276061003", "500.3/1", DAY, "WUB"), False),
    ):
        assert used_twice([one, other]) == ({"a": ("b",), "b": ("a",)} if twice else {}), other
    city = ("c", "lampiran_penetapan", "", "3276", "188/1", DAY, "WUB")
    assert not used_twice([city, ("d", "lampiran_penetapan", "", "3276061003", "188/1", DAY, "WUB")])
    assert used_twice([city, ("d", "rekap_capaian", "2026", "", "188/1", DAY, "WUB")]).keys() == set("cd")
