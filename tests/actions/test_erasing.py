"""A person is erased at DKUM and wherever the files go; nothing is left, and the chain still holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from re import fullmatch

import pytest
from sqlalchemy import select

from desktop_app.actions import attachments, erasing, erasing_after, register, rosters, safekeeping
from desktop_app.actions.backup import make_backup, restore_over
from desktop_app.actions.checking import check_office
from desktop_app.actions.data_requests import RecordRequest, answer_request, lift, record_request, take_back
from desktop_app.actions.erasing_plan import trusted_day
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.issued import cancel_document, document_pdf
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.verifying import check_files, office_anchors
from desktop_app.domain.erasing import Stub
from desktop_app.domain.op import decode
from desktop_app.errors import Refused, SyncRefused
from desktop_app.office import Office, open_office
from desktop_app.queries.companions import whole_history
from desktop_app.queries.data_requests import requests
from desktop_app.queries.documents import register as documents
from desktop_app.queries.journal import JournalFilter, ids
from desktop_app.queries.journal_lines import page
from desktop_app.queries.status import counts
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from desktop_app.storage.digest import state_digest
from desktop_app.storage.work import new_id
from desktop_app.sync.container import peek
from tests import offices
from tests.asking import asked
from tests.bytesearch import hits
from tests.carrying import exchange, put_over
from tests.flows.test_second_round import QUOTA, SAME_DAY, Both
from tests.issuing import issue_many
from tests.offices import CURUG, KUKUSAN, PASSPHRASE, City, filled
from tests.storage.test_work import everything

LATER = date(2040, 1, 1)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with offices.opened(tmp_path, KUKUSAN, CURUG) as one:
        yield one


def test_nothing_of_an_erased_person_is_left_anywhere(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    person, *_others = offices.persons(3)
    record, other, _third = filled(kukusan, 3)
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    attachments.attach(kukusan, record, "ktp", id_card(person))
    kukusan.drafts.put("baru", {"nama": person["nama"], "nik": person["nik"]}, {}, now=kukusan.clock())
    asked(kukusan, record)
    boxes = folder / "kotak"
    boxes.mkdir()
    exchange(kukusan, dkum, boxes)
    exchange(dkum, kukusan, boxes)
    told = (person["nik"], person["nama"], person["hp"])
    assert all(hits(one, *told) for one in (dkum, kukusan))

    dkum.enter("Sari Utami", PASSPHRASE)
    done = erasing.erase(dkum, record, "permintaan")
    assert done.plan.until is None and not done.plan.staying and done.swept.whole
    (opened,) = exchange(dkum, kukusan, boxes)
    assert opened.new and not opened.undone, "what was erased is told of as erased"
    with dkum.reading() as connection:
        keys = ids(connection, dkum, JournalFilter(kind="erased"))
        shown = [line for line in page(connection, dkum, keys) if line is not None]
    lines = [(line.title, line.detail) for line in shown]
    assert len(set(lines)) == len(lines) > 2, "each line of one erasure says what it took"
    assert {line.subject for line in shown} == {f"Catatan …{record[-6:]}"}, "and all say of whom"
    said = [detail for title, detail in lines if title == "Data dihapus"]
    assert len(said) == sum(done.plan.records.values())
    assert {title for title, _detail in lines} == {"Data dihapus", "Penghapusan data: dicatat"}
    assert all(
        fullmatch(r"(data pendaftar|.+ ….{6}), atas permintaan orangnya, \d+ perubahan(, 1 berkas)?", each)
        for each in said
    )
    for one in (dkum, kukusan):
        assert hits(one, *told) == [], one.info.kind
        assert offices.row(one, other)
        report = check_office(one)
        assert report.sound, report.problems
        assert any(each.code == "erased" for part in report.parts for each in part.findings)


def test_a_copy_from_before_shows_nobody_again(city: City) -> None:
    """Older copies go once a newer one is proved; from one that lay elsewhere they are erased again."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record, _other) = filled(kukusan, 2)
    person = offices.persons(2)[0]
    asked(kukusan, record, "penarikan")
    exchange(kukusan, dkum, folder)
    exchange(dkum, kukusan, folder)
    safekeeping.daily_backup(kukusan)
    (before,) = (kukusan.home / "backups").glob("*.tar")
    stick = folder / "stick"
    stick.mkdir()
    shutil.copy2(before, stick)
    dkum.enter("Sari Utami", PASSPHRASE)
    kukusan.clock.forward(minutes=5)  # type: ignore[attr-defined]
    erasing.erase(dkum, record, "penarikan")
    exchange(dkum, kukusan, folder)
    safekeeping.daily_backup(kukusan)
    (after,) = (kukusan.home / "backups").glob("*.tar")
    assert after != before and hits(kukusan, person["nik"]) == []

    again, aside = put_over(kukusan, stick / before.name)
    assert aside.exists()
    kelurahan[KUKUSAN] = again
    with again.reading() as connection:
        assert erasing.is_erased(connection, record)
        assert counts(connection)["verified"] == 1
    erasing_after.attend(again)
    assert hits(again, person["nik"], person["nama"]) == []
    report = check_office(again)
    assert not [each for part in report.parts for each in part.findings if each.code == "stub_unfounded"]


def test_what_came_after_the_erasure_is_kept_out_and_erased_again(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record,) = filled(kukusan, 1)
    person = offices.persons(1)[0]
    asked(kukusan, record)
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing.erase(dkum, record, "permintaan")
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    late = {"alamat": "Jalan Sesudah Dihapus 9"}
    kukusan.do(lambda work: work.put(record, "application", "set", late))
    dkum.enter("Hendra Wijaya", PASSPHRASE)  # may not erase: it waits
    exchange(kukusan, dkum, folder)
    with dkum.reading() as connection:
        assert erasing_after.late_entries(connection) == 1
        assert erasing_after.erasures(dkum, connection)[0].late == 1
        assert not list(connection.execute(select(tables.application)))
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing_after.attend(dkum)
    exchange(dkum, kukusan, folder)
    for one in (dkum, kukusan):
        assert hits(one, "Sesudah Dihapus", person["nik"]) == []
        assert check_office(one).sound
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    with pytest.raises(Refused) as refused:
        kukusan.do(lambda work: work.put(record, "application", "set", late))
    assert refused.value.code == "erased"


def test_papers_and_records_stay_as_long_as_the_rule_book_says(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record, _other) = filled(kukusan, 2)
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    exchange(kukusan, dkum, folder)
    exchange(dkum, kukusan, folder)
    (paper,) = issue_many(kukusan, 1, rows=[(record, "")])
    asked(kukusan, record)
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    done = erasing.erase(dkum, record, "permintaan")
    assert [each.until for each in done.plan.staying] == [date(2031, 12, 31)]
    assert done.plan.due == date(2032, 1, 1) and not done.plan.going
    dkum.clock.now = datetime(2098, 1, 1, tzinfo=UTC)  # type: ignore[attr-defined]
    assert not erasing_after.erase_due(dkum).ids  # no other computer has come so far
    assert erasing.erase(dkum, record, "masa_simpan", day=LATER).plan.going
    dkum.clock.now = datetime(2026, 11, 25, tzinfo=UTC)  # type: ignore[attr-defined]
    exchange(dkum, kukusan, folder)
    for one in (dkum, kukusan):
        with one.reading() as connection:
            row = connection.execute(select(tables.document)).one()
        assert (row.state, row.nomor) == ("erased", "700/1") and row.digest
        assert not one.blobs.has(row.pdf.hex())
        with pytest.raises(Refused, match="penghapusan data pribadi"):
            document_pdf(one, paper)
        assert check_office(one).sound


def test_of_a_copy_of_an_erased_paper_the_register_says_so_and_a_cancelled_one_counts_no_more(
    city: City,
) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record,) = filled(kukusan, 1)
    program = offices.row(kukusan, record).program
    copies: list[Path] = []
    for number in ("500.3/1", "500.3/2"):
        made = rosters.seal_roster(kukusan, RosterWish(program, 2026, "arsip", number, kukusan.today()))
        copies.append(folder / f"{made.document}.pdf")
        copies[-1].write_bytes(document_pdf(kukusan, made.document))
    cancel_document(kukusan, copies[1].stem, "Salah cetak")
    asked(kukusan, record)
    exchange(kukusan, dkum, folder)
    exchange(dkum, kukusan, folder)
    assert check_files(copies[:1], office_anchors(kukusan), now=kukusan.clock()).ok
    dkum.enter("Sari Utami", PASSPHRASE)
    assert erasing.erase(dkum, record, "permintaan", day=LATER).plan.going
    exchange(dkum, kukusan, folder)
    told = f"dihapus pada {kukusan.today():%d-%m-%Y} karena penghapusan data pribadi."
    for one in (dkum, kukusan):
        genuine, cancelled = (
            each.file.verdict for each in check_files(copies, office_anchors(one), now=one.clock()).files
        )
        assert genuine is not None and cancelled is not None
        assert (genuine.kind, genuine.cause, cancelled.cause) == ("sah", "utuh", "dibatalkan")
        assert genuine.sentence.endswith(told) and genuine.next_step.startswith("Tanyakan")
        assert cancelled.sentence.endswith(told) and "Salah cetak" in cancelled.sentence
        with one.reading() as connection:
            lines = {line.nomor: (line.state, line.newer) for line in documents(connection, one.context)}
        assert lines == {"500.3/1": ("erased", None), "500.3/2": ("cancelled_erased", None)}


def test_a_stub_without_its_erasure_is_refused_and_changes_nothing(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record,) = filled(kukusan, 1)
    hollow(kukusan, record, bytes(32))
    (path,) = make_file(kukusan, folder).paths
    assert peek(path).min_reader == 2  # an older program says that it has to be updated
    with dkum.reading() as connection:
        before = everything(connection)
    with pytest.raises(SyncRefused) as refused:
        open_file(dkum, path)
    assert (refused.value.code, "penghapusan sah" in refused.value.message) == ("E_OPS", True)
    with dkum.reading() as connection:
        assert everything(connection) == before
    assert any(
        each.code == "stub_unfounded" for part in check_office(kukusan).parts for each in part.findings
    )


def hollow(one: Office, record: str, by: bytes) -> None:
    """Empty every op of a record by hand, as somebody with the key might."""
    with one.database.locked() as connection:
        rows = connection.exec_driver_sql(
            "SELECT op.id, hash, body FROM op JOIN record ON record.id = record_id WHERE uuid = ?",
            (bytes.fromhex(record),),
        ).all()
        for number, name, body in rows:
            stub = Stub(name, by, bytes.fromhex(decode(body).prev)).data
            connection.exec_driver_sql(
                "UPDATE op SET body = ?, usig = NULL, kind = 'erased', void = 'erased' WHERE id = ?",
                (stub, number),
            )


def test_an_office_that_comes_later_gets_stubs_and_stands_where_the_others_stand(city: City) -> None:
    """DKUM put back from before its own erasure, and an office whose database was lost, end where all do."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    record, other = filled(kukusan, 2)
    asked(kukusan, record)
    exchange(kukusan, dkum, folder)
    exchange(dkum, kukusan, folder)
    copy = make_backup(dkum, folder / "lama").path
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing.erase(dkum, record, "permintaan")
    exchange(dkum, kukusan, folder)
    exchange(kukusan, dkum, folder, full=True)  # stubs of an erasure that DKUM knows
    with dkum.reading() as one, kukusan.reading() as two:
        assert state_digest(one, KUKUSAN) == state_digest(two, KUKUSAN)
    dkum.close()
    restore_over(copy, dkum.home, "Hendra Wijaya", PASSPHRASE, dkum.clock())
    again = open_office(dkum.home, "Sari Utami", PASSPHRASE, clock=dkum.clock, cost=offices.CHEAP)
    try:
        with again.reading() as connection:
            assert erasing.is_erased(connection, record)
            assert [row.uuid.hex() for row in connection.execute(select(tables.application))] == [other]
        erasing_after.attend(again)
        open_file(again, make_file(kukusan, folder, full=True).paths[0])  # its stubs, by the list's word
        assert hits(again, offices.persons(2)[0]["nik"]) == []
    finally:
        again.close()


def an_unsigned_request_is_none(city: City, record: str) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    unsigned, said = new_id(), {"application": record, "jenis": "penghapusan", "masuk": 1, "cara": "dkum"}
    kukusan.do(lambda work: work.put(unsigned, "data_request", "set", said, scope=KUKUSAN, new=True))
    exchange(kukusan, dkum, folder)
    with pytest.raises(Refused) as refused:
        erasing.erase(dkum, record, "permintaan", on=unsigned)
    assert refused.value.code == "no_request"
    take_back(kukusan, unsigned, "Salah orang")
    exchange(kukusan, dkum, folder)


def test_only_the_person_goes_and_only_on_what_another_has_recorded(city: City) -> None:
    """A stranger's business under that NIK stays and is named; what else this person asked comes first; that
    the request came and was answered stays known, without its words."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    record, other = filled(kukusan, 2)
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    mine = offices.row(kukusan, record)
    shop = {
        "nama": "Bengkel Jaya", "pemilik": "Orang Lain Sekali", "nik": mine.nik, "alamat": "Jl. Melati 1",
        "hp": "0890-1234-5678", "nib": "9120001234567", "kbli_kode": "56102", "kbli_edisi": "2025",
        "mulai": "12-03-2019", "sumber": "Pendataan 2025",
    }  # fmt: skip
    register.save_business(kukusan, register.SaveBusiness(shop))
    own = {**shop, "nama": "Warung Sendiri", "pemilik": mine.nama.upper(), "nib": "9120001234568"}
    register.save_business(kukusan, register.SaveBusiness(own))
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    for on in ("", record):
        with pytest.raises(Refused) as refused:
            erasing.erase(dkum, record, "permintaan", on=on)
        assert refused.value.code == "no_request"
    an_unsigned_request_is_none(city, record)
    mistaken = record_request(dkum, RecordRequest(record, "penghapusan", "surat", bukti="Surat 9")).record
    with pytest.raises(Refused) as refused:
        erasing.erase(dkum, record, "keliru", on=mistaken)
    assert refused.value.code == "same_person"
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    take_back(dkum, mistaken, "Salah orang")
    dkum.enter("Sari Utami", PASSPHRASE)
    request = asked(kukusan, record)
    hold = record_request(kukusan, RecordRequest(record, "pembatasan", "surat", isi="dipakai sebagai bukti"))
    exchange(kukusan, dkum, folder)
    with pytest.raises(Refused, match="Pembatasan pemrosesan") as refused:
        erasing.erase(dkum, record, "permintaan")
    assert refused.value.code == "unsettled"
    lift(kukusan, hold.record, "Perkaranya selesai")
    answer_request(kukusan, hold.record, "dipenuhi", "Sudah dibatasi")
    exchange(kukusan, dkum, folder)
    with pytest.raises(Refused):
        erasing.erase(dkum, record, "permintaan", on=mistaken)
    done = erasing.erase(dkum, record, "permintaan", on=request)
    assert done.plan.records["business"] == 1
    assert {(each.nama, each.same) for each in done.plan.others} == {
        ("Orang Lain Sekali", False), (mine.nama.upper(), True),
    }  # fmt: skip
    exchange(dkum, kukusan, folder)
    for one in (dkum, kukusan):
        with one.reading() as connection:
            left = connection.execute(select(tables.PLAIN["business"].c.pemilik)).scalars().all()
            told = {each.jenis: each for each in requests(connection)}
        assert left == ["Orang Lain Sekali"] and offices.row(one, other)
        assert {kind: (each.open, each.bukti, each.isi) for kind, each in told.items()} == {
            "penghapusan": (False, "", ""), "pembatasan": (False, "", ""),
        }  # fmt: skip
        assert told["penghapusan"].dijawab and hits(one, "Surat 12", "dipakai sebagai bukti") == []


def test_what_is_kept_is_kept_also_where_another_application_of_the_person_goes(tmp_path: Path) -> None:
    both = Both(tmp_path)
    both.verified(QUOTA, SAME_DAY, seed=1)
    both.up()
    both.decide()
    both.down()
    one, dkum = both.kukusan, both.dkum
    with one.reading() as connection:
        row = connection.execute(
            select(tables.application).where(tables.application.c.status == "accepted")
        ).first()
    assert row is not None
    one.enter("Ratna Puspita", PASSPHRASE)
    person = next(each for each in offices.persons(QUOTA, seed=1) if each["nik"] == row.nik)
    (new,) = offices.enter(one, [{**person, "program": "PP", "tahun": 2026}])
    asked(one, new)
    both.up()
    dkum.enter("Sari Utami", PASSPHRASE)
    done = erasing.erase(dkum, new, "permintaan")
    assert [each.until for each in done.plan.others] == [date(2031, 12, 31)]
    with dkum.reading() as connection:
        kept = erasing_after.erasures(dkum, connection)
        assert erasing.is_erased(connection, new) and not erasing.is_erased(connection, row.uuid.hex())
        told = [step.title for step in whole_history(connection, dkum.context, row.id)]
        assert told[0] == "Penghapusan data dicatat, mulai 01-01-2032, atas permintaan orangnya"
        for wanted in (
            JournalFilter(kind="erased", text=row.nomor_pendaftaran),
            JournalFilter(kind="erased"),
            JournalFilter(text=row.nomor_pendaftaran),
        ):
            lines = page(connection, dkum, ids(connection, dkum, wanted))
            assert any(line and line.ent == "erasure" and row.nama in line.subject for line in lines), wanted
        dkum.clock.now = datetime(2098, 1, 1, tzinfo=UTC)  # type: ignore[attr-defined]
        assert trusted_day(dkum, connection).year == 2026  # one other computer is none to rely on
    assert {(each.application, each.due, each.done is None) for each in kept} == {
        (new, done.plan.day, False), (row.uuid.hex(), date(2032, 1, 1), True),
    }  # fmt: skip
    for each in (dkum, one):
        each.close()
