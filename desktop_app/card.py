"""What may be known about an office folder before anyone has come in.

Light on purpose: the lock screen is painted from this, before the database's libraries are loaded.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from desktop_app.domain import region
from desktop_app.domain.people import OfficeKind
from desktop_app.errors import Refused, Unavailable
from desktop_app.keys import slots, twin
from desktop_app.keys.slots import KeySlots, SlotInfo
from desktop_app.keys.swapping import settle
from resources.i18n import tr

CARD: Final = "office.json"
FORMAT: Final = 1
_EPOCHS_AHEAD: Final = 1_000_000


class OfficeInfo(msgspec.Struct, frozen=True):
    """`office.json`. `scope` is the 10-digit kelurahan code, "" for DKUM. `ep` is the present epoch, begun
    because of `why` (a key of `actions.standing.REASONS`, "" for the first one). `machine` marks the computer
    (`keys.machine`)."""

    dev: str
    kind: OfficeKind
    scope: str
    ep: int = 1
    sample: bool = False
    format: int = FORMAT
    why: str = ""
    machine: str = ""
    moved: str = ""
    """When it was handed over to another computer (ISO 8601); "" while it goes on here."""

    @property
    def name(self) -> str:
        """The office as a heading shows it."""
        if self.kind == "dkum":
            return tr("DKUM Kota Depok")
        place = region.by_code(self.scope)
        return tr("Kelurahan {name}", name=place.name) if place else self.scope


def next_epoch(dev: str, ep: int) -> int:
    """An epoch of `dev` after `ep`, drawn so that two copies put back from one backup do not write the same
    stream. Its three signs are not those of the first epoch or of `ep`, where numbers may still be given."""
    device = bytes.fromhex(dev)
    taken = {region.device_tag(device), region.device_tag(device, ep)}
    while region.device_tag(device, drawn := ep + 1 + secrets.randbelow(_EPOCHS_AHEAD)) in taken:
        pass
    return drawn


def default_home() -> Path:
    """The office folder where nobody names one: of its own within the person's data, because a new office
    needs an empty folder, and that place holds crash notes and on Windows the window's choices."""
    from platformdirs import user_data_path

    place = user_data_path("Wira", appauthor=False)
    return place if holds_office(place) else place / "kantor"


def read_info(home: Path) -> OfficeInfo | None:
    """What is known about the office in `home` before anyone comes in; None for an empty folder.

    A lost or damaged card is read from its second copy. Raises Unavailable when neither can be read, Refused
    for one of a newer program.
    """
    settle(home)
    try:
        data = twin.read(home / CARD, _decoded)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise Unavailable(
            tr("Keterangan kantor di folder ini tidak dapat dibaca."),
            next_step=slots.put_back_step(),
            code="office_info",
        ) from error
    if data is None:
        if (home / "wira.db").exists():  # an office all the same; never taken for an empty folder
            raise Unavailable(
                tr("Keterangan kantor hilang dari folder ini."),
                next_step=slots.put_back_step(),
                code="office_info",
            )
        return None
    info = _decoded(data)
    if info.format > FORMAT:
        raise Refused(
            tr("Folder kantor ini sudah dipakai oleh Wira yang lebih baru."),
            next_step=tr("Perbarui aplikasi di komputer ini, lalu buka lagi. Data tidak berubah."),
            code="newer_office",
        )
    return info


def require_info(home: Path) -> OfficeInfo:
    """The same where there has to be an office: told before anybody is asked for a passphrase.

    Raises as `read_info`, and Refused for an empty folder.
    """
    info = read_info(home)
    if info is None:
        raise Refused(
            tr("Belum ada kantor di folder {folder}.", folder=home),
            next_step=tr("Pilih folder kantor yang lain, atau buat kantor baru."),
            code="no_office",
        )
    return info


def write_info(home: Path, info: OfficeInfo) -> None:
    """Write `office.json` whole or not at all, and its second copy."""
    twin.write(home / CARD, msgspec.json.encode(info))


def holds_office(home: Path) -> bool:
    """Whether there is an office in `home`, whole or not. What a power cut left half-way is finished."""
    settle(home)
    return twin.exists(home / CARD) or (home / "wira.db").exists()


def mend(home: Path) -> list[str]:
    """Put the card and the key slots back from their second copies where they are lost or damaged.

    The names of those that were; whoever calls holds the folder's lock. A folder that cannot be written is
    told where something is written.
    """
    mended: list[str] = []
    with suppress(OSError):
        if twin.mend(home / CARD, _decoded):
            mended.append(CARD)
    with suppress(OSError):
        if slots.mend(home / slots.FILE_NAME):
            mended.append(slots.FILE_NAME)
    return mended


def states(home: Path) -> tuple[twin.State, twin.State]:
    """How the card and its second copy are."""
    return twin.states(home / CARD, _decoded)


def _decoded(data: bytes) -> OfficeInfo:
    return msgspec.json.decode(data, type=OfficeInfo)


def sheet_of(home: Path) -> SlotInfo | None:
    """Whom a printed recovery sheet lets in; None where there is none."""
    return KeySlots.load(home / "keyslots.json").sheet


def people_of(home: Path) -> list[SlotInfo]:
    """Who may come in, for the list on the lock screen."""
    return KeySlots.load(home / "keyslots.json").people()
