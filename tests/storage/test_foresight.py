"""Steps signed about data that come later in the order: nobody verifies their own typing by them."""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.storage.test_receive import FIRST

OFFICE, LAPTOP = "b" * 32, "c" * 32


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with fold.room(tmp_path_factory.mktemp("foresight")) as made:
        yield made


def crafted(
    dev: str,
    seq: int,
    user: str,
    rec: str,
    ent: str,
    kind: str,
    values: dict[str, Any],
    base: dict[str, list[str]],
    n: int,
    rev: str | None = None,
) -> Incoming:
    made = Op(
        v=1,
        crit=False,
        dev=dev,
        ep=1,
        seq=seq,
        prev="0" * 64,
        salt="0" * 32,
        chg="0" * 32,
        user=user,
        wall=seq,
        rec=rec,
        ent=ent,
        kind=kind,
        set=values,
        base=base,
        n=n,
        rev=rev,
    )
    data = encode(made)
    return Incoming(op_id(data), decode(data), data, None)


def book(user: str, version: int, program: str, *codes: str) -> Incoming:
    isi = {"one_person_office": bool(codes), "one_person_in": list(codes)}
    said = {
        "scope": "",
        "program": program,
        "tahun": 2026,
        "versi": version,
        "nomor": "1",
        "tanggal": "2026-01-05",
        "isi": isi,
    }
    return crafted(DKUM, version, user, f"{version:032x}", "rulebook", "issue", said, {}, 1)


def row(found: dict[str, Any], record: str) -> dict[str, Any]:
    (one,) = [each for each in found["application"] if each["uuid"] == bytes.fromhex(record)]
    return one


def seen(state: Any) -> dict[str, list[str]]:
    return {name: state.heads[name] for name in ("status", "tanggal_lengkap") if name in state.heads}


def submitted(room: Room) -> str:
    return next(rec for rec in room.applications if room.states[rec].status == "submitted")


def test_verified_by_who_typed_it_all_with_a_forward_rev_and_no_mark(room: Room) -> None:
    """A colleague only begins an empty draft. One person types all decisive data, submits and verifies it
    alone; no rule book, no mark. The verification names the revision after an op with a larger n: at its
    place in the order its writer is no author yet."""
    user, rec = room.office.session.user, "77" * 16
    colleague = next(u for u in room.people if u != user)
    full = dict(FIRST["application"])
    code = full.get("kelurahan_kode", offices.KUKUSAN)
    first = {k: v for k, v in full.items() if k not in DECISIVE} | {"status": "draft", "kelurahan_kode": code}
    a = crafted(OFFICE, 1, colleague, rec, "application", "set", first, {}, 1)
    s = crafted(
        OFFICE, 2, user, rec, "application", "status", {"status": "submitted"}, {"status": [a.id.hex()]}, 2
    )
    decisive = {k: v for k, v in full.items() if k in DECISIVE and k != "kelurahan_kode"} | {
        "nama": "Rekayasa"
    }
    d = crafted(OFFICE, 3, user, rec, "application", "set", decisive, {}, 4)
    heads = {k: [d.id.hex()] for k in d.op.set} | {k: [a.id.hex()] for k in a.op.set}
    v = crafted(
        OFFICE,
        4,
        user,
        rec,
        "application",
        "status",
        {"status": "verified", "tanggal_lengkap": "2026-11-20"},
        {"status": [s.id.hex()]},
        3,
        revision(heads, DECISIVE),
    )
    found = fold.outcome(room.office, [[a, s, d, v]])
    one = row(found, rec)
    assert not (one["status"] == "verified" and user in one["authors"] and one[MARK] is None)


def test_verified_by_who_corrected_it(room: Room) -> None:
    """The same on a colleague's entry: a verifikator changes the name and verifies the change alone."""
    rec = submitted(room)
    state = room.states[rec]
    other = next(u for u in room.people if u not in state.authors)
    top = state.top
    d = crafted(
        OFFICE,
        1,
        other,
        rec,
        "application",
        "set",
        {"nama": "Nama Lain"},
        {"nama": state.heads["nama"]},
        top + 2,
    )
    heads = {**state.heads, "nama": [d.id.hex()]}
    v = crafted(
        OFFICE,
        2,
        other,
        rec,
        "application",
        "status",
        {"status": "verified", "tanggal_lengkap": "2026-11-20"},
        seen(state),
        top + 1,
        revision(heads, DECISIVE),
    )
    found = fold.outcome(room.office, [[d, v]])
    one = row(found, rec)
    assert not (one["status"] == "verified" and other in one["authors"])


def test_a_book_of_another_programme_lets_one_person_reject(room: Room) -> None:
    """`_may_alone` skips the programme where rev differs; return and reject need no rev at all."""
    user, rec = room.office.session.user, submitted(room)
    state = room.states[rec]
    assert user in state.authors and state.values["program"] == "WUB"
    b = book(user, 1, "PP", offices.KUKUSAN)
    v = crafted(
        OFFICE,
        1,
        user,
        rec,
        "application",
        "status",
        {"status": "rejected", "alasan": "x", MARK: "PP 2026 1"},
        {"status": state.heads["status"]},
        state.top + 1,
        None,
    )
    found = fold.outcome(room.office, [[b, v]])
    one = row(found, rec)
    assert one["status"] == "submitted"


def test_a_book_of_another_programme_lets_one_person_verify(room: Room) -> None:
    """And for a verification the forward rev does it."""
    user, rec = room.office.session.user, submitted(room)
    state = room.states[rec]
    b = book(user, 1, "PP", offices.KUKUSAN)
    d = crafted(
        OFFICE,
        1,
        user,
        rec,
        "application",
        "set",
        {"nama": "Nama Lain"},
        {"nama": state.heads["nama"]},
        state.top + 2,
    )
    heads = {**state.heads, "nama": [d.id.hex()]}
    v = crafted(
        OFFICE,
        2,
        user,
        rec,
        "application",
        "status",
        {"status": "verified", "tanggal_lengkap": "2026-11-20", MARK: "PP 2026 1"},
        seen(state),
        state.top + 1,
        revision(heads, DECISIVE),
    )
    found = fold.outcome(room.office, [[b, d, v]])
    one = row(found, rec)
    assert one["status"] == "submitted"


def test_a_draft_bears_no_mark(room: Room) -> None:
    """A draft step with the mark is taken: no rule book, nobody judged it."""
    user, rec = room.office.session.user, "78" * 16
    first = dict(FIRST["application"]) | {"status": "draft", MARK: "WUB 2026 99", "scope": offices.KUKUSAN}
    a = crafted(OFFICE, 1, user, rec, "application", "status", first, {}, 1)
    found = fold.outcome(room.office, [[a]])
    rows = [r for r in found["application"] if r["uuid"] == bytes.fromhex(rec)]
    assert not rows or rows[0][MARK] is None


def test_verified_over_an_open_difference_with_a_forward_rev(room: Room) -> None:
    """Two live names, and verified: the difference comes after the verification in the order."""
    rec = submitted(room)
    state = room.states[rec]
    other = next(u for u in room.people if u not in state.authors)
    author = next(iter(state.authors))
    d = crafted(OFFICE, 1, author, rec, "application", "set", {"nama": "Nama Lain"}, {}, state.top + 2)
    heads = {**state.heads, "nama": sorted([*state.heads["nama"], d.id.hex()])}
    v = crafted(
        LAPTOP,
        1,
        other,
        rec,
        "application",
        "status",
        {"status": "verified", "tanggal_lengkap": "2026-11-20"},
        seen(state),
        state.top + 1,
        revision(heads, DECISIVE),
    )
    with room.office.trial() as work:
        fold.take(work, [d, v])
        found = work.state(rec)
        assert not (found.status == "verified" and found.conflict_in(DECISIVE))
