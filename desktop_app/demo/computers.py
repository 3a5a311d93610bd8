"""A field laptop of one kelurahan in the demo city: admitted by DKUM, it knows the answer and hands over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desktop_app.actions import handing, trust
from desktop_app.actions.export import make_file
from desktop_app.actions.founding import FoundOffice, found_office
from desktop_app.actions.importing import open_file
from desktop_app.keys.slots import Cost
from desktop_app.office import Clock, Office

WHO: Final = "Yusuf Maulana"


def admit_laptop(
    dkum: Office, home: Path, files: Path, code: str, passphrase: str, clock: Clock, cost: Cost
) -> Office:
    """Found the laptop of the kelurahan `code` and have DKUM admit it."""
    wish = FoundOffice("lapangan", code, WHO, passphrase, sample=True)
    laptop = found_office(home, wish, clock=clock, cost=cost)
    request = trust.make_request(laptop, files)
    grant = trust.grant(dkum, request, files, fingerprint=laptop.device.fingerprint)
    trust.accept_grant(laptop, grant, fingerprint=trust.look_at_grant(laptop, grant).fingerprints[0])
    return laptop


def exchange(laptop: Office, office: Office, answers: Sequence[Path], files: Path) -> list[Path]:
    """The laptop opens DKUM's answer and hands over; the office takes it in and makes a file for it."""
    for path in answers:
        open_file(laptop, path)
    made = list(make_file(laptop, files).paths)
    for path in made:
        open_file(office, path)
    back, copies = handing.hand_over(office, files)
    return [*made, *back.paths, *copies]
