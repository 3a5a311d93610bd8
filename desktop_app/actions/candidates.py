"""Who can be ranked for a programme, with the facts the order rests on, and who cannot yet and why.

Read in the transaction of whoever asks: the proposal in its own, a forecast in one that only reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, func, select

from desktop_app.actions import clashes, holds
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.domain import fields, region
from desktop_app.domain.authority import Ending, ending_proposed
from desktop_app.domain.finding import Known
from desktop_app.domain.findings import blocking, check
from desktop_app.domain.merge import CONFIRMED, STATUS, State
from desktop_app.domain.moments import moment_of
from desktop_app.domain.ranking import Candidate, Places, places
from desktop_app.domain.recommending import is_verified
from desktop_app.domain.rulebook import ProgramRules, Rules
from desktop_app.errors import Refused
from desktop_app.storage import log, received, tables
from desktop_app.storage.context import Context
from resources.i18n import tr

ELIGIBLE: Final = ("verified", "waitlisted")


@dataclass(frozen=True, slots=True)
class Excluded:
    """Somebody verified who cannot be decided yet, and why. `waits`: on an earlier decision's Daftar Tunggu.

    `stuck`: the office can mend nothing by itself, because a decision was made; DKUM returns or rejects it.
    `proposed`: which of them has been proposed already, "" neither. `held`: the kind of request for which
    the person's data stand still, "" for none.
    """

    nomor_pendaftaran: str
    reason: str
    record: str = ""
    nama: str = ""
    waits: bool = False
    stuck: bool = False
    proposed: Ending | Literal[""] = ""
    held: str = ""


@dataclass(frozen=True, slots=True)
class Able:
    """Somebody who can be decided: the row, the folded record, and what the order rests on."""

    row: Row[Any]
    state: State
    candidate: Candidate

    @property
    def waits(self) -> bool:
        """Whether an earlier decision put them on the Daftar Tunggu."""
        return self.row.status == "waitlisted"


@dataclass(frozen=True, slots=True)
class Field:
    """Everybody of one programme, year and place. `scope` "" is the whole city.

    `moving`: it is the round in which places left over in the kelurahan go to the longest waiting.
    """

    rules: ProgramRules
    scope: str
    room: Places
    able: tuple[Able, ...]
    excluded: tuple[Excluded, ...]
    moving: bool = False


def field_of(connection: Connection, context: Context, program: str, tahun: int, scope: str, *, today: date,
             counts: bool = True) -> Field:  # fmt: skip
    """Who stands in the field for `scope`, and how many places there are.

    `counts` False leaves out what only the deciding office may hold against somebody (the day it first had
    the verification). Raises Refused for an unknown programme, a missing kelurahan, a newer rule book.
    """
    book = rules_in_force(connection)
    rules, scope = rules_for_scope(book, program, tahun, scope)
    moving = rules.scope == "kelurahan" and not scope
    room = room_of(connection, rules, scope)
    able, excluded = _gather(connection, context, book, rules, scope, today=today, counts=counts)
    if moving:
        able = [each for each in able if each.waits]
    return Field(rules, scope, room, tuple(able), tuple(excluded), moving)


def room_of(connection: Connection, rules: ProgramRules, scope: str) -> Places:
    """The places of `scope`. Where places may move, a kelurahan has no more than the city has left."""
    if rules.scope == "kota":
        return places(rules, taken=taken(connection, rules, ""))
    city = places(rules, taken=taken(connection, rules, ""), areas=len(region.all_kelurahan()))
    if not scope:
        return city
    own = places(rules, taken=taken(connection, rules, scope), scope=scope)
    if rules.moving != "kota" or own.free <= city.free:
        return own
    return replace(own, quota=own.taken + city.free)


def rules_for_scope(book: Rules, program: str, tahun: int, scope: str) -> tuple[ProgramRules, str]:
    """The rules, and the scope in which their quota counts. Raises Refused where that makes no sense."""
    rules = book.find(program, tahun)
    if rules is None:
        raise Refused(
            tr("Program itu tidak ada di buku aturan."),
            next_step=tr("Pilih WUB atau PP."),
            code="unknown_program",
        )
    if book.too_new(program, tahun):
        raise Refused(
            tr("Buku aturan program ini dibuat oleh aplikasi yang lebih baru."),
            next_step=tr("Perbarui aplikasi di komputer ini, lalu ulangi."),
            code="newer_rulebook",
        )
    if rules.scope == "kota":
        return rules, ""
    if region.by_code(scope) is None and (scope or rules.moving != "kota"):
        raise Refused(
            tr("Kuota program ini per kelurahan."), next_step=tr("Sebutkan kelurahannya."), code="kelurahan"
        )
    return rules, scope


def taken(connection: Connection, rules: ProgramRules, scope: str) -> int:
    """How many places are filled by decisions."""
    app = tables.application.c
    query = (
        select(func.count())
        .select_from(tables.application)
        .where(app.program == rules.program, app.tahun == rules.tahun, app.status == "accepted")
    )
    if scope:
        query = query.where(app.kelurahan_kode == scope)
    return connection.execute(query).scalar_one()


def facts_of(values: Mapping[str, Any], helped: bool) -> frozenset[str]:
    """The yes-keys of `ranking` that hold for an application; `helped` says that the NIK had a place before.

    A PEKKA recommendation counts once DKUM has found the name in DP3AP2KB's list (field `rekomendasi`,
    state ``padan``); what the applicant says (`pekka`, `rekomendasi_no`) is a claim, and costs nothing.
    """
    found: set[str] = set()
    if is_verified(values.get("rekomendasi")):
        found.add("pekka_terverifikasi")
    if not helped and values.get("pernah_bantuan") != "ya":
        found.add("belum_pernah_dibantu")
    if values.get("punya_usaha") == "tidak":
        found.add("belum_punya_usaha")
    return frozenset(found)


def candidate_of(state: State, *, helped: bool, seeds: Mapping[str, str]) -> Candidate:
    """What the order rests on; who was drawn keeps that draw and its seed, also after being returned."""
    values = state.values
    draw = seed = ""
    if values.get("undian"):
        draw = str(values["undian"])
        seed = str(values.get("undian_benih") or seeds.get(str(values.get("putusan")), ""))
    return Candidate(
        str(values["nomor_pendaftaran"]), str(values.get("tanggal_lengkap") or ""),
        facts_of(values, helped), draw, seed,
    )  # fmt: skip


# ---- within ------------------------------------------------------------------------------------------


def _gather(
    connection: Connection,
    context: Context,
    book: Rules,
    rules: ProgramRules,
    scope: str,
    *,
    today: date,
    counts: bool,
) -> tuple[list[Able], list[Excluded]]:
    app = tables.application.c
    query = select(tables.application).where(
        app.program == rules.program, app.tahun == rules.tahun, app.status.in_(ELIGIBLE)
    )
    if scope:
        query = query.where(app.kelurahan_kode == scope)
    rows = connection.execute(query.order_by(app.nomor_pendaftaran)).all()
    entries = log.entries_of_many(connection, context, [row.id for row in rows])
    twice, held = clashes.reasons(connection), holds.held(connection)
    helped, seeds = _helped(connection, rules), _seeds(connection)
    able: list[Able] = []
    excluded: list[Excluded] = []
    for row in rows:
        state = log.fold_entries(entries.get(row.id, ()))
        why = holds.reason(held[row.uuid]) if row.uuid in held else ""
        why = why or twice.get(row.id) or _open_elsewhere(state)
        mended = not why  # what follows is mended by typing and verifying again
        why = why or _hindrance(row, state)
        why = (
            why or (_late(connection, row, state) if counts else "") or _held(row, state, book, rules, today)
        )
        if not why and row.nik in helped and rules.level("pernah_ikut", "verified") == "block":
            why, mended = tr("NIK ini sudah mendapat tempat di program atau tahun lain."), False
        if why:
            waits = row.status == "waitlisted"
            excluded.append(
                Excluded(
                    row.nomor_pendaftaran, why, row.uuid.hex(), row.nama or "", waits, waits and mended,
                    _ending(state), held.get(row.uuid, ""),
                )
            )  # fmt: skip
        else:
            one = candidate_of(state, helped=row.nik in helped, seeds=seeds)
            able.append(Able(row, state, one))
    return able, excluded


def _ending(state: State) -> Ending | Literal[""]:
    found = ending_proposed(state)
    return "" if found is None else found.outcome


def _open_elsewhere(state: State) -> str:
    """What waits for somebody's word before anything else can be done."""
    if ending := _ending(state):
        return (
            tr("DKUM mengusulkan untuk menolaknya; usul itu menunggu persetujuan.")
            if ending == "rejected"
            else tr("DKUM mengusulkan untuk mengembalikannya; usul itu menunggu persetujuan.")
        )
    if STATUS in state.conflicts:
        return tr("Ada dua putusan DKUM yang berbeda tentang pendaftar ini.")
    if state.conflict_in(fields.DECISIVE):
        return tr("Datanya masih berbeda antara dua pengisi; pilih dahulu di Data berbeda.")
    return ""


def _hindrance(row: Row[Any], state: State) -> str:
    if row.stale:
        return tr("Datanya berubah setelah diverifikasi.")
    confirmed = (state.by_id[head].op.set.get(STATUS) for head in state.heads.get(CONFIRMED, ()))
    if any(code != "verified" for code in confirmed):
        return tr("Tanggal berkas lengkapnya berubah setelah diverifikasi.")
    return ""


def _late(connection: Connection, row: Row[Any], state: State) -> str:
    first = _first_received(connection, state)
    if first is not None and row.tanggal_lengkap > first.isoformat():
        return tr("Tanggal berkas lengkap lebih lambat daripada tanggal DKUM menerima verifikasinya.")
    return ""


def _held(row: Row[Any], state: State, book: Rules, rules: ProgramRules, today: date) -> str:
    """What the rules in force hold against an application that an earlier version let through."""
    if (row.aturan_versi or 0) == rules.version:
        return ""
    found = blocking(check(state.values, stage="verified", rules=book, known=Known(today=today)))
    if not found:
        return ""
    return tr("Menurut aturan versi {versi}: {temuan}", versi=rules.label, temuan=found[0].sentence)


def _first_received(connection: Connection, state: State) -> date | None:
    """The day on which DKUM first had the verification, by its own clock."""
    for head in state.heads.get("status", ()):
        op = state.by_id[head].op
        made = received.first(connection, op.dev, op.ep, op.seq) if op.kind == "status" else None
        if made is not None:
            return moment_of(made).date()
    return None


def _helped(connection: Connection, rules: ProgramRules) -> frozenset[str]:
    """The NIKs that had a place in another programme or year."""
    app = tables.application.c
    rows = connection.execute(
        select(app.nik).where(
            app.status == "accepted", (app.program != rules.program) | (app.tahun != rules.tahun)
        )
    ).scalars()
    return frozenset(nik for nik in rows if nik)


def _seeds(connection: Connection) -> dict[str, str]:
    """The seed of every decision by its number, for draws made before each kept its own."""
    decision = tables.decision.c
    rows = connection.execute(select(decision.nomor, decision.seed).where(decision.state == "approved"))
    return {row.nomor: row.seed for row in rows if row.nomor}
