"""Pelatihan and its dialogs at every size and scale, in both languages and themes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import training
from desktop_app.actions.attendance import attend
from tests.mentors import HENDRA, RATNA, reopened
from tests.offices import KUKUSAN
from tests.trainings import city_wave, own_wave
from tests.ui.test_looks import Walk, walk

__all__ = ["walk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def homes(mentor_city: Path, tmp_path: Path) -> dict[str, Path]:
    """A wave of the city with one who was absent, and one of the kelurahan with room left."""
    city = reopened(mentor_city, tmp_path)
    wave = city_wave(city)
    training.invite(city.dkum, wave, city.accepted[:2])
    attend(city.dkum, wave, 1, "1 2a")
    with city.dkum.reading() as connection:
        listed = connection.exec_driver_sql("SELECT lower(hex(uuid)) FROM training").scalar_one()
    city.down()
    training.invite(city.kukusan, own_wave(city, listed), city.accepted[:1])
    city.close()
    return {"dkum": tmp_path / "dkum", "kelurahan": tmp_path / KUKUSAN}


def test_pelatihan_looks_right_at_the_kelurahan(walk: Walk, homes: dict[str, Path]) -> None:
    walk.come_in(homes["kelurahan"], RATNA)
    page = _go(walk)
    page.waves.select_row(page.wave_model.find(lambda line: line.scope))
    walk.look("pelatihan")
    walk.dialog("kehadiran", page.primary)
    walk.dialog("daftar hadir", page.sheet)
    walk.dialog("undang", page.invite)
    walk.dialog("ubah gelombang", page.change)
    for at in (1, 2, 3):
        page.tabs.set_current(at)
        page.show_part(at)
        walk.look(f"pelatihan bagian {at}")
    assert not walk.found, "\n".join(walk.found)


def test_pelatihan_looks_right_at_dkum(walk: Walk, homes: dict[str, Path]) -> None:
    walk.come_in(homes["dkum"], HENDRA)
    page = _go(walk)
    walk.look("dkum pelatihan")
    walk.dialog("rencana", page.plan)
    walk.dialog("tambah pelatihan", page.add_training)
    page.tabs.set_current(3)
    page.show_part(3)
    walk.look("dkum katalog")
    assert not walk.found, "\n".join(walk.found)


def _go(walk: Walk) -> Any:
    walk.window.go("pelatihan")
    walk.settle()
    return walk.window.page()
