"""What an erasure sweeps beyond the log, what it must not take along, and what finishes it later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from desktop_app.actions import access, attachments, continuing, erasing, erasing_after, kept
from desktop_app.actions.backup import make_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.trust import identities
from desktop_app.cli.console import Console
from desktop_app.domain import erasing as rules
from desktop_app.domain.op import decode, encode, op_id
from desktop_app.intake.report import IntakeReport, ReportRow
from desktop_app.office import open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import erasures, remembered, tables
from desktop_app.sync import writer
from desktop_app.sync.container import open_body, open_header
from tests import offices
from tests.actions.test_decisions import bring, decide
from tests.asking import asked, erase
from tests.bytesearch import hits
from tests.carrying import exchange, put_back
from tests.offices import KUKUSAN, PASSPHRASE, City, filled

LATER = date(2040, 1, 1)


def test_the_decisions_about_everybody_else_come_back_to_a_dkum_that_was_put_back(city: City) -> None:
    """The answer with the erasing word says all of DKUM's own words again, so the earlier ones may go."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    (folder / "usb").mkdir()
    first, second = bring((dkum, kelurahan, folder / "usb"), 2)
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    copy = make_backup(dkum, folder / "flash").path
    decide(dkum)
    exchange(dkum, one, folder / "d1")
    (before,) = (one.home / "files" / "dkum").glob("*.dks")
    exchange(one, dkum, folder / "u1")  # it has that
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, first, "permintaan", day=LATER)
    exchange(dkum, one, folder / "d2")
    assert not before.exists()
    with one.reading() as connection:
        assert not erasures.load(connection)
    exchange(dkum, one, folder / "d3")  # nothing new: nothing is said again

    again = put_back(dkum, copy, "Hendra Wijaya")
    try:
        (asked,) = make_file(again, folder / "usb", to=KUKUSAN, request=True).paths
        open_file(one, asked)
        (folder / "u").mkdir()
        made = make_file(one, folder / "u")
        assert made.answers
        for path in (*made.answers, *made.paths):
            open_file(again, path)
        assert offices.row(again, second).status == "accepted"
        with again.reading() as connection:
            assert erasing.is_erased(connection, first)
    finally:
        again.close()


def test_an_answer_that_nothing_takes_the_place_of_stays_and_is_asked_for_again(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A DKUM of an earlier version says only what is new: the way back of the others is not thrown away."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    (folder / "usb").mkdir()
    first, _second = bring((dkum, kelurahan, folder / "usb"), 2)
    decide(dkum)
    exchange(dkum, one, folder / "d1")
    (before,) = (one.home / "files" / "dkum").glob("*.dks")
    exchange(one, dkum, folder / "u1")  # it has that
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, first, "permintaan", day=LATER)
    with monkeypatch.context() as earlier:
        earlier.setattr("desktop_app.actions.export._erased_since", lambda *_: False)
        exchange(dkum, one, folder / "d2")
    assert before.exists()
    with one.reading() as connection:
        left = erasures.load(connection)
    assert left.records and not left.numbers and not left.names
    exchange(dkum, one, folder / "d3", full=True)
    erasing_after.attend(one)  # as at the next start
    assert not before.exists()
    with one.reading() as connection:
        assert not erasures.load(connection)


def test_a_part_with_papers_alone_goes_too(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = filled(one, 2)
    exchange(one, dkum, folder / "k")
    exchange(dkum, one, folder / "d")
    one.enter("Ratna Puspita", PASSPHRASE)
    attachments.attach(one, record, "ktp", id_card(offices.persons(1)[0]))
    out = one.home / "files" / "masuk"
    out.mkdir(parents=True)
    fill = writer.fill
    with monkeypatch.context() as small:
        small.setattr(writer, "fill", lambda a, b, c, _size: fill(a, b, c, 1))  # pyright: ignore[reportUnknownLambdaType]
        made = make_file(one, out)
    assert len(made.paths) > 1
    for path in made.paths:
        open_file(dkum, path)
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan")
    exchange(dkum, one, folder / "d2")
    assert one.directory is not None
    for path in out.glob("*.dks"):
        assert not list(open_body(open_header(path, one.directory.sender), identities(one)).blobs())


def test_the_list_that_was_not_written_is_written_the_next_time(city: City) -> None:
    dkum, kelurahan, folder = city
    record, _other = filled(kelurahan[KUKUSAN], 2)
    exchange(kelurahan[KUKUSAN], dkum, folder / "k")
    dkum.enter("Sari Utami", PASSPHRASE)
    held = dkum.home / "dihapus.json"
    held.mkdir()  # the disk does not take it
    assert not erase(dkum, record, "permintaan").swept.whole
    held.rmdir()
    erasing_after.attend(dkum)
    assert held.is_file()


def test_what_is_noted_while_a_sweep_goes_on_is_swept_by_the_next(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    dkum, kelurahan, folder = city
    record, other = filled(kelurahan[KUKUSAN], 2)
    exchange(kelurahan[KUKUSAN], dkum, folder / "k")
    dkum.enter("Sari Utami", PASSPHRASE)
    forget = dkum.drafts.forget

    def meanwhile(*given: object) -> int:
        monkeypatch.undo()
        monkeypatch.setattr(erasing, "sweep", lambda _office: None)
        erase(dkum, other, "permintaan")
        monkeypatch.undo()
        return forget(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(dkum.drafts, "forget", meanwhile)
    erase(dkum, record, "permintaan")
    with dkum.reading() as connection:
        assert other in erasures.load(connection).records
    erasing_after.attend(dkum)
    with dkum.reading() as connection:
        assert not erasures.load(connection)


def test_others_typing_stays_and_a_search_by_the_nik_is_forgotten(city: City) -> None:
    """Relatives share the KK and the phone, strangers the name; only the person's own forms go."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    (record,) = filled(kukusan, 1)
    asked(kukusan, record)
    row = offices.row(kukusan, record)
    forms = {
        "child": {"nama": "Anaknya Yang Lain", "nik": "3276061501029555", "no_kk": row.no_kk},
        "namesake": {"nama": row.nama, "nik": "3276061501029666", "no_kk": "3276061501029777"},
        "nameless": {"no_kk": row.no_kk, "hp": row.hp},
        "own": {"nama": "Salah Tulis", "nik": f"{row.nik[:6]} {row.nik[6:]}"},
        "unnumbered": {"nama": row.nama.upper(), "no_kk": row.no_kk},
    }
    for name, values in forms.items():
        kukusan.drafts.put(name, values, {}, now=kukusan.clock())
    access.note_search(dkum, row.nik)
    dkum.keep_access()
    access.note_search(dkum, row.nik)
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing.erase(dkum, record, "permintaan")
    exchange(dkum, kukusan, folder)
    assert {each.form_id for each in kukusan.drafts.list()} == {"child", "namesake", "nameless"}
    with dkum.reading() as connection:
        assert not connection.execute(
            select(tables.access.c.id).where(tables.access.c.digest.is_not(None))
        ).all()


PHONES = {
    "plus": "+62 812-9000-1111", "country": "6281290001111", "dialled": "0812 9000 1111",
    "bare": "81290001111",
    "long": "0062-812-90001111",
}  # fmt: skip


def test_typing_with_a_name_of_one_word_and_a_telephone_number_goes_however_it_is_written(city: City) -> None:
    """And a NIK that stands in another field, or was typed only in part; another Sukarno's typing stays."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    person = {**offices.persons(1)[0], "nama": "Sukarno", "hp": "+6281290001111"}
    (record,) = offices.enter(kukusan, [person])
    asked(kukusan, record)
    nik = person["nik"]
    forms: dict[str, dict[str, Any]] = {name: {"nama": " SUKARNO ", "hp": hp} for name, hp in PHONES.items()}
    forms |= {
        "part": {"nama": "sukarno", "nik": nik[:13]},
        "note": {"catatan": f"Titipan {nik[:4]} {nik[4:8]} {nik[8:]}, datang lagi besok"},
        "namesake": {"nama": "Sukarno", "hp": "0812-9000-2222"},
        "nobody": {"nama": "Sukarno"},
        "household": {"nama": "Istrinya", "hp": "0812-9000-1111"},
    }
    for name, values in forms.items():
        kukusan.drafts.put(name, values, {}, now=kukusan.clock())
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing.erase(dkum, record, "permintaan")
    exchange(dkum, kukusan, folder)
    assert {each.form_id for each in kukusan.drafts.list()} == {"namesake", "nobody", "household"}


def test_the_family_of_an_erased_child_keeps_its_typing_and_its_rows(city: City) -> None:
    """Those at home share the KK, the phone and the guardian; a NIK that is begun says whose form it is."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    person = {**offices.persons(1)[0], "nama": "Dewi Lestari", "wali_nama": "Siti Aminah"}
    (record,) = offices.enter(kukusan, [person])
    asked(kukusan, record)
    home = {"no_kk": person["no_kk"], "hp": person["hp"]}
    other = str((int(person["nik"][5]) + 1) % 10)
    forms = {
        "guardian": {**home, "nama": "Siti Aminah", "nik": ""},
        "sibling": {**home, "nama": "Rudi", "wali_nama": "Siti Aminah"},
        "child of hers": {**home, "nama": "Bayu", "wali_nama": "Dewi Lestari"},
        "namesake": {**home, "nama": "Dewi Lestari", "nik": person["nik"][:5] + other},
        "own": {**home, "nama": "Dewi Lestari", "nik": person["nik"][:5]},
    }
    for name, values in forms.items():
        kukusan.drafts.put(name, values, {}, now=kukusan.clock())
    rows = [ReportRow(at, "new", name, "") for at, name in enumerate(("Siti Aminah", "Dewi Lestari"), 2)]
    kukusan.do(
        lambda work: kept.keep(work.connection, "intake", IntakeReport("daftar", tuple(rows)), kukusan)
    )
    exchange(kukusan, dkum, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing.erase(dkum, record, "permintaan")
    exchange(dkum, kukusan, folder)
    assert {each.form_id for each in kukusan.drafts.list()} == forms.keys() - {"own"}
    with kukusan.reading() as connection:
        (one,) = kept.kept_reports(connection, "intake")
        report = kept.kept_report(connection, "intake", one.id, IntakeReport)
    assert report is not None and [row.nama for row in report.rows] == ["Siti Aminah", "(dihapus)"]


def test_a_list_of_erasures_laid_beside_the_office_erases_nobody(city: City) -> None:
    """Not with the signature of who approved at DKUM, dismissed or not: the office's own seal is missing."""
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    record, other = filled(kukusan, 2)
    asked(kukusan, record)
    exchange(kukusan, dkum, folder)
    exchange(dkum, kukusan, folder)
    dkum.enter("Sari Utami", PASSPHRASE)
    key = dkum.session.key
    erasing.erase(dkum, record, "permintaan")
    exchange(dkum, kukusan, folder)
    listed = remembered.read(kukusan.home / remembered.NAME)
    assert len(listed) > 1
    with kukusan.reading() as connection:
        names = [
            name.hex()
            for name in connection.execute(
                select(tables.op.c.hash)
                .join(tables.record, tables.record.c.id == tables.op.c.record_id)
                .where(tables.record.c.uuid == bytes.fromhex(other))
            ).scalars()
        ]
    body, _usig, seal = next(iter(listed.values()))
    word = decode(body)
    asking = rules.asking_of(word.set)
    assert asking is not None
    told = rules.values_of(names, (), "permintaan", KUKUSAN, asking._replace(application=other))
    forged = encode(replace(word, rec=other, ent="application", set=told, seq=900, prev="0" * 64))
    home, clock = kukusan.home, kukusan.clock
    kukusan.close()
    remembered.add(home / remembered.NAME, {op_id(forged): (forged, key.key_id + key.sign_op(forged), seal)})
    again = open_office(home, "Ratna Puspita", PASSPHRASE, clock=clock, cost=offices.CHEAP)
    kelurahan[KUKUSAN] = again
    assert offices.row(again, other)
    report = check_office(again)
    (told,) = [each for part in report.parts for each in part.findings if each.code == "erasures_sealed_out"]
    assert report.sound and told.count == 1 and remembered.NAME in told.records, "it is told all the same"
    assert not any(word in told.sentence for word in (record, other))


def test_a_list_of_erasures_that_cannot_be_read_is_told_until_it_is_written_again(city: City) -> None:
    one = city[1][KUKUSAN]
    filled(one, 1)
    for content, codes in ((b"{", {"erasures_unreadable"}), (None, set[str]())):
        path = one.home / remembered.NAME
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        report = check_office(one)
        found = {each.code for part in report.parts for each in part.findings if "erasures_" in each.code}
        assert (found, report.sound) == (codes, True)


def test_a_copy_takes_the_list_of_its_own_computer_along_and_no_other(city: City) -> None:
    """Computers of one office may keep copies in one folder; of each other they believe nothing."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = filled(one, 2)
    exchange(one, dkum, folder / "k")
    exchange(dkum, one, folder / "d")
    copy = make_backup(one, folder / "flash").path
    erase(dkum, record, "permintaan")
    exchange(dkum, one, folder / "d1")
    words = remembered.read(one.home / remembered.NAME)
    (folder / "flash" / f"{remembered.BESIDE}3276061002-ZZZ.json").write_bytes(
        (dkum.home / remembered.NAME).read_bytes()
    )
    again = kelurahan[KUKUSAN] = put_back(one, copy, "Ratna Puspita")
    assert words and remembered.read(again.home / remembered.NAME) == words


def test_a_word_that_was_lost_with_a_restore_of_dkum_is_said_again(city: City) -> None:
    """DKUM erased, told nobody, and was put back: its offices hear of it all the same, and take the stubs."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = filled(one, 2)
    exchange(one, dkum, folder / "k")
    exchange(dkum, one, folder / "d")
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    copy = make_backup(dkum, folder / "flash").path
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan")
    again = put_back(dkum, copy, "Hendra Wijaya")
    try:
        exchange(one, again, folder / "k1")
        again.enter("Sari Utami", PASSPHRASE)
        assert not erasing_after.attend(again).ids  # it waits: offices may still bring the word
        again.enter("Hendra Wijaya", PASSPHRASE)
        continuing.continue_city(again)
        again.enter("Sari Utami", PASSPHRASE)
        assert erasing_after.attend(again).ids
        assert not erasing_after.attend(again).ids  # once
        exchange(again, one, folder / "d1", full=True)
        exchange(one, again, folder / "k2", full=True)
        exchange(again, one, folder / "d2", full=True)
        for office in (again, one):
            with office.reading() as connection:
                assert erasing.is_erased(connection, record)
                (line,) = erasing_after.erasures(office, connection)
                assert line.application == record and line.done is not None
            assert check_office(office).sound
    finally:
        again.close()


def test_a_cut_between_the_word_and_the_sweep_is_mended_at_the_next_start(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever opens the office attends to it; the rest of what has to be kept goes when its day has come."""
    dkum, kelurahan, folder = city
    record, _other = filled(kelurahan[KUKUSAN], 2)
    person = offices.persons(1)[0]
    exchange(kelurahan[KUKUSAN], dkum, folder / "k")
    dkum.enter("Sari Utami", PASSPHRASE)
    with monkeypatch.context() as cut:
        cut.setattr(erasing, "sweep", lambda _office: None)
        erase(dkum, record, "permintaan")
    dkum.close()
    words = folder / "kata-sandi"
    words.write_text(PASSPHRASE, encoding="utf-8")
    console = Console(home=dkum.home, user="Hendra Wijaya", passphrase_file=words)
    with console.office() as again:
        assert hits(again, person["nik"], person["nama"]) == []
