"""The fold: from the ops of one record to its state, a function of the op set alone.

Heads(record, field) are the valid ops that set the field and that no valid op names in its `base`.
Where several heads hold different values the greatest by (authority rank, n, op id) is shown, the
others are kept, and the field is in conflict until a `resolve` names them all
(exchange design, section 4).

Nothing here knows a database: thousands of invented histories can be folded in a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, cast
from unicodedata import normalize

from desktop_app.domain import alone
from desktop_app.domain.erasing import ERASABLE, STUB, erases
from desktop_app.domain.op import Op, scope_of
from desktop_app.domain.status import precedence

AUTHORITY: Final[Mapping[str, int]] = {"kelurahan": 2, "lapangan": 1, "dkum": 0}
"""Whose word is shown when two offices disagree about an applicant's field."""

STATUS: Final = "status"
RULES: Final = "aturan_versi"
"""Which version of the rules judged it; like the status, two words of it are no quarrel."""
CONFIRMED: Final = "tanggal_lengkap"
"""The day that ranks: a verification states it, and stands only as long as that word is the last."""
DIFFERENCE: Final = "perbedaan:"
"""Prefix of the field that holds what was said about a difference itself, as ``perbedaan:nama``: that it
waits, or why it was opened again (`desktop_app.domain.differing`)."""
DECIDED_WITH: Final = frozenset({"alasan", "peringkat", "putusan", "undian", "undian_benih", "usulan"})
"""What DKUM says of an application in the same breath as its decision."""
FOLLOWING: Final = DECIDED_WITH | {"pemeriksaan", alone.MARK}
"""What is said together with a status: shown as the status that counts says it, and no quarrel of its own."""
QUIET: Final = FOLLOWING | {STATUS, RULES, "usul", "permintaan"}
"""Fields of an application of which two words are no difference to choose from: the status has its own rule,
a proposal is named by the decision that approves it, a request waits until it is answered."""
LEAP: Final = 1_000_000
"""By how much an op's `n` may pass that of the op before it. One that counts on from nowhere is void and
not counted: whoever sent the largest number there is would else leave no number for the next Save."""


UNPLACED: Final = frozenset({"foreign", "revoked"})
"""Why a first word says nothing of a record: its office, or its device, was not to begin it."""
LATER_LEARNT: Final = frozenset({"person", "role", "revoked", "transition", "alone"})
"""Why a step may be void that was valid when others went on from it: its writer's right had ended, or that of
who issued the rule book it names, or the step before it has fallen."""
YIELDING: Final = frozenset({"subject", "incomplete"})
"""Why a first word does not say whose record this is, once a better one of its kind has come. It still says
of what kind: that follows from the record's own ops, or two records about each other would never settle."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the application that a record is about: whose it is (None: not known here), and the
    mentors it was ever given to."""

    scope: str | None = None
    mentors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """An op in its place: its id (hex), its typed view, and who wrote it with which right.

    `place` is the kind of the device's office, `roles` the roles its person holds for this op;
    `known` is false while the person has not been admitted by an office. `areas` are the offices the device
    ever served, None for all; `barred` is why nothing this device wrote there counts, or "". `about` belongs
    to the application that the op names, None where it names none. `alone` is where the rule books known
    here let one person do both; only an op that says so has any.
    """

    id: str
    op: Op
    place: str = "kelurahan"
    roles: frozenset[str] = frozenset()
    known: bool = True
    areas: frozenset[str] | None = None
    barred: str = ""
    about: About | None = None
    alone: frozenset[alone.Allowance] = frozenset()


@dataclass(slots=True)
class State:
    """What the ops of one record say together."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    heads: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    conflicts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    void: dict[str, str] = field(default_factory=dict[str, str])
    status: str = "draft"
    stale: bool = False
    """A decision or verification was made about data that have changed since."""
    top: int = 0
    """The largest `n` among the record's ops."""
    rev: str = ""
    authors: frozenset[str] = frozenset()
    """Who wrote the decisive values that count now; they may not verify them."""
    origin: Entry | None = None
    """The record's first word, void or not: it says what kind of record this is, and whose. A misplaced one
    counts only until one comes that is in its place."""
    first: Entry | None = None
    last: Entry | None = None
    by_id: dict[str, Entry] = field(default_factory=dict[str, Entry])
    unseen: set[str] = field(default_factory=set[str])
    """Steps whose `rev` was not that of the data before them. Nobody can have looked at what comes after
    their own word, so a later op that brings that revision about gives them no ground."""
    erased: bool = False
    """DKUM has erased the record: nothing but the erasing ops says anything of it."""
    words: dict[str, Entry] = field(default_factory=dict[str, Entry])
    """The erasing ops that count, by id."""

    @property
    def ent(self) -> str:
        """The kind of the record; empty while nobody has said anything."""
        return self.origin.op.ent if self.origin else ""

    @property
    def scope(self) -> str:
        """Whose record it is: a kelurahan's code, or "" for the city."""
        return scope_of(self.origin.op) if self.origin else ""

    def begun_by(self, entry: Entry) -> Entry:
        """The word that says whose record this is once `entry` is added."""
        before = self.origin
        if before is None:
            return entry
        reason = self.void.get(before.id)
        yields = reason in YIELDING and before.op.ent == entry.op.ent
        return entry if yields or reason in UNPLACED else before

    def conflict_in(self, names: frozenset[str]) -> bool:
        """Whether one of the fields `names` has two different live values."""
        return not names.isdisjoint(self.conflicts)


Judge = Callable[[Entry, State], str]
"""Given an op and the state before it, the reason why it is void, or ""."""


def order(entries: Iterable[Entry]) -> list[Entry]:
    """The one order in which a record's ops are read: what an op has seen comes before it.

    `n` is larger than that of every op of the record its writer had, so (n, id) is a topological order. What
    erases the record comes first: whatever else there is of it here, or not any more, then says nothing.
    Nobody but DKUM can say such a word.
    """
    return sorted(entries, key=lambda entry: (not _may_erase(entry), entry.op.n, entry.id))


def untouched(ordered: Sequence[Entry], judge: Judge) -> list[Entry]:
    """What these ops of a record, in `order`, say of it. Where a word counts that erases it, that is all that
    is not about a person: such a word never reaches it, whatever kind of record it claims, so nobody is
    erased as a colleague. Which words count hangs on nothing but themselves: what has become a stub may be
    of any kind.
    """
    if not any(_counts(entry, judge) for entry in ordered):
        return list(ordered)
    return [entry for entry in ordered if entry.op.ent not in ERASABLE]


def kind_of(told: Sequence[Entry]) -> str:
    """What kind of record these ops in `order` are about: as it began, whatever an erasing word says."""
    first = next((entry for entry in told if not erases(entry.op)), told[0] if told else None)
    return "" if first is None else first.op.ent


def _may_erase(entry: Entry) -> bool:
    return erases(entry.op) and entry.place == "dkum"


def _counts(entry: Entry, judge: Judge) -> bool:
    return erases(entry.op) and not judge(entry, State())


def fold(entries: Iterable[Entry], *, decisive: frozenset[str], judge: Judge) -> State:
    """The state of one record."""
    state, ordered = State(), order(entries)
    told = untouched(ordered, judge)
    if len(told) < len(ordered) and told:  # words that erase reach a part of it only
        for entry in told:
            apply(state, entry, decisive=decisive, judge=judge)
        for entry in ordered:
            if entry.op.ent in ERASABLE:
                _set_aside(state, entry, judge)
        return state
    for entry in ordered:
        apply(state, entry, decisive=decisive, judge=judge)
    return state


def _set_aside(state: State, entry: Entry, judge: Judge) -> None:
    """Beside a record that an erasing word does not reach: the word, and what it erases."""
    state.by_id[entry.id] = entry
    reason = judge(entry, State()) if erases(entry.op) else STUB
    if reason:
        state.void[entry.id] = reason
    else:
        state.words[entry.id] = entry
        state.top = max(state.top, entry.op.n)


def apply(
    state: State,
    entry: Entry,
    *,
    decisive: frozenset[str],
    judge: Judge,
) -> None:
    """Add the next op in `order` to `state`.

    Also the way of a local Save: a new op has seen every head, so it always comes last.
    """
    op = entry.op
    if state.erased or erases(op):
        _apply_erasure(state, entry, judge)
        return
    before, state.origin = state.origin, state.begun_by(entry)
    state.by_id[entry.id] = entry
    if op.n > state.top + LEAP:
        state.void[entry.id] = "leap"
        return
    state.top = max(state.top, op.n)
    if op.rev is not None and op.rev != state.rev:
        state.unseen.add(entry.id)
    reason = judge(entry, state)
    if reason:
        state.void[entry.id] = reason
        if before is not None and (reason in UNPLACED or _yields(state, before, reason)):
            state.origin = before
        return
    state.last = entry
    if state.first is None:  # nothing to weigh yet; lists of heads are replaced, never changed
        state.first = entry
        only = [entry.id]
        state.heads = dict.fromkeys(op.set, only)
        state.values = dict(op.set)
        _settle_status(state, decisive)
        return
    for name, value in op.set.items():
        replaced = op.base.get(name)
        heads = state.heads.get(name)
        if heads is None:
            state.heads[name] = [entry.id]
            state.values[name] = value
            continue
        kept = [head for head in heads if head not in replaced] if replaced else heads
        state.heads[name] = sorted([*kept, entry.id])
        if kept:
            _settle(state, name)
        else:
            state.values[name] = value
            state.conflicts.pop(name, None)
    if STATUS in op.set or CONFIRMED in op.set or not decisive.isdisjoint(op.set):
        _settle_status(state, decisive)


def _apply_erasure(state: State, entry: Entry, judge: Judge) -> None:
    """Take in a word that erases the record, or another one about a record that is erased.

    Whether the first may do so hangs on nothing else about the record, so the state is one of those words
    alone, whatever is still here of the others.
    """
    op, reason = entry.op, STUB
    if erases(op):
        reason = judge(entry, State())
    state.by_id[entry.id] = entry
    if reason:
        state.void[entry.id] = reason
        return
    if not state.erased:
        state.void |= {name: STUB for name, each in state.by_id.items() if not erases(each.op)}
        state.values, state.heads, state.conflicts = {}, {}, {}
        state.status, state.stale, state.rev, state.authors = "draft", False, "", frozenset()
        state.first = state.origin = entry
        state.erased = True
    state.words[entry.id] = entry
    state.last, state.top = entry, max(state.top, op.n)
    for name, value in op.set.items():
        state.heads[name] = sorted([*state.heads.get(name, ()), entry.id])
        state.values[name] = value


def _yields(state: State, before: Entry, reason: str) -> bool:
    """Whether a void word is no better than the one before it."""
    return reason in YIELDING and state.void.get(before.id) in YIELDING


def _settle(state: State, name: str) -> None:
    """Choose the shown value among several heads, and say whether they disagree."""
    heads = state.heads[name]
    state.values[name] = state.by_id[shown(state, name)].op.set[name]
    if differ(state.by_id[head].op.set[name] for head in heads) and not _quiet(state, name):
        state.conflicts[name] = heads
    else:
        state.conflicts.pop(name, None)


def shown(state: State, name: str) -> str:
    """The head (op id) whose value is shown: the greatest by authority, `n`, op id."""
    return max(state.heads[name], key=lambda head: _weight(state.by_id[head]))


def _quiet(state: State, name: str) -> bool:
    if state.ent == "document":  # never changed; two words that it counts no more are one
        return True
    return name.startswith(DIFFERENCE) or (name in QUIET and state.ent == "application")


def differ(values: Iterable[Any]) -> bool:
    """Whether these values are not all the same to a reader (`comparable`)."""
    found = iter(values)
    first = next(found, None)
    rest = [value for value in found if value != first]
    if not rest:
        return False
    key = comparable(first)
    return any(comparable(value) != key for value in rest)


def comparable(value: Any) -> Any:
    """What of a value tells it from another: neither the case of its letters, nor spaces, nor how an accent
    is encoded, nor an empty text or entry beside none."""
    if isinstance(value, str):
        return " ".join(normalize("NFC", value).split()).casefold() or None
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {key: found for key, item in items if (found := comparable(item)) is not None} or None
    if isinstance(value, list):
        return [comparable(item) for item in cast("list[Any]", value)] or None
    return value


def _weight(entry: Entry) -> tuple[int, int, str]:
    return AUTHORITY.get(entry.place, 0), entry.op.n, entry.id


def _settle_status(state: State, decisive: frozenset[str]) -> None:
    """Concurrent statuses: the strongest wins; a verification falls when its data changed."""
    state.rev = revision(state.heads, decisive)
    writers = {head for name in decisive.intersection(state.heads) for head in state.heads[name]}
    state.authors = frozenset(state.by_id[head].op.user for head in writers)
    heads = state.heads.get(STATUS)
    if not heads:
        state.status, state.stale = "draft", False
        return
    entries = [state.by_id[head] for head in heads]
    winner = max(entries, key=_status_weight)
    status = status_of(winner)
    if len(entries) > 1 and differ(decided_of(entry) for entry in entries if is_decision(entry)):
        state.conflicts[STATUS] = heads
    else:
        state.conflicts.pop(STATUS, None)
    for name in FOLLOWING if len(entries) > 1 else ():
        if winner.id in state.heads.get(name, ()):
            state.values[name] = winner.op.set[name]
    moved = winner.op.rev is not None and (winner.op.rev != state.rev or winner.id in state.unseen)
    if status == "verified" and CONFIRMED in winner.op.set:
        moved = moved or not _same_day(state, winner)
    if is_decision(winner):  # its ground has gone, as when the verifier's right ended before
        moved = moved or any(head in state.void for head in winner.op.base.get(STATUS, ()))
    state.stale = moved and status != "returned"  # what was returned is there to be mended
    state.status = "submitted" if state.stale and status == "verified" else status
    state.values[STATUS] = state.status
    if alone.MARK in state.heads:
        state.values[alone.MARK] = _done_alone(state, winner) if state.status != "submitted" else None


def _done_alone(state: State, step: Entry) -> str | None:
    """Under which rule book one person typed and judged it; of a decision, what it rests on."""
    steps, seen = [step], {step.id}
    while steps:
        step = steps.pop()
        if step.op.set.get(alone.MARK):
            return str(step.op.set[alone.MARK])
        for head in step.op.base.get(STATUS, ()) if is_decision(step) else ():
            if head in state.by_id and head not in seen:
                seen.add(head)
                steps.append(state.by_id[head])
    return None


def _same_day(state: State, winner: Entry) -> bool:
    """Whether the day that ranks is as verified: by the one word that counts, or by two who verified at the
    same time and say the same day."""
    verified = state.heads[STATUS]
    return all(
        head in verified and state.by_id[head].op.set[CONFIRMED] == winner.op.set[CONFIRMED]
        for head in state.heads[CONFIRMED]
    )


def _status_weight(entry: Entry) -> tuple[int, bool, int, str]:
    """Of two live decisions the one that gives a place is shown, so that the place is held."""
    weight = weight_of(entry)
    return weight, is_decision(entry) and status_of(entry) == "accepted", entry.op.n, entry.id


def is_decision(entry: Entry) -> bool:
    """Whether DKUM decides by this op, or chooses between two decisions of its own."""
    return entry.op.kind in ("decide", "resolve") and STATUS in entry.op.set


def decided_of(entry: Entry) -> dict[str, Any]:
    """What a decision says: the outcome and all that goes with it."""
    return {name: entry.op.set.get(name) for name in (STATUS, *sorted(DECIDED_WITH))}


def status_of(entry: Entry) -> str:
    """The status that an op sets."""
    return str(entry.op.set.get(STATUS, "draft"))


def weight_of(entry: Entry) -> int:
    """How strong the status of an op is against a concurrent one."""
    return precedence(status_of(entry), by_dkum=is_decision(entry))


def revision(heads: Mapping[str, list[str]], decisive: frozenset[str]) -> str:
    """`rev`: SHA-256 over the decisive fields and their sorted heads, one line each (hex).

    A verification or decision names the revision it looked at.
    """
    lines = [f"{name} {' '.join(heads[name])}\n" for name in _in_order(decisive) if name in heads]
    return sha256("".join(lines).encode()).hexdigest()


@lru_cache(maxsize=8)
def _in_order(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def base_for(state: State, names: Iterable[str]) -> tuple[dict[str, list[str]], int]:
    """`base` and `n` of an op that sets `names` and has seen all of `state`.

    `n` is one more than that of any op of the record that the writer had: larger than every `n` in
    `base`, and large enough that what a verifier looked at is always read before the verification.
    """
    return {name: state.heads[name] for name in names if name in state.heads}, state.top + 1
