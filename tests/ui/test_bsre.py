"""A certified signature is made elsewhere: the copy goes out, comes back, is compared side by side, kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import issued, rosters
from desktop_app.actions.signing_settings import SigningSettings, signing_settings
from desktop_app.actions.tte import roots
from desktop_app.office import Office
from desktop_app.queries.documents import register
from tests import offices
from tests.documents.reading import page_texts
from tests.signing import pki
from tests.signing.service import painted, rewritten, signed_elsewhere
from tests.ui.cityscene import Stage, show
from tests.ui.looks import defects, unnamed
from tests.ui.sitting import dialog_of
from tests.verifying.test_apart import endless_table
from ui.dialogs.returned import ReturnedDialog
from ui.dialogs.roster import RosterDialog
from ui.pages.dokumen import DokumenPage
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_tanda import SigningSection
from ui.widgets.card import VerdictCard
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kelurahan with three verified applicants; its admin is in."""
    dkum, found = offices.city(tmp_path)
    one = found[offices.KUKUSAN]
    invented = [dict(person) | {"program": "WUB"} for person in offices.persons(3)]
    offices.verify(one, offices.enter(one, invented))
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    yield one
    one.close()
    dkum.close()


def step(page: DokumenPage, words: str) -> Any:
    """The line of the menu *Segel & lainnya* that says so."""
    (found,) = (deed for deed in page.deeds() if deed.section == "tanda_tangan" and words in deed.words)
    return found


def states(office: Office) -> list[str]:
    with office.reading() as connection:
        return [line.state for line in register(connection, office.context)]


def came_back(qtbot: QtBot, stage: Stage, path: Path, pdf: bytes) -> ReturnedDialog:
    path.write_bytes(pdf)
    cast("DokumenPage", stage.page).signing.returned(path)
    dialog = dialog_of(qtbot, ReturnedDialog)
    qtbot.waitUntil(lambda: dialog._found is not None, timeout=60_000)
    qtbot.waitUntil(stage.settled, timeout=30_000)
    return dialog


def verdict(dialog: ReturnedDialog) -> str:
    found = [one.accessibleName() for one in dialog.findChildren(VerdictCard) if one.isVisible()]
    return "".join(found)


def prepared(qtbot: QtBot, stage: Stage, page: DokumenPage) -> str:
    """A draft, made and prepared for the service by a person; its record."""
    qtbot.keyClick(stage.window, Qt.Key.Key_F2)
    form = dialog_of(qtbot, RosterDialog)
    form.edition.set_value("arsip")
    form.number.setText("500.3/7")
    form.preview.click()
    qtbot.waitUntil(lambda: page.paper.paper() is not None, timeout=15_000)
    assert step(page, "Siapkan").ready()
    step(page, "Siapkan").do()
    dialog_of(qtbot, StopDialog).action_button.click()
    qtbot.waitUntil(lambda: page.issued() is not None and page.paper.paper() is not None, timeout=15_000)
    qtbot.waitUntil(stage.settled)
    assert states(stage.bench.office) == ["awaiting_bsre"] and step(page, "Simpan salinan").ready()
    return page.issued().record  # type: ignore[union-attr]


def test_a_copy_goes_out_and_comes_back(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, tmp_path: Path
) -> None:
    known, back_file = pki.shared(), tmp_path / "kembali.pdf"
    stage = show(qtbot, kukusan, worker, DokumenPage)
    page = cast("DokumenPage", stage.page)
    qtbot.waitUntil(stage.settled)
    assert not step(page, "Siapkan").ready() and not step(page, "Terima").ready()
    record = prepared(qtbot, stage, page)
    page.outgoing.save_to(tmp_path / "kirim.pdf")
    qtbot.waitUntil((tmp_path / "kirim.pdf").exists)
    sent = (tmp_path / "kirim.pdf").read_bytes()
    assert sent == issued.document_pdf(kukusan, record)
    text = " ".join(page_texts(sent)[0].split())
    assert "#" in text and "DRAF" not in text and "Disegel" not in text
    assert "ditandatangani secara elektronik" not in text.lower() and "sertifikat" not in text.lower()

    back = signed_elsewhere(sent, known.lurah, known, now=kukusan.clock())
    dialog = came_back(qtbot, stage, back_file, back)
    assert "belum memilih akar" in verdict(dialog) and not dialog.keep_button.isEnabled()
    with qtbot.waitSignal(page.navigate) as gone:
        dialog.roots_button.click()
    assert gone.args == ["pengaturan", "tanda-tangan"]
    rosters.tte.trust(kukusan, known.root.certificate.public_bytes(Encoding.PEM))

    other = signed_elsewhere(rewritten(sent, painted("Orang Lain", 300, 300)), known.lurah, known)
    dialog = came_back(qtbot, stage, back_file, other)
    assert verdict(dialog).startswith("Bukan dokumen yang dikirim. Isi halaman 1 berbeda")
    assert not dialog.keep_button.isEnabled() and not dialog.roots_button.isVisible()
    ours, theirs = (view.pictures.get(0) for view in (dialog.ours, dialog.theirs))
    assert ours is not None and theirs is not None
    assert ours[1].size() == theirs[1].size() and ours[1] != theirs[1]
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    assert states(kukusan) == ["awaiting_bsre"]
    dialog.reject()

    anew = signed_elsewhere(rewritten(sent), known.lurah, known, now=kukusan.clock())
    dialog = came_back(qtbot, stage, back_file, anew)
    assert verdict(dialog).startswith("Isi sama, berkas ditulis ulang")
    assert "Surya Darmawan" in dialog.signers.text()
    dialog.ours.set_zoom(2.0)
    assert dialog.theirs.zoom() == 2.0, "both are looked at together"
    dialog.reject()

    dialog = came_back(qtbot, stage, back_file, back)
    assert verdict(dialog).startswith("Sama.") and defects(dialog) == [] and unnamed(dialog) == []
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.verdict.words == "Sah", timeout=15_000)
    assert states(kukusan) == ["signed"]
    assert issued.document_pdf(kukusan, record) == back
    qtbot.waitUntil(stage.settled)


def test_what_is_no_paper_of_this_office_is_told(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, tmp_path: Path
) -> None:
    rosters.seal_editions(
        kukusan,
        rosters.RosterWish("WUB", 2026, "arsip", "500.3/8", kukusan.today()),
        ("arsip", "papan"),
        tte=True,
    )
    stage = show(qtbot, kukusan, worker, DokumenPage, size=(1024, 768))
    page = cast("DokumenPage", stage.page)
    qtbot.waitUntil(stage.settled)
    assert step(page, "Terima yang kembali").ready()
    broken = tmp_path / "rusak.pdf"
    broken.write_bytes(b"bukan PDF")
    page.signing.returned(broken)
    dialog = dialog_of(qtbot, ReturnedDialog)
    qtbot.waitUntil(lambda: "rusak" in verdict(dialog), timeout=60_000)
    assert not dialog.keep_button.isEnabled() and not dialog.pages.isVisible()
    dialog.reject()
    # one number, two editions, and the file was written anew: a person is asked, unless they are on one
    papan = page.issued()
    assert papan is not None
    known = pki.shared()
    anew = signed_elsewhere(rewritten(issued.document_pdf(kukusan, papan.record)), known.lurah, known)
    dialog = came_back(qtbot, stage, tmp_path / "anew.pdf", anew)
    assert dialog.which.isVisible() and dialog.which.value() == papan.record
    assert "belum memilih akar sertifikat" in verdict(dialog) and not dialog.keep_button.isEnabled()
    assert defects(dialog) == []
    dialog.reject()
    qtbot.waitUntil(stage.settled)


def test_a_hostile_file_is_given_up_when_its_window_closes(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, tmp_path: Path
) -> None:
    wish = rosters.RosterWish("WUB", 2026, "arsip", "500.3/8", kukusan.today())
    rosters.seal_editions(kukusan, wish, ("arsip",), tte=True)
    stage = show(qtbot, kukusan, worker, DokumenPage, size=(1024, 768))
    page = cast("DokumenPage", stage.page)
    qtbot.waitUntil(stage.settled)
    hostile = tmp_path / "surat.pdf"
    hostile.write_bytes(endless_table())
    page.signing.returned(hostile)
    dialog = dialog_of(qtbot, ReturnedDialog)
    dialog.reject()
    qtbot.waitUntil(stage.settled, timeout=20_000)  # less than one answer may take


@pytest.mark.parametrize("size", [(1366, 768), (683, 600)])
def test_where_a_key_lies_and_whom_the_office_believes(
    qtbot: QtBot, look: object, worker: Worker, kukusan: Office, tmp_path: Path, size: tuple[int, int]
) -> None:
    root = tmp_path / "akar.pem"
    root.write_bytes(pki.shared().root.certificate.public_bytes(Encoding.PEM))
    stage = show(qtbot, kukusan, worker, PengaturanPage, size=size)
    page = cast("PengaturanPage", stage.page)
    page.open("tanda-tangan")
    section = page.section()
    assert isinstance(section, SigningSection)
    qtbot.waitUntil(stage.settled)
    assert section.issuers.none.isVisible() and not section.issuers.list.isVisible()
    section.driver.setFocus()
    qtbot.keyClicks(section.driver, str(tmp_path / "tidak-ada.so"))
    section.card.setFocus()
    qtbot.waitUntil(lambda: bool(section.driver_row.findings))
    assert "tidak-ada.so tidak dapat dipakai" in section.driver_row.findings[0].words()
    section.file.setFocus()
    qtbot.keyClicks(section.file, str(tmp_path / "kunci.p12"))
    section.means.setFocus()
    qtbot.keyClick(section.means, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: bool(section.file_row.findings))
    assert "tidak ada sekarang" in section.file_row.findings[0].words()
    qtbot.waitUntil(stage.settled)
    with kukusan.reading() as connection:
        kept = signing_settings(connection, kukusan)
    driver, file = str(tmp_path / "tidak-ada.so"), str(tmp_path / "kunci.p12")
    assert kept == SigningSettings("card", file, driver, "")

    section.issuers.read_root(root)
    ask = dialog_of(qtbot, StopDialog)
    assert any("Akar Uji" in label.text() for label in ask.findChildren(type(ask.heading)))
    ask.action_button.click()
    qtbot.waitUntil(section.issuers.list.isVisible)
    assert [one.name for one in roots(kukusan)] == ["Akar Uji"]
    qtbot.waitUntil(stage.settled)
    QApplication.processEvents()
    assert defects(stage.window) == [] and unnamed(section) == []
    section.issuers.remove_button.click()
    dialog_of(qtbot, StopDialog).action_button.click()
    qtbot.waitUntil(section.issuers.none.isVisible)
    assert roots(kukusan) == ()
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    section.load()
    qtbot.waitUntil(section.issuers.who.isVisible)
    assert not section.add_button.isEnabled()
    qtbot.waitUntil(stage.settled)
