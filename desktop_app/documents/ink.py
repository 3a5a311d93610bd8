"""Drawing on a ReportLab page by text and path operators, with one embedded type family.

ReportLab's `drawString` opens a text object and walks its font tables for every word. A roster has
twenty thousand cells, so `Ink` writes the operators itself (through the public `addLiteral`) and lets
ReportLab do what it is good at: font subsets, images and the file. Fonts are parsed once a process.

All measures are points; y runs down from the top of the page, as one reads.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal
from unicodedata import normalize

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop_app.documents.structure import Role, Scope, Structure

Face = Literal["FiraSans-Regular", "FiraSans-SemiBold", "FiraSans-Italic"]
Align = Literal["left", "center", "right"]
Colour = tuple[float, float, float]

REGULAR: Face = "FiraSans-Regular"
BOLD: Face = "FiraSans-SemiBold"
ITALIC: Face = "FiraSans-Italic"

_REPLACEMENT = "\u25ca"
REPLACED = f"Tanda {_REPLACEMENT} menggantikan huruf yang tidak dapat dicetak."
"""Stands on every page where a letter is not in the type: nothing falls away unseen."""
_ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})
_FIGURES = "zero one two three four five six seven eight nine".split()

# Page streams stay binary: the ASCII form costs more time than the whole table.
rl_config.useA85 = 0


def colour(hex_code: str) -> Colour:
    """#RRGGBB as three parts of one."""
    return tuple(round(int(hex_code[i : i + 2], 16) / 255, 4) for i in (1, 3, 5))  # type: ignore[return-value]


INK = colour("#1C1E24")
SOFT = colour("#51555E")
RULE = colour("#C9C7C0")
EDGE = colour("#8F8C82")
STRIPE = colour("#F7F6F2")
HEAD = colour("#EDF0F8")
NILA = colour("#2B4A9E")
FAINT = colour("#E4E2DC")


@lru_cache
def font(face: Face) -> Any:
    """The parsed and registered font; codes 32-126 are ASCII, so most text needs no encoding."""
    data = files("fontpkg_fira_sans").joinpath("files", f"{face}.ttf").read_bytes()
    parsed = TTFont(face, io.BytesIO(data), asciiReadable=True, shapable=False)
    _use_tabular_figures(parsed.face)
    register: Any = pdfmetrics
    register.registerFont(parsed)
    return parsed


def _use_tabular_figures(face: Any) -> None:
    """Let the codes of 0-9 show the font's figures of equal width, so that numbers stand in columns."""
    names = _glyph_names(face.get_table("post"))
    for code, word in enumerate(_FIGURES, ord("0")):
        glyph = names.index(f"{word}.tf".encode())
        face.charToGlyph[code] = glyph
        face.charWidths[code] = face.hmetrics[glyph][0]  # this family counts 1000 units to the em


def _glyph_names(post: bytes) -> list[bytes]:
    """Glyph names of a version 2 ``post`` table; standard Macintosh names are left empty."""
    count = struct.unpack(">H", post[32:34])[0]
    indexes = struct.unpack(f">{count}H", post[34 : 34 + 2 * count])
    own: list[bytes] = []
    at = 34 + 2 * count
    while at < len(post):
        own.append(post[at + 1 : at + 1 + post[at]])
        at += 1 + post[at]
    return [own[index - 258] if index >= 258 else b"" for index in indexes]


class _Widths(dict[str, int]):
    """Advance of each character in thousandths of the size."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = font(face).face

    def __missing__(self, char: str) -> int:
        glyphs = self._face.charToGlyph
        code = ord(char) if ord(char) in glyphs else ord(_REPLACEMENT)
        width = self[char] = int(self._face.getCharWidth(code))
        return width


@lru_cache
def _widths(face: Face) -> _Widths:
    return _Widths(face)


def width(text: str, face: Face, size: float) -> float:
    """Printed width of one line."""
    return sum(map(_widths(face).__getitem__, text)) * size / 1000


def wrap(text: str, face: Face, size: float, room: float) -> tuple[str, ...]:
    """`text` broken at spaces, and inside a word only where the word alone is wider than `room`."""
    table = _widths(face)
    limit = room * 1000 / size
    if not text.isascii():
        text = normalize("NFC", text)  # the type has letters with their marks, not the marks alone
    if sum(map(table.__getitem__, text)) <= limit:
        return (text,)
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}" if line else word
        if sum(map(table.__getitem__, candidate)) <= limit:
            line = candidate
            continue
        if line:
            lines.append(line)
        line = word
        while sum(map(table.__getitem__, line)) > limit and len(line) > 1:
            cut = _fitting(line, table, limit)
            lines.append(line[:cut])
            line = line[cut:]
    return (*lines, line)


def shrunk(text: str, face: Face, size: float, room: float, most: int = 2) -> tuple[float, tuple[str, ...]]:
    """`text` on at most so many lines: smaller where it needs to be, never cut. Its size and its lines."""
    lines = wrap(text, face, size, room)
    while len(lines) > most:
        size *= 0.92
        lines = wrap(text, face, size, room)
    return size, lines


def _fitting(word: str, table: _Widths, limit: float) -> int:
    """How many leading characters of `word` fit; at least one."""
    used = 0
    for index, char in enumerate(word):
        used += table[char]
        if used > limit:
            return max(index, 1)
    return len(word)


class Ink:
    """One document being drawn. Call `page_done` after each page and `finish` once.

    A `tagged` one notes in `structure` what its text is, in the order of drawing: a paragraph unless another
    role is given, nothing between `aside` begins and ends. Lines and pictures are decoration.
    """

    def __init__(self, page_size: tuple[float, float], *, tagged: bool = False) -> None:
        font(REGULAR)
        self.structure = Structure() if tagged else None
        self._aside = False
        self._out = io.BytesIO()
        self.wide, self.high = page_size
        # A fixed PDF version, no time stamp and no random id: equal data give equal bytes.
        make: Any = Canvas
        self.canvas: Any = make(
            self._out,
            pagesize=page_size,
            pageCompression=1,
            invariant=1,
            initialFontName=REGULAR,
            pdfVersion=(1, 7),
        )
        self._ops: list[str] = []
        self._shown: dict[tuple[Face, float], dict[str, str]] = {}
        self._named: dict[str, str] = {}
        self._foreign: set[str] = set()
        self._replaced = False

    def page_done(self) -> None:
        """Close the page."""
        self._flush()
        self.canvas.showPage()
        self._replaced = False
        if self.structure is not None:
            self.structure.new_page()

    def replaced(self) -> bool:
        """Whether a letter of this page is not in the type and a mark stands for it."""
        return self._replaced

    def finish(self) -> bytes:
        """Close the document and return its bytes."""
        self.canvas.save()
        return self._out.getvalue()

    def image(self, reader: Any, x: float, y: float, wide: float, high: float) -> None:
        """An image inside the box whose upper left corner is (x, y), its shape kept."""
        with self._decoration() as pen:
            pen.drawImage(reader, x, self.high - y - high, wide, high, mask="auto", preserveAspectRatio=True)

    @contextmanager
    def aside(self, on: bool = True) -> Generator[None]:
        """What is drawn meanwhile stands on every page, so nobody wants to hear it again."""
        before, self._aside = self._aside, on or self._aside
        try:
            yield
        finally:
            self._aside = before

    def group(self, role: Role, parent: int = 0) -> int:
        """A part of the document that holds others, such as a table or its row; untagged, 0."""
        if self.structure is None or self._aside:
            return 0
        return self.structure.group(role, parent)

    def mark(self, role: Role, parent: int, columns: int = 1, scope: Scope = "Column") -> str:
        """The operator before a cell's text in `cells`; untagged or aside, nothing."""
        if self.structure is None or self._aside:
            return ""
        return f"/{role}<</MCID {self.structure.leaf(role, parent, columns, scope)}>>BDC"

    def row(self, table: int, cells: int) -> list[str]:
        """The operators before each of the cells of another row of `table`; untagged, nothing."""
        if self.structure is None:
            return [""] * cells
        first = self.structure.row(table, cells)
        return [f"/TD<</MCID {mark}>>BDC" for mark in range(first, first + cells)]

    def _marked(self, ops: str, role: Role | None = None, within: int = 0, scope: Scope = "Column") -> str:
        """`ops` as what they are; without a role, or aside, as decoration."""
        if self.structure is None:
            return ops
        if role is None or self._aside:
            return f"/Artifact BMC {ops} EMC"
        return f"{self.mark(role, within, 1, scope)} {ops} EMC"

    @contextmanager
    def _decoration(self) -> Generator[Any]:
        """The canvas, for what it draws best."""
        self._flush()
        if self.structure is not None:
            self.canvas.addLiteral("/Artifact BMC")
        yield self.canvas
        if self.structure is not None:
            self.canvas.addLiteral("EMC")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        face: Face = REGULAR,
        tint: Colour = INK,
        align: Align = "left",
        room: float | None = None,
        role: Role = "P",
        within: int = 0,
        scope: Scope = "Column",
    ) -> None:
        """One line with its baseline at `y`; made smaller where it would exceed `room`. As a cell it is
        `within` a row."""
        if room is not None:
            natural = width(text, face, size)
            size = size if natural <= room else size * room / natural
        if align != "left":
            x -= width(text, face, size) / (2 if align == "center" else 1)
        r, g, b = tint
        ops = (
            f"BT {self._font_name(face)} {size:.3f} Tf {r} {g} {b} rg "
            f"1 0 0 1 {x:.2f} {self.high - y:.2f} Tm {self.show(text, face, size)} ET"
        )
        self._ops.append(self._marked(ops, role if text else None, within, scope))

    def cells(
        self,
        places: Sequence[tuple[float, float, str]],
        size: float,
        face: Face,
        tint: Colour = INK,
        marks: Sequence[str] | None = None,
    ) -> None:
        """Many lines of one face in one text object; each is (x, baseline, text). They are one paragraph, or
        what `marks` says: one for each line, empty for a line that goes on."""
        if not places:
            return
        r, g, b = tint
        high, shown = self.high, self._shown.setdefault((face, size), {})
        columns: dict[float, str] = {}
        row, at = -1.0, ""
        ops = [f"BT {self._font_name(face)} {size:.3f} Tf {r} {g} {b} rg"]
        said = marks if self.structure is not None and not self._aside else None
        begun = ""
        for number, (x, y, text) in enumerate(places):
            if said and (opened := said[number]):
                ops.append(begun + opened)
                begun = "EMC "
            left = columns.get(x)
            if left is None:
                left = columns[x] = f"1 0 0 1 {x:.2f} "
            if y != row:
                row, at = y, f"{high - y:.2f} Tm "
            ops.append(left + at + (shown.get(text) or self.show(text, face, size)))
            if self._foreign and text in self._foreign:
                self._replaced = True
        ops.append(begun + "ET")
        drawn = "\n".join(ops)
        self._ops.append(drawn if said else self._marked(drawn, "P"))

    def turned(self, x: float, y: float, text: str, size: float, tint: Colour) -> None:
        """One bold line, centred on (x, y) and rising by 30 degrees."""
        cos, sin = 0.8660254, 0.5
        left = width(text, BOLD, size) / 2
        tx = x - left * cos + size * 0.35 * sin
        ty = self.high - y - left * sin - size * 0.35 * cos
        r, g, b = tint
        ops = (
            f"BT {self._font_name(BOLD)} {size:.2f} Tf {r} {g} {b} rg "
            f"{cos} {sin} {-sin} {cos} {tx:.2f} {ty:.2f} Tm {self.show(text, BOLD, size)} ET"
        )
        self._ops.append(self._marked(ops))

    def rule(self, x1: float, x2: float, y: float, thick: float, tint: Colour = INK) -> None:
        """A horizontal line."""
        self.strokes([(x1, y, x2, y)], thick, tint)

    def strokes(self, lines: Iterable[tuple[float, float, float, float]], thick: float, tint: Colour) -> None:
        """Straight lines (x1, y1, x2, y2) of one pen."""
        r, g, b = tint
        path = " ".join(
            f"{x1:.2f} {self.high - y1:.2f} m {x2:.2f} {self.high - y2:.2f} l" for x1, y1, x2, y2 in lines
        )
        if path:
            self._ops.append(self._marked(f"q {thick} w {r} {g} {b} RG {path} S Q"))

    def outline(self, x: float, y: float, wide: float, high: float, thick: float, tint: Colour = INK) -> None:
        """The four sides of a box whose upper left corner is (x, y)."""
        right, low = x + wide, y + high
        sides = [(x, y, right, y), (x, low, right, low), (x, y, x, low), (right, y, right, low)]
        self.strokes(sides, thick, tint)

    def fill(self, boxes: Sequence[tuple[float, float, float, float]], tint: Colour) -> None:
        """Filled boxes (x, y, wide, high), painted as one path."""
        if not boxes:
            return
        r, g, b = tint
        path = " ".join(f"{x:.3f} {self.high - y - h:.3f} {w:.3f} {h:.3f} re" for x, y, w, h in boxes)
        self._ops.append(self._marked(f"{r} {g} {b} rg {path} f"))

    def frame(
        self, x: float, y: float, wide: float, high: float, tint: Colour = EDGE, dashed: bool = False,
        thick: float = 0.6,
    ) -> None:  # fmt: skip
        """A round-cornered outline whose upper left corner is (x, y)."""
        with self._decoration() as pen:
            pen.saveState()
            pen.setLineWidth(thick)
            pen.setStrokeColorRGB(*tint)
            if dashed:
                pen.setDash(2.4, 1.8)
            pen.roundRect(x, self.high - y - high, wide, high, 4, stroke=1, fill=0)
            pen.restoreState()

    def circle(self, x: float, y: float, radius: float, thick: float, tint: Colour) -> None:
        """The outline of a circle."""
        with self._decoration() as pen:
            pen.saveState()
            pen.setLineWidth(thick)
            pen.setStrokeColorRGB(*tint)
            pen.circle(x, self.high - y, radius, stroke=1, fill=0)
            pen.restoreState()

    def show(self, text: str, face: Face, size: float) -> str:
        """The operators that show `text` in the face and size already chosen."""
        known = self._shown.setdefault((face, size), {})
        if text not in known:
            known[text] = self._show(text, face, size)
        if text in self._foreign:
            self._replaced = True
        return known[text]

    def _show(self, text: str, face: Face, size: float) -> str:
        if text.isascii() and text.isprintable():
            return f"({text.translate(_ESCAPES)}) Tj"
        parsed, document = font(face), self.canvas._doc
        glyphs = parsed.face.charToGlyph
        whole = normalize("NFC", text)
        known = "".join(char if ord(char) in glyphs else _REPLACEMENT for char in whole)
        if known != whole:
            self._foreign.add(text)
        parts: list[str] = []
        for subset, codes in parsed.splitString(known, document):
            literal = "".join(f"\\{code:03o}" for code in codes)
            if subset == 0:
                parts.append(f"({literal}) Tj")
            else:  # more than 160 different letters beyond ASCII in one document
                other = parsed.getSubsetInternalName(subset, document)
                parts.append(f"{other} {size} Tf ({literal}) Tj {self._font_name(face)} {size} Tf")
        return " ".join(parts)

    def _font_name(self, face: Face) -> str:
        if face not in self._named:
            self._named[face] = str(font(face).getSubsetInternalName(0, self.canvas._doc))
        return self._named[face]

    def _flush(self) -> None:
        if self._ops:
            self.canvas.addLiteral("\n".join(self._ops))
            self._ops = []
