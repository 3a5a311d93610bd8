"""When this computer first had each op of others' streams, by its own clock.

Kept for each stream as the seq each file brought it up to: a file may bring streams of several epochs and
devices, so what stands beside the file itself is not enough.
"""

from __future__ import annotations

from bisect import bisect_left

from sqlalchemy import Connection, select

from desktop_app.storage import settings, tables

Reach = tuple[int, int]
"""How far a stream was known, and since when (ms)."""


def note(connection: Connection, dev: str, ep: int, last: int, wall: int) -> None:
    """A file has brought the stream up to `last`; `wall` is now, in ms. The connection is a work's."""
    known = _known(connection, dev, ep)
    longer = _grown(known, last, wall)
    if longer is not known:
        settings.put_json(connection, _name(dev, ep), longer)


def first(connection: Connection, dev: str, ep: int, seq: int) -> int | None:
    """When the op at `seq` first came, in ms; None for one that never came by file."""
    known = _known(connection, dev, ep)
    at = bisect_left(known, seq, key=lambda pair: pair[0])
    return known[at][1] if at < len(known) else None


def before(connection: Connection, dev: str, ep: int, wall: int) -> int:
    """How far the stream had come by file before `wall` (ms), by this computer's clock; 0 for not at all."""
    return max((last for last, at in _known(connection, dev, ep) if at < wall), default=0)


def _known(connection: Connection, dev: str, ep: int) -> list[Reach]:
    found = settings.get_json(connection, _name(dev, ep))
    if found is not None:
        return [(int(last), int(wall)) for last, wall in found]
    file = tables.sync_file.c  # what came before this was kept
    rows = connection.execute(
        select(file.upto, file.made)
        .where(file.direction == "in", file.dev == bytes.fromhex(dev), file.ep == ep)
        .order_by(file.made, file.id)
    )
    known: list[Reach] = []
    for row in rows:
        known = _grown(known, row.upto, row.made)
    return known


def _grown(known: list[Reach], last: int, wall: int) -> list[Reach]:
    return known if known and last <= known[-1][0] else [*known, (last, wall)]


def _name(dev: str, ep: int) -> str:
    return f"received:{dev}-{ep}"
