"""The checks of a sync file that write nothing: sender, chain, scope, statements, signatures, room.

What is not authentic refuses the whole file (exchange design, section 7, steps 2 to 11).
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, select

from desktop_app.actions.erasing_asked import to_verify
from desktop_app.actions.export import FileReceipt
from desktop_app.domain import people
from desktop_app.domain.entities import ABOUT
from desktop_app.domain.erasing import ERASABLE, ERASE, STUB, STUB_BYTES, Asking, asking_of, erases, named
from desktop_app.domain.op import SCOPE, Op, decode, needs_user_signature, scope_of
from desktop_app.domain.shape import key_of
from desktop_app.errors import SyncRefused
from desktop_app.keys.signing import Signature, key_id, verify_many
from desktop_app.office import CITY, Office
from desktop_app.storage import erasures, tables
from desktop_app.sync.chain import Chained, check_usigs
from desktop_app.sync.container import Body, SignedFile
from desktop_app.sync.directory import Device, TrustedDirectory
from desktop_app.sync.manifest import StreamRange
from desktop_app.sync.refusal import refuse
from desktop_app.sync.sections import Signed

_SPACE_FACTOR: Final = 3


@dataclass(slots=True)
class Checked:
    """A file that passed every check that needs no writing."""

    opened: SignedFile
    body: Body
    directory: TrustedDirectory
    sender: Device
    ops: list[Chained]
    usigs: dict[bytes, bytes]
    statements: list[Signed]
    blobs: list[tuple[bytes, bytes]]
    receipts: list[FileReceipt]
    own: str = ""
    """This computer's device."""
    waits: bool = True
    """Whether words of DKUM's may still be to come."""
    held: set[bytes] = field(default_factory=set[bytes])
    erased: dict[bytes, str] = field(default_factory=dict[bytes, str])
    """By op that erases: the record (hex) that it erases, for those that stubs in the file name."""
    cuts: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    """Streams of which DKUM holds another history than we do: the last seq in common."""


def check(connection: Connection, checked: Checked) -> None:
    """Whether every op joins what we hold and was the sender's to write. Raises SyncRefused."""
    if checked.opened.core.kind == "reply" and checked.sender.kind != "dkum":
        raise refuse("E_OPS")  # only DKUM answers
    if not checked.sender.ever_served(checked.opened.core.kelurahan):
        named = checked.opened.core.kelurahan  # an office's file does not go under another office's name
        raise refuse("E_SCOPE", "name_of_another_office", dev=checked.sender.dev, area=named)
    _check_streams(connection, checked)
    _check_stubs(connection, checked)
    _check_scope(connection, checked)
    _check_statements(checked)


def _check_streams(connection: Connection, checked: Checked) -> None:
    """Every stream joins what we hold: no gap, no fork, no foreign device's stream."""
    by_stream: dict[str, list[Chained]] = {}
    position = 0
    for item in checked.body.manifest.streams:
        count = item.last - item.first + 1
        by_stream[item.name] = checked.ops[position : position + count]
        position += count
        _check_device(checked, item, by_stream[item.name])
        checked.held |= _check_join(connection, checked, item, by_stream[item.name])


def _check_device(checked: Checked, item: StreamRange, ops: list[Chained]) -> None:
    """Own streams, or, handed on by an office, those of its other computers, ending where they signed.

    Only the signed end makes an op handed on authentic: each is bound to it by the chain of hashes.
    """
    device = checked.directory.device(item.dev)
    if device is None:
        raise refuse("E_KEY", "stream_of_stranger", dev=item.dev)
    if not device.has_epoch(item.ep):
        raise refuse("E_FORK")  # of a copy that DKUM has not chosen
    if any(each.withheld for each in ops) and checked.sender.kind != "dkum":
        raise refuse("E_OPS")  # nobody but DKUM may leave an op out
    if item.dev == checked.sender.dev or checked.sender.kind == "dkum":
        return
    mate = device.kind != "dkum" and device.ever_served(checked.sender.kelurahan)
    if checked.sender.kind != "kelurahan" or not mate:
        raise refuse("E_SCOPE", "stream_of_another_office", dev=item.dev, area=device.kelurahan)
    signed = [statement.checkpoint() for statement in checked.statements]
    end = (item.dev, item.ep, item.last, item.head)
    if not any(point and (point.dev, point.ep, point.seq, point.head) == end for point in signed):
        raise refuse("E_OPS")


def _check_join(
    connection: Connection, checked: Checked, item: StreamRange, ops: list[Chained]
) -> set[bytes]:
    """Which of these ops are held already; the rest begins right behind them, or where two histories part
    and DKUM's counts (`Checked.cuts`)."""
    stream, op = tables.stream.c, tables.op.c
    row = connection.execute(
        select(tables.stream).where(stream.dev == bytes.fromhex(item.dev), stream.ep == item.ep)
    ).first()
    seq = row.seq if row else 0
    if item.first > seq + 1:
        raise refuse("E_GAP")
    if row is None:
        return set()
    known = {
        each.seq: each.hash
        for each in connection.execute(
            select(op.seq, op.hash).where(
                op.stream_id == row.id, op.seq >= item.first - 1, op.seq <= item.last
            )
        )
    }
    known[seq] = row.head
    before = known.get(item.first - 1)
    if before is not None and before.hex() != item.prev:
        raise _forked(item, item.first - 1)
    parted = next((each.seq for each in ops if known.get(each.seq, each.id) != each.id), None)
    if parted is None:
        return {each.id for each in ops if each.seq in known}
    if not _city_settles(checked, item):
        raise _forked(item, parted)
    checked.cuts[item.dev, item.ep] = parted - 1
    return {each.id for each in ops if each.seq < parted}


def _city_settles(checked: Checked, item: StreamRange) -> bool:
    """Whether DKUM's history of this stream counts: our own, or one whose end DKUM has ordered."""
    if checked.sender.kind != "dkum" or item.dev == checked.sender.dev:
        return False
    device = checked.directory.device(item.dev)
    return item.dev == checked.own or (device is not None and str(item.ep) in device.last_good)


def _forked(item: StreamRange, seq: int) -> SyncRefused:
    error = refuse("E_FORK")
    error.fork = (item.dev, item.ep, seq)
    return error


def _check_stubs(connection: Connection, checked: Checked) -> None:
    """Nobody leaves an op out by calling it erased: DKUM's own word names it, in this file or here already.

    Where that word is still to come the file waits for it; DKUM wrote them all, and waits only for its own.
    """
    stubs = [stub for each in checked.ops if (stub := each.stub) is not None]
    if not stubs:
        return
    here = {each.id: each.op for each in checked.ops if each.op is not None and erases(each.op)}
    words: dict[bytes, Op | None] = {}
    for stub in stubs:
        if stub.by not in words:
            words[stub.by] = here.get(stub.by) or erasures.known_word(connection, stub.by)
        word = words[stub.by]
        if word is None:
            raise (
                refuse("E_GAP")
                if checked.waits
                else refuse("E_OPS", "stub_unfounded", dev=checked.sender.dev)
            )
        device = checked.directory.device(word.dev)
        if device is None or device.kind != "dkum" or stub.id.hex() not in named(word):
            raise refuse("E_OPS", "stub_unfounded", dev=checked.sender.dev)
        checked.erased[stub.by] = word.rec


def _check_scope(connection: Connection, checked: Checked) -> None:
    """A device writes only for offices it has served; DKUM's for every one.

    What is held already was looked at when it came: whose a record is may have been learnt since. A record
    of which nobody has seen the beginning may be anyone's, also where a DKUM that was put back has its own
    later words about it: such a file waits for the one that brings it. The id of a record about an
    application can be computed by others, so a foreign office may have spoken first: there every word says
    for itself whose it is, and the fold finds out who was right.
    """
    record = tables.record.c
    scopes: dict[str, str] = {}
    fresh = [each.op for each in checked.ops if each.op is not None and each.id not in checked.held]
    begun = {
        op.rec: op
        for op in sorted(fresh, key=lambda op: op.n, reverse=True)  # the beginning comes last and stays
    }
    uuids = sorted({op.rec for op in fresh})
    for start in range(0, len(uuids), 500):
        chunk = [bytes.fromhex(uuid) for uuid in uuids[start : start + 500]]
        found = connection.execute(select(record.uuid, record.scope).where(record.uuid.in_(chunk)))
        found = found.all()
        scopes.update(
            (row.uuid.hex(), row.scope)
            for row in found
            if row.scope or _is_begun(connection, checked.directory, row.uuid)
        )
    for op in fresh:  # where it was erased, its beginning is not there any more
        if erases(op) and not _are_erasable(connection, checked, named(op)):
            raise refuse("E_OPS")  # what is about nobody cannot be erased; its stubs would be believed
        if _erased_by_dkum(op, checked.directory):
            scopes.setdefault(op.rec, scope_of(op))
    for op in fresh:
        device = checked.directory.device(op.dev)
        first = begun[op.rec]
        if op.rec not in scopes and first.n > 1 and not scope_of(first) and checked.sender.kind != "dkum":
            raise refuse("E_GAP")
        if op.ent in ABOUT and SCOPE in op.set:
            scopes[op.rec] = scope_of(op)
        scope = scopes.setdefault(op.rec, scope_of(first))
        if device is None:
            raise refuse("E_SCOPE")
        if not device.ever_served(scope or CITY) and not _claimed_by(connection, device, op):
            raise refuse("E_SCOPE", "record_of_another_office", dev=op.dev, area=scope)


def _are_erasable(connection: Connection, checked: Checked, names: Collection[str]) -> bool:
    """Whether none of these ops (hex), as far as they are here or in the file, is about nobody."""
    ids, op = sorted(bytes.fromhex(name) for name in names), tables.op.c
    kinds = {each.op.ent for each in checked.ops if each.op is not None and each.id.hex() in names}
    for start in range(0, len(ids), 500):
        query = select(op.body).where(op.hash.in_(ids[start : start + 500]), op.kind != STUB)
        kinds |= {decode(body).ent for body in connection.execute(query).scalars()}
    return kinds <= ERASABLE


def _said(connection: Connection, uuid: bytes) -> list[Op]:
    """Every op that is held about a record."""
    bodies = select(tables.op.c.body).where(
        tables.op.c.record_id == tables.record.c.id, tables.record.c.uuid == uuid
    )
    return [decode(row.body) for row in connection.execute(bodies) if len(row.body) != STUB_BYTES]


def _is_begun(connection: Connection, directory: TrustedDirectory, uuid: bytes) -> bool:
    """Whether the first word about a record is held, which says whose it is."""
    return any(op.n == 1 or _erased_by_dkum(op, directory) for op in _said(connection, uuid))


def _erased_by_dkum(op: Op, directory: TrustedDirectory) -> bool:
    """Whether a computer of DKUM's says here that the record is erased; nobody else can begin one so."""
    device = directory.device(op.dev) if erases(op) else None
    return device is not None and device.kind == "dkum"


def _claimed_by(connection: Connection, device: Device, op: Op) -> bool:
    """Whether an office of the device was among those that called this record theirs."""
    if op.ent not in ABOUT:
        return False
    words = _said(connection, bytes.fromhex(op.rec))
    return any(SCOPE in word.set and device.ever_served(scope_of(word) or CITY) for word in words)


def _check_statements(checked: Checked) -> None:
    """Checkpoints by the stream's own device, receipts by DKUM's; a wrong signature refuses the file."""
    items: list[Signature] = []
    for statement in checked.statements:
        found = checked.directory.key(bytes.fromhex(statement.key))
        if found is None:
            raise refuse("E_KEY", "word_of_stranger")
        device, key = found
        point, receipt = statement.checkpoint() or statement.holding(), statement.receipt()
        if (point and point.dev != device.dev) or (receipt and device.kind != "dkum"):
            raise refuse("E_SIG")
        items.append(statement.to_verify(bytes.fromhex(key.key)))
    if not all(verify_many(items)):
        raise refuse("E_SIG")


def signatures(office: Office, checked: Checked) -> dict[bytes, bytes]:
    """Key id and signature by op id. A wrong or missing one refuses the file; one in the name of somebody
    unknown is kept as it came: the op is void, and looked at when that person comes."""
    signed = [each.op for each in checked.ops if each.op is not None and needs_user_signature(each.op)]
    fresh = [each.op for each in checked.ops if each.op is not None and each.id not in checked.held]
    words = [word for op in fresh if op.kind == ERASE and (word := asking_of(op.set)) is not None]
    keys = _keys_of(office, checked, {op.user for op in signed} | {word.user for word in words})
    _check_askings(words, keys)
    public = {key_id(key): key for own in keys.values() for key in own}
    bodies = {each.id: each.data for each in checked.ops}
    brought = checked.body.usigs()
    good = check_usigs(bodies, brought, public)
    found = {each.op: each.key + each.signature for each in good}
    somehow = {each.op: each.key + each.signature for each in brought}
    for each in checked.ops:
        if each.op is None or not needs_user_signature(each.op):
            continue
        own = {key_id(key) for key in keys.get(each.op.user, ())}
        if each.id not in somehow or (own and found.get(each.id, b"")[:32] not in own):
            raise refuse("E_USIG")
        found.setdefault(each.id, somehow[each.id])
    return found


def _check_askings(words: Sequence[Asking], keys: Mapping[str, set[bytes]]) -> None:
    """What erases somebody brings the word of another person, and that is theirs. Who takes this in knows
    them: they wrote at this office or at DKUM, before DKUM's word."""
    checks: list[Signature] = []
    for word in words:
        check = to_verify(word, {key_id(key): key for key in keys.get(word.user, ())})
        if check is None:
            raise refuse("E_USIG")
        checks.append(check)
    if not all(verify_many(checks)):
        raise refuse("E_USIG")


def _keys_of(office: Office, checked: Checked, users: set[str]) -> dict[str, set[bytes]]:
    """Every key these people were ever given: here, or by this file.

    A known person's new key counts only from an admin's word; anybody else's would be void, and nobody may
    sign with it.
    """
    known = office.context.people
    keys = {user: {known[user].key} for user in known}
    op, record = tables.op.c, tables.record.c
    with office.reading() as connection:
        for user in users & keys.keys():
            told = select(op.body).where(
                op.record_id == record.id, record.uuid == bytes.fromhex(user), op.void.is_(None)
            )
            found = (key_of(decode(row.body)) for row in connection.execute(told))
            keys[user].update(key for key in found if key is not None)
    admins = {user for user, facts in known.items() if facts.ever & {people.ADMIN_KANTOR, people.ADMIN_DKUM}}
    admins |= {admin.person for admin in checked.directory.content.admins if admin.revoked is None}
    for each in checked.ops:
        key = key_of(each.op) if each.op is not None else None
        if each.op is not None and key is not None and (each.op.rec not in keys or each.op.user in admins):
            keys.setdefault(each.op.rec, set()).add(key)
    return keys


def check_space(office: Office, checked: Checked) -> None:
    """Three times what the file unpacks to. Raises SyncRefused E_SPACE, E_IO."""
    raw = sum(section.raw for section in checked.body.manifest.sections)
    try:
        free = shutil.disk_usage(office.home).free
    except OSError as error:
        raise refuse("E_IO") from error
    if free < _SPACE_FACTOR * raw:
        raise refuse("E_SPACE")
