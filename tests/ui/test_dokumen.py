"""Dokumen by keys: from an empty register to a sealed roster, its print, and other people's papers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop_app.actions import letterhead, rosters, tte
from desktop_app.actions.hand_papers import TITLES
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.recap import RecapWish, seal_recap
from desktop_app.actions.rosters import RosterWish
from desktop_app.documents.render import page_count
from desktop_app.documents.sheets import Form
from desktop_app.office import Office
from desktop_app.queries import documents
from tests import offices
from tests.documents.reading import lies, page_texts
from tests.documents.surgery import with_one_digit_changed
from tests.mentors import HENDRA, reopened
from tests.signing import pki
from tests.signing.service import signed_elsewhere
from tests.ui.cityscene import cut, make_city, names, show
from tests.ui.kantor import cut_cells
from ui.bench import Bench
from ui.dialogs.announce import AnnounceDialog
from ui.dialogs.hand_paper import HandPaperDialog
from ui.dialogs.roster import RosterDialog
from ui.models.papers import file_name
from ui.pages.base import Page
from ui.pages.dokumen import DokumenPage
from ui.prefs import Prefs
from ui.shell import MainWindow, Place, Section
from ui.widgets.button import Button
from ui.widgets.card import SignatureCard
from ui.widgets.dialog import Dialog, StopDialog
from ui.widgets.labels import WrapLabel
from ui.worker import Worker

CTRL = Qt.KeyboardModifier.ControlModifier
DAY = date(2026, 11, 24)
NO_SYSTEM_DIALOG = pytest.mark.skipif(sys.platform != "linux", reason="the system has its own dialog")


class Other(Page):
    """Another place to go to."""

    key = "verifikasi"
    title = "Verifikasi"


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kelurahan with three verified applicants; its verifikator is in."""
    dkum, found = offices.city(tmp_path)
    one = found[offices.KUKUSAN]
    invented = [dict(person) | {"program": "WUB"} for person in offices.persons(3)]
    offices.verify(one, offices.enter(one, invented))
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    letterhead.save_letterhead(
        one,
        letterhead.SaveLetterhead(
            "PEMERINTAH KOTA DEPOK", "KECAMATAN BEJI", "KELURAHAN KUKUSAN", "Jalan Contoh Nomor 1",
            signatories=(letterhead.Signer("Surya Darmawan", "", "Lurah Kukusan"),),
        ),
    )  # fmt: skip
    one.enter("Dian Lestari", offices.PASSPHRASE)
    yield one
    one.close()
    dkum.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Office]:
    """A kelurahan that DKUM does not know yet, with nobody verified."""
    one = offices.office(tmp_path / "bare")
    yield one
    one.close()


@pytest.fixture
def window(qtbot: QtBot, look: object, worker: Worker, tmp_path: Path) -> Callable[[Office], DokumenPage]:
    """Opens Dokumen of an office in the main window."""

    def opened(one: Office, width: int = 1366) -> DokumenPage:
        main = MainWindow()
        qtbot.addWidget(main)
        bench = Bench(one, worker, Prefs(tmp_path / "ui.json"))
        bench.setParent(main)
        bench.changed.connect(main.refresh)
        main.set_places(
            [
                Section(
                    "Berkas",
                    [
                        Place("verifikasi", "badge-check", "Verifikasi", Other),
                        Place("dokumen", "file-text", "Dokumen", lambda: DokumenPage(bench)),
                    ],
                )
            ],
            [],
        )
        main.resize(width, 768)
        main.show()
        main.activateWindow()
        qtbot.waitExposed(main)
        main.go("dokumen")
        page = cast("DokumenPage", main.page())
        qtbot.waitUntil(lambda: page.subtitle() != "")
        return page

    return opened


def seal(one: Office, edition: str, number: str) -> str:
    return rosters.seal_roster(one, RosterWish("WUB", 2026, edition, number, DAY)).document  # type: ignore[arg-type]


def wait_paper(qtbot: QtBot, page: DokumenPage) -> None:
    qtbot.waitUntil(lambda: page.paper.paper() is not None, timeout=15_000)


def press(qtbot: QtBot, where: QWidget, key: Qt.Key, *, ctrl: bool = False) -> None:
    where.window().activateWindow()
    QApplication.processEvents()
    qtbot.keyClick(where, key, CTRL if ctrl else Qt.KeyboardModifier.NoModifier)


def dialog_of(page: DokumenPage) -> Any:
    every = page.window().findChildren(Dialog)
    found = [one for one in every if isinstance(one, RosterDialog | StopDialog) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def titles(page: DokumenPage) -> list[tuple[str, str]]:
    lines = cast("list[Any]", page.list_card.model.rows())
    return [(line.title, line.look.word) for line in lines]


def test_from_nothing_to_a_sealed_roster_by_keys(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office
) -> None:
    page = window(kukusan)
    assert page.subtitle() == "Belum ada dokumen terbit"
    press(qtbot, page.window(), Qt.Key.Key_F2)
    dialog = dialog_of(page)
    qtbot.waitUntil(dialog.program.hasFocus)
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert dialog.number.hasFocus()
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert dialog.preview.hasFocus()
    qtbot.keyClick(dialog.preview, Qt.Key.Key_Return)
    wait_paper(qtbot, page)
    assert titles(page) == [("Daftar Nominatif WUB 2026", "Draf")]
    assert page.paper.view.page_count() == 2, "both editions, one after the other"
    assert page.verdict.words == "Masih draf"

    press(qtbot, page.window(), Qt.Key.Key_T, ctrl=True)
    dialog = dialog_of(page)
    qtbot.waitUntil(dialog.number.hasFocus)  # a letter number is wanted first
    qtbot.keyClicks(dialog.number, "500.3/118")
    dialog.preview.setFocus()
    qtbot.keyClick(dialog.preview, Qt.Key.Key_Return)
    wait_paper(qtbot, page)
    press(qtbot, page.window(), Qt.Key.Key_T, ctrl=True)
    ask = dialog_of(page)
    qtbot.keyClick(ask, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.verdict.words == "Sah", timeout=15_000)
    assert sorted(titles(page)) == [
        ("Daftar Nominatif WUB 2026", "Disegel"),
        ("Pengumuman WUB 2026", "Disegel"),
    ]
    assert page.subtitle() == "2 dokumen terbit tahun 2026"
    with kukusan.reading() as connection:
        lines = documents.register(connection, kukusan.context)
    assert {(line.nomor, line.by, line.jumlah) for line in lines} == {("500.3/118", "Dian Lestari", 3)}
    assert page.window().focusWidget() is page.list


def test_dropping_a_draft_leaves_nothing(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office
) -> None:
    page = window(kukusan)
    press(qtbot, page.window(), Qt.Key.Key_F2)
    dialog_of(page).preview.click()
    wait_paper(qtbot, page)
    page.drafts.drop()
    assert titles(page) == []
    assert page.paper.paper() is None
    with kukusan.reading() as connection:
        assert documents.register(connection, kukusan.context) == []


def test_a_wrong_date_keeps_the_dialog_open(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office
) -> None:
    page = window(kukusan)
    press(qtbot, page.window(), Qt.Key.Key_F2)
    dialog = dialog_of(page)
    dialog.day.setText("31-02-2026")
    qtbot.keyClick(dialog.preview, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.day.state() == "bad"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert titles(page) == []


def drafted(qtbot: QtBot, page: DokumenPage) -> DokumenPage:
    """The page with a roster laid out under the number 7, asking whether it is to be sealed."""
    press(qtbot, page.window(), Qt.Key.Key_F2)
    dialog = dialog_of(page)
    dialog.number.setText("7")
    dialog.preview.click()
    qtbot.waitUntil(lambda: page.verdict.words == "Masih draf", timeout=15_000)
    press(qtbot, page.window(), Qt.Key.Key_T, ctrl=True)
    return page


def test_a_number_used_before_is_refused_and_the_draft_stays(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office
) -> None:
    seal(kukusan, "arsip", "7")
    page = drafted(qtbot, window(kukusan))
    dialog_of(page).action_button.click()
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in page.window().findChildren(StopDialog)), timeout=15_000
    )
    stop = dialog_of(page)
    assert "Nomor surat 7 sudah dipakai." in stop.accessibleDescription()
    stop.reject()
    assert titles(page) == [("Daftar Nominatif WUB 2026", "Draf"), ("Daftar Nominatif WUB 2026", "Disegel")]


def test_only_the_draft_that_was_confirmed_is_issued(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office
) -> None:
    page = drafted(qtbot, window(kukusan))
    ask = dialog_of(page)
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    (fresh,) = offices.persons(1, seed=31)
    offices.verify(kukusan, offices.enter(kukusan, [{**fresh, "program": "WUB"}]))  # after it was confirmed
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    page.paper.clear()
    ask.action_button.click()
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in page.window().findChildren(StopDialog)), timeout=15_000
    )
    assert "berubah sejak pratinjaunya" in dialog_of(page).accessibleDescription()
    dialog_of(page).reject()
    wait_paper(qtbot, page)
    assert page.paper.paper().people == 4, "laid out anew, as it would be issued now"  # type: ignore[union-attr]
    with kukusan.reading() as connection:
        assert documents.register(connection, kukusan.context) == []


def test_the_register_opens_what_was_issued(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office, tmp_path: Path
) -> None:
    first, second = seal(kukusan, "arsip", "7"), seal(kukusan, "papan", "8")
    page = window(kukusan)
    QAbstractItemModelTester(
        page.list_card.model,
        QAbstractItemModelTester.FailureReportingMode.Fatal,
    )
    wait_paper(qtbot, page)
    assert titles(page)[0] == ("Pengumuman WUB 2026", "Disegel")
    press(qtbot, page.list, Qt.Key.Key_Down)
    wait_paper(qtbot, page)
    qtbot.waitUntil(lambda: page.verdict.words == "Sah")
    shown = page.paper.paper()
    assert shown is not None
    assert shown.pdfs == (document_pdf(kukusan, first),)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.paper.view.hasFocus()

    (tmp_path / "keluar").mkdir()
    page.outgoing.save_to(tmp_path / "keluar" / "a.pdf")
    qtbot.waitUntil((tmp_path / "keluar" / "a.pdf").exists)
    assert (tmp_path / "keluar" / "a.pdf").read_bytes() == document_pdf(kukusan, first)

    page.open(second)
    qtbot.waitUntil(lambda: page.paper.paper() is not None and page.paper.paper() != shown, timeout=15_000)
    assert page.paper.paper().pdfs == (document_pdf(kukusan, second),)  # type: ignore[union-attr]


def printing(qtbot: QtBot, page: DokumenPage) -> QPrintDialog:
    """Ctrl+P, and the dialog it opens."""
    press(qtbot, page.window(), Qt.Key.Key_P, ctrl=True)
    (dialog,) = page.window().findChildren(QPrintDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def printed(path: Path) -> list[bool]:
    """For each printed page, whether it is wider than high."""
    with pikepdf.open(path) as pdf:
        boxes = [[float(each) for each in page.mediabox] for page in pdf.pages]  # type: ignore[arg-type]
    return [box[2] > box[3] for box in boxes]


@NO_SYSTEM_DIALOG
def test_ctrl_p_prints_every_page_that_was_issued(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office, tmp_path: Path
) -> None:
    many = [dict(person) | {"program": "WUB"} for person in offices.persons(30, seed=2)]
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    offices.verify(kukusan, offices.enter(kukusan, many))
    issued = document_pdf(kukusan, seal(kukusan, "arsip", "7"))
    page = window(kukusan)
    wait_paper(qtbot, page)
    dialog = printing(qtbot, page)
    dialog.printer().setResolution(100)
    printers = dialog.findChild(QComboBox, "printers")
    printers.setCurrentIndex(printers.count() - 1)  # the last one writes a PDF file
    line = dialog.findChild(QLineEdit, "filename")
    line.setText(str(tmp_path / "cetak.pdf"))
    with qtbot.waitSignal(page.notified, timeout=20_000) as told:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page_count(issued) == 2, "more people than fit on one page"
    assert printed(tmp_path / "cetak.pdf") == [True, True]
    assert told.args is not None
    assert told.args[0].startswith("2 halaman dicetak ke berkas. Segelnya tidak ikut")


@NO_SYSTEM_DIALOG
def test_a_print_that_is_not_wanted_prints_nothing(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office
) -> None:
    seal(kukusan, "arsip", "7")
    page = window(kukusan)
    wait_paper(qtbot, page)
    dialog = printing(qtbot, page)
    with qtbot.waitSignal(page.notified) as told:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert told.args is not None
    assert told.args[0] == "Tidak ada yang dicetak."
    assert page.paper.paper() is not None
    qtbot.waitUntil(page.window().isActiveWindow)


def test_papers_from_elsewhere_get_their_verdict(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office, tmp_path: Path
) -> None:
    pdf = document_pdf(kukusan, seal(kukusan, "arsip", "7"))
    page = window(kukusan)
    wait_paper(qtbot, page)

    checks = page.checks.pane

    def judged(name: str, data: bytes) -> str:
        (tmp_path / name).write_bytes(data)
        page.checks.check([tmp_path / name])
        qtbot.waitUntil(lambda: checks.verdict.words != "", timeout=60_000)
        return checks.verdict.words

    assert judged("utuh.pdf", pdf) == "Sah"
    assert judged("ubah.pdf", with_one_digit_changed(pdf)) == "Tidak sah"
    assert judged("lain.pdf", b"bukan pdf") == "Berkas ini bukan gambar atau PDF."
    assert not page.list.isVisible()
    press(qtbot, page.window(), Qt.Key.Key_Escape)
    assert page.list.isVisible() and page.list.hasFocus() and page.verdict.words == "Sah"
    page.checks.check([tmp_path / "tidak-ada.pdf"])
    qtbot.waitUntil(lambda: "tidak ada di sana" in checks.verdict.words, timeout=60_000)
    (back,) = checks.verdict.findChildren(Button)
    back.click()
    qtbot.waitUntil(page.list.isVisible)


def test_a_pdf_can_be_dropped_on_the_page(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office, tmp_path: Path
) -> None:
    page = window(kukusan)
    path = tmp_path / "jatuh.pdf"
    path.write_bytes(document_pdf(kukusan, seal(kukusan, "papan", "7")))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    page.dropEvent(QDropEvent(QPoint(5, 5), copy, mime, left, Qt.KeyboardModifier.NoModifier))
    qtbot.waitUntil(lambda: page.checks.pane.verdict.words == "Sah", timeout=60_000)


def test_before_the_grant_it_says_what_is_missing(
    qtbot: QtBot, window: Callable[..., DokumenPage], bare: Office
) -> None:
    page = window(bare)
    status = page.status()
    assert status is not None
    assert status.text == "Segel kantor: menunggu izin DKUM"
    press(qtbot, page.window(), Qt.Key.Key_F2)
    stop = dialog_of(page)
    with qtbot.waitSignal(page.navigate) as gone:
        qtbot.keyClick(stop, Qt.Key.Key_Return)
    assert gone.args is not None
    assert gone.args[0] == "verifikasi"


def test_dkum_tells_two_letters_of_one_kelurahan_apart(
    qtbot: QtBot, look: object, worker: Worker, tmp_path: Path
) -> None:
    city = make_city(tmp_path, offices.KUKUSAN)
    invented = [dict(person) | {"program": "WUB"} for person in offices.persons(2)]
    offices.verify(city.kukusan, offices.enter(city.kukusan, invented))
    for number in ("500.3/7", "500.3/8"):
        seal(city.kukusan, "arsip", number)
    city.up()
    stage = show(qtbot, city.dkum, worker, DokumenPage)
    register = cast("DokumenPage", stage.page).list_card
    lines = cast("list[Any]", register.model.rows())
    assert {(line.sub, line.place) for line in lines} == {
        ("500.3/7", "Kukusan, Kec. Beji"),
        ("500.3/8", "Kukusan, Kec. Beji"),
    }
    assert cut_cells(register.list) == []
    city.close()


def test_a_recap_says_its_year_and_that_it_names_nobody(
    qtbot: QtBot, look: object, worker: Worker, mentor_city: Path, tmp_path: Path
) -> None:
    city = reopened(mentor_city, tmp_path)
    city.dkum.enter(HENDRA, offices.PASSPHRASE)
    seal_recap(city.dkum, RecapWish("WUB", 2026, "500.3/77", date(2027, 1, 5)))
    page = cast("DokumenPage", show(qtbot, city.dkum, worker, DokumenPage).page)
    wait_paper(qtbot, page)
    assert titles(page) == [("Rekap Capaian WUB 2026", "Disegel")], "its own year, not that of its date"
    told = [label.text() for label in page.verdict.findChildren(WrapLabel)]
    assert "5 halaman angka, tanpa nama" in told
    assert "0 orang" not in told
    assert cut(page) == []
    city.close()


@pytest.mark.parametrize("width", [1366, 1024, 700])
def test_everything_has_a_name_and_stays_inside(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office, width: int
) -> None:
    seal(kukusan, "arsip", "500.3/118/Kel.Kks/2026")
    page = window(kukusan, width)
    wait_paper(qtbot, page)
    QApplication.processEvents()
    assert page.window().width() == width
    assert width < 1000 or cut_cells(page.list) == []
    stops = [
        one
        for one in page.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    names = [one.accessibleName() for one in stops]
    assert all(names), [type(one).__name__ for one in stops if not one.accessibleName()]
    assert len(set(names)) == len(names), names
    for one in stops:
        corner = one.mapTo(page.window(), QPoint(one.width(), 0))
        assert corner.x() <= width, one.accessibleName()


def test_a_signed_paper_is_shown_signed_and_its_state_is_not_cut(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office
) -> None:
    known = pki.shared()
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    tte.trust(kukusan, known.root.certificate.public_bytes(Encoding.PEM))
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    arsip, papan = (
        one.document
        for one in rosters.seal_editions(
            kukusan, RosterWish("WUB", 2026, "arsip", "9", DAY), ("arsip", "papan"), tte=True
        )
    )
    page = window(kukusan, 1024)
    page.open(arsip)
    shown = (document_pdf(kukusan, arsip),)
    qtbot.waitUntil(lambda: page.paper.paper() is not None and page.paper.paper().pdfs == shown)
    back = signed_elsewhere(shown[0], known.lurah, known, now=kukusan.clock())
    tte.take_back(kukusan, back)
    page.entered()
    qtbot.waitUntil(lambda: page.paper.paper() is not None and page.paper.paper().pdfs == (back,))
    assert {words for _title, words in titles(page)} == {"Ditandatangani", "Menunggu TTE"}
    assert cut_cells(page.list) == []

    def cards() -> list[str]:
        every = page.verdict.findChildren(SignatureCard)
        return [one.accessibleName().split(".")[0] for one in every if one.isVisible()]

    qtbot.waitUntil(lambda: cards() == ["Tanda tangan di ruang BSrE"])
    page.open(papan)
    qtbot.waitUntil(lambda: page.verdict.words == "Tidak dapat dipastikan")


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menus_hold_every_step_and_say_what_cannot_be_done_now(
    qtbot: QtBot, window: Callable[..., DokumenPage], kukusan: Office
) -> None:
    seal(kukusan, "arsip", "7")
    page = window(kukusan)
    wait_paper(qtbot, page)
    prints, signs, new = page.menus
    qtbot.keyClick(new, Qt.Key.Key_Down)
    menu = new.findChild(QMenu)
    assert menu is not None and menu.isVisible() and menu.activeAction() is menu.actions()[0]
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert isinstance(dialog_of(page), RosterDialog)
    dialog_of(page).reject()
    able = {
        step.text().split("\t")[0]: step.isEnabled()
        for button in (prints, signs)
        for step in button.open_menu().actions()
        if step.text()
    }
    assert not able["Segel draf ini"] and able["Cetak…"] and able["Periksa dokumen…"]
    keys = [hint.keys for hint in page.key_hints()]
    assert len(set(keys)) == len(keys)


def test_file_names_name_nobody() -> None:
    assert file_name("Daftar Nominatif WUB 2026", "500.3/118") == "Daftar-Nominatif-WUB-2026-500.3-118.pdf"


def test_the_announcement_is_looked_at_copied_and_saved(
    qtbot: QtBot, look: Callable[[str], None], worker: Worker, kukusan: Office, tmp_path: Path
) -> None:
    stage = show(qtbot, kukusan, worker, DokumenPage)
    page = cast("DokumenPage", stage.page)
    qtbot.keyClick(stage.window, Qt.Key.Key_U, CTRL)
    dialog = page.dialog
    assert isinstance(dialog, AnnounceDialog) and not dialog.place.isVisible()
    qtbot.waitUntil(lambda: dialog._made is not None)
    assert dialog.file_name() == f"pengumuman-WUB-2026-{offices.KUKUSAN}.pdf"
    with qtbot.waitSignal(page.notified):
        qtbot.keyClick(dialog, Qt.Key.Key_T, CTRL)
    copied = QApplication.clipboard().text()
    assert copied.startswith("PENGUMUMAN PROGRAM WIRAUSAHA BARU 2026") and "Kelurahan Kukusan" in copied
    dialog.as_text.click()
    assert dialog.text.isVisible() and dialog.text.toPlainText() == copied
    dialog.f4.click()
    dialog.programs["PP"].click()
    qtbot.waitUntil(lambda: dialog._made is not None)
    assert "PEREMPUAN PENGUSAHA" in dialog.text.toPlainText()
    with qtbot.waitSignal(page.notified):
        dialog.save_text_to(tmp_path / "grup.txt")
    with qtbot.waitSignal(page.notified):
        dialog.save_to(tmp_path / "lembar.pdf")
    assert (tmp_path / "grup.txt").read_text(encoding="utf-8") == dialog.text.toPlainText()
    assert lies((tmp_path / "lembar.pdf").read_bytes()) == "F4 potret"
    assert cut(dialog) == [] and len(names(dialog)) == len(set(names(dialog)))
    dialog.reject()
    qtbot.waitUntil(stage.settled)


def test_the_blank_form_and_one_persons_sheets_are_looked_at_and_saved(
    qtbot: QtBot, look: Callable[[str], None], worker: Worker, kukusan: Office, tmp_path: Path
) -> None:
    stage = show(qtbot, kukusan, worker, DokumenPage)
    page = cast("DokumenPage", stage.page)
    qtbot.keyClick(stage.window, Qt.Key.Key_B, CTRL)
    dialog = page.dialog
    assert isinstance(dialog, HandPaperDialog)
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None)
    dialog.f4.click()
    dialog.kinds["PP"].click()
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None)
    paper = dialog.paper.paper()
    assert paper is not None and paper.sheets[0].height == pytest.approx(
        Form("F4", "potret").size[1], abs=0.1
    )
    assert "Perempuan Pengusaha tahun" in page_texts(paper.pdfs[0])[0]
    qtbot.waitUntil(lambda: cut(dialog) == [])
    assert len(names(dialog)) == len(set(names(dialog)))
    with qtbot.waitSignal(page.notified):
        dialog.save_to(tmp_path / "formulir.pdf")
    dialog.reject()
    with kukusan.reading() as connection:
        row = connection.execute(text("SELECT hex(uuid), nomor_pendaftaran, nama FROM application")).first()
    assert row is not None
    sheets = HandPaperDialog(page, page.bench, row[0].lower(), row[1])
    sheets.open()
    for kind in TITLES:
        sheets.choose(kind)
        qtbot.waitUntil(lambda: sheets.paper.paper() is not None)
        paper = sheets.paper.paper()
        assert paper is not None and row[2] in page_texts(paper.pdfs[0])[0]
    qtbot.waitUntil(lambda: cut(sheets) == [])
    assert row[2] not in sheets.file_name()
    sheets.reject()
