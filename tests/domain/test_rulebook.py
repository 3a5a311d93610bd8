"""The rule book: its defaults, and that it travels as JSON."""

from __future__ import annotations

from datetime import date

import msgspec

from desktop_app.domain.rulebook import DEFAULT, ProgramRules, RuleBook


def test_version_0_is_what_the_city_said() -> None:
    wub, women = DEFAULT.program("WUB"), DEFAULT.program("PP")
    assert DEFAULT.version == 0
    assert wub is not None and (wub.min_age, wub.quota, wub.scope, wub.sex) == (17, 27, "kelurahan", "")
    assert women is not None and (women.min_age, women.scope, women.sex) == (18, "kota", "P")
    assert DEFAULT.program("LAIN") is None
    assert DEFAULT.opening_date(2026) == date(2026, 1, 1)
    assert DEFAULT.cutoff_date(2026) == date(2026, 12, 31)
    assert DEFAULT.documents == ("ktp", "kk")


def test_rules_of_other_programmes_are_off() -> None:
    assert (DEFAULT.asn, DEFAULT.kur, DEFAULT.pernah_bantuan, DEFAULT.disabilitas) == ("off",) * 4


def test_it_travels_as_json() -> None:
    book = RuleBook(
        version=3, tahun=2027, programs=(ProgramRules("WUB", 19, 30, "kelurahan", max_age=45),), kur="block"
    )
    data = msgspec.json.encode(book)
    assert msgspec.json.decode(data, type=RuleBook) == book
    assert msgspec.json.decode(b"{}", type=RuleBook) == DEFAULT, (
        "an older file lacks fields of a newer program"
    )
