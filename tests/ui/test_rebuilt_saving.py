"""The window made anew while an applicant is being saved: the save ends on its own page, and nothing that was
saved is offered as unsaved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.people import change_person
from desktop_app.storage import tables
from tests import offices
from tests.offices import KUKUSAN
from tests.ui.deskscene import Scene, office_in
from tests.ui.test_roles_moved import Change
from ui.pages.entri import EntriPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def change(scene: Scene) -> Iterator[Change]:
    made = Change(scene)
    yield made
    made.mate.close()


def saved_of(change: Change) -> int:
    with change.office.reading() as connection:
        return connection.execute(
            select(func.count()).where(tables.application.c.nama == "Wulan Sari")
        ).scalar_one()


def once(change: Change, page: EntriPage) -> None:
    """It was saved, the page knows, and saving again saves nothing more."""
    assert saved_of(change) == 1 and "Wulan Sari" not in str(change.office.drafts.list())
    assert page._existing is not None and not page.dirty() and not page.recovered.isVisible()
    page.save()
    change.scene.settle()
    assert saved_of(change) == 1


def test_other_roles_wait_for_a_save_under_way(scene: Scene, change: Change) -> None:
    before = change.typed()
    change_person(change.mate, change.me, roles=("operator",))
    office, (file,) = change.office, make_file(change.mate, scene.folder, to=KUKUSAN).paths
    change.bench.do(lambda _progress: open_file(office, file), owner=change.desk)
    before.save()
    scene.settle()
    scene.until(lambda: scene.window.page() is not before)
    scene.settle()
    assert "ekstrak" not in change.rail() and scene.window.here() == "entri"
    once(change, change.form())


def test_another_language_waits_for_a_save_under_way(scene: Scene, change: Change) -> None:
    before = change.typed()
    before.save()
    scene.window.go("pengaturan")
    change.bench.language_changed.emit()
    assert scene.window.page("entri") is before, "what comes of the save goes to it"
    scene.until(lambda: scene.window.page("entri") is None)
    scene.settle()
    scene.window.go("entri")
    scene.settle()
    page = change.form()
    assert saved_of(change) == 1 and "Wulan Sari" not in str(change.office.drafts.list())
    assert not page.dirty() and not page.recovered.isVisible()


def test_who_comes_in_waits_for_what_another_has_under_way(scene: Scene) -> None:
    """And for what follows it: files of a form are attached in the name of who chose them."""
    office_in(scene.folder)
    scene.come_in()
    bench, seen = scene.desk.bench, list[str]()
    assert bench is not None
    office, user = bench.office, bench.office.session.user
    scene.window.go("entri")
    scene.settle()
    page = scene.window.page()
    assert page is not None

    def next_one(_done: object) -> None:
        bench.do(
            lambda _told: seen.append(office.session.user), owner=page, after=lambda: seen.append("told")
        )

    bench.do(lambda _told: None, next_one, owner=page)
    scene.desk.lock()
    assert scene.desk.screen is not None
    scene.desk.screen.passphrase_given.emit("Dian Lestari", offices.PASSPHRASE)
    scene.until(lambda: not scene.window.covered())
    assert office.session.user != user and seen == [user, "told"]
