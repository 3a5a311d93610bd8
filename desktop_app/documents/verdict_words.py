"""The sentences of a verdict: what was found, why a signature does not count, and what to do next."""

from __future__ import annotations

from typing import Final

from desktop_app.documents.verdict import Cause, SignatureDetail
from resources.i18n import mark, tr

SENTENCES: Final[dict[Cause, str]] = {
    "utuh": mark("Dokumen ini utuh. Isinya tidak berubah sejak disegel {office}. Kunci terdaftar di DKUM."),
    "utuh_ditandatangani": mark(
        "Dokumen ini utuh. Isinya tidak berubah sejak ditandatangani {who}, dan penerbit sertifikatnya "
        "({issuer}) dikenal kantor ini."
    ),
    "diubah_setelahnya": mark(
        "Isi yang dilindungi {who} masih ada di dalam berkas ini, tetapi sesudahnya berkasnya diubah."
    ),
    "tanda_tangan_asing": mark(
        "Segelnya utuh, tetapi sesudahnya {who} menambahkan tanda tangan yang tidak dikenal kantor ini."
    ),
    "isi_diubah": mark("Isinya berubah sejak ditandatangani, jadi tanda tangannya tidak berlaku lagi."),
    "segel_dilepas": mark("Segel dokumen ini sudah tidak ada."),
    "sertifikat_sendiri": mark(
        "Tanda tangan atas nama {who} memakai sertifikat buatan sendiri. Nama itu dapat ditulis siapa pun."
    ),
    "sertifikat_tiruan": mark(
        "Sertifikat atas nama {who} memakai nama {issuer}, tetapi tidak dibuat dengan kunci {issuer} "
        "yang dikenal kantor ini."
    ),
    "kunci_dicabut": mark("Kunci {who} sudah dicabut atau diganti sebelum penyegelan."),
    "dicabut_kemudian": mark(
        "Kunci {who} dicabut setelah waktu yang tercantum, dan tidak ada penanda waktu yang membuktikan "
        "bahwa dokumen ini dibuat sebelum pencabutannya."
    ),
    "di_luar_masa": mark("Waktu yang disebut {who} di luar masa berlaku sertifikatnya."),
    "masa_depan": mark("Waktu penyegelannya di masa depan."),
    "tanpa_waktu": mark("Waktu penyegelannya tidak tercatat."),
    "penerbit_tidak_dikenal": mark(
        "Isinya tidak berubah sejak ditandatangani {who}, tetapi penerbit sertifikatnya ({issuer}) "
        "tidak dikenal kantor ini."
    ),
    "bukan_untuk_dokumen": mark("Sertifikat {who} tidak diterbitkan untuk menandatangani dokumen."),
    "kantor_lain": mark("Dokumen ini atas nama {letterhead}, tetapi disegel {office}."),
    "kode_halaman": mark(
        "Isinya tidak berubah sejak ditandatangani {who}, tetapi kode halamannya bukan milik dokumen ini."
    ),
    "kode_tidak_tergambar": mark(
        "Isinya tidak berubah sejak ditandatangani {who}, tetapi halamannya tidak dapat digambar, jadi kode "
        "halamannya tidak terperiksa."
    ),
    "dibatalkan": mark("Dokumen ini dibatalkan kantor penerbitnya. Alasan: {who}"),
    "draf": mark("Dokumen ini masih draf dan belum disegel."),
    "draf_ditandatangani": mark("Dokumen ini masih draf, walau ditandatangani {who}."),
    "menunggu_tte": mark("Dokumen ini menunggu tanda tangan BSrE."),
    "bukan_wira": mark("Berkas ini bukan dokumen Wira dan tidak ditandatangani."),
    "kata_sandi": mark("PDF ini dikunci dengan kata sandi, jadi tidak dapat diperiksa."),
    "terlalu_rumit": mark(
        "Susunan berkas ini terlalu besar atau terlalu dalam, jadi pemeriksaannya dihentikan."
    ),
    "tidak_terbaca": mark("PDF ini rusak atau belum tersalin lengkap."),
}
"""What was found, by cause; `{who}` is the signer, `{office}` the one of a seal, `{issuer}` who issued the
certificate, `{letterhead}` the office that the paper names."""

UNLISTED: Final = mark(
    "Dokumen ini utuh. Isinya tidak berubah sejak disegel {office}. Sertifikatnya dari DKUM, tetapi kuncinya "
    "tidak ada di daftar DKUM yang dipakai di sini."
)
"""*utuh* where the directory does not know the key, or there is none."""

REASONS: Final[dict[Cause, str]] = {
    "isi_diubah": mark("Isinya berubah sejak ditandatangani."),
    "sertifikat_sendiri": mark("Sertifikatnya buatan sendiri."),
    "sertifikat_tiruan": mark("Sertifikatnya memakai nama {issuer} dengan kunci yang tidak dikenal."),
    "kunci_dicabut": mark("Kuncinya sudah dicabut atau diganti sebelum itu."),
    "dicabut_kemudian": mark("Kuncinya dicabut kemudian, dan tidak ada penanda waktu dari sebelumnya."),
    "di_luar_masa": mark("Waktunya di luar masa berlaku sertifikatnya."),
    "masa_depan": mark("Waktunya di masa depan."),
    "tanpa_waktu": mark("Waktunya tidak tercatat."),
    "penerbit_tidak_dikenal": mark("Penerbit sertifikatnya ({issuer}) tidak dikenal kantor ini."),
    "bukan_untuk_dokumen": mark("Sertifikatnya tidak diterbitkan untuk menandatangani dokumen."),
}
"""Beside one signature."""

_NEW_COPY: Final = mark("Jangan dipakai; minta salinan baru dari kantor penerbit.")

STEPS: Final[dict[Cause, str]] = {
    "utuh": mark("Dokumen ini dapat dipakai."),
    "utuh_ditandatangani": mark(
        "Pastikan bahwa {who} memang pejabat yang berwenang, lalu pakai dokumen ini."
    ),
    "diubah_setelahnya": mark(
        "Pakai hanya isi yang disegel, yang dapat disimpan tersendiri, "
        "atau minta salinan baru dari kantor penerbit."
    ),
    "tanda_tangan_asing": mark(
        "Isi yang disegel tidak berubah. Tanyakan kepada kantor penerbit siapa yang menambahkannya."
    ),
    "isi_diubah": _NEW_COPY,
    "segel_dilepas": _NEW_COPY,
    "sertifikat_sendiri": mark("Jangan dipakai; beri tahu kantor yang namanya dipakai."),
    "sertifikat_tiruan": mark(
        "Buka berkas terbaru dari DKUM, lalu periksa lagi. "
        "Bila jawabannya sama, jangan dipakai dan beri tahu DKUM."
    ),
    "kunci_dicabut": mark("Jangan dipakai; hubungi DKUM."),
    "dicabut_kemudian": mark(
        "Minta kantor penerbit mencocokkannya dengan register, atau minta dokumen baru."
    ),
    "di_luar_masa": mark("Jangan dipakai; hubungi kantor penerbit."),
    "masa_depan": mark("Periksa tanggal komputer ini, lalu periksa lagi atau minta salinan baru."),
    "tanpa_waktu": mark("Minta salinan baru dari kantor penerbit."),
    "penerbit_tidak_dikenal": mark(
        "Tanyakan kepada kantor penerbit, atau buka berkas terbaru dari DKUM lalu periksa lagi."
    ),
    "bukan_untuk_dokumen": mark("Minta dokumen yang ditandatangani dengan sertifikat untuk tanda tangan."),
    "kantor_lain": mark("Jangan dipakai sebelum {letterhead} menyatakan bahwa dokumen ini miliknya."),
    "kode_halaman": mark(
        "Jangan dipakai; tunjukkan halaman yang disebut kepada kantor penerbit dan minta dokumen baru."
    ),
    "kode_tidak_tergambar": mark("Minta salinan baru dari kantor penerbit, lalu periksa lagi."),
    "draf_ditandatangani": mark("Minta yang sudah disegel dari kantor penerbit."),
    "dibatalkan": mark("Jangan dipakai; minta dokumen penggantinya dari kantor penerbit."),
    "draf": mark("Minta yang sudah disegel dari kantor penerbit."),
    "menunggu_tte": mark("Periksa lagi setelah ditandatangani."),
    "bukan_wira": mark("Pilih PDF yang diterbitkan kelurahan atau DKUM dengan Wira."),
    "kata_sandi": mark("Minta salinan tanpa kata sandi; PDF terbitan Wira tidak memakainya."),
    "terlalu_rumit": mark("Jangan dibuka; minta salinan baru dari kantor penerbit."),
    "tidak_terbaca": mark("Salin ulang berkasnya, lalu periksa lagi."),
}
"""What to do next, by cause."""

UNCHOSEN: Final = mark(
    "Bila kantor ini memang memercayai {issuer}, minta lurah atau admin kantor memilihnya di Pengaturan, "
    "bagian Tanda tangan, lalu periksa lagi setelah masuk. Bila tidak, tanyakan kepada kantor penerbit."
)
"""The same for *penerbit_tidak_dikenal* but of a seal: whom to believe besides DKUM the office chooses."""

UNWITNESSED: Final = mark(
    "Pastikan bahwa {who} memang pejabat yang berwenang, lalu pakai dokumen ini. Waktunya kata komputernya "
    "sendiri; hanya penanda waktu yang membuktikannya."
)
"""The same for *utuh_ditandatangani* where no time stamp counts."""


def words_of(cause: Cause, about: SignatureDetail | None, *, witnessed: bool) -> tuple[str, str]:
    """Sentence and next step of a verdict that rests on `about`; `witnessed` by a time stamp that counts."""
    sentence, step = SENTENCES[cause], STEPS[cause]
    if cause == "utuh" and about is not None and about.directory_version is None:
        sentence = UNLISTED
    if cause == "penerbit_tidak_dikenal" and about is not None and about.kind != "segel":
        step = UNCHOSEN
    if cause == "utuh_ditandatangani" and not witnessed:
        step = UNWITNESSED
    return sentence, step


def said(words: str, who: str, issuer: str, letterhead: str = "") -> str:
    """The sentence about a signer, in the language of the screen."""
    office = who.removeprefix("Segel ")  # as DKUM writes it into the certificates of seals
    return tr(words, who=who, issuer=issuer, office=office, letterhead=letterhead) if words else ""
