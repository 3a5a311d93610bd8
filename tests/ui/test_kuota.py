"""Kuota & peringkat in a real window, by keys: a forecast, then DKUM's word, then what moved since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.actions import applications, decisions, rulebooks
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.rulebook import default_rules
from desktop_app.queries.quota import quota_view
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import HENDRA, SARI, City, cut, make_city, names, show
from ui.models.table import Separator
from ui.pages.kuota import KuotaPage
from ui.worker import Worker

Key = Qt.Key
WUB = replace(default_rules("WUB", 2026), quota=3, budget=30_000_000, cost=10_000_000)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path, KUKUSAN)
    rulebooks.issue(one.dkum, IssueRules(WUB, "188/1", "02-01-2026"))
    one.down()
    kukusan = one.kukusan
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    people = [{**person, "program": "WUB"} for person in offices.persons(6)]
    offices.verify(kukusan, offices.enter(kukusan, people))
    yield one
    one.close()


def decide(city: City) -> None:
    city.up()
    city.dkum.enter(HENDRA, PASSPHRASE)
    made = decisions.propose(city.dkum, ProposeDecision("WUB", 2026, KUKUSAN))
    city.dkum.enter(SARI, PASSPHRASE)
    decisions.approve(city.dkum, made.record)
    city.down()


def test_the_forecast_its_line_and_its_reasons(qtbot: QtBot, city: City, worker: Worker) -> None:
    stage = show(qtbot, city.kukusan, worker, KuotaPage)
    page = cast("KuotaPage", stage.page)
    assert page.subtitle() == "Aturan versi 1. Perkiraan, belum diputuskan DKUM."
    rows = page._rows.rows()
    assert [isinstance(row, Separator) for row in rows] == [False] * 3 + [True] + [False] * 3
    assert page.reason_text().startswith("Urutan 1.")
    page.order.setFocus()
    qtbot.keyClick(page.order, Key.Key_Down)
    page.to_line()
    assert "Daftar Tunggu nomor 1." in page.reason_text()
    assert "Rp30.000.000" in page._limit.text()
    with qtbot.waitSignal(page.navigate) as told:
        qtbot.keyClick(page.order, Key.Key_Return)
    assert told.args is not None and told.args[0] == "pendaftar"
    assert cut(page) == []
    assert len(names(page)) == len(set(names(page))) and all(names(page))


def test_after_the_decision_and_after_somebody_left(qtbot: QtBot, city: City, worker: Worker) -> None:
    decide(city)
    kukusan = city.kukusan
    with kukusan.reading() as connection:
        before = quota_view(connection, kukusan, "WUB", 2026, KUKUSAN)
    assert [row.status for row in before.rows] == ["accepted"] * 3 + ["waitlisted"] * 3
    assert [row.waiting for row in before.rows] == [0, 0, 0, 1, 2, 3] and before.moves == ()
    applications.withdraw(kukusan, before.rows[3].record, "Pindah kota")
    stage = show(qtbot, kukusan, worker, KuotaPage)
    page = cast("KuotaPage", stage.page)
    assert page.subtitle() == "Aturan versi 1. Menurut putusan DKUM 0001."
    view = page._view
    assert view is not None
    assert [(move.before, move.after) for move in view.moves] == [(2, 1), (3, 2), (1, None)]
    page.to_line()
    assert page._move.text() == "1 orang di atasnya tidak menunggu lagi."
    assert [row.record for row in view.rows if row.status == "accepted"] == [
        row.record for row in before.rows[:3]
    ], "nobody accepted is moved"
