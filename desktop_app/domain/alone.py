"""The one-person office: whoever typed an application may judge it too, where DKUM's rule book says so.

Elsewhere two people stand behind every verification (exchange design, section 10). A step that one person
took on their own entry says so itself and names the book that allows it; without that word, or under a book
that does not name the kelurahan, it has no effect on any copy. So the mark can be neither left out nor
borrowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, cast

from resources.i18n import tr

MARK: Final = "satu_petugas"
"""The field of an application that the step brings: the book, as `Allowance.book` has it."""


class Allowance(NamedTuple):
    """One kelurahan (10 digits) in which one version of the rules lets one person do both."""

    book: str
    kelurahan: str


def book_word(program: object, tahun: object, version: object) -> str:
    """What names a version of the rules of a programme and year, as ``WUB 2026 3``."""
    return f"{program} {tahun} {version}"


def allowances(program: object, tahun: object, version: object, content: object) -> frozenset[Allowance]:
    """What a rule book's JSON allows. Read by itself, so that programs of every version say the same."""
    if not isinstance(content, dict):
        return frozenset()
    book = cast("dict[str, Any]", content)
    named: Any = book.get("one_person_in")
    if book.get("one_person_office") is not True or not isinstance(named, list):
        return frozenset()
    word = book_word(program, tahun, version)
    return frozenset(Allowance(word, code) for code in cast("list[Any]", named) if isinstance(code, str))


def is_of(book: object, values: Mapping[str, Any]) -> bool:
    """Whether `book` is one of the programme and year of the application with these values."""
    return str(book).rpartition(" ")[0] == f"{values.get('program')} {values.get('tahun')}"


def version_of(book: str) -> str:
    """The number of the version that `book` names."""
    return book.rpartition(" ")[2]


def before(book: str) -> str:
    """What is told to the person beforehand."""
    return tr(
        "Aturan versi {versi} mengizinkan satu petugas di kelurahan ini, dan di mana-mana ditandai bahwa "
        "data ini diisi dan diperiksa oleh satu orang.",
        versi=version_of(book),
    )


def sentence(book: str) -> str:
    """What is told wherever the application is shown; "" for one that two people stand behind. True also
    where a later version has taken the permission back."""
    if not book:
        return ""
    return tr(
        "Diisi dan diperiksa oleh satu orang: izin untuk kelurahan ini ada di aturan versi {versi}, yang "
        "belum tentu masih berlaku.",
        versi=version_of(book),
    )
