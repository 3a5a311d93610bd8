"""The register of existing businesses: a business added, changed, closed; a person's verdict about one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from desktop_app.domain import business, likeness, reasons, region, registered
from desktop_app.domain.fields import VERDICTS
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import dialect, tables
from desktop_app.storage.context import Context
from desktop_app.storage.work import Changes, new_id
from resources.i18n import tr

TABLE: Final = tables.PLAIN["business"]
_CHUNK: Final = 200


@dataclass(frozen=True, slots=True)
class SaveBusiness:
    """The wish to write what was typed. `record` is empty for a new business.

    `kelurahan` is wanted at DKUM, which has none of its own; absent fields stay as they are. `edition` is
    that of a KBLI code which exists in both and names none.
    """

    values: Mapping[str, object]
    record: str = ""
    kelurahan: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class SavedBusiness:
    """What was written, and what it moved."""

    record: str
    changes: Changes = field(default_factory=Changes)


def save_business(office: Office, wish: SaveBusiness) -> SavedBusiness:
    """Add or change a business. Raises Refused for what cannot be read, is nameless, or is registered
    already; then nothing was changed."""
    values = _readable(wish)
    with office.work() as work:
        if wish.record:
            state = work.state(wish.record)
            scope, merged = str(state.values["scope"]), {**state.values, **values}
        else:
            scope, merged = register_scope(work.context, wish.kelurahan), values
        _refuse_twin(work.connection, scope, merged, wish.record)
        record = wish.record or new_id()
        work.put(record, "business", "set", values, scope=scope, new=not wish.record)
    return SavedBusiness(record, work.changes)


def close_business(office: Office, record: str, *, closed: bool = True) -> Changes:
    """Note that a business has closed, or (`closed` false) that it runs after all. Raises Refused."""
    with office.work() as work:
        work.state(record)
        work.put(record, "business", "set", {"tutup": closed})
    return work.changes


@dataclass(frozen=True, slots=True)
class JudgeRegistered:
    """The wish to decide whether a registered business is the applicant's; all ids are records (hex).

    `verdict` is a code of `fields.VERDICTS`.
    """

    application: str
    business: str
    verdict: str
    reason: str


def judge_registered(office: Office, wish: JudgeRegistered) -> Changes:
    """Keep a person's verdict with its reason on the application. Raises Refused without a reason."""
    if wish.verdict not in {each.code for each in VERDICTS}:
        raise Refused(
            tr("Keputusan tentang usaha terdaftar belum dipilih."),
            next_step=tr("Pilih usaha yang sama, atau bukan usahanya."),
            code="verdict",
        )
    reason = reasons.given(wish.reason)
    with office.work() as work:
        work.state(wish.business)
        values = work.state(wish.application).values
        step: dict[str, Any] = {
            "usaha_terdaftar": {**(values.get("usaha_terdaftar") or {}), wish.business: wish.verdict},
            "catatan_alasan": {
                **(values.get("catatan_alasan") or {}), registered.rule_id(wish.business): reason[:300],
            },
        }  # fmt: skip
        work.put(wish.application, "application", "set", step)
    return work.changes


def twins(
    connection: Connection, scope: str, wanted: Sequence[Mapping[str, Any]]
) -> dict[str, list[Mapping[str, Any]]]:
    """Registered businesses of a kelurahan by their keys (`business.keys_of`), as far as `wanted` ask."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    seen: set[int] = set()
    for query in _twin_queries(connection, scope, wanted):
        for one in connection.execute(query.where(TABLE.c.scope == scope)):
            row: dict[str, Any] = dict(one._mapping)  # pyright: ignore[reportPrivateUsage]
            if row["id"] not in seen:
                seen.add(row["id"])
                for key in business.keys_of(row):
                    found.setdefault(key, []).append(row)
    return found


def _twin_queries(
    connection: Connection, scope: str, wanted: Sequence[Mapping[str, Any]]
) -> Iterator[Select[Any]]:
    for column in (TABLE.c.nib, TABLE.c.nik):
        asked = sorted({str(each[column.name]) for each in wanted if each.get(column.name)})
        for chunk in batched(asked, _CHUNK):
            yield select(TABLE).where(column.in_(chunk))
    names = {
        likeness.identity_key(str(each.get("nama") or ""), str(each.get("pemilik") or "")) for each in wanted
    }
    for chunk in batched(sorted(names), _CHUNK):
        query = dialect.near_match(scope, chunk)
        ids = connection.exec_driver_sql(dialect.search_ids_sql("business"), (query,)).scalars().all()
        for part in batched(ids, _CHUNK):
            yield select(TABLE).where(TABLE.c.id.in_(part))


def register_scope(context: Context, wanted: str) -> str:
    """Whose register it is: the office's own, or at DKUM the kelurahan `wanted`. Raises Refused."""
    own = context.scope
    place = region.by_code(wanted or own)
    if place is None or (own and place.code != own):
        raise Refused(
            tr("Kelurahan usaha ini belum dipilih.")
            if place is None
            else tr("Usaha di {kelurahan} didaftar oleh kantor lain.", kelurahan=place.display),
            next_step=tr("Pilih kelurahannya."),
            code="kelurahan",
        )
    return place.code


# ---- within ------------------------------------------------------------------------------------------


def batched(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    """`items` in lists of at most `size`."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def _readable(wish: SaveBusiness) -> dict[str, Any]:
    """What was typed, as it is kept. Raises Refused for the first value that cannot be."""
    unknown = [name for name in wish.values if name not in business.FIELDS]
    if unknown:
        raise Refused(
            tr("Isian {name} tidak dikenal.", name=unknown[0]),
            next_step=tr("Hapus isian itu, atau perbarui aplikasi."),
            code="unknown_field",
        )
    given = wish.values if wish.record else {"nama": "", **wish.values}
    values, problems = business.clean(given, edition=wish.edition)
    for name, problem in problems.items():
        raise Refused(
            tr("{isian}: {temuan}.", isian=tr(business.FIELDS[name].label), temuan=problem.title),
            next_step=problem.reason,
            code=f"{name}.{problem.code}",
        )
    return values


def _refuse_twin(connection: Connection, scope: str, values: Mapping[str, Any], record: str) -> None:
    found = twins(connection, scope, [values])
    for key in business.keys_of(values):
        for other in found.get(key, ()):
            if other["uuid"].hex() != record and business.same_business(values, other):
                raise Refused(
                    tr("Usaha ini sudah terdaftar: {usaha}.", usaha=other["nama"]),
                    next_step=tr("Cari usaha itu di daftar, lalu ubah di sana."),
                    code="registered",
                )
