"""Making sync files: what goes into which part, the envelope, and the careful way onto a flash disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    FIRST_READER,
    MAGIC,
    MAX_FILE,
    MAX_HEADER,
    MAX_MANIFEST,
    MAX_RAW,
    MAX_RECIPIENTS,
    MAX_WHOLE,
    PART_TARGET,
    STUB_READER,
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
from desktop_app.sync.parts import Blob, Part, Stream, fill
from desktop_app.sync.refusal import io_refusal, refuse
from desktop_app.sync.sections import (
    RAW,
    ZSTD,
    ZSTD_LEVEL,
    Signed,
    UserSignature,
    encode_blob,
    encode_statements,
    encode_usigs,
)

SUFFIX: Final = ".dks"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """Everything one export says. `recipients` are ``age1...`` texts; `seq` is our own stream's head.

    Streams and blobs are gone through once, in this order; `usigs` may fill while the ops come, each
    signature before its op, and blobs may be found while they come.
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
    blobs: Iterable[Blob] = ()
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


def write_parts(
    parcel: Parcel, device: DeviceKeys, folder: Path, *, part_target: int | None = None
) -> Iterator[Written]:
    """Write the parts one after another; stop asking to cancel, finished parts are then whole.

    Raises SyncRefused: E_SPACE and E_IO from the medium, E_LIMIT for what no reader would take.
    """
    parts = fill(parcel.streams, parcel.usigs, parcel.blobs, part_target or parcel.target)
    for number, part in enumerate(parts, 1):
        core, data = _build(parcel, device, part, number, len(parts))
        path = free_path(folder, file_name(core, parcel.label))
        yield Written(path, core, write_file(path, data), len(data))


def build_parts(
    parcel: Parcel, device: DeviceKeys, *, part_target: int | None = None
) -> Iterator[tuple[Core, bytes]]:
    """The same files as bytes."""
    parts = fill(parcel.streams, parcel.usigs, parcel.blobs, part_target or parcel.target)
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
    min_reader: int = FIRST_READER,
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
        min_reader=min_reader,
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


def _build(parcel: Parcel, device: DeviceKeys, part: Part, number: int, parts: int) -> tuple[Core, bytes]:
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
        min_reader=STUB_READER if part.stubs else FIRST_READER,
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
    if part.ops is not None:
        sections.append((part.ops, b"".join(part.packing.out)))
    if part.blobs:
        sections.append(raw_section("blobs", b"".join(encode_blob(blob.load()) for blob in part.blobs)))
    plain = body_bytes(
        core, sections, streams=part.ranges, have=parcel.have, want=parcel.want, state=parcel.state
    )
    introduced = bool(parcel.directory)  # where the receiver's is older than the key
    return core, seal(device, core, plain, parcel.recipients, bring_key=introduced)
