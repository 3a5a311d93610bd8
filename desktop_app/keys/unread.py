"""Why a file that is named cannot be read: told once, for what a person hands in and for sync files alike."""

from __future__ import annotations

import errno
import os
from typing import Final, NamedTuple

from desktop_app.keys.atomic import is_held, is_too_long
from resources.i18n import tr

_GONE: Final = frozenset((errno.ENOENT, errno.ENOTDIR, errno.EINVAL))
"""Windows calls a name that cannot be one an invalid argument."""
_BARRED: Final = frozenset((errno.EACCES, errno.EPERM, errno.EROFS))
_SHOWN: Final = 60
"""Signs of a file's name in a sentence."""


class Unread(NamedTuple):
    """One cause: its code, its sentence and the next step, translated."""

    code: str
    sentence: str
    next_step: str


def shortened(name: str) -> str:
    """A file's name, its middle left out where it is too long to be read."""
    if len(name) <= _SHOWN:
        return name
    return f"{name[: _SHOWN * 2 // 3]}…{name[-_SHOWN // 4 :]}"


def why_unread(error: OSError, name: str) -> Unread | None:
    """Why the file `name` cannot be read, where it is the name, the place or another program and not the
    medium; None for everything else."""
    told = shortened(name)
    if is_too_long(error):
        return Unread(
            "name_too_long",
            tr("Nama berkas {nama}, dengan folder di depannya, terlalu panjang.", nama=told),
            tr("Salin ke folder lain dengan nama yang lebih pendek, lalu ulangi."),
        )
    if is_held(error):
        return Unread(
            "file_held",
            tr("Berkas {nama} sedang dipakai program lain.", nama=told),
            tr("Tutup program itu atau tunggu sampai selesai menyalin, lalu ulangi."),
        )
    if error.errno == errno.EISDIR or os.path.isdir(error.filename or ""):  # Windows denies access to one
        return Unread(
            "file_folder",
            tr("{nama} sebuah folder, bukan berkas.", nama=told),
            tr("Pilih berkas di dalamnya."),
        )
    if error.errno in _GONE:
        return Unread(
            "file_missing",
            tr("Berkas {nama} tidak ada di sana.", nama=told),
            tr("Periksa flash disk, nama, dan foldernya, lalu ulangi."),
        )
    if error.errno in _BARRED:
        return Unread(
            "file_unreadable",
            tr("Berkas {nama} tidak boleh dibaca oleh akun komputer ini.", nama=told),
            tr("Minta izin baca untuk berkas itu, lalu ulangi."),
        )
    return None
