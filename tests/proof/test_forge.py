"""All directed forgeries, and what an enrolled device may sign that is allowed and meant to harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain.op import MAX_WALL, ZERO_ID, decode, op_id
from desktop_app.queries.applicant import history
from desktop_app.storage import tables
from desktop_app.storage.log import state_of
from desktop_app.sync.manifest import Head
from desktop_app.sync.parts import Stream
from desktop_app.sync.refusal import SENTENCES
from desktop_app.sync.writer import build_parts
from tests import offices
from tests.badfiles import Forger, Place
from tests.offices import CURUG, KUKUSAN
from tests.proof.forge import refusals
from tests.proof.forgeries import Forge


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    made = Forge(tmp_path_factory.mktemp("forge"))
    yield made
    made.close()


def test_what_an_enrolled_device_signs_leaves_the_next_save_possible(forge: Forge) -> None:
    """A laptop's ops at the edges of what may be said go in; DKUM still changes and sends the record."""
    dkum, laptop = forge.dkum, forge.laptop
    record = decode(forge.ops[-1]).rec
    ops, usigs = Forger(dkum, laptop).stream()
    for poison in ({"n": 2**53 - 1}, {"n": 20, "wall": 0}, {"n": 21, "wall": MAX_WALL}):
        place = Place(laptop, len(ops) + 1, op_id(ops[-1]).hex())
        ops.append(place.op(set={"alamat": "Gang Melati 1"}, rec=record, **poison))
    newer = Place(laptop, len(ops) + 1, op_id(ops[-1]).hex()).op(v=2, kind="later", rec=record, n=22)
    ops.append(newer[:-1] + b',"later":{"b":1, "a":2}}')
    for sent in (forge.file(forge.ops, forge.usigs), forge.file(ops, usigs, by=laptop)):
        open_file(dkum, forge.put(sent))
    with dkum.reading() as connection:
        number, _, state = state_of(connection, dkum.context, bytes.fromhex(record)) or (0, "", None)
        assert state is not None
        assert state.void[op_id(ops[-4]).hex()] == "leap"
        assert {1970, 9999} <= {each.when.year for each in history(connection, dkum.context, number)}
    dkum.do(lambda work: work.put(record, "application", "set", {"alamat": "Gang Melati 2"}))
    for code in (KUKUSAN, CURUG):
        open_file(forge.homes[code], make_file(dkum, forge.usb, to=code).paths[0])
    for office in (dkum, forge.kukusan):
        assert offices.row(office, record).alamat == "Gang Melati 2"
        assert check_office(office).sound
        with office.reading() as connection:
            kept = select(tables.op.c.body).where(tables.op.c.hash == op_id(ops[-1]))
            assert connection.execute(kept).scalar() == ops[-1], "what is newer is passed on byte for byte"


def test_no_forgery_goes_in(forge: Forge) -> None:
    met = [(forgery.name, error.code) for forgery, error in refusals(forge)]
    assert len({name for name, _ in met}) == len(met) > 130
    classes = Counter(code for _, code in met)
    assert set(classes) == set(SENTENCES) - {"E_GAP", "E_SPACE", "E_IO"}, "those say nothing against a file"


def test_one_office_alone_cannot_tell_dkum_that_it_was_put_back(forge: Forge) -> None:
    """DKUM would wait before it seals and sends. Two offices say so when it is true."""
    dkum = forge.dkum
    ahead = {f"{dkum.info.dev}/1": Head(2**40, "ab" * 32)}
    for no in (101, 102):
        open_file(dkum, forge.put(forge.file([], {}, no=no, have=ahead)))
        assert dkum.info.ep == 1
        assert make_file(dkum, forge.usb, to=KUKUSAN).paths
    open_file(dkum, forge.put(forge.file([], {}, by=forge.curug, kelurahan=CURUG, have=ahead)))
    assert (dkum.info.ep > 1, dkum.info.why) == (True, "behind")


def test_more_of_our_own_than_we_know_is_never_put_behind_our_own_back(forge: Forge) -> None:
    """Ops of this computer's own stream that it does not know were written by a copy: a new epoch goes on."""
    office = forge.kukusan
    place = Place(office, len(forge.ops) + 1, op_id(forge.ops[-1]).hex())
    twin = place.op(set={"alamat": "Gang Kenanga 3"}, rec=decode(forge.ops[-1]).rec, n=30)
    ours = Stream(office.info.dev, 1, 1, ZERO_ID, [*forge.ops, twin])
    parcel = forge.parcel([ours], usigs=forge.usigs, kind="reply", recipients=[office.device.recipient])
    ((_, data),) = build_parts(parcel, forge.dkum.device)
    open_file(office, forge.put(data))
    assert (office.info.ep > 1, office.info.why) == (True, "behind")
    assert check_office(office).sound
    offices.enter(office, offices.persons(1, seed=77))
    assert check_office(office).sound
