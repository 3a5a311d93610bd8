"""Keys put back from a backup, in the window: what was taken away stays so, what is left to do is said."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.actions import moving
from desktop_app.actions.backup import make_backup
from tests import offices
from tests.ui.deskscene import ME, Scene
from tests.ui.kantor import names_unique, nothing_cut
from ui.pages.pindah import MovedScreen
from ui.widgets.dialog import StopDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def dialog_in(scene: Scene) -> StopDialog:
    scene.until(lambda: [each for each in scene.window.findChildren(StopDialog) if each.isVisible()])
    (dialog,) = (each for each in scene.window.findChildren(StopDialog) if each.isVisible())
    return dialog


@pytest.mark.parametrize("moved", [False, True], ids=["works-here", "handed-over"])
def test_keys_put_back_say_what_is_left_to_do(scene: Scene, moved: bool) -> None:
    home = scene.folder / "kantor"
    office = offices.office(home, clock=scene.clock)
    make_backup(office, home / "backups")
    offices.add(office, "Dian Lestari", "operator")
    if moved:
        moving.prepare_move(office, scene.folder / "flash")
    office.close()
    for name in ("office.json", "keyslots.json"):
        (home / name).unlink()
        (home / "salinan" / name).unlink()
    scene.desk.start(home)
    dialog_in(scene).accept()
    scene.until(lambda: scene.desk.screen is not None)
    assert scene.desk.screen is not None
    scene.desk.screen.passphrase_given.emit(ME, offices.PASSPHRASE)
    if moved:
        scene.until(lambda: scene.window.findChildren(MovedScreen))
        scene.settle()
        assert scene.desk.bench is None
        return
    scene.until(lambda: scene.desk.bench is not None)
    told = dialog_in(scene)
    scene.settle()
    nothing_cut(told)
    names_unique(told)
    said = " ".join(label.text() for label in told.findChildren(QLabel))
    assert "Lembar pemulihan" in said and "Belum dapat masuk: Dian Lestari." in said
    told.reject()
