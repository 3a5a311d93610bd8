"""What to do next, told to somebody who types commands.

The program's advice is written for the window, where most people work. What names a page or a button there is
said here with the command that does the same; everything else stands as it is.
"""

from __future__ import annotations

import re
from functools import cache

from resources.i18n import Language, language, mark, tr

_LATEST = mark("Lihat keadaan terakhir dengan `wira list` dan `wira show`, lalu ulangi.")
_AGAIN = mark("Lihat daftarnya sekali lagi, lalu sebutkan yang ada di sana.")
_PERMIT = mark(
    "Simpan berkas permintaan dengan `wira enrol --request FOLDER`, kirim ke DKUM, lalu buka izinnya dengan "
    "`wira enrol --open`."
)
_ANEW = mark("Batalkan dengan `wira decide --discard`, lalu buat yang baru dengan `wira decide --propose`.")
_DKUM_FILE = mark("Buka berkas terakhir dari DKUM dengan `wira import`, lalu ulangi.")
_AGENDA = mark("Tulis nomor dari buku agenda pada --number.")
_BOX = mark(
    "Sambungkan lagi folder bersama atau flash disknya, atau sebutkan folder lain dengan `wira boxes`."
)

COMMANDS: dict[str, str] = {
    "Minta orang lain memeriksanya, atau nyatakan bahwa memang tidak ada verifikator lain.": mark(
        "Ulangi dengan --alone bila memang tidak ada verifikator lain."
    ),
    "Periksa tanpa pernyataan itu.": mark("Ulangi tanpa --alone."),
    "Hapus isian itu, atau perbarui aplikasi.": mark(
        "Nama isian yang dikenal: `wira enter --fields`. Hapus isian itu, atau perbarui aplikasi."
    ),
    "Lihat lagi daftar folder cadangan.": mark("Lihat daftarnya dengan `wira backup --state`."),
    "Di Pengaturan, Petugas: berhentikan yang tidak bertugas lagi; kepada yang lain beri kata "
    "sandi baru.": mark(
        "Berhentikan yang tidak bertugas lagi (`wira user --dismiss`); kepada yang lain beri kata "
        "sandi baru (`wira user --new-key`)."
    ),
    "Colokkan flash disk, lalu buat cadangan di Pengaturan, Cadangan.": mark(
        "Colokkan flash disk, lalu buat cadangan dengan `wira backup`."
    ),
    "Bangun ulang tabel dari catatannya di Pengaturan, Pemeriksaan (Bangun ulang). Cadangan dibuat "
    "lebih dahulu.": mark(
        "Bangun ulang tabel dari catatannya dengan `wira check --rebuild`. Cadangan dibuat lebih dahulu."
    ),
    "Jangan hapus folder ini. Pulihkan dari cadangan di flash disk Anda di layar masuk; isi yang "
    "sekarang disisihkan utuh. Tanpa cadangan, hubungi DKUM.": mark(
        "Jangan hapus folder ini. Pulihkan dari cadangan di flash disk Anda dengan `wira restore "
        "BERKAS --over`; isi yang sekarang disisihkan utuh. Tanpa cadangan, hubungi DKUM."
    ),
    "Jangan hapus folder ini. Cadangan utuh yang terakhir di sini dari {waktu}, {n} pendaftar: "
    "{berkas}. Pulihkan di layar masuk; isi yang sekarang disisihkan utuh.": mark(
        "Jangan hapus folder ini. Cadangan utuh yang terakhir di sini dari {waktu}, {n} pendaftar. "
        'Pulihkan dengan `wira restore "{berkas}" --over`; isi yang sekarang disisihkan utuh.'
    ),
    "Pilih salinan kunci DKUM, atau pakai kunci akar berikutnya di Pengaturan, Kunci DKUM.": mark(
        "Sebutkan salinan kunci DKUM, atau pakai kunci akar berikutnya dengan `wira authority adopt`."
    ),
    "Pilih berkas akar berikutnya, atau kembalikan kunci dari salinan ini di Pengaturan, Kunci DKUM.": mark(
        "Sebutkan berkas akar berikutnya, atau kembalikan kunci dari salinan ini dengan `wira "
        "authority restore`."
    ),
    "Cari dahulu berkas kunci yang disimpan; bila memang hilang, nyatakan itu.": mark(
        "Cari dahulu berkas kunci yang disimpan; bila memang hilang, ulangi dengan --sure."
    ),
    "Pakai Pengaturan, Petugas.": mark("Pakai `wira user`."),
    "Lihat daftarnya di Pengaturan, Perangkat & izin, lalu sebutkan sidik kuncinya.": mark(
        "Lihat daftarnya dengan `wira device list`, lalu sebutkan sidik kuncinya."
    ),
    "Pakai Ganti kunci.": mark("Pakai `wira device rotate`."),
    "Lihat sampai kapan datanya disimpan.": mark(
        "Lihat sampai kapan datanya disimpan dengan `wira erase plan`."
    ),
    "Minta penyetuju lain menjalankannya.": mark(
        "Minta penyetuju lain menjalankannya dengan `wira erase do`."
    ),
    "Orang lain di DKUM mengusulkannya dahulu: {nomor}.": mark(
        "Orang lain di DKUM mengusulkannya dahulu: `wira erase propose {nomor}`."
    ),
    "DKUM membukanya di Sinkronisasi.": mark("DKUM membukanya dengan `wira enrol --grant`."),
    "Kantor yang memintanya membukanya di Sinkronisasi.": mark(
        "Kantor yang memintanya membukanya dengan `wira enrol --open`."
    ),
    "Buka di Sinkronisasi.": mark("Buka dengan `wira import`."),
    "DKUM menjawabnya di Pengaturan, Kunci DKUM.": mark("DKUM menjawabnya dengan `wira recovery answer`."),
    "Kantor yang memintanya membukanya di layar masuk, Lupa kata sandi.": mark(
        "Kantor yang memintanya membukanya dengan `wira recovery enter`."
    ),
    "Pulihkan di Pengaturan, Cadangan.": mark("Pulihkan dengan `wira restore`."),
    "Buka di Pengaturan, Petugas.": mark("Buka dengan `wira user --take`."),
    "Periksa di Dokumen.": mark("Periksa dengan `wira verify`."),
    "Masukkan lewat Impor daftar.": mark("Masukkan dengan `wira intake`."),
    "Sambungkan, lalu hapus cadangan dari sebelum penghapusan. Folder yang sudah tidak ada: nyatakan itu "
    "di Pengaturan, Cadangan.": mark(
        "Sambungkan, lalu hapus cadangan dari sebelum penghapusan. Folder yang sudah tidak ada: "
        "`wira backup --forget FOLDER`."
    ),
    "Periksa dokumennya di Dokumen.": mark("Periksa dokumennya dengan `wira verify`."),
    "Minta lurah atau admin kantor mengaturnya di Pengaturan, bagian Tanda tangan.": mark(
        "Minta lurah atau admin kantor mengaturnya dengan `wira timestamp set`."
    ),
    "Minta lurah atau admin kantor menambahkannya di Pengaturan, bagian Tanda tangan.": mark(
        "Minta lurah atau admin kantor menambahkannya dengan `wira timestamp trust`."
    ),
    "Ikuti langkahnya di Pengaturan, Kunci DKUM.": mark("Lihat langkahnya dengan `wira authority show`."),
    "Buka berkas izin DKUM dahulu.": mark(
        "Buka berkas izin DKUM, atau sebutkan sertifikatnya dengan --root."
    ),
    "Pilih folder kantor yang lain, atau buat kantor baru.": mark(
        "Sebutkan folder kantor dengan --home, buat kantor baru dengan `wira init`, atau kota "
        "contoh dengan `wira demo`."
    ),
    "Dapat masuk karena cadangan lama yang pernah dipulihkan, dan belum diurus: {names}. Di "
    "Pengaturan, Petugas: berhentikan yang tidak bertugas lagi; kepada yang lain beri kata sandi "
    "baru.": mark(
        "Dapat masuk karena cadangan lama yang pernah dipulihkan, dan belum diurus: {names}. "
        "Berhentikan yang tidak bertugas lagi (`wira user --dismiss`); kepada yang lain beri kata "
        "sandi baru (`wira user --new-key`)."
    ),
    "Tanpa cadangan ini tidak dapat masuk, dan dengan cadangan ini dapat: {names}. Bila sudah "
    "tidak bertugas, berhentikan di Pengaturan, Petugas.": mark(
        "Tanpa cadangan ini tidak dapat masuk, dan dengan cadangan ini dapat: {names}. Bila sudah "
        "tidak bertugas, berhentikan dengan `wira user --dismiss`."
    ),
    "Hanya dikenal di cadangan ini, dan dengan cadangan ini dapat masuk: {names}. Bila tidak "
    "bertugas, berhentikan di Pengaturan, Petugas.": mark(
        "Hanya dikenal di cadangan ini, dan dengan cadangan ini dapat masuk: {names}. Bila tidak "
        "bertugas, berhentikan dengan `wira user --dismiss`."
    ),
    "Dengan cadangan ini kata sandi dari waktu itu yang berlaku: {names}. Bila diketahui orang "
    "lain, beri yang baru di Pengaturan, Petugas.": mark(
        "Dengan cadangan ini kata sandi dari waktu itu yang berlaku: {names}. Bila diketahui orang "
        "lain, beri yang baru dengan `wira user --new-key`."
    ),
    "Lembar pemulihan dari waktu cadangan ini tidak berlaku lagi. Buat yang baru di Pengaturan, "
    "Petugas.": mark(
        "Lembar pemulihan dari waktu cadangan ini tidak berlaku lagi. Buat yang baru dengan `wira "
        "recovery sheet`."
    ),
    "Lihat daftarnya di Pendamping.": mark("Lihat daftarnya dengan `wira mentor list`."),
    "Lihat daftarnya di Pelatihan.": mark("Lihat daftarnya dengan `wira wave list`."),
    "Lihat katalognya di Pelatihan.": mark("Lihat katalognya dengan `wira training list`."),
    "Jangan hapus folder {folder}. Pulihkan dari cadangan di layar masuk; isi yang sekarang "
    "disisihkan utuh. Tanpa cadangan, hubungi DKUM.": mark(
        "Jangan hapus folder {folder}. Pulihkan dari cadangan dengan `wira restore BERKAS --over`; "
        "isi yang sekarang disisihkan utuh. Tanpa cadangan, hubungi DKUM."
    ),
    "Jangan hapus folder kantor ini. Pulihkan dari cadangan di layar masuk; isi yang sekarang "
    "disisihkan utuh. Tanpa cadangan, hubungi DKUM.": mark(
        "Jangan hapus folder kantor ini. Pulihkan dari cadangan dengan `wira restore BERKAS "
        "--over`; isi yang sekarang disisihkan utuh. Tanpa cadangan, hubungi DKUM."
    ),
    "Lihat daftarnya di Pengaturan, Perangkat & izin.": mark("Lihat daftarnya dengan `wira device list`."),
    "Isinya data orang, mungkin juga yang sudah dihapus. Wira tidak menghapus di folder lain: "
    "hapus sendiri yang tidak diperlukan, atau pilih lagi folder itu untuk cadangan harian.": mark(
        "Isinya data orang, mungkin juga yang sudah dihapus. Wira tidak menghapus di folder lain: "
        "hapus sendiri yang tidak diperlukan, atau sebutkan lagi folder itu untuk cadangan harian. "
        "Folder yang sudah tidak ada: `wira backup --forget FOLDER`."
    ),
    "Lihat di Pengaturan, Petugas, siapa yang dapat masuk, dan berhentikan yang tidak bertugas lagi; sesudah "
    "itu admin kantor menekan Sudah diperiksa di sana.": mark(
        "Lihat dengan `wira user` siapa yang dapat masuk, dan berhentikan yang tidak bertugas lagi "
        "(`wira user --dismiss`); sesudah itu admin kantor menyatakannya dengan `wira user "
        "--returned-checked`."
    ),
    "Ambil dari cadangan di Pengaturan, Cadangan (Ambil berkas yang hilang), atau lampirkan lagi dari "
    "aslinya di Entri; seluruh kantor tidak perlu dipulihkan. Data isiannya tidak terganggu.": mark(
        "Ambil dari cadangan dengan `wira restore BERKAS --blobs`, atau lampirkan lagi dari aslinya di "
        "Entri; seluruh kantor tidak perlu dipulihkan. Data isiannya tidak terganggu."
    ),
    "Ambil dari cadangan di Pengaturan, Cadangan (Ambil berkas yang hilang); seluruh kantor tidak perlu "
    "dipulihkan.": mark(
        "Ambil dari cadangan dengan `wira restore BERKAS --blobs`; seluruh kantor tidak perlu dipulihkan."
    ),
    "Ambil dari cadangan di Pengaturan, Cadangan (Ambil berkas yang hilang).": mark(
        "Ambil dari cadangan dengan `wira restore BERKAS --blobs`."
    ),
    "Ambil dari cadangan di Pengaturan, Cadangan (Ambil berkas yang hilang). Pendaftarnya sudah diputuskan, "
    "jadi tidak dapat dilampirkan lagi: bila tidak ada cadangan yang memuatnya, simpan kertas aslinya dan "
    "beri tahu DKUM. Data isian dan putusannya tidak terganggu.": mark(
        "Ambil dari cadangan dengan `wira restore BERKAS --blobs`. Pendaftarnya sudah diputuskan, jadi tidak "
        "dapat dilampirkan lagi: bila tidak ada cadangan yang memuatnya, simpan kertas aslinya dan beri tahu "
        "DKUM. Data isian dan putusannya tidak terganggu."
    ),
    "Buka Wira di folder ini, lalu pasang kembali kartu dan kuncinya dari cadangan. Tanpa cadangan, hubungi "
    "DKUM.": mark(
        "Pasang kembali kartu dan kuncinya dari cadangan dengan `wira restore BERKAS --keys`. Tanpa "
        "cadangan, hubungi DKUM."
    ),
    "Lanjutkan di komputer baru dengan berkas pindahannya, atau batalkan pindahnya di layar ini.": mark(
        "Lanjutkan di komputer baru dengan berkas pindahannya, atau batalkan dengan `wira move --cancel`."
    ),
    "Putuskan dahulu di Data berbeda: {isian}.": mark(
        "Lihat dengan `wira conflict list`, lalu putuskan dengan `wira conflict resolve`: {isian}."
    ),
    "Segarkan daftar untuk melihat keadaan terakhir.": _LATEST,
    "Segarkan daftar, lalu pilih lagi.": _AGAIN,
    "Catat pengunduran dirinya bila ia tidak ikut lagi.": mark(
        "Catat pengunduran dirinya dengan `wira withdraw` bila ia tidak ikut lagi."
    ),
    "Segarkan daftar petugas.": mark("Lihat daftarnya dengan `wira user`."),
    "Segarkan daftar usulan.": mark("Lihat usulan yang menunggu dengan `wira decide --open`."),
    "Segarkan daftar perbedaan.": mark("Lihat daftarnya dengan `wira conflict list`."),
    "Lihat nilai yang baru, lalu pilih lagi.": mark(
        "Lihat nilainya dengan `wira conflict show`, lalu ulangi."
    ),
    "Setujui atau batalkan usulan itu dahulu.": mark(
        "Lihat dengan `wira decide --open`, lalu setujui dengan --approve atau batalkan dengan --discard."
    ),
    "Batalkan usulan ini, lalu buat yang baru.": _ANEW,
    "Batalkan penetapannya bila putusan itu keliru.": mark(
        "Batalkan penetapannya dengan `wira cancel` bila putusan itu keliru."
    ),
    "Buka berkas dari kelurahan dahulu.": mark("Buka berkas dari kelurahan dengan `wira import` dahulu."),
    "Buka berkas terakhir dari DKUM, lalu pilih lagi.": _DKUM_FILE,
    "Buka berkas putusan DKUM dahulu, atau pilih tahun lain.": mark(
        "Buka berkas putusan DKUM dengan `wira import` dahulu, atau sebutkan tahun lain dengan --year."
    ),
    "Kirim berkas permintaan ke DKUM, lalu buka berkas izinnya di sini.": _PERMIT,
    "Kirim berkas permintaan ke DKUM, lalu buka berkas izinnya di Sinkronisasi.": _PERMIT,
    "Simpan dahulu berkas permintaan pendaftaran.": _PERMIT,
    "Minta admin itu memberikan perannya di Pengaturan, Petugas.": mark(
        "Minta admin itu memberikan perannya dengan `wira user --change`."
    ),
    "Minta admin kantor menambahkan petugas itu lagi.": mark(
        "Minta admin kantor menambahkan petugas itu lagi dengan `wira user --add`."
    ),
    "Sampai lurah atau admin kantor memilihnya di Pengaturan, bagian Tanda tangan, pemeriksaan "
    "menyatakan tanda tangan ini tidak dapat dipastikan.": mark(
        "Sampai lurah atau admin kantor memilihnya dengan `wira tte trust`, pemeriksaan menyatakan tanda "
        "tangan ini tidak dapat dipastikan."
    ),
    "Pilih dokumen yang dikirim, lalu buka berkas yang kembali.": mark(
        "Sebutkan dokumen yang dikirim dengan --document: nomornya atau akhir idnya."
    ),
    "Siapkan dahulu salinan untuk ditandatangani di layanan resmi.": mark(
        "Siapkan dahulu salinannya dengan `wira tte prepare`."
    ),
    "Minta lurah atau admin kantor menambahkan sertifikat akar penerbitnya di Pengaturan, bagian Tanda "
    "tangan.": mark(
        "Minta lurah atau admin kantor menambahkan sertifikat akar penerbitnya dengan `wira tte trust`."
    ),
    "Lihat daftarnya, lalu ketik sedikitnya delapan huruf pertama sidiknya.": mark(
        "Lihat daftarnya dengan `wira tte roots` atau `wira timestamp show`, lalu sebutkan sedikitnya "
        "delapan huruf pertama sidiknya."
    ),
    "Pasang driver dari pembuat kartu, lalu pilih berkas driver itu.": mark(
        "Pasang driver dari pembuat kartu, lalu sebutkan berkasnya dengan --driver."
    ),
    "Pasang driver dari pembuat kartu, lalu pilih berkas driver yang benar.": mark(
        "Pasang driver dari pembuat kartu, lalu sebutkan berkas yang benar dengan --driver."
    ),
    "Pilih salah satu, atau cabut yang lain.": mark("Sebutkan namanya pada --card, atau cabut yang lain."),
    "Pasang kartu itu, atau pilih yang terpasang.": mark(
        "Pasang kartu itu, atau sebutkan yang terpasang pada --card."
    ),
    "Minta kunci yang lengkap, atau sertakan sertifikat penerbitnya.": mark(
        "Minta kunci yang lengkap, atau sertakan sertifikat penerbitnya dengan --chain."
    ),
    "Minta pejabat menandatangani dahulu, atau nyatakan bahwa tanda tangannya tidak perlu.": mark(
        "Minta pejabat menandatangani dahulu, atau nyatakan dengan --without-official bahwa tanda tangannya "
        "tidak perlu."
    ),
    "Pilih folder lain, atau pindahkan berkas itu dahulu.": mark(
        "Sebutkan folder lain dengan --out, atau pindahkan berkas itu dahulu."
    ),
    "Terbitkan dahulu dengan nomor surat.": mark("Terbitkan dahulu dengan nomor surat pada --number."),
    "Tulis alasannya paling banyak {n} huruf; kantor itu juga membacanya.": mark(
        "Tulis alasannya pada --reason, paling banyak {n} huruf; kantor itu juga membacanya."
    ),
    "Tulis alasannya paling banyak {n} huruf, tanpa nama orang.": mark(
        "Tulis alasannya pada --reason, paling banyak {n} huruf, tanpa nama orang."
    ),
    "Bila kantor ini memang memercayai {issuer}, minta lurah atau admin kantor memilihnya di Pengaturan, "
    "bagian Tanda tangan, lalu periksa lagi setelah masuk. Bila tidak, tanyakan kepada kantor "
    "penerbit.": mark(
        "Bila kantor ini memang memercayai {issuer}, minta lurah atau admin kantor memilihnya dengan "
        "`wira tte trust`, lalu periksa lagi dengan --user. Bila tidak, tanyakan kepada kantor penerbit."
    ),
    "Masuk dengan nama petugas lain.": mark("Sebutkan nama petugas lain dengan --user."),
    "Sambungkan lagi folder bersama atau flash disknya, atau pilih folder lain di Pengaturan. Wira terus "
    "melihat sendiri.": _BOX,
    "Sambungkan lagi folder bersama atau flash disknya, atau pilih folder lain di Pengaturan; Wira menyalin "
    "berkasnya sendiri sesudah itu.": _BOX,
    "Pilih foldernya dahulu, lalu nyalakan.": mark("Sebutkan foldernya dengan `wira boxes` dahulu."),
    "Nyalakan di Pengaturan, atau dengan `wira boxes --in DIR --take on`.": mark(
        "Nyalakan dengan `wira boxes --in DIR --take on`."
    ),
    "DKUM menerbitkan daftar putusan di Penetapan.": mark(
        "DKUM menyimpan daftar putusan dengan `wira decide --approve --out`."
    ),
    "Selesaikan Verifikasi dahulu, atau pilih program dan kelurahan lain.": mark(
        "Verifikasi dahulu dengan `wira approve-application`, atau sebutkan --program dan --kelurahan lain."
    ),
    "Verifikasi pendaftar dahulu, atau pilih program dan tahun lain.": mark(
        "Verifikasi dahulu dengan `wira approve-application`, atau sebutkan --program dan --year yang lain."
    ),
    "Ketik nomor dari buku agenda.": _AGENDA,
    "Periksa buku agenda, lalu ketik nomor yang benar.": mark(
        "Periksa buku agenda, lalu tulis nomor yang benar pada --number."
    ),
    "Tulis alasannya, lalu ulangi.": mark("Tulis alasannya pada --reason, lalu ulangi."),
    "Tulis alasannya dengan kata yang jelas, sedikitnya {n} huruf.": mark(
        "Tulis alasannya pada --reason dengan kata yang jelas, sedikitnya {n} huruf."
    ),
    "Pilih kelurahannya.": mark("Sebutkan kelurahannya: --kelurahan, atau isian kelurahan_kode."),
    "Pilih sendiri kolomnya, atau beri judul kolom itu di baris pertama.": mark(
        "Sebutkan kolomnya dengan --map, atau beri judul kolom itu di baris pertama."
    ),
    "Cari usaha itu di daftar, lalu ubah di sana.": mark(
        "Cari usaha itu dengan `wira business list`, lalu ubah dengan `wira business add --id`."
    ),
    "Tetapkan pendampingnya dahulu.": mark("Tetapkan pendampingnya dengan `wira mentor assign` dahulu."),
    "Undang pesertanya dahulu.": mark("Undang pesertanya dengan `wira wave invite` dahulu."),
    "Tekan Buatkan untuk empat kata, atau pakai sedikitnya dua belas huruf.": mark(
        "Pakai sedikitnya dua belas huruf, misalnya empat kata yang tidak berkaitan."
    ),
    "Tekan Buatkan untuk empat kata, atau panjangkan dengan kata yang tidak berkaitan.": mark(
        "Panjangkan dengan kata yang tidak berkaitan, misalnya menjadi empat kata."
    ),
    "Kosongkan ruang disk, lalu simpan lagi. Isian Anda masih ada di layar.": mark(
        "Kosongkan ruang disk, lalu ulangi perintahnya."
    ),
}
"""The sentence for the window, and the one for the command line."""


@cache
def _table(spoken: Language) -> list[tuple[re.Pattern[str], str]]:
    del spoken  # only to ask again in another language
    return [
        (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(tr(shown)))), tr(command))
        for shown, command in COMMANDS.items()
    ]


@cache
def _plain(spoken: Language) -> list[tuple[re.Pattern[str], str]]:
    """Those that say nothing particular, as one sentence among others."""
    del spoken
    whole = sorted((tr(shown), tr(command)) for shown, command in COMMANDS.items() if "{" not in shown)
    return [
        (re.compile(rf"(?:^|(?<=[.:] )){re.escape(shown)}(?=\s|$)"), command)
        for shown, command in sorted(whole, key=lambda pair: -len(pair[0]))
    ]


def typed(step: str) -> str:
    """`step`, already translated, for the command line; of several sentences each that is known."""
    for shown, command in _table(language()):
        if found := shown.fullmatch(step):
            return command.format(**found.groupdict())
    for shown, command in _plain(language()):
        step = shown.sub(lambda _found, said=command: said, step)
    return step
