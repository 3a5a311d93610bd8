"""The status extract for the public registration app: registration number, status, reason; no name, no NIK.

The words are Indonesian whatever the window speaks: the app shows them to the public.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from desktop_app.documents.data import STATUS_WORDS
from desktop_app.domain.disclosure import disclosed, safe_cell
from desktop_app.errors import Refused
from desktop_app.intake import workbook
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.saving import save_file
from resources.i18n import tr

COLUMNS: Final = ("nomor_pendaftaran", "status", "alasan")
SUFFIXES: Final = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One application, for everybody who knows its number."""

    nomor_pendaftaran: str
    status: str
    alasan: str

    @property
    def cells(self) -> tuple[str, str, str]:
        """The values in the order of `COLUMNS`."""
        return self.nomor_pendaftaran, self.status, self.alasan


@dataclass(frozen=True, slots=True)
class Written:
    """The file, and how many applications it tells."""

    path: Path
    rows: int


def status_rows(connection: Connection, *, program: str = "", tahun: int | None = None) -> list[StatusRow]:
    """Every application the office holds, by number; of one programme and year where asked.

    A reason is what a verifier or a decision wrote, without names and long numbers.
    """
    app = tables.application.c
    query = select(app.nomor_pendaftaran, app.status, app.alasan, app.nama).order_by(
        app.nomor_pendaftaran, app.id
    )
    if program:
        query = query.where(app.program == program)
    if tahun is not None:
        query = query.where(app.tahun == tahun)
    return [
        StatusRow(
            row.nomor_pendaftaran,
            STATUS_WORDS.get(row.status) or row.status,
            disclosed(row.alasan or "", row.nama or ""),
        )
        for row in connection.execute(query)
    ]


def to_csv(rows: Sequence[StatusRow]) -> bytes:
    """UTF-8 with its mark, commas, one line an application; nothing in it runs as a formula."""
    out = io.StringIO()
    made = csv.writer(out, lineterminator="\r\n")
    made.writerow(COLUMNS)
    made.writerows([safe_cell(cell) for cell in row.cells] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Sequence[StatusRow]) -> bytes:
    """The same as a spreadsheet whose every cell is text."""
    page = workbook.Page("Status", COLUMNS, [row.cells for row in rows], widths=[26, 20, 90])
    return workbook.write([page])


def save_status(office: Office, path: Path, *, program: str = "", tahun: int | None = None) -> Written:
    """Write the extract to `path`, a .csv or .xlsx file. Raises Refused for another kind, Unavailable."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused(
            tr("Nama berkas {nama} tidak berakhir dengan .csv atau .xlsx.", nama=path.name),
            next_step=tr("Pilih salah satu bentuk itu, misalnya status.csv."),
            code="suffix",
        )
    with office.reading() as connection:
        rows = status_rows(connection, program=program, tahun=tahun)
    data = to_csv(rows) if suffix == ".csv" else to_xlsx(rows)
    return Written(save_file(path, data), len(rows))
