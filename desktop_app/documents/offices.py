"""Whether the office that sealed a paper is the one whose letterhead it bears."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from desktop_app.domain import region

_CITY: Final = "dinas"
"""How the city's offices begin, DKUM among them."""


def named_elsewhere(letterhead: str, code: str) -> bool:
    """Whether `letterhead` (an office writes it as it likes) names another office than the one at `code`.

    DKUM may seal what a kelurahan's letterhead stands on; a letterhead that names no place says nothing.
    """
    sealed_by = region.by_code(code)
    if sealed_by is None:
        return False
    words = letterhead.casefold()
    names = {name for before, name in _places().findall(words) if not before}
    return sealed_by.name.casefold() not in names if names else words.split()[:1] == [_CITY]


@cache
def _places() -> re.Pattern[str]:
    """A kelurahan's name, the longer ones first, also after the word for another kind of place."""
    names = sorted({one.name.casefold() for one in region.all_kelurahan()}, key=len, reverse=True)
    return re.compile(r"\b(kota\s+|kec(?:amatan|\.)?\s+|)(" + "|".join(map(re.escape, names)) + r")\b")
