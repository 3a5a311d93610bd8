"""Taking ops in is commutative, associative and idempotent, whatever well-formed thing they say.

    python -m tests.proof.fold [--examples N] [--seed S] [--jobs J]

Five computers of four kinds write about every kind of record, honestly, at cross purposes, or with an altered
program. The real tables are compared, and what is built anew from the ops.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hypothesis import given
from hypothesis import seed as seeded
from hypothesis import strategies as st
from sqlalchemy import func, select

from desktop_app.domain import entities, erasing, people
from desktop_app.domain.alone import MARK
from desktop_app.domain.entities import ABOUT, BOOK
from desktop_app.domain.fields import DECISIVE
from desktop_app.domain.merge import STATUS, State, revision, status_of
from desktop_app.domain.op import KINDS, MAX_WALL, Op, decode, encode, op_id
from desktop_app.domain.status import STATUSES
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.rebuild import rebuild
from desktop_app.storage.receive import Incoming, StreamHead, receive
from desktop_app.storage.work import Work
from tests import offices
from tests.asking import APPROVER, know_approver
from tests.proof import harness
from tests.storage.test_receive import ANYTHING, FIRST, GOOD, NAMES, NEW, USUAL, said
from tests.storage.test_work import everything

FULL: Final = 10_000
COMPUTERS: Final = {
    "a" * 32: ("kelurahan", offices.KUKUSAN),
    "b" * 32: ("kelurahan", offices.KUKUSAN),
    "c" * 32: ("lapangan", offices.KUKUSAN),
    "d" * 32: ("dkum", ""),
    "e" * 32: ("kelurahan", offices.CURUG),
}
DKUM: Final = "d" * 32
NEWCOMER: Final = "4" * 32
"""A person whose first word the directory names a key for."""
BOOKS: Final = ("WUB 2026 1", "WUB 2026 2", "PP 2026 1")
PLACES: Final = (offices.KUKUSAN, offices.CURUG)
_KINDS: Final = tuple(sorted({*KINDS, "kelak"}))


@dataclass(slots=True, repr=False)
class Room:
    """The office that takes in, and what it knew before."""

    office: Office
    people: list[str]
    states: dict[str, State]
    counted: Counter[str] = field(default_factory=Counter[str])

    @property
    def applications(self) -> list[str]:
        """The two that are here."""
        return [rec for rec, state in self.states.items() if state.ent == "application"]


@contextmanager
def room(folder: Path) -> Iterator[Room]:
    """An office with two applications, one of them verified, two of its people, and the other computers."""
    made = offices.office(folder / "kukusan")
    offices.add(made, "Dian Lestari", "verifikator", "operator")
    records = offices.enter(made, offices.persons(2))
    offices.verify(made, records[:1])
    made.enter("Ratna Puspita", offices.PASSPHRASE)
    every = {"roles": sorted(people.ROLES)}
    made.do(lambda work: work.put(made.session.user, "person", "user", every))
    know_approver(made)
    made.context.places |= COMPUTERS
    made.context.admin_keys.add(bytes.fromhex(NEWCOMER * 2))
    with made.trial() as work:
        known = {rec: work.state(rec) for rec in [*records, *made.context.people]}
    try:
        yield Room(made, list(made.context.people), known)
    finally:
        made.close()


# ---- what is said ------------------------------------------------------------------------------------


@st.composite
def ops(draw: st.DrawFn, room: Room) -> list[Incoming]:
    """Some ops; each has seen some of the earlier ones, or says that it has seen what it likes."""
    items: list[Incoming] = []
    seqs: Counter[str] = Counter()
    for _each in range(draw(st.integers(2, 8))):
        ent, rec, values = draw(told(room))
        erases = draw(st.integers(0, 3)) == 0
        if erases:
            rec = draw(st.sampled_from([item.op.rec for item in items] + room.applications))
            ent, values = draw(erasing_word(room, items, ent, rec))
        city = FIRST[ent].get("scope") == "" or ent == "decision"
        dkum = (city or erases) and draw(st.integers(0, 3))
        dev = DKUM if dkum else draw(st.sampled_from(sorted(COMPUTERS)))
        seqs[dev] += 1
        items.append(draw(placed(room, items, dev, seqs[dev], ent, rec, values, erases=erases)))
    return items


@st.composite
def told(draw: st.DrawFn, room: Room) -> tuple[str, str, dict[str, Any]]:
    """What an op says: the kind of record, its id, and the values."""
    ent = draw(
        st.sampled_from(["application"] * 9 + [BOOK] * 2 + ["person"] * 3 + sorted(ABOUT) * 2 + sorted(FIRST))
    )
    known = [rec for rec, state in room.states.items() if state.ent == ent]
    rec = draw(st.sampled_from([NEW[0], *known[:2] * 2] if known else [NEW[0], NEW[0], NEW[1]]))
    values = dict(FIRST[ent]) if rec in NEW and draw(st.integers(0, 3)) else {}
    plain = entities.find(ent)
    if plain is not None and plain.record_of is not None and draw(st.integers(0, 3)):
        rec = plain.record_of(FIRST[ent])
    for name in draw(st.lists(st.sampled_from(sorted(GOOD[ent])), max_size=3, unique=True)):
        values[name] = draw(st.sampled_from(GOOD[ent][name]))
    if "application" in GOOD[ent] and draw(st.integers(0, 2)):  # about one that is here, or that may come
        values["application"] = draw(st.sampled_from([NEW[0], *room.applications]))
        if plain is not None and plain.record_of is not None and draw(st.integers(0, 3)):
            rec = plain.record_of({**FIRST[ent], **values})
    for name in ("scope", "kelurahan_kode"):
        if name in values and draw(st.integers(0, 5)) == 0:
            values[name] = offices.CURUG
    if ent == "person" and draw(st.integers(0, 4)) == 0:
        rec, values = NEWCOMER, {**FIRST[ent], "key": NEWCOMER * 2, "roles": sorted(people.ROLES)}
    if ent == "person" and draw(st.booleans()):
        seqs = draw(st.lists(st.integers(0, 3), min_size=5, max_size=5))
        values |= {
            "active": False,
            "cutoff": {f"{dev}-1": n for dev, n in zip(sorted(COMPUTERS), seqs, strict=True)},
        }
    if ent == BOOK and draw(st.integers(0, 2)):
        values |= {"program": "WUB", "tahun": 2026, "versi": draw(st.integers(1, 2))}
        isi = {"one_person_office": True, "one_person_in": [draw(st.sampled_from(PLACES))]}
        values["isi"] = isi if draw(st.integers(0, 3)) else {}
    if draw(st.integers(0, 9)) == 0:
        values[draw(st.sampled_from(NAMES))] = draw(ANYTHING)
    return ent, rec, values


@st.composite
def placed(
    draw: st.DrawFn, room: Room, items: list[Incoming], dev: str, seq: int, ent: str, rec: str,
    values: dict[str, Any], *, erases: bool,
) -> Incoming:  # fmt: skip
    """The op itself: who wrote it, as which kind, and after which others."""
    kind = draw(st.sampled_from(USUAL.get(ent, ["set"]) * 4 + list(_KINDS)))
    if ent == "application" and kind in ("status", "decide") and draw(st.integers(0, 3)):
        step = {"status": draw(st.sampled_from(STATUSES)), "alasan": "x", "tanggal_lengkap": "2026-11-20"}
        if draw(st.integers(0, 2)) == 0:
            step[MARK] = draw(st.sampled_from(BOOKS))
        values = step if kind == "status" else {**values, "status": step["status"], "alasan": "x"}
    if erases:
        kind = erasing.ERASE
    mask = draw(st.integers(0, 2 ** len(items)))
    seen = [item for n, item in enumerate(items) if item.op.rec == rec and mask >> n & 1]
    heads, top = _heads(room.states.get(rec), seen)
    base = {name: heads[name] for name in values if name in heads}
    n, rev = top + 1, revision(heads, DECISIVE)
    if kind == "decide" and seen and draw(st.booleans()):
        values["usulan"] = seen[-1].id.hex()
    if draw(st.integers(0, 3)) == 0:  # an altered program
        n = draw(st.integers(1, top + 2))
        some = st.lists(st.sampled_from([item.id.hex() for item in items] or ["0" * 64]), max_size=2)
        base = {name: draw(some) for name in values if draw(st.booleans())}
        rev = draw(st.sampled_from([None, "0" * 64, rev]))
    every = [APPROVER] * 9 if erases else []
    user = draw(st.sampled_from([*room.people * 5, NEWCOMER, NEW[0], *every]))
    made = Op(
        v=1, crit=False, dev=dev, ep=1, seq=seq, prev="0" * 64, salt="0" * 32, chg="0" * 32, user=user,
        wall=draw(st.sampled_from((0, seq, MAX_WALL))), rec=rec, ent=ent, kind=kind, set=values, base=base,
        n=n, rev=rev,
    )  # fmt: skip
    data = encode(made)
    return Incoming(op_id(data), decode(data), data, None)


@st.composite
def erasing_word(
    draw: st.DrawFn, room: Room, items: list[Incoming], ent: str, rec: str
) -> tuple[str, dict[str, Any]]:
    """A word that erases the record: names what the writer has of it, now and then what it likes."""
    known = room.states.get(rec)
    own = [(name, entry.op.ent) for name, entry in known.by_id.items()] if known is not None else []
    own += [(item.id.hex(), item.op.ent) for item in items if item.op.rec == rec]
    ent = draw(st.sampled_from([each for _name, each in own] or [ent]))
    named = [name for name, each in own if each == ent and draw(st.integers(0, 3))]
    if draw(st.integers(0, 3)) == 0:
        ent = draw(st.sampled_from([ent, "application", "task"]))
        named = draw(st.lists(st.sampled_from([item.id.hex() for item in items] or ["0" * 64]), max_size=3))
    asker = draw(st.sampled_from([*room.people * 2, room.office.session.user]))
    about = draw(st.sampled_from([rec, rec, rec, NEW[1]]))
    asking = erasing.Asking(NEW[0], about, (), asker, "a" * 192)  # signatures are checked before the fold
    if ent == erasing.KEPT:
        return ent, {erasing.PAPERS: ["c" * 64], erasing.WHY: "permintaan", **asking.values}
    return ent, erasing.values_of(named, (), "permintaan", offices.KUKUSAN, asking)


def _heads(before: State | None, seen: Sequence[Incoming]) -> tuple[dict[str, list[str]], int]:
    """The heads of a record and its largest `n`, for one who has seen these ops."""
    heads = {name: list(ids) for name, ids in before.heads.items()} if before is not None else {}
    top = before.top if before is not None else 0
    for item in sorted(seen, key=lambda item: item.op.n):
        top = max(top, item.op.n)
        for name in item.op.set:
            kept = [head for head in heads.get(name, []) if head not in item.op.base.get(name, [])]
            heads[name] = sorted([*kept, item.id.hex()])
    return heads, top


# ---- taken in ----------------------------------------------------------------------------------------


def take(work: Work, items: Sequence[Incoming]) -> None:
    """One file with these ops."""
    tops: dict[str, Incoming] = {}
    for item in sorted(items, key=lambda item: item.op.seq):
        tops[item.op.dev] = item
    receive(work, items, [StreamHead(dev, 1, top.op.seq, top.id) for dev, top in tops.items()])


def outcome(office: Office, files: Sequence[Sequence[Incoming]]) -> dict[str, Any]:
    """What the tables say after these files, one after another."""
    with office.trial() as work:
        for items in files:
            if items:
                take(work, items)
        return said(work.connection)


def compare(room: Room, items: list[Incoming], into: Sequence[int], again: Sequence[int]) -> None:
    """Every way of cutting and ordering the same ops gives the same tables; so does building them anew."""
    office = room.office
    one, two, three = ([item for item, part in zip(items, into, strict=True) if part == n] for n in range(3))
    with office.trial() as work:
        take(work, items)
        told = said(work.connection)
        tables_now = everything(work.connection)
        take(work, items)
        rebuild(work)
        _equal(everything(work.connection), tables_now, "taken in twice and built anew")
        _four_eyes(work, items)
        _figures(room, work, items)
    repeated = [items[n] for n in sorted({n % len(items) for n in again})]
    ways: dict[str, list[list[Incoming]]] = {
        "the other way round": [three, two, one],
        "(a b) c": [one + two, three],
        "a (b c)": [one, two + three],
        "with repetitions": [repeated, two, items, repeated],
    }
    for name, files in ways.items():
        _equal(outcome(office, files), told, name)


def _four_eyes(work: Work, items: Sequence[Incoming]) -> None:
    """Nobody has verified what they typed themselves, unless it says under which rule book."""
    for rec in sorted({item.op.rec for item in items if item.op.ent == "application"}):
        state = work.state(rec)
        if state.status == "verified" and not state.values.get(MARK):
            steps = (state.by_id[head] for head in state.heads[STATUS])
            by = {step.op.user for step in steps if status_of(step) == "verified"}
            assert by - state.authors, (rec, by)


def _equal(found: Mapping[str, Any], wanted: Mapping[str, Any], how: str) -> None:
    for name in wanted:
        assert found[name] == wanted[name], (how, name)


def _figures(room: Room, work: Work, items: list[Incoming]) -> None:
    room.counted["examples"] += 1
    room.counted["ops"] += len(items)
    op = tables.op.c
    for reason, many in work.connection.execute(
        select(op.void, func.count()).where(op.void.is_not(None)).group_by(op.void)
    ):
        room.counted[f"void: {reason}"] += many
    conflicts = work.connection.execute(select(func.count()).select_from(tables.conflict)).scalar_one()
    room.counted["fields in conflict"] += conflicts
    stubs = select(func.count()).where(op.kind == erasing.STUB)
    room.counted["stubs"] += work.connection.execute(stubs).scalar_one()
    for item in items:
        room.counted[f"about {item.op.ent}"] += 1


def fold(examples: int, seed: int) -> Counter[str]:
    """So many sets of ops."""
    with tempfile.TemporaryDirectory(dir=harness.memory_folder()) as folder, room(Path(folder)) as where:

        @seeded(seed)
        @harness.searching(examples)
        @given(data=st.data())
        def check(data: st.DataObject) -> None:
            items = data.draw(ops(where))
            many = len(items)
            into = data.draw(st.lists(st.integers(0, 2), min_size=many, max_size=many))
            again = data.draw(st.lists(st.integers(0, 7), max_size=4))
            compare(where, items, into, again)

        check()
        return where.counted


if __name__ == "__main__":
    sys.exit(harness.command("fold", __doc__ or "", {"fold": (fold, FULL, 250)}, sys.argv[1:]))
