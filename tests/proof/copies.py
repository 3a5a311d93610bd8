"""Copies of the data in memory: every op is made and judged by the program's own code; no file, no table.

A copy holds a set of ops and what they say. Ops travel as sets, in any order and any number of times; a copy
that is put back to an earlier set writes on under a new epoch, and a clone writes on under the same one.
Where a word erases an op, what is held and travels is what is left of it (`Gone`).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from desktop_app.domain import erasing
from desktop_app.domain.alone import MARK, Allowance, allowances
from desktop_app.domain.authority import judge
from desktop_app.domain.entities import BOOK
from desktop_app.domain.merge import (
    DIFFERENCE,
    QUIET,
    STATUS,
    State,
    apply,
    base_for,
    decided_of,
    differ,
    is_decision,
    status_of,
    weight_of,
)
from desktop_app.domain.op import MAX_WALL, SCOPE, ZERO_ID, Op, encode, op_id
from desktop_app.domain.people import OfficeKind
from desktop_app.storage.admission import PersonOps, learn_people
from desktop_app.storage.context import Context
from desktop_app.storage.erasures import by_of
from desktop_app.storage.log import decisive_of, fold_entries, outlived

KUKUSAN: Final = "3276061002"
CURUG: Final = "3276021008"
QUOTA: Final = 1
"""Places of each kelurahan in these small worlds: the second acceptance would be one too many."""


def fixed(number: int) -> str:
    """An id: 32 hex digits."""
    return f"{number:032x}"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who works with a copy."""

    id: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A computer: whose it is, and who works there; the first of them admits the others."""

    name: str
    dev: str
    kind: OfficeKind
    scope: str
    people: tuple[Somebody, ...]


def _place(number: int, name: str, kind: OfficeKind, scope: str, *roles: tuple[str, ...]) -> Place:
    crew = tuple(Somebody(fixed(number * 256 + each), held) for each, held in enumerate(roles, 1))
    return Place(name, fixed(number * 256), kind, scope, crew)


_OFFICE: Final = (("admin_kantor", "operator", "verifikator"), ("operator", "verifikator"))
_FIELD: Final = (("admin_kantor", "operator"),)
_CITY: Final = (("admin_dkum", "admin_kantor", "petugas_dkum"), ("penyetuju_dkum",))
PLACES: Final = (
    _place(1, "DKUM", "dkum", "", *_CITY),
    _place(2, "Kukusan", "kelurahan", KUKUSAN, *_OFFICE),
    _place(3, "Kukusan 2", "kelurahan", KUKUSAN, *_OFFICE),
    _place(4, "laptop Kukusan", "lapangan", KUKUSAN, *_FIELD),
    _place(5, "Curug", "kelurahan", CURUG, *_OFFICE),
    _place(6, "laptop Curug", "lapangan", CURUG, *_FIELD),
    _place(7, "Kukusan 3", "kelurahan", KUKUSAN, *_OFFICE),
    _place(8, "laptop Kukusan 2", "lapangan", KUKUSAN, *_FIELD),
)
_WHERE: Final = {place.dev: (place.kind, place.scope) for place in PLACES}


def key_of(person: str) -> str:
    """Any 32 bytes do for a key here: signatures are checked before the fold."""
    return person * 2


_FIRST_KEYS: Final = {bytes.fromhex(key_of(place.people[0].id)) for place in PLACES}


class Gone(NamedTuple):
    """A stub: of which record, by which word (hex), and where in its stream."""

    rec: str
    by: str
    dev: str
    ep: int
    seq: int
    ent: str = ""
    """Nobody knows any more."""


Held = Op | Gone


@dataclass(slots=True)
class Copy:
    """One copy: the ops it holds, in the order they came, and what it makes of them. `before` is what was
    erased, as it lies in copies from before; `beside` are words that outlive the data when they are put back.
    """

    place: Place
    context: Context
    draw: random.Random
    ops: dict[str, Held] = field(default_factory=dict[str, Held])
    before: dict[str, Op] = field(default_factory=dict[str, Op])
    beside: dict[str, Op] = field(default_factory=dict[str, Op])
    by_record: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    states: dict[str, State] = field(default_factory=dict[str, State])
    seq: int = 0
    head: str = ZERO_ID
    refusal: str = ""
    """Why the last Save was refused."""

    @property
    def applications(self) -> list[str]:
        """The records of applications that can be shown."""
        return sorted(
            rec
            for rec, state in self.states.items()
            if state.ent == "application" and state.first is not None and not state.erased
        )

    def write(
        self, user: str, rec: str, ent: str, kind: str, values: Mapping[str, Any], *, rev: str | None = None
    ) -> str | None:
        """A Save as `storage.work` makes it, which has seen all that is here. None where it is refused."""
        known = rec in self.states
        state = self.states[rec] if known else State()
        base, n = base_for(state, values)
        op = Op(
            v=1, crit=False, dev=self.place.dev, ep=self.context.ep, seq=self.seq + 1, prev=self.head,
            salt=f"{self.draw.getrandbits(128):032x}", chg="0" * 32, user=user,
            wall=self.draw.choice((0, 1, self.draw.randrange(MAX_WALL), MAX_WALL)),
            rec=rec, ent=ent, kind=kind, set=dict(values), base=base, n=n, rev=rev,
        )  # fmt: skip
        name = op_id(encode(op)).hex()
        entry = self.context.entry(name, op)
        self.refusal = judge(entry, state)
        if self.refusal:
            return None
        apply(state, entry, decisive=decisive_of(op.ent), judge=lambda _entry, _state: "")
        self.states[rec] = state
        self._hold(name, op)
        self.seq, self.head = op.seq, name
        if erasing.erases(op):
            self._fold([rec])
        if ent == "person":
            before = dict(self.context.people)
            learn_people(
                self.context, self._people()
            )  # the program's own steps can cut nobody's earlier words
            if self.context.people != before:
                self._fold(self.by_record)
        if ent == BOOK:
            self._learn_books()
        return name

    def receive(self, ops: Mapping[str, Held]) -> int:
        """Take in what is not here yet; returns how many that were. A stub waits for the word naming it."""
        fresh = {name: op for name, op in ops.items() if name not in self.ops}
        waiting = {
            name
            for name, op in fresh.items()
            if isinstance(op, Gone) and name not in self._named(op.by, ops.get(op.by))
        }
        fresh = {name: op for name, op in fresh.items() if name not in waiting}
        for name, op in fresh.items():
            self._hold(name, op)
        if any(op.ent == "person" for op in fresh.values()):
            before = dict(self.context.people)
            learn_people(self.context, self._people())
            if self.context.people != before:
                self._fold(self.by_record)
                self._learn_books()
                return len(fresh)
        self._fold({op.rec for op in fresh.values()})
        if any(op.ent == BOOK for op in fresh.values()):
            self._learn_books()
        return len(fresh)

    def _learn_books(self) -> None:
        """Where one person may do both, as the rule books here say; where that moved, all is folded anew."""
        found: set[Allowance] = set()
        for state in self.states.values():
            if state.ent == BOOK and state.first is not None:
                said = state.values
                found |= allowances(said["program"], said["tahun"], said["versi"], said["isi"])
        if found != self.context.alone:
            self.context.alone = frozenset(found)
            self._fold(self.by_record)

    def refolded(self) -> Copy:
        """Another copy that got the same ops at once, in another order."""
        names = list(self.ops)
        self.draw.shuffle(names)
        other = Copy(self.place, new_context(self.place, self.context.ep), self.draw, beside={**self.beside})
        other.receive({name: self.ops[name] for name in names})
        return other

    def left(self, rec: str) -> list[str]:
        """The ops of a record that are here whole, without the words that erase it."""
        ops = ((name, self.ops[name]) for name in self.by_record[rec])
        return [name for name, op in ops if isinstance(op, Op) and not erasing.erases(op)]

    def lost_words(self) -> list[Op]:
        """Words beside the log that erase what no word in it does (`actions.erasing_anew`)."""
        said = {name for op in self.ops.values() if isinstance(op, Op) for name in erasing.named(op)}
        return [op for op in self.beside.values() if op.rec in self.by_record and erasing.named(op) - said]

    def words(self) -> dict[str, Op]:
        """Every word that erases something here."""
        counting = {name for state in self.states.values() for name in by_of(state).values()}
        held = {name: op for name, op in self.ops.items() if isinstance(op, Op) and erasing.erases(op)}
        return {**self.beside, **{name: op for name, op in held.items() if bytes.fromhex(name) in counting}}

    def _named(self, word: str, brought: Held | None) -> frozenset[str]:
        for op in (self.ops.get(word), brought, self.beside.get(word)):
            if isinstance(op, Op):
                return erasing.named(op)
        return frozenset()

    def _hold(self, name: str, op: Held) -> None:
        self.ops[name] = op
        self.by_record.setdefault(op.rec, []).append(name)

    def _fold(self, records: Iterable[str]) -> None:
        for rec in list(records):
            state = self.states[rec] = self._folded(rec)
            if state.words and self._hollow(rec, state):
                self.states[rec] = self._folded(rec)

    def _folded(self, rec: str) -> State:
        here = [(name, op) for name in self.by_record[rec] if isinstance(op := self.ops[name], Op)]
        given = [each for each in self.beside.items() if each[0] not in self.ops and each[1].rec == rec]
        self.context.erasing = {rec: given}
        return fold_entries(self.context.entry(name, op) for name, op in outlived(self.context, rec, here))

    def _hollow(self, rec: str, state: State) -> bool:
        """Put stubs in place of what the words name; whether anything whole went."""
        by, went = by_of(state, self.beside.keys() - self.ops.keys()), False
        for name in self.by_record[rec]:
            op = self.ops[name]
            if name not in by:
                continue
            if isinstance(op, Op) and not erasing.can_go(op):
                continue
            if isinstance(op, Op):
                self.before[name], went = op, True
            self.ops[name] = Gone(rec, by[name].hex(), op.dev, op.ep, op.seq)
        return went

    def _people(self) -> list[PersonOps]:
        found: list[PersonOps] = []
        for rec, names in self.by_record.items():
            ops = [(name, op) for name in names if isinstance(op := self.ops[name], Op)]
            if any(op.ent == "person" for _name, op in ops):
                found.append(PersonOps(bytes.fromhex(rec), ops))
        return found


def new_context(place: Place, ep: int) -> Context:
    """A context that knows every computer and the first person of each, as DKUM's directory tells them."""
    made = Context(place.dev, ep, place.kind, place.scope)
    made.places = {**_WHERE}
    made.admin_keys = {*_FIRST_KEYS}
    return made


def begin(place: Place, draw: random.Random) -> Copy:
    """A new office with its people."""
    copy = Copy(place, new_context(place, 1), draw)
    first = place.people[0].id
    for each in place.people:
        admitted = {
            "nama": each.id, "roles": list(each.roles), "key": key_of(each.id), "active": True,
            SCOPE: place.scope,
        }  # fmt: skip
        assert copy.write(first, each.id, "person", "user", admitted)
    return copy


def put_back(copy: Copy, kept: Iterable[str], ep: int) -> Copy:
    """The copy as it stood when it held only `kept`, writing on under the new epoch `ep`."""
    older = Copy(copy.place, new_context(copy.place, ep), copy.draw, beside=copy.words())
    names = list(kept)
    then = {name: copy.before.get(name, copy.ops[name]) for name in names}
    words = {name for name, op in then.items() if isinstance(op, Op) and erasing.erases(op)}
    for name in names:  # what was erased by then already
        now = copy.ops[name]
        if isinstance(now, Gone) and now.by in words:
            then[name] = now
    older.receive(then)
    own = [op for op in older.ops.values() if op.dev == copy.place.dev]
    last = max(own, key=lambda op: (op.ep, op.seq), default=None)
    older.head = ZERO_ID if last is None else next(name for name, op in older.ops.items() if op is last)
    return older


def cloned(copy: Copy) -> Copy:
    """The same folder on a second computer that nobody noticed: same device, same epoch, same next seq."""
    twin = Copy(
        copy.place, new_context(copy.place, copy.context.ep), copy.draw, seq=copy.seq, head=copy.head,
        beside={**copy.beside}, before={**copy.before},
    )  # fmt: skip
    twin.receive(copy.ops)
    return twin


# ---- what must hold ----------------------------------------------------------------------------------


def accepted(copy: Copy, scope: str) -> int:
    """How many places of a kelurahan its acceptances take here."""
    return sum(
        state.status == "accepted" and state.scope == scope and state.first is not None
        for state in copy.states.values()
    )


def same(one: Copy, other: Copy) -> None:
    """Copies that hold the same ops say the same: states, heads, conflicts, void ops, people."""
    assert one.ops.keys() == other.ops.keys()
    for name, op in one.ops.items():
        assert op == other.ops[name], (name, "erased in one of them, or by another word")
    assert one.context.people == other.context.people, "people"
    for rec in one.by_record.keys() | other.by_record.keys():
        left, right = one.states[rec], other.states[rec]
        if left != right:
            for name in ("values", "heads", "conflicts", "void", "status", "stale", "top", "rev", "authors"):
                assert getattr(left, name) == getattr(right, name), (rec, name)
            raise AssertionError((rec, "state"))


def sensible(state: State) -> None:
    """No value is lost in silence, and a status stands on what it needs."""
    valid = [entry for entry in state.by_id.values() if entry.id not in state.void]
    seen: dict[str, set[str]] = {}
    for entry in valid:
        for name in entry.op.set:
            seen.setdefault(name, set()).update(entry.op.base.get(name, ()))
    for entry in valid:
        for name in entry.op.set:
            if entry.id in seen[name]:
                continue  # somebody who saw it said something else
            assert entry.id in state.heads[name], (name, "neither shown nor replaced by one who saw it")
    for name, heads in state.heads.items() if not state.erased else ():
        if name.startswith(DIFFERENCE) or (name in QUIET and state.ent == "application"):
            continue
        said = [state.by_id[head].op.set[name] for head in heads]
        assert state.values[name] in said, (name, "the shown value is nobody's")
        assert differ(said) == (name in state.conflicts), (name, "conflict")
    if state.erased:
        assert all(erasing.erases(entry.op) for entry in valid), "something is told of who was erased"
    elif state.ent == "application" and state.first is not None:
        _sensible_status(state)


def _sensible_status(state: State) -> None:
    heads = [state.by_id[head] for head in state.heads.get(STATUS, ())]
    if not heads:
        assert state.status == "draft"
        return
    strongest = max(weight_of(head) for head in heads)
    said = {status_of(head) for head in heads if weight_of(head) == strongest}
    assert state.status in said or (state.status == "submitted" and state.stale and "verified" in said)
    if state.status == "verified":
        assert not state.conflict_in(decisive_of("application")), "verified over an open difference"
        word = [head for head in heads if status_of(head) == "verified" and head.op.rev == state.rev]
        assert word, "verified by nobody who looked at this"
        allowed = [head for head in word if head.op.user not in state.authors or (head.op.set.get(MARK))]
        assert allowed, "verified by who typed it"
        alone = {head.op.set.get(MARK) for head in heads if status_of(head) == "verified"}
        assert state.values.get(MARK) in alone, "the mark is not that of who verified"
    if state.status in ("draft", "submitted", "withdrawn"):
        assert not state.values.get(MARK), "marked, and nobody has judged it"
    decisions = [head for head in heads if is_decision(head)]
    for head in decisions:
        proposal = state.by_id.get(str(head.op.set.get("usulan", "")))
        if head.op.kind != "decide" or status_of(head) == "cancelled":
            continue
        assert proposal is not None and proposal.id not in state.void, "decided without a proposal"
        assert proposal.op.user != head.op.user, "one person on both sides"
    quarrel = differ([decided_of(head) for head in decisions])
    assert quarrel == (STATUS in state.conflicts), "two live decisions"
