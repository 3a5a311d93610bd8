"""Whose roles change while being in: by a colleague's file from the office's other computer, opened at that
very window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit

from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.people import change_person
from desktop_app.domain.people import Role
from desktop_app.office import Office
from tests import offices
from tests.offices import KUKUSAN
from tests.town import Town, with_mate
from tests.ui.deskscene import ME, SIZES, Scene
from tests.ui.kantor import names_unique, nothing_cut
from ui.bench import Bench
from ui.dialogs.person import PersonDialog
from ui.pages.entri import EntriPage
from ui.pages.pengaturan_petugas import PeopleSection

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Change:
    """An enrolled office open at the window, and its other computer, whose admin changes roles."""

    def __init__(self, scene: Scene) -> None:
        town = Town(scene.folder)
        self.mate = with_mate(town)
        self.me = town.kukusan.session.user
        open_file(self.mate, make_file(town.kukusan, scene.folder, to=KUKUSAN).paths[0])
        for each in (town.dkum, town.kukusan):
            each.close()
        (scene.folder / KUKUSAN).rename(scene.folder / "kantor")
        self.scene, self.desk = scene, scene.desk
        scene.come_in()
        assert scene.desk.bench is not None
        self.bench: Bench = scene.desk.bench
        self.office: Office = self.bench.office

    def opened(self, *roles: Role) -> None:
        """From now on these are mine: the file that says so is opened as a page does it."""
        change_person(self.mate, self.me, roles=roles)
        office, (file,) = self.office, make_file(self.mate, self.scene.folder, to=KUKUSAN).paths
        self.bench.do(lambda _progress: open_file(office, file), owner=self.desk)
        self.scene.settle()
        assert self.office.person.roles == set(roles)

    def rail(self) -> set[str]:
        return {button.place.key for button in self.scene.window.rail.buttons()}

    def toast(self) -> str:
        return self.scene.window.toast_widget().text()

    def typed(self) -> EntriPage:
        """A name, in the form."""
        self.scene.window.go("entri")
        self.scene.settle()
        page = self.form()
        page.form.focus_field("nama")
        field = page.form.editors["nama"].widget
        assert isinstance(field, QLineEdit)
        self.scene.qtbot.keyClicks(field, "Wulan Sari")
        return page

    def form(self) -> EntriPage:
        page = self.scene.window.page()
        assert isinstance(page, EntriPage)
        return page


@pytest.fixture
def change(scene: Scene) -> Iterator[Change]:
    made = Change(scene)
    yield made
    made.mate.close()


def test_who_fills_in_no_more_leaves_the_form_at_once_and_what_was_typed_stays(
    scene: Scene, change: Change
) -> None:
    assert {"entri", "verifikasi", "ekstrak"} <= change.rail()
    before = change.typed()
    change.opened("lurah")
    assert scene.window.here() == "beranda" and scene.window.page("entri") is not before
    assert "entri" not in change.rail() and {"beranda", "ekstrak"} <= change.rail()
    assert change.toast() == "Peran Anda diubah menjadi Lurah; menu mengikutinya."
    assert scene.window.rail._roles.text() == "Lurah"
    assert "Wulan Sari" in str(change.office.drafts.list()), "it waits as a draft"
    assert not scene.window.covered(), "they are still in"
    for width, height in SIZES:
        scene.window.resize(width, height)
        scene.settle()
        nothing_cut(scene.window)
        names_unique(scene.window)


def test_a_page_that_stays_theirs_stands_where_it_was(scene: Scene, change: Change) -> None:
    change.typed()
    change.opened("operator")
    assert scene.window.here() == "entri" and "ekstrak" not in change.rail()
    field = change.form().form.editors["nama"].widget
    scene.until(lambda: isinstance(field, QLineEdit) and field.text() == "Wulan Sari")
    assert change.toast() == "Peran Anda diubah menjadi Operator; menu mengikutinya."


def test_a_mentor_alone_sees_their_own_people_at_once(scene: Scene, change: Change) -> None:
    scene.window.go("verifikasi")
    scene.settle()
    change.opened("pendamping")
    assert change.rail() == {"pendamping", "pelatihan", "capaian", "pendaftar", "sinkronisasi", "pengaturan"}
    assert scene.window.here() == "pendamping"


def test_behind_the_locked_screen_it_is_noticed_when_they_come_back(scene: Scene, change: Change) -> None:
    scene.window.go("ekstrak")
    scene.settle()
    change.desk.lock()
    change.opened("operator")
    assert scene.window.covered() and change.toast() == ""
    assert change.desk.screen is not None
    change.desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    scene.settle()
    assert scene.window.here() == "beranda" and "ekstrak" not in change.rail()


def test_the_desk_looks_around_for_other_roles(scene: Scene, change: Change) -> None:
    """Even where no page told of the change."""
    change_person(change.mate, change.me, roles=("operator",))
    open_file(change.office, make_file(change.mate, scene.folder, to=KUKUSAN).paths[0])
    assert "ekstrak" in change.rail()
    change.desk._look_around()
    scene.settle()
    assert "ekstrak" not in change.rail()


def test_a_dialog_of_a_page_that_stays_is_waited_for(scene: Scene, change: Change) -> None:
    settings = scene.settings()
    settings.open("petugas")
    scene.settle()
    section = settings.section()
    assert isinstance(section, PeopleSection)
    section.add_button.click()
    scene.until(lambda: [one for one in scene.window.findChildren(PersonDialog) if one.isVisible()])
    (dialog,) = scene.window.findChildren(PersonDialog)
    change.opened("operator")
    assert dialog.isVisible() and "ekstrak" in change.rail(), "nothing is taken from under their hands"
    dialog.reject()
    scene.settle()
    assert "ekstrak" not in change.rail() and scene.window.here() == "pengaturan"
