"""The register in Dokumen: what differs, what is called off or replaced, and many papers at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import rosters
from desktop_app.actions.issued import cancel_document, document_pdf
from desktop_app.actions.rosters import RosterWish
from desktop_app.documents.render import page_count
from desktop_app.office import Office
from tests import offices
from tests.issuing import issue_many
from tests.ui.cityscene import cut, names, show
from ui.dialogs.differences import DifferencesDialog
from ui.dialogs.many import ManyDialog
from ui.models import many
from ui.models.many import ManyLine
from ui.pages.dokumen import DokumenPage
from ui.widgets.card import FindingCard
from ui.widgets.dialog import ReasonDialog, StopDialog
from ui.widgets.labels import Label, WrapLabel
from ui.worker import Progress, Worker

CTRL = Qt.KeyboardModifier.ControlModifier
DAY = date(2026, 11, 24)


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kelurahan with three verified applicants; its verifikator is in."""
    dkum, found = offices.city(tmp_path)
    dkum.close()
    one = found[offices.KUKUSAN]
    invented = [dict(person) | {"program": "WUB"} for person in offices.persons(3)]
    offices.verify(one, offices.enter(one, invented))
    yield one
    one.close()


def seal(one: Office, edition: Any, number: str) -> str:
    return rosters.seal_roster(one, RosterWish("WUB", 2026, edition, number, DAY)).document


def opened(qtbot: QtBot, one: Office, worker: Worker, size: tuple[int, int] = (1366, 768)) -> DokumenPage:
    """Dokumen with its first paper."""
    page = cast("DokumenPage", show(qtbot, one, worker, DokumenPage, size=size).page)
    qtbot.waitUntil(lambda: page.paper.paper() is not None, timeout=15_000)
    return page


def press(qtbot: QtBot, where: QWidget, key: Qt.Key, *, ctrl: bool = False) -> None:
    where.window().activateWindow()
    QApplication.processEvents()
    qtbot.keyClick(where, key, CTRL if ctrl else Qt.KeyboardModifier.NoModifier)


def titles(page: DokumenPage) -> list[tuple[str, str]]:
    lines = cast("list[Any]", page.list_card.model.rows())
    return [(line.title, line.look.word) for line in lines]


def findings(qtbot: QtBot, page: DokumenPage) -> list[FindingCard]:
    """The cards beside the paper, once they stand there."""

    def seen() -> list[FindingCard]:
        return [one for one in page.verdict.findChildren(FindingCard) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(seen()))
    return seen()


def asked_to_call_off(qtbot: QtBot, page: DokumenPage) -> ReasonDialog:
    """The question, by the menu that says that it holds more than the seal."""
    button = next(each for each in page.menus if each.words() == "Segel & lainnya")
    menu = button.open_menu()
    next(step for step in menu.actions() if step.text() == "Batalkan dokumen ini…").trigger()
    menu.close()
    qtbot.waitUntil(lambda: isinstance(page.dialog, ReasonDialog))
    return cast("ReasonDialog", page.dialog)


def call_off(qtbot: QtBot, page: DokumenPage, ask: ReasonDialog, words: str) -> None:
    """Answer with a reason; `words` are told when it is done."""
    assert not ask.action_button.isEnabled()
    qtbot.waitUntil(lambda: cut(ask) == [])
    shot(ask, f"batalkan-{len(page.list_card.lines())}")
    qtbot.keyClicks(ask.field, "Salah cetak")
    told: list[str] = []
    page.notified.connect(lambda sentence, _undo: told.append(sentence))
    qtbot.keyClick(ask.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told == [words])


def shot(dialog: QWidget, name: str) -> None:
    if folder := os.environ.get("WIRA_SHOTS"):
        dialog.grab().save(f"{folder}/{name}.png")


def called_off_asks_first(qtbot: QtBot, page: DokumenPage) -> None:
    """The paper shown is never called valid, and does not leave without a question."""
    assert page.verdict.words == "Dibatalkan"
    assert not any(one.text() == "Sah" for one in page.verdict.findChildren(Label))
    asked = {Qt.Key.Key_P: "Cetak juga", Qt.Key.Key_S: "Simpan juga", Qt.Key.Key_O: "Buka juga"}
    for key, action in asked.items():
        press(qtbot, page.window(), key, ctrl=True)
        question = page.dialog
        assert isinstance(question, StopDialog) and question.action_button is not None
        assert question.action_button.text() == action
        qtbot.waitUntil(lambda question=question: cut(question) == [])
        answers: list[int] = []
        question.finished.connect(answers.append)
        qtbot.keyClick(question, Qt.Key.Key_Return)
        assert answers == [0], "Enter leaves it"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_newer_paper_says_what_differs_and_one_is_called_off(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office
) -> None:
    first = seal(kukusan, "arsip", "7")
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    (fresh,) = ({**person, "program": "WUB"} for person in offices.persons(1, seed=8))
    offices.verify(kukusan, offices.enter(kukusan, [fresh]))
    page = opened(qtbot, kukusan, worker, (1024, 768))
    press(qtbot, page.window(), Qt.Key.Key_F2)
    dialog = page.dialog
    dialog.number.setText("8")
    dialog.preview.click()
    qtbot.waitUntil(lambda: page.verdict.words == "Masih draf", timeout=15_000)
    card = findings(qtbot, page)[-1]
    assert card.words().startswith(
        "Menggantikan nomor 7, 24-11-2026. 1 bertambah, 0 keluar, 0 berubah isinya"
    )
    press(qtbot, page.window(), Qt.Key.Key_E, ctrl=True)
    shown = page.dialog
    assert isinstance(shown, DifferencesDialog)
    assert any(str(fresh["nama"]) in one.text() for one in shown.findChildren(WrapLabel))
    qtbot.waitUntil(lambda: cut(shown) == [])
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    page.drafts.drop()
    second = seal(kukusan, "arsip", "8")
    page.entered()
    qtbot.waitUntil(lambda: titles(page)[-1][1] == "Diganti")
    page.open(first)
    qtbot.waitUntil(lambda: page.shown == f"{first} sealed {second}", timeout=15_000)
    (card,) = findings(qtbot, page)
    assert card.words() == "Diganti nomor 8, 24-11-2026"
    card.buttons[0].click()
    qtbot.waitUntil(lambda: page.shown.startswith(second), timeout=15_000)
    qtbot.waitUntil(lambda: cut(page.window()) == [])

    ask = asked_to_call_off(qtbot, page)
    said = " ".join(one.text() for one in ask.findChildren(WrapLabel))
    assert "Yang digantikannya berlaku lagi: nomor 7, 24-11-2026." in said and "ikut dibatalkan" not in said
    call_off(qtbot, page, ask, "Dokumen nomor 8 dibatalkan. Berlaku lagi: nomor 7, 24-11-2026.")
    qtbot.waitUntil(lambda: sorted(words for _title, words in titles(page)) == ["Dibatalkan", "Disegel"])
    qtbot.waitUntil(lambda: page.shown.startswith(f"{second} cancelled"), timeout=15_000)
    card = findings(qtbot, page)[0]
    assert card.words().startswith("Dokumen ini dibatalkan. Salah cetak. Dibatalkan oleh Dian Lestari")
    paper = page.paper.paper()
    assert paper is not None and paper.pdfs == (document_pdf(kukusan, second),), "it opens again"
    called_off_asks_first(qtbot, page)

    menu = page.list_card.state_menu()
    assert [step.text() for step in menu.actions() if step.text()] == [
        "Disegel, 1", "Dibatalkan, 1", "Semua keadaan",
    ]  # fmt: skip
    menu.actions()[0].trigger()
    menu.close()
    assert [words for _title, words in titles(page)] == ["Disegel"]
    qtbot.waitUntil(lambda: page.shown.startswith(first), timeout=15_000)
    press(qtbot, page.window(), Qt.Key.Key_Escape)
    assert len(titles(page)) == 2


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_both_editions_of_a_letter_are_called_off_in_one_step(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office
) -> None:
    rosters.seal_editions(kukusan, RosterWish("WUB", 2026, "arsip", "7", DAY))
    page = opened(qtbot, kukusan, worker, (1024, 768))
    assert sorted(titles(page)) == [
        ("Daftar Nominatif WUB 2026", "Disegel"), ("Pengumuman WUB 2026", "Disegel"),
    ]  # fmt: skip
    ask = asked_to_call_off(qtbot, page)
    said = " ".join(one.text() for one in ask.findChildren(WrapLabel))
    other = next(title for title, _state in titles(page) if title != page.paper_title())
    assert f"{other} bernomor sama, jadi ikut dibatalkan." in said and "digantikannya" not in said
    call_off(qtbot, page, ask, "2 dokumen nomor 7 dibatalkan.")
    qtbot.waitUntil(lambda: {state for _title, state in titles(page)} == {"Dibatalkan"})
    shot(page.window(), "dokumen-1024")


class Jams(QPrinter):
    """Does not take the second job."""

    def setOutputFileName(self, name: str) -> None:
        super().setOutputFileName(str(Path(name, "dicabut.pdf")) if name.endswith("cetak-2.pdf") else name)


def pdf_printer(path: Path, kind: type[QPrinter] = QPrinter) -> QPrinter:
    """A printer that writes files."""
    printer = kind(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(72)
    return printer


@pytest.mark.qt_log_ignore("Returned false|This plugin does not support")
def test_many_are_printed_and_saved_and_one_that_fails_stops_no_other(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, tmp_path: Path
) -> None:
    records = issue_many(kukusan, 4)
    off = seal(kukusan, "arsip", "500.3/1")
    cancel_document(kukusan, off, "Salah cetak")
    page = opened(qtbot, kukusan, worker, (1024, 768))
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    shift = CTRL | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.list, Qt.Key.Key_P, shift)
    dialog = page.dialog
    assert isinstance(dialog, ManyDialog)
    assert {line.record for line in dialog.chosen()} == set(records), "what was called off is not picked"
    qtbot.keyClick(dialog, Qt.Key.Key_A, CTRL)
    dialog.list.select_row(0)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert {line.record for line in dialog.chosen()} == set(records)
    qtbot.waitUntil(lambda: cut(dialog) == [])
    assert len(names(dialog)) == len(set(names(dialog)))

    out = tmp_path / "keluar"
    out.mkdir()
    (out / "cetak-3.pdf").write_bytes(b"lain")
    dialog.print_on(pdf_printer(out / "cetak.pdf", Jams))
    qtbot.waitUntil(lambda: dialog.ended(), timeout=20_000)
    outcomes = [line.outcome for line in dialog.lines() if line.record != off]
    assert outcomes == ["done", "refused", "done", "done"]
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == [
        "cetak-3-2.pdf", "cetak-3.pdf", "cetak-4.pdf", "cetak.pdf",
    ]  # fmt: skip
    assert (out / "cetak-3.pdf").read_bytes() == b"lain", "what another program wrote there stays"
    assert page_count((out / "cetak-4.pdf").read_bytes()) == 1
    assert "Printer tidak menerima" in dialog.why.text()
    assert len(dialog.chosen()) == 1, "what failed stays picked"

    dialog.pick_all()
    (out / dialog.chosen()[1].file).mkdir()
    dialog.save_to(out)
    qtbot.waitUntil(lambda: dialog.ended() and len(dialog.chosen()) <= 1, timeout=20_000)
    for line in dialog.lines():
        saved = [path for path in out.iterdir() if path.name == line.sentence]
        assert line.outcome == "done" and saved[0].read_bytes() == document_pdf(kukusan, line.record)
    dialog.pick_all()
    dialog.save_to(tmp_path / "dicabut")
    qtbot.waitUntil(lambda: all(line.outcome == "refused" for line in dialog.lines()), timeout=20_000)
    assert "Folder tujuan tidak ada lagi" in dialog.why.text()
    assert not (tmp_path / "dicabut").exists()
    dialog.reject()


class StopsAtSecond(Progress):
    """Somebody stops as the second paper begins, however fast the first was."""

    def step(self, done: int, total: int, sentence: str = "") -> None:
        if done == 1:
            self.cancel()
        super().step(done, total, sentence)


@pytest.mark.usefixtures("qapp")  # a printer needs one
def test_stopping_leaves_whole_files_and_names_what_was_not_begun(kukusan: Office, tmp_path: Path) -> None:
    records = issue_many(kukusan, 3)
    lines = [ManyLine(record, "Daftar", str(at), "Terbit") for at, record in enumerate(records)]
    told = Progress(lambda done, _total, _sentence: told.cancel() if done == 0 else None)
    ended = many.save(kukusan, lines, tmp_path, told)
    assert [line.outcome for line in ended] == ["done", "not_begun", "not_begun"]
    assert [path.name for path in tmp_path.glob("*.pdf*")] == ["Daftar-0.pdf"]
    assert (tmp_path / "Daftar-0.pdf").read_bytes() == document_pdf(kukusan, records[0])
    (tmp_path / "Daftar-0.pdf").write_bytes(b"lain")
    again = many.save(kukusan, lines[:1], tmp_path, Progress())
    assert again[0].sentence == f"Daftar-0-{records[0][-8:]}.pdf", "what another program wrote there stays"
    assert (tmp_path / "Daftar-0.pdf").read_bytes() == b"lain"

    kukusan.keep_access()
    stopped = many.print_many(kukusan, lines, pdf_printer(tmp_path / "cetak.pdf"), StopsAtSecond())
    assert [line.outcome for line in stopped] == ["done", "stopped", "not_begun"]
    assert kukusan.access.waiting == 2, "what was stopped has come out in part"
