"""The register of documents: what differs from the paper before, what was called off, the menus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QMenu

from desktop_app.actions import applications, issued, rosters
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.rosters import RosterWish
from desktop_app.office import Office
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.pictures.camera import Camera, Studio
from tests.pictures.papers import DIAN, RATNA, save
from ui.dialogs.many import ManyDialog
from ui.dialogs.roster import RosterDialog

PEOPLE = 60


def register(studio: Studio) -> None:
    """A draft that says what will differ, the newer paper, the older one, and one that counts no more."""
    dkum, kelurahan = offices.city(studio.folder / "terbitan")
    dkum.close()
    office = kelurahan[KUKUSAN]
    people = [dict(person) | {"program": "WUB"} for person in offices.persons(PEOPLE)]
    records = offices.enter(office, people[:-2])
    offices.verify(office, records)
    office.enter(DIAN, PASSPHRASE)
    _seal(office, "500.3/118", "arsip")
    _seal(office, "500.3/119", "papan")
    wrong = _seal(office, "500.3/120", "papan")
    issued.cancel_document(office, wrong, "Nomor surat keliru")
    applications.withdraw(office, records[4], "Pindah dari Depok")
    office.enter(RATNA, PASSPHRASE)
    applications.save(office, SaveApplication({"alamat": "Jalan Melati Raya Nomor 99"}, records[7]))
    offices.verify(office, offices.enter(office, people[-2:]))
    office.enter(DIAN, PASSPHRASE)
    with studio.opened(office) as camera:
        page: Any = camera.go("dokumen")
        page.drafts.begin()
        dialog: Any = camera.front(RosterDialog)
        dialog.number.setText("500.3/124")
        dialog.preview.click()
        camera.take("dokumen-draf-perbedaan")
        page.drafts.drop()
        newest = _seal(office, "500.3/124", "arsip")
        page.open(newest)
        camera.take("dokumen-menggantikan")
        page.paper.show_list()
        page.paper.turn_fit()
        camera.take("dokumen-daftar-halaman")
        page.paper.turn_fit()
        page.paper.show_list()
        camera.glance("dialog-perbedaan", page.show_differences)
        for number, button in enumerate(page.menus):
            _menu(camera, f"dokumen-menu-{number + 1}", button.open_menu)
        page.list.select_row(page.list_card.model.find(lambda line: line.look.word == "Diganti"))
        camera.take("dokumen-diganti")
        page.open(wrong)
        camera.take("dokumen-dibatalkan")
        page.outgoing.many()
        dialog = camera.front(ManyDialog)
        camera.take("dialog-banyak")
        dialog.save_to(studio.folder / "dicabut")
        camera.wait(dialog.ended)
        camera.take("dialog-banyak-hasil")
        camera.dismiss()
        _menu(camera, "dokumen-keadaan", page.list_card.state_menu)
    save(studio, "menggantikan", issued.document_pdf(office, newest))


def _menu(camera: Camera, name: str, opened: Callable[[], QMenu]) -> None:
    opened()
    camera.front(QMenu)
    camera.take(name)
    camera.dismiss()


def _seal(office: Office, number: str, edition: Any) -> str:
    return rosters.seal_roster(office, RosterWish("WUB", 2026, edition, number, office.today())).document
