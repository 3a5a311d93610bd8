"""Pages as pixels, the seal's appearance included."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from desktop_app.documents.render import page_count, page_picture, page_png
from desktop_app.documents.roster import write_roster
from desktop_app.errors import Refused
from tests.documents.conftest import Sealed
from tests.documents.people import NOW, roster


def dark_in_the_seal(pdf: bytes, sealed: Sealed) -> int:
    """Dark pixels inside the seal's box at 72 dpi."""
    picture = Image.open(io.BytesIO(page_png(pdf, 0, dpi=72))).convert("L")
    box = sealed.paper.places.seal
    area = picture.crop(
        (int(box.x1), picture.height - int(box.y2), int(box.x2), picture.height - int(box.y1))
    )
    return sum(area.histogram()[:128])


def test_the_seal_is_seen(sealed: Sealed) -> None:
    assert dark_in_the_seal(sealed.paper.pdf, sealed) == 0
    assert dark_in_the_seal(sealed.pdf, sealed) > 200


def test_pixels_and_png_agree() -> None:
    paper = write_roster(roster(28), state="draf", now=NOW)
    assert page_count(paper.pdf) == 2
    picture = page_picture(paper.pdf, 1, dpi=72)
    png = Image.open(io.BytesIO(page_png(paper.pdf, 1, dpi=72)))
    assert (picture.wide, picture.high) == png.size == (842, 596)
    assert len(picture.rgba) == picture.wide * picture.high * 4
    assert picture.rgba == png.convert("RGBA").tobytes()


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        page_png(b"bukan PDF", 0)
    assert refusal.value.code == "PDF"
