"""Files that a person wants outside the office folder: PDF, report, copies on a flash disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from desktop_app.errors import Unavailable
from desktop_app.keys.atomic import BARRED, FULL, is_held, is_too_long, make_folder, write_all_atomic
from desktop_app.keys.unread import shortened
from resources.i18n import tr


def save_file(path: Path, data: bytes) -> Path:
    """Put one file there, whole or not at all. Raises Unavailable that names file, cause and next step."""
    save_files([(path, data)])
    return path


def save_beside(path: Path, data: bytes, mark: str = "") -> Path:
    """Put one file there as `save_file`; where another file has that name it is left, and this one is saved
    beside it, with `mark` or a number at the end of its name. Where the same is there already, it stays."""
    return save_groups([[(path, data)]], mark)[0]


def save_groups(groups: Sequence[Sequence[tuple[Path, bytes]]], mark: str = "") -> list[Path]:
    """Put all files there or none, each group (such as a paper and its text) as `save_beside`, its files with
    the same end of their names. Raises Unavailable."""
    files = [file for group in groups for file in _free(group, mark)]
    save_files([file for file in files if not _same(*file)])
    return [path for path, _data in files]


def free_name(path: Path, data: bytes | None = None, mark: str = "") -> Path:
    """`path`, or the first name like it that no other file has: with `mark`, then -2, -3 and on. A file that
    holds just `data` is no other one."""
    return _free([(path, data)], mark)[0][0]


_Data = TypeVar("_Data", bytes, bytes | None)


def _free(group: Sequence[tuple[Path, _Data]], mark: str) -> list[tuple[Path, _Data]]:
    """Files that belong together under the first names that are free for all of them."""
    end, number = "", 1 if mark else 2
    while True:
        named = [(path.with_name(f"{path.stem}{end}{path.suffix}"), data) for path, data in group]
        if not any(os.path.lexists(path) and (data is None or not _same(path, data)) for path, data in named):
            return named
        end = "".join(f"-{part}" for part in (mark, number if number > 1 else "") if part)
        number += 1


def require_folder(folder: Path, name: str) -> None:
    """Raise Unavailable where the folder that was chosen for the file `name` is gone: a stick that was pulled
    out is not made anew on the disk."""
    if not os.path.isdir(folder):
        raise Unavailable(
            tr("Folder tujuan tidak ada lagi."),
            next_step=tr("Pasang lagi tempat penyimpanannya atau pilih folder lain, lalu simpan lagi."),
            record=name,
            code="no_folder",
        )


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def save_files(files: Sequence[tuple[Path, bytes]]) -> None:
    """Several files that belong together; folders are made. Raises Unavailable, then none is half there."""
    if not files:
        return
    try:
        for path, _data in files:
            make_folder(path.parent)
        write_all_atomic(files)
    except OSError as error:
        raise unsaved(error, files[0][0].name) from error


def need_room(path: Path, size: int = 1024 * 1024) -> None:
    """Before a step that cannot be taken back: whether `path` could be written there and `size` bytes fit.

    Raises Unavailable as `save_file`; nothing is left there.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder of that name")
        with open(part, "wb") as out:
            out.write(bytes(size))
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise unsaved(error, path.name) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def unsaved_errors(name: str) -> Generator[None]:
    """Turn the failures of a medium while `name` is written into the sentences of `unsaved`."""
    try:
        yield
    except OSError as error:
        raise unsaved(error, name) from error


def unsaved(error: OSError, name: str) -> Unavailable:
    """Why the file `name` could not be written where a person wanted it."""
    if error.errno in FULL:
        return Unavailable(
            tr("Berkas belum tersimpan karena tempat penyimpanan itu penuh."),
            next_step=tr("Kosongkan ruang di sana atau pilih tempat lain, lalu simpan lagi."),
            record=name,
            code="disk_full",
        )
    if is_too_long(error):
        return Unavailable(
            tr("Berkas belum tersimpan karena namanya, dengan folder di depannya, terlalu panjang."),
            next_step=tr("Pilih nama yang lebih pendek atau folder lain, lalu simpan lagi."),
            record=shortened(name),
            code="name_too_long",
        )
    if is_held(error):
        return Unavailable(
            tr("Berkas belum tersimpan karena berkas bernama sama sedang dipakai program lain."),
            next_step=tr("Tutup program itu, lalu simpan lagi."),
            record=name,
            code="file_held",
        )
    if error.errno in BARRED or error.errno == errno.EEXIST:  # a file where a folder should be
        return Unavailable(
            tr("Berkas belum tersimpan karena foldernya tidak ada atau tidak dapat ditulis."),
            next_step=tr("Pilih folder lain, atau minta izin tulis untuk folder itu."),
            record=name,
            code="folder_readonly",
        )
    return Unavailable(
        tr("Berkas belum tersimpan karena tempat penyimpanannya bermasalah."),
        next_step=tr("Periksa kabelnya atau pakai tempat lain, lalu simpan lagi."),
        record=name,
        code="medium",
    )
