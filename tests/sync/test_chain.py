"""Ops of a file against its manifest, and people's signatures beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec
import pytest

from desktop_app.domain.op import ZERO_ID, decode, encode
from desktop_app.errors import SyncRefused
from desktop_app.keys.person import PersonKey
from desktop_app.sync.chain import chained, check_usigs
from desktop_app.sync.manifest import StreamRange
from desktop_app.sync.sections import UserSignature, decode_usigs, encode_usigs
from tests.sync.city import LAPTOP, OFFICE, SITI, chain, signing_key, uuid7

OPS = chain(5)
IDS = [hashlib.sha256(op).digest() for op in OPS]
WHOLE = StreamRange(OFFICE.dev, 1, 1, 5, ZERO_ID, IDS[-1].hex())


def refused(streams: list[StreamRange], ops: list[bytes]) -> str:
    with pytest.raises(SyncRefused) as caught:
        list(chained(streams, ops))
    return caught.value.code


def change(op: bytes, **fields: object) -> bytes:
    return encode(msgspec.structs.replace(decode(op), **fields))


def test_a_sound_stream() -> None:
    found = list(chained([WHOLE], OPS))
    assert [each.id for each in found] == IDS
    assert [each.data for each in found] == OPS
    assert [each.op.seq for each in found if each.op] == [1, 2, 3, 4, 5]
    assert list(chained([], [])) == []


def test_a_stream_may_begin_anywhere() -> None:
    later = StreamRange(OFFICE.dev, 1, 3, 5, IDS[1].hex(), IDS[-1].hex())
    assert [each.id for each in chained([later], OPS[2:])] == IDS[2:]


def test_a_withheld_op_leaves_its_id_so_that_the_chain_stays_whole() -> None:
    ops = [OPS[0], IDS[1], OPS[2], OPS[3], IDS[4]]
    found = list(chained([WHOLE], ops))
    assert [each.id for each in found] == IDS
    assert [each.seq for each in found] == [1, 2, 3, 4, 5]
    assert [each.op is None for each in found] == [False, True, False, False, True]
    assert refused([WHOLE], [OPS[0], bytes(32), *OPS[2:]]) == "E_OPS"
    assert refused([WHOLE], [*OPS[:4], bytes(32)]) == "E_OPS"


@pytest.mark.parametrize(
    "broken",
    [
        lambda: ([WHOLE], OPS[:-1]),
        lambda: ([WHOLE], [*OPS, OPS[0]]),
        lambda: ([WHOLE], [OPS[0], OPS[2], OPS[1], *OPS[3:]]),
        lambda: ([WHOLE], [OPS[0], *OPS[2:]]),
        lambda: ([WHOLE], [change(OPS[0], set={"nama": "Lain"}), *OPS[1:]]),
        lambda: ([WHOLE], [change(OPS[0], dev=LAPTOP.dev), *OPS[1:]]),
        lambda: ([WHOLE], [change(OPS[0], ep=2), *OPS[1:]]),
        lambda: ([WHOLE], [*OPS[:4], change(OPS[4], set={"nama": "Lain"})]),
        lambda: ([WHOLE], [*OPS[:4], b"{}"]),
        lambda: ([WHOLE, WHOLE], [*OPS, *OPS]),
        lambda: ([msgspec.structs.replace(WHOLE, first=6)], []),
        lambda: ([], OPS[:1]),
        lambda: ([msgspec.structs.replace(WHOLE, prev="ab" * 32)], OPS),
    ],
)
def test_anything_out_of_place_refuses(broken: Callable[[], tuple[list[StreamRange], list[bytes]]]) -> None:
    assert refused(*broken()) == "E_OPS"


def test_a_critical_kind_of_the_future_asks_for_an_update() -> None:
    future = change(OPS[0], kind="gabung", crit=True)
    stream = StreamRange(OFFICE.dev, 1, 1, 1, ZERO_ID, hashlib.sha256(future).hexdigest())
    assert refused([stream], [future]) == "E_VERSION"
    mild = change(OPS[0], kind="gabung")
    stream = StreamRange(OFFICE.dev, 1, 1, 1, ZERO_ID, hashlib.sha256(mild).hexdigest())
    assert len(list(chained([stream], [mild]))) == 1


def test_signatures_of_people() -> None:
    budi = PersonKey(uuid7("budi"), signing_key("budi"))
    ops = dict(zip(IDS, OPS, strict=True))
    keys = {SITI.key_id: SITI.public_key}
    right = UserSignature(IDS[0], SITI.key_id, SITI.sign_op(OPS[0]))
    stranger = UserSignature(IDS[1], budi.key_id, budi.sign_op(OPS[1]))
    elsewhere = UserSignature(bytes(32), SITI.key_id, bytes(64))
    assert decode_usigs(encode_usigs([right, stranger])) == [right, stranger]
    assert check_usigs(ops, [right, stranger, elsewhere], keys) == {right}
    for wrong in (
        UserSignature(IDS[1], SITI.key_id, right.signature),
        UserSignature(IDS[0], SITI.key_id, budi.sign_op(OPS[0])),
        UserSignature(IDS[0], SITI.key_id, bytes(64)),
    ):
        with pytest.raises(SyncRefused) as caught:
            check_usigs(ops, [right, wrong], keys)
        assert caught.value.code == "E_USIG"
