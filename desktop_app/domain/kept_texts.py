"""Free texts of records that are kept for ever, also when a person is erased: they name nobody.

A record that is about one person goes whole (`erasing.ERASABLE`). What stays is a paper's register, a
training and its waves, data given away, a rule book, a letter: whoever words one of these must not put a
person into it, since it cannot be taken out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from desktop_app.domain import differing, identity
from desktop_app.errors import Refused
from resources.i18n import tr

TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "extract": ("keperluan", "alasan"),
    "recommendation": ("nomor", "dicabut_nomor"),
    "rulebook": ("nomor",),
    "training": ("nama", "penyelenggara", "keterangan"),
    "wave": ("nama", "tempat"),
}
"""By kind of record, the fields that somebody words; a cancelled paper's reason is told by `reason_of`."""
_NIK: Final = re.compile(
    r"(?<!\d)(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}|\d{6}([ .-])\d{6}\2\d{4}"
    r"|\d\d([ .-])\d\d\3\d\d\3\d{6}\3\d{4})(?!\d)"
)
"""In one, or in the groups people write it in: two dates side by side have as many digits."""
_TITLES: Final = (
    "a n", "an", "bapak", "bpk", "bu", "ibu", "nama", "pak", "saudara", "saudari", "sdr", "sdri",
)  # fmt: skip


def words_in(text: str) -> str:
    """A text as its words in lower case with one space between: how a name is looked for."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def says_one_of(text: str, names: Iterable[str]) -> bool:
    """Whether the whole words of one of these names stand together in the text."""
    told = f" {words_in(text)} "
    return any(f" {said} " in told for said in map(words_in, names) if said)


def reason_of(values: Mapping[str, Any]) -> str:
    """Why a document was cancelled, by what its op sets; "" where it says nothing of it."""
    said = values.get("batal")
    told = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
    reason = told.get("alasan", "")
    return reason if isinstance(reason, str) else ""


def texts_of(ent: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The free texts that an op sets in a record that is kept, each with its field."""
    if ent == "document":
        yield from (("batal", each) for each in (reason_of(values),) if each)
    for name in TEXTS.get(ent, ()):
        said = values.get(name)
        if isinstance(said, str) and said:
            yield name, said


def require_no_nik(ent: str, values: Mapping[str, Any]) -> None:
    """Raise Refused where what is worded here holds a whole NIK."""
    for name, said in texts_of(ent, values):
        if any(_may_be_nik(found[0]) for found in _NIK.finditer(said)):
            raise Refused(
                tr("{isian} memuat NIK, padahal disimpan untuk seterusnya.", isian=_label(ent, name)),
                next_step=tr("Tulis tanpa NIK dan tanpa nama orang, lalu ulangi."),
                code="names_somebody",
            )


def require_no_name(ent: str, name: str, said: str, names: Iterable[str]) -> None:
    """Raise Refused where the text names one of the people whom the record is about: by a name of several
    words, or by one that follows a form of address."""
    if said and says_one_of(said, (name for name in names if " " in words_in(name) or _called(said, name))):
        raise Refused(
            tr("{isian} menyebut nama orang di dalamnya, padahal disimpan untuk seterusnya.",
               isian=_label(ent, name)),
            next_step=tr("Tulis tanpa NIK dan tanpa nama orang, lalu ulangi."),
            code="names_somebody",
        )  # fmt: skip


def _may_be_nik(text: str) -> bool:
    """Whether its region and birth date can be: an account or a letter may have as many digits."""
    found = identity.decode_nik("".join(filter(str.isdigit, text)))
    return found is not None and bool(found.region) and 1 <= found.day <= 31 and 1 <= found.month <= 12


def _called(text: str, name: str) -> bool:
    """Whether a name of one word, which may be a month or a street too, is said of a person."""
    return any(f" {title} {words_in(name)} " in f" {words_in(text)} " for title in _TITLES)


def _label(ent: str, name: str) -> str:
    return tr("{jenis}, {isian}", jenis=differing.ent_label(ent), isian=differing.label(ent, name))
