"""DKUM's signed directory beside an office's database: what papers are checked by while nobody is in."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_app.errors import Refused, WiraError
from desktop_app.keys import pins
from desktop_app.keys.atomic import write_atomic
from desktop_app.sync.directory import TrustedDirectory
from desktop_app.sync.directory import read as read_directory
from resources.i18n import tr

PUBLIC_DIRECTORY: Final = "directory.json"
"""Its file in an office folder."""


def public_directory(home: Path) -> TrustedDirectory | None:
    """DKUM's directory as the office in `home` last used it, without anyone coming in; None before a grant.

    It names no person. Whoever may write in the folder may exchange it, so it judges papers and nothing else,
    and where this account of the computer has come in before, only the roots that it met then count.
    Raises Refused (``directory_changed``) where it is of another root, or older than what was seen.
    """
    pin = pins.known(home)
    try:
        data = (home / PUBLIC_DIRECTORY).read_bytes()
        found = read_directory(data, None)
    except (OSError, WiraError):
        return None
    if pin is not None:
        try:
            read_directory(data, [bytes.fromhex(root) for root in pin.roots])
        except WiraError as error:
            raise _directory_changed() from error
        if found.version < pin.version:
            raise _directory_changed()
    return found


def _directory_changed() -> Refused:
    return Refused(
        tr("Daftar DKUM di folder kantor ini bukan yang terakhir dipakai akun komputer ini."),
        next_step=tr("Jangan dipercaya sebelum petugas masuk sekali: Wira lalu memasang daftar yang benar."),
        code="directory_changed",
    )


def post_directory(home: Path, data: bytes) -> None:
    """Keep a copy beside the database; a folder that cannot be written is told where something is written."""
    path = home / PUBLIC_DIRECTORY
    with suppress(OSError):
        if not path.exists() or path.read_bytes() != data:
            write_atomic(path, data)
