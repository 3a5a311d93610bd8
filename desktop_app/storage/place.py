"""Whether a folder may hold the live database: on this computer's own disk, kept by no other program.

SQLite's log (WAL) is not kept on network shares, flash disks are pulled out while something is written, and
programs that copy a folder to a cloud exchange single files of it for others (exchange design, section 10;
https://sqlite.org/wal.html: "does not work over a network filesystem"). Backups and sync files may lie there.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from desktop_app.errors import Refused
from resources.i18n import tr

_NETWORK: Final = frozenset((
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "afpfs", "ceph", "glusterfs", "davfs", "lustre",
    "beegfs", "vboxsf", "vmhgfs", "webdav", "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.davfs2",
    "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.vmhgfs-fuse", "fuse.s3fs", "fuse.onedriver", "fuse.insync",
    "fuse.google-drive-ocamlfuse",
))  # fmt: skip
"""Kinds of file system in /proc/mounts that another computer keeps."""

_CLOUDS: Final = (
    ("OneDrive", re.compile(r"onedrive( *[-(].*)?")),
    ("Google Drive", re.compile(r"google ?drive( *\(.*)?|my drive|drive saya|shared drives|drive bersama")),
    ("Dropbox", re.compile(r"dropbox( *[-(].*)?")),
    ("Nextcloud", re.compile(r"nextcloud\d*( *[-(].*)?")),
    ("ownCloud", re.compile(r"owncloud\d*( *[-(].*)?")),
    ("iCloud Drive", re.compile(r"icloud ?drive|com~apple~clouddocs")),
    ("MEGA", re.compile(r"mega ?sync( downloads)?")),
    ("pCloud", re.compile(r"pcloud ?(drive|sync)")),
    ("Box", re.compile(r"box sync")),
    ("Syncthing", re.compile(r"syncthing")),
)
"""Names of folders as those programs make them, compared without capitals."""

_MARKS: Final = (
    ("Dropbox", ".dropbox.cache"), ("Syncthing", ".stfolder"),
    ("Nextcloud", ".sync_*.db"), ("Nextcloud", "._sync_*.db"), ("Nextcloud", ".nextcloudsync.log"),
    ("ownCloud", ".owncloudsync.log"), ("Google Drive", ".tmp.drivedownload"),
)  # fmt: skip
"""What those programs lay into the folder that they keep."""

_ONEDRIVE: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
"""Variables of Windows that name the folders OneDrive keeps, whatever they are called."""

_REMOVABLE_DRIVE: Final = 2
_REMOTE_DRIVE: Final = 4
_OPTICAL_DRIVE: Final = 5
"""Answers of GetDriveTypeW."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of /proc/mounts: where, of what kind, and whether it is a disk that is plugged in."""

    point: str
    kind: str
    plugged: bool = False


def require_fit(home: Path) -> None:
    """Raise Refused (``place_*``) where the office folder `home`, made or not, cannot be kept."""
    real = Path(os.path.realpath(home))
    name = in_cloud(home)
    if name:
        raise _cloud_folder(home, name)
    kind = _windows_kind(real) if sys.platform == "win32" else kind_of(str(real), _mounts())
    if kind == "network":
        raise _network_folder(home)
    if kind == "stick":
        raise _stick(home)


def in_cloud(folder: Path) -> str:
    """The program that copies `folder` to a cloud, "" where none is known to."""
    real = Path(os.path.realpath(folder))
    return _cloud(folder, os.environ) or _cloud(real, os.environ) or _marked(real)


def _cloud(path: PurePath, environ: Mapping[str, str]) -> str:
    """The program that keeps a folder of this name or one above it, "" for none."""
    for part in path.parts:
        for name, pattern in _CLOUDS:
            if pattern.fullmatch(part.casefold()):
                return name
    for variable in _ONEDRIVE:
        kept = environ.get(variable, "")
        if kept and path.is_relative_to(kept):
            return "OneDrive"
    return ""


def _marked(path: Path) -> str:
    """The program whose mark lies in a folder above or in `path`, "" for none."""
    for folder in (path, *path.parents):
        for name, mark in _MARKS:
            with suppress(OSError):
                if next(folder.glob(mark), None) is not None:
                    return name
    return ""


def kind_of(path: str, mounts: Iterable[Mount]) -> str:
    """``network``, ``stick`` or "" for the mount that holds `path`: the deepest, and of several the last."""
    found = Mount("", "")
    for mount in mounts:
        inside = path == mount.point or path.startswith(mount.point.rstrip("/") + "/")
        if inside and len(mount.point) >= len(found.point):
            found = mount
    if found.kind in _NETWORK:
        return "network"
    return "stick" if found.plugged else ""


def _mounts() -> list[Mount]:
    """What /proc/mounts says; nothing where there is none. A system that runs from a stick lives there."""
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        own = os.stat("/").st_dev
    except OSError:
        return []
    found: list[Mount] = []
    for line in lines:
        device, point, kind = line.split(" ")[:3]
        point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), point)
        plugged = False
        if device.startswith("/dev/"):
            with suppress(OSError):
                number = os.stat(device).st_rdev
                plugged = number != own and _is_plugged(number)
        found.append(Mount(point, kind, plugged))
    return found


def _is_plugged(number: int) -> bool:
    """Whether the disk of a block device can be taken out or hangs on USB."""
    entry = Path(os.path.realpath(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}"))
    if "/usb" in str(entry):
        return True
    for folder in (entry, entry.parent):  # of a partition the disk above it says so
        with suppress(OSError):
            return (folder / "removable").read_text().strip() == "1"
    return False


def _windows_kind(path: Path) -> str:
    if sys.platform != "win32":
        return ""
    import ctypes  # its windll is only there

    drive = _plain_drive(path.drive)
    if drive.startswith("\\\\"):
        return "network"
    answer = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")
    if answer == _REMOTE_DRIVE:
        return "network"
    return "stick" if answer in (_REMOVABLE_DRIVE, _OPTICAL_DRIVE) else ""


def _plain_drive(drive: str) -> str:
    r"""Without the prefix of long paths: ``\\?\C:`` is a disk of this computer, ``\\?\UNC\a\b`` a share."""
    if drive.upper().startswith("\\\\?\\UNC\\"):
        return "\\\\" + drive[8:]
    return drive.removeprefix("\\\\?\\")


def _next_step() -> str:
    return tr(
        "Pakai folder di disk komputer ini; kantor yang sudah ada pindahkan seluruh foldernya ke sana selagi "
        "Wira tertutup. Flash disk dan folder awan tetap boleh dipakai untuk cadangan dan berkas."
    )


def _cloud_folder(home: Path, name: str) -> Refused:
    return Refused(
        tr(
            "Folder {folder} disalin ke awan oleh {program}. Penyalinan selagi Wira bekerja dapat merusak "
            "basis data, jadi kantor tidak dibuka di sana.",
            folder=home, program=name,
        ),
        next_step=_next_step(),
        code="place_cloud",
    )  # fmt: skip


def _network_folder(home: Path) -> Refused:
    return Refused(
        tr(
            "Folder {folder} ada di komputer lain lewat jaringan. Basis data dapat rusak bila jaringannya "
            "putus, jadi kantor tidak dibuka di sana.",
            folder=home,
        ),
        next_step=_next_step(),
        code="place_network",
    )


def _stick(home: Path) -> Refused:
    return Refused(
        tr(
            "Folder {folder} ada di flash disk atau disk yang dapat dicabut. Basis data dapat rusak bila "
            "dicabut selagi dipakai, jadi kantor tidak dibuka di sana.",
            folder=home,
        ),
        next_step=_next_step(),
        code="place_stick",
    )
