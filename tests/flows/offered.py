"""What every page of the window offers: which line of the table of duties each deed belongs to, and what is
everybody's who has the page: looking, going elsewhere, printing, copies, one's own account."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtWidgets import QPushButton

from ui.pages.base import Page
from ui.pages.pelatihan import PelatihanPage
from ui.pages.pengaturan import PengaturanPage
from ui.shell import MainWindow

DEEDS: dict[str, dict[str, str]] = {
    "beranda": {"fill": "Entri baru"},
    "entri": {
        "fill": "Ambil dari folder pindai|Pilih berkas|Simpan & berikutnya|Simpan draf|Simpan"
        "|simpan draf|simpan dan buka formulir berikutnya",
        "submit": "Ajukan|ajukan dan buka formulir berikutnya",
    },
    "pendaftar": {
        "fill": "Entri baru|Impor daftar|Entri pendaftar pertama|Impor daftar pertama"
        "|Putuskan usaha terdaftar…|Lihat menurut aturan baru…",
        "data_request": "Permintaan data|Catat permintaan data pribadi…|Salinan data untuk orangnya…",
        "verify": "Periksa di Verifikasi",
        "withdraw": "Catat pengunduran diri…|Buang draf…",
        "request_withdrawal": "Minta pembatalan ke DKUM…",
        "cancel": "Batalkan penetapan…",
        "answer": "Tolak permintaan pembatalan…",
        "erase": "Hapus data orang ini…",
    },
    "verifikasi": {
        "verify": "Verifikasi|verifikasi, lalu berikutnya|Sesuai|sesuai|Tidak sesuai|tidak sesuai"
        "|urungkan jawaban",
        "return": "Kembalikan|kembalikan",
        "reject": "Tolak|tolak",
        "fill": "putuskan usaha terdaftar|Putuskan: ",
    },
    "ekstrak": {"extract": "Buat ekstrak|Status untuk aplikasi pendaftaran"},
    "rekomendasi": {
        "recommendation": "Impor surat|impor surat|Batalkan pencabutan|Cabut nama ini"
        "|cabut, atau batalkan pencabutan",
        "recommended": "Orang lain|Orang yang sama|orang lain|orang yang sama|padankan lagi lewat NIK",
    },
    "usaha": {"business": "Tambah usaha|Impor daftar|Laporan impor"},
    "capaian": {"outcome": "Catat capaian|catat capaian"},
    "pelatihan": {
        "participant": "Catat kehadiran|catat kehadiran",
        "wave": "Rencanakan gelombang|Undang peserta|Ubah|Keluarkan|Batalkan gelombang"
        "|rencanakan gelombang|undang peserta|ubah gelombang|keluarkan peserta|batalkan gelombang",
        "training": "Tambah pelatihan|Tutup atau buka pelatihan|tambah pelatihan"
        "|tutup atau buka pelatihan",
    },
    "pendamping": {
        "mentee": "Tetapkan pendamping|tetapkan pendamping",
        "visit": "Catat kunjungan|catat kunjungan|ubah kunjungan terakhir",
        "task": "beri tugas|tugas diserahkan|Beri tugas|Diserahkan",
        "mentor": "Tambah pendamping|Impor daftar|Ubah|tambah pendamping|impor daftar",
        "mentor_area": "Tambah wilayah|Akhiri wilayah|tambah wilayah|akhiri wilayah",
    },
    "penetapan": {"propose": "Usulkan|usulkan|Batalkan usulan", "decide": "Setujui|setujui"},
    "privasi": {
        "data_request": "Catat permintaan|Catat permintaan pertama|Buat salinan|Salah catat|Jawab"
        "|Ubah jawaban|Laporan kebocoran|Salinan untuk orangnya|Cabut pembatasan",
    },
    "pengaturan_kop": {"office": "Pilih gambar|Hapus gambar|Simpan kop"},
    "pengaturan_petugas": {
        "person": "Tambah petugas|Ubah peran|Kata sandi baru|Akhiri tugas",
        "sheet": "Buat lembar pemulihan",
        "returned": "Sudah diperiksa",
        "devices": "Atur kunci layar semua kantor",
    },
    "pengaturan_petugas_kota": {"city_staff": "Cabut petugas|Pulihkan petugas|Jadikan admin"},
    "pengaturan_aturan": {"rulebook": "Terbitkan|Temuan berikutnya"},
    "pengaturan_perangkat": {"new_keys": "Minta kunci baru", "devices": "Cabut perangkat|Terima kembali"},
    "pengaturan_kunci": {
        "devices": "Simpan salinan kunci|Buat kunci akar berikutnya|Buat kunci serba baru"
        "|Ganti kunci DKUM|Ganti kunci pemulihan|Jawab permintaan pemulihan|Kembalikan dari salinan"
        "|Pakai kunci akar berikutnya",
    },
    "pengaturan_tanda": {"office": "Hapus penerbit ini|Tambah penerbit|Tambah otoritas waktu…"},
    "pengaturan_cadangan": {
        "backup": "Pilih folder cadangan harian|Kosongkan",
        "move": "Pindah ke komputer baru",
        "lost_files": "Ambil berkas yang hilang",
    },
}  # fmt: skip
"""By page (a part of *Pengaturan* by its module) and duty: the words of its buttons, menu lines and keys."""

EVERYBODYS: dict[str, str] = {
    "*": "Bagian berikutnya|Bagian sebelumnya|Jurnal kantor|Buka pendaftar|riwayat|Riwayat|cetak|Cetak|Cari",
    "beranda": "Buat berkas #|Buka balasan|Buka capaian wirausaha baru|Buka daftar usaha terdaftar"
    "|Lihat permintaan|Perbaiki|Putuskan|Verifikasi",
    "entri": "salin dari formulir lalu|temuan|temuan sebelumnya|tulis alasan temuan ini",
    "pendaftar": "Buka|Lihat NIK|Seluruh riwayat|Urutan berikutnya|Tindakan lain untuk pendaftar ini"
    "|Cetak Daftar Nominatif|Cetak lembar bertanda tangan…",
    "verifikasi": "lembar berikutnya|lembar sebelumnya|perbesar|perkecil|putar|lewati baris"
    "|lompat ke baris #|pilih data berbeda|Buka Pendaftar",
    "kuota": "Buka pendaftar ini|Cetak alasan|Penetapan|penetapan|ke garis|perubahan|pilih kelurahan"
    "|kelurahan berikutnya|kelurahan sebelumnya",
    "rekomendasi": "yang mirip berikutnya",
    # drafts are everybody's; who may seal is asked where one seals
    "dokumen": "Baru|Buat dokumen|buat dokumen|berita acara|daftar tunggu|formulir kosong"
    "|pengumuman program|lampiran penetapan|segel|Segel & lainnya|tanda tangani|Periksa dokumen|periksa"
    "|perbedaan|Lihat perbedaannya|Buka yang digantikan|Cetak & simpan|cetak banyak|Simpan PDF"
    "|simpan PDF|buka PDF|Buka PDF di penampil komputer|Lihat satu halaman utuh|Perbesar halaman"
    "|Perkecil halaman|daftar halaman",
    "sinkronisasi": "Atur kotak|Buat berkas|Buat berkas #|Buat berkas lengkap|Buat untuk komputer lain"
    "|buat berkas|Buka berkas|buka berkas|buka folder|Cetak laporan berkas (Ctrl+P)|cetak laporan"
    "|data berbeda|Pilih yang benar|masalah berikutnya",
    # whose the record is that differs decides who may choose: its writers
    "perbedaan": "Putuskan nanti|Sinkronisasi|nilai di kanan|nilai di kiri|simpan pilihan",
    "jurnal": "Buka pendaftarnya|Hanya tentang ini|Segarkan|Simpan CSV",
    "privasi": "Persetujuan dan masa simpan",
    "konsolidasi": "# permintaan menunggu|Buka berkas|buka berkas|Data ganda|Penetapan|bermasalah berikutnya",
    "penetapan": "# berpindah sejak putusan #: lihat sebabnya|# permintaan menunggu|Buat berkas putusan"
    "|Buka PDF|Simpan PDF dan JSON|Urutan lengkap dan alasannya|ke garis",
    "pendamping": "Daftar dampingan|daftar dampingan|Laporan bulanan|laporan bulanan|Daftar pendamping"
    "|daftar pendamping",
    "pelatihan": "Daftar Hadir|Daftar peserta|cetak Daftar Hadir|daftar peserta",
    "capaian": "Rekap|rekap|grafik sebagai tabel|ke grafik",
    "pengaturan_petugas": "Siapa boleh apa|Ganti kata sandi saya|Pasang PIN"
    "|Bawa akun saya ke komputer lain|Terima akun dari komputer lain",
    # to look into a request or a grant; the step after it is DKUM's admin's
    "pengaturan_perangkat": "Buka izin DKUM|Buka berkas permintaan|Kunci DKUM|Lembar sidik kunci"
    "|Lembar sidik kunci perangkat|Simpan lembar sidik kunci|Simpan lembar sidik kunci DKUM",
    "pengaturan_kunci": "Lembar sidik kunci|Simpan lembar sidik kunci",
    "pengaturan_tanda": "Periksa kartu|Pilih berkas kunci|Pilih driver",
    "pengaturan_tukar": "Pilih folder Kotak masuk|Pilih folder Kotak keluar|Kosongkan Kotak masuk"
    "|Kosongkan Kotak keluar",
    # who puts a copy back gives name and passphrase, and those are asked for the role
    "pengaturan_cadangan": "Buat cadangan|Simpan ke folder lain|Pulihkan dari cadangan",
    "pengaturan_periksa": "Periksa sekarang|Susun paket bantuan…",
}
"""Words that belong to nobody in particular. A word that is new and in neither table fails the walk."""

OWN_STAFF = {"dkum": {"admin_kantor"}}
"""The page of colleagues is about one's own office; DKUM's admin (`person`) minds other offices' people."""

_PART = "pengaturan_"


def duty_of(page: str, words: str) -> str | None:
    """The duty that a control belongs to; "" for everybody's, None for one that nobody has placed."""
    for duty, named in DEEDS.get(page, {}).items():
        if words in named.split("|"):
            return duty
    everywhere = f"{EVERYBODYS.get(page, '')}|{EVERYBODYS['*']}"
    return "" if words in everywhere.split("|") else None


def parts(window: MainWindow) -> Iterator[str]:
    """Shows each page and each of its parts, one after another: what is then seen belongs to that name."""
    for key in window.places():
        window.go(key)
        page = window.page()
        if isinstance(page, PengaturanPage):
            for at, (_title, module, _name) in enumerate(page._entries):
                page.show_section(at)
                yield module
        elif isinstance(page, PelatihanPage):
            for at in range(len(page.cards)):
                page.show_part(at)
                yield key
        else:
            yield key


def offered(window: MainWindow) -> set[str]:
    """The words of all that can be pressed now: buttons, the lines of the page's menu, and its keys."""
    page = window.page()
    assert page is not None
    found = {
        button.accessibleName() or button.text()
        for button in window.findChildren(QPushButton)
        if button.isVisible() and button.isEnabled() and not window.rail.isAncestorOf(button)
    }
    found |= {hint.text for hint in page.all_hints() if hint.action is not None} | set(_menu(page))
    return {re.sub(r"[\d.]+", "#", re.sub(r"(?<=^Putuskan: ).*", "", words)) for words in found if words}


def _menu(page: Page) -> Iterator[str]:
    menu = page.show_menu() if hasattr(page, "show_menu") else None  # type: ignore[attr-defined]
    if menu is not None:
        yield from (line.text() for line in menu.actions() if line.isEnabled())
        menu.close()
