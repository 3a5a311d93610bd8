"""Whose data stand still: restricted at the person's wish, or consent withdrawn (UU 27/2022 art. 40, 41).

Asked in the transaction of whoever is about to print, hand out, verify, decide, or invite. The record itself
stays and can be corrected: a restriction is often asked until a correction is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, select

from desktop_app.domain import data_requests
from desktop_app.domain.moments import moment_of
from desktop_app.errors import Refused
from desktop_app.storage import tables
from resources.i18n import tr, trn

NAMELESS: Final = "(ditahan)"
"""Stands on a paper where somebody's number or deed has to stay, and nothing may say whose it is."""
TABLE: Final = tables.PLAIN["data_request"]
_col, _app = TABLE.c, tables.application.c
_named, _same = tables.application.alias("named"), tables.application.alias("same")


def holding() -> list[ColumnElement[bool]]:
    """`data_requests.holds` as a question to the database."""
    return [
        _col.jenis.in_(data_requests.HOLDING),
        _col.hasil.is_(None) | (_col.hasil != "ditolak"),
        _col.dicabut.is_(None),
        _col.batal.is_(None) | (_col.batal == 0),
    ]


def held(connection: Connection) -> dict[bytes, str]:
    """Every application (uuid) whose data stand still, with the kind of request that holds it; a withdrawn
    consent counts before a restriction."""
    query = select(_col.application, _col.jenis).where(*holding()).order_by(_col.jenis)
    found: dict[bytes, str] = {
        row.application: row.jenis for row in connection.execute(query)
    }  # "penarikan" comes last
    for uuid in connection.execute(_along()).scalars():
        found[uuid] = "penarikan"
    return found


def held_uuids() -> ColumnElement[bool]:
    """Whether an application's data stand still, as a condition on the table of applications."""
    return _app.uuid.in_(select(_col.application).where(*holding())) | _app.uuid.in_(_along())


def others_of(connection: Connection, application: bytes) -> list[str]:
    """The numbers of the other applications of this person (uuid of one), which a withdrawn consent holds
    along."""
    query = select(_same.c.nomor_pendaftaran).select_from(_named.join(_same, _person()))
    query = query.where(_named.c.uuid == application).order_by(_same.c.nomor_pendaftaran)
    return list(connection.execute(query).scalars())


def _person() -> ColumnElement[bool]:
    """Another application of the same person: NIK, name and birth date, for a NIK may be mistyped."""
    return (
        (_same.c.nik == _named.c.nik)
        & (_same.c.uuid != _named.c.uuid)
        & (func.lower(_same.c.nama) == func.lower(_named.c.nama))
        & (_same.c.tanggal_lahir == _named.c.tanggal_lahir)
    )


def _along() -> Select[Any]:
    """Whom a withdrawn consent holds along: the person's other applications of before. A later one has a
    consent of its own."""
    joined = TABLE.join(_named, _named.c.uuid == _col.application).join(_same, _person())
    return (
        select(_same.c.uuid)
        .select_from(joined)
        .where(*holding(), _col.jenis == "penarikan", _same.c.created <= _col.created)
    )


def reason(kind: str) -> str:
    """Why somebody is left out, as one sentence for a list."""
    if kind == "penarikan":
        return tr("Persetujuan data pribadinya ditarik.")
    return tr("Pemrosesan datanya dibatasi atas permintaannya.")


def left_out(many: int) -> str:
    """How many people a paper or file leaves out for this, as a sentence; "" for none."""
    if not many:
        return ""
    return trn(
        "{n} orang tidak dimuat karena datanya dibatasi atau persetujuannya ditarik.",
        "{n} orang tidak dimuat karena datanya dibatasi atau persetujuannya ditarik.",
        many,
    )


def nameless(many: int) -> str:
    """How many lines of a paper stand without a name for this, as a sentence; "" for none."""
    if not many:
        return ""
    return trn(
        "{n} orang tanpa nama karena datanya dibatasi atau persetujuannya ditarik.",
        "{n} orang tanpa nama karena datanya dibatasi atau persetujuannya ditarik.",
        many,
    )


def refused(kind: str, number: str) -> Refused:
    """The refusal of a step about an application whose data a request of this kind holds."""
    return Refused(
        reason(kind),
        next_step=tr("Selesaikan dahulu permintaannya di Permintaan data pribadi, lalu ulangi."),
        record=number,
        code="held",
    )


def all_left_out(many: int) -> Refused:
    """The refusal of a paper of which nobody is left."""
    return Refused(
        left_out(many),
        next_step=tr("Selesaikan dahulu permintaannya di Permintaan data pribadi, lalu ulangi."),
        code="held",
    )


@dataclass(frozen=True, slots=True)
class Held:
    """Why an application's data stand still, as the kind of request, and since when (ms since 1970)."""

    kind: str
    since: int

    @property
    def sentence(self) -> str:
        """The same for a person."""
        since = tr("Sejak {waktu}.", waktu=f"{moment_of(self.since):%d-%m-%Y %H.%M}")
        return f"{reason(self.kind)} {since}"


def held_since(connection: Connection, uuid: bytes) -> Held | None:
    """Why and since when this application's data stand still; None where they do not."""
    own = select(_col.jenis, _col.masuk).where(_col.application == uuid, *holding())
    along = _along().where(_same.c.uuid == uuid).with_only_columns(_col.jenis, _col.masuk)
    found = [Held(row.jenis, row.masuk) for query in (own, along) for row in connection.execute(query)]
    return min(found, key=lambda each: (each.kind != "penarikan", each.since), default=None)


def refuse_held(connection: Connection, record: str, number: str) -> None:
    """Raise Refused where the data of this application (hex) stand still."""
    if found := held_since(connection, bytes.fromhex(record)):
        raise refused(found.kind, number)


def refuse_ending_held(connection: Connection, record: str, number: str, *, mended: bool) -> None:
    """Raise Refused where an application (hex) whose data stand still is to be rejected, or (`mended`) sent
    back to be put right though consent was withdrawn.

    A restriction lets it be sent back: that is how its office corrects it (UU 27/2022 art. 6), and decides
    nothing about the person. A withdrawn consent leaves nothing to correct.
    """
    found = held_since(connection, bytes.fromhex(record))
    if found is not None and stops_ending(found.kind, mended=mended):
        raise refused(found.kind, number)


def stops_ending(kind: str, *, mended: bool) -> bool:
    """`refuse_ending_held` as a question about a kind of hold, "" for none."""
    return bool(kind) and (not mended or kind == "penarikan")
