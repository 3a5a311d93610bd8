"""A newer version of the rules says what it would change, and nothing changes by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.findings import NOTHING_KNOWN, Finding, check
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
)


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
