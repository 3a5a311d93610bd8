"""A newer version of the rules says what it would change, and nothing changes by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.findings import NOTHING_KNOWN, Earlier, Finding, Known, check
from desktop_app.domain.rejudging import difference
from desktop_app.domain.requirements import KINDS, Requirement
from desktop_app.domain.rulebook import NO_RULES, ProgramRules, Rules, default_rules
from tests.domain.test_findings import GOOD

OLD = replace(default_rules("WUB", 2026), version=1)
VERIFIED = {**GOOD, "dokumen": {"ktp": "ada", "kk": "ada"}, "kur": "ya"}


def after(**changes: Any) -> Rules:
    return Rules((replace(OLD, version=2, **changes),))


def test_a_switch_that_is_turned_on_holds_who_was_let_through() -> None:
    strict = after(requirements=(Requirement("kur", "warn", "block"),))
    found = difference(VERIFIED, "verified", Rules((OLD,)), strict, NOTHING_KNOWN)
    assert [item.rule_id for item in found.appears] == ["kur.aturan"] and found.blocks
    again = difference(VERIFIED, "verified", strict, Rules((OLD,)), NOTHING_KNOWN)
    assert [item.rule_id for item in again.disappears] == ["kur.aturan"] and not again.blocks
    softer = difference(VERIFIED, "submitted", Rules((OLD,)), strict, NOTHING_KNOWN)
    assert [item.level for item in softer.appears] == ["warn"] and not softer.blocks


def test_a_reason_that_was_written_answers_the_newer_rule_too() -> None:
    warned = after(requirements=(Requirement("kur", "warn", "warn"),))
    noted = {**VERIFIED, "catatan_alasan": {"kur.aturan": "KUR lunas bulan depan"}}
    assert difference(VERIFIED, "verified", NO_RULES, warned, NOTHING_KNOWN)
    assert not difference(noted, "verified", NO_RULES, warned, NOTHING_KNOWN)


@pytest.mark.parametrize("status", ["draft", "returned", "accepted", "rejected", "withdrawn", "cancelled"])
def test_others_are_left_in_peace(status: str) -> None:
    assert not difference(VERIFIED, status, NO_RULES, after(min_age=60), NOTHING_KNOWN)


def _named(found: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(item.rule_id, item.level) for item in found if item.level != "info"}


_level = st.sampled_from(["off", "warn", "block"])
_changes = st.builds(
    lambda **found: replace(OLD, **found),
    min_age=st.integers(0, 60),
    requirements=st.lists(
        st.builds(Requirement, st.sampled_from([kind.key for kind in KINDS]), _level, _level), max_size=3
    ).map(tuple),
    documents_verified=st.sets(st.sampled_from(["ktp", "kk", "sku"])).map(tuple),
    max_age=st.integers(0, 60),
    opening=st.sampled_from(["2026-01-01", "2026-03-01"]),
    closing=st.sampled_from(["", "2026-01-15"]),
    cutoff=st.sampled_from(["2026-12-31", "2026-01-01"]),
    sex=st.sampled_from(["", "P"]),
    angkatan=st.sampled_from([(), ("I", "II")]),
    micro_capital_max=st.sampled_from([1, 1_000_000_000]),
    kbli_edition=st.sampled_from(["2020", "2025"]),
)
_applicants = st.builds(
    lambda **told: {**VERIFIED, **told},
    tanggal_lahir=st.sampled_from(["1994-03-12", "2010-01-01", "1960-02-02", "kelak"]),
    tanggal_lengkap=st.sampled_from(["2026-01-20", "2026-02-30", None]),
    kur=st.sampled_from(["ya", "tidak", None, "mungkin"]),
    ktp_kabkota=st.sampled_from(["3276", "3271", "depok"]),
    jenis_kelamin=st.sampled_from(["L", "P"]),
    punya_usaha=st.sampled_from(["ya", "tidak"]),
    kbli_kode=st.sampled_from(["56102", "5610", None]),
    catatan_alasan=st.sampled_from([None, {"tanggal_lahir.umur": "KTP begitu", "kur.aturan": "lunas"}]),
)
HELPED = Known(
    same_nik=(Earlier("25-1", "Siti", "WUB", 2025, "accepted"),), today=date(2026, 2, 1)
)  # fmt: skip


@given(_changes, _changes, st.sampled_from(["submitted", "verified", "waitlisted"]))
def test_it_is_the_plain_difference_and_its_own_mirror(
    one: ProgramRules, two: ProgramRules, status: str
) -> None:
    there = difference(VERIFIED, status, Rules((one,)), Rules((two,)), NOTHING_KNOWN)
    back = difference(VERIFIED, status, Rules((two,)), Rules((one,)), NOTHING_KNOWN)
    named = [{(item.rule_id, item.level) for item in part} for part in (there.appears, there.disappears)]
    assert named == [
        {(item.rule_id, item.level) for item in part} for part in (back.disappears, back.appears)
    ]
    stage = "submitted" if status == "submitted" else "verified"
    now = _named(check(VERIFIED, stage=stage, rules=Rules((two,))))
    assert named[0] <= now and named[1].isdisjoint(now)
    assert not difference(VERIFIED, status, Rules((one,)), Rules((one,)), NOTHING_KNOWN)


@given(_changes, _changes, st.sampled_from(["submitted", "verified", "waitlisted"]), _applicants)
def test_looking_only_at_what_two_books_say_differently_finds_the_same(
    one: ProgramRules, two: ProgramRules, status: str, applicant: dict[str, Any]
) -> None:
    stage = "submitted" if status == "submitted" else "verified"
    old, new = (
        _named(check(applicant, stage=stage, rules=Rules((book,)), known=HELPED)) for book in (one, two)
    )
    found = difference(applicant, status, Rules((one,)), Rules((two,)), HELPED)
    appears, disappears = ({(item.rule_id, item.level) for item in part}
                           for part in (found.appears, found.disappears))  # fmt: skip
    assert (appears, disappears) == (new - old, old - new)
