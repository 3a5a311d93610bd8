"""The window as a whole: coming in, locking, first run, Pengaturan; both languages, sizes and themes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.actions import backup, recovery
from desktop_app.demo.folder import MARK
from desktop_app.domain.people import OfficeKind
from desktop_app.office import open_office
from desktop_app.queries.people import office_people
from resources import i18n
from tests import offices
from tests.limits import BARRED, ON_LINUX
from tests.ui.deskscene import ME, Scene, office_in, raised
from tests.ui.kantor import nothing_cut
from ui.dialogs.person import PersonDialog
from ui.dialogs.recovery import ForgottenDialog, RecoveryAskDialog, RecoverySheetDialog
from ui.pages.pengaturan_cadangan import BackupSection
from ui.pages.pengaturan_kop import LetterheadSection
from ui.pages.pengaturan_petugas import PeopleSection
from ui.pages.pertama_kantor import MadeStep, OfficeStep
from ui.pages.pertama_lain import RestoreStep, SampleStep
from ui.widgets.card import FindingCard
from ui.widgets.dialog import StopDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

FIRST_PAINT = """
import os, sys
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui.app import make_desk
from ui.prefs import Prefs
app = QApplication([])
desk = make_desk(app, Prefs(Path(sys.argv[2])))
desk.window.resize(1366, 768)
desk.window.show()
desk.start(Path(sys.argv[1]))
app.processEvents()
desk.window.grab()
heavy = {"sqlalchemy", "pyhanko", "reportlab", "pikepdf", "pypdfium2", "alembic", "zxingcpp"}
print(sorted(heavy & set(sys.modules)))
desk.close()
"""


@pytest.mark.parametrize("founded", [False, True], ids=["first-run", "lock"])
def test_first_paint_imports_nothing_heavy(tmp_path: Path, founded: bool) -> None:
    if founded:
        office_in(tmp_path)
    command = [sys.executable, "-c", FIRST_PAINT, str(tmp_path / "kantor"), str(tmp_path / "machine.json")]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


def test_a_wrong_passphrase_waits_longer_and_longer(scene: Scene) -> None:
    office_in(scene.folder)
    scene.desk.start(scene.folder / "kantor")
    screen = scene.desk.screen
    assert screen is not None
    screen.names[0].click()
    for seconds in (5, 10):
        screen.field.setText("bukan kata sandinya")
        screen.button.click()
        scene.settle()
        (card,) = screen.findChildren(FindingCard)[-1:]
        assert str(seconds) in card.words()
        assert not screen.button.isEnabled()
        scene.clock.forward(seconds=seconds)
        scene.until(screen.button.isEnabled)
    screen.field.setText(offices.PASSPHRASE)
    screen.button.click()
    scene.until(lambda: scene.desk.bench is not None)
    assert not scene.window.covered()


def test_idle_locks_and_what_was_typed_stays(scene: Scene) -> None:
    office_in(scene.folder)
    scene.come_in()
    desk, bench = scene.desk, scene.desk.bench
    assert bench is not None
    section = scene.settings().section()
    assert isinstance(section, LetterheadSection)
    section.fields["alamat"].setFocus()
    scene.qtbot.keyClicks(section.fields["alamat"], "Jalan Contoh")
    bench.lock.set_pin("482913")
    scene.clock.forward(minutes=14)
    desk._look_around()
    assert not scene.window.covered()
    scene.clock.forward(minutes=1)
    desk._look_around()
    assert scene.window.covered() and desk.screen is not None and desk.screen.mode == "pin"
    for _ in range(5):
        desk.screen.field.setText("111333")
        desk.screen.button.click()
    assert desk.screen.mode == "passphrase"
    desk.screen.field.setText(offices.PASSPHRASE)
    desk.screen.button.click()
    scene.until(lambda: not scene.window.covered())
    assert section.fields["alamat"].text() == "Jalan Contoh"
    assert not bench.lock.has_pin, "five misses end it"
    written = b"".join(one.read_bytes() for one in scene.folder.rglob("*") if one.is_file())
    assert b"482913" not in written, "nothing is left that another start could remember it by"


def test_a_recovery_sheet_is_made_and_opens_the_locked_office_once(scene: Scene) -> None:
    office_in(scene.folder)
    scene.come_in()
    desk = scene.desk
    assert desk.bench is not None
    desk.bench.office.cost = offices.CHEAP
    settings = scene.settings()
    settings.open("petugas")
    scene.settle()
    section = settings.section()
    assert isinstance(section, PeopleSection) and "Belum ada" in section.sheet_state.text()
    assert "hanya DKUM yang dapat membuka kantor" in section.sheet_state.text(), "DKUM is the last way"
    section.sheet_button.click()
    ask = raised(scene, RecoveryAskDialog)
    for typed in ("bukan kata sandinya", offices.PASSPHRASE):
        ask.passphrase.setText(typed)
        ask.action_button.click()
        scene.settle()
        scene.clock.forward(seconds=5)
    sheet = raised(scene, RecoverySheetDialog)
    words = sheet.words.accessibleName().removeprefix("Kata pembuka ")
    nothing_cut(scene.window)
    sheet.accept()
    scene.settle()
    assert ME in section.sheet_state.text()
    desk.lock()
    assert desk.screen is not None
    desk.screen.lost.click()
    forgotten = raised(scene, ForgottenDialog)
    assert any(ME in label.text() for label in forgotten.findChildren(QLabel))
    forgotten.words.setText(words.upper())
    forgotten.passphrase.first.setText("kapal layar teluk senja merah")
    forgotten.passphrase.second.setText("kapal layar teluk senja merah")
    forgotten.action_button.click()
    scene.until(lambda: not scene.window.covered())
    assert desk.bench.office.session.name == ME
    scene.settle()
    assert "Belum ada" in section.sheet_state.text()


def test_who_forgets_without_a_sheet_is_told_who_helps(scene: Scene) -> None:
    office_in(scene.folder)
    scene.desk.start(scene.folder / "kantor")
    assert scene.desk.screen is not None
    scene.desk.screen.names[0].click()
    scene.desk.screen.lost.click()
    told = raised(scene, StopDialog)
    assert "Admin kantor memberi kata sandi baru" in told.accessibleDescription()
    told.reject()


def test_a_sheet_opens_a_closed_office(scene: Scene) -> None:
    office = offices.office(scene.folder / "kantor")
    words = recovery.make_sheet(office, offices.PASSPHRASE).words
    office.close()
    scene.desk.start(scene.folder / "kantor")
    assert scene.desk.screen is not None
    scene.desk.screen.lost.click()
    forgotten = raised(scene, ForgottenDialog)
    forgotten.words.setText("satu dua")
    forgotten.action_button.click()
    assert "2" in " ".join(card.words() for card in forgotten.findChildren(FindingCard))
    forgotten.words.setText(" ".join(reversed(words.split())))
    for field in (forgotten.passphrase.first, forgotten.passphrase.second):
        field.setText("kapal layar teluk senja merah")
    forgotten.action_button.click()
    scene.until(lambda: forgotten.problem.isVisible())
    assert "lembar pemulihan yang berlaku" in forgotten.problem.text()
    scene.clock.forward(seconds=5)
    forgotten.words.setText(words)
    forgotten.action_button.click()
    scene.until(lambda: scene.desk.bench is not None)
    scene.settle()
    assert not scene.window.covered()


def test_another_person_takes_over(scene: Scene) -> None:
    office_in(scene.folder)
    scene.come_in()
    desk = scene.desk
    desk.lock()
    assert desk.screen is not None and desk.bench is not None
    desk.screen.choose_again()
    next(one for one in desk.screen.names if one.words() == "Dian Lestari").click()
    assert desk.screen.mode == "passphrase"
    desk.screen.field.setText(offices.PASSPHRASE)
    desk.screen.button.click()
    scene.until(lambda: not scene.window.covered())
    assert desk.bench.office.session.name == "Dian Lestari"


def test_two_programs_on_one_folder(scene: Scene) -> None:
    office_in(scene.folder)
    other = open_office(scene.folder / "kantor", ME, offices.PASSPHRASE)
    scene.desk.start(scene.folder / "kantor")
    assert scene.desk.screen is not None
    scene.desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: scene.window.findChildren(StopDialog))
    (dialog,) = scene.window.findChildren(StopDialog)
    assert "home_locked" in dialog.details()
    dialog.reject()
    other.close()


@ON_LINUX
def test_an_office_in_a_folder_that_nobody_may_write(scene: Scene) -> None:
    scene.desk.start(BARRED / "kantor")
    first = scene.first()
    first.choose(1)
    step = first.step
    assert isinstance(step, OfficeStep)
    step.place.setText("Kukusan")
    step.nama.setText(ME)
    step.passphrase.first.setText(offices.PASSPHRASE)
    step.passphrase.second.setText(offices.PASSPHRASE)
    step.finish()
    scene.until(lambda: "Folder kantor tidak dapat ditulis." in _said(scene))
    assert "Minta izin tulis untuk folder itu, atau pilih folder lain." in _said(scene)
    assert step.nama.text() == ME, "nothing typed is lost"
    for dialog in scene.window.findChildren(StopDialog):
        dialog.reject()


def _said(scene: Scene) -> str:
    return " ".join(label.text() for label in scene.window.findChildren(QLabel))


def test_a_damaged_office_is_told_and_not_touched(scene: Scene) -> None:
    folder = scene.folder / "kantor"
    folder.mkdir()
    (folder / "office.json").write_text("{rusak")
    scene.desk.start(folder)
    scene.until(lambda: scene.window.findChildren(StopDialog))
    (dialog,) = scene.window.findChildren(StopDialog)
    assert "office_info" in dialog.details()
    assert (folder / "office.json").read_text() == "{rusak"


def test_masuk_looks_right(looked: Scene) -> None:
    office_in(looked.folder)
    looked.desk.start(looked.folder / "kantor")
    assert looked.desk.screen is not None
    looked.looks_right(looked.desk.screen)
    looked.desk.screen.names[0].click()
    looked.looks_right(looked.desk.screen)


def test_first_run_looks_right(looked: Scene) -> None:
    looked.desk.start(looked.folder / "kosong")
    first = looked.first()
    looked.looks_right(first)
    for number in (1, 2, 3, 4):
        first.choose(number)
        looked.looks_right(first)
        first.go_back()
    first.choose(1)
    step = first.step
    assert isinstance(step, OfficeStep)
    step.finish()
    looked.looks_right(first)


def test_curug_is_asked_back(scene: Scene) -> None:
    scene.desk.start(scene.folder / "kosong")
    first = scene.first()
    first.choose(1)
    step = first.step
    assert isinstance(step, OfficeStep)
    step.place.setText("Curug")
    step.finish()
    (card,) = step.place_row.findings
    assert "Bojongsari" in card.words() and "Cimanggis" in card.words()


def test_damaged_key_slots_are_told_to_who_forgot_the_passphrase(scene: Scene) -> None:
    home = scene.folder / "kantor"
    offices.office(home, clock=scene.clock).close()
    scene.desk.start(home)
    for path in (home / "keyslots.json", home / "salinan" / "keyslots.json"):
        path.write_bytes(b"{")
    scene.desk.recover()
    (told,) = scene.window.findChildren(StopDialog)
    assert told.isVisible()
    told.reject()


def test_dkum_shows_its_recovery_key_once(scene: Scene) -> None:
    scene.desk.start(scene.folder / "kosong")
    first = scene.first()
    first.choose(2)
    step = first.step
    assert isinstance(step, OfficeStep)
    step.nama.setText("Hendra Wijaya")
    step.passphrase.first.setText(offices.PASSPHRASE)
    step.passphrase.second.setText(offices.PASSPHRASE)
    step.finish()
    scene.until(lambda: isinstance(first.step, MadeStep))
    made = first.step
    assert isinstance(made, MadeStep)
    scene.looks_right(first)
    assert made.key.text().replace("\n", "").startswith("AGE-SECRET-KEY-")
    made.finish()
    scene.until(lambda: scene.desk.bench is not None)
    assert scene.window.here() == "konsolidasi"


def test_a_lost_database_is_not_opened_as_an_empty_office(scene: Scene) -> None:
    """The lock screen stays, with a sentence that says how to put the backup back."""
    office_in(scene.folder)
    (scene.folder / "kantor" / "wira.db").unlink()
    scene.desk.start(scene.folder / "kantor")
    assert scene.desk.screen is not None
    scene.desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: scene.window.findChildren(StopDialog))
    (stop,) = scene.window.findChildren(StopDialog)
    told = " ".join(label.text() for label in stop.findChildren(QLabel))
    assert "hilang atau kosong" in told and "pulihkan dari cadangan" in told
    stop.reject()
    assert scene.desk.bench is None and not (scene.folder / "kantor" / "wira.db").exists()


def test_a_backup_is_looked_at_before_it_is_put_back(scene: Scene) -> None:
    office = offices.office(scene.folder / "kantor")
    made = backup.make_backup(office, scene.folder / "flash")
    office.close()
    scene.desk.start(scene.folder / "pengganti")
    first = scene.first()
    first.choose(4)
    step = first.step
    assert isinstance(step, RestoreStep)
    step.look(made.path)
    scene.settle()
    assert not (scene.folder / "pengganti" / "office.json").exists()
    scene.looks_right(first)
    step.field.setText("bukan kata sandinya")
    step.finish()
    scene.until(lambda: step.row.findings)
    step.field.setText(offices.PASSPHRASE)
    step.finish()
    scene.until(lambda: scene.desk.bench is not None)
    assert (scene.folder / "pengganti" / "office.json").exists()


def test_a_backup_is_not_put_where_other_files_are(scene: Scene) -> None:
    """Said with the folder's name and what to do; nothing in it is touched, the backup neither."""
    office = offices.office(scene.folder / "kantor")
    made = backup.make_backup(office, scene.folder / "dokumen")
    office.close()
    (scene.folder / "dokumen" / "surat.txt").write_text("Undangan", encoding="utf-8")
    scene.desk.start(scene.folder / "dokumen")
    first = scene.first()
    first.choose(4)
    step = first.step
    assert isinstance(step, RestoreStep)
    step.look(made.path)
    scene.settle()
    step.field.setText(offices.PASSPHRASE)
    step.finish()
    scene.until(lambda: scene.window.findChildren(StopDialog))
    (stop,) = scene.window.findChildren(StopDialog)
    assert "tidak kosong" in " ".join(label.text() for label in stop.findChildren(QLabel))
    stop.reject()
    assert sorted(each.name for each in (scene.folder / "dokumen").iterdir()) == ["surat.txt", made.path.name]


def test_the_sample_city_opens(scene: Scene) -> None:
    scene.desk.start(scene.folder / "kosong")
    first = scene.first()
    first.choose(3)
    step = first.step
    assert isinstance(step, SampleStep)
    step._applicants = 2
    step.finish()
    scene.until(lambda: step.facts.isVisible())
    scene.looks_right(first)
    step.finish()
    scene.until(lambda: scene.desk.bench is not None)
    assert scene.desk.bench is not None and scene.desk.bench.office.info.sample


def test_the_sample_city_is_not_made_over_one_that_is_open(scene: Scene) -> None:
    scene.desk.start(scene.folder / "kosong")
    first = scene.first()
    first.choose(3)
    step = first.step
    assert isinstance(step, SampleStep)
    other = offices.office(step.folder / "kantor" / offices.KUKUSAN)
    (step.folder / MARK).write_text("{}", encoding="utf-8")
    step.finish()
    scene.until(lambda: scene.window.findChildren(StopDialog))
    (stop,) = scene.window.findChildren(StopDialog)
    assert "sedang dibuka" in " ".join(label.text() for label in stop.findChildren(QLabel))
    stop.reject()
    offices.enter(other, offices.persons(1))
    other.close()


@pytest.mark.parametrize("kind", ["kelurahan", "dkum"])
def test_settings_look_right(looked: Scene, kind: OfficeKind) -> None:
    office_in(looked.folder, kind)
    looked.come_in()
    page = looked.settings()
    for at in range(len(page.tabs._tabs)):
        page.show_section(at)
        looked.looks_right(page)


def test_a_colleague_is_admitted_and_dismissed(scene: Scene) -> None:
    office_in(scene.folder)
    scene.come_in()
    page = scene.settings()
    page.open("petugas")
    scene.settle()
    section = page.section()
    assert isinstance(section, PeopleSection)
    page.primary()
    dialog = scene.window.findChildren(PersonDialog)[0]
    dialog.nama.setText("Surya Darmawan")
    assert dialog.passphrase is not None
    dialog.passphrase.first.setText(offices.PASSPHRASE)
    dialog.passphrase.second.setText(offices.PASSPHRASE)
    dialog.action_button.click()
    assert dialog.isVisible()  # no role yet
    dialog.boxes["lurah"].setChecked(True)
    dialog.action_button.click()
    scene.until(lambda: section._model.rowCount() == 3)
    at = section._model.find(lambda line: line.nama == "Surya Darmawan")
    assert at is not None
    section.list.select_row(at)
    section.end()
    stop = scene.window.findChildren(StopDialog)[-1]
    stop.accept()
    bench = scene.desk.bench
    assert bench is not None

    def ended() -> bool:
        with bench.office.reading() as connection:
            lines = office_people(connection, bench.office.info.scope)
        return [line.active for line in lines if line.nama == "Surya Darmawan"] == [False]

    scene.until(ended)


def test_a_backup_is_made_and_remembered(scene: Scene) -> None:
    office_in(scene.folder)
    scene.come_in()
    page = scene.settings()
    page.open("cadangan")
    section = page.section()
    assert isinstance(section, BackupSection)
    folder = scene.folder / "flash"
    folder.mkdir()
    section.make(folder)
    scene.until(lambda: section.facts.isVisible())
    (made,) = folder.glob("*.tar")
    assert backup.look_at_backup(made).office == "Kelurahan Kukusan"


def test_another_language_at_once(scene: Scene) -> None:
    office_in(scene.folder)
    scene.come_in()
    page = scene.settings()
    page.open("tampilan")
    section = page.section()
    section.language.chosen.emit("en")  # type: ignore[attr-defined]
    scene.settle()
    assert scene.window.here() == "pengaturan"
    assert i18n.language() == "en"
    assert scene.desk.machine.get("language") == "en"
