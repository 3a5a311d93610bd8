"""The paged model and the list model under Qt's own tester, and the one table over them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ui.models.table import (
    CELL_ROLE,
    PAGE,
    PAGES_KEPT,
    Cell,
    Column,
    PagedTableModel,
    RowsTableModel,
    Separator,
)
from ui.widgets.table import TableView


@dataclass(frozen=True)
class Person:
    number: int
    name: str


class People:
    """A source that remembers which pages were asked for."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.asked: list[int] = []
        self.renamed: dict[int, str] = {}

    def count(self) -> int:
        return self._count

    def ids(self) -> array[int]:
        return array("q", range(10, 10 + self._count))

    def page(self, ids: Sequence[int]) -> list[Person]:
        self.asked.append(ids[0])
        return [Person(n, self.renamed.get(n, f"Orang {n}")) for n in ids]

    def first(self) -> list[Person]:
        return [Person(n, f"Orang {n}") for n in self.ids()[:PAGE]]


COLUMNS: list[Column[Person]] = [
    Column("No.", lambda p: str(p.number), 60, right=True),
    Column("Nama", lambda p: Cell(p.name, strong=True), 120, stretch=1),
    Column("Status", lambda p: Cell(pill="verified", flag=p.number % 2 == 0), 140, drop=1),
]


def watched(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)


def name_at(model: QAbstractItemModel, row: int) -> str:
    return str(model.index(row, 1).data())


def test_first_page_then_every_row(qapp: object) -> None:
    source = People(PAGE * 3 + 5)
    model: PagedTableModel[Person] = PagedTableModel(COLUMNS)
    watched(model)
    model.start(source, source.first())
    assert model.rowCount() == PAGE
    assert name_at(model, 0) == "Orang 10"
    assert not model.complete()
    model.set_ids(source.ids())
    assert model.complete()
    assert model.rowCount() == source.count()
    assert name_at(model, source.count() - 1) == f"Orang {9 + source.count()}"
    assert source.asked == [10 + PAGE * 3], "the first page was given, only the last was read"
    assert model.number_of(10 + PAGE) == PAGE
    assert model.number_of(5) == -1


def test_keeps_only_the_pages_used_last(qapp: object) -> None:
    source = People(PAGE * (PAGES_KEPT + 8))
    model: PagedTableModel[Person] = PagedTableModel(COLUMNS)
    model.start(source, source.first())
    model.set_ids(source.ids())
    for page in range(1, PAGES_KEPT + 8):
        name_at(model, page * PAGE)
    asked = len(source.asked)
    name_at(model, (PAGES_KEPT + 7) * PAGE)
    assert len(source.asked) == asked, "the last page is still there"
    name_at(model, 0)
    assert len(source.asked) == asked + 1, "the first page was let go"


def test_fewer_ids_than_shown_and_reload(qapp: object) -> None:
    source = People(40)
    model: PagedTableModel[Person] = PagedTableModel(COLUMNS)
    watched(model)
    model.start(source, source.first())
    model.set_ids(source.ids()[:30])
    assert model.rowCount() == 30
    source.renamed[12] = "Nama baru"
    told: list[int] = []
    model.dataChanged.connect(lambda top, _bottom, _roles: told.append(top.row()))
    assert name_at(model, 2) == "Orang 12"
    model.reload([12])
    assert told == [2]
    assert name_at(model, 2) == "Nama baru"


def test_empty(qapp: object) -> None:
    source = People(0)
    model: PagedTableModel[Person] = PagedTableModel(COLUMNS)
    watched(model)
    model.start(source, [])
    model.set_ids(source.ids())
    assert model.rowCount() == 0


def test_rows_with_a_separator(qapp: object) -> None:
    model: RowsTableModel[Person] = RowsTableModel(COLUMNS)
    watched(model)
    model.set_rows([Person(1, "A"), Separator("Garis kuota"), Person(2, "B")])
    assert model.rowCount() == 3
    assert not model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert model.find(lambda p: p.name == "B") == 2
    words = model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == "2; B; Terverifikasi, diusulkan"


def test_keys_pass_over_the_separator_and_open(qtbot: QtBot, look: object) -> None:
    view = TableView("Peringkat")
    qtbot.addWidget(view)
    model: RowsTableModel[Person] = RowsTableModel(
        COLUMNS, [Person(1, "A"), Separator("Garis"), Person(2, "B")]
    )
    view.set_model(model)
    view.resize(420, 240)
    view.show()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.current_row() == Person(1, "A")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.current_row() == Person(2, "B")
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [Person(2, "B")]
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.current_row() == Person(1, "A")


def test_columns_fill_the_width_and_drop_out(qtbot: QtBot, look: object) -> None:
    view = TableView("Daftar")
    qtbot.addWidget(view)
    view.set_model(RowsTableModel(COLUMNS, [Person(1, "A")], view))
    view.resize(500, 200)
    view.show()
    assert sum(view.columnWidth(n) for n in range(3)) == view.viewport().width()
    assert not view.isColumnHidden(2)
    view.resize(220, 200)
    assert view.isColumnHidden(2), "the column that may go has gone"
    assert view.columnWidth(0) + view.columnWidth(1) == view.viewport().width()


def test_paints_in_both_themes(qtbot: QtBot, themed: str) -> None:
    view = TableView("Daftar")
    qtbot.addWidget(view)
    view.set_model(RowsTableModel(COLUMNS, [Person(n, "Siti Marlina") for n in range(4)], view))
    view.resize(420, 200)
    view.show()
    view.select_row(1)
    assert view.model().index(1, 1).data(CELL_ROLE) == Cell("Siti Marlina", strong=True)
    image = view.grab().toImage()
    assert len({image.pixel(x, 50) for x in range(image.width())}) > 5
