"""Which name of a letter is which applicant: by NIK alone, in any order, never taken from a place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import recommending
from desktop_app.domain.recommending import (
    Likeness,
    Name,
    Pair,
    Person,
    agrees,
    other_name,
    pairs,
    standing,
    state_of,
)

SERIALS = st.integers(9001, 9006).map(lambda n: f"327606520394{n}")
CALLED = st.sampled_from(["Sri Wahyuni", "Hj. SRI WAHJUNI", "Novi Astuti"])
NAMES = st.lists(
    st.builds(
        lambda at, nama, nik, dicabut, bukan: Name(
            f"{at:032x}", f"{at % 3:032x}", f"{at % 3}", f"2026-0{at % 3 + 1}-01", at, nama, nik,
            "1994-03-12", bukan=frozenset(bukan), dicabut=dicabut,
        ),
        st.integers(0, 30), CALLED, SERIALS | st.just(""), st.booleans(), st.sets(st.just("a1"), max_size=1),
    ),
    unique_by=lambda name: name.record, max_size=10,
)  # fmt: skip
PEOPLE = st.lists(
    st.builds(lambda at, nama, nik: Person(f"a{at}", nama, nik, "1994-03-12"), st.integers(0, 9), CALLED,
              SERIALS),
    unique_by=lambda one: one.record, max_size=8,
)  # fmt: skip


def taken_over(names: list[Name], found: dict[str, Pair]) -> list[Name]:
    return [replace(each, application=found[each.record].application, cara=found[each.record].cara)
            for each in names]  # fmt: skip


@given(NAMES, PEOPLE, st.randoms())
def test_an_equal_nik_pairs_alone_and_in_any_order(
    names: list[Name], people: list[Person], random: Any
) -> None:
    found = pairs(names, people)
    assert found.keys() == {each.record for each in names}
    by_record = {each.record: each for each in people}
    for name in names:
        pair = found[name.record]
        same = [each.record for each in people if name.nik and each.nik == name.nik]
        if pair.application:
            assert same == [pair.application] and pair.cara == "nik"
            assert by_record[pair.application].nik == name.nik
            assert ("Novi" in name.nama) == ("Novi" in by_record[pair.application].nama)
            assert not name.dicabut and pair.application not in name.bukan
        else:
            other = len(same) == 1 and ("Novi" in name.nama) != ("Novi" in by_record[same[0]].nama)
            assert name.dicabut or len(same) != 1 or same[0] in name.bukan or other
            waits = Likeness(people).of(name)
            assert other_name(name, waits) == (other and same[0] not in name.bukan)
            assert not other or same[0] in name.bukan or state_of(name, bool(waits)) in ("dilihat", "dicabut")
    random.shuffle(names)
    random.shuffle(people)
    assert pairs(names, people) == found
    assert pairs(taken_over(names, found), people) == found, "matching twice changes nothing"


@given(NAMES, PEOPLE, st.booleans())
def test_the_field_follows_from_the_names_alone(
    names: list[Name], people: list[Person], accepted: bool
) -> None:
    for person in people:
        mine = [each for each in names if pairs(names, people)[each.record].application == person.record]
        said = standing(mine, None, accepted=accepted)
        assert said == standing(reversed(mine), None, accepted=accepted)
        assert recommending.is_verified(said) == any(not each.dicabut for each in mine)
        assert standing(mine, said, accepted=accepted) == said
        gone = [replace(each, dicabut=True, dicabut_nomor="9") for each in mine]
        after = standing(gone, said, accepted=accepted)
        if said is None:
            assert after is None
        else:
            assert recommending.is_verified(after) == accepted, "nothing is taken from who has a place"
            assert standing(mine, after, accepted=accepted) == said, "a withdrawal taken back"


def test_who_is_like_a_name_is_shown_and_never_paired() -> None:
    name = Name("n", "s", "1", "2026-01-05", 1, "Hj. Sri Wahyuni", lahir="1994-03-12")
    people = [
        Person("like", "SRI WAHJUNI", "3276065203949001", "1994-03-12"),
        Person("nik_day", "Sri Wahyuni", "3276065203949002", ""),
        Person("other_day", "Sri Wahyuni", "3276065303949003", "1994-03-13"),
        Person("other_name", "Dewi Lestari", "3276065203949004", "1994-03-12"),
    ]
    assert pairs([name], people) == {"n": Pair()}
    like = Likeness(people)
    assert {each.record for each in like.of(name)} == {"like", "nik_day"}
    assert [each.record for each in like.of(replace(name, bukan=frozenset({"like"})))] == ["nik_day"]
    assert state_of(name, candidates=True) == "dilihat"
    assert state_of(name, candidates=False) == "belum"
    assert state_of(replace(name, dicabut=True), candidates=True) == "dicabut"
    both = [*people, Person("twin", "Lain Nama", "3276065203949001", "1994-03-12")]
    with_nik = replace(name, nik="3276065203949001")
    assert pairs([with_nik], both) == {"n": Pair()}, "two applications with the NIK: a person decides"
    assert {each.record for each in Likeness(both).of(with_nik)} == {"like", "nik_day", "twin"}


def test_a_nik_that_was_corrected_unpairs_and_a_persons_word_stays() -> None:
    name = Name("n", "s", "1", "2026-01-05", 1, "Sri", "3276065203949001", application="a", cara="nik")
    moved = Person("a", "Sri", "3276065203949009")
    assert pairs([name], [moved]) == {"n": Pair()}
    assert pairs([replace(name, cara="orang")], [moved]) == {"n": Pair("a", "orang")}
    assert pairs([name], [replace(moved, accepted=True)]) == {"n": Pair("a", "nik")}
    assert pairs([name], []) == {"n": Pair()}, "an application that has ended"
    said = standing([name], None, accepted=False)
    assert standing([], said, accepted=False) == {**(said or {}), "state": "lepas"}
    assert standing([], said, accepted=True) == said
    assert "surat nomor 1 tanggal 05-01-2026" in recommending.words(said)


def test_one_nik_and_quite_another_name_wait_for_a_person() -> None:
    def alike(letter: str, applicant: str) -> bool:
        nik = "3276065203949001"
        return agrees(Name("n", "s", "1", "2026-01-05", 1, letter, nik), Person("a", applicant, nik))

    assert alike("Hj. Novi Astuti, S.E.", "NOPI ASTUTIK")
    assert alike("Sri", "Sri Wahyuni"), "a part of the name"
    assert not alike("Beda Sekali Namanya", "Novi Astuti")
    assert not alike("Dewi Lestari", "Sri Wahyuni") and not alike("Dewi Lestari", "")
    name = Name(
        "n", "s", "1", "2026-01-05", 1, "Dewi Lestari", "3276065203949001", application="a", cara="nik"
    )
    person = Person("a", "Novi Astuti", "3276065203949001")
    assert pairs([name], [person]) == {"n": Pair()}, "also where an earlier version paired it"
    assert pairs([replace(name, cara="orang")], [person]) == {"n": Pair("a", "orang")}
    assert pairs([name], [replace(person, accepted=True)]) == {"n": Pair("a", "nik")}
