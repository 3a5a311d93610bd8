"""Whether an office's data are sound: the folder, the file, the chains, the projections, the papers.

`check_office` looks through an open office; `check_home` opens it first and also says what can be said of one
that cannot be opened. Nothing is changed but what opening puts right by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, func, select

from desktop_app.actions import check_access, check_folder, check_history, check_papers
from desktop_app.actions.backup import make_backup
from desktop_app.actions.backup_places import other_places
from desktop_app.actions.check_folder import Before
from desktop_app.actions.check_report import PARTS, CheckReport, Finding, Part, unseen
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.safekeeping import BackupState, backup_state
from desktop_app.actions.sweeping_left import left_behind
from desktop_app.actions.weekly import LAST_CHECK, LastCheck, last_check
from desktop_app.domain.entities import ENTITIES
from desktop_app.domain.moments import wib
from desktop_app.errors import WiraError
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.slots import FILE_NAME, KeySlots
from desktop_app.office import DEVICE_SECRET, Clock, Office, open_office, system_clock
from desktop_app.storage import dialect, settings, tables
from desktop_app.storage.blobs import BlobStore
from desktop_app.storage.rebuild import rebuild
from desktop_app.storage.work import Changes
from resources.i18n import tr, trn

__all__ = [
    "CheckReport", "LastCheck", "check_home", "check_office", "keep_check", "last_check", "rebuild_office",
]  # fmt: skip

_FEW: Final = {"yield_per": 1000}
"""Rows held at a time."""

_UNOPENED: Final = frozenset(
    {
        "database_lost",
        "database_damaged",
        "database_key",
        "database_open",
        "database_read",
        "keyslots",
        "office_info",
    }
)
"""Why an office cannot be opened that a look through it can say more about."""


def check_home(
    home: Path, name: str, passphrase: str, *, clock: Clock = system_clock, progress: Progress = no_progress
) -> tuple[CheckReport, Office | None]:
    """Open the office in `home` and look through it; the open office, where it could be opened.

    Raises as `open_office` where nothing can be said: wrong passphrase, folder in use, newer program.
    """
    before = check_folder.look_before(home)
    try:
        office = open_office(home, name, passphrase, clock=clock)
    except WiraError as error:
        if error.code not in _UNOPENED:
            raise
        return _unopened(home, name, passphrase, before, error, progress), None
    with suppress(WiraError):  # what opening found of the access log stands in it before it is looked at
        office.keep_access()
    try:
        return check_office(office, before=before, progress=progress), office
    except BaseException:
        office.close()
        raise


def check_office(
    office: Office, *, before: Before | None = None, progress: Progress = no_progress
) -> CheckReport:
    """Look through everything; nothing is changed. `before` is what was seen before it was opened."""
    report = look_through(office, before=before, progress=progress)
    return with_tables(office, report, progress=progress)


def look_through(
    office: Office, *, before: Before | None = None, progress: Progress = no_progress
) -> CheckReport:
    """All but the tables, which only the thread that writes may compare; it only reads."""
    progress(0, 0, tr("Memeriksa basis data"))
    database = _database(office)
    if database.state == "broken":  # whatever else it says is not to be relied on
        return _only_folder(office, database, before, progress)
    # the words beside the database first: people go on, and only one older than what is read is always right
    mark = before.mark if before is not None else check_folder.high_water(office.home)
    outside = office.access.outside()
    spoilt = before.spoilt if before is not None else office.access.outside_spoilt()
    with office.database.reading() as connection:  # all of it, whoever is in
        files = check_folder.check_files(office, connection, before, mark)
        left = left_behind(office, connection)
        progress(0, 0, tr("Memeriksa rantai catatan"))
        chains = check_history.check_chains(office, connection)
        proof = check_history.check_proof(office, connection, chains)
        seen = check_access.check_access(office, connection, outside, spoilt=spoilt)
        records = connection.execute(select(func.count()).select_from(tables.record)).scalar_one()
        copies = _copies(connection, office)
        blobs, held = check_papers.check_blobs(office, connection, progress)
    chain = check_history.chain_part(chains)
    papers = check_papers.check_papers(office, office.clock(), progress)
    parts = (
        files, check_folder.check_keys(office), database, chain, proof, seen, unseen("tables"), blobs, papers,
        check_folder.check_backups(office.home, left, copies, office.clock(), other_places(office)),
    )  # fmt: skip
    return CheckReport(parts, chains.ops, records, held)


def _copies(connection: Connection, office: Office) -> BackupState | None:
    """What is known of its copies; None where the log that is asked for it cannot be read."""
    with suppress(WiraError):
        return backup_state(connection, office)
    return None


def with_tables(office: Office, report: CheckReport, *, progress: Progress = no_progress) -> CheckReport:
    """The report with its last part: all tables made anew from the ops, compared, and rolled back."""
    found = {part.key: part for part in report.parts}
    if found["database"].state == "broken" or any(each.code == "chain" for each in found["chain"].findings):
        return report
    progress(0, 0, tr("Membangun ulang tabel dan membandingkan"))
    differing = _differing(office)
    step = tr(
        "Bangun ulang tabel dari catatannya di Pengaturan, Pemeriksaan (Bangun ulang). "
        "Cadangan dibuat lebih dahulu."
    )
    told = tuple(
        Finding("table", tr("Tabel {name} berbeda dengan catatannya.", name=name), step) for name in differing
    )
    seen = trn(
        "{n} tabel dibangun ulang dari catatan dan dibandingkan.",
        "{n} tabel dibangun ulang dari catatan dan dibandingkan.",
        len(tables.PROJECTIONS),
    )
    fresh = Part("tables", seen, told)
    return replace(report, parts=tuple(fresh if part.key == "tables" else part for part in report.parts))


def _database(office: Office) -> Part:
    told: list[Finding] = []
    try:
        quick, pages = office.database.ask_freshly("PRAGMA quick_check", "PRAGMA cipher_integrity_check")
    except WiraError as error:  # so damaged that even this cannot be asked
        told.append(Finding(error.code, error.message, _put_back(office.home)))
        return Part("database", _size(office.home), tuple(told))
    if quick != [("ok",)]:
        told.append(Finding("database_damaged", tr("Berkas basis data rusak."), _put_back(office.home)))
    elif pages:
        told.append(
            Finding(
                "database_pages",
                tr("Ada halaman basis data yang berubah di luar Wira."),
                _put_back(office.home),
            )
        )
    return Part("database", _size(office.home), tuple(told))


def _size(home: Path) -> str:
    try:
        size = (home / "wira.db").stat().st_size
    except OSError:
        return tr("Berkas basis data tidak ada.")
    return tr("{mb} MiB, setiap halaman dibaca.", mb=-(-size // 1048576))


def _put_back(home: Path) -> str:
    """The next step where the database is lost: which copy to put back."""
    found = check_folder.last_good(home)
    if found is None:
        return tr(
            "Jangan hapus folder ini. Pulihkan dari cadangan di flash disk Anda di layar masuk; "
            "isi yang sekarang disisihkan utuh. Tanpa cadangan, hubungi DKUM."
        )
    path, listed = found
    return tr(
        "Jangan hapus folder ini. Cadangan utuh yang terakhir di sini dari {waktu}, {n} pendaftar: "
        "{berkas}. Pulihkan di layar masuk; isi yang sekarang disisihkan utuh.",
        berkas=path,
        waktu=f"{wib(listed.made):%d-%m-%Y %H.%M}",
        n=listed.applications,
    )


def _only_folder(office: Office, database: Part, before: Before | None, progress: Progress) -> CheckReport:
    files = Part("files", tr("Kartu kantor dan kunci."), before.findings if before is not None else ())
    parts = {
        "files": files,
        "keys": check_folder.check_keys(office),
        "database": database,
        "blobs": check_papers.check_blob_files(office.blobs, progress),
        "backups": check_folder.check_backups(office.home),
    }
    return CheckReport(tuple(parts.get(key) or unseen(key) for key in PARTS))


def _unopened(
    home: Path, name: str, passphrase: str, before: Before, error: WiraError, progress: Progress
) -> CheckReport:
    """What can be said of an office whose database or keys cannot be opened."""
    parts = {
        "files": Part("files", tr("Kartu kantor dan kunci."), before.findings),
        "backups": check_folder.check_backups(home),
    }
    told = Finding(error.code, error.message, error.next_step)
    if error.code.startswith("database"):
        step = _put_back(home) if error.code != "database_open" else error.next_step
        parts["database"] = Part("database", _size(home), (replace(told, next_step=step),))
        slots = KeySlots.load(home / FILE_NAME)
        opened = slots.open_slot(name, passphrase)
        device = DeviceKeys.from_bytes(slots.get_secret(DEVICE_SECRET, opened.dek))
        parts["keys"] = Part("keys", tr("Kata sandi Anda membuka kuncinya."))
        blobs = BlobStore(home / "blobs", device.identities)
        parts["blobs"] = check_papers.check_blob_files(blobs, progress)
    elif parts["files"].state != "broken":
        parts["keys"] = Part("keys", tr("Kunci kantor dicoba dibuka."), (told,))
    return CheckReport(tuple(parts.get(key) or unseen(key) for key in PARTS))


def keep_check(office: Office, report: CheckReport) -> None:
    """Remember when this office was looked through, but in no damaged database. Raises Unavailable."""
    broken = [part.key for part in report.parts if part.state == "broken"]
    if "database" in broken:
        return
    now = office.clock()
    with office.work() as work:
        before = last_check(work.connection)
        whole = now if report.sound else before.whole if before is not None else None
        kept = LastCheck(now, report.sound, broken, whole)
        settings.put(work.connection, LAST_CHECK, msgspec.json.encode(kept))


def rebuild_office(office: Office) -> Changes:
    """Make all tables anew from the ops, after a backup: for one that was altered outside Wira or written by
    a program that erred. The ops stay as they are. Raises Unavailable."""
    make_backup(office, office.home / "backups")
    with office.work() as work:
        rebuild(work)
    kinds = ("application", "person", "office", "document", "decision", *ENTITIES)
    return Changes({name: frozenset() for name in kinds})


def _differing(office: Office) -> list[str]:
    """Rebuild all that the ops say in a transaction that is rolled back; the tables that differ."""
    with office.trial() as work:
        before = _digests(work.connection)
        rebuild(work)
        after = _digests(work.connection)
    return [name for name, digest in before.items() if digest != after[name]]


def _digests(connection: Connection) -> dict[str, bytes]:
    """What each table says, in few bytes: an office of a hundred thousand is compared in little memory."""
    op = tables.op.c
    asked = {table.name: select(table).order_by(*table.primary_key.columns) for table in tables.PROJECTIONS}
    asked["record"] = select(tables.record).order_by(tables.record.c.id)
    asked["op"] = select(op.id, op.void).where(op.void.is_not(None)).order_by(op.id)
    found = {
        name: _digest(connection.execute(query.execution_options(**_FEW))) for name, query in asked.items()
    }
    for ent in dialect.SEARCH_COLUMNS:
        found[f"{ent}_fts"] = _digest(dialect.search_words(connection, ent))
    return found


def _digest(rows: Iterable[Sequence[Any]]) -> bytes:
    made = sha256()
    for row in rows:
        made.update(repr(tuple(row)).encode())
    return made.digest()
