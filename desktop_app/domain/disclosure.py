"""Words that people wrote about an applicant, made fit for somebody who may know no more than a number."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "[…]"
"""Stands where a number or a name was taken out."""

_NUMBER: Final = re.compile(r"(?<![\w-])\+?\d(?:[\s.-]?\d){8,}(?![\w-])")
"""Nine digits or more, as NIK, KK, NIB and phone numbers are written. A registration number has letters and
hyphens and is left alone."""


def disclosed(words: str, nama: str = "") -> str:
    """`words` without long numbers and without the name `nama` or a part of it of three letters."""
    text = " ".join(_NUMBER.sub(HIDDEN, words).split())
    parts = [part for part in nama.split() if len(part.strip(".,")) >= 3]
    for part in sorted({nama.strip(), *parts}, key=len, reverse=True):
        if part:
            text = re.sub(rf"(?i)(?<!\w){re.escape(part)}(?!\w)", HIDDEN, text)
    return re.sub(rf"{re.escape(HIDDEN)}(?:\s*{re.escape(HIDDEN)})+", HIDDEN, text)


def safe_cell(text: str) -> str:
    """`text` for a CSV file: what a spreadsheet program would run as a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
