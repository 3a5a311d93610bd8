"""File up, decision down, receipts; what is not authentic changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select, update

from desktop_app.actions import applications, attachments, decisions, trust
from desktop_app.actions.applications import VerifyApplication
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain.authority import void_sentence
from desktop_app.errors import Refused, SyncRefused, Unavailable
from desktop_app.office import Office, open_office
from desktop_app.queries.exchange import exchange_view
from desktop_app.queries.status import counts, delivery, office_status
from desktop_app.sample.people import Person
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from tests import offices
from tests.offices import CURUG, KUKUSAN, PASSPHRASE, City, filled
from tests.storage.test_work import everything


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with offices.opened(tmp_path, KUKUSAN, CURUG) as one:
        yield one


def state_of(one: Office) -> dict[str, Any]:
    """What two copies must agree on: heads and applications, without local row numbers."""
    with one.reading() as connection:
        record = tables.record.c
        rows = connection.execute(
            select(record.uuid, record.heads, tables.application.c.status, tables.application.c.nama)
            .join(tables.application, tables.application.c.id == record.id)
            .where(record.scope == KUKUSAN)
        )
        return {row.uuid.hex(): (row.heads, row.status, row.nama) for row in rows}


def whole(one: Office) -> tuple[dict[str, Any], set[str]]:
    with one.reading() as connection:
        return everything(connection), set(one.blobs.names())


def test_the_main_job_by_file(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    filled(kukusan, 40)
    made = make_file(kukusan, folder)
    with kukusan.reading() as connection:
        before = delivery(connection, kukusan.info)
    assert (before.received, before.waiting_no) == (0, 1)
    assert before.waiting > 0
    report = open_file(dkum, made.paths[0])
    assert (report.new, report.void) == (made.ops, {})
    assert state_of(dkum) == state_of(kukusan)

    proposal = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    dkum.enter("Sari Utami", PASSPHRASE)
    decided = decisions.approve(dkum, proposal.record)
    answer = make_file(dkum, folder, to=KUKUSAN)
    open_file(kukusan, answer.paths[0])
    assert state_of(dkum) == state_of(kukusan)
    with kukusan.reading() as connection:
        found = counts(connection, program="WUB")
        after = delivery(connection, kukusan.info)
    assert (found["accepted"], found["waitlisted"]) == (decided.accepted, decided.waitlisted)
    assert found["accepted"] == 27
    assert (after.waiting, after.unsent) == (0, 0)
    assert after.received_no == made.no
    assert check_office(kukusan).sound
    assert check_office(dkum).sound


def test_opening_a_file_twice_changes_nothing(city: City) -> None:
    dkum, kelurahan, folder = city
    filled(kelurahan[KUKUSAN], 3)
    path = make_file(kelurahan[KUKUSAN], folder).paths[0]
    open_file(dkum, path)
    before = whole(dkum)
    assert open_file(dkum, path).repeated
    renamed = folder / "dks (1).bin"
    shutil.copy(path, renamed)
    assert open_file(dkum, renamed).repeated
    assert whole(dkum) == before


def test_a_full_file_brings_nothing_new(city: City) -> None:
    dkum, kelurahan, folder = city
    filled(kelurahan[KUKUSAN], 3)
    made = make_file(kelurahan[KUKUSAN], folder)
    open_file(dkum, made.paths[0])
    again = open_file(dkum, make_file(kelurahan[KUKUSAN], folder, full=True).paths[0])
    assert (again.new, again.known) == (0, made.ops)


def test_another_offices_data_never_travel_down(city: City) -> None:
    """DKUM withholds the ops of other kelurahan; the chain stays whole all the same."""
    dkum, kelurahan, folder = city
    for code, one in kelurahan.items():
        filled(one, 5, code)
        open_file(dkum, make_file(one, folder).paths[0])
    for code in kelurahan:
        dkum.enter("Hendra Wijaya", PASSPHRASE)
        proposal = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, code))
        dkum.enter("Sari Utami", PASSPHRASE)
        decisions.approve(dkum, proposal.record)
    for code, one in kelurahan.items():
        open_file(one, make_file(dkum, folder, to=code).paths[0])
        with one.reading() as connection:
            scopes = {row[0] for row in connection.execute(select(tables.record.c.scope).distinct())}
            found = counts(connection, program="WUB")
        assert scopes == {code, ""}
        assert found["accepted"] == sum(found.values())
        assert check_office(one).sound


def test_a_void_step_is_kept_and_listed_and_the_rest_applies(city: City) -> None:
    """Somebody dismissed in one file and active in a later op: authentic, but without effect."""
    from desktop_app.actions import people

    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    records = offices.enter(kukusan, offices.persons(2))
    dian = next(user for user, facts in kukusan.context.people.items() if facts.nama == "Dian Lestari")
    offices.verify(kukusan, records[:1])
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    people.dismiss(kukusan, dian)
    report = open_file(dkum, make_file(kukusan, folder).paths[0])
    assert report.void == {}
    with dkum.reading() as connection:
        statuses = {row.uuid.hex(): row.status for row in connection.execute(select(tables.application))}
    assert statuses == {records[0]: "verified", records[1]: "submitted"}


def test_what_cannot_be_shown_is_kept_void_and_listed_on_both_sides(city: City) -> None:
    """Authentic, but a program of another kind left out what every application must say."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    records = filled(kukusan, 2)
    unreadable = {"kelurahan_kode": KUKUSAN, "nama": {"depan": "Siti"}}
    with kukusan.database.locked() as connection:
        bad = offices.write_raw(connection, kukusan.session.user, "application", unreadable).hex()
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    more = offices.enter(kukusan, offices.persons(3, seed=4)[2:])
    made = make_file(kukusan, folder)
    report = open_file(dkum, made.paths[0])
    assert (report.new, report.void) == (made.ops, {bad: "incomplete"})
    with dkum.reading() as connection:
        found = {row.uuid.hex(): row.status for row in connection.execute(select(tables.application))}
    assert found == {**dict.fromkeys(records, "verified"), more[0]: "submitted"}
    assert check_office(dkum).sound
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    for one in (dkum, kukusan):
        with one.reading() as connection:
            told = [file.void for file in exchange_view(connection, one).files if file.void]
        assert [step.reason for step in told[0]] == [void_sentence("incomplete")]


def test_cut_anywhere_it_is_refused_and_nothing_changes(city: City) -> None:
    dkum, kelurahan, folder = city
    filled(kelurahan[KUKUSAN], 3)
    data = make_file(kelurahan[KUKUSAN], folder).paths[0].read_bytes()
    before = whole(dkum)
    for keep in (0, 7, 8, 15, 40, 200, len(data) // 2, len(data) - 1):
        cut = folder / f"cut-{keep}.dks"
        cut.write_bytes(data[:keep])
        with pytest.raises(SyncRefused):
            open_file(dkum, cut)
    assert whole(dkum) == before


def test_altered_anywhere_it_is_refused_and_nothing_changes(city: City) -> None:
    dkum, kelurahan, folder = city
    filled(kelurahan[KUKUSAN], 3)
    data = make_file(kelurahan[KUKUSAN], folder).paths[0].read_bytes()
    before = whole(dkum)
    for at in range(0, len(data), max(1, len(data) // 60)):
        altered = folder / "altered.dks"
        altered.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(SyncRefused):
            open_file(dkum, altered)
    assert whole(dkum) == before


def refused(code: str, one: Office, path: Path) -> None:
    before = whole(one)
    with pytest.raises(SyncRefused) as caught:
        open_file(one, path)
    assert caught.value.code == code
    assert caught.value.next_step or caught.value.message
    assert whole(one) == before


def test_a_file_for_another_office(city: City) -> None:
    dkum, kelurahan, folder = city
    filled(kelurahan[KUKUSAN], 2)
    open_file(dkum, make_file(kelurahan[KUKUSAN], folder).paths[0])
    answer = make_file(dkum, folder, to=KUKUSAN).paths[0]
    # Curug knows DKUM, so only the recipient is wrong.
    refused("E_RCPT", kelurahan[CURUG], answer)


def test_a_file_that_is_none(city: City) -> None:
    dkum, _kelurahan, folder = city
    other = folder / "surat.dks"
    other.write_bytes(b"%PDF-1.7 bukan berkas sinkronisasi " * 20)
    refused("E_FORMAT", dkum, other)


def test_an_earlier_answer_takes_nothing_back_that_a_later_one_said(city: City) -> None:
    """It goes in, and what DKUM had and lacked when it made it is no news."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    filled(kukusan, 1)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    first = make_file(dkum, folder, to=KUKUSAN).paths[0]
    open_file(kukusan, first)
    filled(kukusan, 1, seed=2)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    earlier = make_file(dkum, folder, to=KUKUSAN).paths[0]
    offices.add(dkum, "Tono Wibowo", "petugas_dkum")
    later = make_file(dkum, folder, to=KUKUSAN).paths[0]
    open_file(kukusan, later)
    with kukusan.reading() as connection:
        before = everything(connection)
    assert not open_file(kukusan, earlier).repeated
    with kukusan.reading() as connection:
        after = everything(connection)
    assert after["peer_have"] == before["peer_have"] and after["setting"] == before["setting"]
    assert not make_file(kukusan, folder).answers, "DKUM lacks none of its own answers"


def test_a_file_that_comes_too_early_waits_and_the_missing_one_is_asked_for(city: City) -> None:
    """DKUM was put back to before the first file; the office knows it as delivered."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    copy = make_backup(dkum, folder / "cadangan").path
    filled(kukusan, 2)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    records = filled(kukusan, 2, seed=2)
    second = make_file(kukusan, folder).paths[0]
    dkum.close()
    restore_backup(copy, folder / "dkum-baru", "Hendra Wijaya", PASSPHRASE)
    again = open_office(folder / "dkum-baru", "Hendra Wijaya", PASSPHRASE, clock=offices.Clock())
    with again.reading() as connection:
        before = everything(connection)
    with pytest.raises(SyncRefused) as caught:
        open_file(again, second)
    assert caught.value.code == "E_GAP"
    with again.reading() as connection:
        after = everything(connection)
    for table in ("op", "record", "application", "person", "peer_have"):
        assert after[table] == before[table], table
    assert caught.value.request is not None
    open_file(kukusan, caught.value.request)
    open_file(again, make_file(kukusan, folder).paths[0])
    assert state_of(again) == state_of(kukusan)
    assert offices.row(again, records[-1]).status == "verified"
    assert not list((folder / "dkum-baru" / "files" / "waiting").glob("*.dks"))
    again.close()


def test_a_file_from_a_stranger(city: City) -> None:
    dkum, _kelurahan, folder = city
    other, others = offices.city(folder / "lain", KUKUSAN)
    filled(others[KUKUSAN], 1)
    refused("E_KEY", dkum, make_file(others[KUKUSAN], folder).paths[0])
    for one in (other, *others.values()):
        one.close()


def test_files_wait_for_the_grant(tmp_path: Path) -> None:
    alone = offices.office(tmp_path / "sendiri")
    with pytest.raises(Refused) as caught:
        make_file(alone, tmp_path)
    assert caught.value.code == "not_enrolled"
    alone.close()


def test_a_folder_that_cannot_be_written_gives_the_number_back(city: City) -> None:
    _dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    filled(kukusan, 1)
    with pytest.raises(SyncRefused) as caught:
        make_file(kukusan, folder / "tidak ada")
    assert caught.value.code in ("E_IO", "E_SPACE")
    assert make_file(kukusan, folder).no == 1


def test_wrong_fingerprints_admit_nobody(tmp_path: Path) -> None:
    dkum = offices.office(tmp_path / "dkum", "dkum")
    one = offices.office(tmp_path / "kukusan")
    request = trust.make_request(one, tmp_path)
    with pytest.raises(Refused) as caught:
        trust.grant(dkum, request, tmp_path, fingerprint=dkum.device.fingerprint)
    assert caught.value.code == "fingerprint"
    grant = trust.grant(dkum, request, tmp_path, fingerprint=one.device.fingerprint)
    with pytest.raises(Refused) as caught:
        trust.accept_grant(one, grant, fingerprint=one.device.fingerprint)
    assert caught.value.code == "fingerprint"
    assert not trust.is_enrolled(one)
    for each in (dkum, one):
        each.close()


def test_an_enrolment_request_names_nobody(tmp_path: Path) -> None:
    one = offices.office(tmp_path / "kukusan")
    data = trust.make_request(one, tmp_path).read_bytes()
    assert b"Ratna" not in data
    assert b"Puspita" not in data
    one.close()


def test_two_programs_on_one_folder(tmp_path: Path) -> None:
    one = offices.office(tmp_path / "kukusan")
    with pytest.raises(Unavailable) as caught:
        open_office(tmp_path / "kukusan", "Ratna Puspita", PASSPHRASE)
    assert caught.value.code == "home_locked"
    one.close()
    open_office(tmp_path / "kukusan", "Ratna Puspita", PASSPHRASE).close()


def test_a_wrong_passphrase(tmp_path: Path) -> None:
    offices.office(tmp_path / "kukusan").close()
    with pytest.raises(Refused) as caught:
        open_office(tmp_path / "kukusan", "Ratna Puspita", "bukan kata sandinya")
    assert "Kata sandi belum cocok" in str(caught.value)


def test_decisions_can_be_recomputed_by_anyone(city: City) -> None:
    """Thirty lines of plain code from the issued list: same order, same line."""
    import json

    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    filled(kukusan, 40)
    open_file(dkum, make_file(kukusan, folder).paths[0])
    proposal = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN, seed="benih 1"))
    dkum.enter("Sari Utami", PASSPHRASE)
    approved = decisions.approve(dkum, proposal.record)
    _pdf, listed = decisions.save_list(dkum, approved.document, folder)
    issued = json.loads(listed.read_text(encoding="utf-8"))
    assert issued["seed"] == "benih 1"
    keys = [
        (
            row["tanggal_lengkap"],
            sha256((issued["seed"] + row["nomor_pendaftaran"]).encode()).hexdigest(),
            row,
        )
        for row in issued["rows"]
    ]
    for place, (_day, draw, row) in enumerate(sorted(keys, key=lambda key: key[:2]), 1):
        assert row["rank"] == place
        assert row["draw"] == draw
        assert row["outcome"] == ("accepted" if place <= issued["quota"] else "waitlisted")
    with dkum.reading() as connection:
        stored = dict(
            connection.execute(
                select(tables.application.c.nomor_pendaftaran, tables.application.c.status).where(
                    tables.application.c.program == "WUB"
                )
            ).all()
        )
    assert stored == {row["nomor_pendaftaran"]: row["outcome"] for row in issued["rows"]}


def test_the_proposer_cannot_approve(city: City) -> None:
    from desktop_app.actions import people

    dkum, kelurahan, folder = city
    filled(kelurahan[KUKUSAN], 3)
    open_file(dkum, make_file(kelurahan[KUKUSAN], folder).paths[0])
    hendra = next(user for user, facts in dkum.context.people.items() if facts.nama == "Hendra Wijaya")
    people.change_person(dkum, hendra, roles=("admin_kantor", "admin_dkum", "petugas_dkum", "penyetuju_dkum"))
    proposal = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    with pytest.raises(Refused) as caught:
        decisions.approve(dkum, proposal.record)
    assert caught.value.code == "same_person"


def test_the_quota_is_never_exceeded_by_a_second_round(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    for seed in (1, 2):
        filled(kukusan, 25, seed=seed)
        open_file(dkum, make_file(kukusan, folder).paths[0])
        dkum.enter("Hendra Wijaya", PASSPHRASE)
        proposal = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
        dkum.enter("Sari Utami", PASSPHRASE)
        decisions.approve(dkum, proposal.record)
    with dkum.reading() as connection:
        app = tables.application.c
        accepted = connection.execute(
            select(func.count()).where(app.status == "accepted", app.program == "WUB")
        )
        assert accepted.scalar() == 27
        assert office_status(connection, dkum.info).by_program["WUB"]["accepted"] == 27


def test_a_folder_opened_in_one_thread_is_given_free_by_another(tmp_path: Path) -> None:
    """The window opens offices in its worker and closes them from its own thread."""
    offices.office(tmp_path / "kukusan").close()
    opened: list[Office] = []
    worker = Thread(
        target=lambda: opened.append(open_office(tmp_path / "kukusan", "Ratna Puspita", PASSPHRASE))
    )
    worker.start()
    worker.join()
    opened[0].close()
    open_office(tmp_path / "kukusan", "Ratna Puspita", PASSPHRASE).close()


def test_a_complete_date_after_dkums_receipt_is_not_decided(city: City) -> None:
    """Nobody moves up by a day that DKUM's own clock has not reached when the verification came in."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    clock = kukusan.clock
    assert isinstance(clock, offices.Clock)
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    records = offices.enter(kukusan, [{**each, "program": "WUB"} for each in offices.persons(3)])
    clock.forward(days=4)
    offices.verify(kukusan, records[:2])
    late = offices.row(kukusan, records[2])
    day = kukusan.today().isoformat()
    applications.verify(kukusan, VerifyApplication(records[2], late.rev, day, offices.SEEN))
    path = make_file(kukusan, folder).paths[0]
    clock.forward(days=-4)
    open_file(dkum, path)
    proposal = decisions.propose(dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    assert proposal.ranked == 2
    assert [each.nomor_pendaftaran for each in proposal.excluded] == [late.nomor_pendaftaran]
    assert "lebih lambat" in proposal.excluded[0].reason


def test_a_file_with_an_altered_signature_of_a_person_is_refused(city: City) -> None:
    """Somebody at the office puts another verifier's name under a verification: E_USIG, nothing changes."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    filled(kukusan, 2)
    with kukusan.work() as work:
        op = tables.op.c
        found = work.connection.execute(
            select(op.id, op.usig).where(op.usig.is_not(None)).order_by(op.id.desc())
        )
        number, usig = found.first() or (0, b"")
        forged = usig[:40] + bytes([usig[40] ^ 1]) + usig[41:]
        work.connection.execute(update(tables.op).where(op.id == number).values(usig=forged))
    refused("E_USIG", dkum, make_file(kukusan, folder).paths[0])


def test_a_forked_stream_is_refused(city: City) -> None:
    """A copy of the folder wrote on by itself: same place in the chain, another op."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    kukusan.close()
    shutil.copytree(kukusan.home, folder / "kembaran")
    one = open_office(kukusan.home, "Ratna Puspita", PASSPHRASE, clock=offices.Clock())
    other = open_office(folder / "kembaran", "Ratna Puspita", PASSPHRASE, clock=offices.Clock())
    offices.enter(one, offices.persons(1))
    offices.enter(other, offices.persons(1, seed=9))
    open_file(dkum, make_file(one, folder).paths[0])
    refused("E_FORK", dkum, make_file(other, folder).paths[0])
    for each in (one, other):
        each.close()


def test_a_verification_came_with_the_file_that_brought_it_whatever_its_epoch(city: City) -> None:
    """The date that ranks may not be after the day DKUM had the verification. A restored office's file brings
    two epochs, and the numbers of the old one are higher."""
    dkum, kelurahan, folder = city
    kukusan, clock = kelurahan[KUKUSAN], kelurahan[KUKUSAN].clock
    assert isinstance(clock, offices.Clock) and dkum.clock is clock
    people = [{**person, "program": "WUB"} for person in offices.persons(5)]
    offices.verify(kukusan, offices.enter(kukusan, people[:2]))
    clock.forward(days=20)  # a computer whose clock is ahead
    wrong = verified_today(kukusan, people[2])
    clock.forward(days=-20)
    copy = make_backup(kukusan, folder / "cadangan").path
    restore_backup(copy, folder / "pulih", "Ratna Puspita", PASSPHRASE)
    again = open_office(folder / "pulih", "Ratna Puspita", PASSPHRASE, clock=clock)
    offices.enrol(dkum, again, folder)
    offices.enter(again, people[3:4])
    open_file(dkum, make_file(again, folder).paths[0])
    clock.forward(days=6)
    right = verified_today(again, people[4])
    open_file(dkum, make_file(again, folder).paths[0])
    found = decisions.preview(dkum, "WUB", 2026, KUKUSAN)
    assert [each.nomor_pendaftaran for each in found.excluded] == [wrong]
    assert right in [each.nomor_pendaftaran for each in found.rows] and len(found.rows) == 3
    again.close()


def verified_today(one: Office, person: Person) -> str:
    """Entered and verified with today's date; the registration number."""
    one.enter("Ratna Puspita", PASSPHRASE)
    (record,) = offices.enter(one, [person])
    one.enter("Dian Lestari", PASSPHRASE)
    row = offices.row(one, record)
    wish = VerifyApplication(record, row.rev, one.today().isoformat(), offices.SEEN)
    applications.verify(one, wish)
    return row.nomor_pendaftaran


def test_two_computers_put_back_from_one_backup_lose_nothing(city: City) -> None:
    """DKUM lets one go on after the other and has what both wrote; equal numbers are a person's to settle."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    filled(kukusan, 1)
    copy = make_backup(kukusan, folder / "cadangan").path
    typed: list[str] = []
    for seed, name in ((2, "lama"), (3, "baru")):
        restore_backup(copy, folder / name, "Ratna Puspita", PASSPHRASE)
        again = open_office(folder / name, "Ratna Puspita", PASSPHRASE, clock=offices.Clock())
        offices.enrol(dkum, again, folder)
        typed += filled(again, 1, seed=seed)
        open_file(dkum, make_file(again, folder).paths[0])
        again.close()
    assert {offices.row(dkum, record).status for record in typed} == {"verified"}


def test_a_damaged_paper_holds_no_file_up_and_goes_when_it_is_back(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    [person] = offices.persons(1)
    [record] = offices.enter(kukusan, [person])
    attachments.attach(kukusan, record, "ktp", id_card(person))
    [name] = list(kukusan.blobs.names())
    path = next((kukusan.home / "blobs").rglob("*.age"))
    whole_file = path.read_bytes()
    path.write_bytes(whole_file[:-5] + bytes(5))
    made = make_file(kukusan, folder)
    assert made.damaged == 1
    open_file(dkum, made.paths[0])
    assert offices.row(dkum, record).attachments == 1, "everything else has gone"
    assert not dkum.blobs.has(name)
    path.write_bytes(whole_file)
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])  # DKUM asks for what it lacks
    again = make_file(kukusan, folder)
    assert again.damaged == 0
    open_file(dkum, again.paths[0])
    assert dkum.blobs.get(name)
