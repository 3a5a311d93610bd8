"""Which pages each kind of office has, and where they stand in the rail. Pages are imported when visited."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from resources.i18n import mark, tr
from ui.bench import Bench
from ui.pages.base import Page
from ui.rail import Place, Section


class Entry(NamedTuple):
    """A page by name: nothing of it is imported before somebody goes there."""

    key: str
    icon: str
    title: str
    module: str
    name: str


BERANDA = Entry("beranda", "house", mark("Beranda"), "beranda", "BerandaPage")
ENTRI = Entry("entri", "square-pen", mark("Entri"), "entri", "EntriPage")
PENDAFTAR = Entry("pendaftar", "users-round", mark("Pendaftar"), "pendaftar", "PendaftarPage")
VERIFIKASI = Entry("verifikasi", "badge-check", mark("Verifikasi"), "verifikasi", "VerifikasiPage")
DOKUMEN = Entry("dokumen", "file-text", mark("Dokumen"), "dokumen", "DokumenPage")
SINKRONISASI = Entry(
    "sinkronisasi", "arrow-left-right", mark("Sinkronisasi"), "sinkronisasi", "SinkronisasiPage"
)
KONSOLIDASI = Entry("konsolidasi", "layout-grid", mark("Konsolidasi"), "konsolidasi", "KonsolidasiPage")
PENETAPAN = Entry("penetapan", "list-ordered", mark("Penetapan"), "penetapan", "PenetapanPage")
PENGATURAN = Entry("pengaturan", "settings", mark("Pengaturan"), "pengaturan", "PengaturanPage")

_OFFICE = (
    (mark("Kerja harian"), (BERANDA, ENTRI, PENDAFTAR, VERIFIKASI)),
    (mark("Berkas"), (DOKUMEN, SINKRONISASI)),
)
_LAPTOP = (
    (mark("Kerja harian"), (BERANDA, ENTRI, PENDAFTAR)),
    (mark("Berkas"), (SINKRONISASI,)),
)
_CITY = (
    (mark("Kota"), (KONSOLIDASI, PENETAPAN, PENDAFTAR)),
    (mark("Berkas"), (DOKUMEN, SINKRONISASI)),
)
_BY_KIND = {"kelurahan": _OFFICE, "lapangan": _LAPTOP, "dkum": _CITY}


def sections(bench: Bench) -> list[Section]:
    """The rail of this kind of office."""
    return [
        Section(tr(title), [_place(entry, bench) for entry in entries])
        for title, entries in _BY_KIND[bench.office.info.kind]
    ]


def foot(bench: Bench) -> list[Place]:
    """What stands at the rail's foot."""
    return [_place(PENGATURAN, bench)]


def first(kind: str) -> str:
    """The page one starts on."""
    return _BY_KIND[kind][0][1][0].key


def _place(entry: Entry, bench: Bench) -> Place:
    return Place(entry.key, entry.icon, tr(entry.title), make=_maker(entry, bench))


def _maker(entry: Entry, bench: Bench) -> Callable[[], Page]:
    def make() -> Page:
        module = import_module(f"ui.pages.{entry.module}")
        page: Page = getattr(module, entry.name)(bench)
        return page

    return make
