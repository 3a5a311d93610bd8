"""All that an office holds about one person, for that person (UU 27/2022 art. 7, 13 and 32).

Every application of the same person (`is_same`), in full: each field with its label, its history, its papers,
what else is recorded about it, documents that name it, and who looked at it; then what bears the NIK without
an application. Nothing is masked: it is the person's own. Whoever else bears the NIK is named to the clerk
only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select

from desktop_app.actions import mentor_facts, training_lists
from desktop_app.actions.authorship import where_written, who_wrote
from desktop_app.domain import differing, documenting, entities, fields, region
from desktop_app.domain.access import DEEDS, NEARLY, SEARCH, parts_of
from desktop_app.domain.authority import judge, void_sentence
from desktop_app.domain.likeness import plain_name
from desktop_app.domain.merge import DIFFERENCE, State, apply, order
from desktop_app.domain.moments import moment_of
from desktop_app.domain.shape import ATTACHMENT
from desktop_app.domain.status import shown, status_label
from desktop_app.domain.values import show_date
from desktop_app.storage import log, tables
from desktop_app.storage.context import Context
from desktop_app.storage.projections import reached
from resources.i18n import mark, tr

_app, _doc, _line = tables.application.c, tables.document.c, tables.document_row.c
_INNER: Final = frozenset({"scope", "rekomendasi", "usul", "usulan", "undian_benih"})
"""What only the program reads; the words of the same step tell it."""


WITH_NIK: Final = {"business": "pemilik", "recommended": "nama"}
"""Plain entities that bear a NIK of their own, with the field that names whose it is."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One field: its name for programs, its label, the stored value, and the value as people read it."""

    name: str
    label: str
    value: Any
    shown: str


@dataclass(frozen=True, slots=True)
class Step:
    """One Save: when (ISO, WIB), by whom, on which computer, and each field from what to what."""

    when: str
    who: str
    where: str
    fields: tuple[tuple[str, str, str], ...]
    void: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """One record about the person: what it is, its fields, its history."""

    kind: str
    title: str
    facts: tuple[Fact, ...]
    history: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """One kept picture or PDF."""

    label: str
    mime: str
    size: int
    sha256: str
    added: str


@dataclass(frozen=True, slots=True)
class Named:
    """One issued document that names the person."""

    kind: str
    edition: str
    number: str
    date: str
    state: str
    place: str


@dataclass(frozen=True, slots=True)
class Handed:
    """Data handed to another agency of a list that may have held the person: to whom, why, when, columns."""

    receiver: str
    reason: str
    when: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """One entry of the access log about the application: what was done, by whom, when."""

    deed: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """One application with all that belongs to it."""

    record: str
    number: str
    own: Kept
    scans: tuple[Scan, ...]
    others: tuple[Kept, ...]
    documents: tuple[Named, ...]
    handed: tuple[Handed, ...]
    looked: tuple[Looked, ...]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A record with the same NIK under another name or birth date: what it is, and its number or name."""

    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class PersonCopy:
    """Everything, the application that was asked for first; `elsewhere` bears the NIK without an application,
    `searched` who searched for the NIK. `strangers` are for the clerk, never for the copy."""

    name: str
    applications: tuple[OwnApplication, ...]
    elsewhere: tuple[Kept, ...]
    searched: tuple[Looked, ...]
    strangers: tuple[Stranger, ...]


def is_same(name: str | None, born: str | None, row: Row[Any]) -> bool:
    """Whether an application that bears the same NIK is of this person: a NIK mistyped is somebody else's."""
    return bool(name) and plain_name(name or "") == plain_name(row.nama or "") and born == row.tanggal_lahir


def person_copy(
    connection: Connection, context: Context, record: str, digest: Callable[[str], bytes]
) -> PersonCopy:
    """Everything about the person of the application `record` (hex), which must be there. `digest` says under
    what a NIK that somebody searched for stands in the access log."""
    first = connection.execute(select(tables.application).where(_app.uuid == bytes.fromhex(record))).one()
    rows, strangers = [first], list[Stranger]()
    if first.nik:
        same = select(tables.application).where(_app.nik == first.nik, _app.id != first.id)
        for row in connection.execute(same.order_by(_app.tahun.desc(), _app.id)):
            if is_same(first.nama, first.tanggal_lahir, row):
                rows.append(row)
            else:
                strangers.append(Stranger("application", row.nomor_pendaftaran))
    names = mentor_facts.mentor_names(connection)
    names |= {line.record: line.full_name for line in training_lists.waves(connection)}
    names |= {row.uuid.hex(): row.nomor_pendaftaran for row in rows}
    elsewhere, others = _elsewhere(connection, context, first, [row.uuid for row in rows], names)
    return PersonCopy(
        first.nama or "", tuple(_application(connection, context, row, names) for row in rows),
        tuple(elsewhere), tuple(_searched(connection, context, first.nik, digest)), (*strangers, *others),
    )  # fmt: skip


# ---- within ------------------------------------------------------------------------------------------


def _application(
    connection: Connection, context: Context, row: Row[Any], names: Mapping[str, str]
) -> OwnApplication:
    return OwnApplication(
        record=row.uuid.hex(),
        number=row.nomor_pendaftaran,
        own=_kept(connection, context, "application", row.id, names),
        scans=tuple(_scans(connection, row.id)),
        others=tuple(_others(connection, context, row.uuid, names)),
        documents=tuple(_documents(connection, row.uuid)),
        handed=tuple(_handed(connection, row)),
        looked=tuple(_looked(connection, context, row.uuid)),
    )


def _kept(connection: Connection, context: Context, ent: str, number: int, names: Mapping[str, str]) -> Kept:
    """A record of any kind, folded step by step."""
    steps: list[Step] = []
    state = State()
    decisive = log.decisive_of(ent)
    for entry in order(log.entries_of(connection, context, number)):
        before = dict(state.values)
        apply(state, entry, decisive=decisive, judge=judge)
        void = state.void.get(entry.id, "")
        moved: list[tuple[str, str, str]] = []
        for name in _in_order(ent, entry.op.set):
            old, value = before.get(name), entry.op.set[name]
            if name not in _INNER and old != value:
                seen = _seen(name, value, None if before.get("status", "draft") == "draft" else True)
                was, now = _words(ent, name, old, names), _words(ent, name, seen, names)
                moved.append((_label(ent, name), was, now))
        steps.append(
            Step(
                moment_of(entry.op.wall).isoformat(timespec="minutes"),
                who_wrote(context, entry),
                where_written(context, entry),
                tuple(moved),
                void_sentence(void) if void else "",
            )
        )
    submitted = reached(state).get("submitted")
    values = {
        name: value
        for name, value in state.values.items()
        if name not in _INNER and value not in (None, "", {}, []) and not name.startswith(DIFFERENCE)
    }
    told = {name: _seen(name, value, submitted) for name, value in values.items()}
    facts = tuple(
        Fact(name, _label(ent, name), values[name], _words(ent, name, told[name], names))
        for name in _in_order(ent, values)
        if not name.startswith(ATTACHMENT)
    )
    return Kept(ent, differing.ent_label(ent), facts, tuple(steps))


def _in_order(ent: str, names: Iterable[str]) -> list[str]:
    """The names as the form has them, others behind."""
    plain = entities.find(ent)
    form = [each.name for each in (plain.fields if plain is not None else fields.ALL)]
    given = set(names)
    return [*(name for name in form if name in given), *sorted(given.difference(form))]


def _label(ent: str, name: str) -> str:
    if name.startswith(ATTACHMENT):
        return tr("Lampiran")
    if ent == "application" and name in _LABELS:
        return tr(_LABELS[name])
    return differing.label(ent, name.removeprefix(DIFFERENCE))


def _seen(name: str, value: Any, submitted: object) -> Any:
    """A status as people read it; anything else as it is."""
    return shown(value, submitted) if name == "status" and isinstance(value, str) else value


def _words(ent: str, name: str, value: Any, names: Mapping[str, str]) -> str:
    if ent == "application" and name == "status":
        return tr(status_label(str(value))) if value else ""
    if name.startswith(ATTACHMENT):
        return _document_label(str(value.get("jenis", ""))) if isinstance(value, dict) else ""  # pyright: ignore[reportUnknownArgumentType,reportUnknownMemberType]
    return differing.words(ent, name, value, names)


_LABELS: Final = {
    "status": mark("Status"), "alasan": mark("Alasan"), "peringkat": mark("Peringkat"),
    "putusan": mark("Nomor putusan"),
    "undian": mark("Undian"), "permintaan": mark("Permintaan pembatalan"), "pemeriksaan": mark("Pemeriksaan"),
    "satu_petugas": mark("Diisi dan diperiksa satu orang, aturan"),
    "aturan_versi": mark("Versi aturan"),
}  # fmt: skip


def _document_label(code: str) -> str:
    return next((tr(choice.label) for choice in fields.DOCUMENTS if choice.code == code), tr("Lampiran"))


def _scans(connection: Connection, number: int) -> list[Scan]:
    kept = tables.attachment.c
    query = select(tables.attachment).where(kept.application_id == number).order_by(kept.added)
    return [
        Scan(
            _document_label(row.jenis), row.mime, row.size, row.sha256.hex(),
            moment_of(row.added).isoformat(timespec="minutes"),
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def _others(connection: Connection, context: Context, uuid: bytes, names: Mapping[str, str]) -> list[Kept]:
    """Whatever plain entity has a field `application` that names this one: visits, trainings, requests."""
    found: list[Kept] = []
    for ent, table in tables.PLAIN.items():
        if "application" not in table.c:
            continue
        numbers = connection.execute(select(table.c.id).where(table.c.application == uuid)).scalars()
        found += [_kept(connection, context, ent, number, names) for number in numbers]
    return found


def _elsewhere(
    connection: Connection, context: Context, first: Row[Any], own: list[bytes], names: Mapping[str, str]
) -> tuple[list[Kept], list[Stranger]]:
    """What bears the NIK and is no part of one of the `own` applications; and what is somebody else's."""
    found: list[Kept] = []
    strangers: list[Stranger] = []
    for ent, field in WITH_NIK.items() if first.nik else ():
        table = tables.PLAIN[ent]
        query = select(table).where(table.c.nik == first.nik).order_by(table.c.id)
        for row in connection.execute(query).mappings():
            if row.get("application") in own:
                continue  # told with that application
            name, born = row[field] or "", row.get("tanggal_lahir") or first.tanggal_lahir
            if is_same(name, born, first):
                found.append(_kept(connection, context, ent, row["id"], names))
            else:
                strangers.append(Stranger(ent, name or row["nama"] or ""))
    return found, strangers


def _documents(connection: Connection, uuid: bytes) -> list[Named]:
    joined = tables.document.join(tables.document_row, _doc.id == _line.document_id)
    query = select(tables.document).select_from(joined).where(_line.application == uuid).distinct()
    return [
        Named(
            tr(documenting.KIND_WORDS.get(row.jenis, row.jenis)), row.edisi, row.nomor,
            show_date(row.tanggal), tr(documenting.STATE_WORDS.get(row.state, row.state)), _place(row.scope),
        )
        for row in connection.execute(query.order_by(_doc.id))
    ]  # fmt: skip


def _looked(connection: Connection, context: Context, uuid: bytes) -> list[Looked]:
    """Who opened, printed, was shown or copied it in this office, the earliest first."""
    return _entries(connection, context, tables.access.c.record == uuid)


def _searched(
    connection: Connection, context: Context, nik: str | None, digest: Callable[[str], bytes]
) -> list[Looked]:
    """Who searched for the NIK in this office, or for nearly all of it, the earliest first."""
    entry = tables.access.c
    if not nik:
        return []
    sought = [digest(part) for part in parts_of(nik, NEARLY)]
    return _entries(connection, context, (entry.deed == SEARCH) & entry.digest.in_(sought))


def _entries(connection: Connection, context: Context, which: ColumnElement[bool]) -> list[Looked]:
    found: list[Looked] = []
    for row in connection.execute(select(tables.access).where(which).order_by(tables.access.c.id)):
        person = context.people.get(row.user.hex())
        found.append(
            Looked(
                tr(DEEDS[row.deed]) if row.deed in DEEDS else row.deed,
                person.nama if person is not None else tr("Petugas yang belum dikenal"),
                moment_of(row.at).isoformat(timespec="minutes"),
            )
        )
    return found


def _place(scope: str) -> str:
    place = region.by_code(scope)
    return place.display if place is not None else tr("DKUM Kota Depok")


def _handed(connection: Connection, row: Row[Any]) -> list[Handed]:
    """Extracts of the same programme and year: who stood in them is not kept, so they may have held this."""
    table = tables.PLAIN["extract"]
    where = (table.c.tahun == row.tahun, table.c.program.contains(row.program or "-"))
    return [
        Handed(
            one.nama, one.alasan, moment_of(one.created).isoformat(timespec="minutes"),
            tuple(_columns(one.kolom)),
        )
        for one in connection.execute(select(table).where(*where).order_by(table.c.id))
        if one.scope in (row.kelurahan_kode, region.DEPOK, "")
    ]  # fmt: skip


def _columns(raw: str) -> list[str]:
    found: list[Any] = json.loads(raw)
    return [tr(fields.FIELDS[name].label) if name in fields.FIELDS else str(name) for name in found]
