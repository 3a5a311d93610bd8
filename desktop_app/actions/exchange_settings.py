"""How this computer exchanges files: the folders it watches, what it does by itself, the size of a part.

Kept in this computer's database only; a copy on another computer does nothing by itself before it is told.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from sqlalchemy import Connection

from desktop_app.domain import people
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import settings
from desktop_app.storage.work import Changes
from desktop_app.sync.manifest import MIB, PART_TARGET
from resources.i18n import tr

_NAME: Final = "exchange"
OPENED: Final = "Sudah dibuka"
REFUSED: Final = "Ditolak"
"""Sub-folders into which files are put away; their names are Indonesian in every language."""
LEAST_PART: Final = 2
MOST_PART: Final = 48
"""MiB: a part with one large paper in it stays below the 64 MiB that a reader takes."""


@dataclass(frozen=True, slots=True)
class ExchangeSettings:
    """`inbox` and `outbox` are folders, "" for none. `take` and `send` say whether files are opened and made
    without being asked. `part` is the size of a part in MiB."""

    inbox: str = ""
    outbox: str = ""
    take: bool = False
    send: bool = False
    part: int = PART_TARGET // MIB


def exchange_settings(connection: Connection) -> ExchangeSettings:
    """What is set; a part of 15 MiB and nothing by itself until somebody says otherwise."""
    kept: dict[str, Any] = settings.get_json(connection, _NAME, {})
    known = {field.name for field in fields(ExchangeSettings)}
    return ExchangeSettings(**{name: value for name, value in kept.items() if name in known})


def set_exchange(office: Office, wish: ExchangeSettings) -> Changes:
    """Keep `wish`. Raises Refused for a mentor's account, a size out of bounds, a switch without folder."""
    if people.sees_only_own(office.person.roles):
        raise Refused(
            tr("Akun pendamping tidak mengatur pertukaran berkas."),
            next_step=tr("Minta petugas kantor mengaturnya."),
            code="role",
        )
    if not LEAST_PART <= wish.part <= MOST_PART:
        raise Refused(
            tr("Ukuran bagian berkas harus {a} sampai {b} MiB.", a=LEAST_PART, b=MOST_PART),
            next_step=tr("Pakai 15 bila tidak ada batas dari surel atau grup percakapan."),
            code="part_size",
        )
    for folder, switch, words in (
        (wish.inbox, wish.take, tr("Kotak masuk")),
        (wish.outbox, wish.send, tr("Kotak keluar")),
    ):
        if switch and not folder:
            raise Refused(
                tr("{kotak} belum punya folder.", kotak=words),
                next_step=tr("Pilih foldernya dahulu, lalu nyalakan."),
                code="no_folder",
            )
    return office.do(lambda work: settings.put_json(work.connection, _NAME, asdict(wish)))


def part_bytes(connection: Connection) -> int:
    """The size a part aims at, in bytes."""
    return exchange_settings(connection).part * MIB
