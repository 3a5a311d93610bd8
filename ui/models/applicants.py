"""The list of applicants behind the page: columns, where the rows come from, and loading them.

The first page is shown as soon as it is there; the ids of all rows follow from the reading thread, and
then every row can be reached.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.actions.knowledge import rules_in_force
from desktop_app.domain.moments import moment_of
from desktop_app.office import Office
from desktop_app.queries import applicants
from desktop_app.queries.applicants import ApplicantFilter, ApplicantRow
from resources.i18n import tr
from ui import when
from ui.models.table import PAGE, Cell, Column, PagedTableModel, masked_nik
from ui.worker import Progress, Task, Worker

COUNTED_UP_TO = 50_000
"""Beyond so many applicants the chip of missing documents shows no number: counting reads every open row."""


class OfficeSource:
    """The rows of one question, read from the office."""

    def __init__(self, office: Office, asked: ApplicantFilter) -> None:
        self._office, self._asked = office, asked

    def count(self) -> int:
        """How many rows fit."""
        with self._office.reading() as connection:
            return applicants.count(connection, self._asked)

    def ids(self) -> array[int]:
        """Every id in order."""
        with self._office.reading() as connection:
            return applicants.ids(connection, self._asked)

    def page(self, ids: Sequence[int]) -> Sequence[ApplicantRow | None]:
        """The rows of `ids`."""
        with self._office.reading() as connection:
            return applicants.page(connection, ids)


def columns(*, city: bool = False) -> list[Column[ApplicantRow]]:
    """The columns; DKUM sees the kelurahan, before the business where there is little room."""
    found = [
        Column(tr("Nama"), _name, 190, stretch=3, sort="nama"),
        Column(tr("NIK"), _nik, 90, drop=3),
        Column(tr("Usaha"), _business, 130, stretch=2, drop=4 if city else 2),
        Column(tr("Program"), _program, 82, drop=1),
        Column(tr("Status"), _status, 150, sort="status"),
        Column(tr("Diubah"), _changed, 78, sort="diubah"),
    ]
    if city:
        place: Column[ApplicantRow] = Column(
            tr("Kelurahan"), lambda row: Cell(row.kelurahan, tone="text2"), 144, stretch=2, drop=2
        )
        found.insert(3, place)
    return found


def _name(row: ApplicantRow) -> Cell:
    name, tone = row.nama or tr("Belum bernama"), "text" if row.nama else "text2"
    if row.otherwise:
        return Cell(name, strong=True, tag=tr("ATURAN"), tag_tone="warn", tone=tone)
    if row.alone:
        return Cell(name, strong=True, tag=tr("SATU PETUGAS"), tag_tone="warn", tone=tone)
    tag = tr("PEKKA") if row.pekka and row.program == "PP" else ""
    return Cell(name, strong=True, tag=tag, tone=tone)


def _nik(row: ApplicantRow) -> Cell:
    return masked_nik(row.nik4)


def _program(row: ApplicantRow) -> Cell:
    return Cell(row.program, tone="text2")


def _business(row: ApplicantRow) -> Cell:
    if row.usaha:
        return Cell(row.usaha, tone="text2")
    return Cell(tr("Belum diisi") if row.status == "draft" else tr("Belum ada"), tone="text2")


def _status(row: ApplicantRow) -> Cell:
    return Cell(pill="conflict" if row.conflict else row.shown, flag=row.proposed)


def _changed(row: ApplicantRow) -> Cell:
    moment = moment_of(row.changed)
    return Cell(when.short_day(moment.date()), tone="text2", digits=False)


@dataclass(frozen=True)
class _First:
    rows: list[ApplicantRow]
    total: int
    documents: tuple[str, ...]


class ApplicantsModel(PagedTableModel[ApplicantRow]):
    """The rows of the present question.

    `loaded` when the first page is shown, `settled` when every row can be reached, `missing(n)` tells how
    many lack a document (-1 when not counted), `failed(error)` when disk or lock are in the way.
    """

    loaded = Signal()
    settled = Signal()
    missing = Signal(int)
    failed = Signal(object)

    def __init__(self, office: Office, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(columns(city=office.info.kind == "dkum"), parent)
        self._office, self._worker = office, worker
        self.asked = ApplicantFilter()
        self.total = 0
        """All applicants of the office."""
        self._following: list[Task[Any]] = []

    def matched(self) -> int | None:
        """How many fit; None until that is known."""
        return self.rowCount() if self.complete() else None

    def load(self, asked: ApplicantFilter, *, recount: bool = True) -> None:
        """Show the answer to `asked`; the rows there stay until the new ones come.

        Without `recount` the number of all applicants is taken as known.
        """
        self.asked = asked
        for task in self._following:
            task.cancel()  # nobody waits for the rest of the last answer any more
        self._following = []
        total = None if recount or not self.total else self.total
        self._worker.ask(
            lambda told: self._read_start(asked, total, told),
            self._show_first,
            self.failed.emit,
            key="pendaftar-awal",
            owner=self,
        )

    def _read_start(self, asked: ApplicantFilter, total: int | None, told: Progress) -> _First:
        with self._office.reading() as connection:
            year = asked.tahun or self._office.today().year
            documents = rules_in_force(connection).of(asked.program, year).documents
            rows = applicants.first_page(connection, asked, PAGE)
            told.check()
            if total is None:
                total = applicants.count(connection, ApplicantFilter())
            return _First(rows, total, documents)

    def _show_first(self, first: _First) -> None:
        self.total = first.total
        if first.documents != self.asked.documents:  # DKUM's rule book wants other papers
            self.load(replace(self.asked, documents=first.documents))
            return
        self.start(OfficeSource(self._office, self.asked), first.rows)
        self.loaded.emit()
        asked = self.asked
        if len(first.rows) < PAGE:
            self._settle(array("q", [row.id for row in first.rows]))
        else:
            rest = self._worker.ask(
                lambda told: self._read_ids(asked, told),
                self._settle,
                self.failed.emit,
                key="pendaftar-nomor",
                owner=self,
            )
            self._following.append(rest)
        self._ask_missing(asked)

    def _read_ids(self, asked: ApplicantFilter, told: Progress) -> array[int]:
        with self._office.reading() as connection:
            return applicants.ids(connection, asked, told.check)

    def _settle(self, ids: array[int]) -> None:
        shown = [row.id for number in range(min(self.rowCount(), PAGE)) if (row := self._row(number))]
        self.set_ids(ids)
        if shown != list(ids[: len(shown)]):  # somebody saved between the two questions
            self.reload()
        self.settled.emit()

    def _row(self, number: int) -> ApplicantRow | None:
        found = self.row_at(number)
        return found if isinstance(found, ApplicantRow) else None

    def _ask_missing(self, asked: ApplicantFilter) -> None:
        if self.total > COUNTED_UP_TO:
            self.missing.emit(-1)
            return
        wish = replace(asked, incomplete=True, text="")
        counting = self._worker.ask(
            lambda _told: OfficeSource(self._office, wish).count(),
            self.missing.emit,
            self.failed.emit,
            key="pendaftar-kurang",
            owner=self,
        )
        self._following.append(counting)
