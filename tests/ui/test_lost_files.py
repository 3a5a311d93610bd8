"""In the window: lost files come back from a copy alone, and the list of who came back ends by an admin."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from desktop_app.actions import attachments, came_back, people
from desktop_app.actions.backup import make_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.kept_files import note_kept
from desktop_app.keys.returned import NAME
from desktop_app.office import Office
from desktop_app.sample.scans import id_card
from resources.i18n import tr
from tests import offices
from tests.carrying import put_back
from tests.ui.deskscene import Scene
from tests.ui.kantor import names_unique, nothing_cut
from ui.pages.pengaturan_cadangan import BackupSection
from ui.pages.pengaturan_petugas import PeopleSection
from ui.widgets.dialog import StopDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
DIAN = "Dian Lestari"


@pytest.fixture
def scene(looked: Scene) -> Scene:
    return looked


def backups(scene: Scene) -> BackupSection:
    return scene.part("cadangan", BackupSection)


def staff(scene: Scene) -> PeopleSection:
    return scene.part("petugas", PeopleSection)


def chosen(scene: Scene, section: BackupSection, copy: Path) -> None:
    """Press the button and choose that copy, as a person does; wait until what follows is done."""
    section.lost_button.click()
    picker = scene.window.findChildren(QFileDialog)[-1]
    picker.filesSelected.emit([str(copy)])
    picker.reject()
    scene.settle()


def stopped(scene: Scene) -> StopDialog:
    """The dialog that is open now."""
    (dialog,) = [each for each in scene.window.findChildren(StopDialog) if each.isVisible()]
    nothing_cut(dialog)
    names_unique(dialog)
    return dialog


def with_scans(scene: Scene) -> tuple[Office, list[Path]]:
    """An office with two scans, and where they lie."""
    office = offices.office(scene.folder / "kantor", clock=scene.clock)
    offices.add(office, DIAN, "verifikator")
    people_ = offices.persons(2)
    for record, person in zip(offices.enter(office, people_), people_, strict=True):
        attachments.attach(office, record, "ktp", id_card(person))
    return office, sorted(office.home.glob("blobs/??/*.age"))


def test_lost_files_come_back_from_a_copy_and_the_check_is_whole(scene: Scene) -> None:
    office, (first, second) = with_scans(scene)
    copy = make_backup(office, scene.folder / "flash").path
    office.close()
    first.unlink()
    second.write_bytes(b"rusak")
    scene.come_in()
    bench = scene.desk.bench
    assert bench is not None
    said: list[str] = []
    section = backups(scene)
    section.said.connect(said.append)
    scene.looks_right(scene.settings())
    section = backups(scene)
    chosen(scene, section, copy)
    assert said and said[-1].startswith(("2 berkas diambil", "2 files were taken"))
    assert not [each for each in scene.window.findChildren(StopDialog) if each.isVisible()]
    parts = {part.key: part.state for part in check_office(bench.office).parts}
    assert parts["blobs"] == "whole"
    assert section.lost_button.isEnabled() and section.make_button.isEnabled()


def test_what_no_copy_has_and_what_is_no_copy_of_this_office_is_told(scene: Scene) -> None:
    office, (first, second) = with_scans(scene)
    first.unlink()
    copy = make_backup(office, scene.folder / "flash").path
    other = offices.office(scene.folder / "lain", name="Surya Darmawan")
    theirs = make_backup(other, scene.folder / "lain-flash").path
    for each in (office, other):
        each.close()
    second.unlink()
    scene.come_in()
    section = backups(scene)
    chosen(scene, section, copy)
    told = stopped(scene)
    assert "26-061002-" in told.accessibleDescription() and second.exists() and not first.exists()
    told.close_button.click()
    second.unlink()
    chosen(scene, section, theirs)
    told = stopped(scene)
    assert not second.exists()
    assert (
        "komputer lain" in told.accessibleDescription() or "another computer" in told.accessibleDescription()
    )
    told.close_button.click()
    assert section.lost_button.isEnabled() and not section.strip.running()


@pytest.mark.parametrize("looked", [("light", "id")], indirect=True)
def test_who_is_no_admin_is_offered_neither(scene: Scene) -> None:
    office, _blobs = with_scans(scene)
    copy = make_backup(office, scene.folder / "flash").path
    office = put_back(office, copy)
    (office.home / NAME).write_bytes(b"{rusak")
    assert came_back.in_doubt(office)
    office.close()
    scene.come_in(DIAN)
    assert not backups(scene).lost_button.isEnabled()
    assert not staff(scene).returned_card.isVisible()


def test_a_harmed_list_of_who_came_back_ends_when_an_admin_says_so(scene: Scene) -> None:
    office = offices.office(scene.folder / "kantor", clock=scene.clock)
    offices.add(office, DIAN, "verifikator")
    copy = make_backup(office, scene.folder / "flash").path
    people.dismiss(office, office.slots.people()[1].person)
    office = put_back(office, copy)
    note_kept(office, [])  # as with the next file that is kept
    home = office.home
    office.close()
    scene.come_in()
    section = staff(scene)
    assert not section.returned_card.isVisible(), "nothing is wrong with it"
    (home / NAME).unlink()
    section.load()
    scene.settle()
    assert section.returned_card.isVisible()
    scene.looks_right(scene.settings())
    bench, section = scene.desk.bench, staff(scene)
    assert bench is not None and section.returned_button.words() == tr("Sudah diperiksa")
    section.returned_button.click()
    scene.until(lambda: not section.returned_card.isVisible())
    scene.settle()
    assert not came_back.in_doubt(bench.office)
