"""Papers that no day of the demo city needs: the gallery, rosters in groups, fingerprints, signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from desktop_app.actions import fingerprint_sheets, issued, rosters, signing, tte
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.signing import KeyFile, SignAs
from desktop_app.demo.cast import APPROVER, KELURAHAN
from desktop_app.documents.render import page_count, page_png
from desktop_app.documents.sheets import Form
from desktop_app.office import Office, open_office
from tests import offices
from tests.documents.lists import LISTS
from tests.documents.papers import GALLERY
from tests.offices import KUKUSAN, PASSPHRASE
from tests.pictures.camera import Studio
from tests.signing import pki
from tests.signing.service import signed_elsewhere

RATNA, DIAN = "Ratna Puspita", "Dian Lestari"


def save(studio: Studio, stem: str, pdf: bytes) -> None:
    """Every page of a paper as a picture."""
    for page in range(page_count(pdf)):
        name = f"pdf-{stem}-{page + 1}"
        studio.taken[name] = frozenset()
        (studio.out / f"{name}.png").write_bytes(page_png(pdf, page, dpi=110))
        print(name, flush=True)


def sheets(studio: Studio) -> None:
    """The gallery; rosters by RW and by mentor; the sheets two people compare."""
    for name, made in (GALLERY | LISTS).items():
        save(studio, name, made())
    staff = KELURAHAN[0]
    office = open_office(studio.city.homes[staff.code], staff.operator, studio.city.passphrase)
    try:
        today, year = office.today(), studio.city.tahun
        for form, group in ((Form("F4"), "rw"), (Form("A4", "potret"), "pendamping")):
            wish = RosterWish("WUB", year, "arsip", "", today, form=form, urut="nama", kelompok=group)
            save(studio, f"nominatif-menurut-{group}", rosters.draft_roster(office, wish).pdf)
        save(studio, "sidik-kantor", fingerprint_sheets.own_sheet(office))
    finally:
        office.close()
    dkum = open_office(studio.city.homes["dkum"], APPROVER, studio.city.passphrase)
    try:
        save(studio, "sidik-dkum", fingerprint_sheets.root_sheet(dkum))
    finally:
        dkum.close()


def signatures(studio: Studio) -> None:
    """Signed with a key file by two people, waiting for BSrE, back from it: in the register and on paper."""
    dkum, kelurahan = offices.city(studio.folder / "tanda-tangan")
    dkum.close()
    office = kelurahan[KUKUSAN]
    people = [dict(person) | {"program": "WUB"} for person in offices.persons(3)]
    offices.verify(office, offices.enter(office, people))
    office.enter(RATNA, PASSPHRASE)
    tte.trust(office, pki.shared().root.certificate.public_bytes(Encoding.PEM))
    office.enter(DIAN, PASSPHRASE)
    two, back = _signed(office, studio.folder / "kunci"), _back(office)
    rosters.seal_editions(office, _wish(office, "500.3/3"), ("papan",), tte=True)
    for name, record in (("ditandatangani", two), ("kembali-dari-bsre", back)):
        save(studio, name, issued.document_pdf(office, record))
    with studio.opened(office) as camera:
        page: Any = camera.go("dokumen")
        for row, name in enumerate(("menunggu-bsre", "kembali-dari-bsre", "ditandatangani")):
            page.list.select_row(row)
            camera.take(f"dokumen-{name}")


def _wish(office: Office, number: str) -> RosterWish:
    return RosterWish("WUB", 2026, "arsip", number, office.today())


def _signed(office: Office, folder: Path) -> str:
    """A sealed roster that the lurah and a mentor sign, each with a .p12 file of their own."""
    known = pki.shared()
    folder.mkdir()
    record = rosters.seal_roster(office, _wish(office, "500.3/1")).document
    for role, holder in (("pejabat", known.lurah), ("pendamping", known.pendamping)):
        path = folder / f"{role}.p12"
        path.write_bytes(pki.p12(holder, known.authorities))
        report = signing.sign_issued(office, [record], KeyFile(path, pki.PASSWORD), SignAs(role))
        assert report.count("signed") == 1, report
    return record


def _back(office: Office) -> str:
    """A roster without a seal that a service signed, taken back."""
    known = pki.shared()
    record = rosters.seal_editions(office, _wish(office, "500.3/2"), ("arsip",), tte=True)[0].document
    pdf = signed_elsewhere(issued.document_pdf(office, record), known.lurah, known, now=office.clock())
    return tte.take_back(office, pdf).document
