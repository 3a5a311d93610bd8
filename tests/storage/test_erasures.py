"""Ops, stubs and what erases them in any order and any files: one state, and that of a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.domain import people
from desktop_app.domain.erasing import STUB, Asking, Stub, values_of
from desktop_app.domain.op import Op, decode, encode, op_id
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.rebuild import rebuild
from desktop_app.storage.receive import Incoming, IncomingStub, StreamHead, receive
from desktop_app.storage.work import Work
from tests import offices
from tests.asking import APPROVER, know_approver
from tests.storage.test_receive import BEGUN, said
from tests.storage.test_work import everything

OFFICE, CITY = "d" * 32, "e" * 32
RECORD, OTHER = "1" * 32, "2" * 32
SAID: list[tuple[str, dict[str, Any]]] = [
    ("set", {**BEGUN, "nama": "Siti Aminah", "nik": "3276016512959001"}),
    ("set", {"alamat": "Jalan Melati 9"}),
    ("attach", {f"lampiran:{OTHER}": {"sha256": "b" * 64, "jenis": "ktp", "mime": "image/jpeg", "size": 1,
                                      "wall": 1}}),
    ("status", {"status": "submitted"}),
    ("note", {"perbedaan:nama": "ditunda"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Somebody who may do everything."""
    made = offices.office(tmp_path_factory.mktemp("hapus") / "kukusan")
    every = {"roles": sorted(people.ROLES)}
    made.do(lambda work: work.put(made.session.user, "person", "user", every))
    know_approver(made)
    yield made
    made.close()


def op(
    office: Office, dev: str, seq: int, kind: str, values: dict[str, Any], n: int, user: str = ""
) -> Incoming:
    """An op of the office, or of DKUM, about the one application."""
    made = Op(
        v=1, crit=False, dev=dev, ep=1, seq=seq, prev=f"{seq - 1:064x}", salt="0" * 32, chg="0" * 32,
        user=user or (APPROVER if dev == CITY else office.session.user), wall=seq, rec=RECORD,
        ent="application", kind=kind, set=values, base={}, n=n,
    )  # fmt: skip
    data = encode(made)
    return Incoming(op_id(data), decode(data), data, None)


@st.composite
def files(draw: st.DrawFn, office: Office) -> tuple[list[Incoming], list[list[Incoming | IncomingStub]]]:
    """Everything once, and the same in files: an op may come as a stub once a word that erases it has come,
    also in the same file."""
    told = [op(office, OFFICE, at, *one, at) for at, one in enumerate(SAID, 1)]
    words: list[Incoming] = []
    for seq in range(1, draw(st.integers(1, 2)) + 1):
        some = draw(st.lists(st.sampled_from(told), min_size=1, unique_by=lambda one: one.id))
        asking = Asking("7" * 32, RECORD, (), "8" * 32, "9" * 192)
        why = values_of([each.id.hex() for each in some], ["b" * 64], "permintaan", offices.KUKUSAN, asking)
        words.append(op(office, CITY, seq, "erase", why, 5 + seq))
    ordered = draw(st.permutations([*told, *words]))
    made: list[list[Incoming | IncomingStub]] = [[]]
    erased: dict[str, bytes] = {}
    for item in ordered:
        if draw(st.booleans()):
            made.append([])
        if item.op.kind == "erase":
            erased |= dict.fromkeys(item.op.set["ops"], item.id)
        by = erased.get(item.id.hex())
        if by is not None and draw(st.booleans()):
            stub = Stub(item.id, by, bytes.fromhex(item.op.prev))
            made[-1].append(IncomingStub(stub, OFFICE, 1, item.op.seq, RECORD))
        else:
            made[-1].append(item)
    return [*told, *words], [each for each in made if each]


def bodies_in(work: Work) -> list[tuple[Any, ...]]:
    return sorted(map(tuple, work.connection.execute(select(tables.op.c.hash, tables.op.c.body))))


def take(work: Work, file: list[Incoming | IncomingStub]) -> None:
    work.context.places |= {OFFICE: ("kelurahan", offices.KUKUSAN), CITY: ("dkum", "")}
    items = [each for each in file if isinstance(each, Incoming)]
    stubs = [each for each in file if isinstance(each, IncomingStub)]
    heads = [StreamHead(dev, 1, 9, bytes(32)) for dev in (OFFICE, CITY, "b" * 32)]
    receive(work, items, heads, stubs)


@given(data=st.data())
def test_whatever_came_first_the_state_is_one(office: Office, data: st.DataObject) -> None:
    every, parts = data.draw(files(office))
    with office.trial() as work:
        take(work, list(every))
        told = said(work.connection)
        one = everything(work.connection)
        assert not told["application"] and not told["attachment"]
        bodies = list(work.connection.execute(select(tables.op.c.body, tables.op.c.kind)))
        named = {name for each in every if each.op.kind == "erase" for name in each.op.set["ops"]}
        assert sum(kind == STUB for _body, kind in bodies) == len(named)
        rebuild(work)
        assert everything(work.connection) == one
    with office.trial() as work:
        for part in parts:
            take(work, part)
        assert said(work.connection) == told
        found = bodies_in(work)
    with office.trial() as work:
        take(work, list(every))
        assert bodies_in(work) == found


CITY_ADMIN, APPROVED = "6" * 32, "7" * 32


def about(user: str, rec: str, seq: int, values: dict[str, Any], n: int = 1) -> Incoming:
    """What somebody at DKUM says of a colleague."""
    made = Op(
        v=1, crit=False, dev="b" * 32, ep=1, seq=seq, prev=f"{seq:064x}", salt="0" * 32, chg="0" * 32,
        user=user, wall=seq, rec=rec, ent="person", kind="user", set=values, base={}, n=n,
    )  # fmt: skip
    data = encode(made)
    return Incoming(op_id(data), made, data, None)


def test_no_word_of_another_office_and_none_that_is_unsigned_gives_the_right(office: Office) -> None:
    """A kelurahan's computer admits whom it likes; what was tried and taken back is not known either."""
    admits = about(APPROVER, APPROVED, 1, {"nama": "Rina", "key": "7" * 64, "roles": ["penyetuju_dkum"]})
    elsewhere = Incoming(admits.id, msgspec.structs.replace(admits.op, dev=OFFICE), admits.data, None)
    context, before = office.context, office.context.erasers
    for item, unsigned, gives in ((admits, False, True), (elsewhere, False, False), (admits, True, False)):
        with office.trial() as work:
            work.context.places |= {OFFICE: ("kelurahan", offices.KUKUSAN), "b" * 32: ("dkum", "")}
            if unsigned:
                context.unsigned.add(item.id.hex())
            context.give([(item.id.hex(), item.op)])
            assert (APPROVED in context.erasers) == gives
            context.unsigned.clear()
        assert context.erasers == before and item.id.hex() not in context.grants


@pytest.mark.parametrize("dismissed", [APPROVED, CITY_ADMIN])
@pytest.mark.parametrize("by", [APPROVER, APPROVED])
def test_a_right_undone_as_of_before_it_was_given_undoes_no_erasure(
    office: Office, dismissed: str, by: str
) -> None:
    """Who erased is dismissed, or who admitted them, as of before: what others had erased stays erased."""
    roles = {"scope": "", "roles": sorted(people.ROLES)}
    admits = [
        about(APPROVER, CITY_ADMIN, 1, {"nama": "Hendra Wijaya", "key": "6" * 64, **roles}),
        about(CITY_ADMIN, APPROVED, 2, {"nama": "Rina Sari", "key": "7" * 64, **roles}),
    ]
    ends = about(by, dismissed, 3, {"active": False, "cutoff": {}}, n=2)
    told = [op(office, OFFICE, at, *one, at) for at, one in enumerate(SAID, 1)]
    asking = Asking("7" * 32, RECORD, (), "8" * 32, "9" * 192)
    why = values_of([each.id.hex() for each in told], [], "permintaan", offices.KUKUSAN, asking)
    word = op(office, CITY, 1, "erase", why, 9, user=APPROVED)
    ways = ([[*admits, word, *told], [ends]], [[*told, ends], [word], admits], [[*admits, ends, *told, word]])
    found: list[list[Any]] = []
    for files_in in ways:
        with office.trial() as work:
            work.context.places["b" * 32] = ("dkum", "")
            for file in files_in:
                take(work, list(file))
            found.append(bodies_in(work))
            voids = dict(work.connection.execute(select(tables.op.c.hash, tables.op.c.void)).all())
            assert voids[word.id] is None and voids[told[0].id] == STUB
            now = everything(work.connection)
            rebuild(work)
            assert everything(work.connection) == now
    assert found[0] == found[1] == found[2]
