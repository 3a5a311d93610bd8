"""Sinkronisasi of an office with two computers and a laptop: what each lacks, a difference, the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.office import Office
from desktop_app.storage.database import connect
from resources.i18n import set_language
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import City, cut, make_city, names, show
from tests.ui.sitting import choose, dialog_of
from tests.ui.test_sinkronisasi import picture, texts, use_folder
from ui.dialogs.account import AccountDialog
from ui.dialogs.paper import PaperDialog
from ui.pages.pengaturan import PengaturanPage
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.widgets.button import Button
from ui.widgets.dialog import StopDialog
from ui.widgets.labels import WrapLabel
from ui.worker import Worker

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """Kukusan has a second computer and a laptop that DKUM knows and that know each other."""
    one = make_city(tmp_path, KUKUSAN)
    clock = cast(Any, one.dkum.clock)
    two = offices.office(tmp_path / "dua", clock=clock, name="Rahmat Hidayat")
    laptop = offices.office(tmp_path / "laptop", "lapangan", clock=clock, name="Yusuf Maulana")
    one.others += [two, laptop]
    for each in one.others:
        offices.enrol(one.dkum, each, tmp_path)
    answer = make_file(one.dkum, one.folder, to=KUKUSAN).paths[0]
    for each in (one.kukusan, two, laptop):
        open_file(each, answer)
    answer.unlink()
    yield one
    one.close()


def alter(one: Office) -> None:
    """As with another program that has the key."""
    connection = connect(one.home / "wira.db", one._dek)
    connection.execute("UPDATE record SET heads = x'90' WHERE ent = 'application'")
    connection.close()


def said(page: QWidget) -> str:
    """All sentences of the cards at the right."""
    pane = cast(SinkronisasiPage, page).detail
    return "\n".join(each.text() for each in pane.findChildren(WrapLabel) if each.isVisible())


def press(qtbot: QtBot, page: QWidget, words: str) -> None:
    """The visible button with these words."""
    button = next(
        each for each in page.findChildren(Button) if each.isVisible() and words in each.accessibleName()
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def plain(connection: Connection, sql: str, *values: object) -> int:
    return int(connection.exec_driver_sql(sql, values).scalar_one())


def test_an_office_hands_on_to_its_other_computers(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    one, two = city.kukusan, city.others[0]
    city.fill(2)
    city.up()
    city.down()
    one.enter("Ratna Puspita", PASSPHRASE)
    offices.enter(one, offices.persons(3, seed=8))
    stage = show(qtbot, one, worker, SinkronisasiPage)
    use_folder(stage, city.folder)
    page = cast(SinkronisasiPage, stage.page)
    view = page._view
    assert view is not None
    with one.reading() as connection:
        has = plain(connection, "SELECT max(h.seq) FROM peer_have h JOIN stream s ON s.id = h.stream_id "
                    "WHERE s.dev = ? AND h.peer = ?", bytes.fromhex(one.info.dev),
                    bytes.fromhex(city.dkum.info.dev))  # fmt: skip
        own = "FROM op JOIN stream s ON s.id = op.stream_id JOIN record r ON r.id = op.record_id WHERE"
        own += f" s.dev = x'{one.info.dev}' AND op.seq > {has}"
        assert view.lacking.changes == plain(connection, f"SELECT count(*) {own}") > 0
        assert view.lacking.people == plain(
            connection, f"SELECT count(DISTINCT r.id) {own} AND r.ent = 'application'"
        )
        stored = plain(connection, "SELECT count(*) FROM sync_file")
    assert (view.lacking.fresh, len(view.files)) == (3, stored)
    assert [each.lacks.at for each in view.mates] == [None, None]
    press(qtbot, page, "Buat untuk komputer lain")
    qtbot.waitUntil(lambda: "untuk komputer lain di kantor ini" in texts(stage)[0], timeout=10_000)
    assert "Ada di 0 dari 2 komputer lain" in texts(stage)[0]
    files = sorted(path.name for path in city.folder.glob("*.dks"))
    assert any("_1-0001-kantor_" in name for name in files)
    assert any(name.startswith("dkum-") for name in files)  # its answer goes along as it came
    assert "komputer lain" in said(page) and "Nama berkas" in said(page)
    picture(stage, "kantor-handed-on")
    for path in city.folder.glob("*.dks"):
        open_file(two, path)
    back = make_file(two, city.folder, to=KUKUSAN).paths[0]
    page.steps.open_paths([back])
    qtbot.waitUntil(lambda: "Komputer" in texts(stage)[0], timeout=10_000)
    assert any("Ada di 1 dari 2 komputer lain" in text for text in texts(stage))
    assert "memegang semuanya" in said(page)


def test_a_difference_stands_on_top_until_it_is_put_right(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    city.fill(2)
    city.up()
    alter(city.kukusan)
    city.down()
    stage = show(qtbot, city.kukusan, worker, SinkronisasiPage)
    page = cast(SinkronisasiPage, stage.page)
    assert "hasilnya berbeda" in said(page)
    assert "Data kedua pihak berbeda" in texts(stage)[0]
    picture(stage, "kantor-difference")
    press(qtbot, page, "Periksa data")
    dialog = dialog_of(qtbot, StopDialog)
    assert dialog.action_button is not None
    qtbot.keyClick(dialog, Key.Key_Return)
    qtbot.waitUntil(lambda: "hasilnya berbeda" not in said(page), timeout=20_000)
    assert list((city.kukusan.home / "backups").glob("*.tar"))


def test_the_report_is_the_list_on_paper(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City, tmp_path: Path
) -> None:
    city.fill(1)
    city.up()
    city.down()
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    qtbot.keyClick(stage.window, Key.Key_P, CONTROL)
    dialog = dialog_of(qtbot, PaperDialog)
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None, timeout=20_000)
    assert dialog.file_name() == f"laporan-berkas-{KUKUSAN}.pdf"
    picture(stage, "kantor-report")
    qtbot.keyClick(dialog, Key.Key_Escape)


def test_dkum_asks_for_what_is_missing(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    city.fill(1)
    city.up()
    city.down()
    offices.enter(city.kukusan, offices.persons(1, seed=2))
    lost = make_file(city.kukusan, city.folder, full=True).paths[0]
    lost.unlink()
    with city.kukusan.work() as work:  # as if DKUM had said that it has everything
        work.connection.exec_driver_sql(
            "UPDATE peer_have SET seq = (SELECT seq FROM stream WHERE id = stream_id)"
        )
    offices.enter(city.kukusan, offices.persons(1, seed=3))
    early = make_file(city.kukusan, city.folder).paths[0]
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    use_folder(stage, city.folder)
    page = cast(SinkronisasiPage, stage.page)
    page.steps.open_paths([early])
    dialog = dialog_of(qtbot, StopDialog)
    details = dialog.details()
    assert "Kurang: berkas 0002 dari Kukusan" in details and "Dari: Kukusan" in details
    picture(stage, "kantor-kurang")
    qtbot.keyClick(dialog, Key.Key_Escape)
    qtbot.waitUntil(stage.settled)
    press(qtbot, page, "Buat permintaan untuk Kukusan")
    qtbot.waitUntil(lambda: any(city.folder.glob("*-permintaan_*.dks")), timeout=10_000)
    (asked,) = city.folder.glob("*-permintaan_*.dks")
    open_file(city.kukusan, asked)
    qtbot.waitUntil(stage.settled)
    page.steps.open_paths(make_file(city.kukusan, city.folder).paths)
    qtbot.waitUntil(lambda: not any("Menunggu:" in text for text in texts(stage)), timeout=10_000)


def test_an_account_is_carried_to_the_other_computer(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    one, two = city.kukusan, city.others[0]
    one.enter("Ratna Puspita", PASSPHRASE)
    open_file(two, make_file(one, city.folder, to=KUKUSAN).paths[0])
    stage = show(qtbot, one, worker, PengaturanPage)
    stage.page.open("petugas")
    qtbot.waitUntil(stage.settled)
    press(qtbot, stage.page, "Bawa akun saya")
    dialog = dialog_of(qtbot, AccountDialog)
    qtbot.keyClicks(dialog.passphrase, PASSPHRASE)
    picture(stage, "kantor-akun")
    qtbot.keyClick(dialog, Key.Key_Return, CONTROL)
    choose(qtbot, city.folder)
    qtbot.waitUntil(lambda: any(city.folder.glob("*.dka")), timeout=10_000)
    qtbot.waitUntil(stage.settled)
    (account,) = city.folder.glob("*.dka")
    there = show(qtbot, two, worker, PengaturanPage)
    there.page.open("petugas")
    qtbot.waitUntil(there.settled)
    press(qtbot, there.page, "Terima akun")
    choose(qtbot, account)
    dialog = dialog_of(qtbot, AccountDialog)
    qtbot.keyClicks(dialog.passphrase, PASSPHRASE)
    qtbot.keyClick(dialog, Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: two.slots.find("Ratna Puspita") is not None, timeout=10_000)
    qtbot.waitUntil(there.settled)
    two.enter("Ratna Puspita", PASSPHRASE)
    assert two.session.user == one.session.user


@pytest.mark.parametrize(("size", "language"), [((1366, 768), "id"), ((1024, 768), "en")])
def test_nothing_is_cut_where_everything_is_wrong_at_once(
    qtbot: QtBot, worker: Worker, themed: str, city: City, size: tuple[int, int], language: str
) -> None:
    city.fill(2)
    city.up()
    alter(city.kukusan)
    city.down()
    offices.enter(city.others[1], offices.persons(1, seed=4))
    open_file(city.kukusan, make_file(city.others[1], city.folder).paths[0])
    make_file(city.kukusan, city.folder, to=KUKUSAN)
    try:
        set_language(cast(Any, language))
        stage = show(qtbot, city.kukusan, worker, SinkronisasiPage, size=size)
        assert cut(stage.page) == []
        found = names(stage.page)
        assert len(found) == len(set(found))
        picture(stage, f"kantor-all-{themed}-{size[0]}-{language}")
        cast(SinkronisasiPage, stage.page).detail.verticalScrollBar().setValue(10_000)
        picture(stage, f"kantor-all-{themed}-{size[0]}-{language}-below")
    finally:
        set_language("id")
