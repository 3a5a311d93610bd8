"""The journal behind its page: columns, and lines read by the page out of three books."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.actions.journal_file import write_journal
from desktop_app.domain.region import parse_registration_number
from desktop_app.office import Office
from desktop_app.queries.journal import FILE, SEEN, JournalFilter, begin_ids, ids
from desktop_app.queries.journal_lines import JournalLine, csv_rows, page
from resources.i18n import tr
from ui.models.table import PAGE, Cell, Column, PagedTableModel
from ui.worker import Progress, Task, Worker

_ICONS = {SEEN: "eye", FILE: "arrow-left-right"}
"""What stands before a line of the access log and of the sync files; a change has the pen."""


class OfficeSource:
    """The lines of one question, read from the office."""

    def __init__(self, office: Office, asked: JournalFilter) -> None:
        self._office, self._asked = office, asked

    def count(self) -> int:
        """How many lines fit."""
        return len(self.ids())

    def ids(self) -> array[int]:
        """Every key in order."""
        with self._office.reading() as connection:
            return ids(connection, self._office, self._asked)

    def page(self, ids: Sequence[int]) -> Sequence[JournalLine | None]:
        """The lines of these keys."""
        with self._office.reading() as connection:
            return page(connection, self._office, ids)


def columns() -> list[Column[JournalLine]]:
    """When, what, about whom, and who."""
    return [
        Column(tr("Waktu"), _at, 112),
        Column(tr("Tindakan"), _deed, 190, stretch=3),
        Column(tr("Tentang"), _subject, 190, stretch=3),
        Column(tr("Petugas"), _who, 168, stretch=2),
    ]


def _at(line: JournalLine) -> Cell:
    if line.at is None:
        return Cell("-", tone="text2")
    return Cell(f"{line.at:%d-%m-%Y}", sub=f"{line.at:%H.%M.%S}")


def _deed(line: JournalLine) -> Cell:
    tag = tr("tidak berlaku") if line.void else ""
    return Cell(
        line.title, sub=line.void or line.detail, strong=True, tag=tag, tag_tone="warn",
        icon=_ICONS.get(line.book, "square-pen"),
    )  # fmt: skip


def _subject(line: JournalLine) -> Cell:
    """A registration number stands by itself below the name: a long name is cut, the number never."""
    name, _comma, number = line.subject.rpartition(", ")
    if parse_registration_number(number) is None:
        name = ""
    came = tr("Datang dengan {berkas}", berkas=line.file) if line.file else ""
    return Cell(name or line.subject or "-", sub=" · ".join(filter(None, (number if name else "", came))))


def _who(line: JournalLine) -> Cell:
    return Cell(line.who or "-", sub=line.where)


def save(office: Office, asked: JournalFilter, path: Path, told: Progress) -> tuple[Path, int]:
    """Write all lines that fit as CSV beside any file of that name; where, and how many. Raises
    Unavailable."""
    with office.reading() as connection:
        found = ids(connection, office, asked, told.check)
        return write_journal(office, path, csv_rows(connection, office, found, told.check), len(found))


@dataclass(frozen=True)
class _First:
    rows: list[JournalLine]
    more: bool


class JournalModel(PagedTableModel[JournalLine]):
    """The lines of the present question. `loaded` when the first are shown, `settled` when all can be
    reached, `failed(error)` when disk or lock are in the way."""

    loaded = Signal()
    settled = Signal()
    failed = Signal(object)

    def __init__(self, office: Office, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(columns(), parent)
        self._office, self._worker = office, worker
        self.asked = JournalFilter()
        self._following: list[Task[Any]] = []

    def load(self, asked: JournalFilter) -> None:
        """Show the answer to `asked`; the lines there stay until the new ones come."""
        self.asked = asked
        for task in self._following:
            task.cancel()
        self._following = []
        self._worker.ask(
            lambda told: self._read(asked, told), self._show, self.failed.emit, key="jurnal-awal", owner=self
        )

    def _read(self, asked: JournalFilter, told: Progress) -> _First:
        with self._office.reading() as connection:
            keys, looked = begin_ids(connection, self._office, asked, PAGE + 1)
            told.check()
            rows = page(connection, self._office, keys[:PAGE])
        return _First([row for row in rows if row is not None], not looked or len(keys) > PAGE)

    def _show(self, first: _First) -> None:
        self.start(OfficeSource(self._office, self.asked), first.rows)
        self.loaded.emit()
        if not first.more:
            self._settle(array("q", [row.key for row in first.rows]))
            return
        asked = self.asked
        rest = self._worker.ask(
            lambda told: self._read_ids(asked, told), self._settle, self.failed.emit, key="jurnal-nomor",
            owner=self,
        )  # fmt: skip
        self._following.append(rest)

    def _read_ids(self, asked: JournalFilter, told: Progress) -> array[int]:
        with self._office.reading() as connection:
            return ids(connection, self._office, asked, told.check)

    def _settle(self, found: array[int]) -> None:
        lines = [self.row_at(number) for number in range(min(self.rowCount(), PAGE))]
        shown = [line.key for line in lines if isinstance(line, JournalLine)]
        self.set_ids(found)
        if shown != list(found[: len(shown)]):  # something happened between the two questions
            self.reload()
        self.settled.emit()
