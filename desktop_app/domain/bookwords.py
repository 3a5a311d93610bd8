"""A rule book in words: what its parts are called, how a value reads, what differs between two of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

from desktop_app.domain import region, requirements, values
from desktop_app.domain.fields import DOCUMENTS
from desktop_app.domain.receivers import NIK_LABELS, Receiver, label_of
from desktop_app.domain.requirements import KINDS, Requirement, Switch
from desktop_app.domain.rulebook import PRIORITY_LABELS, TIE_BREAKS, PlacesIn, ProgramRules
from resources.i18n import mark, tr, trn

SWITCH_LABELS: Final[Mapping[Switch, str]] = MappingProxyType(
    {"off": mark("Mati"), "warn": mark("Ingatkan"), "block": mark("Tahan")}
)
SCOPE_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {"kelurahan": mark("Tiap kelurahan"), "kota": mark("Seluruh kota")}
)
MOVING_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {"none": mark("Tetap di kelurahannya"), "kota": mark("Pindah sekota sesudah ditutup")}
)
SEX_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {"": mark("Siapa pun"), "P": mark("Perempuan"), "L": mark("Laki-laki")}
)
LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "min_age": mark("Umur paling sedikit"),
        "max_age": mark("Umur paling banyak"),
        "adult_age": mark("Dewasa sejak umur"),
        "cutoff": mark("Umur dihitung pada"),
        "opening": mark("Pendaftaran dibuka"),
        "closing": mark("Pendaftaran ditutup"),
        "sex": mark("Untuk"),
        "angkatan": mark("Angkatan"),
        "requirements": mark("Syarat"),
        "documents_submitted": mark("Dokumen saat diajukan"),
        "documents_verified": mark("Dokumen saat diverifikasi"),
        "notice_version": mark("Versi pemberitahuan data pribadi"),
        "scope": mark("Kuota dihitung"),
        "quota": mark("Kuota"),
        "exceptions": mark("Kelurahan dengan kuota lain"),
        "moving": mark("Tempat yang tidak terisi"),
        "budget": mark("Pagu anggaran"),
        "cost": mark("Biaya satu tempat"),
        "priority": mark("Urutan prioritas"),
        "tie_break": mark("Bila tetap sama"),
        "reserve": mark("Cadangan Daftar Tunggu"),
        "registration": mark("Cara mendaftar"),
        "conditions": mark("Syarat lain yang diumumkan"),
        "retention_years": mark("Masa simpan data"),
        "extracts": mark("Penerima data"),
        "micro_capital_max": mark("Batas modal usaha mikro"),
        "micro_sales_max": mark("Batas omzet usaha mikro"),
        "kbli_edition": mark("Edisi KBLI"),
        "one_person_office": mark("Kantor dengan satu petugas"),
        "one_person_in": mark("Kelurahan dengan satu petugas"),
    }
)
"""Every part of a rule book that DKUM may set, in the order of the editor."""

_SET_BY_ISSUING: Final = frozenset({"program", "tahun", "version", "nomor", "issued", "v"})


@dataclass(frozen=True, slots=True)
class BookChange:
    """One part that two rule books say differently, in words."""

    field: str
    label: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """From what to what."""
        return tr("{bagian}: {lama} → {baru}", bagian=self.label, lama=self.before, baru=self.after)


def book_changes(old: ProgramRules, new: ProgramRules) -> tuple[BookChange, ...]:
    """What differs, in the order of the editor; each requirement stands by itself."""
    found: list[BookChange] = []
    for name in _ordered():
        if name == "requirements":
            found += _switched(old, new)
        elif getattr(old, name) != getattr(new, name):
            label = tr(LABELS.get(name, name))
            found.append(BookChange(name, label, told(old, name), told(new, name)))
    return tuple(found)


def told(rules: ProgramRules, name: str) -> str:
    """How the part `name` of a rule book reads."""
    value = getattr(rules, name)
    show = _SHOWN.get(name)
    return show(value) if show is not None else str(value)


def requirement(rules: ProgramRules, key: str) -> Requirement:
    """The requirement as the book has it, with its default where the book is silent."""
    own = (each for each in rules.requirements if each.key == key)
    return next(own, requirements.default(key, rules.program))


def switches(each: Requirement) -> str:
    """Both levels in words."""
    first, second = tr(SWITCH_LABELS[each.submitted]), tr(SWITCH_LABELS[each.verified])
    return tr("{diajukan} saat diajukan, {diverifikasi} saat diverifikasi",
              diajukan=first.lower(), diverifikasi=second.lower())  # fmt: skip


def _ordered() -> tuple[str, ...]:
    others = (each.name for each in fields(ProgramRules))
    return (*LABELS, *(name for name in others if name not in LABELS and name not in _SET_BY_ISSUING))


def _switched(old: ProgramRules, new: ProgramRules) -> list[BookChange]:
    found: list[BookChange] = []
    for kind in KINDS:
        before, after = requirement(old, kind.key), requirement(new, kind.key)
        if before != after:
            label = tr("Syarat “{nama}”", nama=tr(kind.label))
            found.append(BookChange("requirements", label, switches(before), switches(after)))
    return found


def _day(value: str) -> str:
    return values.show_date(value) if value else tr("belum ditetapkan")


def _age(value: int) -> str:
    return tr("{umur} tahun", umur=value) if value else tr("tidak dibatasi")


def _documents(codes: tuple[str, ...]) -> str:
    names = {choice.code: tr(choice.label) for choice in DOCUMENTS}
    return ", ".join(names.get(code, code) for code in codes) or tr("tidak ada")


def _exceptions(found: tuple[PlacesIn, ...]) -> str:
    names: list[str] = []
    for each in found:
        place = region.by_code(each.kelurahan)
        names.append(
            tr(
                "{kelurahan} {tempat}",
                kelurahan=place.display if place else each.kelurahan,
                tempat=each.places,
            )
        )
    return ", ".join(names) or tr("tidak ada")


def _kelurahan(codes: tuple[str, ...]) -> str:
    names = [place.display if (place := region.by_code(code)) else code for code in codes]
    return ", ".join(names) or tr("tidak ada")


def _priority(keys: tuple[str, ...]) -> str:
    return "; ".join(tr(PRIORITY_LABELS.get(key, key)) for key in keys) or tr("tidak ada")


def _lines(found: tuple[str, ...]) -> str:
    return "; ".join(found) or tr("tidak ada")


def _people(value: int | None) -> str:
    if value is None:
        return tr("semua yang menunggu")
    return trn("{n} orang", "{n} orang", value)


def _receivers(found: tuple[Receiver, ...]) -> str:
    given = [
        tr("{penerima} ({kolom}; NIK {nik})", penerima=each.name or each.code,
           kolom=", ".join(map(label_of, each.columns)), nik=tr(NIK_LABELS[each.nik]).lower())
        for each in found
    ]  # fmt: skip
    return "; ".join(given) or tr("tidak ada")


def _rupiah(value: int | None) -> str:
    return tr("tanpa pagu") if value is None else values.show_rupiah(value)


_SHOWN: Final[Mapping[str, Callable[[Any], str]]] = MappingProxyType(
    {
        "min_age": _age,
        "max_age": _age,
        "adult_age": _age,
        "cutoff": _day,
        "opening": _day,
        "closing": _day,
        "sex": lambda value: tr(SEX_LABELS.get(value, value)),
        "angkatan": _lines,
        "documents_submitted": _documents,
        "documents_verified": _documents,
        "scope": lambda value: tr(SCOPE_LABELS.get(value, value)),
        "quota": lambda value: trn("{n} tempat", "{n} tempat", value),
        "exceptions": _exceptions,
        "moving": lambda value: tr(MOVING_LABELS.get(value, value)),
        "budget": _rupiah,
        "cost": lambda value: values.show_rupiah(value),
        "priority": _priority,
        "tie_break": lambda value: tr(TIE_BREAKS.get(value, value)),
        "reserve": _people,
        "registration": lambda value: value or tr("belum ditetapkan"),
        "conditions": _lines,
        "retention_years": _age,
        "extracts": _receivers,
        "micro_capital_max": _rupiah,
        "micro_sales_max": _rupiah,
        "kbli_edition": lambda value: tr("KBLI {edisi}", edisi=value),
        "one_person_office": lambda value: tr("Boleh") if value else tr("Tidak boleh"),
        "one_person_in": _kelurahan,
    }
)
