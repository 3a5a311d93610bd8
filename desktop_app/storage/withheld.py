"""Ids of ops that DKUM left out of a file: kept where DKUM itself gets its own answers back after a restore.

A stream has no gaps. An answer that came back holds the ops about one kelurahan and the ids of all others;
without those ids DKUM could never send the rest of the stream to anybody again. They are kept for each
range as it came, 32 bytes an op.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, select

from desktop_app.storage import settings, tables

_NAME: Final = "withheld:"
_ID: Final = 32


def note(connection: Connection, dev: str, ep: int, first: int, ids: Sequence[bytes]) -> None:
    """The ids of a range of a stream that begins at `first`. The connection is a work's."""
    settings.put(connection, f"{_NAME}{dev}-{ep}:{first}", b"".join(ids))


def known(connection: Connection, dev: str, ep: int) -> dict[int, bytes]:
    """Every id that came of a stream, by seq."""
    prefix = f"{_NAME}{dev}-{ep}:"
    setting = tables.setting.c
    found: dict[int, bytes] = {}
    for row in connection.execute(select(setting.name, setting.value).where(setting.name.like(f"{prefix}%"))):
        first = int(row.name.removeprefix(prefix))
        for at in range(0, len(row.value), _ID):
            found[first + at // _ID] = row.value[at : at + _ID]
    return found


def leading(ids: Mapping[int, bytes], seq: int, since: int) -> list[bytes]:
    """What stands directly before `seq` and after `since`, without a gap."""
    found: list[bytes] = []
    while seq - 1 > since and seq - 1 in ids:
        seq -= 1
        found.insert(0, ids[seq])
    return found


def following(ids: Mapping[int, bytes], seq: int, end: int) -> list[bytes]:
    """What stands from `seq` on, without a gap and before `end`."""
    found: list[bytes] = []
    while seq < end and seq in ids:
        found.append(ids[seq])
        seq += 1
    return found
