"""DKUM decides: a petugas proposes within the quota, another person approves, a list is issued.

One proposal is one programme and year of one kelurahan (or of the whole city where the rule book says
so). Everybody who can be ranked is ranked; the quota refuses nobody, it draws the line.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select

from desktop_app.actions import access, clashes, holds, issuing
from desktop_app.actions.applications import refuse_difference
from desktop_app.actions.candidates import (
    ELIGIBLE,
    Excluded,
    Field,
    field_of,
    room_of,
    rules_for_scope,
)
from desktop_app.actions.issued import erased_paper
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.documents.sheets import ACROSS, Form
from desktop_app.domain import alone, people, ranking, region
from desktop_app.domain.documenting import ERASED
from desktop_app.domain.merge import RULES, shown
from desktop_app.domain.ranking import Places
from desktop_app.domain.reasons import reworded
from desktop_app.domain.rulebook import ProgramRules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.saving import save_groups
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import official, tr, trn


@dataclass(frozen=True, slots=True)
class ProposeDecision:
    """The wish to rank and place. `kelurahan_kode` is empty where the quota is the city's.

    `seed` is announced with the list; left empty, a random one is drawn and recorded.
    """

    program: str
    tahun: int
    kelurahan_kode: str = ""
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed."""

    record: str
    ranked: int
    accepted: int
    waitlisted: int
    quota: int
    taken: int
    seed: str
    excluded: tuple[Excluded, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Approval:
    """What was decided. `document` is the decision list's record."""

    record: str
    nomor: str
    accepted: int
    waitlisted: int
    document: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a preview or a proposal. `ties` others are equal in every key; `within` the line; `waits`:
    it is on the Daftar Tunggu of an earlier decision. `waiting` counts those below the line, `reserve` those
    the rule book keeps; `grounds` is a sentence for each key that told people apart; `alone` says
    that one person typed and verified it."""

    record: str
    nomor_pendaftaran: str
    nama: str
    tanggal_lengkap: str
    rank: int
    ties: int
    within: bool
    reason: str
    waits: bool
    waiting: int = 0
    reserve: bool = True
    grounds: tuple[str, ...] = ()
    kelurahan_kode: str = ""
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be ranked by `rules`, and how much `room` there is. `moving`: places left over in the
    kelurahan go to the longest waiting of the city."""

    rows: tuple[Listed, ...]
    excluded: tuple[Excluded, ...]
    room: Places
    rules: ProgramRules
    scope: str
    moving: bool

    @property
    def quota(self) -> int:
        """Places by the quota."""
        return self.room.quota

    @property
    def taken(self) -> int:
        """How many of them are filled by decisions."""
        return self.room.taken


def propose(office: Office, wish: ProposeDecision) -> Proposal:
    """Rank everybody who can be decided and place them within quota and budget (petugas_dkum).

    Raises Refused: wrong office or role, nobody to decide, an earlier proposal still open, places that may
    not move yet.
    """
    _require(office, people.PETUGAS_DKUM)
    seed = wish.seed.strip() or secrets.token_hex(8)
    with office.work() as work:
        field = field_of(work.connection, work.context, wish.program, wish.tahun, wish.kelurahan_kode,
                         today=office.today())  # fmt: skip
        _require_none_open(work.connection, wish, field)
        if field.moving:
            _require_last_round(work.connection, field.rules, office.today())
        if not field.able:
            raise Refused(
                tr("Belum ada pendaftar terverifikasi yang dapat diputuskan."),
                next_step=tr("Buka berkas dari kelurahan dahulu."),
                code="nobody",
            )
        record = new_id()
        ranked = ranking.rank([each.candidate for each in field.able], seed, field.rules.priority)
        with official():
            placed = ranking.place(ranked, field.room, field.rules)
        work.put(
            record, "decision", "propose", _header(field, seed, len(placed)), scope=field.scope, new=True
        )
        rows = {each.candidate.nomor_pendaftaran: each.row for each in field.able}
        for item in placed:
            row = rows[item.ranked.nomor_pendaftaran]
            usul = {
                "hasil": item.outcome, "peringkat": item.ranked.rank, "undian": item.ranked.draw,
                "benih": item.ranked.seed, "alasan": item.reason, "putusan_rec": record,
                "dasar": [key for key in field.rules.priority if key in item.ranked.facts],
            }  # fmt: skip
            work.put(row.uuid.hex(), "application", "propose", {"usul": usul}, rev=row.rev)
    accepted = sum(item.accepted for item in placed)
    return Proposal(
        record, len(placed), accepted, len(placed) - accepted, field.room.quota, field.room.taken, seed,
        field.excluded, work.changes,
    )  # fmt: skip


def _header(field: Field, seed: str, many: int) -> dict[str, Any]:
    """What a proposal says of itself: everything by which its order and its line can be checked."""
    rules, room = field.rules, field.room
    return {
        "program": rules.program, "tahun": rules.tahun, "kelurahan_kode": field.scope, "seed": seed,
        "kuota": room.quota, "terpakai": room.taken, "jumlah": many, "state": "proposed",
        "tersedia": room.free, "batas": room.binds, "pagu": room.budget, "biaya": room.cost,
        "prioritas": list(rules.priority), "cadangan": rules.reserve, "aturan_versi": rules.version,
    }  # fmt: skip


def approve(office: Office, record: str, *, form: Form = ACROSS) -> Approval:
    """Another person's word that makes the proposal a decision, with its list issued on `form`
    (penyetuju_dkum).

    Quota, budget, rules and revisions are checked again in the transaction that writes. Raises Refused when
    anything has moved since the proposal; then nothing was decided.
    """
    _require(office, people.PENYETUJU_DKUM)
    key = issuing.seal_key(office)
    with office.work() as work:
        header = _open_proposal(work, office, record)
        rows = _proposed(work, record)
        clashes.require_none(work.connection, (row for row, _usul, _op in rows))
        accepted = sum(usul["hasil"] == "accepted" for _row, usul, _op in rows)
        version = _require_room(work.connection, header, accepted, office.today())
        nomor = _free_number(work)
        for row, usul, op in rows:
            step = {
                "status": usul["hasil"], "usulan": op, "peringkat": usul["peringkat"], "putusan": nomor,
                "alasan": usul["alasan"], "undian": usul["undian"],
                "undian_benih": usul.get("benih") or str(header["seed"]), RULES: version,
            }  # fmt: skip
            work.put(row.uuid.hex(), "application", "decide", step, rev=row.rev)
        decided = {"state": "approved", "nomor": nomor, "decided": work.wall}
        work.put(record, "decision", "decide", decided)
        document = _issue_list(work, office, key, header, nomor, rows, form)
    return Approval(record, nomor, accepted, len(rows) - accepted, document, work.changes)


def _free_number(work: Work) -> str:
    """The number of the next decision. After a restore it ends with the three signs of the new epoch
    (``0004-7QK``): what was decided since the backup is not known here, by another restored life neither.
    """
    known = work.connection.execute(
        select(tables.decision.c.nomor).where(tables.decision.c.nomor.is_not(None))
    )
    taken = {nomor.partition("-")[0] for nomor in known.scalars()}
    while (number := f"{work.count('decision'):04d}") in taken:
        pass
    ep = work.context.ep
    return number if ep == 1 else f"{number}-{region.device_tag(bytes.fromhex(work.context.dev), ep)}"


def preview(office: Office, program: str, tahun: int, kelurahan_kode: str = "") -> Preview:
    """Who would be ranked today and where the line falls; nothing is drawn and nothing is kept.

    People who are equal in every key stay tied: the draw is made once, by `propose`, so nobody can look for a
    seed that suits. At an office it is a forecast. Raises Refused for an unknown programme or kelurahan.
    """
    with office.reading() as connection:
        return preview_in(connection, office, program, tahun, kelurahan_kode)


def preview_in(
    connection: Connection, office: Office, program: str, tahun: int, kelurahan_kode: str
) -> Preview:
    """`preview` in a transaction that is open already."""
    decides = office.info.kind == "dkum"
    field = field_of(connection, office.context, program, tahun, kelurahan_kode, today=office.today(),
                     counts=decides)  # fmt: skip
    ranked = ranking.forecast([each.candidate for each in field.able], field.rules.priority)
    telling = ranking.deciding(ranked, field.rules.priority)
    by_number = {each.candidate.nomor_pendaftaran: each for each in field.able}
    rows: list[Listed] = []
    for item in ranking.place(ranked, field.room, field.rules):
        one = by_number[item.ranked.nomor_pendaftaran]
        row = one.row
        rows.append(
            Listed(
                row.uuid.hex(), row.nomor_pendaftaran, row.nama or "", row.tanggal_lengkap or "",
                item.ranked.rank, 0 if one.candidate.draw else item.ranked.ties, item.accepted,
                item.reason, one.waits, item.waiting, item.reserve,
                tuple(ranking.key_sentence(key, item.ranked) for key in telling),
                row.kelurahan_kode or "", alone.sentence(row.satu_petugas or ""),
            )
        )  # fmt: skip
    return Preview(tuple(rows), field.excluded, field.room, field.rules, field.scope, field.moving)


def proposal_rows(office: Office, record: str) -> tuple[Listed, ...]:
    """Everybody in a proposal that waits, in rank order with the reason. Raises Refused after changes."""
    with office.trial() as work:
        found = _proposed(work, record)
    return tuple(
        Listed(row.uuid.hex(), row.nomor_pendaftaran, row.nama or "", row.tanggal_lengkap,
               usul["peringkat"], 0, usul["hasil"] == "accepted", reworded(usul["alasan"]),
               row.status == "waitlisted", alone=alone.sentence(row.satu_petugas or ""))
        for row, usul, _op in found
    )  # fmt: skip


def discard(office: Office, record: str) -> Changes:
    """Give up a proposal that nobody has approved. Raises Refused."""
    _require(office, people.PETUGAS_DKUM)
    with office.work() as work:
        state = work.state(record)
        if state.values.get("state") != "proposed":
            raise Refused(tr("Usulan ini sudah diputuskan."), code="decided")
        work.put(record, "decision", "propose", {"state": "discarded"})
    return work.changes


def open_proposals(connection: Connection) -> Sequence[Row[Any]]:
    """Proposals that wait for another person's approval, the oldest first."""
    decision = tables.decision.c
    return connection.execute(
        select(tables.decision).where(decision.state == "proposed").order_by(decision.id)
    ).all()


def save_list(office: Office, document: str, folder: Path) -> list[Path]:
    """Put an issued list into a folder as PDF and JSON, the same bytes as frozen, beside other files of these
    names. Raises Unavailable."""
    with office.reading() as connection:
        row = connection.execute(
            select(tables.document).where(tables.document.c.uuid == bytes.fromhex(document))
        ).one()
    if row.state in ERASED:
        raise erased_paper(row.nomor)
    stem = f"putusan-{row.nomor}-{'kota' if row.scope in ('', region.DEPOK) else row.scope}"
    paths = [folder / f"{stem}.pdf", folder / f"{stem}.json"]
    blobs = [office.blobs.get(blob.hex()) for blob in (row.pdf, row.data)]
    access.given(office, document, about="dokumen")
    return save_groups([list(zip(paths, blobs, strict=True))], document[-8:])


# ---- within ------------------------------------------------------------------------------------------


def _require(office: Office, role: str) -> None:
    if office.info.kind != "dkum":
        raise Refused(
            tr("Keputusan hanya dapat dibuat di kantor DKUM."),
            next_step=tr("Kirim berkas ke DKUM dan tunggu putusannya."),
            code="place",
        )
    if role not in office.person.roles:
        raise Refused(
            tr("Peran Anda tidak mengizinkan langkah ini."),
            next_step=tr("Minta petugas dengan peran {role}.", role=tr(people.ROLE_LABELS[role])),  # pyright: ignore[reportArgumentType]
            code="role",
        )


def _require_none_open(connection: Connection, wish: ProposeDecision, field: Field) -> None:
    decision = tables.decision.c
    query = select(decision.id).where(
        decision.state == "proposed",
        decision.program == wish.program,
        decision.tahun == wish.tahun,
    )
    if not field.moving:  # the last round counts the places of all kelurahan, so it waits for all of them
        query = query.where(decision.scope.in_((field.scope, "")))
    if connection.execute(query).first() is not None:
        raise Refused(
            tr("Masih ada usulan yang menunggu persetujuan untuk kelurahan dan program ini."),
            next_step=tr("Setujui atau batalkan usulan itu dahulu."),
            code="open_proposal",
        )


def _require_last_round(connection: Connection, rules: ProgramRules, today: date) -> None:
    """Places move once registration has closed and nobody verified is left undecided."""
    closing = rules.closing_day
    if closing is None or today <= closing:
        raise Refused(
            tr("Tempat kosong baru dapat berpindah sesudah pendaftaran ditutup."),
            next_step=tr("Tunggu tanggal tutup di buku aturan, lalu ulangi."),
            code="moving_early",
        )
    app = tables.application.c
    waiting = connection.execute(
        select(func.count()).where(
            app.program == rules.program, app.tahun == rules.tahun, app.status == "verified"
        )
    ).scalar_one()
    if waiting:
        raise Refused(
            trn("Masih ada {n} pendaftar terverifikasi yang belum diputuskan di kelurahannya.",
                "Masih ada {n} pendaftar terverifikasi yang belum diputuskan di kelurahannya.", waiting),
            next_step=tr("Putuskan tiap kelurahan dahulu."),
            code="moving_early",
        )  # fmt: skip


def _require_room(connection: Connection, header: dict[str, Any], accepted: int, today: date) -> int:
    """The version that decides; refused where rules or places have moved since the proposal."""
    book = rules_in_force(connection)
    rules, scope = rules_for_scope(
        book, str(header["program"]), int(header["tahun"]), str(header["kelurahan_kode"])
    )
    if int(header.get("aturan_versi") or 0) != rules.version:
        raise Refused(
            tr("Buku aturan versi {versi} terbit setelah usulan ini.", versi=rules.label),
            next_step=tr("Batalkan usulan ini, lalu buat yang baru."),
            code="rules_changed",
        )
    if rules.scope == "kelurahan" and not scope:
        _require_last_round(connection, rules, today)
    room = room_of(connection, rules, scope)
    if accepted > room.free:
        sentence = (
            tr("Pagu anggaran tidak cukup untuk usulan ini.")
            if room.binds == "pagu"
            else tr("Kuota {kuota} tempat tidak cukup untuk usulan ini.", kuota=room.quota)
        )
        raise Refused(
            sentence, next_step=tr("Batalkan usulan ini, lalu buat yang baru."),
            code="budget" if room.binds == "pagu" else "quota",
        )  # fmt: skip
    return rules.version


def _open_proposal(work: Work, office: Office, record: str) -> dict[str, Any]:
    state = work.state(record)
    if state.values.get("state") != "proposed":
        raise Refused(
            tr("Usulan ini sudah diputuskan atau dibatalkan."),
            next_step=tr("Segarkan daftar usulan."),
            code="decided",
        )
    assert state.first is not None
    if state.first.op.user == office.session.user:
        raise Refused(
            tr("Pengusul dan penyetuju keputusan harus dua orang yang berbeda."),
            next_step=tr("Minta penyetuju lain masuk."),
            code="same_person",
        )
    return state.values


def _proposed(work: Work, record: str) -> list[tuple[Row[Any], dict[str, Any], str]]:
    """The proposal's applications in rank order, unchanged since: row, proposal, its op id."""
    op, app = tables.op.c, tables.application.c
    query = select(tables.application).where(op.kind == "propose", op.record_id == app.id).distinct()
    found: list[tuple[Row[Any], dict[str, Any], str]] = []
    held = holds.held(work.connection)
    for row in work.connection.execute(query).all():
        state = work.state(row.uuid.hex())
        usul = state.values.get("usul")
        if not usul or usul.get("putusan_rec") != record:
            continue
        refuse_difference(state)
        head = state.by_id[shown(state, "usul")]
        if row.status not in ELIGIBLE or head.op.rev != state.rev or state.stale:
            raise Refused(
                tr("Data pendaftar {nomor} berubah setelah diusulkan.", nomor=row.nomor_pendaftaran),
                next_step=tr("Batalkan usulan ini, lalu buat yang baru."),
                record=row.nomor_pendaftaran,
                code="changed",
            )
        if row.uuid in held:
            raise holds.refused(held[row.uuid], row.nomor_pendaftaran)
        _require_letter_as_proposed(work, record, row, usul)
        found.append((row, usul, head.id))
    return sorted(found, key=lambda item: item[1]["peringkat"])


def _require_letter_as_proposed(work: Work, record: str, row: Row[Any], usul: dict[str, Any]) -> None:
    """A recommendation found or taken back since the proposal moves the order, so it has to be made anew."""
    key = "pekka_terverifikasi"
    counts = key in (work.state(record).values.get("prioritas") or ())
    if counts and "dasar" in usul and (key in usul["dasar"]) != bool(row.padan):
        raise Refused(
            tr("Rekomendasi DP3AP2KB untuk {nomor} berubah setelah diusulkan.", nomor=row.nomor_pendaftaran),
            next_step=tr("Batalkan usulan ini, lalu buat yang baru."),
            record=row.nomor_pendaftaran,
            code="changed",
        )


def _issue_list(
    work: Work,
    office: Office,
    key: Any,
    header: dict[str, Any],
    nomor: str,
    rows: list[tuple[Row[Any], dict[str, Any], str]],
    form: Form,
) -> str:
    from desktop_app.actions.papers import decision_list
    from desktop_app.documents.decision_list import to_json, write_decision_list

    content = replace(decision_list(work.connection, office, header, nomor, rows), form=form)
    paper = write_decision_list(content, state="segel", now=work.now, key=issuing.qr_key(office))
    pdf = issuing.sealed(work, office, key, paper, f"Daftar putusan {nomor}")
    values = {
        "jenis": "daftar_keputusan", "edisi": "", "nomor": content.number,
        "tanggal": content.date.isoformat(), "program": content.program, "tahun": content.tahun,
        "kelurahan_kode": content.kelurahan_kode, "putusan": nomor, "rules": content.rule_version,
    }  # fmt: skip
    listed = [(row.uuid.hex(), row.rev) for row, _usul, _op in rows]
    # the list of a city-wide round names people of all kelurahan, so it stays at DKUM
    scope = str(header["kelurahan_kode"]) or region.DEPOK
    return issuing.issue(work, office, pdf, paper, listed, values, scope=scope, data=to_json(content))
