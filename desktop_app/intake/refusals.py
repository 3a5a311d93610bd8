"""A sentence for every file that is no usable table."""

from __future__ import annotations

from desktop_app.errors import Refused
from resources.i18n import tr


def refused(code: str) -> Refused:
    """The refusal `sheet_<code>`: what is wrong with the file and what to do about it."""
    sentences = {
        "empty": (tr("Berkas ini kosong."), tr("Pilih berkas yang berisi daftar.")),
        "no_rows": (
            tr("Berkas ini hanya berisi judul kolom."),
            tr("Isi barisnya, simpan, lalu pilih lagi."),
        ),
        "large": (
            tr("Berkas ini terlalu besar untuk dibaca sekaligus."),
            tr("Bagi menjadi beberapa berkas, atau hapus isi yang jauh di luar tabel, lalu simpan lagi."),
        ),
        "encrypted": (
            tr("Berkas ini dikunci dengan kata sandi."),
            tr("Buka di Excel, hapus kata sandinya, simpan, lalu pilih lagi."),
        ),
        "xls": (
            tr("Berkas berformat Excel lama ini tidak terbaca."),
            tr("Buka di Excel atau LibreOffice, simpan sebagai XLSX, lalu pilih lagi."),
        ),
        "html": (
            tr("Berkas ini sebenarnya halaman web tanpa tabel, walaupun namanya seperti lembar kerja."),
            tr("Buka di Excel atau LibreOffice, simpan sebagai XLSX, lalu pilih lagi."),
        ),
        "corrupt": (
            tr("Berkas ini rusak atau belum tersalin lengkap."),
            tr("Salin ulang berkasnya, atau buka dan simpan lagi sebagai XLSX."),
        ),
        "other": (
            tr("Berkas ini bukan lembar kerja XLSX, XLS, ODS, atau CSV."),
            tr("Buka di Excel atau LibreOffice, simpan sebagai XLSX, lalu pilih lagi."),
        ),
    }
    message, step = sentences[code]
    return Refused(message, next_step=step, code=f"sheet_{code}")
