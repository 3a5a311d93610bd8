"""Charts on paper: hatching stays inside its bar, and a page of them is PDF/A with embedded letters only."""

from __future__ import annotations

import io
from itertools import combinations, pairwise
from typing import Any

import pikepdf
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageStat

from desktop_app.documents import charts
from desktop_app.documents.charts import Area, PlaceRow, Step
from desktop_app.documents.ink import Ink
from tests.documents.reading import page_texts
from tests.signing.faces import DPI, black_and_white, grey

_size = st.floats(0.5, 300)


@given(_size, _size, st.booleans())
def test_hatching_stays_inside_its_bar(wide: float, high: float, falling: bool) -> None:
    box = Area(10, 20, wide, high)
    for x1, y1, x2, y2 in charts._slanted(box, 4.0, falling=falling):
        for x, y in ((x1, y1), (x2, y2)):
            assert 10 - 1e-6 <= x <= 10 + wide + 1e-6 and 20 - 1e-6 <= y <= 20 + high + 1e-6


def test_the_stages_are_told_apart_on_a_copy_without_colours() -> None:
    """In greys every stage, and where a copier knows no greys each from the next."""
    pen = Ink((842, 595))
    hatches: tuple[charts.Hatch, ...] = ("none", "lines", "solid", "cross", "grey")
    boxes = [Area(60, 60 + 40 * at, 200, 16) for at in range(len(hatches))]
    for box, hatch in zip(boxes, hatches, strict=True):
        charts.hatched(pen, box, hatch)
    pen.page_done()
    copy = grey(pen.finish())
    scale = DPI / 72

    def looks(picture: Image.Image) -> list[tuple[float, float]]:
        """How light each bar is inside, and how much that varies: a hatched one is no even grey."""
        inside = [(box.x + 2, box.y + 2, box.x + box.wide - 2, box.y + box.high - 2) for box in boxes]
        parts = [picture.crop(tuple(round(each * scale) for each in corners)) for corners in inside]
        told = [ImageStat.Stat(part) for part in parts]
        return [(each.mean[0], each.stddev[0]) for each in told]

    def unlike(one: tuple[float, float], two: tuple[float, float]) -> bool:
        return abs(one[0] - two[0]) > 12 or abs(one[1] - two[1]) > 12

    seen = looks(copy)
    assert all(unlike(one, two) for one, two in combinations(seen, 2)), seen
    black = looks(black_and_white(copy))
    assert all(unlike(one, two) for one, two in pairwise(black)), black


def test_every_figure_is_written_beside_its_bar_and_every_letter_is_embedded() -> None:
    pen = Ink((842, 595))
    steps = [Step("Ditetapkan", 27, "putusan 0001 (27)", "none"), Step("Mulai usaha", 8, "", "cross")]
    charts.funnel(pen, Area(40, 100, 340, 300), "Corong", steps, 27)
    charts.course(pen, Area(420, 100, 380, 300), "Jalan", ["Jan", "Feb"], [3, 27], [0, 8], 27)
    pen.page_done()
    rows = [PlaceRow("Kukusan", 27, 12, 8, 1, 27)] * 63
    charts.places(pen, Area(40, 100, 760, 300), "Tempat", rows)
    pen.page_done()
    other = [*rows[1:], PlaceRow("Beji", 3, 2, 1, 0, 40)]
    charts.places(pen, Area(40, 100, 760, 300), "Tempat", other)
    pen.page_done()
    pdf = pen.finish()
    first, second, third = page_texts(pdf)
    assert "Sasaran 27 tiap kelurahan" in second
    assert "Sasaran tiap kelurahan" in third, "one number would be wrong for some"
    for words in ("Ditetapkan", "27", "8", "sasaran 27", "putusan 0001 (27)", "Sasaran 27"):
        assert words in first
    assert second.count("Kukusan") == 63 and "12" in second
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts: list[Any] = [
            font for page in document.pages for font in page.Resources.get("/Font", {}).values()
        ]
    assert fonts and all("FiraSans" in str(font.BaseFont) for font in fonts)
