"""Trainings from the command line: catalogue, waves, people, attendance."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from desktop_app.office import open_office
from tests import offices
from tests.mentors import HENDRA, RATNA, reopened
from tests.offices import KUKUSAN, PASSPHRASE

Run = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("desktop_app.office.open_office", partial(open_office, clock=offices.Clock()))

    def call(home: Path, user: str, *words: object) -> Any:
        code = main([*map(str, words), "--json", "--home", str(home), "--user", user])
        out, err = capsys.readouterr()
        return json.loads(out) if code == 0 else (code, err.strip().splitlines()[-1])

    return call


def test_the_whole_room_without_a_window(run: Run, mentor_city: Path, tmp_path: Path) -> None:
    city = reopened(mentor_city, tmp_path)
    with city.dkum.reading() as connection:
        found = connection.exec_driver_sql("SELECT nomor_pendaftaran FROM application ORDER BY id")
        numbers = [row[0] for row in found]
    city.close()
    dkum = partial(run, tmp_path / "dkum", HENDRA)
    dkum("training", "add", "Pelatihan Dasar", "--by", "DKUM", "--days", 3)
    dkum("training", "add", "Kelas Digital", "--kind", "dea")
    assert dkum("training", "add", "kelas digital")[0] == 1
    days = ("--day", "17-11-2026", "--day", "2026-11-18")
    plan = ("--name", "Gelombang 1", "--capacity", 2, *days)
    made = dkum("wave", "add", "--training", "pelatihan dasar", *plan, "--for", "Kec. Beji")
    assert dkum("wave", "add", "--training", "Tidak Ada", "--name", "X", "--capacity", 2, *days)[0] == 1
    code = made["code"]
    assert dkum("wave", "uninvited")["count"] == 3
    invited = dkum("wave", "invite", code, "--uninvited")
    assert sorted(invited["numbers"].values()) == [1, 2]
    assert dkum("wave", "invite", "gelombang 1", *numbers)[0] == 1  # full
    dkum("wave", "change", code, "--capacity", 3)
    (left,) = dkum("wave", "uninvited")["uninvited"]
    assert list(dkum("wave", "invite", code, left["nomor_pendaftaran"])["numbers"].values()) == [3]
    attended = dkum("attend", "--wave", code, "--day", 1, "1-2", "3a")
    assert (attended["marks"], attended["changed"], attended["date"]) == (
        {"1": "h", "2": "h", "3": "a"},
        3,
        "2026-11-17",
    )
    assert attended["counts"] == {"h": 2, "a": 1}
    before = dkum("wave", "show", code)
    told = dkum("attend", "--wave", code, "--day", 2, "1", "31")
    assert told[0] == 1 and "31" in told[1] and "Tidak ada yang berubah" in told[1]
    assert dkum("attend", "--wave", code, "1")[0] == 1  # which day
    assert dkum("wave", "show", code) == before
    dkum("attend", "--sheet", f"{code}.2.1", "+")
    shown = dkum("wave", "show", code)
    assert [one["marks"] for one in shown["participants"]] == [["h", "h"], ["h", "h"], ["a", "h"]]
    assert shown["missed"] == [3]
    missed = dkum("wave", "missed")
    assert (missed["count"], missed["missed"][0]["days"]) == (
        1,
        [{"day": 1, "date": "2026-11-17", "mark": "a"}],
    )
    counts = dkum("status")["training"]
    assert counts == {"trainings": 2, "waves": 1, "participants": 3, "passed": 2, "missed": 1, "invited": 3,
                      "uninvited": 0, "trained": 2}  # fmt: skip
    assert dkum("training", "list")["counts"] == counts
    assert dkum("wave", "remove", code, 9)[0] == 1
    assert dkum("wave", "remove", code, 3)[0] == 1  # has marks
    dkum("attend", "--wave", code, "--day", 1, "3k")
    dkum("attend", "--wave", code, "--day", 2, "3k")
    dkum("wave", "remove", code, 3)
    assert dkum("wave", "uninvited")["count"] == 1
    dkum("wave", "cancel", code)
    assert dkum("status")["training"]["trained"] == 0
    dkum("wave", "cancel", code, "--reopen")
    dkum("training", "close", "Kelas Digital")
    changed = {"trainings": 1, "participants": 2, "missed": 0, "invited": 2, "uninvited": 1}
    assert dkum("status")["training"] == {**counts, **changed}
    assert run(tmp_path / KUKUSAN, RATNA, "wave", "list")["waves"] == []
