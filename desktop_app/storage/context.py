"""Who and where: what the fold must know about the people and devices that write ops."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from desktop_app.domain import alone
from desktop_app.domain.entities import ABOUT
from desktop_app.domain.erasing import ERASE
from desktop_app.domain.merge import About, Entry, State
from desktop_app.domain.op import Op
from desktop_app.domain.people import MENTOR_RIGHT
from desktop_app.domain.shape import key_of
from desktop_app.storage import tables
from desktop_app.storage.rulebooks import allowed_alone

Abouts = Mapping[str, About]
"""By application (hex): what is known of those that other records are about."""
_NOTHING: Final = About()
_NOWHERE: Final = frozenset[alone.Allowance]()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as the log knows them.

    `ever` are all roles once granted, and each mentor whose account it was (`people.MENTOR_RIGHT`): an act
    stays valid after a role is taken away; `cutoff` are the last ops accepted after a dismissal, by stream;
    `mentor` is the record of the mentor who uses the account.
    """

    nama: str
    office: str
    roles: frozenset[str]
    ever: frozenset[str]
    key: bytes
    active: bool
    cutoff: dict[str, int] | None = None
    mentor: str = ""

    @property
    def rights(self) -> tuple[frozenset[str], dict[str, int] | None]:
        """All that counts when an op is judged."""
        return self.ever, self.cutoff

    def held(self, op: Op) -> frozenset[str]:
        """The roles that count for `op`. What was erased cannot come back, so no dismissal undoes it."""
        if op.kind == ERASE:
            return self.ever
        if self.cutoff is not None and op.seq > self.cutoff.get(f"{op.dev}-{op.ep}", 0):
            return frozenset()
        return self.ever


@dataclass(slots=True)
class Context:
    """This device, the devices of the directory, and the people admitted so far.

    `unsigned` are ops (hex) that came before their person was known and bear no signature of theirs;
    `served` are the offices that a device served before, `ended` says for some how far their streams count;
    `alone` is where rule books that came as ops let one person type and verify.
    """

    dev: str
    ep: int
    kind: str
    scope: str
    places: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    people: dict[str, PersonFacts] = field(default_factory=dict[str, PersonFacts])
    admin_keys: set[bytes] = field(default_factory=set[bytes])
    served: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    unsigned: set[str] = field(default_factory=set[str])
    alone: frozenset[alone.Allowance] = _NOWHERE
    erasing: dict[str, list[tuple[str, Op]]] = field(default_factory=dict[str, list[tuple[str, Op]]])
    """By record (hex): ops that erase it and stand in no stream here (`storage.erasures`)."""
    ended: dict[str, Callable[[int, int], bool]] = field(
        default_factory=dict[str, Callable[[int, int], bool]]
    )

    def entry(self, op_id: str, op: Op, abouts: Abouts | None = None) -> Entry:
        """`op` with the place and rights of its writer, and what is known of the application it names."""
        place, area = (self.kind, self.scope) if op.dev == self.dev else self.places.get(op.dev, ("", ""))
        counts = self.ended.get(op.dev)
        barred = "revoked" if counts is not None and not counts(op.ep, op.seq) else ""
        if op.kind == ERASE:  # what was erased cannot come back: no later end of a stream undoes it
            barred = ""
        if op_id in self.unsigned:
            barred = "unsigned"
        areas = self._areas_of(op.dev, place, area)
        about = None
        if abouts is not None and op.ent in ABOUT and isinstance(op.set.get("application"), str):
            about = abouts.get(op.set["application"], _NOTHING)
        facts, where = self.people.get(op.user), self.alone if alone.MARK in op.set else _NOWHERE
        if facts is not None:
            return Entry(op_id, op, place, facts.held(op), True, areas, barred, about, where)
        known = self._first_person(op)
        return Entry(op_id, op, place, frozenset(), known, areas, barred, about, where)

    def _areas_of(self, dev: str, place: str, area: str) -> frozenset[str] | None:
        """The offices a device ever served: all, for DKUM's and for one that no directory has named yet."""
        if place in ("dkum", ""):
            return None
        return frozenset((area,)) | self.served[dev] if dev in self.served else frozenset((area,))

    def _first_person(self, op: Op) -> bool:
        """The office's first person admits himself; elsewhere only if DKUM's directory names the key."""
        if op.ent != "person" or op.user != op.rec:
            return False
        return op.dev == self.dev or key_of(op) in self.admin_keys

    def learn(self, uuid: bytes, scope: str, state: State) -> PersonFacts | None:
        """Know at once what the ops say a person may do; None (and forgotten) when no valid one does, or when
        the record turns out to be of another kind."""
        if state.first is None or state.ent != "person":
            self.people.pop(uuid.hex(), None)
            return None
        values = state.values
        ever = {
            role
            for entry in state.by_id.values()
            if entry.id not in state.void
            for role in entry.op.set.get("roles", ())
        }
        ever |= {
            MENTOR_RIGHT + entry.op.set["mentor"]
            for entry in state.by_id.values()
            if entry.id not in state.void and entry.op.set.get("mentor")
        }
        facts = PersonFacts(
            nama=values["nama"],
            office=values.get("office", scope),
            roles=frozenset(values.get("roles", ())),
            ever=frozenset(ever),
            key=bytes.fromhex(values["key"]),
            active=values.get("active", True),
            cutoff=values.get("cutoff"),
            mentor=values.get("mentor") or "",
        )
        self.people[uuid.hex()] = facts
        return facts

    def load(self, connection: Connection) -> None:
        """Know all that the fold asks of what is kept here."""
        self.load_people(connection)
        self.load_books(connection)

    def load_people(self, connection: Connection) -> None:
        """Read every admitted person anew, and which ops bear no signature of theirs."""
        op = tables.op.c
        unsigned = connection.execute(select(op.hash).where(op.void == "unsigned")).scalars()
        self.unsigned = {each.hex() for each in unsigned}
        self.people = {row.uuid.hex(): person_facts(row) for row in connection.execute(select(tables.person))}

    def load_books(self, connection: Connection) -> None:
        """Read anew where rule books let one person do both."""
        self.alone = allowed_alone(connection)


def person_facts(row: Row[Any]) -> PersonFacts:
    """The facts in one row of `tables.person`."""
    mentor = row.mentor.hex() if row.mentor else ""
    return PersonFacts(
        nama=row.nama,
        office=row.office,
        roles=frozenset(row.roles.split()),
        ever=frozenset(row.roles_ever.split()),
        key=row.key,
        active=bool(row.active),
        cutoff=json.loads(row.cutoff) if row.cutoff else None,
        mentor=mentor,
    )
