"""What cannot be taken, and places that take nothing: told in the window, and nothing is changed.

The system itself refuses: /dev/full, a folder of the kernel, the largest size of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import rosters
from desktop_app.actions.arrivals import refusals
from desktop_app.actions.backup import name_of
from desktop_app.actions.export import make_file
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.trust import make_request
from desktop_app.domain.moments import wib
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.sync.refusal import SENTENCES
from tests import offices
from tests.badfiles import DKUM, NAMES, BadFiles, opened, snapshot
from tests.limits import BARRED, ON_LINUX, full_for, no_room
from tests.offices import CURUG, KUKUSAN, PASSPHRASE
from tests.storage.test_work import everything
from tests.ui.cityscene import Stage, show
from tests.ui.entri_desk import CTRL, ENTER, PLAIN, open_desk
from tests.ui.sitting import choose, dialog_of
from ui.bench import Bench
from ui.pages.base import Page
from ui.pages.dokumen import DokumenPage
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_cadangan import BackupSection
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.widgets.dialog import StopDialog
from ui.worker import Worker

Key = Qt.Key
Open = Callable[[str], Office]


@pytest.fixture
def city(bad_files: BadFiles, tmp_path: Path) -> Iterator[Open]:
    """Opens an office of the city's copy by its folder's name."""
    folder = bad_files.copied(tmp_path)
    made: list[Office] = []

    def one(name: str) -> Office:
        made.append(opened(folder / name))
        return made[-1]

    yield one
    for office in made:
        office.close()


@pytest.fixture
def stage(qtbot: QtBot, worker: Worker, look: object) -> Callable[..., Stage]:
    """A page of an office in its window."""

    def put(office: Office, make: Callable[[Bench], Page]) -> Stage:
        return show(qtbot, office, worker, make)

    return put


def words(widget: QWidget) -> str:
    """All that is written in it."""
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def close(qtbot: QtBot, dialog: StopDialog, stage: Stage) -> None:
    qtbot.keyClick(dialog, Key.Key_Escape)
    qtbot.waitUntil(stage.settled, timeout=10_000)


def press(qtbot: QtBot, stage: Stage, key: Qt.Key, mod: Qt.KeyboardModifier = PLAIN) -> None:
    """A key to the page, which is in front again."""
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    qtbot.keyClick(stage.window, key, mod)


def rows(office: Office) -> dict[str, Any]:
    """All that is kept but the local counters."""
    with office.reading() as connection:
        return {
            name: found for name, found in everything(connection).items() if name not in ("setting", "access")
        }


# ---- Sinkronisasi: what came -----------------------------------------------------------------------------


def in_list(stage: Stage) -> list[str]:
    model = cast(SinkronisasiPage, stage.page).list.table_model()
    assert model is not None
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.data(model.index(n, 0), role)) for n in range(model.rowCount())]


def goes_in(qtbot: QtBot, stage: Stage, path: Path) -> None:
    """The window goes on: a good file is taken in."""
    before = sum("Sudah diterapkan" in text for text in in_list(stage))
    cast(SinkronisasiPage, stage.page).steps.open_paths([path])
    qtbot.waitUntil(
        lambda: sum("Sudah diterapkan" in text for text in in_list(stage)) == before + 1, timeout=10_000
    )
    qtbot.waitUntil(stage.settled, timeout=10_000)


REFUSED = (
    (DKUM, ("E_FORMAT letter", "E_TRUNC", "E_SIG", "E_BIND", "E_KEY", "E_KEY newer", "E_KEY renewed",
            "E_KEY name", "E_KEY relayed", "E_KEY word", "E_REVOKED", "E_REVOKED key", "E_VERSION kind",
            "E_LIMIT op", "E_OPS json", "E_SCOPE", "E_SCOPE name", "E_SCOPE stream", "E_USIG", "E_FORK",
            "E_IO absent")),
    (CURUG, ("E_RCPT",)),
    (KUKUSAN, ("E_SCOPE office", "E_DIR twin", "E_DIR root", "E_DIR spoilt", "E_DIR former")),
)  # fmt: skip


def test_every_class_is_seen_in_the_window() -> None:
    """E_SPACE stands below; E_GAP, where a file waits and another one is asked for, in test_sinkronisasi."""
    seen = {name.split()[0] for _, names in REFUSED for name in names}
    assert seen | {"E_GAP", "E_SPACE"} == set(SENTENCES)
    several = {name for name in NAMES if name.startswith(("E_KEY", "E_SCOPE", "E_DIR", "E_REVOKED"))}
    assert several - {each for _, names in REFUSED for each in names} == {"E_KEY request"}, "its own door"


@pytest.mark.parametrize(("name", "names"), REFUSED)
def test_files_that_are_refused_are_told_and_listed(
    qtbot: QtBot,
    stage: Callable[..., Stage],
    city: Open,
    bad_files: BadFiles,
    name: str,
    names: tuple[str, ...],
) -> None:
    office = city(name)
    here = stage(office, SinkronisasiPage)
    page = cast(SinkronisasiPage, here.page)
    before = snapshot(office.home)
    for each in names:
        bad = bad_files.files[each]
        page.steps.open_paths([bad.path])
        dialog = dialog_of(qtbot, StopDialog)
        told = words(dialog)
        assert bad.code in dialog.details()
        assert bad.path.name in told
        if bad.code not in ("E_IO", "E_FORK"):
            note = refusals(office)[0]
            assert note.message in told and note.next_step in told
            assert bad.is_told(WiraError(note.message, next_step=note.next_step))
        assert "tidak berubah" in told
        assert "Langkah berikutnya" in told
        close(qtbot, dialog, here)
        assert any(f"Ditolak: {bad.path.name}" in text for text in in_list(here))
    assert snapshot(office.home) == before
    if name == DKUM:
        goes_in(qtbot, here, bad_files.good)


@ON_LINUX
def test_a_disk_that_fills_up_while_a_file_goes_in(
    qtbot: QtBot, stage: Callable[..., Stage], city: Open, bad_files: BadFiles
) -> None:
    office = city(DKUM)
    here = stage(office, SinkronisasiPage)
    page = cast(SinkronisasiPage, here.page)
    before = rows(office)
    with no_room():
        page.steps.open_paths([bad_files.good])
        dialog = dialog_of(qtbot, StopDialog)
    assert "E_SPACE" in dialog.details()
    assert all(sentence in words(dialog) for sentence in SENTENCES["E_SPACE"])
    close(qtbot, dialog, here)
    assert rows(office) == before
    goes_in(qtbot, here, bad_files.good)


# ---- Sinkronisasi: what is made --------------------------------------------------------------------------


@ON_LINUX
def test_a_sync_file_for_a_full_or_barred_place(
    qtbot: QtBot, stage: Callable[..., Stage], city: Open, tmp_path: Path
) -> None:
    office = city(KUKUSAN)
    (tmp_path / "lain").mkdir()
    made = make_file(office, tmp_path / "lain")
    name = made.paths[0].name.replace(f"-{made.no:04d}_", f"-{made.no + 1:04d}_")
    stick = tmp_path / "FLASHDISK"
    full_for(stick / name)
    here = stage(office, SinkronisasiPage)
    before, listed = rows(office), in_list(here)
    for folder, cause in ((stick, "Ruang disk kurang."), (BARRED, "Folder tujuan tidak ada atau tidak")):
        here.bench.prefs.put("file_folder", str(folder))
        press(qtbot, here, Key.Key_F2)
        dialog = dialog_of(qtbot, StopDialog)
        told = words(dialog)
        assert cause in told
        assert "Langkah berikutnya" in told
        assert "dks_" in told
        close(qtbot, dialog, here)
        assert rows(office) == before
        assert in_list(here) == listed
    assert list(stick.iterdir()) == []
    here.bench.prefs.put("file_folder", str(stick))
    press(qtbot, here, Key.Key_F2)
    qtbot.waitUntil(lambda: len(in_list(here)) == len(listed) + 1, timeout=10_000)
    assert [path.name for path in stick.iterdir()] == [name]


# ---- Dokumen ---------------------------------------------------------------------------------------------


@ON_LINUX
def test_a_roster_saved_to_a_full_stick_and_a_barred_folder(
    qtbot: QtBot, stage: Callable[..., Stage], city: Open, tmp_path: Path
) -> None:
    office = city(KUKUSAN)
    office.enter("Dian Lestari", PASSPHRASE)
    wish = RosterWish("WUB", 2026, "arsip", "500.3/7", office.today())
    pdf = document_pdf(office, rosters.seal_roster(office, wish).document)
    here = stage(office, DokumenPage)
    page = cast(DokumenPage, here.page)
    qtbot.waitUntil(lambda: page.paper.paper() is not None, timeout=15_000)
    before = rows(office)
    full = full_for(tmp_path / "FLASHDISK" / "daftar.pdf")
    for goal, cause in ((full, "penuh"), (BARRED / "daftar.pdf", "tidak dapat ditulis")):
        press(qtbot, here, Key.Key_S, CTRL)
        choose(qtbot, goal)
        dialog = dialog_of(qtbot, StopDialog)
        told = words(dialog)
        assert "Berkas belum tersimpan karena" in told
        assert cause in told
        assert "daftar.pdf" in told
        assert "Langkah berikutnya" in told
        close(qtbot, dialog, here)
        assert not goal.exists()
    assert list(full.parent.iterdir()) == []
    page.outgoing.save_to(tmp_path / "dicabut" / "daftar.pdf")  # chosen, then the stick was pulled out
    dialog = dialog_of(qtbot, StopDialog)
    assert "Folder tujuan tidak ada lagi" in words(dialog) and "daftar.pdf" in words(dialog)
    close(qtbot, dialog, here)
    assert not (tmp_path / "dicabut").exists()
    assert rows(office) == before
    press(qtbot, here, Key.Key_S, CTRL)
    choose(qtbot, full)
    qtbot.waitUntil(full.exists)
    qtbot.waitUntil(here.settled)
    assert full.read_bytes() == pdf


# ---- Pengaturan ------------------------------------------------------------------------------------------


@ON_LINUX
def test_a_backup_to_a_full_stick_and_a_barred_folder(
    qtbot: QtBot, stage: Callable[..., Stage], city: Open, tmp_path: Path
) -> None:
    office = city(KUKUSAN)
    here = stage(office, PengaturanPage)
    page = cast(PengaturanPage, here.page)
    page.open("cadangan")
    section = page.section()
    assert isinstance(section, BackupSection)
    before = rows(office)
    stick = tmp_path / "FLASHDISK"
    name = f"{name_of(office)}_{wib(office.clock()):%Y%m%d-%H%M%S}.tar"
    full_for(stick / name)
    for folder, cause in ((stick, "penuh"), (BARRED, "tidak dapat ditulis")):
        section.make(folder)
        dialog = dialog_of(qtbot, StopDialog)
        told = words(dialog)
        assert "Berkas belum tersimpan karena" in told
        assert cause in told
        assert name in told
        assert "Langkah berikutnya" in told
        close(qtbot, dialog, here)
        assert rows(office) == before
    assert list(stick.iterdir()) == []
    assert not list(office.home.glob(".cadangan-*"))
    section.make(stick)
    qtbot.waitUntil(section.facts.isVisible, timeout=10_000)
    assert [path.name for path in stick.iterdir()] == [name]


# ---- Entri -----------------------------------------------------------------------------------------------


@ON_LINUX
def test_an_applicant_typed_while_the_office_disk_is_full(
    qtbot: QtBot, worker: Worker, look: object, tmp_path: Path
) -> None:
    """What is typed stays on the screen, is told to be unsaved, and goes in once there is room."""
    desk = open_desk(tmp_path / "kantor", worker, qtbot)
    try:
        person = offices.persons(1)[0]
        before = rows(desk.office)
        desk.fill(str(person["nik"]))
        desk.go("nama")
        desk.type(str(person["nama"]))
        qtbot.waitUntil(lambda: bool(desk.office.drafts.list()))
        with no_room():
            desk.press(ENTER, CTRL)
            qtbot.waitUntil(lambda: "Disk komputer ini penuh" in words(desk.page), timeout=10_000)
            qtbot.waitUntil(worker.idle)
        assert "Isian Anda masih ada di layar" in words(desk.page)
        assert not desk.page.chip.text(), "nothing beside it says that all is safe"
        assert "tersimpan di komputer ini" not in words(desk.window.key_bar)
        assert desk.page.form.raw()["nama"] == person["nama"]
        assert rows(desk.office) == before
        desk.press(ENTER, CTRL)
        desk.wait(lambda: desk.count() == 1)
        qtbot.waitUntil(worker.idle)
        assert not desk.office.drafts.list()
    finally:
        desk.office.close()


# ---- before DKUM's grant ---------------------------------------------------------------------------------


@ON_LINUX
def test_a_request_for_a_full_or_barred_place(
    qtbot: QtBot, stage: Callable[..., Stage], tmp_path: Path
) -> None:
    office = offices.office(tmp_path / "sendiri")
    try:
        here = stage(office, SinkronisasiPage)
        (tmp_path / "lain").mkdir()
        name = make_request(office, tmp_path / "lain").name
        stick = tmp_path / "FLASHDISK"
        full_for(stick / name)
        for folder, cause in ((stick, "Ruang disk kurang."), (BARRED, "Folder tujuan tidak ada")):
            press(qtbot, here, Key.Key_F2)
            choose(qtbot, folder)
            dialog = dialog_of(qtbot, StopDialog)
            assert cause in words(dialog)
            close(qtbot, dialog, here)
        assert list(stick.iterdir()) == []
        press(qtbot, here, Key.Key_F2)
        choose(qtbot, stick)
        qtbot.waitUntil(lambda: [path.name for path in stick.iterdir()] == [name])
        qtbot.waitUntil(here.settled)
    finally:
        office.close()
