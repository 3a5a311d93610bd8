"""The register of issued documents, and what could be issued next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from desktop_app.domain import letters
from desktop_app.domain.documenting import CALLED_OFF, erased_on, issued_by, used_twice
from desktop_app.domain.merge import State, shown
from desktop_app.storage import tables
from desktop_app.storage.context import Context
from desktop_app.storage.log import state_of
from desktop_app.storage.replacing import replaced


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """One line of the register. `tanggal` is ISO, `issued` ms since 1970, `by` who issued it.

    `record` is the document's record id (hex); `scope` its kelurahan, empty for the city. `edisi` of a
    recap is the year it tells of (`tahun` is that of its date), of a roster ``arsip`` or ``papan``.
    `state` is a key of `documenting.STATE_WORDS`. `newer` is the edition that counts
    instead of this one; `twins` are other letters of the office that bear its number.
    """

    record: str
    id: int
    jenis: str
    edisi: str
    nomor: str
    tanggal: str
    program: str
    tahun: int
    jumlah: int
    state: str
    scope: str
    issued: int
    by: str
    newer: Edition | None = None
    twins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """Another edition of the same document: its record id (hex), letter number, and date (ISO)."""

    record: str
    nomor: str
    tanggal: str


@dataclass(frozen=True, slots=True)
class Annulment:
    """Why a document counts no more, who said so, and when (ms since 1970)."""

    reason: str
    by: str
    when: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp in the signed copy: the authority, and the time that is its word (ms since 1970)."""

    by: str
    at: int


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """What the document's ops add to its line. `decision` is DKUM's number, empty for a forecast.

    `on_behalf` is "a.n. Lurah …" as printed, `signer` who signs the print by hand, `signers` whose
    signatures the signed copy bears. `older` is the edition that this one takes the place of. `pdf` is the
    SHA-256 of the issued file, `digest` that of what it says. `erased` is when its papers went with
    somebody's data (ms since 1970).
    """

    digest: str
    rules: str
    decision: str
    pages: int
    on_behalf: str
    signer: str
    pdf: str
    signers: tuple[str, ...] = ()
    older: Edition | None = None
    annulled: Annulment | None = None
    stamps: tuple[Stamp, ...] = ()
    erased: int | None = None


@dataclass(frozen=True, slots=True)
class RosterSource:
    """A programme and year for which a roster can be made, and how many would stand on it."""

    program: str
    tahun: int
    people: int
    decided: bool


def years(connection: Connection) -> tuple[int, ...]:
    """The years of which documents were issued, the latest first."""
    document = tables.document.c
    found = connection.execute(select(document.tahun).distinct().order_by(document.tahun.desc()))
    return tuple(row.tahun for row in found if row.tahun is not None)


def year_of(connection: Connection, record: str) -> int | None:
    """The year under which a document is listed; None where it is not known."""
    document = tables.document.c
    return connection.execute(select(document.tahun).where(document.uuid == bytes.fromhex(record))).scalar()


def register(connection: Connection, context: Context, *, tahun: int | None = None) -> list[IssuedDocument]:
    """Issued documents, the latest first; of one year, or of all."""
    document = tables.document.c
    query = select(tables.document).order_by(document.issued.desc(), document.id.desc())
    if tahun is not None:
        query = query.where(document.tahun == tahun)
    newer, twins = _newer(connection), _twins(connection)
    return [
        IssuedDocument(
            record=row.uuid.hex(),
            id=row.id,
            jenis=row.jenis,
            edisi=row.edisi,
            nomor=row.nomor,
            tanggal=row.tanggal,
            program=row.program or "",
            tahun=row.tahun or 0,
            jumlah=row.jumlah,
            state=row.state,
            scope=row.scope,
            issued=row.issued,
            by=_name(context, row.issued_by),
            newer=newer.get(row.uuid),
            twins=twins.get(row.uuid.hex(), ()),
        )
        for row in connection.execute(query)
    ]


def detail(connection: Connection, context: Context, record: str) -> DocumentDetail | None:
    """What was written down when it was issued; None where nobody has heard of it."""
    found = state_of(connection, context, bytes.fromhex(record))
    if found is None:
        return None
    values = found[2].values
    return DocumentDetail(
        digest=str(values.get("digest") or ""),
        rules=str(values.get("rules") or "0"),
        decision=str(values.get("putusan") or ""),
        pages=int(values.get("halaman") or 0),
        on_behalf=str(values.get("atas_nama") or ""),
        signer=str(values.get("penandatangan") or ""),
        pdf=str(values.get("pdf") or ""),
        signers=tuple(values.get("penanda") or ()),
        older=_edition(connection, values.get("menggantikan")),
        annulled=_annulled(context, found[2]),
        stamps=tuple(Stamp(one["oleh"], one["pada"]) for one in values.get("waktu") or ()),
        erased=erased_on(found[2]),
    )


def _newer(connection: Connection) -> dict[bytes, Edition]:
    """By document, the edition that counts instead of it."""
    counting = replaced(connection)
    document = tables.document.c
    rows = connection.execute(
        select(document.uuid, document.nomor, document.tanggal).where(document.replaces.is_not(None))
    )
    known = {row.uuid: Edition(row.uuid.hex(), row.nomor, row.tanggal) for row in rows}
    return {older: known[newer] for older, newer in counting.items()}


def numbers_twice(connection: Connection, own: str) -> tuple[Edition, ...]:
    """Each letter number that two letters of an office bear (`own`: its kelurahan's code, empty for DKUM), as
    the latest of them that still counts."""
    twins = _twins(connection)
    if not twins:
        return ()
    document = tables.document.c
    query = (
        select(document.uuid, document.jenis, document.scope, document.nomor, document.tanggal)
        .where(document.uuid.in_(map(bytes.fromhex, twins)))
        .order_by(document.issued.desc(), document.id.desc())
    )
    found: dict[tuple[str, str], Edition] = {}
    for row in connection.execute(query):
        if issued_by(row.jenis, row.scope) == own:
            one = Edition(row.uuid.hex(), row.nomor, row.tanggal)
            found.setdefault((row.tanggal[:4], letters.same(row.nomor)), one)
    return tuple(found.values())


def _twins(connection: Connection) -> dict[str, tuple[str, ...]]:
    document = tables.document.c
    query = select(
        document.uuid, document.jenis, document.edisi, document.scope, document.nomor, document.tanggal,
        document.program,
    ).where(document.state.not_in(CALLED_OFF))  # fmt: skip
    return used_twice((row[0].hex(), *row[1:6], row[6] or "") for row in connection.execute(query))


def _edition(connection: Connection, record: str | None) -> Edition | None:
    if not record:
        return None
    document = tables.document.c
    row = connection.execute(
        select(document.nomor, document.tanggal).where(document.uuid == bytes.fromhex(record))
    ).first()
    return Edition(record, row.nomor, row.tanggal) if row else None


def _annulled(context: Context, state: State) -> Annulment | None:
    said: dict[str, str] | None = state.values.get("batal")
    if not said:
        return None
    op = state.by_id[shown(state, "batal")].op
    return Annulment(said["alasan"], _name(context, bytes.fromhex(op.user)), op.wall)


def roster_sources(connection: Connection, kelurahan: str) -> list[RosterSource]:
    """Programmes and years with somebody to put on a roster, the latest year first.

    As on the roster itself: once DKUM has accepted anybody, those accepted, before that all verified.
    """
    app = tables.application.c
    query = (
        select(app.program, app.tahun, app.status, func.count().label("n"))
        .where(app.kelurahan_kode == kelurahan, app.status.in_(("verified", "accepted")))
        .group_by(app.program, app.tahun, app.status)
    )
    found: dict[tuple[str, int], dict[str, int]] = {}
    for row in connection.execute(query):
        if row.program and row.tahun:
            found.setdefault((row.program, row.tahun), {})[row.status] = row.n
    return [
        RosterSource(
            program=program,
            tahun=tahun,
            people=by_status.get("accepted") or by_status["verified"],
            decided="accepted" in by_status,
        )
        for (program, tahun), by_status in sorted(
            found.items(), key=lambda item: (-item[0][1], item[0][0] != "WUB")
        )
    ]


def programs(connection: Connection, kelurahan: str, statuses: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Programmes and years that have an application in one of `statuses`, the latest year first; of all
    kelurahan where none is given."""
    app = tables.application.c
    query = select(app.program, app.tahun).where(app.status.in_(statuses)).distinct()
    if kelurahan:
        query = query.where(app.kelurahan_kode == kelurahan)
    found = [(row.program, row.tahun) for row in connection.execute(query) if row.program and row.tahun]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0] != "WUB")))


def _name(context: Context, user: bytes) -> str:
    facts = context.people.get(user.hex())
    return facts.nama if facts else ""
