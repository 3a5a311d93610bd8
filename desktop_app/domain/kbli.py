"""KBLI codes of both editions, found by the words clerks use.

A code without its edition is ambiguous: 56102 was a warung makan in 2020 and is food service in a
non-permanent building in 2025. So every answer carries its edition and says when the same code means
something else in the other one. The tables are read once, on the first question.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

import msgspec

from resources import read_bytes, read_text

Edition = Literal["2025", "2020"]
EDITIONS: tuple[Edition, ...] = ("2025", "2020")
Via = Literal["kode", "kata", "judul", "uraian"]

_ACRONYMS = {
    word.casefold(): word
    for word in (
        "AKAP", "AKDP", "B2", "B3", "BBG", "BBM", "CD", "DVD", "VCD", "JPT", "LPG", "LNG", "CNG", "MICE",
        "OPT", "PAUD", "PRT", "SPA", "SPBU", "TV", "3D", "YTDL", "YBDI", "KRL", "Islam", "Protestan",
        "Katolik", "Hindu", "Buddha", "Konghucu", "Indonesia", "Al-Quran", "IoT", "S.D.",
    )
}  # fmt: skip
_FILLER = frozenset(
    _word
    for _words_of_no_weight in (
        "aktivitas kegiatan industri perdagangan eceran besar jasa penyediaan pembuatan pengolahan produksi",
        "dan atau di dari yang untuk dengan serta oleh ke pada bukan tidak selain termasuk utamanya khusus",
        "lainnya ytdl ybdi sejenisnya produk barang berbagai macam hasil komoditi komoditas",
    )
    for _word in _words_of_no_weight.split()
)
"""Words that stand in so many titles that sharing one says nothing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One code. `word` is the everyday word it was found by, where it was; `other_title` the title under
    the same code in the other edition, and `differs` whether that is something else.
    """

    code: str
    edition: Edition
    title: str
    via: Via
    word: str = ""
    differs: bool = False
    other_title: str = ""


class _Entry(msgspec.Struct):
    code: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class _Synonym:
    word: str
    parts: tuple[str, ...]
    codes: dict[Edition, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Index:
    """Titles by code, and a sorted vocabulary with the codes of each word, for titles and descriptions."""

    titles: dict[str, str]
    words: list[str]
    codes: list[frozenset[str]]
    deep_words: list[str]
    deep_codes: list[frozenset[str]]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())


def sentence_case(title: str) -> str:
    """A title as it is shown: only the first letter and acronyms are large."""
    text = re.sub(r"\(\s+", "(", re.sub(r"\s+", " ", title)).strip().casefold()
    text = re.sub(r"[a-z0-9][a-z0-9.\-]*", lambda found: _ACRONYMS.get(found[0], found[0]), text)
    return text[:1].upper() + text[1:]


def _inverted(pairs: Iterable[tuple[str, str]]) -> tuple[list[str], list[frozenset[str]]]:
    found: dict[str, set[str]] = {}
    for code, text in pairs:
        for word in _words(text):
            found.setdefault(word, set()).add(code)
    ordered = sorted(found)
    return ordered, [frozenset(found[word]) for word in ordered]


@lru_cache(maxsize=2)
def _index(edition: Edition) -> _Index:
    if edition == "2025":
        data = read_bytes("reference/kbli2025_kelompok.json")
        entries = msgspec.json.decode(data, type=list[_Entry])
    else:
        rows = csv.DictReader(read_text("reference/kbli2020.csv").splitlines())
        entries = [_Entry(row["code"], row["title_id"], "") for row in rows]
    words, codes = _inverted((entry.code, entry.title) for entry in entries)
    deep_words, deep_codes = _inverted((entry.code, _covered(entry.description)) for entry in entries)
    titles = {entry.code: sentence_case(entry.title) for entry in entries}
    return _Index(titles, words, codes, deep_words, deep_codes)


def _covered(description: str) -> str:
    """The part of a description that says what belongs to the group, without what does not."""
    return re.split(r"(?i)tidak mencakup|kelompok ini tidak", description)[0]


@lru_cache(maxsize=1)
def _synonyms() -> tuple[_Synonym, ...]:
    rows = csv.DictReader(read_text("reference/kbli_sinonim.csv").splitlines())
    return tuple(
        _Synonym(
            row["kata"],
            tuple(_words(row["kata"])),
            {"2025": tuple(row["kode_2025"].split()), "2020": tuple(row["kode_2020"].split())},
        )
        for row in rows
    )


def title(code: str, edition: str) -> str | None:
    """The title of a code in sentence case; None if that edition has no such code."""
    if edition not in EDITIONS:
        return None
    return _index(edition).titles.get(code)


def other_edition(edition: Edition) -> Edition:
    """2020 for 2025 and the other way round."""
    return "2020" if edition == "2025" else "2025"


@lru_cache(maxsize=4096)
def differs(code: str) -> bool:
    """Whether the code exists in both editions with clearly different titles: they share fewer than half of
    the main words of the shorter one.
    """
    old, new = title(code, "2020"), title(code, "2025")
    if old is None or new is None:
        return False
    one, two = _main_words(old), _main_words(new)
    if not one or not two:
        return _words(old) != _words(new)
    few, many = sorted((one, two), key=len)
    return 2 * sum(any(_akin(left, right) for right in many) for left in few) < len(few)


def _main_words(text: str) -> frozenset[str]:
    return frozenset(word for word in _words(text) if word not in _FILLER and len(word) > 2)


def _akin(left: str, right: str) -> bool:
    """Whether two words share a stem, as far as spelling shows: margarin(e), pengasapan."""
    short = min(len(left), len(right), 5)
    return left[:short] == right[:short] and short >= 3


def search(query: str, edition: Edition | None = None, limit: int = 12) -> list[Hit]:
    """The codes that fit `query`, best first: a code's first digits, everyday words, title words, and last
    the words of the 2025 descriptions. Words may be unfinished; a query that finds nothing is tried again
    with the nearest everyday words ("kripek"). Without `edition` both are searched, 2025
    first within each kind of match.
    """
    parts = _words(query)
    if not parts:
        return []
    editions = EDITIONS if edition is None else (edition,)
    return _collect(parts, editions, limit) or _collect(_respelt(parts), editions, limit)


def _collect(parts: list[str], editions: tuple[Edition, ...], limit: int) -> list[Hit]:
    hits: list[Hit] = []
    seen: set[tuple[str, str]] = set()
    for code, where, via, word in _candidates(parts, editions):
        if (code, where) in seen:
            continue
        seen.add((code, where))
        hits.append(_hit(code, where, via, word))
        if len(hits) >= limit:
            break
    return hits


def _respelt(parts: list[str]) -> list[str]:
    """A query that found nothing, each word replaced by the everyday word it most resembles."""
    vocabulary = sorted({word for synonym in _synonyms() for word in synonym.parts})
    return [next(iter(get_close_matches(part[:20], vocabulary, 1, 0.8)), part) for part in parts[:4]]


def _hit(code: str, edition: Edition, via: Via, word: str) -> Hit:
    shown = _index(edition).titles[code]
    other = title(code, other_edition(edition)) or ""
    return Hit(code, edition, shown, via, word, differs(code), other)


def _candidates(parts: list[str], editions: tuple[Edition, ...]) -> Iterator[tuple[str, Edition, Via, str]]:
    if len(parts) == 1 and parts[0].isdigit():
        for edition in editions:
            for code in _index(edition).titles:
                if code.startswith(parts[0]):
                    yield code, edition, "kode", ""
        return
    for synonym in _matching_synonyms(parts):
        for edition in editions:
            for code in synonym.codes[edition]:
                yield code, edition, "kata", synonym.word
    for edition in editions:
        index = _index(edition)
        for code in _by_words(parts, index.words, index.codes, index.titles):
            yield code, edition, "judul", ""
    for edition in editions:
        index = _index(edition)
        for code in _by_words(parts, index.deep_words, index.deep_codes, index.titles):
            yield code, edition, "uraian", ""


def _matching_synonyms(parts: list[str]) -> list[_Synonym]:
    """Exact phrase first, then phrases that begin with the query, then any order, shorter ones first."""
    wanted = tuple(parts)
    graded: list[tuple[int, int, int, _Synonym]] = []
    for place, synonym in enumerate(_synonyms()):
        have = synonym.parts
        if have == wanted:
            grade = 0
        elif (
            have[: len(wanted) - 1] == wanted[:-1]
            and len(have) >= len(wanted)
            and have[len(wanted) - 1].startswith(wanted[-1])
        ):
            grade = 1
        elif set(have) <= set(wanted):
            grade = 2
        elif all(any(word.startswith(part) for word in have) for part in wanted):
            grade = 3
        else:
            continue
        size = wanted.index(have[0]) - 10 * len(have) if grade == 2 else len(have)
        graded.append((grade, size, place, synonym))
    return [item[3] for item in sorted(graded, key=lambda item: item[:3])]


def _by_words(
    parts: list[str], words: list[str], codes: list[frozenset[str]], titles: dict[str, str]
) -> list[str]:
    """Codes whose text has a word beginning with each part; shorter titles first, then by code."""
    common: set[str] | None = None
    for part in parts:
        fitting: set[str] = set()
        place = bisect_left(words, part)
        while place < len(words) and words[place].startswith(part):
            fitting |= codes[place]
            place += 1
        common = fitting if common is None else common & fitting
        if not common:
            return []
    return sorted(common or (), key=lambda code: (len(titles[code]), code))
