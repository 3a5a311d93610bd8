"""Kotak masuk and Kotak keluar: nothing half, nothing twice, nobody else's, and never an endless answer."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.actions import attachments, trust
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.boxes import Boxes, Pass, pass_once
from desktop_app.actions.exchange_settings import ExchangeSettings, set_exchange
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.inbox import OPENED, REFUSED
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from desktop_app.sync.container import peek
from tests import offices
from tests.badfiles import snapshot
from tests.limits import MOUNTS, no_room, pull, stick, write_protected
from tests.offices import CURUG, KUKUSAN, PASSPHRASE


class Pair:
    """DKUM and Kukusan, and the folders between them: a cloud folder that both see."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dkum, kelurahan = offices.city(folder, KUKUSAN)
        self.kukusan = kelurahan[KUKUSAN]
        self.others: list[Office] = []
        self.up, self.down = folder / "NAIK", folder / "TURUN"
        for each in (self.up, self.down):
            each.mkdir()
        self.wishes = {
            "dkum": ExchangeSettings(str(self.up), str(self.down), take=True, send=True),
            "kukusan": ExchangeSettings(str(self.down), str(self.up), take=True, send=True),
        }
        self.boxes = {name: Boxes(self.office(name)) for name in self.wishes}

    def office(self, name: str) -> Office:
        return self.dkum if name == "dkum" else self.kukusan

    def told(self, *names: str) -> None:
        for name in names or tuple(self.wishes):
            set_exchange(self.office(name), self.wishes[name])

    def turn(self, name: str, *, at_once: bool = True) -> Pass:
        return pass_once(self.boxes[name], at_once=at_once)

    def quiet(self) -> int:
        """Both look until nothing moves any more; how many files were made."""
        made = 0
        for _ in range(12):
            turns = [self.turn("kukusan"), self.turn("dkum")]
            made += sum(len(each.made) for each in turns)
            if not any(each.made or each.taken.outcomes for each in turns):
                return made
        raise AssertionError("they answer each other for ever")

    def forward(self, **by: int) -> None:
        """The clock of both."""
        self.dkum.clock.forward(**by)  # type: ignore[attr-defined]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    one = Pair(tmp_path)
    yield one
    for each in (one.dkum, one.kukusan, *one.others):
        each.close()


def enter(one: Office, n: int = 1, seed: int = 1) -> list[str]:
    one.enter("Ratna Puspita", PASSPHRASE)
    return offices.enter(one, offices.persons(n, seed=seed))


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def moved(before: dict[str, str], one: Office) -> set[str]:
    """What is another file in the office's folder than before."""
    after = snapshot(one.home)
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def number(one: Office) -> int:
    with one.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.application)).scalar_one()


def test_a_year_by_itself_in_a_day(pair: Pair) -> None:
    """Up, down, a paper, a lost file; then both are silent, and agree."""
    enter(pair.kukusan)
    assert not pair.turn("kukusan").made, "nothing by itself before it is told"
    pair.told()
    assert pair.quiet() <= 4
    person = offices.persons(1, seed=2)[0]
    (record,) = enter(pair.kukusan, seed=2)
    attachments.attach(pair.kukusan, record, "ktp", id_card(person))
    (made,) = pair.turn("kukusan").made
    for path in pair.up.glob("*.dks"):  # lost on its way
        path.unlink()
    offices.verify(pair.kukusan, [record])
    (again,) = pair.turn("kukusan").made
    assert again[1].no == made[1].no + 1
    (file,) = pair.up.glob("*.dks")
    assert pair.quiet() <= 3
    assert pair.quiet() == 0
    assert (number(pair.dkum), offices.row(pair.dkum, record).status) == (2, "verified")
    assert len(list(pair.dkum.blobs.names())) == 1
    assert not list(pair.up.glob("*.dks")), "DKUM put what it opened away"
    assert (pair.up / OPENED / file.name).exists()
    assert {path.parent.name for path in pair.down.rglob("*.dks")} == {OPENED}
    assert (pair.down / f"{KUKUSAN} Kukusan").is_dir()
    state = pair.turn("dkum").state
    assert (state.took, state.problems, state.refused) == (file.name, (), 0)
    assert Boxes(pair.dkum).state(state.wish).took == file.name, "remembered by the next run"


def test_no_file_is_taken_before_it_is_whole(pair: Pair) -> None:
    enter(pair.kukusan, 2)
    whole = make_file(pair.kukusan, pair.folder).paths[0].read_bytes()
    pair.wishes["dkum"] = ExchangeSettings(str(pair.up), take=True)
    pair.told("dkum")
    growing = pair.up / "kiriman.bin"
    some = random.Random(1).sample(range(61, len(whole)), 12)
    cuts = (0, 1, 7, 8, 15, 16, 60, *sorted(some), len(whole) - 1)
    before = snapshot(pair.dkum.home)
    for cut in cuts:
        growing.write_bytes(whole[:cut])
        turn = pair.turn("dkum")
        assert not turn.taken.outcomes
        assert turn.state.copying == (cut >= 8)
    for spoilt in (whole[:-300] + bytes(300), whole + b"\0", whole[:200] + bytes(len(whole) - 200)):
        growing.write_bytes(spoilt)  # room was made for it, and it is being filled
        assert not pair.turn("dkum").taken.outcomes
    for name in ("a.dks.part", "~syncthing~a.dks.tmp", ".a.dks", "a (conflicted copy 2026-11-24).dks"):
        (pair.up / name).write_bytes(whole)
    turn = pair.turn("dkum")
    assert not turn.taken.outcomes
    assert not turn.state.problems
    pair.forward(minutes=16)
    assert [each.code for each in pair.turn("dkum").state.problems] == ["inbox_copying"]
    assert moved(before, pair.dkum) == {"files/boxes.age"}
    growing.write_bytes(whole)
    turn = pair.turn("dkum")
    assert [(each.path.name, each.error) for each in turn.taken.outcomes] == [("kiriman.bin", None)]
    assert not turn.state.problems
    assert number(pair.dkum) == 2
    assert (pair.up / OPENED / "kiriman.bin").exists()


def test_what_is_refused_is_put_aside_with_its_reason_and_nothing_else_is_touched(
    pair: Pair, tmp_path: Path
) -> None:
    enter(pair.kukusan)
    good = make_file(pair.kukusan, pair.folder).paths[0]
    data = bytearray(good.read_bytes())
    at = data.index(b"age-encryption.org") - 1
    data[at] ^= 1
    (pair.up / "ubah.dks").write_bytes(bytes(data))
    alone = offices.office(tmp_path / "baru", code=CURUG)
    request = trust.make_request(alone, pair.up)
    alone.close()
    (pair.up / "rapat.pdf").write_bytes(b"%PDF-1.7")
    own = make_file(pair.dkum, pair.up, to=KUKUSAN).paths[0]
    pair.wishes["dkum"] = ExchangeSettings(str(pair.up), take=True)
    pair.told("dkum")
    before = snapshot(pair.dkum.home)
    turn = pair.turn("dkum")
    (refused,) = turn.taken.refused
    assert refused.error is not None
    assert refused.error.code == "E_SIG"
    assert {each for each in moved(before, pair.dkum) if "files/" not in each} == set()
    assert files(pair.up) == sorted(
        [f"{REFUSED}/ubah.dks", f"{REFUSED}/ubah.dks.txt", request.name, own.name, "rapat.pdf"]
    )
    reason = (pair.up / REFUSED / "ubah.dks.txt").read_text(encoding="utf-8")
    assert "Isi berkas telah berubah" in reason
    assert "E_SIG" in reason
    assert turn.state.doors == (request.name,)
    shutil.copy(good, pair.up / "baik.dks")
    assert [each.error for each in pair.turn("dkum").taken.outcomes] == [None]
    assert number(pair.dkum) == 1


def test_another_computer_of_the_office_finds_the_file_too(pair: Pair, tmp_path: Path) -> None:
    laptop = offices.office(tmp_path / "laptop", "lapangan", clock=pair.dkum.clock)  # type: ignore[arg-type]
    pair.others.append(laptop)
    offices.enrol(pair.dkum, laptop, pair.folder)
    enter(pair.kukusan)
    pair.told()
    pair.turn("kukusan")
    pair.turn("dkum")
    (answer,) = pair.down.rglob("*.dks")
    assert not pair.turn("kukusan").taken.refused
    assert answer.exists(), "the laptop needs it as well"
    assert not pair.turn("kukusan").taken.outcomes
    assert not pass_once(Boxes(pair.kukusan)).taken.outcomes, "known without opening it again"
    set_exchange(laptop, ExchangeSettings(str(pair.down), take=True))
    assert [each.error for each in pass_once(Boxes(laptop)).taken.outcomes] == [None]


def test_an_export_waits_until_the_typing_rests(pair: Pair) -> None:
    pair.told("kukusan")
    enter(pair.kukusan)
    assert not pair.turn("kukusan", at_once=False).made
    pair.forward(minutes=2)
    enter(pair.kukusan, seed=2)
    assert not pair.turn("kukusan", at_once=False).made
    pair.forward(minutes=2)
    assert not pair.turn("kukusan", at_once=False).made
    pair.forward(minutes=1)
    (first,) = pair.turn("kukusan", at_once=False).made
    for minute in range(40):  # somebody types all the time
        enter(pair.kukusan, seed=10 + minute) if minute % 9 == 0 else None
        pair.forward(minutes=1)
        turn = pair.turn("kukusan", at_once=False)
        if turn.made:
            break
    assert turn.made
    assert minute >= 9, "not more often than every ten minutes"
    (only,) = pair.up.glob("*.dks")
    assert only.name == turn.made[0][1].paths[0].name != first[1].paths[0].name
    pair.forward(hours=71)
    assert not pair.turn("kukusan", at_once=False).made
    pair.forward(hours=2)
    pair.turn("kukusan", at_once=False)
    pair.forward(minutes=4)
    assert pair.turn("kukusan", at_once=False).made, "no word of it for three days: once more"


def test_a_file_of_ours_is_replaced_and_nobody_elses(pair: Pair) -> None:
    pair.told("kukusan")
    enter(pair.kukusan)
    pair.turn("kukusan")
    (first,) = pair.up.glob("*.dks")
    kept = first.read_bytes()
    first.write_bytes(b"milik orang lain")
    enter(pair.kukusan, seed=2)
    pair.turn("kukusan")
    assert first.read_bytes() == b"milik orang lain"
    first.write_bytes(kept)
    enter(pair.kukusan, seed=3)
    pair.turn("kukusan")
    assert len(list(pair.up.glob("*.dks"))) == 2


def test_a_file_too_early_asks_for_the_earlier_one_by_itself(pair: Pair, tmp_path: Path) -> None:
    copy = make_backup(pair.dkum, tmp_path / "cadangan").path
    enter(pair.kukusan)
    open_file(pair.dkum, make_file(pair.kukusan, pair.folder).paths[0])
    open_file(pair.kukusan, make_file(pair.dkum, pair.folder, to=KUKUSAN).paths[0])
    enter(pair.kukusan, seed=2)
    early = make_file(pair.kukusan, pair.up).paths[0]
    pair.dkum.close()
    restore_backup(copy, tmp_path / "lagi", "Hendra Wijaya", PASSPHRASE)
    pair.dkum = open_office(tmp_path / "lagi", "Hendra Wijaya", PASSPHRASE, clock=pair.kukusan.clock)
    pair.boxes["dkum"] = Boxes(pair.dkum)
    pair.told()
    turn = pair.turn("dkum")
    assert [each.error.code for each in turn.taken.outcomes if each.error] == ["E_GAP"]
    assert (pair.up / OPENED / early.name).exists()
    assert "request" in {peek(path).kind for path in pair.down.rglob("*.dks")}
    pair.quiet()
    assert number(pair.dkum) == 2


# ---- disks ------------------------------------------------------------------------------------------


def test_folders_that_are_gone_are_told_and_looked_for_again(pair: Pair) -> None:
    """The share is not connected, or somebody deleted the folder: told, and later all is caught up."""
    enter(pair.kukusan)
    pair.told("kukusan")
    pair.up.rmdir()
    pair.down.rmdir()
    turn = pair.turn("kukusan")
    assert {each.code for each in turn.state.problems} == {"inbox_gone", "outbox_gone"}
    for problem in turn.state.problems:
        assert problem.record
        assert "Wira" in problem.next_step
    assert not pair.up.exists()
    assert not pair.down.exists()
    (made,) = turn.made
    assert not pair.turn("kukusan").made, "the file is made, and waits"
    pair.up.mkdir()
    pair.down.mkdir()
    turn = pair.turn("kukusan")
    assert (turn.made, turn.delivered, turn.state.problems) == ((), 1, ())
    assert files(pair.up) == [made[1].paths[0].name]


@MOUNTS
def test_an_outbox_that_is_full_and_one_that_is_pulled_out(pair: Pair) -> None:
    person = offices.persons(1, seed=3)[0]
    (record,) = enter(pair.kukusan, seed=3)
    attachments.attach(pair.kukusan, record, "ktp", id_card(person))
    pair.told("kukusan")
    with stick(pair.up, "16k"):
        turn = pair.turn("kukusan")
        assert [each.code for each in turn.state.problems] == ["outbox_full"]
        assert "Kosongkan ruang" in turn.state.problems[0].next_step
        assert files(pair.up) == [], "no half file under any name"
        pull(pair.up)
        pair.up.rmdir()
        assert [each.code for each in pair.turn("kukusan").state.problems] == ["outbox_gone"]
    with stick(pair.up):
        turn = pair.turn("kukusan")
        assert (turn.delivered, turn.state.problems) == (1, ())
        assert [each.report is not None for each in pass_dkum(pair).taken.outcomes] == [True]


def pass_dkum(pair: Pair) -> Pass:
    set_exchange(pair.dkum, ExchangeSettings(str(pair.up), take=True))
    return pass_once(pair.boxes["dkum"])


@MOUNTS
def test_an_inbox_that_cannot_be_written_is_remembered_instead(pair: Pair) -> None:
    enter(pair.kukusan)
    good = make_file(pair.kukusan, pair.up).paths[0]
    bad = bytearray(good.read_bytes())
    bad[bad.index(b"age-encryption.org") - 1] ^= 1
    (pair.up / "ubah.dks").write_bytes(bytes(bad))
    pair.wishes["dkum"] = ExchangeSettings(str(pair.up), take=True)
    pair.told("dkum")
    with write_protected(pair.up):
        turn = pair.turn("dkum")
        assert sorted(each.error.code if each.error else "" for each in turn.taken.outcomes) == ["", "E_SIG"]
        assert files(pair.up) == sorted([good.name, "ubah.dks"])
        assert not pair.turn("dkum").taken.outcomes
        again = pass_once(Boxes(pair.dkum))
        assert not again.taken.outcomes, "another run of the program knows them too"
        assert not again.state.problems


@MOUNTS
def test_this_computer_is_full(pair: Pair) -> None:
    """The file stays in the inbox, the database is as it was, and it goes in when there is room."""
    enter(pair.kukusan, 2)
    path = make_file(pair.kukusan, pair.up).paths[0]
    pair.wishes["dkum"] = ExchangeSettings(str(pair.up), take=True)
    pair.told("dkum")
    before = snapshot(pair.dkum.home)
    for room in (0, 2000, path.stat().st_size + 2000):
        with no_room(room):
            turn = pair.turn("dkum")
        assert [each.code for each in turn.state.problems] == ["E_SPACE"], room
        assert turn.state.problems[0].record == path.name
        assert files(pair.up) == [path.name]
        assert {each for each in moved(before, pair.dkum) if "files/" not in each} <= {"wira.db-wal"}
        assert number(pair.dkum) == 0
    turn = pair.turn("dkum")
    assert not turn.state.problems
    assert (number(pair.dkum), turn.state.opened) == (2, 1)
    assert os.listdir(pair.up) == [OPENED]
