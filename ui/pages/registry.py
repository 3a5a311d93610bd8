"""Which pages each kind of office has, and where they stand in the rail. Pages are imported when visited."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from desktop_app.actions.extracting import may_give
from desktop_app.domain import people
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.pages.base import Page
from ui.rail import Place, Section


class Entry(NamedTuple):
    """A page by name: nothing of it is imported before somebody goes there.

    A `late` one gets its number (Ctrl+1 to Ctrl+9) after all others, so that theirs stay what they were. One
    with `under` has no place of its own in the rail: it is reached from pages, and the rail marks that place.
    """

    key: str
    icon: str
    title: str
    module: str
    name: str
    late: bool = False
    under: str = ""


BERANDA = Entry("beranda", "house", mark("Beranda"), "beranda", "BerandaPage")
ENTRI = Entry("entri", "square-pen", mark("Entri"), "entri", "EntriPage")
PENDAFTAR = Entry("pendaftar", "users-round", mark("Pendaftar"), "pendaftar", "PendaftarPage")
USAHA = Entry("usaha", "store", mark("Usaha terdaftar"), "usaha", "UsahaPage", late=True)
VERIFIKASI = Entry("verifikasi", "badge-check", mark("Verifikasi"), "verifikasi", "VerifikasiPage")
DOKUMEN = Entry("dokumen", "file-text", mark("Dokumen"), "dokumen", "DokumenPage")
SINKRONISASI = Entry(
    "sinkronisasi", "arrow-left-right", mark("Sinkronisasi"), "sinkronisasi", "SinkronisasiPage"
)
PERBEDAAN = Entry(
    "perbedaan", "git-compare", mark("Data berbeda"), "perbedaan", "PerbedaanPage", under="sinkronisasi"
)
KONSOLIDASI = Entry("konsolidasi", "layout-grid", mark("Konsolidasi"), "konsolidasi", "KonsolidasiPage")
PENETAPAN = Entry("penetapan", "badge-check", mark("Penetapan"), "penetapan", "PenetapanPage")
KUOTA = Entry("kuota", "list-ordered", mark("Kuota & peringkat"), "kuota", "KuotaPage", late=True)
PENDAMPING = Entry("pendamping", "user-round-check", mark("Pendamping"), "pendamping", "PendampingPage")
PENDAMPING_KOTA = Entry(
    "pendamping", "user-round-check", mark("Pendamping"), "pendamping_kota", "PendampingKotaPage"
)
EKSTRAK = Entry("ekstrak", "file-down", mark("Ekstrak data"), "ekstrak", "EkstrakPage", late=True)
PELATIHAN = Entry("pelatihan", "graduation-cap", mark("Pelatihan"), "pelatihan", "PelatihanPage", late=True)
CAPAIAN = Entry("capaian", "sprout", mark("Capaian"), "capaian", "CapaianPage", late=True)
REKOMENDASI = Entry(
    "rekomendasi", "heart-handshake", mark("Rekomendasi"), "rekomendasi", "RekomendasiPage", late=True
)
PENGATURAN = Entry("pengaturan", "settings", mark("Pengaturan"), "pengaturan", "PengaturanPage")

PRIVASI = Entry(
    "privasi", "user-lock", mark("Permintaan data pribadi"), "privasi", "PrivasiPage", under="pendaftar"
)
JURNAL = Entry(
    "jurnal", "rotate-ccw-clock", mark("Jurnal kantor"), "jurnal", "JurnalPage", under="pengaturan"
)

_OFFICE = (
    (mark("Kerja harian"), (BERANDA, ENTRI, PENDAFTAR, PRIVASI, USAHA, VERIFIKASI, KUOTA, REKOMENDASI)),
    (mark("Berkas"), (DOKUMEN, SINKRONISASI, PERBEDAAN, EKSTRAK, JURNAL)),
    (mark("Pembinaan"), (PENDAMPING, PELATIHAN, CAPAIAN)),
)
_LAPTOP = (
    (mark("Kerja harian"), (BERANDA, ENTRI, PENDAFTAR, PRIVASI, USAHA)),
    (mark("Berkas"), (SINKRONISASI, PERBEDAAN, JURNAL)),
    (mark("Pembinaan"), (PENDAMPING, PELATIHAN, CAPAIAN)),
)
_MENTOR = (
    (mark("Pembinaan"), (PENDAMPING, PELATIHAN, CAPAIAN, PENDAFTAR)),
    (mark("Berkas"), (SINKRONISASI, PERBEDAAN)),
)
_CITY = (
    (mark("Kota"), (KONSOLIDASI, KUOTA, PENETAPAN, PENDAFTAR, PRIVASI, USAHA, REKOMENDASI)),
    (mark("Berkas"), (DOKUMEN, SINKRONISASI, PERBEDAAN, EKSTRAK, JURNAL)),
    (mark("Pembinaan"), (PENDAMPING_KOTA, PELATIHAN, CAPAIAN)),
)
RAILS = {"kelurahan": _OFFICE, "lapangan": _LAPTOP, "dkum": _CITY, "pendamping": _MENTOR}
"""The rail of each kind of office, and of a mentor's own account."""


def entries(rail: str) -> tuple[Entry, ...]:
    """Every page of a rail, its foot too."""
    return (*(entry for _title, found in RAILS[rail] for entry in found), PENGATURAN)


def sections(bench: Bench) -> list[Section]:
    """The rail of this kind of office."""
    return [
        Section(tr(title), [_place(entry, bench) for entry in entries]) for title, entries in _rail(bench)
    ]


def foot(bench: Bench) -> list[Place]:
    """What stands at the rail's foot."""
    return [_place(PENGATURAN, bench)]


def first(bench: Bench) -> str:
    """The page one starts on."""
    return _rail(bench)[0][1][0].key


def _rail(bench: Bench) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """The places of this kind of office, for this person."""
    if people.sees_only_own(bench.office.person.roles):
        return RAILS["pendamping"]
    rail = RAILS[bench.office.info.kind]
    if bench.office.info.kind == "dkum" or may_give(bench.office):
        return rail
    return tuple((title, tuple(each for each in found if each is not EKSTRAK)) for title, found in rail)


def _place(entry: Entry, bench: Bench) -> Place:
    under = "pendaftar" if entry is ENTRI and not bench.may("fill") else entry.under  # they only look at one
    return Place(
        entry.key, entry.icon, tr(entry.title), make=_maker(entry, bench), in_rail=not under,
        late=entry.late, under=under,
    )  # fmt: skip


def _maker(entry: Entry, bench: Bench) -> Callable[[], Page]:
    def make() -> Page:
        module = import_module(f"ui.pages.{entry.module}")
        page: Page = getattr(module, entry.name)(bench)
        return page

    return make
