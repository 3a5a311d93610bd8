"""Attachments and frozen PDFs as files beside the database, each encrypted to this device's key.

Named by the SHA-256 of their content: ``blobs/ab/<sha256>.age``. A blob is on the disk before the op
that names it is committed, so an op never names a blob that was lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from desktop_app.errors import Unavailable
from desktop_app.keys import age
from desktop_app.keys.atomic import make_folder, may_be_held, read_patiently, write_atomic
from resources.i18n import tr


class BlobStore:
    """The encrypted files of one office."""

    def __init__(self, folder: Path, identities: Sequence[str]) -> None:
        self._folder = folder
        self._identities = tuple(identities)
        self._recipient = age.recipient_of(identities[0])

    def put(self, data: bytes) -> str:
        """Keep `data`; returns its SHA-256 (hex). Known content is written again only where
        its file is damaged.

        Raises Unavailable when the disk does not take it.
        """
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        if path.exists() and self._sound(name):
            return name
        try:
            make_folder(path.parent)
            write_atomic(path, age.encrypt(data, [self._recipient]))
        except OSError as error:
            raise Unavailable(
                tr("Lampiran tidak dapat disimpan ke disk."),
                next_step=tr("Periksa ruang kosong dan izin menulis di folder kantor, lalu ulangi."),
                code="disk_full",
            ) from error
        return name

    def drop(self, name: str) -> None:
        """Take back a blob that was put for a work that failed; one that stays behind does no harm."""
        with suppress(OSError):
            self._path(name).unlink(missing_ok=True)

    def get(self, name: str) -> bytes:
        """The content. Raises Unavailable when it is missing, held, or was altered on the disk."""
        try:
            sealed = read_patiently(self._path(name))
        except OSError as error:
            raise (_held() if may_be_held(error) else _lost()) from error
        data = opened(name, sealed, self._identities)
        if data is None:
            raise _lost()
        return data

    def has(self, name: str) -> bool:
        """Whether the file is here."""
        return self._path(name).exists()

    def names(self) -> Iterator[str]:
        """Every blob held, in no particular order."""
        for path in self._folder.glob("??/*.age"):
            yield path.stem

    def _sound(self, name: str) -> bool:
        """Whether the file that is here can be read. Raises Unavailable while another program holds it."""
        try:
            self.get(name)
        except Unavailable as error:
            if error.code != "blob":
                raise
            return False
        return True

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name}.age"


def opened(name: str, sealed: bytes, identities: Sequence[str]) -> bytes | None:
    """The content of the blob `name`; None where no key opens it, or it is not what its name says."""
    try:
        data = age.decrypt(sealed, identities)
    except age.AgeError:
        return None
    return data if hashlib.sha256(data).hexdigest() == name else None


def again() -> str:
    """Which of them can be made again."""
    return tr("Lampiran pendaftar yang belum diputuskan dapat juga dilampirkan lagi dari aslinya di Entri.")


def back() -> str:
    """How one that is lost or damaged comes back, whatever it is of."""
    return f"{tr('Ambil dari cadangan di Pengaturan, Cadangan (Ambil berkas yang hilang).')} {again()}"


def _lost() -> Unavailable:
    return Unavailable(
        tr("Berkas ini hilang atau tidak dapat dibaca dari disk."),
        next_step=back(),
        code="blob",
    )


def _held() -> Unavailable:
    return Unavailable(
        tr("Berkas ini sedang ditahan program lain, misalnya antivirus."),
        next_step=tr("Tunggu sebentar, lalu buka lagi. Isinya tidak hilang."),
        code="file_held",
    )
