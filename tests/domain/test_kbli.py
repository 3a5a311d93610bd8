"""KBLI by everyday words, in both editions, without mixing them up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import kbli


@pytest.mark.parametrize(
    ("typed", "code_2025", "code_2020"),
    [
        ("warung", "47112", "47112"),
        ("warung makan", "56101", "56102"),
        ("katering", "56210", "56210"),
        ("Catering", "56210", "56210"),
        ("kue basah", "10792", "10792"),
        ("laundry", "96100", "96200"),
        ("laundri", "96100", "96200"),
        ("bengkel motor", "95320", "45407"),
        ("sablon kaus", "13132", "13133"),
        ("jahit", "14120", "14120"),
        ("jahit baju", "14120", "14120"),
        ("keripik", "10794", "10794"),
        ("keripik singkong", "10794", "10794"),
        ("salon", "96210", "96112"),
        ("konter hp", "47404", "47414"),
        ("sembako", "47112", "47112"),
        ("tempe", "10307", "10391"),
        ("ojek", "49296", "49424"),
        ("paud", "88906", "85133"),
    ],
)
def test_a_clerks_word_finds_the_code_first(typed: str, code_2025: str, code_2020: str) -> None:
    assert kbli.search(typed, "2025")[0].code == code_2025
    assert kbli.search(typed, "2020")[0].code == code_2020


def test_words_may_be_unfinished() -> None:
    assert "96100" in [hit.code for hit in kbli.search("laun", "2025")]
    assert "10792" in [hit.code for hit in kbli.search("kue ba", "2025")]


def test_titles_and_descriptions_are_searched_too() -> None:
    hits = kbli.search("penatu")
    assert ("96200", "2020", "judul") in [(hit.code, hit.edition, hit.via) for hit in hits]
    assert [(hit.code, hit.via) for hit in kbli.search("sekoteng", "2025")] == [("11059", "uraian")]


def test_what_a_group_excludes_does_not_find_it() -> None:
    """35302 makes block ice; 10504 only mentions it among what does not belong to it."""
    assert "10504" not in [hit.code for hit in kbli.search("balok", "2025", 50)]


def test_a_misspelt_word_still_finds() -> None:
    assert kbli.search("kripek", "2025")[0].code == "10794"
    assert kbli.search("zzzzzz") == []


def test_a_code_is_found_by_its_digits() -> None:
    hits = kbli.search("56102")
    assert [(hit.code, hit.edition) for hit in hits] == [("56102", "2025"), ("56102", "2020")]


def test_a_code_without_edition_is_ambiguous_and_says_so() -> None:
    new, old = kbli.search("56102")
    assert new.differs and old.differs
    assert old.title == "Rumah/warung makan" == new.other_title
    assert new.title == "Aktivitas penyediaan makanan di bangunan tidak tetap" == old.other_title
    assert not kbli.search("10792", "2025")[0].differs
    assert not kbli.differs("56103"), "it is only in one edition"


def test_about_as_many_codes_differ_as_a_person_counted() -> None:
    both = [
        code
        for code in (f"{n:05d}" for n in range(100000))
        if kbli.title(code, "2020") and kbli.title(code, "2025")
    ]
    assert len(both) == 1053
    assert 129 <= sum(kbli.differs(code) for code in both) <= 200


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("PERDAGANGAN ECERAN GAS TABUNG LPG", "Perdagangan eceran gas tabung LPG"),
        ("ATAS DASAR BALAS JASA ( FEE) ATAU KONTRAK", "Atas dasar balas jasa (fee) atau kontrak"),
        ("PENCETAKAN TIGA DIMENSI (3D)", "Pencetakan tiga dimensi (3D)"),
        ("PENDIDIKAN DASAR KEAGAMAAN ISLAM", "Pendidikan dasar keagamaan Islam"),
    ],
)  # fmt: skip
def test_titles_are_shown_in_sentence_case(raw: str, shown: str) -> None:
    assert kbli.sentence_case(raw) == shown


def test_unknown_codes_and_editions() -> None:
    assert kbli.title("56103", "2025") is None
    assert kbli.title("56103", "2020") == "Kedai makanan"
    assert kbli.title("56103", "2015") is None


@given(st.text(max_size=25), st.sampled_from(["2025", "2020", None]), st.integers(1, 20))
def test_any_query_is_answered_without_repeats(query: str, edition: kbli.Edition | None, limit: int) -> None:
    hits = kbli.search(query, edition, limit)
    assert len(hits) <= limit
    assert len({(hit.code, hit.edition) for hit in hits}) == len(hits)
    assert all(kbli.title(hit.code, hit.edition) == hit.title for hit in hits)
    assert edition is None or all(hit.edition == edition for hit in hits)
