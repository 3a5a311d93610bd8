"""A spreadsheet into the register: previewed row by row, stored in one work, its report kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from desktop_app.actions import kept
from desktop_app.actions.intake import read_file
from desktop_app.actions.intake_sources import keep_mapping
from desktop_app.actions.kept import KeptReport
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.register import register_scope, twins
from desktop_app.domain.objects import many_objects
from desktop_app.intake import businesses
from desktop_app.intake.businesses import BusinessReport, BusinessRow
from desktop_app.intake.catalogue import BUSINESSES
from desktop_app.intake.mapping import Mapping as Columns
from desktop_app.intake.sheet import Check, Sheet, read
from desktop_app.office import Office
from desktop_app.storage.work import Changes, new_id
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class RegisterWish:
    """Which file, whose register, and what its rows do not say themselves.

    `edition` is that of a KBLI code which exists in both; `source` is noted on new businesses; `accept` are
    the source rows whose changes are wanted, None for all of them.
    """

    file_name: str
    kelurahan: str = ""
    edition: str = ""
    source: str = ""
    accept: frozenset[int] | None = frozenset()


@dataclass(frozen=True, slots=True)
class Imported:
    """The report of an import, and what it moved."""

    report: BusinessReport
    changes: Changes


def read_businesses(path: Path, sheet: str = "", *, check: Check = lambda: None) -> Sheet:
    """The sheet at `path`, of a workbook the named one; `check` may end the reading.

    Raises Refused or Unavailable.
    """
    return read(read_file(path), BUSINESSES, sheet=sheet, check=check)


def preview_import(
    office: Office, sheet: Sheet, columns: Columns, wish: RegisterWish, *, progress: Progress = no_progress
) -> list[BusinessRow]:
    """Every row with its outcome and reasons; nothing is stored. Raises Refused."""
    scope = register_scope(office.context, wish.kelurahan)
    with office.reading() as connection:
        return _previewed(connection, scope, sheet, columns, wish, progress)


def import_businesses(
    office: Office, sheet: Sheet, columns: Columns, wish: RegisterWish, *, progress: Progress = no_progress
) -> Imported:
    """Add what is new and write the accepted changes, all or nothing; the report covers every row once.

    Looked up and stored in the same transaction. Cancelling (by raising in `progress`) leaves nothing.
    Raises Refused or Unavailable.
    """
    scope = register_scope(office.context, wish.kelurahan)
    with many_objects(), office.work() as work:
        rows = _previewed(work.connection, scope, sheet, columns, wish, progress)
        wanted = [row for row in rows if row.outcome == "new" or _accepted(row, wish.accept)]
        for number, row in enumerate(wanted, 1):
            if row.outcome == "new":
                work.put(new_id(), "business", "set", row.values, scope=scope, new=True)
            else:
                moved = {each.field: each.after for each in row.differences}
                work.put(row.record, "business", "set", moved, scope=scope)
            progress(number, len(wanted), tr("Menyimpan baris"))
        stored = frozenset(row.source_row for row in wanted)
        report = BusinessReport.of(kept.safe_name(wish.file_name), businesses.marked(rows, stored))
        kept.keep(work.connection, "register", report, office)
        keep_mapping(work.connection, sheet, columns)
    return Imported(report, work.changes)


def kept_reports(connection: Connection) -> list[KeptReport]:
    """The imports done on this computer, the latest first."""
    return kept.kept_reports(connection, "register")


def kept_report(connection: Connection, one: str) -> BusinessReport | None:
    """The report of one of `kept_reports`; None when it has given way to newer ones."""
    return kept.kept_report(connection, "register", one, BusinessReport)


def _accepted(row: BusinessRow, accept: Collection[int] | None) -> bool:
    return row.outcome == "changed" and (accept is None or row.source_row in accept)


def _previewed(
    connection: Connection, scope: str, sheet: Sheet, columns: Columns, wish: RegisterWish, progress: Progress
) -> list[BusinessRow]:
    return list(
        businesses.preview(
            sheet,
            columns,
            known=lambda wanted: twins(connection, scope, wanted),
            edition=wish.edition,
            source=wish.source,
            progress=lambda done, total: progress(done, total, tr("Memeriksa baris")),
        )
    )
