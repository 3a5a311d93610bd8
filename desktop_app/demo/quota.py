"""What moves on the demo city's lists after the decision: data mended too late, a place to be given back."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from desktop_app.actions import applications, cancelling
from desktop_app.actions.applications import SaveApplication
from desktop_app.office import Office
from desktop_app.storage import tables

_STREET: Final = "Jalan Contoh Nomor 9"
_WHY: Final = "Pindah ke luar Depok"


def mend_late(dkum: Office, office: Office) -> bool:
    """Before it has DKUM's decision, the office changes the address of the first who waits by it."""
    app = tables.application.c
    with dkum.reading() as connection:
        found = connection.execute(
            select(app.uuid)
            .where(app.kelurahan_kode == office.info.scope, app.program == "WUB", app.status == "waitlisted")
            .order_by(app.peringkat)
            .limit(1)
        ).scalar()
    if found is None:
        return False
    applications.save(office, SaveApplication({"alamat": _STREET}, found.hex()))
    return True


def ask_to_cancel(office: Office) -> bool:
    """The office asks DKUM to cancel one acceptance."""
    app = tables.application.c
    with office.reading() as connection:
        found = connection.execute(
            select(app.uuid)
            .where(app.program == "WUB", app.status == "accepted")
            .order_by(app.peringkat.desc())
            .limit(1)
        ).scalar()
    if found is None:
        return False
    cancelling.request_withdrawal(office, found.hex(), _WHY)
    return True
