"""Every field of an application, once.

The form, the intake of spreadsheets, ``enter --file`` and the projection's columns all read this table,
so a new field is one row here (and, where it has a rule, a row in `findings`).

An application is one flat record; the person's data are a snapshot within it. Values are stored as text,
except `int`, `rupiah` (whole rupiah) and `dict`. Dates are ISO ``YYYY-MM-DD``. An empty field is None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from desktop_app.domain import identity, region, values
from desktop_app.domain.problem import Problem
from resources.i18n import language, mark, tr

Kind = Literal["text", "digits", "date", "choice", "int", "rupiah", "yesno", "dict"]
Group = Literal["identitas", "alamat", "usaha", "program", "persetujuan", "dokumen"]
Privacy = Literal["umum", "pribadi", "khusus"]
"""`pribadi` is hidden in lists and logs; `khusus` also on rosters (UU 27/2022 art. 4)."""
Value = str | int | dict[str, str] | None
Parser = Callable[[object], tuple[str | int, Problem | None]]
Reader = Callable[[object], tuple[Value, Problem | None]]

GROUP_LABELS: dict[Group, str] = {
    "identitas": mark("Identitas"),
    "alamat": mark("Alamat"),
    "usaha": mark("Usaha"),
    "program": mark("Program"),
    "persetujuan": mark("Persetujuan"),
    "dokumen": mark("Dokumen"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice field; `words` are other ways to type it."""

    code: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `decisive` ones block verification and decision while they are in conflict, and whoever
    wrote one may not verify. `typed` is False where the program fills it. `headers` are column titles the
    intake recognises besides the label and the name.
    """

    name: str
    label: str
    kind: Kind
    group: Group
    max_length: int = 100
    choices: tuple[Choice, ...] = ()
    decisive: bool = False
    privacy: Privacy = "umum"
    typed: bool = True
    sheet: bool = False
    """Nobody types it, but a spreadsheet may bring it."""
    headers: tuple[str, ...] = ()
    parse: Parser | None = None

    @property
    def secret(self) -> bool:
        """Whether it stays out of lists and logs, and is shown only on purpose (F8)."""
        return self.privacy != "umum"

    def label_of(self, code: object) -> str:
        """The translated label of a stored choice; an unknown code as it is."""
        for choice in self.choices:
            if choice.code == code:
                return tr(choice.label)
        return identity.as_text(code)


YES_NO_UNKNOWN = (
    Choice("ya", mark("Ya"), ("y", "iya", "true", "1", "ada", "punya")),
    Choice("tidak", mark("Tidak"), ("t", "n", "no", "tdk", "false", "0", "belum", "tidak ada")),
    Choice("tidak_tahu", mark("Tidak tahu"), ("?", "tt", "tidak diketahui")),
)
YES_NO = YES_NO_UNKNOWN[:2]
SEXES = (
    Choice("L", mark("Laki-laki"), ("lk", "pria", "laki laki", "lakilaki", "male", "laki")),
    Choice("P", mark("Perempuan"), ("pr", "wanita", "female")),
)
MARITAL = (
    Choice("belum_kawin", mark("Belum Kawin"), ("1", "belum menikah", "lajang", "single", "bk")),
    Choice("kawin", mark("Kawin"), ("2", "menikah", "nikah", "kawin tercatat", "kawin belum tercatat", "k")),
    Choice("cerai_hidup", mark("Cerai Hidup"), ("3", "ch")),
    Choice("cerai_mati", mark("Cerai Mati"), ("4", "janda mati", "cm")),
)
PROGRAMS = (
    Choice("WUB", mark("Wirausaha Baru"), ("wirausaha", "wirausaha baru (wub)", "1")),
    Choice("PP", mark("Perempuan Pengusaha"), ("perempuan", "perempuan pengusaha (pp)", "2")),
)
PEKKA_KINDS = (
    Choice("cerai_hidup", mark("Cerai hidup"), ("1",)),
    Choice("cerai_mati", mark("Cerai mati"), ("2",)),
    Choice("belum_menikah", mark("Belum menikah"), ("3", "belum kawin")),
    Choice("suami_tidak_mampu", mark("Suami tidak mampu memenuhi kewajiban"), ("4", "suami tidak mampu")),
    Choice(
        "suami_tidak_tinggal", mark("Suami tidak tinggal bersama terus-menerus"), ("5", "suami tidak tinggal")
    ),
)
EDITIONS = (Choice("2025", "KBLI 2025", ("kbli 2025",)), Choice("2020", "KBLI 2020", ("kbli 2020",)))
CONSENT_WAYS = (
    Choice("tertulis", mark("Ditandatangani di kertas"), ("kertas", "tanda tangan", "formulir")),
    Choice("daring", mark("Disetujui di pendaftaran daring"), ("online", "aplikasi")),
    Choice("rekaman", mark("Direkam"), ("suara", "video")),
)
GUARDIANS = (
    Choice("ayah", mark("Ayah"), ("bapak", "ayah kandung")),
    Choice("ibu", mark("Ibu"), ("ibu kandung", "mama")),
    Choice("kerabat", mark("Kerabat yang mengasuh"), ("kakek", "nenek", "kakak", "paman", "bibi", "saudara")),
    Choice("wali", mark("Wali menurut penetapan"), ("wali", "wali sah")),
)
"""Who consents for a child (UU 27/2022 art. 25: a parent or a guardian)."""
DOCUMENTS = (
    Choice("ktp", mark("KTP-el"), ("ktp-el", "ktp el", "ktpel")),
    Choice("kk", mark("Kartu Keluarga"), ("kartu keluarga",)),
    Choice("sku", mark("Surat Keterangan Usaha"), ("surat keterangan usaha",)),
    Choice("nib", mark("NIB"), ()),
    Choice("pirt", mark("P-IRT"), ("p-irt", "pirt")),
    Choice("rekomendasi", mark("Surat Rekomendasi DP3AP2KB"), ("surat rekomendasi",)),
    Choice("pernyataan", mark("Surat Pernyataan"), ("surat pernyataan",)),
    Choice("persetujuan", mark("Lembar persetujuan data pribadi"), ("pdp",)),
    Choice("wali", mark("Bukti orang tua atau wali"), ("bukti wali", "akta kelahiran", "penetapan wali")),
)
DOCUMENT_STATES = (
    Choice("ada", mark("Ada")),
    Choice("tidak", mark("Tidak ada")),
    Choice("menyusul", mark("Menyusul")),
    Choice("asli_dilihat", mark("Asli dilihat"), ("asli dilihat",)),
)
VERDICTS = (
    Choice("sama", mark("Usaha yang sama"), ("ya",)),
    Choice("bukan", mark("Bukan usahanya"), ("tidak", "lain")),
)
"""What a person decides about a registered business that may be the applicant's, by its record."""


def _choice(choices: tuple[Choice, ...]) -> Parser:
    codes = frozenset(choice.code for choice in choices)

    @cache
    def words(_language: str) -> dict[str, str]:
        return _words(choices)

    def parse(raw: object) -> tuple[str, Problem | None]:
        text = identity.as_text(raw)
        if raw is True or raw is False:
            text = "ya" if raw else "tidak"
        if text in codes:
            return text, None
        wanted = _plain(text)
        code = words(language()).get(wanted)
        if code is not None:
            return code, None
        if not wanted:
            return "", None
        known = ", ".join(tr(choice.label) for choice in choices)
        return text, Problem(
            "pilihan", tr("Pilihan belum dikenal"), tr("Pilih salah satu: {pilihan}.", pilihan=known)
        )

    return parse


def _words(choices: tuple[Choice, ...]) -> dict[str, str]:
    """Every way to type a choice, in the language in force; the first choice that claims a word has it."""
    found: dict[str, str] = {}
    for choice in choices:
        for word in (choice.code, choice.label, tr(choice.label), *choice.words):
            found.setdefault(_plain(word), choice.code)
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _kelurahan(raw: object) -> tuple[str, Problem | None]:
    text = identity.as_text(raw)
    if not text:
        return "", None
    found = region.find(text)
    if len(found) == 1:
        return found[0].code, None
    if found:
        names = "; ".join(item.display for item in found)
        return text, Problem(
            "ganda",
            tr("Nama kelurahan ini ada lebih dari satu"),
            tr("Pilih dengan kecamatannya: {nama}.", nama=names),
        )
    return region.normal_code(text) if text[0].isdigit() else text, Problem(
        "kelurahan", tr("Kelurahan ini tidak ada di Kota Depok"), tr("Pilih dari daftar 63 kelurahan.")
    )


_APP_DIGITS = 6
"""Letters and digits that a number of the registration app has at least: offices number their rows too."""


def _app_number(raw: object) -> tuple[str, Problem | None]:
    """The number that the registration app gave, in capitals; "" for what is none: one of Wira's own, from a
    list of ours, a row's own number (1, 2, 3), a dash, or words."""
    text = identity.as_text(raw).strip().upper()
    signs = sum(sign.isalnum() for sign in text)
    if not _APP_DIGITS <= signs <= len(text) <= 40 or not any(sign.isdigit() for sign in text):
        return "", None
    return ("", None) if " " in text or region.parse_registration_number(text) else (text, None)


def _regency(raw: object) -> tuple[str, Problem | None]:
    text = identity.as_text(raw)
    if not text:
        return "", None
    found = region.find_regency(text)
    if len(found) == 1:
        return found[0].code, None
    if found:
        names = "; ".join(item.name for item in found)
        return text, Problem(
            "ganda", tr("Nama ini ada lebih dari satu"), tr("Tulis lengkap: {nama}.", nama=names)
        )
    return text, Problem(
        "wilayah",
        tr("Kabupaten atau kota ini belum dikenal"),
        tr("Tulis namanya seperti di KTP, misalnya Kota Depok."),
    )


def _year(raw: object) -> tuple[str | int, Problem | None]:
    value, problem = values.parse_count(raw)
    if problem or value == "" or (isinstance(value, int) and 2000 <= value <= 2099):
        return value, problem
    return value, Problem("tahun", tr("Tahun program belum benar"), tr("Tulis empat angka, seperti 2026."))


def _kbli(raw: object) -> tuple[str, Problem | None]:
    text = identity.digits(raw)
    if text.isascii() and text.isdigit() and 3 <= len(text) <= 5:
        text = text.zfill(5) if isinstance(raw, (int, float)) else text
    if not text or (len(text) == 5 and text.isascii() and text.isdigit()):
        return text, None
    return text, Problem(
        "bentuk", tr("Kode KBLI bukan lima angka"), tr("Cari dengan kata sehari-hari, seperti katering.")
    )


def _email(raw: object) -> tuple[str, Problem | None]:
    text = identity.as_text(raw)
    local, at, host = text.rpartition("@")
    if not text or (at and local and "." in host.strip(".") and " " not in text and len(text) <= 100):
        return text, None
    return text, Problem("bentuk", tr("Alamat email belum lengkap"), tr("Tulis seperti nama@contoh.id."))


_IDENTITY = (
    Field("nik", mark("NIK"), "digits", "identitas", 16, decisive=True, privacy="pribadi",
          parse=identity.parse_nik,
          headers=("no nik", "nomor nik", "no ktp", "nomor ktp", "nik ktp", "nomor induk kependudukan")),
    Field("no_kk", mark("Nomor KK"), "digits", "identitas", 16, decisive=True, privacy="pribadi",
          parse=identity.parse_no_kk, headers=("kk", "no kartu keluarga", "nomor kartu keluarga", "nokk")),
    Field("nama", mark("Nama lengkap"), "text", "identitas", 100, decisive=True, parse=values.parse_name,
          headers=("nama", "nama pendaftar", "nama sesuai ktp", "nama peserta", "nama pemohon")),
    Field("tempat_lahir", mark("Tempat lahir"), "text", "identitas", 60, headers=("tmp lahir", "kota lahir")),
    Field("tanggal_lahir", mark("Tanggal lahir"), "date", "identitas", 10, decisive=True, privacy="pribadi",
          parse=values.parse_birth_date, headers=("tgl lahir", "tgl. lahir", "lahir")),
    Field("jenis_kelamin", mark("Jenis kelamin"), "choice", "identitas", 1, SEXES, decisive=True,
          headers=("jk", "l/p", "kelamin", "gender")),
    Field("status_kawin", mark("Status perkawinan"), "choice", "identitas", 20, MARITAL,
          headers=("status kawin", "status nikah", "perkawinan")),
    Field("hp", mark("Nomor HP"), "digits", "identitas", 16, privacy="pribadi", parse=identity.parse_phone,
          headers=("hp", "no hp", "no. hp", "telepon", "no telepon", "nomor telepon", "telp", "wa", "no wa",
                   "nomor wa", "whatsapp", "no whatsapp", "handphone", "nomor handphone")),
    Field("email", mark("Email"), "text", "identitas", 100, privacy="pribadi", parse=_email,
          headers=("e-mail", "alamat email", "surel")),
)  # fmt: skip
_ADDRESS = (
    Field("alamat", mark("Alamat KTP"), "text", "alamat", 200, decisive=True, privacy="pribadi",
          headers=("alamat", "alamat sesuai ktp", "alamat rumah", "alamat lengkap", "jalan")),
    Field("rt", mark("RT"), "digits", "alamat", 3, decisive=True, parse=identity.parse_rt),
    Field("rw", mark("RW"), "digits", "alamat", 3, decisive=True, parse=identity.parse_rw),
    Field("kelurahan_kode", mark("Kelurahan"), "digits", "alamat", 10, decisive=True, parse=_kelurahan,
          headers=("kel", "desa", "kelurahan/desa", "kode kelurahan", "nama kelurahan")),
    Field("kode_pos", mark("Kode pos"), "digits", "alamat", 5, parse=identity.parse_postal,
          headers=("kodepos",)),
    Field("ktp_kabkota", mark("Kabupaten/kota di KTP"), "digits", "alamat", 4, decisive=True, parse=_regency,
          headers=("kota", "kabupaten", "kabupaten/kota", "kota ktp", "kab/kota")),
)  # fmt: skip
_BUSINESS = (
    Field("punya_usaha", mark("Sudah punya usaha"), "yesno", "usaha", 10, YES_NO,
          headers=("punya usaha", "memiliki usaha", "ada usaha", "status usaha")),
    Field("nama_usaha", mark("Nama usaha"), "text", "usaha", 100,
          headers=("merek", "merk", "nama toko", "usaha")),
    Field("jenis_usaha", mark("Jenis usaha"), "text", "usaha", 100,
          headers=("bidang usaha", "bidang", "jenis produk", "produk")),
    Field("kbli_kode", mark("Kode KBLI"), "digits", "usaha", 5, parse=_kbli, headers=("kbli",)),
    Field("kbli_edisi", mark("Edisi KBLI"), "choice", "usaha", 4, EDITIONS),
    Field("alamat_usaha", mark("Alamat usaha"), "text", "usaha", 200, privacy="pribadi",
          headers=("lokasi usaha", "tempat usaha")),
    Field("nib", mark("NIB"), "digits", "usaha", 13, parse=identity.parse_nib,
          headers=("no nib", "nomor nib", "nomor induk berusaha")),
    Field("npwp", mark("NPWP"), "digits", "usaha", 16, privacy="pribadi", parse=identity.parse_npwp,
          headers=("no npwp", "nomor npwp")),
    Field("modal", mark("Modal di luar tanah dan bangunan"), "rupiah", "usaha", 15, privacy="khusus",
          headers=("modal", "modal usaha", "modal kerja")),
    Field("omzet_tahunan", mark("Omzet setahun"), "rupiah", "usaha", 15, privacy="khusus",
          headers=("omzet", "omset", "omzet per tahun", "penjualan", "omset tahunan")),
    Field("tenaga_kerja_l", mark("Pekerja laki-laki"), "int", "usaha", 5, headers=("tenaga kerja l", "tk l")),
    Field("tenaga_kerja_p", mark("Pekerja perempuan"), "int", "usaha", 5, headers=("tenaga kerja p", "tk p")),
)  # fmt: skip
_PROGRAM = (
    Field("program", mark("Program"), "choice", "program", 5, PROGRAMS, decisive=True, headers=("jalur",)),
    Field("tahun", mark("Tahun"), "int", "program", 4, decisive=True, parse=_year,
          headers=("tahun program",)),
    Field("angkatan", mark("Angkatan"), "text", "program", 20),
    Field("pekka", mark("Perempuan kepala keluarga (PEKKA)"), "yesno", "program", 10, YES_NO,
          headers=("pekka",)),
    Field("pekka_kategori", mark("Kategori PEKKA"), "choice", "program", 30, PEKKA_KINDS, privacy="khusus"),
    Field("rekomendasi_no", mark("Nomor rekomendasi DP3AP2KB"), "text", "program", 60,
          headers=("no rekomendasi", "nomor rekomendasi", "nomor surat rekomendasi")),
    Field("rekomendasi_tanggal", mark("Tanggal rekomendasi"), "date", "program", 10,
          headers=("tgl rekomendasi",)),
    Field("disabilitas", mark("Penyandang disabilitas"), "yesno", "program", 10, YES_NO_UNKNOWN,
          privacy="khusus", headers=("difabel", "disabilitas")),
    Field("asn", mark("ASN, TNI, Polri, atau pegawai BUMN/BUMD"), "yesno", "program", 10, YES_NO_UNKNOWN,
          headers=("asn", "pns")),
    Field("kur", mark("Sedang menerima KUR atau kredit bank"), "yesno", "program", 10, YES_NO_UNKNOWN,
          privacy="khusus", headers=("kur",)),
    Field("pernah_bantuan", mark("Pernah menerima bantuan sejenis"), "yesno", "program", 10, YES_NO_UNKNOWN,
          headers=("pernah bantuan", "penerima bantuan")),
)  # fmt: skip
_CONSENT = (
    Field("wali_nama", mark("Nama orang tua atau wali"), "text", "persetujuan", 100, decisive=True,
          privacy="pribadi", parse=values.parse_name, headers=("nama wali", "wali", "nama orang tua")),
    Field("wali_hubungan", mark("Hubungan orang tua atau wali"), "choice", "persetujuan", 20, GUARDIANS,
          decisive=True, headers=("hubungan wali",)),
    Field("persetujuan_wali", mark("Persetujuan orang tua atau wali"), "yesno", "persetujuan", 10, YES_NO,
          decisive=True, headers=("persetujuan wali",)),
    Field("wali_bukti", mark("Bukti orang tua atau wali"), "text", "persetujuan", 100, decisive=True,
          privacy="pribadi", headers=("bukti wali",)),
    Field("persetujuan_versi", mark("Versi pemberitahuan data pribadi"), "text", "persetujuan", 20,
          decisive=True),
    Field("persetujuan_waktu", mark("Tanggal persetujuan"), "date", "persetujuan", 10, decisive=True,
          headers=("waktu persetujuan", "tgl persetujuan")),
    Field("persetujuan_cara", mark("Cara persetujuan"), "choice", "persetujuan", 20, CONSENT_WAYS,
          decisive=True),
    Field("persetujuan_bukti", mark("Bukti persetujuan"), "text", "persetujuan", 100, decisive=True,
          headers=("bukti persetujuan",)),
)  # fmt: skip
_DOCUMENTS = (
    Field("tanggal_lengkap", mark("Tanggal berkas lengkap"), "date", "dokumen", 10,
          headers=("berkas lengkap", "tgl lengkap")),
    Field("dokumen", mark("Kelengkapan dokumen"), "dict", "dokumen", 40, DOCUMENTS),
    Field("catatan_alasan", mark("Alasan yang dicatat"), "dict", "dokumen", 300, typed=False),
    Field("usaha_terdaftar", mark("Usaha terdaftar"), "dict", "dokumen", 10, VERDICTS, typed=False),
    Field("nomor_daring", mark("Nomor pendaftaran daring"), "text", "dokumen", 40, typed=False, sheet=True,
          parse=_app_number, headers=(
              "nomor daring", "nomor pendaftaran", "no pendaftaran", "no daring", "no pendaftaran daring",
              "nomor pendaftaran online", "no pendaftaran online", "nomor registrasi", "no registrasi",
              "kode registrasi", "kode pendaftaran", "id pendaftaran", "id pendaftar")),
    Field("nomor_pendaftaran", mark("Nomor pendaftaran"), "text", "dokumen", 24, typed=False),
    Field("status", mark("Status"), "text", "dokumen", 12, typed=False),
)  # fmt: skip

ALL: tuple[Field, ...] = (*_IDENTITY, *_ADDRESS, *_BUSINESS, *_PROGRAM, *_CONSENT, *_DOCUMENTS)
"""Every field, in the order of the form."""
FIELDS: Mapping[str, Field] = MappingProxyType({field.name: field for field in ALL})
"""Every field by name."""
DECISIVE: frozenset[str] = frozenset(field.name for field in ALL if field.decisive)
BUSINESS_DETAILS: frozenset[str] = frozenset(field.name for field in _BUSINESS if field.name != "punya_usaha")
"""Hidden and without rules while `punya_usaha` is not "ya"."""


def of_group(group: Group) -> tuple[Field, ...]:
    """The fields of one part of the form, in its order."""
    return tuple(field for field in ALL if field.group == group)


def read(name: str, raw: object) -> tuple[Value, Problem | None]:
    """The value to store for what was typed, and the `Problem` if it cannot stand as it is.

    The value is kept even with a problem, because a draft always saves. Raises KeyError for an unknown field.
    """
    return _READERS[name](raw)


def read_as(field: Field, raw: object) -> tuple[Value, Problem | None]:
    """`read` for a field of another table than this one."""
    return _reader(field)(raw)


def _reader(field: Field) -> Reader:
    if field.kind == "dict":
        return lambda raw: _read_dict(field, raw)
    parse = _parser(field)

    def read_one(raw: object) -> tuple[Value, Problem | None]:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            return None, None
        value, problem = parse(raw)
        return (None if value == "" else value), problem

    return read_one


def normalise(name: str, raw: object) -> tuple[Value, str | None]:
    """Like `read`, with the problem as one sentence."""
    value, problem = read(name, raw)
    return value, problem.sentence if problem else None


def _parser(field: Field) -> Parser:
    if field.parse is not None:
        return field.parse
    if field.kind == "date":
        return values.parse_date
    if field.kind == "rupiah":
        return values.parse_rupiah
    if field.kind == "int":
        return values.parse_count
    if field.choices:
        return _choice(field.choices)
    return lambda raw: values.parse_text(raw, field.max_length)


_READERS: Mapping[str, Reader] = {field.name: _reader(field) for field in ALL}
_document = _choice(DOCUMENTS)
_DICT_CHOICES = {"dokumen": _choice(DOCUMENT_STATES), "usaha_terdaftar": _choice(VERDICTS)}


def _read_dict(field: Field, raw: object) -> tuple[Value, Problem | None]:
    """A mapping of codes to words; for documents states of the checklist, for businesses the verdict."""
    if raw is None or raw == "":
        return None, None
    if not isinstance(raw, Mapping):
        return None, Problem(
            "bentuk", tr("Isian ini berupa daftar"), tr("Tulis sebagai pasangan kode dan isi.")
        )
    state = _DICT_CHOICES.get(field.name)
    kept: dict[str, str] = {}
    first: Problem | None = None
    for key, item in cast("Mapping[object, object]", raw).items():
        value, problem = state(item) if state else values.parse_text(item, field.max_length)
        if value != "":
            kept[_document_code(str(key)) if field.name == "dokumen" else str(key)] = str(value)
        first = first or problem
    return (kept or None), first


def _document_code(raw: str) -> str:
    code, problem = _document(raw)
    return raw if problem else str(code)


def show(name: str, value: object) -> str:
    """A stored value as people read it: dates turned round, rupiah grouped, choices by their label."""
    return show_as(FIELDS[name], value)


def show_as(field: Field, value: object) -> str:
    """`show` for a field of another table than this one."""
    name = field.name
    if value is None or value == "":
        return ""
    if field.kind == "date":
        return values.show_date(value)
    if field.kind == "rupiah":
        return values.show_rupiah(value)
    if name in ("nik", "no_kk"):
        return identity.group_nik(str(value))
    if name == "hp":
        return identity.phone_display(str(value))
    if name == "kelurahan_kode":
        found = region.by_code(str(value))
        return found.display if found else str(value)
    if name == "ktp_kabkota":
        place = region.regency(str(value))
        return place.name if place else str(value)
    return field.label_of(value) if field.choices and field.kind != "dict" else identity.as_text(value)
