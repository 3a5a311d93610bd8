"""Why a file that a person hands in cannot be read: its name, the cause, and the next step."""

from __future__ import annotations

import errno
import os
from typing import Final

from desktop_app.errors import Unavailable
from desktop_app.keys.atomic import is_held, is_too_long
from desktop_app.storage.saving import shortened
from resources.i18n import tr

_GONE: Final = frozenset((errno.ENOENT, errno.ENOTDIR))
_BARRED: Final = frozenset((errno.EACCES, errno.EPERM))


def unread(error: OSError, name: str, code: str = "") -> Unavailable:
    """The sentence for the file `name`; with `code` in place of the cause's own."""
    told = shortened(name)
    if error.errno in _GONE:
        return Unavailable(
            tr("Berkas {nama} tidak ada di sana.", nama=told),
            next_step=tr("Periksa flash disk, nama, dan foldernya, lalu ulangi."),
            code=code or "file_missing",
        )
    if error.errno == errno.EISDIR or os.path.isdir(error.filename or ""):  # Windows denies access to one
        return Unavailable(
            tr("{nama} sebuah folder, bukan berkas.", nama=told),
            next_step=tr("Pilih berkas di dalamnya."),
            code=code or "file_folder",
        )
    if is_too_long(error):
        return Unavailable(
            tr("Nama berkas {nama}, dengan folder di depannya, terlalu panjang.", nama=told),
            next_step=tr("Salin ke folder lain dengan nama yang lebih pendek, lalu ulangi."),
            code=code or "name_too_long",
        )
    if is_held(error):
        return Unavailable(
            tr("Berkas {nama} sedang dipakai program lain.", nama=told),
            next_step=tr("Tutup program itu, lalu ulangi."),
            code=code or "file_held",
        )
    if error.errno in _BARRED:
        return Unavailable(
            tr("Berkas {nama} tidak boleh dibaca oleh akun komputer ini.", nama=told),
            next_step=tr("Minta izin baca untuk berkas itu, lalu ulangi."),
            code=code or "file_unreadable",
        )
    return Unavailable(
        tr("Berkas {nama} tidak dapat dibaca.", nama=told),
        next_step=tr("Periksa flash disk atau izin berkasnya, lalu ulangi."),
        code=code or "file_unreadable",
    )
