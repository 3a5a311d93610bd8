"""What is compared while verifying: the rows of the checklist and the papers beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Answer = Literal["", "ok", "bad"]


@dataclass(frozen=True)
class CheckItem:
    """One thing to compare: its key, label, value as typed, and the answer so far.

    `yes` are other words for *Sesuai*, as for a paper whose original was seen.
    """

    key: str
    label: str
    value: str
    answer: Answer = ""
    digits: bool = False
    yes: str = ""


@dataclass(frozen=True)
class Paper:
    """One kind of document: its code, its name, and the blobs of its sheets as (mime, sha256)."""

    code: str
    label: str
    sheets: tuple[tuple[str, str], ...] = ()
