"""The op as bytes: what goes in comes out, and what is not sound never comes in."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.op import (
    KINDS,
    MAX_OP_BYTES,
    MAX_WALL,
    ZERO_ID,
    Op,
    ambiguous,
    decode,
    decode_usual,
    encode,
    needs_user_signature,
    op_id,
)
from desktop_app.errors import Refused, SyncRefused


def sample(**changes: Any) -> Op:
    op = Op(
        v=1,
        crit=False,
        dev="0192f0c1a2b37c4d8e5f60718293a4b5",
        ep=1,
        seq=1,
        prev=ZERO_ID,
        salt="00112233445566778899aabbccddeeff",
        chg="0192f0c1a2b37c4d8e5f60718293a4b6",
        user="0192f0c1a2b37c4d8e5f60718293a4b7",
        wall=1_800_000_000_000,
        rec="0192f0c1a2b37c4d8e5f60718293a4b8",
        ent="application",
        kind="set",
        set={"nama": "Siti Marlina", "tahun": 2026},
        base={},
        n=1,
    )
    return msgspec.structs.replace(op, **changes)


ids = st.binary(min_size=16, max_size=16).map(bytes.hex)
heads = st.binary(min_size=32, max_size=32).map(bytes.hex)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | texts
values = scalars | st.lists(scalars) | st.dictionaries(texts, scalars)
names = texts.filter(bool)
ops = st.builds(
    Op,
    v=st.integers(1, 9),
    crit=st.booleans(),
    dev=ids,
    ep=st.integers(1, 2**53 - 1),
    seq=st.integers(1, 2**53 - 1),
    prev=heads,
    salt=ids,
    chg=ids,
    user=ids,
    wall=st.integers(0, MAX_WALL),
    rec=ids,
    ent=st.sampled_from(["application", "document", "user"]),
    kind=st.sampled_from(sorted(KINDS)),
    set=st.dictionaries(names, values, max_size=5),
    base=st.dictionaries(names, st.lists(heads, max_size=3), max_size=3),
    n=st.integers(1, 2**53 - 1),
    rev=st.none() | heads,
)


@given(ops)
def test_round_trip_and_one_form_only(op: Op) -> None:
    data = encode(op)
    assert decode(data) == op
    assert encode(decode(data)) == data


def test_golden_bytes() -> None:
    """The bytes of version 1 never change: every op id ever written depends on them."""
    data = encode(sample())
    assert data == (
        b'{"v":1,"crit":false,"dev":"0192f0c1a2b37c4d8e5f60718293a4b5","ep":1,"seq":1,"prev":"'
        + b"0" * 64
        + b'","salt":"00112233445566778899aabbccddeeff","chg":"0192f0c1a2b37c4d8e5f60718293a4b6",'
        b'"user":"0192f0c1a2b37c4d8e5f60718293a4b7","wall":1800000000000,'
        b'"rec":"0192f0c1a2b37c4d8e5f60718293a4b8","ent":"application","kind":"set",'
        b'"set":{"nama":"Siti Marlina","tahun":2026},"base":{},"n":1}'
    )
    assert op_id(data) == hashlib.sha256(data).digest()


def test_unknown_fields_and_uncritical_kinds_pass() -> None:
    data = encode(sample(kind="nilai_baru", v=7))[:-1] + b',"later":{"a":[1]}}'
    assert decode(data).kind == "nilai_baru"


def test_critical_unknown_kind_asks_for_an_update() -> None:
    with pytest.raises(SyncRefused) as caught:
        decode(encode(sample(kind="nilai_baru", crit=True)))
    assert caught.value.code == "E_VERSION"


def test_too_big_is_a_limit() -> None:
    with pytest.raises(SyncRefused) as caught:
        decode(b" " * (MAX_OP_BYTES + 1))
    assert caught.value.code == "E_LIMIT"
    with pytest.raises(Refused):
        encode(sample(set={"catatan": "x" * MAX_OP_BYTES}))


@pytest.mark.parametrize(
    "change",
    [
        {"dev": "0192F0C1A2B37C4D8E5F60718293A4B5"},
        {"dev": "g" * 32},
        {"rec": "0192f0c1 a2b37c4d8e5f60718293a4b"},
        {"prev": "é" * 32},
        {"base": {"nama": ["z" * 64]}},
        {"rev": "A" * 64},
        {"set": {"": 1}},
        {"set": {"nama": "a\0b"}},
        {"set": {"dokumen": {"a\0": 1}}},
        {"set": {"modal": 2**63}},
        {"set": {"modal": [2**63]}},
        {"set": {"modal": {"a": [-(2**70)]}}},
    ],
)
def test_unsound_ops_are_neither_written_nor_read(change: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        encode(sample(**change))
    with pytest.raises(SyncRefused) as caught:
        decode(msgspec.json.encode(sample(**change)))
    assert caught.value.code == "E_OPS"
    assert decode_usual([GOOD, msgspec.json.encode(sample(**change)), GOOD]) is None


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_deep_nesting_is_refused_everywhere() -> None:
    for depth in (7, 400):
        with pytest.raises(Refused):
            encode(sample(set={"x": _nested(depth)}))
    assert decode(encode(sample(set={"x": _nested(6)}))).set["x"] == _nested(6)
    assert decode_usual([msgspec.json.encode(sample(set={"x": _nested(7)}))]) is None
    bomb = encode(sample()).replace(b'"tahun":2026', b'"tahun":' + b"[" * 100_000 + b"]" * 100_000)
    with pytest.raises(SyncRefused) as caught:
        decode(bomb)
    assert caught.value.code == "E_OPS"
    assert decode_usual([bomb]) is None


def test_an_innocent_backslash_is_kept() -> None:
    op = sample(set={"catatan": "\\u0000"})
    assert decode(encode(op)) == op


GOOD = encode(sample())


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_any_changed_byte_is_read_or_refused_never_a_crash(at: int, value: int) -> None:
    bad = GOOD[:at] + bytes([value]) + GOOD[at + 1 :]
    try:
        decode(bad)
    except SyncRefused as refused:
        assert refused.code in {"E_OPS", "E_VERSION"}


def closely(many: list[bytes]) -> list[Op] | None:
    """What the look at each finds; None where it refuses one or leaves something to ask."""
    try:
        found = [decode(data) for data in many]
        return None if any(ambiguous(op, data) for op, data in zip(found, many, strict=True)) else found
    except (SyncRefused, ValueError, RecursionError):
        return None


@given(st.lists(ops, min_size=1, max_size=4))
def test_the_quick_way_reads_what_the_close_look_reads(some: list[Op]) -> None:
    many = [encode(op) for op in some]
    assert decode_usual(many) == (None if any(op.crit for op in some) else closely(many) or pytest.fail())


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255), st.integers(0, 2))
def test_the_quick_way_takes_nothing_else(at: int, value: int, place: int) -> None:
    many = [GOOD, GOOD, GOOD]
    many[place] = GOOD[:at] + bytes([value]) + GOOD[at + 1 :]
    found = decode_usual(many)
    assert found is None or found == closely(many)


@pytest.mark.parametrize(
    "many",
    [
        [GOOD + b"," + GOOD],
        [GOOD + b" ", GOOD],
        [GOOD[:40], GOOD[40:]],
        [GOOD + b"," + GOOD[:40], GOOD[40:]],
        [GOOD.replace(b'"v":1', b'"v":1,"v":1')],
        [GOOD.replace(b'"v":1', b'"v":1,"baru":1')],
        [GOOD.replace(b'"set":{', b'"set":{"nama":"Siti","nama":"Sita",')],
        [msgspec.json.encode(sample(set={"catatan": "x" * MAX_OP_BYTES}))],
    ],
)
def test_what_is_not_in_the_usual_form_gets_the_close_look(many: list[bytes]) -> None:
    assert decode_usual(many) is None


@given(st.integers(0, len(GOOD) - 1))
def test_a_shortened_op_is_refused(end: int) -> None:
    with pytest.raises(SyncRefused) as caught:
        decode(GOOD[:end])
    assert caught.value.code == "E_OPS"


@pytest.mark.parametrize(
    ("kind", "values", "signed"),
    [
        ("set", {"nama": "A"}, False),
        ("decide", {}, True),
        ("propose", {}, True),
        ("resolve", {"nama": "A"}, True),
        ("user", {}, True),
        ("issue", {}, True),
        ("erase", {}, True),
        ("status", {"status": "submitted"}, False),
        ("status", {"status": "verified"}, True),
        ("status", {"status": "returned"}, True),
        ("status", {"status": "rejected"}, True),
        ("status", {"status": ["verified"]}, False),
    ],
)
def test_who_must_sign(kind: str, values: dict[str, Any], signed: bool) -> None:
    assert needs_user_signature(sample(kind=kind, set=values)) is signed
