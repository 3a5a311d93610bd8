"""A breach report prepared from what the office's records know (UU 27/2022 art. 46).

Nothing is sent and nothing is recorded: it is a draft that a person completes, signs and hands on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select

from desktop_app.actions import data_requests, devices, fork_proofs, papers
from desktop_app.actions.arrivals import refusals
from desktop_app.actions.safekeeping import backup_state
from desktop_app.documents.breach import BreachPaper, write_breach
from desktop_app.documents.flow import Printed
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.domain import data_requests as clocks
from desktop_app.domain import fields, region
from desktop_app.domain.moments import WIB, milliseconds, moment_of, wib
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.saving import save_beside
from resources.i18n import official, tr

_app = tables.application.c
_MOST: Final = 12
"""Lines of one kind; the rest is counted."""
PERIOD: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class BreachWish:
    """What a person knows. `first` is the day from which the records are told (None: 90 days ago); `day` and
    `hour` are typed, when the breach became known; the texts may be empty and are then written by hand."""

    first: date | None = None
    day: str = ""
    hour: str = ""
    what: str = ""
    how: str = ""
    done: str = ""


def draft_breach(office: Office, wish: BreachWish, *, form: Form = UPRIGHT) -> Printed:
    """The draft. Raises Refused: role, a time that cannot be read or lies ahead."""
    if not data_requests.may_record(office):
        raise Refused(
            tr("Peran petugas ini tidak mengizinkan penyusunan laporan kebocoran data."),
            next_step=tr("Minta operator, verifikator, admin kantor, atau petugas DKUM menyusunnya."),
            code="role",
        )
    now = office.clock()
    since = due = ""
    if wish.day.strip() or wish.hour.strip():
        known, problem = clocks.received_at(wish.day, wish.hour, now)
        if problem is not None:
            raise Refused(f"{problem.title}.", next_step=problem.reason, code=problem.code)
        since, due = _moment(moment_of(known)), _moment(clocks.due(known))
    first = wish.first or (wib(now) - PERIOD).date()
    with office.reading() as connection, official():
        kept = papers.office_settings(connection, office.info.scope)
        paper = BreachPaper(
            office=office.info.name,
            place=papers.town(kept),
            first=show_date(first.isoformat()),
            known_since=since,
            due=due,
            what=" ".join(wish.what.split()),
            how=" ".join(wish.how.split()),
            done=" ".join(wish.done.split()),
            people=tuple(_people(connection)),
            signs=tuple(_signs(connection, office, first)),
            letterhead=papers.letterhead(office, kept),
            signatory=papers.signatory(office, kept),
            sample=office.info.sample,
        )
    return write_breach(paper, now=now, form=form)


def save_breach(office: Office, wish: BreachWish, folder: Path, *, form: Form = UPRIGHT) -> Path:
    """The draft in `folder`, beside any other file of its name. Raises as `draft_breach`, and Unavailable."""
    made = draft_breach(office, wish, form=form)
    name = f"laporan-kebocoran-{office.area}-{office.today().isoformat()}.pdf"
    return save_beside(folder / name, made.pdf)


# ---- within ------------------------------------------------------------------------------------------


def _people(connection: Connection) -> Iterator[tuple[str, str]]:
    """How many people's data are here, by kind of data (UU 27/2022 art. 4)."""
    nik = func.count(_app.nik.distinct())
    yield "Orang (NIK yang berbeda)", str(connection.execute(select(nik)).scalar_one())
    minors = select(nik).where(_app.persetujuan_wali.is_not(None) | _app.wali_nama.is_not(None))
    yield "Anak (dengan persetujuan wali)", str(connection.execute(minors).scalar_one())
    for field in fields.ALL:
        if field.privacy == "umum" or field.name == "nik":
            continue
        label = tr(field.label) + (", data spesifik" if field.privacy == "khusus" else "")
        many = connection.execute(select(nik).where(_app[field.name].is_not(None))).scalar_one()
        if many:
            yield label, str(many)
    scanned = select(nik).where(_app.attachments > 0)
    yield "Pindaian dokumen", str(connection.execute(scanned).scalar_one())


def _signs(connection: Connection, office: Office, first: date) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the records show since `first`, kind by kind."""
    start = milliseconds(datetime.combine(first, time(), WIB))
    known = devices.lines(office, connection) if office.directory is not None else ()
    yield "Komputer yang dicabut:", _short([
        f"{_moment(moment_of(each.revoked))}: {each.tag}. {each.why}".strip()
        for each in known
        if each.revoked is not None and each.revoked >= start
    ])  # fmt: skip
    found = fork_proofs.forks(office)
    yield "Komputer yang terduplikasi:", _short([each.sentence for each in found])
    yield "Berkas sinkronisasi yang ditolak:", _short([
        f"{_moment(moment_of(each.at))}: {each.code}, dari {_sender(each.sender)}. {each.message}"
        for each in refusals(office)
        if each.at >= start
    ])  # fmt: skip
    yield "Data yang diberikan ke instansi lain:", _short(list(_handed(connection, start)))
    tries = office.attempts.misses()
    yield (
        "Kata sandi yang tidak cocok dan belum disusul yang benar:",
        _short(
            [f"{tries} kali, pada {_moment(office.clock())} belum terhapus dari catatan."] if tries else []
        ),
    )
    state, now = backup_state(connection, office), office.clock()
    outside = _moment(state.outside.made) if state.outside is not None else "belum pernah"
    told = [f"Cadangan terakhir di luar komputer ini: {outside}."]
    if state.overdue(now):
        told.append(state.sentence(now))
    yield "Cadangan:", tuple(told)


def _handed(connection: Connection, start: int) -> Iterator[str]:
    table = tables.PLAIN["extract"]
    query: Any = select(table).where(table.c.created >= start).order_by(table.c.id)
    for row in connection.execute(query):
        yield f"{_moment(moment_of(row.created))}: {row.jumlah} baris kepada {row.nama}. {row.alasan}"


def _short(lines: list[str]) -> tuple[str, ...]:
    if len(lines) <= _MOST:
        return tuple(lines)
    return (*lines[:_MOST], f"dan {len(lines) - _MOST} lagi.")


def _sender(code: str | None) -> str:
    if code is None:
        return "pengirim yang tidak terbaca"
    place = region.by_code(code)
    return place.display if place is not None else "DKUM"


def _moment(moment: datetime) -> str:
    return f"{wib(moment):%d-%m-%Y %H.%M}"
