"""The sections of a body: how each is written as bytes and read back under its limits."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Final, NamedTuple

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.domain.op import MAX_OP_BYTES, MAX_WALL
from desktop_app.keys.signing import CHECKPOINT_TYPE, HOLDING_TYPE, RECEIPT_TYPE, Signature, key_id, sign
from desktop_app.sync.manifest import (
    MAX_BLOB,
    MAX_OPS,
    MAX_WHOLE,
    MAX_WINDOW,
    MIB,
    Count,
    Id16,
    Id32,
    Section,
    Sig64,
    StreamName,
    pack,
    parse,
)
from desktop_app.sync.refusal import refuse

RAW: Final = "raw"
ZSTD: Final = "zstd"
ZSTD_LEVEL: Final = 3
_U32: Final = struct.Struct("<I")
_STEP: Final = MIB
WITHHELD_BYTES: Final = 32
"""In place of an op that the receiver may not see stands its id; no op is that short."""
USIG_BYTES: Final = 32 + 32 + 64
_BLOB_HEAD: Final = 32 + 4


class UserSignature(NamedTuple):
    """A person's detached signature beside an op: op id, id of the key, 64 bytes."""

    op: bytes
    key: bytes
    signature: bytes


class Checkpoint(msgspec.Struct, frozen=True):
    """The stream's own device says how far its stream goes; ops beyond it are not relayed."""

    dev: Id16
    ep: Count
    seq: Count
    head: Id32
    wall: Annotated[int, msgspec.Meta(ge=0, le=MAX_WALL)]


class Receipt(msgspec.Struct, frozen=True):
    """DKUM says that it holds a stream up to `seq`, since `wall` (its own clock, ms since 1970 UTC)."""

    dev: Id16
    ep: Count
    seq: Count
    head: Id32
    wall: Annotated[int, msgspec.Meta(ge=0, le=MAX_WALL)]


class Holding(msgspec.Struct, frozen=True):
    """A device says how far it has each stream, for those to whom it never writes itself. `no` rises with
    every word; of one epoch the greater number counts."""

    dev: Id16
    ep: Count
    no: Count
    have: dict[StreamName, Count]


class Signed(msgspec.Struct, frozen=True):
    """A checkpoint, holding or receipt as it travels: the signed text itself, never encoded again."""

    type: str
    body: str
    key: Id32
    sig: Sig64

    def checkpoint(self) -> Checkpoint | None:
        """The checkpoint inside, or None when this is something else. Raises E_OPS when malformed."""
        return parse(self.body.encode(), Checkpoint) if self.type == CHECKPOINT_TYPE else None

    def receipt(self) -> Receipt | None:
        """The receipt inside, or None when this is something else. Raises E_OPS when malformed."""
        return parse(self.body.encode(), Receipt) if self.type == RECEIPT_TYPE else None

    def holding(self) -> Holding | None:
        """The holding inside, or None when this is something else. Raises E_OPS when malformed."""
        return parse(self.body.encode(), Holding) if self.type == HOLDING_TYPE else None

    def to_verify(self, public_key: bytes) -> Signature:
        """For `verify_many`, once the key with id `key` was looked up."""
        return Signature(public_key, self.type, self.body.encode(), bytes.fromhex(self.sig))


_TYPES: Final = {Checkpoint: CHECKPOINT_TYPE, Holding: HOLDING_TYPE, Receipt: RECEIPT_TYPE}


def sign_statement(private_key: Ed25519PrivateKey, statement: Checkpoint | Holding | Receipt) -> Signed:
    """Sign a checkpoint or holding (with the device's own key) or a receipt (with DKUM's device key)."""
    kind = _TYPES[type(statement)]
    body = pack(statement)
    public = private_key.public_key().public_bytes_raw()
    return Signed(kind, body.decode(), key_id(public).hex(), sign(private_key, kind, body).hex())


def encode_statements(statements: Iterable[Signed]) -> bytes:
    """The ``checkpoints`` section."""
    return pack(list(statements))


def decode_statements(data: bytes) -> list[Signed]:
    """Inverse of `encode_statements`. Raises E_OPS."""
    return parse(data, list[Signed])


def encode_usigs(signatures: Iterable[UserSignature]) -> bytes:
    """The ``usigs`` section: records of 128 bytes."""
    return b"".join(part for each in signatures for part in each)


def decode_usigs(data: bytes) -> list[UserSignature]:
    """Inverse of `encode_usigs`. Raises E_OPS."""
    if len(data) % USIG_BYTES:
        raise refuse("E_OPS")
    return [
        UserSignature(data[at : at + 32], data[at + 32 : at + 64], data[at + 64 : at + USIG_BYTES])
        for at in range(0, len(data), USIG_BYTES)
    ]


def encode_op(op: bytes) -> bytes:
    """An op as the ``ops`` section holds it: its length, then its bytes."""
    return _U32.pack(len(op)) + op


def encode_blob(blob: bytes) -> bytes:
    """A blob as the ``blobs`` section holds it: SHA-256, length, bytes."""
    return hashlib.sha256(blob).digest() + _U32.pack(len(blob)) + blob


def plain_pieces(section: Section, data: memoryview) -> Iterator[bytes]:
    """The decoded bytes of a section, about a MiB at a time, never more than it declared.

    Raises E_LIMIT when more would come out than declared or the zstd window is too large, E_BIND
    when less comes out or the hash differs, E_OPS for a damaged stream, E_VERSION for an unknown codec.
    """
    total, digest = 0, hashlib.sha256()
    for piece in _decoded(section, data):
        total += len(piece)
        if total > section.raw:
            raise refuse("E_LIMIT")
        digest.update(piece)
        yield piece
    if total != section.raw or digest.hexdigest() != section.sha256:
        raise refuse("E_BIND")


def _decoded(section: Section, data: memoryview) -> Iterator[bytes]:
    if section.codec == RAW:
        for at in range(0, len(data), _STEP):
            yield bytes(data[at : at + _STEP])
    elif section.codec == ZSTD:
        yield from _unpacked(data)
    else:
        raise refuse("E_VERSION")


def _unpacked(data: memoryview) -> Iterator[bytes]:
    """One zstd frame and nothing behind it; a bomb is met a MiB at a time."""
    try:
        if zstandard.get_frame_parameters(data).window_size > MAX_WINDOW:
            raise refuse("E_LIMIT")
        reader = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).stream_reader(data, read_size=65_536)
        while piece := reader.read(_STEP):
            yield piece
    except zstandard.ZstdError as error:
        raise refuse("E_OPS") from error


def _ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, each made while the one before is used: unpacking and hashing leave Python's lock alone."""
    with ThreadPoolExecutor(1, thread_name_prefix="wira-unpack") as pool:
        following = pool.submit(next, pieces, None)
        while (piece := following.result()) is not None:
            following = pool.submit(next, pieces, None)
            yield piece


def whole(section: Section, data: memoryview) -> bytes:
    """A small section at once, verified. Raises like `plain_pieces`, E_LIMIT over 32 MiB."""
    if section.raw > MAX_WHOLE:  # anybody may write an enrolment request, and nobody is to need much memory
        raise refuse("E_LIMIT")
    return b"".join(plain_pieces(section, data))


def decode_ops(section: Section, data: memoryview) -> Iterator[bytes]:
    """The ops of a section one by one, in order, while it is unpacked.

    Raises like `plain_pieces`, E_LIMIT for too many or too large ops, E_OPS for a cut one or one
    that is shorter than an id.
    """
    rest, count = b"", 0
    for piece in _ahead(plain_pieces(section, data)) if section.raw > _STEP else plain_pieces(section, data):
        buffer = rest + piece if rest else piece
        at, end = 0, len(buffer)
        while end - at >= 4:
            (size,) = _U32.unpack_from(buffer, at)
            if size > MAX_OP_BYTES:
                raise refuse("E_LIMIT")
            if size < WITHHELD_BYTES:
                raise refuse("E_OPS")
            if end - at - 4 < size:
                break
            count += 1
            if count > MAX_OPS:
                raise refuse("E_LIMIT")
            yield buffer[at + 4 : at + 4 + size]
            at += 4 + size
        rest = buffer[at:]
    if rest:
        raise refuse("E_OPS")


def decode_blobs(section: Section, data: memoryview) -> Iterator[tuple[bytes, bytes]]:
    """SHA-256 and bytes of each blob, one at a time.

    Raises E_VERSION unless raw, E_LIMIT over 8 MiB, E_BIND when a hash differs (also the section's own,
    at the end), E_OPS for a cut or repeated blob.
    """
    if section.codec != RAW:
        raise refuse("E_VERSION")
    at, seen = 0, set[bytes]()
    while at < len(data):
        if len(data) - at < _BLOB_HEAD:
            raise refuse("E_OPS")
        name = bytes(data[at : at + 32])
        (size,) = _U32.unpack_from(data, at + 32)
        if size > MAX_BLOB:
            raise refuse("E_LIMIT")
        start = at + _BLOB_HEAD
        if size > len(data) - start or name in seen:
            raise refuse("E_OPS")
        blob = bytes(data[start : start + size])
        if hashlib.sha256(blob).digest() != name:
            raise refuse("E_BIND")
        seen.add(name)
        yield name, blob
        at = start + size
    if len(data) != section.raw or hashlib.sha256(data).hexdigest() != section.sha256:
        raise refuse("E_BIND")
