"""What a defect leaves: a note that names nobody, whichever thread, command or library it was in."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app import crash
from desktop_app.crash import KEPT_NOTES, CrashNotes, describe, kept_notes, place
from desktop_app.storage.notes import concerns

NIK = "3276064107909001"


def failing(depth: int = 0) -> None:
    if depth:
        failing(depth - 1)
    raise ValueError(f"NIK {NIK} milik Siti Marlina")


def caught(depth: int = 0) -> ValueError:
    try:
        failing(depth)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_note_says_where_and_never_what(tmp_path: Path) -> None:
    path = CrashNotes(tmp_path, "0.1.0").handle(caught())
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "builtins.ValueError" in text and re.search(r"tests/test_crash\.py:\d+ failing", text)
    assert NIK not in text and "Siti" not in text


def test_no_folder_of_the_persons_stands_in_a_note() -> None:
    """Where the program lies on a PC may be named after its owner."""
    assert place("C:\\Users\\Ratna\\x.py".replace("\\", "/")) == "x.py"
    assert place("/home/ratna/x.py") == "x.py"
    assert place("/home/ratna/.venv/lib/python3.11/site-packages/sqlalchemy/engine/base.py") == (
        "sqlalchemy/engine/base.py"
    )
    assert place(str(Path(crash.__file__))) == "desktop_app/crash.py"


def test_an_endless_recursion_is_a_short_note() -> None:
    assert len(describe(caught(900)).splitlines()) < 60


def test_the_same_defect_at_every_painting_is_one_note_and_others_are_theirs(tmp_path: Path) -> None:
    notes = CrashNotes(tmp_path)
    error = caught()
    first = notes.handle(error)
    assert all(notes.handle(error) == first for _ in range(50))
    notes.handle(caught(1))
    assert len(kept_notes(tmp_path)) == 2
    for depth in range(2, KEPT_NOTES + 5):
        notes.handle(caught(depth))
    assert len(kept_notes(tmp_path)) == KEPT_NOTES


def test_a_disk_that_takes_no_note_still_tells_the_person(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("no folder")
    told: list[Path | None] = []
    notes = CrashNotes(tmp_path / "notes")
    notes.listener = lambda _error, path: told.append(path)
    assert notes.handle(caught()) is None
    assert told == [None]


def test_what_another_thread_raises_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    notes = CrashNotes(tmp_path)
    arrived: list[BaseException] = []
    notes.listener = lambda error, _path: arrived.append(error)
    notes.install()
    thread = threading.Thread(target=failing, name="pekerja")
    thread.start()
    thread.join()
    sys.excepthook(ValueError, caught(), None)
    assert len(arrived) == 2
    assert "Thread pekerja" in kept_notes(tmp_path)[-1].read_text(encoding="utf-8")


FALL = """
import sys
from pathlib import Path
from desktop_app.crash import CrashNotes
notes = CrashNotes(Path(sys.argv[1]), "0.1.0")
notes.watch()
if sys.argv[2] == "fall":
    import ctypes
    ctypes.string_at(0)
notes.rest()
"""


@pytest.mark.parametrize("how", ["fall", "rest"])
def test_a_fall_below_python_is_a_note_at_the_next_start(tmp_path: Path, how: str) -> None:
    ended = subprocess.run([sys.executable, "-c", FALL, str(tmp_path), how], check=False, timeout=60)
    assert (ended.returncode == 0) == (how == "rest")
    notes = CrashNotes(tmp_path)
    notes.watch()
    try:
        found = kept_notes(tmp_path)
        assert len(found) == (how == "fall")
        for path in found:
            text = path.read_text(encoding="utf-8")
            assert text.startswith("Wira 0.1.0\n") and "ctypes" in text and str(Path.home()) not in text
            assert kept_notes(tmp_path, datetime.now(UTC) - timedelta(minutes=5)) == [path]
            assert kept_notes(tmp_path, datetime.now(UTC) + timedelta(minutes=5)) == []
    finally:
        notes.rest()
    assert not list(tmp_path.glob("jatuh-*"))


def test_a_fall_while_an_office_is_open_is_a_note_of_that_office(tmp_path: Path) -> None:
    """The file of a fall lies there before anybody comes in, and says afterwards who did."""
    opens = FALL.replace(
        "if sys", "from desktop_app.storage.notes import office_opened\noffice_opened('ab' * 16)\nif sys"
    )
    subprocess.run([sys.executable, "-c", opens, str(tmp_path), "fall"], check=False, timeout=60)
    notes = CrashNotes(tmp_path)
    notes.watch()
    notes.rest()
    (path,) = kept_notes(tmp_path)
    assert concerns(path, "ab" * 16) and not concerns(path, "cd" * 16) and not concerns(path, "")
    assert "ctypes" in path.read_text(encoding="utf-8")


def test_a_program_that_still_runs_keeps_its_file(tmp_path: Path) -> None:
    one, other = CrashNotes(tmp_path), CrashNotes(tmp_path)
    one.watch()
    other._gather()
    assert len(list(tmp_path.glob("jatuh-*.txt"))) == 1
    one.rest()
