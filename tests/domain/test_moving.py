"""What was written in an epoch that ended, said again in the next one, says the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import fields
from desktop_app.domain.authority import judge
from desktop_app.domain.merge import Entry, State, apply, base_for, fold
from desktop_app.domain.moving import moved, new_rev, seen_heads
from desktop_app.domain.op import ZERO_ID, Op, encode, op_id

KUKUSAN = "3276061002"
CLERK, CHECKER = "a" * 32, "b" * 32
STEPS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=14)


def wanted(step: int, word: int, state: State) -> tuple[str, str, dict[str, object], str | None]:
    """Person, kind, values and `rev` of a step that somebody might take."""
    name = ("Siti", "Sri", "Dewi", "Rina")[word]
    if step in (0, 1, 2):
        values: dict[str, object] = {("nama", "alamat", "nama_usaha")[step]: name}
        return CLERK, "set", values, None
    if step == 3:
        return CLERK, "status", {"status": "submitted"}, None
    if step == 4:
        said: dict[str, object] = {"status": "verified", "tanggal_lengkap": f"2026-11-{10 + word}"}
        return CHECKER, "status", said, state.rev
    if step == 5:
        return CHECKER, "status", {"status": "returned", "alasan": name}, state.rev
    heads = state.heads.get("nama", [])
    return CLERK, "set", {"perbedaan:nama": {"alasan": name, "heads": list(heads)}}, None


def history(steps: list[tuple[int, int]]) -> list[Entry]:
    """One application, each op having seen all before it; what the fold refuses is not written."""
    state, entries, prev = State(), list[Entry](), ZERO_ID
    first: dict[str, object] = {
        "kelurahan_kode": KUKUSAN,
        "nama": "Siti",
        "nomor_pendaftaran": "26-061002-7QK-0001",
    }
    for step in [None, *steps]:
        user, kind, values, rev = (CLERK, "set", first, None) if step is None else wanted(*step, state)
        base, n = base_for(state, values)
        op = Op(
            v=1, crit=False, dev="c" * 32, ep=1, seq=len(entries) + 1, prev=prev, salt="0" * 32,
            chg="0" * 32, user=user, wall=1, rec="d" * 32, ent="application", kind=kind, set=values,
            base=base, n=n, rev=rev,
        )  # fmt: skip
        roles = frozenset({"operator"}) if user == CLERK else frozenset({"verifikator"})
        entry = Entry(op_id(encode(op)).hex(), op, roles=roles)
        if judge(entry, state):
            continue
        apply(state, entry, decisive=fields.DECISIVE, judge=judge)
        entries.append(entry)
        prev = entry.id
    return entries


@given(STEPS, st.integers(0, 15))
def test_a_moved_end_says_what_it_said(steps: list[tuple[int, int]], kept: int) -> None:
    before = history(steps)
    stay, go = before[:kept], before[kept:]
    looked = [(entry.id, entry.op.rev) for entry in go if entry.op.rev]
    seen = seen_heads(before, looked, fields.DECISIVE)
    assert seen.keys() == {name for name, _rev in looked}, "every rev that was looked at is found"
    names: dict[str, str] = {}
    after, prev = list(stay), stay[-1].id if stay else ZERO_ID
    for seq, entry in enumerate(go, 1):
        rev = new_rev(seen[entry.id], names, fields.DECISIVE) if entry.id in seen else entry.op.rev
        op = moved(entry.op, 7, seq, prev, names, rev)
        prev = names[entry.id] = op_id(encode(op)).hex()
        after.append(replace(entry, id=prev, op=op))
    one, other = (fold(each, decisive=fields.DECISIVE, judge=judge) for each in (before, after))
    assert {
        name: [names.get(each, each) for each in heads] for name, heads in one.heads.items()
    } == other.heads
    assert (one.status, one.stale, one.void, one.conflicts) == (
        other.status,
        other.stale,
        other.void,
        other.conflicts,
    )
    told = {name: value for name, value in other.values.items() if name != "perbedaan:nama"}
    assert told == {name: value for name, value in one.values.items() if name != "perbedaan:nama"}
    about = one.values.get("perbedaan:nama")
    if isinstance(about, dict):
        renamed = [names.get(each, each) for each in about["heads"]]
        assert other.values["perbedaan:nama"]["heads"] == renamed
