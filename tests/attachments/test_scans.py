"""The newest files of the scan folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.attachments.scans import newest_scans
from desktop_app.errors import Unavailable


def put(folder: Path, name: str, when: int, content: bytes = b"x") -> None:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (when, when))


def test_the_newest_images_and_pdfs_come_first(tmp_path: Path):
    for number in range(12):
        put(tmp_path, f"pindai {number:02d}.jpg", 1000 + number)
    put(tmp_path, "KK.PDF", 5000, b"xyz")
    put(tmp_path, "surat.docx", 6000)
    put(tmp_path, ".tersembunyi.jpg", 6000)
    put(tmp_path, "kosong.jpg", 6000, b"")
    (tmp_path / "folder.jpg").mkdir()
    found = newest_scans(tmp_path)
    assert [scan.name for scan in found] == [
        "KK.PDF",
        *(f"pindai {number:02d}.jpg" for number in range(11, 4, -1)),
    ]
    assert found[0].size == 3 and found[0].modified == datetime.fromtimestamp(5000, UTC)
    assert [scan.name for scan in newest_scans(tmp_path, limit=1)] == ["KK.PDF"]


def test_files_of_the_same_moment_are_in_order_of_name(tmp_path: Path):
    for name in ("c.png", "a.png", "b.png"):
        put(tmp_path, name, 1000)
    assert [scan.name for scan in newest_scans(tmp_path)] == ["a.png", "b.png", "c.png"]


def test_a_file_that_vanished_is_skipped(tmp_path: Path):
    put(tmp_path, "a.png", 1000)
    (tmp_path / "b.png").symlink_to(tmp_path / "tidak ada.png")
    assert [scan.name for scan in newest_scans(tmp_path)] == ["a.png"]


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path):
    with pytest.raises(Unavailable):
        newest_scans(tmp_path / "tidak ada")
    assert newest_scans(tmp_path) == []
