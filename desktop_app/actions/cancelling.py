"""When somebody accepted does not go on: the office asks, DKUM cancels or answers.

An acceptance is DKUM's word, so the office can only ask. A cancellation frees the place; the next
proposal gives it to whoever waits.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.domain import people, reasons, status
from desktop_app.domain.authority import REQUEST, asked_reason, void_sentence
from desktop_app.domain.merge import State
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.work import Changes
from resources.i18n import tr


def request_withdrawal(office: Office, record: str, reason: str) -> Changes:
    """Ask DKUM to cancel an acceptance (operator, verifikator).

    Raises Refused: no reason, not accepted, role, asked already.
    """
    reason = reasons.given(reason)
    with office.work() as work:
        state = work.state(record)
        number = _require(office, state, "request_withdrawal")
        if asked_reason(state) is not None:
            raise Refused(
                tr("Pembatalan pendaftar ini sudah diminta ke DKUM."),
                next_step=tr("Tunggu berkas jawaban DKUM."),
                record=number,
                code="asked",
            )
        work.put(record, "application", "request", {REQUEST: {"alasan": reason}})
    return work.changes


def answer_request(office: Office, record: str, answer: str) -> Changes:
    """DKUM keeps the acceptance and says why (petugas_dkum). Raises Refused where nothing was asked."""
    answer = reasons.given(answer)
    with office.work() as work:
        state = work.state(record)
        number = str(state.values.get("nomor_pendaftaran", ""))
        reason = asked_reason(state)
        if reason is None:
            raise Refused(
                tr("Tidak ada permintaan pembatalan yang menunggu untuk pendaftar ini."),
                next_step=tr("Segarkan daftar untuk melihat keadaan terakhir."),
                record=number,
                code="not_asked",
            )
        if office.info.kind != "dkum" or people.PETUGAS_DKUM not in office.person.roles:
            raise _wrong_role(number, {people.PETUGAS_DKUM})
        work.put(record, "application", "request", {REQUEST: {"alasan": reason, "jawaban": answer}})
    return work.changes


def cancel(office: Office, record: str, reason: str) -> Changes:
    """End an acceptance and free its place (penyetuju_dkum). Raises Refused."""
    reason = reasons.given(reason)
    with office.work() as work:
        state = work.state(record)
        _require(office, state, "cancel")
        step = {"status": "cancelled", "alasan": reason}
        work.put(record, "application", "decide", step, rev=state.rev or None)
    return work.changes


def _require(office: Office, state: State, action: str) -> str:
    """The registration number, where this person may take this step now."""
    number = str(state.values.get("nomor_pendaftaran", ""))
    step = status.transition(state.status, action)
    if step is None:
        raise Refused(
            tr("Hanya pendaftar yang sudah ditetapkan yang dapat dibatalkan."),
            next_step=tr("Segarkan daftar untuk melihat keadaan terakhir."),
            record=number,
            code="transition",
        )
    at_dkum = office.info.kind == "dkum"
    if (action in status.DKUM_ACTIONS) != at_dkum or not office.person.roles & step.roles:
        raise _wrong_role(number, step.roles)
    return number


def _wrong_role(number: str, roles: Iterable[str]) -> Refused:
    return Refused(void_sentence("role"), next_step=people.ask_for(roles), record=number, code="role")
