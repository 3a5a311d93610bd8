"""Which language a run of the program speaks: what the command line asks for, or the person chose before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from resources.i18n import LANGUAGES, Language

OPTION, VARIABLE = "--lang", "WIRA_LANG"


def asked_language(argv: Sequence[str], environ: Mapping[str, str] | None = None) -> Language | None:
    """The language of ``--lang`` in `argv`, or of WIRA_LANG in `environ`; None where neither names one.

    Looked for before the parser is built, because its help and what it refuses are said in that language. A
    language nobody knows is left to the parser to refuse.
    """
    said = [
        value if mark else after
        for word, after in pairwise([*argv, ""])
        for name, mark, value in (word.partition("="),)
        if name == OPTION
    ]
    wanted = said[-1] if said else (environ or {}).get(VARIABLE, "")
    return next((each for each in LANGUAGES if each == wanted.strip().casefold()), None)


def without_language(argv: Sequence[str]) -> list[str]:
    """`argv` without ``--lang`` and its value."""
    left: list[str] = []
    words = iter(argv)
    for word in words:
        if word == OPTION:
            next(words, "")
        elif not word.startswith(f"{OPTION}="):
            left.append(word)
    return left
