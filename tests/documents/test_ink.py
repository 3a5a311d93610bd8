"""What `documents.ink` takes from ReportLab beyond its manual, by name: an update that moves it says so here.

Each of these is used because a roster has twenty thousand cells, and ReportLab's own `drawString` walks its
font tables for every word of them.
"""

from __future__ import annotations

import inspect
import io
from typing import Any

import pikepdf
import pytest
from reportlab import rl_config
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop_app.documents import ink
from desktop_app.documents.ink import BOLD, REGULAR, Ink
from tests.documents.reading import page_texts


def test_the_canvas_has_what_is_drawn_through() -> None:
    asked = {"pagesize", "pageCompression", "invariant", "initialFontName", "pdfVersion"}
    assert asked <= inspect.signature(Canvas).parameters.keys()
    pen: Any = Canvas(io.BytesIO(), initialFontName="Helvetica")
    assert hasattr(pen, "_doc"), "the document that a font's subsets belong to"
    assert callable(pen.addLiteral) and callable(pen.drawImage) and callable(pen.roundRect)
    assert hasattr(rl_config, "useA85"), "page streams as bytes"


def test_a_font_has_what_text_is_encoded_with() -> None:
    parameters = inspect.signature(TTFont).parameters
    assert {"asciiReadable", "shapable"} <= parameters.keys()
    parsed = ink.font(REGULAR)
    assert list(inspect.signature(parsed.splitString).parameters)[:2] == ["text", "doc"]
    assert list(inspect.signature(parsed.getSubsetInternalName).parameters) == ["subset", "doc"]
    face = parsed.face
    assert face.charToGlyph[ord("A")] and face.charWidths[ord("A")] == face.getCharWidth(ord("A"))
    assert face.hmetrics[face.charToGlyph[ord("A")]][0] == face.charWidths[ord("A")]
    assert face.get_table("post")[:4] == b"\0\2\0\0", "glyph names, of which figures of equal width are taken"
    assert len({face.charWidths[code] for code in range(ord("0"), ord("9") + 1)}) == 1


@pytest.mark.parametrize("face", [REGULAR, BOLD])
def test_letters_of_every_subset_come_out_as_they_went_in(face: ink.Face) -> None:
    """ASCII goes as it is, other letters through the subsets, of which a long paper needs several."""
    pen = Ink((400, 600))
    glyphs = ink.font(face).face.charToGlyph
    letters = [chr(code) for code in range(0xA1, 0x250) if code in glyphs and code != 0xAD]
    lines = ["Nama (RT\\RW) 0123456789", *("".join(letters[n : n + 30]) for n in range(0, len(letters), 30))]
    for n, line in enumerate(lines):
        pen.text(20, 30 + 20 * n, line, 9, face)
    pen.page_done()
    pdf = pen.finish()
    (text,) = page_texts(pdf)
    assert all(line in text for line in lines), "each letter is itself again"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = document.pages[0].Resources.Font
        own = [name for name in fonts if "FiraSans" in str(fonts[name].BaseFont)]
        assert len(own) > 1 and all("/FontFile2" in fonts[name].FontDescriptor for name in own)
