"""The lock as a machine with a given clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.errors import Refused
from desktop_app.keys.session import LockState, SessionLock

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_idle_fifteen_minutes_locks_and_the_pin_opens() -> None:
    lock = SessionLock(NOW)
    lock.set_pin("271828")
    lock.touch(NOW + 14 * MINUTE)
    assert lock.state(NOW + 28 * MINUTE) is LockState.OPEN
    lock.touch(NOW + 29 * MINUTE)
    assert lock.state(NOW + 29 * MINUTE) is LockState.PIN
    lock.unlock_with_pin("271828", NOW + 40 * MINUTE)
    assert lock.state(NOW + 54 * MINUTE) is LockState.OPEN
    assert lock.state(NOW + 55 * MINUTE) is LockState.PIN


def test_five_misses_ask_for_the_passphrase_even_with_the_right_pin_after() -> None:
    lock = SessionLock(NOW)
    lock.set_pin("271828")
    lock.lock()
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused, match=f"Masih ada {left} kesempatan"):
            lock.unlock_with_pin("000001", NOW)
    for pin in ("000001", "271828"):
        with pytest.raises(Refused) as caught:
            lock.unlock_with_pin(pin, NOW)
        assert caught.value.code == "pin_spent"
    assert lock.state(NOW) is LockState.PASSPHRASE
    lock.unlocked_by_passphrase(NOW)
    assert lock.state(NOW) is LockState.OPEN
    assert not lock.has_pin


def test_what_is_no_pin_at_all_is_no_try() -> None:
    lock = SessionLock(NOW)
    lock.set_pin("271828")
    lock.lock()
    for typed in ("melati", "27182", "2718281", "", "٢٧١٨٢٨") * 2:
        with pytest.raises(Refused) as caught:
            lock.unlock_with_pin(typed, NOW)
        assert caught.value.code == "pin_form" and "kata sandi" in caught.value.next_step
    lock.unlock_with_pin("271828", NOW)
    assert lock.state(NOW) is LockState.OPEN


def test_misses_are_forgotten_after_a_hit() -> None:
    lock = SessionLock(NOW)
    lock.set_pin("271828")
    for _ in range(3):
        lock.lock()
        for _ in range(4):
            with pytest.raises(Refused):
                lock.unlock_with_pin("111112", NOW)
        lock.unlock_with_pin("271828", NOW)


def test_without_a_pin_only_the_passphrase_opens() -> None:
    lock = SessionLock(NOW)
    lock.lock()
    assert lock.state(NOW) is LockState.PASSPHRASE


@pytest.mark.parametrize(
    "pin", ["12345", "1234567", "12345a", "１２３４５６", "111111", "123456", "987654", "789012"]
)
def test_pins_that_are_refused(pin: str) -> None:
    lock = SessionLock(NOW)
    with pytest.raises(Refused):
        lock.set_pin(pin)
    assert not lock.has_pin


def test_a_clock_put_back_neither_locks_nor_unlocks() -> None:
    lock = SessionLock(NOW)
    assert lock.state(NOW - timedelta(days=3)) is LockState.OPEN
    assert lock.state(NOW - timedelta(days=3) + 15 * MINUTE) is LockState.PASSPHRASE
    assert lock.state(NOW - timedelta(days=9)) is LockState.PASSPHRASE


def test_the_idle_time_stays_within_its_range() -> None:
    assert SessionLock(NOW, idle_minutes=1).state(NOW + 4 * MINUTE) is LockState.OPEN
    assert SessionLock(NOW, idle_minutes=999).state(NOW + 30 * MINUTE) is LockState.PASSPHRASE
