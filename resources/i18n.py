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
from typing import Any, Literal

from resources import read_bytes

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")

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
    """`sentence` in the language in force, with ``{name}`` places filled from `values`."""
    text = _catalogue(language()).gettext(sentence)
    return text.format(**values) if values else text


def trn(singular: str, plural: str, n: int, **values: Any) -> str:
    """Like `tr` for a counted sentence; ``{n}`` is the count (Indonesian has one form, English two)."""
    text = _catalogue(language()).ngettext(singular, plural, n)
    return text.format(n=counted(n), **values)


def counted(n: int) -> str:
    """``1.701``: a count as figures are written here, in either language (as `ui.when.grouped`)."""
    return f"{n:,}".replace(",", ".")


def mark(sentence: str) -> str:
    """Mark a constant for translation where it is defined; it is translated where it is shown."""
    return sentence
