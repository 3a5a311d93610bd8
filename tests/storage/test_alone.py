"""One person's own verification counts by the rule books alone, in whatever order books, steps and dismissals
come to a copy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest

from desktop_app.domain.alone import MARK
from desktop_app.domain.fields import DECISIVE
from desktop_app.domain.merge import revision
from desktop_app.domain.op import Op, decode, encode, op_id
from desktop_app.storage.receive import Incoming
from tests import offices
from tests.proof import fold
from tests.proof.fold import DKUM, Room

OFFICE, LAPTOP = "b" * 32, "c" * 32
"""Other computers of the kelurahan."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with fold.room(tmp_path_factory.mktemp("alone")) as made:
        yield made


class Said:
    """Ops of one person at two computers, each after all that was said before of its record."""

    def __init__(self, room: Room) -> None:
        self.room, self.items = room, list[Incoming]()
        self.user = room.office.session.user
        self.record = next(rec for rec in room.applications if room.states[rec].status == "submitted")
        assert self.user in room.states[self.record].authors

    def say(self, dev: str, rec: str, ent: str, kind: str, values: dict[str, Any]) -> str:
        """Returns the op's id."""
        state = self.room.states.get(rec)
        seen = [item for item in self.items if item.op.rec == rec and ent != "application"]
        heads, top = fold._heads(state, seen)
        base = {name: heads[name] for name in values if name in heads}
        seq = 1 + sum(item.op.dev == dev for item in self.items)
        made = Op(
            v=1, crit=False, dev=dev, ep=1, seq=seq, prev="0" * 64, salt="0" * 32, chg="0" * 32,
            user=self.user, wall=seq, rec=rec, ent=ent, kind=kind, set=values, base=base, n=top + 1,
            rev=revision(heads, DECISIVE) if ent == "application" else None,
        )  # fmt: skip
        data = encode(made)
        self.items.append(Incoming(op_id(data), decode(data), data, None))
        return self.items[-1].id.hex()

    def book(self, version: int, *codes: str) -> str:
        isi = {"one_person_office": bool(codes), "one_person_in": list(codes)}
        said = {
            "scope": "", "program": "WUB", "tahun": 2026, "versi": version, "nomor": "1",
            "tanggal": "2026-01-05", "isi": isi,
        }  # fmt: skip
        return self.say(DKUM, f"{version:032x}", "rulebook", "issue", said)

    def verify(self, book: str | None, record: str = "") -> str:
        step = {"status": "verified", "tanggal_lengkap": "2026-11-20", **({MARK: book} if book else {})}
        return self.say(OFFICE, record or self.record, "application", "status", step)


def said(room: Room, items: list[Incoming], *, one_by_one: bool) -> dict[str, Any]:
    """Status, mark and void words after these ops, and that all tables are the same built anew."""
    files = [[item] for item in items] if one_by_one else [items]
    return fold.outcome(room.office, files)


def shown(found: dict[str, Any], record: str) -> tuple[str, str | None]:
    [row] = [row for row in found["application"] if row["uuid"] == bytes.fromhex(record)]
    return row["status"], row[MARK]


@pytest.mark.parametrize(
    ("codes", "book", "void"),
    [
        ([offices.KUKUSAN], "WUB 2026 1", ""),
        ([offices.CURUG], "WUB 2026 1", "alone"),
        ([offices.KUKUSAN], "WUB 2026 2", "alone"),
        ([offices.KUKUSAN], "PP 2026 1", "alone"),
        ([offices.KUKUSAN], None, "own_entry"),
        ([], "WUB 2026 1", "alone"),
    ],
)  # fmt: skip
def test_the_mark_counts_only_by_a_book_that_names_the_kelurahan(
    room: Room, codes: list[str], book: str | None, void: str
) -> None:
    talk = Said(room)
    talk.book(1, *codes)
    step = talk.verify(book)
    talk.book(3)  # withdrawn: what was done before stays
    first = said(room, talk.items, one_by_one=False)
    assert shown(first, talk.record) == (("submitted", None) if void else ("verified", book))
    assert dict(first["void"])[bytes.fromhex(step)] == (void or None)
    for order in permutations(talk.items):
        assert said(room, list(order), one_by_one=True) == first


def test_a_book_that_loses_its_ground_takes_its_verifications_with_it(room: Room) -> None:
    """Who issued it turns out to have been dismissed before: in every order, and built anew, all the same."""
    talk = Said(room)
    talk.book(1, offices.KUKUSAN)
    talk.verify("WUB 2026 1")
    own = room.office.context.dev
    cutoff = {f"{own}-1": 10_000, f"{OFFICE}-1": 10, f"{LAPTOP}-1": 10, f"{DKUM}-1": 0}
    person = {"active": False, "cutoff": cutoff}
    talk.say(LAPTOP, talk.user, "person", "user", person)
    for many in (2, 3):
        items = talk.items[:many]
        fold.compare(room, items, [0, 1, 2][:many], [1, 0])
        found = said(room, items, one_by_one=False)
        wanted = ("verified", "WUB 2026 1") if many == 2 else ("submitted", None)
        assert shown(found, talk.record) == wanted
