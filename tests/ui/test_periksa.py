"""Papers from elsewhere in the window: scans beside the rows of their codes, several files, hostile ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import rosters
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.verifying import Checked, CheckedFiles
from desktop_app.documents.render import page_picture
from desktop_app.documents.verdict import Verdict
from desktop_app.office import Office
from desktop_app.verifying.inspect import Inspected
from desktop_app.verifying.pages import PagesVerdict, Sheet, SheetVerdict
from tests import offices
from tests.documents.surgery import overlaid
from tests.ui.cityscene import cut, names, show
from tests.ui.deskscene import Scene
from tests.ui.kantor import cut_cells
from tests.verifying import paper
from tests.verifying.test_apart import endless_table
from ui.models.handed import Line, lines
from ui.pages.dokumen import DokumenPage
from ui.pages.masuk import LockScreen
from ui.pages.periksa_layar import CheckScreen
from ui.pages.periksa_pane import CheckPane
from ui.pages.periksa_verdict import CheckVerdict
from ui.widgets.card import VerdictCard
from ui.widgets.labels import Label, WrapLabel
from ui.worker import Worker

PEOPLE = 30
UNASKED = ("Segel sah, register belum ditanya", "Seal sound, register not asked")


@dataclass(frozen=True)
class Papers:
    """An office, a paper of two pages that it sealed, and both of them scanned."""

    office: Office
    pdf: bytes
    scans: tuple[Image.Image, Image.Image]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    dkum, found = offices.city(tmp_path_factory.mktemp("kota"))
    one = found[offices.KUKUSAN]
    offices.verify(
        one, offices.enter(one, [dict(each) | {"program": "WUB"} for each in offices.persons(PEOPLE)])
    )
    made = rosters.seal_roster(one, RosterWish("WUB", 2026, "arsip", "500.3/118", date(2026, 11, 24)))
    pdf = document_pdf(one, made.document)
    yield Papers(one, pdf, (paper.printed(pdf, 0, 130), paper.printed(pdf, 1, 130)))
    one.close()
    dkum.close()


@pytest.fixture
def checks(
    qtbot: QtBot, look: Callable[[str], None], worker: Worker, papers: Papers
) -> Callable[..., CheckPane]:
    """Opens Dokumen and drops files on it."""

    def dropped(*files: Path, width: int = 1366) -> CheckPane:
        stage = show(qtbot, papers.office, worker, DokumenPage, size=(width, 768))
        page = cast("DokumenPage", stage.page)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        page.dropEvent(QDropEvent(QPoint(5, 5), copy, mime, left, Qt.KeyboardModifier.NoModifier))
        return page.checks.pane

    return dropped


def judged(qtbot: QtBot, pane: CheckPane) -> str:
    qtbot.waitUntil(lambda: pane.verdict.words != "", timeout=90_000)
    return pane.verdict.words


def shown(pane: CheckPane) -> list[tuple[str, str]]:
    return [(line.sub, line.look.word) for line in pane.model.rows() if isinstance(line, Line)]


def said(pane: CheckPane) -> str:
    return " ".join(label.text() for label in pane.verdict.findChildren(WrapLabel))


def saved(folder: Path, **pictures: Image.Image) -> list[Path]:
    paths = [folder / f"{name}.png" for name in pictures]
    for path, picture in zip(paths, pictures.values(), strict=True):
        picture.save(path)
    return paths


def test_scans_are_laid_beside_the_rows_of_their_codes(
    qtbot: QtBot, checks: Callable[..., CheckPane], papers: Papers, tmp_path: Path
) -> None:
    """One file of two pages and one photograph: every sheet is a line, its rows stand beside the picture."""
    tiff = tmp_path / "pindai.tif"
    first, second = papers.scans
    first.save(tiff, save_all=True, append_images=[second])
    pane = checks(tiff)
    assert judged(qtbot, pane) == "Bandingkan dengan kertasnya"
    assert shown(pane) == [("Halaman 1 dari 2", "Bandingkan"), ("Halaman 2 dari 2", "Bandingkan")]
    qtbot.waitUntil(lambda: 0 in pane.view.pictures.pages(), timeout=30_000)
    everybody = pane.row_model.rows()
    pane.list.setFocus()
    qtbot.keyClick(pane.list, Qt.Key.Key_Down)
    assert pane.view.page() == 1
    everybody += pane.row_model.rows()
    assert [cast("tuple[int, str]", row)[0] for row in everybody] == [*range(1, PEOPLE + 1)]
    assert {cast("tuple[int, str]", row)[1] for row in everybody} == {
        str(one["nama"]) for one in offices.persons(PEOPLE)
    }
    assert "500.3/118" in said(pane) and "Kukusan" in said(pane)
    qtbot.keyClick(pane.view, Qt.Key.Key_Home)
    assert cast("Line", pane.list.current_row()).page == 0, "the line follows the page in sight"
    found = names(pane.window())
    assert len(found) == len(set(found)), found


def test_pages_that_are_not_of_the_paper_are_listed(qtbot: QtBot, look: Callable[[str], None]) -> None:
    pane = CheckVerdict("Kembali")
    qtbot.addWidget(pane)
    told = "Halaman 2 memuat kode dokumen lain, nomor 500.3/777."
    verdict = Verdict("tidak_pasti", "kode_halaman", "Isinya", "Jangan", pages=(told,))
    pane.show_document(Checked(Inspected("a.pdf", verdict)), verdict)
    words = [label.text() for label in pane.findChildren(Label)]
    assert words.index("Halaman yang tidak sesuai") < words.index(told)


def test_a_scan_of_a_paper_that_counts_no_more_is_red_as_its_pdf(
    qtbot: QtBot, look: Callable[[str], None]
) -> None:
    pane = CheckVerdict("Kembali")
    qtbot.addWidget(pane)
    sheet = SheetVerdict("a.png", 1, "kode_sah", "kode_sah", "Kode halaman 1 dari 2 sah.")
    pages = PagesVerdict("bermasalah", "Dibatalkan", "Jangan", (sheet,), (2,), called_off=True)
    pane.show_sheet(pages, sheet)
    assert pane.words == "Tidak sah"
    (card,) = pane.findChildren(VerdictCard)
    assert card.tone == "bad"
    (line,) = lines(CheckedFiles((Checked(Inspected("a.png", sheets=(Sheet("a.png", 1, ()),))),), pages))
    assert (line.look.word, line.look.tone) == ("Tidak sah", "bad")


@pytest.mark.parametrize("width", [1366, 1024])
def test_what_is_wrong_with_scans_is_told(
    qtbot: QtBot, checks: Callable[..., CheckPane], papers: Papers, tmp_path: Path, width: int
) -> None:
    first, second = papers.scans
    lone = checks(*saved(tmp_path, satu=first), width=width)
    assert judged(qtbot, lone) == "Belum lengkap"
    assert "Halaman 2 tidak ada" in said(lone)
    glued = paper.with_code_of(second, first)
    blank = Image.new("L", (900, 600), 255)
    lone.check(saved(tmp_path, a=first, b=glued, c=blank))
    assert judged(qtbot, lone) == "Bermasalah"
    assert [word for _sub, word in shown(lone)] == ["Bermasalah", "Bermasalah", "Tanpa kode"]
    assert "lebih dari satu lembar" in said(lone)
    QApplication.processEvents()
    assert cut(lone) == [] and cut_cells(lone.list) == [] and cut_cells(lone.rows) == []


def test_documents_and_scans_together_and_a_hostile_file_among_them(
    qtbot: QtBot, checks: Callable[..., CheckPane], papers: Papers, worker: Worker, tmp_path: Path
) -> None:
    """The worst is shown first; the window answers all the time, and the others get their verdict."""
    good, changed, bad = (tmp_path / name for name in ("baik.pdf", "ditimpa.pdf", "jahat.pdf"))
    good.write_bytes(papers.pdf)
    changed.write_bytes(overlaid(papers.pdf))
    bad.write_bytes(endless_table())
    worker.patience = 6
    pane = checks(good, changed, bad, tmp_path / "tidak-ada.pdf")
    assert judged(qtbot, pane) in ("Sah", "Tidak dapat dipastikan")
    assert [word for _sub, word in shown(pane)] == ["Sah", "Berubah", "Tidak pasti", "Tidak pasti"]
    pane.list.select_row(2)
    assert "pemeriksaannya dihentikan" in said(pane)
    assert pane.view.page_count() == 0, "it is not drawn either"
    pane.list.select_row(1)
    assert pane.verdict.words == "Sah, tetapi berubah setelahnya"
    name, sealed = pane.signed_part() or ("", b"")
    assert (name, sealed) == ("ditimpa.pdf", papers.pdf)
    for words, part in (("Hanya isi yang dilindungi", papers.pdf), ("Seluruh berkas", changed.read_bytes())):
        card = pane.part_card()
        assert card is not None and card.words().startswith(words)
        qtbot.waitUntil(lambda: pane.view.pictures.get(0) is not None, timeout=30_000)
        scale, picture = pane.view.pictures.get(0) or (0.0, QImage())
        expected = page_picture(part, 0, dpi=72 * scale)
        assert picture == QImage(expected.rgba, expected.wide, expected.high, picture.format())
        qtbot.keyClick(card.buttons[0], Qt.Key.Key_Space)
    pane.list.select_row(0)
    assert pane.part_card() is None


def test_a_check_can_be_given_up(
    qtbot: QtBot, checks: Callable[..., CheckPane], tmp_path: Path, worker: Worker
) -> None:
    bad = tmp_path / "jahat.pdf"
    bad.write_bytes(endless_table())
    pane = checks(bad)
    qtbot.waitUntil(pane.progress.isVisible, timeout=30_000)
    with qtbot.waitSignal(pane.stopped, timeout=20_000):
        pane.progress._button.click()  # pyright: ignore[reportPrivateUsage]
    assert not pane.isVisible() and not pane.progress.running()
    qtbot.waitUntil(worker.idle)


@pytest.fixture
def scene(looked: Scene) -> Scene:
    return looked


def checking(scene: Scene) -> CheckScreen:
    """Ctrl+D on what covers the window."""
    focus = QApplication.focusWidget() or scene.window
    scene.qtbot.keyClick(focus, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    (screen,) = scene.window.findChildren(CheckScreen)
    scene.looks_right(screen)
    return screen


def test_papers_are_judged_before_anyone_has_come_in(scene: Scene, papers: Papers, tmp_path: Path) -> None:
    """From the lock screen: by the directory that the office keeps; nothing is opened, nobody is in."""
    scene.desk.start(papers.office.home)
    screen = checking(scene)
    good = tmp_path / "terbit.pdf"
    good.write_bytes(papers.pdf)
    screen.check([good, *saved(tmp_path, foto=papers.scans[0])])
    scene.until(lambda: screen.pane.verdict.words)
    assert [line.look.tone for line in screen.pane.model.rows() if isinstance(line, Line)] == [
        "accent", "accent",
    ], "of the paper no register was asked"  # fmt: skip
    assert screen.pane.verdict.words in UNASKED
    scene.looks_right(screen)
    screen.pane.list.select_row(1)
    assert len(screen.pane.row_model.rows()) == 27
    scene.looks_right(screen)
    assert scene.desk.bench is None
    scene.qtbot.keyClick(screen.pane.list, Qt.Key.Key_Escape)
    assert screen.choose_button.hasFocus() and not screen.pane.isVisible()
    scene.qtbot.keyClick(screen.choose_button, Qt.Key.Key_Escape)
    assert isinstance(scene.desk.screen, LockScreen) and scene.desk.screen.isVisible()
    scene.settle()
    assert not scene.window.findChildren(CheckScreen)


def test_a_visitors_computer_judges_by_a_certificate_they_choose(
    scene: Scene, papers: Papers, tmp_path: Path
) -> None:
    scene.desk.start(tmp_path / "kosong")
    scene.first()
    screen = checking(scene)
    good, root = tmp_path / "terbit.pdf", tmp_path / "dkum.pem"
    good.write_bytes(papers.pdf)
    assert papers.office.directory is not None
    root.write_text(papers.office.directory.content.ca)
    screen.check([good])
    scene.until(lambda: screen.pane.verdict.words)
    assert screen.pane.verdict.words in ("Tidak dapat dipastikan", "Cannot be determined")
    scene.looks_right(screen)
    screen.use_root([root])
    scene.until(lambda: screen.pane.verdict.words in UNASKED)
    scene.looks_right(screen)
    screen.leave()
    assert scene.first().isVisible()
