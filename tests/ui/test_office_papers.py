"""Minutes and the attachment of a decree in Dokumen: chosen, laid out, sealed, with A4 offered before F4."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from desktop_app.actions import data_requests
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.queries.documents import register
from tests.documents.reading import page_texts
from tests.mentors import HENDRA, MentorCity, reopened
from tests.offices import KUKUSAN, PASSPHRASE, enter, persons, verify
from tests.ui.cityscene import cut, names, show
from ui.dialogs.office_paper import DecreeDialog, MinutesDialog
from ui.dialogs.paper_size import OfferA4
from ui.dialogs.roster import RosterDialog
from ui.models.papers import RosterLayout
from ui.pages.dokumen import DokumenPage
from ui.prefs import Prefs
from ui.widgets.card import FindingCard
from ui.worker import Worker

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    made.kukusan.enter("Dian Lestari", PASSPHRASE)
    made.dkum.enter("Sari Utami", PASSPHRASE)
    yield made
    made.close()


def laid_out(qtbot: QtBot, dialog: Any) -> str:
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None, timeout=15_000)
    return " ".join(page_texts(dialog.paper.paper().pdfs[0]))


def test_minutes_of_a_period_are_chosen_and_sealed(
    qtbot: QtBot, look: object, worker: Worker, city: MentorCity
) -> None:
    stage = show(qtbot, city.kukusan, worker, DokumenPage)
    page: Any = stage.page
    qtbot.waitUntil(lambda: page.register is not None)
    qtbot.keyClick(stage.window, Qt.Key.Key_J, CTRL)
    qtbot.waitUntil(lambda: isinstance(page.dialog, MinutesDialog))
    dialog = page.dialog
    assert "sejak awal pendaftaran" in laid_out(qtbot, dialog)
    qtbot.waitUntil(lambda: cut(dialog) == [])
    assert 24 <= stage.window.height() - dialog.height() <= 56, "the paper takes what the window leaves"
    before = dialog.paper.height()
    dialog.hand.type_another()
    qtbot.waitUntil(lambda: dialog.paper.height() < before)
    assert 24 <= stage.window.height() - dialog.height() <= 56
    dialog.hand.choose(0)
    qtbot.waitUntil(lambda: dialog.paper.height() == before)
    assert len(names(dialog)) == len(set(names(dialog)))
    dialog.first.setText("99-99")
    dialog.first.left.emit()
    assert any(card.isVisible() for card in dialog.findChildren(FindingCard)), "it says why"
    dialog.first.setText("01112026")
    dialog.paper.clear("")
    dialog.first.left.emit()
    assert "dari tanggal 1 November 2026 sampai" in laid_out(qtbot, dialog)
    assert dialog.first.text() == "01-11-2026"
    _another_signs(qtbot, dialog)
    dialog.paper.clear("")
    dialog.f4.click()
    laid_out(qtbot, dialog)
    assert dialog.paper.paper().sheets[0].height == pytest.approx(Form("F4", "potret").size[1], abs=0.1)
    assert Prefs.of_office(city.kukusan.home).get("dokumen:kertas") == "F4", "the last choice is remembered"
    dialog.number.setText("500.3/9")
    dialog.seal()
    ask = dialog.question
    assert ask is not None and ask.isVisible() and cut(ask) == []
    dialog.paper.clear("")
    ask.a4.click()
    laid_out(qtbot, dialog)
    assert dialog.paper.paper().sheets[0].height == pytest.approx(UPRIGHT.size[1], abs=0.1)
    with qtbot.waitSignal(dialog.sealed, timeout=15_000):
        dialog.seal()
    qtbot.waitUntil(lambda: page.verdict.words == "Sah", timeout=15_000)
    with city.kukusan.reading() as connection:
        first = register(connection, city.kukusan.context)[0]
    assert (first.jenis, first.nomor, first.state) == ("berita_acara", "500.3/9", "sealed")
    qtbot.waitUntil(stage.settled)


def _another_signs(qtbot: QtBot, dialog: Any) -> None:
    """Somebody who is not in the letterhead signs these minutes, elsewhere and on another day."""
    hand = dialog.hand
    hand.type_another()
    hand.place.setText("Beji")
    hand.position.setText("Sekretaris Lurah")
    hand.position.left.emit()
    assert any(card.isVisible() for card in dialog.findChildren(FindingCard)), "nobody is named"
    qtbot.waitUntil(lambda: cut(dialog) == [])
    assert len(names(dialog)) == len(set(names(dialog)))
    hand.name.setText("Tuti Alawiyah")
    dialog.day.setText("26112026")
    dialog.paper.clear("")
    dialog.day.left.emit()
    told = laid_out(qtbot, dialog)
    assert "Beji, 26 November 2026" in told and "Sekretaris Lurah, Tuti Alawiyah" in told
    dialog.paper.clear("")
    hand.choose(0)
    assert "Tuti Alawiyah" not in laid_out(qtbot, dialog)


def test_the_attachment_of_a_decree_for_the_city_and_for_a_kelurahan(
    qtbot: QtBot, look: object, worker: Worker, city: MentorCity
) -> None:
    who = city.dkum.session.name
    city.dkum.enter(HENDRA, PASSPHRASE)
    asked = data_requests.RecordRequest(city.accepted[0], "pembatasan", "dkum")
    data_requests.record_request(city.dkum, asked)
    city.dkum.enter(who, PASSPHRASE)
    stage = show(qtbot, city.dkum, worker, DokumenPage)
    page: Any = stage.page
    qtbot.waitUntil(lambda: page.register is not None)
    qtbot.keyClick(stage.window, Qt.Key.Key_J, CTRL)
    qtbot.waitUntil(lambda: isinstance(page.dialog, DecreeDialog))
    dialog = page.dialog
    assert "di 1 kelurahan" in laid_out(qtbot, dialog)
    assert "1 orang di lampiran ini datanya ditahan" in dialog.problem.text(), "named all the same, and told"
    qtbot.waitUntil(lambda: cut(dialog) == [])
    assert len(names(dialog)) == len(set(names(dialog)))
    dialog.day.setText("20-11-2026")
    dialog.day.left.emit()
    dialog.paper.clear("")
    dialog.choose_place(KUKUSAN)
    told = laid_out(qtbot, dialog)
    assert "tanggal 20 November 2026 · Kelurahan" in told and "di 1 kelurahan" not in told
    dialog.number.setText("188.4/77")
    with qtbot.waitSignal(dialog.sealed, timeout=15_000):
        dialog.seal()
    qtbot.waitUntil(lambda: page.verdict.words == "Sah", timeout=15_000)
    city.dkum.enter(HENDRA, PASSPHRASE)
    qtbot.waitUntil(stage.settled)


def test_a_roster_is_laid_out_as_it_was_chosen_last(
    qtbot: QtBot, look: object, worker: Worker, city: MentorCity
) -> None:
    stage = show(qtbot, city.kukusan, worker, DokumenPage)
    page: Any = stage.page
    qtbot.waitUntil(lambda: page.register is not None)
    page.primary()
    dialog = page.dialog
    assert isinstance(dialog, RosterDialog)
    assert "program" not in [option.value for option in dialog.group.options()], "there is one programme only"
    for choice, value in ((dialog.paper, "F4"), (dialog.direction, "potret"), (dialog.group, "rw")):
        choice.set_value(value)
        choice.chosen.emit(value)
    assert "mungkin tidak mengenal F4" in dialog.layout_note.text()
    assert "Papan pengumuman tidak dikelompokkan" in dialog.layout_note.text()
    dialog.sort.set_value("nama")
    dialog.number.setText("500.3/8")
    qtbot.waitUntil(lambda: cut(dialog) == [])
    assert len(names(dialog)) == len(set(names(dialog)))
    dialog.accept()
    qtbot.waitUntil(lambda: page.paper.paper() is not None, timeout=15_000)
    paper = page.paper.paper()
    assert paper.sheets[0].height == pytest.approx(Form("F4", "potret").size[1], abs=0.1)
    text = page_texts(paper.pdfs[0])[0]
    assert "urut nama" in text and "RW 0" in text
    page.drafts.seal()
    ask = page.dialog
    assert isinstance(ask, OfferA4)
    page.paper.clear("")
    ask.a4.click()
    qtbot.waitUntil(lambda: page.paper.paper() is not None, timeout=15_000)
    assert page.paper.paper().sheets[0].height == pytest.approx(UPRIGHT.size[1], abs=0.1)
    page.primary()
    kept = page.dialog.layout_chosen()
    assert kept == RosterLayout("A4", "potret", "nama", "rw"), "offered as it was chosen last"
    page.dialog.reject()
    page.drafts.drop()
    qtbot.waitUntil(stage.settled)


def opened(qtbot: QtBot, office: Any, worker: Worker, kind: type[Any]) -> tuple[Any, Any, Any]:
    """The stage, the page, and the dialog of Ctrl+J with its first preview."""
    stage = show(qtbot, office, worker, DokumenPage)
    page: Any = stage.page
    qtbot.waitUntil(lambda: page.register is not None)
    qtbot.keyClick(stage.window, Qt.Key.Key_J, CTRL)
    qtbot.waitUntil(lambda: isinstance(page.dialog, kind))
    laid_out(qtbot, page.dialog)
    return stage, page, page.dialog


def issued(office: Any) -> list[Any]:
    with office.reading() as connection:
        return register(connection, office.context)


def test_only_what_stands_in_the_fields_and_was_seen_is_sealed(
    qtbot: QtBot, look: object, worker: Worker, city: MentorCity
) -> None:
    stage, page, dialog = opened(qtbot, city.dkum, worker, DecreeDialog)
    dialog.number.setText("188.4/77")
    before = len(issued(city.dkum))
    for typed in ("99-99-2026", ""):
        dialog.day.setText(typed)
        dialog.seal_button.click()
        assert any(card.isVisible() for card in dialog.findChildren(FindingCard)), typed
        assert dialog.seal_button.isEnabled() and dialog.isVisible(), "nothing was begun"
    dialog.day.setFocus()
    dialog.day.setText("20112026")
    qtbot.keyClick(dialog.day, Qt.Key.Key_T, CTRL)
    assert "Pratinjau masih disusun" in dialog.problem.text() and dialog.problem.isVisible()
    assert dialog.paper.paper() is None, "the day in the field is laid out first"
    assert "tanggal 20 November 2026" in laid_out(qtbot, dialog)
    assert not dialog.problem.isVisible()
    dialog.choose_place(KUKUSAN)
    dialog.seal()
    assert dialog.problem.isVisible(), "nobody has seen that of the kelurahan yet"
    laid_out(qtbot, dialog)
    assert len(issued(city.dkum)) == before
    page.year = 2025
    with qtbot.waitSignal(dialog.sealed, timeout=15_000):
        dialog.seal()
    (made,) = [one for one in issued(city.dkum) if one.nomor == "188.4/77"]
    assert (made.tanggal, page.wanted) == ("2026-11-20", made.record)
    qtbot.waitUntil(lambda: made.record in [line.key for line in page.list_card.lines()])  # in its year
    qtbot.waitUntil(lambda: page.paper.paper() is not None, timeout=15_000)
    qtbot.waitUntil(stage.settled)


def test_what_changed_after_it_was_seen_is_laid_out_anew(
    qtbot: QtBot, look: object, worker: Worker, city: MentorCity
) -> None:
    stage, page, dialog = opened(qtbot, city.kukusan, worker, MinutesDialog)
    dialog.number.setText("500.3/9")
    before = len(issued(city.kukusan))
    city.kukusan.enter("Ratna Puspita", PASSPHRASE)
    (fresh,) = persons(1, seed=31)
    verify(city.kukusan, enter(city.kukusan, [{**fresh, "program": dialog.chosen[0]}]))
    city.kukusan.enter("Dian Lestari", PASSPHRASE)
    dialog.seal()
    qtbot.waitUntil(lambda: "berubah sejak pratinjaunya" in dialog.problem.text(), timeout=15_000)
    assert fresh["nama"] in laid_out(qtbot, dialog)
    assert len(issued(city.kukusan)) == before and dialog.problem.isVisible()
    dialog.seal()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Penyegelan dihentikan" in dialog.problem.text(), timeout=15_000)
    assert len(issued(city.kukusan)) == before and dialog.isVisible(), (
        "Esc stopped the sealing, and closes nothing"
    )
    with qtbot.waitSignal(dialog.sealed, timeout=15_000):
        dialog.seal()
    qtbot.waitUntil(lambda: page.verdict.words == "Sah", timeout=15_000)
    qtbot.waitUntil(stage.settled)


def test_a_dialog_may_be_closed_while_its_paper_is_printed(
    qtbot: QtBot, look: object, worker: Worker, city: MentorCity, tmp_path: Path
) -> None:
    stage, page, dialog = opened(qtbot, city.kukusan, worker, MinutesDialog)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "cetak.pdf"))
    printer.setResolution(72)
    with qtbot.waitSignal(page.notified, timeout=20_000) as told:
        dialog.print_on(printer)
        dialog.reject()
    assert told.args is not None and "2 halaman dicetak ke berkas." in told.args[0]
    qtbot.waitUntil(stage.settled)
