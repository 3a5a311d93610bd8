"""Who may ever have erased: more said about people never makes it fewer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import people
from desktop_app.domain.erasers import Grant, erasers, grant_of
from desktop_app.domain.op import Op

SARI, HENDRA, RINA, JOKO = (each * 32 for each in "abcd")
DKUM = "e" * 32
ADMIN, APPROVER = frozenset({people.ADMIN_DKUM}), frozenset({people.PENYETUJU_DKUM})


def grant(user: str, rec: str, roles: frozenset[str], *, first: bool = False) -> Grant:
    return Grant(user, rec, DKUM, roles, None, first)


def op(**more: Any) -> Op:
    given: dict[str, Any] = {
        "user": SARI, "rec": HENDRA, "ent": "person", "kind": "user", "set": {"roles": ["penyetuju_dkum"]},
        "base": {}, "n": 1, **more,
    }  # fmt: skip
    return Op(
        v=1, crit=False, dev=DKUM, ep=1, seq=1, prev="0" * 64, salt="0" * 32, chg="0" * 32, wall=1, **given
    )


def founds(_one: Grant) -> bool:
    return True


def test_an_admin_that_began_the_office_or_was_admitted_gives_the_right() -> None:
    said = [grant(HENDRA, RINA, APPROVER), grant(SARI, HENDRA, ADMIN), grant(SARI, SARI, ADMIN, first=True)]
    assert erasers(said, founds) == {RINA}, "in whatever order it was said"
    assert erasers(said, lambda _one: False) == frozenset(), "nobody whom the directory names begins it"
    assert erasers(said[:2], founds) == frozenset()


@pytest.mark.parametrize(
    "extra",
    [
        grant(RINA, RINA, APPROVER),  # no word that begins a record
        grant(JOKO, RINA, APPROVER, first=True),  # of somebody nobody admitted
        grant(RINA, JOKO, APPROVER),  # by one who is no admin
    ],
)
def test_nobody_gives_it_to_himself(extra: Grant) -> None:
    said = [grant(SARI, SARI, ADMIN, first=True), grant(SARI, RINA, frozenset({people.PETUGAS_DKUM}))]
    assert erasers([*said, extra], founds) == frozenset()


@pytest.mark.parametrize(
    "more",
    [
        {"ent": "application"}, {"kind": "resolve"}, {"set": {"roles": "penyetuju_dkum"}},
        {"set": {"roles": [1]}}, {"set": {"roles": []}}, {"set": {"nama": "Hendra"}},
    ],
)  # fmt: skip
def test_other_ops_give_nothing(more: dict[str, Any]) -> None:
    assert grant_of(op(**more)) is None


def test_an_op_gives_the_roles_it_says() -> None:
    given_to = grant_of(op())
    assert given_to == Grant(SARI, HENDRA, DKUM, APPROVER, None, first=True)
    later = grant_of(op(n=2))
    assert later is not None and not later.first


_USERS = st.sampled_from([SARI, HENDRA, RINA, JOKO])
_GRANTS = st.builds(
    grant, _USERS, _USERS, st.frozensets(st.sampled_from(sorted(people.ROLES))), first=st.booleans()
)


@given(said=st.lists(_GRANTS, max_size=12), data=st.data())
def test_it_only_grows_in_any_order(said: list[Grant], data: st.DataObject) -> None:
    every = erasers(said, founds)
    assert erasers(data.draw(st.permutations(said)), founds) == every
    assert erasers(said[: len(said) // 2], founds) <= every
