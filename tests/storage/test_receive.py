"""Whatever a well-formed op says, taking it in never fails, and gives what a rebuild gives, in any order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from desktop_app.actions.people import change_person
from desktop_app.domain import entities, outcome, people
from desktop_app.domain.authority import void_sentence
from desktop_app.domain.op import Op, decode, encode, op_id
from desktop_app.domain.shape import ATTACHMENT
from desktop_app.keys.person import PersonKey
from desktop_app.office import Office
from desktop_app.queries.applicant import detail, history
from desktop_app.storage import tables
from desktop_app.storage.rebuild import rebuild
from desktop_app.storage.receive import Incoming, StreamHead, receive, refold_about
from desktop_app.storage.work import Work
from tests import offices
from tests.storage.test_work import everything

DEV = "d" * 32
"""Another computer; what it writes is of its office's kind (`place`)."""
FAR = "f" * 32
"""A computer of another kelurahan."""
NEW = ["1" * 32, "2" * 32, "3" * 32]
BEGUN = {"nomor_pendaftaran": "26-061002-7QK-0042", "kelurahan_kode": offices.KUKUSAN}
ISSUED = {"jenis": "daftar_nominatif", "edisi": "arsip", "nomor": "1/X", "tanggal": "2026-11-24",
          "digest": "ab", "pdf": "a" * 64, "scope": offices.KUKUSAN}  # fmt: skip
PROPOSED = {"program": "WUB", "tahun": 2026, "kelurahan_kode": offices.KUKUSAN, "seed": "x", "kuota": 27,
            "terpakai": 0, "jumlah": 1, "scope": ""}  # fmt: skip
ADMITTED = {"nama": "Wulan Sari", "key": "c" * 64, "roles": ["operator"], "scope": offices.KUKUSAN}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two applications, and a person who may do everything."""
    made = offices.office(tmp_path_factory.mktemp("terima") / "kukusan")
    offices.add(made, "Dian Lestari", "verifikator", "operator")
    offices.verify(made, offices.enter(made, offices.persons(2))[:1])
    made.enter("Ratna Puspita", offices.PASSPHRASE)
    every = {"roles": sorted(people.ROLES)}
    made.do(lambda work: work.put(made.session.user, "person", "user", every))
    yield made
    made.close()


def op(
    office: Office, seq: int, rec: str, ent: str, kind: str, values: dict[str, Any], **more: Any
) -> Incoming:
    """An op as the other computer would have written it."""
    made = Op(
        v=1, crit=False, dev=more.get("dev", DEV), ep=1, seq=seq, prev="0" * 64, salt="0" * 32,
        chg=more.get("chg", "0" * 32), user=more.get("user", office.session.user), wall=seq, rec=rec,
        ent=ent, kind=kind, set=values,
        base=more.get("base", {}), n=more.get("n", 1), rev=more.get("rev"),
    )  # fmt: skip
    data = encode(made)
    return Incoming(op_id(data), decode(data), data, None)


def take(work: Work, items: Sequence[Incoming], place: str = "kelurahan") -> dict[str, str]:
    """Receive them; returns what is void and why."""
    work.context.places[DEV] = (place, "" if place == "dkum" else offices.KUKUSAN)
    work.context.places[FAR] = ("kelurahan", offices.CURUG)
    tops = {item.op.dev: item for item in sorted(items, key=lambda item: item.op.seq)}
    heads = [StreamHead(dev, 1, top.op.seq, top.id) for dev, top in tops.items()]
    return receive(work, items, heads).void


def said(connection: Connection) -> dict[str, list[Any]]:
    """All that the ops say, by ids that are the same on every copy."""
    uuids = {row.id: row.uuid.hex() for row in connection.execute(select(tables.record))}
    found: dict[str, list[Any]] = {
        "void": sorted(map(tuple, connection.execute(select(tables.op.c.hash, tables.op.c.void))), key=repr),
        "record": sorted(tuple(row)[1:] for row in connection.execute(select(tables.record))),
    }  # fmt: skip
    for table in tables.PROJECTIONS:
        owned = {column.name for column in table.columns if column.foreign_keys}
        rows = connection.execute(select(table)).mappings()
        told = [{key: uuids[value] if key in owned else value for key, value in row.items()} for row in rows]
        found[table.name] = sorted(told, key=repr)
    return found


# ---- anything ----------------------------------------------------------------------------------------

PAPER = {"sha256": "b" * 64, "jenis": "ktp", "mime": "image/jpeg", "size": 1, "wall": 1}
USUL = {"hasil": "accepted", "peringkat": 1, "undian": "ab", "alasan": "", "putusan_rec": NEW[2]}
TEXTS = ["Siti", "3276016512950001", "WUB", "P", ""]
GOOD: dict[str, dict[str, list[Any]]] = {
    "application": {
        **dict.fromkeys(("nama", "nik", "hp", "alamat", "program", "usulan", "alasan"), TEXTS),
        "tahun": [2026, "dua ribu"], "dokumen": [{"ktp": "ada"}], "usul": [USUL], "peringkat": [1],
        "status": ["draft", "submitted", "verified", "accepted"], "nomor_pendaftaran": ["26-061002-7QK-0043"],
        f"{ATTACHMENT}{NEW[0]}": [PAPER, None], f"{ATTACHMENT}x": [PAPER],
    },
    "document": {"rows": [[[NEW[0], "ab"], [NEW[1], ""]]], "data": ["b" * 64], "tahun": [2026],
                 "pdf": ["c" * 64], "ditandatangani": ["d" * 64], "penanda": [["Lurah"]],
                 "batal": [{"alasan": "Keliru"}], "menggantikan": [NEW[1], None]},
    "decision": {"state": ["approved"], "nomor": ["0001"], "decided": [5], "kuota": [3]},
    "person": {"roles": [["admin_kantor"], sorted(people.ROLES), []], "cutoff": [{}, {f"{DEV}-1": 2}],
               "active": [False, True], "nama": TEXTS, "mentor": [NEW[0], None]},
    "office": {"kop": [{"kantor": "KELURAHAN"}], "signatories": [[{"nama": "Lurah"}]],
               "tembusan": [["Camat"]]},
    "lain": {"apa": [1, [2]]},
}  # fmt: skip
FIRST: dict[str, dict[str, Any]] = {
    "application": BEGUN, "document": ISSUED, "decision": PROPOSED, "person": ADMITTED, "office": {},
    "lain": {},
}  # fmt: skip
USUAL = {"application": ["set", "set", "attach", "status", "propose", "decide", "resolve"],
         "document": ["issue", "sign", "annul"], "decision": ["propose", "decide"], "person": ["user"],
         "office": ["set"],
         "lain": ["baru"]}  # fmt: skip
SOME: dict[str, list[Any]] = {
    "text": TEXTS, "int": [2026], "date": ["2026-11-24", "kemarin"], "id": NEW, "json": [{}, []],
    "flag": [True], "days": [["2026-11-24", "2026-11-25"]], "names": [["Kukusan"]], "mark": ["h", "a"],
    "moment": [1_764_000_000_000],
}  # fmt: skip


def some(field: entities.EntityField) -> list[Any]:
    """Values that fit the field, and one that does not where it has bounds."""
    if field.span:
        return [*field.span, field.span[0] - 1]
    if field.codes:
        return [*sorted(field.codes), "lain"]
    return ["7" * field.digits, "=1+1"] if field.digits else SOME[field.kind]


for entity in entities.ENTITIES.values():
    GOOD[entity.name] = {each.name: some(each) for each in entity.fields}
    FIRST[entity.name] = {each.name: some(each)[0] for each in entity.fields if each.required}
    FIRST[entity.name]["scope"] = "" if entity.place == "city" else offices.KUKUSAN
    USUAL[entity.name] = sorted(entity.kinds)
NAMES = sorted({name for good in (*GOOD.values(), *FIRST.values()) for name in good})
PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63) + 1, 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    st.sampled_from([*NEW, "a" * 64]),
)  # fmt: skip
ANYTHING = st.one_of(
    PLAIN, st.lists(PLAIN, max_size=2), st.dictionaries(st.sampled_from(NAMES), PLAIN, max_size=2)
)


@st.composite
def said_by_anybody(draw: st.DrawFn, office: Office, known: list[str]) -> list[Incoming]:
    items: list[Incoming] = []
    for seq in range(1, draw(st.integers(1, 6)) + 1):
        ent = draw(st.sampled_from(["application", *sorted(FIRST)]))
        values = dict(FIRST[ent]) if draw(st.booleans()) else {}
        for name in ("scope", "kelurahan_kode"):
            if name in values and draw(st.integers(0, 3)) == 3:
                values[name] = offices.CURUG
        for name in draw(st.lists(st.sampled_from(sorted(GOOD[ent])), max_size=3, unique=True)):
            values[name] = draw(st.sampled_from(GOOD[ent][name]))
        if draw(st.integers(0, 3)) == 3:
            values[draw(st.sampled_from(NAMES))] = draw(ANYTHING)
        record = draw(st.sampled_from([NEW[0], NEW[0], *NEW, *known]))
        plain = entities.find(ent)
        if plain is not None and plain.record_of is not None and draw(st.integers(0, 3)):
            record = plain.record_of(FIRST[ent])
        seen = st.lists(st.sampled_from([item.id.hex() for item in items] or ["0" * 64]), max_size=2)
        items.append(
            op(
                office, seq, record, ent,
                draw(st.sampled_from(USUAL[ent] * 3 + ["set", "link"])), values,
                base={name: draw(seen) for name in values if draw(st.booleans())}, n=draw(st.integers(1, 3)),
                dev=draw(st.sampled_from([DEV, DEV, FAR])),
                user=draw(st.sampled_from([office.session.user] * 4 + [NEW[0]])),
                rev=draw(st.sampled_from([None, "0" * 64])),
            )
        )  # fmt: skip
    return items


@given(data=st.data(), place=st.sampled_from(["kelurahan", "dkum"]))
def test_anything_well_formed_is_taken_in(office: Office, data: st.DataObject, place: str) -> None:
    with office.reading() as connection:
        known = [row.uuid.hex() for row in connection.execute(select(tables.record.c.uuid))]
    items = data.draw(said_by_anybody(office, known))
    order = data.draw(st.permutations(items))
    with office.trial() as work:
        take(work, items, place)
        one = everything(work.connection)
        told = said(work.connection)
        rebuild(work)
        assert everything(work.connection) == one
        for row in work.connection.execute(select(tables.application.c.id)).all():
            detail(work.connection, work.context, row.id, today=office.today())
        for row in work.connection.execute(select(tables.record.c.id)).all():
            history(work.connection, work.context, row.id)
    with office.trial() as work:
        for item in order:
            take(work, [item], place)
        assert said(work.connection) == told


# ---- one by one --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ent", "kind", "lacking"),
    [("document", "issue", {**ISSUED, "jenis": None}),
     ("document", "issue", {"nomor": "2/X", "scope": offices.KUKUSAN}),
     ("document", "issue", {**ISSUED, "pdf": "bukan"}), ("document", "issue", {**ISSUED, "tahun": "dua"}),
     ("document", "issue", {**ISSUED, "rows": [["bukan", 1]]}),
     ("decision", "propose", {**PROPOSED, "program": None}),
     ("decision", "propose", {**PROPOSED, "kuota": "27"}),
     ("person", "user", {"nama": "Wulan", "scope": offices.KUKUSAN}),
     ("person", "user", {**ADMITTED, "key": "pendek"}), ("person", "user", {**ADMITTED, "roles": "operator"}),
     ("office", "set", {"kop": "KELURAHAN", "scope": offices.KUKUSAN}),
     ("application", "set", {"nama": "Siti", "kelurahan_kode": offices.KUKUSAN}),
     ("application", "set", {**BEGUN, "nama": {"depan": "Siti"}}),
     ("application", "set", {**BEGUN, "tahun": 1.5}),
     ("application", "attach", {**BEGUN, f"{ATTACHMENT}{NEW[1]}": {"jenis": "ktp"}}),
     ("application", "attach", {**BEGUN, f"{ATTACHMENT}ktp": None})],
)  # fmt: skip
def test_what_cannot_be_shown_is_void_and_the_rest_applies(
    office: Office, ent: str, kind: str, lacking: dict[str, Any]
) -> None:
    place = "dkum" if ent == "decision" else "kelurahan"
    bad = op(office, 1, NEW[0], ent, kind, lacking)
    good = op(office, 2, NEW[1], "application", "set", {**BEGUN, "nama": "Siti"})
    with office.trial() as work:
        assert take(work, [bad, good], place) == {bad.id.hex(): "incomplete"}
        marked = work.connection.execute(select(tables.op.c.hash).where(tables.op.c.void == "incomplete"))
        assert [row.hash for row in marked] == [bad.id]
        names = work.connection.execute(select(tables.application.c.nama)).scalars().all()
        assert "Siti" in names
        assert not work.connection.execute(select(tables.document)).all()
    assert "wajib" in void_sentence("incomplete")


def test_a_later_word_that_cannot_be_read_leaves_the_earlier_one(office: Office) -> None:
    first = op(office, 1, NEW[0], "document", "issue", ISSUED)
    later = op(office, 2, NEW[0], "document", "issue", {"pdf": 7}, n=2, base={"pdf": [first.id.hex()]})
    with office.trial() as work:
        assert take(work, [first, later]) == {later.id.hex(): "issued"}
        assert work.connection.execute(select(tables.document.c.pdf)).scalar_one() == bytes.fromhex("a" * 64)


def test_a_first_word_that_comes_late_heals_what_was_void(office: Office) -> None:
    first = op(office, 1, NEW[0], "application", "set", {**BEGUN, "nama": "Siti"})
    later = op(
        office, 2, NEW[0], "application", "set", {"nama": "Sita"}, n=2, base={"nama": [first.id.hex()]}
    )
    app = tables.application.c
    with office.trial() as work:
        assert take(work, [later]) == {later.id.hex(): "foreign"}, "nobody has said whose it is"
        assert (
            work.connection.execute(select(app.nama).where(app.uuid == bytes.fromhex(NEW[0]))).first() is None
        )
        assert take(work, [first]) == {}
        nama = work.connection.execute(select(app.nama).where(app.uuid == bytes.fromhex(NEW[0])))
        assert nama.scalar_one() == "Sita"
        assert not work.connection.execute(select(tables.op).where(tables.op.c.void.is_not(None))).all()


def test_nothing_is_said_about_a_record_in_another_kinds_words(office: Office) -> None:
    """An admin may write office settings, and an application is none."""
    with office.reading() as connection:
        record = connection.execute(select(tables.application.c.uuid)).scalars().first()
    assert record is not None
    forged = op(office, 1, record.hex(), "office", "set", {"status": "accepted", "nama": "Lain"}, n=9)
    with office.trial() as work:
        before = said(work.connection)
        assert take(work, [forged]) == {forged.id.hex(): "incomplete"}
        after = said(work.connection)
        assert (after["application"], after["record"]) == (before["application"], before["record"])


def test_a_number_is_never_given_anew(office: Office) -> None:
    with office.reading() as connection:
        row = connection.execute(select(tables.application)).first()
    assert row is not None
    forged = op(
        office, 1, row.uuid.hex(), "application", "set", {"nomor_pendaftaran": "26-061002-AAA-0001"}, n=9
    )
    with office.trial() as work:
        assert take(work, [forged]) == {forged.id.hex(): "transition"}


def test_one_attachment_id_in_two_records_is_two_attachments(office: Office) -> None:
    paper = {"sha256": "b" * 64, "jenis": "ktp", "mime": "image/jpeg", "size": 1, "wall": 1}
    values = {f"{ATTACHMENT}{NEW[2]}": paper}
    one = op(office, 1, NEW[0], "application", "attach", {**BEGUN, **values})
    two = op(office, 2, NEW[1], "application", "attach", {**BEGUN, "nomor_pendaftaran": "2", **values})
    with office.trial() as work:
        assert take(work, [one, two]) == {}
        told = said(work.connection)
        assert len(told["attachment"]) == 2
        rebuild(work)
        assert said(work.connection) == told


@pytest.mark.parametrize("ent", ["person", "document", "decision"])
def test_what_nobody_signed_counts_for_nothing(office: Office, ent: str) -> None:
    """Only these kinds carry the person's own signature; any other is the computer's word alone."""
    plain = op(office, 1, NEW[0], ent, "set", FIRST[ent])
    with office.trial() as work:
        assert take(work, [plain], "dkum") == {plain.id.hex(): "role"}


def test_a_role_given_here_makes_valid_what_came_before_it(tmp_path: Path) -> None:
    """A step that came from another computer before its writer had the role."""
    one = offices.office(tmp_path / "kukusan")
    offices.add(one, "Wulan Sari", "operator")
    wulan = next(user for user, facts in one.context.people.items() if facts.nama == "Wulan Sari")
    record = offices.enter(one, offices.persons(1))[0]
    row = offices.row(one, record)
    with one.work() as work:
        state = work.state(record)
        verified = op(
            one, 1, record, "application", "status", {"status": "verified"}, user=wulan, n=state.top + 1,
            rev=row.rev, base={"status": state.heads["status"]},
        )  # fmt: skip
        assert take(work, [verified]) == {verified.id.hex(): "role"}
    change_person(one, wulan, roles=("operator", "verifikator"))
    assert offices.row(one, record).status == "verified"
    with one.trial() as work:
        told = said(work.connection)
        rebuild(work)
        assert said(work.connection) == told
    one.close()


# ---- whose it is -------------------------------------------------------------------------------------

APPLICATION, MENTOR, OTHER = "1" * 32, "a1" * 16, "a2" * 16
OUTCOME = outcome.record_of(APPLICATION)


def reached(office: Office, seq: int, **more: Any) -> Incoming:
    """Six months on, as the office that the application belongs to writes it; another one by `more`."""
    scope = more.pop("scope", offices.KUKUSAN)
    said = {"application": APPLICATION, "scope": scope, "catatan": scope}
    return op(office, seq, OUTCOME, "outcome", "set", said, **more)


def applied(office: Office, seq: int) -> Incoming:
    return op(office, seq, APPLICATION, "application", "set", {**BEGUN, "nama": "Siti"})


def given_to(office: Office, seq: int, mentor: str = MENTOR, **more: Any) -> Incoming:
    said = {"application": APPLICATION, "mentor": mentor, "mulai": "2026-11-01", "scope": offices.KUKUSAN}
    return op(office, seq, NEW[1], "mentee", "set", said, **more)


def visited(office: Office, seq: int, user: str, mentor: str = MENTOR) -> Incoming:
    said = {"application": APPLICATION, "mentor": mentor, "tanggal": "2026-11-20", "pokok": "modal",
            "scope": offices.KUKUSAN}  # fmt: skip
    return op(office, seq, NEW[2], "visit", "set", said, user=user)


def accounts(work: Work) -> dict[str, str]:
    """A mentor's account for each of two mentors; nothing but the role of one."""
    made: dict[str, str] = {}
    for mentor, user in ((MENTOR, "b1" * 16), (OTHER, "b2" * 16)):
        said = {**ADMITTED, "roles": ["pendamping"], "mentor": mentor, "office": offices.KUKUSAN}
        work.put(user, "person", "user", said, scope=offices.KUKUSAN)
        made[mentor] = user
    work.flush()
    return made


@settings(max_examples=30)
@given(order=st.permutations(range(4)), salt=st.integers(0, 99))
def test_nobody_takes_an_outcome_away_by_speaking_first(office: Office, order: list[int], salt: int) -> None:
    """Another kelurahan knows the application's id, so it can compute the outcome's; in any order, and
    whichever of the two first words sorts first."""
    foreign = reached(office, 1, dev=FAR, scope=offices.CURUG, chg=f"{salt:032x}")
    own = [applied(office, 1), reached(office, 2)]
    later = op(office, 3, OUTCOME, "outcome", "set", {"pekerja": 2}, n=2)
    items = [*own, later, foreign]
    with office.trial() as work:
        for at in order:
            take(work, [items[at]])
        row = work.connection.execute(select(tables.PLAIN["outcome"])).one()
        assert (row.scope, row.catatan, row.pekerja) == (offices.KUKUSAN, offices.KUKUSAN, 2)
        marked = work.connection.execute(select(tables.op.c.hash).where(tables.op.c.void.is_not(None)))
        assert marked.scalars().all() == [foreign.id]
        told = said(work.connection)
        rebuild(work)
        assert said(work.connection) == told


def test_a_word_for_an_office_its_device_never_served_is_void(office: Office) -> None:
    for ent in ("application", "business", "visit", "outcome", "extract", "document", "office", "person"):
        kind, values = USUAL[ent][0], {**FIRST[ent], "scope": offices.KUKUSAN}
        lie = op(office, 1, OUTCOME if ent == "outcome" else NEW[0], ent, kind, values, dev=FAR)
        with office.trial() as work:
            assert take(work, [lie]) == {lie.id.hex(): "foreign"}, ent
            assert not said(work.connection)[ent] or NEW[0] not in repr(said(work.connection)[ent])


def test_an_application_stays_with_its_office(office: Office) -> None:
    """What the form says of the kelurahan and whose the record is are one thing; moving is DKUM's step."""
    begun = {**BEGUN, "scope": offices.CURUG}
    twofold = op(office, 1, NEW[0], "application", "set", begun)
    moved = op(office, 2, NEW[1], "application", "set", {"kelurahan_kode": offices.CURUG, "hp": "1"}, n=2)
    first = op(office, 1, NEW[1], "application", "set", BEGUN)
    with office.trial() as work:
        assert take(work, [twofold], "dkum") == {twofold.id.hex(): "foreign"}
    for place in ("kelurahan", "dkum"):
        with office.trial() as work:
            assert take(work, [first, moved], place) == {moved.id.hex(): "foreign"}
            app = tables.application.c
            row = work.connection.execute(select(tables.application).where(app.uuid == bytes.fromhex(NEW[1])))
            assert (one := row.one()).kelurahan_kode == offices.KUKUSAN and one.hp is None


@given(order=st.permutations(range(3)))
def test_a_mentor_writes_of_own_mentees_alone(office: Office, order: list[int]) -> None:
    """It is judged by what other records say, and again when they come later."""
    with office.trial() as work:
        users = accounts(work)
        own, strange = visited(office, 3, users[MENTOR]), visited(office, 4, users[OTHER], OTHER)
        items = [applied(office, 1), given_to(office, 2), own]
        for at in order:
            take(work, [items[at]])
        visits = work.connection.execute(select(tables.PLAIN["visit"].c.mentor)).scalars().all()
        assert [each.hex() for each in visits] == [MENTOR]
        other = op(office, 4, "4" * 32, "visit", "set", {**strange.op.set}, user=users[OTHER])
        lent = op(office, 5, "5" * 32, "visit", "set", {**own.op.set, "mentor": MENTOR}, user=users[OTHER])
        posing = op(office, 6, "6" * 32, "visit", "set", {**own.op.set, "mentor": OTHER}, user=users[MENTOR])
        assert take(work, [other, lent, posing]) == dict.fromkeys(
            (other.id.hex(), lent.id.hex(), posing.id.hex()), "mentee"
        )
        told = said(work.connection)
        rebuild(work)
        assert said(work.connection) == told
        again = op(office, 7, "7" * 32, "mentee", "set", given_to(office, 7, OTHER).op.set)
        assert take(work, [again]) == {}
        assert not work.connection.execute(
            select(tables.op.c.void).where(tables.op.c.hash == other.id)
        ).scalar()


def test_an_assignment_written_here_heals_what_a_laptop_wrote_before(office: Office) -> None:
    with office.trial() as work:
        users = accounts(work)
        visit = visited(office, 2, users[MENTOR])
        assert take(work, [applied(office, 1), visit]) == {visit.id.hex(): "mentee"}
        said_here = given_to(office, 9).op.set
        work.put("8" * 32, "mentee", "set", said_here, scope=offices.KUKUSAN)
        refold_about(work, APPLICATION)
        assert not work.connection.execute(select(tables.op).where(tables.op.c.void.is_not(None))).all()


@pytest.mark.parametrize("about", [NEW[0], NEW[1]])
def test_records_about_each_other_settle(office: Office, about: str) -> None:
    """Forged records that are a mentee's by one op and an application by another, about each other."""
    given = {**FIRST["mentee"], "scope": offices.KUKUSAN}
    far = {**BEGUN, "kelurahan_kode": offices.CURUG}
    items = [
        op(office, 1, NEW[0], "mentee", "set", {**given, "application": about}),
        op(office, 1, NEW[0], "application", "set", far, n=2, dev=FAR),
        op(office, 2, NEW[1], "mentee", "set", {**given, "application": NEW[0]}),
        op(office, 2, NEW[1], "application", "set", far, n=2, dev=FAR),
    ]
    with office.trial() as work:
        take(work, items)
        together = said(work.connection)
        rebuild(work)
        assert said(work.connection) == together
    for order in ([3, 2, 1, 0], [1, 0, 3, 2], [1, 3, 0, 2], [0, 3, 1, 2]):
        with office.trial() as work:
            for number in order:
                take(work, [items[number]])
            assert said(work.connection) == together, order


def test_a_record_is_judged_again_with_the_ops_of_its_own_file(office: Office) -> None:
    """Its mentee op is new, says something of the application it is about, and that is the record itself."""
    values = {**FIRST["mentee"], "scope": offices.KUKUSAN, "application": NEW[0]}
    given = op(office, 1, NEW[0], "mentee", "set", values)
    other = op(office, 2, NEW[0], "outcome", "set", {"active": None}, n=2)
    with office.trial() as work:
        assert take(work, [given, other]) == {other.id.hex(): "incomplete"}
        together = said(work.connection)
    with office.trial() as work:
        take(work, [other])
        take(work, [given])
        assert said(work.connection) == together


def test_what_is_void_for_itself_is_so_whatever_is_known_of_others(office: Office) -> None:
    """An unreadable op about an application: the reason is the same before and after that has come."""
    bad = op(
        office, 1, NEW[1], "mentee", "set", {**FIRST["mentee"], "application": NEW[0], "mulai": "kemarin"}
    )
    app = op(office, 1, NEW[0], "application", "set", {**BEGUN, "kelurahan_kode": offices.CURUG}, dev=FAR)
    for order in ([bad, app], [app, bad]):
        with office.trial() as work:
            void = [take(work, [item]) for item in order]
            assert {bad.id.hex(): "incomplete"} in void


def test_an_incomplete_first_word_takes_no_derived_id(office: Office) -> None:
    """Another office writes to the record that an outcome's id is made for, before its own office does."""
    with office.reading() as connection:
        record = connection.execute(select(tables.application.c.uuid)).scalars().first()
    assert record is not None
    values = {**FIRST["outcome"], "application": record.hex(), "scope": offices.KUKUSAN}
    rec = entities.ENTITIES["outcome"].record_of
    assert rec is not None
    name = rec(values)
    stolen = op(office, 1, name, "outcome", "set", {"scope": offices.CURUG}, dev=FAR)
    own = op(office, 1, name, "outcome", "set", values, n=2)
    with office.trial() as work:
        assert take(work, [stolen, own]) == {stolen.id.hex(): "incomplete"}


def test_a_record_that_begins_like_a_person_and_is_none(office: Office) -> None:
    """Another office's word about a person says nothing: the record is the business it is said to be."""
    first = op(office, 1, NEW[0], "person", "user", {**ADMITTED, "scope": ""}, dev=FAR)
    shop = op(office, 1, NEW[0], "business", "set", {"nama": "Warung", "scope": offices.KUKUSAN}, n=2)
    for order in ([first, shop], [shop, first]):
        with office.trial() as work:
            void: dict[str, str] = {}
            for item in order:
                void |= take(work, [item])
            assert void == {first.id.hex(): "foreign"}
            assert [row["nama"] for row in said(work.connection)["business"]] == ["Warung"]
    with office.trial() as work:
        assert take(work, [first, shop]) == {first.id.hex(): "foreign"}


# ---- signed before anybody knew the person -----------------------------------------------------------


@pytest.mark.parametrize("together", [True, False])
def test_what_somebody_unknown_signed_is_looked_at_when_they_come(office: Office, together: bool) -> None:
    """The two-person rule rests on it: nobody leaves a step in the name of a colleague to come."""
    dian, other = PersonKey.generate(), PersonKey.generate()
    said_of = {**ADMITTED, "key": dian.public_key.hex(), "roles": ["verifikator"], "office": offices.KUKUSAN}
    with office.reading() as connection:
        query = select(tables.application).where(tables.application.c.status == "submitted")
        row = connection.execute(query).first()
    assert row is not None
    with office.trial() as work:
        state = work.state(row.uuid.hex())
        step: dict[str, Any] = {
            "user": dian.person, "rev": row.rev, "n": state.top + 1,
            "base": {"status": state.heads["status"]},
        }  # fmt: skip
        values = {"status": "returned", "alasan": "KTP buram"}
        honest = op(office, 2, row.uuid.hex(), "application", "status", values, **step)
        forged = op(office, 3, row.uuid.hex(), "application", "status", values, chg="9" * 32, **step)
        honest = honest._replace(usig=dian.key_id + dian.sign_op(honest.data))
        forged = forged._replace(usig=dian.key_id + other.sign_op(forged.data))
        admitted = op(office, 1, dian.person, "person", "user", said_of)
        for items in [[forged, admitted, honest]] if together else [[forged], [honest], [admitted]]:
            take(work, items)
        rows = work.connection.execute(select(tables.op.c.hash, tables.op.c.void))
        void = {each.hash: each.void for each in rows}
        assert void[honest.id] is None and void[forged.id] == "unsigned"
        told = said(work.connection)
        rebuild(work)
        assert said(work.connection) == told
