"""The growing wait after wrong passphrases: 5 seconds after the first, twice as long each time, at most 300.

A try counts before it is looked at and is taken back when it fits, so ending the program meanwhile does not
help. What was counted lies in the office folder and outlives the program. Time is counted since the computer
was started: no clock that a person may set ends a wait or begins one. Whoever may write in the folder can
take the file away, but can take the key slots away as well and guess elsewhere, where only Argon2id makes it
slow.

What did not fit is also kept until the access log tells it, with what the passphrase was asked for: before
somebody is in, the log's key is not known. The next who comes in, whoever it is, carries it there
(`Office.admit`); in an open office that is done at once.
"""

from __future__ import annotations

import math
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from desktop_app.errors import Refused
from desktop_app.keys.atomic import write_atomic
from resources.i18n import tr, trn

FILE_NAME: Final = "attempts.json"
LONGEST_WAIT: Final = 300
_FIRST_WAIT: Final = 5
_KEPT: Final = 256
"""People tried that are remembered; who was wrong least often goes, and of these the oldest."""
NOBODY: Final = "-"
"""Under this sign the tries at names that nobody has wait to be told, all together. Each such name has a wait
of its own, as people have, under the same sign, a salt and a digest of it (`Attempts.stranger`)."""
_NAMES_KEPT: Final = 512
"""Names that nobody has and that are remembered, beside the people: whose wait ends first goes first."""
_SALT: Final = 8
_DIGEST: Final = 2
"""Bytes. So short that what was typed in the wrong place, a passphrase perhaps, is not found by it."""

Ticks = Callable[[], float]
"""Seconds since the computer was started."""


def boot_seconds() -> float:
    """Seconds since the computer was started, asleep or not where the system tells; nobody can set them."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def _now() -> datetime:
    return datetime.now(UTC)


_Many = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
_Moment = Annotated[int, msgspec.Meta(ge=0, le=253_370_764_800_000)]
"""In ms since 1970, up to the year 9999: whoever may write in the folder puts nothing else into the log."""


Inside = Literal["ganti", "izin"]
"""What a passphrase was asked for in an open office: to be changed, or before a step that is not taken back.
Codes stand in the file and in the chain."""
CHANGING: Final = "ganti"
CONFIRMING: Final = "izin"


class _Untold(msgspec.Struct, frozen=True):
    """How many tries the access log does not tell yet, and from when to when they came (ms since 1970)."""

    count: _Many
    since: _Moment
    last: _Moment


class _Tried(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many tries in a row did not fit, and when the last one came, in seconds since the start; how many
    to come in the access log does not tell yet, and from when to when they came, in ms since 1970.

    `inside`: the same of tries within the open office. Files of older versions have none.
    """

    count: _Many
    at: float
    untold: _Many = 0
    since: _Moment = 0
    last: _Moment = 0
    inside: dict[Inside, _Untold] = msgspec.field(default_factory=dict[Inside, _Untold])

    def tried_again(self, at: float, now: int, asked: Inside | None) -> _Tried:
        """With one more try, at `at` seconds and `now` ms."""
        counted = msgspec.structs.replace(self, count=self.count + 1, at=at)
        if asked is None:
            since = self.since if self.untold else now
            return msgspec.structs.replace(counted, untold=self.untold + 1, since=since, last=now)
        before = self.inside.get(asked, _Untold(0, now, now))
        more = _Untold(before.count + 1, before.since, now)
        return msgspec.structs.replace(counted, inside=self.inside | {asked: more})

    def told(self, known: Missed) -> _Tried:
        """Without what the access log tells from now on."""
        if known.asked is None:
            left = max(self.untold - known.count, 0)
            return msgspec.structs.replace(self, untold=left, since=self.last)
        inside = dict(self.inside)
        before = inside.pop(known.asked, None)
        if before is not None and before.count > known.count:
            inside[known.asked] = _Untold(before.count - known.count, before.last, before.last)
        return msgspec.structs.replace(self, inside=inside)


@dataclass(frozen=True, slots=True)
class Missed:
    """Tries that the access log does not tell yet: at whom (a person id, or a sign), how many, and from when
    to when by the computer's clock (ms since 1970); in an open office what the passphrase was asked for."""

    who: str
    count: int
    since: int
    last: int
    asked: Inside | None = None


class Attempts:
    """The tries of one office. Without a `path` they are remembered as long as the object lives."""

    def __init__(
        self, path: Path | None = None, ticks: Ticks = boot_seconds, clock: Callable[[], datetime] = _now
    ) -> None:
        self._path = path
        self._ticks = ticks
        self._clock = clock
        self._kept: dict[str, _Tried] = {}
        self._before: dict[str, _Tried] = {}
        """What was known of somebody before the try that is being looked at."""
        self._unwritten = path is None

    @classmethod
    def of(cls, home: Path, ticks: Ticks = boot_seconds, clock: Callable[[], datetime] = _now) -> Attempts:
        """Those of the office in the folder `home`."""
        return cls(home / FILE_NAME, ticks, clock)

    def wait(self, who: str) -> int:
        """Whole seconds until the next try of `who` is looked at; 0 when it may come."""
        tried = self._read().get(who)
        if tried is None or not tried.count:
            return 0
        now = self._ticks()
        # Since another start of the computer at least its running time has passed. Where that start is longer
        # ago than the last one was then, less is counted than has passed, never more.
        passed = now - tried.at if now >= tried.at else now
        return max(0, math.ceil(_delay(tried.count) - passed))

    def stranger(self, name: str) -> str:
        """The sign of a name that nobody has, given as names are compared; it waits as a person does."""
        for sign in self._read():
            if _is_name(sign) and sign == _sign(name, sign[1 : 1 + 2 * _SALT]):
                return sign
        return _sign(name, secrets.token_hex(_SALT))

    def count(self, who: str, asked: Inside | None = None) -> None:
        """Count a try of `who` before it is looked at: to come in, or what it was `asked` for inside.

        Raises Refused (``passphrase_early``) until then.
        """
        seconds = self.wait(who)
        if seconds:
            raise _too_early(seconds)
        tried = self._read()
        before, now = tried.get(who, _Tried(0, 0)), int(self._clock().timestamp() * 1000)
        self._before[who] = before
        fresh = before.tried_again(self._ticks(), now, asked)
        kept = {sign: each for sign, each in tried.items() if sign != who}
        if _is_name(who):
            told = kept.pop(NOBODY, _Tried(0, 0)).tried_again(self._ticks(), now, asked)
            kept[NOBODY] = msgspec.structs.replace(told, count=0)
            fresh = _Tried(fresh.count, fresh.at)
        self._write({**_most(kept, who), who: fresh})

    def missed(self, who: str) -> Refused:
        """What to say of the try that was counted: it does not fit. The wait counts from now."""
        tried = self._read()
        if who in tried:  # looking at it took time as well
            self._write(tried | {who: msgspec.structs.replace(tried[who], at=self._ticks())})
        return wrong_passphrase(self.wait(who))

    def misses(self) -> int:
        """How many tries did not fit since each person's last right one."""
        return sum(each.count for each in self._read().values())

    def passed(self, who: str) -> None:
        """The try that was counted fits: it was no miss, and nobody has to wait."""
        self._rest(who, self._before.pop(who, None))

    def forgive(self, who: str) -> None:
        """`who` has been given another passphrase: nobody has to wait for misses at the old one."""
        self._rest(who, self._read().get(who))

    def untold(self) -> list[Missed]:
        """The misses that the access log does not tell yet."""
        found: list[Missed] = []
        for who, each in self._read().items():
            if each.untold:
                found.append(Missed(who, each.untold, each.since, each.last))
            found += [
                Missed(who, one.count, one.since, one.last, asked) for asked, one in each.inside.items()
            ]
        return found

    def told(self, known: Sequence[Missed]) -> None:
        """The access log tells these from now on."""
        tried = self._read()
        for one in known:
            if (each := tried.get(one.who)) is not None:
                tried[one.who] = each.told(one)
        self._write({who: each for who, each in tried.items() if each.count or each.untold or each.inside})

    def _rest(self, who: str, kept: _Tried | None) -> None:
        tried = self._read()
        if tried.pop(who, None) is None:
            return
        if kept is not None and (kept.untold or kept.inside):
            tried[who] = msgspec.structs.replace(kept, count=0)
        self._write(tried)

    def _read(self) -> dict[str, _Tried]:
        if not self._unwritten and self._path is not None:
            try:
                self._kept = msgspec.json.decode(self._path.read_bytes(), type=dict[str, _Tried])
            except (OSError, msgspec.MsgspecError, UnicodeError):
                self._kept = {}
        return dict(self._kept)

    def _write(self, tried: dict[str, _Tried]) -> None:
        """Where the disk does not take it, it is remembered until the program ends."""
        self._kept = tried
        if self._path is None:
            return
        self._unwritten = True
        with suppress(OSError):
            if tried:
                write_atomic(self._path, msgspec.json.encode(tried))
            else:
                self._path.unlink(missing_ok=True)
            self._unwritten = False


def _is_name(who: str) -> bool:
    return who.startswith(NOBODY) and who != NOBODY


def _sign(name: str, salt: str) -> str:
    digest = blake2b(f"{salt}{name}".encode("utf-8", "surrogatepass"), digest_size=_DIGEST)
    return f"{NOBODY}{salt}{digest.hexdigest()}"


def _most(tried: dict[str, _Tried], who: str) -> dict[str, _Tried]:
    """As many as are remembered beside `who`: names push no person out, nor people names."""
    told = {sign: each for sign, each in tried.items() if sign == NOBODY}
    people = [item for item in tried.items() if not item[0].startswith(NOBODY)]
    names = [item for item in tried.items() if _is_name(item[0])]
    people.sort(key=lambda item: (item[1].count, item[1].at))
    names.sort(key=lambda item: item[1].at + _delay(item[1].count))
    return dict(people[int(not _is_name(who)) - _KEPT :]) | dict(names[1 - _NAMES_KEPT :]) | told


def wrong_passphrase(seconds: int) -> Refused:
    """The sentence for a passphrase that does not fit."""
    step = try_again_in(seconds) if seconds else tr("Coba lagi.")
    return Refused(tr("Kata sandi belum cocok."), next_step=step, code="passphrase")


def _too_early(seconds: int) -> Refused:
    """This one was not looked at and may be right; the last one may have been cut short by a power cut."""
    return Refused(
        tr("Belum diperiksa, karena percobaan sebelumnya tidak cocok atau terhenti."),
        next_step=try_again_in(seconds),
        code="passphrase_early",
    )


def try_again_in(seconds: int) -> str:
    """When the next try is looked at."""
    return trn("Coba lagi dalam {n} detik.", "Coba lagi dalam {n} detik.", seconds)


def _delay(misses: int) -> int:
    return min(_FIRST_WAIT * 2 ** min(misses - 1, 10), LONGEST_WAIT)
