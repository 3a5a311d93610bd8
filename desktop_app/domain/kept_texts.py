"""Free texts of records that are kept for ever, also when a person is erased: they name nobody.

A record that is about one person goes whole (`erasing.ERASABLE`). What stays is a paper's register, a
training and its waves, data given away, a rule book, a letter, a decision's draw: whoever words one of these
must not put a person into it, since it cannot be taken out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, cast

from desktop_app.domain import bookwords, differing, identity, region
from desktop_app.errors import Refused
from resources.i18n import mark, tr

TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "decision": ("seed",),
    "document": ("nomor",),
    "extract": ("keperluan", "alasan"),
    "person": ("alasan",),
    "recommendation": ("nomor", "dicabut_nomor"),
    "rulebook": ("nomor",),
    "training": ("nama", "penyelenggara", "keterangan"),
    "wave": ("nama", "tempat"),
}
"""By kind of record, the fields that somebody words. A cancelled paper's reason is told by `reason_of`; what
is worded within a rule book stands in its field `_WITHIN`."""
_WITHIN: Final = "isi"
CODE: Final = "names_somebody"
FEW: Final = 5
"""So many people at most are few: a text about them that says a name of one word means that person."""
_NIK: Final = re.compile(
    r"(?<!\d)(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4}"
    r"|\d\d([ .-])\d\d\3\d\d\3\d{6}\3\d{4})(?!\d)"
)
"""In one, or in the groups people write it in: two dates side by side have as many digits."""
_TITLES: Final = (
    "a n", "an", "bapak", "bpk", "bu", "ibu", "nama", "pak", "saudara", "saudari", "sdr", "sdri",
)  # fmt: skip
_PLACES: Final = frozenset(
    (
        "apartemen", "aula", "balai", "blok", "bulan", "desa", "dusun", "gang", "gedung", "gg", "hari",
        "jalan", "jl", "jln", "kab", "kabupaten", "kampung", "kec", "kecamatan", "kel", "kelurahan",
        "klaster", "komplek", "kompleks", "kota", "kp", "masjid", "pasar", "perum", "perumahan",
        "posyandu", "ruang", "rusun", "rw", "sekolah", "taman", "warung",
    )
)  # fmt: skip
"""After one of these a word is a street, a place or a time, and nobody."""
_NOBODY: Final = frozenset(
    (
        "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober",
        "november", "desember", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu",
        "alamat", "berkas", "daftar", "data", "ganda", "keliru", "nama", "nomor", "program", "salah", "surat",
        "tanggal", "usaha",
    )
)  # fmt: skip
"""Words that such texts are made of, whoever else is called so."""
_SHORTEST: Final = 3
"""Letters of the shortest word that is looked for as a name."""


def words_in(text: str) -> str:
    """A text as its words in lower case with one space between: how a name is looked for."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def says_one_of(text: str, names: Iterable[str]) -> bool:
    """Whether the whole words of one of these names stand together in the text."""
    told = f" {words_in(text)} "
    return any(f" {said} " in told for said in map(words_in, names) if said)


def clues(text: str) -> list[tuple[str, ...]]:
    """By which words a name that `require_no_name` refuses in a text about many people is found: any two
    that stand side by side, and one after a form of address."""
    words = re.findall(r"[^\W_]+", text.casefold())
    found: list[tuple[str, ...]] = list(pairwise(words))
    for title in _TITLES:
        parts = title.split()
        found += [
            (words[at + len(parts)],)
            for at in range(len(words) - len(parts))
            if words[at : at + len(parts)] == parts
        ]
    return list(dict.fromkeys(found))


def reason_of(values: Mapping[str, Any]) -> str:
    """Why a document was cancelled, by what its op sets; "" where it says nothing of it."""
    said = values.get("batal")
    told = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
    reason = told.get("alasan", "")
    return reason if isinstance(reason, str) else ""


def texts_of(ent: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The free texts that an op sets in a record that is kept, each with its field (of a rule book's part
    ``isi.`` and its name)."""
    for name in TEXTS.get(ent, ()):
        said = values.get(name)
        if isinstance(said, str) and said:
            yield name, said
    if ent == "document":
        yield from (("batal", each) for each in (reason_of(values),) if each)
    if ent == "rulebook" and isinstance(book := values.get(_WITHIN), dict):
        for part, said in cast("dict[str, Any]", book).items():
            yield from ((f"{_WITHIN}.{part}", each) for each in strings(said))


def strings(said: object) -> Iterator[str]:
    """Every text within a JSON value, or one that is yet to be written as such."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        yield from strings(list(cast("dict[str, object]", said).values()))
    elif isinstance(said, (list, tuple)):
        for each in cast("Iterable[object]", said):
            yield from strings(each)


def label(ent: str, name: str) -> str:
    """What such a field is called: one of `texts_of`."""
    if name.startswith(f"{_WITHIN}."):
        part = name.removeprefix(f"{_WITHIN}.")
        return tr(bookwords.LABELS[part]) if part in bookwords.LABELS else differing.label(ent, _WITHIN)
    return tr(_OWN[ent, name]) if (ent, name) in _OWN else differing.label(ent, name)


def holds_nik(said: str) -> bool:
    """Whether a whole NIK stands in the text."""
    return any(_may_be_nik(found[0]) for found in _NIK.finditer(said))


def require_no_nik(ent: str, values: Mapping[str, Any]) -> None:
    """Raise Refused where what is worded here holds a whole NIK."""
    for name, said in texts_of(ent, values):
        refuse_nik(_whole_label(ent, name), said)


def refuse_nik(called: str, said: str, *, code: str = CODE) -> None:
    """Raise Refused where the text `said`, which is `called` so, holds a whole NIK."""
    if holds_nik(said):
        raise Refused(
            tr("{isian} memuat NIK, padahal disimpan untuk seterusnya.", isian=called),
            next_step=tr("Tulis tanpa NIK dan tanpa nama orang, lalu ulangi."),
            code=code,
        )


def names_somebody(said: str, name: str, *, few: bool = False) -> bool:
    """Whether the text says that name of a person: one of several words, one that follows a form of address,
    and where the text is about `few` people any of one word that is no month, no area, and not written as a
    street or place."""
    told, words = f" {words_in(said)} ", words_in(name)
    if not words or f" {words} " not in told:
        return False
    return " " in words or _called(told, words) or (few and _means_somebody(told, words))


def require_no_name(
    ent: str, name: str, said: str, names: Iterable[str], *, few: bool = False, code: str = CODE
) -> None:
    """Raise Refused where the text names one of the people whom the record is about (`names_somebody`)."""
    found = next((each for each in names if names_somebody(said, each, few=few)), "") if said else ""
    words = words_in(found)
    if " " in words:
        raise Refused(
            tr("{isian} menyebut nama orang di dalamnya, padahal disimpan untuk seterusnya.",
               isian=_whole_label(ent, name)),
            next_step=tr("Tulis tanpa NIK dan tanpa nama orang, lalu ulangi."),
            code=code,
        )  # fmt: skip
    if words:
        word = _as_written(said, words)
        raise Refused(
            tr("{isian} menyebut nama orang di dalamnya ({kata}), padahal disimpan untuk seterusnya.",
               isian=_whole_label(ent, name), kata=word),
            next_step=tr("Tulis “pendaftar ini” sebagai gantinya. Bila itu nama jalan atau tempat, tulis "
                         "jenisnya di depan, misalnya Jl. {kata}.", kata=word),
            code=code,
        )  # fmt: skip


def _may_be_nik(text: str) -> bool:
    """Whether its region and birth date can be: an account or a letter may have as many digits."""
    found = identity.decode_nik("".join(filter(str.isdigit, text)))
    return found is not None and bool(found.region) and 1 <= found.day <= 31 and 1 <= found.month <= 12


def _called(told: str, word: str) -> bool:
    """Whether a name of one word, which may be a month or a street too, is said of a person."""
    return any(f" {title} {word} " in told for title in _TITLES)


def _means_somebody(told: str, word: str) -> bool:
    """Whether a name of one word stands somewhere where it is no place, month or other word."""
    if len(word) < _SHORTEST or word.isdigit() or word in _NOBODY or word in _areas():
        return False
    words = told.split()
    return any(
        each == word and (not at or words[at - 1] not in _PLACES) for at, each in enumerate(words)
    )  # fmt: skip


@lru_cache(maxsize=1)
def _areas() -> frozenset[str]:
    """The city's kelurahan and kecamatan that are called by one word."""
    names = (*(each.name for each in region.all_kelurahan()), *region.kecamatan_names().values(), "Depok")
    return frozenset(words_in(name) for name in names if " " not in words_in(name))


def _as_written(said: str, word: str) -> str:
    """The word as it stands in the text."""
    return next((each for each in re.findall(r"\w+", said) if each.casefold() == word), word)


_OWN: Final = {
    ("decision", "seed"): mark("Benih undian"),
    ("document", "batal"): mark("Alasan pembatalan"),
}


def _whole_label(ent: str, name: str) -> str:
    return tr("{jenis}, {isian}", jenis=differing.ent_label(ent), isian=label(ent, name))
