"""Free texts of records that are kept for ever, also when a person is erased: they name nobody.

A record that is about one person goes whole (`erasing.ERASABLE`). What stays is a paper's register, a
training and its waves, data given away, a rule book, a letter, a decision's draw: whoever words one of these
must not put a person into it, since it cannot be taken out again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from desktop_app.domain import bookwords, differing, identity
from desktop_app.domain.said_names import Said, where_said, words_in
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
_HIDDEN: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_RUN: Final = re.compile(r"\d+(?:(?:[^\S\n]{1,2}|[^\S\n]{0,2}[-‐–—−./_][^\S\n]{0,2})\d+)*")
"""Groups of digits as people write a long number: blanks, dashes, dots or slashes between them."""
_NIK_DIGITS: Final = 16
_DATE_DIGITS: Final = 8
_PHONE_DIGITS: Final = 10
_LONGEST_PHONE: Final = 14


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
    """Whether a whole NIK stands in the text, in one or in groups: 16 digits that can be one. Two dates
    side by side have as many digits, and so have times, which are written with signs of two kinds."""
    plain = _HIDDEN.sub("", unicodedata.normalize("NFKC", said))
    return any(_in_groups(found[0]) for found in _RUN.finditer(plain))


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


def require_no_name(
    ent: str, name: str, said: str, names: Iterable[str], *, few: bool = False, code: str = CODE
) -> None:
    """Raise Refused where the text names one of the people whom the record is about (`names_somebody`)."""
    told = (where_said(said, each, few=few) for each in names) if said else ()
    found = next((each for each in told if each is not None), None)
    if found is None:
        return
    field = _whole_label(ent, name)
    if found.several:
        raise Refused(
            tr("{isian} menyebut nama orang di dalamnya, padahal disimpan untuk seterusnya.", isian=field),
            next_step=tr("Tulis tanpa nama orang. Bila itu nama jalan, tempat, atau usaha, tulis jenisnya "
                         "tepat di depannya, misalnya Jl., Gedung, atau Toko."),
            code=code,
        )  # fmt: skip
    raise Refused(
        tr("{isian} menyebut nama orang di dalamnya ({kata}), padahal disimpan untuk seterusnya.",
           isian=field, kata=found.text),
        next_step=_step(found),
        code=code,
    )  # fmt: skip


def _step(found: Said) -> str:
    """What to write in place of a name of one word."""
    if found.everyday:
        return tr("Tulis “pendaftar ini” sebagai gantinya. Bila bukan orang yang dimaksud, tulis dengan "
                  "huruf kecil ({kecil}), atau jenis tempatnya di depan, misalnya Jl. {kata}.",
                  kecil=found.text.lower(), kata=found.text)  # fmt: skip
    return tr("Tulis “pendaftar ini” sebagai gantinya. Bila itu nama jalan atau tempat, tulis jenisnya di "
              "depan dengan huruf besar, misalnya Jl. {kata} atau Gedung {kata}.",
              kata=found.text)  # fmt: skip


def _in_groups(run: str) -> bool:
    """Whether some groups of this run that stand side by side are a NIK."""
    groups = ["".join(str(int(digit)) for digit in each) for each in re.findall(r"\d+", run)]
    signs = [_sign(each) for each in re.split(r"\d+", run)[1:-1]]
    inside = _in_phones(groups)
    for start in range(len(groups)):
        size, end = 0, start
        while start not in inside and size < _NIK_DIGITS and end < len(groups):
            size, end = size + len(groups[end]), end + 1
        within, between = groups[start:end], signs[start : end - 1]
        if (
            size == _NIK_DIGITS
            and _may_be_nik(within)
            and (len(set(between)) <= 1 or _as_parts(within, between))
        ):
            return True
    return False


def _in_phones(groups: Sequence[str]) -> frozenset[int]:
    """Which groups go on with a mobile telephone number, so that none of them begins a NIK."""
    inside: set[int] = set()
    for at, head in enumerate(groups):
        abroad = head == "62" and groups[at + 1 : at + 2] and groups[at + 1].startswith("8")
        if at in inside or not (abroad or head.startswith("08")):
            continue
        size, end = len(head), at + 1
        while size < _PHONE_DIGITS and end < len(groups):
            size, end = size + len(groups[end]), end + 1
        if end > at + 1 and size <= _LONGEST_PHONE:
            inside.update(range(at + 1, end))
    return frozenset(inside)


def _sign(between: str) -> str:
    """By which sign two groups are parted, whatever blanks are around it; a dash is a dash."""
    sign = between.strip()
    return "-" if sign in ("‐", "–", "—", "−") else sign


def _as_parts(groups: Sequence[str], signs: Sequence[str]) -> bool:
    """Whether signs of two kinds part them as a NIK has its parts: 32.76.06-150990-0012."""
    parts = [""]
    for group, sign in zip(groups, [*signs, ""], strict=True):
        parts[-1] += f"{len(group)}"
        if sign == signs[-1]:
            parts.append("")
    return len(parts) == 3 and parts[0] in ("6", "42", "222") and parts[1] in ("6", "222") and parts[2] == "4"


def _may_be_nik(groups: Sequence[str]) -> bool:
    """Whether its region and birth date can be: an account or a letter may have as many digits, and so have
    two dates."""
    found = identity.decode_nik("".join(groups))
    if found is None or not found.region or not (1 <= found.day <= 31 and 1 <= found.month <= 12):
        return False
    return len(groups) == 1 or not _holds_date(groups)


def _holds_date(groups: Sequence[str]) -> bool:
    """Whether a date with the whole year stands among them: 20 11 2026, 2026 11 20 or 20112026."""
    whole = [(each[:2], each[2:4], each[4:]) for each in groups if len(each) == _DATE_DIGITS]
    whole += [(each[6:], each[4:6], each[:4]) for each in groups if len(each) == _DATE_DIGITS]
    threes = list(zip(groups, groups[1:], groups[2:], strict=False))
    return any(
        len(year) == 4 and year[:2] in ("19", "20") and len(day) <= 2 and len(month) <= 2
        and 1 <= int(day) <= 31 and 1 <= int(month) <= 12
        for day, month, year in (*whole, *threes, *(each[::-1] for each in threes))
    )  # fmt: skip


_OWN: Final = {
    ("decision", "seed"): mark("Benih undian"),
    ("document", "batal"): mark("Alasan pembatalan"),
}


def _whole_label(ent: str, name: str) -> str:
    return tr("{jenis}, {isian}", jenis=differing.ent_label(ent), isian=label(ent, name))
