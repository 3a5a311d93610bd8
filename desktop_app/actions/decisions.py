"""DKUM decides: a petugas proposes within the quota, another person approves, a list is issued.

One proposal is one programme and year of one kelurahan (or of the whole city where the rule book says
so). Everybody who can be ranked is ranked; the quota refuses nobody, it draws the line.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from desktop_app.actions import clashes, issuing
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.domain import fields, people, ranking, region
from desktop_app.domain.rulebook import ProgramRules
from desktop_app.errors import Refused
from desktop_app.office import Office, wib
from desktop_app.storage import received, tables
from desktop_app.storage.saving import save_files
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr

_ELIGIBLE: Final = ("verified", "waitlisted")


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
class Excluded:
    """Somebody verified who cannot be decided yet, and why."""

    nomor_pendaftaran: str
    reason: str


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
    """One line of a preview or a proposal. `ties` others have the same day; `within` the line; `waits`: it
    is on the Daftar Tunggu of an earlier decision."""

    record: str
    nomor_pendaftaran: str
    nama: str
    tanggal_lengkap: str
    rank: int
    ties: int
    within: bool
    reason: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be ranked. `taken` places of `quota` are filled already."""

    rows: tuple[Listed, ...]
    excluded: tuple[Excluded, ...]
    quota: int
    taken: int


@dataclass(frozen=True, slots=True)
class _Place:
    """The quota a decision counts against."""

    rules: ProgramRules
    scope: str
    taken: int


def propose(office: Office, wish: ProposeDecision) -> Proposal:
    """Rank everybody who can be decided and place them within the quota (petugas_dkum).

    Raises Refused: wrong office or role, nobody to decide, an earlier proposal still open.
    """
    _require(office, people.PETUGAS_DKUM)
    seed = wish.seed.strip() or secrets.token_hex(8)
    with office.work() as work:
        place = _place(work.connection, wish.program, wish.tahun, wish.kelurahan_kode)
        _require_none_open(work.connection, wish, place.scope)
        able, excluded = _candidates(work, wish.program, wish.tahun, place.scope)
        if not able:
            raise Refused(
                tr("Belum ada pendaftar terverifikasi yang dapat diputuskan."),
                next_step=tr("Buka berkas dari kelurahan dahulu."),
                code="nobody",
            )
        record = new_id()
        by_number = {row.nomor_pendaftaran: row for row in able}
        ranked = ranking.rank(
            [ranking.Candidate(row.nomor_pendaftaran, row.tanggal_lengkap) for row in able], seed
        )
        placed = ranking.place(ranked, place.rules.quota, taken=place.taken)
        header = {
            "program": wish.program, "tahun": wish.tahun, "kelurahan_kode": place.scope, "seed": seed,
            "kuota": place.rules.quota, "terpakai": place.taken, "jumlah": len(placed), "state": "proposed",
        }  # fmt: skip
        work.put(record, "decision", "propose", header, scope=place.scope, new=True)
        for item in placed:
            row = by_number[item.ranked.nomor_pendaftaran]
            usul = {
                "hasil": item.outcome, "peringkat": item.ranked.rank, "undian": item.ranked.draw,
                "alasan": item.reason, "putusan_rec": record,
            }  # fmt: skip
            work.put(row.uuid.hex(), "application", "propose", {"usul": usul}, rev=row.rev)
    accepted = sum(item.accepted for item in placed)
    return Proposal(
        record, len(placed), accepted, len(placed) - accepted, place.rules.quota, place.taken, seed,
        tuple(excluded), work.changes,
    )  # fmt: skip


def approve(office: Office, record: str) -> Approval:
    """Another person's word that makes the proposal a decision, with its issued list (penyetuju_dkum).

    Quota and revisions are checked again in the transaction that writes. Raises Refused when anything
    has moved since the proposal; then nothing was decided.
    """
    _require(office, people.PENYETUJU_DKUM)
    key = issuing.seal_key(office)
    with office.work() as work:
        header = _open_proposal(work, office, record)
        scope = str(header["kelurahan_kode"])
        place = _place(work.connection, str(header["program"]), int(header["tahun"]), scope)
        rows = _proposed(work, record)
        clashes.require_none(work.connection, (row for row, _usul, _op in rows))
        accepted = sum(usul["hasil"] == "accepted" for _row, usul, _op in rows)
        if place.taken + accepted > place.rules.quota:
            raise Refused(
                tr("Kuota {kuota} tempat tidak cukup untuk usulan ini.", kuota=place.rules.quota),
                next_step=tr("Batalkan usulan ini, lalu buat yang baru."),
                code="quota",
            )
        nomor = f"{work.number('decision', left_out=1_000):04d}"
        for row, usul, op in rows:
            step = {
                "status": usul["hasil"], "usulan": op, "peringkat": usul["peringkat"], "putusan": nomor,
                "alasan": usul["alasan"], "undian": usul["undian"],
            }  # fmt: skip
            work.put(row.uuid.hex(), "application", "decide", step, rev=row.rev)
        decided = {"state": "approved", "nomor": nomor, "decided": work.wall}
        work.put(record, "decision", "decide", decided)
        document = _issue_list(work, office, key, header, nomor, rows)
    return Approval(record, nomor, accepted, len(rows) - accepted, document, work.changes)


def preview(office: Office, program: str, tahun: int, kelurahan_kode: str = "") -> Preview:
    """Who would be ranked today and where the line falls; nothing is drawn and nothing is kept.

    People whose files were complete on one day stay tied: the draw is made once, by `propose`, so
    nobody can look for a seed that suits. Raises Refused for an unknown programme or kelurahan.
    """
    with office.trial() as work:
        place = _place(work.connection, program, tahun, kelurahan_kode)
        able, excluded = _candidates(work, program, tahun, place.scope)
    able.sort(key=lambda row: (row.tanggal_lengkap, row.peringkat or 0, row.nomor_pendaftaran))
    days = Counter(row.tanggal_lengkap for row in able)
    free = max(place.rules.quota - place.taken, 0)
    rows: list[Listed] = []
    for number, row in enumerate(able, 1):
        waits = row.status == "waitlisted"
        rows.append(
            Listed(row.uuid.hex(), row.nomor_pendaftaran, row.nama or "", row.tanggal_lengkap, number,
                   0 if waits else days[row.tanggal_lengkap] - 1, number <= free,
                   (row.alasan or "") if waits else "", waits)
        )  # fmt: skip
    return Preview(tuple(rows), tuple(excluded), place.rules.quota, place.taken)


def proposal_rows(office: Office, record: str) -> tuple[Listed, ...]:
    """Everybody in a proposal that waits, in rank order with the reason. Raises Refused after changes."""
    with office.trial() as work:
        found = _proposed(work, record)
    return tuple(
        Listed(row.uuid.hex(), row.nomor_pendaftaran, row.nama or "", row.tanggal_lengkap,
               usul["peringkat"], 0, usul["hasil"] == "accepted", usul["alasan"],
               row.status == "waitlisted")
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
    """Put an issued list into a folder as PDF and JSON, the same bytes as frozen. Raises Unavailable."""
    with office.reading() as connection:
        row = connection.execute(
            select(tables.document).where(tables.document.c.uuid == bytes.fromhex(document))
        ).one()
    stem = f"putusan-{row.nomor}-{row.scope or 'kota'}"
    paths = [folder / f"{stem}.pdf", folder / f"{stem}.json"]
    blobs = [office.blobs.get(blob.hex()) for blob in (row.pdf, row.data)]
    save_files(list(zip(paths, blobs, strict=True)))
    return paths


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


def _place(connection: Connection, program: str, tahun: int, scope: str) -> _Place:
    """The quota and how much of it is taken, counted in the writing transaction."""
    book = rules_in_force(connection)
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
    if rules.scope == "kelurahan" and region.by_code(scope) is None:
        raise Refused(
            tr("Kuota program ini per kelurahan."), next_step=tr("Sebutkan kelurahannya."), code="kelurahan"
        )
    if rules.scope == "kota":
        scope = ""
    app = tables.application.c
    query = (
        select(func.count())
        .select_from(tables.application)
        .where(app.program == program, app.tahun == tahun, app.status == "accepted")
    )
    if scope:
        query = query.where(app.kelurahan_kode == scope)
    return _Place(rules, scope, connection.execute(query).scalar_one())


def _require_none_open(connection: Connection, wish: ProposeDecision, scope: str) -> None:
    decision = tables.decision.c
    found = connection.execute(
        select(decision.id).where(
            decision.state == "proposed",
            decision.program == wish.program,
            decision.tahun == wish.tahun,
            decision.scope == scope,
        )
    ).first()
    if found is not None:
        raise Refused(
            tr("Masih ada usulan yang menunggu persetujuan untuk kelurahan dan program ini."),
            next_step=tr("Setujui atau batalkan usulan itu dahulu."),
            code="open_proposal",
        )


def _candidates(work: Work, program: str, tahun: int, scope: str) -> tuple[list[Row[Any]], list[Excluded]]:
    """Who can be ranked, and who cannot yet and why."""
    app = tables.application.c
    query = select(tables.application).where(
        app.program == program, app.tahun == tahun, app.status.in_(_ELIGIBLE)
    )
    if scope:
        query = query.where(app.kelurahan_kode == scope)
    twice = clashes.reasons(work.connection)
    able: list[Row[Any]] = []
    excluded: list[Excluded] = []
    rows = work.connection.execute(query.order_by(app.nomor_pendaftaran)).all()
    for row in rows:
        why = twice.get(row.id) or _hindrance(work, row)
        if why:
            excluded.append(Excluded(row.nomor_pendaftaran, why))
        else:
            able.append(row)
    return able, excluded


def _hindrance(work: Work, row: Row[Any]) -> str:
    state = work.state(row.uuid.hex())
    if state.conflict_in(fields.DECISIVE):
        return tr("Datanya masih berbeda antara dua pengisi.")
    if row.stale:
        return tr("Datanya berubah setelah diverifikasi.")
    first = _first_received(work.connection, state)
    if first is not None and row.tanggal_lengkap > first.isoformat():
        return tr("Tanggal berkas lengkap lebih lambat daripada tanggal DKUM menerima verifikasinya.")
    return ""


def _first_received(connection: Connection, state: Any) -> date | None:
    """The day on which DKUM first had the verification, by its own clock."""
    for head in state.heads.get("status", ()):
        op = state.by_id[head].op
        made = received.first(connection, op.dev, op.ep, op.seq) if op.kind == "status" else None
        if made is not None:
            return wib(datetime.fromtimestamp(made / 1000, UTC)).date()
    return None


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
    for row in work.connection.execute(query).all():
        state = work.state(row.uuid.hex())
        usul = state.values.get("usul")
        if not usul or usul.get("putusan_rec") != record:
            continue
        head = state.by_id[state.heads["usul"][-1]]
        if row.status not in _ELIGIBLE or head.op.rev != state.rev or state.stale:
            raise Refused(
                tr("Data pendaftar {nomor} berubah setelah diusulkan.", nomor=row.nomor_pendaftaran),
                next_step=tr("Batalkan usulan ini, lalu buat yang baru."),
                record=row.nomor_pendaftaran,
                code="changed",
            )
        found.append((row, usul, head.id))
    return sorted(found, key=lambda item: item[1]["peringkat"])


def _issue_list(
    work: Work,
    office: Office,
    key: Any,
    header: dict[str, Any],
    nomor: str,
    rows: list[tuple[Row[Any], dict[str, Any], str]],
) -> str:
    from desktop_app.actions.papers import decision_list
    from desktop_app.documents.decision_list import to_json, write_decision_list

    content = decision_list(work.connection, office, header, nomor, rows)
    paper = write_decision_list(content, state="segel", now=work.now, key=issuing.qr_key(office))
    pdf = issuing.sealed(
        office, key, paper, sealed_by="DKUM Kota Depok", place=content.place,
        reason=f"Daftar putusan {nomor}",
    )  # fmt: skip
    values = {
        "jenis": "daftar_keputusan", "edisi": "", "nomor": content.number,
        "tanggal": content.date.isoformat(), "program": content.program, "tahun": content.tahun,
        "kelurahan_kode": content.kelurahan_kode, "putusan": nomor, "rules": content.rule_version,
    }  # fmt: skip
    listed = [(row.uuid.hex(), row.rev) for row, _usul, _op in rows]
    return issuing.issue(
        work, office, pdf, paper, listed, values, scope=str(header["kelurahan_kode"]), data=to_json(content)
    )
