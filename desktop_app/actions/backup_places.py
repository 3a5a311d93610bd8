"""Folders beside the daily one that hold backups of this office: chosen before, or named for one copy.

Nothing is thinned or removed there: somebody may have kept them for a reason. But they hold people's data,
perhaps of somebody who was erased since, so they are named as long as they are there. A folder that cannot be
reached, as on a stick in a drawer, is said not to have been looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from desktop_app.actions.backup import LAST_OUTSIDE, STAMP, folders_noted, name_of, note_folder
from desktop_app.domain import people
from desktop_app.domain.moments import WIB
from desktop_app.domain.thinning import Copy
from desktop_app.errors import Refused
from desktop_app.office import BEFORE_MIGRATION, Office
from desktop_app.storage import settings
from desktop_app.storage.work import Changes
from resources.i18n import tr, trn

WISH: Final = "backup"
"""The setting with the folder of the daily copy (`safekeeping.BackupSettings`)."""


def _moment(moment: datetime) -> str:
    return f"{moment:%d-%m-%Y %H.%M}"


@dataclass(frozen=True, slots=True)
class Place:
    """Another folder than the daily one where backups of this office were made. `copies` is how many lie
    there now, None where it cannot be reached; `newest` the latest of them by its name, in Depok's time."""

    folder: str
    copies: int | None
    newest: datetime | None = None

    def told(self, say: Callable[[datetime], str] = _moment) -> str:
        """It in one line of a list; `say` gives a moment the form that it has beside it."""
        if self.copies is None:
            return tr("{folder}: tidak terjangkau, jadi belum dilihat", folder=self.folder)
        return trn(
            "{folder}: {n} cadangan, yang terbaru dari {waktu}",
            "{folder}: {n} cadangan, yang terbaru dari {waktu}",
            self.copies, folder=self.folder, waktu=say(self.newest) if self.newest else "-",
        )  # fmt: skip


def step() -> str:
    """What to do about such folders."""
    return tr(
        "Isinya data orang, mungkin juga yang sudah dihapus. Wira tidak menghapus di folder lain: hapus "
        "sendiri yang tidak diperlukan, atau pilih lagi folder itu untuk cadangan harian."
    )


def known_folders(connection: Connection) -> list[str]:
    """Every folder outside in which a backup was ever made or was to be made, as far as it was noted."""
    last: dict[str, str] | None = settings.get_json(connection, LAST_OUTSIDE)
    before = {last["folder"]: True} if last else {}  # perhaps made by a program that did not note folders
    return [each for each, told in {**before, **folders_noted(connection)}.items() if told]


def earlier_folders(office: Office, connection: Connection) -> list[Path]:
    """Those of them that the daily copy does not go to, reached or not."""
    daily, seen = _daily(connection), list[Path]()
    for each in known_folders(connection):
        path = Path(each)
        inside = path.is_relative_to(office.home)
        if path not in seen and not inside and not (daily and path == Path(daily)):
            seen.append(path)
    return seen


def other_places(office: Office) -> list[Place]:
    """What lies in them now; one that is there and holds no backup of this office is not told. Looks at
    folders outside, which may take long."""
    with office.reading() as connection:
        folders = earlier_folders(office, connection)
        last: dict[str, str] | None = settings.get_json(connection, LAST_OUTSIDE)
        usual = _daily(connection) or (last or {}).get("folder", "")  # where no daily one is chosen: by hand
    return list(places_in(office, [each for each in folders if each != Path(usual)]))


def places_in(office: Office, folders: list[Path]) -> Iterator[Place]:
    """The same of given folders."""
    for folder in folders:
        try:
            there = folder.is_dir()
        except OSError:
            there = False
        if not there:
            yield Place(str(folder), None)
            continue
        copies = [*copies_in(office, folder), *copies_in(office, folder, moving=True)]
        if copies:
            yield Place(str(folder), len(copies), max(each.made for each in copies))


def copies_in(office: Office, folder: Path, *, moving: bool = False) -> list[Copy]:
    """This computer's backups in `folder`, by their names; no other file is ever counted or removed.
    `moving`: those for another computer instead, which are never thinned."""
    return _named(name_of(office).replace("cadangan", "pindahan") if moving else name_of(office), folder)


def copies_of_migrations(folder: Path) -> list[Copy]:
    """Those in `folder` from before the database's shape changed, whoever's they are."""
    return _named(BEFORE_MIGRATION, folder)


def _named(name: str, folder: Path) -> list[Copy]:
    wanted = re.compile(re.escape(name) + r"_(\d{8}-\d{6})\.tar")
    found: list[Copy] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = wanted.fullmatch(entry.name)
            if match is None:
                continue
            with suppress(OSError, ValueError):  # gone meanwhile, or no moment
                made = datetime.strptime(match[1], STAMP).replace(tzinfo=WIB)
                found.append(Copy(made, entry.name, entry.stat().st_size))
    return found


def require_keeper(office: Office) -> None:
    """Raise Refused (``role``) for a mentor's account: it arranges no backups."""
    if people.sees_only_own(office.person.roles):
        raise Refused(
            tr("Akun pendamping tidak mengatur cadangan."),
            next_step=tr("Minta petugas kantor mengaturnya."),
            code="role",
        )


def forget_place(office: Office, folder: str) -> Changes:
    """Tell of that folder no more, as of a stick that is gone for good; nothing in it is touched. A later
    copy there brings it back. Raises Refused: a mentor's account, a folder that is not told of, or one that
    is still there with backups in it."""
    require_keeper(office)
    found = {Path(each.folder): each for each in other_places(office)}.get(Path(folder))
    if found is None:
        raise Refused(
            tr("Folder {folder} tidak ada di antara folder cadangan yang disebut.", folder=folder),
            next_step=tr("Lihat lagi daftar folder cadangan."),
            code="backup_place",
        )
    if found.copies:
        raise Refused(
            trn(
                "Di {folder} masih ada {n} cadangan kantor ini.",
                "Di {folder} masih ada {n} cadangan kantor ini.",
                found.copies, folder=folder,
            ),
            next_step=tr("Hapus dahulu cadangan itu, atau pilih lagi folder itu."),
            code="backup_place_used",
        )  # fmt: skip
    return office.do(lambda work: note_folder(work.connection, found.folder, told=False))


def _daily(connection: Connection) -> str:
    kept: dict[str, Any] = settings.get_json(connection, WISH, {})
    return str(kept.get("folder") or "")
