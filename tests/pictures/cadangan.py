"""Backups: the strip while the last one is too old, what is asked before one is put back, moving away."""

from __future__ import annotations

from typing import Any

from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.moving import prepare_move
from desktop_app.actions.replacing import look_beside
from desktop_app.actions.safekeeping import BackupSettings, set_backup
from desktop_app.office import open_office
from tests import offices
from tests.offices import PASSPHRASE
from tests.pictures.camera import Studio
from tests.ui.cityscene import make_city
from ui.bench import Leaving
from ui.dialogs.restore import ask_whether, move
from ui.pages.pindah import MovedScreen


def backups(studio: Studio) -> None:
    """An office whose stick was away for nine days, and which then moves to another computer."""
    clock = offices.Clock()
    office = offices.office(studio.folder / "cadangan" / "kantor", clock=clock)
    offices.enter(office, offices.persons(4))
    stick = studio.folder / "cadangan" / "OneDrive"
    for name in ("Dropbox", "flash-lama"):  # chosen before; the second one is in a drawer
        before = studio.folder / "cadangan" / name
        set_backup(office, BackupSettings(str(before)))
        make_backup(office, before)
    before.rename(before.with_name("laci"))
    set_backup(office, BackupSettings(str(stick)))
    copy = make_backup(office, stick)
    offices.enter(office, offices.persons(3, seed=2))
    with studio.opened(office) as camera:
        camera.go("pengaturan", "cadangan")
        camera.take("pengaturan-cadangan-baik")
        clock.forward(days=9)
        keeper = camera.desk.bench and camera.desk.bench.backups
        assert keeper is not None
        keeper.refresh()
        camera.wait(keeper.overdue)
        camera.go("beranda")
        camera.take("beranda-cadangan-terlambat")
        page: Any = camera.go("pengaturan", "cadangan")
        camera.take("pengaturan-cadangan-terlambat")
        bench = camera.desk.bench
        assert bench is not None
        bench.office.drafts.put("entri:1", {"nama": "Siti"}, {"page": "entri"}, now=clock())
        beside = look_beside(bench.office, copy.path)
        section = page.section()
        camera.glance("dialog-pulihkan", lambda: ask_whether(section, bench, *beside))
        bench.office.drafts.discard("entri:1")
        camera.glance("dialog-pindah", lambda: move(section, bench, print))
        prepare_move(office, stick)
        bench.given_up.emit(Leaving(lambda _home: None, "", ""))
        camera.wait(lambda: camera.desk.window.findChildren(MovedScreen))
        camera.take("kantor-sudah-pindah")
    _put_back(studio)


def _put_back(studio: Studio) -> None:
    """A restored office still says what of before has reached DKUM."""
    city = make_city(studio.folder / "dipulihkan")
    city.fill(3)
    city.up()
    city.down()
    city.fill(1, seed=2)
    copy = make_backup(city.kukusan, city.folder / "cadangan").path
    city.close()
    home = city.folder / "lagi"
    restore_backup(copy, home, "Ratna Puspita", PASSPHRASE)
    with studio.opened(open_office(home, "Ratna Puspita", PASSPHRASE, clock=offices.Clock())) as camera:
        camera.go("sinkronisasi")
        camera.take("sinkronisasi-dipulihkan")
        camera.go("beranda")
        camera.take("beranda-dipulihkan")
