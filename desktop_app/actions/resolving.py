"""A person decides a difference: one of the values or another one, now or later, and once more if need be.

Deciding is an ordinary command that writes one `resolve` op with the person's signature, naming every head
it saw (exchange design, section 4). That it waits is a note on the log, so that the other computers of the
office and DKUM see it too; opening again says the lost values once more beside the one that was decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop_app.actions.applications import examine, refuse_foreign, refuse_moved
from desktop_app.domain import differing, reasons, status
from desktop_app.domain.differing import LATER, OPENED, Note, Version
from desktop_app.domain.finding import Finding
from desktop_app.domain.findings import Stage, blocking
from desktop_app.domain.merge import DECIDED_WITH, DIFFERENCE, STATUS, Entry, State
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes, Work
from resources.i18n import tr

LONGEST: Final = 300
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The wish about one field. `seen` are the heads (op ids) that were shown.

    `head` says which value: one of `seen`. Without it `typed` is a value of one's own, as it was typed, or
    with `unite` all entries of all values together.
    """

    field: str
    seen: tuple[str, ...]
    head: str = ""
    typed: str | None = None
    unite: bool = False


@dataclass(frozen=True, slots=True)
class ResolveDifferences:
    """The wish to decide these fields of one record (hex) in one Save."""

    record: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was decided. `findings` are what the rules say of the application now, `fallen`: a verification
    fell because of it."""

    fields: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    fallen: bool = False
    changes: Changes = field(default_factory=Changes)


def resolve(office: Office, wish: ResolveDifferences) -> Resolved:
    """Decide. Raises Refused: nothing chosen, another value has come meanwhile, a typed value that cannot
    stand, a person without the right; then nothing has changed."""
    if not wish.choices:
        raise _nothing()
    _require_in_sight(office, wish.record)
    with office.work() as work:
        state, ent = work.state(wish.record), work.state(wish.record).ent
        before = state.status
        values: dict[str, Any] = {}
        for choice in wish.choices:
            _require_open(state, ent, choice)
            if choice.field == STATUS:
                _choose_decision(work, wish.record, state, choice)
            else:
                values[choice.field] = _value(state, ent, choice)
        typed = {each.field for each in wish.choices if not each.head and each.field != STATUS}
        findings = _judge(work, office, wish.record, values, typed) if ent == "application" else ()
        if values:
            work.put(wish.record, ent, "resolve", values)
        fallen = before == "verified" and work.state(wish.record).status == "submitted"
    return Resolved(tuple(each.field for each in wish.choices), tuple(findings), fallen, work.changes)


def postpone(office: Office, record: str, fields: Sequence[str], reason: str) -> Changes:
    """Say that these differences wait, and what for. Raises Refused without a reason."""
    why = reasons.given(reason)[:LONGEST]
    _require_in_sight(office, record)
    with office.work() as work:
        state = work.state(record)
        for name in fields:
            _require_difference(state, name)
        notes = {DIFFERENCE + name: _note(LATER, why, state.heads[name]) for name in fields}
        work.put(record, state.ent, "note", notes)
    return work.changes


def take_up(office: Office, record: str, fields: Sequence[str]) -> Changes:
    """They wait no more. Raises Refused for a record nobody knows."""
    _require_in_sight(office, record)
    with office.work() as work:
        state = work.state(record)
        work.put(record, state.ent, "note", {DIFFERENCE + name: None for name in fields})
    return work.changes


def reopen(office: Office, record: str, name: str, reason: str) -> Changes:
    """Open a decided difference again: the values that were not chosen stand once more beside the decided
    one, which is still shown. Raises Refused without a reason, where it is open already, where somebody wrote
    another value since, or for a decision of DKUM."""
    why = reasons.given(reason)[:LONGEST]
    _require_in_sight(office, record, open_only=False)
    with office.work() as work:
        state = work.state(record)
        decision, others = _decided(state, name)
        ent = state.ent
        for version in reversed(others):
            work.put(record, ent, _kind(ent), {name: version.value}, base={})
        said = {name: decision.op.set[name], DIFFERENCE + name: _note(OPENED, why, [decision.id])}
        base = {name: [decision.id], DIFFERENCE + name: state.heads.get(DIFFERENCE + name, [])}
        work.put(record, ent, _kind(ent), said, base={key: heads for key, heads in base.items() if heads})
    return work.changes


def last_decision(state: State, name: str) -> Entry | None:
    """The `resolve` op whose value stands alone now; None where there is none, or somebody wrote since."""
    heads = state.heads.get(name, ())
    head = state.by_id[heads[0]] if len(heads) == 1 else None
    return head if head is not None and head.op.kind == "resolve" else None


# ---- within ------------------------------------------------------------------------------------------


def _value(state: State, ent: str, choice: Choice) -> Any:
    """The value to write. Raises Refused for one that cannot be read."""
    if choice.head:
        if choice.head not in state.heads[choice.field]:
            raise _moved(ent, choice.field)
        return state.by_id[choice.head].op.set[choice.field]
    found = [version.value for version in differing.versions(state, choice.field)]
    if choice.typed is None and not choice.unite:
        raise _nothing()
    if choice.unite and differing.may_unite(found):
        return differing.united(found)
    label = differing.label(ent, choice.field)
    if differing.typed_as(ent, choice.field) == "none" or choice.unite:
        raise Refused(
            tr("{isian} tidak dapat diketik di sini.", isian=label),
            next_step=tr("Pilih salah satu nilainya."),
            code="not_typed",
        )
    value, problem = differing.read(ent, choice.field, choice.typed)
    if problem is not None:
        raise Refused(
            tr("{isian}: {temuan}.", isian=label, temuan=problem.title),
            next_step=problem.reason,
            code=f"{choice.field}.{problem.code}",
        )
    return value


def _choose_decision(work: Work, record: str, state: State, choice: Choice) -> None:
    """Which of two live decisions of DKUM holds, as it was made."""
    if choice.head not in state.heads[STATUS]:
        raise _moved("application", STATUS)
    chosen = state.by_id[choice.head].op
    said = {name: chosen.set[name] for name in (STATUS, *sorted(DECIDED_WITH)) if name in chosen.set}
    work.put(record, "application", "resolve", said, rev=chosen.rev)


def _judge(
    work: Work, office: Office, record: str, values: Mapping[str, Any], typed: set[str]
) -> list[Finding]:
    """What the rules say of the application with these values; what was typed must not be held by them."""
    state = work.state(record)
    merged = {**state.values, **values}
    stage: Stage = "draft" if state.status in ("draft", *status.ENDED) else "submitted"
    found = examine(work, office, merged, record=work.record_number(record), stage=stage)
    new = {name: value for name, value in values.items() if name in typed}
    refuse_foreign(found, new, state)
    refuse_moved(work.scope(record), new, state)
    for finding in blocking(found):
        if finding.field in typed:
            raise Refused(
                finding.sentence,
                next_step=tr("Pilih salah satu nilai, atau ketik nilai yang benar."),
                record=str(state.values.get("nomor_pendaftaran") or ""),
                code=finding.rule_id,
            )
    return [finding for finding in found if finding.field in values and finding.level != "info"]


def _require_open(state: State, ent: str, choice: Choice) -> None:
    if sorted(choice.seen) != sorted(state.heads.get(choice.field, ())):
        raise _moved(ent, choice.field)
    _require_difference(state, choice.field)


def _require_difference(state: State, name: str) -> None:
    if name not in state.conflicts:
        raise Refused(
            tr("Isian {isian} tidak berbeda.", isian=differing.label(state.ent, name)),
            next_step=tr("Segarkan daftar perbedaan."),
            code="no_difference",
        )


def _nothing() -> Refused:
    return Refused(
        tr("Belum ada nilai yang dipilih."),
        next_step=tr("Pilih salah satu nilai, atau ketik nilai yang benar."),
        code="nothing",
    )


def _moved(ent: str, name: str) -> Refused:
    return Refused(
        tr("Nilai {isian} berubah setelah Anda membukanya.", isian=differing.label(ent, name)),
        next_step=tr("Lihat nilai yang baru, lalu pilih lagi."),
        code="heads",
    )


def _require_in_sight(office: Office, record: str, *, open_only: bool = True) -> None:
    """The difference is one this person sees: a mentor's account decides only about its own people."""
    with office.reading() as connection:
        if not _in_sight(connection, record, open_only):
            raise Refused(
                tr("Catatan itu tidak mempunyai isian yang berbeda.")
                if open_only
                else tr("Catatan itu tidak ada di kantor ini."),
                next_step=tr("Segarkan daftar perbedaan."),
                code="no_difference",
            )


def _in_sight(connection: Connection, record: str, open_only: bool) -> bool:
    try:
        uuid = bytes.fromhex(record)
    except ValueError:  # typed by a person
        return False
    known = select(tables.record.c.id, tables.record.c.ent).where(tables.record.c.uuid == uuid)
    row = connection.execute(known).first()
    if row is None:
        return False
    if open_only:
        found = select(tables.conflict.c.field).where(tables.conflict.c.record_id == row.id)
        return connection.execute(found).first() is not None
    table = tables.PLAIN.get(row.ent, tables.application if row.ent == "application" else None)
    if table is None:
        return True
    return connection.execute(select(table.c.id).where(table.c.id == row.id)).first() is not None


def _decided(state: State, name: str) -> tuple[Entry, list[Version]]:
    """The decision that stands, and the values it did not take. Raises Refused."""
    label = differing.label(state.ent, name)
    if name == STATUS and state.ent == "application":
        raise Refused(
            tr("Pilihan di antara dua putusan DKUM tidak dibuka lagi."),
            next_step=tr("Batalkan penetapannya bila putusan itu keliru."),
            code="decision",
        )
    if name in state.conflicts:
        raise Refused(
            tr("Isian {isian} masih berbeda.", isian=label), next_step=tr("Pilih nilainya."), code="open"
        )
    decision = last_decision(state, name)
    others = differing.lost(state, decision, name) if decision is not None else []
    if decision is None or not others:
        raise Refused(
            tr("Isian {isian} sudah diubah sesudah diputuskan.", isian=label),
            next_step=tr("Ubah isian itu di tempatnya."),
            code="changed",
        )
    return decision, others


def _kind(ent: str) -> str:
    """The kind of op that says a field of such a record without naming all heads."""
    return "set" if ent in ("application", "office") or "set" in differing.kinds(ent) else "resolve"


def _note(step: str, reason: str, heads: Sequence[str]) -> dict[str, Any]:
    note = Note(step, reason, sorted(heads))
    return {"langkah": note.langkah, "alasan": note.alasan, "kepala": note.kepala}
