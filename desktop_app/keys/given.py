"""The passphrase that whoever began the program gave it in the environment (WIRA_PASSPHRASE)."""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "WIRA_PASSPHRASE"

_taken: list[str] = []


def take() -> None:
    """Take it out of the environment, which every process that is begun from here on gets a copy of: also the
    one that reads files nobody vouches for."""
    _taken[:] = [os.environ.pop(VARIABLE)]


def passphrase() -> str | None:
    """It, or None where none was given."""
    return os.environ.get(VARIABLE, _taken[0] if _taken else None)
