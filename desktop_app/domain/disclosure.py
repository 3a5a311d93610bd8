"""Words that people wrote about an applicant, made fit for somebody who may know no more than a number."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Final

from desktop_app.domain import region

HIDDEN: Final = "[…]"
"""Stands where a number or a name was taken out."""

_NUMBER: Final = re.compile(r"(?<![\w-])\+?\d(?:[\s./,:_|-]{0,3}\d){8,}(?![\w-])|\d{9,}")
"""Nine digits or more, as NIK, KK, NIB and phone numbers are written, whatever stands between them. A
registration number has letters and hyphens and is left alone."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_SENTENCE: Final = re.compile(r"(?<=\w{3})[.!?]\s+")
_NOT_A_NAME: Final = frozenset(
    "asn bpjs depok desa dinas dkum domisili foto indonesia kabupaten kartu kbli kecamatan kelurahan "
    "keluarga keterangan kota ktp kur nib nik npwp oss pekka penduduk pengusaha perempuan polri sku surat "
    "tanda tni usaha wirausaha wub baru januari februari maret april mei juni juli agustus september "
    "oktober november desember".split()
)


def disclosed(words: str, nama: str = "") -> str:
    """`words` without long numbers and without the name `nama` or a part of it of three letters."""
    text = " ".join(_NUMBER.sub(HIDDEN, words).split())
    parts = [part for part in nama.split() if len(part.strip(".,")) >= 3]
    for part in sorted({nama.strip(), *parts}, key=len, reverse=True):
        if part:
            text = re.sub(rf"(?i)(?<!\w){re.escape(part)}(?!\w)", HIDDEN, text)
    return re.sub(rf"{re.escape(HIDDEN)}(?:\s*{re.escape(HIDDEN)})+", HIDDEN, text)


def name_words(names: Iterable[str]) -> frozenset[str]:
    """The words of three letters or more of these names, to be known again in a text."""
    return frozenset(word for name in names for word in _words(name.casefold()))


def may_name_somebody(words: str, known: Collection[str]) -> bool:
    """Whether `words` could name a person: a word of `known` (`name_words`), or a capital within a sentence
    at a word that is neither a place here nor a paper's name. Rather yes than no."""
    if any(word in known for word in _words(words.casefold())):
        return True
    return any(
        len(found[0]) >= 3 and found[0][0].isupper() and found[0].casefold() not in _ordinary()
        for sentence in _SENTENCE.split(words)
        for number, found in enumerate(_WORD.finditer(sentence))
        if number
    )


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(text) if len(found[0]) >= 3)


@cache
def _ordinary() -> frozenset[str]:
    places = (f"{place.name} {place.kecamatan}" for place in region.all_kelurahan())
    return _NOT_A_NAME | name_words(places)


def safe_cell(text: str) -> str:
    """`text` for a CSV file: what a spreadsheet program would run as a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
