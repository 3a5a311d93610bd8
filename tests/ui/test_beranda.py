"""Beranda on a real office: its sentences, its buttons by key, and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.actions import applications
from desktop_app.actions.backup import make_backup
from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.queries.home import home
from resources.i18n import set_language
from tests import offices
from tests.carrying import put_back
from tests.issuing import issue_many
from tests.ui import kantor
from tests.ui.kantor import Desk
from ui import when
from ui.pages.beranda import BerandaPage
from ui.pages.beranda_cards import steps_of
from ui.worker import Worker

Key = Qt.Key


@pytest.fixture
def desk(tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[Desk]:
    office, clock = kantor.new_office(tmp_path, typed=4, own=1, scans=False)
    with office.reading() as connection:
        rows = connection.exec_driver_sql("SELECT hex(uuid) FROM application ORDER BY id").all()
    records = [row[0].lower() for row in rows]
    offices.verify(office, records[:1], kantor.ME)
    applications.give_back(office, records[1], "Foto KK tidak terbaca")
    offices.enter(office, offices.persons(6)[5:], submit=False)
    now = datetime(2026, 11, 24, 2, 40, tzinfo=UTC)
    office.drafts.put("entri:1", {"nama": "Siti Marlina"}, {"page": "entri", "field": "alamat"}, now=now)
    window = kantor.open_window(office, worker, qtbot)
    yield Desk(office, clock, window, qtbot)
    window.close()
    worker.stop()
    office.close()


def _page(desk: Desk) -> BerandaPage:
    page = desk.window.page("beranda")
    assert isinstance(page, BerandaPage)
    desk.qtbot.waitUntil(lambda: bool(page.steps.buttons))
    return page


def _words(page: BerandaPage) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def _plain(desk: Desk, sql: str) -> int:
    with desk.office.reading() as connection:
        return connection.exec_driver_sql(sql).scalar_one()


def test_a_number_of_two_applicants_is_a_step(desk: Desk) -> None:
    with desk.office.reading() as connection:
        record = connection.exec_driver_sql(
            "SELECT hex(uuid) FROM application WHERE status = 'draft'"
        ).scalar()
    assert record is not None
    offices.twin(desk.office, record.lower(), offices.persons(8)[7])
    _page(desk).refresh(None)
    desk.qtbot.waitUntil(lambda: "2 pendaftar memakai nomor pendaftaran yang sama" in _words(_page(desk)))
    assert "daftarkan lagi; ia mendapat nomor baru" in _words(_page(desk))


def test_a_letter_number_of_two_letters_is_a_step_that_opens_one(desk: Desk) -> None:
    issue_many(desk.office, 1)
    (second,) = issue_many(desk.office, 1)
    page = _page(desk)
    page.refresh(None)
    desk.qtbot.waitUntil(lambda: "Nomor surat 700/1 dipakai dua surat" in _words(page))
    with desk.office.reading() as connection:
        (step,) = (
            one
            for one in steps_of(home(connection, desk.office), desk.clock())
            if one.page == "dokumen" and one.argument
        )
    assert step.argument == second and "batalkan yang keliru" in step.sub


def test_it_greets_and_says_what_is_next(desk: Desk) -> None:
    page = _page(desk)
    assert page.heading() == "Selamat pagi, Ratna Puspita"
    assert page.subtitle() == "Selasa, 24 November 2026"
    words = _words(page)
    assert "3 pendaftar menunggu verifikasi" in words
    assert "Yang tertua sudah menunggu 4 hari: " in words
    assert "1 berkas dikembalikan untuk diperbaiki" in words
    assert "Alasan: Foto KK tidak terbaca." in words
    assert "Kantor ini belum terdaftar di DKUM" in words


def test_its_numbers_equal_plain_sql(desk: Desk) -> None:
    page = _page(desk)
    waiting = _plain(desk, "SELECT count(*) FROM application WHERE status = 'submitted'")
    assert f"{waiting} pendaftar menunggu" in _words(page)
    drafts = _plain(desk, "SELECT count(*) FROM application WHERE status = 'draft'") + 1
    assert f"{drafts} draf" in _words(page)
    verified = _plain(desk, "SELECT count(*) FROM application WHERE status = 'verified' AND program = 'WUB'")
    assert page.quota.gauge.state().verified == verified
    ops = _plain(desk, "SELECT max(seq) FROM stream")
    assert f"{ops} perubahan belum masuk berkas" in _words(page)


def test_it_shows_how_many_businesses_are_registered(desk: Desk) -> None:
    page = _page(desk)
    assert "Belum ada usaha terdaftar. Menurut kota ada 500 lebih." in _words(page)
    for name in ("Warung Sri", "Toko Budi"):
        save_business(desk.office, SaveBusiness({"nama": name}))
    page.reload()
    n = _plain(desk, "SELECT count(*) FROM business WHERE tutup IS NOT 1")
    desk.qtbot.waitUntil(lambda: f"{n} usaha terdaftar, kurang dari 100" in _words(page))
    page.register.open_button.click()
    assert desk.window.here() == "usaha"


def test_a_busy_day_is_seen_at_once(desk: Desk) -> None:
    """Four steps and two drafts: the newest copy stands in sight without scrolling."""
    page = _page(desk)
    assert desk.window.height() == 768
    desk.qtbot.waitUntil(lambda: page.backup.isVisible() and bool(page.drafts.buttons))
    for card in (page.backup, page.register, page.drafts):
        bottom = card.mapTo(page, card.rect().bottomLeft()).y()
        assert bottom <= page.height(), card.accessibleName()


def test_no_nik_stands_on_it(desk: Desk) -> None:
    page = _page(desk)
    with desk.office.reading() as connection:
        niks = [row[0] for row in connection.exec_driver_sql("SELECT nik FROM application")]
    shown = _words(page).replace(" ", "")
    assert not [nik for nik in niks if nik in shown]


def test_the_first_step_opens_by_enter_and_a_draft_is_resumed(desk: Desk) -> None:
    page = _page(desk)
    assert QApplication.focusWidget() is page.steps.buttons[0]
    desk.press(Key.Key_Return)
    assert desk.window.here() == "verifikasi"
    desk.press(Key.Key_1, mod=Qt.KeyboardModifier.ControlModifier)
    desk.qtbot.waitUntil(lambda: bool(page.drafts.buttons))
    assert page.drafts.buttons[0].accessibleName() == "Lanjutkan Siti Marlina"
    page.drafts.buttons[0].setFocus()
    desk.press(Key.Key_Return)
    assert desk.window.here() == "entri"
    entri = desk.window.page()
    assert isinstance(entri, kantor.Elsewhere) and entri.asked == "entri:1"


def test_it_moves_when_something_moved(desk: Desk) -> None:
    page = _page(desk)
    with desk.office.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT hex(uuid) FROM application WHERE status = 'submitted'"
        ).first()
    assert row is not None
    offices.verify(desk.office, [row[0].lower()], kantor.ME)
    desk.window.refresh(None)
    desk.qtbot.waitUntil(lambda: "2 pendaftar menunggu verifikasi" in _words(page))


def test_greetings_follow_the_day() -> None:
    said = [
        when.greeting(datetime(2026, 11, 24, hour), "Ratna").split(",")[0] for hour in (3, 4, 10, 11, 15, 18)
    ]
    assert said == [
        "Selamat malam", "Selamat pagi", "Selamat pagi", "Selamat siang", "Selamat sore", "Selamat malam"
    ]  # fmt: skip


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 768), (683, 700)])
@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_cut_and_every_name_is_one(
    desk: Desk, width: int, height: int, language: str, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: set_language("id"))
    set_language(language)  # type: ignore[arg-type]
    desk.window.resize(width, height)
    page = _page(desk)
    page.reload()
    desk.qtbot.waitUntil(lambda: "menunggu" in _words(page) or language == "en")
    assert desk.window.width() == width
    kantor.nothing_cut(desk.window)
    kantor.names_unique(page)


def test_an_office_from_a_copy_is_not_called_admitted_before_dkum_says_so(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]
) -> None:
    dkum, kelurahan = offices.city(tmp_path, offices.KUKUSAN)
    one = kelurahan[offices.KUKUSAN]
    copy = make_backup(one, tmp_path).path
    for office, told in ((one, "terdaftar di DKUM"), (None, "Menunggu izin DKUM")):
        here = office or put_back(one, copy)
        window = kantor.open_window(here, worker, qtbot)
        page = window.page("beranda")
        assert isinstance(page, BerandaPage)
        qtbot.waitUntil(lambda page=page: "DKUM" in _words(page) and worker.idle())
        words = _words(page)
        assert told in words and ("terdaftar di DKUM" in words) is (office is not None)
        window.close()
        one = here
    worker.stop()
    one.close()
    dkum.close()
