"""Papers of the demo city besides its rosters: minutes of verification, the attachments of a decree."""

from __future__ import annotations

from typing import Final

from desktop_app.actions import decree, minutes
from desktop_app.actions.decree import DecreeWish
from desktop_app.actions.minutes import MinutesWish
from desktop_app.errors import Refused
from desktop_app.office import Office

_DECREE: Final = "188.4/77/Kpts/DKUM"


def issue_minutes(office: Office, tahun: int) -> int:
    """What the first kelurahan examined, sealed by whoever is in; returns of how many, 0 where of nobody."""
    try:
        return minutes.seal_minutes(office, MinutesWish("WUB", tahun, nomor="500.3/301")).people
    except Refused as refused:
        if refused.code != "nobody":
            raise
        return 0


def issue_decree(dkum: Office, tahun: int, kelurahan: str) -> int:
    """The attachments of one decree, for the city and for a kelurahan; returns how many it names."""
    try:
        whole = decree.seal_decree(dkum, DecreeWish("WUB", tahun, nomor=_DECREE))
        decree.seal_decree(dkum, DecreeWish("WUB", tahun, kelurahan, nomor=_DECREE))
    except Refused as refused:
        if refused.code != "nobody":
            raise
        return 0
    return whole.people
