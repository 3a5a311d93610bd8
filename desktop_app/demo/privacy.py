"""Requests about personal data in the demo city: one waits, one is answered, one restricts, one erases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from desktop_app.actions import applications
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.data_requests import RecordRequest, answer_request, record_request
from desktop_app.domain.moments import wib
from desktop_app.office import Office
from desktop_app.sample.people import Person
from desktop_app.storage import tables

_ASKED: Final = (
    ("accepted", "salinan", "loket", "", 50, "Salinan diserahkan di loket; tanda terima di map PDP."),
    ("submitted", "perbaikan", "surat", "RT di alamat seharusnya 004", 20, ""),
    ("returned", "pembatasan", "loket", "Sampai pekerjaan orang tua di formulir dibetulkan", 6, ""),
)
"""In which status somebody asked what, how, in which words, how many hours ago, and what was answered."""


def ask(office: Office) -> int:
    """Record them for who has the status first; returns how many."""
    app, now = tables.application.c, wib(office.clock())
    made = 0
    for status, kind, way, said, hours, answer in _ASKED:
        with office.reading() as connection:
            uuid = connection.execute(
                select(app.uuid).where(app.status == status).order_by(app.nomor_pendaftaran).limit(1)
            ).scalar()
        if uuid is None:
            continue
        at: datetime = now - timedelta(hours=hours)
        wish = RecordRequest(uuid.hex(), kind, way, said, "Map PDP lembar 1", f"{at:%d-%m-%Y}", f"{at:%H.%M}")
        record = record_request(office, wish).record
        if answer:
            answer_request(office, record, "dipenuhi", answer)
        made += 1
    return made


def ask_to_be_erased(office: Office, person: Person) -> str:
    """Enter a person more, and record that they want their data erased; the application (hex)."""
    record = applications.save(office, SaveApplication(person, submit=True)).record
    said = "Tidak jadi mendaftar"
    record_request(office, RecordRequest(record, "penghapusan", "surat", said, "Map PDP lembar 2"))
    return record
