"""The same ops in another epoch: what a device wrote where another copy of it wrote too is said again.

A moved op says what it said: record, fields, person, time. Its place in the stream is new, so its id is, and
so is every id by which other moved ops name it: in `base`, and in `rev`, which is made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec

from desktop_app.domain.authority import judge
from desktop_app.domain.merge import Entry, State, apply, order, revision
from desktop_app.domain.op import Op


def moved(op: Op, ep: int, seq: int, prev: str, names: Mapping[str, str], rev: str | None) -> Op:
    """`op` at another place. `names` gives the new ids (hex) of what was moved before it; they may also stand
    in values: what a difference is about, or which proposal a decision approves."""
    base = {field: [names.get(each, each) for each in heads] for field, heads in op.base.items()}
    said = {field: _renamed(value, names) for field, value in op.set.items()}
    return msgspec.structs.replace(op, ep=ep, seq=seq, prev=prev, set=said, base=base, rev=rev)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [_renamed(each, names) for each in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {key: _renamed(each, names) for key, each in cast("dict[str, Any]", value).items()}
    return value


def seen_heads(
    entries: Iterable[Entry], looked: Sequence[tuple[str, str]], decisive: frozenset[str]
) -> dict[str, dict[str, list[str]]]:
    """For each (op id, `rev`) of one record's history: the decisive heads of which that `rev` was made.

    One that nobody can tell any more is left out: the step was about data that have changed since.
    """
    wanted = dict(looked)
    found: dict[str, dict[str, list[str]]] = {}
    state = State()
    for entry in order(entries):
        apply(state, entry, decisive=decisive, judge=_as_written)
        for name, rev in wanted.items():
            if state.rev == rev and name not in state.by_id:
                found[name] = {each: list(state.heads[each]) for each in decisive.intersection(state.heads)}
    return found


def new_rev(heads: Mapping[str, Sequence[str]], names: Mapping[str, str], decisive: frozenset[str]) -> str:
    """The `rev` of the same heads under their new ids."""
    renamed = {field: sorted(names.get(each, each) for each in ids) for field, ids in heads.items()}
    return revision(renamed, decisive)


def _as_written(entry: Entry, state: State) -> str:
    """As it was judged when it was written: that its stream has ended since is why it moves."""
    reason = judge(entry, state)
    return "" if reason == "revoked" else reason
