"""A spreadsheet becomes drafts: previewed row by row, stored in one work, reported row by row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, select

from desktop_app.actions import intake_sources as sources
from desktop_app.actions import kept
from desktop_app.actions.applications import SaveApplication, save_in
from desktop_app.actions.intake_facts import Around
from desktop_app.actions.kept import KeptReport
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.domain.objects import many_objects
from desktop_app.domain.status import shown, status_label
from desktop_app.errors import Refused
from desktop_app.intake import dates, leftovers, template
from desktop_app.intake.mapping import Mapping as Columns
from desktop_app.intake.preview import PreviewRow, Stored, held, preview
from desktop_app.intake.refusals import refused
from desktop_app.intake.report import IntakeReport
from desktop_app.intake.sheet import MAX_BYTES, Check, Sheet, read
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.reading import unread
from desktop_app.storage.work import Changes
from resources.i18n import tr

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class IntakeWish:
    """Which programme, year and kelurahan rows belong to that do not say so themselves.

    Without `kelurahan_kode` it is the office's own; DKUM has none, takes the rows of every kelurahan, and
    hands them out with its sync files. `accept` are the source rows whose changes are wanted, None for all
    that may be accepted together (`PreviewRow.alone` may not).
    """

    file_name: str
    program: str
    tahun: int
    kelurahan_kode: str = ""
    accept: frozenset[int] | None = frozenset()


def read_sheet(path: Path, sheet: str = "", *, check: Check = lambda: None) -> Sheet:
    """The spreadsheet at `path`, of a workbook the named sheet; `check` may end the reading.

    Raises Refused for what is none, Unavailable where it cannot be read.
    """
    data = read_file(path)
    with many_objects():
        return read(data, sheet=sheet, check=check)


def read_file(path: Path) -> bytes:
    """The bytes at `path`. Raises Unavailable where they cannot be read, Refused where they are too many."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refused("large")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)  # of what has grown meanwhile, `read` refuses one byte too many
    except OSError as error:
        raise unread(error, path.name) from error


def preview_intake(
    office: Office, sheet: Sheet, columns: Columns, wish: IntakeWish, *, progress: Progress = no_progress
) -> list[PreviewRow]:
    """Every row with its outcome and reasons; nothing is stored. Raises Refused without NIK and nama."""
    with many_objects(), office.reading() as connection:
        return _previewed(office, connection, sheet, columns, wish, progress)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The report of an intake, and what it moved."""

    report: IntakeReport
    changes: Changes


def run_intake(
    office: Office, sheet: Sheet, columns: Columns, wish: IntakeWish, *, progress: Progress = no_progress
) -> IntakeReport:
    """`take_in` for who only wants the report."""
    return take_in(office, sheet, columns, wish, progress=progress).report


def take_in(
    office: Office, sheet: Sheet, columns: Columns, wish: IntakeWish, *, progress: Progress = no_progress
) -> TakenIn:
    """Store the new rows as drafts and write the accepted changes, all or none; the report covers every
    source row exactly once and is kept.

    Looked up and stored in the same transaction, so nothing can come between. Cancelling (by raising
    in `progress`) leaves nothing. Raises Refused or Unavailable.
    """
    stored: dict[int, str] = {}
    with many_objects(), office.work() as work:
        rows = _previewed(office, work.connection, sheet, columns, wish, progress)
        wanted = [row for row in rows if row.outcome == "new" or _accepted(row, wish.accept)]
        for number, row in enumerate(wanted, 1):
            if row.outcome == "new":
                saved = save_in(work, office, SaveApplication(row.values), examined=True)
            else:
                moved = {each.field: each.after for each in row.differences}
                saved = save_in(work, office, SaveApplication(moved, row.record))
            stored[row.source_row] = saved.nomor_pendaftaran
            progress(number, len(wanted), tr("Menyimpan baris"))
        report = IntakeReport.of(kept.safe_name(wish.file_name), rows, notices(sheet, columns)).with_stored(
            stored
        )
        kept.keep(work.connection, "intake", report, office)
        sources.keep_mapping(work.connection, sheet, columns)
    return TakenIn(report, work.changes)


def notices(sheet: Sheet, columns: Columns) -> tuple[str, ...]:
    """What a person should know about the file as a whole before storing anything."""
    return (*sheet.notes, *dates.notices(sheet, columns), *leftovers.notices(sheet, columns))


def template_for(office: Office, program: str, tahun: int, kelurahan: str) -> bytes:
    """The spreadsheet to fill in, by the rules in force."""
    with office.reading() as connection:
        rules = rules_in_force(connection)
    return template.make(program, tahun, kelurahan, rules)


def kept_reports(connection: Connection) -> list[KeptReport]:
    """The intakes done on this computer, the latest first."""
    return kept.kept_reports(connection, "intake")


def kept_report(connection: Connection, one: str) -> IntakeReport | None:
    """The report of one of `kept_reports`; None when it has given way to newer ones."""
    return kept.kept_report(connection, "intake", one, IntakeReport)


def _accepted(row: PreviewRow, accept: Collection[int] | None) -> bool:
    return row.acceptable and (not row.alone if accept is None else row.source_row in accept)


def _previewed(
    office: Office,
    connection: Connection,
    sheet: Sheet,
    columns: Columns,
    wish: IntakeWish,
    progress: Progress,
) -> list[PreviewRow]:
    own = office.info.scope
    place = wish.kelurahan_kode or own
    if own and place != own:
        raise Refused(
            tr("Kantor ini hanya memasukkan pendaftar kelurahannya sendiri."),
            next_step=tr("Serahkan berkasnya ke kantor kelurahan itu, atau ke DKUM."),
            code="kelurahan_kode.kantor",
        )
    defaults: dict[str, object] = {
        "program": wish.program,
        "tahun": wish.tahun,
        "kelurahan_kode": place,
    }  # never what stands on somebody's KTP: a list that does not say it leaves it to be asked
    return list(
        preview(
            sheet,
            columns,
            defaults=defaults,
            known=lambda niks: _known(connection, tables.application.c.nik, niks),
            numbered=lambda numbers: _known(connection, tables.application.c.nomor_daring, numbers),
            around=Around(connection),
            reason_held=held if own else _held_at_dkum,
            rules=rules_in_force(connection),
            today=office.today(),
            progress=lambda done, total: progress(done, total, tr("Memeriksa baris")),
        )
    )


def _held_at_dkum(record: Stored) -> str:
    """DKUM hands drafts out; from the moment an office works on one, only that office changes it."""
    if record.get("status") == "draft":
        return ""
    return tr(
        "Pendaftar ini sudah dikerjakan kantor kelurahannya, berstatus {status}. Minta kantor itu "
        "membetulkannya.",
        status=tr(status_label(shown(str(record.get("status")), record.get("submitted")))),
    )


def _known(
    connection: Connection, column: Column[Any], wanted: Sequence[str]
) -> Mapping[str, list[dict[str, Any]]]:
    """Applications the office already has, by one of their numbers, all years and programmes."""
    found: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = list(wanted[start : start + _CHUNK])
        for row in connection.execute(select(tables.application).where(column.in_(chunk))).mappings():
            found.setdefault(str(row[column]), []).append(dict(row))
    return found
