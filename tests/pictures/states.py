"""States a city in good order never shows: nothing yet, refused, too early, altered, full, locked, shared.

Each is a real office brought there by the actions a person would use, and seen through the real window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import Qt

from desktop_app.actions import applications, issuing, letterhead, rosters
from desktop_app.actions.backup import make_backup, name_of, restore_backup
from desktop_app.actions.exchange_settings import ExchangeSettings, set_exchange
from desktop_app.actions.export import make_file
from desktop_app.actions.issued import cancel_document, document_pdf
from desktop_app.actions.last_way import Asked
from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.trust import grant, make_request
from desktop_app.documents import qr
from desktop_app.documents.data import Paper
from desktop_app.documents.roster import write_roster
from desktop_app.documents.seal import SealField, seal
from desktop_app.domain.people import OfficeKind
from desktop_app.office import Office, open_office
from desktop_app.queries.documents import register
from tests import mentors, offices
from tests.documents.people import NOW, roster
from tests.documents.surgery import overlaid, put_together, with_one_digit_changed
from tests.limits import full_for, no_room
from tests.offices import CURUG, KUKUSAN, PASSPHRASE
from tests.pictures.camera import CTRL, Camera, Studio
from tests.ui.cityscene import HENDRA, City, make_city, troubled_city
from tests.verifying import paper
from ui.dialogs.enrolment import CompareDialog
from ui.dialogs.last_way import AnswerDialog, AskDialog, AskedDialog, LastWayDialog
from ui.pages.periksa_layar import CheckScreen
from ui.widgets.card import FindingCard
from ui.widgets.dialog import StopDialog

Key = Qt.Key
RATNA, DIAN = "Ratna Puspita", "Dian Lestari"


# ---- nothing yet -----------------------------------------------------------------------------------------


def nothing_yet(studio: Studio, *kinds: OfficeKind) -> None:
    """Every page of an office that was founded a moment ago, of each kind."""
    every: dict[OfficeKind, str] = {"kelurahan": "kosong-", "lapangan": "lapangan-", "dkum": "dkum-kosong-"}
    for kind, prefix in every.items():
        if not kinds or kind in kinds:
            with studio.opened(offices.office(studio.folder / f"baru-{kind}", kind)) as camera:
                for _page in camera.walk(prefix):
                    pass


def all_done(studio: Studio) -> None:
    """Verifikasi when the last one has been looked at, and when only one's own are left."""
    office, records = _kelurahan(studio, "selesai", 3)
    office.enter(DIAN, PASSPHRASE)
    applications.give_back(office, records[2], "Foto KK tidak terbaca")
    offices.verify(office, records[:2])
    with studio.opened(office) as camera:
        camera.go("verifikasi")
        camera.take("verifikasi-selesai")
        camera.go("beranda")
        camera.take("beranda-dikembalikan")


def no_hits(studio: Studio) -> None:
    """A search that finds nothing, in every list that is searched."""
    office, _records = _kelurahan(studio, "cari", 3)
    save_business(office, SaveBusiness({"nama": "Warung Sri"}))
    with studio.opened(office) as camera:
        for key in camera.places():
            page = camera.go(key)
            field: Any = page.search_field()
            if field is not None and field.isVisible():
                field.setFocus()
                field.setText("zzz tidak ada")
                camera.take(f"tak-ditemukan-{key}")


def own_account(studio: Studio) -> None:
    """What a mentor sees who comes in with an own account."""
    city = mentors.make(studio.folder / "pendamping")
    city.assign(0, 0, 1)
    city.account("Sri Wahyuni", 0)
    city.dkum.close()
    with studio.opened(city.kukusan) as camera:
        for page in camera.walk("akun-pendamping-"):
            if page.key == "pendamping":
                camera.glance("dialog-kunjungan", page.primary)


# ---- before DKUM's grant ---------------------------------------------------------------------------------


def waiting_for_grant(studio: Studio) -> None:
    """A kelurahan with work done that DKUM does not know, and how it is admitted."""
    city = make_city(studio.folder / "izin")
    office, records = _kelurahan(studio, "izin-baru", 3, code="3276061003")
    offices.verify(office, records)
    office.enter(RATNA, PASSPHRASE)
    request = make_request(office, city.folder)
    with studio.opened(office) as camera:
        camera.go("sinkronisasi")
        camera.take("menunggu-izin")
        camera.glance("dialog-folder", camera.page().primary)
        page: Any = camera.go("dokumen")
        dialog: Any = camera.dialog("menunggu-izin-dialog-dokumen", page.primary)
        dialog.accept()
        camera.take("menunggu-izin-dokumen")
        camera.go("beranda")
        camera.take("menunggu-izin-beranda")
        admitted = grant(city.dkum, request, city.folder, fingerprint=office.device.fingerprint)
        _steps(camera).open_paths([admitted])
        camera.front(CompareDialog)
        camera.take("dialog-izin")
        camera.dismiss()
    other = offices.office(studio.folder / "izin-lain", code="3276061005")
    request = make_request(other, city.folder)
    other.close()
    for one in city.kelurahan.values():
        one.close()
    with studio.opened(city.dkum) as camera:
        _steps(camera).open_paths([request])
        dialog = camera.front(CompareDialog)
        camera.take("dialog-terima")
        camera.dismiss()


# ---- files -----------------------------------------------------------------------------------------------


def refused_files(studio: Studio) -> None:
    """A file cut short, one for another office, and what DKUM kept without effect."""
    city = make_city(studio.folder / "ditolak")
    city.fill(4)
    kukusan = city.kukusan
    unreadable = {"kelurahan_kode": KUKUSAN, "nama": {"depan": "Siti"}}
    with kukusan.database.locked() as connection:
        offices.write_raw(connection, kukusan.session.user, "application", unreadable)
    city.up()
    city.down()
    whole = make_file(city.dkum, city.folder, to=KUKUSAN).paths[0]
    alien = make_file(city.dkum, city.folder, to=CURUG).paths[0]
    cut = city.folder / "putusan-terpotong.dks"
    cut.write_bytes(whole.read_bytes()[:-300])
    kukusan.enter(RATNA, PASSPHRASE)
    city.kelurahan[CURUG].close()
    with studio.opened(kukusan) as camera:
        camera.go("sinkronisasi").next_problem()  # type: ignore[attr-defined]  # F7
        camera.take("sinkronisasi-tidak-berlaku")
        camera.dialog("galat", lambda: _steps(camera).open_paths([cut]))
        camera.dismiss()
        camera.take("sinkronisasi-ditolak")
        camera.glance("galat-kantor-lain", lambda: _steps(camera).open_paths([alien]))
        no_sync = city.folder / "surat.dks"
        no_sync.write_bytes(b"%PDF-1.7 surat biasa " * 30)
        camera.glance("galat-bukan-berkas", lambda: _steps(camera).open_paths([no_sync]))
        camera.take("sinkronisasi-ditolak-tiga")
        camera.glance("dialog-hasil-berkas", lambda: _steps(camera).open_paths([city.folder]))
        camera.go("beranda")
        camera.take("beranda-ditolak")
    with studio.opened(city.dkum) as camera:
        camera.go("sinkronisasi").next_problem()  # type: ignore[attr-defined]  # F7
        camera.take("dkum-sinkronisasi-tidak-berlaku")


def watched_folders(studio: Studio) -> None:
    """Kotak masuk that works, and one that is gone."""
    city = make_city(studio.folder / "kotak")
    city.fill(3)
    boxes = [studio.folder / "kotak" / name for name in ("Kotak masuk", "Kotak keluar")]
    for each in boxes:
        each.mkdir()
    make_file(city.kukusan, boxes[0])
    (boxes[0] / "rusak.dks").write_bytes(next(boxes[0].glob("*.dks")).read_bytes()[:-200])
    for one in city.kelurahan.values():
        one.close()
    set_exchange(city.dkum, ExchangeSettings(*map(str, boxes), take=True, send=True))
    with studio.opened(city.dkum) as camera:
        camera.go("sinkronisasi")
        camera.desk.bench.boxes.look(at_once=True)  # type: ignore[union-attr]
        camera.take("dkum-kotak")
        boxes[0].rename(boxes[0].with_name("dipindah"))
        camera.desk.bench.boxes.look()  # type: ignore[union-attr]
        camera.take("dkum-kotak-hilang")


def early_file(studio: Studio) -> None:
    """A file that needs one before it: told, kept, listed, and missed on the board."""
    folder = studio.folder / "dini"
    city = make_city(folder)
    copy = make_backup(city.dkum, folder / "cadangan").path
    city.fill(2)
    city.up()
    city.down()
    city.fill(2, seed=2)
    early = make_file(city.kukusan, city.folder).paths[0]
    city.close()
    restore_backup(copy, folder / "lagi", HENDRA, PASSPHRASE)
    dkum = open_office(folder / "lagi", HENDRA, PASSPHRASE, clock=offices.Clock())
    with studio.opened(dkum) as camera:
        camera.go("sinkronisasi")
        camera.glance("galat-terlalu-awal", lambda: _steps(camera).open_paths([early]))
        camera.take("sinkronisasi-menunggu")
        camera.go("konsolidasi")
        camera.take("konsolidasi-menunggu")


def troubled(studio: Studio) -> None:
    """DKUM's board with a gap, silent offices and people entered twice; the same seen by the kelurahan."""
    city = troubled_city(studio.folder / "masalah")
    city.kukusan.enter(RATNA, PASSPHRASE)
    for code, one in city.kelurahan.items():
        if code != KUKUSAN:
            one.close()
    with studio.opened(city.dkum) as camera:
        page: Any = camera.go("konsolidasi")
        page.tiles.select(CURUG)
        camera.take("konsolidasi-masalah")
        camera.press(Key.Key_D)
        camera.take("konsolidasi-ganda")
        page.tiles.setFocus()
        camera.dialog("dialog-kelurahan", lambda: camera.press(Key.Key_Return))
        camera.dismiss()
        page.problem_chip.click()
        camera.take("konsolidasi-hanya-masalah")
        camera.go("penetapan")
        camera.take("penetapan-masalah")
        for key in ("pendaftar", "sinkronisasi"):
            camera.go(key)
            camera.take(f"dkum-masalah-{key}")
    with studio.opened(city.kukusan) as camera:
        camera.take("beranda-nomor-sama")
        camera.go("pendaftar")
        camera.take("pendaftar-nomor-sama")


# ---- documents -------------------------------------------------------------------------------------------


def verdicts(studio: Studio) -> None:
    """A document that is whole, altered, sealed elsewhere, a DRAF, and none of ours."""
    folder = studio.folder / "periksa"
    foreign = _sealed(make_city(folder / "lain"), "9")
    city = make_city(folder / "sini")
    whole = _sealed(city, "7")
    wish = RosterWish("WUB", 2026, "arsip", "8", city.kukusan.today())
    draft = rosters.draft_roster(city.kukusan, wish).pdf
    with pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(folder / "surat.pdf")
    papers = {
        "utuh": whole,
        "berubah": with_one_digit_changed(whole),
        "ditambah": overlaid(whole),
        "asing": foreign,
        "draf": draft,
        "bukan": (folder / "surat.pdf").read_bytes(),
        "rusak": b"bukan pdf",
        "halaman-lain": _page_exchanged(city),
    }
    city.dkum.close()
    city.kelurahan[CURUG].close()
    with studio.opened(city.kukusan) as camera:
        page: Any = camera.go("dokumen")
        for name, data in papers.items():
            path = folder / f"daftar-{name}.pdf"
            path.write_bytes(data)
            page.checks.check([path])
            camera.take(f"periksa-{name}")
            if name == "ditambah":
                page.checks.pane.show_whole(on=True)
                camera.take("periksa-ditambah-seluruh")
        page.checks.check([folder / "tidak-ada.pdf"])
        camera.take("periksa-hilang")
        scans = _scans(folder, whole)
        for name, files in scans.items():
            page.checks.check(files)
            camera.take(f"periksa-{name}")
        _call_off(page.office, "7")
        page.checks.check(next(iter(scans.values())))
        camera.take("periksa-pindaian-dibatalkan")


def _call_off(office: Office, number: str) -> None:
    """The paper of that number counts no more."""
    with office.reading() as connection:
        found = [line.record for line in register(connection, office.context) if line.nomor == number]
    cancel_document(office, found[0], "Ada data yang keliru")


def _page_exchanged(city: City) -> bytes:
    """A roster of three pages, of which the second is another letter's, under the office's own seal."""
    one, papers = city.kukusan, list[Paper]()
    for number in ("7", "6"):
        made = replace(roster(60), number=number)
        papers.append(write_roster(made, state="segel", now=one.clock(), key=issuing.qr_key(one)))
    mine, other = papers
    pdf = put_together(mine.pdf, range(3), other.pdf, 1)
    field = SealField(places=mine.places, sealed_by=RATNA, directory_version=2)
    key = issuing.seal_key(one)
    return seal(pdf, key, reason="Terbit", location="Depok", now=one.clock(), field=field)


def checked_outside(studio: Studio) -> None:
    """Papers judged while the screen is locked, and on a computer without an office."""
    folder = studio.folder / "luar"
    city = make_city(folder / "sini")
    pdf, photo, root = folder / "terbit.pdf", folder / "foto.jpg", folder / "dkum.pem"
    pdf.write_bytes(_sealed(city, "7"))
    photo.write_bytes(paper.jpeg(paper.photographed(paper.printed(pdf.read_bytes(), 0, 150))))
    assert city.dkum.directory is not None
    root.write_text(city.dkum.directory.content.ca)
    city.dkum.close()
    city.kelurahan[CURUG].close()
    with studio.opened(city.kukusan) as camera:
        camera.desk.lock()
        camera.take("periksa-terkunci-tombol")
        camera.desk.check_papers()
        camera.take("periksa-terkunci")
        screen = camera.desk.window.findChildren(CheckScreen)[-1]
        screen.check([pdf, photo])
        camera.take("periksa-terkunci-hasil")
    with studio.desk() as camera:
        camera.desk.start(folder / "kosong")
        camera.desk.check_papers()
        screen = camera.desk.window.findChildren(CheckScreen)[-1]
        screen.check([pdf])
        camera.take("periksa-tamu")
        screen.use_root([root])
        camera.take("periksa-tamu-sertifikat")


def _scans(folder: Path, whole: bytes) -> dict[str, list[Path]]:
    """Pages that went through a scanner or a phone: in order, missing, forged, unreadable; and a batch."""
    key = qr.QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    strange = paper.printed(write_roster(roster(40), state="segel", now=NOW, key=key).pdf, 0, 150)
    true = paper.printed(whole, 0, 150)
    pictures = {
        "foto": paper.photographed(true),
        "sama-lagi": paper.turned(true, 1.5),
        "perangkat-lain": strange,
        "tanpa-kode": true.crop((0, 0, true.width, true.height // 2)),
    }
    paths = {name: folder / f"{name}.jpg" for name in pictures}
    for name, picture in pictures.items():
        paths[name].write_bytes(paper.jpeg(picture))
    return {
        "pindaian": [paths["foto"]],
        "pindaian-ganda": [paths["foto"], paths["sama-lagi"]],
        "pindaian-asing": [paths["perangkat-lain"]],
        "pindaian-tanpa-kode": [paths["tanpa-kode"]],
        "beberapa": [*sorted(folder.glob("daftar-*.pdf")), paths["foto"]],
    }


def _sealed(city: City, number: str) -> bytes:
    """A roster of three under the seal of Kukusan; Dian is in."""
    one = city.kukusan
    one.enter(RATNA, PASSPHRASE)
    wub = [dict(person) | {"program": "WUB"} for person in offices.persons(3)]
    records = offices.enter(one, wub)
    offices.verify(one, records)
    one.enter(RATNA, PASSPHRASE)
    signers = (letterhead.Signer("Surya Darmawan", "", "Lurah Kukusan"),)
    head = ("PEMERINTAH KOTA DEPOK", "KECAMATAN BEJI", "KELURAHAN KUKUSAN", "Jalan Contoh Nomor 1")
    letterhead.save_letterhead(one, letterhead.SaveLetterhead(*head, signatories=signers))
    one.enter(DIAN, PASSPHRASE)
    sealed = rosters.seal_roster(one, RosterWish("WUB", 2026, "arsip", number, one.today()))
    pdf = document_pdf(one, sealed.document)
    if city.folder.parent.name == "lain":
        city.close()
    return pdf


# ---- applicants ------------------------------------------------------------------------------------------


def applicants(studio: Studio) -> None:
    """A form that was left, a NIK that has applied, a business that may be hers."""
    office, _records = _kelurahan(studio, "entri", 3)
    person = offices.persons(4)[3]
    save_business(office, SaveBusiness({"nama": "Kue Siti", "pemilik": "Siti Marlina", "nik": person["nik"]}))
    typed = {"nik": person["nik"], "nama": "Siti Marlina"}
    moment = office.clock() - timedelta(hours=3)
    where = {"page": "entri", "field": "alamat", "user": office.session.user, "name": RATNA}
    office.drafts.put("entri:lama", typed, where, now=moment)
    (record,) = offices.enter(office, [person])
    with studio.opened(office) as camera:
        camera.take("beranda-draf")
        camera.go("entri")
        camera.take("entri-dipulihkan")
        camera.desk.window.go("entri", "")
        camera.type(str(person["nik"]))
        camera.take("entri-sudah-mendaftar")
        page: Any = camera.go("pendaftar", record)
        if not page.panel.isVisible():
            camera.press(Key.Key_Return)  # a narrow window has it in a drawer
        camera.take("pendaftar-usaha-terdaftar")
        cards = [card for card in page.panel.findChildren(FindingCard) if card.isVisible()]
        (judge,) = [button for card in cards for button in card.buttons]
        camera.glance("dialog-usaha-terdaftar", judge.click)


# ---- the computer ----------------------------------------------------------------------------------------


def locked(studio: Studio) -> None:
    """Locked by hand, by nobody being there, with a PIN, and after five that did not fit."""
    office, _records = _kelurahan(studio, "kunci", 1)
    clock: Any = office.clock
    with studio.opened(office) as camera:
        desk = camera.desk
        camera.go("entri")
        camera.type("3276065203949102")
        assert desk.bench is not None
        desk.bench.lock.set_pin("482913")
        clock.forward(minutes=15)
        desk._look_around()  # pyright: ignore[reportPrivateUsage]  # the timer's own call
        camera.take("kunci-pin")
        for turn in range(5):
            assert desk.screen is not None
            desk.screen.field.setText("111333")
            desk.screen.button.click()
            if turn == 0:
                camera.take("kunci-pin-belum-cocok")
        camera.take("kunci-lima-kali")
        office.put_sheet("antik mitra saran balon taruh layak lukis situs")
        assert desk.screen is not None
        camera.glance("dialog-lupa", desk.screen.lost.click)
        asked = Asked(studio.folder / "pemulihan-permintaan_3276061002_7QK.pulih", office.device.fingerprint)
        since = clock() - timedelta(days=1)
        for name, dialog in (
            ("dialog-lupa-dkum", LastWayDialog(desk.window, since)),
            ("dialog-lupa-minta", AskDialog(desk.window)),
            ("dialog-lupa-diminta", AskedDialog(desk.window, asked)),
            ("dialog-lupa-jawaban", AnswerDialog(desk.window, asked.path)),
        ):
            camera.glance(name, dialog.open)


def full_and_damaged(studio: Studio) -> None:
    """No room on the disk or the stick, an office that cannot be opened, and a defect of our own."""
    office, _records = _kelurahan(studio, "penuh", 1)
    stick = studio.folder / "FLASHDISK"
    with studio.opened(office) as camera:
        camera.go("entri")
        camera.type("3276065203949102", "3276061108190041", "Siti Marlina")
        camera.still()
        with no_room():
            camera.press(Key.Key_Return, CTRL)
        camera.take("entri-disk-penuh")
        settings: Any = camera.go("pengaturan")
        settings.open("cadangan")
        camera.still()
        now = office.clock() + timedelta(hours=7)
        full_for(stick / f"{name_of(office)}_{now:%Y%m%d-%H%M%S}.tar")
        camera.glance("galat-flash-disk-penuh", lambda: settings.section().make(stick))
        desk = camera.desk

        def wrong(_progress: object) -> None:
            raise ValueError("made up for the picture")

        camera.glance("galat-program", lambda: desk.worker.ask(wrong, print, print))
    for name, home in _unopenable(studio):
        with studio.desk() as camera:
            camera.desk.start(home)
            if camera.desk.screen is not None:
                camera.desk.screen.passphrase_given.emit(RATNA, PASSPHRASE)
            camera.front()
            camera.take(name)  # closing this dialog closes the window
            camera.desk.window.findChildren(StopDialog)[-1].reject()


def _unopenable(studio: Studio) -> list[tuple[str, Path]]:
    """Offices that cannot be opened, each for its own cause."""
    broken = studio.folder / "rusak"
    broken.mkdir()
    (broken / "office.json").write_text("{rusak")
    lost = studio.folder / "hilang"
    offices.office(lost).close()
    (lost / "wira.db").unlink()
    torn = studio.folder / "robek"
    offices.office(torn).close()
    (torn / "wira.db").write_bytes(b"bukan basis data" * 500)
    return [("galat-kantor-rusak", broken), ("galat-data-hilang", lost), ("galat-data-rusak", torn)]


# ---- within ----------------------------------------------------------------------------------------------


def _kelurahan(studio: Studio, name: str, n: int, *, code: str = KUKUSAN) -> tuple[Office, list[str]]:
    """An office DKUM does not know with `n` submitted applicants; Ratna is in, Dian verifies."""
    office = offices.office(studio.folder / name, code=code)
    offices.add(office, DIAN, "verifikator", "operator")
    return office, offices.enter(office, offices.persons(n, code=code))


def _steps(camera: Camera) -> Any:
    """What Sinkronisasi does with files."""
    page: Any = camera.go("sinkronisasi")
    return page.steps


SCENES: tuple[Callable[[Studio], None], ...] = (
    nothing_yet,
    all_done,
    no_hits,
    own_account,
    waiting_for_grant,
    refused_files,
    watched_folders,
    early_file,
    troubled,
    verdicts,
    checked_outside,
    applicants,
    locked,
    full_and_damaged,
)
