"""What a sync file says about itself: header, core, manifest, and the limits a reader keeps.

Fields this version does not know are tolerated; the bytes they stand in are bound all the same (the
header by its signature, the inner core by equality with the outer one, the body by its hash).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta

from desktop_app.domain.op import repeats_a_name
from desktop_app.sync.refusal import refuse

MAGIC: Final = b"\x89DKS\r\n\x1a\n"
CONTAINER_VERSION: Final = 1
READER_VERSION: Final = 2
"""Files asking for a higher `min_reader` are refused with E_VERSION."""
FIRST_READER: Final = 1
"""What a file asks for that every reader understands."""
STUB_READER: Final = 2
"""What one asks for that holds stubs of erased ops."""

MIB: Final = 1024 * 1024
MAX_FILE: Final = 64 * MIB
PART_TARGET: Final = 15 * MIB
MAX_HEADER: Final = 64 * 1024
MAX_MANIFEST: Final = MIB
MAX_OPS: Final = 200_000
MAX_RAW: Final = 256 * MIB
MAX_BLOB: Final = 8 * MIB
MAX_WHOLE: Final = 32 * MIB
"""Unpacked size of a section that is read at once: everything but ops and blobs."""
MAX_WINDOW: Final = 8 * MIB
MAX_RECIPIENTS: Final = 16
MAX_PARTS: Final = 999

Kind = Literal["data", "reply", "request", "enrol-request", "enrol-grant"]
ENROLMENT: Final = frozenset(("enrol-request", "enrol-grant"))

Id16 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Id32 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Sig64 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{128}\Z")]
Area = Annotated[str, Meta(pattern=r"\A[0-9]{4,10}\Z")]
"""Kelurahan code of 10 digits, or the city's 4 digits for DKUM."""
Count = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Size = Annotated[int, Meta(ge=0, le=2**53 - 1)]
StreamName = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}/[1-9][0-9]{0,15}\Z")]


class Core(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The part of the header that is repeated inside the encrypted body.

    `no` rises by one per file from this device to this receiver, and all parts share it; 0 for an
    enrolment request. `rcpt` are fingerprints of the age recipients. `dir` is the sender's directory version.
    """

    id: Id16
    kind: Kind
    dev: Id16
    ep: Count
    kelurahan: Area
    no: Size
    part: Annotated[int, Meta(ge=1, le=MAX_PARTS)]
    parts: Annotated[int, Meta(ge=1, le=MAX_PARTS)]
    rcpt: Annotated[list[Id32], Meta(max_length=256)]
    min_reader: Count
    app: Annotated[str, Meta(max_length=64)]
    dir: Size


class Header(msgspec.Struct, frozen=True, omit_defaults=True):
    """The signed header. `key` is the sender's raw public key (hex), in enrolment files and in
    DKUM's answers: the directory inside may be the first to name it."""

    core: msgspec.Raw
    body_len: Size
    body_sha256: Id32
    key: Id32 = ""


class StreamRange(msgspec.Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """Ops `first`..`last` of a stream in this part; `prev` is the op id before, `head` the id of the last."""

    dev: Id16
    ep: Count
    first: Count
    last: Count
    prev: Id32
    head: Id32

    @property
    def name(self) -> str:
        """``dev/ep``."""
        return stream_name(self.dev, self.ep)


class Section(msgspec.Struct, frozen=True):
    """`len` bytes in the body, `raw` bytes and `sha256` after decoding."""

    name: Annotated[str, Meta(pattern=r"\A[a-z]{1,16}\Z")]
    codec: Annotated[str, Meta(pattern=r"\A[a-z0-9]{1,16}\Z")]
    len: Size
    raw: Size
    sha256: Id32


class Head(msgspec.Struct, frozen=True, array_like=True):
    """How far a stream is known: last seq and its op id."""

    seq: Count
    head: Id32


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The table of contents inside the encryption. `state` is the hash over the heads of all records that
    both sides may see, empty where the sender does not tell it."""

    core: msgspec.Raw
    streams: list[StreamRange]
    have: dict[StreamName, Head]
    want: list[Id32]
    digest: Id32
    state: Annotated[str, Meta(pattern=r"\A([0-9a-f]{64})?\Z")] = ""
    sections: Annotated[list[Section], Meta(max_length=32)]


T = TypeVar("T")


def stream_name(dev: str, ep: int) -> str:
    """How a stream is named as a key: ``dev/ep``."""
    return f"{dev}/{ep}"


def heads_digest(have: Mapping[str, Head]) -> str:
    """One hash over all heads; two copies that know the same ops have the same one."""
    lines = [f"{name} {head.seq} {head.head}\n" for name, head in sorted(have.items())]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def parse(data: bytes | memoryview | msgspec.Raw, kind: type[T]) -> T:
    """Strictly typed JSON from outside. Raises SyncRefused E_OPS, never anything of the library.

    A name that stands twice in one object is refused too: another reader could take the other one. Only
    what is larger than a manifest, such as a directory of a thousand devices, is spared the second reading.
    """
    try:
        found = msgspec.json.decode(data, type=kind)
        ambiguous = len(memoryview(data)) <= MAX_MANIFEST and repeats_a_name(bytes(data))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise refuse("E_OPS") from error
    if ambiguous:
        raise refuse("E_OPS")
    return found


def pack(value: Any) -> bytes:
    """JSON with sorted keys: equal content, equal bytes."""
    return msgspec.json.encode(value, order="deterministic")
