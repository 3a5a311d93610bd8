"""Whether the ops are what they were: chains, signatures of people, and what DKUM has countersigned.

Whoever has the key of the database can write other ops and chain them anew. What DKUM has received cannot be
changed so: its signed word names the op where the stream stood. What is newer is not yet provable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, func, select

from desktop_app.actions.check_report import Finding, Part, finding
from desktop_app.domain.moments import moment_of
from desktop_app.domain.op import ZERO_ID, decode, needs_user_signature, op_id
from desktop_app.domain.shape import key_of
from desktop_app.errors import SyncRefused
from desktop_app.keys.signing import OP_TYPE, Signature, key_id, verify_many
from desktop_app.office import Office
from desktop_app.storage import tables
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
    last: dict[int, tuple[int, bytes]] = field(default_factory=dict[int, tuple[int, bytes]])


def ask_city() -> str:
    """The next step where ops were altered."""
    return tr("Jangan hapus apa pun. Buat cadangan, lalu hubungi DKUM sebelum mengirim berkas.")


def check_chains(connection: Connection) -> Chains:
    """Every op's bytes have their hash and name the op before them, up to where the stream says it stands;
    every deed that needs a person's signature has one by a key that person was ever given."""
    found, op = Chains(), tables.op.c
    keys = _keys(connection)
    waiting: list[tuple[int, Signature]] = []
    query = select(op.hash, op.body, op.stream_id, op.seq, op.usig, op.void).order_by(op.stream_id, op.seq)
    for row in connection.execute(query.execution_options(**_FEW)):
        found.ops += 1
        view = _joined(row, found.last.get(row.stream_id))
        if view is None:
            found.broken.append(row.seq)
        elif row.void is None and needs_user_signature(view):
            own = keys.get(view.user, {})
            if row.usig is None or row.usig[:32] not in own:
                found.unsigned.append(row.seq)
            else:
                key = own[row.usig[:32]]
                waiting.append((row.seq, Signature(key, OP_TYPE, row.body, row.usig[32:])))
        found.last[row.stream_id] = (row.seq, row.hash)
        if len(waiting) >= _BATCH:
            found.unsigned += _wrong(waiting)
            waiting.clear()
    found.unsigned += _wrong(waiting)
    stream = tables.stream.c
    for row in connection.execute(select(stream.id, stream.seq, stream.head)):
        found.streams += 1
        seq, head = found.last.get(row.id, (0, row.head))
        # beyond the last op that is here lies only what DKUM withholds from this office
        if seq > row.seq or (seq == row.seq and head != row.head):
            found.broken.append(row.seq)
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
    for one in _words(connection, directory):
        words += 1
        if not one.right:
            altered.append(tr("catatan ke-{seq}", seq=one.seq))
        elif not one.fits:
            differing.append(tr("catatan ke-{seq}, {tanggal}", seq=one.seq, tanggal=f"{_day(one.wall)}"))
        else:
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
    """A signed word: about which stream and op, whether its signature is right and whether the op fits."""

    stream: int
    seq: int
    wall: int
    right: bool
    fits: bool


def _words(connection: Connection, directory: TrustedDirectory) -> Iterator[_Word]:
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
            yield _Word(row.stream_id, row.seq, 0, right=False, fits=False)
            continue
        found = directory.key(bytes.fromhex(signed.key))
        right = (
            found is not None
            and found[0].dev == row.signer.hex()
            and (content.dev, content.ep, content.seq) == (row.dev.hex(), row.ep, row.seq)
            and all(verify_many([signed.to_verify(bytes.fromhex(found[1].key))]))
        )
        here = row.hash if row.hash is not None else row.head if row.stands == row.seq else None
        yield _Word(row.stream_id, row.seq, content.wall, right, here is None or here.hex() == content.head)


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


def _wrong(waiting: list[tuple[int, Signature]]) -> list[int]:
    right = verify_many([each for _seq, each in waiting])
    return [seq for (seq, _signature), one in zip(waiting, right, strict=True) if not one]


def _joined(row: Any, before: tuple[int, bytes] | None) -> Any:
    """The op, where its bytes have their hash and join the one before; None where they do not."""
    if op_id(row.body) != row.hash:
        return None
    try:
        view = decode(row.body)
    except (SyncRefused, ValueError):
        return None
    joined = before is None or before[0] != row.seq - 1 or before[1].hex() == view.prev
    first = row.seq != 1 or view.ep > 1 or view.prev == ZERO_ID
    return view if view.seq == row.seq and joined and first else None


def _day(wall: int) -> str:
    return f"{moment_of(wall):%d-%m-%Y}"
