"""Sinkronisasi with real offices: what reached DKUM, what a file did, what was refused."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions import trust
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.office import open_office
from resources.i18n import set_language
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import HENDRA, City, Stage, cut, make_city, names, show
from tests.ui.sitting import choose, dialog_of
from ui.dialogs.enrolment import AcceptDialog, ChoiceDialog, GrantDialog
from ui.dialogs.taken import TakenDialog
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path)
    yield one
    one.close()


def texts(stage: Stage) -> list[str]:
    """What the list says, a sentence a line."""
    model = cast(SinkronisasiPage, stage.page).list.table_model()
    assert model is not None
    return [
        str(model.data(model.index(n, 0), Qt.ItemDataRole.AccessibleTextRole))
        for n in range(model.rowCount())
    ]


def use_folder(stage: Stage, folder: Path) -> None:
    """As if it had been chosen before."""
    stage.bench.prefs.put("file_folder", str(folder))


def picture(stage: Stage, name: str) -> None:
    """Keep a picture where somebody asks for them."""
    folder = os.environ.get("WIRA_SHOTS")
    if folder:
        stage.settled()
        stage.window.grab().save(f"{folder}/{name}.png")


def test_made_by_f2_it_waits_until_dkum_says_so(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    city.fill(3)
    stage = show(qtbot, city.kukusan, worker, SinkronisasiPage)
    use_folder(stage, city.folder)
    qtbot.keyClick(stage.window, Key.Key_F2)
    qtbot.waitUntil(lambda: len(texts(stage)) == 1, timeout=10_000)
    assert "0001 untuk DKUM" in texts(stage)[0]
    assert "Menunggu tanda terima" in texts(stage)[0]
    assert "Diterima" not in texts(stage)[0]
    picture(stage, "sync-waiting")
    made = sorted(city.folder.glob("*.dks"))
    assert len(made) == 1

    open_file(city.dkum, made[0])
    answer = make_file(city.dkum, city.folder, to=KUKUSAN).paths[0]
    qtbot.keyClick(stage.window, Key.Key_O, CONTROL)
    choose(qtbot, answer)
    qtbot.waitUntil(lambda: len(texts(stage)) == 2, timeout=10_000)
    assert any("0001 untuk DKUM" in text and "Diterima DKUM 24 Nov" in text for text in texts(stage))
    assert "perubahan sudah diterima DKUM. 0 menunggu" in stage.page.subtitle()
    picture(stage, "sync-received")


def test_a_file_cut_short_stops_and_stays_in_the_list(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    city.fill(2)
    whole = make_file(city.kukusan, city.folder).paths[0]
    short = city.folder / "terpotong.dks"
    short.write_bytes(whole.read_bytes()[:-200])
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    page = cast(SinkronisasiPage, stage.page)
    page.steps.open_paths([short])
    dialog = dialog_of(qtbot, StopDialog)
    assert "E_TRUNC" in dialog.details()
    picture(stage, "sync-stop")
    if os.environ.get("WIRA_SHOTS"):
        dialog.grab().save(f"{os.environ['WIRA_SHOTS']}/sync-stop-dialog.png")
    qtbot.keyClick(dialog, Key.Key_Escape)
    qtbot.waitUntil(stage.settled)
    assert "Ditolak: terpotong.dks" in texts(stage)[0]
    assert "Belum tersalin lengkap" in texts(stage)[0]
    picture(stage, "sync-refused")
    shutil.copy(whole, short)
    page.steps.open_paths([short])
    qtbot.waitUntil(lambda: "Sudah diterapkan" in texts(stage)[0], timeout=10_000)
    assert not any("Ditolak" in text for text in texts(stage))


def test_enrolment_by_keys_with_a_compared_fingerprint(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], tmp_path: Path
) -> None:
    city = make_city(tmp_path)
    alone = offices.office(tmp_path / "baru", code="3276061003", clock=cast(Any, city.dkum.clock))
    city.others.append(alone)
    stage = show(qtbot, alone, worker, SinkronisasiPage)
    picture(stage, "sync-alone")
    qtbot.keyClick(stage.window, Key.Key_F2)
    choose(qtbot, city.folder)
    qtbot.waitUntil(lambda: len(list(city.folder.glob("*.dks"))) == 1, timeout=10_000)
    request = next(city.folder.glob("*.dks"))

    at_dkum = show(qtbot, city.dkum, worker, SinkronisasiPage)
    cast(SinkronisasiPage, at_dkum.page).steps.open_paths([request])
    dialog = dialog_of(qtbot, GrantDialog)
    last = alone.device.fingerprint.split()[-1]
    assert last not in [label.text() for label in dialog.findChildren(type(dialog.heading))]
    picture(at_dkum, "sync-grant")
    if os.environ.get("WIRA_SHOTS"):
        dialog.grab().save(f"{os.environ['WIRA_SHOTS']}/sync-grant-dialog.png")
    qtbot.keyClicks(dialog.field, "0000" if last != "0000" else "1111")
    qtbot.keyClick(dialog, Key.Key_Return)
    choose(qtbot, city.folder)
    dialog = dialog_of(qtbot, GrantDialog)
    qtbot.waitUntil(lambda: dialog.problem.isVisible())
    assert len(list(city.folder.glob("*.dks"))) == 1
    qtbot.keyClicks(dialog.field, last)
    qtbot.keyClick(dialog, Key.Key_Return)
    choose(qtbot, city.folder)
    qtbot.waitUntil(lambda: len(list(city.folder.glob("*.dks"))) == 2, timeout=10_000)
    grant = next(path for path in city.folder.glob("*.dks") if path != request)
    qtbot.waitUntil(at_dkum.settled)

    cast(SinkronisasiPage, stage.page).steps.open_paths([grant])
    accept = dialog_of(qtbot, AcceptDialog)
    assert city.dkum.directory is not None
    qtbot.keyClicks(accept.field, city.dkum.directory.root_fingerprints()[0].split()[-1])
    qtbot.keyClick(accept, Key.Key_Return)
    qtbot.waitUntil(lambda: trust.is_enrolled(alone) and stage.settled(), timeout=10_000)
    assert stage.page.header_actions()
    city.close()


def test_dkum_chooses_for_whom(qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City) -> None:
    city.fill(2)
    city.up()
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    use_folder(stage, city.folder)
    qtbot.keyClick(stage.window, Key.Key_F2)
    dialog = dialog_of(qtbot, ChoiceDialog)
    if os.environ.get("WIRA_SHOTS"):
        dialog.grab().save(f"{os.environ['WIRA_SHOTS']}/sync-choose-dialog.png")
    qtbot.keyClick(dialog.list, Key.Key_Return)
    qtbot.waitUntil(lambda: sum("untuk" in text for text in texts(stage)) == 2, timeout=10_000)
    picture(stage, "sync-dkum")


def test_a_file_too_early_offers_the_request_and_goes_in_later(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City, tmp_path: Path
) -> None:
    copy = make_backup(city.dkum, tmp_path / "cadangan").path
    city.fill(2)
    city.up()
    city.down()
    city.fill(2, seed=2)
    early = make_file(city.kukusan, city.folder).paths[0]
    city.dkum.close()
    restore_backup(copy, tmp_path / "lagi", HENDRA, PASSPHRASE)
    city.dkum = open_office(tmp_path / "lagi", HENDRA, PASSPHRASE, clock=offices.Clock())
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    page = cast(SinkronisasiPage, stage.page)
    page.steps.open_paths([early])
    dialog = dialog_of(qtbot, StopDialog)
    assert "E_GAP" in dialog.details()
    if os.environ.get("WIRA_SHOTS"):
        dialog.grab().save(f"{os.environ['WIRA_SHOTS']}/sync-gap-dialog.png")
    qtbot.keyClick(dialog, Key.Key_Return)
    goal = tmp_path / "permintaan"
    goal.mkdir()
    choose(qtbot, goal)
    qtbot.waitUntil(lambda: len(list(goal.glob("*.dks"))) == 1, timeout=10_000)
    qtbot.waitUntil(stage.settled, timeout=10_000)
    assert any("Menunggu" in text for text in texts(stage))
    picture(stage, "sync-gap")

    open_file(city.kukusan, next(goal.glob("*.dks")))
    page.steps.open_paths(make_file(city.kukusan, city.folder).paths)
    qtbot.waitUntil(lambda: not any("Menunggu:" in text for text in texts(stage)), timeout=10_000)
    qtbot.waitUntil(stage.settled, timeout=10_000)
    assert sum("Berkas Kukusan, Kec. Beji" in text for text in texts(stage)) == 2


def test_dropped_files_are_opened(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    city.fill(1)
    path = make_file(city.kukusan, city.folder).paths[0]
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle = QPointF(stage.page.rect().center())
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle.toPoint(), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(stage.page, enter)
    assert enter.isAccepted()
    drop = QDropEvent(middle, Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(stage.page, drop)
    qtbot.waitUntil(lambda: len(texts(stage)) == 1, timeout=10_000)
    assert "Sudah diterapkan" in texts(stage)[0]


def test_a_folder_is_opened_with_one_answer(
    qtbot: QtBot, worker: Worker, look: Callable[[str], None], city: City
) -> None:
    """By key; names that chat programs changed, sub-folders, what is cut, a request among them."""
    city.fill(2)
    make_file(city.kukusan, city.folder).paths[0].rename(city.folder / "DOC-0007.bin")
    sub = city.folder / "Unduhan"
    sub.mkdir()
    shutil.copy(city.folder / "DOC-0007.bin", sub / "dks (1).dks.txt")
    (sub / "terpotong.dks").write_bytes((sub / "dks (1).dks.txt").read_bytes()[:-9])
    (sub / "undangan.pdf").write_bytes(b"%PDF-1.7")
    alone = offices.office(city.folder.parent / "baru", code="3276061003", clock=cast(Any, city.dkum.clock))
    city.others.append(alone)
    trust.make_request(alone, sub)
    stage = show(qtbot, city.dkum, worker, SinkronisasiPage)
    qtbot.keyClick(stage.window, Key.Key_O, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    choose(qtbot, city.folder)
    dialog = dialog_of(qtbot, TakenDialog)
    for words in ("1 berkas masuk", "1 berkas sudah pernah", "1 berkas ditolak", "1 berkas pendaftaran"):
        assert words in dialog.told.text()
    assert "Salin ulang" in dialog.step.text()
    if os.environ.get("WIRA_SHOTS"):
        dialog.grab().save(f"{os.environ['WIRA_SHOTS']}/sync-taken-dialog.png")
    qtbot.keyClick(dialog.list, Key.Key_Return)
    grant = dialog_of(qtbot, GrantDialog)
    qtbot.keyClick(grant, Key.Key_Escape)
    qtbot.waitUntil(stage.settled)
    assert any("Sudah diterapkan" in text for text in texts(stage))


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_cut_and_every_name_is_its_own(
    qtbot: QtBot, worker: Worker, themed: str, city: City, size: tuple[int, int], language: str
) -> None:
    city.fill(2)
    city.up()
    city.down()
    make_file(city.kukusan, city.folder)
    (city.folder / "salah.dks").write_bytes(b"bukan berkas" * 40)
    try:
        set_language(cast(Any, language))
        stage = show(qtbot, city.kukusan, worker, SinkronisasiPage, size=size)
        page = cast(SinkronisasiPage, stage.page)
        page.steps.open_paths([city.folder / "salah.dks"])
        qtbot.keyClick(dialog_of(qtbot, StopDialog), Key.Key_Escape)
        qtbot.waitUntil(stage.settled)
        picture(stage, f"sync-{size[0]}-{themed}-{language}")
        assert cut(stage.window) == []
        found = names(page)
        assert all(found)
        assert len(found) == len(set(found))
        assert stage.window.width() == size[0]
    finally:
        set_language("id")
