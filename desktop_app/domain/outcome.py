"""What became of an accepted applicant: the fields, the rules between their days, and what counts as what.

The city counts *new entrepreneurs*: accepted, trained, business started, still running after six and after
twelve months. A business older than the programme's year is written down and not counted as new.
"""

from __future__ import annotations

import uuid
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal

from desktop_app.domain import fields, identity, values
from desktop_app.domain.fields import Choice, Field
from desktop_app.domain.finding import Finding, block, info, warn
from desktop_app.domain.problem import Problem
from desktop_app.domain.values import show_date
from resources.i18n import mark, tr

Stage = Literal["accepted", "trained", "started", "six", "twelve"]

STAGES: Final[Mapping[Stage, str]] = MappingProxyType({
    "accepted": mark("Ditetapkan"),
    "trained": mark("Selesai dilatih"),
    "started": mark("Mulai usaha"),
    "six": mark("Berjalan 6 bulan"),
    "twelve": mark("Berjalan 12 bulan"),
})  # fmt: skip
"""The funnel, in its order."""

PLEDGES: Final[Mapping[str, int]] = MappingProxyType({"WUB": 5000, "PP": 1000})
"""What the city promised over all years: 5,000 new entrepreneurs and 1,000 women entrepreneurs (product,
mission)."""

ANSWERS: Final = (Choice("ya", mark("Ya"), ("y", "1")), Choice("tidak", mark("Tidak"), ("t", "0")))

TURNOVER: Final = (
    Choice("mikro", mark("Mikro: sampai Rp2 miliar setahun"), ("1",)),
    Choice("kecil", mark("Kecil: di atas Rp2 miliar sampai Rp15 miliar"), ("2",)),
    Choice("menengah", mark("Menengah: di atas Rp15 miliar sampai Rp50 miliar"), ("3",)),
)
"""Classes by yearly sales, PP 7/2021 art. 35. Personal financial data: on no roster, in no extract."""

MOST_JOBS: Final = 10_000

ALL: Final[tuple[Field, ...]] = (
    Field("mulai_usaha", mark("Tanggal mulai usaha"), "date", "usaha", 10),
    Field("nib", mark("NIB"), "digits", "usaha", 13, parse=identity.parse_nib),
    Field("nib_tanggal", mark("Tanggal NIB"), "date", "usaha", 10),
    Field("enam_bulan", mark("Masih berjalan setelah 6 bulan"), "choice", "usaha", 5, ANSWERS),
    Field("enam_bulan_tanggal", mark("Ditanya pada (6 bulan)"), "date", "usaha", 10),
    Field("dua_belas_bulan", mark("Masih berjalan setelah 12 bulan"), "choice", "usaha", 5, ANSWERS),
    Field("dua_belas_bulan_tanggal", mark("Ditanya pada (12 bulan)"), "date", "usaha", 10),
    Field("pekerja", mark("Tenaga kerja (orang)"), "int", "usaha", 5),
    Field("omzet_kelas", mark("Kelas omzet"), "choice", "usaha", 10, TURNOVER, privacy="khusus"),
    Field("catatan", mark("Catatan"), "text", "usaha", 300),
)  # fmt: skip
"""What is asked, in the order of the form."""
FIELDS: Final[Mapping[str, Field]] = MappingProxyType({field.name: field for field in ALL})

QUESTIONS: Final[tuple[tuple[str, int], ...]] = (("enam_bulan", 6), ("dua_belas_bulan", 12))
"""The two questions whether the business still runs, and after how many months they may be asked."""

_NAMESPACE: Final = uuid.UUID("5d0c1f4e-6c0b-5c7e-9d1a-27063000a001")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules rest on besides the outcome. `accepted` is the day of DKUM's decision, where known;
    `trained` None where the office cannot know; `same_nib` are numbers of others with this NIB."""

    today: date
    tahun: int
    accepted: date | None = None
    trained: bool | None = None
    same_nib: tuple[str, ...] = ()


def record_of(application: str) -> str:
    """The record that holds the outcome of an application (both hex).

    Made from the application's own id: two offices that write about one person write one record, and what
    they say differently is a difference that a person settles, never two outcomes.
    """
    return uuid.uuid5(_NAMESPACE, application).hex


def clean(given: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, Problem]]:
    """The values to keep, and what cannot be read. Raises KeyError for an unknown field."""
    kept: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for name, raw in given.items():
        value, problem = fields.read_as(FIELDS[name], raw)
        if problem is not None:
            problems[name] = problem
            value = None
        kept[name] = value
    return kept, problems


def show(name: str, value: object) -> str:
    """A stored value as people read it."""
    return fields.show_as(FIELDS[name], value)


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_new(outcome: Mapping[str, Any], tahun: int) -> bool:
    """Whether the business was started in the programme's year or later, so that it counts as new."""
    begun = values.as_date(outcome.get("mulai_usaha"))
    return begun is not None and begun.year >= tahun


def reached(outcome: Mapping[str, Any], tahun: int, *, trained: bool) -> frozenset[Stage]:
    """Which stages of the funnel an accepted applicant counts in."""
    found: set[Stage] = {"accepted"}
    if trained:
        found.add("trained")
    if is_new(outcome, tahun):
        found.add("started")
        if outcome.get("enam_bulan") == "ya":
            found.add("six")
        if outcome.get("dua_belas_bulan") == "ya":
            found.add("twelve")
    return frozenset(found)


def due(outcome: Mapping[str, Any], today: date) -> str:
    """The question that is to be asked now ("enam_bulan", "dua_belas_bulan"), or ""."""
    begun = values.as_date(outcome.get("mulai_usaha"))
    if begun is None:
        return ""
    for name, months in reversed(QUESTIONS):
        if add_months(begun, months) <= today:
            return "" if outcome.get(name) else name
    return ""


def check(outcome: Mapping[str, Any], facts: Facts) -> list[Finding]:
    """Everything that stands against `outcome` (stored values), in the order of the form, blocks first."""
    found = [*_start(outcome, facts), *_licence(outcome, facts), *_running(outcome, facts)]
    found += _jobs(outcome)
    places = list(FIELDS)
    return sorted(
        found, key=lambda one: (places.index(one.field), ("block", "warn", "info").index(one.level))
    )


def _start(outcome: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    begun = values.as_date(outcome.get("mulai_usaha"))
    if begun is None:
        return
    if begun > facts.today:
        yield _future("mulai_usaha")
    elif begun.year < facts.tahun:
        yield warn(
            "mulai_usaha.lama",
            tr("Usaha ini lebih tua daripada program {tahun}", tahun=facts.tahun),
            tr("Dicatat, tetapi tidak dihitung sebagai wirausaha baru."),
        )
    elif facts.accepted is not None and begun < facts.accepted:
        yield warn(
            "mulai_usaha.sebelum_ditetapkan",
            tr("Usaha mulai sebelum ditetapkan DKUM pada {hari}", hari=show_date(facts.accepted.isoformat())),
            tr("Periksa tanggalnya; bila memang begitu, simpan saja."),
        )
    if facts.trained is False:
        yield info(
            "mulai_usaha.belum_dilatih",
            tr("Orang ini belum tercatat selesai dilatih"),
            tr("Boleh dilanjutkan; periksa kehadirannya di Pelatihan."),
        )


def _licence(outcome: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    nib, day = outcome.get("nib"), values.as_date(outcome.get("nib_tanggal"))
    if day is not None and not nib:
        yield block(
            "nib.kosong",
            tr("NIB belum diisi"),
            tr("Tulis 13 angka dari lembar NIB, atau kosongkan tanggalnya."),
        )
    if nib and day is None:
        yield warn("nib_tanggal.kosong", tr("Tanggal NIB belum diisi"), tr("Lihat tanggal di lembar NIB."))
    if day is not None and day > facts.today:
        yield _future("nib_tanggal")
    if nib and facts.same_nib:
        yield warn(
            "nib.sama",
            tr("NIB ini juga dicatat untuk {nomor}", nomor=", ".join(facts.same_nib)),
            tr("Periksa lembar NIB keduanya."),
        )


def _running(outcome: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    begun = values.as_date(outcome.get("mulai_usaha"))
    for name, months in QUESTIONS:
        answer, day = outcome.get(name), values.as_date(outcome.get(f"{name}_tanggal"))
        if not answer and day is None:
            continue
        if begun is None:
            yield block(
                f"{name}.tanpa_mulai",
                tr("Tanggal mulai usaha belum diisi"),
                tr("Isi dahulu kapan usahanya mulai."),
            )
        if not answer:
            yield block(
                f"{name}.kosong",
                tr("Jawabannya belum dipilih"),
                tr("Pilih ya atau tidak, atau kosongkan tanggalnya."),
            )
        elif day is None:
            yield block(
                f"{name}_tanggal.kosong", tr("Tanggal bertanya belum diisi"), tr("Tulis kapan ia ditanya.")
            )
        if day is None:
            continue
        if day > facts.today:
            yield _future(f"{name}_tanggal")
        elif begun is not None and day < add_months(begun, months):
            first = show_date(add_months(begun, months).isoformat())
            yield block(
                f"{name}_tanggal.terlalu_awal",
                tr("Belum {n} bulan sejak usaha mulai", n=months),
                tr("Pertanyaan ini baru berlaku mulai {hari}.", hari=first),
            )
    yield from _contradiction(outcome)


def _contradiction(outcome: Mapping[str, Any]) -> Iterator[Finding]:
    if outcome.get("enam_bulan") == "tidak" and outcome.get("dua_belas_bulan") == "ya":
        yield warn(
            "dua_belas_bulan.berlawanan",
            tr("Setelah 6 bulan usaha ini tidak berjalan"),
            tr("Bila berjalan lagi, simpan saja; kalau tidak, betulkan salah satu jawabannya."),
        )


def _jobs(outcome: Mapping[str, Any]) -> Iterator[Finding]:
    jobs = outcome.get("pekerja")
    if isinstance(jobs, int) and not 0 <= jobs <= MOST_JOBS:
        yield block("pekerja.batas", tr("Jumlah orangnya tidak wajar"), tr("Tulis angka bulat mulai dari 0."))
    for name in ("pekerja", "omzet_kelas"):
        if outcome.get(name) and not outcome.get("mulai_usaha"):
            yield warn(
                f"{name}.tanpa_mulai",
                tr("Tanggal mulai usaha belum diisi"),
                tr("Isi dahulu kapan usahanya mulai."),
            )


def _future(name: str) -> Finding:
    return block(
        f"{name}.belum_tiba",
        tr("Tanggal itu belum tiba"),
        tr("Periksa tanggalnya; yang dicatat adalah yang sudah terjadi."),
    )
