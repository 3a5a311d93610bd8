"""Which column holds which field: guessed from the titles, changed by the person.

Titles are compared with each field's label, name and other titles (`fields.Field.headers`): first exactly,
then by RapidFuzz for slips of typing. Two usual pairs in one column are known too: "RT/RW" and
"Tempat/Tgl Lahir".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from desktop_app.errors import Refused
from desktop_app.intake.catalogue import APPLICANTS, Catalogue
from desktop_app.intake.cells import Cell
from resources.i18n import language, tr

REQUIRED: Final = APPLICANTS.required
PAIRS: Final = APPLICANTS.pairs
PAIR_LABELS: Final = APPLICANTS.pair_labels

_NEAR: Final = 88
"""Least likeness (0-100) of a title with a slip; titles of up to three letters must be exact."""
_PART: Final = 95
"""Score of a title of which only a part fits, such as "No. HP/WA"."""
WITHIN: Final = " › "
"""Stands between a group of columns and the column, where the titles are in two rows."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns`: field (or pair) to the place of its column, from 0; `of` says which fields there are."""

    columns: dict[str, int]
    of: Catalogue = APPLICANTS

    def assign(self, name: str, column: int | None) -> Mapping:
        """The mapping with `name` read from `column`, or from none. A column serves one name only.

        Raises Refused for a name that is neither a field nor a pair.
        """
        typed = [one.name for one in self.of.fields.values() if one.typed or one.sheet]
        if name not in (*typed, *self.of.pairs):
            raise Refused(
                tr("Isian {name} tidak dikenal.", name=name),
                next_step=tr(
                    "Pilih dari: {isian}.",
                    isian=", ".join([*typed, *self.of.pairs]),
                ),
                code="unknown_field",
            )
        kept = {key: place for key, place in self.columns.items() if key != name and place != column}
        return replace(self, columns=kept if column is None else kept | {name: column})

    def name_at(self, column: int) -> str | None:
        """The field or pair that `column` holds."""
        return next((name for name, place in self.columns.items() if place == column), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The required fields without a column."""
        return self.of.missing(self.columns)

    def require(self) -> None:
        """Raises Refused, naming the columns that are needed and not found."""
        if not self.missing:
            return
        names = ", ".join(tr(self.of.fields[name].label) for name in self.missing)
        raise Refused(
            tr("Kolom {nama} belum ditemukan di berkas ini.", nama=names),
            next_step=tr("Pilih sendiri kolomnya, atau beri judul kolom itu di baris pertama."),
            code="columns_missing",
        )


def importable() -> tuple[str, ...]:
    """The fields of an applicant that a spreadsheet may fill, in the order of the form."""
    return APPLICANTS.importable


def guess(columns: Sequence[Cell], of: Catalogue = APPLICANTS) -> Mapping:
    """The likeliest mapping of these titles; the best fit takes a field first, then the leftmost column."""
    scored: list[tuple[float, int, str]] = []
    for place, title in enumerate(columns):
        scored += [(score, place, name) for name, score in _candidates(title, of).items()]
    scored.sort(key=lambda item: (-item[0], item[1]))
    chosen: dict[str, int] = {}
    for _, place, name in scored:
        fields = of.pairs.get(name, (name,))
        taken = {part for key in chosen for part in of.pairs.get(key, (key,))}
        if place not in chosen.values() and not taken.intersection(fields):
            chosen[name] = place
    order = [*of.importable, *of.pairs]
    return Mapping({name: chosen[name] for name in order if name in chosen}, of)


def recognised(columns: Sequence[Cell], of: Catalogue = APPLICANTS) -> int:
    """How many of these titles name a field, to tell a header row from others."""
    return len(guess(columns, of).columns)


def _candidates(title: Cell, of: Catalogue) -> dict[str, float]:
    """Fields that `title` may name, with a score up to 100."""
    if not isinstance(title, str) or len(title) > 120:
        return {}
    found: dict[str, float] = {}
    titles = _titles(of)
    for text, score in _readings(title):
        name = titles.get(text)
        if name is not None:
            found[name] = max(found.get(name, 0), score)
        elif score == 100 and len(text) > 3 and not found:
            near = process.extractOne(text, titles.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
            if near is not None and len(near[0]) > 3:
                found[titles[near[0]]] = near[1] - 6  # always below an exact part
    return found


def _readings(title: str) -> Iterator[tuple[str, float]]:
    """The title as it is, without what stands in brackets, and its parts around strokes."""
    group, within, own = title.partition(WITHIN)
    if within:
        yield from _grouped(group, own)
        return
    whole = _plain(title)
    yield whole, 100
    bare = _plain(re.sub(r"\([^)]*\)|\[[^]]*\]|\*", " ", title))
    if bare != whole:
        yield bare, 99
    for part in re.split(r"[/|\n]|\batau\b", title):
        text = _plain(part)
        if text and text != whole:
            yield text, _PART


def _grouped(group: str, own: str) -> Iterator[tuple[str, float]]:
    """A title below that of its group: "Usaha" over "Nama", "Tempat/Tgl Lahir" over "Tanggal"."""
    mine, above = _plain(own), _plain(group)
    yield f"{mine} {above}", 98
    if above:
        yield f"{mine} {above.split()[-1]}", 97.5
    yield f"{above} {mine}", 97
    for text, score in _readings(own):
        yield text, score - 4


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", text.casefold()).split())


@lru_cache(maxsize=4)
def _titles_for(of: Catalogue, _language: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for name in of.importable:
        field = of.fields[name]
        for title in (field.label, tr(field.label), *field.headers):
            known.setdefault(_plain(title), name)
    for name in of.importable:  # last: what a field is called here may be the usual title of another
        known.setdefault(_plain(name), name)
    for name, titles in of.pair_titles.items():
        for title in (*titles, of.pair_labels[name]):
            known.setdefault(_plain(title), name)
    return known


def _titles(of: Catalogue) -> dict[str, str]:
    """Every known title, without signs, to its field; Indonesian ones and those of the language in force."""
    return _titles_for(of, language())


def known_titles(of: Catalogue) -> dict[str, list[str]]:
    """The titles by which each field or pair is known, in the language in force."""
    found: dict[str, list[str]] = {}
    for title, name in _titles(of).items():
        found.setdefault(name, []).append(title)
    return found
