"""The table of duties says exactly what the fold allows: each role, each thing to do, each status, each kind
of office, by ops made by hand as a changed program would make them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from desktop_app.domain import entities, people, shape, status
from desktop_app.domain import op as op_kinds
from desktop_app.domain.authority import judge
from desktop_app.domain.duties import DUTIES, Duty
from desktop_app.domain.fields import DECISIVE
from desktop_app.domain.merge import About, Entry, State, base_for, fold
from desktop_app.domain.op import Op, encode, op_id
from desktop_app.domain.people import OFFICE_ROLES, ROLES, OfficeKind, Role

KUKUSAN = "3276061002"
MENTOR, OTHER = "ab" * 16, "cd" * 16
ME, COLLEAGUE, PROPOSER = "a" * 32, "b" * 32, "c" * 32
KINDS: tuple[OfficeKind, ...] = ("kelurahan", "lapangan", "dkum")
VALUES = {
    "text": "x", "date": "2026-01-05", "int": 1, "json": {}, "id": OTHER, "days": ["2026-01-05"],
    "names": [], "mark": "hadir", "flag": False, "moment": 0,
}  # fmt: skip
OWN = ("issue", "decree", "office", "person")
"""What an office says of itself and issues."""
STEPS: dict[str, tuple[str, dict[str, Any]]] = {
    "submit": ("status", {"status": "submitted"}),
    "verify": ("status", {"status": "verified", "tanggal_lengkap": "2026-11-20"}),
    "return": ("status", {"status": "returned", "alasan": "foto kabur"}),
    "reject": ("status", {"status": "rejected", "alasan": "bukan warga"}),
    "withdraw": ("status", {"status": "withdrawn", "alasan": "pindah"}),
    "request_withdrawal": ("request", {"permintaan": {"alasan": "pindah"}}),
    "cancel": ("decide", {"status": "cancelled", "alasan": "pindah"}),
}


def op(state: State, user: str, ent: str, kind: str, values: dict[str, Any], rec: str = OTHER) -> Op:
    base, n = base_for(state, values)
    return Op(
        v=1, crit=False, dev=user, ep=1, seq=1, prev="0" * 64, salt="0" * 32, chg="0" * 32, user=user,
        wall=0, rec=rec, ent=ent, kind=kind, set=values, base=base, n=n, rev=state.rev or None,
    )  # fmt: skip


def entry(made: Op, kind: OfficeKind, role: str, about: About | None = None) -> Entry:
    rights = frozenset({role, people.MENTOR_RIGHT + MENTOR} if role == people.PENDAMPING else {role})
    areas = None if kind == "dkum" else frozenset({KUKUSAN})
    return Entry(op_id(encode(made)).hex(), made, kind, rights, True, areas, "", about)


def standing(code: str) -> State:
    """An application in the status `code`, typed by a colleague, with a proposal to accept where one fits."""
    begun = {"nomor_pendaftaran": "26-061002-7QK-0042", "kelurahan_kode": KUKUSAN, "nama": "Siti"}
    written: list[Entry] = []

    def say(user: str, kind: str, values: dict[str, Any]) -> State:
        made = op(fold(written, decisive=DECISIVE, judge=unjudged), user, "application", kind, values)
        written.append(entry(made, "kelurahan", "operator"))
        return fold(written, decisive=DECISIVE, judge=unjudged)

    state = say(COLLEAGUE, "set", begun)
    if code != "draft":
        state = say(COLLEAGUE, "status", {"status": code, "tanggal_lengkap": "2026-11-20"})
    if code in ("verified", "waitlisted"):
        state = say(PROPOSER, "propose", {"usul": {"hasil": "accepted", "peringkat": 1, "undian": "ab",
                                                   "alasan": "", "putusan_rec": OTHER}})  # fmt: skip
    assert state.status == code
    return state


def unjudged(_entry: Entry, _state: State) -> str:
    return ""


STANDING = {code: standing(code) for code in status.STATUSES}


def asked(duty: Duty, kind: OfficeKind, role: str) -> Iterator[tuple[str, bool, str]]:
    """Each status (or the one case of other records): whether there is such a step, and the fold's word."""
    if duty.code in entities.ENTITIES:
        yield "", True, _plain(duty.code, kind, role)
        return
    if duty.code in OWN:
        yield "", True, _own(duty.code, kind, role)
        return
    for code, state in STANDING.items():
        if duty.code == "fill":
            values, name, exists = {"nama": "Sari"}, "set", True
        elif duty.code == "resolve":
            values, name, exists = {"nama": "Sari"}, "resolve", True
        elif duty.code == "answer":
            values, name, exists = {"permintaan": {"alasan": "x", "jawaban": "tidak"}}, "request", True
        elif duty.code == "propose":
            values = {"usul": {"hasil": "accepted", "peringkat": 1, "undian": "ab", "alasan": "",
                               "putusan_rec": OTHER}}  # fmt: skip
            name, exists = "propose", True  # the fold flags one that does not fit, and lets nobody decide it
        elif duty.code == "decide":
            values = {"status": "accepted", "usulan": (state.heads.get("usul") or ["0" * 64])[-1]}
            name, exists = "decide", status.transition(code, "decide", "accepted") is not None
        else:
            name, values = STEPS[duty.code]
            exists = status.transition(code, duty.code) is not None
        yield code, exists, judge(entry(op(state, ME, "application", name, values), kind, role), state)


def plain_values(name: str, kind: OfficeKind) -> tuple[str, dict[str, Any]]:
    """A record of a plain entity with all it needs: its id and its first op's values."""
    found = entities.ENTITIES[name]
    city = found.place == "city" or (found.place == "either" and kind == "dkum")
    values: dict[str, Any] = {"scope": "" if city else KUKUSAN}
    for each in found.fields:
        if each.required or each.fixed:
            codes = sorted(each.codes)
            values[each.name] = codes[0] if codes else VALUES[each.kind]
            if each.span:
                values[each.name] = each.span[0]
    if "mentor" in values:
        values["mentor"] = MENTOR
    return (found.record_of(values) if found.record_of is not None else OTHER), values


def own_values(name: str, kind: OfficeKind) -> tuple[str, str, dict[str, Any]]:
    """Entity, kind of op and values of what an office says of itself."""
    scope = "" if kind == "dkum" else KUKUSAN
    if name == "office":
        return "office", "set", {"scope": scope, "kop": {}}
    if name == "person":
        person = {"nama": "Budi", "office": scope, "roles": ["operator"], "key": "ab" * 32}
        return "person", "user", {"scope": scope, **person}
    kind_of_paper = "lampiran_penetapan" if name == "decree" else "daftar_nominatif"
    return "document", "issue", {
        "scope": scope, "jenis": kind_of_paper, "edisi": "arsip", "nomor": "1", "rows": [],
        "tanggal": "2026-01-05", "state": "ab", "digest": "ab", "pdf": "ab" * 32,
    }  # fmt: skip


def _plain(name: str, kind: OfficeKind, role: str) -> str:
    record, values = plain_values(name, kind)
    about = About(KUKUSAN, frozenset({MENTOR})) if entities.ENTITIES[name].about_application else None
    first = min(entities.ENTITIES[name].kinds)
    return judge(entry(op(State(), ME, name, first, values, record), kind, role, about), State())


def _own(name: str, kind: OfficeKind, role: str) -> str:
    ent, first, values = own_values(name, kind)
    return judge(entry(op(State(), ME, ent, first, values), kind, role), State())


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.code)
def test_every_role_may_do_what_the_table_says_and_nothing_else(duty: Duty) -> None:
    for kind in KINDS:
        assert duty.roles[kind] <= OFFICE_ROLES[kind], "a role that such an office cannot give"
        for role in sorted(OFFICE_ROLES[kind]):
            for code, exists, reason in asked(duty, kind, role):
                wanted = exists and duty.may(kind, [role])
                assert (not reason) == wanted, (duty.code, kind, role, code, reason)


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.code)
def test_a_role_of_another_kind_of_office_gives_nothing_more(duty: Duty) -> None:
    """An office's admin may write any word among somebody's roles; the place decides all the same."""
    for kind in KINDS:
        for role in sorted(set(ROLES) - OFFICE_ROLES[kind]):
            for code, _exists, reason in asked(duty, kind, role):
                own = duty.roles[kind]
                assert reason or own or _held_elsewhere(kind, role, duty), (kind, role, code)


def _held_elsewhere(kind: OfficeKind, role: Role, duty: Duty) -> bool:
    """The laptop of an office: its people are the office's, with all their roles."""
    return kind == "lapangan" and duty.may("kelurahan", [role])


def test_nobody_known_and_nobody_with_a_role_may_do_anything() -> None:
    for duty, kind in product(DUTIES, KINDS):
        for _code, _exists, reason in asked(duty, kind, "peran_baru"):
            assert reason, duty.code


def test_the_table_holds_every_step_and_every_plain_entity() -> None:
    codes = [duty.code for duty in DUTIES]
    assert len(codes) == len(set(codes))
    assert set(status.ACTIONS) | set(entities.ENTITIES) <= set(codes)
    for duty in DUTIES:
        for row in status.TRANSITIONS:
            if row.action == duty.code:
                assert frozenset().union(*duty.roles.values()) == row.roles


# ---- every kind of op about every kind of record ---------------------------------------------------------

SAID_BY = {ent: found.kinds | {"resolve"} for ent, found in entities.ENTITIES.items()} | {
    "person": frozenset({"user", "resolve"}),
    "document": frozenset({"issue", "sign", "annul"}),
    "decision": frozenset({"propose", "decide", "resolve"}),
}
"""What these records are told by; of an office every kind tells, for a later version may have more."""
DECISION = {
    "scope": "", "program": "WUB", "tahun": 2026, "kelurahan_kode": KUKUSAN, "seed": "ab", "kuota": 1,
    "terpakai": 0, "jumlah": 1, "state": "proposed",
}  # fmt: skip


def first_op(ent: str, kind: OfficeKind) -> tuple[str, str, dict[str, Any]]:
    """The id of a record of this kind, and the op that begins it."""
    if ent == "decision":
        return OTHER, "propose", DECISION
    if ent in entities.ENTITIES:
        record, values = plain_values(ent, kind)
        return record, min(entities.ENTITIES[ent].kinds), values
    name, first, values = own_values("issue" if ent == "document" else ent, kind)
    assert name == ent
    return OTHER, first, values


def lines_for(ent: str, op_kind: str) -> tuple[str, ...]:
    """The lines of the table that such an op belongs to."""
    if ent == "document":
        return ("issue",)
    if ent == "decision":
        return (
            ("propose",)
            if op_kind == "propose"
            else ("propose", "decide")
            if op_kind == "note"
            else ("decide",)
        )
    return (ent,)


def tried(ent: str, op_kind: str, kind: OfficeKind, role: str, *, begun: bool) -> str:
    """What the fold says of an op of `op_kind` that sets all of a new record, or says it again of one that a
    colleague began."""
    record, first, values = first_op(ent, kind)
    about = About(KUKUSAN, frozenset({MENTOR}))
    state = State()
    if begun:
        writer = "admin_kantor"
        entries = [entry(op(State(), COLLEAGUE, ent, first, values, record), kind, writer, about)]
        state = fold(entries, decisive=frozenset(), judge=unjudged)
    return judge(entry(op(state, ME, ent, op_kind, values, record), kind, role, about), state)


@pytest.mark.parametrize("ent", ["office", *sorted(SAID_BY)])
def test_every_kind_of_op_about_every_kind_of_record(ent: str) -> None:
    """Whoever may write it by the table, and by no other kind of op than its own."""
    asked_for = 0
    for op_kind, kind, begun in product([*sorted(op_kinds.KINDS), "kelak"], KINDS, (False, True)):
        for role in sorted(OFFICE_ROLES[kind]):
            reason = tried(ent, op_kind, kind, role, begun=begun)
            asked_for += 1
            of_table = any(line(code).may(kind, [role]) for code in lines_for(ent, op_kind))
            tells = ent == "office" or op_kind in SAID_BY[ent]
            if op_kind == "erase":
                assert reason, "only on somebody's signed word: the tests of erasing ask the rest"
            elif not (of_table and tells):
                assert reason, (ent, op_kind, kind, role, begun)
            elif ent not in ("document", "decision") and not (begun and op_kind == "issue"):
                assert not reason, (ent, op_kind, kind, role, begun, reason)
    assert asked_for == (len(op_kinds.KINDS) + 1) * 2 * sum(len(OFFICE_ROLES[kind]) for kind in KINDS)


def test_no_kind_of_record_is_left_out() -> None:
    """Applications have their own walks: steps here, fields by kind of op in `test_authority`."""
    assert {"application", "office", *SAID_BY} == {*shape._SHAPES, *entities.ENTITIES}


def line(code: str) -> Duty:
    return next(duty for duty in DUTIES if duty.code == code)
