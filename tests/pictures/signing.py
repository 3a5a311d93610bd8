"""Signing in its states: asked for, refused beside its field, under way, and what became of each paper."""

from __future__ import annotations

from typing import Any

from tests import offices
from tests.issuing import issue_many
from tests.offices import KUKUSAN
from tests.pictures.camera import Camera, Studio
from tests.signing import pki, softhsm


def signing(studio: Studio) -> None:
    """The dialog with a key file and with a card, its refusals, its report."""
    dkum, kelurahan = offices.city(studio.folder / "menandatangani")
    dkum.close()
    office = kelurahan[KUKUSAN]
    known = pki.shared()
    folder = studio.folder / "kunci-orang"
    folder.mkdir()
    (folder / "lurah.p12").write_bytes(pki.p12(known.lurah, known.authorities))
    issue_many(office, 9)
    with studio.opened(office) as camera:
        page: Any = camera.go("dokumen")
        page.signing.sign()
        dialog: Any = camera.front()
        dialog.keys.file.setText(str(folder / "lurah.p12"))
        dialog.pick_all()
        camera.take("dialog-tanda-tangan")
        dialog.keys.secret.setText("bukan itu")
        dialog.primary()
        camera.take("dialog-tanda-tangan-sandi-salah")
        for record in list(dialog.picked[3:]):
            dialog.picked.remove(record)
        dialog.keys.secret.setText(pki.PASSWORD)
        dialog.primary()
        camera.take("dialog-tanda-tangan-hasil")
        dialog.primary()
        camera.take("dialog-tanda-tangan-berikutnya")
        _cards(camera, dialog)
        camera.dismiss()


def _cards(camera: Camera, dialog: Any) -> None:
    """A driver that is not there, cards to choose from, a wrong PIN."""
    dialog.keys.means.set_value("card")
    dialog.keys.driver.setText("/usr/lib/tidak-ada.so")
    dialog.keys._means_chosen()
    camera.take("dialog-tanda-tangan-tanpa-driver")
    if softhsm.DRIVER.exists():
        dialog.keys.driver.setText(str(softhsm.driver()))
        dialog.keys.find_cards()
        camera.still()
        dialog.keys.card.set_value("mentor")
        dialog.keys.secret.setText("000000")
        dialog.primary()
        camera.take("dialog-tanda-tangan-pin-salah")
