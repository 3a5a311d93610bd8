"""An office with as many applicants as a benchmark wants.

The rows come through the real `Work`: one op for each applicant, folded, projected and searchable like any
other, in chunks of one commit. Nothing is checked and nobody signs, so a million takes some minutes.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop_app.actions.founding import FoundOffice, found_office
from desktop_app.domain import region
from desktop_app.keys.slots import Cost
from desktop_app.office import Office, open_office
from desktop_app.sample.people import make_people
from desktop_app.storage.work import new_id

NAME = "Hendra Wijaya"
PASSPHRASE = "melati kuda gunung batu biru"
CHUNK = 50_000
STATUSES = ("submitted",) * 17 + ("draft",) * 2 + ("withdrawn",)
_FIRST = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


class _Clock:
    def __init__(self) -> None:
        self.now = _FIRST

    def __call__(self) -> datetime:
        return self.now


def populated(home: Path, rows: int, *, seed: int = 1) -> Office:
    """The office in `home` with `rows` applicants from all 63 kelurahan; made once, opened afterwards."""
    if not home.exists():
        making = home.with_name(home.name + ".part")
        shutil.rmtree(making, ignore_errors=True)
        _make(making, rows, seed)
        making.rename(home)
    return open_office(home, NAME, PASSPHRASE)


def _make(home: Path, rows: int, seed: int) -> None:
    clock = _Clock()
    wish = FoundOffice("kelurahan", region.all_kelurahan()[0].code, NAME, PASSPHRASE)
    office = found_office(home, wish, clock=clock, cost=Cost(memory_kib=64, passes=1, lanes=1))
    everywhere = frozenset(place.code for place in region.all_kelurahan())
    office.context.served = {office.info.dev: everywhere}  # as DKUM's directory would say it
    people = applicants(rows, seed=seed)
    for start in range(0, rows, CHUNK):
        with office.work() as work:
            for _ in range(min(CHUNK, rows - start)):
                values = next(people)
                work.wall += 1000
                work.put(new_id(), "application", "status", values, scope=values["kelurahan_kode"], new=True)
        clock.now += timedelta(days=1)
    with office.database.locked() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    office.close()


def applicants(rows: int, *, seed: int = 1) -> Iterator[dict[str, Any]]:
    """`rows` applications as an op stores them, kelurahan after kelurahan, three years, mixed statuses."""
    places = region.all_kelurahan()
    each = -(-rows // len(places))
    rng = random.Random(seed)
    made = 0
    for place in places:
        for number, person in enumerate(make_people(seed, place.code, min(each, rows - made), year=2026), 1):
            status = rng.choice(STATUSES)
            reason = {"alasan": "Pindah ke luar Depok"} if status == "withdrawn" else {}
            year = 2026 - rng.choice((0, 0, 0, 1, 2))
            nomor = region.registration_number(year, place.code, "AAA", number)
            yield {**person, "tahun": year, "nomor_pendaftaran": nomor, "status": status, **reason}
            made += 1
