"""An existing business as the register of a kelurahan keeps it: its fields, and how they are written.

The register answers one question: is an applicant who says "new" new? So a row needs little more than who
owns it and where; every number is kept only where it is well-formed, because it is compared with others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from desktop_app.domain import fields, identity, kbli, likeness, values
from desktop_app.domain.fields import Field, Value
from desktop_app.domain.problem import Problem
from resources.i18n import mark, tr

LEAST: Final = 100
WANTED: Final = 500
"""Existing businesses of a kelurahan: the city says "500+ (at least 100)" (product, mission)."""


def _phone(raw: object) -> tuple[str, Problem | None]:
    """A mobile number as everywhere; a shop may also have a fixed line, kept as it is dialled."""
    value, problem = identity.parse_phone(raw)
    dialled = re.sub(r"^(\+?62)", "0", re.sub(r"[()]", "", identity.digits(raw)))
    if problem is not None and re.fullmatch(r"0[2-79]\d{7,10}", dialled):
        return dialled, None
    return value, problem


def _short(limit: int) -> fields.Parser:
    return lambda raw: values.parse_text(raw, limit)


ALL: Final[tuple[Field, ...]] = (
    Field("nama", mark("Nama usaha"), "text", "usaha", 100, parse=_short(100),
          headers=("usaha", "nama umkm", "umkm", "merek", "merk", "nama toko", "nama perusahaan")),
    Field("pemilik", mark("Nama pemilik"), "text", "usaha", 100, parse=_short(100),
          headers=("pemilik", "pemilik usaha", "nama", "nama lengkap", "nama pelaku usaha", "pelaku usaha",
                   "penanggung jawab", "nama pengusaha", "nama sesuai ktp")),
    Field("nik", mark("NIK pemilik"), "digits", "usaha", 16, privacy="pribadi", parse=identity.parse_nik,
          headers=("nik", "no ktp", "nomor ktp", "nik ktp", "nomor induk kependudukan", "no nik")),
    Field("alamat", mark("Alamat usaha"), "text", "usaha", 200, privacy="pribadi", parse=_short(200),
          headers=("alamat", "lokasi usaha", "tempat usaha", "alamat lengkap", "lokasi")),
    Field("hp", mark("Nomor telepon"), "digits", "usaha", 16, privacy="pribadi", parse=_phone,
          headers=(*fields.FIELDS["hp"].headers, "nomor hp", "kontak")),
    Field("kbli_kode", mark("Kode KBLI"), "digits", "usaha", 5, parse=fields.FIELDS["kbli_kode"].parse,
          headers=("kbli",)),
    Field("kbli_edisi", mark("Edisi KBLI"), "choice", "usaha", 4, fields.EDITIONS),
    Field("nib", mark("NIB"), "digits", "usaha", 13, parse=identity.parse_nib,
          headers=fields.FIELDS["nib"].headers),
    Field("mulai", mark("Mulai usaha"), "date", "usaha", 10,
          headers=("tanggal mulai", "tgl mulai", "mulai berusaha", "tanggal berdiri", "berdiri")),
    Field("sumber", mark("Sumber data"), "text", "usaha", 100, parse=_short(100), headers=("sumber",)),
)  # fmt: skip
"""What a person or a spreadsheet fills in, in the order of the form. `tutup` is a step of its own."""
FIELDS: Final[Mapping[str, Field]] = MappingProxyType({field.name: field for field in ALL})


def clean(given: Mapping[str, object], *, edition: str = "") -> tuple[dict[str, Any], dict[str, Problem]]:
    """The values to keep, and what stands against the others: a value that cannot be read is not kept.

    `edition` is that of a code which names none and exists in both; without it such a code is a problem.
    Raises KeyError for an unknown field.
    """
    kept: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for name, raw in given.items():
        value, problem = fields.read_as(FIELDS[name], raw)
        if problem is not None:
            problems[name] = problem
            value = None
        kept[name] = value
    code = kept.get("kbli_kode")
    if code:
        found = edition_of(str(code), str(kept.get("kbli_edisi") or ""), edition)
        if isinstance(found, Problem):
            problems.setdefault("kbli_kode", found)
            kept["kbli_kode"] = kept["kbli_edisi"] = None
        else:
            kept["kbli_edisi"] = found
    elif "kbli_kode" in kept:
        kept["kbli_edisi"] = None
    if "nama" in kept and not kept["nama"]:
        kept["nama"] = kept.get("pemilik")  # many a stall is known by nothing else
        if not kept["nama"]:
            problems.setdefault("nama", _nameless())
    return kept, problems


def edition_of(code: str, said: str, otherwise: str = "") -> str | Problem:
    """The edition a KBLI code belongs to; a code without its edition is ambiguous (field facts, 4)."""
    having = [each for each in kbli.EDITIONS if kbli.title(code, each) is not None]
    if said and (said in having or not having):
        return said
    if said:
        return Problem(
            "edisi",
            tr("Kode {kode} tidak ada di KBLI {edisi}", kode=code, edisi=said),
            tr("Periksa kodenya, atau pilih edisi yang lain."),
        )
    if len(having) == 1:
        return having[0]
    if having and otherwise in having:
        return otherwise
    if having:
        return Problem("edisi", tr("Kode {kode} ada di KBLI 2020 dan 2025", kode=code), tr("Pilih edisinya."))
    return Problem(
        "kode", tr("Kode {kode} tidak ada di KBLI", kode=code), tr("Cari kodenya, atau biarkan kosong.")
    )


def show(name: str, value: Value) -> str:
    """A stored value as people read it."""
    return fields.show_as(FIELDS[name], value)


def keys_of(values: Mapping[str, Any]) -> list[str]:
    """By what a business is the same one, the strongest first: NIB; owner's NIK and its name; both names."""
    nama, pemilik = str(values.get("nama") or ""), str(values.get("pemilik") or "")
    found = [f"nib {values['nib']}"] if values.get("nib") else []
    if values.get("nik"):
        found.append(f"nik {values['nik']} {likeness.plain_name(nama)}")
    return [*found, likeness.identity_key(nama, pemilik)]


def same_business(values: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows with a key in common are one business.

    An equal NIB says so, two different ones deny it. Otherwise two places of one name are two branches.
    """
    mine, theirs = values.get("nib"), other.get("nib")
    if mine and theirs:
        return mine == theirs
    if values.get("nik") and other.get("nik") and values["nik"] != other["nik"]:
        return False
    here, there = str(values.get("alamat") or ""), str(other.get("alamat") or "")
    return not here or not there or likeness.address_likeness(here, there) >= likeness.ADDRESS_ALIKE


def _nameless() -> Problem:
    return Problem("kosong", tr("Nama usaha belum diisi"), tr("Tulis nama usaha, atau nama pemiliknya."))
