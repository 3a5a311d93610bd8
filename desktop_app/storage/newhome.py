"""A new office folder comes into being whole: it is made beside its place and takes it at the end.

Whatever fails on the way, a wrong passphrase or the mains, the place is as it was found.
"""

from __future__ import annotations

import glob
import os
import secrets
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from desktop_app.errors import Refused, Unavailable
from desktop_app.keys.atomic import sync_folder, sync_tree
from desktop_app.keys.swapping import LOCK, is_bare, swap
from resources.i18n import tr

CARD: Final = "office.json"
"""The file by which a folder is known to hold an office; it comes last."""

_THE_SYSTEMS: Final = frozenset({"System Volume Information", "$RECYCLE.BIN", "lost+found"})
"""What a system keeps in the root of a drive; an office may live beside it."""


@contextmanager
def new_home(home: Path) -> Generator[Path]:
    """A folder to build an office in, which becomes `home` afterwards. Close every file in it before.

    Raises Refused when `home` holds anything, Unavailable when it or its neighbour cannot be written;
    nothing that was there before is touched.
    """
    require_empty(home)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        fresh = _beside(home)
    except OSError as error:
        raise _unwritable() from error
    try:
        yield fresh
        take_place(fresh, home)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


@contextmanager
def beside_home(home: Path, aside: Path, before: Callable[[], object]) -> Generator[Path]:
    """A folder to build an office in that takes the place of the one in `home`, which is kept as `aside`.

    `before` is called right before the folders change places. Raises Unavailable where `home` cannot be
    moved; nothing in it has changed then, or the next start ends what was begun (``swap_unfinished``).
    """
    if not home.name:
        raise _held(home)  # the root of a drive has no neighbour
    try:
        _drop_halves(home)
        fresh = _beside(home)
    except OSError as error:
        raise _unwritable() from error
    try:
        yield fresh
        before()
        try:
            swap(fresh, home, aside)
        except OSError as error:
            raise (_unfinished(home, aside) if is_bare(home) else _held(home)) from error
    except BaseException:
        if not is_bare(home):  # else this is what takes its place at the next start
            shutil.rmtree(fresh, ignore_errors=True)
        raise


def _drop_halves(home: Path) -> None:
    """Folders that an earlier attempt left half built when the mains failed."""
    if is_bare(home):
        return  # one of them may be all there is
    for left in home.parent.glob(f".{glob.escape(home.name)}-????????"):
        shutil.rmtree(left, ignore_errors=True)


def _held(home: Path) -> Unavailable:
    return Unavailable(
        tr("Folder {folder} sedang dipakai program lain, jadi tidak dapat disisihkan.", folder=home),
        next_step=tr("Tutup program yang membuka folder itu, lalu ulangi. Data kantor tidak berubah."),
        code="folder_held",
    )


def _unfinished(home: Path, aside: Path) -> Unavailable:
    return Unavailable(
        tr(
            "Pemulihan belum selesai: folder {folder} dipakai program lain. Yang sebelumnya ada utuh di "
            "{sisih}.",
            folder=home, sisih=aside.name,
        ),
        next_step=tr(
            "Tutup program yang membuka folder itu, lalu buka Wira: pemulihan diselesaikan saat itu."
        ),
        code="swap_unfinished",
    )  # fmt: skip


def _beside(home: Path) -> Path:
    """An empty folder next to `home`, or inside it where `home` is the root of a drive.

    It has the rights of any new folder there: those of a temporary one would keep colleagues out for ever.
    """
    for _try in range(100):
        fresh = home.parent / f".{home.name or 'wira'}-{secrets.token_hex(4)}"
        with suppress(FileExistsError):
            fresh.mkdir()
            return fresh
    raise FileExistsError(home)


def require_empty(home: Path, *but: Path) -> None:
    """Raise Refused when there is anything in `home` but `but`, Unavailable when it cannot be looked into."""
    ours = {LOCK, *_THE_SYSTEMS, *(each.name for each in but if each.parent == home)}
    try:
        found = home.exists() and any(each.name not in ours for each in home.iterdir())
    except OSError as error:
        raise _unwritable() from error
    if found:
        raise Refused(
            tr("Folder {folder} tidak kosong.", folder=home),
            next_step=tr(
                "Pilih folder kosong, atau pindahkan dahulu isinya. Tidak ada yang diubah atau dihapus."
            ),
            code="home_not_empty",
        )


def take_place(fresh: Path, home: Path) -> None:
    """`fresh` becomes `home`, at once where the system can, else entry by entry. Raises as `new_home`."""
    require_empty(home, fresh)
    try:
        if home.exists():
            (home / LOCK).unlink(missing_ok=True)
            home.rmdir()
        sync_tree(fresh)
        os.rename(fresh, home)
        sync_folder(home.parent)
    except OSError:
        # A folder that is a disk of its own, or that another program looks into, cannot be replaced.
        _move_in(fresh, home)


def _move_in(fresh: Path, home: Path) -> None:
    """Entry by entry into the empty folder `home`, the office card last."""
    moved: list[Path] = []
    try:
        home.mkdir(exist_ok=True)
        for entry in sorted(fresh.iterdir(), key=lambda each: each.name == CARD):
            moved.append(home / entry.name)
            shutil.move(entry, home / entry.name)
        fresh.rmdir()
        sync_folder(home)
        sync_folder(home.parent)
    except OSError as error:
        for path in moved:
            _remove(path)
        raise _unwritable() from error


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _unwritable() -> Unavailable:
    return Unavailable(
        tr("Folder kantor tidak dapat ditulis."),
        next_step=tr("Minta izin tulis untuk folder itu, atau pilih folder lain."),
        code="folder_readonly",
    )
