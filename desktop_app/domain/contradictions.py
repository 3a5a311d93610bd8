"""What in a rule book cannot stand together: told before DKUM issues it, and refused by issuing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from desktop_app.domain import region, values
from desktop_app.domain.bookwords import LABELS
from desktop_app.domain.fields import DOCUMENTS, PROGRAMS
from desktop_app.domain.kept_texts import holds_nik, strings
from desktop_app.domain.receivers import COLUMNS, GIVEN_STATUSES, Receiver, label_of
from desktop_app.domain.requirements import BY_KEY, Requirement
from desktop_app.domain.rulebook import PRIORITY_LABELS, TIE_BREAKS, ProgramRules, write_rules
from resources.i18n import tr

_MOST_PLACES: Final = 100_000
_MOST_MONEY: Final = 10**15
_OLDEST: Final = 120
_LONGEST: Final = 200
_CODE: Final = re.compile("[a-z0-9][a-z0-9-]{0,29}")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing wrong, at the field where it is mended."""

    field: str
    sentence: str


def contradictions(rules: ProgramRules) -> list[Contradiction]:
    """Everything that keeps `rules` from being issued, in the order of the editor; empty for a sound one."""
    return [found for part in _PARTS for found in part(rules)]


def _programme(rules: ProgramRules) -> Iterator[Contradiction]:
    if not any(choice.code == rules.program for choice in PROGRAMS):
        yield Contradiction("program", tr("Program {kode} tidak dikenal.", kode=rules.program or "-"))
    if not 2000 <= rules.tahun <= 2099:
        yield Contradiction("tahun", tr("Tahun program harus empat angka, seperti 2026."))
    if rules.issued and values.as_date(rules.issued) is None:
        yield Contradiction(
            "issued", tr("Tanggal terbit {tanggal} tidak ada di kalender.", tanggal=rules.issued)
        )


def _ages(rules: ProgramRules) -> Iterator[Contradiction]:
    if not 0 <= rules.min_age <= _OLDEST:
        yield Contradiction("min_age", tr("Umur paling sedikit harus antara 0 dan {batas}.", batas=_OLDEST))
    if rules.max_age and rules.max_age < rules.min_age:
        yield Contradiction(
            "max_age",
            tr("Umur paling banyak {banyak} lebih kecil daripada umur paling sedikit {sedikit}.",
               banyak=rules.max_age, sedikit=rules.min_age),
        )  # fmt: skip
    any_level = {rules.level("umur_maksimal", "submitted"), rules.level("umur_maksimal", "verified")} != {
        "off"
    }
    if rules.max_age and not any_level:
        yield Contradiction("max_age", tr("Umur paling banyak diisi, tetapi syaratnya tidak dinyalakan."))
    if any_level and not rules.max_age:
        yield Contradiction("max_age", tr("Syarat umur paling banyak menyala, tetapi umurnya belum diisi."))
    if not 0 <= rules.adult_age <= _OLDEST:
        yield Contradiction("adult_age", tr("Umur dewasa harus antara 0 dan {batas}.", batas=_OLDEST))


def _dates(rules: ProgramRules) -> Iterator[Contradiction]:
    given = (
        ("cutoff", rules.cutoff, tr("Tanggal hitung umur")),
        ("opening", rules.opening, tr("Tanggal pendaftaran dibuka")),
        ("closing", rules.closing, tr("Tanggal pendaftaran ditutup")),
    )
    for name, day, label in given:
        if day and values.as_date(day) is None:
            yield Contradiction(name, tr("{nama} {tanggal} tidak ada di kalender.", nama=label, tanggal=day))
    for name, day, label in given[:2]:
        if not day:
            yield Contradiction(name, tr("{nama} belum diisi.", nama=label))
    opening, closing = rules.opening_day, rules.closing_day
    if opening and closing and closing < opening:
        yield Contradiction(
            "closing",
            tr("Pendaftaran ditutup {tutup}, sebelum dibuka {buka}.",
               tutup=values.show_date(rules.closing), buka=values.show_date(rules.opening)),
        )  # fmt: skip


def _requirements(rules: ProgramRules) -> Iterator[Contradiction]:
    seen: set[str] = set()
    for each in rules.requirements:
        kind = BY_KEY.get(each.key)
        if kind is None:
            yield Contradiction("requirements", tr("Syarat {kode} tidak dikenal.", kode=each.key))
        elif each.key in seen:
            yield Contradiction("requirements", tr("Syarat {nama} tertulis dua kali.", nama=tr(kind.label)))
        elif kind.most == "warn" and "block" in (each.submitted, each.verified):
            yield Contradiction(
                "requirements", tr("{nama}: jawabannya tidak boleh menahan siapa pun.", nama=tr(kind.label))
            )
        elif _softer(each):
            yield Contradiction(
                "requirements",
                tr("{nama}: saat verifikasi tidak boleh lebih longgar daripada saat diajukan.",
                   nama=tr(kind.label)),
            )  # fmt: skip
        seen.add(each.key)


def _softer(each: Requirement) -> bool:
    order = ("off", "warn", "block")
    return order.index(each.verified) < order.index(each.submitted)


def _documents(rules: ProgramRules) -> Iterator[Contradiction]:
    known = {choice.code for choice in DOCUMENTS}
    for name in ("documents_submitted", "documents_verified"):
        codes: tuple[str, ...] = getattr(rules, name)
        for code in dict.fromkeys(codes):
            if code not in known:
                yield Contradiction(name, tr("Dokumen {kode} tidak dikenal.", kode=code))
    if not rules.notice_version.strip():
        yield Contradiction("notice_version", tr("Versi pemberitahuan data pribadi belum diisi."))


def _places(rules: ProgramRules) -> Iterator[Contradiction]:
    if not 0 <= rules.quota <= _MOST_PLACES:
        yield Contradiction("quota", tr("Kuota {kuota} bukan jumlah tempat yang mungkin.", kuota=rules.quota))
    yield from _exceptions(rules)
    if rules.reserve is not None and rules.reserve < 0:
        yield Contradiction(
            "reserve", tr("Cadangan {jumlah} bukan jumlah orang yang mungkin.", jumlah=rules.reserve)
        )
    if rules.moving == "kota" and rules.scope == "kota":
        yield Contradiction("moving", tr("Kuota ini sudah sekota, jadi tidak ada tempat yang berpindah."))
    elif rules.moving == "kota" and not rules.closing:
        yield Contradiction(
            "closing", tr("Tempat kosong berpindah sesudah ditutup, tetapi tanggal tutupnya belum diisi.")
        )
    yield from _money(rules)


def _exceptions(rules: ProgramRules) -> Iterator[Contradiction]:
    if rules.exceptions and rules.scope == "kota":
        yield Contradiction(
            "exceptions", tr("Kuota ini sudah sekota, jadi tidak ada kuota lain di kelurahan.")
        )
    seen: set[str] = set()
    for each in rules.exceptions:
        place = region.by_code(each.kelurahan)
        if place is None:
            yield Contradiction(
                "exceptions", tr("Kelurahan {kode} tidak dikenal.", kode=each.kelurahan or "-")
            )
            continue
        if each.kelurahan in seen:
            yield Contradiction("exceptions", tr("{kelurahan} tertulis dua kali.", kelurahan=place.display))
        seen.add(each.kelurahan)
        if not 0 <= each.places <= _MOST_PLACES:
            yield Contradiction(
                "exceptions",
                tr("{kelurahan}: kuota {kuota} bukan jumlah tempat yang mungkin.",
                   kelurahan=place.display, kuota=each.places),
            )  # fmt: skip


def _money(rules: ProgramRules) -> Iterator[Contradiction]:
    if not 0 <= rules.cost <= _MOST_MONEY:
        yield Contradiction("cost", tr("Biaya satu tempat bukan jumlah rupiah yang mungkin."))
    if rules.budget is None:
        return
    if rules.budget == 0:
        yield Contradiction("budget", tr("Pagu anggaran nol rupiah. Kosongkan bila tidak ada pagu."))
    elif not 0 < rules.budget <= _MOST_MONEY:
        yield Contradiction("budget", tr("Pagu anggaran bukan jumlah rupiah yang mungkin."))
    elif rules.cost == 0:
        yield Contradiction("cost", tr("Pagu anggaran diisi, tetapi biaya satu tempat belum."))
    elif rules.cost > rules.budget:
        yield Contradiction(
            "cost",
            tr("Biaya satu tempat {biaya} lebih besar daripada pagu {pagu}.",
               biaya=values.show_rupiah(rules.cost), pagu=values.show_rupiah(rules.budget)),
        )  # fmt: skip


def _order(rules: ProgramRules) -> Iterator[Contradiction]:
    if not rules.priority:
        yield Contradiction("priority", tr("Urutan prioritas belum dipilih."))
    seen: set[str] = set()
    for key in rules.priority:
        if key not in PRIORITY_LABELS:
            yield Contradiction("priority", tr("Prioritas {kode} tidak dikenal.", kode=key))
        elif key in seen:
            yield Contradiction(
                "priority", tr("Prioritas {nama} tertulis dua kali.", nama=tr(PRIORITY_LABELS[key]))
            )
        seen.add(key)
    if rules.tie_break not in TIE_BREAKS:
        yield Contradiction("tie_break", tr("Cara undian {kode} tidak dikenal.", kode=rules.tie_break))


def _rest(rules: ProgramRules) -> Iterator[Contradiction]:
    if not 1 <= rules.retention_years <= 100:
        yield Contradiction("retention_years", tr("Masa simpan data harus antara 1 dan 100 tahun."))
    for name, amount in (
        ("micro_capital_max", rules.micro_capital_max),
        ("micro_sales_max", rules.micro_sales_max),
    ):
        if not 0 < amount <= _MOST_MONEY:
            yield Contradiction(name, tr("Batas usaha mikro bukan jumlah rupiah yang mungkin."))
    for text in (rules.registration, *rules.conditions, *rules.angkatan, rules.nomor):
        if len(text) > 500:
            yield Contradiction(
                "registration", tr("Keterangan dan syarat masing-masing paling banyak 500 huruf.")
            )
            break


def _one_person(rules: ProgramRules) -> Iterator[Contradiction]:
    named = rules.one_person_in
    if rules.one_person_office and not named:
        yield Contradiction(
            "one_person_in", tr("Kantor dengan satu petugas dibolehkan, tetapi kelurahannya belum disebut.")
        )
    if named and not rules.one_person_office:
        yield Contradiction(
            "one_person_office", tr("Kelurahan dengan satu petugas disebut, tetapi tidak dibolehkan.")
        )
    seen: set[str] = set()
    for code in named:
        place = region.by_code(code)
        if place is None:
            yield Contradiction("one_person_in", tr("Kelurahan {kode} tidak dikenal.", kode=code or "-"))
        elif code in seen:
            yield Contradiction(
                "one_person_in", tr("{kelurahan} tertulis dua kali.", kelurahan=place.display)
            )
        seen.add(code)


def _extracts(rules: ProgramRules) -> Iterator[Contradiction]:
    seen: set[str] = set()
    for each in rules.extracts:
        if not _CODE.fullmatch(each.code):
            yield Contradiction(
                "extracts",
                tr(
                    "Kode penerima {kode} harus huruf kecil, angka, atau tanda hubung.", kode=each.code or "-"
                ),
            )
        elif each.code in seen:
            yield Contradiction("extracts", tr("Penerima {kode} tertulis dua kali.", kode=each.code))
        seen.add(each.code)
        for sentence in _receiver(each):
            yield Contradiction(
                "extracts", tr("Penerima {nama}: {temuan}", nama=each.name or each.code, temuan=sentence)
            )


def _receiver(each: Receiver) -> Iterator[str]:
    if not each.name.strip() or len(each.name) > _LONGEST:
        yield tr("Namanya belum diisi, atau terlalu panjang.")
    if not each.purpose.strip() or len(each.purpose) > _LONGEST:
        yield tr("Keperluannya belum diisi, atau terlalu panjang.")
    if not each.columns:
        yield tr("Belum ada kolom yang boleh dilihatnya.")
    for name in dict.fromkeys(each.columns):
        column = COLUMNS.get(name)
        if column is None:
            yield tr("Kolom {kode} tidak dikenal.", kode=name)
        elif column.privacy == "khusus" and name not in each.khusus:
            yield tr("Kolom {nama} bersifat khusus dan harus disebut tersendiri.", nama=tr(column.label))
    if len(set(each.columns)) < len(each.columns):
        yield tr("Ada kolom yang tertulis dua kali.")
    for name in each.khusus:
        if name not in each.columns:
            yield tr("Kolom khusus {nama} tidak ada di antara kolomnya.", nama=label_of(name))
    if not each.statuses:
        yield tr("Belum ada status pendaftar yang boleh diberikan.")
    for status in each.statuses:
        if status not in GIVEN_STATUSES:
            yield tr("Status {kode} tidak dapat diberikan.", kode=status)


def _nobody(rules: ProgramRules) -> Iterator[Contradiction]:
    """A book goes to every office and is never taken back; its number is judged where it is issued."""
    content = write_rules(rules)
    for name, label in LABELS.items():
        if any(map(holds_nik, strings(content[name]))):
            yield Contradiction(
                name,
                tr("{isian} memuat NIK, padahal buku aturan disimpan untuk seterusnya. Tulis tanpa NIK.",
                   isian=tr(label)),
            )  # fmt: skip


_PARTS: Final[tuple[Callable[[ProgramRules], Iterator[Contradiction]], ...]] = (
    _programme, _ages, _dates, _requirements, _documents, _places, _order, _rest, _one_person, _extracts,
    _nobody,
)  # fmt: skip
