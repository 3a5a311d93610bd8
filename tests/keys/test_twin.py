"""The office card and the key slots outlive a bad sector: each has a checksum and a second copy."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.card import read_info
from desktop_app.errors import Refused, Unavailable
from desktop_app.keys import atomic, slots, twin
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.slots import KeySlots
from desktop_app.office import open_office, take_lock
from tests import offices

ME = "Ratna Puspita"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    office = offices.office(tmp_path / "kukusan")
    office.close()
    return tmp_path / "kukusan"


def flipped(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0x04
    path.write_bytes(raw)


HARM: dict[str, Callable[[Path], object]] = {
    "lost": Path.unlink,
    "flipped": flipped,
    "empty": lambda path: path.write_bytes(b""),
    "short": lambda path: path.write_bytes(path.read_bytes()[:-40]),
}


@pytest.mark.parametrize("name", ["office.json", "keyslots.json"])
@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_file_is_put_back_and_the_harmed_one_is_kept(home: Path, name: str, harm: str) -> None:
    path = home / name
    good = path.read_bytes()
    HARM[harm](path)
    harmed = path.read_bytes() if path.exists() else None
    assert read_info(home) is not None, "the lock screen is painted all the same"
    assert path.exists() == (harmed is not None), "without the lock nothing is written"
    clock = offices.Clock()
    tries = Attempts.of(home, clock.ticks, clock)
    with pytest.raises(Refused):
        open_office(home, ME, "bukan kata sandinya", clock=clock, attempts=tries)
    clock.forward(minutes=1)
    office = open_office(home, ME, offices.PASSPHRASE, clock=clock, attempts=tries)
    assert office.mended == [name], "told to who is let in, however often others tried"
    office.close()
    assert path.read_bytes() == good
    assert [each.read_bytes() for each in twin.set_aside(path)] == ([] if harmed is None else [harmed])
    again = open_office(home, ME, offices.PASSPHRASE, clock=offices.Clock())
    assert again.mended == []
    again.close()


@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_copy_is_made_anew(home: Path, harm: str) -> None:
    for name in ("office.json", "keyslots.json"):
        HARM[harm](twin.twin_of(home / name))
    office = open_office(home, ME, offices.PASSPHRASE, clock=offices.Clock())
    assert office.mended == []
    office.close()
    for name in ("office.json", "keyslots.json"):
        assert twin.twin_of(home / name).read_bytes() == (home / name).read_bytes()


def test_where_both_are_harmed_nothing_is_touched(home: Path) -> None:
    for path in (home / "office.json", twin.twin_of(home / "office.json")):
        flipped(path)
    with pytest.raises(Unavailable) as caught:
        open_office(home, ME, offices.PASSPHRASE)
    assert caught.value.code == "office_info"
    for path in (home / "office.json", twin.twin_of(home / "office.json")):
        path.unlink()
    with pytest.raises(Unavailable):
        read_info(home)  # a database without its card is no empty folder


def test_a_passphrase_that_was_taken_away_opens_no_copy(home: Path) -> None:
    """A copy that could not be written is gone rather than old."""
    office = offices.open_office(home, ME, offices.PASSPHRASE, clock=offices.Clock())
    offices.add(office, "Dian Lestari", "operator")
    office.close()
    path = home / "keyslots.json"
    twin.twin_of(path).with_name("keyslots.json.part").mkdir()
    KeySlots.load(path).remove_slot("Dian Lestari")
    path.unlink()
    with pytest.raises(Unavailable):
        KeySlots.load(path)
    assert slots.states(path) == ("lost", "lost")


def test_a_file_of_an_earlier_wira_is_read_and_gets_its_copy(home: Path) -> None:
    path = home / "office.json"
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b',"sum":')] + b"}")
    twin.twin_of(path).unlink()
    office = open_office(home, ME, offices.PASSPHRASE, clock=offices.Clock())
    assert office.mended == []
    office.close()
    assert twin.twin_of(path).read_bytes() == path.read_bytes()


def held(times: int, windows: int | None) -> Callable[..., None]:
    """A rename that another program stands in the way of, as a virus scanner does, `times` times."""
    real, left = os.replace, [times]

    def replace(part: Path, path: Path) -> None:
        if left[0]:
            left[0] -= 1
            error = PermissionError(errno.EACCES, "held") if windows else OSError(errno.EBUSY, "held")
            if windows:
                error.winerror = windows
            raise error
        real(part, path)

    return replace


@pytest.mark.parametrize("windows", [None, 5, 32])
def test_a_scanner_that_lets_go_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: int | None
) -> None:
    monkeypatch.setattr(atomic, "_PAUSES", (0.0,) * 6)
    monkeypatch.setattr("desktop_app.keys.atomic.os.replace", held(6, windows))
    atomic.write_atomic(tmp_path / "satu.json", b"{}")
    assert (tmp_path / "satu.json").read_bytes() == b"{}"


def test_a_copy_that_a_scanner_holds_for_a_moment_is_replaced(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real, left = home / "keyslots.json", Path.unlink, [3]

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self == twin.twin_of(path) and left[0]:
            left[0] -= 1
            error = PermissionError(errno.EACCES, "held")
            error.winerror = 32
            raise error
        real(self, missing_ok)

    monkeypatch.setattr(atomic, "_PAUSES", (0.0,) * 6)
    monkeypatch.setattr(Path, "unlink", unlink)
    KeySlots.load(path).set_recovery(b"0" * 32, [])
    assert left == [0] and slots.states(path) == ("whole", "whole")


def test_one_that_does_not_is_a_sentence_and_the_file_is_as_before(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "_PAUSES", (0.0,) * 6)
    monkeypatch.setattr("desktop_app.keys.atomic.os.replace", held(99, 32))
    before = (home / "keyslots.json").read_bytes()
    with pytest.raises(Unavailable) as caught:
        KeySlots.load(home / "keyslots.json").set_recovery(b"0" * 32, [])
    assert caught.value.code == "disk"
    assert (home / "keyslots.json").read_bytes() == before


def test_the_folder_is_still_locked_by_one_program(home: Path) -> None:
    """Mending happens under the lock: a second program does not touch what the first one works with."""
    lock = take_lock(home)
    (home / "office.json").unlink()
    with pytest.raises((Unavailable, Refused)) as caught:
        open_office(home, ME, offices.PASSPHRASE)
    assert caught.value.code == "home_locked"
    assert not (home / "office.json").exists()
    lock.release()
