"""Trainings from the command line: catalogue, waves, people, attendance."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main
from desktop_app.cli.training import _wave_line
from desktop_app.office import open_office
from desktop_app.queries.training import WaveLine
from tests import offices
from tests.cli.beside import saved_beside
from tests.documents.reading import lies, page_texts
from tests.mentors import HENDRA, RATNA, SARI, reopened
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
    _refused(dkum, code)
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
    _ask_less(dkum, code, counts)
    _papers(dkum, code, tmp_path)
    assert dkum("wave", "remove", code, 9)[0] == 1
    assert dkum("wave", "remove", code, 3)[0] == 1  # has marks
    for day in (1, 2):
        dkum("attend", "--wave", code, "--day", day, "3k")
    dkum("wave", "remove", code, 3)
    assert dkum("wave", "uninvited")["count"] == 1
    dkum("wave", "cancel", code)
    assert dkum("status")["training"]["trained"] == 0
    dkum("wave", "cancel", code, "--reopen")
    dkum("training", "close", "Kelas Digital")
    changed = {"trainings": 1, "participants": 2, "missed": 0, "invited": 2, "uninvited": 1}
    assert dkum("status")["training"] == {**counts, **changed}
    assert run(tmp_path / KUKUSAN, RATNA, "wave", "list")["waves"] == []
    (one,) = (WaveLine(**each) for each in dkum("wave", "list")["waves"])
    assert "(kota)" in _wave_line(one) and "(Kukusan, Kec. Beji)" in _wave_line(replace(one, scope=KUKUSAN))


def _ask_less(dkum: Run, code: str, counts: Any) -> None:
    """One more person completes the wave: told, and saved only where that is accepted."""
    assert dkum("wave", "change", code, "--minimal", 1)[0] == 1
    assert dkum("status")["training"] == counts
    dkum("wave", "change", code, "--minimal", 1, "--accept-changes")
    assert dkum("status")["training"]["passed"] == 3
    dkum("wave", "change", code, "--minimal", 2, "--accept-changes")


def _refused(dkum: Run, code: str) -> None:
    """A number that is not on the list, and a day that was not named, change nothing."""
    before = dkum("wave", "show", code)
    told = dkum("attend", "--wave", code, "--day", 2, "1", "31")
    assert told[0] == 1 and "31" in told[1] and "Tidak ada yang berubah" in told[1]
    assert dkum("attend", "--wave", code, "1")[0] == 1
    assert dkum("wave", "show", code) == before


def _papers(dkum: Run, code: str, tmp_path: Path) -> None:
    """The list to be signed, and the roster of who took part, sealed by who approves."""
    day = ("--day", 1, "--paper", "F4")
    sheet = saved_beside(lambda: dkum("wave", "sheet", code, *day, "--out", tmp_path))
    assert lies(Path(sheet["file"]).read_bytes()) == "F4 potret"
    assert (sheet["people"], sheet["codes"]) == (3, [f"{code}.1.1"])
    again = dkum("attend", "--sheet", sheet["file"], "1")
    assert (again["day"], again["changed"]) == (1, 0)
    draft = saved_beside(lambda: dkum("wave", "roster", code, "--out", tmp_path, "--direction", "potret"))
    assert lies(Path(draft["file"]).read_bytes()) == "A4 potret"
    text = " ".join(page_texts(Path(draft["file"]).read_bytes()))
    assert "DRAF" in text and "Jumlah seluruhnya: 3 peserta, 2 tuntas" in text and "A H" in text
    assert dkum("wave", "roster", code, "--out", tmp_path, "--seal")[0] == 1  # without a number
    sari = partial(dkum.func, tmp_path / "dkum", SARI)  # type: ignore[attr-defined]
    sealed = sari("wave", "roster", code, "--out", tmp_path, "--seal", "--number", "500.3/9")
    assert (sealed["rows"], sari("verify", sealed["file"])["verdict"]) == (3, "sah")
