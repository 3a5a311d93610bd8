"""`python -m tests.pictures --out DIR [--size WxH] [--theme dark] [--lang en]`

Every screen in its main states with the demo city's data, and every page of its papers, as PNG.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LANG", "C.UTF-8")

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.actions.mentor_papers import MentorPaperWish, draft_paper
from desktop_app.demo.city import APPROVER, KELURAHAN, PROPOSER, City, build_city
from desktop_app.documents.render import page_count, page_png
from desktop_app.errors import Refused
from desktop_app.office import open_office
from desktop_app.queries.mentors import mentors
from desktop_app.sample.people import make_people
from desktop_app.sample.spreadsheets import make_xlsx
from resources.i18n import tr
from ui.app import make_desk
from ui.desk import Desk
from ui.dialogs.intake_dialog import IntakeDialog
from ui.pages.beranda import BerandaPage
from ui.pages.dokumen import DokumenPage
from ui.pages.pendaftar import PendaftarPage
from ui.pages.pendamping import PendampingPage
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pertama import FirstRun
from ui.prefs import Prefs
from ui.widgets.dialog import Dialog

PATIENCE = 20.0
TYPED = (
    "3276065203949102",
    "327606110819004",
    "Siti Marlina",
    "Depok",
    "12031995",
    "P",
    "2",
    "081255509102",
    "",
)
PAPERS = (
    "arsip-3276061002-500.3.101",
    "arsip-3276061002-500.3.201",
    "papan-3276061002-500.3.201",
    "putusan-0001",
)


class Camera:
    """Waits until the window has nothing more to do, then takes a picture."""

    def __init__(self, app: QApplication, desk: Desk, out: Path) -> None:
        self.app, self.desk, self.out = app, desk, out

    def wait(self, done: Callable[[], object]) -> None:
        """Let the window live until `done`; a picture of a half-made screen would say nothing."""
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)

    def still(self) -> None:
        """Wait until no work is under way and nothing more arrives for a moment."""
        quiet = 0
        while quiet < 12:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            quiet = quiet + 1 if self.desk.worker.idle() else 0
            time.sleep(0.02)

    def type(self, *texts: str) -> None:
        """Type into the field that has the focus, Enter after each, as a clerk does."""
        for text in texts:
            QTest.keyClicks(QApplication.focusWidget(), text)
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
            self.still()

    def take(self, name: str) -> None:
        """Save the window as `name`.png."""
        self.still()
        self.desk.window.grab().save(str(self.out / f"{name}.png"))
        print(name, flush=True)

    def dialogs(
        self, name: str, opened: Callable[[], object], then: Sequence[Callable[[Any], object]] = ()
    ) -> None:
        """What `opened` opens, and again after each of `then`; closed at the end."""
        opened()
        for at, step in enumerate((None, *then)):
            (dialog,) = (one for one in self.desk.window.findChildren(Dialog) if one.isVisible())
            if step is not None:
                step(dialog)
            self.still()
            picture = self.desk.window.grab()
            front = dialog.grab()
            painter = QPainter(picture)
            painter.drawPixmap(dialog.pos() - self.desk.window.pos(), front)
            painter.end()
            taken = f"{name}-{at + 1}" if at else name
            picture.save(str(self.out / f"{taken}.png"))
            print(taken, flush=True)
        dialog.reject()
        self.desk.window.activateWindow()  # the platform without a screen does not do it by itself
        self.wait(self.desk.window.isActiveWindow)
        self.still()


def main(argv: list[str]) -> int:
    """Build the city, walk through the window, print what was taken."""
    asked = _arguments(argv)
    asked.out.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="wira-pictures-") as folder:
        city = build_city(Path(folder) / "demo", applicants=asked.applicants)
        _empty(app, asked, Path(folder))
        for staff, name, pages in (
            (
                KELURAHAN[0].code,
                KELURAHAN[0].operator,
                ("beranda", "entri", "pendaftar", "usaha", "kuota", "sinkronisasi", "pengaturan"),
            ),
            (KELURAHAN[0].code, KELURAHAN[0].verifier, ("verifikasi", "dokumen")),
            (
                "dkum",
                APPROVER,
                ("konsolidasi", "penetapan", "pendaftar", "usaha", "dokumen", "sinkronisasi", "pengaturan"),
            ),
            (KELURAHAN[0].code, KELURAHAN[0].operator, ("pendamping",)),
            ("dkum", PROPOSER, ("pendamping",)),
        ):
            _walk(app, asked, Path(folder), city, staff, name, pages)
        if asked.lang == "id" and asked.theme == "light":
            _papers(city, asked.out)
            _mentor_papers(city, asked.out)
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--theme", default="light", choices=("light", "dark"))
    parser.add_argument("--lang", default="id", choices=("id", "en"))
    parser.add_argument("--applicants", type=int, default=60)
    return parser.parse_args(argv)


def _desk(app: QApplication, asked: argparse.Namespace, folder: Path) -> Desk:
    machine = Prefs(folder / "machine.json")
    machine.put("theme", asked.theme)
    machine.put("language", asked.lang)
    desk = make_desk(app, machine)
    wide, high = (int(each) for each in asked.size.split("x"))
    desk.window.resize(wide, high)
    desk.window.show()
    return desk


def _empty(app: QApplication, asked: argparse.Namespace, folder: Path) -> None:
    """The first run on an empty folder."""
    desk = _desk(app, asked, folder)
    camera = Camera(app, desk, asked.out)
    desk.start(folder / "kosong")
    camera.take("pertama")
    for number, name in enumerate(("kantor", "dkum", "contoh", "pulihkan"), 1):
        desk.window.findChildren(FirstRun)[-1].choose(number)
        camera.take(f"pertama-{name}")
    desk.close()
    desk.window.close()


def _walk(
    app: QApplication,
    asked: argparse.Namespace,
    folder: Path,
    city: City,
    code: str,
    name: str,
    pages: tuple[str, ...],
) -> None:
    """Come in as one person and visit the pages."""
    desk = _desk(app, asked, folder)
    camera = Camera(app, desk, asked.out)
    prefix = "dkum-" if code == "dkum" else ""
    desk.start(city.homes[code])
    screen = desk.screen
    assert screen is not None
    if code != "dkum" and "beranda" in pages:
        camera.take("masuk")
        screen.choose(name)
        sentence = tr("Kata sandi belum cocok. Isian Anda tetap aman.")
        screen.show_refusal(Refused(sentence, next_step=tr("Coba lagi.")))
        camera.take("masuk-belum-cocok")
    screen.passphrase_given.emit(name, city.passphrase)
    camera.wait(lambda: desk.bench is not None)
    for page in pages:
        desk.window.go(page)
        camera.take(f"{prefix}{page}")
        shown = desk.window.page()
        assert shown is not None
        if isinstance(shown, PengaturanPage):
            for part in ("petugas", "perangkat", "cadangan", "tampilan"):
                shown.open(part)
                camera.take(f"{prefix}pengaturan-{part}")
                if part == "petugas" and not prefix:
                    camera.dialogs("dialog-petugas", shown.primary)
        if isinstance(shown, PendaftarPage) and not prefix:
            load = partial(IntakeDialog.load, path=_spreadsheet(folder))
            camera.dialogs("dialog-impor", shown.import_list, (load,))
        if isinstance(shown, DokumenPage) and not prefix:
            camera.dialogs("dialog-dokumen", shown.primary)
        if isinstance(shown, BerandaPage):
            camera.dialogs("dialog-pintasan", desk.window.show_key_map)
        if isinstance(shown, PendampingPage):
            shown.panel.show_tab(1)
            camera.take("pendamping-tugas")
            camera.dialogs("pendamping-kunjungan", shown.primary)
        if page == "entri":
            camera.type(*TYPED)
            camera.take("entri-temuan")
    desk.lock()
    camera.take(f"{prefix}kunci")
    desk.close()
    desk.window.close()


def _spreadsheet(folder: Path) -> Path:
    """Twelve invented people as a clerk would get them."""
    path = folder / "pendaftar.xlsx"
    people = make_people(7, KELURAHAN[0].code, 12, year=2026, today=date(2026, 11, 20))
    path.write_bytes(make_xlsx(people).data)
    return path


def _papers(city: City, out: Path) -> None:
    """Every page of one paper of each kind."""
    for path in [*city.rosters, *city.decision_lists]:
        if path.suffix != ".pdf" or not any(each in path.name for each in PAPERS):
            continue
        pdf = path.read_bytes()
        for page in range(page_count(pdf)):
            name = f"pdf-{path.stem}-{page + 1}.png"
            (out / name).write_bytes(page_png(pdf, page, dpi=110))
            print(name, flush=True)


def _mentor_papers(city: City, out: Path) -> None:
    """The papers about mentors as DRAF: a report of the month and the people of one mentor."""
    staff = KELURAHAN[0]
    office = open_office(city.homes[staff.code], staff.operator, city.passphrase)
    try:
        today = office.today().isoformat()
        with office.reading() as connection:
            mentor = mentors(connection, today, kelurahan=staff.code).lines[0].record
        for wish in (
            MentorPaperWish("laporan_pendamping", mentor, today[:7]),
            MentorPaperWish("daftar_dampingan", mentor),
            MentorPaperWish("daftar_pendamping"),
        ):
            name = f"pdf-{wish.kind}.png"
            (out / name).write_bytes(page_png(draft_paper(office, wish).pdf, 0, dpi=110))
            print(name, flush=True)
    finally:
        office.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
