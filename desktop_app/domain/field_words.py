"""What is stored as a code, in words: kinds, states, editions, places, days, amounts of the records that have
no form of their own.

A code of a later version is told as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

from desktop_app.domain import documenting, entities, erasing, fields, receivers, region, training, values
from desktop_app.domain.moments import moment_of
from desktop_app.domain.rulebook import PRIORITY_LABELS
from desktop_app.domain.status import status_label
from resources.i18n import mark, tr, trn

LABELS: Final[Mapping[str, str]] = MappingProxyType({
    "edisi": mark("Edisi"), "kelurahan_kode": mark("Wilayah"), "putusan": mark("Putusan DKUM"),
    "rules": mark("Versi aturan"), "aturan_versi": mark("Versi aturan"), "atas_nama": mark("Atas nama"),
    "penandatangan": mark("Penandatangan"), "penanda": mark("Ditandatangani oleh"),
    "waktu": mark("Penanda waktu"), "digest": mark("Sidik isi"), "pdf": mark("Sidik berkas"),
    "data": mark("Sidik data"), "ditandatangani": mark("Sidik salinan bertanda tangan"),
    "halaman": mark("Jumlah halaman"), "menggantikan": mark("Menggantikan"), "pendamping": mark("Pendamping"),
    "bulan": mark("Bulan"), "gelombang": mark("Gelombang"), "periode": mark("Masa"),
    "seed": mark("Benih undian"), "kuota": mark("Kuota"), "terpakai": mark("Tempat terpakai"),
    "tersedia": mark("Tempat tersedia"), "batas": mark("Yang membatasi"), "pagu": mark("Pagu anggaran"),
    "biaya": mark("Biaya satu tempat"), "prioritas": mark("Urutan prioritas"),
    "cadangan": mark("Cadangan Daftar Tunggu"), "dicabut_alasan": mark("Alasan pencabutan"),
    "akar_tte": mark("Penerbit tanda tangan yang dipercaya"),
    "akar_waktu": mark("Penerbit penanda waktu yang dipercaya"),
    "rantai": mark("Sidik catatan akses"), "awal": mark("Mulai dari nomor"),
    "awal_rantai": mark("Sidik catatan akses sebelumnya"),
})  # fmt: skip
"""What fields are called that nobody types."""
OF_ENTITY: Final[Mapping[tuple[str, str], str]] = MappingProxyType({
    ("document", "batal"): mark("Alasan pembatalan"), ("document", "jenis"): mark("Jenis dokumen"),
    ("decision", "nomor"): mark("Nomor putusan"), ("decision", "jumlah"): mark("Jumlah orang"),
    ("access_mark", "nomor"): mark("Nomor catatan akses"),
})  # fmt: skip
"""The same where a record of another kind calls it otherwise."""
_FIRST: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "document": ("batal", "jenis", "edisi", "nomor", "tanggal", "program", "tahun", "kelurahan_kode", "state",
                 "menggantikan", "penanda", "waktu", "atas_nama", "penandatangan", "putusan"),
    "decision": ("nomor", "state", "decided", "program", "tahun", "kelurahan_kode", "jumlah", "kuota"),
    "person": ("nama", "jabatan", "nip", "roles", "active"),
})  # fmt: skip
"""What is told first of a record, since an op holds its fields by the alphabet."""
EDITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"arsip": mark("Arsip"), "papan": mark("Papan pengumuman")}
)
"""For whom one of the papers under a letter number is."""
DECISION_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {"proposed": mark("Diusulkan"), "approved": mark("Disetujui"), "discarded": mark("Usulan dibatalkan")}
)
_BINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"kuota": mark("Kuota"), "pagu": mark("Pagu anggaran"), "keduanya": mark("Kuota dan pagu anggaran")}
)
_FORMS: Final[Mapping[str, str]] = MappingProxyType({"csv": "CSV", "xlsx": mark("Excel (XLSX)")})
_PAIRED: Final[Mapping[str, str]] = MappingProxyType({"nik": mark("NIK sama"), "orang": mark("Dipilih DKUM")})
_NIK_SHOWN: Final = {str(code): words for code, words in receivers.NIK_LABELS.items()}
_PROGRAMS: Final = {each.code: each.label for each in fields.FIELDS["program"].choices}
_CODES: Final[Mapping[tuple[str, str], Mapping[str, str]]] = MappingProxyType({
    ("document", "jenis"): documenting.KIND_WORDS, ("document", "state"): documenting.STATE_WORDS,
    ("document", "edisi"): EDITIONS, ("decision", "state"): DECISION_STATES,
    ("decision", "batas"): _BINDS, ("training", "jenis"): training.KINDS,
    ("extract", "bentuk"): _FORMS, ("extract", "nik_isi"): _NIK_SHOWN,
    ("erasure", "dasar"): erasing.REASONS, ("recommended", "cara"): _PAIRED,
    ("recommended", "kategori"): {each.code: each.label for each in fields.PEKKA_KINDS},
})  # fmt: skip
_PLACES: Final = frozenset(("wilayah", "office", "kelurahan_kode"))
_ROOTS: Final = frozenset(("akar_tte", "akar_waktu"))
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH: Final = re.compile(r"(\d{4})-(\d\d)")


def in_order(ent: str, names: Iterable[str]) -> list[str]:
    """Fields of a record in the order in which people look for them; the others behind, as they came."""
    plain = entities.find(ent)
    first = tuple(each.name for each in plain.fields) if plain is not None else _FIRST.get(ent, ())
    place = {name: at for at, name in enumerate(first)}
    return sorted(names, key=lambda name: place.get(name, len(place)))


def said(ent: str, name: str, value: Any) -> str | None:
    """A value that is not empty in words; None where it is told as it stands, or by the record's form."""
    if name in _ROOTS:
        return trn("{n} sertifikat", "{n} sertifikat", len(value))
    listed = _LISTS.get((ent, name))
    if listed is not None and isinstance(value, list):
        return ", ".join(listed(str(each)) for each in cast("list[Any]", value))
    if name == "waktu" and isinstance(value, list):
        return "; ".join(_stamp(each) for each in cast("list[dict[str, Any]]", value))
    if (ent, name) == ("document", "batal") and isinstance(value, dict):
        return str(cast("dict[str, Any]", value).get("alasan") or "")
    if (ent, name) == ("decision", "decided") and isinstance(value, int):
        return moment(value)
    if (ent, name) in (("decision", "pagu"), ("decision", "biaya")):
        return values.show_rupiah(value)
    return _text(ent, name, value) if isinstance(value, str) else None


def _text(ent: str, name: str, value: str) -> str | None:
    codes = _PROGRAMS if name == "program" and ent != "application" else _CODES.get((ent, name))
    if codes is not None:
        return tr(codes[value]) if value in codes else value
    if name in _PLACES:
        return place(value)
    if ent == "document" and name == "periode":
        return _period(value)
    if ent == "document" and name == "bulan" and (found := _MONTH.fullmatch(value)):
        return f"{found[2]}-{found[1]}"
    return values.show_date(value) if ent == "document" and _DAY.fullmatch(value) else None


def place(code: str) -> str:
    """A kelurahan (10 digits), a kecamatan (6) or the city by its name; anything else as it is."""
    if (found := region.by_code(code)) is not None:
        return found.display
    if code == region.DEPOK:
        return tr("Kota Depok")
    kecamatan = region.kecamatan_names().get(code)
    return tr("Kec. {nama}", nama=kecamatan) if kecamatan else code


def _period(value: str) -> str | None:
    """From which day to which; of chosen people nobody needs to know more than that they were chosen."""
    first, slash, last = value.partition("/")
    if not slash:
        return tr("Orang yang dipilih") if value.startswith("daftar ") else None
    if not first:
        return tr("sampai {tanggal}", tanggal=values.show_date(last))
    return tr("{mulai} sampai {selesai}", mulai=values.show_date(first), selesai=values.show_date(last))


def _stamp(one: Mapping[str, Any]) -> str:
    return f"{one.get('oleh', '')}, {moment(int(one.get('pada', 0)))}"


def moment(at: int) -> str:
    """Day and time in Depok of so many ms since 1970. One that no calendar has is told as it is: the shape of
    an op does not bound it, so it may be in the log."""
    try:
        return f"{moment_of(at):%d-%m-%Y %H.%M}"
    except (ValueError, OverflowError, OSError):
        return str(at)


def _of(codes: Mapping[str, str]) -> Callable[[str], str]:
    return lambda code: tr(codes[code]) if code in codes else code


_LISTS: Final[Mapping[tuple[str, str], Callable[[str], str]]] = MappingProxyType({
    ("extract", "kolom"): receivers.label_of, ("extract", "status_isi"): lambda code: tr(status_label(code)),
    ("decision", "prioritas"): _of(PRIORITY_LABELS), ("wave", "wilayah"): place,
})  # fmt: skip
