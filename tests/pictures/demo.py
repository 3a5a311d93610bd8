"""Every page of the demo city by the people who work on it, its dialogs, and its papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from PySide6.QtWidgets import QFileDialog
from sqlalchemy import select

from desktop_app.actions import devices, trust
from desktop_app.actions.announcing import announce
from desktop_app.actions.attendance_sheet import SheetWish, print_sheet
from desktop_app.actions.city_keys import KeptFile
from desktop_app.actions.file_report import file_report
from desktop_app.actions.last_way import RescueView
from desktop_app.actions.mentor_papers import MentorPaperWish, draft_paper
from desktop_app.actions.ranking_paper import ranking_paper
from desktop_app.actions.recap import RecapWish, draft_recap
from desktop_app.actions.recovery import RecoverySheet
from desktop_app.demo.cast import APPROVER, KELURAHAN, PROPOSER
from desktop_app.domain import region
from desktop_app.domain.people import OFFICE_LABELS
from desktop_app.domain.status import EDITABLE
from desktop_app.errors import Refused
from desktop_app.intake.workbook import Page as SheetPage
from desktop_app.intake.workbook import write
from desktop_app.office import open_office
from desktop_app.queries import training
from desktop_app.queries.file_story import file_story
from desktop_app.queries.mentors import mentors
from desktop_app.sample.people import make_people
from desktop_app.sample.spreadsheets import make_xlsx
from desktop_app.storage import tables
from resources.i18n import tr
from tests.pictures import aturan
from tests.pictures.camera import Camera, Studio
from tests.pictures.papers import save
from ui.dialogs.city_keys import KeyFileDialog, RecoveryDialog
from ui.dialogs.last_way import RescueDialog
from ui.dialogs.person import IdleDialog
from ui.dialogs.recovery import RecoverySheetDialog
from ui.pages.base import Page
from ui.pages.beranda import BerandaPage
from ui.pages.capaian import CapaianPage
from ui.pages.dokumen import DokumenPage
from ui.pages.ekstrak import EkstrakPage
from ui.pages.jurnal import JurnalPage
from ui.pages.kuota import KuotaPage
from ui.pages.pelatihan import PelatihanPage
from ui.pages.pendaftar import PRINT, PendaftarPage
from ui.pages.pendamping import PendampingPage
from ui.pages.pendamping_kota import PendampingKotaPage
from ui.pages.penetapan import PenetapanPage
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pertama import FirstRun
from ui.pages.privasi import PrivasiPage
from ui.pages.rekomendasi import RekomendasiPage
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.pages.usaha import UsahaPage
from ui.pages.verifikasi import VerifikasiPage

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


def first_run(studio: Studio) -> None:
    """An empty folder, and each of its four ways."""
    with studio.desk() as camera:
        camera.desk.start(studio.folder / "kosong")
        camera.take("pertama")
        for number, name in enumerate(("kantor", "dkum", "contoh", "pulihkan"), 1):
            camera.desk.window.findChildren(FirstRun)[-1].choose(number)
            camera.take(f"pertama-{name}")


PROPOSED = ("pendamping", "ekstrak", "pelatihan", "rekomendasi")
"""Pages of DKUM that the person who proposes keeps."""


def kelurahan(studio: Studio) -> None:
    """The operator's day, then the verifikator's."""
    staff = KELURAHAN[0]
    with studio.desk() as camera:
        _come_in(studio, camera, staff.code, staff.operator, masuk=True)
        for page in camera.walk("", skip=("verifikasi", "dokumen")):
            _more(camera, page, "")
        camera.desk.lock()
        camera.take("kunci")
    with studio.desk() as camera:
        _come_in(studio, camera, staff.code, staff.verifier)
        for page in camera.walk("", skip=tuple(set(camera.places()) - {"verifikasi", "dokumen"})):
            _more(camera, page, "")


def dkum(studio: Studio) -> None:
    """The city's office: who approves, and who keeps the list of mentors."""
    with studio.desk() as camera:
        _come_in(studio, camera, "dkum", APPROVER)
        for page in camera.walk("dkum-", skip=PROPOSED):
            _more(camera, page, "dkum-")
        camera.desk.lock()
        camera.take("dkum-kunci")
    with studio.desk() as camera:
        _come_in(studio, camera, "dkum", PROPOSER)
        for page in camera.walk("dkum-", skip=tuple(set(camera.places()) - set(PROPOSED))):
            _more(camera, page, "dkum-")
        settings = camera.go("pengaturan")
        assert isinstance(settings, PengaturanPage)
        settings.open("perangkat")
        camera.still()
        _perangkat(camera, settings.section())  # who approves decisions may not take devices out
        for part, show in (("kunci", _kunci), ("petugas-kota", _petugas_kota)):
            settings.open(part)
            camera.still()
            show(camera, settings.section())
        aturan.walk(camera, settings, "dkum-")


def papers(studio: Studio) -> None:
    """Every page of one paper of each kind, the papers about mentors as DRAF, the order, an announcement."""
    for path in [*studio.city.rosters, *studio.city.decision_lists]:
        if path.suffix == ".pdf" and any(each in path.name for each in PAPERS):
            save(studio, path.stem, path.read_bytes())
    staff = KELURAHAN[0]
    office = open_office(studio.city.homes[staff.code], staff.operator, studio.city.passphrase)
    try:
        today = office.today().isoformat()
        with office.reading() as connection:
            mentor = mentors(connection, today, kelurahan=staff.code).lines[0].record
        for wish in (
            MentorPaperWish("laporan_pendamping", mentor, today[:7]),
            MentorPaperWish("daftar_dampingan", mentor),
            MentorPaperWish("daftar_pendamping"),
        ):
            save(studio, wish.kind, draft_paper(office, wish).pdf)
        save(studio, "rekap_capaian", draft_recap(office, RecapWish("WUB", studio.city.tahun)).pdf)
        with office.reading() as connection:
            waves = [line for line in training.waves(connection) if line.scope == staff.code]
        roster = MentorPaperWish("peserta_gelombang", wave=waves[0].record)
        save(studio, roster.kind, draft_paper(office, roster).pdf)
        save(studio, "daftar_hadir", print_sheet(office, SheetWish(waves[0].record)).pdf)
        with office.reading() as connection:
            story = file_story(connection, office)
        save(studio, "laporan_berkas", file_report(office, story).pdf)
        year = office.today().year
        save(studio, "tunggu", ranking_paper(office, "WUB", year, staff.code).pdf)
        save(studio, "pengumuman", announce(office, "PP", year, staff.code).pdf)
    finally:
        office.close()
    dkum = open_office(studio.city.homes["dkum"], APPROVER, studio.city.passphrase)
    try:
        paper = ranking_paper(dkum, "WUB", dkum.today().year, KELURAHAN[1].code)
        save(studio, "prakiraan", paper.pdf)
        save(studio, "rekap_capaian-kota", draft_recap(dkum, RecapWish("WUB", studio.city.tahun)).pdf)
    finally:
        dkum.close()


def _come_in(studio: Studio, camera: Camera, code: str, name: str, *, masuk: bool = False) -> None:
    """Through the lock screen, as a person does."""
    desk = camera.desk
    desk.start(studio.city.homes[code])
    screen = desk.screen
    assert screen is not None
    if masuk:
        camera.take("masuk")
        screen.choose(name)
        sentence = tr("Kata sandi belum cocok.")
        screen.show_refusal(Refused(sentence, next_step=tr("Coba lagi.")))
        camera.take("masuk-belum-cocok")
    screen.passphrase_given.emit(name, studio.city.passphrase)
    camera.wait(lambda: desk.bench is not None)


# ---- what else a page has to show ------------------------------------------------------------------------


def _more(camera: Camera, page: Page, prefix: str) -> None:
    """The dialogs and other faces of a page."""
    for kind, show in _MORE.items():
        if isinstance(page, kind):
            show(camera, page, prefix)
    if page.key == "entri":
        camera.type(*TYPED)
        camera.take("entri-temuan")


def _beranda(camera: Camera, _page: Any, _prefix: str) -> None:
    camera.glance("dialog-pintasan", camera.desk.window.show_key_map)


def _pendaftar(camera: Camera, page: PendaftarPage, prefix: str) -> None:
    if prefix:
        return
    page.show_menu()
    camera.take("pendaftar-menu")
    camera.dismiss()
    camera.glance("dialog-lembar", lambda: page.panel.action.emit(PRINT))
    dialog: Any = camera.dialog("dialog-impor", page.import_list)
    path = camera.studio.folder / "pendaftar.xlsx"
    people = make_people(7, KELURAHAN[0].code, 12, year=2026, today=date(2026, 11, 20))
    path.write_bytes(make_xlsx(people).data)
    dialog.load(path)
    camera.take("dialog-impor-2")
    camera.dismiss()
    page.import_list()
    dialog = camera.front()
    assert camera.desk.bench is not None
    with camera.desk.bench.office.reading() as connection:
        app = tables.application.c
        query = select(app.nik, app.nama, app.program, app.tahun, app.alamat)
        query = query.where(app.status.in_(EDITABLE)).order_by(app.id).limit(6)
        known = connection.execute(query).all()
    rows = [[*who, "Jl. Baru No. 9" if at < 3 else alamat] for at, (*who, alamat) in enumerate(known)]
    titles = ["NIK", "Nama", "Program", "Tahun program", "Alamat"]
    path.write_bytes(write([SheetPage("Pendaftar", titles, rows)]))
    dialog.load(path)
    camera.wait(lambda: dialog.accept_all_button.isVisible())
    dialog.toggle(next(row for row in dialog.rows.rows() if row.changed))
    camera.take("dialog-impor-perubahan")
    camera.dismiss()
    page.import_list()
    dialog = camera.front()
    dialog.ask_reports()
    camera.wait(lambda: dialog.reports.model.rowCount() > 0)
    camera.take("dialog-impor-laporan")
    camera.dismiss()


def _usaha(camera: Camera, page: Any, prefix: str) -> None:
    if not prefix:
        camera.glance("dialog-usaha", page.primary)
        camera.glance("dialog-impor-usaha", page.import_list)


def _kuota(camera: Camera, page: KuotaPage, prefix: str) -> None:
    for at, name in ((1, "perubahan"), (2, "tertahan")):
        if page.has_part(at):
            page.show_part(at)
            camera.take(f"{prefix}kuota-{name}")
    page.to_line()
    camera.glance(f"{prefix}dialog-urutan", page.print_list)


def _penetapan(camera: Camera, page: Any, prefix: str) -> None:
    camera.glance(f"{prefix}dialog-permintaan", page.show_requests)


def _dokumen(camera: Camera, page: Any, prefix: str) -> None:
    camera.glance(f"{prefix}dialog-pengumuman", page.announce_program)
    if prefix:
        camera.glance("dkum-dialog-lampiran-penetapan", page.make_decree)
        return
    dialog: Any = camera.dialog("dialog-berita-acara", page.make_minutes)
    dialog.f4.click()
    camera.still()
    dialog.number.setText("500.3/118")
    dialog.seal()
    camera.take("dialog-kertas-f4")
    dialog.question.a4.click()  # A4 is offered to the next scene too
    camera.still()
    camera.dismiss()
    camera.glance("dialog-daftar-tunggu", page.make_waiting)
    camera.glance("dialog-dokumen", page.primary)
    camera.glance("dialog-formulir", page.print_blank)
    page.list.select_row(page.list_card.model.find(lambda line: line.look.word == "Disegel"))
    camera.take("dokumen-utuh")
    camera.glance("dialog-cetak", page.outgoing.print)  # of one in force: a cancelled one is asked about
    camera.glance("dialog-simpan", page.outgoing.save)


def _verifikasi(camera: Camera, page: Any, _prefix: str) -> None:
    camera.glance("dialog-alasan", page.give_back)


def _sinkronisasi(camera: Camera, page: Any, prefix: str) -> None:
    camera.glance(f"{prefix}dialog-laporan-berkas", page.print_report)
    if prefix:
        page.bench.prefs.put("file_folder", str(camera.studio.folder))
        camera.glance("dialog-kelurahan-mana", page.primary)


def _pendamping(camera: Camera, page: Any, _prefix: str) -> None:
    page.list.select_row([bool(line.open_tasks) for line in page.lines()].index(True))
    page.panel.show_tab(1)
    camera.take("pendamping-tugas")
    for name, opened in (
        ("dialog-tugas-diserahkan", page.panel.hand_in),
        ("pendamping-kunjungan", page.primary),
        ("dialog-tugas", page.give_task),
        ("dialog-tetapkan-pendamping", page.assign),
        ("dialog-bulan", page.report),
        ("dialog-kertas-pendamping", page.roster),
    ):
        camera.glance(name, opened)


def _capaian(camera: Camera, page: Any, prefix: str) -> None:
    page.table_chip.click()
    camera.take(f"{prefix}capaian-tabel")
    page.table_chip.click()
    camera.glance(f"{prefix}dialog-rekap", page.recap)
    if prefix:
        page._ask_for(place=KELURAHAN[0].code)
        camera.take(f"{prefix}capaian-kelurahan")
        return
    camera.glance("dialog-capaian", page.primary)


def _pendamping_kota(camera: Camera, page: Any, _prefix: str) -> None:
    camera.glance("dialog-pendamping", page.primary)
    camera.glance("dialog-wilayah", page.add_area)
    path = camera.studio.folder / "pendamping.csv"
    path.write_text(
        "Nama,NIP,HP,Jabatan,Wilayah\nSri Wahyuni,19800101 200501 2 999,081299990001,Pendamping,Beji\n"
        "Tanpa Wilayah,,,Pendamping,Entah\n",
        encoding="utf-8",
    )
    camera.glance("dialog-daftar-pendamping", lambda: page.look_at(path))


def _ekstrak(camera: Camera, page: Any, prefix: str) -> None:
    if prefix:
        camera.glance("dialog-ekstrak", page.primary)
        camera.glance("dialog-ekstrak-status", page.give_status)


def _privasi(camera: Camera, page: Any, prefix: str) -> None:
    if not prefix:
        camera.glance("dialog-permintaan-data", page.primary)
        camera.glance("dialog-jawab-permintaan", page.answer)
        camera.glance("dialog-kebocoran", page.report_breach)


def _jurnal(camera: Camera, page: JurnalPage, prefix: str) -> None:
    if prefix:
        return
    camera.glance("dialog-jurnal-periode", page.ask_period)
    page.open({"kind": "steps"})
    camera.still()  # the lines before were complete as well: only rest tells that the others are there
    camera.glance("dialog-riwayat", lambda: page.look(page.current()))
    page.only_this()
    camera.still()
    camera.take("jurnal-satu-catatan")


def _rekomendasi(camera: Camera, page: RekomendasiPage, prefix: str) -> None:
    if not prefix:
        return
    page.open("pekka")
    camera.take("dkum-rekomendasi-tanpa")
    page.open("padan")
    camera.take("dkum-rekomendasi-padan")
    camera.glance("dialog-cabut-rekomendasi", page.withdraw_name)
    page.clear_filters()
    path = next((camera.studio.city.out / "lembar").glob("rekomendasi-*.xlsx"))
    page.primary()
    dialog: Any = camera.front()
    dialog.load(path)
    camera.still()
    camera.type("463/155/DP3AP2KB", "20-11-2026")
    camera.take("dialog-impor-surat")
    camera.dismiss()


def _perangkat(camera: Camera, section: Any) -> None:
    """DKUM takes a device out, another one back, and sees the words of a key file."""
    rows = list(devices.listed(section.bench.office))
    section.list.select_row(next(at for at, row in enumerate(rows) if not row.own and row.revoked is None))
    camera.glance("dkum-dialog-cabut", section.revoke)
    section.list.select_row(next(at for at, row in enumerate(rows) if row.revoked is not None))
    camera.glance("dkum-dialog-terima-kembali", section.readmit)


def _kunci(camera: Camera, section: Any) -> None:
    """DKUM's own keys: the words of a file, the ways out, and what is shown once afterwards."""
    camera.take("dkum-pengaturan-kunci-admin")
    words, office = "colek pedal damai taruh cuci lemas helm letak", section.bench.office
    path = camera.studio.folder / "wira-kunci-dkum_20261124-090000.age"
    path.write_bytes(b"")
    kept = KeptFile(path, words, office.directory.root_fingerprints()[0])
    camera.glance("dkum-dialog-kunci", lambda: section.show_kept(tr("Kunci DKUM tersimpan"), kept))
    section.restore_button.click()
    chooser: Any = camera.front(QFileDialog)
    chooser.filesSelected.emit([str(path)])
    chooser.close()
    dialog: Any = camera.front(KeyFileDialog)
    dialog.words.setText(words.replace("damai", "dammai"))
    dialog.action_button.click()
    camera.take("dkum-dialog-kunci-kata")
    camera.dismiss()
    camera.glance("dkum-dialog-kunci-baru", section.anew_button.click)
    camera.glance("dkum-dialog-akar", lambda: section.show_root(section.after_anew()))
    keys = trust.authority(office)
    camera.glance("dkum-dialog-pemulihan", lambda: RecoveryDialog(section, keys.recovery).open())
    view = RescueView(
        region.office_of(KELURAHAN[0].code), tr(OFFICE_LABELS["kelurahan"]), "7QK", office.clock(),
        office.device.fingerprint, ("Dian Lestari", "Ratna Puspita"), path,
    )  # fmt: skip
    camera.glance("dkum-dialog-pulih", RescueDialog(section, view).open)
    camera.glance("dkum-dialog-kunci-layar", IdleDialog(section, 15).open)
    office.put_secret(trust.AUTHORITY_SECRET, b"")
    section.load()
    camera.take("dkum-pengaturan-kunci-hilang")
    trust.put_authority(office, keys)


def _petugas_kota(camera: Camera, section: Any) -> None:
    """DKUM looks for somebody and is asked before they are taken out."""
    camera.take("dkum-pengaturan-petugas-kota-admin")
    section.search.setText(KELURAHAN[1].operator)
    camera.still()
    camera.glance("dkum-dialog-cabut-petugas", section.revoke)


def _checked(camera: Camera, section: Any) -> None:
    """The office looked through."""
    section.primary()
    camera.wait(lambda: section.report is not None)
    camera.still()


def _pengaturan(camera: Camera, page: PengaturanPage, prefix: str) -> None:
    city = ("petugas-kota", "kunci") if prefix else ()
    for part in ("petugas", *city, "perangkat", "tukar", "cadangan", "pemeriksaan", "tampilan"):
        page.open(part)
        if part == "pemeriksaan":
            _checked(camera, page.section())
        camera.take(f"{prefix}pengaturan-{part}")
        if part == "pemeriksaan" and not prefix:
            camera.glance("dialog-paket-bantuan", cast("Any", page.section()).ask_support)
        if part == "petugas" and not prefix:
            section: Any = page.section()
            camera.glance("dialog-petugas", page.primary)
            section.list.select_row(0)
            camera.glance("dialog-kata-sandi-baru", section.give_key)
            camera.glance("dialog-kata-sandi", section.change_own)
            camera.glance("dialog-pin", section.set_pin)
            camera.glance("dialog-siapa-boleh-apa", section.show_duties)
            camera.glance("dialog-lembar-pemulihan-minta", section.make_sheet)
            made = RecoverySheet(
                "Ratna Puspita", section.bench.now(), "antik mitra saran balon taruh layak lukis situs"
            )
            shown = RecoverySheetDialog(section, section.bench, made)
            camera.glance("dialog-lembar-pemulihan", shown.open)
            camera.glance("dialog-akun", section.carry_button.click)
    if not prefix:
        aturan.walk(camera, page, prefix)


def _pelatihan(camera: Camera, page: Any, prefix: str) -> None:
    """Every part, and the dialogs of a wave that this office keeps."""
    scope = "" if prefix else KELURAHAN[0].code
    page.waves.select_row(page.wave_model.find(lambda line: line.invited > 0 and line.scope == scope))
    camera.take(f"{prefix}pelatihan-gelombang")
    for name, opened in (
        ("dialog-kehadiran", page.primary),
        ("dialog-daftar-hadir", page.sheet),
        ("dialog-undang", page.invite),
        ("dialog-gelombang", page.plan),
    ):
        camera.glance(f"{prefix}{name}", opened)
    for at, name in enumerate(("belum-diundang", "tidak-hadir", "katalog"), 1):
        page.tabs.set_current(at)
        page.show_part(at)
        camera.take(f"{prefix}pelatihan-{name}")
    if prefix:
        camera.glance("dialog-pelatihan", page.add_training)


_MORE: dict[type[Page], Callable[[Camera, Any, str], None]] = {
    KuotaPage: _kuota,
    PenetapanPage: _penetapan,
    BerandaPage: _beranda,
    PendaftarPage: _pendaftar,
    UsahaPage: _usaha,
    DokumenPage: _dokumen,
    VerifikasiPage: _verifikasi,
    SinkronisasiPage: _sinkronisasi,
    EkstrakPage: _ekstrak,
    PrivasiPage: _privasi,
    JurnalPage: _jurnal,
    PelatihanPage: _pelatihan,
    RekomendasiPage: _rekomendasi,
    PendampingPage: _pendamping,
    CapaianPage: _capaian,
    PendampingKotaPage: _pendamping_kota,
    PengaturanPage: _pengaturan,
}
