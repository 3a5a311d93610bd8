"""The folder into which the scanner writes: its newest files, for *Ambil dari folder pindai*."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop_app.errors import Unavailable
from resources.i18n import tr

KINDS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".pdf"})


@dataclass(frozen=True, slots=True)
class Scan:
    """One file of the folder; `modified` in UTC, `size` in bytes."""

    path: Path
    modified: datetime
    size: int

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


def newest_scans(folder: Path, limit: int = 8) -> list[Scan]:
    """The newest images and PDFs directly in `folder`, newest first; empty and hidden files are left out.

    Raises Unavailable where the folder cannot be read. A file that vanishes meanwhile is skipped.
    """
    found: list[Scan] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~")) or Path(entry.name).suffix.lower() not in KINDS:
                    continue
                try:
                    if not entry.is_file():
                        continue
                    facts = entry.stat()
                except OSError:
                    continue
                if facts.st_size:
                    found.append(
                        Scan(Path(entry.path), datetime.fromtimestamp(facts.st_mtime, UTC), facts.st_size)
                    )
    except OSError as error:
        raise Unavailable(
            tr("Folder pindai tidak dapat dibuka."),
            next_step=tr("Pilih lagi foldernya di Pengaturan."),
            code="scan_folder",
        ) from error
    found.sort(key=lambda scan: scan.name)
    found.sort(key=lambda scan: scan.modified, reverse=True)
    return found[:limit]
