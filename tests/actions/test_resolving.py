"""Differences: kept, listed, counted, decided by one word for all copies, postponed, opened again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import applications, decisions, resolving
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.resolving import Choice, ResolveDifferences
from desktop_app.domain import differing, entities
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import conflicts, home
from desktop_app.queries.applicant import history
from desktop_app.queries.conflicts import Difference
from desktop_app.queries.exchange import exchange_view
from desktop_app.queries.status import office_status
from desktop_app.storage.rebuild import rebuild
from tests import mentors, offices
from tests.differing import Apart, apart, differences, say
from tests.offices import PASSPHRASE
from tests.storage.test_work import everything

OURS = {"nama": "Siti Marlina Putri", "tempat_lahir": "Bogor", "hp": "+6289000000001"}
THEIRS = {"nama": "Siti Merlina Putri", "tempat_lahir": "BOGOR ", "hp": "+6289000000002"}


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Apart]:
    """Name and phone differ; the birthplace is only spelt otherwise."""
    found = apart(tmp_path, OURS, THEIRS)
    yield found
    found.close()


def of(one: Office, name: str) -> Difference:
    return next(each for each in differences(one) if each.field == name)


def take(one: Office, name: str, at: int, **more: Any) -> resolving.Resolved:
    """Choose the value with this place among those listed."""
    found = of(one, name)
    choice = Choice(name, found.heads, head=found.values[at].head, **more)
    return resolving.resolve(one, ResolveDifferences(found.record, (choice,)))


def decided(one: Office) -> list[conflicts.Decided]:
    with one.reading() as connection:
        return conflicts.decided(connection, one)


def same_on_both(two: Apart) -> None:
    """Both copies hold the same state of the application, and each is what a rebuild makes of its ops."""
    rows = [tuple(offices.row(one, two.record))[1:] for one in (two.dkum, two.kukusan)]
    assert rows[0] == rows[1]
    for one in (two.dkum, two.kukusan):
        with one.trial() as work:
            before = everything(work.connection)
            rebuild(work)
            assert everything(work.connection) == before


def test_both_values_are_listed_with_who_when_and_where_and_hold_what_they_must(two: Apart) -> None:
    listed = differences(two.kukusan)
    assert [(each.field, each.holds) for each in listed] == [("nama", True), ("hp", False)]
    nama = listed[0]
    assert [value.words for value in nama.values] == [OURS["nama"], THEIRS["nama"]], "the office's is shown"
    assert [value.who for value in nama.values] == ["Ratna Puspita", "Hendra Wijaya"]
    assert [value.place for value in nama.values] == ["kelurahan", "dkum"]
    assert nama.author and not nama.barred and nama.typed == "text"
    for one in (two.kukusan, two.dkum):
        assert [each.key for each in differences(one)] == [each.key for each in listed]
        with one.reading() as connection:
            counted = conflicts.counts(connection)
            assert counted == conflicts.Counts(2, 1, 1)
            assert office_status(connection, one.info).conflicts == 2
            assert exchange_view(connection, one).conflicts == 2
            assert home.badges(connection, one)["sinkronisasi"] == (2, "warn")


def test_nobody_verifies_or_decides_before_it_is_chosen(two: Apart) -> None:
    row = offices.row(two.kukusan, two.record)
    two.kukusan.enter("Dian Lestari", PASSPHRASE)
    with pytest.raises(Refused) as caught:
        applications.verify(
            two.kukusan, VerifyApplication(two.record, row.rev, row.tanggal_lengkap, offices.SEEN)
        )
    assert caught.value.code == "conflict"
    assert "Nama lengkap" in caught.value.next_step
    assert caught.value.record == row.nomor_pendaftaran
    assert take(two.kukusan, "hp", 1).fields == ("hp",)
    assert differences(two.dkum) != differences(two.kukusan), "the other side has not heard yet"
    two.kukusan.enter("Ratna Puspita", PASSPHRASE)
    take(two.kukusan, "nama", 1)
    assert offices.row(two.kukusan, two.record).nama == THEIRS["nama"]
    assert differences(two.kukusan) == []
    two.up()
    assert differences(two.dkum) == []
    offices.verify(two.kukusan, [two.record])
    two.up()
    same_on_both(two)
    assert decisions.propose(two.dkum, decisions.ProposeDecision("WUB", 2026, offices.KUKUSAN)).accepted == 1
    assert check_office(two.kukusan).sound


def test_a_verified_applicant_in_difference_is_in_no_proposal(tmp_path: Path) -> None:
    two = apart(tmp_path, {"alamat": "Jl. Mawar 1"}, {"alamat": "Jl. Mawar 11"}, verified=True)
    assert offices.row(two.dkum, two.record).status == "submitted", "what it was verified for has changed"
    with pytest.raises(Refused) as caught:
        decisions.propose(two.dkum, decisions.ProposeDecision("WUB", 2026, offices.KUKUSAN))
    assert caught.value.code == "nobody"
    found = of(two.dkum, "alamat")
    typed = Choice("alamat", found.heads, typed="Jl. Mawar No. 111")
    resolving.resolve(two.dkum, ResolveDifferences(found.record, (typed,)))
    two.down()
    same_on_both(two)
    [one] = decided(two.kukusan)
    assert (one.taken, one.who, one.stands) == ("Jl. Mawar No. 111", "Hendra Wijaya", True)
    assert {value.words for value in one.others} == {"Jl. Mawar 1", "Jl. Mawar 11"}
    with two.kukusan.reading() as connection:
        told = history(connection, two.kukusan.context, one.id)
    assert told[0].title == "Data berbeda diputuskan"
    two.close()


def test_several_fields_in_one_save_and_what_cannot_stand_changes_nothing(two: Apart) -> None:
    nama, hp = of(two.kukusan, "nama"), of(two.kukusan, "hp")

    def resolve(*choices: Choice) -> resolving.Resolved:
        return resolving.resolve(two.kukusan, ResolveDifferences(two.record, choices))

    for choices, code in (
        ((), "nothing"),
        ((Choice("nama", nama.heads),), "nothing"),
        ((Choice("nama", nama.heads, typed="S1ti"),), "nama.angka"),
        ((Choice("nama", nama.heads, typed="Siti"), Choice("hp", hp.heads, typed="123")), "hp.bentuk"),
        ((Choice("nama", nama.heads, head="f" * 64),), "heads"),
        ((Choice("nama", nama.heads[:1], head=nama.heads[0]),), "heads"),
        ((Choice("nama", nama.heads, unite=True),), "not_typed"),
    ):
        with pytest.raises(Refused) as caught:
            resolve(*choices)
        assert caught.value.code.startswith(code.split(".")[0]), (choices, caught.value)
        assert len(differences(two.kukusan)) == 2
    done = resolve(
        Choice("nama", nama.heads, typed=" siti  MARLINA"), Choice("hp", hp.heads, head=hp.heads[0])
    )
    assert done.fields == ("nama", "hp")
    assert offices.row(two.kukusan, two.record).nama == "siti MARLINA"
    assert [each.field for each in decided(two.kukusan)] == ["hp", "nama"]
    with pytest.raises(Refused) as caught:
        resolve(Choice("nama", nama.heads, typed="Siti"))
    assert caught.value.code == "no_difference"


def test_another_value_that_came_meanwhile_is_seen_first(two: Apart) -> None:
    nama = of(two.kukusan, "nama")
    say(two.dkum, two.record, "application", {"hp": "+6289000000003"})
    two.dkum.do(lambda work: work.put(two.record, "application", "set", {"nama": "Siti Marlin"}, base={}))
    two.down()
    with pytest.raises(Refused) as caught:
        resolving.resolve(
            two.kukusan, ResolveDifferences(two.record, (Choice("nama", nama.heads, head=nama.heads[0]),))
        )
    assert caught.value.code == "heads"
    assert len(of(two.kukusan, "nama").values) == 3
    assert [each.field for each in differences(two.kukusan)] == ["nama"], (
        "DKUM's later word decided the phone"
    )
    assert [(each.field, each.who) for each in decided(two.kukusan)] == [("hp", "Hendra Wijaya")]


def test_a_form_decides_nothing_in_passing(two: Apart) -> None:
    """The form says what was typed; what is shown and was left alone stays open, what was typed decides."""
    shown = {"nama": OURS["nama"], "hp": OURS["hp"], "tempat_lahir": "Cirebon"}
    applications.save(two.kukusan, SaveApplication(shown, two.record))
    assert [each.field for each in differences(two.kukusan)] == ["nama", "hp"]
    applications.save(two.kukusan, SaveApplication({"nama": "Siti Marlina P."}, two.record, submit=False))
    assert [each.field for each in differences(two.kukusan)] == ["hp"]
    assert [each.taken for each in decided(two.kukusan)] == ["Siti Marlina P."]


def test_later_is_seen_by_both_sides_until_something_new_comes(two: Apart) -> None:
    with pytest.raises(Refused) as caught:
        resolving.postpone(two.kukusan, two.record, ["nama"], "  ")
    assert caught.value.code == "reason"
    resolving.postpone(two.kukusan, two.record, ["nama"], "Menunggu KTP asli")
    two.up()
    for one in (two.kukusan, two.dkum):
        waits = of(one, "nama").waits
        assert waits is not None and (waits.who, waits.why) == ("Ratna Puspita", "Menunggu KTP asli")
        assert differences(one)[-1].field == "nama", "what waits is listed last"
        with one.reading() as connection:
            assert conflicts.counts(connection).differences == 2, "and still counted"
    resolving.take_up(two.dkum, two.record, ["nama"])
    two.down()
    assert of(two.kukusan, "nama").waits is None
    resolving.postpone(two.kukusan, two.record, ["nama"], "Menunggu KTP asli")
    two.dkum.do(lambda work: work.put(two.record, "application", "set", {"nama": "Siti"}, base={}))
    two.down()
    assert of(two.kukusan, "nama").waits is None, "a third value was not what waited"


def test_a_decision_is_opened_again_and_taken_otherwise(two: Apart) -> None:
    take(two.kukusan, "nama", 0)
    two.up()
    [one] = decided(two.dkum)
    assert (one.taken, [value.words for value in one.others]) == (OURS["nama"], [THEIRS["nama"]])
    with pytest.raises(Refused):
        resolving.reopen(two.dkum, two.record, "nama", "")
    resolving.reopen(two.dkum, two.record, "nama", "KTP menunjukkan Merlina")
    two.down()
    same_on_both(two)
    again = of(two.kukusan, "nama")
    assert again.opened is not None and again.opened.why == "KTP menunjukkan Merlina"
    assert offices.row(two.kukusan, two.record).nama == OURS["nama"], "still shown until somebody decides"
    assert again.holds
    assert [(value.words, value.who, value.again) for value in again.values] == [
        (OURS["nama"], "Ratna Puspita", "Hendra Wijaya"), (THEIRS["nama"], "Hendra Wijaya", ""),
    ]  # fmt: skip
    assert not decided(two.kukusan)[0].stands
    with pytest.raises(Refused) as caught:
        resolving.reopen(two.kukusan, two.record, "nama", "Sekali lagi")
    assert caught.value.code == "open"
    take(two.kukusan, "nama", 1)
    two.up()
    same_on_both(two)
    assert offices.row(two.dkum, two.record).nama == THEIRS["nama"]
    assert [each.stands for each in decided(two.dkum)] == [True, False]
    say(two.kukusan, two.record, "application", {"nama": "Siti M."})
    with pytest.raises(Refused) as caught:
        resolving.reopen(two.kukusan, two.record, "nama", "Sudah lain")
    assert caught.value.code == "changed"


def test_lists_of_entries_can_be_united(tmp_path: Path) -> None:
    two = apart(tmp_path, {"dokumen": {"ktp": "ada", "kk": "ada"}}, {"dokumen": {"ktp": "asli_dilihat"}})
    found = of(two.kukusan, "dokumen")
    assert found.unites and found.typed == "none" and not found.holds
    choice = Choice("dokumen", found.heads, unite=True)
    resolving.resolve(two.kukusan, ResolveDifferences(two.record, (choice,)))
    assert decided(two.kukusan)[0].taken == "Kartu Keluarga: Ada; KTP-el: Ada"
    two.close()


def test_who_may_not_write_a_record_may_not_decide_about_it(two: Apart) -> None:
    offices.add(two.kukusan, "Lurah Kukusan", "lurah")
    two.kukusan.enter("Lurah Kukusan", PASSPHRASE)
    found = of(two.kukusan, "nama")
    assert found.barred == (
        "Peran petugas ini tidak mengizinkan langkah tersebut. Minta petugas yang berperan untuk itu: "
        "Operator, Verifikator."
    )
    with pytest.raises(Refused) as caught:
        take(two.kukusan, "nama", 0)
    assert caught.value.code == "role"
    assert len(differences(two.kukusan)) == 2


# ---- every other kind of record ----------------------------------------------------------------------

SAID: dict[str, tuple[str, Any, Any]] = {
    "business": ("nama", "Warung Sri", "Warung Sari"),
    "mentor": ("jabatan", "Pendamping muda", "Pendamping utama"),
    "wave": ("kapasitas", 30, 40),
    "training": ("tutup", True, False),
    "recommendation": ("tanggal", "2026-11-01", "2026-11-02"),
    "office": ("kop", {"kantor": "KELURAHAN KUKUSAN"}, {"kantor": "KEL. KUKUSAN"}),
    "person": ("jabatan", "Pelaksana", "Analis"),
}  # fmt: skip
FIRST: dict[str, dict[str, Any]] = {
    "business": {"nama": "Warung"}, "mentor": {"nama": "Rudi"},
    "wave": {"training": "a" * 32, "nama": "I", "hari": ["2026-11-24"], "kapasitas": 20, "minimal": 1},
    "training": {"nama": "Kelas", "jenis": "program"},
    "recommendation": {"nomor": "1/X", "tanggal": "2026-10-01", "program": "PP", "tahun": 2026},
}  # fmt: skip


@pytest.fixture(scope="module")
def lone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Office]]:
    """A kelurahan and DKUM, each with a person who may write whatever its office may."""
    folder = tmp_path_factory.mktemp("sendiri")
    dkum = offices.office(folder / "dkum", "dkum", name="Hendra Wijaya")
    kukusan = offices.office(folder / "kukusan")
    yield dkum, kukusan
    dkum.close()
    kukusan.close()


def twice(one: Office, ent: str) -> str:
    """A record of which one field is said twice, neither word knowing of the other."""
    name, ours, theirs = SAID[ent]
    record, kind = "", "user" if ent == "person" else "set"
    if ent in ("person", "office"):
        with one.reading() as connection:
            sql = "SELECT lower(hex(uuid)) FROM record WHERE ent = ? ORDER BY id LIMIT 1"
            record = connection.exec_driver_sql(sql, (ent,)).scalar_one()
    else:
        record = id_of(ent)
        scope = "" if entities.ENTITIES[ent].place == "city" else offices.KUKUSAN
        one.do(lambda work: work.put(record, ent, "set", FIRST[ent], scope=scope))
    one.do(lambda work: work.put(record, ent, kind, {name: ours}))
    one.do(lambda work: work.put(record, ent, kind, {name: theirs}, base={}))
    return record


def id_of(ent: str) -> str:
    return (ent.encode().hex() + "0" * 32)[:32]


@pytest.mark.parametrize("ent", sorted(SAID))
def test_every_kind_of_record_shows_its_difference_and_has_a_way_out(
    lone: tuple[Office, Office], ent: str
) -> None:
    dkum, kukusan = lone
    one = dkum if "kelurahan" not in getattr(entities.find(ent), "writers", {"kelurahan": 1}) else kukusan
    record = twice(one, ent)
    name, ours, theirs = SAID[ent]
    found = next(each for each in differences(one) if each.record == record)
    assert (found.field, found.barred, len(found.values)) == (name, "", 2)
    assert found.title and found.kind and found.label != name and all(value.words for value in found.values)
    resolving.postpone(one, record, [name], "Ditanyakan")
    assert next(each for each in differences(one) if each.record == record).waits is not None
    old = next(value for value in found.values if value.words == differing.words(ent, name, ours))
    choice = Choice(name, found.heads, head=old.head)
    resolving.resolve(one, ResolveDifferences(record, (choice,)))
    assert not [each for each in differences(one) if each.record == record]
    with one.trial() as work:
        assert work.state(record).values[name] == ours
    resolving.reopen(one, record, name, "Keliru")
    found = next(each for each in differences(one) if each.record == record)
    assert found.opened is not None and found.values[0].words == differing.words(ent, name, ours)
    new = next(value for value in found.values if value.words == differing.words(ent, name, theirs))
    resolving.resolve(one, ResolveDifferences(record, (Choice(name, found.heads, head=new.head),)))
    assert next(each for each in decided(one) if each.record == record).stands
    assert check_office(one).sound


def test_every_field_of_every_entity_has_a_name_and_a_value_in_words() -> None:
    for entity in entities.ENTITIES.values():
        for field in entity.fields:
            assert differing.label(entity.name, field.name) != field.name, (entity.name, field.name)


def test_a_mentors_account_decides_about_its_own_people_alone(tmp_path: Path) -> None:
    """What it does not see it does not decide, even where it knows the record."""
    city = mentors.make(tmp_path, 2)
    city.assign(0, 0)
    city.assign(1, 1)
    records: list[str] = []
    for mentor, who in ((0, 0), (1, 1)):
        first = {
            "application": city.accepted[who], "mentor": city.mentors[mentor], "tanggal": "2026-11-20",
            "pokok": "Pembukuan",
        }  # fmt: skip
        record = id_of(f"kunjungan{who}")
        records.append(record)
        for values, more in ((first, {"scope": offices.KUKUSAN}), ({"pokok": "Pemasaran"}, {"base": {}})):
            city.kukusan.do(lambda work: work.put(record, "visit", "set", values, **more))  # noqa: B023
    assert [each.record for each in differences(city.kukusan)] == records
    city.account("Sri Wahyuni", 0)
    [mine] = differences(city.kukusan)
    assert (mine.record, mine.barred) == (records[0], "")
    assert mine.title == str(offices.row(city.kukusan, city.accepted[0]).nama)
    for record in reversed(records):
        choice = Choice("pokok", mine.heads, head=mine.values[0].head)
        wish = ResolveDifferences(record, (choice,))
        if record == records[0]:
            resolving.resolve(city.kukusan, wish)
        else:
            with pytest.raises(Refused) as caught:
                resolving.resolve(city.kukusan, wish)
            assert caught.value.code == "no_difference"
    assert [each.record for each in decided(city.kukusan)] == records[:1]
    city.close()
