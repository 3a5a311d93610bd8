"""Kuota & peringkat in a real window, by keys: a forecast, then DKUM's word, then what moved since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.actions import applications, cancelling, decisions, returning, rulebooks
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.authority import Ending
from desktop_app.domain.rulebook import default_rules, write_rules
from desktop_app.office import Office
from desktop_app.queries.quota import quota_view
from desktop_app.storage.work import Changes, new_id
from tests import offices
from tests.documents.reading import lies, page_texts
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import HENDRA, SARI, City, cut, make_city, names, show
from tests.ui.test_sinkronisasi import picture
from ui.dialogs.ranking import RankingDialog
from ui.models.table import Separator
from ui.pages import pendaftar_leaving as leaving
from ui.pages.kuota import KuotaPage
from ui.pages.kuota_words import subtitle
from ui.widgets.dialog import Dialog, ReasonDialog
from ui.worker import Worker

Key = Qt.Key
MENUS = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)"
)
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
    assert page.reason_text().startswith("Berkas lengkap")
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
    assert subtitle(before, kukusan) == "Aturan versi 1. Menurut putusan DKUM 0001."
    applications.withdraw(kukusan, before.rows[3].record, "Pindah kota")
    stage = show(qtbot, kukusan, worker, KuotaPage)
    page = cast("KuotaPage", stage.page)
    assert "berubah sejak putusan 0001" in page.subtitle()
    view = page._view
    assert view is not None
    assert [(move.before, move.after) for move in view.moves] == [(2, 1), (3, 2), (1, None)]
    page.to_line()
    assert page.why.move_words.text() == "1 orang di atasnya tidak menunggu lagi."
    assert [row.record for row in view.rows if row.status == "accepted"] == [
        row.record for row in before.rows[:3]
    ], "nobody accepted is moved"


def mended_late(city: City, record: str) -> None:
    """An address that the kelurahan changed before it knew DKUM's decision."""
    city.kukusan.enter("Ratna Puspita", PASSPHRASE)
    applications.save(city.kukusan, SaveApplication({"alamat": "Jalan Mawar 9"}, record))


def test_dkum_sees_who_moves_and_goes_on_to_the_proposal(
    qtbot: QtBot, look: Callable[[str], None], city: City, worker: Worker
) -> None:
    city.up()
    city.dkum.enter(HENDRA, PASSPHRASE)
    made = decisions.propose(city.dkum, ProposeDecision("WUB", 2026, KUKUSAN))
    city.dkum.enter(SARI, PASSPHRASE)
    decisions.approve(city.dkum, made.record)
    with city.dkum.reading() as connection:
        before = quota_view(connection, city.dkum, "WUB", 2026, KUKUSAN)
    mended_late(city, before.rows[5].record)
    city.up()
    cancelling.cancel(city.dkum, before.rows[0].record, "Pindah ke Bogor")
    city.dkum.enter(HENDRA, PASSPHRASE)
    stage = show(qtbot, city.dkum, worker, KuotaPage)
    page = cast("KuotaPage", stage.page)
    assert page.place.text().startswith("Kukusan")
    view = page._view
    assert view is not None and view.room.free == 1
    picture(stage, "kuota-dkum")
    page.order.setFocus()
    qtbot.keyClick(page.order, Key.Key_P)
    assert page.changes.isVisible() and page.changes.hasFocus()
    told = {move.nomor_pendaftaran: (move.before, move.after) for move in view.moves}
    assert told == {
        before.rows[3].nomor: (1, 0), before.rows[4].nomor: (2, 1), before.rows[5].nomor: (3, None),
        before.rows[0].nomor: (0, None),
    }  # fmt: skip
    assert "2 orang yang sudah ditetapkan tidak berpindah." in page._told.text()
    assert {row.record for row in view.accepted} == {row.record for row in before.rows[1:3]}
    picture(stage, "kuota-perubahan")
    assert cut(page) == []
    with qtbot.waitSignal(page.navigate) as went:
        qtbot.keyClick(page.changes, Key.Key_F2)
    assert went.args == ["penetapan", ("WUB", KUKUSAN)]

    qtbot.keyClick(page.changes, Key.Key_P)
    assert page.held.hasFocus() and "Data" in page.reason_text()
    picture(stage, "kuota-tertahan")
    assert cut(page) == [] and len(names(page)) == len(set(names(page)))
    page._step("send_back")
    dialog = page._dialog
    assert isinstance(dialog, ReasonDialog)
    qtbot.keyClicks(dialog.field, "Alamat berubah")
    qtbot.keyClick(dialog.field, Key.Key_Return)
    qtbot.waitUntil(lambda: offices.row(city.dkum, before.rows[5].record).usul_kembali == "Alamat berubah")
    qtbot.waitUntil(stage.settled)
    assert page._view is not None and page._view.excluded[0].proposed == "returned"


@pytest.mark.parametrize(
    ("propose", "code", "ending"),
    [
        (returning.propose_return, "send_back", "returned"),
        (returning.propose_rejection, "refuse", "rejected"),
    ],
)
def test_another_person_approves_what_was_proposed_of_somebody(
    qtbot: QtBot,
    city: City,
    worker: Worker,
    propose: Callable[[Office, str, str], Changes],
    code: str,
    ending: Ending,
) -> None:
    city.up()
    city.dkum.enter(HENDRA, PASSPHRASE)
    assert [step for step, _icon, _words in leaving.ending_steps(city.dkum, "verified", "")] == [
        "send_back", "refuse",
    ]  # fmt: skip
    with city.dkum.reading() as connection:
        record = quota_view(connection, city.dkum, "WUB", 2026, KUKUSAN).rows[0].record
    propose(city.dkum, record, "KTP buram")
    city.dkum.enter(SARI, PASSPHRASE)
    stage = show(qtbot, city.dkum, worker, KuotaPage)
    page = cast("KuotaPage", stage.page)
    page.show_part(2)
    assert leaving.ending_steps(city.dkum, "verified", ending)[0][0] == f"{code}_yes"
    page._step(f"{code}_yes")
    assert page._dialog is not None
    with qtbot.waitSignal(page.notified):
        page._dialog.accept()
    qtbot.waitUntil(stage.settled)
    row = offices.row(city.dkum, record)
    assert (row.status, row.alasan) == (ending, "KTP buram")
    assert page._view is not None and not page._view.excluded


def test_a_rule_book_of_a_newer_program_is_told_in_the_page(
    qtbot: QtBot, look: Callable[[str], None], city: City, worker: Worker
) -> None:
    newer = {**write_rules(WUB), "v": 99, "version": 2}
    with city.dkum.work() as work:
        head = {name: newer[name] for name in ("program", "tahun")}
        values = {**head, "versi": 2, "nomor": "188/2", "tanggal": "2026-02-03", "isi": newer, "scope": ""}
        work.put(new_id(), "rulebook", "issue", values, scope="", new=True)
    city.down()
    stage = show(qtbot, city.kukusan, worker, KuotaPage)
    page = cast("KuotaPage", stage.page)
    assert stage.window.findChildren(Dialog) == []
    assert "Perbarui aplikasi" in page._nothing._why.text() and not page.order.isVisible()
    picture(stage, "kuota-lebih-baru")
    page._choose("PP")
    qtbot.waitUntil(stage.settled)
    assert "Kuotanya sekota" in page.subtitle()


def test_the_order_is_looked_at_then_saved_or_printed(
    qtbot: QtBot, look: Callable[[str], None], city: City, worker: Worker, tmp_path: Path
) -> None:
    stage = show(qtbot, city.kukusan, worker, KuotaPage)
    page = cast("KuotaPage", stage.page)
    qtbot.keyClick(page.order, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = page._dialog
    assert isinstance(dialog, RankingDialog)
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None)
    assert dialog.file_name() == f"prakiraan-WUB-2026-{KUKUSAN}.pdf"
    dialog.f4.click()
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None)
    goal = tmp_path / "urutan.pdf"
    with qtbot.waitSignal(page.notified):
        dialog.save_to(goal)
    assert "PRAKIRAAN" in page_texts(goal.read_bytes())[0] and lies(goal.read_bytes()) == "F4 lanskap"
    assert len(names(dialog)) == len(set(names(dialog))) and cut(dialog) == []
    dialog.reject()
    qtbot.waitUntil(stage.settled)
    page.why.print_button.click()
    assert isinstance(page._dialog, RankingDialog)
    qtbot.waitUntil(lambda: cast("RankingDialog", page._dialog).paper.paper() is not None)
    page._dialog.reject()
    qtbot.waitUntil(stage.settled)


@MENUS
def test_any_kelurahan_by_the_menu_and_the_women_of_the_whole_city(
    qtbot: QtBot, look: Callable[[str], None], city: City, worker: Worker
) -> None:
    city.kukusan.enter("Ratna Puspita", PASSPHRASE)
    women = [
        {**person, "program": "PP", "jenis_kelamin": "P", "pekka": "tidak", "status_kawin": "Kawin"}
        for person in offices.persons(2, seed=4)
    ]
    offices.verify(city.kukusan, offices.enter(city.kukusan, women))
    city.up()
    city.dkum.enter(HENDRA, PASSPHRASE)
    stage = show(qtbot, city.dkum, worker, KuotaPage, size=(1024, 768))
    page = cast("KuotaPage", stage.page)
    menu = page.choose_place()
    assert menu is not None
    (beji,) = [each.menu() for each in menu.actions() if each.text() == "Beji"]
    assert isinstance(beji, QMenu) and "Kukusan, 6 siap" in [each.text() for each in beji.actions()]
    (other,) = [each for each in beji.actions() if each.text() == "Tanah Baru"]
    other.trigger()
    menu.close()
    qtbot.waitUntil(lambda: page.place.text().startswith("Tanah Baru") and stage.settled())
    assert page._nothing.isVisible() and not page.print_button.isEnabled()
    assert "Belum ada berkas dari kelurahan ini" in page._nothing.accessibleName()
    page._next_place(1)
    qtbot.waitUntil(lambda: page.place.text().startswith("Kukusan") and stage.settled())
    assert page.order.isVisible()
    page._chips["PP"].click()
    qtbot.waitUntil(lambda: page._program == "PP" and stage.settled())
    assert not page.place.isVisible() and page._view is not None and page._view.scope == ""
    model = page.order.table_model()
    assert model is not None and "Kukusan" in [model.index(0, n).data() for n in range(model.columnCount())]
    picture(stage, "kuota-kota")
    assert cut(page) == []
    page.open(("WUB", KUKUSAN))
    qtbot.waitUntil(lambda: page._program == "WUB" and page.place.isVisible() and stage.settled())
