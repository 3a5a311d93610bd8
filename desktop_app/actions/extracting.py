"""Extracts for other agencies: only what the rule book lets the receiver see, and a record of every one.

The file is written beside its place, its record goes on the log, and only then the file gets its name: there
is no file that nobody gave out, and none half written.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from desktop_app.actions import access, holds, naming
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.documents.data import count_alone
from desktop_app.documents.outgoing import ROOM, OutgoingSheet, SheetForm, write_rows
from desktop_app.domain import entities, fields, identity, reasons, region
from desktop_app.domain.access import EXPORT
from desktop_app.domain.receivers import COLUMNS, NUMBERS_OF_A_PERSON, Receiver, label_of
from desktop_app.domain.rulebook import DEFAULT_PROGRAM, ProgramRules
from desktop_app.domain.status import status_label
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import dialect, tables
from desktop_app.storage.saving import unsaved_errors
from desktop_app.storage.work import Changes, new_id
from desktop_app.sync.writer import free_path
from resources.i18n import official, tr, trn

ENTITY: Final = "extract"
LONGEST_REASON: Final = 300
_CHUNK: Final = 1000

_app = tables.application.c
_Show = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class MakeExtract:
    """The wish to give data of a programme and year to the receiver of that code in the rule book.

    `reason` says why now, in the words of the person who gives. `kelurahan` narrows it at DKUM; an office
    gives its own.
    """

    program: str
    tahun: int
    receiver: str
    reason: str
    kelurahan: str = ""
    form: SheetForm = "xlsx"


@dataclass(frozen=True, slots=True)
class MadeExtract:
    """The file, its record (hex), how many rows it holds, what moved, and how many people are left out
    because their data stand still."""

    path: Path
    record: str
    rows: int
    changes: Changes
    held: int = 0


@dataclass(frozen=True, slots=True)
class ExtractPreview:
    """What would be given: titles, the first rows as they will stand in the file, and how many there are."""

    receiver: Receiver
    rules: ProgramRules
    titles: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    count: int
    held: int = 0
    """People left out because their data stand still (`holds`)."""


@dataclass(frozen=True, slots=True)
class ExtractSource:
    """One receiver with the programme and year whose rule book names it."""

    program: str
    tahun: int
    receiver: Receiver


@dataclass(frozen=True, slots=True)
class _Given:
    """Who gives what: checked against the rule book and the office."""

    rules: ProgramRules
    receiver: Receiver
    scope: str


def sources(office: Office, connection: Connection) -> list[ExtractSource]:
    """Whom this office may give data, by the rule books in force, the newest year first."""
    return [
        ExtractSource(rules.program, rules.tahun, each)
        for rules in sorted(rules_in_force(connection).issued, key=_newest_first)
        for each in rules.extracts
        if office.info.kind == "dkum" or each.by == "kelurahan"
    ]


def _newest_first(rules: ProgramRules) -> tuple[int, bool]:
    return -rules.tahun, rules.program != DEFAULT_PROGRAM


def no_receiver() -> Refused:
    """Why nothing can be given: the rule books name nobody."""
    return Refused(
        tr("Buku aturan belum menyebut instansi yang boleh diberi data oleh kantor ini."),
        next_step=tr("Admin DKUM menambahkan penerima di buku aturan, lalu menerbitkannya."),
        code="receiver",
    )


def may_give(office: Office) -> bool:
    """Whether the person who is in may make extracts at all."""
    writers = entities.ENTITIES[ENTITY].writers.get(office.info.kind, frozenset())
    return bool(office.person.roles & writers)


def preview(office: Office, wish: MakeExtract, limit: int = 20) -> ExtractPreview:
    """The first rows and the count; nothing is kept. Raises Refused as `make_extract`, but for the reason."""
    with office.reading() as connection:
        given = _given(office, connection, wish)
        found, held = _ids(connection, given, wish), _held(connection, given, wish)
        with official():
            rows = tuple(tuple(row) for row in _rows(connection, given.receiver, found[:limit]))
            titles = _titles(given.receiver)
    return ExtractPreview(given.receiver, given.rules, titles, rows, len(found), held)


def make_extract(
    office: Office, wish: MakeExtract, folder: Path, progress: Progress = no_progress
) -> MadeExtract:
    """Write the file into `folder` under a name that says receiver and day, and record it.

    Raises Refused: no such receiver, not this office's or person's to give, no reason, nobody fits. Raises
    Unavailable when the folder does not take it. `progress` stops it by raising. In every case there is then
    neither file nor record.
    """
    reason = reason_given(wish.reason)
    with unsaved_errors(f"ekstrak-{wish.receiver}"):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".ekstrak-", dir=folder) as aside:
            part = Path(aside) / "isi"
            with office.reading() as connection:
                given = _given(office, connection, wish)
                count = _write(connection, office, given, wish, reason, part, progress)
                held = _held(connection, given, wish)
            digest = _digest(part)
            path = free_path(folder, f"{_stem(given, office)}.{wish.form}")
            record = new_id()
            with office.work() as work:
                values = _record(given, wish, reason, count, digest)
                scope = given.scope or region.DEPOK  # what the city gave away stays at DKUM
                work.put(record, ENTITY, "issue", values, scope=scope, new=True)
                work.flush()
                access.note(office, EXPORT, record, about=wish.receiver, count=count)  # kept in this commit
                os.replace(part, path)
                work.on_failure(lambda: path.unlink(missing_ok=True))
    return MadeExtract(path, record, count, work.changes, held)


def require_giver(office: Office) -> None:
    """Raise Refused where the person who is in may hand out no data."""
    if not may_give(office):
        raise Refused(
            tr("Peran petugas ini tidak mengizinkan pemberian data ke instansi lain."),
            next_step=tr("Minta petugas DKUM, lurah, verifikator, atau admin kantor melakukannya."),
            code="role",
        )


def reason_given(words: str) -> str:
    """Why data are handed out now, in one line. Raises Refused where nothing or too much is said."""
    reason = " ".join(words.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(
            tr("Alasan pemberian data belum ditulis, atau lebih dari {batas} huruf.", batas=LONGEST_REASON),
            next_step=tr("Tulis mengapa data diberikan sekarang, misalnya nomor surat permintaannya."),
            code="reason",
        )
    return reasons.given(reason)


# ---- within ------------------------------------------------------------------------------------------


def _given(office: Office, connection: Connection, wish: MakeExtract) -> _Given:
    require_giver(office)
    known = rules_in_force(connection)
    if known.too_new(wish.program, wish.tahun):
        raise Refused(
            tr("Buku aturan ini dibuat oleh aplikasi yang lebih baru."),
            next_step=tr("Perbarui aplikasi di komputer ini, lalu buka lagi."),
            code="newer_rulebook",
        )
    rules = known.of(wish.program, wish.tahun)
    receiver = rules.receiver(wish.receiver)
    if receiver is None:
        raise Refused(
            tr("Buku aturan {program} {tahun} tidak menyebut penerima {kode}.",
               program=wish.program, tahun=wish.tahun, kode=wish.receiver),
            next_step=tr("Pilih penerima dari buku aturan; hanya DKUM yang menambahnya."),
            code="receiver",
        )  # fmt: skip
    if office.info.kind != "dkum" and receiver.by != "kelurahan":
        raise Refused(
            tr("Data untuk {nama} hanya diberikan oleh DKUM.", nama=receiver.name),
            next_step=tr("Teruskan permintaannya ke DKUM."),
            code="place",
        )
    if office.info.scope and wish.kelurahan not in ("", office.info.scope):
        raise Refused(
            tr("Kantor ini hanya memberikan data pendaftarnya sendiri."),
            next_step=tr("Teruskan permintaannya ke DKUM."),
            code="kelurahan",
        )
    return _Given(rules, receiver, office.info.scope or wish.kelurahan)


def _ids(connection: Connection, given: _Given, wish: MakeExtract) -> array[int]:
    """Whom it is about, by kelurahan and registration number: 8 bytes each, the rows are read later."""
    query = select(_app.id).where(*_asked(given, wish), ~holds.held_uuids())
    query = query.order_by(_app.kelurahan_kode, _app.nomor_pendaftaran, _app.id)
    cursor: Any = connection.execute(query).cursor
    return array("q", (row[0] for row in cursor))


def _held(connection: Connection, given: _Given, wish: MakeExtract) -> int:
    """How many are left out because their data stand still."""
    query = select(func.count()).select_from(tables.application)
    return connection.execute(query.where(*_asked(given, wish), holds.held_uuids())).scalar_one()


def _done_alone(connection: Connection, given: _Given, wish: MakeExtract) -> int:
    """How many of those who are given one person typed and judged."""
    asked = (*_asked(given, wish), ~holds.held_uuids(), _app.satu_petugas.is_not(None))
    return connection.execute(select(func.count()).select_from(tables.application).where(*asked)).scalar_one()


def _asked(given: _Given, wish: MakeExtract) -> list[ColumnElement[bool]]:
    found = [
        _app.program == wish.program,
        _app.tahun == wish.tahun,
        _app.status.in_(given.receiver.statuses),
        _app.submitted.is_not(None),  # a draft that was thrown away ends as withdrawn, never submitted
    ]
    return [*found, _app.kelurahan_kode == given.scope] if given.scope else found


def _rows(
    connection: Connection, receiver: Receiver, wanted: array[int], progress: Progress = no_progress
) -> Iterator[list[object]]:
    """The cells of these applications, a chunk at a time."""
    sources = ["kelurahan_kode" if name in ("kelurahan", "kecamatan") else name for name in receiver.columns]
    question = dialect.Question(
        select(_app.id, *(_app[name].label(f"c{place}") for place, name in enumerate(sources))).where(
            _app.id.in_(dialect.given("ids"))
        )
    )
    shows = [_shower(name, receiver) for name in receiver.columns]
    for start in range(0, len(wanted), _CHUNK):
        progress(start, len(wanted), tr("Menulis ekstrak"))
        chunk = wanted[start : start + _CHUNK]
        found = {row[0]: row[1:] for row in question.ask(connection, ids=dialect.giving(chunk))}
        for one in chunk:
            yield [
                None if cell is None or cell == "" else show(cell)
                for show, cell in zip(shows, found[one], strict=True)
            ]


def _shower(name: str, receiver: Receiver) -> _Show:
    """How a stored value of the column `name` stands in the file: dates ISO, codes as words, numbers bare."""
    if name in NUMBERS_OF_A_PERSON:
        return str if receiver.nik == "full" else lambda cell: identity.mask_nik_public(str(cell))
    if name in ("kelurahan", "kecamatan"):
        return _place_name if name == "kelurahan" else _kecamatan_name
    if name == "status":
        return _status_word
    field = fields.FIELDS.get(name)
    if COLUMNS[name].numeric:
        return lambda cell: cell if isinstance(cell, int) else str(cell)
    if name == "hp":
        return lambda cell: identity.phone_local(str(cell))
    if field is not None and (field.choices or name == "ktp_kabkota"):
        return cache(partial(fields.show, name))
    return str


def _status_word(code: object) -> str:
    return tr(status_label(str(code)))


@cache
def _place_name(code: object) -> str:
    place = region.by_code(str(code))
    return place.name if place else str(code)


@cache
def _kecamatan_name(code: object) -> str:
    place = region.by_code(str(code))
    return place.kecamatan if place else ""


def _titles(receiver: Receiver) -> tuple[str, ...]:
    return tuple(label_of(name) for name in receiver.columns)


def _write(
    connection: Connection,
    office: Office,
    given: _Given,
    wish: MakeExtract,
    reason: str,
    part: Path,
    progress: Progress,
) -> int:
    found = _ids(connection, given, wish)
    if not found:
        raise Refused(
            tr("Belum ada pendaftar yang boleh diberikan kepada {nama}.", nama=given.receiver.name),
            next_step=tr("Periksa program, tahun, kelurahan, dan status menurut buku aturan."),
            code="nobody",
        )
    if len(found) > ROOM[wish.form]:
        raise Refused(
            trn("{n} baris tidak muat di satu lembar.", "{n} baris tidak muat di satu lembar.", len(found)),
            next_step=tr("Pilih CSV, atau buat untuk tiap kelurahan."),
            code="too_many",
        )
    asked = (*_asked(given, wish), ~holds.held_uuids())
    naming.require_nobody(connection, ENTITY, "alasan", reason, asked, len(found))
    with official():
        sheet = OutgoingSheet(
            tr("Data"),
            _titles(given.receiver),
            tr("Keterangan"),
            _about(office, given, wish, reason, len(found), _done_alone(connection, given, wish)),
        )
        count = write_rows(part, wish.form, sheet, _rows(connection, given.receiver, found, progress))
    progress(count, count, tr("Menulis ekstrak"))
    return count


def _about(
    office: Office, given: _Given, wish: MakeExtract, reason: str, count: int, alone: int
) -> list[tuple[str, str]]:
    place = region.by_code(given.scope)
    return [
        (tr("Penerima"), given.receiver.name),
        (tr("Keperluan"), given.receiver.purpose),
        (tr("Alasan"), reason),
        (tr("Program"), f"{fields.show('program', wish.program)} {wish.tahun}"),
        (tr("Wilayah"), place.display if place else tr("Kota Depok")),
        (tr("Status"), ", ".join(tr(status_label(each)) for each in given.receiver.statuses)),
        (tr("Versi aturan"), given.rules.label),
        (tr("Jumlah baris"), str(count)),
        (tr("Tanggal"), show_date(office.today().isoformat())),
        (tr("Diberikan oleh"), office.session.name),
        *([(tr("Catatan"), f"{count_alone(alone)}.")] if alone else []),
        *([(tr("Catatan"), tr("Data contoh; orangnya tidak ada."))] if office.info.sample else []),
    ]


def _record(given: _Given, wish: MakeExtract, reason: str, count: int, digest: str) -> Mapping[str, object]:
    return {
        "penerima": given.receiver.code,
        "nama": given.receiver.name,
        "keperluan": given.receiver.purpose,
        "alasan": reason,
        "program": wish.program,
        "tahun": wish.tahun,
        "aturan": given.rules.version,
        "kolom": list(given.receiver.columns),
        "status_isi": list(given.receiver.statuses),
        "nik_isi": given.receiver.nik,
        "jumlah": count,
        "bentuk": wish.form,
        "sidik": digest,
    }


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        found = file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return found


def _stem(given: _Given, office: Office) -> str:
    rules, day = given.rules, office.today().isoformat()
    return f"ekstrak-{given.receiver.code}-{rules.program}-{rules.tahun}-{given.scope or 'kota'}-{day}"
