"""What a row of a file has otherwise than the office: shown field by field, taken only where accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.fields import FIELDS, Field, show_as
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the file has otherwise than the office; both as stored."""

    field: str
    before: Any
    after: Any


def told(change: Difference, fields: Mapping[str, Field] = FIELDS, *, secret: bool = False) -> str:
    """A change in words: from what to what. With `secret`, numbers and addresses of people are left out."""
    field = fields[change.field]
    label = tr(field.label)
    if secret and field.secret:
        return tr("{isian} berubah.", isian=label)
    after = show_as(field, change.after)
    if change.before in (None, ""):
        return tr("{isian}: diisi {nilai}.", isian=label, nilai=after)
    return tr("{isian}: {lama} menjadi {baru}.", isian=label, lama=show_as(field, change.before), baru=after)
