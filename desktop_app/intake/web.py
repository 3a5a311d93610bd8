"""A web page that is called a spreadsheet: many web programs export one. Its tables, as rows of texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from desktop_app.intake.anatomy import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from desktop_app.intake.refusals import refused

_SPAN: Final = 50
"""Cells that one may cover; headings of a letter cover a whole table."""


_STEP: Final = 128 * 1024
_UNFINISHED: Final = 512 * 1024
"""Characters of one tag, comment or script; a picture within a tag may be long."""
_IN_VAIN: Final = 4 * _UNFINISHED
"""Characters that may be looked through for ends of tags that the page does not have."""
_TABLES: Final = 5_000


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list[list[str]])
    below: dict[int, int] = field(default_factory=dict[int, int])
    """Columns that a cell further up still covers, and in how many rows."""


class _Tables(HTMLParser):
    """Tables as lists of rows; a merged cell gives its text once, at its upper left, as a workbook does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._looked = self._tables = 0
        self._ending = False
        self.found: list[_Table] = []
        self._open: list[_Table] = []
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._silent = 0
        self._count = 0

    def read(self, page: str, check: Callable[[], None]) -> None:
        """The whole page, in pieces: the parser looks through what is unfinished again and again."""
        try:
            for begin in range(0, len(page), _STEP):
                check()
                self.feed(page[begin : begin + _STEP])
                if len(self.rawdata) > _UNFINISHED:
                    raise refused("corrupt")
            self._ending = True
            self.close()
        except AssertionError as error:  # how the parser tells of a marked section it does not know
            raise refused("corrupt") from error

    def parse_starttag(self, i: int) -> int:
        return self._whole(i, super().parse_starttag(i))

    def parse_endtag(self, i: int) -> int:
        return self._whole(i, super().parse_endtag(i))

    def parse_html_declaration(self, i: int) -> int:
        return self._whole(i, super().parse_html_declaration(i))

    def parse_comment(self, i: int, report: bool = True) -> int:
        return self._whole(i, super().parse_comment(i, report))

    def parse_pi(self, i: int) -> int:
        return self._whole(i, super().parse_pi(i))

    def _whole(self, begin: int, end: int) -> int:
        """`end` of what begins there; without one the rest of the page was looked through in vain."""
        if end < 0 and self._ending:
            self._looked += len(self.rawdata) - begin
            if self._looked > _IN_VAIN:
                raise refused("corrupt")
        return end

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._silent += 1
        elif tag == "table":
            self._end_cell()
            self._open.append(_Table())
            self._tables += 1
            if self._tables > _TABLES:
                raise refused("large")
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


def tables(page: str, check: Callable[[], None] = lambda: None) -> list[list[list[str]]]:
    """The tables of a page, inner ones before those around them. Raises Refused where there is none; what
    `check`, called now and then, raises ends the reading."""
    reader = _Tables()
    reader.read(page, check)
    found = [table.rows for table in reader.found if any(any(row) for row in table.rows)]
    if not found:
        raise refused("html")
    return found
