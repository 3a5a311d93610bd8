"""What a newer edition of a list says otherwise than the one it takes the place of.

Two editions are compared by what they print, and by the paper they are printed on; only their letter number
is left out, which every edition has of its own. A line is known again by whose it is, not by its place:
people who only stand elsewhere, because somebody came or went or the order is another one, are counted, not
listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from desktop_app.domain.values import show_date
from resources.i18n import mark, tr, trn

_PLACE: Final = ("No.", "Dasar urutan")
"""Columns that tell only where a line stands, and why there."""
_NAMES: Final = ("Nama", "Kelurahan", "Program")
_NUMBERS: Final = ("Nomor pendaftaran", "Nomor")
_KBLI: Final = "KBLI"
_HOME, _GROUP = "RT/RW", "Kelompok"

NOTE, REMARKS, GROUPING, COLUMNS, PAPER, DATE = "note", "remarks", "grouping", "columns", "paper", "date"

FACT_WORDS: Final[Mapping[str, str]] = {
    DATE: mark("Tanggal"),
    "place": mark("Tempat"),
    "decision_no": mark("Putusan DKUM"),
    "decisions": mark("Putusan DKUM"),
    "rule_version": mark("Versi aturan"),
    "quota": mark("Kuota"),
    NOTE: mark("Urutan"),
    REMARKS: mark("Catatan"),
    GROUPING: mark("Pengelompokan"),
    "headings": mark("Judul kelompok"),
    COLUMNS: mark("Kolom"),
    PAPER: mark("Kertas"),
    "first": mark("Awal masa"),
    "last": mark("Akhir masa"),
    "signatory": mark("Penandatangan"),
    "letterhead": mark("Kop surat"),
    "tembusan": mark("Tembusan"),
    "examiners": mark("Pemeriksa"),
    "waiting": mark("Menunggu diperiksa"),
    "wanted": mark("Sasaran"),
    "preface": mark("Pengantar"),
    "figures": mark("Angka rekap"),
    "rest": mark("Keterangan lain"),
}
"""What an edition says besides its lines, as it is called."""
_FIGURES: Final = ("funnel", "sources", "accepted", "started", "pledges")
_UNTOLD: Final = frozenset({"preface", "figures", "rest"})
"""Too long to be told before and after."""
BETWEEN: Final = "  ·  "
"""What stands between the parts of an edition's note: its order first, if it is not by rank."""
_COUNT: Final = re.compile(r": \d+ orang \([^()]*\)$")
_FORECAST: Final = " (urutan perkiraan, belum diputuskan DKUM)"
"""What ends a heading and is counted or said of all who stand under it."""
_APART: Final = frozenset({"v", "number", "replaces", "rows", COLUMNS, "groups", *_FIGURES})
"""What the canonical data hold and is compared otherwise, or has to differ."""
_SORTS: Final[Mapping[str, str]] = {
    "": mark("menurut peringkat"),
    "urut nama": mark("menurut nama"),
    "urut nomor pendaftaran": mark("menurut nomor pendaftaran"),
}
_GROUPINGS: Final[Mapping[str, str]] = {
    "": mark("tanpa kelompok"),
    "rw": mark("menurut RW"),
    "pendamping": mark("menurut pendamping"),
    "kelurahan": mark("menurut kelurahan"),
    "program": mark("menurut program"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an edition. `key` says whose it is; `name` and `number` (of registration) may be empty;
    `place` is its number on the paper; `cells` the other columns by title; `group` what it stands under.
    `known` is what it is known by where whose it is cannot be told; `why` is why it stands there."""

    key: str
    name: str
    number: str
    place: str
    cells: Mapping[str, str]
    group: str = ""
    known: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """What one edition prints: its lines, and by `FACT_WORDS` what else it says, as the data have it. `owned`
    where the keys of its lines say whose they are."""

    lines: tuple[Line, ...]
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
    owned: bool = True


@dataclass(frozen=True, slots=True)
class Changed:
    """Something said otherwise: what (a column or one of `FACT_WORDS`), before and now, each as it is printed
    or, of order and grouping, as a code. Both are equal where a list is only divided otherwise."""

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
    another place, and what else the paper says otherwise. `restarts` where the lines of the newer are counted
    anew for each group, so that a number is not one line's own."""

    added: tuple[Line, ...] = ()
    removed: tuple[Line, ...] = ()
    changed: tuple[ChangedLine, ...] = ()
    moved: int = 0
    facts: tuple[Changed, ...] = ()
    restarts: bool = False

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return not (self.added or self.removed or self.changed or self.moved or self.facts)


def edition(
    canonical: Mapping[str, object], keys: Sequence[str], numbers: Mapping[str, str], paper: str = ""
) -> Edition:
    """The edition whose canonical data are `canonical`, printed on `paper` ("A4 lanskap").

    `keys` say whose each line is, in order; where they do not fit the lines, a line is known by what it
    prints. `numbers` are registration numbers by key.
    """
    titles = [str(one) for one in _list(canonical.get(COLUMNS))]
    rows = [[str(cell) for cell in _list(row)] for row in _list(canonical.get("rows"))]
    groups = [_group(str(one)) for one in _list(canonical.get("groups"))]
    owned = len(keys) == len(rows) and len(set(keys)) == len(keys)
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for at, row in enumerate(rows):
        cells = dict(zip(map(_title, titles), row, strict=False))
        name, number = _first(cells, _NAMES), _first(cells, _NUMBERS)
        told = number or cells.get("NIK", "") or f"{name} {cells.get('Tahun', '')}".rstrip()
        seen[told] = seen.get(told, 0) + 1
        known = f"{told} {seen[told]}"
        key = keys[at] if owned else known
        rest = {title: text for title, text in cells.items() if title not in _PLACE}
        lines.append(
            Line(
                key, name, numbers.get(key, number), cells.get(_PLACE[0], ""), rest,
                groups[at] if at < len(groups) else "", known, cells.get(_PLACE[1], ""),
            )
        )  # fmt: skip
    return Edition(tuple(lines), _facts(canonical, titles, groups) | {PAPER: paper}, owned)


def _facts(
    canonical: Mapping[str, object], titles: Sequence[str], groups: Sequence[str]
) -> dict[str, object]:
    """What it says besides its lines; what has no name of its own is one fact."""
    said = {name: value for name, value in canonical.items() if name not in _APART}
    facts = {name: said.pop(name, None) for name in FACT_WORDS}
    facts["figures"] = [canonical.get(name) for name in _FIGURES]
    facts["rest"] = [[name, said[name]] for name in sorted(said)]
    facts[NOTE], facts[REMARKS] = _noted(facts[NOTE])
    facts[GROUPING] = _grouping(groups)
    if facts[GROUPING] == "program":  # each may be decided by itself, which its heading says
        facts["headings"] = list(dict.fromkeys(map(str, _list(canonical.get("groups")))))
    return {name: _kept(value) for name, value in (facts | {COLUMNS: list(titles)}).items()}


def compare(older: Edition, newer: Edition) -> Difference:
    """What `newer` says otherwise than `older`, in the order of each."""
    owned = older.owned and newer.owned
    before, now = _by_key(older, owned), _by_key(newer, owned)
    order = [key for key in before if key in now]
    moved_from = {key: at for at, key in enumerate(order)}
    grouped = older.facts.get(GROUPING) == newer.facts.get(GROUPING)
    changed: list[ChangedLine] = []
    moved = 0
    for at, key in enumerate(key for key in now if key in before):
        line, known = now[key], before[key]
        found = _changes(known.cells, line.cells)
        if grouped and known.group != line.group and not any(one.what == _HOME for one in found):
            found = (*found, Changed(_GROUP, known.group, line.group))
        elsewhere = known.place != line.place or moved_from[key] != at
        if not found and not elsewhere and known.why != line.why:
            found = (Changed(_PLACE[1], known.why, line.why),)
        if found:
            changed.append(ChangedLine(line, found))
        elif elsewhere:
            moved += 1
    places = [line.place for line in newer.lines if line.place]
    return Difference(
        added=tuple(line for key, line in now.items() if key not in before),
        removed=tuple(line for key, line in before.items() if key not in now),
        changed=tuple(changed),
        moved=moved,
        facts=tuple(
            _told_columns(Changed(what, _words(older.facts[what]), _words(said)))
            for what, said in newer.facts.items()
            if what in older.facts and older.facts[what] != said
        ),
        restarts=len(set(places)) < len(places),
    )


def _by_key(one: Edition, owned: bool) -> dict[str, Line]:
    return {(line.key if owned else line.known or line.key): line for line in one.lines}


def summary(found: Difference | None) -> str:
    """Whether and in what they differ, in whole sentences with how many."""
    if found is None:
        return tr("Isi dokumen sebelumnya tidak dapat dibandingkan.")
    if found.same:
        return tr("Isinya sama dengan dokumen sebelumnya.")
    if found.added or found.removed or found.changed or found.moved:
        said = tr(
            "{tambah} bertambah, {keluar} keluar, {ubah} berubah isinya, {pindah} hanya pindah urutan.",
            tambah=len(found.added), keluar=len(found.removed), ubah=len(found.changed), pindah=found.moved,
        )  # fmt: skip
    else:
        said = tr("Baris dan urutannya sama dengan dokumen sebelumnya.")
    if not found.facts:
        return said
    return f"{said} {tr('Keterangan yang berubah: {apa}.', apa=', '.join(fact_names(found.facts)))}"


def fact_names(facts: Iterable[Changed]) -> list[str]:
    """What they are called, each once."""
    return list(dict.fromkeys(tr(FACT_WORDS[one.what]) for one in facts))


def told(found: Difference) -> list[tuple[str, list[str]]]:
    """Everything that differs, by heading; a heading without lines is left out."""
    parts = [
        (tr("Bertambah"), [_whose(line) for line in found.added]),
        (tr("Tidak tercantum lagi"), [_whose(line) for line in found.removed]),
        (tr("Berubah isinya"),
         [tr("{siapa}: {perubahan}", siapa=_whose(each.line), perubahan="; ".join(map(_said, each.changes)))
          for each in found.changed]),
        (tr("Pindah urutan"),
         [trn("{n} baris yang isinya tetap berada di tempat lain.",
              "{n} baris yang isinya tetap berada di tempat lain.", found.moved)] if found.moved else []),
        (tr("Lainnya"), [_said_fact(one) for one in found.facts]),
    ]  # fmt: skip
    return [(title, lines) for title, lines in parts if lines]


def _whose(line: Line) -> str:
    if line.place:
        return tr("No. {urut} {nama}", urut=line.place, nama=line.name or line.number)
    return line.name or line.number


def _said(one: Changed) -> str:
    before, now = one.before or tr("kosong"), one.now or tr("kosong")
    return tr("{apa} dari {lama} menjadi {baru}", apa=one.what, lama=before, baru=now)


def _said_fact(one: Changed) -> str:
    what = tr(FACT_WORDS[one.what])
    if one.what in _UNTOLD or one.before == one.now:
        return tr("{apa} berubah", apa=what)
    before, now = _value(one.what, one.before), _value(one.what, one.now)
    return tr("{apa} dari {lama} menjadi {baru}", apa=what, lama=before, baru=now)


def _value(what: str, said: str) -> str:
    words = _SORTS if what == NOTE else _GROUPINGS if what == GROUPING else {}
    if said in words:
        return tr(words[said])
    return (show_date(said) if what in (DATE, "first", "last") else said) or tr("tidak ada")


def _told_columns(one: Changed) -> Changed:
    """Only the columns that one of them lacks, unless they only stand in another order."""
    if one.what != COLUMNS:
        return one
    before, now = one.before.split(", "), one.now.split(", ")
    gone, new = (
        [title for title in before if title not in now],
        [title for title in now if title not in before],
    )
    return Changed(COLUMNS, ", ".join(gone), ", ".join(new)) if gone or new else one


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[Changed, ...]:
    """What both have and say differently; a column that only one of them has is no change of anybody."""
    return tuple(
        Changed(what, before[what], said)
        for what, said in now.items()
        if what in before and before[what] != said
    )


def _group(heading: str) -> str:
    """A heading without what is counted or said of all who stand under it."""
    return _COUNT.sub("", heading).removesuffix(_FORECAST)


def _grouping(groups: Sequence[str]) -> str:
    """By what an edition is grouped, as its headings tell."""
    if not any(groups):
        return ""
    starts = {"RW ": "rw", "Pendamping ": "pendamping", "Kelurahan ": "kelurahan"}
    found = (kind for start, kind in starts.items() if any(one.startswith(start) for one in groups))
    return next(found, "pendamping" if "Belum ada pendamping" in groups else "program")


def _noted(note: object) -> tuple[str, str]:
    """How an edition is sorted, and what else its note says: who is left out, whom one person judged."""
    parts = str(note or "").split(BETWEEN)
    named = parts[0] in _SORTS
    return parts[0] if named else "", ", ".join(parts[1:] if named else parts)


def _title(title: str) -> str:
    """The year of a classification stands in the heading only where all codes are of one."""
    return _KBLI if title.startswith(_KBLI) else title


def _first(cells: Mapping[str, str], titles: Iterable[str]) -> str:
    return next((cells[title] for title in titles if cells.get(title)), "")


def _kept(value: object) -> object:
    """`value` to be compared: nothing is nothing, whether it is empty, unsaid, or left out at the end."""
    if not isinstance(value, list):
        return "" if value is None else value
    parts = list(map(_kept, _list(cast("object", value))))
    while parts and parts[-1] == "":
        parts.pop()
    return parts or ""


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, _list(cast("object", value)))))
    return "" if value is None else str(value)


def _list(value: object) -> list[object]:
    return list(cast("list[object]", value)) if isinstance(value, list) else []
