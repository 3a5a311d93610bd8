"""A heap of files with requests and grants: read beside the window, one after another, none lost."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path, PosixPath, WindowsPath
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.actions import trust
from desktop_app.actions.export import make_file
from desktop_app.keys.device import DeviceKeys
from desktop_app.office import Office
from desktop_app.sync import enrolment
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import HENDRA, City, Stage, make_city, show
from tests.ui.sitting import dialog_of
from tests.ui.test_sinkronisasi import texts
from ui.dialogs.enrolment import AcceptDialog, GrantDialog
from ui.dialogs.taken import TakenDialog
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

Key = Qt.Key
touched: list[tuple[str, bool]] = []
"""Files of a stick that were looked at: the name, and whether by the window's own thread."""


class OnStick(WindowsPath if os.name == "nt" else PosixPath):  # type: ignore[misc]
    """A path that tells which thread goes to the disk with it."""

    def __fspath__(self) -> str:
        touched.append((self.name, threading.current_thread() is threading.main_thread()))
        return super().__fspath__()


@pytest.fixture
def city(tmp_path: Path, look: Callable[[str], None]) -> Any:
    one = make_city(tmp_path, KUKUSAN)
    yield one
    one.close()


def newcomer(city: City, name: str, code: str) -> Office:
    made = offices.office(city.folder.parent / name, code=code, clock=cast(Any, city.dkum.clock))
    city.others.append(made)
    return made


def opens(stage: Stage, *paths: Path) -> None:
    cast(SinkronisasiPage, stage.page).steps.open_paths([OnStick(path) for path in paths])


def said(dialog: StopDialog) -> str:
    return dialog.accessibleDescription()


def test_without_a_grant_of_its_own_an_office_is_told_so(qtbot: QtBot, worker: Worker, city: City) -> None:
    baru, lain = newcomer(city, "baru", "3276061003"), newcomer(city, "lain", "3276061004")
    request = trust.make_request(lain, city.folder)
    grant = trust.grant(city.dkum, request, city.folder, fingerprint=lain.device.fingerprint)
    answer = make_file(city.dkum, city.folder, to=KUKUSAN).paths[0]
    stage = show(qtbot, baru, worker, SinkronisasiPage)
    touched.clear()
    opens(stage, answer, grant)
    dialog = dialog_of(qtbot, StopDialog)
    assert "belum mendapat izin DKUM" in said(dialog) and "mungkin untuk kantor lain" in said(dialog)
    assert {name for name, _window in touched} == {answer.name, grant.name}
    qtbot.keyClick(dialog, Key.Key_Escape)

    own = trust.make_request(baru, city.folder)
    opens(stage, answer, trust.grant(city.dkum, own, city.folder, fingerprint=baru.device.fingerprint))
    qtbot.keyClick(dialog_of(qtbot, AcceptDialog), Key.Key_Escape)
    dialog = dialog_of(qtbot, StopDialog)
    assert "belum mendapat izin DKUM" in said(dialog) and "kantor lain" not in said(dialog)
    qtbot.keyClick(dialog, Key.Key_Escape)
    qtbot.waitUntil(stage.settled)
    assert not any(window for _name, window in touched), "a stick may be slow: the window never waits for it"
    assert not texts(stage) and not trust.is_enrolled(baru)


def forged(city: City) -> Path:
    """A request that goes on as Kukusan with a key Kukusan never had."""
    device = city.kukusan.device
    again = enrolment.make_again(
        device, [DeviceKeys.generate().signing_key], ep=2, why="restored", have={}
    )  # fmt: skip
    core, data = enrolment.make_request(
        device, kind="kelurahan", kelurahan=KUKUSAN, people=[], csr=b"", made=1, app="w", ep=2, again=again
    )
    return enrolment.save(city.folder, core, data)


def test_after_a_request_that_is_left_or_refused_the_next_one_comes(
    qtbot: QtBot, worker: Worker, city: City
) -> None:
    city.dkum.enter(HENDRA, PASSPHRASE)
    first, last = newcomer(city, "satu", "3276061003"), newcomer(city, "dua", "3276061004")
    paths = [trust.make_request(first, city.folder), forged(city), trust.make_request(last, city.folder)]
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    touched.clear()
    opens(stage, *paths)
    taken = dialog_of(qtbot, TakenDialog)
    qtbot.keyClick(taken.list, Key.Key_Return)
    grant = dialog_of(qtbot, GrantDialog)
    qtbot.keyClicks(grant.field, first.device.fingerprint.split()[-1])
    qtbot.keyClick(grant, Key.Key_Return)
    qtbot.keyClick(dialog_of(qtbot, QFileDialog), Key.Key_Escape)  # no folder after all
    stop = dialog_of(qtbot, StopDialog)
    assert "tidak ditandatangani dengan kunci" in said(stop) and stop.action_button is None
    qtbot.keyClick(stop, Key.Key_Escape)
    grant = dialog_of(qtbot, GrantDialog)
    assert grant._groups == last.device.fingerprint.split()
    qtbot.keyClick(grant, Key.Key_Escape)
    qtbot.waitUntil(stage.settled)
    assert QApplication.activeModalWidget() is None
    assert not any(window for _name, window in touched)
