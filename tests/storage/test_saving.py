"""Files that a person wants somewhere: no other file is lost, and whatever stops one is a sentence."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from desktop_app.errors import Unavailable
from desktop_app.keys import atomic
from desktop_app.storage.saving import require_folder, save_beside, save_file, save_groups
from tests.limits import ON_LINUX, full_for


def test_no_save_takes_the_place_of_another_file(tmp_path: Path) -> None:
    goal = tmp_path / "daftar.pdf"
    saved = [save_beside(goal, data, "1a2b") for data in (b"terbit", b"satu ttd", b"dua ttd", b"tiga ttd")]
    assert [path.name for path in saved] == [
        "daftar.pdf", "daftar-1a2b.pdf", "daftar-1a2b-2.pdf", "daftar-1a2b-3.pdf",
    ]  # fmt: skip
    assert [path.read_bytes() for path in saved] == [b"terbit", b"satu ttd", b"dua ttd", b"tiga ttd"]
    assert save_beside(goal, b"dua ttd", "1a2b") == saved[2], "the same bytes are there already"
    assert save_beside(goal, b"lain").name == "daftar-2.pdf"
    (tmp_path / "gambar.pdf").mkdir()
    assert save_beside(tmp_path / "gambar.pdf", b"x").name == "gambar-2.pdf"
    assert len(list(tmp_path.iterdir())) == 7, "and nothing half written"
    pair = [(tmp_path / "umum.pdf", b"umum"), (tmp_path / "umum.txt", b"umum")]
    assert [path.name for path in save_groups([pair])] == ["umum.pdf", "umum.txt"]
    pair[1] = (tmp_path / "umum.txt", b"baru")
    assert [path.name for path in save_groups([pair])] == ["umum-2.pdf", "umum-2.txt"], "both beside"
    assert (tmp_path / "umum.txt").read_bytes() == b"umum"
    assert save_groups([pair]) == save_groups([pair], ""), "what is there already is not saved once more"
    assert save_groups([]) == []


@ON_LINUX
def test_whatever_stops_a_file_is_a_sentence_with_its_name_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_bytes(b"")
    far = "/".join(["x" * 200] * 25)
    full = tmp_path / "penuh" / "daftar.pdf"
    for goal, code in (
        (tmp_path / f"{'n' * 300}.pdf", "name_too_long"),
        (tmp_path / far / "daftar.pdf", "name_too_long"),
        (tmp_path / "berkas" / "daftar.pdf", "folder_readonly"),
        (full, "disk_full"),
    ):
        for save in (save_beside, save_file):
            if goal == full:
                full_for(full)
            with pytest.raises(Unavailable) as stopped:
                save(goal, b"%PDF")
            told = stopped.value
            assert told.code == code and told.next_step and 0 < len(told.record) <= 60
    assert sorted(path.name for path in tmp_path.iterdir()) == ["berkas", "penuh"]
    assert not full.exists(), "nothing half written is left"
    with pytest.raises(Unavailable, match="tidak ada lagi") as stopped:
        require_folder(tmp_path / "dicabut", "daftar.pdf")
    assert (stopped.value.record, stopped.value.code) == ("daftar.pdf", "no_folder")


@pytest.mark.parametrize(
    ("number", "code"), [(5, "file_held"), (32, "file_held"), (206, "name_too_long"), (3, "folder_readonly")]
)
def test_windows_refusals_by_the_numbers_it_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """A PDF that a viewer shows cannot be replaced, which Windows calls a denied access."""

    def refuses(*_args: object) -> None:
        error = FileNotFoundError if number in (3, 206) else PermissionError
        found = error(errno.ENOENT if number in (3, 206) else errno.EACCES, "refused")
        found.winerror = number  # type: ignore[attr-defined]
        raise found

    goal = tmp_path / "daftar.pdf"
    goal.write_bytes(b"lama")
    monkeypatch.setattr(os, "replace", refuses)
    monkeypatch.setattr(atomic, "_PAUSES", ())
    with pytest.raises(Unavailable) as stopped:
        save_file(goal, b"baru")
    assert (stopped.value.code, stopped.value.record) == (code, "daftar.pdf") and stopped.value.next_step
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"lama"]
