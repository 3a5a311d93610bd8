"""Every (status, action, role) triple, against the table of the exchange design written out by hand."""

from __future__ import annotations

import itertools

import pytest

from desktop_app.domain import people, status

# status > action(outcome) > target : who, as the design's table says, one line a step
STEPS = """
draft submit submitted : operator
returned submit submitted : operator
submitted verify verified : verifikator
submitted return returned : verifikator
submitted reject rejected : verifikator
verified propose=accepted verified : petugas_dkum
verified propose=waitlisted verified : petugas_dkum
verified propose=rejected verified : petugas_dkum
verified propose=returned verified : petugas_dkum
waitlisted propose=accepted waitlisted : petugas_dkum
waitlisted propose=waitlisted waitlisted : petugas_dkum
waitlisted propose=rejected waitlisted : petugas_dkum
waitlisted propose=returned waitlisted : petugas_dkum
verified decide=accepted accepted : penyetuju_dkum
verified decide=waitlisted waitlisted : penyetuju_dkum
verified decide=rejected rejected : penyetuju_dkum
verified decide=returned returned : penyetuju_dkum
waitlisted decide=accepted accepted : penyetuju_dkum
waitlisted decide=waitlisted waitlisted : penyetuju_dkum
waitlisted decide=rejected rejected : penyetuju_dkum
waitlisted decide=returned returned : penyetuju_dkum
draft withdraw withdrawn : operator verifikator
submitted withdraw withdrawn : operator verifikator
verified withdraw withdrawn : operator verifikator
returned withdraw withdrawn : operator verifikator
waitlisted withdraw withdrawn : operator verifikator
accepted cancel cancelled : penyetuju_dkum
accepted request_withdrawal accepted : operator verifikator
"""


def expected() -> dict[tuple[str, str, str | None], tuple[str, set[str]]]:
    found: dict[tuple[str, str, str | None], tuple[str, set[str]]] = {}
    for line in STEPS.strip().splitlines():
        step, who = line.split(" : ")
        source, act, target = step.split()
        action, _, outcome = act.partition("=")
        found[source, action, outcome or None] = (target, set(who.split()))
    return found


EXPECTED = expected()


def test_every_status_action_and_role() -> None:
    for here, action, role in itertools.product(status.STATUSES, status.ACTIONS, people.ROLES):
        may = any(
            role in who for (source, act, _), (_, who) in EXPECTED.items() if (source, act) == (here, action)
        )
        assert status.allowed(here, action, {role}) == may, (here, action, role)
        assert (action in status.actions_for(here, {role})) == may, (here, action, role)


def test_every_outcome_leads_where_it_says() -> None:
    for here, action in itertools.product(status.STATUSES, status.ACTIONS):
        for outcome in (None, *status.OUTCOMES):
            key = (here, action, outcome if action in ("propose", "decide") else None)
            target, who = EXPECTED.get(key, (None, set[str]()))
            assert status.next_status(here, action, outcome) == target, key
            for role in people.ROLES:
                if outcome is not None:
                    assert status.allowed(here, action, {role}, outcome) == (role in who), (key, role)


def test_final_is_final() -> None:
    for ended in ("rejected", "withdrawn", "cancelled"):
        assert status.actions_for(ended, people.ROLES) == ()
        assert not status.counts_as_applied(ended)
    assert all(status.counts_as_applied(here) for here in status.STATUSES if here not in status.ENDED)


def test_only_dkum_accepts() -> None:
    for row in status.TRANSITIONS:
        if row.target == "accepted" and row.source != "accepted":
            assert row.roles == {"penyetuju_dkum"}
            assert {"quota", "other_proposed", "verified_rev"} <= set(row.guards)


def test_nobody_verifies_or_turns_away_what_they_entered() -> None:
    for action in ("verify", "return", "reject"):
        assert "not_author" in status.guards("submitted", action)
    assert {"rev", "no_conflict", "no_block"} <= set(status.guards("submitted", "verify"))


def test_every_decision_needs_another_persons_proposal() -> None:
    for row in status.TRANSITIONS:
        if row.action == "decide":
            assert "other_proposed" in row.guards and row.roles == {"penyetuju_dkum"}
            assert status.allowed(row.source, "propose", {"petugas_dkum"}, row.outcome)


@pytest.mark.parametrize(
    ("here", "action", "outcome"),
    [
        ("submitted", "return", None),
        ("submitted", "reject", None),
        ("verified", "withdraw", None),
        ("accepted", "cancel", None),
        ("accepted", "request_withdrawal", None),
        ("verified", "decide", "rejected"),
        ("waitlisted", "propose", "returned"),
    ],
)
def test_these_steps_need_a_reason(here: str, action: str, outcome: str | None) -> None:
    assert status.needs_reason(here, action, outcome)


def test_these_steps_need_none() -> None:
    assert not status.needs_reason("draft", "submit")
    assert not status.needs_reason("submitted", "verify")
    assert not status.needs_reason("verified", "decide", "accepted")


def test_unknown_words_lead_nowhere() -> None:
    assert not status.allowed("entah", "submit", people.ROLES)
    assert status.next_status("draft", "terbang") is None
    assert not status.allowed("draft", "submit", {"peran_baru"})


def test_a_person_with_several_roles_may_do_all_of_them() -> None:
    assert status.actions_for("submitted", {"operator", "verifikator"}) == (
        "verify",
        "return",
        "reject",
        "withdraw",
    )


def test_precedence_of_concurrent_heads() -> None:
    """DKUM decision > withdrawn > office's rejected > returned > verified > submitted > draft."""
    order = [
        status.precedence("accepted", by_dkum=True),
        status.precedence("withdrawn"),
        status.precedence("rejected"),
        status.precedence("returned"),
        status.precedence("verified"),
        status.precedence("submitted"),
        status.precedence("draft"),
    ]
    assert order == sorted(order, reverse=True) and len(set(order)) == len(order)
    decisions = {
        status.precedence(one, by_dkum=True)
        for one in ("accepted", "waitlisted", "rejected", "returned", "cancelled")
    }
    assert decisions == {order[0]}, "two live decisions are a conflict, none outweighs the other"
    assert status.precedence("accepted") < status.precedence("draft"), "an office cannot accept"


def test_every_status_has_its_pill() -> None:
    for table in (status.STATUS_LABELS, status.STATUS_ICONS, status.STATUS_TONES):
        assert set(table) == set(status.STATUSES)
    assert set(status.ACTION_LABELS) == set(status.ACTIONS)
    assert set(status.OUTCOME_LABELS) == set(status.OUTCOMES)
    assert len({status.status_label(code) for code in status.SHOWN}) == len(status.STATUSES) + 1


def test_only_a_draft_is_discarded() -> None:
    """Who was submitted once withdraws; the step is the same."""
    assert status.shown("withdrawn", None) == status.DISCARDED
    assert status.shown("withdrawn", 1) == "withdrawn" and status.shown("draft", None) == "draft"
    assert set(status.SHOWN) == {*status.STATUSES, status.DISCARDED}
