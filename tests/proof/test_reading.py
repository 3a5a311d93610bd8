"""A share of the worn pages: what offices scan at 150 dpi and more is read, and flat pages at 100 dpi too."""

from __future__ import annotations

import random

import pytest

from desktop_app.documents.sheets import Form
from tests.proof import reading

DENSEST = Form("F4", "potret"), Form("F4", "lanskap")


@pytest.mark.parametrize("form", DENSEST, ids=lambda form: form.direction)
@pytest.mark.parametrize(("dpi", "wear"), [(150, "rata"), (150, "bayangan dan bintik"), (200, "foto")])
def test_the_densest_codes_are_read(form: Form, dpi: int, wear: str) -> None:
    assert reading.attempt(form, "panjang", dpi, wear, random.Random(dpi))


@pytest.mark.parametrize("form", DENSEST, ids=lambda form: form.direction)
@pytest.mark.parametrize(("wear", "least"), [("rata", 3), ("90/180 derajat", 1)])
def test_the_densest_codes_are_read_at_100_dpi_where_they_lie_flat(form: Form, wear: str, least: int) -> None:
    """Turned, it hangs on where the dots fall: then 200 dpi are asked for (decision 67)."""
    read = sum(reading.attempt(form, "panjang", 100, wear, random.Random(scan)) for scan in range(3))
    assert read >= least


def test_the_counts_are_of_every_combination_before_any_comes_twice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    def half(_form: Form, _names: str, dpi: int, _wear: str, _dice: random.Random) -> bool:
        return dpi > 100

    monkeypatch.setattr(reading, "attempt", half)
    every = len(reading.FORMS) * len(reading.NAMES) * len(reading.DPI) * len(reading.WEAR)
    figures = reading.share(every, 1, tmp_path)  # type: ignore[arg-type]
    each = len(reading.FORMS) * len(reading.NAMES)
    for wear in reading.WEAR:
        assert figures[f"100 dpi, {wear}: tidak"] == figures[f"300 dpi, {wear}: terbaca"] == each
