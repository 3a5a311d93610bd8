"""Outcomes in the demo city: some have started, some have a NIB, one is to be asked if it still runs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select

from desktop_app.actions import outcomes
from desktop_app.actions.outcomes import SaveOutcome
from desktop_app.domain.outcome import add_months
from desktop_app.office import Office
from desktop_app.storage import tables

_STARTED: Final = (3, 6, 9, 13, 17, 22, 28, 205, 230)
"""Days before the demo's day on which businesses began; the last two are old enough to be asked about."""
_OLDER: Final = 700


def write_outcomes(office: Office) -> int:
    """What became of some of the accepted; returns of how many."""
    app, today = tables.application.c, office.today()
    with office.reading() as connection:
        people = [
            row.uuid.hex()
            for row in connection.execute(
                select(app.uuid).where(app.status == "accepted").order_by(app.nomor_pendaftaran)
            )
        ]
    written = 0
    for number, (record, before) in enumerate(zip(people[1:], (*_STARTED, _OLDER), strict=False)):
        values = _of(number, today - timedelta(days=before), today)
        outcomes.save_outcome(office, SaveOutcome(record, values))
        written += 1
    return written


def _of(number: int, begun: date, today: date) -> dict[str, Any]:
    values: dict[str, Any] = {"mulai_usaha": begun.isoformat(), "pekerja": 1 + number % 3}
    if number % 2 == 0:
        licensed = min(begun + timedelta(days=5), today)
        values |= {"nib": f"9120{number:02}1234567", "nib_tanggal": licensed.isoformat()}
    asked = add_months(begun, 6)
    if number == len(_STARTED) - 1 and asked <= today:
        values |= {"enam_bulan": "ya", "enam_bulan_tanggal": asked.isoformat()}
    if number % 3 == 0:
        values["omzet_kelas"] = "mikro"
    return values
