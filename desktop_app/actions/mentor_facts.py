"""What the office knows of mentors, as plain facts for the rules: asked by actions and by questions alike."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from desktop_app.domain.mentoring import MENTORED, Area, Assignment, Span, TaskDays, VisitDay
from desktop_app.storage import tables


def assignments(
    connection: Connection, *, application: str = "", living: bool = False
) -> tuple[Assignment, ...]:
    """Who accompanies or accompanied whom: everybody, or one person (record id, hex); `living` leaves out
    those who are no longer in the programme."""
    mentee = tables.PLAIN["mentee"].c
    query = select(mentee.uuid, mentee.application, mentee.mentor, mentee.mulai, mentee.selesai)
    if application:
        query = query.where(mentee.application == bytes.fromhex(application))
    if living:
        app, record = tables.application.c, tables.record.c
        people = select(record.uuid).join(tables.application, app.id == record.id)
        query = query.where(mentee.application.in_(people.where(app.status.in_(sorted(MENTORED)))))
    return tuple(
        Assignment(
            row.uuid.hex(), row.application.hex(), row.mentor.hex(), Span(row.mulai, row.selesai or "")
        )
        for row in connection.execute(query.order_by(mentee.mulai, mentee.uuid))
    )


def areas(connection: Connection, *, mentor: str = "") -> tuple[Area, ...]:
    """Where mentors work or worked, by beginning; of one mentor or of all."""
    area = tables.PLAIN["mentor_area"].c
    query = select(area.uuid, area.mentor, area.wilayah, area.mulai, area.selesai)
    if mentor:
        query = query.where(area.mentor == bytes.fromhex(mentor))
    return tuple(
        Area(row.uuid.hex(), row.mentor.hex(), row.wilayah, Span(row.mulai, row.selesai or ""))
        for row in connection.execute(query.order_by(area.mulai, area.wilayah, area.uuid))
    )


def visit_days(connection: Connection, *, month: str = "", mentor: str = "") -> tuple[VisitDay, ...]:
    """Visits that count: those written by mistake are left out."""
    visit = tables.PLAIN["visit"].c
    query = select(visit.application, visit.mentor, visit.tanggal).where(visit.batal.is_not(1))
    if month:
        query = query.where(visit.tanggal.like(f"{month}-%"))
    if mentor:
        query = query.where(visit.mentor == bytes.fromhex(mentor))
    return tuple(
        VisitDay(row.application.hex(), row.mentor.hex(), row.tanggal) for row in connection.execute(query)
    )


def task_days(connection: Connection, *, mentor: str = "") -> tuple[TaskDays, ...]:
    """Assignments that count, of one mentor or of all."""
    task = tables.PLAIN["task"].c
    query = select(
        task.application, task.mentor, task.diberikan, task.tenggat, task.diserahkan
    ).where(task.batal.is_not(1))  # fmt: skip
    if mentor:
        query = query.where(task.mentor == bytes.fromhex(mentor))
    return tuple(
        TaskDays(
            row.application.hex(), row.mentor.hex(), row.diberikan, row.tenggat or "", row.diserahkan or ""
        )
        for row in connection.execute(query)
    )


def mentor_names(connection: Connection, records: Iterable[str] | None = None) -> dict[str, str]:
    """Names by record id (hex)."""
    mentor = tables.PLAIN["mentor"].c
    query = select(mentor.uuid, mentor.nama)
    if records is not None:
        query = query.where(mentor.uuid.in_([bytes.fromhex(one) for one in records]))
    return {row.uuid.hex(): row.nama for row in connection.execute(query)}
