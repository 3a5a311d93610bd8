"""Whether the access log is what it was: every entry fits the one before, and the end is where it stood."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from desktop_app.actions.check_report import Finding, Part, finding
from desktop_app.domain.access import LOST
from desktop_app.domain.moments import moment_of
from desktop_app.office import Office
from desktop_app.storage import access, tables
from desktop_app.storage.access import Place, Walk
from resources.i18n import tr, trn


def check_access(office: Office, connection: Connection) -> Part:
    """Look along the chain of the access log. Its key is the database's: who has that key can write another
    chain, so what stands in the op log about it (`check_history`) and outside the database counts too."""
    found = office.access.walk(connection)
    told = [*_harmed(found), *_ended(office, connection, found), *_lost(connection)]
    seen = trn("{n} catatan akses dalam rantainya.", "{n} catatan akses dalam rantainya.", found.entries)
    return Part("access", seen, tuple(told))


def _harmed(found: Walk) -> list[Finding]:
    told: list[Finding] = []
    if found.broken:
        sentence = trn(
            "{n} catatan akses tidak cocok dengan rantainya.",
            "{n} catatan akses tidak cocok dengan rantainya.",
            len(found.broken),
        )
        told.append(finding("access", sentence, _step(), [_number(seq) for seq in found.broken]))
    if found.missing:
        gone = sum(last - first + 1 for first, last in found.missing)
        sentence = trn(
            "{n} catatan akses di tengah rantainya tidak ada lagi.",
            "{n} catatan akses di tengah rantainya tidak ada lagi.",
            gone,
        )
        named = [_number(first) if first == last else
                 tr("catatan akses ke-{seq} sampai ke-{akhir}", seq=first, akhir=last)
                 for first, last in found.missing]  # fmt: skip
        told.append(finding("access", sentence, _step(), named))
    return told


def _ended(office: Office, connection: Connection, found: Walk) -> list[Finding]:
    """The end by the database's own word, and by the word beside it."""
    inside, outside = access.head(connection), office.access.outside()
    gone = max(inside.seq, outside.seq if outside is not None else 0) - found.end.seq
    if gone > 0:
        sentence = trn(
            "{n} catatan akses terakhir tidak ada lagi.", "{n} catatan akses terakhir tidak ada lagi.", gone
        )
        return [Finding("access_cut", sentence, _step())]
    if not _stood(connection, inside) or (outside is not None and not _stood(connection, outside)):
        return [
            Finding("access_other", tr("Catatan akses bukan yang terakhir ditulis Wira di sini."), _step())
        ]
    if outside is None and found.end.seq:
        sentence = tr("Tanda akhir catatan akses di luar basis data hilang atau tidak terbaca.")
        step = tr("Wira menulisnya lagi pada catatan berikutnya; tidak ada data yang hilang.")
        return [Finding("access_mark", sentence, step, (access.FILE,), note=True)]
    return []


def _stood(connection: Connection, place: Place) -> bool:
    """Whether the chain went through that place, where it is long enough for it and still kept so far."""
    if place.seq <= access.base(connection).seq:
        return True
    entry = tables.access.c
    return connection.execute(select(entry.mac).where(entry.id == place.seq)).scalar() == place.mac


def _lost(connection: Connection) -> list[Finding]:
    entry = tables.access.c
    query = select(func.sum(entry.count), func.max(entry.at)).where(entry.deed == LOST)
    count, at = connection.execute(query).one()
    if not count:
        return []
    sentence = trn(
        "{n} catatan akses pernah hilang, karena data yang lebih lama dipasang di sini; terakhir {tanggal}.",
        "{n} catatan akses pernah hilang, karena data yang lebih lama dipasang di sini; terakhir {tanggal}.",
        int(count),
        tanggal=f"{moment_of(at):%d-%m-%Y}",
    )
    return [Finding("access_lost", sentence, note=True)]


def _number(seq: int) -> str:
    return tr("catatan akses ke-{seq}", seq=seq)


def _step() -> str:
    return tr("Jangan hapus apa pun. Buat cadangan, lalu hubungi DKUM: seseorang mengubahnya di luar Wira.")
