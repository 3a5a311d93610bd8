"""Signing in its states: asked for, refused beside its field, under way, and what became of each paper."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtCore import Qt

from desktop_app.actions import issued, rosters
from desktop_app.actions.rosters import RosterWish
from tests import offices
from tests.issuing import issue_many
from tests.offices import KUKUSAN
from tests.pictures.camera import Camera, Studio
from tests.signing import authority, pki, softhsm
from tests.signing.faces import black_and_white, faces, grey, sheet
from tests.signing.service import painted, rewritten, signed_elsewhere


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
        for name in ("dialog-tanda-tangan-penerbit", "dialog-tanda-tangan-hasil"):
            dialog.keys.secret.setText(pki.PASSWORD)
            dialog.primary()
            camera.take(name)
        dialog.primary()
        camera.take("dialog-tanda-tangan-berikutnya")
        _cards(camera, dialog)
        camera.dismiss()


def stamps(studio: Studio) -> None:
    """The foot of a paper in each state of its signatures, as a copier at 100 dpi sees it, with and without
    greys."""
    pictures = [grey(pdf) for pdf in faces().pdfs.values()]
    for name, made in (("abu", pictures), ("hitam-putih", [black_and_white(each) for each in pictures])):
        studio.taken[f"stempel-{name}"] = frozenset()
        sheet(made).save(studio.out / f"stempel-{name}.png")
        print(f"stempel-{name}", flush=True)


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


def bsre(studio: Studio) -> None:
    """A copy for BSrE: asked for, waiting, back in each way, and the issuers that the office believes."""
    dkum, kelurahan = offices.city(studio.folder / "bsre")
    dkum.close()
    office = kelurahan[KUKUSAN]
    people = [dict(person) | {"program": "WUB"} for person in offices.persons(5)]
    offices.verify(office, offices.enter(office, people))
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    known = pki.shared()
    root = studio.folder / "akar.pem"
    root.write_bytes(known.root.certificate.public_bytes(Encoding.PEM))
    with studio.opened(office) as camera:
        page: Any = camera.go("dokumen")
        camera.press(Qt.Key.Key_F2)
        dialog: Any = camera.front()
        dialog.edition.set_value("arsip")
        dialog.number.setText("500.3/118")
        dialog.preview.click()
        camera.still()
        page.drafts.prepare()
        ask: Any = camera.front()
        camera.take("dialog-siapkan-bsre")
        ask.accept()
        camera.wait(lambda: page.issued() is not None)
        camera.take("dokumen-menunggu")
        record = page.issued().record
        sent = issued.document_pdf(office, record)
        back = signed_elsewhere(sent, known.lurah, known, now=office.clock())
        other = rewritten(sent, painted("Orang Lain", 300, 300))
        anew = signed_elsewhere(rewritten(sent), known.lurah, known, now=office.clock())
        _returned(camera, page, "dialog-kembali-belum-ditandatangani", sent)
        _returned(camera, page, "dialog-kembali-tanpa-penerbit", back)
        settings: Any = camera.go("pengaturan", "tanda-tangan")
        camera.take("pengaturan-tanda-tangan-kosong")
        section = settings.section()
        section.driver.setText("/usr/lib/tidak-ada.so")
        section._keep(driver="/usr/lib/tidak-ada.so")
        section.issuers.read_root(root)
        ask = camera.front()
        camera.take("dialog-percayai-penerbit")
        ask.accept()
        camera.take("pengaturan-tanda-tangan")
        page = camera.go("dokumen")
        _returned(camera, page, "dialog-kembali-lain", signed_elsewhere(other, known.lurah, known))
        _returned(camera, page, "dialog-kembali-ditulis-ulang", anew)
        _returned(camera, page, "dialog-kembali-sama", back, keep=True)
        camera.take("dokumen-kembali")


def timestamps(studio: Studio) -> None:
    """Time stamps: nobody set an address, what would be sent, under way, refused, and what became of each."""
    dkum, kelurahan = offices.city(studio.folder / "penanda-waktu")
    dkum.close()
    office = kelurahan[KUKUSAN]
    people = [dict(person) | {"program": "WUB"} for person in offices.persons(5)]
    offices.verify(office, offices.enter(office, people))
    office.enter("Ratna Puspita", offices.PASSPHRASE)
    for number in range(1, 5):
        rosters.seal_roster(office, RosterWish("WUB", 2026, "arsip", f"500.3/{number}", office.today()))
    root = studio.folder / "akar-waktu.pem"
    with authority.running() as there, studio.opened(office) as camera:
        there.now = office.clock()
        root.write_bytes(there.times.certificate.public_bytes(Encoding.PEM))
        page: Any = camera.go("dokumen")
        camera.dialog("dialog-penanda-waktu-belum-diatur", page.signing.stamp)
        camera.dismiss()
        settings: Any = camera.go("pengaturan", "penanda-waktu")
        times = settings.section().times
        times.url.setText("waktu.contoh.go.id")
        times._keep("url")
        camera.take("pengaturan-penanda-waktu-keliru")
        times.url.setText(f"{there.address}/tsa")
        times._keep("url")
        times.roots.read_root(root)
        ask: Any = camera.front()
        camera.take("dialog-percayai-otoritas-waktu")
        ask.accept()
        camera.still()
        times.roots.list.setFocus()
        camera.take("pengaturan-penanda-waktu")
        page = camera.go("dokumen")
        page.signing.stamp()
        dialog: Any = camera.front()
        dialog.pick_all()
        camera.take("dialog-penanda-waktu")
        there.behave = "refuses"
        dialog.stamp()
        camera.wait(dialog.ended)
        camera.take("dialog-penanda-waktu-ditolak")
        there.behave = ""
        dialog.stamp()
        camera.wait(lambda: dialog.ended() and not dialog.picked)
        camera.take("dialog-penanda-waktu-hasil")
        camera.dismiss()
        camera.take("dokumen-penanda-waktu")


def _returned(camera: Camera, page: Any, name: str, pdf: bytes, *, keep: bool = False) -> None:
    path = camera.studio.folder / "dari-layanan.pdf"
    path.write_bytes(pdf)
    page.signing.returned(path)
    dialog: Any = camera.front()
    camera.wait(lambda: dialog._found is not None)
    camera.take(name)
    if keep:
        dialog.keep()
        camera.wait(lambda: not camera.fronts())
    else:
        camera.dismiss()
