"""The rule book: its defaults, what is in force, that it travels as JSON, and what may not be issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import requirements
from desktop_app.domain.bookwords import LABELS, book_changes
from desktop_app.domain.contradictions import contradictions
from desktop_app.domain.fields import PROGRAMS
from desktop_app.domain.receivers import Receiver
from desktop_app.domain.requirements import KINDS, Requirement
from desktop_app.domain.rulebook import (
    NO_RULES,
    PRIORITY_LABELS,
    PlacesIn,
    ProgramRules,
    Rules,
    default_rules,
    newest,
    read_rules,
    write_rules,
)
from desktop_app.errors import Refused

WUB = default_rules("WUB", 2026)
PP = default_rules("PP", 2026)


def test_version_0_is_what_the_city_said() -> None:
    assert (WUB.version, WUB.min_age, WUB.quota, WUB.scope, WUB.sex) == (0, 17, 27, "kelurahan", "")
    assert (PP.min_age, PP.scope, PP.sex, PP.priority[0]) == (18, "kota", "P", "pekka_terverifikasi")
    assert (WUB.opening_day, WUB.cutoff_day) == (date(2026, 1, 1), date(2026, 12, 31))
    assert WUB.closing_day is None and WUB.budget is None and WUB.reserve is None and WUB.moving == "none"
    assert WUB.documents == ("ktp", "kk") == WUB.asked("verified") and WUB.asked("submitted") == ()
    assert (WUB.level("belum_kawin", "submitted"), PP.level("belum_kawin", "submitted")) == ("off", "warn")
    assert contradictions(WUB) == [] == contradictions(PP)


def test_what_is_only_plausible_is_off_and_never_called_the_citys_rule() -> None:
    plausible = [kind for kind in KINDS if kind.source == "pembanding"]
    assert {kind.key for kind in plausible} >= {"umur_maksimal", "asn", "kur", "pernah_bantuan", "nib"}
    for kind in plausible:
        for program in ("WUB", "PP"):
            assert requirements.default(kind.key, program) == Requirement(kind.key), kind.key
    assert "bukan aturan Depok" in requirements.SOURCE_LABELS["pembanding"]


def test_two_programmes_and_two_years_live_side_by_side() -> None:
    first, second = replace(WUB, version=1, quota=30), replace(WUB, version=2, quota=25)
    later = replace(default_rules("WUB", 2027), version=1, quota=40)
    rules = newest([second, later, first])
    assert rules.of("WUB", 2026) == second and rules.of("WUB", 2027) == later
    assert rules.of("PP", 2026) == PP and rules.of("WUB", 2028) == default_rules("WUB", 2028)
    assert rules.find("LAIN", 2026) is None and NO_RULES.find(None, 2026) is None
    assert rules.of(None, 2026) == second, "a form without a programme begins with the usual one"
    assert NO_RULES.of("WUB", None).opening_day is None
    assert newest([first], [("WUB", 2026)]).too_new("WUB", 2026)


def test_it_travels_as_json() -> None:
    book = replace(WUB, version=3, max_age=45, requirements=(Requirement("kur", "warn", "block"),), budget=81)
    data = msgspec.json.decode(msgspec.json.encode(write_rules(book)))
    assert read_rules(data) == book
    assert read_rules({"program": "WUB", "tahun": 2026, "kelak": [1]}).quota == 27, "older and newer fields"


def test_a_kelurahan_may_have_another_quota() -> None:
    book = replace(WUB, exceptions=(PlacesIn("3276061002", 30), PlacesIn("3276021008", 20)))
    assert [book.places_in(code) for code in ("3276061002", "3276021008", "3276011001")] == [30, 20, 27]
    assert book.places_in("", areas=63) == 63 * 27 + 3 - 7
    assert PP.places_in("3276061002") == PP.places_in("", areas=63) == 350
    assert read_rules(msgspec.json.decode(msgspec.json.encode(write_rules(book)))) == book


def test_what_differs_is_told_in_words() -> None:
    newer = replace(
        WUB, min_age=18, closing="2026-06-30", requirements=(Requirement("kur", "warn", "block"),)
    )
    assert [each.sentence for each in book_changes(WUB, newer)] == [
        "Umur paling sedikit: 17 tahun → 18 tahun",
        "Pendaftaran ditutup: belum ditetapkan → 30-06-2026",
        "Syarat “Tidak sedang menerima KUR atau kredit bank”: mati saat diajukan, mati saat diverifikasi → "
        "ingatkan saat diajukan, tahan saat diverifikasi",
    ]
    assert book_changes(WUB, WUB) == ()


def test_a_newer_form_is_politely_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_rules({**write_rules(WUB), "v": 2, "quota": {"per_rw": 3}})
    assert caught.value.code == "newer_rulebook" and "Perbarui" in caught.value.next_step


@pytest.mark.parametrize(
    ("change", "word"),
    [({"quota": "banyak"}, "quota"), ({"sex": "X"}, "sex"), ({"priority": [1]}, "priority"),
     ({"requirements": [{"key": "asn", "submitted": "keras"}]}, "requirements")],
)  # fmt: skip
def test_what_cannot_be_read_is_named(change: dict[str, Any], word: str) -> None:
    with pytest.raises(Refused) as caught:
        read_rules({**write_rules(WUB), **change})
    assert word in str(caught.value)


_OLD_BLOCKS = Requirement("umur_maksimal", "block", "block")
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"max_age": 16, "requirements": (_OLD_BLOCKS,)}, "max_age", "lebih kecil"),
    ({"max_age": 45}, "max_age", "tidak dinyalakan"),
    ({"requirements": (Requirement("umur_maksimal", "warn", "block"),)}, "max_age", "belum diisi"),
    ({"requirements": (Requirement("umur_maksimal", "off", "warn"),)}, "max_age", "belum diisi"),
    ({"quota": -1}, "quota", "-1"),
    ({"exceptions": (PlacesIn("3276061002", -4),)}, "exceptions", "-4"),
    ({"exceptions": (PlacesIn("3276", 4),)}, "exceptions", "3276"),
    ({"exceptions": (PlacesIn("3276061002", 4), PlacesIn("3276061002", 5))}, "exceptions", "dua kali"),
    ({"scope": "kota", "exceptions": (PlacesIn("3276061002", 4),)}, "exceptions", "sekota"),
    ({"priority": ("zodiak", "tanggal_lengkap")}, "priority", "zodiak"),
    ({"priority": ("tanggal_lengkap", "tanggal_lengkap")}, "priority", "dua kali"),
    ({"priority": ()}, "priority", "belum dipilih"),
    ({"closing": "2025-12-31"}, "closing", "sebelum dibuka"),
    ({"budget": 0}, "budget", "nol rupiah"),
    ({"budget": 81_000_000}, "cost", "belum"),
    ({"budget": 1_000_000, "cost": 3_000_000}, "cost", "lebih besar"),
    ({"cutoff": "2026-02-30"}, "cutoff", "kalender"),
    ({"documents_verified": ("ktp", "ijazah")}, "documents_verified", "ijazah"),
    ({"program": "XX"}, "program", "XX"),
    ({"tahun": 26}, "tahun", "empat angka"),
    ({"reserve": -3}, "reserve", "-3"),
    ({"requirements": (Requirement("umur", "block", "warn"),)}, "requirements", "longgar"),
    ({"requirements": (Requirement("shio", "warn", "warn"),)}, "requirements", "shio"),
    ({"requirements": (Requirement("disabilitas", "warn", "block"),)}, "requirements", "menahan"),
    ({"tie_break": "dadu"}, "tie_break", "dadu"),
    ({"scope": "kota", "moving": "kota"}, "moving", "sekota"),
    ({"retention_years": 0}, "retention_years", "1 dan 100"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "field", "word"), WRONG)
def test_a_contradiction_has_its_field_and_its_sentence(
    change: dict[str, Any], field: str, word: str
) -> None:
    found = contradictions(replace(WUB, **change))
    assert [item.field for item in found] == [field]
    assert word in found[0].sentence


AGENCY = Receiver(
    code="dukcapil",
    name="Disdukcapil Kota Depok",
    purpose="Pemadanan NIK",
    columns=("nik", "nama"),
    nik="full",
)


def test_receivers_of_extracts_stand_in_the_book_and_travel_with_it() -> None:
    secret = replace(AGENCY, code="bjb", columns=("nik", "omzet_tahunan"), khusus=("omzet_tahunan",))
    book = replace(WUB, extracts=(AGENCY, secret))
    assert contradictions(book) == [] and read_rules(write_rules(book)) == book
    assert book.receiver("bjb") == secret and book.receiver("lain") is None
    old = {name: value for name, value in write_rules(book).items() if name != "extracts"}
    assert read_rules(old).extracts == (), "a book from before names nobody"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"code": "Bank BJB"}, "huruf kecil"),
        ({"name": " "}, "Namanya"),
        ({"purpose": ""}, "Keperluannya"),
        ({"columns": ()}, "belum ada kolom"),
        ({"columns": ("nik", "zodiak")}, "zodiak"),
        ({"columns": ("nik", "dokumen")}, "dokumen"),
        ({"columns": ("nik", "nik")}, "dua kali"),
        ({"columns": ("nik", "omzet_tahunan")}, "tersendiri"),
        ({"columns": ("nik", "pekka_kategori")}, "tersendiri"),
        ({"khusus": ("omzet_tahunan",)}, "tidak ada di antara"),
        ({"statuses": ()}, "status"),
        ({"statuses": ("draft",)}, "draft"),
        ({"statuses": ("naik",)}, "naik"),
    ],
)
def test_a_receiver_that_may_not_be_issued(change: dict[str, Any], word: str) -> None:
    found = contradictions(replace(WUB, extracts=(replace(AGENCY, **change),)))
    assert [item.field for item in found] == ["extracts"]
    assert word.casefold() in found[0].sentence.casefold()
    twice = contradictions(replace(WUB, extracts=(AGENCY, AGENCY)))
    assert [item.sentence for item in twice] == ["Penerima dukcapil tertulis dua kali."]


_switch = st.sampled_from(["off", "warn", "block"])
_books = st.builds(
    ProgramRules,
    program=st.sampled_from(["WUB", "PP", "XX"]),
    tahun=st.integers(1990, 2110),
    min_age=st.integers(-5, 130),
    max_age=st.integers(0, 130),
    cutoff=st.sampled_from(["2026-12-31", "", "kelak"]),
    opening=st.sampled_from(["2026-01-01", "2026-05-01", ""]),
    closing=st.sampled_from(["2026-02-01", "", "2026-13-01"]),
    requirements=st.lists(
        st.builds(Requirement, st.sampled_from([kind.key for kind in KINDS]), _switch, _switch), max_size=4
    ).map(tuple),
    quota=st.integers(-3, 200_000),
    scope=st.sampled_from(["kelurahan", "kota"]),
    budget=st.none() | st.integers(-1, 10**16),
    cost=st.integers(-1, 10**7),
    priority=st.lists(st.sampled_from([*PRIORITY_LABELS, "zodiak"]), max_size=5).map(tuple),
    reserve=st.none() | st.integers(-2, 50),
    moving=st.sampled_from(["none", "kota"]),
)


@given(_books)
def test_any_book_travels_and_a_sound_one_can_be_used(book: ProgramRules) -> None:
    """Whatever is typed is judged without a crash; what is found sound has ages, dates, order and money."""
    assert read_rules(msgspec.json.decode(msgspec.json.encode(write_rules(book)))) == book
    if contradictions(book):
        return
    assert book.program in {choice.code for choice in PROGRAMS}
    assert book.opening_day and book.cutoff_day and book.quota >= 0 and book.priority
    assert book.closing_day is None or book.opening_day <= book.closing_day
    assert book.max_age == 0 or book.min_age <= book.max_age
    assert book.budget is None or 0 < book.cost <= book.budget
    assert Rules((book,)).of(book.program, book.tahun) is book


@given(_books, _books)
def test_two_books_read_alike_only_where_they_are(one: ProgramRules, two: ProgramRules) -> None:
    told = {each.field for each in book_changes(one, two)}
    plain = set(LABELS) - {"requirements"}
    assert told - {"requirements"} == {name for name in plain if getattr(one, name) != getattr(two, name)}
