"""Daftar Tunggu as an issued paper: sealed by the office whose places they are, once DKUM has decided.

Where each kelurahan has places of its own, that kelurahan issues it; where they are the city's, DKUM does,
and the list, which names people of all kelurahan, stays there. Numbers count those who wait by decision, in
today's order; a reason is the decision's own, with what has moved among them since. Whose data stand still
(`holds`) keeps the number, on a line without a name. A free place and who came since are told only as what
DKUM has not decided: the forecast of it is `ranking_paper`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.actions import editions, holds, issuing, papers
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.outcome_lists import decided_days
from desktop_app.actions.papers import PaperWish
from desktop_app.actions.progress import Progress, no_progress, pages
from desktop_app.actions.rosters import EDITIONS, Issued
from desktop_app.actions.standings import Standing, Standings, standings, without_rank
from desktop_app.documents.data import Edition, OfficePaper, Paper, State, count_alone, short_date, with_alone
from desktop_app.documents.qr import QrKey
from desktop_app.documents.waiting_list import WaitingList, WaitingRow, write_waiting_list
from desktop_app.domain import people, recompute, region
from desktop_app.domain.rulebook import PRIORITY_LABELS, ProgramRules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Work
from resources.i18n import official, tr

KIND: Final = "daftar_tunggu"
SEALERS: Final = people.ISSUING_ROLES


@dataclass(frozen=True, slots=True)
class WaitingWish(PaperWish):
    """Which list."""

    program: str
    tahun: int
    edisi: Edition = "arsip"


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """The list as it would be issued, marked DRAF; `content` tells whether the same is sealed later."""

    pdf: bytes
    pages: int
    people: int
    decision: str
    content: str = ""


@dataclass(frozen=True, slots=True)
class _Drawn:
    paper: Paper
    waiting: WaitingList
    listed: tuple[tuple[str, str], ...]


def draft_waiting(office: Office, wish: WaitingWish, *, progress: Progress = no_progress) -> WaitingDraft:
    """The list with DRAF across and no page code. Raises Refused where DKUM has not decided, nobody waits, or
    the places are another office's."""
    with office.reading() as connection:
        made = _draw(connection, office, wish, "draf", None, progress)
    paper, told = made.paper, made.waiting
    return WaitingDraft(paper.pdf, paper.pages, len(told.rows), told.decision_no, paper.content)


def seal_waiting(
    office: Office,
    wish: WaitingWish,
    issued: Sequence[Edition] = EDITIONS,
    *,
    seen: Sequence[str] = (),
    progress: Progress = no_progress,
) -> tuple[Issued, ...]:
    """Issue the editions of one list under one letter number, or none of them: page codes, office seal,
    frozen. `wish.edisi` does not matter; `seen` are the `content` of each edition's draft that was looked at.

    Raises Refused as `draft_waiting`, and: no longer what was seen, no letter number or one used before,
    role, no grant from DKUM yet.
    """
    who = tr("Daftar Tunggu disegel oleh lurah, verifikator, admin kantor, atau penyetuju DKUM.")
    issuing.require_sealing(office, SEALERS, wish.number, who=who)
    key = issuing.seal_key(office)
    documents: list[str] = []
    rows = 0
    with office.work() as work:
        issuing.require_unused(work.connection, office, wish.number, wish.day(office))
        for at, edition in enumerate(issued):
            one = replace(wish, edisi=edition)
            made = _draw(work.connection, office, one, "segel", issuing.qr_key(office), progress)
            issuing.require_seen(seen[at] if seen else "", made.paper)
            pdf = issuing.sealed(work, office, key, made.paper, f"Daftar Tunggu {wish.number}")
            documents.append(_issue(work, office, one, made, pdf))
            rows = len(made.waiting.rows)
    return tuple(Issued(document, rows, work.changes) for document in documents)


# ---- within ------------------------------------------------------------------------------------------


def _issue(work: Work, office: Office, wish: WaitingWish, made: _Drawn, pdf: bytes) -> str:
    head = made.waiting.head
    values: dict[str, Any] = {
        **_series(wish), "nomor": wish.number, "tanggal": head.date.isoformat(),
        "kelurahan_kode": office.area, "putusan": made.waiting.decision_no, "rules": head.rule_version,
        "atas_nama": papers.on_behalf_of(office), "penandatangan": head.signatory.name,
    }  # fmt: skip
    # it names people: DKUM's, of all kelurahan, stays at DKUM
    return issuing.issue(work, office, pdf, made.paper, made.listed, values, scope=office.area)


def _series(wish: WaitingWish) -> dict[str, Any]:
    return {"jenis": KIND, "edisi": wish.edisi, "program": wish.program, "tahun": wish.tahun}


def _draw(
    connection: Connection,
    office: Office,
    wish: WaitingWish,
    state: State,
    key: QrKey | None,
    progress: Progress,
) -> _Drawn:
    if people.sees_only_own(office.person.roles):
        raise Refused(
            tr("Daftar Tunggu memuat orang lain, jadi akun pendamping tidak dapat membuatnya."),
            next_step=tr("Minta operator atau lurah membuatnya."),
            code="role",
        )
    _require_own(office, rules_in_force(connection).of(wish.program, wish.tahun))
    with official():  # the paper is Indonesian whatever the window speaks
        view = standings(connection, office, wish.program, wish.tahun, office.info.scope)
        waits = _waits(connection, view)
    if not view.nomor or not waits:
        raise Refused(
            tr("Belum ada yang di Daftar Tunggu menurut putusan DKUM."),
            next_step=tr("Tunggu putusan DKUM, atau pilih program dan tahun lain."),
            code="nobody",
        )
    with official():
        waiting, revs = _waiting(connection, office, wish, view, waits)
    listed = tuple((row.record, revs[row.record]) for row in waits if isinstance(row, Standing))
    told = editions.telling(office, connection, _series(wish), listed, scope=office.area)
    paper = write_waiting_list(
        waiting, state=state, now=office.clock(), key=key, step=pages(progress), telling=told
    )
    return _Drawn(paper, waiting, listed)


def _require_own(office: Office, rules: ProgramRules) -> None:
    city = rules.scope != "kelurahan"
    if office.info.kind == "dkum" and not city:
        raise Refused(
            tr("Tempat program ini milik tiap kelurahan, jadi Daftar Tunggunya diterbitkan kelurahan."),
            next_step=tr("Minta kelurahan menerbitkannya; urutannya tampil di Kuota & peringkat."),
            code="place",
        )
    if office.info.kind != "dkum" and city:
        raise Refused(
            tr("Tempat program ini milik seluruh kota, jadi Daftar Tunggunya diterbitkan DKUM."),
            next_step=tr("Minta DKUM menerbitkannya; urutannya tampil di Kuota & peringkat."),
            code="place",
        )


def _waiting(
    connection: Connection, office: Office, wish: WaitingWish, view: Standings, waits: Sequence[_Waits]
) -> tuple[WaitingList, dict[str, str]]:
    """The list, and which revision of each person it prints."""
    app = tables.application.c
    about = [bytes.fromhex(row.record) for row in waits if isinstance(row, Standing)]
    query = select(app.uuid, app.rev, app.nik, app.jenis_kelamin, app.alasan)
    query = query.where(app.uuid.in_(about))
    rows = {row.uuid.hex(): row for row in connection.execute(query)}
    kept = papers.office_settings(connection, office.info.scope)
    place = region.by_code(office.info.scope)
    head = OfficePaper(
        kelurahan_kode=office.area,
        kelurahan=place.name if place else "",
        kecamatan=place.kecamatan if place else "",
        number=wish.number,
        date=wish.day(office),
        rule_version=view.rules.label,
        letterhead=papers.letterhead(office, kept),
        signatory=papers.signatory(office, kept, wish.hand),
        tembusan=tuple(kept.get("tembusan") or ()),
        place=papers.town(kept, wish.hand.place),
        sample=office.info.sample,
        form=wish.form,
    )
    moved = _moved(view, waits)
    alone = count_alone(sum(isinstance(row, Standing) and bool(row.alone) for row in waits))
    waiting = WaitingList(
        head=head, edition=wish.edisi, program=wish.program, tahun=wish.tahun, decision_no=view.nomor,
        preface=_preface(connection, view, moved, alone),
        rows=tuple(
            _row(at, row, view, rows[row.record], moved.get(row.nomor))
            if isinstance(row, Standing)
            else _held_row(at, view)
            for at, row in enumerate(waits, 1)
        ),
    )  # fmt: skip
    return waiting, {record: str(row.rev) for record, row in rows.items()}


@dataclass(frozen=True, slots=True)
class _Held:
    """Somebody whose data stand still, but who waits all the same; `decided`: by the decision at hand."""

    nomor: str
    decided: bool


_Waits = Standing | _Held


def _waits(connection: Connection, view: Standings) -> list[_Waits]:
    """Who waits, in today's order. Whose data stand still, stands before the first whom the decision put
    behind; who was left out of that decision already, at the end, so that nobody's number moves."""
    found: list[_Waits] = [row for row in view.rows if row.status == "waitlisted"]
    still = holds.held(connection)
    left = [each.record for each in view.excluded if each.waits and bytes.fromhex(each.record) in still]
    if not left:
        return found
    app = tables.application.c
    about = [bytes.fromhex(record) for record in left]
    about += [bytes.fromhex(row.record) for row in view.rows]
    query = select(app.nomor_pendaftaran, app.uuid, app.peringkat, app.putusan).where(app.uuid.in_(about))
    placed = {row.uuid.hex(): row for row in connection.execute(query)}
    rank = {row.nomor_pendaftaran: row.peringkat or 0 for row in placed.values() if row.putusan == view.nomor}
    for row in sorted((placed[record] for record in left), key=lambda row: row.peringkat or 0):
        mine = rank.get(row.nomor_pendaftaran)
        behind = (at for at, one in enumerate(found) if mine is not None and rank.get(one.nomor, 0) > mine)
        found.insert(next(behind, len(found)), _Held(row.nomor_pendaftaran, mine is not None))
    return found


def _moved(view: Standings, waits: Sequence[_Waits]) -> dict[str, recompute.Move]:
    """Who waits at another number than DKUM decided, or waits no more, by registration number. Only those
    whom the decision put on the list count: a forecast sets newcomers among them and lets some through."""
    if not view.moves:
        return {}  # nothing moved, or the decision numbered more people than stand here
    before = {row.nomor: row.waiting for row in waits if isinstance(row, Standing) and row.move is None}
    before |= {each.nomor_pendaftaran: each.before for each in view.moves if each.before}
    now = {
        row.nomor: at
        for at, row in enumerate(waits, 1)
        if isinstance(row, Standing) or (row.decided and row.nomor in before)
    }
    return {each.nomor_pendaftaran: each for each in recompute.moves(before, now, {})}


def _preface(
    connection: Connection, view: Standings, moved: Mapping[str, recompute.Move], alone: str
) -> tuple[str, ...]:
    day = decided_days(connection, [view.nomor]).get(view.nomor, "")
    dated = f" tanggal {short_date(day)}" if day else ""
    order = "; ".join(PRIORITY_LABELS.get(key, key) for key in view.rules.priority)
    lines = [
        f"Menurut putusan DKUM nomor {view.nomor}{dated}. {view.room.sentence} {view.room.money}".strip(),
        f"Dasar urutan: {order}. Yang sama semuanya diurutkan dengan undian yang tercatat dalam putusan itu.",
    ]
    if view.rules.reserve is not None:
        lines.append(f"Cadangan: {view.rules.reserve} orang pertama.")
    if moved:
        gone = sum(each.after is None for each in moved.values())
        lines.append(
            f"Sejak putusan itu {gone} orang tidak menunggu lagi, {len(moved) - gone} berganti nomor."
        )
    if alone:
        lines.append(f"{alone}.")
    if view.room.free:
        lines.append(f"{view.room.free} tempat kosong belum diputuskan DKUM.")
    lines.append("Tidak seorang pun ditolak karena kuota: yang mendapat tempat kosong ditetapkan DKUM.")
    return tuple(lines)


def _held_row(at: int, view: Standings) -> WaitingRow:
    """The number of somebody whose data stand still, and nothing that says who it is."""
    return WaitingRow(
        place=at,
        nomor_pendaftaran="-",
        nama=holds.NAMELESS,
        nik="",
        jenis_kelamin="",
        kelurahan="",
        tanggal_lengkap="",
        state=_state(at, view),
        reason="Data orang ini tidak diproses atas permintaannya. Nomornya di Daftar Tunggu tetap.",
    )


def _state(at: int, view: Standings) -> str:
    return "Cadangan" if view.rules.reserve is not None and at <= view.rules.reserve else "Menunggu"


def _row(at: int, row: Standing, view: Standings, person: Any, moved: recompute.Move | None) -> WaitingRow:
    place = region.by_code(row.kelurahan_kode)
    reason = without_rank(person.alasan or "")
    if moved is not None and moved.before:
        reason += f" Semula Daftar Tunggu nomor {moved.before}: {moved.reason}"
    return WaitingRow(
        place=at,
        nomor_pendaftaran=row.nomor,
        nama=row.nama,
        nik=person.nik or "",
        jenis_kelamin=person.jenis_kelamin or "",
        kelurahan=place.display if place else "",
        tanggal_lengkap=row.tanggal_lengkap,
        state=_state(at, view),
        reason=with_alone(reason.strip(), bool(row.alone)),
    )
