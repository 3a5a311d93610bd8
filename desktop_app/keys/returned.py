"""Key slots that an older copy brings back: of people who were dismissed, and passphrases given up, since.

    kembali.json    in the office folder: whose slot came back, by person, with the salt of that slot

A slot that is made anew has another salt, so what is left to look after is seen by the slots alone. There is
no name in it, and nothing that opens anything.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
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
    """By name: `people` cannot come in without the copy and can by it, `keys` have the passphrase and key of
    the copy instead of later ones."""

    people: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    sheet: bool = False
    """The copy's recovery sheet was used or replaced since, so it is not taken over."""
    fresh: tuple[str, ...] = ()
    """Who can come in by the copy and is unknown to the office whose place it takes: of them nothing is said
    to have been taken away."""

    def told(self) -> list[str]:
        """Who it is and what to do about it, in whole sentences; none where nothing comes back."""
        told: list[str] = []
        if self.people:
            told.append(
                tr(
                    "Tanpa cadangan ini tidak dapat masuk, dan dengan cadangan ini dapat: {names}. "
                    "Bila sudah tidak bertugas, berhentikan di Pengaturan, Petugas.",
                    names=", ".join(self.people),
                )
            )
        if self.fresh:
            told.append(
                tr(
                    "Hanya dikenal di cadangan ini, dan dengan cadangan ini dapat masuk: {names}. "
                    "Bila tidak bertugas, berhentikan di Pengaturan, Petugas.",
                    names=", ".join(self.fresh),
                )
            )
        if self.keys:
            told.append(
                tr(
                    "Dengan cadangan ini kata sandi dari waktu itu yang berlaku: {names}. Bila "
                    "diketahui orang lain, beri yang baru di Pengaturan, Petugas.",
                    names=", ".join(self.keys),
                )
            )
        if self.sheet:
            told.append(
                tr(
                    "Lembar pemulihan dari waktu cadangan ini tidak berlaku lagi. Buat yang baru "
                    "di Pengaturan, Petugas."
                )
            )
        return told


def between(now: KeySlots, older: KeySlots, known: Container[str] | None = None) -> Returned:
    """What comes back where the slots `older` take the place of `now`. `known` are the people (hex) whom the
    office of `now` knows, None where that cannot be asked."""
    people = {each.person: each.salt for each in now.people()}
    changed = [each for each in older.people() if people.get(each.person) != each.salt]
    back = [each for each in changed if each.person not in people]
    return Returned(
        tuple(each.name for each in back if known is None or each.person in known),
        tuple(each.name for each in changed if each.person in people),
        older.sheet is not None and (now.sheet is None or now.sheet.salt != older.sheet.salt),
        tuple(each.name for each in back if known is not None and each.person not in known),
    )


def beside(home: Path, older: KeySlots, known: Container[str] | None = None) -> Returned:
    """What comes back where `older` takes the place of the slots in `home`; nothing where those cannot be
    read."""
    try:
        return between(KeySlots.load(home / FILE_NAME), older, known)
    except WiraError:
        return Returned()


def carry(home: Path, fresh: Path, known: Container[str] | None = None) -> Returned:
    """Have the office in `fresh`, which takes the place of the one in `home`, remember what comes back beside
    what it remembers itself; nothing comes back where the slots in `home` cannot be read."""
    try:
        now, older = KeySlots.load(home / FILE_NAME), KeySlots.load(fresh / FILE_NAME)
    except WiraError:
        return Returned()
    people = {each.person: each.salt for each in now.people()}
    left = {each.person for folder in (home, fresh) for each in waiting(folder, older)}
    _remember(
        fresh,
        {
            each.person: each.salt
            for each in older.people()
            if each.person in left or people.get(each.person) != each.salt
        },
    )
    back = between(now, older, known)
    if back.sheet:
        older.keep_only([each.person for each in older.people()])
    return back


def listed(home: Path) -> dict[str, bytes]:
    """What the office in `home` remembers of it, for a copy to take along; nothing where that is unread."""
    try:
        return msgspec.json.decode((home / NAME).read_bytes(), type=dict[str, bytes])
    except (OSError, msgspec.MsgspecError):
        return {}


def put(home: Path, told: Mapping[str, bytes]) -> None:
    """Have the office in `home` remember what a copy of it took along, beside what it remembers."""
    _remember(home, {**listed(home), **told})


def _remember(home: Path, kept: Mapping[str, bytes]) -> None:
    if kept:
        with suppress(OSError):
            write_atomic(home / NAME, msgspec.json.encode(kept))


def renew(home: Path, slots: KeySlots) -> bool:
    """Write the list anew from what of it can be read and still waits; none is left where that is nobody.
    Returns whether there is one. Raises OSError."""
    kept = {each.person: each.salt for each in waiting(home, slots)}
    if kept:
        write_atomic(home / NAME, msgspec.json.encode(kept))
    else:
        (home / NAME).unlink(missing_ok=True)
    return bool(kept)


def unreadable(home: Path) -> bool:
    """Whether there is a list that cannot be read."""
    try:
        msgspec.json.decode((home / NAME).read_bytes(), type=dict[str, bytes])
    except FileNotFoundError:
        return False
    except (OSError, msgspec.MsgspecError):
        return True
    return False


def waiting(home: Path, slots: KeySlots) -> list[SlotInfo]:
    """Whose slot came back to `home` and is among `slots` as it came: nobody has looked after it yet."""
    kept = listed(home)
    return [each for each in slots.people() if kept.get(each.person) == each.salt]


def still(home: Path) -> list[str]:
    """Who of them nobody has looked after yet, in a sentence; nothing where there is nobody."""
    try:
        names = [each.name for each in waiting(home, KeySlots.load(home / FILE_NAME))]
    except WiraError:
        return []
    if not names:
        return []
    return [
        tr(
            "Dapat masuk karena cadangan lama yang pernah dipulihkan, dan belum diurus: {names}. "
            "Di Pengaturan, Petugas: berhentikan yang tidak bertugas lagi; kepada yang lain beri "
            "kata sandi baru.",
            names=", ".join(names),
        )
    ]
