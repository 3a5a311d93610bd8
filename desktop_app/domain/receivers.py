"""Who else may be given data of a programme, and which: the receivers of extracts in the rule book.

A receiver is one row of the rule book (`rulebook.ProgramRules.extracts`), so what an agency may see is DKUM's
numbered decision and no clerk's choice. Nothing is handed out beyond its columns and statuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from desktop_app.domain import fields
from desktop_app.domain.fields import Privacy
from desktop_app.domain.status import STATUSES
from resources.i18n import mark, tr

NikShown = Literal["full", "masked"]
Giver = Literal["kota", "kelurahan"]

NIK_LABELS: Final[Mapping[NikShown, str]] = {
    "masked": mark("Hanya enam angka wilayahnya"),
    "full": mark("Lengkap, 16 angka"),
}
GIVER_LABELS: Final[Mapping[Giver, str]] = {
    "kota": mark("Hanya DKUM"),
    "kelurahan": mark("DKUM, dan kelurahan untuk pendaftarnya sendiri"),
}
NUMBERS_OF_A_PERSON: Final = ("nik", "no_kk", "npwp")
"""Columns that `Receiver.nik` masks: each leads to one person."""

GIVEN_STATUSES: Final = tuple(status for status in STATUSES if status != "draft")
"""A draft is not submitted, and its person may not have consented yet."""


@dataclass(frozen=True, slots=True)
class ExtractColumn:
    """One column that a receiver may be given. `numeric` ones become numbers, all others text."""

    name: str
    label: str
    privacy: Privacy = "umum"
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One agency. `code` names it in file names and commands: lower-case letters, digits and hyphens.

    `columns` are names of `COLUMNS` in the order of the file. Those whose privacy is `khusus` (turnover,
    capital, PEKKA category, disability, credit: UU 27/2022 art. 4) must stand in `khusus` too, so that nobody
    gives them away unnoticed. `by`: whether a kelurahan may hand out its own.
    """

    code: str
    name: str
    purpose: str
    columns: tuple[str, ...]
    statuses: tuple[str, ...] = ("accepted",)
    nik: NikShown = "masked"
    khusus: tuple[str, ...] = ()
    by: Giver = "kota"


_PLACES: Final = (
    ExtractColumn("kelurahan", mark("Kelurahan")),
    ExtractColumn("kecamatan", mark("Kecamatan")),
)
_DECIDED: Final = (
    ExtractColumn("peringkat", mark("Peringkat"), numeric=True),
    ExtractColumn("putusan", mark("Nomor putusan")),
    ExtractColumn("satu_petugas", mark("Diisi dan diperiksa satu orang, aturan")),
)


def _columns() -> Iterator[ExtractColumn]:
    for field in fields.ALL:
        if field.name == "kelurahan_kode":
            yield ExtractColumn(field.name, mark("Kode kelurahan"))
            yield from _PLACES
        elif field.kind != "dict":
            numeric = field.kind in ("int", "rupiah")
            yield ExtractColumn(field.name, field.label, field.privacy, numeric)
    yield from _DECIDED


_REASON: Final = ExtractColumn("alasan", mark("Alasan"))
"""Only for the registration app (`actions.status_extract`), which makes it fit for everybody."""

COLUMNS: Final[Mapping[str, ExtractColumn]] = MappingProxyType({each.name: each for each in _columns()})
"""Every column there is, in the order of the form."""


def label_of(name: str) -> str:
    """What a column is called; a name that nobody knows here as it is."""
    column = COLUMNS.get(name) or (_REASON if name == _REASON.name else None)
    return tr(column.label) if column else name
