"""A breach report prepared from what the office's records know (UU 27/2022 art. 46).

Nothing is sent and nothing is recorded: it is a draft that a person completes, signs and hands on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, case, cast, func, not_, select, union

from desktop_app.actions import data_requests, devices, fork_proofs, papers
from desktop_app.actions.arrivals import refusals
from desktop_app.actions.person_data import WITH_NIK
from desktop_app.actions.safekeeping import backup_state
from desktop_app.documents.breach import BreachPaper, write_breach
from desktop_app.documents.flow import Printed
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.domain import data_requests as clocks
from desktop_app.domain import fields, region
from desktop_app.domain.access import CHANGING, CONFIRMING, LOST, MISSED
from desktop_app.domain.moments import WIB, milliseconds, moment_of, wib
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.access import FELL, UNREAD
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
            ahead = tr("Tulis kapan kebocoran itu diketahui.")
            step = ahead if problem.code == "depan" else problem.reason
            raise Refused(f"{problem.title}.", next_step=step, code=problem.code)
        since, due = _moment(moment_of(known)), _moment(clocks.due(known))
    first = wish.first or (wib(now) - PERIOD).date()
    if first > wib(now).date():
        raise Refused(
            tr("Hari pertama catatan yang dibaca belum terjadi."),
            next_step=tr("Tulis hari sebelum kebocoran diketahui, atau kosongkan: 90 hari terakhir."),
            code="first",
        )
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
            people=tuple(people_counted(connection, len(office.drafts.list()))),
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


def people_counted(connection: Connection, unsaved: int = 0) -> Iterator[tuple[str, str]]:
    """How many people's data are here, by kind of data (UU 27/2022 art. 4): applicants, owners in the
    register, names in letters, mentors and officers. Who has no NIK counts by the record; `unsaved` is how
    many forms wait."""
    told = [name for name, field in fields.FIELDS.items() if field.privacy != "umum" and name != "nik"]
    person = func.coalesce(func.nullif(_app.nik, ""), cast(_app.id, Text))

    def many(which: ColumnElement[bool], name: str) -> ColumnElement[int]:
        return func.count(case((which, person)).distinct()).label(name)

    counted = connection.execute(
        select(
            many(_app.persetujuan_wali.is_not(None) | _app.wali_nama.is_not(None), "_anak"),
            many(_app.attachments > 0, "_pindaian"),
            many(func.coalesce(_app.nik, "") == "", "_tanpa"),
            *(many(_app[name].is_not(None), name) for name in told),
        )
    ).one()
    found: dict[str, int] = dict(counted._mapping)  # pyright: ignore[reportPrivateUsage]
    yield "Orang (NIK yang berbeda)", str(_numbers(connection))
    yield "Anak (dengan persetujuan wali)", str(found["_anak"])
    for label, count in (("Pendaftaran tanpa NIK", found["_tanpa"]), *_beside(connection, unsaved)):
        if count:
            yield label, str(count)
    for name in told:
        field = fields.FIELDS[name]
        if found[name]:
            yield tr(field.label) + (", data spesifik" if field.privacy == "khusus" else ""), str(found[name])
    yield "Pindaian dokumen", str(found["_pindaian"])


def _numbers(connection: Connection) -> int:
    """The different NIKs in whatever bears one."""
    numbers = union(*(
        select(table.c.nik).where(func.coalesce(table.c.nik, "") != "")
        for table in (tables.application, *(tables.PLAIN[ent] for ent in WITH_NIK))
    )).subquery()  # fmt: skip
    return connection.execute(select(func.count()).select_from(numbers)).scalar_one()


def _beside(connection: Connection, unsaved: int) -> Iterator[tuple[str, int]]:
    """Whose data are here without an application."""
    for label, table in (
        ("Usaha terdaftar (dengan pemiliknya)", tables.PLAIN["business"]),
        ("Nama dalam surat rekomendasi", tables.PLAIN["recommended"]),
        ("Pendamping", tables.PLAIN["mentor"]), ("Petugas", tables.person),
    ):  # fmt: skip
        yield label, connection.execute(select(func.count()).select_from(table)).scalar_one()
    yield "Formulir yang belum disimpan", unsaved


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
    entry = tables.access.c
    lost = select(entry.at, entry.about, entry.count.label("gone")).where(
        entry.deed == LOST, entry.at >= start
    )
    yield "Catatan akses yang hilang:", _short([
        f"{_moment(moment_of(row.at))}: {_gone(row.gone, row.about)}" for row in connection.execute(lost)
    ])  # fmt: skip
    inside = tables.access.c.about.startswith(CHANGING) | tables.access.c.about.startswith(CONFIRMING)
    yield "Percobaan masuk yang tidak cocok:", _missed(connection, start, not_(inside))
    yield (
        "Kata sandi yang tidak cocok saat diminta di kantor yang terbuka:",
        _missed(connection, start, inside),
    )
    fallen = office.fallen
    yield "Wira terhenti mendadak:", (f"terakhir bekerja {_moment(fallen.last)}.",) if fallen else ()
    tries = office.attempts.misses()
    yield (
        "Kata sandi yang tidak cocok dan belum disusul yang benar:",
        _short(
            [f"{tries} kali, pada {_moment(office.clock())} belum terhapus dari catatan."] if tries else []
        ),
    )
    state, now = backup_state(connection, office), office.clock()
    made = state.outside or state.lost
    outside = _moment(made.made) if made is not None else "belum pernah"
    told = [f"Cadangan terakhir di luar komputer ini: {outside}."]
    if state.overdue(now) or state.lost is not None:
        told.append(state.sentence(now))
    yield "Cadangan:", tuple(told)


def _handed(connection: Connection, start: int) -> Iterator[str]:
    table = tables.PLAIN["extract"]
    query: Any = select(table).where(table.c.created >= start).order_by(table.c.id)
    for row in connection.execute(query):
        yield f"{_moment(moment_of(row.created))}: {row.jumlah} baris kepada {row.nama}. {row.alasan}"


def _gone(count: int, about: str) -> str:
    if about in (FELL, UNREAD):
        return "tanda akhirnya hilang atau tidak terbaca; belum tentu ada catatan yang hilang."
    return f"{count} catatan." if count else "jumlahnya tidak diketahui."


def _missed(connection: Connection, start: int, which: ColumnElement[bool]) -> tuple[str, ...]:
    seen = tables.access.c
    query = select(seen.at, seen.count.label("kali")).where(seen.deed == MISSED, seen.at >= start, which)
    return _short([f"{_moment(moment_of(row.at))}: {row.kali} kali." for row in connection.execute(query)])


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
