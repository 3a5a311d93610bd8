"""A spreadsheet becomes drafts: previewed row by row, stored in one work, reported row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.actions.applications import SaveApplication, save_in
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.domain.objects import many_objects
from desktop_app.errors import Unavailable
from desktop_app.intake.mapping import Mapping as Columns
from desktop_app.intake.preview import PreviewRow, preview
from desktop_app.intake.report import IntakeReport
from desktop_app.intake.sheet import Sheet, read
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes
from resources.i18n import tr

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class IntakeWish:
    """Which programme, year and kelurahan rows belong to that do not say so themselves.

    Without `kelurahan_kode` it is the office's own; DKUM has none.
    """

    file_name: str
    program: str
    tahun: int
    kelurahan_kode: str = ""


def read_sheet(path: Path) -> Sheet:
    """The spreadsheet at `path`. Raises Refused for what is none, Unavailable where it cannot be read."""
    return read(read_file(path))


def read_file(path: Path) -> bytes:
    """The bytes at `path`. Raises Unavailable where they cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(
            tr("Berkas {nama} tidak dapat dibaca.", nama=path.name),
            next_step=tr("Periksa flash disk atau izin berkasnya, lalu pilih lagi."),
            code="file_unreadable",
        ) from error


def preview_intake(
    office: Office, sheet: Sheet, columns: Columns, wish: IntakeWish, *, progress: Progress = no_progress
) -> list[PreviewRow]:
    """Every row with its outcome and reasons; nothing is stored. Raises Refused without NIK and nama."""
    with office.reading() as connection:
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
    """Store the new rows as drafts, all or none; the report covers every source row exactly once.

    Looked up and stored in the same transaction, so nothing can come between. Cancelling (by raising
    in `progress`) leaves nothing. Raises Refused or Unavailable.
    """
    stored: dict[int, str] = {}
    with many_objects(), office.work() as work:
        rows = _previewed(office, work.connection, sheet, columns, wish, progress)
        new = [row for row in rows if row.outcome == "new"]
        for number, row in enumerate(new, 1):
            saved = save_in(work, office, SaveApplication(row.values), examined=True)
            stored[row.source_row] = saved.nomor_pendaftaran
            progress(number, len(new), tr("Menyimpan baris"))
    return TakenIn(IntakeReport.of(wish.file_name, rows).with_stored(stored), work.changes)


def _previewed(
    office: Office,
    connection: Connection,
    sheet: Sheet,
    columns: Columns,
    wish: IntakeWish,
    progress: Progress,
) -> list[PreviewRow]:
    place = wish.kelurahan_kode or office.info.scope
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
            known=lambda niks: _known(connection, niks),
            rules=rules_in_force(connection),
            today=office.today(),
            progress=lambda done, total: progress(done, total, tr("Memeriksa baris")),
        )
    )


def _known(connection: Connection, niks: Sequence[str]) -> Mapping[str, list[dict[str, Any]]]:
    """Applications the office already has, by NIK, all years and programmes."""
    app = tables.application.c
    found: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(niks), _CHUNK):
        chunk = list(niks[start : start + _CHUNK])
        for row in connection.execute(select(tables.application).where(app.nik.in_(chunk))):
            found.setdefault(row.nik, []).append(dict(row._mapping))  # pyright: ignore[reportPrivateUsage]
    return found
