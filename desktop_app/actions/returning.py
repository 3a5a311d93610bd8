"""DKUM sends an application back to its office, or rejects it: a petugas proposes with the reason, another
person approves.

Returning is the way on for somebody on the Daftar Tunggu whose data changed after the decision: no proposal
may rank them and the office cannot verify them again. Returned, they are mended, submitted and verified as
anybody else, and keep the draw they had. Rejecting is for good: somebody who turns out not to be entitled, or
is registered in two kelurahan. Either proposal is a word about one application, not a `decision` record: it
places nobody and needs no number.
"""

from __future__ import annotations

from typing import Any

from desktop_app.actions import holds
from desktop_app.actions.applications import refuse_difference
from desktop_app.domain import people, reasons, status
from desktop_app.domain.authority import PROPOSAL, Ending, EndingProposed, ending_proposed, void_sentence
from desktop_app.domain.merge import State
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.work import Changes, Work
from resources.i18n import tr


def propose_return(office: Office, record: str, reason: str) -> Changes:
    """Propose it with the reason that the office will read (petugas_dkum).

    Raises Refused: no reason, not verified or waiting, in an open proposal, proposed already, role, consent
    withdrawn. Data that are restricted may be sent back: so they are corrected.
    """
    return _propose(office, record, reason, "returned")


def propose_rejection(office: Office, record: str, reason: str) -> Changes:
    """Propose to reject for good (petugas_dkum); the reason is printed and goes to the person.

    Raises Refused as `propose_return` does, and while the person's data stand still at their own wish.
    """
    return _propose(office, record, reason, "rejected")


def approve_return(office: Office, record: str) -> Changes:
    """Another person's word that sends it back (penyetuju_dkum). Raises Refused, also where the data are no
    longer those that the proposal is about."""
    return _approve(office, record, "returned")


def approve_rejection(office: Office, record: str) -> Changes:
    """Another person's word that rejects it for good (penyetuju_dkum). Raises Refused as `approve_return`
    does."""
    return _approve(office, record, "rejected")


def discard_return(office: Office, record: str) -> Changes:
    """Give up a proposal to return that nobody has approved (petugas_dkum). Raises Refused."""
    return _discard(office, record, "returned")


def discard_rejection(office: Office, record: str) -> Changes:
    """Give up a proposal to reject that nobody has approved (petugas_dkum). Raises Refused."""
    return _discard(office, record, "rejected")


# ---- within ------------------------------------------------------------------------------------------


def _propose(office: Office, record: str, reason: str, outcome: Ending) -> Changes:
    reason = reasons.given(reason)
    with office.work() as work:
        state = work.state(record)
        number = _require(office, state, people.PETUGAS_DKUM)
        found = ending_proposed(state)
        if found is not None:
            raise Refused(
                tr("Penolakan pendaftar ini sudah diusulkan.")
                if found.outcome == "rejected"
                else tr("Pengembalian pendaftar ini sudah diusulkan."),
                next_step=tr("Minta penyetuju DKUM memeriksanya."),
                record=number,
                code="proposed",
            )
        if status.transition(state.status, "propose", outcome) is None:
            raise Refused(
                tr("Hanya yang terverifikasi atau di Daftar Tunggu yang dapat ditolak DKUM.")
                if outcome == "rejected"
                else tr("Hanya yang terverifikasi atau di Daftar Tunggu yang dapat dikembalikan DKUM."),
                next_step=tr("Segarkan daftar untuk melihat keadaan terakhir."),
                record=number,
                code="transition",
            )
        refuse_difference(state)
        holds.refuse_ending_held(work.connection, record, number, mended=outcome == "returned")
        _require_in_no_proposal(work, state, number)
        wish = {
            "hasil": outcome, "peringkat": 0, "undian": "", "alasan": reason, "putusan_rec": record,
        }  # fmt: skip
        work.put(record, "application", "propose", {PROPOSAL: wish}, rev=state.rev)
    return work.changes


def _approve(office: Office, record: str, outcome: Ending) -> Changes:
    with office.work() as work:
        state = work.state(record)
        number = _require(office, state, people.PENYETUJU_DKUM)
        found = _open(state, number, outcome)
        if state.by_id[found.op].op.user == office.session.user:
            raise Refused(
                void_sentence("same_person"), next_step=tr("Minta penyetuju lain masuk."), record=number,
                code="same_person",
            )  # fmt: skip
        refuse_difference(state)
        if state.by_id[found.op].op.rev != state.rev:  # what was found wrong may have been mended since
            raise Refused(
                tr("Data pendaftar {nomor} berubah setelah diusulkan.", nomor=number),
                next_step=tr("Batalkan usulan ini, lalu buat yang baru."),
                record=number,
                code="changed",
            )
        holds.refuse_ending_held(work.connection, record, number, mended=outcome == "returned")
        step = {"status": outcome, "usulan": found.op, "alasan": found.reason}
        work.put(record, "application", "decide", step, rev=state.rev)
    return work.changes


def _discard(office: Office, record: str, outcome: Ending) -> Changes:
    with office.work() as work:
        state = work.state(record)
        number = _require(office, state, people.PETUGAS_DKUM)
        _open(state, number, outcome)
        work.put(record, "application", "propose", {PROPOSAL: None}, rev=state.rev)
    return work.changes


def _require(office: Office, state: State, role: people.Role) -> str:
    """The registration number, where this person may take such a step here."""
    number = str(state.values.get("nomor_pendaftaran", ""))
    if office.info.kind != "dkum" or role not in office.person.roles:
        raise Refused(
            void_sentence("role"),
            next_step=tr("Minta petugas dengan peran {role}.", role=tr(people.ROLE_LABELS[role])),
            record=number,
            code="role",
        )
    return number


def _open(state: State, number: str, outcome: Ending) -> EndingProposed:
    found = ending_proposed(state)
    if found is None or found.outcome != outcome:
        raise Refused(
            tr("Tidak ada usul penolakan yang menunggu untuk pendaftar ini.")
            if outcome == "rejected"
            else tr("Tidak ada usul pengembalian yang menunggu untuk pendaftar ini."),
            next_step=tr("Segarkan daftar untuk melihat keadaan terakhir."),
            record=number,
            code="not_proposed",
        )
    return found


def _require_in_no_proposal(work: Work, state: State, number: str) -> None:
    """A proposal that waits would silently lose one of its people."""
    usul: dict[str, Any] = state.values.get(PROPOSAL) or {}
    waiting = str(usul.get("putusan_rec") or "")
    if waiting and work.state(waiting).values.get("state") == "proposed":
        raise Refused(
            tr("Pendaftar ini ada di usulan yang menunggu persetujuan."),
            next_step=tr("Setujui atau batalkan usulan itu dahulu."),
            record=number,
            code="open_proposal",
        )
