"""Capaian and its dialog at every size and scale, in both languages and themes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import outcomes
from desktop_app.actions.outcomes import SaveOutcome
from tests.mentors import HENDRA, RATNA, reopened
from tests.offices import KUKUSAN
from tests.ui.test_looks import Walk, walk

__all__ = ["walk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def homes(mentor_city: Path, tmp_path: Path) -> dict[str, Path]:
    """Three accepted, one of whom runs a business with a NIB; all of it at DKUM too."""
    city = reopened(mentor_city, tmp_path)
    values = {"mulai_usaha": "2026-11-20", "nib": "9120001234567", "nib_tanggal": "2026-11-21", "pekerja": 2}
    outcomes.save_outcome(city.kukusan, SaveOutcome(city.accepted[0], values))
    old = {"mulai_usaha": "2024-01-20", "nib": "9120001234568"}
    outcomes.save_outcome(city.kukusan, SaveOutcome(city.accepted[1], old))
    city.up()
    city.close()
    return {"dkum": tmp_path / "dkum", "kelurahan": tmp_path / KUKUSAN}


def test_capaian_looks_right_at_the_kelurahan(walk: Walk, homes: dict[str, Path]) -> None:
    walk.come_in(homes["kelurahan"], RATNA)
    page = _go(walk)
    page.list.select_row(1)
    walk.look("capaian")
    page.table_chip.click()
    walk.look("capaian tabel")
    walk.dialog("capaian seseorang", page.primary)
    assert not walk.found, "\n".join(walk.found)


def test_capaian_looks_right_at_dkum(walk: Walk, homes: dict[str, Path]) -> None:
    walk.come_in(homes["dkum"], HENDRA)
    page = _go(walk)
    walk.look("dkum capaian")
    page._ask_for(place=KUKUSAN)
    walk.settle()
    walk.look("dkum capaian kelurahan")
    assert not walk.found, "\n".join(walk.found)


def _go(walk: Walk) -> Any:
    walk.window.go("capaian")
    walk.settle()
    return walk.window.page()
