"""Whether the ops are what they were: chains, signatures of people, and what DKUM has countersigned.

Whoever has the key of the database can write other ops and chain them anew. What DKUM has received cannot be
changed so: its signed word names the op where the stream stood. What is newer is not yet provable.
Streams have no gaps where they were written or came whole: at DKUM, and of this computer itself. Only what an
office has of others' streams, through DKUM, lacks what concerns other offices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, func, select

from desktop_app.actions.check_report import Finding, Part, finding
from desktop_app.actions.erasing_asked import to_verify
from desktop_app.domain.erasing import ERASE, Stub, asking_of, named, stub_of
from desktop_app.domain.moments import moment_of
from desktop_app.domain.op import ZERO_ID, Op, decode, needs_user_signature, op_id
from desktop_app.domain.shape import key_of
from desktop_app.errors import SyncRefused
from desktop_app.keys.signing import OP_TYPE, Signature, key_id, verify_many
from desktop_app.office import Office
from desktop_app.storage import remembered, tables, withheld
from desktop_app.sync.directory import TrustedDirectory
from desktop_app.sync.sections import Signed
from resources.i18n import tr, trn

_FEW: Final = {"yield_per": 1000}
"""Rows held at a time."""
_BATCH: Final = 2000
"""Signatures checked at a time."""


@dataclass
class Chains:
    """What a walk along all streams found. `last` is (seq, op id) at the end of each stream, by its row."""

    ops: int = 0
    streams: int = 0
    broken: list[int] = field(default_factory=list[int])
    unsigned: list[int] = field(default_factory=list[int])
    unfounded: list[int] = field(default_factory=list[int])
    """Stubs that no signed word of DKUM's names."""
    erased: int = 0
    people: int = 0
    """How many ops were erased by such words, and how many applications."""
    missing: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """First and last seq of what is not there and has to be."""
    last: dict[int, tuple[int, bytes]] = field(default_factory=dict[int, tuple[int, bytes]])

    def hold(self, stream: _Stream, seq: int) -> bool:
        """Note what is missing of a stream before `seq`; whether anything may stand there in its stead."""
        at = self.last.get(stream.id, (0, b""))[0] + 1
        if not stream.whole or at >= seq:
            return not stream.whole
        gone = [each for each in range(at, seq) if each not in stream.withheld]
        if gone:
            self.missing.append((gone[0], gone[-1]))
        return bool(gone)


@dataclass(frozen=True, slots=True)
class _Stream:
    """A stream as its row has it. `whole`: nothing of it may be missing but what DKUM itself, put back, got
    the id of only (`withheld`)."""

    id: int
    seq: int
    head: bytes
    whole: bool
    withheld: Mapping[int, bytes]


def ask_city() -> str:
    """The next step where ops were altered."""
    return tr("Jangan hapus apa pun. Buat cadangan, lalu hubungi DKUM sebelum mengirim berkas.")


def check_chains(office: Office, connection: Connection) -> Chains:
    """Every op's bytes have their hash and name the op before them, up to where the stream says it stands;
    every deed that needs a person's signature has one by a key that person was ever given."""
    found, op = Chains(), tables.op.c
    keys, streams = _keys(connection), _streams(office, connection)
    words = _erasing(connection, keys)
    found.people = len({op.rec for op in words.values() if op.ent == "application"})
    waiting: list[tuple[int, Signature]] = []
    query = select(op.hash, op.body, op.stream_id, op.seq, op.usig, op.void).order_by(op.stream_id, op.seq)
    for row in connection.execute(query.execution_options(**_FEW)):
        found.ops += 1
        stream = streams[row.stream_id]
        loose = found.hold(stream, row.seq)
        last = found.last.get(row.stream_id, (0, b""))
        if last[0] != row.seq - 1:
            last = (row.seq - 1, stream.withheld.get(row.seq - 1, b""))
        stub = stub_of(row.body)
        view = _joined(row, last[1], loose=loose) if stub is None else None
        if stub is not None and _stub_joins(row, stub, last[1], loose=loose):
            founded = stub.by in words and row.hash.hex() in named(words[stub.by])
            found.erased += founded
            found.unfounded += [] if founded else [row.seq]
        elif view is None:
            found.broken.append(row.seq)
        elif row.void is None and needs_user_signature(view):
            own = keys.get(view.user, {})
            if row.usig is None or row.usig[:32] not in own:
                found.unsigned.append(row.seq)
            else:
                key = own[row.usig[:32]]
                waiting.append((row.seq, Signature(key, OP_TYPE, row.body, row.usig[32:])))
            asking = asking_of(view.set) if view.kind == ERASE else None
            if asking is not None:  # and of somebody else who asked for it
                check = to_verify(asking, keys.get(asking.user, {}))
                waiting += [(row.seq, check)] if check is not None else []
                found.unsigned += [row.seq] if check is None else []
        found.last[row.stream_id] = (row.seq, row.hash)
        if len(waiting) >= _BATCH:
            found.unsigned += _wrong(waiting)
            waiting.clear()
    found.unsigned += _wrong(waiting)
    found.streams = len(streams)
    for each in streams.values():
        found.hold(each, each.seq + 1)
        seq, head = found.last.get(each.id, (0, each.head))
        # beyond the last op that is here lies only what DKUM withholds from this office
        if seq < each.seq:
            seq, head = each.seq, each.withheld.get(each.seq, each.head)
        if (seq, head) != (each.seq, each.head):
            found.broken.append(each.seq)
    return found


def chain_part(found: Chains) -> Part:
    """What the walk says."""
    seen = trn(
        "{n} perubahan dalam {m} rantai, dengan tanda tangan petugasnya.",
        "{n} perubahan dalam {m} rantai, dengan tanda tangan petugasnya.",
        found.ops,
        m=found.streams,
    )
    told: list[Finding] = [
        Finding("chain", tr("Catatan ke-{seq} tidak cocok dengan rantainya.", seq=seq), ask_city())
        for seq in found.broken[:10]
    ]
    told += [
        Finding(
            "chain",
            tr("Catatan ke-{seq} tidak ada lagi di rantainya.", seq=first)
            if first == last
            else tr("Catatan ke-{seq} sampai ke-{akhir} tidak ada lagi di rantainya.", seq=first, akhir=last),
            ask_city(),
        )
        for first, last in found.missing[:10]
    ]
    told += _erased_findings(found)
    if found.unsigned:
        told.append(
            finding(
                "signature",
                trn(
                    "{n} tindakan tidak memuat tanda tangan petugasnya yang benar.",
                    "{n} tindakan tidak memuat tanda tangan petugasnya yang benar.",
                    len(found.unsigned),
                ),
                ask_city(),
                [tr("catatan ke-{seq}", seq=seq) for seq in found.unsigned],
            )
        )
    return Part("chain", seen, tuple(told))


def _erased_findings(found: Chains) -> list[Finding]:
    """What is said of erased ops: that there are some, and which of them nobody has erased."""
    told: list[Finding] = []
    if found.unfounded:
        told.append(
            finding(
                "stub_unfounded",
                trn(
                    "{n} catatan dikosongkan tanpa penghapusan yang sah dari DKUM.",
                    "{n} catatan dikosongkan tanpa penghapusan yang sah dari DKUM.",
                    len(found.unfounded),
                ),
                ask_city(),
                [tr("catatan ke-{seq}", seq=seq) for seq in found.unfounded],
            )
        )
    if found.people:
        told.append(
            Finding(
                "erased",
                trn(
                    "Data {n} pendaftar dihapus oleh DKUM; {m} catatannya tinggal sidiknya.",
                    "Data {n} pendaftar dihapus oleh DKUM; {m} catatannya tinggal sidiknya.",
                    found.people,
                    m=found.erased,
                ),
                note=True,
            )
        )
    return told


def check_proof(office: Office, connection: Connection, chains: Chains) -> Part:
    """Every signed word about a stream names the op that stands there; how much no such word covers yet."""
    directory = office.directory
    if directory is None:
        note = Finding(
            "not_enrolled",
            tr("Belum ada yang dapat dibuktikan: kantor ini belum terdaftar di DKUM."),
            tr("Setelah DKUM menerima berkas kantor ini, perubahannya dapat dibuktikan."),
            note=True,
        )
        return Part("proof", tr("Tanda terima DKUM: belum ada."), (note,))
    words, covered, at = 0, dict[int, int](), 0
    altered: list[str] = []
    differing: list[str] = []
    for one in _words(office, connection, directory):
        words += 1
        if not one.right:
            altered.append(tr("catatan ke-{seq}", seq=one.seq))
        elif not one.fits:
            differing.append(tr("catatan ke-{seq}, {tanggal}", seq=one.seq, tanggal=f"{_day(one.wall)}"))
        elif one.here:
            covered[one.stream] = max(covered.get(one.stream, 0), one.seq)
            at = max(at, one.wall)
    told = _proof_findings(altered, differing)
    newer = _newer(office, connection, chains, covered)
    if newer:
        told.append(_not_provable(newer, city=office.info.kind == "dkum"))
    seen = trn(
        "{n} pernyataan bertanda tangan dibandingkan dengan catatannya.",
        "{n} pernyataan bertanda tangan dibandingkan dengan catatannya.",
        words,
    )
    if at:
        seen += " " + tr("Yang terakhir dari {tanggal}.", tanggal=_day(at))
    return Part("proof", seen, tuple(told))


def _proof_findings(altered: list[str], differing: list[str]) -> list[Finding]:
    told: list[Finding] = []
    if differing:
        told.append(
            finding(
                "head_differs",
                tr("Catatan kantor ini tidak sama dengan yang pernah diterima dan ditandatangani."),
                ask_city(),
                differing,
            )
        )
    if altered:
        told.append(
            finding(
                "word_altered",
                tr("Pernyataan bertanda tangan yang tersimpan di kantor ini telah berubah."),
                ask_city(),
                altered,
            )
        )
    return told


def _not_provable(newer: int, *, city: bool) -> Finding:
    if city:
        return Finding(
            "not_provable",
            trn(
                "{n} perubahan DKUM sendiri hanya dijamin oleh rantainya.",
                "{n} perubahan DKUM sendiri hanya dijamin oleh rantainya.",
                newer,
            ),
            note=True,
        )
    return Finding(
        "not_provable",
        trn(
            "{n} perubahan terbaru belum dapat dibuktikan, karena DKUM belum menyatakan menerimanya.",
            "{n} perubahan terbaru belum dapat dibuktikan, karena DKUM belum menyatakan menerimanya.",
            newer,
        ),
        tr("Kirim berkas ke DKUM dan buka jawabannya; sesudah itu perubahan ini ikut terbukti."),
        note=True,
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """A signed word: about which stream and op, whether its signature is right, whether the op fits, and
    whether that op is `here`: what concerns other offices only is not, and fits."""

    stream: int
    seq: int
    wall: int
    right: bool
    fits: bool
    here: bool


def _words(office: Office, connection: Connection, directory: TrustedDirectory) -> Iterator[_Word]:
    point, stream, op = tables.checkpoint.c, tables.stream.c, tables.op.c
    query = (
        select(
            point.stream_id, point.seq, point.signer, point.body, stream.dev, stream.ep,
            stream.seq.label("stands"), stream.head, op.hash,
        )
        .select_from(tables.checkpoint)
        .join(tables.stream, stream.id == point.stream_id)
        .outerjoin(tables.op, (op.stream_id == point.stream_id) & (op.seq == point.seq))
        .order_by(point.stream_id, point.seq)
    )  # fmt: skip
    for row in connection.execute(query).all():
        content, signed = _content(row.body)
        if content is None or signed is None:
            yield _Word(row.stream_id, row.seq, 0, right=False, fits=False, here=False)
            continue
        found = directory.key(bytes.fromhex(signed.key))
        if found is None:
            continue  # by a key that the directory here, perhaps an older one, does not know: no proof
        right = (
            found[0].dev == row.signer.hex()
            and (content.dev, content.ep, content.seq) == (row.dev.hex(), row.ep, row.seq)
            and all(verify_many([signed.to_verify(bytes.fromhex(found[1].key))]))
        )
        here = row.hash if row.hash is not None else row.head if row.stands == row.seq else None
        own = row.dev == bytes.fromhex(office.info.dev)
        # an office's word about its end may come in an earlier part of a file than the ops
        if _is_whole(office, row.dev) and (own or row.seq <= row.stands):  # what is missing is no proof
            here = row.hash
            ends = directory.device(row.dev.hex())
            cut = here is None and ends is not None and not ends.counts(row.ep, row.seq)
            fits = cut or (here is not None and here.hex() == content.head)
        else:
            fits = here is None or here.hex() == content.head
        yield _Word(row.stream_id, row.seq, content.wall, right, fits, here is not None)


def _is_whole(office: Office, dev: bytes) -> bool:
    """Whether the streams of that device have no gaps here."""
    return office.info.kind == "dkum" or dev == bytes.fromhex(office.info.dev)


def _streams(office: Office, connection: Connection) -> dict[int, _Stream]:
    stream, found = tables.stream.c, dict[int, _Stream]()
    rows = connection.execute(select(stream.id, stream.dev, stream.ep, stream.seq, stream.head))
    for row in rows.all():
        own = office.info.kind == "dkum" and row.dev == bytes.fromhex(office.info.dev)
        ids = withheld.known(connection, row.dev.hex(), row.ep) if own else {}
        found[row.id] = _Stream(row.id, row.seq, row.head, _is_whole(office, row.dev), ids)
    return found


def _content(body: bytes) -> tuple[Any, Signed | None]:
    try:
        signed = msgspec.json.decode(body, type=Signed)
        return signed.checkpoint() or signed.receipt(), signed
    except (msgspec.MsgspecError, SyncRefused, ValueError):
        return None, None


def _newer(office: Office, connection: Connection, chains: Chains, covered: dict[int, int]) -> int:
    """How many ops of this computer's own streams no signed word covers."""
    stream = tables.stream.c
    mine = connection.execute(select(stream.id).where(stream.dev == bytes.fromhex(office.info.dev))).scalars()
    op, newer = tables.op.c, 0
    for one in mine.all():
        if one in chains.last:
            newer += connection.execute(
                select(func.count()).where(op.stream_id == one, op.seq > covered.get(one, 0))
            ).scalar_one()
    return newer


def _keys(connection: Connection) -> dict[str, dict[bytes, bytes]]:
    """Every key that each person was ever given by a word that counts, by person (hex) and key id."""
    op, record = tables.op.c, tables.record.c
    query = select(record.uuid, op.body).where(
        op.record_id == record.id, record.ent == "person", op.void.is_(None)
    )
    found: dict[str, dict[bytes, bytes]] = {}
    for row in connection.execute(query.execution_options(**_FEW)):
        try:
            key = key_of(decode(row.body))
        except (SyncRefused, ValueError):
            continue  # told by the walk along the chain
        if key is not None:
            found.setdefault(row.uuid.hex(), {})[key_id(key)] = key
    return found


def _erasing(connection: Connection, keys: Mapping[str, Mapping[bytes, bytes]]) -> dict[bytes, Op]:
    """DKUM's words that erase, on the log or kept beside it, as far as their person signed."""
    found: dict[bytes, Op] = {}
    checks: list[tuple[bytes, Signature]] = []
    for name, (body, usig) in remembered.words_in(connection).items():
        try:
            found[name] = decode(body)
        except (SyncRefused, ValueError):
            continue  # told by the walk along the chain
        key = keys.get(found[name].user, {}).get(usig[:32], b"")
        checks.append((name, Signature(key, OP_TYPE, body, usig[32:])))
    right = verify_many([each for _name, each in checks])
    good = {name for (name, _signature), one in zip(checks, right, strict=True) if one}
    return {name: op for name, op in found.items() if name in good}


def _wrong(waiting: list[tuple[int, Signature]]) -> list[int]:
    right = verify_many([each for _seq, each in waiting])
    return [seq for (seq, _signature), one in zip(waiting, right, strict=True) if not one]


def _joined(row: Any, before: bytes, *, loose: bool) -> Any:
    """The op, where its bytes have their hash and join the one `before` (its id, empty where unknown); None
    where they do not. `loose`: the one before may be missing, or is told as missing."""
    if op_id(row.body) != row.hash:
        return None
    try:
        view = decode(row.body)
    except (SyncRefused, ValueError):
        return None
    joined = before.hex() == view.prev if before else loose or row.seq == 1
    first = row.seq != 1 or view.ep > 1 or view.prev == ZERO_ID
    return view if view.seq == row.seq and joined and first else None


def _stub_joins(row: Any, stub: Stub, before: bytes, *, loose: bool) -> bool:
    """Whether what is left of an op stands where it stood: under its id, behind the one before it."""
    joined = before == stub.prev if before else loose or row.seq == 1
    return stub.id == row.hash and joined


def _day(wall: int) -> str:
    return f"{moment_of(wall):%d-%m-%Y}"
