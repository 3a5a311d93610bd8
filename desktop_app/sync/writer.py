"""Making sync files: what goes into which part, the envelope, and the careful way onto a flash disk."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec
import uuid_utils
import zstandard

from desktop_app.keys import age
from desktop_app.keys.atomic import sync_folder
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.signing import HEADER_TYPE
from desktop_app.sync.container import LENGTHS, U32
from desktop_app.sync.manifest import (
    CONTAINER_VERSION,
    MAGIC,
    MAX_BLOB,
    MAX_FILE,
    MAX_HEADER,
    MAX_MANIFEST,
    MAX_OPS,
    MAX_RAW,
    MAX_RECIPIENTS,
    MAX_WHOLE,
    MIB,
    PART_TARGET,
    READER_VERSION,
    Core,
    Head,
    Header,
    Kind,
    Manifest,
    Section,
    StreamRange,
    heads_digest,
    pack,
)
from desktop_app.sync.refusal import io_refusal, refuse
from desktop_app.sync.sections import (
    RAW,
    WITHHELD_BYTES,
    ZSTD,
    ZSTD_LEVEL,
    Signed,
    UserSignature,
    encode_blob,
    encode_op,
    encode_statements,
    encode_usigs,
)

SUFFIX: Final = ".dks"
_FEED: Final = 256 * 1024
_SOME: Final = 64
"""Ops looked at together, where they need not stay together."""
_WORTH_PACKING: Final = 16 * 1024
_RESERVE: Final = 16 * MIB
"""Raw bytes of a part left for everything that is neither op nor blob."""


@dataclass(frozen=True)
class Stream:
    """Ops of one stream without a gap, beginning at `first`; `prev` is the op id before (hex).

    For an op that the receiver may not see stands its id alone. `cuts` are the seqs at which a part may
    end, None for any: a stream that is handed on ends only where its own device signed.
    """

    dev: str
    ep: int
    first: int
    prev: str
    ops: Sequence[bytes]
    cuts: frozenset[int] | None = None

    def pieces(self) -> Iterator[Sequence[bytes]]:
        """The ops that must stay together, in order; of a stream that may be cut anywhere, some at a time."""
        if self.cuts is None:
            yield from (self.ops[at : at + _SOME] for at in range(0, len(self.ops), _SOME))
            return
        begun = 0
        for at, seq in enumerate(range(self.first, self.first + len(self.ops))):
            if seq in self.cuts:
                yield self.ops[begun : at + 1]
                begun = at + 1
        if begun < len(self.ops):
            yield self.ops[begun:]


@dataclass(frozen=True)
class Blob:
    """A blob by its SHA-256 (hex); `load` brings its bytes when its part is written."""

    sha256: str
    size: int
    load: Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """Everything one export says. `recipients` are ``age1...`` texts; `seq` is our own stream's head.

    `extra` are further small sections by name, for the first part only; `target` is the size of a part,
    `label` goes into the files' names.
    """

    kind: Kind
    ep: int
    seq: int
    kelurahan: str
    no: int
    recipients: Sequence[str]
    app: str
    dir: int = 0
    streams: Sequence[Stream] = ()
    usigs: Mapping[bytes, Sequence[UserSignature]] = field(
        default_factory=dict[bytes, Sequence[UserSignature]]
    )
    statements: Sequence[Signed] = ()
    directory: bytes = b""
    blobs: Sequence[Blob] = ()
    have: Mapping[str, Head] = field(default_factory=dict[str, Head])
    want: Sequence[str] = ()
    state: str = ""
    label: str = ""
    extra: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    target: int = PART_TARGET


@dataclass(frozen=True)
class Written:
    """A finished file that was read back and found equal."""

    path: Path
    core: Core
    sha256: str
    size: int


@dataclass
class _Part:
    """A part being filled: its ops are compressed at once, blobs only counted."""

    ranges: list[StreamRange] = field(default_factory=list[StreamRange])
    usigs: list[UserSignature] = field(default_factory=list[UserSignature])
    blobs: list[Blob] = field(default_factory=list[Blob])
    out: list[bytes] = field(default_factory=list[bytes])
    size: int = 0
    raw: int = 0
    count: int = 0
    pending: bytearray = field(default_factory=bytearray)
    unflushed: int = 0

    def __post_init__(self) -> None:
        self._packer = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()
        self._digest = hashlib.sha256()

    def fits(self, raw: int, target: int, count: int = 1) -> bool:
        """Whether that many more ops and raw op bytes keep the part within target and limits."""
        within = self.count + count <= MAX_OPS and self.raw + raw <= MAX_RAW - _RESERVE
        return within and self.has_room(raw, target)

    def has_room(self, more: int, target: int) -> bool:
        """Whether `more` bytes keep the part within its target; packs what waits before saying no."""
        waiting = self.unflushed + len(self.pending)
        if self.size + waiting + more > target and waiting > _WORTH_PACKING:
            self._feed(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            waiting = 0
        return self.size + waiting + more <= target

    def add_ops(self, framed: bytes, count: int) -> None:
        """Append so many ops. What they pack to is known a MiB late, so until then they count in full."""
        self.pending += framed
        self.raw += len(framed)
        self.count += count
        if len(self.pending) >= _FEED:
            self._feed(zstandard.COMPRESSOBJ_FLUSH_BLOCK if self.unflushed >= MIB else None)

    def finish(self) -> Section:
        """The ops' entry in the manifest; nothing can be added afterwards."""
        self._feed(zstandard.COMPRESSOBJ_FLUSH_FINISH)
        return Section("ops", ZSTD, sum(map(len, self.out)), self.raw, self._digest.hexdigest())

    def _feed(self, flush: int | None) -> None:
        self._digest.update(self.pending)
        self.unflushed += len(self.pending)
        out = self._packer.compress(bytes(self.pending))
        self.pending.clear()
        if flush is not None:
            out += self._packer.flush(flush)
            self.unflushed = 0
        self.out.append(out)
        self.size += len(out)


def write_parts(
    parcel: Parcel, device: DeviceKeys, folder: Path, *, part_target: int | None = None
) -> Iterator[Written]:
    """Write the parts one after another; stop asking to cancel, finished parts are then whole.

    Raises SyncRefused: E_SPACE and E_IO from the medium, E_LIMIT for what no reader would take.
    """
    parts = _plan(parcel, part_target or parcel.target)
    for number, part in enumerate(parts, 1):
        core, data = _build(parcel, device, part, number, len(parts))
        path = free_path(folder, file_name(core, parcel.label))
        yield Written(path, core, write_file(path, data), len(data))


def build_parts(
    parcel: Parcel, device: DeviceKeys, *, part_target: int | None = None
) -> Iterator[tuple[Core, bytes]]:
    """The same files as bytes."""
    parts = _plan(parcel, part_target or parcel.target)
    for number, part in enumerate(parts, 1):
        yield _build(parcel, device, part, number, len(parts))


def file_name(core: Core, label: str = "") -> str:
    """``dks_3276061003_4f2a_1-0013_p01of03.dks``: no personal data. The name decides nothing.

    It shows the number that screens and receipts tell, and of the device the last four digits: the first ones
    of a UUIDv7 are its date. `label` says what it is for where that is not DKUM or a kelurahan.
    """
    place = f"{core.ep}-{core.no:04d}{label}_p{core.part:02d}of{core.parts:02d}"
    return f"dks_{core.kelurahan}_{core.dev[-4:]}_{place}{SUFFIX}"


def free_path(folder: Path, name: str) -> Path:
    """`name` in `folder`, or with -2, -3... when such a file is there: nothing is overwritten."""
    path, number = folder / name, 2
    stem, suffix = Path(name).stem, Path(name).suffix
    while os.path.exists(path):  # unlike Path.exists, this never raises for a medium that is failing
        path = folder / f"{stem}-{number}{suffix}"
        number += 1
    return path


def write_file(path: Path, data: bytes) -> str:
    """Put a file on a medium that may be pulled out, and read it back. Returns its SHA-256.

    Raises SyncRefused E_SPACE or E_IO; then no file of that name is left behind.
    """
    part = path.with_name(path.name + ".part")
    wanted = hashlib.sha256(data).hexdigest()
    written = part
    try:
        with open(part, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, path)
        written = path
        sync_folder(path.parent)
        with open(path, "rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        with suppress(OSError):
            written.unlink(missing_ok=True)
        raise io_refusal(error, record=path.name, writing=True) from error
    if found != wanted:
        with suppress(OSError):
            path.unlink()
        raise refuse("E_IO", record=path.name)
    return wanted


def seal(
    device: DeviceKeys, core: Core, plain: bytes, recipients: Sequence[str], *, bring_key: bool = False
) -> bytes:
    """The envelope around a body: encrypt, describe, sign. Only an enrolment request stays readable.

    `bring_key` puts the public key into the header, as enrolment files need. Raises E_LIMIT.
    """
    body = plain if core.kind == "enrol-request" else age.encrypt(plain, recipients)
    key = device.public_key.hex() if bring_key else ""
    header = msgspec.json.encode(
        Header(msgspec.Raw(pack(core)), len(body), hashlib.sha256(body).hexdigest(), key)
    )
    name = HEADER_TYPE.encode()
    lengths = LENGTHS.pack(CONTAINER_VERSION, len(name), len(header))
    signature = device.sign(HEADER_TYPE, header)
    data = b"".join((MAGIC, lengths, name, header, device.key_id, signature, body))
    if len(data) > MAX_FILE or len(header) > MAX_HEADER:
        raise refuse("E_LIMIT")
    return data


def make_core(
    device: DeviceKeys,
    *,
    kind: Kind,
    ep: int,
    kelurahan: str,
    no: int,
    recipients: Sequence[str],
    app: str,
    directory: int,
    part: int = 1,
    parts: int = 1,
) -> Core:
    """A core with a fresh file id. Raises E_LIMIT for more recipients than a reader takes."""
    targets = sorted({age.recipient_id(each) for each in recipients})
    if len(targets) > MAX_RECIPIENTS:
        raise refuse("E_LIMIT")
    return Core(
        id=uuid_utils.uuid7().hex,
        kind=kind,
        dev=device.dev,
        ep=ep,
        kelurahan=kelurahan,
        no=no,
        part=part,
        parts=parts,
        rcpt=targets,
        min_reader=READER_VERSION,
        app=app,
        dir=directory,
    )


def body_bytes(
    core: Core,
    sections: Sequence[tuple[Section, bytes]],
    *,
    streams: Sequence[StreamRange] = (),
    have: Mapping[str, Head] | None = None,
    want: Sequence[str] = (),
    state: str = "",
) -> bytes:
    """Length, manifest, sections. Raises E_LIMIT."""
    known = dict(have or {})
    manifest = pack(
        Manifest(
            core=msgspec.Raw(pack(core)),
            streams=list(streams),
            have=known,
            want=list(want),
            digest=heads_digest(known),
            state=state,
            sections=[section for section, _ in sections],
        )
    )
    large = any(section.raw > MAX_WHOLE for section, _ in sections if section.name not in ("ops", "blobs"))
    if large or len(manifest) > MAX_MANIFEST or sum(section.raw for section, _ in sections) > MAX_RAW:
        raise refuse("E_LIMIT")
    return b"".join((U32.pack(len(manifest)), manifest, *(data for _, data in sections)))


def raw_section(name: str, data: bytes) -> tuple[Section, bytes]:
    """A section as it is."""
    return Section(name, RAW, len(data), len(data), hashlib.sha256(data).hexdigest()), data


def packed_section(name: str, data: bytes) -> tuple[Section, bytes]:
    """A compressed section."""
    packed = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(data)
    return Section(name, ZSTD, len(packed), len(data), hashlib.sha256(data).hexdigest()), packed


def _plan(parcel: Parcel, target: int) -> list[_Part]:
    """Fill parts in order: each holds whole ranges of streams and can be imported alone."""
    parts = [_Part()]
    for stream in parcel.streams:
        _plan_stream(parts, stream, parcel.usigs, target)
    for blob in parcel.blobs:
        if blob.size > MAX_BLOB:
            raise refuse("E_LIMIT")
        room = parts[-1]
        if (room.count or room.blobs) and not room.has_room(blob.size, target):
            parts.append(room := _Part())
        room.blobs.append(blob)
        room.size += blob.size
    return parts


def _plan_stream(
    parts: list[_Part], stream: Stream, usigs: Mapping[bytes, Sequence[UserSignature]], target: int
) -> None:
    part, prev, first = parts[-1], stream.prev, stream.first
    start_prev = prev
    seq = first
    waiting = deque(stream.pieces())
    while waiting:
        piece = waiting.popleft()
        framed = b"".join(map(encode_op, piece))
        if not part.fits(len(framed), target, len(piece)):
            if stream.cuts is None and len(piece) > 1:  # some of these may still have room
                half = len(piece) // 2
                waiting.extendleft((piece[half:], piece[:half]))
                continue
            if part.count:
                if seq > first:
                    part.ranges.append(StreamRange(stream.dev, stream.ep, first, seq - 1, start_prev, prev))
                parts.append(part := _Part())
                first, start_prev = seq, prev
        part.add_ops(framed, len(piece))
        digests = [op if len(op) == WITHHELD_BYTES else hashlib.sha256(op).digest() for op in piece]
        prev = digests[-1].hex()
        for digest in digests if usigs else ():
            part.usigs += usigs.get(digest, ())
        seq += len(piece)
    last = stream.first + len(stream.ops) - 1
    if last >= first:
        part.ranges.append(StreamRange(stream.dev, stream.ep, first, last, start_prev, prev))


def _build(parcel: Parcel, device: DeviceKeys, part: _Part, number: int, parts: int) -> tuple[Core, bytes]:
    core = make_core(
        device,
        kind=parcel.kind,
        ep=parcel.ep,
        kelurahan=parcel.kelurahan,
        no=parcel.no,
        recipients=parcel.recipients,
        app=parcel.app,
        directory=parcel.dir,
        part=number,
        parts=parts,
    )
    sections: list[tuple[Section, bytes]] = []
    if parcel.directory:
        sections.append(packed_section("directory", parcel.directory))
    if parcel.statements:
        sections.append(packed_section("checkpoints", encode_statements(parcel.statements)))
    if part.usigs:
        sections.append(raw_section("usigs", encode_usigs(part.usigs)))
    if number == 1:
        sections += [packed_section(name, data) for name, data in sorted(parcel.extra.items())]
    if part.count:
        ops = part.finish()
        sections.append((ops, b"".join(part.out)))
    if part.blobs:
        sections.append(raw_section("blobs", b"".join(encode_blob(blob.load()) for blob in part.blobs)))
    plain = body_bytes(
        core, sections, streams=part.ranges, have=parcel.have, want=parcel.want, state=parcel.state
    )
    introduced = bool(parcel.directory)  # where the receiver's is older than the key
    return core, seal(device, core, plain, parcel.recipients, bring_key=introduced)
