"""Table models over frozen rows: a small one that holds them, and a paged one for a million.

What a cell shows is a `Cell` made from the row by its column; the model never looks into a row itself.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain import disclosure
from resources.i18n import tr
from ui.looks import STATUS, PillLook

R = TypeVar("R")
Row = TypeVar("Row", covariant=True)
Index = QModelIndex | QPersistentModelIndex

PAGE = 128
PAGES_KEPT = 32

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The row itself."""
CELL_ROLE = Qt.ItemDataRole.UserRole + 2
"""The `Cell` to paint."""
SEPARATOR_ROLE = Qt.ItemDataRole.UserRole + 3
"""The `Separator` of an unselectable row, or None."""

_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Cell:
    """What the delegate paints: a line, perhaps a second below, a pill, a tag, icons.

    `pill` is a status code or a look of its own, `tag` a short word after the text, `flag` the sign
    that somebody is proposed. `action` paints the text as a link. `digits` slashes the zeros. `note` is
    a third line with its own icon; `icon_soft` puts the icon on a round ground of its tone.
    """

    text: str = ""
    sub: str = ""
    tone: str = "text"
    strong: bool = False
    digits: bool = False
    pill: str | PillLook | None = None
    tag: str = ""
    tag_tone: str = "plum"
    flag: bool = False
    icon: str = ""
    icon_tone: str = "text2"
    icon_soft: bool = False
    note: str = ""
    note_icon: str = ""
    note_tone: str = "text2"
    action: bool = False


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: title (translated), what it shows of a row, its width in logical pixels.

    The width left over goes to columns by `stretch`. When there is too little, columns disappear by
    `drop`, the highest first; 0 never disappears. `sort` names the order asked for by its heading.
    """

    title: str
    cell: Callable[[R], Cell | str]
    width: int = 100
    stretch: int = 0
    drop: int = 0
    right: bool = False
    sort: str = ""


@dataclass(frozen=True)
class Separator:
    """A row nobody can select, such as the quota line: words at the left and at the right."""

    text: str
    aside: str = ""
    tone: str = "plum"


class Source(Protocol[Row]):
    """Where rows come from; called in the window's thread, so `page` must be quick."""

    def count(self) -> int:
        """How many rows there are."""
        ...

    def ids(self) -> array[int]:
        """Every row's id in order; slow for a million, so asked for in the reading thread."""
        ...

    def page(self, ids: Sequence[int]) -> Sequence[Row | None]:
        """The rows of `ids`, in that order; None for one that is gone."""
        ...


def masked_nik(last_four: str) -> Cell:
    """A NIK as a list shows it: four dots and its last four digits."""
    return Cell(disclosure.shortened(last_four), tone="text2", digits=True)


class TableModel(QAbstractTableModel, Generic[R]):
    """What both models share: columns, roles, flags. `row_at` answers None for a row not loaded."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[Column[R], ...] = tuple(columns)

    def row_at(self, number: int) -> R | Separator | None:
        """The row at `number`."""
        raise NotImplementedError

    def row(self, index: Index) -> R | None:
        """The row at `index`, None for a separator or a row that is gone."""
        found = self.row_at(index.row()) if index.isValid() else None
        return None if isinstance(found, Separator) else found

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self.row_at(index.row()), Separator):
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        found = self.row_at(index.row())
        if role == SEPARATOR_ROLE:
            return found if isinstance(found, Separator) else None
        if found is None:
            return None
        if isinstance(found, Separator):
            return self._separator(found, index.column(), role)
        if role == ROW_ROLE:
            return found
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(found) if index.column() == 0 else self._words(found, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(found, index.column())
        if role == CELL_ROLE:
            return self.cell(found, index.column())
        return None

    def cell(self, row: R, column: int) -> Cell:
        """What `column` shows of `row`."""
        made = self.columns[column].cell(row)
        return Cell(made) if isinstance(made, str) else made

    def _separator(self, row: Separator, column: int, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and column == 0:
            return row.text
        return None

    def _words(self, row: R, column: int) -> str:
        cell = self.cell(row, column)
        look = cell.pill
        word = ""
        if look is not None:
            word = tr(STATUS[look].word if isinstance(look, str) else look.word)
        parts = (cell.text, cell.tag, cell.sub, cell.note, word, tr("diusulkan") if cell.flag else "")
        return ", ".join(part for part in parts if part)

    def _sentence(self, row: R) -> str:
        return "; ".join(words for n in range(len(self.columns)) if (words := self._words(row, n)))


class RowsTableModel(TableModel[R]):
    """Rows held in memory, with separators between them; for lists of some hundreds."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        rows: Sequence[R | Separator] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._rows: list[R | Separator] = list(rows)

    def set_rows(self, rows: Sequence[R | Separator]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rows(self) -> list[R | Separator]:
        """The rows shown."""
        return list(self._rows)

    def find(self, wanted: Callable[[R], bool]) -> int:
        """The number of the first row that `wanted` accepts, -1 for none."""
        for number, row in enumerate(self._rows):
            if not isinstance(row, Separator) and wanted(row):
                return number
        return -1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def row_at(self, number: int) -> R | Separator | None:
        return self._rows[number] if 0 <= number < len(self._rows) else None


class PagedTableModel(TableModel[R]):
    """Any number of rows: an array of ids and the 32 pages of 128 rows used last.

    `start` shows the first page at once; `set_ids`, once the reading thread has them, makes every row
    reachable. Memory is 8 bytes a row and the pages.
    """

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._source: Source[R] | None = None
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, Sequence[R | None]] = OrderedDict()
        self._shown = 0
        self._complete = False

    def start(self, source: Source[R], first: Sequence[R]) -> None:
        """Show `first`, the first rows of `source` (at most one page), until its ids are known."""
        self.beginResetModel()
        self._source = source
        self._ids = array("q")
        self._pages.clear()
        self._pages[0] = list(first[:PAGE])
        self._shown = len(self._pages[0])
        self._complete = False
        self.endResetModel()

    def set_ids(self, ids: array[int]) -> None:
        """Every id in order; rows that were not there yet appear after those shown."""
        if len(ids) < self._shown:
            self.beginResetModel()
            self._ids, self._shown, self._complete = ids, len(ids), True
            self._pages.clear()
            self.endResetModel()
            return
        self._ids, self._complete = ids, True
        if len(ids) > self._shown:
            if self._shown < PAGE:  # the first page grew since it was read
                self._pages.pop(0, None)
            self.beginInsertRows(QModelIndex(), self._shown, len(ids) - 1)
            self._shown = len(ids)
            self.endInsertRows()

    def complete(self) -> bool:
        """Whether every row can be reached."""
        return self._complete

    def reload(self, ids: Sequence[int] | None = None) -> None:
        """Read rows again: those of `ids`, or all that are kept. The order stays."""
        if ids is None:
            self._pages.clear()
            if not self._complete and self._source is not None:
                return self.start(self._source, [row for row in self._read_first() if row is not None])
            if self._shown:
                self.dataChanged.emit(self.index(0, 0), self.index(self._shown - 1, len(self.columns) - 1))
            return None
        wanted = set(ids)
        for page in list(self._pages):
            low = page * PAGE
            part = self._ids[low : low + PAGE]
            for number in (low + at for at, one in enumerate(part) if one in wanted):
                self._pages.pop(page, None)
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))
        return None

    def id_at(self, number: int) -> int | None:
        """The id of row `number`, None before the ids are known."""
        return self._ids[number] if 0 <= number < len(self._ids) else None

    def number_of(self, one: int) -> int:
        """The row number of the id `one`, -1 when it is not shown."""
        try:
            return self._ids.index(one)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._shown

    def flags(self, index: Index) -> Qt.ItemFlag:
        # Asked for every row one moves over: must not load pages.
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def row_at(self, number: int) -> R | Separator | None:
        if not 0 <= number < self._shown:
            return None
        rows = self._page(number // PAGE)
        at = number % PAGE
        return rows[at] if at < len(rows) else None

    def _page(self, page: int) -> Sequence[R | None]:
        rows = self._pages.get(page)
        if rows is None:
            low = page * PAGE
            assert self._source is not None
            rows = self._source.page(self._ids[low : low + PAGE])
            self._pages[page] = rows
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return rows

    def _read_first(self) -> Sequence[R | None]:
        assert self._source is not None
        return self._source.page(self._source.ids()[:PAGE])
