"""The invented people are valid, unmistakably invented, unique across the city and always the same."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from desktop_app.domain import fields, identity, region, values
from desktop_app.sample import words
from desktop_app.sample.people import make_people

KUKUSAN = "3276061002"
TODAY = date(2026, 11, 20)


def make(kode: str = KUKUSAN, n: int = 400, seed: int = 1):
    return make_people(seed, kode, n, year=2026, today=TODAY)


def test_the_same_seed_gives_the_same_people_and_another_seed_does_not():
    assert make() == make()
    assert make(n=50) == make()[:50]
    assert make() != make(seed=2)


def test_every_value_is_in_the_form_in_which_it_is_stored():
    for person in make():
        for name, value in person.items():
            assert fields.normalise(name, value) == (value, None), name


def test_identity_numbers_are_unique_across_the_whole_city():
    city = [person for item in region.all_kelurahan() for person in make(item.code, 60)]
    for name in ("nik", "no_kk", "hp"):
        assert max(Counter(person[name] for person in city).values()) == 1, name


def test_nobody_can_be_taken_for_a_real_person():
    for person in make():
        assert str(person["nik"])[12] == "9"
        assert str(person["no_kk"])[12] == "9"
        assert str(person["hp"]).startswith("+62890")


def test_the_nik_says_the_same_date_and_sex_as_the_form():
    for person in make():
        decoded = identity.decode_nik(str(person["nik"]))
        birth = values.as_date(person["tanggal_lahir"])
        assert decoded is not None and birth is not None
        assert decoded.matches(birth) and decoded.sex == person["jenis_kelamin"]
        assert decoded.kecamatan


def test_programmes_ages_and_businesses_are_mixed_as_in_an_office():
    people = make()
    programmes = Counter(person["program"] for person in people)
    assert 0.07 < programmes["PP"] / len(people) < 0.18
    for person in people:
        birth = values.as_date(person["tanggal_lahir"])
        assert birth is not None
        age = values.age_on(birth, date(2026, 1, 1))
        assert 17 <= age <= 60
        assert (person.get("persetujuan_wali") == "ya") == (age < 18)
        if person["program"] == "PP":
            assert person["jenis_kelamin"] == "P" and person["status_kawin"] != "belum_kawin"
            assert person["rekomendasi_no"]
        assert (person["punya_usaha"] == "ya") == ("nama_usaha" in person)
    assert any(person["punya_usaha"] == "tidak" for person in people)
    assert any(person["pekka"] == "ya" for person in people)


def test_completion_dates_lie_in_the_year_before_today_with_ties():
    dates = Counter(str(person["tanggal_lengkap"]) for person in make(n=120))
    assert min(dates) >= "2026-01-02" and max(dates) <= TODAY.isoformat()
    assert max(dates.values()) > 1


def test_no_day_is_left_when_the_year_has_just_begun():
    people = make_people(1, KUKUSAN, 5, year=2026, today=date(2026, 1, 1))
    assert {person["tanggal_lengkap"] for person in people} == {"2026-01-01"}


def test_the_lists_of_words_are_long_enough_and_without_repetition():
    assert len(set(words.WOMEN) | set(words.MEN)) == len(words.WOMEN) + len(words.MEN) >= 150
    assert len(set(words.FAMILY)) == len(words.FAMILY) >= 100


def test_an_unknown_kelurahan_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no kelurahan"):
        make_people(1, "3276069999", 1, year=2026)
