"""The spreadsheet that an office fills in: text columns, a filled example, a page of explanations."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_app.domain import identity, region
from desktop_app.domain.fields import FIELDS, Field, Value, show
from desktop_app.domain.rulebook import NO_RULES, Rules
from desktop_app.intake.mapping import REQUIRED, importable
from desktop_app.intake.workbook import Page, write
from resources.i18n import tr

_COUNTED: Final = ("nik", "no_kk", "nib")
_WIDE: Final = ("nama", "alamat", "alamat_usaha", "nama_usaha", "kelurahan_kode")


def paper_form(name: str, value: Value) -> str:
    """A stored value as people type it: dates turned round, choices in words, numbers without points."""
    field = FIELDS[name]
    if value is None or value == "":
        return ""
    if name in ("nik", "no_kk", "kelurahan_kode") or field.kind in ("rupiah", "int"):
        return str(value)
    if name == "hp":
        return identity.phone_local(str(value))
    return show(name, value)


def example(program: str, tahun: int, kelurahan_kode: str) -> dict[str, Value]:
    """An invented applicant who may be submitted as she stands. Her NIK serial starts with 9."""
    place = region.by_code(kelurahan_kode)
    kecamatan = place.kecamatan_code if place else "327606"
    born = date(tahun - 32, 3, 12)
    made: dict[str, Value] = {
        "nik": f"{kecamatan}{born.day + 40:02d}{born:%m%y}9999",
        "no_kk": f"{kecamatan}1204189999",
        "nama": "Contoh Siti Marlina",
        "tempat_lahir": "Depok",
        "tanggal_lahir": born.isoformat(),
        "jenis_kelamin": "P",
        "status_kawin": "kawin",
        "hp": "+628901234567",
        "email": "",
        "alamat": "Jl. Contoh No. 1",
        "rt": "004",
        "rw": "002",
        "kelurahan_kode": kelurahan_kode,
        "kode_pos": place.postal_code if place else "",
        "ktp_kabkota": region.DEPOK,
        "punya_usaha": "ya",
        "nama_usaha": "Kue Contoh",
        "jenis_usaha": "Kue basah",
        "kbli_kode": "10792",
        "kbli_edisi": "2025",
        "alamat_usaha": "Jl. Contoh No. 1",
        "modal": 5_000_000,
        "omzet_tahunan": 60_000_000,
        "tenaga_kerja_l": 0,
        "tenaga_kerja_p": 2,
        "program": program,
        "tahun": tahun,
        "pekka": "tidak",
        "disabilitas": "tidak",
        "asn": "tidak",
        "kur": "tidak",
        "pernah_bantuan": "tidak",
        "persetujuan_versi": "1",
        "persetujuan_waktu": date(tahun, 1, 15).isoformat(),
        "persetujuan_cara": "tertulis",
        "persetujuan_bukti": "Map contoh, lembar 1",
        "tanggal_lengkap": date(tahun, 1, 15).isoformat(),
    }
    if program == "PP":
        made |= {"rekomendasi_no": "463/001/DP3AP2KB", "rekomendasi_tanggal": date(tahun, 1, 10).isoformat()}
    return made


def make(program: str, tahun: int, kelurahan_kode: str, rules: Rules = NO_RULES) -> bytes:
    """The template as XLSX, in the language in force. Without a kelurahan, at DKUM, the example names one."""
    filled = example(program, tahun, kelurahan_kode or region.all_kelurahan()[0].code)
    own = rules.of(program, tahun)
    if own.angkatan:
        filled["angkatan"] = own.angkatan[0]
    filled["persetujuan_versi"] = own.notice_version
    names = importable()
    columns = [tr(FIELDS[name].label) for name in names]
    page = Page(
        tr("Pendaftar"),
        columns,
        [[paper_form(name, filled.get(name)) for name in names]],
        widths=[
            28 if name in _WIDE else max(14, len(title)) for name, title in zip(names, columns, strict=True)
        ],
        choices={
            place: [tr(choice.label) for choice in FIELDS[name].choices]
            for place, name in enumerate(names)
            if FIELDS[name].choices
        },
        digits={place: FIELDS[name].max_length for place, name in enumerate(names) if name in _COUNTED},
    )
    guide = Page(
        tr("Petunjuk"),
        [tr("Kolom"), tr("Wajib"), tr("Cara mengisi")],
        [
            [title, tr("Ya") if name in REQUIRED else "", _hint(FIELDS[name])]
            for name, title in zip(names, columns, strict=True)
        ],
        widths=[38, 8, 90],
    )
    return write([page, guide])


def _hint(field: Field) -> str:
    if field.choices:
        return tr(
            "Pilih salah satu: {pilihan}.", pilihan=", ".join(tr(choice.label) for choice in field.choices)
        )
    if field.name in ("nik", "no_kk"):
        return tr("16 angka sebagai teks. Jangan diubah menjadi angka, karena angka terakhirnya akan hilang.")
    if field.kind == "date":
        return tr("Hari-bulan-tahun, seperti 12-03-1994.")
    if field.kind == "rupiah":
        return tr("Rupiah penuh tanpa titik, seperti 1500000.")
    if field.name == "kelurahan_kode":
        return tr("Nama dengan kecamatannya, atau kode 10 angka. Boleh kosong: diisi kelurahan kantor ini.")
    if field.name in ("program", "tahun"):
        return tr("Boleh kosong: diisi pilihan saat berkas dibaca.")
    if field.kind == "int":
        return tr("Angka bulat mulai dari 0.")
    return tr("Paling banyak {batas} huruf.", batas=field.max_length)
