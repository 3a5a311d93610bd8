"""What stands against "new": findings about businesses of the register that may be the applicant's.

A warning beside the field that agrees. It is answered by a verdict, the same business or not, with a reason;
both stay with the application and are shown wherever the evidence is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, cast

from desktop_app.domain.fields import FIELDS
from desktop_app.domain.finding import Case, Finding
from desktop_app.domain.likeness import Business, Evidence
from desktop_app.domain.values import show_date
from resources.i18n import tr

FIELD: Final = "usaha_terdaftar"
_AT: Final = {"nik": "nik", "nib": "nib", "hp": "hp", "nama_alamat": "nama"}
_TITLES: Final[dict[str, Callable[[str], str]]] = {
    "nik": lambda name: tr("NIK ini pemilik usaha terdaftar: {usaha}", usaha=name),
    "nib": lambda name: tr("NIB ini milik usaha terdaftar: {usaha}", usaha=name),
    "hp": lambda name: tr("Nomor HP ini dipakai usaha terdaftar: {usaha}", usaha=name),
    "nama_alamat": lambda name: tr("Nama dan alamatnya mirip pemilik usaha terdaftar: {usaha}", usaha=name),
}


def rule_id(record: str) -> str:
    """Under this name the reason for the verdict about a business is kept."""
    return f"{FIELD}.{record}"


def judged(values: Mapping[str, object]) -> tuple[str, ...]:
    """The records (hex) of the businesses about which something was decided."""
    found = values.get(FIELD)
    return tuple(cast("Mapping[str, object]", found)) if isinstance(found, Mapping) else ()


def findings(case: Case) -> Iterator[Finding]:
    """One finding for each business that agrees, or was judged before."""
    verdicts = case.words(FIELD)
    for each in case.known.registered:
        record = each.business.record
        ground = each.grounds[0] if each.grounds else ""
        yield Finding(
            rule_id(record), "warn", _AT.get(ground, "nama"), title_of(each), words_of(each.business),
            needs_reason=True, record=record, verdict=str(verdicts.get(record) or ""),
        )  # fmt: skip


def title_of(found: Evidence) -> str:
    """What agrees, with the name of the business."""
    name = found.business.nama
    if not found.grounds:
        return tr("Pernah diputuskan tentang usaha terdaftar: {usaha}", usaha=name)
    return _TITLES[found.grounds[0]](name)


def words_of(one: Business) -> str:
    """Whose it is, where, and since when."""
    told = {
        "pemilik": one.pemilik or "-",
        "alamat": one.alamat or tr("alamat tidak tercatat"),
        "tanggal": show_date(one.sejak),
    }
    if one.tutup:
        return tr("Pemilik {pemilik}, {alamat}. Terdaftar sejak {tanggal}, sudah tutup.", **told)
    if one.berjalan:
        return tr("Pemilik {pemilik}, {alamat}. Berjalan sejak {tanggal}.", **told)
    return tr("Pemilik {pemilik}, {alamat}. Terdaftar sejak {tanggal}.", **told)


def verdict_words(code: str) -> str:
    """A verdict in words; "" while there is none."""
    return FIELDS[FIELD].label_of(code) if code else ""
