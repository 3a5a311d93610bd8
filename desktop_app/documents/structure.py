"""The structure of a paper for those who hear it: what is a title, a paragraph, a table's row and cell.

ReportLab makes no tagged PDF, so `Ink` marks its content and this module writes the tree. A roster of 10,000
rows has 110,000 cells; as objects of a PDF library they cost seconds and a hundred megabytes, so the tree is
written as text into object streams, behind the finished file (ISO 32000-1, 7.5.7, 7.5.8 and 14.7).
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, Literal, NamedTuple

Role = Literal["Document", "Sect", "H1", "P", "Table", "TR", "TH", "TD", "H2"]
Scope = Literal["Column", "Row"]
"""What a heading cell is the heading of."""

_ROLES: Final[tuple[Role, ...]] = ("Document", "Sect", "H1", "P", "Table", "TR", "TH", "TD", "H2")
_NUMBER: Final = {role: number for number, role in enumerate(_ROLES)}
_TH: Final = _NUMBER["TH"]
_CELL: Final = array("b", [_NUMBER["TD"]])
_QUICK: Final = 3
"""How hard object streams are compressed: they repeat themselves, so more costs time and gains little."""
_A_STREAM: Final = 200
"""Objects in one object stream: readers unpack a stream as a whole."""
_ENTRY: Final = struct.Struct(">BIH")
"""Where an object is: 1, its offset, 0; or 2, the object stream it is in, its place there."""


class Anchor(NamedTuple):
    """What is known of the file that the tree is written behind; numbers are object numbers."""

    size: int
    root: int
    info: int
    identity: bytes
    previous: int
    tree: int
    pages: tuple[int, ...]


class Structure:
    """What one document is made of, in reading order. The first element is the document itself."""

    def __init__(self) -> None:
        self._role = array("b", [0])
        self._parent = array("l", [-1])
        self._page = array("l", [-1])
        self._mark = array("l", [-1])
        self._marks: list[array[int]] = [array("l")]
        self._columns: dict[int, int] = {}
        self._of_rows: set[int] = set()

    def new_page(self) -> None:
        """What follows stands on the next page."""
        self._marks.append(array("l"))

    def group(self, role: Role, parent: int = 0) -> int:
        """An element that holds others; returns its number."""
        return self._add(role, parent, -1, -1)

    def leaf(self, role: Role, parent: int = 0, columns: int = 1, scope: Scope = "Column") -> int:
        """An element with text on this page; returns the mark that its text must bear. A cell may go over
        several `columns`; a heading cell has its `scope`."""
        marks = self._marks[-1]
        mark = len(marks)
        number = self._add(role, parent, len(self._marks) - 1, mark)
        marks.append(number)
        if columns > 1:
            self._columns[number] = columns
        if scope == "Row":
            self._of_rows.add(number)
        return mark

    def row(self, table: int, cells: int) -> int:
        """A row of the table with its cells, each with text on this page; returns the first cell's mark, the
        others' follow."""
        marks, number = self._marks[-1], self._add("TR", table, -1, -1)
        mark = len(marks)
        self._role.extend(_CELL * cells)
        self._parent.extend(array("l", [number]) * cells)
        self._page.extend(array("l", [len(self._marks) - 1]) * cells)
        self._mark.extend(range(mark, mark + cells))
        marks.extend(range(number + 1, number + 1 + cells))
        return mark

    def _add(self, role: Role, parent: int, page: int, mark: int) -> int:
        self._role.append(_NUMBER[role])
        self._parent.append(parent)
        self._page.append(page)
        self._mark.append(mark)
        return len(self._role) - 1

    def written_behind(self, pdf: bytes, anchor: Anchor) -> bytes:
        """`pdf` with the tree; equal arguments give equal bytes."""
        out = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
        first = anchor.size
        stream = first + len(self._role) + 1  # behind the elements and the tree of parents
        inside, tree, streams = bytearray(), b"", bytearray()
        for held in _in_streams(self._bodies(anchor)):
            for place, (number, _body) in enumerate(held):
                entry = _ENTRY.pack(2, stream, place)
                if number == anchor.tree:
                    tree = entry
                else:
                    inside += entry
            streams += _ENTRY.pack(1, len(out), 0)
            out += _stream(stream, b"/Type/ObjStm/N %d" % len(held), held)
            stream += 1
        at = len(out)
        table = tree + inside + streams + _ENTRY.pack(1, at, 0)
        other = hashlib.sha256(anchor.identity + table).hexdigest()[:32].encode()
        said = (
            b"/Type/XRef/Size %d/Root %d 0 R/Info %d 0 R/Prev %d/ID[<%s><%s>]/W[1 4 2]/Index[%d 1 %d %d]" % (
                stream + 1, anchor.root, anchor.info, anchor.previous, anchor.identity.hex().encode(), other,
                anchor.tree, first, stream + 1 - first,
            )
        )  # fmt: skip
        out += _object(stream, said, zlib.compress(table))
        out += b"startxref\n%d\n%%%%EOF\n" % at
        return bytes(out)

    def _bodies(self, anchor: Anchor) -> Iterator[tuple[int, str]]:
        """Number and text of every object: the elements, which marks belong to which, and the tree's root."""
        first, pages = anchor.size, anchor.pages
        kids: dict[int, array[int]] = {}
        for number, parent in enumerate(self._parent):
            if parent >= 0:
                kids.setdefault(parent, array("l")).append(number)
        for number, (role, parent, page, mark) in enumerate(
            zip(self._role, self._parent, self._page, self._mark, strict=True)
        ):
            name = _ROLES[role]
            above = first + parent if parent >= 0 else anchor.tree
            if mark >= 0:
                said = ""
                if role == _TH:
                    said = "/Scope/Row" if number in self._of_rows else "/Scope/Column"
                if number in self._columns:
                    said += f"/ColSpan {self._columns[number]}"
                more = f"/A<</O/Table{said}>>" if said else ""
                yield first + number, f"<</S/{name}/P {above} 0 R/Pg {pages[page]} 0 R/K {mark}{more}>>"
            else:
                held = _references(first, kids.pop(number, ()))
                yield first + number, f"<</S/{name}/P {above} 0 R/K[{held}]>>"
        count = len(self._role)
        listed = "".join(
            f"{page}[{_references(first, marks)}]" for page, marks in enumerate(self._marks) if marks
        )
        yield first + count, f"<</Nums[{listed}]>>"
        root = f"/K {first} 0 R/ParentTree {first + count} 0 R/ParentTreeNextKey {len(pages)}"
        yield anchor.tree, f"<</Type/StructTreeRoot{root}>>"


def _references(first: int, numbers: Iterable[int]) -> str:
    return " ".join([f"{first + number} 0 R" for number in numbers])


def _in_streams(bodies: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    while held := list(islice(bodies, _A_STREAM)):
        yield held


def _stream(number: int, said: bytes, held: list[tuple[int, str]]) -> bytes:
    """An object stream: where each object begins, then the objects."""
    places: list[str] = []
    at = 0
    for inner, body in held:
        places.append(f"{inner} {at}")
        at += len(body) + 1
    head = " ".join(places) + "\n"
    content = head + "\n".join([body for _inner, body in held])
    return _object(number, said + b"/First %d" % len(head), zlib.compress(content.encode(), _QUICK))


def _object(number: int, said: bytes, data: bytes) -> bytes:
    whole = b"%d 0 obj\n<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n"
    return whole % (number, said, len(data), data)
