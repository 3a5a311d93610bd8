"""The op: what one Save said, as bytes that never change afterwards.

The bytes are the truth: they are stored, hashed, signed and forwarded as they are, so fields this
version does not know survive in them. `Op` is only the typed view. Ids are lowercase hex without
hyphens, because the fold turns a hundred thousand of them into bytes.

Form of the JSON: the fields of `Op` in this order, dictionary keys sorted, no white space.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import msgspec

from desktop_app.errors import Refused, SyncRefused
from resources.i18n import tr

OP_VERSION: Final = 1
MAX_OP_BYTES: Final = 256 * 1024
ZERO_ID: Final = "0" * 64
"""`prev` of the very first op of a device: 64 zeros."""

SCOPE: Final = "scope"
"""The first op of everything but an application says whose it is; an application has its kelurahan."""

KINDS: Final = frozenset(
    [
        "set",
        "resolve",
        "note",
        "attach",
        "status",
        "request",
        "propose",
        "decide",
        "link",
        "transfer",
        "user",
        "issue",
        "sign",
        "annul",
        "erase",
    ]
)
SIGNED_KINDS: Final = frozenset(["propose", "decide", "resolve", "user", "issue", "sign", "annul", "erase"])
"""Kinds that always need a signature of the person, beside the device's place in the chain."""
SIGNED_STATUSES: Final = frozenset(("verified", "returned", "rejected"))
"""A `status` op needs the person's signature when it sets one of these."""

_MAX_COUNT: Final = 2**53 - 1
_MAX_INT: Final = 2**63 - 1
MAX_WALL: Final = 253_370_764_800_000
"""The year 9999: no calendar of ours goes further."""
_MAX_DEPTH: Final = 6
_NUL: Final = b"\\u0000"

Id16 = Annotated[str, msgspec.Meta(min_length=32, max_length=32)]
Id32 = Annotated[str, msgspec.Meta(min_length=64, max_length=64)]
Count = Annotated[int, msgspec.Meta(ge=1, le=_MAX_COUNT)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=32)]


def _value(depth: int) -> Any:
    """The type of a value: whole numbers of 64 bits, lists and objects no deeper than that."""
    plain = None | bool | str | float | Annotated[int, msgspec.Meta(ge=-_MAX_INT, le=_MAX_INT)]
    if not depth:
        return plain
    inner = _value(depth - 1)
    return plain | list[inner] | dict[str, inner]


if TYPE_CHECKING:
    Value = Any
else:
    Value = _value(_MAX_DEPTH)  # the decoder looks at every value in any case


class Op(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One Save. `wall` is the claimed time in milliseconds since 1970 UTC; it orders nothing."""

    v: Count
    crit: bool
    dev: Id16
    ep: Count
    seq: Count
    prev: Id32
    salt: Id16
    chg: Id16
    user: Id16
    wall: Annotated[int, msgspec.Meta(ge=0, le=MAX_WALL)]
    rec: Id16
    ent: Word
    kind: Word
    set: dict[str, Value]
    base: dict[str, list[Id32]]
    n: Count
    rev: Id32 | None = None


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Op)


def encode(op: Op) -> bytes:
    """The bytes of `op`. Raises Refused when they would not be readable again (size, ids, depth)."""
    try:
        data = _encoder.encode(op)
        problem = _fault(_decoder.decode(data), data)
    except UnicodeEncodeError:  # half a character, as an argument in a foreign encoding brings
        data, problem = b"", "text"
    except msgspec.ValidationError:
        data, problem = b"", "type"
    if problem:
        raise Refused(
            tr("Isian ini tidak dapat disimpan karena terlalu besar atau memuat tanda yang tidak sah."),
            next_step=tr("Perpendek isiannya, lalu simpan lagi."),
            code=problem,
        )
    return data


def decode(data: bytes) -> Op:
    """The typed view of an op that came from elsewhere.

    Raises SyncRefused: E_LIMIT over 256 KiB, E_VERSION for a critical kind this version does not
    know, E_OPS for anything malformed. Unknown fields and unknown kinds that are not critical pass.
    """
    if len(data) > MAX_OP_BYTES:
        raise SyncRefused(
            tr("Berkas melebihi batas."), next_step=tr("Minta pengirim membuat berkas baru."), code="E_LIMIT"
        )
    try:
        op = _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _malformed() from error
    if op.crit and op.kind not in KINDS:
        raise SyncRefused(
            tr("Berkas ini dibuat oleh aplikasi yang lebih baru."),
            next_step=tr("Perbarui aplikasi dahulu."),
            code="E_VERSION",
        )
    if _fault(op, data):
        raise _malformed()
    return op


def decode_usual(many: Sequence[bytes]) -> list[Op] | None:
    """The typed views of ops that all have the usual form; None where one of them needs the closer look that
    `decode` and `ambiguous` take. For many it is the quicker way."""
    try:
        ops = [_decoder.decode(data) for data in many]
        same = _encoder.encode(ops)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    joined = b"[" + b",".join(many) + b"]"  # an object ends where it ends: equal as a whole is equal each
    if same != joined or (b"\\" in joined and _NUL in joined) or max(map(len, many)) > MAX_OP_BYTES:
        return None
    parts: list[str] = []
    for op in ops:
        if op.crit or "" in op.set or "" in op.base:
            return None
        parts += _ids(op)
    return ops if _are_ids(parts) else None


def _malformed() -> SyncRefused:
    return SyncRefused(tr("Data di dalam berkas tidak sah."), next_step=tr("Hubungi DKUM."), code="E_OPS")


def ambiguous(op: Op, data: bytes) -> bool:
    """Whether a name stands twice in an op's text, so that two readers could read two things.

    What has the usual form needs no second look.
    """
    return _encoder.encode(op) != data and repeats_a_name(data)


def repeats_a_name(data: bytes) -> bool:
    """Whether an object of a JSON text has a name twice. Raises ValueError for what is no JSON."""
    twice = False

    def look(pairs: list[tuple[str, Any]]) -> None:
        nonlocal twice
        twice = twice or len({name for name, _ in pairs}) != len(pairs)

    json.loads(data, object_pairs_hook=look)
    return twice


def op_id(data: bytes) -> bytes:
    """SHA-256 of the op's bytes (32 bytes)."""
    return hashlib.sha256(data).digest()


def scope_of(op: Op) -> str:
    """Whose record an op's first word makes: a kelurahan's code, or "" for the city."""
    if SCOPE in op.set:  # "" is a word too: the city's, whatever kelurahan_kode says
        return str(op.set[SCOPE] or "")
    return str(op.set.get("kelurahan_kode") or "")


def needs_user_signature(op: Op) -> bool:
    """Whether a detached signature of the person must stand beside this op."""
    if op.kind in SIGNED_KINDS:
        return True
    status = op.set.get("status")
    return op.kind == "status" and isinstance(status, str) and status in SIGNED_STATUSES


def _fault(op: Op, data: bytes) -> str:
    """A short name of what is wrong beyond the types, or "".

    Text with NUL fits in no PostgreSQL column; integers beyond 64 bits fit in no column at all.
    One round trip through bytes proves lowercase hex of the right length for all ids at once.
    """
    if len(data) > MAX_OP_BYTES:
        return "too_big"
    if not _are_ids(_ids(op)):
        return "id"
    if "" in op.set or "" in op.base:
        return "name"
    nul = _NUL in data  # only the escape can bring one; it may also be an innocent backslash
    if nul and any("\0" in text for text in _texts([op.ent, op.kind, op.set, op.base])):
        return "nul"
    return ""


def _ids(op: Op) -> list[str]:
    found = [op.dev, op.prev, op.salt, op.chg, op.user, op.rec]
    if op.base:
        found += itertools.chain.from_iterable(op.base.values())
    if op.rev is not None:
        found.append(op.rev)
    return found


def _are_ids(parts: list[str]) -> bool:
    ids = "".join(parts)
    try:
        return bytes.fromhex(ids).hex() == ids
    except ValueError:
        return False


def _texts(value: Any) -> Iterator[str]:
    """Every text in nested data, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _texts(item)
