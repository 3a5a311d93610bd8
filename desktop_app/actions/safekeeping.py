"""The daily copy: where it goes, whether it is due, which older ones make room, when people are reminded.

A copy in the office folder helps against a damaged database and a failed migration. Against a stolen or dead
computer only one on another disk or in a cloud helps, so only such a one ends the reminder.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, select

from desktop_app.actions.backup import (
    LAST_BACKUP,
    LAST_IN,
    LAST_OUTSIDE,
    BackupInfo,
    is_outside,
    name_of,
    note_backup,
    note_folder,
    write_backup,
)
from desktop_app.actions.backup_places import (
    WISH,
    copies_in,
    copies_of_migrations,
    known_folders,
    require_keeper,
)
from desktop_app.actions.clock_doubt import clock_doubt
from desktop_app.actions.sweeping import copies_of_before, lay_beside
from desktop_app.actions.sweeping_aside import drop_aside
from desktop_app.card import OfficeInfo
from desktop_app.domain.erasing import STUB
from desktop_app.domain.moments import moment_of, wib
from desktop_app.domain.op import decode
from desktop_app.domain.thinning import LIMITS, Copy, thinned
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.office import Office
from desktop_app.storage import archive, settings, tables
from desktop_app.storage.erasures import erased_mark
from desktop_app.storage.work import Changes, Work
from resources.i18n import tr

GIB: Final = 1024**3
REMIND_AFTER: Final = timedelta(days=7)
_AHEAD: Final = timedelta(days=1)
"""A copy from further in the future was made while the clock was wrong, and proves nothing about its age."""

_SPARE: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """`folder` takes the daily copy, "" for none; `limit` is what the copies of a folder may take in GiB."""

    folder: str = ""
    limit: int = 4


@dataclass(frozen=True, slots=True)
class LastCopy:
    """A copy that was made and proved: when (Depok's time), in which folder, under which name."""

    made: datetime
    folder: str
    name: str = ""
    erased: str = ""
    """After which erasure (`erasures.erased_mark`)."""
    gone: bool = False
    """It was missing from its folder, which was there, when that was looked at last."""


@dataclass(frozen=True, slots=True)
class BackupState:
    """What is known about this office's copies. `since` is when its first change was written, None before.

    A copy known to be missing from its folder is neither `last` nor `outside`; the last one elsewhere is
    `lost` then."""

    wish: BackupSettings
    last: LastCopy | None
    outside: LastCopy | None
    since: datetime | None
    sample: bool = False
    doubtful: bool = False
    """The computer's clock cannot be right: nothing is thinned by it."""
    erased: str = ""
    """The mark of the last erasure here: a copy without it is none of today."""
    folders: tuple[str, ...] = ()
    """Every folder in which a copy was made or was to be made."""
    lost: LastCopy | None = None
    each: tuple[LastCopy, ...] = ()
    """The last copy in each folder, by hand or not."""

    def days(self, now: datetime) -> int | None:
        """How many days old the last copy outside the office folder is; None where there is none."""
        return None if self.outside is None else max(0, (wib(now).date() - self.outside.made.date()).days)

    def overdue(self, now: datetime) -> bool:
        """Whether people are reminded: for longer than seven days nothing was copied elsewhere."""
        known = self.outside.made if self.outside is not None else self.since
        if self.sample or known is None:
            return False
        return now - known > REMIND_AFTER or known - now > _AHEAD

    def sentence(self, now: datetime) -> str:
        """The reminder in words."""
        days = self.days(now)
        if self.lost is not None:
            return tr("Cadangan terakhir di luar komputer ini tidak ada lagi di foldernya.")
        if days is None or self.outside is None:
            return tr("Kantor ini belum punya cadangan di luar komputer ini.")
        if self.outside.made - now > _AHEAD:
            return tr("Cadangan terakhir bertanggal di masa depan, jadi umurnya tidak diketahui.")
        return tr("Cadangan terakhir di luar folder kantor sudah {n} hari.", n=days)


def backup_settings(connection: Connection) -> BackupSettings:
    """What is set; no folder and 4 GiB until somebody says otherwise."""
    kept: dict[str, Any] = settings.get_json(connection, WISH, {})
    known = {field.name for field in fields(BackupSettings)}
    return BackupSettings(**{name: value for name, value in kept.items() if name in known})


def set_backup(office: Office, wish: BackupSettings) -> Changes:
    """Keep `wish`. Raises Refused for a mentor's account, a folder inside the office's, or another limit."""
    require_keeper(office)
    if wish.folder and not is_outside(office, Path(wish.folder)):
        raise Refused(
            tr(
                "Folder {folder} ada di dalam folder kantor, jadi akan hilang bersamanya.", folder=wish.folder
            ),
            next_step=tr("Pilih folder di flash disk, disk lain, atau folder awan."),
            code="backup_inside",
        )
    if wish.limit not in LIMITS:
        raise Refused(
            tr("Batas ruang cadangan {n} GB tidak ada dalam pilihan.", n=wish.limit),
            next_step=tr("Pilih dari: {pilihan}.", pilihan=", ".join(map(str, LIMITS))),
            code="backup_limit",
        )

    def keep(work: Work) -> None:
        for last in (_last(work.connection, LAST_BACKUP), _last(work.connection, LAST_OUTSIDE)):
            if last is not None and is_outside(office, Path(last.folder)):
                note_folder(work.connection, last.folder)  # by a program that did not note it
        settings.put_json(work.connection, WISH, asdict(wish))

    return office.do(keep)


def backup_state(connection: Connection, office: Office) -> BackupState:
    """Everything about this office's copies, from one committed state."""
    here = select(tables.op.c.body).where(tables.op.c.kind != STUB).order_by(tables.op.c.id)
    first = connection.execute(here.limit(1)).scalar()
    since = None if first is None else wib(moment_of(decode(first).wall))
    outside = _last(connection, LAST_OUTSIDE)
    noted: dict[str, dict[str, str]] = settings.get_json(connection, LAST_IN, {})  # since this program
    state = BackupState(
        backup_settings(connection), _last(connection, LAST_BACKUP), outside, since,
        office.info.sample, clock_doubt(connection, office) is not None, erased_mark(connection),
        tuple(known_folders(connection)), each=tuple(map(_copy_of, noted.values())),
    )  # fmt: skip
    return _without(state, outside) if outside is not None and outside.gone else state


def _without(state: BackupState, lost: LastCopy) -> BackupState:
    last = state.last
    same = last is not None and (last.folder, last.name) == (lost.folder, lost.name)
    return replace(state, outside=None, lost=replace(lost, gone=True), last=None if same else last)


def looked(state: BackupState) -> BackupState:
    """`state` by whether its copy elsewhere still lies there; where the folder is not reached, by what was
    known before. Looks at that folder, which may take long."""
    copy = state.outside or state.lost
    if copy is None or not _reached(Path(copy.folder)):
        return state
    if is_gone(copy):
        return _without(state, copy)
    there = replace(copy, gone=False)
    return replace(state, outside=there, lost=None, last=state.last or there)


def _last(connection: Connection, name: str) -> LastCopy | None:
    kept: dict[str, str] | None = settings.get_json(connection, name)
    return _copy_of(kept) if kept else None


def _copy_of(kept: dict[str, str]) -> LastCopy:
    return LastCopy(
        wib(datetime.fromisoformat(kept["made"])),
        kept["folder"],
        kept.get("name", ""),
        kept.get("erased", ""),
        bool(kept.get("gone")),
    )


# ---- the daily copy ----------------------------------------------------------------------------------


def due_folder(office: Office, state: BackupState) -> Path | None:
    """Where today's copy is to be made now; None where it is there already. Looks at the folder outside.

    While that one is not reached, one in the office folder is better than none.
    """
    if state.sample:
        return None
    today = office.today()
    chosen = Path(state.wish.folder) if state.wish.folder else None
    if chosen is not None and _reached(chosen):
        made = [copy for copy in (*state.each, state.outside, state.last) if _lies_in(copy, chosen)]
        if not any(_is_todays(copy, state, today) and not is_gone(copy) for copy in made if copy):
            return chosen
    elif state.last is None or not _is_todays(state.last, state, today):
        return inner_folder(office)
    return None


def _is_todays(copy: LastCopy, state: BackupState, today: date) -> bool:
    return copy.made.date() == today and copy.erased == state.erased


def _lies_in(copy: LastCopy | None, folder: Path) -> bool:
    """Whether `copy` is in `folder`, however either is spelled: what was made elsewhere today is not the
    chosen folder's."""
    return copy is not None and _same(copy.folder) == _same(folder)


def _same(folder: str | Path) -> str:
    return os.path.normcase(os.path.realpath(folder))


def inner_folder(office: Office) -> Path:
    """Where copies go while no other folder is reached."""
    return office.home / "backups"


def _reached(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:
        return False


def is_gone(kept: LastCopy) -> bool:
    """Whether a copy is missing from its folder, which is there."""
    folder = Path(kept.folder)
    return bool(kept.name) and _reached(folder) and not (folder / kept.name).exists()


@dataclass(frozen=True, slots=True)
class Today:
    """What came of today's copy: one that has still to be noted, and what hindered the chosen folder.

    `turned` is the copy elsewhere that was found missing, or there again, which has to be noted too."""

    info: BackupInfo | None = None
    hindered: WiraError | None = None
    turned: LastCopy | None = None


def copy_today(office: Office, state: BackupState) -> Today:
    """Make today's copy where it is due, proved, and thin older ones. In any thread, while people work.

    Where the chosen folder fails, one is kept in the office folder. Raises Unavailable where that fails too.
    """
    found = looked(state)
    copy = found.outside or found.lost
    turned = copy if found != state else None
    folder, inner = due_folder(office, found), inner_folder(office)
    if folder is None:
        return Today(turned=turned)
    try:
        return Today(_copy(office, found, folder), turned=turned)
    except WiraError as error:
        if folder == inner:
            raise
        had = found.last is not None and found.last.made.date() == office.today()
        return Today(None if had else _copy(office, found, inner), error, turned)


def note_today(office: Office, today: Today) -> None:
    """Keep what came of it."""
    turned = today.turned

    def keep(work: Work) -> None:
        kept: dict[str, str] = settings.get_json(work.connection, LAST_OUTSIDE, {})
        if turned is not None and (kept.get("folder"), kept.get("name")) == (turned.folder, turned.name):
            settings.put_json(work.connection, LAST_OUTSIDE, {**kept, "gone": "1" if turned.gone else ""})

    if turned is not None:
        office.do(keep)
    if today.info is not None:
        note_backup(office, today.info)


def _copy(office: Office, state: BackupState, folder: Path) -> BackupInfo:
    limit = state.wish.limit * GIB
    if state.doubtful:
        return write_backup(office, folder)
    make_room(office, folder, limit, _newest_in(state, folder))
    info = write_backup(office, folder)
    thin(office, folder, limit, info.path.name, proven=True)
    inner = inner_folder(office)
    if folder != inner:  # where copies of migrations lie; what became of the last one is proved now
        thin(office, inner, limit, _newest_in(state, inner), proven=True)
    if state.erased:  # this one is proved: those that still hold who was erased go
        _drop_older(office, folder, info)
        if folder != inner and copies_of_before(office, inner).older:
            with suppress(WiraError):  # this disk is not left without a copy of its own; else tomorrow
                _drop_older(office, inner, write_backup(office, inner))
        drop_aside(office)
    return info


def _drop_older(office: Office, folder: Path, proved: BackupInfo) -> None:
    """Remove the copies in `folder` from before the last erasure, unless the one just `proved` there is one
    of them itself: somebody may have been erased while it was written."""
    with office.reading() as connection:
        if erased_mark(connection) != proved.erased:
            return
    for path in copies_of_before(office, folder).older:
        with suppress(OSError):
            if path != proved.path:
                path.unlink()
    lay_beside(office, [folder])


def _newest_in(state: BackupState, folder: Path) -> str:
    """The name of the copy last made in `folder`, "" where none is known: its own tells what a clock said."""
    known = (copy for copy in (state.last, state.outside, *state.each) if copy is not None)
    return next((copy.name for copy in known if Path(copy.folder) == folder), "")


def daily_backup(office: Office) -> BackupInfo | None:
    """Today's copy, made and noted; None where it was made before.

    Raises Unavailable as `copy_today`, and where the chosen folder failed.
    """
    with office.reading() as connection:
        state = backup_state(connection, office)
    today = copy_today(office, state)
    note_today(office, today)
    if today.hindered is not None:
        raise today.hindered
    return today.info


# ---- older ones --------------------------------------------------------------------------------------


def thin(office: Office, folder: Path, limit: int, newest: str = "", *, proven: bool = False) -> int:
    """Remove what need not be kept, and halves that a power cut left; returns how many copies went.

    A copy is removed only after its list said that it is this computer's. What cannot be removed stays.
    Unless a copy of the present database was just `proven`, the newest from before a migration stays.
    """
    gone = 0
    before = _of_migrations(office, folder)
    for copy in thinned(copies_in(office, folder), limit, newest, migrations=before, proven=proven):
        path = folder / copy.name
        with suppress(OSError):
            if _is_ours(office, path):
                path.unlink()
                gone += 1
    if office.copying.acquire(blocking=False):  # else one of them is just being written
        try:
            with suppress(OSError):
                for part in folder.glob(f"{name_of(office)}_*.tar.part"):
                    part.unlink()
        finally:
            office.copying.release()
    return gone


def _of_migrations(office: Office, folder: Path) -> list[Copy]:
    """Copies from before a migration. They are made in the office folder; elsewhere a person put them."""
    if folder != inner_folder(office):
        return []
    return [copy for copy in copies_of_migrations(folder) if _is_ours(office, folder / copy.name)]


def _is_ours(office: Office, path: Path) -> bool:
    """Whether the list in a copy says that it is this computer's."""
    try:
        return msgspec.json.decode(archive.listing(path).office, type=OfficeInfo).dev == office.info.dev
    except (WiraError, msgspec.MsgspecError):
        return False


def make_room(office: Office, folder: Path, limit: int, newest: str = "") -> None:
    """Before a copy is written to a small stick: older ones go while there is no room. The newest stays.

    Raises Unavailable where that would not be enough; then none has gone.
    """
    needed = _size(office) + _SPARE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError:
        return  # told by writing
    if free >= needed:
        return
    copies, before = copies_in(office, folder), _of_migrations(office, folder)
    room = min(limit, max(0, sum(copy.size for copy in (*copies, *before)) + free - needed))
    removable = thinned(copies, room, newest, migrations=before, proven=False)
    going = [copy for copy in removable if _is_ours(office, folder / copy.name)]
    if free + sum(copy.size for copy in going) >= needed:
        thin(office, folder, room, newest)
        with suppress(OSError):
            free = shutil.disk_usage(folder).free
    if free < needed:
        raise Unavailable(
            tr(
                "Ruang di {folder} tidak cukup untuk cadangan: perlu {perlu} MB, tersisa {sisa} MB.",
                folder=folder, perlu=needed // 1024**2 + 1, sisa=free // 1024**2,
            ),
            next_step=tr("Kosongkan ruangnya, atau pilih folder lain di Pengaturan, Cadangan."),
            code="disk_full",
        )  # fmt: skip


def _size(office: Office) -> int:
    """About how large a copy becomes, in bytes."""
    size = 0
    for path in (
        office.home / "wira.db",
        office.home / "wira.db-wal",
        *(office.home / "blobs").glob("??/*.age"),
    ):
        with suppress(OSError):
            size += path.stat().st_size
    return size
