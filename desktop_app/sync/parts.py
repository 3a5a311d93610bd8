"""What goes into which part of a sync file: ops are packed while they are read, blobs only counted."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import zstandard

from desktop_app.domain.erasing import STUB_BYTES
from desktop_app.sync.container import U32
from desktop_app.sync.manifest import MAX_BLOB, MAX_OPS, MAX_RAW, MIB, Section, StreamRange
from desktop_app.sync.refusal import refuse
from desktop_app.sync.sections import WITHHELD_BYTES, ZSTD, ZSTD_LEVEL, UserSignature, encode_op

_FEED: Final = 256 * 1024
_AHEAD: Final = 16
"""How many such pieces may wait to be packed before the reading of ops waits too."""
_SOME: Final = 64
"""Ops looked at together, where they need not stay together."""
_WORTH_PACKING: Final = 16 * 1024
_RESERVE: Final = 16 * MIB
"""Raw bytes of a part left for everything that is neither op nor blob."""


@dataclass(frozen=True)
class Stream:
    """Ops of one stream without a gap, beginning at `first`; `prev` is the op id before (hex).

    For an op that the receiver may not see stands its id alone, for an erased one its stub. `cuts` are the
    seqs at which a part may end, None for any: a stream that is handed on ends only where its own device
    signed. The ops are gone through once, while the parts are filled; they may come out of a database.
    """

    dev: str
    ep: int
    first: int
    prev: str
    ops: Iterable[bytes]
    cuts: frozenset[int] | None = None

    def pieces(self) -> Iterator[Sequence[bytes]]:
        """The ops that must stay together, in order; of a stream that may be cut anywhere, some at a time."""
        if self.cuts is None:
            ops = iter(self.ops)
            while some := list(islice(ops, _SOME)):
                yield some
            return
        together: list[bytes] = []
        for seq, op in enumerate(self.ops, self.first):
            together.append(op)
            if seq in self.cuts:
                yield together
                together = []
        if together:
            yield together


@dataclass(frozen=True)
class Blob:
    """A blob by its SHA-256 (hex); `load` brings its bytes when its part is written."""

    sha256: str
    size: int
    load: Callable[[], bytes]


class _Packing:
    """Ops of one part, packed and hashed in a thread beside whoever reads them out of a database.

    What comes out does not hang on which of the two is faster. `size` is what is packed and known,
    `waiting` the raw bytes whose packed size is not.
    """

    def __init__(self, beside: Executor) -> None:
        self._beside = beside
        self._packer = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()
        self._digest = hashlib.sha256()
        self._under_way: deque[tuple[Future[bytes], int]] = deque()
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._since_flush = 0
        self.out: list[bytes] = []
        self.size = 0
        self.waiting = 0
        self.raw = 0

    def add(self, ops: Sequence[bytes], raw: int) -> None:
        """Append ops of so many framed bytes. What they pack to is known a MiB late."""
        self._pending += ops
        self._pending_bytes += raw
        self.waiting += raw
        self.raw += raw
        if self._pending_bytes >= _FEED:
            self._feed(zstandard.COMPRESSOBJ_FLUSH_BLOCK if self._since_flush >= MIB else None)

    def settle(self) -> None:
        """Wait until everything handed over is packed."""
        while self._under_way:
            self._take()

    def flush(self) -> None:
        """Pack what waits, so that its size is known."""
        self._feed(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        self.settle()

    def finish(self) -> Section:
        """The ops' entry in the manifest; nothing can be added afterwards."""
        self._feed(zstandard.COMPRESSOBJ_FLUSH_FINISH)
        self.settle()
        return Section("ops", ZSTD, self.size, self.raw, self._digest.hexdigest())

    def _feed(self, flush: int | None) -> None:
        self._since_flush += self._pending_bytes
        settled = 0 if flush is None else self._since_flush
        self._under_way.append((self._beside.submit(self._pack, self._pending, flush), settled))
        self._pending, self._pending_bytes = [], 0
        if flush is not None:
            self._since_flush = 0
        if len(self._under_way) > _AHEAD:
            self._take()

    def _take(self) -> None:
        packed, settled = self._under_way.popleft()
        self.out.append(packed.result())
        self.size += len(self.out[-1])
        self.waiting -= settled

    def _pack(self, ops: list[bytes], flush: int | None) -> bytes:
        framed = b"".join(map(encode_op, ops))
        self._digest.update(framed)
        out = self._packer.compress(framed)
        return out if flush is None else out + self._packer.flush(flush)


@dataclass
class Part:
    """A part being filled: its ops are packed at once, blobs only counted."""

    packing: _Packing
    ranges: list[StreamRange] = field(default_factory=list[StreamRange])
    usigs: list[UserSignature] = field(default_factory=list[UserSignature])
    blobs: list[Blob] = field(default_factory=list[Blob])
    count: int = 0
    stubs: bool = False
    """Whether it holds what is left of erased ops."""
    ops: Section | None = None
    _blob_bytes: int = 0

    def fits(self, raw: int, target: int, count: int = 1) -> bool:
        """Whether that many more ops and raw op bytes keep the part within target and limits."""
        within = self.count + count <= MAX_OPS and self.packing.raw + raw <= MAX_RAW - _RESERVE
        return within and self.has_room(raw, target)

    def has_room(self, more: int, target: int) -> bool:
        """Whether `more` bytes keep the part within its target; packs what waits before saying no."""
        packing, room = self.packing, target - self._blob_bytes - more
        if packing.size + packing.waiting > room:
            packing.settle()
        if packing.size + packing.waiting > room and packing.waiting > _WORTH_PACKING:
            packing.flush()
        return packing.size + packing.waiting <= room

    def add_ops(self, ops: Sequence[bytes], raw: int) -> None:
        """Append ops of so many framed bytes."""
        self.packing.add(ops, raw)
        self.count += len(ops)
        self.stubs = self.stubs or any(len(op) == STUB_BYTES for op in ops)

    def add_blob(self, blob: Blob) -> None:
        """Take a blob along; its bytes are read when the part is written."""
        self.blobs.append(blob)
        self._blob_bytes += blob.size

    def close(self) -> None:
        """Nothing comes any more."""
        if self.count:
            self.ops = self.packing.finish()


def fill(
    streams: Iterable[Stream],
    usigs: Mapping[bytes, Sequence[UserSignature]],
    blobs: Iterable[Blob],
    target: int,
) -> list[Part]:
    """Parts of about `target` bytes, in order: each holds whole ranges of streams and can be imported alone.

    Raises E_LIMIT for a blob that no reader would take.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="packing") as beside:
        parts = _Parts(beside, target)
        for stream in streams:
            parts.add_stream(stream, usigs)
        for blob in blobs:
            if blob.size > MAX_BLOB:
                raise refuse("E_LIMIT")
            room = parts.last
            if (room.count or room.blobs) and not room.has_room(blob.size, target):
                room = parts.another()
            room.add_blob(blob)
        parts.last.close()
    return parts.made


class _Parts:
    """The parts so far; the last one is being filled."""

    def __init__(self, beside: Executor, target: int) -> None:
        self._beside = beside
        self._target = target
        self._placed = 0
        self.made = [Part(_Packing(beside))]

    @property
    def last(self) -> Part:
        return self.made[-1]

    def another(self) -> Part:
        """A new part; the one before is full."""
        self.last.close()
        self.made.append(Part(_Packing(self._beside)))
        return self.last

    def add_stream(self, stream: Stream, usigs: Mapping[bytes, Sequence[UserSignature]]) -> None:
        """The ops of a stream, into as many parts as they need."""
        prev = start_prev = stream.prev
        seq = first = stream.first
        pieces, halves = stream.pieces(), deque[Sequence[bytes]]()

        def end_range() -> None:
            if seq > first:
                made = StreamRange(stream.dev, stream.ep, first, seq - 1, start_prev, prev)
                self.last.ranges.append(made)

        while piece := halves.popleft() if halves else next(pieces, None):
            raw = sum(map(len, piece)) + U32.size * len(piece)
            if not self.last.fits(raw, self._target, len(piece)):
                if stream.cuts is None and len(piece) > 1:  # some of these may still have room
                    half = len(piece) // 2
                    halves.extendleft((piece[half:], piece[:half]))
                    continue
                if self.last.count:
                    end_range()
                    self.another()
                    first, start_prev = seq, prev
            self.last.add_ops(piece, raw)
            prev = _id(piece[-1]).hex()
            if self._placed < len(usigs):  # some belong to these ops, or to later ones
                self._place(piece, usigs)
            seq += len(piece)
        end_range()

    def _place(self, ops: Sequence[bytes], usigs: Mapping[bytes, Sequence[UserSignature]]) -> None:
        """People's signatures go with their ops."""
        for op in ops:
            if found := usigs.get(_id(op)):
                self.last.usigs += found
                self._placed += 1


def _id(op: bytes) -> bytes:
    if len(op) == WITHHELD_BYTES:
        return op
    return op[:32] if len(op) == STUB_BYTES else hashlib.sha256(op).digest()
