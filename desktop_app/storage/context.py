"""Who and where: what the fold must know about the people and devices that write ops."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, literal_column, select

from desktop_app.domain import alone
from desktop_app.domain.entities import ABOUT
from desktop_app.domain.erasers import GIVES, Grant, erasers, grant_of
from desktop_app.domain.erasing import ERASE
from desktop_app.domain.merge import About, Entry, State
from desktop_app.domain.op import Op, decode
from desktop_app.domain.people import MENTOR_RIGHT, PENYETUJU_DKUM
from desktop_app.domain.shape import key_of
from desktop_app.storage import tables
from desktop_app.storage.rulebooks import allowed_alone

Abouts = Mapping[str, About]
"""By application (hex): what is known of those that other records are about."""
_NOTHING: Final = About()
_NOWHERE: Final = frozenset[alone.Allowance]()
_ERASER: Final = frozenset[str]({PENYETUJU_DKUM})


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
        """The roles that count for `op`, which erases nothing."""
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
    first_keys: set[bytes] = field(default_factory=set[bytes])
    """Those of `admin_keys` and the revoked ones: by whom offices ever began."""
    served: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    unsigned: set[str] = field(default_factory=set[str])
    alone: frozenset[alone.Allowance] = _NOWHERE
    erasing: dict[str, list[tuple[str, Op]]] = field(default_factory=dict[str, list[tuple[str, Op]]])
    """By record (hex): ops that erase it and stand in no stream here (`storage.erasures`)."""
    grants: dict[str, Grant] = field(default_factory=dict[str, Grant])
    """By op (hex): what was ever said of anybody's roles, whether it counts or not."""
    erasers: frozenset[str] = frozenset()
    """Who may ever have erased (hex): see `domain.erasers`. Kept up by `settle_erasers`."""
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
        if op.kind == ERASE and op.user in self.erasers:
            return Entry(op_id, op, place, _ERASER, True, areas, barred, about)
        facts, where = self.people.get(op.user), self.alone if alone.MARK in op.set else _NOWHERE
        if facts is not None:
            held = frozenset[str]() if op.kind == ERASE else facts.held(op)
            return Entry(op_id, op, place, held, True, areas, barred, about, where)
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

    def use_devices(
        self,
        places: dict[str, tuple[str, str]],
        served: dict[str, frozenset[str]],
        ended: dict[str, Callable[[int, int], bool]],
        admin_keys: set[bytes],
        first_keys: set[bytes],
    ) -> None:
        """Know the devices and first admins that DKUM's directory names, and who may ever have erased."""
        self.places, self.served, self.ended, self.admin_keys = places, served, ended, admin_keys
        self.first_keys = first_keys
        self.settle_erasers()

    def give(self, ops: Iterable[tuple[str, Op]]) -> None:
        """Know what these ops (by id, hex) say of anybody's roles."""
        self.grants = self.grants | {name: each for name, op in ops if (each := grant_of(op)) is not None}
        self.settle_erasers()

    def settle_erasers(self) -> None:
        """Tell anew who may ever have erased: by the grants, the devices and the first keys known now."""
        said = (
            each for name, each in self.grants.items()
            if name not in self.unsigned and self._kind_of(each.dev) == "dkum"
        )  # fmt: skip
        keys = self.admin_keys | self.first_keys
        self.erasers = erasers(said, lambda one: one.dev == self.dev or one.key in keys)

    def _kind_of(self, dev: str) -> str:
        return self.kind if dev == self.dev else self.places.get(dev, ("", ""))[0]

    def remembering(self) -> Callable[[], None]:
        """How to forget again what is learnt from now on, where it is not kept."""
        people, grants, eraser, allowed = dict(self.people), self.grants, self.erasers, self.alone

        def forget() -> None:
            self.people, self.grants, self.erasers, self.alone = people, grants, eraser, allowed

        return forget

    def load(self, connection: Connection) -> None:
        """Know all that the fold asks of what is kept here."""
        self.load_people(connection)
        self.load_grants(connection)
        self.load_books(connection)

    def load_people(self, connection: Connection) -> None:
        """Read every admitted person anew, and which ops bear no signature of theirs."""
        op = tables.op.c
        unsigned = connection.execute(select(op.hash).where(op.void == "unsigned")).scalars()
        self.unsigned = {each.hex() for each in unsigned}
        self.people = {row.uuid.hex(): person_facts(row) for row in connection.execute(select(tables.person))}

    def load_grants(self, connection: Connection) -> None:
        """Read anew who was ever given which roles."""
        op = tables.op.c
        gives = op.kind == literal_column(f"'{GIVES}'")  # said out, because the index is partial
        query = select(op.hash, op.body).where(gives)
        self.grants = {}
        self.give((row.hash.hex(), decode(row.body)) for row in connection.execute(query))

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
