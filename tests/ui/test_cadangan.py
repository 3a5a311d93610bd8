"""Backups in the window: the daily one by itself, the strip that stays, and what is set."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from filelock import FileLock
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from desktop_app.actions.backup import look_at_backup, make_backup
from desktop_app.actions.replacing import look_beside
from desktop_app.actions.safekeeping import BackupSettings, set_backup
from desktop_app.card import read_info
from desktop_app.keys.attempts import FILE_NAME
from desktop_app.office import Office, open_office, take_lock
from desktop_app.storage import running
from desktop_app.storage.work import Changes
from tests import offices
from tests.flows.test_faults import held
from tests.ui.deskscene import ME, Scene
from tests.ui.kantor import names_unique, nothing_cut
from ui.bench import Leaving
from ui.dialogs.restore import RestoreDialog, _moving, ask_whether
from ui.pages.beranda import BerandaPage
from ui.pages.pengaturan_cadangan import BackupSection
from ui.pages.pindah import MovedScreen, WaitScreen
from ui.widgets.button import Button
from ui.widgets.dialog import StopDialog
from ui.widgets.toast import Banner

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def scene(looked: Scene) -> Scene:
    return looked


def banners(scene: Scene) -> list[Banner]:
    return [each for each in scene.window.findChildren(Banner) if each.isVisible()]


def test_the_reminder_stays_until_a_copy_lies_elsewhere(scene: Scene) -> None:
    """Over every page, in the window's title and among the steps; the daily copy ends it by itself."""
    offices.office(scene.folder / "kantor", clock=scene.clock).close()
    scene.clock.forward(days=8)
    scene.come_in()
    assert scene.desk.bench is not None
    keeper = scene.desk.bench.backups
    scene.until(lambda: banners(scene))
    assert "(" in scene.window.windowTitle()
    page = scene.window.page("beranda")
    assert isinstance(page, BerandaPage)
    scene.until(lambda: page.steps.buttons)
    scene.looks_right(page)
    (strip,) = banners(scene)
    scene.desk.bench.changed.emit(Changes({"application": frozenset({1})}))
    scene.settle()
    assert banners(scene) == [strip]  # the same one: a button in it keeps the focus
    page.steps.buttons[0].click()
    assert scene.window.here() == "pengaturan"
    section = scene.settings().section()
    assert isinstance(section, BackupSection)
    stick = scene.folder / "Dropbox"
    section._use(stick)  # not there yet: today's copy is kept here, and the strip stays
    scene.until(lambda: keeper.state is not None and keeper.state.last is not None and not keeper.busy)
    scene.settle()
    assert banners(scene) and not stick.exists()
    scene.looks_right(scene.settings())
    stick.mkdir()
    keeper.look()
    scene.until(lambda: not banners(scene))
    scene.settle()
    assert "(" not in scene.window.windowTitle()
    assert len(list(stick.glob("*.tar"))) == 1
    scene.looks_right(scene.settings())


@pytest.mark.parametrize("looked", [("light", "id")], indirect=True)
@pytest.mark.parametrize(("kind", "code"), [("dkum", ""), ("lapangan", offices.KUKUSAN)])
def test_dkum_and_a_laptop_are_reminded_too(scene: Scene, kind: Any, code: str) -> None:
    """Seven days are not yet too long; from then on the strip stands over every page, each day again."""
    offices.office(scene.folder / "kantor", kind, code, clock=scene.clock).close()
    scene.clock.forward(days=7)
    scene.come_in()
    scene.settle()
    assert scene.desk.bench is not None and not banners(scene)
    keeper = scene.desk.bench.backups
    scene.clock.forward(days=1)
    keeper.refresh()
    scene.until(lambda: banners(scene))
    for page in ("sinkronisasi", "pengaturan"):
        scene.window.go(page)
        scene.settle()
        assert "belum punya cadangan di luar komputer ini" in banners(scene)[0].accessibleName()
    assert "cadangan terlambat" in scene.window.windowTitle()


def _settled(scene: Scene, part: str = "cadangan") -> BackupSection:
    page = scene.settings()
    page.open(part)
    scene.settle()
    section = page.section()
    assert isinstance(section, BackupSection)
    return section


def test_a_copy_that_is_gone_from_its_folder_is_told_of_at_the_next_look(scene: Scene) -> None:
    office = offices.office(scene.folder / "kantor", clock=scene.clock)
    scene.clock.forward(days=8)
    copy = make_backup(office, scene.folder / "OneDrive").path
    office.close()
    scene.come_in()
    bench = scene.desk.bench
    assert bench is not None
    keeper = bench.backups
    scene.until(lambda: keeper.state is not None)
    assert not keeper.overdue()
    copy.rename(copy.with_name("dipindah"))
    keeper.look(at_once=True)
    scene.until(lambda: keeper.overdue() and not keeper.busy)
    assert keeper.state is not None and keeper.state.lost is not None
    copy.with_name("dipindah").rename(copy)
    keeper.look(at_once=True)
    scene.until(lambda: not keeper.overdue())


def test_other_folders_with_copies_are_named_and_one_that_is_gone_no_more(scene: Scene) -> None:
    office = offices.office(scene.folder / "kantor", clock=scene.clock)
    folders = [scene.folder / name for name in ("Dropbox", "laci", "OneDrive")]
    for each in folders:
        each.mkdir()
        set_backup(office, BackupSettings(str(each)))
        make_backup(office, each)
    folders[1].rename(folders[1].with_name("pergi"))
    office.close()
    scene.come_in()
    section = _settled(scene)
    scene.until(section.places.isVisible)
    said = [each.text() for each in section.places.findChildren(QLabel) if each.isVisible()]
    assert any(str(folders[0]) in text and "24 Nov 2026 09.00" in text for text in said)
    assert any(str(folders[1]) in text for text in said) and not any(str(folders[2]) in text for text in said)
    scene.looks_right(scene.settings())
    (gone,) = section.places.findChildren(Button)
    assert str(folders[1]) in gone.accessibleName()
    gone.click()
    scene.until(
        lambda: (
            not [each for each in section.places.findChildren(Button) if each.isVisible()]
            and section.places.isVisible()
        )
    )
    section._keep(BackupSettings(str(folders[0])))
    scene.until(lambda: any(str(folders[2]) in each.text() for each in section.places.findChildren(QLabel)))


def test_a_backup_takes_the_place_of_the_open_office(scene: Scene) -> None:
    """Shown first beside what is here; a wrong passphrase closes nothing; then one is in the restored "
    "office."""
    office = offices.office(scene.folder / "kantor", clock=scene.clock)
    offices.enter(office, offices.persons(1))
    copy = make_backup(office, scene.folder / "flash")
    offices.enter(office, offices.persons(2, seed=3))
    other = offices.office(scene.folder / "lain", name="Dian Lestari")
    theirs = make_backup(other, scene.folder / "flash")
    other.close()
    office.close()
    scene.come_in()
    section = _settled(scene)
    bench = scene.desk.bench
    assert bench is not None
    bench.office.drafts.put("entri:1", {"nama": "Siti"}, {"page": "entri"}, now=scene.clock())
    refused = ask_whether(section, bench, *look_beside(bench.office, theirs.path))
    assert isinstance(refused, StopDialog)
    refused.close_button.click()
    dialog = ask_whether(section, bench, *look_beside(bench.office, copy.path))
    assert isinstance(dialog, RestoreDialog)
    QApplication.processEvents()
    nothing_cut(dialog)
    names_unique(dialog)
    told = dialog.told()
    assert told[0].startswith(("2 perubahan", "2 changes")) and len(told) >= 5, "a line for each fact"
    assert re.search(r"\b24 Nov 2026 ", " ".join(told)), "one form of a day in one dialog"
    assert not re.search(r"\d-\d\d-\d{4}", " ".join(told))
    assert any("1 formulir" in each.text() or "1 form" in each.text() for each in dialog.findChildren(QLabel))
    dialog.passphrase.setText("bukan kata sandinya")
    dialog.action_button.click()
    scene.until(lambda: dialog.isVisible() and not dialog.problem.isHidden())
    assert scene.desk.bench is bench
    (bench.office.home / FILE_NAME).unlink()  # as if the wait after a miss were over
    dialog.passphrase.setText(offices.PASSPHRASE)
    dialog.action_button.click()
    scene.until(lambda: scene.desk.bench not in (None, bench))
    scene.settle()
    restored = scene.desk.bench
    assert restored is not None and restored.office.info.why == "restored"
    with restored.office.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one() == 1
    (aside,) = scene.folder.glob("kantor-disisihkan-*")
    assert (aside / "wira.db").exists()
    assert not scene.window.findChildren(RestoreDialog), "the passphrase is in no hidden field"


def test_who_may_not_restore_is_in_again_and_reads_no_code(scene: Scene) -> None:
    """Whoever the passphrase of the copy belongs to may not: only the restoring failed."""
    office = offices.office(scene.folder / "kantor", clock=scene.clock)
    offices.add(office, "Dian Lestari", "operator")
    copy = make_backup(office, scene.folder / "flash")
    offices.enter(office, offices.persons(1))
    office.close()
    scene.come_in()
    bench = scene.desk.bench
    assert bench is not None
    who = bench.office.session.user
    dialog = ask_whether(_settled(scene), bench, *look_beside(bench.office, copy.path))
    assert isinstance(dialog, RestoreDialog)
    dialog.name.set_value("Dian Lestari")
    dialog.passphrase.setText(offices.PASSPHRASE)
    dialog.action_button.click()
    scene.until(lambda: scene.desk.bench not in (None, bench))
    scene.settle()
    (told,) = [each for each in scene.window.findChildren(StopDialog) if each.isVisible()]
    words = [each.text() for each in told.findChildren(QLabel)]
    assert any("Hanya admin kantor" in each or "Only" in each for each in words)
    assert not {"Kode", "Code", "role"} & set(words)
    assert told.details().count("role") == 1, "who helps finds it in the copied details"
    again = scene.desk.bench
    assert again is not None and again.office.session.user == who and again.office.info.why == ""
    offices.enter(again.office, offices.persons(2, seed=3))
    assert not list(scene.folder.glob("kantor-disisihkan-*"))
    told.close_button.click()


def test_a_copy_is_looked_for_where_the_newest_one_lies(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For restoring and for taking lost files back; in the person's own folder where none can be reached."""
    first, newest = scene.folder / "OneDrive", scene.folder / "flash"
    office = offices.office(scene.folder / "kantor", clock=scene.clock)
    for each in (first, newest):
        each.mkdir()
        make_backup(office, each)
        scene.clock.forward(days=1)
    office.close()
    scene.come_in()
    section = _settled(scene)
    keeper = section.bench.backups
    scene.until(lambda: keeper.state is not None)

    def starts() -> set[Path]:
        found: set[Path] = set()
        for button in (section.restore_button, section.lost_button):
            button.click()
            (asked,) = [each for each in scene.window.findChildren(QFileDialog) if each.isVisible()]
            found.add(Path(asked.directory().absolutePath()))
            asked.reject()
            asked.deleteLater()
        return found

    assert starts() == {newest}
    newest.rename(scene.folder / "laci")
    assert starts() == {first}
    first.rename(scene.folder / "laci2")
    monkeypatch.setenv("HOME", str(scene.folder))
    assert newest not in starts() and first not in starts()


def test_what_is_restored_and_does_not_open_is_not_called_a_failure(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program is quicker at the folder: the lock screen of the restored office is shown."""
    office = offices.office(scene.folder / "kantor", clock=scene.clock)
    copy = make_backup(office, scene.folder / "flash")
    office.close()
    scene.come_in()
    bench, home, real = scene.desk.bench, office.home, os.rename
    assert bench is not None
    dialog = ask_whether(_settled(scene), bench, *look_beside(bench.office, copy.path))
    assert isinstance(dialog, RestoreDialog)
    locks: list[FileLock] = []

    def rename(source: Path, target: Path) -> None:
        real(source, target)
        if Path(target) == home:
            locks.append(take_lock(home))

    monkeypatch.setattr(os, "rename", rename)
    dialog.passphrase.setText(offices.PASSPHRASE)
    dialog.action_button.click()
    scene.until(lambda: scene.desk.screen is not None)
    assert locks and not [each for each in scene.window.findChildren(StopDialog) if each.isVisible()]
    info = read_info(home)
    assert info is not None and info.why == "restored"
    locks[0].release()


@pytest.mark.parametrize("opens", [False, True])
def test_closing_the_program_meanwhile_leaves_no_office_open(scene: Scene, opens: bool) -> None:
    """Neither the one that is being left, while questions are under way, nor the one that was put back."""
    office = offices.office(scene.folder / "kantor", clock=scene.clock)
    home = office.home
    office.close()
    scene.come_in()
    bench = scene.desk.bench
    assert bench is not None and (home / running.NAME).exists()
    if not opens:
        bench.ask(lambda _connection: 1, lambda _one: None, owner=scene.window)

    def deed(folder: Path) -> Office | None:
        return open_office(folder, ME, offices.PASSPHRASE, clock=scene.clock) if opens else None

    bench.given_up.emit(Leaving(deed, "", ""))
    scene.desk.close()
    assert not (home / running.NAME).exists()
    take_lock(home).release()


def test_a_share_that_hangs_does_not_hold_who_wants_to_leave(scene: Scene) -> None:
    """What is copied to it never ends: after a while the way back is offered, and nothing has changed."""
    offices.office(scene.folder / "kantor", clock=scene.clock).close()
    scene.come_in()
    desk, bench, answers = scene.desk, scene.desk.bench, Event()
    assert bench is not None
    bench.worker.print(
        lambda _progress: answers.wait(60), lambda _none: None, lambda _error: None, lambda *_all: None,
        cancelled=lambda: None, owner=scene.window,
    )  # fmt: skip
    desk.patience_ms = 1
    done: list[Path] = []
    bench.given_up.emit(Leaving(done.append, "Memulihkan", ""))  # type: ignore[arg-type]
    (screen,) = scene.window.findChildren(WaitScreen)
    scene.until(screen.back.isVisible)
    nothing_cut(scene.window)
    told = screen.told.text()
    assert "belum ada yang berubah" in told or "nothing has changed yet" in told
    assert screen.back.hasFocus()
    screen.back.click()
    scene.until(lambda: desk.bench is not None and not scene.window.covered())
    answers.set()
    scene.settle()
    assert desk.bench is not None and desk.bench.office is bench.office and not done


def test_a_move_that_is_refused_at_the_last_closes_nothing(scene: Scene) -> None:
    """The pages are covered by then; one is in again, and may save."""
    offices.office(scene.folder / "kantor", clock=scene.clock).close()
    scene.come_in()
    before = scene.desk.bench
    assert before is not None
    no_folder = scene.folder / "berkas"
    no_folder.write_text("")
    scene.desk.give_up(_moving(no_folder / "flash"))
    scene.until(lambda: scene.desk.bench is not None)
    scene.settle()
    bench, told = scene.desk.bench, scene.window.findChildren(StopDialog)[-1]
    assert bench is not None and bench.office is before.office and told.isVisible()
    assert not scene.window.covered() and not bench.office.info.moved and scene.window.page() is not None
    told.close_button.click()
    offices.enter(bench.office, offices.persons(1))


def test_an_office_moves_away_and_may_stay_after_all(scene: Scene) -> None:
    offices.office(scene.folder / "kantor", clock=scene.clock).close()
    scene.come_in()
    bench = scene.desk.bench
    assert bench is not None
    section = _settled(scene)
    section.move_button.click()
    question = scene.window.findChildren(StopDialog)[-1]
    nothing_cut(question)
    question.accept()
    picker = scene.window.findChildren(QFileDialog)[-1]
    picker.fileSelected.emit(str(scene.folder / "flash"))
    picker.reject()
    saved: list[object] = []  # behind the first look, before the pages are covered
    bench.do(
        lambda _progress: offices.enter(bench.office, offices.persons(1)), saved.append, owner=scene.window
    )
    scene.until(lambda: scene.window.findChildren(MovedScreen))
    scene.settle()
    (file,) = (scene.folder / "flash").glob("wira-pindahan_*.tar")
    assert saved and look_at_backup(file).applications == 1
    (screen,) = scene.window.findChildren(MovedScreen)
    scene.looks_right(screen)
    screen.stay_button.click()
    assert scene.desk.screen is not None
    scene.desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: scene.desk.bench is not None)
    scene.settle()
    here = scene.desk.bench
    assert here is not None and here.office.info.why == "stayed" and not here.office.info.moved


def test_a_clock_that_is_put_back_is_told_over_every_page_until_it_was_read(scene: Scene) -> None:
    offices.office(scene.folder / "kantor", clock=scene.clock).close()
    scene.desk.ticks = lambda: 1000.0
    scene.come_in()
    scene.desk._look_around()
    scene.clock.forward(days=-1)
    scene.desk._look_around()

    def told() -> list[Banner]:
        return [each for each in banners(scene) if "23-11-2026 09.00" in each.accessibleName()]

    scene.until(told)
    (strip,) = told()
    assert "24-11-2026 09.00" in strip.accessibleName()
    scene.desk._look_around()
    assert told() == [strip], "told once, and it stays"
    (button,) = strip.findChildren(Button)
    button.click()
    scene.until(lambda: not told())


@pytest.mark.parametrize("looked", [("light", "id")], indirect=True)
@pytest.mark.parametrize(
    ("year", "later", "said"), [(2026, 4000, "jauh sesudah"), (2098, 0, "lebih awal dari")]
)
def test_a_clock_years_away_is_told_over_the_first_page(
    scene: Scene, year: int, later: int, said: str
) -> None:
    wrong = offices.Clock(datetime(year, 5, 1, tzinfo=UTC))
    offices.office(scene.folder / "kantor", clock=wrong).close()
    scene.clock.forward(days=later)
    scene.come_in()
    scene.until(lambda: any(said in each.accessibleName() for each in banners(scene)))
    (strip,) = [each for each in banners(scene) if said in each.accessibleName()]
    assert f"01-05-{year}" in strip.accessibleName()
    nothing_cut(scene.window)


@pytest.mark.parametrize("looked", [("light", "id")], indirect=True)
def test_what_a_scanner_holds_and_a_log_that_is_lost_are_told_at_the_door(scene: Scene) -> None:
    """Nothing is asked to be put back where waiting helps; what the disk has lost stands over every page."""
    dkum, kelurahan = offices.city(scene.folder)
    office = kelurahan[offices.KUKUSAN]
    home, clock = office.home, office.clock
    office.close()
    shutil.copy(home / "wira.db", scene.folder / "lama.db")
    office = open_office(home, ME, offices.PASSPHRASE, clock=clock)
    offices.enter(office, offices.persons(2))
    office.close()
    dkum.close()

    def asked() -> None:
        scene.desk.start(home)
        assert scene.desk.screen is not None
        scene.desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)

    def said() -> str:
        return " ".join(each.text() for each in scene.window.findChildren(QLabel))

    with held(home, "wira.db"):
        asked()
        scene.until(lambda: "tidak sedang ditahan antivirus" in said())
    assert scene.desk.bench is None and "Pulihkan cadangan" not in said()
    for each in scene.window.findChildren(StopDialog):
        each.reject()
    shutil.copy(scene.folder / "lama.db", home / "wira.db")  # as if the log had never reached the disk
    asked()
    scene.until(lambda: scene.desk.bench is not None)
    scene.until(lambda: any("lebih lama daripada yang pernah" in each.accessibleName()
                            for each in banners(scene)))  # fmt: skip


@pytest.mark.parametrize("looked", [("light", "id")], indirect=True)
def test_the_first_copy_says_that_the_daily_ones_follow_it(scene: Scene) -> None:
    offices.office(scene.folder / "kantor", clock=scene.clock).close()
    scene.come_in()
    settings = scene.settings()
    settings.open("cadangan")
    scene.settle()
    section = settings.section()
    assert isinstance(section, BackupSection)
    told: list[str] = []
    section.said.connect(told.append)
    stick, other = scene.folder / "FLASHDISK", scene.folder / "LAIN"
    for folder in (stick, other):
        folder.mkdir()
    section._use_and_make(stick)
    scene.until(lambda: told)
    section.make(other)
    scene.until(lambda: len(told) == 2)
    assert ["Cadangan harian juga disimpan di folder ini" in one for one in told] == [True, False]
    assert section._wish().folder == str(stick)
    scene.settle()
