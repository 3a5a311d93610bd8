"""Where the notes about defects are kept; `desktop_app.crash` writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path


def notes_folder() -> Path:
    """Where the notes of this account of the computer are kept."""
    from platformdirs import user_data_path

    return user_data_path("Wira", appauthor=False) / "notes"


def kept_notes(folder: Path, since: datetime | None = None) -> list[Path]:
    """The notes in `folder`, the latest first; only those written at `since` or later."""
    found = sorted(folder.glob("catatan-*.txt"), reverse=True)
    if since is None:
        return found
    begin = f"catatan-{since.astimezone(UTC):%Y%m%d-%H%M%S}"
    return [path for path in found if path.stem >= begin]
