"""What a row of a file has otherwise than the office: shown field by field, taken only where accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.disclosure import NUMBERS, masked
from desktop_app.domain.fields import FIELDS, Field, show_as
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the file has otherwise than the office; both as stored."""

    field: str
    before: Any
    after: Any


def told(change: Difference, fields: Mapping[str, Field] = FIELDS, *, secret: bool = False) -> str:
    """A change in words: from what to what, with as much of a number as tells two apart.

    With `secret`, numbers and addresses of people are left out.
    """
    field = fields[change.field]
    label = tr(field.label)
    before, after = _shown(field, change.before), _shown(field, change.after)
    if (secret and field.secret) or before == after:
        return tr("{isian} berubah.", isian=label)
    if change.before in (None, ""):
        return tr("{isian}: diisi {nilai}.", isian=label, nilai=after)
    return tr("{isian}: {lama} menjadi {baru}.", isian=label, lama=before, baru=after)


def _shown(field: Field, value: Any) -> str:
    return masked(field.name, value) if field.name in NUMBERS else show_as(field, value)
