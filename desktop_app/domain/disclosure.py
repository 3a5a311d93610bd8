"""What may be shown where the whole is not needed: secret values hidden but for what tells two people apart,
and words that people wrote, made fit for somebody who may know no more than a number.

Lists, panels, histories, comparisons, previews, intake reports and the command line all ask here; only the
notice board has a rule of its own (`identity.mask_nik_public`), which papers for it are built with. Entry,
verification and papers for the archive need the whole number and do not; whoever wants it elsewhere asks for
it (F8, ``--full``), and that is noted in the access log. Where the whole is needed, and why, is decision 89.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any, Final

from desktop_app.domain import fields, identity, region

HIDDEN: Final = "[…]"
"""Stands where a number or a name was taken out."""

DOTS: Final = "••••"
"""Stands where a value is hidden on a screen."""
_SHORTEST: Final = 12
"""Digits of a NIK or KK below which its last four would tell most of it."""

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


NUMBERS: Final = frozenset({"nik", "no_kk", "npwp", "hp"})
"""Fields whose value is a number by which a person can be found elsewhere: masked wherever it is only looked
at, while other private values may stand beside the person they belong to."""


def tail(number: object) -> str:
    """The last four digits of a NIK or KK, "" where it is too short to show any."""
    text = identity.as_text(number)
    return text[-4:] if len(text) >= _SHORTEST else ""


def ending(number: object) -> str:
    """A number in a narrow place: the dots and its last four digits, the dots alone where it is short."""
    return shortened(tail(number))


def shortened(last_four: str) -> str:
    """`ending` of a number of which only the last four digits are at hand."""
    return f"{DOTS} {last_four}" if last_four else DOTS


def beside(name: str, value: Any) -> Any:
    """A stored value beside the person it is about: numbers masked, special data (UU 27/2022 art. 4) hidden,
    everything else as it is."""
    if name in NUMBERS:
        return masked(name, value)
    field = fields.FIELDS.get(name)
    return DOTS if field is not None and field.privacy == "khusus" else value


def masked(name: str, value: object) -> str:
    """A secret value with only so much as tells two people apart: the last four digits of a NIK or KK, the
    ends of a phone number, of everything else nothing; "" where there is none."""
    text = identity.as_text(value)
    if not text:
        return ""
    if name in ("nik", "no_kk"):
        last = tail(text)
        return f"{DOTS} {DOTS} {DOTS} {last}" if last else DOTS
    if name == "hp":
        local = identity.phone_local(text)
        return f"{local[:4]}-{DOTS}-{local[-4:]}" if len(local) >= 10 else DOTS
    return DOTS


def on_screen(name: str, value: object) -> str:
    """A value of the application's field `name` as a history or comparison shows it."""
    return masked(name, value) if fields.FIELDS[name].secret else fields.show(name, value)


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
