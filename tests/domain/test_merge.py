"""The fold is a function of the op set alone: any order, any repetition, same state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.authority import judge
from desktop_app.domain.differing import settled, versions
from desktop_app.domain.fields import DECISIVE
from desktop_app.domain.merge import (
    QUIET,
    Entry,
    State,
    base_for,
    decided_of,
    fold,
    is_decision,
    order,
    status_of,
)
from desktop_app.domain.op import Op, encode, op_id

RECORD = "0" * 31 + "1"
PEOPLE = {
    "a" * 32: ("kelurahan", frozenset({"operator", "verifikator"})),
    "b" * 32: ("kelurahan", frozenset({"operator", "verifikator"})),
    "c" * 32: ("lapangan", frozenset({"operator"})),
    "d" * 32: ("dkum", frozenset({"petugas_dkum"})),
    "e" * 32: ("dkum", frozenset({"penyetuju_dkum"})),
}
FIELDS = ("nama", "nik", "hp", "alamat")
BEGUN = {"nomor_pendaftaran": "26-061002-7QK-0042", "kelurahan_kode": "3276061002"}
"""What a record's first word must bring."""
VERIFIED = {"status": "verified", "tanggal_lengkap": "2026-11-20"}
PROPOSED = {"hasil": "accepted", "peringkat": 3, "undian": "ab", "alasan": "", "putusan_rec": "f" * 32}


def written(state: State, user: str, kind: str, values: dict[str, Any], rev: str | None = None) -> Entry:
    """An op by `user` that has seen all of `state`."""
    place, roles = PEOPLE[user]
    if state.origin is None:
        values = {**BEGUN, **values}
    base, n = base_for(state, values)
    op = Op(
        v=1, crit=False, dev=user, ep=1, seq=1, prev="0" * 64, salt="0" * 32, chg="0" * 32, user=user,
        wall=0, rec=RECORD, ent="application", kind=kind, set=values, base=base, n=n, rev=rev,
    )  # fmt: skip
    return Entry(op_id(encode(op)).hex(), op, place, roles)


def folded(entries: list[Entry]) -> State:
    return fold(entries, decisive=DECISIVE, judge=judge)


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Copies of one record, each writing on what it has seen, now and then hearing from each other."""
    copies: list[list[Entry]] = [[] for _ in range(3)]
    everything: list[Entry] = []
    for step in range(draw(st.integers(1, 14))):
        mine = draw(st.sampled_from(copies))
        action = draw(st.sampled_from(["set", "hear", "submit", "verify", "return", "propose", "decide"]))
        state = folded(mine)
        user = draw(st.sampled_from(sorted(PEOPLE)))
        if action == "hear":
            other = draw(st.sampled_from(copies))
            mine.extend(entry for entry in other if entry not in mine)
            continue
        if action == "set":
            entry = written(state, user, "set", {draw(st.sampled_from(FIELDS)): f"nilai {step}"})
        elif action == "propose":
            entry = written(state, user, "propose", {"usul": PROPOSED})
        elif action == "decide":
            heads = state.heads.get("usul", ["0" * 64])
            values = {"status": "accepted", "usulan": heads[-1]}
            entry = written(state, user, "decide", values, state.rev or None)
        else:
            target = {"submit": "submitted", "verify": "verified", "return": "returned"}[action]
            values = {"status": target, "alasan": "foto kabur", "tanggal_lengkap": "2026-11-20"}
            entry = written(state, user, "status", values, state.rev or None)
        mine.append(entry)
        everything.append(entry)
    return everything


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_state(history: list[Entry], rng: Any) -> None:
    shuffled = [*history]
    rng.shuffle(shuffled)
    assert folded(shuffled) == folded(history)


@given(histories())
def test_what_was_seen_comes_first(history: list[Entry]) -> None:
    seen: set[str] = set()
    for entry in order(history):
        assert all(head in seen for heads in entry.op.base.values() for head in heads if head in
                   {each.id for each in history})  # fmt: skip
        seen.add(entry.id)


@given(histories())
def test_no_value_is_lost_in_silence(history: list[Entry]) -> None:
    """Every head of every field is shown, equal to what is shown, or in conflict; what goes with a status or
    waits for an answer has a rule of its own."""
    state = folded(history)
    for name, heads in state.heads.items():
        if name in QUIET:
            continue
        values = {str(state.by_id[head].op.set[name]) for head in heads}
        assert (len(values) > 1) == (name in state.conflicts)
    live = [state.by_id[head] for head in state.heads.get("status", ())]
    decided = {repr(decided_of(entry)) for entry in live if is_decision(entry)}
    assert (len(decided) > 1) == ("status" in state.conflicts)
    if any(status_of(entry) == "accepted" for entry in live):
        assert state.status == "accepted", "the place is held"


@given(histories())
def test_who_has_seen_everything_settles_everything(history: list[Entry]) -> None:
    """One `resolve` ends each difference, on every copy, and names all it saw."""
    state = folded(history)
    names = [name for name in state.conflicts if name != "status"]
    if not names:
        return
    chosen = {name: versions(state, name)[-1].value for name in names}
    decision = written(state, "a" * 32, "resolve", chosen)
    after = folded([*history, decision])
    assert after.void.get(decision.id) is None
    assert set(after.conflicts) == set(state.conflicts) - set(names)
    assert {name: after.values[name] for name in names} == chosen
    assert settled(after, decision) == sorted(names)


SPELT = st.sampled_from(["Siti Marlina", "SITI  MARLINA ", "siti marlina", "Siti Merlina", "", None])


@given(st.lists(SPELT, min_size=1, max_size=4))
def test_what_reads_the_same_is_no_difference(values: list[str | None]) -> None:
    """A difference is there exactly where two heads do not read alike; any of them is shown."""
    first = written(folded([]), "a" * 32, "set", {"hp": "1"})
    heads = [
        written(folded([first]), user, "set", {"nama": value})
        for value, user in zip(values, ("a" * 32, "b" * 32, "c" * 32, "d" * 32), strict=False)
    ]
    state = folded([first, *heads])
    read = {" ".join(value.split()).casefold() if value else "" for value in values}
    assert ("nama" in state.conflicts) == (len(read) > 1)
    assert state.values["nama"] in values
    if len(read) > 1:
        assert len(versions(state, "nama")) == len(read)
        assert versions(state, "nama")[0].value == state.values["nama"]


@given(histories())
def test_a_decision_needs_two_people_and_a_verification(history: list[Entry]) -> None:
    state = folded(history)
    for head in state.heads.get("status", ()):
        entry = state.by_id[head]
        if entry.op.kind == "decide":
            proposal = state.by_id[entry.op.set["usulan"]]
            assert proposal.op.user != entry.op.user
            assert proposal.id not in state.void


def test_two_values_are_kept_and_the_office_is_shown() -> None:
    start = folded([])
    first = written(start, "a" * 32, "set", {"nama": "Siti", "nik": "1"})
    base = folded([first])
    office = written(base, "b" * 32, "set", {"nama": "Siti Marlina"})
    laptop = written(base, "c" * 32, "set", {"nama": "Siti Merlina"})
    state = folded([first, office, laptop])
    assert state.values["nama"] == "Siti Marlina"
    assert sorted(state.conflicts["nama"]) == sorted([office.id, laptop.id])
    resolved = written(state, "a" * 32, "resolve", {"nama": "Siti Merlina"})
    assert "nama" not in folded([first, office, laptop, resolved]).conflicts


def test_equal_values_are_no_conflict() -> None:
    first = written(folded([]), "a" * 32, "set", {"nama": "Siti"})
    base = folded([first])
    same = [written(base, user, "set", {"nama": "Siti Marlina"}) for user in ("a" * 32, "b" * 32)]
    assert not folded([first, *same]).conflicts


def submitted() -> list[Entry]:
    first = written(folded([]), "a" * 32, "set", {"nama": "Siti", "nik": "1", "status": "draft"})
    return [first, written(folded([first]), "a" * 32, "status", {"status": "submitted"})]


def test_a_verification_falls_when_the_data_change() -> None:
    history = submitted()
    state = folded(history)
    history.append(written(state, "b" * 32, "status", VERIFIED, state.rev))
    assert folded(history).status == "verified"
    changed = written(folded(history), "a" * 32, "set", {"nama": "Sita"})
    state = folded([*history, changed])
    assert (state.status, state.stale) == ("submitted", True)
    again = written(state, "b" * 32, "status", VERIFIED, state.rev)
    assert folded([*history, changed, again]).status == "verified"


def test_nobody_verifies_what_he_typed() -> None:
    history = submitted()
    state = folded(history)
    own = written(state, "a" * 32, "status", VERIFIED, state.rev)
    state = folded([*history, own])
    assert state.void == {own.id: "own_entry"}
    assert state.status == "submitted"


def test_a_decision_stays_when_the_data_change_and_is_flagged() -> None:
    history = submitted()
    state = folded(history)
    history.append(written(state, "b" * 32, "status", VERIFIED, state.rev))
    state = folded(history)
    history.append(written(state, "d" * 32, "propose", {"usul": PROPOSED}, state.rev))
    state = folded(history)
    accept = {"status": "accepted", "usulan": history[-1].id}
    history.append(written(state, "e" * 32, "decide", accept, state.rev))
    assert (folded(history).status, folded(history).stale) == ("accepted", False)
    history.append(written(folded(history), "a" * 32, "set", {"nama": "Sita"}))
    assert (folded(history).status, folded(history).stale) == ("accepted", True)


def test_an_unknown_person_changes_nothing() -> None:
    first = written(folded([]), "a" * 32, "set", {"nama": "Siti"})
    stranger = replace(written(folded([first]), "b" * 32, "set", {"nama": "X"}), known=False)
    state = folded([first, stranger])
    assert state.values["nama"] == "Siti"
    assert state.void == {stranger.id: "person"}


@pytest.mark.parametrize(
    "values",
    [
        {"status": "accepted"},
        {"status": "draft"},
        {"peringkat": 1},
        {"usul": PROPOSED},
        {"nomor_pendaftaran": "26-061002-AAA-0001"},
    ],
)
@pytest.mark.parametrize("kind", ["set", "attach", "note", "resolve", "request"])
def test_an_ordinary_save_moves_no_status_and_decides_nothing(kind: str, values: dict[str, Any]) -> None:
    """An altered program may write any op; a status has its own kinds, a decision is DKUM's alone."""
    history = accepted()
    before = folded(history)
    forged = written(before, "a" * 32, kind, values)
    after = folded([*history, forged])
    assert forged.id in after.void
    assert (after.status, after.values) == ("accepted", before.values)


def test_no_step_leads_back_to_a_draft() -> None:
    history = accepted()
    forged = written(folded(history), "a" * 32, "status", {"status": "draft"})
    after = folded([*history, forged])
    assert after.void == {forged.id: "transition"}
    assert after.status == "accepted"


def accepted() -> list[Entry]:
    """The whole way of one application."""
    history = [
        written(State(), "a" * 32, "set", {"nama": "Siti", "status": "draft"}),
    ]
    for user, kind, values in (
        ("a" * 32, "status", {"status": "submitted"}),
        ("b" * 32, "status", VERIFIED),
        ("d" * 32, "propose", {"usul": PROPOSED}),
    ):
        history.append(written(folded(history), user, kind, values, folded(history).rev))
    decided = {"status": "accepted", "usulan": history[-1].id, "peringkat": 3}
    history.append(written(folded(history), "e" * 32, "decide", decided, folded(history).rev))
    assert folded(history).status == "accepted"
    return history


def test_a_count_from_nowhere_is_void_and_leaves_room_for_the_next() -> None:
    """Somebody who sends the largest `n` there is takes no number away from those after him."""
    first = written(State(), "a" * 32, "set", {"nama": "Siti"})
    leaping = Entry(
        "ff" * 32,
        msgspec.structs.replace(first.op, set={"nama": "Sita"}, base={}, n=2**53 - 1),
        first.place,
        first.roles,
    )
    for entries in ([first, leaping], [leaping, first]):
        state = folded(entries)
        assert (state.values["nama"], state.void[leaping.id], state.top) == ("Siti", "leap", 1)
        assert base_for(state, ["nama"]) == ({"nama": [first.id]}, 2)


def verified() -> list[Entry]:
    history = submitted()
    history.append(written(folded(history), "b" * 32, "status", VERIFIED, folded(history).rev))
    return history


def decided_apart(outcomes: tuple[str, str]) -> tuple[list[Entry], list[Entry]]:
    """Two computers of DKUM decide about one application without knowing of each other."""
    history = verified()
    ends: list[Entry] = []
    for rank, outcome in enumerate(outcomes, 1):
        proposal = written(folded(history), "d" * 32, "propose", {"usul": {**PROPOSED, "hasil": outcome}},
                           folded(history).rev)  # fmt: skip
        said = {"status": outcome, "usulan": proposal.id, "peringkat": rank, "putusan": f"000{rank}"}
        here = [*history, proposal]
        end = written(folded(here), "e" * 32, "decide", said, folded(here).rev)
        ends += [proposal, end]
    return history, ends


@pytest.mark.parametrize("outcomes", [("accepted", "waitlisted"), ("waitlisted", "accepted")])
def test_two_live_decisions_are_a_difference_and_the_place_is_held(outcomes: tuple[str, str]) -> None:
    history, ends = decided_apart(outcomes)
    state = folded([*history, *ends])
    assert (state.status, set(state.conflicts)) == ("accepted", {"status"})
    assert [version.value["status"] for version in versions(state, "status")] == ["accepted", "waitlisted"]
    shown = next(end for end in ends if end.op.set.get("status") == "accepted")
    assert state.values["peringkat"] == shown.op.set["peringkat"], "what goes with the status follows it"

    chosen = next(end for end in ends if end.op.set.get("status") == "waitlisted")
    said = {name: value for name, value in decided_of(chosen).items() if value is not None}
    for user, values, why in (
        ("a" * 32, said, "place"),
        ("d" * 32, said, "role"),
        ("e" * 32, {**said, "peringkat": 9}, "outcome"),
        ("e" * 32, {**said, "nama": "X"}, "role"),
    ):
        forged = written(state, user, "resolve", values, chosen.op.rev)
        assert folded([*history, *ends, forged]).void[forged.id] == why
    choice = written(state, "e" * 32, "resolve", said, chosen.op.rev)
    after = folded([*history, *ends, choice])
    assert (after.status, after.conflicts, after.stale) == ("waitlisted", {}, False)


def test_two_decisions_that_say_the_same_are_no_difference() -> None:
    history, ends = decided_apart(("accepted", "accepted"))
    assert set(folded([*history, *ends]).conflicts) == {"status"}, "another number, another place in the list"
    twice = written(folded([*history, ends[0]]), "e" * 32, "decide", dict(ends[1].op.set), ends[1].op.rev)
    assert not folded([*history, *ends[:2], replace(twice, id="f" * 64)]).conflicts


def test_two_who_verify_the_same_day_both_count() -> None:
    """Neither knows of the other; a verification falls only where the days differ."""
    history = submitted()
    state = folded(history)
    twice = [written(state, user, "status", VERIFIED, state.rev) for user in ("b" * 32, "b" * 32)]
    twice[1] = replace(twice[1], id="f" * 64)
    assert folded([*history, *twice]).status == "verified"
    other = written(state, "b" * 32, "status", {**VERIFIED, "tanggal_lengkap": "2026-11-19"}, state.rev)
    after = folded([*history, twice[0], other])
    assert (after.status, set(after.conflicts)) == ("submitted", {"tanggal_lengkap"})


def test_the_reason_shown_is_that_of_the_status_shown() -> None:
    """An office withdraws while DKUM rejects: the status is DKUM's, and so is the reason."""
    history = verified()
    proposal = written(folded(history), "d" * 32, "propose",
                       {"usul": {**PROPOSED, "hasil": "rejected"}}, folded(history).rev)  # fmt: skip
    here = [*history, proposal]
    said = {"status": "rejected", "usulan": proposal.id, "alasan": "Sudah dibantu"}
    end = written(folded(here), "e" * 32, "decide", said, folded(here).rev)
    left = written(folded(history), "a" * 32, "status", {"status": "withdrawn", "alasan": "Pindah"})
    state = folded([*here, end, left])
    assert (state.status, state.values["alasan"], state.conflicts) == ("rejected", "Sudah dibantu", {})


def test_a_decision_stays_and_is_flagged_when_the_verifiers_right_turns_out_to_have_ended() -> None:
    """A dismissal came from a computer that had not heard of the verification; the place stays held."""
    history = accepted()
    late = [
        replace(entry, roles=frozenset()) if status_of(entry) == "verified" else entry for entry in history
    ]
    state = folded(late)
    assert set(state.void.values()) == {"role"}
    assert (state.status, state.stale) == ("accepted", True)
    assert folded(history) == folded([*reversed(history)])
