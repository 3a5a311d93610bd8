"""Names of DP3AP2KB's letters as the page lists them, and the rows of their import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.disclosure import shortened
from desktop_app.domain.recommending import OFFICE_LABELS, STATE_LABELS, NameState
from desktop_app.domain.values import show_date
from desktop_app.intake.preview import Outcome
from desktop_app.intake.recommendations import LABELS, ListRow
from desktop_app.queries.recommendations import Claim, NameRow
from resources.i18n import mark, tr
from ui.looks import PillLook
from ui.models.table import Cell, Column

_ICONS: dict[NameState, tuple[str, str]] = {
    "padan": ("badge-check", "ok"),
    "dilihat": ("git-compare", "warn"),
    "belum": ("circle-dashed", "grey"),
    "dicabut": ("ban", "bad"),
}
CITY = {state: PillLook(icon, STATE_LABELS[state], tone) for state, (icon, tone) in _ICONS.items()}
OFFICE = {state: PillLook(icon, OFFICE_LABELS[state], tone) for state, (icon, tone) in _ICONS.items()}
"""How the state of a name looks at DKUM, and at a kelurahan."""
CLAIM = PillLook("heart-handshake", mark("Tanpa rekomendasi"), "plum")
OUTCOMES: dict[str, PillLook] = {
    "new": PillLook("circle-plus", LABELS["new"], "ok"),
    "changed": PillLook("circle-plus", LABELS["new"], "ok"),
    "same": PillLook("equal", LABELS["same"], "grey"),
    "duplicate": PillLook("copy", LABELS["duplicate"], "warn"),
    "refused": PillLook("x", LABELS["refused"], "bad"),
    "stray": PillLook("minus", LABELS["stray"], "grey"),
}
ADDED = PillLook("check", mark("Ditambahkan"), "ok")
_URGENT: tuple[Outcome, ...] = ("refused", "duplicate", "new", "changed", "same")


@dataclass(frozen=True)
class LetterLine:
    """One line of the page: a name of a letter, or somebody who says she is PEKKA without one."""

    key: str
    look: PillLook
    nama: str
    sub: str
    surat: str
    tanggal: str
    place: str
    nomor: str
    name: NameRow | None = None
    claim: Claim | None = None


def name_lines(rows: Sequence[NameRow], *, city: bool) -> list[LetterLine]:
    """The names; what wants a person's look comes first, then the order of the letters."""
    ordered = sorted(rows, key=lambda row: row.state != "dilihat")
    looks = CITY if city else OFFICE
    return [
        LetterLine(
            row.record, looks[row.state], row.nama, _born(row), row.nomor, show_date(row.tanggal),
            row.kelurahan or tr("tidak ditulis"), row.nomor_pendaftaran, name=row,
        )
        for row in ordered
    ]  # fmt: skip


def claim_lines(rows: Sequence[Claim]) -> list[LetterLine]:
    """Those who say they are PEKKA and whom no letter names."""
    return [
        LetterLine(
            row.record, CLAIM, row.nama, row.nomor_pendaftaran, row.surat or tr("tidak disebut"), row.tanggal,
            row.kelurahan, row.nomor_pendaftaran, claim=row,
        )
        for row in rows
    ]  # fmt: skip


def _born(row: NameRow) -> str:
    told = [row.lahir] if row.lahir else []
    return " · ".join([*told, shortened(row.nik4) if row.nik4 else tr("tanpa NIK")])


def columns(*, city: bool) -> list[Column[LetterLine]]:
    """The columns of the list; DKUM sees the kelurahan."""
    found: list[Column[LetterLine]] = [
        Column(tr("Nama"), lambda row: Cell(row.nama, row.sub, strong=True), 176, stretch=3),
        Column(tr("Keadaan"), lambda row: Cell(pill=row.look), 166),
        Column(tr("Surat"), lambda row: Cell(row.surat, row.tanggal, tone="text2"), 142, stretch=1, drop=1),
    ]
    if city:
        found.append(
            Column(tr("Kelurahan"), lambda row: Cell(row.place, tone="text2"), 150, stretch=2, drop=2)
        )
    return found


@dataclass(frozen=True)
class ImportRow:
    """One source row of the preview or the report."""

    number: int
    look: PillLook
    nama: str
    words: str
    outcome: str = ""
    changed: bool = False

    def marked(self, _accepted: bool) -> ImportRow:
        """As it is: a letter once taken in is not changed by its list."""
        return self


def import_columns() -> list[Column[ImportRow]]:
    """The columns of preview and report."""
    return [
        Column(tr("Baris"), lambda row: Cell(str(row.number), tone="text2", digits=True), 56),
        Column(tr("Hasil"), lambda row: Cell(pill=row.look), 186),
        Column(tr("Nama"), lambda row: Cell(row.nama or "-", strong=True), 170, stretch=1),
        Column(tr("Keterangan"), lambda row: Cell(row.words, tone="text2"), 260, stretch=4),
    ]


def import_rows(rows: Sequence[ListRow]) -> list[ImportRow]:
    """The rows; what needs a look comes first, then the order of the file."""
    ordered = sorted(rows, key=lambda row: (_URGENT.index(row.outcome), row.source_row))
    return [
        ImportRow(
            row.source_row, ADDED if row.stored else OUTCOMES[row.outcome],
            str(row.values.get("nama") or ""), " ".join(row.sentences), row.outcome,
        )
        for row in ordered
    ]  # fmt: skip
