"""Wrong passphrases: the wait holds whatever the clock, the computer and the program do."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from desktop_app.errors import Refused
from desktop_app.keys import slots as keyslots
from desktop_app.keys.attempts import FILE_NAME, LONGEST_WAIT, NOBODY, Attempts, Missed, boot_seconds
from desktop_app.keys.person import PersonKey
from desktop_app.keys.slots import Cost, KeySlots, new_dek

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
RIGHT = "melati kuda gunung batu"
SITI = PersonKey.generate()


class Ticks:
    """Seconds since the computer was started."""

    def __init__(self, now: float = 3600) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def slots(tmp_path: Path) -> KeySlots:
    made = KeySlots.create(tmp_path / "keyslots.json")
    for name, key in (("Siti Marlina", SITI), ("Budi Santosa", PersonKey.generate())):
        made.add_slot(name, RIGHT, dek=new_dek(), key=key, person=key.person, now=NOW, cost=CHEAP)
    return made


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What each derivation of a key cost, in order."""
    done: list[tuple[Any, ...]] = []
    real: Callable[..., bytes] = keyslots.hash_secret_raw

    def noted(secret: bytes, salt: bytes, **cost: Any) -> bytes:
        done.append((len(salt), *cost.values()))
        return real(secret, salt, **cost)

    monkeypatch.setattr(keyslots, "hash_secret_raw", noted)
    return done


def refused(slots: KeySlots, name: str, typed: str, attempts: Attempts | None) -> Refused:
    with pytest.raises(Refused) as caught:
        slots.open_slot(name, typed, attempts=attempts)
    return caught.value


def test_waits_grow_to_five_minutes_and_are_each_persons_own(tmp_path: Path) -> None:
    ticks = Ticks()
    attempts = Attempts(tmp_path / FILE_NAME, ticks)
    waits: list[int] = []
    for _ in range(9):
        attempts.count("a")
        attempts.missed("a")
        waits.append(attempts.wait("a"))
        with pytest.raises(Refused, match=f"Coba lagi dalam {waits[-1]} detik"):
            attempts.count("a")
        ticks.now += waits[-1]
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert attempts.wait("b") == 0
    attempts.count("a")
    attempts.passed("a")
    assert attempts.wait("a") == 0
    attempts.told(attempts.untold())
    assert not (tmp_path / FILE_NAME).exists()


def test_misses_are_kept_until_they_are_told(tmp_path: Path) -> None:
    ticks, now = Ticks(), [NOW]
    attempts = Attempts(tmp_path / FILE_NAME, ticks, lambda: now[0])
    start = int(NOW.timestamp() * 1000)
    for _ in range(3):
        attempts.count("a")
        attempts.missed("a")
        ticks.now += LONGEST_WAIT
        now[0] += timedelta(minutes=6)
    attempts.count("a")
    attempts.passed("a")  # who comes in at last is no miss
    attempts = Attempts(tmp_path / FILE_NAME, ticks, lambda: now[0])
    (missed,) = attempts.untold()
    assert missed == Missed("a", 3, start, start + 2 * 360_000) and attempts.wait("a") == 0
    attempts.count("a")  # ended while it was looked at
    attempts.told([missed])
    assert [each.count for each in attempts.untold()] == [1] and attempts.wait("a") == 5
    attempts.forgive("a")
    assert attempts.wait("a") == 0 and len(attempts.untold()) == 1, "a new passphrase takes no miss away"


def test_the_wait_outlives_the_program_and_the_computer(tmp_path: Path) -> None:
    ticks = Ticks()
    first = Attempts(tmp_path / FILE_NAME, ticks)
    first.count("a")  # killed while the key was derived: it counts
    assert Attempts(tmp_path / FILE_NAME, ticks).wait("a") == 5
    ticks.now += 3
    assert Attempts(tmp_path / FILE_NAME, ticks).wait("a") == 2
    ticks.now = 1  # started anew a moment ago
    assert Attempts(tmp_path / FILE_NAME, ticks).wait("a") == 4
    ticks.now = 5
    again = Attempts(tmp_path / FILE_NAME, ticks)
    again.count("a")
    assert again.wait("a") == 10


def test_what_cannot_be_written_is_remembered_while_the_program_runs(tmp_path: Path) -> None:
    ticks = Ticks()
    attempts = Attempts(tmp_path / FILE_NAME, ticks)
    (tmp_path / f"{FILE_NAME}.part").mkdir()
    attempts.count("a")
    assert attempts.wait("a") == 5
    (tmp_path / f"{FILE_NAME}.part").rmdir()
    ticks.now += 5
    attempts.count("a")
    assert Attempts(tmp_path / FILE_NAME, ticks).wait("a") == 10
    (tmp_path / FILE_NAME).write_bytes(os.urandom(64))
    assert attempts.wait("a") == 0, "a spoilt file is as none: nobody is kept out for good"


def test_nothing_tells_which_part_was_wrong(slots: KeySlots, derived: list[tuple[Any, ...]]) -> None:
    """A wrong passphrase and a name that nobody has: one sentence, one wait, one derivation of equal cost."""
    told: list[list[str]] = []
    for name in ("Siti Marlina", "Budi Santosa", "Dian Lestari"):
        ticks, said = Ticks(), list[str]()
        attempts = Attempts(None, ticks)
        for _ in range(3):
            said.append(str(refused(slots, name, "bukan ini", attempts)))
            said.append(str(refused(slots, name, RIGHT, attempts)))  # too early, right or not
            ticks.now += LONGEST_WAIT
        told.append(said)
    assert told[0] == told[1] == told[2]
    assert len(derived) == 9 and len(set(derived)) == 1
    assert str(refused(slots, "Siti Marlina", "salah", None)) == str(refused(slots, "Orang Lain", "x", None))


def test_names_that_nobody_has_push_nobodys_wait_out_and_are_not_kept(
    slots: KeySlots, tmp_path: Path
) -> None:
    ticks = Ticks()
    attempts = Attempts(tmp_path / FILE_NAME, ticks)
    for _ in range(4):
        refused(slots, "Siti Marlina", "salah", attempts)
        ticks.now += attempts.wait(SITI.person)
    refused(slots, "Siti Marlina", "salah", attempts)
    for number in range(300):  # two of them may share a sign, rarely
        refused(slots, f"Tidak Ada {number}", "salah", attempts)
    assert attempts.wait(SITI.person) == 80
    for number in range(300, 1200):
        with suppress(Refused):
            attempts.count(attempts.stranger(f"tidak ada {number}"))
    kept_signs = list(msgspec.json.decode((tmp_path / FILE_NAME).read_bytes()))
    assert len(kept_signs) == 1 + 1 + 512, "the person, what is to be told of names, and the latest names"
    assert attempts.wait(SITI.person) == 80
    (of_names,) = (each for each in attempts.untold() if each.who == NOBODY)
    assert 1100 < of_names.count <= 1200 and len(attempts.untold()) == 2, "the log tells them all, as one"
    assert attempts.wait(attempts.stranger("tidak ada 1199")) == 5
    kept = Attempts(ticks=ticks)
    for _ in range(2):
        kept.count("lama")
        ticks.now += kept.wait("lama")
    for number in range(400):  # more people than are remembered, each wrong once
        kept.count(str(number))
    kept.count("lama")
    assert kept.wait("lama") == 20, "the third time"


def test_each_name_that_nobody_has_waits_as_a_person_does(slots: KeySlots, tmp_path: Path) -> None:
    """After tries at other names, known or not, a name is looked at or not for its own tries alone."""
    ticks = Ticks()
    attempts = Attempts(tmp_path / FILE_NAME, ticks)
    said: dict[str, list[str]] = {}
    names = ("Siti Marlina", "Dian Lestari", "Budi Santosa", "Orang Lain")
    for turn in range(3):
        for name in names:
            attempts = Attempts(tmp_path / FILE_NAME, ticks)  # another program: it is in the file
            answers = [refused(slots, typed, "bukan ini", attempts) for typed in (name, f" {name.upper()}  ")]
            said.setdefault(name, []).extend(f"{each} {each.code}" for each in answers)
            assert [each.code for each in answers] == ["passphrase", "passphrase_early"], (name, turn)
        ticks.now += 5 * 2**turn
    assert len({tuple(each) for each in said.values()}) == 1
    raw = (tmp_path / FILE_NAME).read_text(encoding="utf-8").casefold()
    assert not [name for name in names if name.split()[0].casefold() in raw], "no name stands in the file"


def test_a_file_of_before_with_one_sign_for_all_names_is_read(slots: KeySlots, tmp_path: Path) -> None:
    start = int(NOW.timestamp() * 1000)
    old = {"count": 7, "at": 3600.0, "untold": 7, "since": start, "last": start}
    (tmp_path / FILE_NAME).write_bytes(msgspec.json.encode({NOBODY: old, SITI.person: old}))
    attempts = Attempts(tmp_path / FILE_NAME, Ticks(), lambda: NOW)
    assert attempts.wait(SITI.person) == 300
    assert refused(slots, "Orang Lain", "salah", attempts).code == "passphrase"
    assert Missed(NOBODY, 8, start, start) in attempts.untold()


def test_ten_thousand_tries_are_looked_at_as_rarely_as_the_waits_say(
    slots: KeySlots, tmp_path: Path, derived: list[tuple[Any, ...]]
) -> None:
    """A script that tries at random moments, restarts the program and the computer, and never rests."""
    chance, ticks, tried = Random(6), Ticks(), 0
    passed = 0.0
    attempts = Attempts(tmp_path / FILE_NAME, ticks)
    for _ in range(10_000):
        step = chance.choice((0, 0.2, 1, 5, 20))
        ticks.now += step
        passed += step
        if chance.random() < 0.02:
            attempts = Attempts(tmp_path / FILE_NAME, ticks)
        if chance.random() < 0.001:
            ticks.now = 0.0
        before = len(derived)
        refused(slots, "Siti Marlina", f"tebakan {tried}", attempts)
        tried += len(derived) - before
        if len(derived) > before:
            assert attempts.wait(SITI.person) == min(5 * 2 ** (tried - 1), LONGEST_WAIT)
    assert tried - 7 <= passed / LONGEST_WAIT
    assert tried > 30, "honest waiting is always rewarded with a try"
    ticks.now += LONGEST_WAIT
    assert slots.open_slot("Siti Marlina", RIGHT, attempts=attempts).info.person == SITI.person
    assert attempts.wait(SITI.person) == 0


@pytest.mark.parametrize(
    "forged", [{"last": 2**70}, {"untold": 2**63}, {"since": 2**62}, {"last": -1}, {"count": 2**40}]
)
def test_what_no_program_counts_is_not_read(tmp_path: Path, forged: dict[str, int]) -> None:
    """Anybody may write in the folder: nothing there keeps people out or gets into the log."""
    told = {"count": 0, "at": 1.0, "untold": 2, "since": 1, "last": 2} | forged
    (tmp_path / FILE_NAME).write_bytes(msgspec.json.encode({SITI.person: told}))
    assert Attempts(tmp_path / FILE_NAME).untold() == []


def test_the_computers_own_count_of_seconds_only_goes_forward() -> None:
    first = boot_seconds()
    assert 0 < first <= boot_seconds()
