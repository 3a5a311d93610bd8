"""Charts on paper: hatching stays inside its bar, and a page of them is PDF/A with embedded letters only."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.documents import charts
from desktop_app.documents.charts import Area, PlaceRow, Step
from desktop_app.documents.ink import Ink
from tests.documents.reading import page_texts

_size = st.floats(0.5, 300)


@given(_size, _size, st.booleans())
def test_hatching_stays_inside_its_bar(wide: float, high: float, falling: bool) -> None:
    box = Area(10, 20, wide, high)
    for x1, y1, x2, y2 in charts._slanted(box, 4.0, falling=falling):
        for x, y in ((x1, y1), (x2, y2)):
            assert 10 - 1e-6 <= x <= 10 + wide + 1e-6 and 20 - 1e-6 <= y <= 20 + high + 1e-6


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
