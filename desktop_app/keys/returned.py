"""Key slots that an older copy brings back: of people who were dismissed, and passphrases given up, since.

    kembali.json    in the office folder: whose slot came back, by person, with the salt of that slot

A slot that is made anew has another salt, so what is left to look after is seen by the slots alone. There is
no name in it, and nothing that opens anything.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from desktop_app.errors import WiraError
from desktop_app.keys.atomic import write_atomic
from desktop_app.keys.slots import FILE_NAME, KeySlots, SlotInfo
from resources.i18n import tr

NAME: Final = "kembali.json"


@dataclass(frozen=True, slots=True)
class Returned:
    """By name: `people` could not come in any more and can again, `keys` have the passphrase and key of the
    copy instead of later ones."""

    people: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    sheet: bool = False
    """The copy's recovery sheet was used or replaced since, so it is not taken over."""

    def told(self) -> list[str]:
        """Who it is and what to do about it, in whole sentences; none where nothing comes back."""
        told: list[str] = []
        if self.people:
            told.append(
                tr(
                    "Sekarang tidak dapat masuk, dan dengan cadangan ini dapat masuk lagi: {names}. "
                    "Bila sudah tidak bertugas, berhentikan di Pengaturan, Petugas (`wira user --dismiss`).",
                    names=", ".join(self.people),
                )
            )
        if self.keys:
            told.append(
                tr(
                    "Dengan cadangan ini kata sandi dari waktu itu yang berlaku: {names}. "
                    "Bila diketahui orang lain, beri yang baru di Pengaturan, Petugas "
                    "(`wira user --new-key`).",
                    names=", ".join(self.keys),
                )
            )
        if self.sheet:
            told.append(
                tr(
                    "Lembar pemulihan dari waktu cadangan ini tidak berlaku lagi. Buat yang baru di "
                    "Pengaturan, Petugas (`wira recovery sheet`)."
                )
            )
        return told


def between(now: KeySlots, older: KeySlots) -> Returned:
    """What comes back where the slots `older` take the place of `now`."""
    people = {each.person: each.salt for each in now.people()}
    changed = [each for each in older.people() if people.get(each.person) != each.salt]
    return Returned(
        tuple(each.name for each in changed if each.person not in people),
        tuple(each.name for each in changed if each.person in people),
        older.sheet is not None and (now.sheet is None or now.sheet.salt != older.sheet.salt),
    )


def beside(home: Path, older: KeySlots) -> Returned:
    """What comes back where `older` takes the place of the slots in `home`; nothing where those cannot be
    read."""
    try:
        return between(KeySlots.load(home / FILE_NAME), older)
    except WiraError:
        return Returned()


def carry(home: Path, fresh: Path) -> Returned:
    """Have the office in `fresh`, which takes the place of the one in `home`, remember what comes back;
    nothing where the slots in `home` cannot be read."""
    try:
        now, older = KeySlots.load(home / FILE_NAME), KeySlots.load(fresh / FILE_NAME)
    except WiraError:
        return Returned()
    people = {each.person: each.salt for each in now.people()}
    left = {each.person for each in waiting(home, older)}
    kept = {each.person: each.salt for each in older.people()
            if each.person in left or people.get(each.person) != each.salt}  # fmt: skip
    if kept:
        with suppress(OSError):
            write_atomic(fresh / NAME, msgspec.json.encode(kept))
    back = between(now, older)
    if back.sheet:
        older.keep_only([each.person for each in older.people()])
    return back


def waiting(home: Path, slots: KeySlots) -> list[SlotInfo]:
    """Whose slot came back to `home` and is among `slots` as it came: nobody has looked after it yet."""
    try:
        kept = msgspec.json.decode((home / NAME).read_bytes(), type=dict[str, bytes])
    except (OSError, msgspec.MsgspecError):
        return []
    return [each for each in slots.people() if kept.get(each.person) == each.salt]
