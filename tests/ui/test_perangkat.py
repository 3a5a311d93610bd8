"""Perangkat & izin: the list at DKUM, revoking by a compared fingerprint, new keys, DKUM's keys on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.actions import city_keys, devices, trust
from desktop_app.actions.export import make_file
from desktop_app.documents.fingerprint_sheet import FingerprintSheet, write_fingerprint_sheet
from desktop_app.office import Office
from tests import offices
from tests.documents.people import NOW
from tests.documents.reading import page_texts
from tests.offices import KUKUSAN
from tests.ui import cityscene
from tests.ui.cityscene import HENDRA, City, cut, names
from tests.ui.looks import defects, unnamed
from ui.dialogs.device import ReadmitDialog, RevokeDialog
from ui.dialogs.enrolment import AcceptDialog
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_perangkat import DevicesSection
from ui.widgets.dialog import StopDialog
from ui.worker import Worker


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = cityscene.make_city(tmp_path, KUKUSAN)
    one.fill(2)
    one.up()
    yield one
    one.close()


class Scene:
    """The section on one office, and the folder that every dialog for a folder is given."""

    def __init__(self, office: Office, worker: Worker, qtbot: QtBot, folder: Path) -> None:
        self.office, self.worker, self.qtbot, self.folder = office, worker, qtbot, folder
        shown = cityscene.show(qtbot, office, worker, PengaturanPage)
        self.window, self.page = shown.window, shown.page
        assert isinstance(self.page, PengaturanPage)
        self.page.open("perangkat")
        section = self.page.section()
        assert isinstance(section, DevicesSection)
        self.section = section
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(self.worker.idle, timeout=20_000)
        QApplication.processEvents()

    def dialog(self, kind: type[Any]) -> Any:
        self.qtbot.waitUntil(lambda: any(each.isVisible() for each in self.window.findChildren(kind)))
        return next(each for each in self.window.findChildren(kind) if each.isVisible())

    def saves(self, step: Callable[[], object]) -> None:
        """Do something that asks for a folder."""
        step()
        chooser = self.dialog(QFileDialog)
        chooser.fileSelected.emit(str(self.folder))
        chooser.close()
        self.settle()


def test_dkum_revokes_and_takes_back(city: City, worker: Worker, qtbot: QtBot, tmp_path: Path) -> None:
    city.dkum.enter(HENDRA, offices.PASSPHRASE)
    scene = Scene(city.dkum, worker, qtbot, tmp_path)
    section = scene.section
    rows = list(devices.listed(city.dkum))
    assert len(rows) == 2 and rows[0].own
    section.list.select_row(next(at for at, row in enumerate(rows) if row.own))
    assert not section.revoke_button.isEnabled() and not section.readmit_button.isEnabled()
    section.list.select_row(next(at for at, row in enumerate(rows) if not row.own))
    section.revoke_button.click()
    dialog = scene.dialog(RevokeDialog)
    groups = city.kukusan.device.fingerprint.split()
    qtbot.keyClicks(dialog.field, "0000")
    assert not dialog.action_button.isEnabled(), "no reason yet"
    qtbot.keyClicks(dialog.reason, "laptop hilang")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.isVisible() and bool(dialog.problem.text()))
    assert "berbeda" in dialog.problem.text()
    dialog.field.setText(groups[-1])
    for day in ("31-02-2026", f"{city.dkum.today() + timedelta(days=1):%d-%m-%Y}"):
        dialog.since.setText(day)
        assert dialog.problem.isHidden()
        dialog.action_button.click()
        qtbot.waitUntil(lambda: dialog.isVisible() and not dialog.problem.isHidden())
        assert day in dialog.problem.text() and (dialog.since.state(), dialog.field.state()) == ("bad", "")
        assert all(line.revoked is None for line in devices.listed(city.dkum))
    dialog.since.clear()
    dialog.action_button.click()
    scene.settle()
    row = section.list.current_row()
    assert row is not None and row.revoked is not None and row.why == "laptop hilang"
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))
    assert section.readmit_button.isEnabled() and not section.revoke_button.isEnabled()
    assert not cut(scene.page) and len(names(scene.page)) == len(set(names(scene.page)))
    section.readmit_button.click()
    scene.dialog(ReadmitDialog).reject()
    section.readmit_button.click()
    again = scene.dialog(ReadmitDialog)
    again.field.setText(groups[-1])
    again.action_button.click()
    scene.settle()
    row = section.list.current_row()
    assert row is not None and row.revoked is None
    qtbot.waitUntil(lambda: not scene.window.findChildren(ReadmitDialog))
    section.revoke_button.click()
    dialog = scene.dialog(RevokeDialog)
    assert not dialog.retired() and "saksinya" in dialog.meaning.text()
    qtbot.keyClick(dialog.how, Qt.Key.Key_2)
    assert "tetap sah" in dialog.meaning.text()
    qtbot.waitUntil(lambda: defects(dialog) == [] and unnamed(dialog) == [])
    dialog.field.setText(groups[-1])
    qtbot.keyClicks(dialog.reason, "komputer diganti")
    dialog.action_button.click()
    scene.settle()
    assert city.dkum.directory is not None
    (device,) = (one for one in city.dkum.directory.content.devices if one.revoked is not None)
    assert device.keys[-1].until is not None, "only retired: what it sealed before stays good"


def test_an_office_asks_for_new_keys(city: City, worker: Worker, qtbot: QtBot, tmp_path: Path) -> None:
    city.kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    city.kukusan.clock.forward(days=400)  # type: ignore[attr-defined]
    scene = Scene(city.kukusan, worker, qtbot, tmp_path)
    section, told = scene.section, list[str]()
    scene.page.notified.connect(lambda sentence, _undo: told.append(sentence))
    assert "setahun" in section.warning.text() and "90 hari" in section.warning.text()
    old = city.kukusan.device.fingerprint
    scene.saves(section.primary)
    fresh = trust.asked_keys(city.kukusan)
    assert fresh is not None and fresh.fingerprint != old
    assert "menunggu" in section.state.text()
    assert not cut(scene.page)
    request = max(tmp_path.glob("*.dks"), key=lambda path: path.stat().st_mtime)
    grant = trust.grant(city.dkum, request, tmp_path, fingerprint=fresh.fingerprint)
    section.steps.open_paths([grant])
    scene.settle()
    qtbot.waitUntil(lambda: city.kukusan.device.fingerprint == fresh.fingerprint, timeout=20_000)
    assert not devices.key_is_old(city.kukusan)
    sentence = "Izin DKUM dibuka. Daftar Nominatif dapat disegel dan berkas dapat dibuat."
    qtbot.waitUntil(lambda: told[-1:] == [sentence], timeout=5000)


def test_an_office_trusts_the_new_root_of_a_dkum_that_lost_all_keys(
    city: City, worker: Worker, qtbot: QtBot, tmp_path: Path
) -> None:
    city.dkum.enter(HENDRA, offices.PASSPHRASE)
    printed = city_keys.begin_anew(city.dkum, sure=True)
    answer = make_file(city.dkum, tmp_path, to=KUKUSAN).paths[0]
    city.kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    scene = Scene(city.kukusan, worker, qtbot, tmp_path)
    section = scene.section
    section.steps.open_paths([answer])
    stop = scene.dialog(StopDialog)
    assert "bila DKUM mengumumkan kunci baru" in " ".join(
        label.text().replace("Bila", "bila") for label in stop.findChildren(QLabel)
    )
    stop.reject()
    scene.saves(section.primary)
    request = max(tmp_path.glob("*.dks"), key=lambda path: path.stat().st_mtime)
    fresh = trust.asked_keys(city.kukusan)
    assert fresh is not None
    grant = trust.grant(city.dkum, request, tmp_path, fingerprint=fresh.fingerprint)
    section.steps.open_paths([grant])
    dialog = scene.dialog(AcceptDialog)
    assert "baru" in dialog.windowTitle()
    qtbot.keyClicks(dialog.field, "0000")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.isVisible() and bool(dialog.problem.text()))
    dialog.field.clear()
    qtbot.keyClicks(dialog.field, printed.split()[-1])
    before = city.kukusan.directory
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: city.kukusan.directory is not before, timeout=20_000)
    scene.settle()
    assert city.kukusan.directory is not None
    assert city.kukusan.directory.root_fingerprints() == [printed]
    city.down()
    scene.saves(section.root_button.click)
    assert printed.split()[0] in page_texts((tmp_path / "sidik-kunci-dkum.pdf").read_bytes())[0]


def test_a_page_with_a_fingerprint_says_whose_it_is() -> None:
    sheet = FingerprintSheet(
        title="Lembar Sidik Kunci Kantor", owner="Kelurahan Kukusan", facts=[("Perangkat", "7QK")],
        fingerprint=" ".join(f"{n:04X}" for n in range(16)), steps=["Bacakan."], sample=True,
    )  # fmt: skip
    data = write_fingerprint_sheet(sheet, now=NOW)
    assert data == write_fingerprint_sheet(sheet, now=NOW)
    (text,) = page_texts(data)
    assert all(f"{n:04X}" in text for n in range(16)) and "Kelurahan Kukusan" in text and "CONTOH" in text
