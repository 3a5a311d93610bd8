"""A second computer and a field laptop join an office by the window: request, fingerprint, grant, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import trust
from desktop_app.office import Office
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import HENDRA, City, Stage, make_city, show
from tests.ui.sitting import choose, dialog_of
from tests.ui.test_sinkronisasi import picture, texts, use_folder
from tests.ui.test_sinkronisasi_kantor import press
from ui.dialogs.enrolment import AcceptDialog, ChoiceDialog, GrantDialog
from ui.dialogs.taken import TakenDialog
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.worker import Worker

Key = Qt.Key


class Desks:
    """Each office at its page, all with one stick."""

    def __init__(self, city: City, worker: Worker, qtbot: QtBot) -> None:
        self.city, self.worker, self.qtbot = city, worker, qtbot
        self.stage: Stage | None = None

    def sit(self, office: Office) -> Stage:
        """Leave the last window and open this office's."""
        if self.stage is not None:
            self.stage.window.close()
        self.stage = show(self.qtbot, office, self.worker, SinkronisasiPage)
        use_folder(self.stage, self.city.folder)
        return self.stage

    @property
    def page(self) -> SinkronisasiPage:
        assert self.stage is not None
        return cast(SinkronisasiPage, self.stage.page)

    def takes_all(self, office: Office) -> Stage:
        """The whole stick, whatever lies on it, is opened; what it says is read and closed."""
        stage = self.sit(office)
        self.page.steps.open_paths([self.city.folder])
        self.settle()
        return stage

    def settle(self) -> None:
        """Until nothing is on its way, with the answers to heaps closed."""
        assert self.stage is not None
        stage = self.stage

        def done() -> bool:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, TakenDialog):
                self.qtbot.keyClick(dialog.list, Key.Key_Return)
                return False
            return stage.settled()

        self.qtbot.waitUntil(done)

    def f2(self) -> None:
        """The window is in front again, and the key goes to it."""
        assert self.stage is not None
        self.stage.window.activateWindow()
        self.qtbot.waitUntil(self.stage.window.isActiveWindow)
        self.qtbot.keyClick(self.stage.window, Key.Key_F2)

    def makes(self, office: Office) -> None:
        """F2: the next file up."""
        stage = self.sit(office)
        before = len(texts(stage))
        self.f2()
        self.qtbot.waitUntil(lambda: len(texts(stage)) > before)
        self.settle()


@pytest.fixture
def desks(tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[Desks]:
    city = make_city(tmp_path, KUKUSAN)
    yield Desks(city, worker, qtbot)
    city.close()


def dkum_admits(desks: Desks, two: Office, laptop: Office) -> None:
    """One request after the other, each with its fingerprint; then DKUM's answer for the kelurahan."""
    city, qtbot = desks.city, desks.qtbot
    city.dkum.enter(HENDRA, PASSPHRASE)
    stage = desks.sit(city.dkum)
    desks.page.steps.open_paths([city.folder])
    taken = dialog_of(qtbot, TakenDialog)
    qtbot.keyClick(taken.list, Key.Key_Return)
    waiting = {each.device.fingerprint.split()[0]: each for each in (two, laptop)}
    for _ in range(2):  # one after the other, without opening anything again
        dialog = dialog_of(qtbot, GrantDialog)
        asks = waiting.pop(dialog._groups[0])
        picture(stage, "kedua-izin")
        qtbot.keyClicks(dialog.field, asks.device.fingerprint.split()[-1])
        qtbot.keyClick(dialog, Key.Key_Return)
        choose(qtbot, city.folder)
        qtbot.waitUntil(lambda d=dialog: QApplication.activeModalWidget() is not d)
    desks.settle()
    assert len(city.dkum.directory.office(KUKUSAN)) == 3  # type: ignore[union-attr]
    desks.f2()
    qtbot.keyClick(dialog_of(qtbot, ChoiceDialog).list, Key.Key_Return)
    qtbot.waitUntil(lambda: any("untuk Kukusan" in text for text in texts(stage)))
    desks.settle()


def grants_are_opened(desks: Desks, *offices_: Office) -> None:
    """Requests, all grants and the answer lie on the stick; the right grant is found, the answer goes in."""
    city, qtbot = desks.city, desks.qtbot
    for one in offices_:
        stage = desks.sit(one)
        desks.page.steps.open_paths([city.folder])
        accept = dialog_of(qtbot, AcceptDialog)
        qtbot.keyClicks(accept.field, city.dkum.directory.root_fingerprints()[0].split()[-1])  # type: ignore[union-attr]
        qtbot.keyClick(accept, Key.Key_Return)
        qtbot.waitUntil(lambda o=one: trust.is_enrolled(o))
        desks.settle()
        qtbot.waitUntil(lambda s=stage: any("Sudah diterapkan" in text for text in texts(s)))


def test_a_second_computer_and_a_laptop_join_and_files_flow_both_ways(desks: Desks, qtbot: QtBot) -> None:
    city = desks.city
    clock = cast(Any, city.dkum.clock)
    two = offices.office(city.folder.parent / "dua", clock=clock, name="Rahmat Hidayat")
    laptop = offices.office(city.folder.parent / "laptop", "lapangan", clock=clock, name="Yusuf Maulana")
    city.others += [two, laptop]
    mine = offices.enter(laptop, offices.persons(1, seed=5))  # entry does not wait for DKUM
    for one in (two, laptop):
        stage = desks.sit(one)
        before = len(list(city.folder.glob("*.dks")))
        desks.f2()
        choose(qtbot, city.folder)
        qtbot.waitUntil(lambda n=before: len(list(city.folder.glob("*.dks"))) > n)
        desks.settle()
    dkum_admits(desks, two, laptop)
    grants_are_opened(desks, two, laptop)

    desks.takes_all(city.kukusan)  # the answer tells it who the others are; the grants are not for it
    assert QApplication.activeModalWidget() is None
    desks.makes(laptop)
    desks.takes_all(city.kukusan)
    assert offices.row(city.kukusan, mine[0]).status == "submitted"
    offices.verify(city.kukusan, mine)
    city.kukusan.enter("Ratna Puspita", PASSPHRASE)
    stage = desks.sit(city.kukusan)
    press(qtbot, desks.page, "Buat untuk komputer lain")
    qtbot.waitUntil(lambda: "untuk komputer lain di kantor ini" in texts(stage)[0])
    desks.settle()
    picture(stage, "kedua-kantor")
    desks.makes(city.kukusan)
    desks.takes_all(two)
    assert offices.row(two, mine[0]).status == "verified"
    own = offices.enter(two, offices.persons(1, seed=6))
    desks.makes(two)

    desks.takes_all(city.dkum)
    assert offices.row(city.dkum, mine[0]).status == "verified"
    assert offices.row(city.dkum, own[0]).status == "submitted"
    city.down()
    answer = sorted(city.folder.glob("*.dks"), key=lambda path: path.stat().st_mtime_ns)[-1]
    stage = desks.sit(laptop)
    desks.page.steps.open_paths([answer])
    desks.settle()
    assert offices.row(laptop, mine[0]).status == "verified"
    assert offices.row(laptop, own[0]).status == "submitted"
    picture(stage, "kedua-laptop")
