"""Fields of which two offices or two people said different things: open ones, and how others were decided.

One difference is one field of one record. The counts here, on the start page, in `wira status` and in the
list are the same, because all count the rows of one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, case, func, select

from desktop_app.actions.authorship import where_written
from desktop_app.actions.resolving import last_decision
from desktop_app.domain import differing, duties, op, people, registered
from desktop_app.domain.authority import judge, void_sentence
from desktop_app.domain.differing import Kind, Said, Version
from desktop_app.domain.disclosure import masked
from desktop_app.domain.merge import STATUS, Entry, State
from desktop_app.domain.moments import moment_of
from desktop_app.office import Office
from desktop_app.storage import log, tables
from desktop_app.storage.context import Context
from resources.i18n import tr

_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_NAMED: Final = {"mentor": "mentor", "training": "training", "wave": "wave", "surat": "recommendation"}
"""Fields that name another record, and where its name stands."""
_NAME_COLUMNS: Final = {"recommendation": "nomor"}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many fields differ, in how many records, and how many of them hold up verification or decision."""

    differences: int
    records: int
    holding: int


@dataclass(frozen=True, slots=True)
class Value:
    """One of the values, in full, with who said it first, when (WIB), and on which computer.

    `head` is the op (hex) that says it now. `again`: who said it once more, where that is somebody else.
    """

    head: str
    words: str
    who: str
    when: datetime
    where: str
    place: str
    again: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about a difference: who, when, why."""

    who: str
    when: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with two or more values, the shown one first.

    `title` names the record as people do, `number` is its number where it has one. `holds`: while it is open
    nobody verifies or decides. `barred` says why this person may not decide it; empty where they may.
    `typed` is what can be typed instead of choosing, `choices` the field's own words; `unites`: all entries
    can stand together. `author`: whoever decides it may not verify.
    """

    id: int
    record: str
    ent: str
    kind: str
    title: str
    number: str
    field: str
    label: str
    values: tuple[Value, ...]
    heads: tuple[str, ...]
    holds: bool
    barred: str
    typed: Kind
    choices: tuple[tuple[str, str], ...]
    unites: bool
    author: bool
    waits: Told | None
    opened: Told | None

    @property
    def key(self) -> tuple[str, str]:
        """Which difference it is, on every copy: record and field."""
        return self.record, self.field


@dataclass(frozen=True, slots=True)
class Decided:
    """One field that somebody decided: `taken` the value, `others` those it was chosen from.

    `op` is the deciding op (hex). `stands`: nobody has written the field since, so it can be opened again, by
    who may: `barred` says why this person may not.
    """

    op: str
    id: int
    record: str
    ent: str
    kind: str
    title: str
    number: str
    field: str
    label: str
    taken: str
    who: str
    when: datetime
    where: str
    others: tuple[Value, ...]
    stands: bool
    barred: str
    void: str

    @property
    def key(self) -> tuple[str, str]:
        """Which decision it is: op and field."""
        return self.op, self.field


def counts(connection: Connection) -> Counts:
    """The one count of differences."""
    conflict, record = tables.conflict.c, tables.record.c
    holds = (record.ent == "application") & conflict.field.in_(sorted(differing.DECISIVE))
    row = connection.execute(
        select(
            func.count(),
            func.count(conflict.record_id.distinct()),
            func.coalesce(func.sum(case((holds, 1), else_=0)), 0),
        ).join_from(tables.conflict, tables.record, record.id == conflict.record_id)
    ).one()
    return Counts(row[0], row[1], row[2])


def open_differences(
    connection: Connection, office: Office, *, record: str = "", limit: int = 500
) -> list[Difference]:
    """Differences that nobody has decided: those that hold something up first, those told to wait last.

    `record` (hex) narrows to one record.
    """
    conflict, known = tables.conflict.c, tables.record.c
    query = select(known.id, known.uuid, known.ent, conflict.field).join_from(
        tables.conflict, tables.record, known.id == conflict.record_id
    )
    if record:
        query = query.where(known.uuid == bytes.fromhex(record))
    holds = (known.ent == "application") & conflict.field.in_(sorted(differing.DECISIVE))
    order = (case((holds, 0), else_=1), conflict.record_id, conflict.field)
    rows = connection.execute(query.order_by(*order).limit(limit)).all()
    context = office.context
    states = states_of(connection, context, sorted({row.id for row in rows}))
    names = _names(connection, (state.values for state in states.values()))
    found: list[Difference] = []
    for row in rows:
        state = states[row.id]
        if row.field in state.conflicts:
            found.append(_difference(office, row.id, row.uuid.hex(), state, row.field, names))
    return sorted(found, key=lambda each: (each.waits is not None, not each.holds, each.title, each.record))


def decided(connection: Connection, office: Office, *, limit: int = 200) -> list[Decided]:
    """Decisions about differences, the latest first, for as long as the log is kept."""
    log_op, known = tables.op.c, tables.record.c
    rows = connection.execute(
        select(log_op.hash, log_op.void, known.id, known.uuid)
        .join_from(tables.op, tables.record, known.id == log_op.record_id)
        .where(log_op.kind == "resolve")
        .order_by(log_op.id.desc())
        .limit(limit)
    ).all()
    visible = _in_sight(connection, sorted({row.id for row in rows}))
    context = office.context
    states = states_of(connection, context, sorted(visible))
    names = _names(connection, (state.values for state in states.values()))
    found: list[Decided] = []
    for row in rows:
        if row.id not in visible:
            continue
        state = states[row.id]
        entry = state.by_id[row.hash.hex()]
        for name in differing.settled(state, entry):
            found.append(_decided(office, row, state, entry, name, names))
    return found


def states_of(connection: Connection, context: Context, ids: Sequence[int]) -> dict[int, State]:
    """The folded records with these local numbers."""
    entries = log.entries_of_many(connection, context, ids)
    return {one: log.fold_entries(entries.get(one, ())) for one in ids}


# ---- within ------------------------------------------------------------------------------------------


def _difference(
    office: Office, one: int, record: str, state: State, name: str, names: Mapping[str, str]
) -> Difference:
    context, ent = office.context, state.ent
    found = differing.versions(state, name)
    field = differing.field_of(ent, name)
    typed = differing.typed_as(ent, name)
    decisive = ent == "application" and name in differing.DECISIVE
    return Difference(
        id=one,
        record=record,
        ent=ent,
        kind=differing.ent_label(ent),
        title=_title(state, names),
        number=str(state.values.get("nomor_pendaftaran") or ""),
        field=name,
        label=differing.label(ent, name),
        values=tuple(_value(context, state, name, each, names) for each in found),
        heads=tuple(state.heads[name]),
        holds=decisive,
        barred=_barred(office, record, state, name, found),
        typed=typed,
        choices=tuple((each.code, tr(each.label)) for each in field.choices)
        if field is not None and typed == "choice"
        else (),
        unites=name != STATUS
        and any(isinstance(each.value, dict) for each in found)
        and field is not None
        and differing.may_unite(each.value for each in found),
        author=decisive and name != STATUS,
        waits=_told(context, differing.waits(state, name)),
        opened=_told(context, differing.opened(state, name)),
    )


def _decided(
    office: Office, row: Any, state: State, entry: Entry, name: str, names: Mapping[str, str]
) -> Decided:
    context, ent = office.context, state.ent
    value = differing.decided_of(entry) if name == STATUS else entry.op.set[name]
    others = [] if name == STATUS else differing.lost(state, entry, name)
    last = last_decision(state, name)
    stands = bool(others) and last is not None and last.id == entry.id
    now = differing.versions(state, name) if stands else ()
    return Decided(
        op=entry.id,
        id=row.id,
        record=row.uuid.hex(),
        ent=ent,
        kind=differing.ent_label(ent),
        title=_title(state, names),
        number=str(state.values.get("nomor_pendaftaran") or ""),
        field=name,
        label=differing.label(ent, name),
        taken=differing.words(ent, name, value, names),
        who=_person(context, entry),
        when=_moment(entry),
        where=where_written(context, entry),
        others=tuple(_value(context, state, name, each, names) for each in others),
        stands=stands,
        barred=_barred(office, row.uuid.hex(), state, name, now) if stands else "",
        void=void_sentence(row.void) if row.void else "",
    )


def _value(context: Context, state: State, name: str, found: Version, names: Mapping[str, str]) -> Value:
    first, now = found.origin, found.entry
    return Value(
        head=now.id,
        words=differing.words(state.ent, name, found.value, names),
        who=_person(context, first),
        when=_moment(first),
        where=where_written(context, first),
        place=first.place,
        again=_person(context, now) if first.op.user != now.op.user else "",
    )


def _told(context: Context, said: Said | None) -> Told | None:
    return None if said is None else Told(_person(context, said.entry), _moment(said.entry), said.note.alasan)


def _barred(office: Office, record: str, state: State, name: str, found: Sequence[Version]) -> str:
    """Why this person's decision would have no effect; empty where it would."""
    first = found[0]
    values: dict[str, Any] = {name: first.value}
    if name == STATUS:
        values = {key: value for key, value in first.value.items() if key in first.entry.op.set}
    nothing = "0" * 32
    wish = op.Op(
        v=op.OP_VERSION, crit=False, dev=office.context.dev, ep=office.context.ep, seq=2**53 - 1,
        prev=op.ZERO_ID, salt=nothing, chg=nothing, user=office.session.user, wall=0, rec=record,
        ent=state.ent, kind="resolve", set=values, base={key: state.heads[key] for key in values},
        n=state.top + 1, rev=first.entry.op.rev if name == STATUS else None,
    )  # fmt: skip
    code = judge(office.context.entry("f" * 64, wish), state)
    if not code:
        return ""
    may = duties.who_for("resolve" if state.ent == "application" else state.ent, office.info.kind)
    ask = people.ask_for(may) if code == "role" and may else ""
    return " ".join(filter(None, (void_sentence(code), ask)))


def _title(state: State, names: Mapping[str, str]) -> str:
    """The record as people call it."""
    values = state.values
    person = names.get(str(values.get("application") or ""), "")
    match state.ent:
        case "visit" | "task" | "outcome" | "participant" | "mentee":
            extra = str(values.get("judul") or "") or names.get(str(values.get("wave") or ""), "")
            return ", ".join(filter(None, (person, extra)))
        case "mentor_area":
            place = differing.words("mentor_area", "wilayah", values.get("wilayah"))
            return ", ".join(filter(None, (names.get(str(values.get("mentor")), ""), place)))
        case "office":
            head: dict[str, Any] = values.get("kop") or {}
            return str(head.get("kantor") or differing.ent_label("office"))
        case _:
            return str(values.get("nama") or values.get("nomor") or differing.ent_label(state.ent))


def _names(connection: Connection, many: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of records that these values point to, as far as this person sees them."""
    wanted: dict[str, set[bytes]] = {}
    for values in many:
        for name, value in values.items():
            ent = "application" if name == "application" else _NAMED.get(name, "")
            if ent and isinstance(value, str) and len(value) == 32:
                wanted.setdefault(ent, set()).add(bytes.fromhex(value))
        for key in registered.judged(values):
            wanted.setdefault("business", set()).add(bytes.fromhex(key))
    found: dict[str, str] = {}
    for ent, uuids in wanted.items():
        table = tables.application if ent == "application" else tables.PLAIN[ent]
        name = table.c[_NAME_COLUMNS.get(ent, "nama")]
        rows = connection.execute(select(table.c.uuid, name).where(table.c.uuid.in_(sorted(uuids))))
        found |= {row[0].hex(): row[1] or "" for row in rows}
    return found


def _in_sight(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Those of these records that this person sees in the tables."""
    kinds: dict[str, list[int]] = {}
    known = tables.record.c
    for row in connection.execute(select(known.id, known.ent).where(known.id.in_(ids))):
        kinds.setdefault(row.ent, []).append(row.id)
    seen: set[int] = set()
    for ent, numbers in kinds.items():
        table = tables.application if ent == "application" else tables.PLAIN.get(ent)
        if table is None:
            seen.update(numbers)
        else:
            seen.update(connection.execute(select(table.c.id).where(table.c.id.in_(numbers))).scalars())
    return seen


def _person(context: Context, entry: Entry) -> str:
    facts = context.people.get(entry.op.user)
    return facts.nama if facts is not None else tr("Petugas yang belum dikenal")


def _moment(entry: Entry) -> datetime:
    return moment_of(entry.op.wall)


def hidden(ent: str, name: str, words: str) -> str:
    """A value for a list: numbers that tell who somebody is stay behind dots."""
    field = differing.field_of(ent, name)
    return masked(name, words.replace(" ", "")) if field is not None and field.secret and words else words


@dataclass(frozen=True, slots=True)
class FormLine:
    """One filled field of a record in the order of its form, in full; `differs`: it has another value too."""

    field: str
    label: str
    words: str
    differs: bool


def form_of(connection: Connection, office: Office, record: str) -> list[FormLine]:
    """The record as it is shown now, for whoever decides about one of its fields."""
    found = log.state_of(connection, office.context, bytes.fromhex(record))
    if found is None:
        return []
    state = found[2]
    names = _names(connection, [state.values])
    return [
        FormLine(name, differing.label(state.ent, name), words, name in state.conflicts)
        for name in differing.form_order(state.ent, [*state.values, *state.conflicts])
        if (words := differing.words(state.ent, name, _told_value(state, name), names))
        or name in state.conflicts
    ]


def _told_value(state: State, name: str) -> Any:
    return differing.versions(state, name)[0].value if name in state.conflicts else state.values.get(name)
