"""What time stamps need away from the window's thread: whom they come from, and asking for them.

The PDF library and the network library are loaded here when they are first wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from desktop_app.office import Office
from desktop_app.storage.work import Changes
from ui.models.many import ManyLine
from ui.worker import Cancelled, Progress


@dataclass(frozen=True)
class Service:
    """Where time stamps come from. In `url` and `proxy` may stand a password: they are for the fields of
    those who set them, `host` and `by` (the proxy) for everybody. `believed` whether an authority was chosen.
    """

    url: str = field(repr=False)
    proxy: str = field(repr=False)
    host: str
    by: str
    believed: bool
    may_choose: bool


@dataclass(frozen=True)
class Stamping:
    """A line for each paper, and what moved."""

    lines: Sequence[ManyLine]
    changes: Changes


def service(office: Office) -> Service:
    """What this computer and the office have set."""
    from desktop_app.actions import timestamps, tte
    from desktop_app.signing import wire

    kept = timestamps.time_service(office)
    host, by = (wire.host(one) if one else "" for one in (kept.url, kept.proxy))
    believed = bool(tte.chosen_roots(office, tte.TIMES))
    return Service(kept.url, kept.proxy, host, by, believed, tte.may_choose(office))


def set_service(office: Office, which: Literal["url", "proxy"], value: str) -> Changes:
    """Keep one of the two addresses. Raises Refused (``time_url``, ``role``)."""
    from desktop_app.actions import timestamps

    kept = timestamps.time_service(office)
    wish = replace(kept, url=value) if which == "url" else replace(kept, proxy=value)
    return timestamps.set_time_service(office, wish)


def stamp(office: Office, lines: Sequence[ManyLine], told: Progress) -> Stamping:
    """Ask for a time stamp on each. Stopped, the rest is not begun, and what was stamped is told."""
    from desktop_app.actions import timestamps

    def step(done: int, total: int, sentence: str) -> None:
        with suppress(Cancelled):  # asked below, between two papers and while waiting
            told.step(done, total, sentence)

    made = timestamps.add_timestamps(
        office, [line.record for line in lines], progress=step, stop=lambda: told.cancelled
    )
    ended = [
        line.ended("done" if each.outcome == "stamped" else each.outcome, each.sentence)
        for line, each in zip(lines, made.lines, strict=True)
    ]
    return Stamping(ended, made.changes)
