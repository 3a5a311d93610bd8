"""What the office's own data know about an application: asked by every path, in its own transaction.

Entry, intake, verification and decision ask here, so none of them can skip the check for a second
application of the same NIK.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import Connection, Integer, Row, Select, bindparam, func, literal_column, or_, select

from desktop_app.domain import likeness
from desktop_app.domain.findings import Earlier, Known
from desktop_app.domain.likeness import Applicant, Business, Evidence
from desktop_app.domain.rulebook import ProgramRules, Rules, newest, read_rules
from desktop_app.domain.status import ENDED
from desktop_app.errors import Refused
from desktop_app.office import wib
from desktop_app.storage import dialect, settings, tables
from desktop_app.storage.context import Context
from desktop_app.storage.dialect import Question

_COLUMNS = ("nomor_pendaftaran", "nama", "program", "tahun", "status", "created_by", "created")


SNAPSHOT: Final = "rulebook"
"""The issued rule books as the enrolment grant brought them, before their own ops arrive."""


def rules_in_force(connection: Connection) -> Rules:
    """The rules that judge today: DKUM's newest words, and the built-in version 0 for all other years."""
    issued = tuple(isi for (isi,) in _RULEBOOKS.ask(connection))
    return _rules_of(issued, settings.get(connection, SNAPSHOT) or b"[]")


@lru_cache(maxsize=8)
def _rules_of(issued: tuple[str, ...], snapshot: bytes) -> Rules:
    """What these texts say; every save asks, and they seldom change."""
    books: list[ProgramRules] = []
    versions: dict[tuple[str, int], int] = {}
    unread: dict[tuple[str, int], int] = {}
    for content in (*map(json.loads, issued), *json.loads(snapshot)):
        key, version = (str(content.get("program")), _int(content.get("tahun"))), _int(content.get("version"))
        try:
            books.append(read_rules(content))
        except Refused:  # of a newer program: what holds is told where somebody is judged by it
            unread[key] = max(version, unread.get(key, 0))
            continue
        versions[key] = max(version, versions.get(key, 0))
    return newest(books, (key for key, version in unread.items() if version > versions.get(key, 0)))


def issued_rules(connection: Connection) -> list[dict[str, Any]]:
    """Every rule book that came as an op, as JSON, in the order of programme, year and version."""
    return [json.loads(isi) for (isi,) in _RULEBOOKS.ask(connection)]


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


def known_about(
    connection: Connection,
    context: Context,
    values: Mapping[str, object],
    *,
    record: int | None,
    today: date,
) -> Known:
    """Other applications with the same NIK, No. KK or phone, `record` itself left out, and businesses of
    the register that may be the applicant's."""
    nik, no_kk, hp = (str(values.get(name) or "") for name in ("nik", "no_kk", "hp"))
    me = record or 0
    same_nik = _SAME_NIK.ask(connection, value=nik, record=me) if nik else []
    same_kk = _SAME_KK.ask(connection, value=no_kk, record=me, nik=nik) if no_kk else []
    same_hp = _SAME_HP.ask(connection, value=hp, record=me, nik=nik) if hp else [(0,)]
    return Known(
        same_nik=tuple(_as_earlier(context, *row) for row in same_nik),
        same_kk=tuple(_as_earlier(context, *row) for row in same_kk),
        same_hp=same_hp[0][0],
        registered=registered_like(connection, values),
        today=today,
        office_kelurahan=context.scope,
    )


def registered_like(connection: Connection, values: Mapping[str, object]) -> tuple[Evidence, ...]:
    """Businesses of the register that may be the applicant's, and those judged before.

    Equal numbers count wherever the business is; a like name and address within the kelurahan, among the
    few that share a key (`likeness.keys_of`). Nothing is read through.
    """
    if not dialect.ask(connection, _ANY_BUSINESS):
        return ()
    applicant = likeness.applicant_of(values)
    judged = values.get("usaha_terdaftar")
    named = (
        [str(record) for record in cast("Mapping[str, str]", judged)] if isinstance(judged, Mapping) else []
    )
    near = _near(connection, applicant)
    asked = {
        "nik": applicant.nik or None, "nib": applicant.nib or None, "hp": applicant.hp or None,
        "near": near, "judged": [bytes.fromhex(record) for record in named if len(record) == 32],
    }  # fmt: skip
    if not any(asked.values()):
        return ()
    rows = [as_business(row) for row in connection.execute(_LIKE, asked)]
    found = likeness.evidence(applicant, rows)
    agreeing = {each.business.record for each in found}
    rest = [each for each in rows if each.record in named and each.record not in agreeing]
    return (*found, *(Evidence(each, ()) for each in sorted(rest, key=lambda each: each.record)))


def _near(connection: Connection, applicant: Applicant) -> list[int]:
    """Numbers of the businesses in the applicant's kelurahan that share a key with name or address."""
    if not applicant.nama or not applicant.alamat or not applicant.kelurahan:
        return []
    keys = {key for each in applicant.alamat for key in likeness.keys_of(applicant.nama, each)}
    query = dialect.near_match(applicant.kelurahan, keys)
    if not query:
        return []
    return list(connection.exec_driver_sql(dialect.NEAR_SQL, (query, likeness.NEAR)).scalars())


def as_business(row: Row[Any]) -> Business:
    """A row of the register as it is compared and shown."""
    return Business(
        record=row.uuid.hex(),
        nama=row.nama,
        pemilik=row.pemilik or "",
        nik=row.nik or "",
        alamat=row.alamat or "",
        hp=row.hp or "",
        nib=row.nib or "",
        kelurahan=row.scope,
        sejak=row.mulai or _day(row.created),
        berjalan=bool(row.mulai),
        sumber=row.sumber or "",
        tutup=bool(row.tutup),
    )


_ANY_BUSINESS: Final = "SELECT 1 FROM business LIMIT 1"
_REGISTER = tables.PLAIN["business"].c
_LIKE = select(tables.PLAIN["business"]).where(
    or_(
        _REGISTER.nik == bindparam("nik"),
        _REGISTER.nib == bindparam("nib"),
        _REGISTER.hp == bindparam("hp"),
        _REGISTER.id.in_(bindparam("near", expanding=True)),
        _REGISTER.uuid.in_(bindparam("judged", expanding=True)),
    )
)


def _day(wall: int) -> str:
    """The day of a claimed time, in Depok (ISO)."""
    return wib(datetime.fromtimestamp(wall / 1000, UTC)).date().isoformat()


def _same(column: str) -> Select[Any]:
    """Other applications with the same value in `column`, the latest year first."""
    return (
        select(*(_APP[name] for name in _COLUMNS))
        .where(_APP[column] == bindparam("value"), _APP.id != bindparam("record"))
        .order_by(_APP.tahun.desc(), _APP.id.desc())
        .limit(_AT_MOST)
    )


_BOOK = tables.PLAIN["rulebook"].c
_RULEBOOKS = Question(select(_BOOK.isi).order_by(_BOOK.program, _BOOK.tahun, _BOOK.versi, _BOOK.uuid))
_APP = tables.application.c
_AT_MOST: Final = literal_column("20", Integer)  # a bound one would make SQLite compile it anew each time
_SAME_NIK = Question(_same("nik"))
_SAME_KK = Question(_same("no_kk").where(_APP.nik != bindparam("nik")))
_SAME_HP = Question(
    select(func.count())
    .select_from(tables.application)
    .where(
        _APP.hp == bindparam("value"),
        _APP.id != bindparam("record"),
        _APP.nik != bindparam("nik"),
        *(_APP.status != code for code in sorted(ENDED)),
    )
)


def _as_earlier(
    context: Context,
    nomor: str,
    nama: str | None,
    program: str | None,
    tahun: int | None,
    status: str,
    created_by: bytes,
    created: int,
) -> Earlier:
    typed_by = context.people.get(created_by.hex())
    return Earlier(
        nomor_pendaftaran=nomor,
        nama=nama or "",
        program=program or "",
        tahun=tahun or 0,
        status=status,
        oleh=typed_by.nama if typed_by else "",
        tanggal=_day(created),
    )
