"""Translation without Qt: sentences are written in Indonesian, English comes from a gettext catalogue.

The Indonesian sentence is the message id, so the Indonesian program can never show a hole.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final, Literal

from resources import read_bytes

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")

_NAMED: Final = frozenset(
    ("tahun", "edisi", "nomor", "no", "seq", "id", "baris", "versi", "version", "kode", "awal", "akhir", "ep")
)
"""Places of a sentence whose figures name something (a year, a row, a version): they are not grouped."""

_current: Language = "id"
_official: ContextVar[bool] = ContextVar("official", default=False)


def set_language(language: Language) -> None:
    """Choose the language of everything translated from now on, in this process."""
    global _current
    _current = language


def language() -> Language:
    """The language in force."""
    return "id" if _official.get() else _current


@contextmanager
def spoken(wanted: Language | None) -> Generator[None]:
    """`wanted` inside, and what was in force before afterwards; None changes nothing."""
    before = _current
    set_language(wanted or before)
    try:
        yield
    finally:
        set_language(before)


@contextmanager
def official() -> Generator[None]:
    """Indonesian inside, whatever the window speaks: what is kept on the log or printed for the public."""
    token = _official.set(True)
    try:
        yield
    finally:
        _official.reset(token)


@lru_cache
def _catalogue(name: Language) -> gettext.NullTranslations:
    if name == "id":
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(read_bytes(f"locale/{name}.mo")))


def tr(sentence: str, **values: Any) -> str:
    """`sentence` in the language in force, with ``{name}`` places filled from `values`; a whole number is
    written as `counted` says, unless its place is one of `_NAMED`."""
    text = _catalogue(language()).gettext(sentence)
    return text.format(**_told(values)) if values else text


def trn(singular: str, plural: str, n: int, **values: Any) -> str:
    """Like `tr` for a counted sentence; ``{n}`` is the count (Indonesian has one form, English two)."""
    text = _catalogue(language()).ngettext(singular, plural, n)
    return text.format(n=counted(n), **_told(values))


class _Count(int):
    """A whole number that a sentence says as `counted`; a place with a form of its own keeps that."""

    def __format__(self, form: str) -> str:
        return super().__format__(form) if form else counted(self)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _Count(value) if type(value) is int and name not in _NAMED else value
        for name, value in values.items()
    }


def counted(n: int) -> str:
    """A whole number as the language in force writes it: ``1.701``, in English ``1,701``."""
    grouped = f"{n:,}"
    return grouped if language() == "en" else grouped.replace(",", ".")


def decimal(value: float, places: int) -> str:
    """A number with `places` digits behind the comma, as the language in force writes it: ``2,5``, in English
    ``2.5``. Not for thousands."""
    said = f"{value:.{places}f}"
    return said if language() == "en" else said.replace(".", ",")


def mark(sentence: str) -> str:
    """Mark a constant for translation where it is defined; it is translated where it is shown."""
    return sentence
