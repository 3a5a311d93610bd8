"""The ops of one file against their own manifest: places, links and heads, before any database."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, cast

from desktop_app.domain.erasing import STUB_BYTES, Stub, stub_of
from desktop_app.domain.op import ZERO_ID, Op, ambiguous, decode, decode_usual
from desktop_app.errors import SyncRefused
from desktop_app.keys.signing import OP_TYPE, Signature, verify_many
from desktop_app.sync.manifest import StreamRange
from desktop_app.sync.refusal import Code, refuse
from desktop_app.sync.sections import WITHHELD_BYTES, UserSignature

_AT_ONCE: Final = 64
_NOT_HERE: Final = (WITHHELD_BYTES, STUB_BYTES)


class Chained(NamedTuple):
    """An op whose place in its stream is proved by the chain within this file.

    `op` is None where DKUM withheld it because it concerns another office: only its id travels, so
    that the chain stays whole. It is None too where the op was erased: then there is its `stub`.
    """

    id: bytes
    op: Op | None
    data: bytes
    seq: int

    @property
    def stub(self) -> Stub | None:
        """What is left of an erased op."""
        return stub_of(self.data) if self.op is None else None

    @property
    def withheld(self) -> bool:
        """Whether DKUM left it out."""
        return self.op is None and not self.data


def chained(streams: Sequence[StreamRange], ops: Iterable[bytes]) -> Iterator[Chained]:
    """Decode the ops and check them against the ranges, in order.

    Raises SyncRefused E_OPS for a missing, extra, misplaced or wrongly linked op, a name twice in one, or a
    head that does not fit, and the classes of `decode`. Whether `prev` of a range is an op we hold is the
    importer's question.
    """
    if len({stream.name for stream in streams}) != len(streams):
        raise refuse("E_OPS")
    source = _typed(iter(ops))
    for stream in streams:
        begins = stream.first == stream.ep == 1
        if stream.last < stream.first or (begins and stream.prev != ZERO_ID):
            raise refuse("E_OPS")
        prev = stream.prev
        seq = stream.first - 1
        for seq, (op, data) in zip(range(stream.first, stream.last + 1), source, strict=False):
            if op is None and len(data) == WITHHELD_BYTES:
                prev = data.hex()
                yield Chained(data, None, b"", seq)
                continue
            if op is None:
                if data[64:].hex() != prev:
                    raise refuse("E_OPS")
                prev = data[:32].hex()
                yield Chained(data[:32], None, data, seq)
                continue
            if op.seq != seq or op.prev != prev or op.dev != stream.dev or op.ep != stream.ep:
                raise refuse("E_OPS")
            digest = hashlib.sha256(data).digest()
            prev = digest.hex()
            yield Chained(digest, op, data, seq)
        if seq != stream.last or prev != stream.head:
            raise refuse("E_OPS")
    if next(source, None) is not None:
        raise refuse("E_OPS")


def _typed(ops: Iterator[bytes]) -> Iterator[tuple[Op | None, bytes]]:
    """Each op with its bytes, None where it is not there. Some at a time; one by one where one is unusual."""
    while some := list(itertools.islice(ops, _AT_ONCE)):
        here = [data for data in some if len(data) not in _NOT_HERE]
        usual = iter(decode_usual(here) or ()) if here else iter(())
        for data in some:
            if len(data) in _NOT_HERE:
                yield None, data
            else:
                yield next(usual, None) or _decoded(data), data


def _decoded(data: bytes) -> Op:
    try:
        op = decode(data)
        if not ambiguous(op, data):
            return op
    except SyncRefused as error:  # the same class, in the words of a file that was opened
        raise refuse(cast("Code", error.code)) from error
    except (ValueError, RecursionError) as error:  # in a field that this version only passes on
        raise refuse("E_OPS") from error
    raise refuse("E_OPS")


def check_usigs(
    ops: Mapping[bytes, bytes], usigs: Iterable[UserSignature], public_keys: Mapping[bytes, bytes]
) -> set[UserSignature]:
    """The signatures that are right, checked on all cores.

    `ops` maps op ids to op bytes, `public_keys` key ids to raw keys. A signature for an op that is not
    there is left out; so is one of a key nobody here was admitted with (such an op is void, not
    false). Raises SyncRefused E_USIG when a known key's signature is wrong.
    """
    known = [each for each in usigs if each.op in ops and each.key in public_keys]
    checks = [Signature(public_keys[each.key], OP_TYPE, ops[each.op], each.signature) for each in known]
    if not all(verify_many(checks)):
        raise refuse("E_USIG")
    return set(known)
