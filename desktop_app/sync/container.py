"""Reading a sync file, in the order of trust: nothing is parsed before it is signed, nothing
decrypted before it is whole, nothing unpacked before it is ours.

    magic | version T H | type | header | key id | signature | age(length manifest sections)

`open_header` does everything that needs no secret, `open_body` the rest; both touch no database and
raise nothing but SyncRefused.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from desktop_app.errors import SyncRefused
from desktop_app.keys import age
from desktop_app.keys.device import identity_ids
from desktop_app.keys.signing import HEADER_TYPE, PUBLIC_KEY_BYTES, SIGNATURE_BYTES, key_id, verify
from desktop_app.sync.manifest import (
    CONTAINER_VERSION,
    ENROLMENT,
    MAGIC,
    MAX_FILE,
    MAX_HEADER,
    MAX_MANIFEST,
    MAX_RAW,
    MAX_RECIPIENTS,
    READER_VERSION,
    Core,
    Header,
    Manifest,
    Section,
    parse,
)
from desktop_app.sync.refusal import io_refusal, refuse
from desktop_app.sync.sections import (
    RAW,
    Signed,
    UserSignature,
    decode_blobs,
    decode_ops,
    decode_statements,
    decode_usigs,
    whole,
)

LENGTHS: Final = struct.Struct("<HHI")
U32: Final = struct.Struct("<I")
_TYPE: Final = HEADER_TYPE.encode()
_FIXED: Final = len(MAGIC) + LENGTHS.size
_KEY_ID_BYTES: Final = 32
_HEAD: Final = _FIXED + len(_TYPE) + MAX_HEADER + _KEY_ID_BYTES + SIGNATURE_BYTES
"""All that may stand before the body."""
_AGE_MAGIC: Final = b"age-encryption.org/v1\n"
_AGE_HEADER_END: Final = b"\n--- "
_AGE_HEADER_MAX: Final = 64 * 1024


class Sender(NamedTuple):
    """A signing key as the directory knows it."""

    dev: str
    public_key: bytes
    revoked: bool = False


SenderLookup = Callable[[bytes], Sender | None]
"""Finds the sender by key id (32 bytes), or None."""


class _MinReader(msgspec.Struct):
    min_reader: int


@dataclass(frozen=True)
class SignedFile:
    """A file whose header is authentic and whose body is whole, still encrypted."""

    core: Core
    sender: Sender
    core_bytes: bytes = field(repr=False)
    body: memoryview = field(repr=False)
    sha256: str = ""
    """SHA-256 of the whole file, the name it has in receipts and logs."""


@dataclass(frozen=True)
class Body:
    """The decrypted content. Sections are decoded when asked for, under their limits."""

    core: Core
    sender: Sender
    manifest: Manifest
    _parts: dict[str, tuple[Section, memoryview]] = field(repr=False)

    def section(self, name: str) -> bytes | None:
        """A whole section, verified, or None when the file has none of that name."""
        found = self._parts.get(name)
        return whole(*found) if found else None

    def directory(self) -> bytes | None:
        """The root-signed directory's bytes, to be given to `directory.read`."""
        return self.section("directory")

    def statements(self) -> list[Signed]:
        """Checkpoints and receipts; their signatures are still to be checked."""
        return decode_statements(self.section("checkpoints") or b"[]")

    def usigs(self) -> list[UserSignature]:
        """People's signatures; still to be checked."""
        return decode_usigs(self.section("usigs") or b"")

    def ops(self) -> Iterator[bytes]:
        """The ops in manifest order; `chain.chained` checks them."""
        found = self._parts.get("ops")
        return decode_ops(*found) if found else iter(())

    def blobs(self) -> Iterator[tuple[bytes, bytes]]:
        """SHA-256 and bytes of each blob."""
        found = self._parts.get("blobs")
        return decode_blobs(*found) if found else iter(())


class _Frame(NamedTuple):
    header: bytes
    key_id: bytes
    signature: bytes
    body: memoryview


def peek(path: Path) -> Core:
    """What the file claims to be, unverified: enough to choose who opens it, never to trust it."""
    return peek_bytes(_read(path, _HEAD))


def peek_bytes(data: bytes) -> Core:
    """The same of bytes that were read already."""
    return _core(parse(_split(data).header, Header))


def begins_as_sync_file(path: Path) -> bool:
    """Whether the first bytes are a sync file's, whatever its name is. Raises OSError."""
    with open(path, "rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def is_whole(data: bytes) -> bool | None:
    """Whether everything the header announces is there, and nothing more; None for a newer container.

    Proves nothing about the sender: it tells a file that is still being copied from one that is not.
    """
    try:
        frame = _split(data)
        header = parse(frame.header, Header)
    except SyncRefused as error:
        return None if error.code == "E_VERSION" else False
    same = len(frame.body) == header.body_len
    return same and hashlib.sha256(frame.body).hexdigest() == header.body_sha256


def open_header(path: Path, senders: SenderLookup) -> SignedFile:
    """Steps 1 to 5 without the recipient: size, sender, signature, hash of the body, version.

    Raises SyncRefused E_IO, E_LIMIT, E_FORMAT, E_TRUNC, E_KEY, E_REVOKED, E_SIG, E_BIND, E_VERSION.
    Enrolment files have their own door, `open_enrolment`; here they are E_KEY.
    """
    data = _read(path)
    frame = _split(data)
    sender = senders(frame.key_id)
    if sender is None or key_id(sender.public_key) != frame.key_id:
        raise refuse("E_KEY", "stranger")
    if sender.revoked:
        raise refuse("E_REVOKED", "revoked", dev=sender.dev)
    opened = _verified(data, frame, sender)
    if opened.core.dev != sender.dev or opened.core.kind in ENROLMENT:
        raise refuse("E_KEY", "name_of_another", dev=sender.dev)
    return opened


def open_enrolment(path: Path) -> SignedFile:
    """Like `open_header` for enrolment files, which bring the key they are signed with.

    That proves only that the file is as its sender made it; who the sender is, people compare.
    """
    return _open_bringing(path, ENROLMENT)


def open_introduced(path: Path) -> SignedFile:
    """Like `open_header` for a file whose sender's key our directory does not know yet.

    It proves only that the file is as its sender made it; whose the key is, the root-signed directory inside
    must say before anything else of it is used.
    """
    return _open_bringing(path, ("data", "reply"))


def _open_bringing(path: Path, kinds: Collection[str]) -> SignedFile:
    data = _read(path)
    frame = _split(data)
    public_key = bytes.fromhex(parse(frame.header, Header).key)
    if len(public_key) != PUBLIC_KEY_BYTES or key_id(public_key) != frame.key_id:
        raise refuse("E_KEY", "brings_no_key")
    opened = _verified(data, frame, Sender("", public_key))
    if opened.core.kind not in kinds:
        raise refuse("E_KEY", "brings_no_key")
    sender = Sender(opened.core.dev, public_key)
    return SignedFile(opened.core, sender, opened.core_bytes, opened.body, opened.sha256)


def open_body(opened: SignedFile, identities: Sequence[str]) -> Body:
    """Steps 5 to 7 and the table of contents: recipient, decryption, inner core, sections.

    `identities` are all age secrets of this office, old ones included. Raises SyncRefused E_RCPT,
    E_LIMIT, E_BIND, E_OPS, E_FORMAT, E_TRUNC.
    """
    if opened.core.kind == "enrol-request":
        raise refuse("E_FORMAT")
    if len(opened.core.rcpt) > MAX_RECIPIENTS:
        raise refuse("E_LIMIT")
    if identity_ids(identities).isdisjoint(opened.core.rcpt):
        raise refuse("E_RCPT")
    _check_age_header(opened.body)
    try:
        plain = age.decrypt(bytes(opened.body), identities)
    except age.NotForUs as error:
        raise refuse("E_RCPT") from error
    except age.AgeError as error:
        raise refuse("E_BIND") from error
    return _contents(opened, memoryview(plain))


def open_plain_body(opened: SignedFile) -> Body:
    """The body of an enrolment request, the only kind without encryption. Raises like `open_body`."""
    if opened.core.kind != "enrol-request":
        raise refuse("E_FORMAT")
    return _contents(opened, opened.body)


def _read(path: Path, most: int = MAX_FILE + 1) -> bytes:
    """The file once into memory: what is verified is what is parsed, whatever the medium does later. `most`
    bytes of it are enough for who only looks at its beginning."""
    try:
        with open(path, "rb") as file:
            data = file.read(most)
            whole = max(len(data), os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise io_refusal(error, record=path.name) from error
    if whole > MAX_FILE:
        raise refuse("E_LIMIT" if data.startswith(MAGIC) else "E_FORMAT")
    return data


def _split(data: bytes) -> _Frame:
    """Step 1. A cut file is E_TRUNC as long as what is there fits; anything else is E_FORMAT."""
    if data[: len(MAGIC)] != MAGIC[: len(data)]:
        raise refuse("E_FORMAT")
    if len(data) < _FIXED:
        raise refuse("E_TRUNC")
    version, type_len, header_len = LENGTHS.unpack_from(data, len(MAGIC))
    if version > CONTAINER_VERSION:
        raise refuse("E_VERSION")
    if version != CONTAINER_VERSION or type_len != len(_TYPE):
        raise refuse("E_FORMAT")
    if header_len > MAX_HEADER:
        raise refuse("E_LIMIT")
    at = _FIXED + type_len
    if data[_FIXED:at] != _TYPE[: max(0, len(data) - _FIXED)]:
        raise refuse("E_FORMAT")
    after = at + header_len + _KEY_ID_BYTES + SIGNATURE_BYTES
    if len(data) < after:
        raise refuse("E_TRUNC")
    header_end = at + header_len
    key_end = header_end + _KEY_ID_BYTES
    return _Frame(
        data[at:header_end], data[header_end:key_end], data[key_end:after], memoryview(data)[after:]
    )


def _verified(data: bytes, frame: _Frame, sender: Sender) -> SignedFile:
    """Steps 3 and 4 and the version: signature first, then the same bytes are parsed."""
    if not verify(sender.public_key, HEADER_TYPE, frame.header, frame.signature):
        raise refuse("E_SIG")
    header = parse(frame.header, Header)
    if len(frame.body) < header.body_len:
        raise refuse("E_TRUNC")
    if len(frame.body) > header.body_len:
        raise refuse("E_FORMAT")
    if hashlib.sha256(frame.body).hexdigest() != header.body_sha256:
        raise refuse("E_BIND")
    core = _core(header)
    whole_hash = hashlib.sha256(data).hexdigest()
    return SignedFile(core, sender, bytes(header.core), frame.body, whole_hash)


def _core(header: Header) -> Core:
    """The typed core; the version is asked first, because a newer core may look different."""
    if parse(header.core, _MinReader).min_reader > READER_VERSION:
        raise refuse("E_VERSION")
    core = parse(header.core, Core)
    if core.part > core.parts:
        raise refuse("E_OPS")
    return core


def _check_age_header(body: memoryview) -> None:
    """Not more recipients than agreed (plus age's own decoy line): each costs a key exchange."""
    start = bytes(body[:_AGE_HEADER_MAX])
    end = start.find(_AGE_HEADER_END)
    if not start.startswith(_AGE_MAGIC) or end < 0:
        raise refuse("E_FORMAT")
    if start.count(b"\n-> ", 0, end) > MAX_RECIPIENTS + 1:
        raise refuse("E_LIMIT")


def _contents(opened: SignedFile, plain: memoryview) -> Body:
    """Step 7 and the sections' places; nothing is unpacked yet."""
    if len(plain) < U32.size:
        raise refuse("E_TRUNC")
    (size,) = U32.unpack_from(plain)
    if size > MAX_MANIFEST:
        raise refuse("E_LIMIT")
    at = U32.size + size
    if at > len(plain):
        raise refuse("E_TRUNC")
    manifest = parse(plain[U32.size : at], Manifest)
    if bytes(manifest.core) != opened.core_bytes:
        raise refuse("E_BIND")
    if sum(section.raw for section in manifest.sections) > MAX_RAW:
        raise refuse("E_LIMIT")
    parts: dict[str, tuple[Section, memoryview]] = {}
    for section in manifest.sections:
        if section.name in parts or (section.codec == RAW and section.raw != section.len):
            raise refuse("E_OPS")
        if section.len > len(plain) - at:
            raise refuse("E_TRUNC")
        parts[section.name] = (section, plain[at : at + section.len])
        at += section.len
    if at != len(plain):
        raise refuse("E_FORMAT")
    return Body(opened.core, opened.sender, manifest, parts)
