"""The files of an office: what went out and came in, what each did, and whether any number is missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from desktop_app.actions.agreement import Disagreement, disagreements
from desktop_app.actions.arrivals import Refusal, WaitingFile, refusals, waiting_files
from desktop_app.actions.export import wanted_papers
from desktop_app.actions.fork_proofs import ForkView, open_forks
from desktop_app.actions.peers import mates_of
from desktop_app.actions.rewriting import to_sign
from desktop_app.actions.standing import Standing, standing
from desktop_app.actions.trust import DIRECTORY
from desktop_app.domain.authority import void_sentence
from desktop_app.office import Office
from desktop_app.queries.conflicts import counts as differences
from desktop_app.queries.standing import Lacking, Mate, device_name, dkum_lacks, mates
from desktop_app.queries.status import Delivery, delivery
from desktop_app.storage import settings, tables
from resources.i18n import tr

FileState = Literal["waiting", "received", "applied", "partly", "differs"]
NumberState = Literal["here", "covered", "missing", "waiting"]


@dataclass(frozen=True, slots=True)
class VoidStep:
    """An authentic step that has no effect: whose it was about, and why."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file, all its parts together. `peer` is the other side's kelurahan code, "" for DKUM; `mates`
    says that it stayed within this office, `device` which computer made it where there are several.

    `made` is when it was made here or came in here, `receipt` when the other side said it has it (ms). `new`,
    `known` and `void` of a file that went out are DKUM's word, None before it. `readers`: how many of this
    office's other computers have it by their own word, and of how many. `agrees`: whether both sides' data
    were equal after it.
    """

    file: str
    direction: Literal["in", "out"]
    kind: str
    peer: str
    no: int
    parts: int
    parts_here: int
    name: str
    changes: int
    made: int
    receipt: int | None
    state: FileState
    new: int | None
    known: int | None
    conflicts: int
    clashes: int
    blobs: int
    void: tuple[VoidStep, ...]
    mates: bool = False
    device: str = ""
    readers: tuple[int, int] = (0, 0)
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one sender's files from the first that came: each with its state.

    ``covered``: it never came, but a later one brought all that was in it. ``waiting``: it came too
    early. ``missing``: it is needed for one that waits.
    """

    peer: str
    dev: str
    numbers: tuple[tuple[int, NumberState], ...]
    device: str = ""
    mates: bool = False

    @property
    def missing(self) -> tuple[int, ...]:
        """Numbers somebody must send."""
        return tuple(no for no, state in self.numbers if state == "missing")

    @property
    def complete(self) -> bool:
        """Whether everything up to the newest file is here."""
        return not any(state in ("missing", "waiting") for _no, state in self.numbers)


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """Everything the screen of files shows, from one committed state. `lacking` is what DKUM has not got of
    this office (nothing at DKUM itself), `wanted` how many papers are named here and have not come."""

    files: tuple[FileLine, ...]
    refused: tuple[Refusal, ...]
    numbers: tuple[Numbers, ...]
    delivery: Delivery
    conflicts: int
    enrolled: bool
    next_no: Mapping[str, int]
    lacking: Lacking
    mates: tuple[Mate, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    wanted: int = 0
    waits: Standing | None = None
    forks: tuple[ForkView, ...] = ()
    to_sign: Mapping[str, int] = field(default_factory=dict[str, int])


def exchange_view(connection: Connection, office: Office, *, limit: int = 200) -> ExchangeView:
    """The newest `limit` files and what goes with them."""
    waiting = waiting_files(office)
    return ExchangeView(
        files=files(connection, office, limit=limit),
        refused=still_refused(office, waiting),
        numbers=numbers(connection, waiting, office),
        delivery=delivery(connection, office.info),
        conflicts=differences(connection).differences,
        enrolled=settings.get(connection, DIRECTORY) is not None,
        next_no=_next_numbers(connection),
        lacking=Lacking() if office.info.kind == "dkum" else dkum_lacks(connection, office),
        mates=mates(connection, office),
        disagreements=disagreements(connection, office),
        waits=standing(office),
        forks=open_forks(office),
        to_sign=to_sign(connection, office),
        wanted=len(wanted_papers(connection, office)),
    )


def still_refused(office: Office, waiting: Sequence[WaitingFile] | None = None) -> tuple[Refusal, ...]:
    """Without the files that came too early and have gone in by themselves since; `waiting` are those that
    have not, where they are known already."""
    early = {(each.sender, each.no) for each in (waiting_files(office) if waiting is None else waiting)}
    return tuple(each for each in refusals(office) if each.code != "E_GAP" or (each.sender, each.no) in early)


def files(
    connection: Connection, office: Office, *, peer: str | None = None, limit: int = 200
) -> tuple[FileLine, ...]:
    """Files newest first; with `peer` only those of that office."""
    file = tables.sync_file.c
    query = select(tables.sync_file).order_by(file.id.desc()).limit(limit)
    if peer is not None:
        query = query.where(file.peer == peer)
    parts: dict[tuple[Any, ...], list[Row[Any]]] = {}
    for row in connection.execute(query):  # each part has an id of its own; its number is the file's
        name = (row.peer, row.dev, row.ep, row.no, row.parts) if row.no else (row.file_id,)
        parts.setdefault((row.direction, row.kind, *name), []).append(row)
    subjects = _subjects(connection, parts.values())
    reached = _reached(connection, office)
    return tuple(_line(office, rows, subjects, reached) for rows in parts.values())


Reach = Mapping[str, Mapping[str, tuple[int, int]]]


def _reached(connection: Connection, office: Office) -> Reach:
    """How far each office's devices have this device's stream by their own word, and since when (ms)."""
    have, stream = tables.peer_have.c, tables.stream.c
    query = (
        select(have.peer, have.seq, have.received)
        .join(tables.stream, stream.id == have.stream_id)
        .where(stream.dev == bytes.fromhex(office.info.dev), stream.ep == office.info.ep)
    )
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for row in connection.execute(query):
        dev = row.peer.hex()
        _kind, area = office.context.places.get(dev, ("", ""))
        found.setdefault(area, {})[dev] = (row.seq, row.received)
    return found


def _line(office: Office, rows: Sequence[Row[Any]], subjects: Mapping[str, str], reached: Reach) -> FileLine:
    first = rows[-1]
    reports = [json.loads(row.report) for row in rows]
    void = {op: code for report in reports for op, code in _void(report).items()}
    out = first.direction == "out"
    told = [report for report in reports if "new" in report]
    receipts = [row.receipt for row in rows]
    received = None if None in receipts else max(receipts)
    within = bool(first.peer) and first.peer == office.info.scope
    there = [each for each in reached.get(first.peer, {}).values() if each[0] >= first.upto > 0]
    readers = len(mates_of(office)) if within else 1
    if out and received is None and first.peer and len(there) >= readers:
        received = max(
            since for _seq, since in there
        )  # no receipts there: what they say they have is their word
    conflicts = sum(report.get("conflicts", 0) for report in reports)
    state: FileState = "waiting" if out and received is None else "received" if out else "applied"
    if not out and void:
        state = "partly"
    elif not out and conflicts:
        state = "differs"
    return FileLine(
        file=first.file_id.hex(),
        direction=first.direction,
        kind=first.kind,
        peer=first.peer,
        no=first.no,
        parts=first.parts,
        parts_here=len({row.part for row in rows}),
        name=first.name,
        changes=first.ops if out else sum(row.ops for row in rows),
        made=max(row.made for row in rows),
        receipt=received if out else None,
        state=state,
        new=sum(report["new"] for report in told) if told else None,
        known=sum(report.get("known", 0) for report in told) if told else None,
        conflicts=conflicts,
        clashes=max((report.get("clashes", 0) for report in reports), default=0),
        blobs=sum(report.get("blobs", 0) for report in reports),
        void=tuple(
            VoidStep(subjects.get(op, tr("Catatan yang tidak ada di kantor ini")), void_sentence(code))
            for op, code in void.items()
        ),
        mates=within,
        device=device_name(office, first.dev.hex()) if not out else "",
        readers=(len(there), readers) if within and out else (0, 0),
        agrees=False if any(report.get("agrees") is False for report in reports) else None,
    )


def _void(report: Mapping[str, Any]) -> dict[str, str]:
    """The steps without effect, those that were here and lost it by this file included."""
    return {**report.get("void", {}), **report.get("undone", {})}


def _subjects(connection: Connection, groups: Iterable[Sequence[Row[Any]]]) -> dict[str, str]:
    """Whom the void ops of these files are about: name and registration number, never a NIK."""
    wanted = [
        bytes.fromhex(op)
        for rows in groups
        for row in rows
        for op in _void(json.loads(row.report))
    ]  # fmt: skip
    op, app, person = tables.op.c, tables.application.c, tables.person.c
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        query = (
            select(op.hash, app.nama, app.nomor_pendaftaran, person.nama.label("petugas"))
            .outerjoin(tables.application, app.id == op.record_id)
            .outerjoin(tables.person, person.id == op.record_id)
            .where(op.hash.in_(wanted[start : start + 500]))
        )
        for row in connection.execute(query):
            found[row.hash.hex()] = _subject(row)
    return found


def _subject(row: Row[Any, Any, Any, Any]) -> str:
    if row.nomor_pendaftaran:
        return tr("{nama}, {nomor}", nama=row.nama or tr("Tanpa nama"), nomor=row.nomor_pendaftaran)
    if row.petugas:
        return tr("Petugas {nama}", nama=row.petugas)
    return tr("Dokumen atau pengaturan kantor")


def numbers(
    connection: Connection, waiting: Sequence[WaitingFile] = (), office: Office | None = None
) -> tuple[Numbers, ...]:
    """For each sender, from its first file to its last: which numbers came, and which are missing."""
    file = tables.sync_file.c
    query = (
        select(file.peer, file.dev, file.no, func.max(file.parts), func.count())
        .where(file.direction == "in", file.no > 0)
        .group_by(file.peer, file.dev, file.no)
    )
    here: dict[tuple[str, str], dict[int, bool]] = {}
    for peer, dev, no, parts, count in connection.execute(query):
        here.setdefault((peer, dev.hex()), {})[no] = count >= parts
    early: dict[tuple[str, str], set[int]] = {}
    for each in waiting:
        early.setdefault((each.sender, each.dev), set()).add(each.no)
    return tuple(
        Numbers(
            *sender,
            _states(here.get(sender, {}), early.get(sender, set())),
            device_name(office, sender[1]) if office is not None else "",
            office is not None and bool(sender[0]) and sender[0] == office.info.scope,
        )
        for sender in sorted({*here, *early})
    )


def _states(here: Mapping[int, bool], early: set[int]) -> tuple[tuple[int, NumberState], ...]:
    """A later file that went in covers an earlier number: files join what the receiver holds."""
    newest = max((no for no, whole in here.items() if whole), default=0)
    last = max([*here, *early])
    first = min([*here, *early]) if here else newest + 1
    made: list[tuple[int, NumberState]] = []
    for no in range(first, last + 1):
        if here.get(no):
            made.append((no, "here"))
        elif no in early:
            made.append((no, "waiting"))
        else:
            made.append((no, "covered" if no < newest else "missing"))
    return tuple(made)


def _next_numbers(connection: Connection) -> dict[str, int]:
    """The number the next file to each office will carry, by kelurahan code, "" for DKUM."""
    prefix = "counter:no:"
    rows = connection.execute(
        select(tables.setting.c.name, tables.setting.c.value).where(tables.setting.c.name.like(prefix + "%"))
    )
    return {row.name.removeprefix(prefix): int(json.loads(row.value)) + 1 for row in rows}
