"""The one table: a view and a delegate that paints text, pills, tags and two lines; no cell widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui import tokens as t
from ui.looks import STATUS, PillLook
from ui.models.table import CELL_ROLE, ROW_ROLE, Cell, Column, Separator, TableModel
from ui.widgets import paint
from ui.widgets.pill import draw_pill, draw_tag, pill_width, tag_width

Index = QModelIndex | QPersistentModelIndex
INSET = 12
SEPARATOR_HEIGHT = 28
ELASTIC_LEAST = 72
_ROWS = {1: t.ROW_HEIGHT, 2: t.ROW_TWO_LINES, 3: t.ROW_THREE_LINES}


class CellDelegate(QStyledItemDelegate):
    """Paints one `Cell`; asks the tokens at every paint."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        model, row, column = index.model(), index.row(), index.column()
        found = model.row_at(row) if isinstance(model, TableModel) else None  # no detour through QVariant
        if isinstance(found, Separator):
            self._paint_separator(painter, rect, found)
        else:
            view = option.widget  # type: ignore[attr-defined]
            selected = isinstance(view, TableView) and view.currentIndex().row() == row
            last = not isinstance(view, TableView) or column == view.last_column()
            self._paint_ground(painter, rect, column == 0, last, selected)
            if found is not None and isinstance(model, TableModel):
                left = INSET + 4 if column == 0 else 6
                inner = rect.adjusted(left, 0, -(INSET if last else 6), 0)
                right = model.columns[column].right
                self._paint_cell(painter, inner, model.cell(found, column), selected, right)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRectF, first: bool, last: bool, selected: bool) -> None:
        if selected:
            area = rect.adjusted(4 if first else -8, 1, -4 if last else 8, -1)
            painter.save()
            painter.setClipRect(rect)
            paint.box(painter, area, 6, "soft")
            painter.restore()
            if first:
                paint.box(
                    painter, QRectF(rect.left() + 3, rect.top() + 6, 3, rect.height() - 12), 1.5, "accent"
                )
            return
        left = rect.left() + (INSET if first else 0)
        width = rect.right() - left - (INSET if last else 0)
        painter.fillRect(QRectF(left, rect.bottom() - 1, width, 1), theme.colour("line"))

    def _paint_separator(self, painter: QPainter, rect: QRectF, line: Separator) -> None:
        painter.fillRect(rect, theme.colour(t.SOFT_OF[line.tone]))
        painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 2), theme.colour("text"))
        inner = rect.adjusted(INSET + 4, 2, -INSET, 0)
        face = theme.font(t.SIZE_META, t.SEMIBOLD)
        used = paint.text(painter, inner, line.text, face, "text")
        aside = inner.adjusted(used + 16, 0, 0, 0)
        paint.text(painter, aside, line.aside, theme.font(t.SIZE_META), "text2", Qt.AlignmentFlag.AlignRight)

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell, selected: bool, right: bool) -> None:
        middle = rect.center().y()
        x = rect.left()
        if cell.pill is not None:
            look = STATUS[cell.pill] if isinstance(cell.pill, str) else cell.pill
            if cell.sub:
                low = QRectF(x, middle + 1, rect.right() - x, 18)
                paint.text(painter, low, cell.sub, theme.font(t.SIZE_META), "text2")
                middle -= 11
            x = draw_pill(painter, look, x, middle, selected=selected) + 8
            if cell.flag:
                paint.symbol(painter, "flag", "accent", x, middle, 16)
            return
        if cell.icon and cell.icon_soft:
            paint.box(painter, QRectF(x, middle - 15, 30, 30), 15, t.SOFT_OF[cell.icon_tone])
            paint.symbol(painter, cell.icon, cell.icon_tone, x + 7, middle, 16)
            x += 41
        elif cell.icon:
            paint.symbol(painter, cell.icon, cell.icon_tone, x, middle, 16)
            x += 24
        room = QRectF(x, rect.top(), rect.right() - x, rect.height())
        if cell.sub:
            self._paint_two(painter, room, cell)
            return
        extra = (tag_width(cell.tag) + 8 if cell.tag else 0) + (24 if cell.flag else 0)
        words = room.adjusted(0, 0, -extra, 0)
        align = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        used = paint.text(
            painter, words, cell.text, face_of(cell), "accent" if cell.action else cell.tone, align
        )
        x = words.left() + used + 8
        if cell.tag:
            x = draw_tag(painter, cell.tag, cell.tag_tone, x, middle) + 8
        if cell.flag:
            paint.symbol(painter, "flag", "accent", x, middle, 16)

    def _paint_two(self, painter: QPainter, room: QRectF, cell: Cell) -> None:
        middle = room.center().y() - (9 if cell.note else 0)
        upper = QRectF(room.left(), middle - 19, room.width(), 18)
        lower = QRectF(room.left(), middle + 1, room.width(), 18)
        extra = tag_width(cell.tag) + 8 if cell.tag else 0
        used = paint.text(painter, upper.adjusted(0, 0, -extra, 0), cell.text, face_of(cell), cell.tone)
        if cell.tag:
            draw_tag(painter, cell.tag, cell.tag_tone, room.left() + used + 8, upper.center().y())
        paint.text(painter, lower, cell.sub, theme.font(t.SIZE_META), "text2")
        if cell.note:
            note = lower.translated(0, 19)
            if cell.note_icon:
                paint.symbol(painter, cell.note_icon, cell.note_tone, note.left(), note.center().y(), 14)
                note.setLeft(note.left() + 19)
            paint.text(painter, note, cell.note, theme.font(t.SIZE_META, t.SEMIBOLD), cell.note_tone)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return QSize(40, SEPARATOR_HEIGHT)
        return QSize(
            int(width_of_cell(cell)) + INSET,
            t.ROW_THREE_LINES if cell.note else t.ROW_TWO_LINES if cell.sub else t.ROW_HEIGHT,
        )


def face_of(cell: Cell) -> QFont:
    """The font of a cell's first line."""
    weight = t.SEMIBOLD if cell.strong or cell.action else t.REGULAR
    return theme.font(t.SIZE_BODY, weight, digits=cell.digits)


def width_of_cell(cell: Cell) -> float:
    """The width a cell would like to have."""
    if cell.pill is not None:
        look = STATUS[cell.pill] if isinstance(cell.pill, str) else cell.pill
        assert isinstance(look, PillLook)
        wide = pill_width(look) + (24 if cell.flag else 0)
        return max(wide, paint.width_of(theme.font(t.SIZE_META), cell.sub))
    width = paint.width_of(face_of(cell), cell.text) + (24 if cell.icon else 0)
    width += (tag_width(cell.tag) + 8 if cell.tag else 0) + (24 if cell.flag else 0)
    return max(width, paint.width_of(theme.font(t.SIZE_META), cell.sub))


def _narrowed(columns: Sequence[Column[Any]], room: int) -> list[int]:
    """The widths where there is too little `room`: columns that may grow give way first."""
    widths = [column.width for column in columns]
    over = sum(widths) - room
    can = [max(0, column.width - ELASTIC_LEAST) if column.stretch else 0 for column in columns]
    if over <= 0:
        return widths
    if sum(can) >= over:
        return [width - over * give // sum(can) for width, give in zip(widths, can, strict=True)]
    return [max(24, width * room // sum(widths)) for width in widths]


class _Header(QHeaderView):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(20)
        self.setFixedHeight(30)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sorted_by: tuple[str, bool] = ("", False)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        model = self.model()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(rect)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.colour("line"))
        words = str(model.headerData(logical, Qt.Orientation.Horizontal) or "")
        left = INSET + 4 if self.visualIndex(logical) == 0 else 6
        inner = area.adjusted(left, 0, -6, -1)
        column = model.columns[logical] if isinstance(model, TableModel) else None
        align = (
            Qt.AlignmentFlag.AlignRight if column is not None and column.right else Qt.AlignmentFlag.AlignLeft
        )
        used = paint.text(painter, inner, words, theme.font(t.SIZE_META, t.MEDIUM), "text2", align)
        if column is not None and column.sort and column.sort == self.sorted_by[0]:
            name = "chevron-down" if self.sorted_by[1] else "chevron-up"
            paint.symbol(painter, name, "text2", inner.left() + used + 4, inner.center().y(), 14)
        painter.restore()

    def paintEvent(self, event: Any) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.colour("line"))
        painter.end()
        super().paintEvent(event)


class TableView(QTableView):
    """A list of rows: arrows, Home, End, Enter; the current row is the selection.

    `opened(row)` on Enter or double click, `current_changed(row | None)` as one moves, `action(row,
    column)` when a link cell was pressed, `sort_asked(name)` from a heading.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    action = Signal(object, int)
    sort_asked = Signal(str)

    def __init__(
        self, name: str, *, lines: int = 1, header: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._last = 0
        self._header = _Header(self)
        self.setHorizontalHeader(self._header)
        self._header.setVisible(header)
        self._header.sectionClicked.connect(self._heading)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(SEPARATOR_HEIGHT)
        rows.setDefaultSectionSize(_ROWS[lines])
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self._open)
        self.clicked.connect(self._clicked)

    # --- rows

    def set_model(self, model: TableModel[Any]) -> None:
        """Show `model`; columns get their widths, separators their span."""
        self.setModel(model)
        model.modelReset.connect(self._lay_out_rows)
        model.rowsInserted.connect(self._widths)
        selection = self.selectionModel()
        selection.currentRowChanged.connect(self._moved)
        self._lay_out_rows()

    def table_model(self) -> TableModel[Any] | None:
        """The model shown."""
        model = self.model()
        return model if isinstance(model, TableModel) else None

    def current_row(self) -> Any:
        """The row one is on, None for none."""
        index = self.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def select_row(self, number: int) -> None:
        """Go to row `number` and show it; out of range does nothing."""
        model = self.table_model()
        if model is None or not 0 <= number < model.rowCount():
            return
        index = model.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def set_sorted(self, name: str, down: bool) -> None:
        """Show by which order the rows come."""
        self._header.sorted_by = (name, down)
        self._header.viewport().update()

    def last_column(self) -> int:
        """The rightmost column not hidden."""
        return self._last

    def _moved(self, new: QModelIndex, old: QModelIndex) -> None:
        self.viewport().update()
        self.current_changed.emit(new.data(ROW_ROLE) if new.isValid() else None)

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None:
            self.opened.emit(row)

    def _clicked(self, index: QModelIndex) -> None:
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell) and cell.action:
            self.action.emit(index.data(ROW_ROLE), index.column())

    def _heading(self, section: int) -> None:
        model = self.table_model()
        if model is not None and model.columns[section].sort:
            self.sort_asked.emit(model.columns[section].sort)

    # --- layout

    def _lay_out_rows(self) -> None:
        model = self.table_model()
        self._widths()
        if model is None or not hasattr(model, "rows"):
            return
        self.clearSpans()
        for number in range(model.rowCount()):
            if isinstance(model.row_at(number), Separator):
                if model.columnCount() > 1:
                    self.setSpan(number, 0, 1, model.columnCount())
                self.setRowHeight(number, SEPARATOR_HEIGHT)
            elif self.rowHeight(number) != self.verticalHeader().defaultSectionSize():
                self.setRowHeight(number, self.verticalHeader().defaultSectionSize())

    def _widths(self) -> None:
        model = self.table_model()
        room = self.viewport().width()
        if model is None or room < 60:
            return
        columns = list(enumerate(model.columns))
        shown = [n for n, _ in columns]
        for number, _column in sorted((c for c in columns if c[1].drop), key=lambda c: -c[1].drop):
            if sum(model.columns[n].width for n in shown) <= room:
                break
            shown.remove(number)
        self._last = max(shown, default=0)
        weights = sum(model.columns[n].stretch for n in shown)
        spare = room - sum(model.columns[n].width for n in shown)
        widths = _narrowed([model.columns[n] for n in shown], room)
        for number, column in columns:
            self.setColumnHidden(number, number not in shown)
            if number not in shown:
                continue
            width = widths[shown.index(number)]
            if spare > 0 and weights:
                width += spare * column.stretch // weights
            self.setColumnWidth(number, width)
        if shown and (weights or spare < 0):
            rest = room - sum(self.columnWidth(n) for n in shown)
            target = next((n for n in shown if model.columns[n].stretch), shown[-1])
            self.setColumnWidth(target, self.columnWidth(target) + rest)
        elif shown:
            self.setColumnWidth(shown[-1], self.columnWidth(shown[-1]) + max(0, spare))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widths()

    def sizeHint(self) -> QSize:
        return QSize(320, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 90)

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        model = self.model()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
            return
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and model is not None and model.rowCount():
            self._to_end(event.key() == Qt.Key.Key_End)
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape) or event.text().strip():
            event.ignore()  # the page's own keys; typing goes to its search field
            return
        super().keyPressEvent(event)

    def _to_end(self, last: bool) -> None:
        model = self.model()
        count = model.rowCount()
        order = range(count - 1, -1, -1) if last else range(count)
        for number in order:
            if model.flags(model.index(number, 0)) & Qt.ItemFlag.ItemIsSelectable:
                self.select_row(number)
                return

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        model = self.model()
        if model is not None and model.rowCount() and not self.currentIndex().isValid():
            self._to_end(False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        cell = index.data(CELL_ROLE) if index.isValid() else None
        hand = isinstance(cell, Cell) and cell.action
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        cut = isinstance(cell, Cell) and width_of_cell(cell) > self.columnWidth(index.column()) - 10
        told = "\n".join(filter(None, (cell.text, cell.sub))) if cut and isinstance(cell, Cell) else ""
        self.setToolTip(told)

    def focus_rect(self) -> QRect:
        """The current row, for the ring; the whole view when there is none."""
        index = self.currentIndex()
        if not index.isValid():
            return self.rect()
        rect = self.visualRect(index)
        area = QRect(3, rect.top() + self.viewport().y(), self.viewport().width() - 6, rect.height())
        return area & self.viewport().geometry()
