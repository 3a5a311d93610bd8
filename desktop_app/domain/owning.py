"""Who writes of a business has one: the answer that a list, or a person, left open.

Business details mean nothing without that answer (`findings.ignored_fields`), so a list that has a column
*Jenis usaha* and none *Punya usaha* would lose it. What cannot be kept is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from desktop_app.domain.fields import BUSINESS_DETAILS, FIELDS
from resources.i18n import tr

_SILENT: Final = frozenset({"npwp", "kbli_edisi"})
"""A tax number is a person's as well, and an edition without a code says nothing."""
_NONE: Final = re.compile(r"(?i)[\W\d_]*|\s*(tidak|tdk|belum|blm|nihil|kosong)\b.*", re.DOTALL)


def details(given: Mapping[str, object]) -> list[str]:
    """The business details that are filled, in the order of the form."""
    filled = [name for name in BUSINESS_DETAILS if given.get(name) not in (None, "")]
    return sorted(filled, key=list(FIELDS).index) if filled else filled


def telling(given: Mapping[str, object]) -> list[str]:
    """Those of them that say there is a business: no "-", "belum ada" or 0."""
    return [name for name in details(given) if name not in _SILENT and _tells(name, given[name])]


def unanswered(given: Mapping[str, object]) -> bool:
    """Whether nothing was said about having a business."""
    return given.get("punya_usaha") in (None, "")


def answered(names: list[str]) -> str:
    """Says that these details were taken as the answer."""
    return tr("Dicatat sudah punya usaha, karena {isian} terisi.", isian=_labels(names))


def left_out(names: list[str]) -> str:
    """Says that these details cannot be kept."""
    return tr(
        "{isian} tidak ikut disimpan, karena pendaftar ini tidak dicatat sudah punya usaha.",
        isian=_labels(names),
    )


def _tells(name: str, value: object) -> bool:
    if FIELDS[name].kind in ("text", "choice"):
        return _NONE.fullmatch(str(value)) is None
    return re.search(r"[1-9]", str(value)) is not None


def _labels(names: list[str]) -> str:
    return ", ".join(tr(FIELDS[name].label) for name in names)
