"""The entry form as a table: sections, rows, the fields in each, and what stands beside them.

Which fields there are, their kinds and their choices come from `fields`; this table only says how they stand
together, on the screen and on the blank form of paper, so that keying follows the paper. `rows_of` adds what
is missing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from desktop_app.domain import fields, region
from desktop_app.domain.fields import Group
from desktop_app.domain.findings import is_child
from desktop_app.domain.rulebook import DEFAULT_PROGRAM, Rules
from resources.i18n import mark


@dataclass(frozen=True)
class RowPlan:
    """One row: its label, its fields, a hint beside it and placeholders in it."""

    label: str
    fields: tuple[str, ...]
    hint: str = ""
    placeholders: tuple[str, ...] = ()
    stretch: tuple[int, ...] = ()


ASIDES: dict[Group, str] = {
    "identitas": mark("seperti tertulis di KTP-el"),
    "alamat": mark("alamat KTP, bukan tempat usaha"),
    "usaha": mark("boleh kosong bila belum berusaha"),
    "program": mark("program yang diikuti"),
    "persetujuan": mark("dibacakan dan disetujui pendaftar"),
    "dokumen": mark("boleh menyusul"),
}

LETTERS: dict[tuple[str, str], str] = {
    ("jenis_kelamin", "L"): "L",
    ("jenis_kelamin", "P"): "P",
    ("punya_usaha", "tidak"): "B",
    ("punya_usaha", "ya"): "S",
    ("program", "WUB"): "W",
    ("program", "PP"): "P",
}
"""Letters drawn on a choice; without one the figures 1 to 9 choose."""

SHORT: dict[tuple[str, str], str] = {
    ("punya_usaha", "tidak"): mark("Belum"),
    ("punya_usaha", "ya"): mark("Sudah"),
    ("status_kawin", "belum_kawin"): mark("Belum kawin"),
    ("status_kawin", "kawin"): mark("Kawin"),
    ("status_kawin", "cerai_hidup"): mark("Cerai hidup"),
    ("status_kawin", "cerai_mati"): mark("Cerai mati"),
    ("wali_hubungan", "kerabat"): mark("Kerabat"),
    ("wali_hubungan", "wali"): mark("Wali"),
    ("persetujuan_cara", "tertulis"): mark("Di kertas"),
    ("persetujuan_cara", "daring"): mark("Daring"),
    ("persetujuan_cara", "rekaman"): mark("Direkam"),
    ("pekka_kategori", "suami_tidak_mampu"): mark("Suami tidak mampu"),
    ("pekka_kategori", "suami_tidak_tinggal"): mark("Suami tidak tinggal"),
}
"""Shorter words where the row's label already says the rest."""

ORDER: dict[str, tuple[str, ...]] = {"punya_usaha": ("tidak", "ya")}
"""Choices in another order than the table's."""

ROWS: dict[Group, tuple[RowPlan, ...]] = {
    "identitas": (
        RowPlan(mark("NIK"), ("nik",)),
        RowPlan(mark("No. KK"), ("no_kk",)),
        RowPlan(mark("Nama"), ("nama",)),
        RowPlan(mark("Tempat, tgl lahir"), ("tempat_lahir", "tanggal_lahir"), "", ("", mark("12-03-1994"))),
        RowPlan(mark("Jenis kelamin"), ("jenis_kelamin",)),
        RowPlan(mark("Status kawin"), ("status_kawin",)),
        RowPlan(
            mark("HP, email"), ("hp", "email"), mark("HP boleh memakai +62 atau 62; Wira merapikannya."),
            ("", mark("email, bila ada")),
        ),
    ),
    "alamat": (
        RowPlan(
            mark("Alamat"), ("alamat",), mark("Alamat jalan, gang, dan nomor. RT dan RW diisi terpisah.")
        ),
        RowPlan(
            mark("RT, RW, kode pos"), ("rt", "rw", "kode_pos"),
            mark("Kode pos diisi dari kelurahan; boleh diubah."), (mark("RT"), mark("RW"), ""),
        ),
        RowPlan(mark("KTP dari"), ("ktp_kabkota",), mark("Kabupaten atau kota di bagian atas KTP.")),
    ),
    "usaha": (
        RowPlan(mark("Punya usaha"), ("punya_usaha",)),
        RowPlan(mark("Nama usaha"), ("nama_usaha",), "", (mark("seperti tertulis di papan nama"),)),
        RowPlan(
            mark("Jenis usaha"), ("jenis_usaha",), mark("Wira mencari kode KBLI 2025 yang sesuai."),
            (mark("ketik kata sehari-hari, misalnya: katering"),),
        ),
        RowPlan(mark("Alamat usaha"), ("alamat_usaha",)),
        RowPlan(mark("NIB, NPWP"), ("nib", "npwp"), mark("Kosongkan bila belum punya.")),
        RowPlan(
            mark("Modal, omzet"), ("modal", "omzet_tahunan"),
            mark("Rupiah: modal di luar tanah dan bangunan, omzet setahun."),
            (mark("modal"), mark("omzet setahun")),
        ),
        RowPlan(
            mark("Pekerja"), ("tenaga_kerja_l", "tenaga_kerja_p"),
            mark("Jumlah pekerja laki-laki dan perempuan."),
            (mark("laki-laki"), mark("perempuan")),
        ),
    ),
    "program": (
        RowPlan(mark("Program"), ("program",)),
        RowPlan(mark("Tahun"), ("tahun",)),
        RowPlan(mark("Angkatan"), ("angkatan",)),
        RowPlan(mark("PEKKA"), ("pekka",), mark("Perempuan kepala keluarga, menurut rekomendasi DP3AP2KB.")),
        RowPlan(mark("Kategori PEKKA"), ("pekka_kategori",)),
        RowPlan(
            mark("Rekomendasi"), ("rekomendasi_no", "rekomendasi_tanggal"),
            mark("Nomor dan tanggal surat DP3AP2KB."), (mark("nomor surat"), mark("tanggal")),
        ),
        RowPlan(mark("Disabilitas"), ("disabilitas",)),
        RowPlan(mark("ASN atau BUMN"), ("asn",), mark("ASN, TNI, Polri, atau pegawai BUMN/BUMD.")),
        RowPlan(mark("KUR"), ("kur",), mark("Sedang menerima KUR atau kredit bank.")),
        RowPlan(mark("Pernah bantuan"), ("pernah_bantuan",), mark("Pernah menerima bantuan sejenis.")),
    ),
    "persetujuan": (
        RowPlan(
            mark("Nama wali"), ("wali_nama",), mark("Orang tua atau wali, karena pendaftar belum dewasa.")
        ),
        RowPlan(mark("Hubungan wali"), ("wali_hubungan",)),
        RowPlan(mark("Wali setuju"), ("persetujuan_wali",)),
        RowPlan(
            mark("Bukti wali"), ("wali_bukti",),
            mark("Letak bukti bahwa ia orang tua atau wali, misalnya Kartu Keluarga atau penetapan."),
            (mark("misalnya: KK, map 3 nomor 12"),),
        ),
        RowPlan(
            mark("Versi, tanggal"), ("persetujuan_versi", "persetujuan_waktu"),
            mark("Versi lembar pemberitahuan, dan tanggal pendaftar menyetujui."),
        ),
        RowPlan(mark("Cara setuju"), ("persetujuan_cara",)),
        RowPlan(
            mark("Bukti"), ("persetujuan_bukti",), mark("Letak bukti, supaya dapat ditunjukkan lagi."),
            (mark("misalnya: map 3 nomor 12"),),
        ),
    ),
    "dokumen": (
        RowPlan(
            mark("Berkas lengkap"), ("tanggal_lengkap",),
            mark("Tanggal semua berkas ada di kantor; boleh diisi verifikator."), (mark("12-03-2026"),),
        ),
    ),
}  # fmt: skip
NARROW = frozenset({"rt", "rw", "kode_pos", "tanggal_lahir", "rekomendasi_tanggal", "persetujuan_waktu",
                    "tahun", "tanggal_lengkap", "tenaga_kerja_l", "tenaga_kerja_p"})  # fmt: skip
"""Fields no wider than what they hold."""

SWITCHED = ("disabilitas", "asn", "kur", "pernah_bantuan")
CONSENT = ("persetujuan_versi", "persetujuan_waktu", "persetujuan_cara")
"""Which notice, when and how."""

GUARDIAN = ("wali_nama", "wali_hubungan", "persetujuan_wali", "wali_bukti")
"""Who agreed for a child, asked of nobody else."""
ELSEWHERE = frozenset({"kbli_kode", "kbli_edisi", "dokumen", "kelurahan_kode"})
"""Fields filled through another one: the business search, the list of documents, the office's own place."""

GROUPS: tuple[Group, ...] = tuple(fields.GROUP_LABELS)


def rows_of(group: Group) -> tuple[RowPlan, ...]:
    """The rows of one section; a field the table above does not name gets a row of its own."""
    named = {name for row in ROWS[group] for name in row.fields} | ELSEWHERE
    more = tuple(
        RowPlan(field.label, (field.name,))
        for field in fields.of_group(group)
        if field.typed and field.name not in named
    )
    return (*ROWS[group], *more)


def defaults(rules: Rules, today: date, kelurahan: str) -> dict[str, object]:
    """The stored values a new form of the office that serves `kelurahan` starts with."""
    place = region.by_code(kelurahan) if kelurahan else None
    return {
        "kelurahan_kode": kelurahan or None,
        "kode_pos": place.postal_code if place else None,
        "ktp_kabkota": kelurahan[:4] or None,
        "program": DEFAULT_PROGRAM,
        "tahun": today.year,
    }


def consent_given(values: Mapping[str, object], rules: Rules, today: date) -> dict[str, object]:
    """What a consent given on paper `today` holds, for who comes to its fields while all of them are empty.

    Nothing of it stands in a form before: a consent that nobody has seen is not recorded."""
    if any(values.get(name) for name in CONSENT):
        return {}
    own = rules.of(values.get("program"), values.get("tahun") or today.year)
    return dict(zip(CONSENT, (own.notice_version, today.isoformat(), "tertulis"), strict=True))


def hidden_fields(values: Mapping[str, object], rules: Rules, today: date | None = None) -> frozenset[str]:
    """Fields that mean nothing for this applicant and are not shown; one that holds a value always is."""
    hidden: set[str] = set()
    if values.get("punya_usaha") == "tidak":
        hidden |= fields.BUSINESS_DETAILS
    if not is_child(values, rules, today):
        hidden |= {name for name in GUARDIAN if not values.get(name)}
    pekka = values.get("pekka") == "ya"
    own = rules.of(values.get("program"), values.get("tahun"))
    women = own.sex == "P"
    letters = pekka or women or bool(values.get("rekomendasi_no")) or bool(values.get("rekomendasi_tanggal"))
    if not (women or pekka):
        hidden.add("pekka")
    if not pekka and not values.get("pekka_kategori"):
        hidden.add("pekka_kategori")
    if not letters:
        hidden |= {"rekomendasi_no", "rekomendasi_tanggal"}
    if not own.angkatan and not values.get("angkatan"):
        hidden.add("angkatan")
    for name in SWITCHED:
        if own.level(name, "verified") == "off" and not values.get(name):
            hidden.add(name)
    return frozenset(hidden)


def document_codes(values: Mapping[str, object], rules: Rules, today: date | None = None) -> tuple[str, ...]:
    """The documents asked of this applicant, in the order of the table."""
    own = rules.of(values.get("program"), values.get("tahun"))
    wanted = {*own.documents, "pernyataan", "persetujuan"}
    if values.get("punya_usaha") == "ya":
        wanted |= {"sku", "nib"}
    if values.get("pekka") == "ya" or own.sex == "P":
        wanted.add("rekomendasi")
    if is_child(values, rules, today):
        wanted.add("wali")
    states = values.get("dokumen")
    if isinstance(states, Mapping):
        wanted |= {str(code) for code in cast("Mapping[object, object]", states)}
    return tuple(choice.code for choice in fields.DOCUMENTS if choice.code in wanted)
