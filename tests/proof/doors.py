"""Every door through which bytes from outside come in, each to be fed with anything at all.

The first byte chooses the door, the rest is what comes through it. What stands before a decoder (a
signature, a hash, an encryption) is made right here, so that chance need not guess it. A door may
refuse with SyncRefused and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from desktop_app.domain.merge import Entry
from desktop_app.domain.op import decode, encode, needs_user_signature, op_id, scope_of
from desktop_app.domain.shape import fits, key_of
from desktop_app.errors import SyncRefused
from desktop_app.keys import age
from desktop_app.keys.signing import DIRECTORY_TYPE, HEADER_TYPE, sign, verify
from desktop_app.storage.log import fold_entries
from desktop_app.sync.chain import chained, check_usigs
from desktop_app.sync.container import (
    LENGTHS,
    Body,
    SignedFile,
    is_whole,
    open_body,
    open_enrolment,
    open_header,
    open_introduced,
    open_plain_body,
    peek,
)
from desktop_app.sync.directory import read
from desktop_app.sync.enrolment import make_request, read_grant, read_request
from desktop_app.sync.manifest import MAGIC, MIB, Core, Header, Section, pack
from desktop_app.sync.refusal import SENTENCES
from desktop_app.sync.sections import (
    RAW,
    ZSTD,
    Holding,
    decode_blobs,
    decode_ops,
    decode_statements,
    decode_usigs,
    encode_blob,
    encode_statements,
    sign_statement,
    whole,
)
from desktop_app.sync.writer import body_bytes, make_core, packed_section, raw_section, seal
from tests.sync.city import INBOX, KUKUSAN, MADE, OFFICE, ROOT, ROOT_PUBLIC, SITI, chain, city
from tests.sync.golden import FILES, golden_parcel_bytes

_U32: Final = struct.Struct("<I")


@cache
def _core() -> Core:
    made = make_core(
        OFFICE, kind="enrol-request", ep=1, kelurahan=KUKUSAN, no=1, recipients=(), app="0.1.0", directory=1
    )
    return msgspec.structs.replace(made, id="ab" * 16)


@cache
def _data_core() -> Core:
    return msgspec.structs.replace(_core(), kind="data", rcpt=[age.recipient_id(INBOX.recipient)])


@cache
def _known() -> tuple[Entry, ...]:
    """Earlier ops of the record that a fuzzed op may speak about."""
    return tuple(Entry(op_id(data).hex(), decode(data)) for data in chain(1))


def _read_all(body: Body) -> None:
    """Everything an importer reads of a body before it asks a database."""
    for statement in body.statements():
        statement.checkpoint()
        statement.receipt()
        statement.holding()
        verify(*statement.to_verify(OFFICE.public_key))
    usigs = body.usigs()
    brought = body.directory()
    if brought is not None:
        read(brought, [ROOT_PUBLIC])
    ops = {each.id: each.data for each in chained(body.manifest.streams, body.ops()) if each.op is not None}
    check_usigs(ops, usigs, {SITI.key_id: SITI.public_key})
    for _ in body.blobs():
        pass


@cache
def _scratch() -> Path:
    """In memory where the system has such a place: a fuzzer writes it a thousand times a second."""
    memory = Path("/dev/shm")
    folder = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    return folder / f"wira-doors-{os.getpid()}.dks"


def _as_file(data: bytes) -> Path:
    path = _scratch()
    path.write_bytes(data)
    return path


def _enveloped(header: bytes, body: bytes) -> bytes:
    """Any header, rightly signed."""
    name = HEADER_TYPE.encode()
    start = MAGIC + LENGTHS.pack(1, len(name), len(header)) + name + header
    return start + OFFICE.key_id + OFFICE.sign(HEADER_TYPE, header) + body


# ---- the doors -------------------------------------------------------------------------------------------


def _file(data: bytes) -> None:
    """A whole file, by every way in."""
    path = _as_file(data)
    for way in (
        lambda: peek(path),
        lambda: is_whole(path.read_bytes()),
        lambda: _read_all(open_body(open_introduced(path), INBOX.identities)),
        lambda: read_request(path),
        lambda: read_grant(path, OFFICE, [ROOT_PUBLIC]),
        lambda: _read_all(open_body(open_header(path, city().sender), INBOX.identities)),
    ):
        _refusing(way)


def _header(data: bytes) -> None:
    """A header that is signed; its body is what follows a zero byte."""
    header, _, body = data.partition(b"\0")
    path = _as_file(_enveloped(header, body))
    _refusing(lambda: peek(path))
    _refusing(lambda: open_enrolment(path))
    _read_all(open_body(open_header(path, city().sender), INBOX.identities))


def _fitting_header(data: bytes) -> None:
    """A core that is signed with the true length and hash of a body encrypted for us."""
    core, _, plain = data.partition(b"\0")
    body = age.encrypt(plain, [INBOX.recipient])
    try:
        header = msgspec.json.encode(Header(msgspec.Raw(core), len(body), hashlib.sha256(body).hexdigest()))
    except msgspec.MsgspecError:
        return
    path = _as_file(_enveloped(header, body))
    _read_all(open_body(open_header(path, city().sender), INBOX.identities))


def _body(data: bytes) -> None:
    """What stands inside the encryption: length, manifest, sections."""
    core = pack(_core())
    signed = SignedFile(_core(), city().sender(OFFICE.key_id), core, memoryview(data))  # type: ignore[arg-type]
    _read_all(open_plain_body(signed))


def _manifest(data: bytes) -> None:
    """A manifest with its length made right, then its sections."""
    manifest, _, rest = data.partition(b"\0")
    _body(_U32.pack(len(manifest)) + manifest + rest)


def _section(name: str, data: bytes) -> tuple[Section, memoryview]:
    return Section(name, RAW, len(data), len(data), hashlib.sha256(data).hexdigest()), memoryview(data)


def _ops(data: bytes) -> None:
    for each in decode_ops(*_section("ops", data)):
        _op(each)


def _blobs(data: bytes) -> None:
    for _ in decode_blobs(*_section("blobs", data)):
        pass


def _packed(data: bytes) -> None:
    """A compressed section that declares whatever the first four bytes say."""
    if len(data) < _U32.size:
        return
    (raw,) = _U32.unpack_from(data)
    packed = memoryview(data)[_U32.size :]
    section = Section("ops", ZSTD, len(packed), raw, "0" * 64)
    _refusing(lambda: whole(section, packed))
    for _ in decode_ops(section, packed):
        pass


def _usigs(data: bytes) -> None:
    ops = {op_id(each): each for each in chain(2)}
    check_usigs(ops, decode_usigs(data), {SITI.key_id: SITI.public_key})


def _statements(data: bytes) -> None:
    for statement in decode_statements(data):
        _refusing(statement.checkpoint)
        _refusing(statement.receipt)
        _refusing(statement.holding)
        verify(*statement.to_verify(OFFICE.public_key))


def _directory(data: bytes) -> None:
    """A directory's envelope, before and after a root was pinned."""
    _refusing(lambda: read(data, None))
    read(data, [ROOT_PUBLIC])


def _listed(data: bytes) -> None:
    """A directory's content, rightly signed by the root."""
    try:
        body = data.decode()
    except UnicodeDecodeError:
        return
    key = ROOT_PUBLIC.hex()
    envelope = {"body": body, "sigs": {key: sign(ROOT, DIRECTORY_TYPE, data).hex()}}
    found = read(msgspec.json.encode(envelope), [ROOT_PUBLIC])
    found.recipients_down(KUKUSAN)
    found.root_fingerprints()
    for device in found.content.devices:
        found.recipients_up(device)
        found.recipients_to_inbox(device)


def _request(data: bytes) -> None:
    """The content of an enrolment request, which anybody may write."""
    core = _core()
    plain = body_bytes(core, [raw_section("request", data)])
    read_request(_as_file(seal(OFFICE, core, plain, (), bring_key=True)))


def _op(data: bytes) -> None:
    """An op, as far as it is looked at: its form, its rights, what it says of its record."""
    op = decode(data)
    scope_of(op)
    needs_user_signature(op)
    fits(op)
    key_of(op)
    for place in ("kelurahan", "dkum"):
        entry = Entry(op_id(data).hex(), op, place, frozenset(("operator", "verifikator", "petugas_dkum")))
        fold_entries([entry])
        fold_entries([*_known(), entry])


def _refusing(way: Callable[[], object]) -> None:
    try:
        way()
    except SyncRefused as refused:
        assert refused.code in SENTENCES, refused.code


DOORS: Final[tuple[Callable[[bytes], None], ...]] = (
    _file, _header, _fitting_header, _body, _manifest, _ops, _blobs, _packed, _usigs, _statements, _directory,
    _listed, _request, _op,
)  # fmt: skip


def come_in(data: bytes) -> None:
    """Whatever `data` is, the door it chooses takes it or refuses it with a class of its own."""
    if data:
        _refusing(lambda: DOORS[data[0] % len(DOORS)](data[1:]))


def seeds() -> Iterator[bytes]:
    """Something right for every door, to begin with."""
    for door, right in _seeds():
        yield bytes([DOORS.index(door)]) + right


def _seeds() -> Iterator[tuple[Callable[[bytes], None], bytes]]:
    for path in sorted(FILES.rglob("*.dks")):
        yield _file, path.read_bytes()
    yield _file, golden_parcel_bytes()
    core = pack(_data_core())
    plain = body_bytes(_data_core(), [])
    yield _fitting_header, core + b"\0" + plain
    sealed = age.encrypt(plain, [INBOX.recipient])
    header = Header(msgspec.Raw(core), len(sealed), hashlib.sha256(sealed).hexdigest())
    yield _header, msgspec.json.encode(header) + b"\0" + sealed
    golden = open_body(open_header(_as_file(golden_parcel_bytes()), city().sender), INBOX.identities)
    contents = {each.name: golden.section(each.name) or b"" for each in golden.manifest.sections}
    for pack_section in (raw_section, packed_section):
        made = [
            (raw_section if name in ("usigs", "blobs") else pack_section)(name, data)
            for name, data in contents.items()
        ]
        inside = body_bytes(
            _core(), made, streams=golden.manifest.streams, have=golden.manifest.have, want=["cd" * 32]
        )
        yield _body, inside
        size = _U32.unpack_from(inside)[0]
        yield _manifest, inside[4 : 4 + size] + b"\0" + inside[4 + size :]
    yield _ops, contents["ops"]
    yield _blobs, contents["blobs"] + encode_blob(b"x" * 40)
    section, packed = packed_section("ops", contents["ops"])
    yield _packed, _U32.pack(section.raw) + packed
    yield _packed, _U32.pack(2 * MIB) + packed_section("ops", bytes(4 * MIB))[1]
    yield _usigs, contents["usigs"]
    yield _statements, contents["checkpoints"]
    holding = Holding(OFFICE.dev, 1, 1, {f"{OFFICE.dev}/1": 3})
    yield _statements, encode_statements([sign_statement(OFFICE.signing_key, holding)])
    yield _directory, contents["directory"]
    yield _listed, msgspec.json.decode(contents["directory"])["body"].encode()
    _, request = make_request(
        OFFICE, kind="kelurahan", kelurahan=KUKUSAN, people=[(SITI.person, SITI.public_key)], csr=b"-----",
        made=MADE, app="0.1.0",
    )  # fmt: skip
    yield _request, open_plain_body(open_enrolment(_as_file(request))).section("request") or b""
    yield from ((_op, data) for data in _op_seeds())


def _op_seeds() -> Iterator[bytes]:
    (first,) = chain(1)
    op = decode(first)
    yield first
    for changes in (
        {"kind": "status", "set": {"status": "verified"}, "rev": "ab" * 32, "n": 2},
        {"kind": "attach", "set": {"lampiran:" + "ab" * 16: {
            "sha256": "cd" * 32, "jenis": "ktp", "mime": "image/jpeg", "size": 5, "wall": 1}}, "n": 2},
        {"kind": "resolve", "set": {"nama": "Siti"}, "base": {"nama": [op_id(first).hex()]}, "n": 2},
        {"kind": "user", "ent": "person", "set": {"nama": "Siti", "office": KUKUSAN, "roles": ["operator"],
            "key": "ab" * 32, "active": True, "scope": KUKUSAN, "cutoff": {"ab" * 16 + "/1": 4}}},
        {"kind": "issue", "ent": "document", "set": {"jenis": "daftar", "edisi": "", "nomor": "1", "tanggal":
            "2026-11-20", "rows": [["ab" * 16, "cd"]], "state": "issued", "digest": "", "pdf": "cd" * 32}},
        {"kind": "decide", "set": {"usul": {"hasil": "diterima", "peringkat": 1, "undian": "", "alasan": "",
            "putusan_rec": "ab" * 16}}, "n": 3},
        {"kind": "later", "ent": "later", "set": {"a": [1, {"b": None}]}},
    ):  # fmt: skip
        yield encode(msgspec.structs.replace(op, **changes))
