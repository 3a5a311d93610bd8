"""One person in everything that two offices write, and then in nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.actions import (
    access,
    attachments,
    erasing,
    erasing_after,
    intake,
    mentoring,
    outcomes,
    register,
    rosters,
    support,
)
from desktop_app.actions.boxes import Boxes, pass_once
from desktop_app.actions.checking import check_office
from desktop_app.actions.data_requests import RecordRequest, record_request
from desktop_app.actions.exchange_settings import ExchangeSettings, set_exchange
from desktop_app.actions.intake import IntakeWish
from desktop_app.actions.journal_file import write_journal
from desktop_app.actions.mentoring import GiveTask, SaveVisit
from desktop_app.actions.outcomes import SaveOutcome
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.safekeeping import BackupSettings, daily_backup, set_backup
from desktop_app.actions.sweeping_left import left_behind
from desktop_app.crash import CrashNotes
from desktop_app.domain.identity import phone_display, phone_local
from desktop_app.intake.mapping import guess
from desktop_app.intake.sheet import read
from desktop_app.office import Office
from desktop_app.queries.journal import JournalFilter, ids
from desktop_app.queries.journal_lines import page
from desktop_app.sample.people import Person
from desktop_app.sample.scans import id_card
from desktop_app.sample.spreadsheets import make_xlsx
from desktop_app.storage import tables
from tests import letters, offices
from tests.bytesearch import hits
from tests.kept_texts import lines, plant, records_that_say
from tests.mentors import DIAN, HENDRA, RATNA, SARI, MentorCity, reopened
from tests.offices import PASSPHRASE

LATER = date(2040, 1, 1)
"""By then the rule book keeps nothing of it any more."""


class Everything:
    """The two offices, the folders between and beside them, and the person who is erased."""

    def __init__(self, city: MentorCity) -> None:
        self.city, self.dkum, self.kukusan = city, city.dkum, city.kukusan
        self.record = city.accepted[0]
        row = offices.row(self.kukusan, self.record)
        self.person: Person = next(each for each in offices.persons(3) if each["nik"] == row.nik)
        self.folders = {name: city.folder / name for name in ("naik", "turun", "flash", "beri")}
        for folder in self.folders.values():
            folder.mkdir()
        up, down = str(self.folders["naik"]), str(self.folders["turun"])
        for one, inbox, outbox in ((self.dkum, up, down), (self.kukusan, down, up)):
            set_exchange(one, ExchangeSettings(inbox, outbox, take=True, send=True))
            (self.folders["flash"] / one.info.kind).mkdir()
            set_backup(one, BackupSettings(str(self.folders["flash"] / one.info.kind)))
        self.boxes = [Boxes(self.kukusan), Boxes(self.dkum)]
        card = attachments.reencode(id_card(self.person)).data
        self.scan = card[len(card) // 2 :][:48]

    @property
    def told(self) -> tuple[str, ...]:
        """By what somebody might look for the person."""
        hp = str(self.person["hp"])
        numbers = (str(self.person["nik"]), hp, phone_local(hp), phone_display(hp), hp.removeprefix("+"))
        return (str(self.person["nama"]), str(self.person["alamat"]), *numbers)

    def exchanged(self) -> None:
        """Both look into their boxes until nothing moves any more."""
        for _ in range(12):
            turns = [pass_once(each, at_once=True) for each in self.boxes]
            if not any(each.made or each.taken.outcomes for each in turns):
                return
        raise AssertionError("they answer each other for ever")

    def later(self) -> None:
        """Some days pass, so that no copy is just the earlier one of its day."""
        self.dkum.clock.forward(days=2)  # type: ignore[attr-defined]

    def found(self, one: Office) -> set[str]:
        """In what kinds of places the person is, in clear to whoever has the keys."""
        folders = tuple(self.folders.values())
        return {kind_of(what) for what in hits(one, *self.told, folders=folders, parts=(self.scan,))}


def kind_of(what: str) -> str:
    """The kind of place, of the name of one: what is in a backup, a sync file, a file of its own."""
    if ".tar: " in what:
        return "backup"
    if ".dks" in what:
        return what.rpartition(" ")[2] if " " in what else "dks"
    return what.partition(" ")[0] if ".db" in what else Path(what).suffix or what


@pytest.fixture
def everything(mentor_city: Path, tmp_path: Path) -> Iterator[Everything]:
    city = reopened(mentor_city, tmp_path)
    yield Everything(city)
    city.close()


def write_everything(one: Everything) -> None:
    """The person's business, mentor, visit, task, outcome, letter, scan, roster, request, import, typing; the
    searches and looks for them; a note of a crash that quotes them."""
    kukusan, record, person = one.kukusan, one.record, one.person
    name, nik = str(person["nama"]), str(person["nik"])
    one.city.assign(0, 0)
    mentoring.save_visit(kukusan, SaveVisit(record, "2026-11-24", "Pembukuan", masalah=f"{name} sakit"))
    mentoring.give_task(kukusan, GiveTask(record, f"Catatan kas {name}", "2026-11-24"))
    outcomes.save_outcome(kukusan, SaveOutcome(record, {"mulai_usaha": "2026-11-20"}))
    shop = {
        "nama": "Warung Sendiri", "pemilik": name, "nik": nik, "alamat": person["alamat"], "hp": person["hp"],
        "kbli_kode": "56102", "kbli_edisi": "2025", "sumber": "Pendataan 2025",
    }  # fmt: skip
    register.save_business(kukusan, register.SaveBusiness(shop))
    attachments.attach(kukusan, record, "ktp", id_card(person))
    sheet = read(make_xlsx([person], damaged=0).data)
    intake.take_in(kukusan, sheet, guess(sheet.columns), IntakeWish("daftar.xlsx", "PP", 2026))
    record_request(kukusan, RecordRequest(record, "penghapusan", "surat", bukti=f"Surat {name}"))
    kukusan.drafts.put("entri", {"nama": name, "nik": nik}, {}, now=kukusan.clock())
    one.dkum.enter(HENDRA, PASSPHRASE)
    letters.take(one.dkum, letters.sheet([letters.line(person)]))
    one.dkum.drafts.put("catatan", {"catatan": f"Telepon {name}, {nik}"}, {}, now=one.dkum.clock())
    kukusan.enter(DIAN, PASSPHRASE)
    rosters.seal_roster(kukusan, RosterWish("WUB", 2026, "arsip", "500.3/1", kukusan.today()))
    for office in (kukusan, one.dkum):
        access.note_search(office, nik)
        access.opened(office, record)
        office.keep_access()
    kukusan.enter(RATNA, PASSPHRASE)
    one.exchanged()
    for office in (kukusan, one.dkum):
        daily_backup(office)
    tell_about(one)


def tell_about(one: Everything) -> None:
    """A note of a crash, the support bundle and the journal, as they are given away."""
    give = one.folders["beri"]
    try:
        raise ValueError(" ".join(one.told))
    except ValueError as error:
        CrashNotes(give / "catatan").handle(error)
    for office in (one.kukusan, one.dkum):
        now = office.clock()
        sheets = support.gather(
            office.home, give / "catatan", now, office=office, report=check_office(office)
        )
        support.save(sheets, give, now)
        with office.reading() as connection:
            keys = ids(connection, office, JournalFilter())
            lines = [line for line in page(connection, office, keys) if line is not None]
        rows = [(line.title, line.detail) for line in lines]
        write_journal(office, give / f"jurnal-{office.info.kind}.csv", rows, len(rows))


def test_a_person_who_was_everywhere_is_nowhere(everything: Everything) -> None:
    one = everything
    write_everything(one)
    for office in (one.kukusan, one.dkum):
        assert one.found(office) == {"wira.db", "drafts.db", ".age", "op", "blob", "report", "backup"}

    one.later()
    one.dkum.enter(SARI, PASSPHRASE)
    done = erasing.erase(one.dkum, one.record, "permintaan", day=LATER)
    assert done.swept.whole and done.plan.records == {
        "application": 1, "business": 1, "data_request": 1, "mentee": 1, "outcome": 1, "recommended": 1,
        "task": 1, "visit": 1,
    }  # fmt: skip
    assert len(done.plan.going) == 2, "roster and decision list"
    one.exchanged()
    one.later()
    for office in (one.kukusan, one.dkum):
        daily_backup(office)
        erasing_after.attend(office)
    tell_about(one)
    for office in (one.kukusan, one.dkum):
        assert one.found(office) == set(), office.info.kind
        with office.reading() as connection:
            digest = tables.access.c.digest  # of a number that was searched for
            assert not connection.execute(select(digest).where(digest.is_not(None))).all()
        assert check_office(office).sound
        assert offices.row(office, one.city.accepted[1])


def test_what_is_kept_for_ever_and_named_the_person_is_listed_and_nothing_else_is_left(
    everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program of before took any text. On the log it stays, and each is told where an erasure is answered
    for; a business of the person, a mentor's word and what else is about them goes whole as ever."""
    one = everything
    write_everything(one)
    name, nik = str(one.person["nama"]), str(one.person["nik"])
    one.dkum.enter(HENDRA, PASSPHRASE)
    one.kukusan.enter(RATNA, PASSPHRASE)
    made = plant(one.dkum, one.kukusan, f"{name.upper()} {nik}", monkeypatch)
    one.exchanged()
    one.later()
    one.dkum.enter(SARI, PASSPHRASE)
    done = erasing.erase(one.dkum, one.record, "permintaan", day=LATER)
    assert done.swept.whole
    one.exchanged()
    with one.kukusan.reading() as connection:
        called_off = connection.exec_driver_sql(
            "SELECT uuid FROM document WHERE nomor = '701/1'"
        ).scalar_one()
    kept = {record for record, *_fields in made.values()} | {called_off.hex()}
    for office in (one.kukusan, one.dkum):
        erasing_after.attend(office)
        assert records_that_say(office, name, nik) == kept, office.info.kind
        with office.reading() as connection:
            left = {each.code: each for each in left_behind(office, connection)}
        assert sorted(left["left_texts"].names) == sorted(lines(made))
        assert left["left_reasons"].names == ("701/1",)
        told = " ".join(each.line for each in left.values())
        assert name.casefold() not in told.casefold() and nik not in told
        assert {"left_texts", "left_reasons"} <= {
            each.code for part in check_office(office).parts for each in part.findings
        }
