"""Unsaved typing survives a killed process, a damaged file and many threads."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.errors import Unavailable
from desktop_app.storage.drafts import Draft, DraftStore

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 9, 41, 7, tzinfo=UTC)

TYPIST = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from desktop_app.storage.drafts import DraftStore

store = DraftStore(Path(sys.argv[1]), bytes(range(32)))
now = datetime(2026, 11, 24, 9, 41, 7, tzinfo=UTC)
number = 0
while True:
    number += 1
    store.put("entri", {"nama": "S" * number, "nomor": number}, {"field": "nama"}, now=now)
    print(number, flush=True)
"""


@pytest.fixture
def store(tmp_path: Path):
    found = DraftStore(tmp_path / "drafts.db", KEY)
    yield found
    found.close()


def test_what_was_put_is_listed_newest_first_and_can_be_taken_and_discarded(store: DraftStore):
    store.put("lama", {"nama": "Siti"}, {"page": "entri"}, now=NOW)
    store.put("baru", {"nama": "Rina", "dokumen": {"ktp": "ada"}}, {}, now=NOW + timedelta(seconds=5))
    store.put("lama", {"nama": "Siti M"}, {"page": "entri", "field": "nama"}, now=NOW)
    assert [draft.form_id for draft in store.list()] == ["baru", "lama"]
    assert store.take("lama") == Draft("lama", {"nama": "Siti M"}, {"page": "entri", "field": "nama"}, NOW)
    assert store.take("lama") is not None, "taking keeps it until it is saved or discarded"
    store.discard("lama")
    store.discard("never there")
    assert store.take("lama") is None
    assert [draft.form_id for draft in store.list()] == ["baru"]


def test_a_killed_process_loses_nothing_that_was_put(tmp_path: Path):
    path = tmp_path / "drafts.db"
    process = subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) == 200:
            break
    process.kill()
    process.wait()
    acknowledged = max([200, *(int(line) for line in process.stdout.readlines() if line.endswith("\n"))])
    process.stdout.close()
    store = DraftStore(path, KEY)
    draft = store.take("entri")
    store.close()
    assert store.set_aside is None
    assert draft is not None
    assert draft.values["nomor"] >= acknowledged
    assert draft.values["nama"] == "S" * draft.values["nomor"]


def test_a_write_reaches_the_file_itself_without_being_asked(store: DraftStore):
    store.put("entri", {"nama": "Siti"}, {}, now=NOW)
    assert store.wait_durable(30)
    # the file alone, without its log, is what a power cut leaves behind
    copy = store.path.with_name("copy.db")
    copy.write_bytes(store.path.read_bytes())
    after = DraftStore(copy, KEY)
    assert [draft.values for draft in after.list()] == [{"nama": "Siti"}]
    after.close()


def test_closing_brings_everything_into_one_file_and_stops_the_thread(tmp_path: Path):
    store = DraftStore(tmp_path / "drafts.db", KEY)
    store.put("entri", {"nama": "Siti"}, {}, now=NOW)
    store.close()
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["drafts.db"]
    assert not [thread for thread in threading.enumerate() if thread.name == "drafts"]


def test_many_threads_may_type_at_once(store: DraftStore):
    def write(name: str) -> None:
        for number in range(50):
            store.put(name, {"nomor": number}, {}, now=NOW)

    threads = [threading.Thread(target=write, args=(f"form {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(draft.form_id, draft.values) for draft in store.list()] == [
        (f"form {n}", {"nomor": 49}) for n in range(4)
    ]


@pytest.mark.parametrize("damage", ["another key", "not a database", "cut", "cut at a page"])
def test_an_unreadable_file_is_kept_aside_and_work_goes_on(tmp_path: Path, damage: str):
    path = tmp_path / "drafts.db"
    store = DraftStore(path, bytes(32) if damage == "another key" else KEY)
    store.put("entri", {"nama": "S" * 20_000}, {}, now=NOW)
    store.close()
    if damage == "not a database":
        path.write_bytes(b"halo " * 5000)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:9000])
    if damage == "cut at a page":
        path.write_bytes(path.read_bytes()[: 4096 * 2])
    content = path.read_bytes()
    store = DraftStore(path, KEY)
    assert store.list() == []
    store.put("entri", {"nama": "Siti"}, {}, now=NOW)
    store.close()
    assert store.set_aside is not None
    assert store.set_aside.read_bytes() == content


@pytest.mark.parametrize("written", [512, 3584, 4096])
def test_a_file_whose_first_page_was_being_written_is_begun_again(tmp_path: Path, written: int):
    """The mains fail while a new file is made: its journal is whole, and nothing was typed yet."""
    path = tmp_path / "drafts.db"
    path.write_bytes(bytes(range(256)) * (written // 256))
    head = bytes.fromhex("d9d505f920a163d7") + struct.pack(">5I", 0, 7, 0, 512, 4096)  # SQLite file format, 3
    path.with_name("drafts.db-journal").write_bytes(head.ljust(512, b"\0"))
    store = DraftStore(path, KEY)
    assert store.set_aside is None and store.list() == []
    store.put("entri", {"nama": "Siti"}, {}, now=NOW)
    store.close()
    assert [each.name for each in tmp_path.iterdir()] == ["drafts.db"]


def test_nothing_typed_can_be_read_in_the_file(tmp_path: Path):
    store = DraftStore(tmp_path / "drafts.db", KEY)
    store.put("entri", {"nama": "Nurhayati"}, {}, now=NOW)
    log = (tmp_path / "drafts.db-wal").read_bytes()
    store.close()
    assert b"Nurhayati" not in log + (tmp_path / "drafts.db").read_bytes()


def test_a_missing_folder_is_told_in_a_sentence(tmp_path: Path):
    with pytest.raises(Unavailable):
        DraftStore(tmp_path / "tidak" / "ada" / "drafts.db", KEY)
