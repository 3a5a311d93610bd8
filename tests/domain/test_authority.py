"""What an altered program may try: every step of the status table by everybody, judged by the fold itself."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from desktop_app.domain import people, status
from desktop_app.domain.merge import Entry
from desktop_app.domain.op import KINDS, Op
from desktop_app.domain.shape import ATTACHMENT
from tests.domain.test_merge import PEOPLE, PROPOSED, VERIFIED, folded, submitted, written

OPERATOR, VERIFIER, LAPTOP, PETUGAS, PENYETUJU = sorted(PEOPLE)
SOMEBODY = "9" * 32
"""Has the role in question and wrote nothing about this application before."""
REASON = "Atas permintaan pendaftar"


def usul(outcome: str) -> dict[str, Any]:
    return {"usul": {**PROPOSED, "hasil": outcome}}


def add(history: list[Entry], user: str, kind: str, values: dict[str, Any]) -> None:
    state = folded(history)
    history.append(written(state, user, kind, values, state.rev))
    assert history[-1].id not in folded(history).void


def decided(outcome: str) -> list[Entry]:
    history = submitted()
    add(history, VERIFIER, "status", VERIFIED)
    add(history, PETUGAS, "propose", usul(outcome))
    step = {"status": outcome, "usulan": history[-1].id, "alasan": REASON}
    add(history, PENYETUJU, "decide", step)
    return history


def reached(wanted: str) -> list[Entry]:
    """The history of an application that has come to the status `wanted`."""
    if wanted == "draft":
        return submitted()[:1]
    history = submitted()
    if wanted in ("accepted", "waitlisted"):
        return decided(wanted)
    if wanted == "cancelled":
        history = decided("accepted")
        add(history, PENYETUJU, "decide", {"status": "cancelled", "alasan": REASON})
    elif wanted == "withdrawn":
        add(history, OPERATOR, "status", {"status": wanted, "alasan": REASON})
    elif wanted in ("returned", "rejected"):
        add(history, VERIFIER, "status", {"status": wanted, "alasan": REASON})
    elif wanted == "verified":
        add(history, VERIFIER, "status", VERIFIED)
    assert folded(history).status == wanted
    return history


TARGETS = {
    "submit": "submitted", "verify": "verified", "return": "returned", "reject": "rejected",
    "withdraw": "withdrawn", "cancel": "cancelled",
}  # fmt: skip


def attempt(history: list[Entry], action: str, outcome: str | None) -> tuple[str, dict[str, Any]]:
    """Kind and values of the op that takes this step."""
    if action == "propose":
        return "propose", usul(outcome or "")
    if action == "decide":
        return "decide", {"status": outcome, "usulan": history[-1].id, "alasan": REASON}
    if action == "request_withdrawal":
        return "request", {"permintaan": {"alasan": REASON}}
    if action == "cancel":
        return "decide", {"status": TARGETS[action], "alasan": REASON}
    return "status", {"status": TARGETS[action], "alasan": REASON, "tanggal_lengkap": "2026-11-20"}


def cases() -> list[tuple[str, str, str | None]]:
    return [
        (source, action, outcome)
        for source in status.STATUSES
        for action in status.ACTIONS
        for outcome in (status.OUTCOMES if action in ("propose", "decide") else (None,))
    ]


@pytest.mark.parametrize(("source", "action", "outcome"), cases())
def test_every_step_by_everybody(source: str, action: str, outcome: str | None) -> None:
    history = reached(source)
    if action == "decide":
        add(history, PETUGAS, "propose", usul(outcome or ""))
    state = folded(history)
    kind, values = attempt(history, action, outcome)
    step = status.transition(source, action, outcome)
    for role in people.ROLES:
        place = "dkum" if role in people.OFFICE_ROLES["dkum"] - {people.ADMIN_KANTOR} else "kelurahan"
        op = written(state, OPERATOR, kind, values, state.rev).op
        entry = Entry("f" * 64, _by(op, SOMEBODY), place, frozenset({role}))
        after = folded([*history, entry])
        if action == "propose":  # whom it is about is looked at when the proposal becomes a decision
            allowed = role == people.PETUGAS_DKUM
        else:
            allowed = step is not None and role in step.roles
        assert (entry.id not in after.void) == allowed, (role, after.void.get(entry.id))
        expected = step.target if allowed and step is not None else source
        assert after.status == expected


FIELDS_SAID: dict[str, Any] = {
    "nama": "Orang Lain", "nik": "3276010101900001", "pekka": "ya", "peringkat": 1, "putusan": "0001",
    "usulan": "f" * 64, "undian": "ab", "undian_benih": "ab", "aturan_versi": 2, "alasan": "begitu",
    "usul": PROPOSED, "rekomendasi": {"state": "padan"}, "permintaan": {"alasan": REASON},
    f"{ATTACHMENT}{'1' * 32}": None,
}  # fmt: skip
WRITERS = {people.OPERATOR, people.VERIFIKATOR, people.PETUGAS_DKUM}


@pytest.mark.parametrize("source", ["submitted", "accepted"])
@pytest.mark.parametrize("kind", [*sorted(KINDS), "kelak"])
def test_every_field_by_every_kind_of_op(source: str, kind: str) -> None:
    """Below the window: each field is said by its own kinds and roles, whatever an altered program writes."""
    history = reached(source)
    state = folded(history)
    for role in people.ROLES:
        place = "dkum" if role in people.OFFICE_ROLES["dkum"] - {people.ADMIN_KANTOR} else "kelurahan"
        for name, value in FIELDS_SAID.items():
            op = written(state, OPERATOR, kind, {name: value}, state.rev).op
            entry = Entry("f" * 64, _by(op, SOMEBODY), place, frozenset({role}))
            after = folded([*history, entry])
            if kind in ("set", "attach", "note", "resolve"):
                allowed = role in WRITERS and name not in DKUM_SAYS
            else:  # a status or a decision needs its status besides
                own = {("propose", "usul"), ("link", "rekomendasi")}
                allowed = (kind, name) in own and role == people.PETUGAS_DKUM
                asks = kind == "request" and name == "permintaan" and source == "accepted"
                allowed = allowed or (asks and role in WRITERS - {people.PETUGAS_DKUM})
            assert (entry.id not in after.void) == allowed, (role, name, after.void.get(entry.id))
            if not allowed:
                assert after.values == state.values


DKUM_SAYS = {
    "usul", "usulan", "peringkat", "putusan", "undian", "undian_benih", "rekomendasi", "permintaan",
}  # fmt: skip


@pytest.mark.parametrize("kind", ["link", "transfer", "kelak"])
def test_what_a_later_version_says_is_kept(kind: str) -> None:
    """Kinds and fields that nobody here knows hurt nothing; with a known field beside them they are void."""
    history = reached("accepted")
    assert judged(history, PETUGAS, kind, {"kelak": 1}, None) == ""
    assert judged(history, PETUGAS, kind, {"kelak": 1, "nama": "Orang Lain"}, None) == "role"


@pytest.mark.parametrize("role", sorted(people.OFFICE_ROLES["dkum"]))
def test_a_step_brings_no_other_field_along_and_dkum_cancels_by_its_signature(role: str) -> None:
    history = reached("accepted")
    state = folded(history)
    for kind, more in (("decide", {"nama": "Orang Lain"}), ("status", {})):
        op = written(state, OPERATOR, kind, {"status": "cancelled", "alasan": REASON, **more}, state.rev).op
        entry = Entry("f" * 64, _by(op, SOMEBODY), "dkum", frozenset({role}))
        assert entry.id in folded([*history, entry]).void


def _by(op: Op, user: str) -> Op:
    return msgspec.structs.replace(op, user=user, dev=user)


def judged(history: list[Entry], user: str, kind: str, values: dict[str, Any], rev: str | None) -> str:
    entry = written(folded(history), user, kind, values, rev)
    return folded([*history, entry]).void.get(entry.id, "")


def test_a_verification_names_what_was_looked_at_and_the_day_that_ranks() -> None:
    history = submitted()
    rev = folded(history).rev
    assert judged(history, VERIFIER, "status", VERIFIED, None) == "incomplete"
    assert judged(history, VERIFIER, "status", {"status": "verified"}, rev) == "incomplete"
    no_day = {**VERIFIED, "tanggal_lengkap": "kemarin"}
    assert judged(history, VERIFIER, "status", no_day, rev) == "incomplete"
    assert judged(history, VERIFIER, "status", VERIFIED, rev) == ""


def test_nobody_verifies_or_decides_over_an_open_difference() -> None:
    history = submitted()
    seen = folded(history)
    history += [
        written(seen, OPERATOR, "set", {"nama": "Siti Marlina"}),
        written(seen, LAPTOP, "set", {"nama": "Siti Merlina"}),
    ]
    state = folded(history)
    assert "nama" in state.conflicts
    assert judged(history, VERIFIER, "status", VERIFIED, state.rev) == "conflict"
    unaware = written(seen, VERIFIER, "status", VERIFIED, seen.rev)
    after = folded([*history, unaware])  # looked at before the difference arrived: no fault, but it falls
    assert unaware.id not in after.void
    assert (after.status, after.stale) == ("submitted", True)


def test_the_approver_says_what_was_proposed_and_why() -> None:
    history = reached("verified")
    add(history, PETUGAS, "propose", usul("accepted"))
    rev = folded(history).rev
    named = {"usulan": history[-1].id}
    other = {"status": "rejected", "alasan": REASON, **named}
    assert judged(history, PENYETUJU, "decide", other, rev) == "outcome"
    assert judged(history, PENYETUJU, "decide", {"status": "accepted", **named}, None) == "incomplete"
    assert judged(history, PENYETUJU, "decide", {"status": "accepted", **named}, rev) == ""
    add(history, PETUGAS, "propose", usul("rejected"))
    bare = {"status": "rejected", "usulan": history[-1].id}
    assert judged(history, PENYETUJU, "decide", bare, rev) == "reason"


@pytest.mark.parametrize("reason", [None, ""])
def test_cancelling_and_asking_for_it_need_a_reason(reason: str | None) -> None:
    history = reached("accepted")
    rev = folded(history).rev
    assert judged(history, PENYETUJU, "decide", {"status": "cancelled", "alasan": reason}, rev) == "reason"
    wanted = {"permintaan": {"alasan": reason} if reason is not None else None}
    assert judged(history, OPERATOR, "request", wanted, rev) == "reason"


def test_an_office_cannot_answer_its_own_request() -> None:
    history = reached("accepted")
    forged = {"permintaan": {"alasan": REASON, "jawaban": "disetujui"}}
    assert judged(history, OPERATOR, "request", forged, None) == "reason"
    assert judged(history, OPERATOR, "set", {"permintaan": {"jawaban": "disetujui"}}, None) == "role"
    add(history, OPERATOR, "request", {"permintaan": {"alasan": REASON}})
    answer = {"permintaan": {"alasan": REASON, "jawaban": "Berkasnya belum lengkap"}}
    assert judged(history, PETUGAS, "request", answer, None) == ""


@pytest.mark.parametrize("outcome", ["accepted", "waitlisted"])
@pytest.mark.parametrize("values", [{"alamat": "Gg. Mawar 7"}, {"tanggal_lengkap": "2026-11-01"}])
def test_a_change_that_dkum_had_not_seen_undoes_no_decision(outcome: str, values: dict[str, Any]) -> None:
    """The office goes on writing while DKUM's answer is on its way; the two meet in any order."""
    history = reached("verified")
    seen_by_office = folded(history)
    add(history, PETUGAS, "propose", usul(outcome))
    step = {"status": outcome, "usulan": history[-1].id, "alasan": REASON}
    add(history, PENYETUJU, "decide", step)
    edit = written(seen_by_office, OPERATOR, "set", values)
    assert edit.op.n < history[-1].op.n, "it is read before the decision"
    after = folded([edit, *history])
    assert after.void == {}
    assert after.status == outcome
    assert after.stale == ("alamat" in values)


def test_a_decision_about_other_data_than_were_verified_has_no_effect() -> None:
    history = reached("verified")
    add(history, PETUGAS, "propose", usul("accepted"))
    proposal = history[-1].id
    add(history, OPERATOR, "set", {"alamat": "Gg. Mawar 7"})
    step = {"status": "accepted", "usulan": proposal, "alasan": REASON}
    assert judged(history, PENYETUJU, "decide", step, folded(history).rev) == "transition"


BOTH = frozenset({people.PETUGAS_DKUM, people.PENYETUJU_DKUM})
"""Who may propose and approve, each for another person."""


@pytest.mark.parametrize("outcome", ["accepted", "waitlisted", "returned", "rejected"])
def test_nobody_decides_what_they_proposed_themselves_whatever_their_roles(outcome: str) -> None:
    """Four eyes below the window: an altered program writes the decision with the proposer's own key."""
    history = reached("verified")
    add(history, PETUGAS, "propose", usul(outcome))
    state = folded(history)
    step = {"status": outcome, "usulan": history[-1].id, "alasan": REASON}
    op = written(state, PENYETUJU, "decide", step, state.rev).op
    own = Entry("f" * 64, _by(op, PETUGAS), "dkum", BOTH)
    after = folded([*history, own])
    assert after.void == {own.id: "same_person"} and after.status == "verified"
    other = folded([*history, Entry("f" * 64, _by(op, SOMEBODY), "dkum", BOTH)])
    assert other.void == {} and other.status == outcome, "the same word of anybody else holds"


def test_nobody_approves_a_whole_decision_that_they_proposed() -> None:
    values = {
        "program": "WUB", "tahun": 2026, "seed": "x", "kuota": 27, "terpakai": 0, "jumlah": 1, "scope": "",
        "nomor": "0001", "state": "proposed",
    }  # fmt: skip

    def said(before: list[Entry], user: str, kind: str, more: dict[str, Any]) -> Entry:
        op = written(folded(before), PENYETUJU, kind, more).op
        return Entry(
            f"{len(before)}" * 64, msgspec.structs.replace(_by(op, user), ent="decision"), "dkum", BOTH
        )

    history = [said([], PETUGAS, "propose", values)]
    assert folded(history).void == {}
    approved = {"state": "approved", "decided": 5}
    own = said(history, PETUGAS, "decide", approved)
    after = folded([*history, own])
    assert after.void == {own.id: "same_person"} and after.values["state"] == "proposed"
    other = said(history, SOMEBODY, "decide", approved)
    after = folded([*history, other])
    assert after.void == {} and after.values["state"] == "approved"
