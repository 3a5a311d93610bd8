"""What a newer edition of a list says otherwise than the one it takes the place of.

Two editions are compared by what they print. A line is known again by whose it is, not by its place: people
who only stand elsewhere because somebody came or went are counted, not listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from resources.i18n import mark, tr

_PLACE: Final = frozenset({"No.", "Dasar urutan"})
"""Columns that tell only where a line stands."""
_NAMES: Final = ("Nama", "Kelurahan", "Program")
_NUMBERS: Final = ("Nomor pendaftaran", "Nomor")
_KBLI: Final = "KBLI"

FACT_WORDS: Final[Mapping[str, str]] = {
    "decision_no": mark("Putusan DKUM"),
    "rule_version": mark("Versi aturan"),
    "quota": mark("Kuota"),
    "note": mark("Urutan"),
    "signatory": mark("Penandatangan"),
    "letterhead": mark("Kop surat"),
    "tembusan": mark("Tembusan"),
    "examiners": mark("Pemeriksa"),
    "waiting": mark("Menunggu diperiksa"),
    "wanted": mark("Sasaran"),
}
"""What an edition says besides its lines, as it is called."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an edition. `key` says whose it is; `name` and `number` (of registration) may be empty;
    `place` is its number on the paper; `cells` the other columns by title."""

    key: str
    name: str
    number: str
    place: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edition:
    """What one edition prints: its lines, and by `FACT_WORDS` what else it says."""

    lines: tuple[Line, ...]
    facts: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Changed:
    """Something said otherwise: what (a column or one of `FACT_WORDS`), before and now."""

    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line that stays and says something else; as it stands on the newer edition."""

    line: Line
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Newer against older: who came, who went, whose line says something else, how many lines only stand at
    another place, and what else the paper says otherwise."""

    added: tuple[Line, ...] = ()
    removed: tuple[Line, ...] = ()
    changed: tuple[ChangedLine, ...] = ()
    moved: int = 0
    facts: tuple[Changed, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return not (self.added or self.removed or self.changed or self.moved or self.facts)


def edition(canonical: Mapping[str, object], keys: Sequence[str], numbers: Mapping[str, str]) -> Edition:
    """The edition whose canonical data are `canonical`.

    `keys` say whose each line is, in order; where they do not fit the lines, a line is known by what it
    prints. `numbers` are registration numbers by key.
    """
    titles = [_title(str(one)) for one in _list(canonical.get("columns"))]
    rows = [[str(cell) for cell in _list(row)] for row in _list(canonical.get("rows"))]
    fitting = len(keys) == len(rows) and len(set(keys)) == len(keys)
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for at, row in enumerate(rows):
        cells = dict(zip(titles, row, strict=False))
        name, number = _first(cells, _NAMES), _first(cells, _NUMBERS)
        if fitting:
            key = keys[at]
            number = numbers.get(key, number)
        else:
            known = number or cells.get("NIK", "") or f"{name} {cells.get('Tahun', '')}".rstrip()
            seen[known] = seen.get(known, 0) + 1
            key = f"{known} {seen[known]}"
        rest = {title: text for title, text in cells.items() if title not in _PLACE}
        lines.append(Line(key, name, number, cells.get("No.", ""), rest))
    facts = {name: _words(canonical.get(name)) for name in FACT_WORDS}
    return Edition(tuple(lines), facts)


def compare(older: Edition, newer: Edition) -> Difference:
    """What `newer` says otherwise than `older`, in the order of each."""
    before = {line.key: line for line in older.lines}
    now = {line.key: line for line in newer.lines}
    changed: list[ChangedLine] = []
    moved = 0
    for line in newer.lines:
        known = before.get(line.key)
        if known is None:
            continue
        found = _changes(known.cells, line.cells)
        if found:
            changed.append(ChangedLine(line, found))
        elif known.place != line.place:
            moved += 1
    return Difference(
        added=tuple(line for line in newer.lines if line.key not in before),
        removed=tuple(line for line in older.lines if line.key not in now),
        changed=tuple(changed),
        moved=moved,
        facts=_changes(older.facts, newer.facts),
    )


def summary(found: Difference | None) -> str:
    """One sentence about how many."""
    if found is None:
        return tr("Isi dokumen sebelumnya tidak dapat dibandingkan.")
    if found.same:
        return tr("Isinya sama dengan dokumen sebelumnya.")
    return tr(
        "{tambah} bertambah, {keluar} keluar, {ubah} berubah isinya, {pindah} hanya pindah urutan.",
        tambah=len(found.added), keluar=len(found.removed), ubah=len(found.changed), pindah=found.moved,
    )  # fmt: skip


def told(found: Difference) -> list[tuple[str, list[str]]]:
    """Everything that differs, by heading; a heading without lines is left out."""
    parts = [
        (tr("Bertambah"), [_whose(line) for line in found.added]),
        (tr("Tidak tercantum lagi"), [_whose(line) for line in found.removed]),
        (tr("Berubah isinya"),
         [tr("{siapa}: {perubahan}", siapa=_whose(each.line), perubahan="; ".join(map(_said, each.changes)))
          for each in found.changed]),
        (tr("Lainnya"), [_said(one, tr(FACT_WORDS[one.what])) for one in found.facts]),
    ]  # fmt: skip
    return [(title, lines) for title, lines in parts if lines]


def _whose(line: Line) -> str:
    if line.place:
        return tr("No. {urut} {nama}", urut=line.place, nama=line.name or line.number)
    return line.name or line.number


def _said(one: Changed, what: str = "") -> str:
    before, now = one.before or tr("kosong"), one.now or tr("kosong")
    return tr("{apa} dari {lama} menjadi {baru}", apa=what or one.what, lama=before, baru=now)


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[Changed, ...]:
    """What both have and say differently; a column that only one of them has is no change of anybody."""
    return tuple(
        Changed(what, before[what], said)
        for what, said in now.items()
        if what in before and before[what] != said
    )


def _title(title: str) -> str:
    """The year of a classification stands in the heading only where all codes are of one."""
    return _KBLI if title.startswith(_KBLI) else title


def _first(cells: Mapping[str, str], titles: Iterable[str]) -> str:
    return next((cells[title] for title in titles if cells.get(title)), "")


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_words(one) for one in _list(cast("object", value)) if one)
    return "" if value is None else str(value)


def _list(value: object) -> list[object]:
    return list(cast("list[object]", value)) if isinstance(value, list) else []
