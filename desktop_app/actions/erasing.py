"""Erasing a person (UU 27/2022): the deed.

DKUM erases, by a person who approves there and on the signed word of somebody else. One erasure is one change
of several ops: one in each record about the person, which takes it away whole, and one in the register's line
of each paper that names them, which takes the paper. What the rule book's retention still requires stays
until its day, each application until its own; what is left is due again then (`erasing_after`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select

from desktop_app.actions.erasing_asked import ground, signed_word
from desktop_app.actions.erasing_plan import ErasurePlan, plan, records_of
from desktop_app.actions.sweeping import Swept, sweep
from desktop_app.actions.sweeping_left import Left, left_behind
from desktop_app.domain import data_requests, erasing, people
from desktop_app.domain.erasing import ERASABLE, ERASE, KEPT, MOST_OPS, PAPERS, STUB, WHY, Asking
from desktop_app.domain.op import decode
from desktop_app.domain.shape import blob_names
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.receive import refold_about
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr

_asked = tables.PLAIN["data_request"]
_doc = tables.document.c


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done: the plan that was followed, the erasure's record, what moved, what was swept, and what
    may still hold the person here."""

    plan: ErasurePlan
    record: str
    changes: Changes
    swept: Swept
    left: tuple[Left, ...] = ()


def may_erase(office: Office) -> bool:
    """Whether the person who is in may erase."""
    return office.info.kind == "dkum" and people.PENYETUJU_DKUM in office.person.roles


def require_may_erase(office: Office) -> None:
    """Raise Refused for anybody but who approves at DKUM."""
    if not may_erase(office):
        raise _only_dkum()


def erase(office: Office, record: str, why: str, *, on: str = "", day: date | None = None) -> Erased:
    """Erase the person of an application (record, hex), as far as nothing has to be kept, and note the rest.

    `why` is a code of `erasing.REASONS`; `on` the record of the request, looked for where it is not given.
    Raises Refused: not DKUM's approver; ``no_request`` and ``same_person`` where nobody else has recorded
    that this person asks for it or, once retention is over (``masa_simpan``), proposed it; ``unsettled``
    where another request of this person waits; an unknown record or reason.
    """
    require_may_erase(office)
    if why not in erasing.REASONS:
        raise Refused(
            tr("Dasar penghapusan itu tidak dikenal."),
            next_step=tr("Pilih dari: {pilihan}.", pilihan=", ".join(erasing.REASONS)),
            code="reason",
        )
    with office.work() as work:
        found = plan(office, work.connection, record, day)
        asking = ground(office, work.connection, found, why, on)
        found = plan(office, work.connection, record, day, asking)
        made = follow(work, found, why, asking)
    swept = sweep(office)
    with office.reading() as connection:
        left = tuple(left_behind(office, connection))
    return Erased(found, made, work.changes, swept, left)


def propose(office: Office, record: str, day: date | None = None) -> Changes:
    """At DKUM: say that the rule book keeps nothing of a person any more, so that somebody else erases.
    Raises Refused: not DKUM (``role``), something has to be kept (``kept``), proposed already (``open``).
    """
    if office.info.kind != "dkum":
        raise _only_dkum()
    with office.work() as work:
        found = plan(office, work.connection, record, day)
        if found.until is not None or not (found.over or found.gone):
            raise Refused(
                tr("Masa simpan datanya belum habis."),
                next_step=tr("Lihat sampai kapan datanya disimpan."),
                record=found.nomor,
                code="kept",
            )
        if _open_erasure(work, record):
            raise Refused(
                tr("Penghapusan orang ini sudah diusulkan atau dicatat."),
                next_step=tr("Minta penyetuju lain menjalankannya."),
                record=found.nomor,
                code="open",
            )
        made = new_id()
        along = [each.record for each in found.others if each.ent == "application" and each.same]
        values: dict[str, Any] = {
            "application": record, "dasar": "masa_simpan", "jatuh_tempo": found.day.isoformat(),
            **signed_word(office, made, record, along).values,
        }  # fmt: skip
        work.put(made, "erasure", "issue", values, scope=found.scope)
    return work.changes


def _only_dkum() -> Refused:
    return Refused(
        tr("Hanya penyetuju DKUM yang menghapus data seseorang."),
        next_step=tr("Kirim permintaannya ke DKUM; penyetuju di sana yang melakukannya."),
        code="role",
    )


def follow(work: Work, found: ErasurePlan, why: str, asking: Asking) -> str:
    """Follow the plan, within a work; returns the erasure's record. Raises Refused ``unsettled``."""
    if found.waiting:
        kinds = ", ".join(data_requests.kind_label(each) for each in found.waiting)
        raise Refused(
            tr("Permintaan lain orang ini belum selesai: {jenis}.", jenis=kinds),
            next_step=tr("Jawab atau cabut dahulu di Permintaan data pribadi, lalu ulangi."),
            record=found.nomor,
            code="unsettled",
        )
    made = _note(work, found.record, found.scope, why, asking, found.due, found.day)
    for other in found.others if found.going_applications else ():
        if other.along and other.until is not None:  # kept longer than the rest: due by itself
            scope = work.scope(other.record)
            _note(work, other.record, scope, why, asking, other.until + timedelta(days=1), found.day)
    _carry_out(work, found, why, asking)
    return made


def _note(work: Work, record: str, scope: str, why: str, asking: Asking, due: date | None, day: date) -> str:
    """That this application is erased, or will be from the day `due` on."""
    made = _open_erasure(work, record) or new_id()
    values: dict[str, Any] = {"application": record, "dasar": why, "jatuh_tempo": (due or day).isoformat()}
    values |= asking.values
    values |= {} if due else {"selesai": day.isoformat()}
    work.put(made, "erasure", "issue", values, scope=scope)
    return made


def _open_erasure(work: Work, record: str) -> str:
    line = tables.PLAIN["erasure"].c
    found = work.connection.execute(
        select(line.uuid).where(line.application == bytes.fromhex(record), line.selesai.is_(None))
    ).scalar()
    return found.hex() if found is not None else ""


def _carry_out(work: Work, found: ErasurePlan, why: str, asking: Asking) -> None:
    """Write the erasing ops of a plan: the records, unless they have to stay, and the papers that may go."""
    connection, known = work.connection, tables.record.c
    numbers = records_of(connection, found)
    _keep_answers(work, found.going_applications)
    for number in numbers:
        row = connection.execute(select(known.uuid, known.ent, known.scope).where(known.id == number)).one()
        erase_record(work, number, row.uuid.hex(), row.ent, row.scope, why, asking)
    for application in found.going_applications:
        refold_about(work, application.hex())
    for paper in found.going:
        row = connection.execute(
            select(tables.document).where(_doc.uuid == bytes.fromhex(paper.record))
        ).one()
        named = sorted({each.hex() for each in (row.pdf, row.data, row.signed) if each})
        work.put(paper.record, KEPT, ERASE, {PAPERS: named, WHY: why, **asking.values})


def _keep_answers(work: Work, applications: Sequence[bytes]) -> None:
    """What was asked goes with the person, words and all; that it came and was answered, and when, stays (UU
    27/2022, articles 14 and 24), as records of their own that quote nobody."""
    rows = work.connection.execute(select(_asked).where(_asked.c.application.in_(applications))).all()
    for row in rows:
        if row.batal:
            continue
        values = {
            "application": row.application.hex(), "jenis": row.jenis, "masuk": row.masuk, "cara": row.cara,
            "hasil": row.hasil or "dipenuhi", "tindakan": tr("Datanya dihapus."),
            "dijawab": row.dijawab or max(work.wall, row.masuk),
        }  # fmt: skip
        work.put(new_id(), "data_request", "set", values, scope=row.scope, new=True)


def erase_record(work: Work, number: int, record: str, ent: str, scope: str, why: str, asking: Asking) -> int:
    """One record with all that is here of it; returns how many ops were named. What an altered program put
    into it of another kind is nobody's data, and stays void."""
    op = tables.op.c
    rows = work.connection.execute(
        select(op.hash, op.body).where(op.record_id == number, op.kind.not_in((STUB, ERASE)))
    ).all()
    told = [(row.hash.hex(), decode(row.body)) for row in rows]
    told = [(name, each) for name, each in told if each.ent in ERASABLE]
    papers = {name for _id, each in told for name in blob_names(each)}
    names = [name for name, _op in told]
    for start in range(0, len(names), MOST_OPS):
        some = names[start : start + MOST_OPS]
        work.put(record, ent, ERASE, erasing.values_of(some, papers if not start else (), why, scope, asking))
    return len(names)


def request_for(connection: Connection, record: str) -> str:
    """The open request to erase this applicant (record, hex), "" where none is recorded."""
    asked = tables.PLAIN["data_request"].c
    query = select(asked.uuid).where(
        asked.application == bytes.fromhex(record), asked.jenis == "penghapusan", asked.dijawab.is_(None),
        or_(asked.batal.is_(None), asked.batal == 0),
    )  # fmt: skip
    found = connection.execute(query.order_by(asked.id.desc()).limit(1)).scalar()
    return found.hex() if found is not None else ""


def is_known(connection: Connection, record: str) -> bool:
    """Whether there is a record of that id (hex), erased or not."""
    try:
        uuid = bytes.fromhex(record)
    except ValueError:
        return False
    return (
        connection.execute(select(tables.record.c.id).where(tables.record.c.uuid == uuid)).first() is not None
    )


def is_erased(connection: Connection, record: str) -> bool:
    """Whether a record (hex) was erased here."""
    op, known = tables.op.c, tables.record.c
    query = select(op.id).where(
        op.record_id == known.id, known.uuid == bytes.fromhex(record), or_(op.kind == STUB, op.kind == ERASE)
    )
    return connection.execute(query.limit(1)).first() is not None


def reason_words(why: str) -> str:
    """The ground of an erasure in words."""
    return tr(erasing.REASONS.get(why, erasing.REASONS["permintaan"]))
