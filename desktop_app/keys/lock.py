"""The lock of an office folder: one program at a time holds it."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from desktop_app.errors import Unavailable
from desktop_app.keys.swapping import LOCK
from resources.i18n import tr


def take_lock(home: Path) -> FileLock:
    """Hold the folder for this program. Raises Unavailable when another program does."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / LOCK, thread_local=False)  # taken in one thread, given back in another
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Unavailable(
            tr("Folder kantor ini sedang dibuka oleh Wira yang lain di komputer ini."),
            next_step=tr("Tutup jendela Wira yang lain, lalu coba lagi."),
            code="home_locked",
        ) from error
    except OSError as error:
        raise Unavailable(
            tr("Folder kantor tidak dapat ditulis."),
            next_step=tr("Minta izin tulis untuk folder itu, atau pilih folder lain."),
            code="folder_readonly",
        ) from error
    return lock
