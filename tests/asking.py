"""What has to be there before somebody is erased: another person's note that they ask for it."""

from __future__ import annotations

from datetime import date

from desktop_app.actions import erasing
from desktop_app.actions.data_requests import RecordRequest, record_request
from desktop_app.actions.erasing import Erased
from desktop_app.office import Office
from tests.offices import PASSPHRASE


def asked(one: Office, record: str, kind: str = "penghapusan") -> str:
    """The first person of the office records that the applicant asks for it; the request (hex)."""
    one.enter("Hendra Wijaya" if one.info.kind == "dkum" else "Ratna Puspita", PASSPHRASE)
    return record_request(one, RecordRequest(record, kind, "surat", bukti="Surat 12")).record


def erase(dkum: Office, record: str, why: str = "permintaan", *, day: date | None = None) -> Erased:
    """Somebody at DKUM records the request, and who approves there erases."""
    asked(dkum, record)
    dkum.enter("Sari Utami", PASSPHRASE)
    return erasing.erase(dkum, record, why, day=day)
