"""What people ask about their own data: the clock, what stands still meanwhile, the way to DKUM and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.actions import (
    applications,
    data_requests,
    decisions,
    hand_papers,
    holds,
    rosters,
    status_extract,
)
from desktop_app.actions.data_requests import RecordRequest
from desktop_app.domain import data_requests as rules
from desktop_app.domain.moments import moment_of
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import data_requests as queries
from desktop_app.queries.data_requests import DataRequest
from desktop_app.storage import tables
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.ui.cityscene import SARI, City, make_city

WISH = rosters.RosterWish("WUB", 2026, "arsip", "500.3/1", date(2026, 11, 24))


def listed(one: Office) -> tuple[DataRequest, ...]:
    with one.reading() as connection:
        return queries.requests(connection)


def records(one: Office) -> list[str]:
    with one.reading() as connection:
        rows = connection.exec_driver_sql("SELECT hex(uuid) FROM application ORDER BY id").scalars()
        return [row.lower() for row in rows]


def ask(one: Office, record: str, kind: str, **more: str) -> data_requests.Recorded:
    return data_requests.record_request(one, RecordRequest(record, kind, "loket", **more))


def test_a_restriction_holds_from_the_first_moment_until_it_is_lifted(kukusan: Office) -> None:
    first, second, _third = records(kukusan)
    clock = kukusan.clock
    assert isinstance(clock, offices.Clock)
    assert rosters.draft_roster(kukusan, WISH).people == 3
    made = ask(kukusan, first, "pembatasan", isi="sampai alamat dibetulkan", bukti="Map PDP lembar 1")
    drawn = rosters.draft_roster(kukusan, WISH)
    assert (drawn.people, drawn.held) == (2, 1)
    with kukusan.reading() as connection:
        numbers = [row.nomor_pendaftaran for row in status_extract.status_rows(connection)]
        assert offices.row(kukusan, first).nomor_pendaftaran not in numbers and len(numbers) == 2
        assert status_extract.status_held(connection) == 1
    shown = decisions.preview(kukusan, "WUB", 2026, KUKUSAN)
    assert [each.reason for each in shown.excluded] == ["Pemrosesan datanya dibatasi atas permintaannya."]
    with pytest.raises(Refused, match="sudah dicatat"):
        ask(kukusan, first, "pembatasan")
    corrected = applications.SaveApplication({"alamat": "Jalan Baru 7"}, first)
    applications.save(kukusan, corrected)  # a restricted record can still be put right
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    offices.add(kukusan, "Sri Handayani", "verifikator")
    with pytest.raises(Refused) as refused:
        offices.verify(kukusan, [first], "Sri Handayani")
    assert refused.value.code == "held"
    kukusan.enter("Dian Lestari", PASSPHRASE)
    data_requests.answer_request(kukusan, made.record, "dipenuhi", "Alamat dibetulkan")
    assert rosters.draft_roster(kukusan, WISH).held == 0, "it is submitted, no longer verified"
    assert listed(kukusan)[0].holding, "an answer does not lift it"
    with kukusan.reading() as connection:
        assert queries.waiting(connection, clock()) == queries.Waiting(0, 0, None, 1), "nor forget it"
    data_requests.lift(kukusan, made.record, "Alamat sudah betul")
    assert not listed(kukusan)[0].holding
    with pytest.raises(Refused, match="tidak sedang menahan"):
        data_requests.lift(kukusan, made.record, "lagi")
    made = ask(kukusan, second, "pembatasan")
    data_requests.answer_request(kukusan, made.record, "ditolak", "Sudah diputuskan, Pasal 15")
    assert not any(each.holding for each in listed(kukusan)), "a refusal ends it"


def test_the_clock_begins_when_the_request_came_in(kukusan: Office) -> None:
    clock = kukusan.clock
    assert isinstance(clock, offices.Clock)
    first, *_others = records(kukusan)
    made = ask(kukusan, first, "salinan", day="24-11-2026", hour="08.30")
    one = listed(kukusan)[0]
    assert f"{moment_of(one.masuk):%d-%m-%Y %H.%M}" == "24-11-2026 08.30"
    for day, hour, code in (("31-11-2026", "", "masuk.mustahil"), ("24-11-2026", "25.00", "masuk.jam"),
                            ("25-11-2026", "", "masuk.depan")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            ask(kukusan, first, "keberatan", isi="Urutannya", day=day, hour=hour)
        assert refused.value.code == code
    with pytest.raises(Refused, match="Isi permintaan"):
        ask(kukusan, first, "perbaikan")
    clock.forward(hours=71)
    with kukusan.reading() as connection:
        assert queries.waiting(connection, clock()) == queries.Waiting(1, 0, one.masuk)
    clock.forward(hours=2)
    with kukusan.reading() as connection:
        assert queries.waiting(connection, clock()) == queries.Waiting(1, 1, one.masuk)
    assert (rules.clock_words(one.masuk, clock()), one.overdue(clock())) == ("Lewat 1 jam", True)
    with pytest.raises(Refused, match="Jawaban belum ditulis"):
        data_requests.answer_request(kukusan, made.record, "dipenuhi", "  ")
    data_requests.answer_request(kukusan, made.record, "dipenuhi", "Salinan diserahkan")
    one = listed(kukusan)[0]
    assert (one.open, rules.clock_words(one.masuk, clock(), one.dijawab)) == (False, "Dijawab terlambat")
    data_requests.take_back(kukusan, made.record, "Salah orang")
    with pytest.raises(Refused, match="salah catat"):
        data_requests.answer_request(kukusan, made.record, "ditolak", "Salah orang")


@given(st.integers(0, 2**41), st.integers(0, 400))
def test_what_is_left_is_never_more_than_three_days(received: int, hours: int) -> None:
    now = moment_of(received) + timedelta(hours=hours)
    words = rules.clock_words(received, now)
    assert words.startswith("Sisa") == (hours <= 72)
    assert rules.due(received) - moment_of(received) == timedelta(days=3)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path, KUKUSAN)
    yield one
    one.close()


def test_requests_travel_to_dkum_which_does_not_decide_about_them(city: City) -> None:
    """A restriction that comes between proposal and approval stops the approval; withdrawn consent ends a
    case that is open and asks DKUM about one that is not."""
    one = city.kukusan
    one.enter("Ratna Puspita", PASSPHRASE)
    made = offices.enter(one, [{**each, "program": "WUB"} for each in offices.persons(4)])
    offices.verify(one, made)
    one.enter("Ratna Puspita", PASSPHRASE)
    gone = ask(one, made[0], "penarikan", bukti="Surat 12")
    assert offices.row(one, made[0]).status == "withdrawn" and len(gone.told) == 3
    assert gone.told[1] == "Belum diputuskan, jadi buku aturan tidak mewajibkan datanya disimpan."
    city.up()
    city.dkum.enter("Hendra Wijaya", PASSPHRASE)
    proposal = decisions.propose(city.dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    assert proposal.ranked == 3
    ask(one, made[1], "pembatasan")
    city.up()
    city.dkum.enter(SARI, PASSPHRASE)
    with pytest.raises(Refused) as refused:
        decisions.approve(city.dkum, proposal.record)
    assert refused.value.code == "held"
    city.dkum.enter("Hendra Wijaya", PASSPHRASE)
    decisions.discard(city.dkum, proposal.record)
    proposal = decisions.propose(city.dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    data_requests.answer_request(city.dkum, gone.record, "dipenuhi", "Pemrosesan dihentikan di DKUM")
    city.dkum.enter(SARI, PASSPHRASE)
    decisions.approve(city.dkum, proposal.record)
    city.down()
    told = {each.record: each for each in listed(one)}
    assert told[gone.record].tindakan == "Pemrosesan dihentikan di DKUM" and told[gone.record].holding
    assert [offices.row(one, each).status for each in made] == [
        "withdrawn",
        "verified",
        "accepted",
        "accepted",
    ]
    again = ask(one, made[2], "penarikan")
    assert offices.row(one, made[2]).permintaan == "Persetujuan data pribadi ditarik."
    assert again.told[0] == "Pembatalan penetapannya diminta ke DKUM."


def test_only_the_erasure_itself_fulfils_a_request_to_be_erased(kukusan: Office) -> None:
    first, *_others = records(kukusan)
    made = ask(kukusan, first, "penghapusan", bukti="Surat 12")
    number = offices.row(kukusan, first).nomor_pendaftaran
    with pytest.raises(Refused, match=f"Data {number} belum dihapus") as refused:
        data_requests.answer_request(kukusan, made.record, "dipenuhi", "Sudah dihapus")
    assert refused.value.code == "not_erased" and "berkas untuk DKUM" in str(refused.value.next_step)
    assert listed(kukusan)[0].open
    data_requests.answer_request(kukusan, made.record, "sebagian", "Disimpan sampai masa simpannya lewat")
    assert not listed(kukusan)[0].open


def test_no_op_ends_the_clock_or_the_hold_without_saying_how(kukusan: Office) -> None:
    first, *_others = records(kukusan)
    made = ask(kukusan, first, "pembatasan")
    clock = kukusan.clock
    assert isinstance(clock, offices.Clock)
    clock.forward(hours=80)
    before = listed(kukusan)[0]
    late = clock().timestamp() * 1000
    for said in (
        {"masuk": 4_000_000_000_000}, {"dijawab": 1}, {"dijawab": int(late)}, {"dicabut": int(late)},
        {"hasil": "ditolak"}, {"batal": True}, {"hasil": "ditolak", "tindakan": "x", "dijawab": 1},
        {"dicabut": 4_000_000_000_000, "dicabut_alasan": "sudah benar"},
    ):  # fmt: skip
        with suppress(Refused):
            kukusan.do(lambda work, said=said: work.put(made.record, "data_request", "set", said))
        assert listed(kukusan)[0] == before, said
    assert before.overdue(clock()) and before.holding


def test_a_wrong_clock_leaves_no_request_that_is_never_late(kukusan: Office) -> None:
    first, *_others = records(kukusan)
    clock = kukusan.clock
    assert isinstance(clock, offices.Clock)
    right = clock.now
    clock.now = datetime(2098, 1, 1, tzinfo=UTC)
    made = ask(kukusan, first, "salinan")
    clock.now = right
    one = listed(kukusan)[0]
    assert one.overdue(clock()) and rules.clock_words(one.masuk, clock()).startswith("Jam komputer keliru")
    with kukusan.reading() as connection:
        assert queries.waiting(connection, clock()).overdue == 1
    with pytest.raises(Refused, match="Jam komputer keliru"):
        data_requests.answer_request(kukusan, made.record, "dipenuhi", "Diserahkan")
    data_requests.take_back(kukusan, made.record, "Jam keliru")
    ask(kukusan, first, "salinan")


def test_an_office_sends_back_whose_data_are_restricted_and_rejects_nobody_meanwhile(tmp_path: Path) -> None:
    """Sent back, they are put right, which a restriction is often asked for; being rejected is a decision."""
    one = offices.office(tmp_path / "kantor")
    offices.add(one, "Dian Lestari", "verifikator")
    person, other = offices.persons(2)
    [before, same, mended] = offices.enter(one, [{**person, "tahun": 2025}, person, other])
    ask(one, before, "penarikan")
    made = ask(one, mended, "pembatasan")
    one.enter("Dian Lestari", PASSPHRASE)
    for step, record in ((applications.reject, same), (applications.give_back, same),
                         (applications.reject, mended)):  # fmt: skip
        with pytest.raises(Refused) as caught:
            step(one, record, "Alamat keliru")
        assert caught.value.code == "held"
    applications.give_back(one, mended, "Alamat keliru")
    assert [offices.row(one, each).status for each in (before, same, mended)] == [
        "withdrawn", "submitted", "returned",
    ]  # fmt: skip
    one.enter("Ratna Puspita", PASSPHRASE)
    applications.save(one, applications.SaveApplication({"alamat": "Jalan Mawar 9"}, mended, submit=True))
    data_requests.lift(one, made.record, "Sudah dibetulkan")
    one.enter("Dian Lestari", PASSPHRASE)
    applications.reject(one, mended, "Alamat keliru")
    applications.withdraw(one, same, "Atas permintaannya")
    one.close()


def test_a_withdrawn_consent_holds_the_persons_other_applications_of_before(tmp_path: Path) -> None:
    one = offices.office(tmp_path / "kantor")
    person, other = offices.persons(2)
    other = {**other, "nik": person["nik"]}  # a mistyped NIK: somebody else
    [first, second, stranger] = offices.enter(one, [{**person, "tahun": 2025}, person, other], submit=False)
    made = ask(one, first, "penarikan")
    number = offices.row(one, second).nomor_pendaftaran
    assert f"Pendaftaran lain orang ini juga tidak diproses: {number}." in made.told
    with one.reading() as connection:
        assert set(holds.held(connection)) == {bytes.fromhex(first), bytes.fromhex(second)}
        assert connection.execute(
            select(tables.application.c.uuid).where(holds.held_uuids())
        ).scalars().all() == [bytes.fromhex(first), bytes.fromhex(second)]  # fmt: skip
        with pytest.raises(Refused, match="ditarik"):
            holds.refuse_held(connection, second, number)
        along = holds.held_since(connection, bytes.fromhex(second))
        assert along is not None and along.sentence.startswith("Persetujuan data pribadinya ditarik. Sejak ")
        assert holds.held_since(connection, bytes.fromhex(stranger)) is None
        holds.refuse_held(connection, stranger, "")
    with pytest.raises(Refused, match="ditarik"):
        hand_papers.print_papers(one, hand_papers.HandWish("pernyataan", (second,)))
    assert hand_papers.print_papers(one, hand_papers.HandWish("persetujuan", (second,))).pages
    clock = one.clock
    assert isinstance(clock, offices.Clock)
    clock.forward(days=1)
    [later] = offices.enter(one, [{**person, "tahun": 2024}], submit=False)
    with one.reading() as connection:
        assert bytes.fromhex(later) not in holds.held(connection), "it has a consent of its own"
    assert data_requests.stays("penarikan") and not data_requests.stays("pembatasan")
    one.close()
