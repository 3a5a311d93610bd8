"""Letter numbers, typed from an office's agenda: how they are written, and when two are the same number."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST: Final = 60
"""Signs of the longest letter number."""
_SLASH: Final = re.compile(r" *(/) *")
_NEVER: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Control signs, marks that turn the direction of writing, and what is no sign at all."""


def tidy(typed: str) -> str:
    """As it is printed: composed, without stray spaces and without spaces around a slash."""
    return _SLASH.sub(r"\1", " ".join(unicodedata.normalize("NFC", typed).split()))


def same(number: str) -> str:
    """What equal numbers have in common, however they were typed."""
    return unicodedata.normalize("NFC", tidy(number).casefold())


def readable(number: str) -> bool:
    """Whether it has only signs that are seen where they stand."""
    return not any(unicodedata.category(sign) in _NEVER for sign in number)


def in_file_name(number: str) -> str:
    """The number in a file name; two numbers may come to the same."""
    return re.sub(r"[^0-9A-Za-z]+", ".", number).strip(".")
