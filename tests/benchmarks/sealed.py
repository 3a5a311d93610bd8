"""What both benchmarks of sync files begin with: DKUM, a kelurahan office full of people, and its file."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from desktop_app.actions.export import make_file
from desktop_app.actions.trust import identities
from desktop_app.office import Office, open_office
from desktop_app.storage import dialect
from desktop_app.sync.container import Body, open_body, open_header
from tests import offices
from tests.benchmarks.bulk import fill, people_of
from tests.benchmarks.harness import Run

BODIES = "SELECT body FROM op ORDER BY stream_id, seq"
_U32 = struct.Struct("<I")


class City(NamedTuple):
    """Folders of DKUM's office, which has taken in nothing, and of the kelurahan's."""

    dkum: Path
    kelurahan: Path


def city(run: Run) -> City:
    """Both offices; made once for a folder and a size, for a hundred thousand people take minutes."""
    base = run.keep / f"city-{run.rows}"
    found = City(base / "dkum", base / offices.KUKUSAN)
    if not (base / "whole").exists():
        dkum, kelurahan = offices.city(base, offices.KUKUSAN)
        kukusan = kelurahan[offices.KUKUSAN]
        kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
        fill(kukusan, people_of(run.rows))
        dkum.close()
        kukusan.close()
        (base / "whole").touch()
    return found


def at_dkum(home: Path) -> Office:
    """DKUM's office, entered."""
    return open_office(home, "Hendra Wijaya", offices.PASSPHRASE, clock=offices.Clock())


def at_kelurahan(home: Path) -> Office:
    """The kelurahan's, entered."""
    return open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())


def bodies(office: Office) -> list[bytes]:
    """The ops of the office, as the driver gives them."""
    with office.reading() as connection:
        return [row[0] for row in dialect.ask(connection, BODIES)]


def framed(ops: Iterable[bytes]) -> bytes:
    """Ops one after another, as a file holds them."""
    return b"".join(part for op in ops for part in (_U32.pack(len(op)), op))


def unframed(data: bytes) -> Iterator[memoryview]:
    """The ops of `framed`."""
    view, at = memoryview(data), 0
    while at < len(data):
        (length,) = _U32.unpack_from(data, at)
        at += _U32.size
        yield view[at : at + length]
        at += length


def opened(path: Path, office: Office) -> Body:
    """The body of a file, verified and decrypted."""
    assert office.directory is not None
    return open_body(open_header(path, office.directory.sender), identities(office))


def digest(ops: Iterable[bytes]) -> tuple[int, str]:
    """How many ops, and which: candidates must have done the same work."""
    count, found = 0, hashlib.sha256()
    for op in ops:
        count += 1
        found.update(op)
    return count, found.hexdigest()


def made(office: Office, folder: Path) -> list[Path]:
    """The parts of the file with everything."""
    folder.mkdir(parents=True, exist_ok=True)
    return list(make_file(office, folder, full=True).paths)
