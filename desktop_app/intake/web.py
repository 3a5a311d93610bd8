"""A web page that is called a spreadsheet: many web programs export one. Its tables, as rows of texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from desktop_app.intake.anatomy import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from desktop_app.intake.refusals import refused

_SPAN: Final = 50
"""Cells that one may cover; headings of a letter cover a whole table."""


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list[list[str]])
    below: dict[int, int] = field(default_factory=dict[int, int])
    """Columns that a cell further up still covers, and in how many rows."""


class _Tables(HTMLParser):
    """Tables as lists of rows; a merged cell gives its text once, at its upper left, as a workbook does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Table] = []
        self._open: list[_Table] = []
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._silent = 0
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._silent += 1
        elif tag == "table":
            self._end_cell()
            self._open.append(_Table())
        elif not self._open:
            return
        elif tag == "tr":
            self._end_cell()
            self._open[-1].rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            named = dict(attrs)
            self._span = (_number(named.get("colspan")), _number(named.get("rowspan")))
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self.found.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def close(self) -> None:
        """The end of the page, where a broken one also ends its tables."""
        super().close()
        self._end_cell()
        while self._open:
            self.found.append(self._open.pop())

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text, self._cell = "".join(self._cell).replace("\u00a0", " ").strip(), None
        table = self._open[-1]
        if not table.rows:
            table.rows.append([])
        row = table.rows[-1]
        while table.below.get(len(row), 0):
            table.below[len(row)] -= 1
            row.append("")
        wide, high = self._span
        for place in range(len(row), len(row) + wide):
            if high > 1:
                table.below[place] = high - 1
        row += [text, *[""] * (wide - 1)]
        self._count += wide
        if self._count > MAX_CELLS or len(row) > MAX_COLUMNS or len(table.rows) > MAX_ROWS:
            raise refused("large")


def _number(text: str | None) -> int:
    return min(max(int(text), 1), _SPAN) if text is not None and text.strip().isdecimal() else 1


def tables(page: str) -> list[list[list[str]]]:
    """The tables of a page, inner ones before those around them. Raises Refused where there is none."""
    reader = _Tables()
    reader.feed(page)
    reader.close()
    found = [table.rows for table in reader.found if any(any(row) for row in table.rows)]
    if not found:
        raise refused("html")
    return found
