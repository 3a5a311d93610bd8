"""What the office's own data know about an application: asked by every path, in its own transaction.

Entry, intake, verification and decision ask here, so none of them can skip the check for a second
application of the same NIK.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Integer, Row, Select, bindparam, func, literal_column, or_, select

from desktop_app.domain import likeness, registered
from desktop_app.domain.findings import Earlier, Known
from desktop_app.domain.likeness import Business, Evidence
from desktop_app.domain.moments import moment_of
from desktop_app.domain.recommending import LISTED
from desktop_app.domain.status import ENDED
from desktop_app.storage import dialect, tables
from desktop_app.storage.context import Context
from desktop_app.storage.dialect import Question
from desktop_app.storage.rulebooks import SNAPSHOT, issued_rules, rules_in_force

__all__ = ["SNAPSHOT", "as_business", "issued_rules", "known_about", "registered_like", "rules_in_force"]

_COLUMNS = ("nomor_pendaftaran", "nama", "program", "tahun", "status", "created_by", "created")


def known_about(
    connection: Connection,
    context: Context,
    values: Mapping[str, object],
    *,
    record: int | None,
    today: date,
    register: bool = True,
    letter: bool = True,
) -> Known:
    """Other applications with the same NIK, No. KK, phone or registration number, `record` itself left out,
    with `letter` what DP3AP2KB's letters mean for it, and with `register` the existing businesses that may be
    the applicant's: they only warn, so a Save need not ask. A new application (no `record`) has a number that
    nobody had when it was given.
    """
    nik, no_kk, hp = (str(values.get(name) or "") for name in ("nik", "no_kk", "hp"))
    number = str(values.get("nomor_pendaftaran") or "") if record else ""
    me = record or 0
    same_nik = _SAME_NIK.ask(connection, value=nik, record=me) if nik else []
    same_kk = _SAME_KK.ask(connection, value=no_kk, record=me, nik=nik) if no_kk else []
    same_hp = _SAME_HP.ask(connection, value=hp, record=me, nik=nik) if hp else [(0,)]
    same_number = _SAME_NUMBER.ask(connection, value=number, record=me) if number else []
    return Known(
        same_nik=tuple(_as_earlier(context, *row) for row in same_nik),
        same_kk=tuple(_as_earlier(context, *row) for row in same_kk),
        same_hp=same_hp[0][0],
        same_number=tuple(_as_earlier(context, *row) for row in same_number),
        registered=registered_like(connection, values) if register else (),
        letter=_in_letter(connection, nik, values, me) if letter and nik else None,
        today=today,
        office_kelurahan=context.scope,
    )


def _in_letter(
    connection: Connection, nik: str, values: Mapping[str, object], record: int
) -> Mapping[str, object] | None:
    """What DKUM says of the application, or the first letter that holds and names this NIK."""
    said = _SAID.ask(connection, record=record) if record else []
    if said and said[0][0]:
        return json.loads(said[0][0])
    found = _LETTER.ask(connection, nik=nik, program=values.get("program"), tahun=values.get("tahun"))
    return {"state": LISTED, "nomor": found[0][0], "tanggal": found[0][1]} if found else None


def registered_like(connection: Connection, values: Mapping[str, object]) -> tuple[Evidence, ...]:
    """Businesses of the register that may be the applicant's, and those judged before.

    Equal numbers count wherever the business is; a like name and address within the kelurahan, among the
    few that share a key of each. Nothing is read through.
    """
    if not dialect.ask(connection, _ANY_BUSINESS):
        return ()
    one = likeness.applicant_of(values)
    streets = {key for each in one.alamat for key in likeness.address_keys(each)}
    near = dialect.near_match(one.kelurahan, likeness.name_keys(one.nama), streets if one.kelurahan else ())
    asked = (one.nik or None, one.nib or None, one.hp or None, near, likeness.NEAR)
    rows = connection.exec_driver_sql(dialect.LIKE_SQL, asked).all()
    judged = registered.judged(values)
    missing = [bytes.fromhex(each) for each in judged if len(each) == 32]
    if missing:
        known = {row.id for row in rows}
        others = connection.execute(
            select(_REGISTER).where(_REGISTER.c.uuid.in_(missing)).order_by(_REGISTER.c.uuid)
        )
        rows = [*rows, *(row for row in others if row.id not in known)]
    return likeness.with_judged(one, [as_business(row) for row in rows], judged)


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
_REGISTER = tables.PLAIN["business"]


def _day(wall: int) -> str:
    """The day of a claimed time, in Depok (ISO)."""
    return moment_of(wall).date().isoformat()


def _same(column: str) -> Select[Any]:
    """Other applications with the same value in `column`, the latest year first."""
    return (
        select(*(_APP[name] for name in _COLUMNS))
        .where(_APP[column] == bindparam("value"), _APP.id != bindparam("record"))
        .order_by(_APP.tahun.desc(), _APP.id.desc())
        .limit(_AT_MOST)
    )


_APP = tables.application.c
_SAID = Question(select(_APP.rekomendasi).where(_APP.id == bindparam("record")))
_LET, _NAME = tables.PLAIN["recommendation"].c, tables.PLAIN["recommended"].c
_LETTER = Question(
    select(*(_LET[name] for name in ("nomor", "tanggal")))
    .join(tables.PLAIN["recommended"], _NAME.surat == _LET.uuid)
    .where(
        _NAME.nik == bindparam("nik"), _LET.program == bindparam("program"), _LET.tahun == bindparam("tahun"),
        _NAME.dicabut_nomor.is_(None), _LET.dicabut_nomor.is_(None),
    )
    .order_by(_LET.tanggal, _LET.nomor, _NAME.id)
    .limit(literal_column("1", Integer))
)  # fmt: skip
_AT_MOST: Final = literal_column("20", Integer)  # a bound one would make SQLite compile it anew each time
_ASKED = or_(_APP.status != "withdrawn", _APP.submitted.is_not(None))
"""Who ever applied: a draft that was thrown away ends as withdrawn, never submitted."""
_SAME_NIK = Question(_same("nik").where(_ASKED))
_SAME_KK = Question(_same("no_kk").where(_APP.nik != bindparam("nik")))
_LIVE = tuple(_APP.status != code for code in sorted(ENDED))
_SAME_NUMBER = Question(_same("nomor_pendaftaran").where(*_LIVE))
_SAME_HP = Question(
    select(func.count())
    .select_from(tables.application)
    .where(
        _APP.hp == bindparam("value"),
        _APP.id != bindparam("record"),
        _APP.nik != bindparam("nik"),
        *_LIVE,
    )
)


def _as_earlier(
    context: Context,
    nomor: str,
    nama: str | None,
    program: str | None,
    tahun: int | str | None,
    status: str,
    created_by: bytes,
    created: int,
) -> Earlier:
    typed_by = context.people.get(created_by.hex())
    return Earlier(
        nomor_pendaftaran=nomor,
        nama=nama or "",
        program=program or "",
        tahun=tahun if isinstance(tahun, int) else 0,  # a year that could not be read is kept as text
        status=status,
        oleh=typed_by.nama if typed_by else "",
        tanggal=_day(created),
    )


def last_decision(connection: Connection, program: str, tahun: int, scope: str) -> str:
    """The number of the newest decision about `scope`, "" before DKUM has decided."""
    decision = tables.decision.c
    found = connection.execute(
        select(decision.nomor)
        .where(
            decision.state == "approved",
            decision.program == program,
            decision.tahun == tahun,
            or_(decision.scope == scope, decision.scope == ""),
        )
        .order_by(decision.decided.desc(), decision.id.desc())
        .limit(1)
    ).scalar()
    return found or ""
