"""What this computer wrote where another copy of it wrote too is written again, in its new epoch.

DKUM's history of a duplicated stream counts. Ours beyond the last common op is cut and said again. A step
that carries a person's own signature is said again by that person alone: nobody's key signs for another, so
it waits here until they come in. What came after it about the same record waits with it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from desktop_app.domain.moving import moved, new_rev, seen_heads
from desktop_app.domain.op import Op, decode, encode, needs_user_signature, op_id
from desktop_app.office import Office
from desktop_app.storage import settings
from desktop_app.storage.cutting import CutOp, beyond, cut, histories
from desktop_app.storage.log import decisive_of
from desktop_app.storage.receive import Incoming, StreamHead, receive
from desktop_app.storage.work import Changes, Work

_WAITING: Final = "rewriting"
"""Setting: what waits for its person, and under which ids the rest was written again."""
_ASIDE: Final = "cut:"
"""Setting, by stream: ops of another computer that were cut; that computer writes them again."""


@dataclass(slots=True)
class _Waiting:
    """Ops to be said again in their order; `names` are new ids (hex) by old ones, `seen` the decisive heads
    that a verifying op looked at, by its old id."""

    ops: list[bytes] = field(default_factory=list[bytes])
    names: dict[str, str] = field(default_factory=dict[str, str])
    seen: dict[str, dict[str, list[str]]] = field(default_factory=dict[str, dict[str, list[str]]])


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """A step that waits for its person's signature."""

    user: str
    op: Op


def rewrite(work: Work, office: Office, cuts: Mapping[int, int]) -> list[bytes]:
    """Cut our streams (last seq kept, by epoch); what was cut is remembered as waiting. Ids of what was cut.

    `say_again` puts it back, once what DKUM holds in their place has come in.
    """
    gone: list[CutOp] = []
    for ep, seq in sorted(cuts.items()):
        gone += beyond(work, office.info.dev, ep, seq)
    waiting = _load(work)
    past = histories(work, {each.op.rec for each in gone})
    for rec, entries in past.items():
        looked = [
            (each.id.hex(), each.op.rev) for each in gone if each.op.rec == rec and each.op.rev is not None
        ]
        if looked:
            waiting.seen |= seen_heads(entries, looked, decisive_of(entries[0].op.ent))
    waiting.ops += [each.data for each in gone]
    for ep, seq in sorted(cuts.items()):
        cut(work, office.info.dev, ep, seq, [each for each in gone if each.op.ep == ep])
    if gone:
        _keep(work, waiting)
    return [each.id for each in gone]


def put_aside(work: Work, dev: str, ep: int, seq: int) -> int:
    """Cut another computer's stream where DKUM holds another history; how many ops were kept aside."""
    gone = beyond(work, dev, ep, seq)
    name = f"{_ASIDE}{dev}-{ep}"
    kept: list[str] = settings.get_json(work.connection, name, [])
    cut(work, dev, ep, seq, gone)
    settings.put_json(work.connection, name, [*kept, *(b64encode(each.data).decode() for each in gone)])
    return len(gone)


def say_again(work: Work, office: Office) -> int:
    """Write what waits again, as far as nobody else has to sign; how many steps were."""
    waiting = _load(work)
    if not waiting.ops:
        return 0
    work.flush()
    key = office.session.key
    items: list[Incoming] = []
    left: list[bytes] = []
    held: set[str] = set()
    seq, head = work.position
    for data in waiting.ops:
        old = decode(data)
        signs = needs_user_signature(old)
        if old.rec in held or (signs and old.user != office.session.user):
            held.add(old.rec)
            left.append(data)
            continue
        name = op_id(data).hex()
        rev = old.rev
        if name in waiting.seen:
            rev = new_rev(waiting.seen[name], waiting.names, decisive_of(old.ent))
        op = moved(old, office.info.ep, seq + 1, head, waiting.names, rev)
        body = encode(op)
        seq, head = op.seq, op_id(body).hex()
        waiting.names[name] = head
        items.append(
            Incoming(bytes.fromhex(head), op, body, key.key_id + key.sign_op(body) if signs else None)
        )
    if items:
        receive(work, items, [StreamHead(office.info.dev, office.info.ep, seq, bytes.fromhex(head))])
        work.reopen_log()
    waiting.ops = left
    _keep(work, waiting)
    return len(items)


def sign_again(office: Office) -> Changes:
    """The person who is in signs again what waits for them, and what waited behind it is written too."""
    return office.do(lambda work: say_again(work, office))


def waiting_steps(office: Office) -> Sequence[WaitingStep]:
    """What waits for somebody's signature."""
    with office.reading() as connection:
        return steps_in(connection)


def to_sign(connection: Connection, office: Office) -> dict[str, int]:
    """How many steps wait for whose signature, by name."""
    found: dict[str, int] = {}
    for step in steps_in(connection):
        facts = office.context.people.get(step.user)
        name = facts.nama if facts is not None else "?"
        found[name] = found.get(name, 0) + 1
    return found


def steps_in(connection: Connection) -> list[WaitingStep]:
    """What waits for somebody's signature, from one committed state."""
    kept: dict[str, Any] = settings.get_json(connection, _WAITING, {})
    ops = [decode(b64decode(each)) for each in kept.get("ops", ())]
    return [WaitingStep(op.user, op) for op in ops if needs_user_signature(op)]


def _load(work: Work) -> _Waiting:
    kept: dict[str, Any] = settings.get_json(work.connection, _WAITING, {})
    return _Waiting(
        [b64decode(each) for each in kept.get("ops", ())], kept.get("names", {}), kept.get("seen", {})
    )


def _keep(work: Work, waiting: _Waiting) -> None:
    """Old ids stay known as long as anything waits that may name them."""
    if not waiting.ops:
        settings.drop(work.connection, _WAITING)
        return
    told = {
        "ops": [b64encode(each).decode() for each in waiting.ops],
        "names": waiting.names,
        "seen": waiting.seen,
    }
    settings.put_json(work.connection, _WAITING, told)
