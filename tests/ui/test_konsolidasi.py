"""Konsolidasi and Penetapan at a real DKUM, by keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import cancelling, decisions
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.actions.standings import Standing
from desktop_app.office import Office
from desktop_app.queries.quota import quota_view
from desktop_app.queries.status import counts
from resources.i18n import set_language
from tests import offices
from tests.documents.reading import lies
from tests.offices import CURUG, KUKUSAN, PASSPHRASE
from tests.ui.cityscene import HENDRA, SARI, City, Stage, cut, make_city, names, show, troubled_city
from tests.ui.sitting import choose, dialog_of
from tests.ui.test_sinkronisasi import picture, use_folder
from ui.dialogs.kelurahan import KelurahanDialog
from ui.dialogs.paper_size import OfferA4
from ui.dialogs.requests import RequestsDialog
from ui.models.table import Separator
from ui.pages.base import REQUESTS
from ui.pages.konsolidasi import KonsolidasiPage
from ui.pages.penetapan import PenetapanPage
from ui.widgets.button import Button
from ui.widgets.dialog import ReasonDialog
from ui.widgets.toast import Banner
from ui.worker import Worker

Key = Qt.Key


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path)
    yield one
    one.close()


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[City]:
    one = troubled_city(tmp_path)
    yield one
    one.close()


def board(stage: Stage) -> KonsolidasiPage:
    return cast(KonsolidasiPage, stage.page)


def test_the_board_by_arrows_n_and_enter(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], busy: City
) -> None:
    stage = show(qtbot, busy.dkum, worker, KonsolidasiPage)
    page = board(stage)
    assert QApplication.focusWidget() is page.tiles
    assert "dari 1.701 tempat terisi" in page.subtitle()
    page.tiles.select(CURUG)
    assert "hilang 0002" in page.tiles.accessibleDescription()
    picture(stage, "board")
    qtbot.keyClick(page.tiles, Key.Key_Return)
    dialog = cast(KelurahanDialog, dialog_of(qtbot, KelurahanDialog))
    with qtbot.waitSignal(page.navigate) as told:
        dialog.ask_button.click()
    assert told.args == ["sinkronisasi", {"ask": CURUG}]
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    page.tiles.select(KUKUSAN)
    qtbot.keyClick(page.tiles, Key.Key_N)
    assert page.tiles.current() != KUKUSAN
    page.tiles.select(KUKUSAN)
    qtbot.keyClick(page.tiles, Key.Key_Return)
    dialog = cast(KelurahanDialog, dialog_of(qtbot, KelurahanDialog))
    qtbot.waitUntil(lambda: dialog.list.isVisible())
    if os.environ.get("WIRA_SHOTS"):
        dialog.grab().save(f"{os.environ['WIRA_SHOTS']}/board-kelurahan.png")
    with qtbot.waitSignal(page.navigate) as told:
        qtbot.keyClick(dialog, Key.Key_Return)
    assert told.args == ["penetapan", ("WUB", KUKUSAN)]


def test_the_board_shows_how_many_businesses_each_kelurahan_has(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    city.kukusan.enter("Ratna Puspita", PASSPHRASE)
    for name in ("Warung Sri", "Toko Budi"):
        save_business(city.kukusan, SaveBusiness({"nama": name}))
    city.up()
    stage = show(qtbot, city.dkum, worker, KonsolidasiPage)
    page = board(stage)
    assert "2 usaha; berkas 1 kelurahan" in page.subtitle()
    page.register_chip.click()
    page.tiles.select(KUKUSAN)
    assert page.tiles.accessibleDescription() == "Kukusan, Kec. Beji: 2 usaha"
    page.tiles.select(CURUG)
    assert page.tiles.accessibleDescription().endswith("belum ada berkas"), "not known is not 0"
    page.tiles.select(KUKUSAN)
    assert "kurang dari 100" in page._current_register.text()
    picture(stage, "board-register")
    assert cut(page) == []
    qtbot.keyClick(page.tiles, Key.Key_Return)
    dialog = cast(KelurahanDialog, dialog_of(qtbot, KelurahanDialog))
    with qtbot.waitSignal(page.navigate) as told:
        dialog.register_button.click()
    assert told.args == ["usaha", {"kelurahan": KUKUSAN}]


def test_only_problems_and_back_by_esc(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], busy: City
) -> None:
    stage = show(qtbot, busy.dkum, worker, KonsolidasiPage)
    page = board(stage)
    chip = page.problem_chip
    chip.setFocus()
    qtbot.keyClick(chip, Key.Key_Space)
    page.tiles.select(KUKUSAN)
    assert page.tiles.current() != KUKUSAN
    picture(stage, "board-problems")
    qtbot.keyClick(stage.window, Key.Key_Escape)
    page.tiles.select(KUKUSAN)
    assert page.tiles.current() == KUKUSAN


def test_people_entered_twice_are_listed_and_d_goes_there(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], busy: City
) -> None:
    stage = show(qtbot, busy.dkum, worker, KonsolidasiPage)
    qtbot.keyClick(board(stage).tiles, Key.Key_D)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is board(stage).clashes)
    model = board(stage).clashes.model()
    same = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert (same[0], set(same[1:])) == ("Nomor pendaftaran", {"NIK"})
    with qtbot.waitSignal(stage.page.navigate) as told:
        qtbot.keyClick(board(stage).clashes, Key.Key_Return)
    assert told.args is not None
    assert told.args[0] == "pendaftar"


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("make", [KonsolidasiPage, PenetapanPage])
def test_nothing_is_cut(
    qtbot: QtBot, worker: Worker, themed: str, busy: City, size: tuple[int, int], language: str, make: Any
) -> None:
    try:
        set_language(cast(Any, language))
        stage = show(qtbot, busy.dkum, worker, make, size=size)
        picture(stage, f"{stage.page.key}-{size[0]}-{themed}-{language}")
        assert cut(stage.window) == []
        found = names(stage.page)
        assert all(found)
        assert len(found) == len(set(found))
        assert stage.window.width() == size[0]
        if isinstance(stage.page, KonsolidasiPage) and size[0] == 1366:
            seen = stage.page.tiles.visibleRegion().boundingRect()
            assert seen == stage.page.tiles.rect(), "63 at a glance"
    finally:
        set_language("id")


def test_an_empty_penetapan_says_what_comes_and_puts_the_focus_where_something_is(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    stage = show(qtbot, city.dkum, worker, PenetapanPage)
    page = cast(PenetapanPage, stage.page)
    assert not page.list.isVisible()
    assert page._places_rest.isVisible() and page._nothing.isVisible()
    assert page.first_focus() is page._chips["WUB"]
    assert stage.window.focusWidget() is page._chips["WUB"]
    assert cut(stage.window) == []


def test_proposed_by_one_approved_by_another(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    city.fill(40)
    city.up()
    stage = show(qtbot, city.dkum, worker, PenetapanPage)
    use_folder(stage, city.folder)
    page = cast(PenetapanPage, stage.page)
    assert stage.window.focusWidget() is page.list, "not the chips above it"
    rows = page.order.table_model()
    assert rows is not None
    assert isinstance(rows.row_at(27), Separator)
    assert "Perkiraan, belum diputuskan" in page.state_text()
    picture(stage, "decide-preview")
    qtbot.keyClick(stage.window, Key.Key_F2)
    qtbot.waitUntil(lambda: "Anda yang mengusulkan" in page.state_text(), timeout=20_000)
    assert not page.approve_button.isEnabled()
    picture(stage, "decide-own")

    city.dkum.enter(SARI, PASSPHRASE)
    second = show(qtbot, city.dkum, worker, PenetapanPage)
    approving = cast(PenetapanPage, second.page)
    assert "Periksa urutannya, lalu setujui" in approving.state_text()
    assert f"{HENDRA} mengusulkan" in approving.state_text()
    qtbot.keyClick(approving.list, Key.Key_G)
    assert approving.order.current_row().place == 28
    for chip in (approving.paper.f4, approving.paper.upright):
        chip.setFocus()
        qtbot.keyClick(chip, Key.Key_Space)
    picture(second, "decide-approve")
    qtbot.keyClick(second.window, Key.Key_F2)
    offer = dialog_of(qtbot, OfferA4)
    qtbot.keyClick(offer, Key.Key_Escape)
    assert not approving.issued.isVisible(), "nothing is decided while the size is open"
    qtbot.keyClick(second.window, Key.Key_F2)
    qtbot.mouseClick(dialog_of(qtbot, OfferA4).a4, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: approving.issued.isVisible(), timeout=30_000)
    qtbot.waitUntil(second.settled, timeout=10_000)
    picture(second, "decide-issued")
    with city.dkum.reading() as connection:
        found = counts(connection, program="WUB")
    assert found["accepted"] == 27

    with qtbot.waitSignal(second.page.navigate) as told:
        qtbot.keyClick(approving.issued, Key.Key_Return)
    assert told.args is not None
    assert told.args[0] == "dokumen"
    approving.save_button.setFocus()
    qtbot.keyClick(approving.save_button, Key.Key_Return)
    choose(qtbot, city.folder)
    saved = city.folder / f"putusan-0001-{KUKUSAN}.pdf"
    qtbot.waitUntil(saved.exists, timeout=10_000)
    assert lies(saved.read_bytes()) == "A4 potret"
    use_folder(second, city.folder)
    before = set(city.folder.glob("*.dks"))
    approving.file_button.setFocus()
    qtbot.keyClick(approving.file_button, Key.Key_Return)
    qtbot.waitUntil(lambda: len(set(city.folder.glob("*.dks")) - before) == 1, timeout=10_000)
    qtbot.waitUntil(second.settled, timeout=10_000)


def test_without_the_role_the_page_says_who_may(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    city.fill(2)
    city.up()
    city.dkum.enter(SARI, PASSPHRASE)
    stage = show(qtbot, city.dkum, worker, PenetapanPage)
    page = cast(PenetapanPage, stage.page)
    assert "Mengusulkan dilakukan petugas DKUM" in page.state_text()
    assert "F2" not in {hint.keys for hint in page.all_hints() if hint.action is not None}


def test_requests_are_counted_listed_and_answered(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    city.fill(3)
    city.up()
    dkum = city.dkum
    dkum.enter(HENDRA, PASSPHRASE)
    made = decisions.propose(dkum, ProposeDecision("WUB", 2026, KUKUSAN))
    dkum.enter(SARI, PASSPHRASE)
    decisions.approve(dkum, made.record)
    city.down()
    with city.kukusan.reading() as connection:
        record = quota_view(connection, city.kukusan, "WUB", 2026, KUKUSAN).rows[0].record
    cancelling.request_withdrawal(city.kukusan, record, "Pindah ke Bogor")
    city.up()
    stage = show(qtbot, dkum, worker, KonsolidasiPage)
    assert board(stage).requests_button.text() == "1 permintaan menunggu"
    with qtbot.waitSignal(stage.page.navigate) as told:
        board(stage).requests_button.click()
    assert told.args == ["penetapan", REQUESTS]

    stage = show(qtbot, dkum, worker, PenetapanPage)
    page = cast(PenetapanPage, stage.page)
    outcomes = [row.status for row in page._order.rows() if isinstance(row, Standing)]
    assert outcomes == ["accepted"] * 3, "who has a place is shown as well"
    page.open(REQUESTS)
    dialog = cast(RequestsDialog, dialog_of(qtbot, RequestsDialog))
    qtbot.waitUntil(lambda: dialog.list.current_row() is not None)
    assert "Pindah ke Bogor" in dialog.told.text()
    assert "penyetuju DKUM" not in dialog.told.text()
    dkum.enter(HENDRA, PASSPHRASE)
    dialog._show(dialog.list.current_row())
    assert "minta ia masuk" in dialog.told.text(), "who may only refuse is told who may agree"
    dkum.enter(SARI, PASSPHRASE)
    dialog._show(dialog.list.current_row())
    picture(stage, "requests")
    if os.environ.get("WIRA_SHOTS"):
        dialog.grab().save(f"{os.environ['WIRA_SHOTS']}/requests-dialog.png")
    assert cut(dialog) == [] and len(names(dialog)) == len(set(names(dialog)))
    (button,) = [each for each in dialog.steps.findChildren(Button) if not each.isHidden()]
    button.click()
    reason = cast(ReasonDialog, dialog_of(qtbot, ReasonDialog))
    qtbot.keyClicks(reason.field, "Surat pindah diterima")
    qtbot.keyClick(reason.field, Key.Key_Return)
    qtbot.waitUntil(lambda: offices.row(dkum, record).status == "cancelled", timeout=10_000)
    qtbot.waitUntil(stage.settled)
    assert page.requests_button not in page.header_actions()
    assert page.moves_button.text() == "1 berpindah sejak putusan 0001: lihat sebabnya"
    with qtbot.waitSignal(page.navigate) as told:
        page.moves_button.click()
    assert told.args == ["kuota", ("WUB", KUKUSAN)]
    _tells_when_retention_ends(qtbot, worker, dkum)


def _tells_when_retention_ends(qtbot: QtBot, worker: Worker, dkum: Office) -> None:
    """DKUM is asked about data whose time by the rule book ends; nothing goes by itself."""
    clock: Any = dkum.clock
    for day, word in ((date(2031, 6, 30), ""), (date(2031, 8, 1), "segera"), (date(2032, 1, 2), "sudah")):
        clock.now = datetime.combine(day, time(3), UTC)
        stage = show(qtbot, dkum, worker, KonsolidasiPage, size=(1024, 768))
        picture(stage, f"konsolidasi-masa-simpan-{word}")
        said = [each.accessibleName() for each in stage.page.findChildren(Banner)]
        assert len(said) == bool(word) and cut(stage.window) == []
        if said:
            assert f"Masa simpan data Wirausaha Baru 2026 {word} berakhir. 3 orang" in said[0], said
            (button,) = stage.page.findChildren(Banner)[0].findChildren(Button)
            with qtbot.waitSignal(stage.page.navigate) as led:
                button.click()
            assert led.args is not None and led.args[0] == "privasi"
