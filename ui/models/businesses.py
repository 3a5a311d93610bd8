"""The register of businesses behind its page, and the rows of its import."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from PySide6.QtCore import QObject, Signal

from desktop_app.intake.businesses import LABELS, BusinessReport, BusinessRow, ReportLine
from desktop_app.intake.preview import Outcome
from desktop_app.office import Office
from desktop_app.queries import register
from desktop_app.queries.register import BusinessFilter, Counts
from desktop_app.queries.register import BusinessRow as Registered
from resources.i18n import mark, tr
from ui.looks import PillLook
from ui.models.table import PAGE, Cell, Column, PagedTableModel
from ui.worker import Progress, Task, Worker

LOOKS: dict[Outcome, PillLook] = {
    "new": PillLook("circle-plus", LABELS["new"], "ok"),
    "changed": PillLook("git-compare", LABELS["changed"], "warn"),
    "same": PillLook("equal", LABELS["same"], "grey"),
    "duplicate": PillLook("copy", LABELS["duplicate"], "warn"),
    "refused": PillLook("x", LABELS["refused"], "bad"),
    "stray": PillLook("minus", LABELS["stray"], "grey"),
}
ACCEPTED = PillLook("check", mark("Perubahan diterima"), "ok")
ADDED = PillLook("check", mark("Ditambahkan"), "ok")
CLOSED = PillLook("ban", mark("Sudah tutup"), "grey")
_URGENT: tuple[Outcome, ...] = ("refused", "changed", "duplicate", "new", "same", "stray")


class OfficeSource:
    """The rows of one question, read from the office."""

    def __init__(self, office: Office, asked: BusinessFilter) -> None:
        self._office, self._asked = office, asked

    def count(self) -> int:
        """How many rows fit."""
        with self._office.reading() as connection:
            return register.count(connection, self._asked)

    def ids(self) -> array[int]:
        """Every id in order."""
        with self._office.reading() as connection:
            return register.ids(connection, self._asked)

    def page(self, ids: Sequence[int]) -> Sequence[Registered | None]:
        """The rows of `ids`."""
        with self._office.reading() as connection:
            return register.page(connection, ids)


def columns(*, city: bool = False) -> list[Column[Registered]]:
    """The columns of the list; DKUM sees the kelurahan."""
    found = [
        Column(tr("Usaha"), _name, 190, stretch=3),
        Column(tr("Pemilik"), _owner, 150, stretch=2),
        Column(tr("Alamat"), _address, 150, stretch=3, drop=2),
        Column(tr("KBLI"), _code, 70, drop=4),
        Column(tr("NIB"), _licence, 60, drop=3),
    ]
    if city:
        place: Column[Registered] = Column(
            tr("Kelurahan"), lambda row: Cell(row.kelurahan, tone="text2"), 170, stretch=2, drop=1
        )
        found.append(place)
    return found


def _name(row: Registered) -> Cell:
    return Cell(row.nama, strong=not row.tutup, tag=tr("tutup") if row.tutup else "", tag_tone="grey")


def _owner(row: Registered) -> Cell:
    return Cell(row.pemilik or "-")


def _address(row: Registered) -> Cell:
    return Cell(row.alamat, tone="text2")


def _code(row: Registered) -> Cell:
    return Cell(row.kbli, tone="text2", digits=True)


def _licence(row: Registered) -> Cell:
    return Cell(tr("ada") if row.nib else "", tone="text2")


@dataclass(frozen=True)
class _First:
    rows: list[Registered]
    counts: Counts


class BusinessesModel(PagedTableModel[Registered]):
    """The rows of the present question. `loaded` when the first are shown, `settled` when all can be
    reached, `failed(error)` when disk or lock are in the way."""

    loaded = Signal()
    settled = Signal()
    failed = Signal(object)

    def __init__(self, office: Office, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(columns(city=office.info.kind == "dkum"), parent)
        self._office, self._worker = office, worker
        self.asked = BusinessFilter()
        self.counts = Counts(0, {}, 0)
        self._following: list[Task[Any]] = []

    def load(self, asked: BusinessFilter) -> None:
        """Show the answer to `asked`; the rows there stay until the new ones come."""
        self.asked = asked
        for task in self._following:
            task.cancel()
        self._following = []
        self._worker.ask(
            lambda told: self._read(asked, told), self._show, self.failed.emit, key="usaha-awal", owner=self
        )

    def _read(self, asked: BusinessFilter, told: Progress) -> _First:
        with self._office.reading() as connection:
            rows = register.listing(connection, asked, PAGE)
            told.check()
            return _First(rows, register.counts(connection))

    def _show(self, first: _First) -> None:
        self.counts = first.counts
        source = OfficeSource(self._office, self.asked)
        self.start(source, first.rows)
        self.loaded.emit()
        if len(first.rows) < PAGE:
            self._settle(array("q", [row.id for row in first.rows]))
            return
        rest = self._worker.ask(
            lambda _told: source.ids(), self._settle, self.failed.emit, key="usaha-nomor", owner=self
        )
        self._following.append(rest)

    def _settle(self, ids: array[int]) -> None:
        self.set_ids(ids)
        self.settled.emit()


@dataclass(frozen=True)
class ImportRow:
    """One source row of the preview or the report. `changed`: its change may be accepted."""

    number: int
    look: PillLook
    nama: str
    pemilik: str
    words: str
    changed: bool = False
    outcome: str = ""

    def marked(self, accepted: bool) -> Self:
        """The same row, its change accepted or left."""
        return replace(self, look=ACCEPTED if accepted else LOOKS["changed"])


def import_columns() -> list[Column[ImportRow]]:
    """The columns of preview and report."""
    return [
        Column(tr("Baris"), lambda row: Cell(str(row.number), tone="text2", digits=True), 56),
        Column(tr("Hasil"), lambda row: Cell(pill=row.look), 184),
        Column(tr("Usaha"), lambda row: Cell(row.nama or "-", strong=True), 150, stretch=1),
        Column(tr("Pemilik"), lambda row: Cell(row.pemilik, tone="text2"), 130, stretch=1),
        Column(tr("Keterangan"), lambda row: Cell(row.words, tone="text2"), 240, stretch=4),
    ]


def preview_rows(rows: Sequence[BusinessRow]) -> list[ImportRow]:
    """The preview; what needs a look comes first, then the order of the file."""
    ordered = sorted(rows, key=lambda row: (_URGENT.index(row.outcome), row.source_row))
    return [
        ImportRow(
            row.source_row,
            LOOKS[row.outcome],
            str(row.values.get("nama") or ""),
            str(row.values.get("pemilik") or ""),
            " ".join(row.sentences),
            row.outcome == "changed",
            row.outcome,
        )
        for row in ordered
    ]


def report_rows(report: BusinessReport) -> list[ImportRow]:
    """The report, as `preview_rows`."""
    ordered = sorted(report.rows, key=lambda row: (_URGENT.index(row.outcome), row.source_row))
    return [
        ImportRow(
            row.source_row, _look(row), row.nama, row.pemilik, " ".join(row.sentences), outcome=row.outcome
        )
        for row in ordered
    ]


def _look(row: ReportLine) -> PillLook:
    if not row.stored:
        return LOOKS[row.outcome]
    return ADDED if row.outcome == "new" else ACCEPTED
