"""Whether the access log is what it was: every entry fits the one before, and the end is where it stood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from desktop_app.actions.access_marks import Mark, first_kept, marks
from desktop_app.actions.check_report import Finding, Part, finding
from desktop_app.domain.access import LOST, RESTORE
from desktop_app.domain.moments import moment_of
from desktop_app.office import Office
from desktop_app.storage import access, tables
from desktop_app.storage.access import Place, Walk
from resources.i18n import tr, trn

TOLD: Final = timedelta(days=90)
"""As long as copies are kept, a loss that nothing explains is told as something that is not whole."""


def check_access(
    office: Office, connection: Connection, outside: Place | None, *, spoilt: bool = False
) -> Part:
    """Look along the chain of the access log as `connection` sees it.

    `outside`: the word beside the database, read before that state began; people go on meanwhile, and one
    that is older than the chain is always right. `spoilt`: one of its two lines could not be read. The
    chain's key is the database's: who has that key and writes the file beside it too can write another
    chain, up to the last op that says where it stood.
    """
    found = office.access.walk(connection)
    told = [*_harmed(found), *_ended(office, connection, found, outside), *_lost(office, connection),
            *_marked(office, connection, found)]  # fmt: skip
    if spoilt and not any(each.harm for each in told):
        told.append(_spoilt())
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


def _ended(office: Office, connection: Connection, found: Walk, outside: Place | None) -> list[Finding]:
    """The end by the database's own word, and by the word beside it."""
    inside = access.head(connection)
    restored = office.access.restore_waits
    if restored:  # its entry says what is gone, as soon as it is kept
        outside = None
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
    if outside is None and found.end.seq and not restored and office.access.outside() is None:
        # nor was it just written for the first time
        sentence = tr("Tanda akhir catatan akses di luar basis data hilang atau tidak terbaca.")
        step = tr(
            "Rantai yang ada di sini tetap diperiksa; apakah ada yang dihapus di ujungnya tidak dapat "
            "dipastikan. Wira menulis tanda itu lagi dan mencatatnya saat kantor dibuka."
        )
        return [Finding("access_mark", sentence, step, (access.FILE,))]
    return []


def _marked(office: Office, connection: Connection, found: Walk) -> Iterator[Finding]:
    """Whether it is the log that the ops of this computer tell of (`access_marks`)."""
    said = marks(connection, office.info.dev)
    base, now = access.base(connection), office.info.ep
    said = [one for one in said if not (one.brought and one.ep < now)]  # of older data, or of another copy
    cut = [one for one in said if one.began.seq and one.began == base]
    floor = min((_kept_by(office, one) for one in cut), default=0)
    other = [
        one
        for one in said
        if one.wall >= floor and (one.stood.seq > found.end.seq or not _stood(connection, one.stood))
    ]
    if other:
        sentence = tr(
            "Catatan akses bukan yang disebut rantai perubahan pada {tanggal}: isinya ditulis ulang "
            "di luar Wira.",
            tanggal=f"{moment_of(other[0].wall):%d-%m-%Y}",
        )  # fmt: skip
        yield finding("access_rewritten", sentence, _step(), [_number(one.stood.seq) for one in other])
    early = any(one.stood.seq < base.seq and one.wall >= floor for one in said)
    if base.seq and (not cut or early):
        sentence = tr("Bagian awal catatan akses dipotong sebelum waktunya.")
        yield Finding("access_begin", sentence, _step(), (_number(base.seq),))


def _kept_by(office: Office, one: Mark) -> int:
    """What had to be kept on the day of that word; one from the future counts as of today."""
    return first_kept(min(moment_of(one.wall).date(), office.today()))


def _stood(connection: Connection, place: Place) -> bool:
    """Whether the chain went through that place, where it is long enough for it and still kept so far."""
    if place.seq <= access.base(connection).seq:
        return True
    entry = tables.access.c
    return connection.execute(select(entry.mac).where(entry.id == place.seq)).scalar() == place.mac


def _spoilt() -> Finding:
    sentence = tr(
        "Satu dari dua salinan tanda akhir catatan akses rusak di disk; salinan lainnya terbaca dan cocok, "
        "jadi tidak ada yang hilang."
    )
    step = tr("Wira menulisnya lagi sendiri; tidak ada yang perlu dilakukan.")
    return Finding("access_mark", sentence, step, (access.FILE,), note=True)


def _lost(office: Office, connection: Connection) -> list[Finding]:
    """What the chain itself says is gone: by a restore or a cut-off run it is a note, otherwise something is
    not whole, for as long as `TOLD`."""
    entry = tables.access.c
    query = select(entry.at, entry.deed, entry.about, entry.count.label("gone")).where(
        entry.deed.in_((LOST, RESTORE))
    )
    rows = connection.execute(query.order_by(entry.id)).all()
    restored = [row for row in rows if row.deed == RESTORE]
    counted = [row for row in restored if row.gone or row.about.endswith(access.UNKNOWN)]
    fell = [row for row in rows if row.about == access.FELL]
    bare = [row for row in rows if not row.about]
    told = [*_unread(office, [row for row in rows if row.about == access.UNREAD])]
    if bare:
        sentence = tr(
            "Catatan akses pernah hilang, {jumlah}, terakhir diketahui {tanggal}: data yang lebih lama "
            "dipasang di luar Wira, atau seseorang menghapusnya.",
            jumlah=_how_many(bare), tanggal=_day(bare),
        )  # fmt: skip
        old = office.clock() - moment_of(bare[-1].at) > TOLD
        step = tr(
            "Tanyakan siapa yang memakai komputer ini menjelang hari itu, dan beri tahu DKUM. Wira "
            "menyebutnya selama 90 hari."
        )
        told.append(Finding("access_lost", sentence, "" if old else step, note=old))
    if counted:
        sentence = tr(
            "Data yang lebih lama dipasang lewat Wira, terakhir {tanggal}; catatan akses sesudahnya "
            "tidak ikut, {jumlah}.",
            jumlah=_how_many(counted), tanggal=_day(counted),
        )  # fmt: skip
        told.append(Finding("access_restored", sentence, note=True))
    if fell:
        sentence = tr(
            "Tanda akhir catatan akses hilang saat Wira berhenti mendadak, terakhir {tanggal}.",
            tanggal=_day(fell),
        )
        step = tr("Wira menulisnya lagi; tidak ada yang perlu dilakukan.")
        told.append(Finding("access_fell", sentence, step, note=True))
    return told


def _unread(office: Office, rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[Finding]:
    """Neither a loss nor the lack of one is proved: a disk and a hand leave the same."""
    if not rows:
        return
    sentence = tr(
        "Tanda akhir catatan akses di luar basis data hilang atau tidak terbaca, terakhir {tanggal}, jadi "
        "tidak dapat dipastikan apakah catatan akses terakhir sebelum itu masih ada semuanya.",
        tanggal=_day(rows),
    )
    step = tr(
        "Disk yang rusak dan berkas yang dihapus tidak dapat dibedakan dari sini. Beri tahu DKUM bila "
        "sekitar hari itu folder kantor ini disentuh di luar Wira. Wira menyebutnya selama 90 hari."
    )
    old = office.clock() - moment_of(rows[-1].at) > TOLD
    yield Finding("access_unread", sentence, "" if old else step, note=old)


def _how_many(rows: Sequence[Row[*tuple[Any, ...]]]) -> str:
    """How many entries, as far as anybody knows."""
    gone = sum(row.gone for row in rows)
    if all(row.gone for row in rows):
        return trn("{n} catatan", "{n} catatan", gone)
    if not gone:
        return tr("jumlahnya tidak diketahui")
    return trn("sedikitnya {n} catatan", "sedikitnya {n} catatan", gone)


def _day(rows: Sequence[Row[*tuple[Any, ...]]]) -> str:
    return f"{moment_of(rows[-1].at):%d-%m-%Y}"


def _number(seq: int) -> str:
    return tr("catatan akses ke-{seq}", seq=seq)


def _step() -> str:
    return tr("Jangan hapus apa pun. Buat cadangan, lalu hubungi DKUM: seseorang mengubahnya di luar Wira.")
