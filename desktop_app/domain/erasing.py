"""The erasure of a person: what the op says, and what is left in place of the ops it names.

An ``erase`` op stands in the record that it erases and names the ids of that record's ops. Everywhere it
comes, their bytes and people's signatures give way to stubs: id, the op that erased it, the op before it. So
the chain is still proved by the op that follows, and no relay can leave an op out by calling it erased. About
an issued document the same kind of op takes the papers away and leaves the register's line.

Two people erase: who approves at DKUM says so, and the op brings the signed word of another person that this
application is to be erased (`Asking`). It names ids only, so it can stay when the request itself has gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple, cast

from desktop_app.domain.op import Op, decode
from resources.i18n import mark, tr, trn

ERASE: Final = "erase"
"""The kind of op."""
STUB: Final = "erased"
"""What stands as kind, and as reason why it does not count, where an op was."""
NOBODY: Final = bytes(16)
"""Who wrote a stub: whoever gets it as one does not know."""
STUB_BYTES: Final = 96
"""No op is that short."""

OPS: Final = "ops"
PAPERS: Final = "berkas"
WHY: Final = "dihapus"
ON: Final = "atas"
"""Fields: ids of the ops, SHA-256 of the papers that go, a code of `REASONS`, the request's record."""
FOR: Final = "untuk"
ALONG: Final = "juga"
ASKER: Final = "peminta"
MARK: Final = "tanda"
"""Fields: the application that is asked about, others of the same person, who wrote the request down, and
their key id and signature (hex)."""
ASKED_TYPE: Final = "application/vnd.dksync.erasure.v1"
"""Type of what the asker signs."""

REASONS: Final[Mapping[str, str]] = {
    "permintaan": mark("atas permintaan orangnya"),
    "penarikan": mark("karena persetujuannya ditarik"),
    "masa_simpan": mark("karena masa simpannya habis"),
    "keliru": mark("karena dicatat tanpa dasar"),
}

ERASABLE: Final = frozenset(
    {
        "application", "business", "data_request", "mentee", "outcome", "participant", "recommended", "task",
        "visit",
    }
)  # fmt: skip
"""Kinds of record that are about one person and go whole."""
KEPT: Final = "document"
"""The kind of record of which only the papers go."""
MOST_OPS: Final = 2000
"""Ids in one op, which has a largest size; a longer record is erased by several."""
_HEX: Final = frozenset("0123456789abcdef")


class Stub(NamedTuple):
    """What is left of an op: its id, the op that erased it, the op before it in its stream."""

    id: bytes
    by: bytes
    prev: bytes

    @property
    def data(self) -> bytes:
        """As it is kept and travels."""
        return self.id + self.by + self.prev


class Asking(NamedTuple):
    """The word of somebody that an application is to be erased, and `along` others of the same person.

    `request` is the record (hex) where it stands, `user` who signed it, `mark` key id and signature (hex).
    """

    request: str
    application: str
    along: tuple[str, ...]
    user: str
    mark: str = ""

    @property
    def body(self) -> bytes:
        """What is signed."""
        return "\n".join((self.request, self.user, self.application, *self.along)).encode()

    @property
    def values(self) -> dict[str, Any]:
        """As an op says it."""
        along = {ALONG: list(self.along)} if self.along else {}
        return {ON: self.request, FOR: self.application, ASKER: self.user, MARK: self.mark, **along}

    def covers(self, application: str) -> bool:
        """Whether it is about that application (hex)."""
        return application == self.application or application in self.along


def asking_of(said: Mapping[str, Any]) -> Asking | None:
    """The asker's word that these values bring; None where they bring none that can be read."""
    texts = [said.get(name) for name in (ON, FOR, ASKER, MARK)]
    along = said.get(ALONG, [])
    if not _are_ids(along, 32) or not _are_ids(texts[:3], 32) or not _are_ids(texts[3:], 192):
        return None
    request, application, user, signed = _texts(texts)
    return Asking(request, application, tuple(_texts(along)), user, signed)


def stub_of(data: bytes) -> Stub | None:
    """The stub that these bytes are; None for an op."""
    if len(data) != STUB_BYTES:
        return None
    return Stub(data[:32], data[32:64], data[64:])


def prev_of(data: bytes) -> str:
    """The id (hex) of the op before one that is kept, or before its stub. Raises as `op.decode`."""
    stub = stub_of(data)
    return stub.prev.hex() if stub is not None else decode(data).prev


def erases(op: Op) -> bool:
    """Whether the op is one that takes a whole record away."""
    return op.kind == ERASE and op.ent != KEPT


def can_go(op: Op) -> bool:
    """Whether a word that names the op takes it away: it is about a person, and no such word."""
    return op.ent in ERASABLE and op.kind != ERASE


def named(op: Op) -> frozenset[str]:
    """The ids (hex) of the ops that an erasing op names."""
    return frozenset(_texts(op.set.get(OPS))) if erases(op) else frozenset()


def papers(op: Op) -> list[str]:
    """The papers (SHA-256, hex) that go with it."""
    return _texts(op.set.get(PAPERS)) if op.kind == ERASE else []


def fits(op: Op) -> bool:
    """Whether an op of the kind says what it has to, and nothing else of which this version knows."""
    said = op.set
    if said.get(WHY) not in REASONS or not _are_ids(said.get(PAPERS, [])) or asking_of(said) is None:
        return False
    if op.ent == KEPT:
        return OPS not in said
    return (
        op.ent in ERASABLE
        and isinstance(said.get("scope"), str)
        and _are_ids(said.get(OPS))
        and bool(said[OPS])
    )


def words_of(op: Op) -> str:
    """Why an erasing op erases, and how much goes."""
    why, ops, blobs = str(op.set.get(WHY, "")), op.set.get(OPS) or (), op.set.get(PAPERS) or ()
    return ", ".join(
        [
            *([tr(REASONS[why])] if why in REASONS else []),
            *([trn("{n} perubahan", "{n} perubahan", len(ops))] if ops else []),
            *([trn("{n} berkas", "{n} berkas", len(blobs))] if blobs else []),
        ]
    )


def _are_ids(value: object, length: int = 64) -> bool:
    if not isinstance(value, list):
        return False
    items = cast("list[object]", value)
    return all(isinstance(each, str) and len(each) == length and _HEX.issuperset(each) for each in items)


def _texts(value: Any) -> list[str]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [each for each in items if isinstance(each, str)]


def values_of(
    ops: Iterable[str], blobs: Iterable[str], why: str, scope: str, asking: Asking
) -> dict[str, Any]:
    """What an erasing op sets."""
    return {"scope": scope, OPS: sorted(ops), PAPERS: sorted(blobs), WHY: why, **asking.values}
