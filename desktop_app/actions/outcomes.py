"""What became of an accepted applicant, written down and corrected; earlier words stay in the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop_app.actions import holds, mentor_facts
from desktop_app.actions.outcome_lists import TABLE, decided_days
from desktop_app.actions.training_lists import trained_ids
from desktop_app.domain import findings, mentoring, outcome, people
from desktop_app.domain.finding import Finding
from desktop_app.domain.outcome import Facts
from desktop_app.domain.status import shown, status_label
from desktop_app.domain.values import as_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes
from resources.i18n import tr

_app = tables.application.c


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """The wish to write what was typed about one application (hex). Absent fields stay as they are; an empty
    one takes back what was said."""

    application: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SavedOutcome:
    """The outcome's record, what still stands beside it as a warning, and what moved."""

    record: str
    findings: tuple[Finding, ...]
    changes: Changes


def save_outcome(office: Office, wish: SaveOutcome) -> SavedOutcome:
    """Write an outcome or correct it.

    Raises Refused, naming the person: not accepted, not this mentor's, a value that cannot be read, or one
    that contradicts another; then nothing has changed. While the person's data stand still (`actions.holds`)
    what was said can be mended and taken back, and nothing is added.
    """
    values = _readable(wish.values)
    with office.work() as work:
        row = _person(work.connection, wish.application)
        _require_right(office, work.connection, row)
        record = outcome.record_of(wish.application)
        stored = _stored(work.connection, wish.application)
        if any(value not in (None, "") and stored.get(name) in (None, "") for name, value in values.items()):
            holds.refuse_held(work.connection, wish.application, row.nomor_pendaftaran)
        merged = {**stored, **values}
        found = outcome.check(merged, _facts(work.connection, row, office.today(), merged))
        for finding in findings.blocking(found):
            raise Refused(
                tr("{isian}: {temuan}.", isian=tr(outcome.FIELDS[finding.field].label), temuan=finding.title),
                next_step=finding.reason,
                record=row.nomor_pendaftaran,
                code=finding.rule_id,
            )
        said = {"application": wish.application, **values}
        work.put(record, "outcome", "resolve", said, scope=row.kelurahan_kode)
    return SavedOutcome(record, tuple(found), work.changes)


def judge_outcome(
    connection: Connection, application: str, values: Mapping[str, object], today: date
) -> list[Finding]:
    """What stands against `values` as typed, while they are not saved. Raises Refused for a stranger."""
    kept, problems = outcome.clean(values)
    row = _person(connection, application)
    found = outcome.check(kept, _facts(connection, row, today, kept))
    unreadable = [
        Finding(f"{name}.{problem.code}", "block", name, problem.title, problem.reason)
        for name, problem in problems.items()
    ]
    return [*unreadable, *(finding for finding in found if finding.field not in problems)]


# ---- within ------------------------------------------------------------------------------------------


def _readable(given: Mapping[str, object]) -> dict[str, Any]:
    unknown = [name for name in given if name not in outcome.FIELDS]
    if unknown:
        raise Refused(
            tr("Isian {name} tidak dikenal.", name=unknown[0]),
            next_step=tr("Isian yang dikenal: {isian}.", isian=", ".join(outcome.FIELDS)),
            code="unknown_field",
        )
    values, problems = outcome.clean(given)
    for name, problem in problems.items():
        raise Refused(
            tr("{isian}: {temuan}.", isian=tr(outcome.FIELDS[name].label), temuan=problem.title),
            next_step=problem.reason,
            code=f"{name}.{problem.code}",
        )
    return values


def _person(connection: Connection, application: str) -> Row[Any]:
    try:
        uuid = bytes.fromhex(application)
    except ValueError:
        uuid = b""
    row: Any = connection.execute(
        select(_app.id, _app.uuid, _app.nomor_pendaftaran, _app.nama, _app.status, _app.submitted,
               _app.kelurahan_kode, _app.tahun, _app.putusan).where(_app.uuid == uuid)
    ).first()  # fmt: skip
    if row is None:
        raise Refused(
            tr("Catatan itu tidak ada di kantor ini."),
            next_step=tr("Segarkan daftar, lalu pilih lagi."),
            code="unknown_record",
        )
    if row.status not in mentoring.MENTORED:
        raise Refused(
            tr("Pendaftar ini berstatus {status}, jadi belum ada capaian yang dicatat.",
               status=tr(status_label(shown(row.status, row.submitted)))),
            next_step=tr("Capaian dicatat bagi yang sudah ditetapkan DKUM."),
            record=row.nomor_pendaftaran,
            code="status",
        )  # fmt: skip
    return row


def _require_right(office: Office, connection: Connection, row: Row[Any]) -> None:
    """A mentor's account writes about the people it accompanies today."""
    if not people.sees_only_own(office.person.roles):
        return
    known = mentor_facts.assignments(connection, application=row.uuid.hex())
    held = mentoring.mentor_on(known, office.today().isoformat())
    if held is None or held.mentor != office.person.mentor:
        raise Refused(
            tr("Orang ini bukan dampingan Anda."),
            next_step=tr("Minta operator menetapkan Anda sebagai pendampingnya."),
            code="not_yours",
        )


def _stored(connection: Connection, application: str) -> dict[str, Any]:
    row = connection.execute(
        select(TABLE).where(TABLE.c.application == bytes.fromhex(application)).order_by(TABLE.c.uuid).limit(1)
    ).first()
    if row is None:
        return {}
    return {name: row._mapping[TABLE.c[name]] for name in outcome.FIELDS}  # pyright: ignore[reportPrivateUsage]


def _facts(connection: Connection, row: Row[Any], today: date, values: Mapping[str, Any]) -> Facts:
    days = decided_days(connection, [row.putusan] if row.putusan else [])
    trained = connection.execute(trained_ids().where(_app.id == row.id)).first() is not None
    return Facts(
        today=today,
        tahun=row.tahun or 0,
        accepted=as_date(days.get(row.putusan or "")),
        trained=trained,
        same_nib=_same_nib(connection, str(values.get("nib") or ""), row.uuid),
    )


def _same_nib(connection: Connection, nib: str, uuid: bytes) -> tuple[str, ...]:
    if not nib:
        return ()
    query = (
        select(_app.nomor_pendaftaran)
        .join(TABLE, TABLE.c.application == _app.uuid)
        .where(TABLE.c.nib == nib, _app.uuid != uuid)
        .order_by(_app.nomor_pendaftaran)
        .limit(3)
    )
    return tuple(connection.execute(query).scalars())
