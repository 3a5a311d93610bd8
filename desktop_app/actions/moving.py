"""Moving an office to another computer: the old one prepares and ends, the new one takes over.

The old one makes a checked backup that says that it is for moving, and does not open the office any more. The
new one puts it back like any backup: new epoch, new keys, DKUM's word before anything leaves the office.
So at no time do two computers write. Who stays after all says so on the old one, which then asks DKUM too.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from desktop_app.actions.access import note
from desktop_app.actions.backup import BackupInfo, is_outside, note_folder, write_backup
from desktop_app.domain import people
from desktop_app.domain.access import EXPORT
from desktop_app.errors import Refused
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.slots import DEFAULT_COST, Cost
from desktop_app.office import Clock, Office, open_office, system_clock
from desktop_app.storage import archive, handed
from desktop_app.storage.database import disk_errors
from resources.i18n import tr, trn

STAYED: Final = "stayed"
"""Why an office that stayed after all is in a new epoch (`actions.standing.REASONS`)."""

_ROUNDS: Final = 3
"""How often the file is made again because something was saved meanwhile."""


def prepare_move(office: Office, folder: Path) -> BackupInfo:
    """Write the file for the new computer into `folder`, and end here; then close the office.

    What is saved while the file is made is in it as well: it is made again. Raises Refused (as
    `require_movable`, or somebody goes on saving) or Unavailable; then the office goes on here as before.
    """
    for attempt in range(_ROUNDS):
        require_movable(office, folder)
        if not attempt:
            note(office, EXPORT, about="pindahan")
            office.do(lambda work: note_folder(work.connection, str(folder)))  # who stays after all is told
        office.keep_access()  # it goes along
        works = office.works
        info = write_backup(office, folder, moving=True)
        try:
            if not len(office.drafts.list()) and office.end(works, archive.listing(info.path)):
                return info
        except BaseException:
            _drop(info)
            raise
        _drop(info)
    raise Refused(
        tr("Masih ada yang disimpan selagi berkas pindahan dibuat, jadi kantor ini belum pindah."),
        next_step=tr("Tunggu sampai semua pekerjaan selesai, lalu ulangi."),
        code="still_saving",
    )


def _drop(info: BackupInfo) -> None:
    """The office goes on here: no other computer may begin with that file."""
    with suppress(OSError):
        info.path.unlink()


def require_movable(office: Office, folder: Path) -> None:
    """Raises Refused: not an admin, typing that is not saved, a folder inside the office."""
    if people.ADMIN_KANTOR not in office.person.roles:
        raise Refused(
            tr("Hanya admin kantor yang memindahkan kantor ke komputer lain."),
            next_step=tr("Minta admin kantor masuk dan melakukannya."),
            code="role",
        )
    _require_no_typing(office)
    if not is_outside(office, folder):
        raise Refused(
            tr("Folder {folder} ada di dalam folder kantor.", folder=folder),
            next_step=tr("Pilih flash disk atau folder lain yang dapat dibaca komputer baru."),
            code="backup_inside",
        )


def steps() -> list[str]:
    """What is left to do at the new computer, in order."""
    return [
        tr(
            "1. Pasang Wira di komputer baru, pilih Pulihkan dari cadangan, lalu buka berkas yang namanya "
            "berawal wira-pindahan."
        ),
        tr("2. Masuk dengan kata sandi yang biasa. Entri dan verifikasi langsung berjalan."),
        tr("3. Di Sinkronisasi, simpan permintaan izin, bawa ke DKUM, lalu buka berkas izinnya."),
        tr("4. Sesudah izin itu dibuka, hapus folder kantor di komputer lama dan berkas pindahannya."),
    ]


def _require_no_typing(office: Office) -> None:
    """A backup holds no unsaved typing."""
    left = len(office.drafts.list())
    if left:
        raise Refused(
            trn(
                "Ada {n} isian yang belum disimpan; isian itu tidak ikut pindah.",
                "Ada {n} isian yang belum disimpan; isian itu tidak ikut pindah.",
                left,
            ),
            next_step=tr("Simpan atau buang isian itu dari Beranda, lalu ulangi."),
            code="typing",
        )


def stay(
    home: Path,
    name: str,
    passphrase: str,
    *,
    clock: Clock = system_clock,
    attempts: Attempts | None = None,
    cost: Cost = DEFAULT_COST,
) -> Office:
    """Go on at the old computer after all, under a new epoch: the new one may have begun meanwhile.

    Raises as `open_office`; then it stays ended.
    """
    office = open_office(home, name, passphrase, clock=clock, attempts=attempts, cost=cost, ended=True)
    try:
        if people.ADMIN_KANTOR not in office.person.roles:
            raise Refused(
                tr("Hanya admin kantor yang membatalkan pindah."),
                next_step=tr("Minta admin kantor masuk dan melakukannya."),
                code="role",
            )
        office.info = msgspec.structs.replace(office.info, moved="")
        office.begin_epoch(STAYED)
        with disk_errors(), office.database.locked() as connection:
            handed.drop(connection)
    except BaseException:
        office.close()
        raise
    return office
