"""Copies that hear of the same things say the same, whatever was lost, repeated, late, restored or cloned.

    python -m tests.proof.convergence [--level ideal|real] [--examples N] [--seed S] [--jobs J]

`ideal`: copies in memory. `real`: offices on disk that exchange sync files.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desktop_app.domain import erasing
from desktop_app.domain.alone import MARK
from desktop_app.domain.merge import State
from desktop_app.domain.status import TRANSITIONS
from tests.proof import exchange, harness
from tests.proof.copies import (
    CURUG,
    KUKUSAN,
    PLACES,
    QUOTA,
    Copy,
    Gone,
    accepted,
    begin,
    cloned,
    fixed,
    key_of,
    put_back,
    same,
    sensible,
)

FULL: Final = 20_000
STEPS: Final = 50
FIELDS: Final = ("nama", "nik", "alamat", "hp", "email")
"""The first three are decisive."""
WORDS: Final = ("satu", "dua", None)
PAPER: Final = {"sha256": "b" * 64, "jenis": "ktp", "mime": "image/jpeg", "size": 1, "wall": 1}
GIVEN: Final = (("operator",), ("operator", "verifikator"))
MOST_RECORDS: Final = 4
_OFFICE_ROWS: Final = [
    row for row in TRANSITIONS if row.action in ("submit", "verify", "return", "reject", "withdraw")
]

_any = st.integers(0, 7)
_few = st.integers(0, 3)
_seeds = st.integers(0, 2**32)


class Copies(RuleBasedStateMachine):
    """Five to eight copies; people work at each, ops travel, computers break and double."""

    done: Counter[str] = Counter()
    """What all machines of this process did."""

    def __init__(self) -> None:
        super().__init__()
        self.copies: list[Copy] = []
        self.lost: set[str] = set()
        self.blind: set[int] = set()
        """Copies that a restored DKUM has not heard of since; it decides nothing before."""
        self.written: set[str] = set()
        self.epoch = 1
        self.made = self.books = 0

    @initialize(many=st.integers(5, 8), draw=_seeds, known=st.integers(1, 3))
    def found(self, many: int, draw: int, known: int) -> None:
        """Every office with its people; some applications that a few of the others have heard of."""
        # what comes from `draw` is quick; what the rules are given is what Hypothesis makes small
        self.draw = random.Random(draw)
        self.copies = [begin(place, self.draw) for place in PLACES[:many]]
        for copy in self.copies:
            self.written.update(copy.ops)
        self._count(f"worlds of {many} copies")
        for _each in range(known):
            self.enter(self.draw.choice((1, 1, 1, 2, 3, 4)), self.draw.randrange(4), True, False)
        if self.draw.randrange(4):  # else people are heard of late as well
            crews = {name: op for copy in self.copies for name, op in copy.ops.items() if op.ent == "person"}
            for copy in self.copies:
                copy.receive(crews)
        for _each in range(self.draw.randrange(3 * many)):
            by, to = self.draw.randrange(many), self.draw.randrange(many)
            self._deliver(to, by, list(self.copies[by].ops))
        for _each in range(self.draw.randrange(4)):
            self.forward(*(self.draw.randrange(4) for _ in range(3)), 3)

    # ---- work ----------------------------------------------------------------------------------------

    @rule(at=_any, who=_few, submit=st.booleans(), other=st.booleans())
    def enter(self, at: int, who: int, submit: bool, other: bool) -> None:
        copy = self._office(at)
        if copy is None or self.made >= MOST_RECORDS:
            return
        self.made += 1
        values = {
            "nomor_pendaftaran": f"26-061002-7QK-{self.made:04d}", "kelurahan_kode": copy.place.scope,
            "nama": WORDS[other], "nik": "1", "status": "draft", "program": "WUB", "tahun": 2026,
        }  # fmt: skip
        rec = fixed(0xA0000 + self.made)
        self._write(copy, who, rec, "set", values)
        if submit:
            self._write(copy, who, rec, "status", {"status": "submitted"})

    @rule(at=_any, what=_few, who=_few, name=st.sampled_from(FIELDS), word=st.sampled_from(WORDS))
    def edit(self, at: int, what: int, who: int, name: str, word: str | None) -> None:
        copy, rec, state = self._pick(at, what)
        if copy is None or state is None or (state.values.get(name) == word and name not in state.conflicts):
            return
        self._write(copy, who, rec, "set", {name: word})

    @rule(at=_any, by=_any, what=_few, name=st.sampled_from(FIELDS), first=_few, second=_few)
    def quarrel(self, at: int, by: int, what: int, name: str, first: int, second: int) -> None:
        """Two who have seen the same say different things, and one hears of the other."""
        one, two = self._at(at), self._at(by)
        if one is two:
            return
        self._deliver(self.copies.index(two), self.copies.index(one), list(one.ops))
        self.edit(self.copies.index(one), what, first, name, WORDS[first % 3])
        self.edit(self.copies.index(two), what, second, name, WORDS[second % 3])
        self._deliver(self.copies.index(two), self.copies.index(one), list(one.ops))

    @rule(which=st.integers(0, 15), who=_few, word=st.sampled_from(WORDS))
    def resolve(self, which: int, who: int, word: str | None) -> None:
        """One of the differences that are open somewhere; `None`: the value that is shown stays."""
        found = [
            (copy, rec, name)
            for copy in self.copies
            for rec in copy.applications
            for name in sorted(copy.states[rec].conflicts.keys() - {"status"})
        ]
        if found:
            copy, rec, name = found[which % len(found)]
            self._write(copy, who, rec, "resolve", {name: word or copy.states[rec].values[name]})

    @rule(at=_any, what=_few, who=_few, which=st.integers(1, 2), gone=st.booleans())
    def attach(self, at: int, what: int, who: int, which: int, gone: bool) -> None:
        copy, rec, state = self._pick(at, what)
        if copy is not None and state is not None:
            self._write(copy, who, rec, "attach", {f"lampiran:{fixed(which)}": None if gone else PAPER})

    @rule(at=_any, what=_few, who=_few, which=st.integers(0, 9))
    def step(self, at: int, what: int, who: int, which: int) -> None:
        """A step of the status table; now and then one that is none."""
        copy, rec, state = self._pick(at, what)
        if copy is None or state is None:
            return
        steps = [row.target for row in _OFFICE_ROWS if row.source == state.status]
        self._move(copy, rec, state, steps[which % len(steps)] if steps and which else "verified", who)

    @rule(versi=st.integers(1, 2), where=st.sampled_from(("", KUKUSAN, CURUG)))
    def book(self, versi: int, where: str) -> None:
        """DKUM lets one person do both somewhere, or nowhere; two books may bear one number."""
        isi = {"one_person_office": bool(where), "one_person_in": [where] if where else []}
        self.books += 1
        if self.books > 3:
            return
        said = {
            "scope": "", "program": "WUB", "tahun": 2026, "versi": versi, "nomor": "1",
            "tanggal": "2026-01-05", "isi": isi,
        }  # fmt: skip
        self._write(self.copies[0], 0, fixed(0xD0000 + self.books), "issue", said, ent="rulebook")

    @rule(at=_any, what=_few, who=_few, versi=st.integers(1, 3), to=st.sampled_from(("verified", "rejected")))
    def alone(self, at: int, what: int, who: int, versi: int, to: str) -> None:
        """One person judges, by a book that may allow it: known here, or not, or never issued."""
        copy, rec, state = self._pick(at, what)
        if copy is not None and state is not None:
            step = {
                "status": to,
                "alasan": "pindah kota",
                "tanggal_lengkap": "2026-11-20",
                MARK: f"WUB 2026 {versi}",
            }
            self._write(copy, who, rec, "status", step, state.rev)

    @rule(at=_any, what=_few, who=_few, far=st.integers(1, 4))
    def forward(self, at: int, what: int, who: int, far: int) -> None:
        """The usual next steps, wherever the application is; DKUM hears of them and does its part."""
        copy, rec, _state = self._pick(at, what)
        for _step in range(far if copy is not None else 0):
            assert copy is not None
            state = copy.states[rec]
            if state.status in ("draft", "returned"):
                self._move(copy, rec, state, "submitted", who)
            elif state.status == "submitted":
                others = [n for n, user in enumerate(self._crew(copy)) if user not in state.authors]
                self._move(copy, rec, state, "verified", others[who % len(others)] if others else who)
            elif copy is self.copies[0]:
                self._decide(rec, "accepted")
            else:
                self._deliver(0, self.copies.index(copy), list(copy.ops))
                copy = self.copies[0]

    def _move(self, copy: Copy, rec: str, state: State, to: str, who: int) -> None:
        values: dict[str, Any] = {"status": to}
        if to == "verified":
            values["tanggal_lengkap"] = "2026-11-20"
        elif to != "submitted":
            values["alasan"] = "foto kabur"
        self._write(copy, who, rec, "status", values, state.rev)

    @rule(at=_any, what=_few, who=_few, answered=st.booleans())
    def request(self, at: int, what: int, who: int, answered: bool) -> None:
        copy, rec, state = self._pick(at, what)
        if copy is not None and state is not None:
            said = {"alasan": "pindah"} | ({"jawaban": "tetap"} if copy.place.kind == "dkum" else {})
            self._write(copy, who, rec, "request", {"permintaan": said})

    # ---- DKUM ----------------------------------------------------------------------------------------

    @rule(what=_few, outcome=st.sampled_from(("accepted", "accepted", "waitlisted", "rejected", "returned")))
    def decide(self, what: int, outcome: str) -> None:
        """Proposed and approved within the quota, as one serialised transaction counts it."""
        dkum, rec, _state = self._pick(0, what)
        if dkum is not None:
            self._decide(rec, outcome)

    def _decide(self, rec: str, outcome: str) -> None:
        dkum = self.copies[0]
        state = dkum.states[rec]
        if self.blind or state.stale or state.status not in ("verified", "waitlisted"):
            return
        if outcome == "accepted" and accepted(dkum, state.scope) >= QUOTA:
            self._count("not accepted: no place")
            return
        usul = {
            "hasil": outcome, "peringkat": 1, "undian": "ab", "alasan": "pindah kota", "putusan_rec": rec,
        }  # fmt: skip
        proposal = self._write(dkum, 0, rec, "propose", {"usul": usul}, state.rev)
        if proposal:
            decided = {"status": outcome, "usulan": proposal, "alasan": "pindah kota", "peringkat": 1}
            self._write(dkum, 1, rec, "decide", decided, dkum.states[rec].rev)
        self._within_quota()

    @rule(what=_few, why=st.sampled_from(sorted(erasing.REASONS)))
    def erase(self, what: int, why: str) -> None:
        """Who approves at DKUM erases somebody, or once more what came of them afterwards."""
        dkum = self.copies[0]
        if self.blind:
            return
        self._say_again()
        late = [rec for rec, state in sorted(dkum.states.items()) if state.erased and dkum.left(rec)]
        records = late + dkum.applications
        if records:
            rec = records[what % len(records)]
            self._erase(rec, dkum.left(rec), why)
            self._count("erased again" if rec in late else "erased")

    def _erase(self, rec: str, ops: Iterable[str], why: str) -> None:
        dkum = self.copies[0]
        asking = erasing.Asking(rec, rec, (), dkum.place.people[0].id, "a" * 192)
        said = erasing.values_of(ops, (), why, dkum.states[rec].scope, asking)
        self._write(dkum, 1, rec, erasing.ERASE, said)

    def _say_again(self) -> None:
        """Words that DKUM lost when it was put back."""
        for word in self.copies[0].lost_words():
            self._erase(word.rec, erasing.named(word), str(word.set[erasing.WHY]))
            self._count("words said again")

    @rule(what=_few)
    def cancel(self, what: int) -> None:
        dkum, rec, state = self._pick(0, what)
        if dkum is None or state is None or self.blind or state.status != "accepted":
            return
        self._write(dkum, 1, rec, "decide", {"status": "cancelled", "alasan": "pindah kota"}, state.rev)

    # ---- people --------------------------------------------------------------------------------------

    @rule(
        at=_any, number=st.integers(1, 3), roles=st.sampled_from((("operator",), ("operator", "verifikator")))
    )
    def admit(self, at: int, number: int, roles: tuple[str, ...]) -> None:
        copy = self._office(at)
        if copy is None:
            return
        user = fixed(0xB0000 + self._number(copy) * 16 + number)
        values: dict[str, Any] = {"roles": list(roles)}
        if user not in copy.states:
            values |= {"nama": user, "key": key_of(user), "active": True, "scope": copy.place.scope}
        self._write(copy, 0, user, "user", values, ent="person")

    @rule(at=_any, who=st.integers(1, 7), blank=st.integers(0, 3))
    def dismiss(self, at: int, who: int, blank: int) -> None:
        """The cutoff names every stream known here; one that is not known counts for nothing."""
        copy = self._office(at)
        if copy is None:
            return
        crew = sorted(user for user, facts in copy.context.people.items() if facts.office == copy.place.scope)
        user = crew[who % len(crew)] if crew else ""
        if not user or user == copy.place.people[0].id:
            return
        cutoff: dict[str, int] = {}
        for op in copy.ops.values():
            stream = f"{op.dev}-{op.ep}"
            cutoff[stream] = max(cutoff.get(stream, 0), op.seq)
        if blank == 0 and cutoff:
            cutoff.pop(sorted(cutoff)[who % len(cutoff)])
        self._write(copy, 0, user, "user", {"active": False, "cutoff": cutoff}, ent="person")

    # ---- travel --------------------------------------------------------------------------------------

    @rule(to=_any, by=_any)
    def all_that_is_new(self, to: int, by: int) -> None:
        self._deliver(to, by, list(self._at(by).ops))

    @rule(to=_any, by=_any, lose=st.integers(1, 3))
    def with_losses(self, to: int, by: int, lose: int) -> None:
        """Some of it, shuffled, some of it twice."""
        names = list(self._at(by).ops)
        some = [name for name in names if self.draw.randrange(4) >= lose]
        self.draw.shuffle(some)
        self._count("ops left out on the way", len(names) - len(some))
        self._deliver(to, by, some)

    @rule(by=_any)
    def to_all(self, by: int) -> None:
        for to in range(len(self.copies)):
            self._deliver(to, by, list(self._at(by).ops))

    # ---- computers -----------------------------------------------------------------------------------

    @rule(at=_any, back=st.integers(1, 12))
    def restore(self, at: int, back: int) -> None:
        """An older copy: what came since is here no more, what nobody else got is lost with the disk."""
        copy = self._at(at)
        kept = list(copy.ops)[: max(len(copy.place.people), len(copy.ops) - back)]
        self.epoch += 1
        self.copies[self._index(at)] = put_back(copy, kept, self.epoch)
        held = set().union(*(other.ops for other in self.copies))
        self.lost |= self.written - held
        if copy.place.kind == "dkum":
            self.blind = {index for index in range(len(self.copies)) if index}
        self._count("restored")

    @precondition(lambda self: len(self.copies) < 8)
    @rule(at=_any, noticed=st.booleans())
    def clone(self, at: int, noticed: bool) -> None:
        copy = self._at(at)
        if copy.place.kind == "dkum":
            return
        twin = cloned(copy)
        if noticed:
            self.epoch += 1
            twin = put_back(twin, list(twin.ops), self.epoch)
        self.copies.append(twin)
        self._count("cloned, noticed" if noticed else "cloned, unnoticed")

    # ---- at the end ----------------------------------------------------------------------------------

    def teardown(self) -> None:
        if not self.copies:
            return
        self._dkum_attends()
        everything = dict(sorted({name: op for copy in self.copies for name, op in copy.ops.items()}.items()))
        assert everything.keys() == self.written - self.lost, "an acknowledged save is nowhere"
        for copy in self.copies:
            same(copy, copy.refolded())
            names = list(everything)
            self.draw.shuffle(names)
            for piece in (names[: self.draw.randint(0, len(names))], names):
                copy.receive({name: everything[name] for name in piece})
            same(copy, self.copies[0])
        one = self.copies[0]
        same(one, one.refolded())
        for state in one.states.values():
            sensible(state)
        self._within_quota()
        self._count("schedules")
        self._count("ops", len(everything))
        self._count("stubs", sum(isinstance(op, Gone) for op in one.ops.values()))
        self._count("void ops", sum(len(state.void) for state in one.states.values()))
        self._count("fields in conflict", sum(len(state.conflicts) for state in one.states.values()))
        self._count("verified", sum(state.status == "verified" for state in one.states.values()))
        self._count("accepted", sum(state.status == "accepted" for state in one.states.values()))

    def _dkum_attends(self) -> None:
        """DKUM has heard of all by now; it says lost words again and, this time or the next, late ones."""
        dkum = self.copies[0]
        for copy in self.copies:
            dkum.receive(copy.ops)
        self.blind.clear()
        self._say_again()
        for rec, state in sorted(dkum.states.items()) if self.draw.randrange(2) else ():
            if state.erased and dkum.left(rec):
                self._erase(rec, dkum.left(rec), "permintaan")

    # ---- within --------------------------------------------------------------------------------------

    def _index(self, at: int) -> int:
        return at % len(self.copies)

    def _at(self, at: int) -> Copy:
        return self.copies[self._index(at)]

    def _office(self, at: int) -> Copy | None:
        copy = self._at(at)
        return None if copy.place.kind == "dkum" else copy

    def _number(self, copy: Copy) -> int:
        return PLACES.index(copy.place)

    def _pick(self, at: int, what: int) -> tuple[Copy | None, str, State | None]:
        copy = self._at(at)
        scope = copy.place.scope
        records = [rec for rec in copy.applications if scope in ("", copy.states[rec].scope)]
        if not records:
            return None, "", None
        rec = records[what % len(records)]
        return copy, rec, copy.states[rec]

    def _crew(self, copy: Copy) -> list[str]:
        """Who may sit at this computer: its own people and whom its office has admitted."""
        crew = [each.id for each in copy.place.people]
        if copy.place.kind != "dkum":
            later = [user for user, facts in copy.context.people.items() if facts.office == copy.place.scope]
            crew += sorted(user for user in later if user >= fixed(0xB0000))
        return crew

    def _write(
        self, copy: Copy, who: int, rec: str, kind: str, values: dict[str, Any], rev: str | None = None, *,
        ent: str = "application",
    ) -> str | None:  # fmt: skip
        crew = self._crew(copy)
        name = copy.write(crew[who % len(crew)], rec, ent, kind, values, rev=rev or None)
        self._count(
            f"{kind} {values.get('status', '')}".strip()
            + (" written" if name else f" refused: {copy.refusal}")
        )
        if name is not None:
            self.written.add(name)
            self.lost.discard(name)
        return name

    def _deliver(self, to: int, by: int, names: list[str]) -> None:
        source, target = self._index(by), self._index(to)
        ops = self.copies[source].ops
        whole = len(names) == len(ops)
        new = self.copies[target].receive({name: ops[name] for name in names})
        self._count("deliveries")
        self._count("ops that came", new)
        self._count("ops that came again", len(names) - new)
        if target == 0 and whole:
            self.blind.discard(source)
        if target == 0:
            self._within_quota()

    def _within_quota(self) -> None:
        for scope in (KUKUSAN, CURUG):
            assert accepted(self.copies[0], scope) <= QUOTA, "quota"

    def _count(self, what: str, many: int = 1) -> None:
        Copies.done[what] += many


def ideal(examples: int, seed: int, steps: int = STEPS) -> Counter[str]:
    """So many schedules of copies in memory."""
    Copies.done = Counter()
    run_state_machine_as_test(seeded(seed)(Copies), settings=harness.searching(examples, steps=steps))
    return Copies.done


def real(examples: int, seed: int, steps: int = exchange.STEPS) -> Counter[str]:
    """So many schedules of offices that exchange files."""
    exchange.Offices.done = Counter()
    settings = harness.searching(examples, steps=steps)
    run_state_machine_as_test(seeded(seed)(exchange.Offices), settings=settings)
    return exchange.Offices.done


if __name__ == "__main__":
    levels = {"ideal": (ideal, FULL, 250), "real": (real, 200, 25)}
    sys.exit(harness.command("convergence", __doc__ or "", levels, sys.argv[1:]))
