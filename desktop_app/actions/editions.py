"""What a newer edition of an issued paper says otherwise than the older one: read from what both print.

Issued bytes never change, so the answer needs no record of its own; with an erased person's bytes it goes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pikepdf
from sqlalchemy import Connection, select

from desktop_app.actions.issuing import predecessor
from desktop_app.documents.data import short_date
from desktop_app.documents.layout import DATA_NAME, Telling
from desktop_app.documents.sheets import Form, form_words
from desktop_app.domain.editions import DATE, Difference, Edition, Line, compare, edition, fact_names
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.log import state_of
from resources.i18n import official

_NO_PEOPLE: Final = frozenset(("laporan_pendamping", "rekap_capaian"))
_NAMED: Final = 6
"""So many lines are named on the paper itself; the register lists them all."""


def difference(office: Office, connection: Connection, document: str) -> Difference | None:
    """What an issued document says otherwise than the one it takes the place of. None where it replaces none,
    or where one of them is older than the data inside a paper."""
    newer = _issued(office, connection, document)
    if newer is None or not newer[1]:
        return None
    older = _issued(office, connection, newer[1])
    return compare(older[0], newer[0]) if older is not None else None


def against(
    office: Office,
    connection: Connection,
    older: str,
    canonical: Mapping[str, object],
    listed: Sequence[str],
    form: Form,
) -> Difference | None:
    """What a paper that is not issued yet says otherwise than the issued `older`. `canonical` is what it
    prints, `listed` the application of each line, `form` how it is printed."""
    before = _issued(office, connection, older)
    if before is None:
        return None
    return compare(before[0], edition(canonical, listed, _numbers(connection, listed), form.words))


def telling(
    office: Office,
    connection: Connection,
    values: Mapping[str, Any],
    listed: Sequence[tuple[str, str]],
    *,
    scope: str,
) -> Telling:
    """What the paper that is issued with `values` and `listed` says at its foot of the one it replaces."""

    def told(canonical: Mapping[str, Any], form: Form) -> str:
        older = predecessor(connection, office.context, values, scope=scope)
        if older is None:
            return ""
        keys = _keys(values, [row[0] for row in listed])
        found = against(office, connection, older.record, canonical, keys, form)
        unit = "baris" if values["jenis"] in _NO_PEOPLE else "orang"
        return on_paper(older.nomor, short_date(older.tanggal), found, unit)

    return told


def _keys(values: Mapping[str, Any], keys: list[str]) -> list[str]:
    """Whose each line is; the lines of a report and of a recap are nobody's own."""
    return [] if values["jenis"] in _NO_PEOPLE else keys


def on_paper(number: str, day: str, found: Difference | None, unit: str = "orang") -> str:
    """What the newer paper bears, in whole sentences, official and without names: lines by their number on
    it; those who went, and all lines where each group is counted anew, by their registration number. `day` as
    it is printed, `unit` what a line is."""
    told = [f"Menggantikan nomor {number} tanggal {day}."]
    if found is None:
        return told[0]
    facts = [one for one in found.facts if one.what != DATE]  # that the day is another one stands above
    if replace(found, facts=tuple(facts)).same:
        return f"{told[0]} Isinya tetap."
    mark = "" if found.restarts else "no. "

    def placed(lines: Sequence[Line]) -> str:
        return _named([line.number if found.restarts else line.place for line in lines], mark)

    added, changed = found.added, [each.line for each in found.changed]
    if added:
        told.append(f"Bertambah {len(added)} {unit}{placed(added)}.")
    if found.removed:
        told.append(f"Keluar {len(found.removed)} {unit}{_named([line.number for line in found.removed])}.")
    if changed:
        told.append(f"Berubah isinya {len(changed)} {unit}{placed(changed)}.")
    if found.moved:
        told.append(f"Pindah urutan {found.moved} {unit}.")
    if facts:
        with official():
            told.append(f"Keterangan yang berubah: {', '.join(fact_names(facts))}.")
    return " ".join(told)


def _named(numbers: Sequence[str], mark: str = "") -> str:
    """The first of them in brackets, and how many more there are."""
    named = [number for number in numbers[:_NAMED] if number]
    rest = len(numbers) - len(named)
    listed = ", ".join(named) + (f" dan {rest} lagi" if rest else "")
    return f" ({mark}{listed})" if named else ""


def _issued(office: Office, connection: Connection, document: str) -> tuple[Edition, str] | None:
    """An issued document as an edition, and the one it takes the place of."""
    found = state_of(connection, office.context, bytes.fromhex(document))
    if found is None or not found[2].values.get("pdf"):
        return None
    values = found[2].values
    try:
        inside = _inside(office.blobs.get(str(values["pdf"])))
    except WiraError:
        return None  # its bytes are not here: nothing is claimed about them
    if inside is None:
        return None
    said, paper = inside
    keys = _keys(values, [str(row[0]) for row in values.get("rows") or ()])
    return edition(said, keys, _numbers(connection, keys), paper), str(values.get("menggantikan") or "")


def _inside(pdf: bytes) -> tuple[dict[str, Any], str] | None:
    """What an issued paper prints, as it stands inside it, and the paper it is printed on."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        attached = document.attachments.get(DATA_NAME)
        if attached is None:
            return None
        left, low, right, high = (float(edge) for edge in document.pages[0].mediabox)
        return json.loads(attached.get_file().read_bytes()), form_words(right - left, high - low)


def _numbers(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Registration numbers by application."""
    app, record = tables.application.c, tables.record.c
    found: dict[str, str] = {}
    for start in range(0, len(keys), 500):
        query = (
            select(record.uuid, app.nomor_pendaftaran)
            .join(tables.application, app.id == record.id)
            .where(record.uuid.in_([bytes.fromhex(key) for key in keys[start : start + 500]]))
        )
        found |= {row.uuid.hex(): row.nomor_pendaftaran or "" for row in connection.execute(query)}
    return found
