"""The one table of plain entities: what fits a field, and which op about one is void."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import entities, people
from desktop_app.domain.authority import judge
from desktop_app.domain.entities import ENTITIES, Entity, EntityField
from desktop_app.domain.merge import Entry, State
from desktop_app.domain.op import ZERO_ID, Op

EXAMPLES: dict[str, tuple[list[object], list[object]]] = {
    "text": (["Tini", "x" * entities.MAX_TEXT], [1, True, ["x"], {}, "x" * (entities.MAX_TEXT + 1)]),
    "int": ([0, -3, 2**40], ["1", 1.5, True, []]),
    "flag": ([True, False], [0, 1, "ya"]),
    "date": (["2026-11-25"], ["25-11-2026", "2026-02-30", "20261125", 20261125]),
    "id": (["ab" * 16], ["AB" * 16, "ab" * 15, "zz" * 16, 7]),
    "json": ([{}, [], {"a": [1]}], ["{}", 1, True]),
    "days": (
        [["2026-11-17", "2026-11-18"], ["2026-11-17"]],
        [
            "2026-11-17",
            ["2026-11-18", "2026-11-17"],
            ["2026-11-17", "2026-11-17"],
            ["17-11-2026"],
            [1],
            {},
            [f"2026-11-{n:02}" for n in range(1, 17)],
        ],
    ),
    "names": ([["3276061002"], []], ["3276061002", [""], [1], ["x" * 41], {}]),
    "mark": (["h", "i", "s", "a"], ["H", "", "x", 1, ["h"]]),
    "moment": ([0, 1_764_000_000_000], [-1, 2**62, "0", 1.5, True]),
}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_what_fits_a_field(kind: Any) -> None:
    good, bad = EXAMPLES[kind]
    optional, wanted = EntityField("x", kind), EntityField("x", kind, required=True)
    assert all(optional.fits(value) and wanted.fits(value) for value in good)
    assert not any(optional.fits(value) or wanted.fits(value) for value in bad)
    assert optional.fits(None)
    assert optional.fits([]) == (kind in entities.LISTS)
    assert not EntityField("x", "days", required=True).fits([])
    assert not wanted.fits(None)
    assert not EntityField("x", required=True).fits("")


def test_an_unknown_name_is_no_plain_entity() -> None:
    assert entities.find("application") is None
    assert entities.find("dari_versi_depan") is None


def _example(field: EntityField) -> Any:
    """A value that fits."""
    if field.span:
        return field.span[0]
    return min(field.codes, default="7" * field.digits or EXAMPLES[field.kind][0][0])


def _op(entity: Entity, values: dict[str, Any], *, kind: str = "") -> Op:
    return Op(
        v=1, crit=False, dev="1" * 32, ep=1, seq=1, prev=ZERO_ID, salt="0" * 32, chg="2" * 32,
        user="3" * 32, wall=0, rec=_record(entity), ent=entity.name, kind=kind or min(entity.kinds),
        set=values, base={}, n=1,
    )  # fmt: skip


def _record(entity: Entity) -> str:
    return entity.record_of(_good(entity)) if entity.record_of else "4" * 32


def _good(entity: Entity) -> dict[str, Any]:
    scope = "" if entity.place == "city" else "3276061002"
    return {"scope": scope, **{each.name: _example(each) for each in entity.fields}}


def _cases() -> list[tuple[Entity, str, str]]:
    return [
        (entity, place, role)
        for entity in ENTITIES.values()
        for place in people.OFFICE_KINDS
        for role in people.ROLES
    ]


@pytest.mark.parametrize(("entity", "place", "role"), _cases(), ids=lambda case: getattr(case, "name", case))
def test_who_may_write_what(entity: Entity, place: str, role: str) -> None:
    entry = Entry("a" * 64, _op(entity, _good(entity)), place, frozenset({role}))
    writers = entity.writers.get(place)
    expected = "place" if writers is None else "" if role in writers else "role"
    assert judge(entry, State()) == expected


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=lambda one: one.name)
def test_what_makes_an_op_void(entity: Entity) -> None:
    place = next(iter(entity.writers))
    entry = Entry("a" * 64, _op(entity, _good(entity)), place, entity.writers[place])

    def judged(values: dict[str, Any], state: State, kind: str = "") -> str:
        return judge(replace(entry, op=_op(entity, values, kind=kind)), state)

    begun = State(first=entry)
    for each in entity.fields:
        wrong = EXAMPLES[each.kind][1][0]
        assert judged({**_good(entity), each.name: wrong}, State()) == "incomplete"
        assert judged({each.name: wrong}, begun) == "incomplete"
        missing = {name: value for name, value in _good(entity).items() if name != each.name}
        apart = entity.rule is not None and entity.rule({}, missing, 0)
        assert judged(missing, State()) == ("incomplete" if each.required or apart else "")
        assert judged({each.name: None}, begun) == ("incomplete" if each.required else "")
    assert judged(_good(entity), State(), kind="decide" if "decide" not in entity.kinds else "note") == "role"
    elsewhere = {"city": "3276061002", "kelurahan": ""}.get(entity.place)
    if elsewhere is not None:
        assert judged({**_good(entity), "scope": elsewhere}, State()) == "place"


@pytest.mark.parametrize(
    ("name", "field", "wrong"),
    [("outcome", "pekerja", -50), ("outcome", "pekerja", 2**62), ("outcome", "enam_bulan", "banana"),
     ("outcome", "dua_belas_bulan", "h"), ("outcome", "omzet_kelas", "besar"), ("outcome", "nib", "=1+1"),
     ("outcome", "nib", "912000123456"), ("participant", "nomor", 0), ("wave", "minimal", 0),
     ("wave", "kapasitas", 0), ("training", "jenis", "lain")],
)  # fmt: skip
def test_a_value_nobody_can_mean_is_void(name: str, field: str, wrong: object) -> None:
    entity = ENTITIES[name]
    place = next(iter(entity.writers))
    entry = Entry("a" * 64, _op(entity, _good(entity)), place, entity.writers[place])
    assert judge(entry, State()) == ""
    assert judge(replace(entry, op=_op(entity, {**_good(entity), field: wrong})), State()) == "incomplete"
    assert judge(replace(entry, op=_op(entity, {field: wrong})), State(first=entry)) == "incomplete"


@pytest.mark.parametrize("name", ["outcome", "participant"])
def test_there_is_one_record_for_what_may_be_only_once(name: str) -> None:
    entity = ENTITIES[name]
    op = msgspec.structs.replace(_op(entity, _good(entity)), rec="0" * 32)
    place = next(iter(entity.writers))
    assert judge(Entry("a" * 64, op, place, entity.writers[place]), State()) == "incomplete"


@pytest.mark.parametrize(
    ("entity", "field"),
    [(one, each) for one in ENTITIES.values() for each in one.fields if each.fixed],
    ids=lambda case: case.name,
)
def test_whom_a_record_is_about_is_said_once(entity: Entity, field: EntityField) -> None:
    place = next(iter(entity.writers))
    entry = Entry("a" * 64, _op(entity, _good(entity)), place, entity.writers[place])
    begun = State(first=entry)
    again = replace(entry, op=_op(entity, {field.name: _good(entity)[field.name]}))
    other = replace(entry, op=_op(entity, {field.name: "cd" * 16}))
    assert (judge(again, begun), judge(other, begun)) == ("", "incomplete")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(values=st.dictionaries(st.sampled_from(["nama", "nik", "mulai", "tutup", "scope"]), _json))
def test_whatever_is_said_is_judged_and_never_raises(values: dict[str, Any]) -> None:
    entity = ENTITIES["business"]
    entry = Entry("a" * 64, _op(entity, values), "kelurahan", frozenset({people.OPERATOR}))
    assert judge(entry, State()) in ("", "incomplete", "place")
