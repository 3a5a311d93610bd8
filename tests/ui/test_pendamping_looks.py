"""Pendamping and its dialogs at every size and scale, in both languages and themes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import mentoring
from desktop_app.actions.mentoring import GiveTask, SaveVisit
from tests.mentors import HENDRA, RATNA, reopened
from tests.offices import KUKUSAN
from tests.ui.kantor import cut_cells
from tests.ui.test_looks import Walk, walk

__all__ = ["walk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def homes(mentor_city: Path, tmp_path: Path) -> dict[str, Path]:
    """Mentors with somebody to accompany, a visit and an assignment; all of it at DKUM too."""
    city = reopened(mentor_city, tmp_path)
    city.assign(0, 0, 1)
    words = ("Kas usaha tercampur dengan kas rumah", "Pisahkan dua dompet", "Bawa buku kas")
    visit = SaveVisit(city.accepted[0], "2026-11-20", "Pembukuan harian", "Rumah produksi", *words)
    mentoring.save_visit(city.kukusan, visit)
    mentoring.give_task(city.kukusan, GiveTask(city.accepted[0], "Hitung HPP", "2026-11-05", "2026-11-12"))
    city.up()
    city.close()
    return {"dkum": tmp_path / "dkum", "kelurahan": tmp_path / KUKUSAN}


def test_pendamping_looks_right_at_the_kelurahan(walk: Walk, homes: dict[str, Path]) -> None:
    walk.come_in(homes["kelurahan"], RATNA)
    page = _go(walk)
    page.list.select_row(page._model.find(lambda line: line.visits))
    walk.look("pendamping")
    walk.window.resize(1024, 768)
    walk.settle()
    assert [cell for cell in cut_cells(page.list) if "2026" in cell] == [], "a date without its year"
    page.panel.show_tab(1)
    walk.look("pendamping tugas")
    walk.dialog("kunjungan", page.primary)
    walk.dialog("tugas", page.give_task)
    walk.dialog("diserahkan", page.panel.hand_in)
    walk.dialog("tetapkan", page.assign)
    walk.dialog("laporan", page.report)
    walk.dialog("daftar dampingan", page.roster)
    assert not walk.found, "\n".join(walk.found)


def test_pendamping_looks_right_at_dkum(walk: Walk, homes: dict[str, Path]) -> None:
    walk.come_in(homes["dkum"], HENDRA)
    page = _go(walk)
    walk.look("dkum pendamping")
    walk.dialog("tambah pendamping", page.primary)
    walk.dialog("ubah pendamping", page.change)
    walk.dialog("tambah wilayah", page.add_area)
    walk.dialog("akhiri wilayah", page.end_area)
    listed = homes["dkum"].parent / "pendamping.csv"
    listed.write_text("Nama;Kelurahan\nAni Safitri;Kukusan\nBudi Raharjo;Curug\n", encoding="utf-8")
    walk.dialog("ambil dari lembar", lambda: page.look_at(listed))
    assert not walk.found, "\n".join(walk.found)


def _go(walk: Walk) -> Any:
    walk.window.go("pendamping")
    walk.settle()
    return walk.window.page()
