"""The register of issued documents, and what could be issued next."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from desktop_app.storage import tables
from desktop_app.storage.context import Context
from desktop_app.storage.log import state_of


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """One line of the register. `tanggal` is ISO, `issued` ms since 1970, `by` who issued it.

    `record` is the document's record id (hex); `scope` its kelurahan, empty for the city. `edisi` of a
    recap is the year it tells of (`tahun` is that of its date), of a roster ``arsip`` or ``papan``.
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


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """What the document's op adds to its line. `decision` is DKUM's number, empty for a forecast.

    `on_behalf` is "a.n. Lurah …" as printed, `signer` who signs the print by hand.
    """

    digest: str
    rules: str
    decision: str
    pages: int
    on_behalf: str
    signer: str


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


def register(connection: Connection, context: Context, *, tahun: int | None = None) -> list[IssuedDocument]:
    """Issued documents, the latest first; of one year, or of all."""
    document = tables.document.c
    query = select(tables.document).order_by(document.issued.desc(), document.id.desc())
    if tahun is not None:
        query = query.where(document.tahun == tahun)
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
    )


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


def _name(context: Context, user: bytes) -> str:
    facts = context.people.get(user.hex())
    return facts.nama if facts else ""
