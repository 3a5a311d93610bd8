"""The register of documents in the demo city: beside what was replaced, one that was called off."""

from __future__ import annotations

from desktop_app.actions.issued import cancel_document
from desktop_app.actions.rosters import RosterWish, seal_roster
from desktop_app.errors import Refused
from desktop_app.office import Office


def call_off(office: Office, tahun: int) -> None:
    """The notice-board edition under a letter number that was mistyped, and its cancellation.

    Somebody who may seal is in. Nothing is done where nobody stands on a roster.
    """
    wish = RosterWish("WUB", tahun, "papan", f"500.3/102/P/WUB/{tahun}", office.today())
    try:
        issued = seal_roster(office, wish)
    except Refused as refused:
        if refused.code != "nobody":
            raise
        return
    cancel_document(office, issued.document, "Nomor surat keliru ketik")
