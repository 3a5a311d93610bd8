"""The words for an issued document: what kind it is and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from resources.i18n import mark

STATE_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "draft": mark("Draf"),
        "issued": mark("Terbit"),
        "sealed": mark("Disegel"),
        "awaiting_bsre": mark("Menunggu TTE"),
        "signed": mark("Ditandatangani"),
        "cancelled": mark("Dibatalkan"),
    }
)
"""How a document stands. *Terbit* bears no seal; a draft is never stored."""

KIND_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "daftar_nominatif": mark("Daftar Nominatif"),
        "daftar_keputusan": mark("Daftar Putusan"),
        "laporan_pendamping": mark("Laporan Bulanan Pendamping"),
        "daftar_dampingan": mark("Daftar Nominatif Menurut Pendamping"),
        "peserta_gelombang": mark("Daftar Peserta Pelatihan"),
        "daftar_pendamping": mark("Daftar Pendamping"),
        "rekap_capaian": mark("Rekap Capaian"),
        "berita_acara": mark("Berita Acara Verifikasi"),
        "lampiran_penetapan": mark("Lampiran Penetapan"),
    }
)
"""What a document is called, by its `jenis`; a later version's kinds are shown as they are named."""
