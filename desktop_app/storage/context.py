"""Who and where: what the fold must know about the people and devices that write ops."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop_app.domain.merge import Entry, State
from desktop_app.domain.op import Op
from desktop_app.domain.shape import key_of
from desktop_app.storage import tables


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person as the log knows them. `ever` are all roles once granted: an act stays valid after a
    role is taken away; `cutoff` are the last ops accepted after a dismissal, by stream; `mentor` is the
    record of the mentor who uses the account."""

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
        """The roles that count for `op`."""
        if self.cutoff is not None and op.seq > self.cutoff.get(f"{op.dev}-{op.ep}", 0):
            return frozenset()
        return self.ever


@dataclass(slots=True)
class Context:
    """This device, the devices of the directory, and the people admitted so far."""

    dev: str
    ep: int
    kind: str
    scope: str
    places: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    people: dict[str, PersonFacts] = field(default_factory=dict[str, PersonFacts])
    admin_keys: set[bytes] = field(default_factory=set[bytes])

    def entry(self, op_id: str, op: Op) -> Entry:
        """`op` with the place and rights of its writer."""
        place = self.kind if op.dev == self.dev else self.places.get(op.dev, ("", ""))[0]
        facts = self.people.get(op.user)
        if facts is not None:
            return Entry(op_id, op, place, facts.held(op), True)
        return Entry(op_id, op, place, frozenset(), self._first_person(op))

    def _first_person(self, op: Op) -> bool:
        """The office's first person admits himself; elsewhere only if DKUM's directory names the key."""
        if op.ent != "person" or op.user != op.rec:
            return False
        return op.dev == self.dev or key_of(op) in self.admin_keys

    def learn(self, uuid: bytes, scope: str, state: State) -> PersonFacts | None:
        """Know at once what the ops say a person may do; None (and forgotten) when no valid one does."""
        if state.first is None:
            self.people.pop(uuid.hex(), None)
            return None
        values = state.values
        ever = {
            role
            for entry in state.by_id.values()
            if entry.id not in state.void
            for role in entry.op.set.get("roles", ())
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

    def load_people(self, connection: Connection) -> None:
        """Read every admitted person anew."""
        self.people = {row.uuid.hex(): person_facts(row) for row in connection.execute(select(tables.person))}


def person_facts(row: Row[Any]) -> PersonFacts:
    """The facts in one row of `tables.person`."""
    return PersonFacts(
        nama=row.nama,
        office=row.office,
        roles=frozenset(row.roles.split()),
        ever=frozenset(row.roles_ever.split()),
        key=row.key,
        active=bool(row.active),
        cutoff=json.loads(row.cutoff) if row.cutoff else None,
        mentor=row.mentor.hex() if row.mentor else "",
    )
