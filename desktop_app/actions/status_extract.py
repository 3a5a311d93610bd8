"""The status extract for the public registration app: registration number, status, reason; no name, no NIK.

Everybody who knows a number may read its line, so a reason is told only where it belongs to the status, and
words that could name somebody are not told at all. Every extract is recorded as those for other agencies are.
The words are Indonesian whatever the window speaks: the app shows them to the public.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from desktop_app.actions import access, extracting, holds, naming
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.documents.data import STATUS_WORDS, with_alone
from desktop_app.domain.access import EXPORT
from desktop_app.domain.disclosure import disclosed, may_name_somebody, name_words
from desktop_app.domain.receivers import GIVEN_STATUSES
from desktop_app.domain.rulebook import DEFAULT_PROGRAM
from desktop_app.errors import Refused
from desktop_app.intake import workbook
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.saving import free_name, save_file
from desktop_app.storage.work import Changes, new_id
from resources.i18n import tr

COLUMNS: Final = ("nomor_pendaftaran", "status", "alasan", "nomor_daring")
SUFFIXES: Final = (".csv", ".xlsx")
RECEIVER: Final = "aplikasi-pendaftaran"
ASK: Final = "Alasannya dapat ditanyakan di kelurahan."
"""Stands for words that could name somebody."""

_SAID: Final = frozenset({"returned", "rejected", "withdrawn", "cancelled"})
"""Statuses whose own step says why, in somebody's words."""

_DECIDED: Final = frozenset({"accepted", "waitlisted"})
"""Statuses of a decision, whose reason is the program's sentence."""


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One application, for everybody who knows its number."""

    nomor_pendaftaran: str
    status: str
    alasan: str
    nomor_daring: str
    """The app's own number, by which it finds the applicant again; empty for who came to the office."""

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The values in the order of `COLUMNS`."""
        return self.nomor_pendaftaran, self.status, self.alasan, self.nomor_daring


@dataclass(frozen=True, slots=True)
class Written:
    """The file, how many applications it tells, its record (hex), what moved, and how many are left out
    because their data stand still (`holds`)."""

    path: Path
    rows: int
    record: str
    changes: Changes
    held: int = 0


def status_rows(connection: Connection, *, program: str = "", tahun: int | None = None) -> list[StatusRow]:
    """Every application that was ever submitted, by number; of one programme and year where asked."""
    app = tables.application.c
    query = (
        select(app.nomor_pendaftaran, app.nomor_daring, app.status, app.alasan, app.nama, app.satu_petugas)
        .where(*_asked(program, tahun), ~holds.held_uuids())
        .order_by(app.nomor_pendaftaran, app.id)
    )
    known = name_words(_names(connection))
    return [
        StatusRow(
            row.nomor_pendaftaran,
            STATUS_WORDS.get(row.status) or row.status,
            with_alone(
                _reason(row.status, row.alasan or "", row.nama or "", known), row.satu_petugas is not None
            ),
            row.nomor_daring or "",
        )
        for row in connection.execute(query)
    ]


def status_held(connection: Connection, *, program: str = "", tahun: int | None = None) -> int:
    """How many applications `status_rows` leaves out because their data stand still."""
    query = select(func.count()).select_from(tables.application)
    return connection.execute(query.where(*_asked(program, tahun), holds.held_uuids())).scalar_one()


def _asked(program: str, tahun: int | None) -> list[ColumnElement[bool]]:
    app = tables.application.c
    found = [app.status.in_(GIVEN_STATUSES), app.submitted.is_not(None)]
    found += [app.program == program] if program else []
    return [*found, app.tahun == tahun] if tahun is not None else found


def _reason(status: str, said: str, nama: str, known: Collection[str]) -> str:
    """Why the application has this status; "" where an older step said it."""
    if status in _DECIDED:
        return disclosed(said, nama)
    if status not in _SAID:
        return ""
    shown = disclosed(said, nama)
    return ASK if may_name_somebody(shown, known) else shown


def _names(connection: Connection) -> Iterator[str]:
    """Everybody this office has written down by name."""
    for table in (tables.application, tables.person, tables.PLAIN["mentor"]):
        yield from connection.execute(select(table.c.nama).where(table.c.nama.is_not(None))).scalars()


def to_csv(rows: Sequence[StatusRow]) -> bytes:
    """UTF-8 with its mark, commas, one line an application; nothing in it runs as a formula."""
    return workbook.write_csv([COLUMNS, *(row.cells for row in rows)], delimiter=",")


def to_xlsx(rows: Sequence[StatusRow]) -> bytes:
    """The same as a spreadsheet whose every cell is text."""
    page = workbook.Page("Status", COLUMNS, [row.cells for row in rows], widths=[26, 20, 90])
    return workbook.write([page])


def save_status(
    office: Office, path: Path, reason: str, *, program: str = "", tahun: int | None = None
) -> Written:
    """Write the extract of a year, usually this one, to `path`, a .csv or .xlsx file, or beside another file
    of that name, and record it.

    `reason` says why now. Raises Refused: another kind of file, no reason, role; Unavailable. Then there is
    neither file nor record.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused(
            tr("Nama berkas {nama} tidak berakhir dengan .csv atau .xlsx.", nama=path.name),
            next_step=tr("Pilih salah satu bentuk itu, misalnya status.csv."),
            code="suffix",
        )
    extracting.require_giver(office)
    reason, tahun = extracting.reason_given(reason), tahun or office.today().year
    record = new_id()
    with office.work() as work:
        rows = status_rows(work.connection, program=program, tahun=tahun)
        held = status_held(work.connection, program=program, tahun=tahun)
        asked = (*_asked(program, tahun), ~holds.held_uuids())
        naming.require_nobody(work.connection, extracting.ENTITY, "alasan", reason, asked, len(rows))
        data = to_csv(rows) if suffix == ".csv" else to_xlsx(rows)
        rules = rules_in_force(work.connection).of(program or DEFAULT_PROGRAM, tahun)
        values: dict[str, Any] = {
            "penerima": RECEIVER, "nama": "Aplikasi pendaftaran", "keperluan": "Status bagi pendaftar",
            "alasan": reason, "program": program or "WUB, PP", "tahun": tahun, "aturan": rules.version,
            "kolom": list(COLUMNS), "status_isi": list(GIVEN_STATUSES), "jumlah": len(rows),
            "bentuk": suffix[1:], "sidik": sha256(data).hexdigest(),
        }  # fmt: skip
        work.put(record, extracting.ENTITY, "issue", values, scope=office.area, new=True)
        work.flush()
        access.note(office, EXPORT, record, about=RECEIVER, count=len(rows))  # kept in this commit
        goal = free_name(path)
        save_file(goal, data)
        work.on_failure(lambda: goal.unlink(missing_ok=True))
    return Written(goal, len(rows), record, work.changes, held)


def save_into(office: Office, folder: Path, reason: str, form: str) -> Written:
    """As `save_status` for this year, into `folder` under a name that nothing has there yet."""
    day = office.today()
    stem = f"status-{day.year}-{office.info.scope or 'kota'}-{day.isoformat()}"
    return save_status(office, folder / f"{stem}.{form}", reason)
