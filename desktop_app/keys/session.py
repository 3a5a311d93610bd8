"""Locking while the program runs. In memory only.

The clock is given; one that is put back never unlocks anything.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise
from typing import Final

from desktop_app.errors import Refused
from resources.i18n import tr, trn

IDLE_MINUTES: Final = 15
IDLE_RANGE: Final = (5, 30)
PIN_MISSES: Final = 5


class LockState(Enum):
    """What the lock screen asks for."""

    OPEN = "open"
    PIN = "pin"
    PASSPHRASE = "passphrase"


class SessionLock:
    """Open, or locked and asking for the PIN, or (no PIN, or five misses) for the passphrase."""

    def __init__(self, now: datetime, *, idle_minutes: int = IDLE_MINUTES) -> None:
        self.wait(idle_minutes)
        self._last = now
        self._state = LockState.OPEN
        self._salt = secrets.token_bytes(32)
        self._pin: bytes | None = None
        self._misses = 0

    def wait(self, idle_minutes: int) -> None:
        """Lock after that many minutes without a sign of anybody, within `IDLE_RANGE`."""
        low, high = IDLE_RANGE
        self._idle = timedelta(minutes=min(max(idle_minutes, low), high))

    def set_pin(self, pin: str) -> None:
        """Choose the PIN for this run. Raises Refused unless it is six digits that are no plain row."""
        if not _is_form_of_pin(pin):
            raise Refused(tr("PIN berisi enam angka."), next_step=tr("Ketik enam angka."), code="pin_form")
        steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
        if steps in ({0}, {1}, {9}):
            raise Refused(
                tr("PIN ini mudah ditebak."),
                next_step=tr("Pilih angka yang tidak berurutan."),
                code="pin_weak",
            )
        self._pin = self._digest(pin)
        self._misses = 0

    @property
    def has_pin(self) -> bool:
        """Whether a PIN was chosen in this run."""
        return self._pin is not None

    def forget_pin(self) -> None:
        """From now on only a passphrase opens."""
        self._pin = None
        if self._state is LockState.PIN:
            self._state = LockState.PASSPHRASE

    def touch(self, now: datetime) -> None:
        """A key or the mouse moved. Changes nothing once the time is over: locked stays locked."""
        if self.state(now) is LockState.OPEN:
            self._last = now

    def state(self, now: datetime) -> LockState:
        """The state at `now`; going idle locks."""
        if self._state is LockState.OPEN:
            if now < self._last:
                self._last = now
            elif now - self._last >= self._idle:
                self.lock()
        return self._state

    def lock(self) -> None:
        """Lock at once (Ctrl+L)."""
        if self._state is LockState.OPEN:
            self._state = LockState.PIN if self._pin is not None else LockState.PASSPHRASE

    def unlock_with_pin(self, pin: str, now: datetime) -> None:
        """Open again. Raises Refused on a wrong PIN; after the fifth only the passphrase helps. What is no
        PIN at all, as a passphrase typed into its field, is no try."""
        if self._state is LockState.PASSPHRASE or self._pin is None:
            raise self._ask_passphrase()
        if not _is_form_of_pin(pin):
            step = tr("Ketik enam angka, atau pakai kata sandi.")
            raise Refused(tr("PIN berisi enam angka."), next_step=step, code="pin_form")
        if not hmac.compare_digest(self._digest(pin), self._pin):
            self._misses += 1
            left = PIN_MISSES - self._misses
            if left <= 0:
                self._state, self._pin = LockState.PASSPHRASE, None
                raise self._ask_passphrase()
            raise Refused(
                tr("PIN belum cocok. Isian Anda tetap aman."),
                next_step=trn(
                    "Masih ada {n} kesempatan; sesudah itu pakai kata sandi.",
                    "Masih ada {n} kesempatan; sesudah itu pakai kata sandi.",
                    left,
                ),
                code="pin",
            )
        self._opened(now)

    def unlocked_by_passphrase(self, now: datetime) -> None:
        """The caller checked the passphrase."""
        self._opened(now)

    def _opened(self, now: datetime) -> None:
        self._state, self._misses, self._last = LockState.OPEN, 0, now

    def _digest(self, pin: str) -> bytes:
        return hashlib.blake2b(pin.encode("utf-8", "surrogatepass"), key=self._salt).digest()

    @staticmethod
    def _ask_passphrase() -> Refused:
        return Refused(
            tr("PIN tidak dapat dipakai lagi. Isian Anda tetap aman."),
            next_step=tr("Buka dengan kata sandi."),
            code="pin_spent",
        )


def _is_form_of_pin(typed: str) -> bool:
    return len(typed) == 6 and typed.isascii() and typed.isdigit()
