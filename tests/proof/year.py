"""Ten offices and DKUM through a simulated year: files are lost, come twice, late and out of order.

    python -m tests.proof.year [--examples N] [--seed S] [--jobs J]

At the end every copy says the same, no quota was ever exceeded, and each count in DKUM's tables is the sum of
the offices' (plain SQL). An example is a whole year.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from desktop_app.actions import applications, attachments, cancelling, decisions, outcomes, register
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain import region
from desktop_app.errors import Refused, SyncRefused
from desktop_app.sample.people import Person
from tests import offices
from tests.proof import harness
from tests.proof.exchange import scan
from tests.proof.realcity import APPROVER, DKUM, Desk, Seat, accepted, copied, found, held, told

BEGIN: Final = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
LOST: Final = 2
TWICE: Final = 5
LATE: Final = 3
"""Of a hundred files; late ones come one to six weeks later, out of order among themselves."""
OFFICES: Final = 10
WEEKS: Final = 50
QUOTA: Final = 27


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file under way to computers (their places in `desks`)."""

    path: Path
    readers: tuple[int, ...]


@dataclass(slots=True)
class Year:
    """The city, its calendar, and what is under way."""

    desks: list[Desk]
    folder: Path
    draw: random.Random
    people: list[list[Person]]
    week: int = 0
    waiting: dict[int, list[Parcel]] = field(default_factory=dict[int, list[Parcel]])
    kept: set[bytes] = field(default_factory=set[bytes])
    done: Counter[str] = field(default_factory=Counter[str])

    @property
    def dkum(self) -> Desk:
        return self.desks[0]

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(desk.seat.code for desk in self.desks[1:]))

    # ---- a week --------------------------------------------------------------------------------------

    def pass_week(self) -> None:
        """Everybody works, files travel, DKUM answers; every fourth week it decides."""
        for desk in self.desks:
            desk.clock.now = BEGIN + timedelta(weeks=self.week)
        for at in range(1, len(self.desks)):
            self._work(at)
        for parcel in self._arriving():
            self._open(parcel)
        if self.week % 4 == 3:
            self._decide()
        for at in range(1, len(self.desks)):
            self._send(at)
        for code in self.codes:
            if self.draw.randrange(2):
                readers = tuple(n for n, desk in enumerate(self.desks) if n and desk.seat.code == code)
                self._file(0, code, readers)
        self._within_quota()
        self.week += 1

    def _work(self, at: int) -> None:
        desk, draw = self.desks[at], self.draw
        for person in [self.people[at].pop() for _ in range(draw.randrange(4)) if self.people[at]]:
            typed = {**person, "program": "WUB", "tanggal_lengkap": desk.office.today().isoformat()}
            submit = draw.randrange(5) > 0
            self._do("entered", lambda typed=typed, submit=submit: applications.save(
                desk.enter(), SaveApplication(typed, submit=submit)))  # fmt: skip
        rows = self._rows(desk, "SELECT hex(uuid), status, rev, tanggal_lengkap FROM application")
        for record, status, rev, day in rows:
            record = record.lower()
            if draw.randrange(3) == 0:
                self._step(desk, record, status, rev, day)
            if draw.randrange(20) == 0:
                values = {
                    draw.choice(("nama", "alamat", "hp", "rt")): draw.choice(("Siti", "007", "Jalan Melati"))
                }
                wish = SaveApplication(values, record)
                self._do("edited", lambda wish=wish: applications.save(desk.enter(desk.seat.second), wish))
        if draw.randrange(8) == 0 and rows:
            chosen = draw.choice(rows)[0].lower()
            self._do("attached", lambda: attachments.attach(desk.enter(), chosen, "ktp", scan()))
        if draw.randrange(6) == 0:
            wish = register.SaveBusiness({"nama": f"Warung {at} {self.week}"})
            self._do("businesses", lambda: register.save_business(desk.enter(), wish))

    def _step(self, desk: Desk, record: str, status: str, rev: str, day: str) -> None:
        draw, today = self.draw, desk.office.today().isoformat()
        if status in ("draft", "returned"):
            self._do("submitted", lambda: applications.submit(desk.enter(), record))
        elif status == "submitted" and desk.seat.second:
            second = desk.enter(desk.seat.second)
            step = {0: applications.give_back, 1: applications.reject}.get(draw.randrange(12))
            if step is not None:
                self._do(step.__name__, lambda: step(second, record, "foto kabur"))
            else:
                wish = VerifyApplication(record, rev, day or today, offices.SEEN)
                self._do("verified", lambda: applications.verify(second, wish))
        elif status == "accepted":
            if draw.randrange(60) == 0:
                self._do("asked", lambda: cancelling.request_withdrawal(desk.enter(), record, "pindah kota"))
            else:
                told = outcomes.SaveOutcome(record, {"mulai_usaha": today})
                self._do("outcomes", lambda: outcomes.save_outcome(desk.enter(), told))
        elif status in ("verified", "waitlisted") and draw.randrange(10) == 0:
            self._do("withdrawn", lambda: applications.withdraw(desk.enter(), record, "bekerja"))

    # ---- DKUM ----------------------------------------------------------------------------------------

    def _decide(self) -> None:
        dkum = self.dkum
        asked = "SELECT hex(uuid) FROM application WHERE status = 'accepted' AND permintaan IS NOT NULL"
        for (record,) in self._rows(dkum, asked):
            rec = record.lower()
            self._do("cancelled", lambda rec=rec: cancelling.cancel(dkum.enter(APPROVER), rec, "mundur"))
        for code in self.codes:
            wish = decisions.ProposeDecision("WUB", 2026, code)
            proposal = self._do("proposed", lambda wish=wish: decisions.propose(dkum.enter(), wish))
            if proposal is not None:
                rec = proposal.record
                self._do("rounds decided", lambda rec=rec: decisions.approve(dkum.enter(APPROVER), rec))
            self._within_quota()

    # ---- travel --------------------------------------------------------------------------------------

    def _send(self, at: int) -> None:
        desk = self.desks[at]
        mates = tuple(
            n for n, one in enumerate(self.desks) if n not in (0, at) and one.seat.code == desk.seat.code
        )
        if desk.seat.kind == "lapangan":
            self._file(at, "", mates)
            return
        self._file(at, "", (0,))
        if mates and self.draw.randrange(2):
            self._file(at, desk.seat.code, mates)

    def _file(self, at: int, to: str, readers: tuple[int, ...]) -> None:
        """Made, and then whatever happens to files."""
        desk = self.desks[at]
        made = self._do("files made", lambda: make_file(desk.enter(), self.folder, to=to))
        for path in made.paths if made is not None else ():
            luck = self.draw.randrange(100)
            if luck < LOST:
                self.done["files lost"] += 1
                path.unlink()
                continue
            late = self.draw.randint(1, 6) if luck < LOST + LATE else 0
            self.done["files late"] += late > 0
            parcel = Parcel(path, readers)
            self.waiting.setdefault(self.week + 1 + late, []).append(parcel)
            if LOST + LATE <= luck < LOST + LATE + TWICE:
                self.done["files repeated"] += 1
                again = self.week + 1 + self.draw.randrange(4)
                self.waiting.setdefault(again, []).append(parcel)

    def _arriving(self) -> list[Parcel]:
        due = self.waiting.pop(self.week, [])
        if self.draw.randrange(3) == 0:
            self.draw.shuffle(due)
            self.done["weeks out of order"] += len(due) > 1
        return due

    def _open(self, parcel: Parcel) -> None:
        for reader in parcel.readers:
            desk = self.desks[reader]
            try:
                report = open_file(desk.enter(), parcel.path)
            except SyncRefused as refused:
                assert refused.code in ("E_GAP", "E_DIR"), (desk.seat.name, refused.code)
                self.done[f"opened: {refused.code}"] += 1
                continue
            self.done["opened: known" if report.repeated else "opened"] += 1
            self.kept |= held(desk.office) if reader == 0 else set()

    # ---- the end of the year -------------------------------------------------------------------------

    def settle(self) -> None:
        """What is still under way comes, then everybody hears of everything by the usual files."""
        while self.waiting:
            self.week = min(self.waiting)
            for parcel in self._arriving():
                self._open(parcel)
        for _round in range(3):
            for at in range(len(self.desks) - 1, 0, -1):
                self._now(at, "", self._above(at))
            for code in self.codes:
                readers = tuple(n for n, desk in enumerate(self.desks) if n and desk.seat.code == code)
                self._now(0, code, readers)

    def _above(self, at: int) -> tuple[int, ...]:
        seat = self.desks[at].seat
        if seat.kind != "lapangan":
            return (0,)
        found = (
            n
            for n, one in enumerate(self.desks)
            if one.seat.kind == "kelurahan" and one.seat.code == seat.code
        )
        return tuple(found)

    def _now(self, at: int, to: str, readers: tuple[int, ...]) -> None:
        for path in make_file(self.desks[at].enter(), self.folder, to=to).paths:
            self._open(Parcel(path, readers))

    def prove(self) -> None:
        """Every copy says what DKUM says of it, nothing was lost, the counts are the offices' together."""
        dkum = self.dkum.office
        own = [held(desk.office) for desk in self.desks[1:]]
        assert not self.kept - held(dkum), "DKUM lost what it had"
        assert not set().union(*own) - held(dkum), "something of an office never reached DKUM"
        for desk in self.desks[1:]:
            with desk.office.reading() as here, dkum.reading() as there:
                scopes = ("", desk.seat.code)
                mine, theirs = told(here, scopes), told(there, scopes)
            for name in theirs:
                assert mine[name] == theirs[name], (desk.seat.name, name)
        for desk in self.desks:
            report = check_office(desk.office)
            assert report.sound, (desk.seat.name, report.problems)
        for sql in COUNTS:
            self._same_counts(sql)
        for (name,) in self._rows(self.dkum, "SELECT hex(sha256) FROM attachment"):
            assert dkum.blobs.has(name.lower()), "an attachment never came"
        self._within_quota()

    def _same_counts(self, sql: str) -> None:
        """One computer of each office is enough: its others were found equal to DKUM before."""
        together: Counter[Any] = Counter()
        for code in self.codes:
            desk = next(desk for desk in self.desks if desk.seat.code == code)
            for *what, many in self._rows(desk, sql):
                together[tuple(what)] += many
        city = {tuple(what): many for *what, many in self._rows(self.dkum, sql)}
        assert city == dict(together), sql
        self.done["counts equal"] += len(city)

    # ---- within --------------------------------------------------------------------------------------

    def _within_quota(self) -> None:
        for code, many in accepted(self.dkum.office).items():
            assert many <= QUOTA, (code, many)

    def _rows(self, desk: Desk, sql: str) -> list[Any]:
        with desk.office.reading() as connection:
            return list(connection.exec_driver_sql(sql).fetchall())

    def _do(self, what: str, step: Callable[[], Any]) -> Any:
        try:
            result = step()
        except Refused as refused:
            self.done[f"{what}: refused {refused.code}"] += 1
            return None
        self.done[what] += 1
        return result


_OF_RECORDS: Final = "JOIN record r ON r.id = t.id WHERE r.scope <> ''"
COUNTS: Final = (
    "SELECT kelurahan_kode, program, tahun, status, count(*) FROM application GROUP BY 1, 2, 3, 4",
    "SELECT kelurahan_kode, stale, count(*) FROM application GROUP BY 1, 2",
    "SELECT kelurahan_kode, jenis_kelamin, count(*) FROM application GROUP BY 1, 2",
    "SELECT jenis, count(*) FROM attachment GROUP BY 1",
    "SELECT field, count(*) FROM conflict GROUP BY 1",
    "SELECT kind, count(*) FROM clash GROUP BY 1",
    f"SELECT r.scope, count(*) FROM business t {_OF_RECORDS} GROUP BY 1",
    f"SELECT r.scope, mulai_usaha, count(*) FROM outcome t {_OF_RECORDS} GROUP BY 1, 2",
    f"SELECT r.scope, state, count(*), sum(kuota), sum(jumlah) FROM decision t {_OF_RECORDS} GROUP BY 1, 2",
    f"SELECT r.scope, jenis, edisi, count(*) FROM document t {_OF_RECORDS} GROUP BY 1, 2, 3",
    "SELECT office, active, count(*) FROM person WHERE office <> '' GROUP BY 1, 2",
    "SELECT r.scope, o.kind, coalesce(o.void, ''), count(*) FROM op o JOIN record r ON r.id = o.record_id"
    " WHERE length(r.scope) = 10 GROUP BY 1, 2, 3",  # what DKUM says of itself stays there
)
"""What is counted; the last column is the number."""


def seats(many: int) -> tuple[Seat, ...]:
    """DKUM and so many offices; the first has a second computer and a field laptop."""
    codes = [place.code for place in region.all_kelurahan()][:many]
    made = [
        DKUM,
        *(Seat(f"kantor-{code}", "kelurahan", code, "Ratna Puspita", "Dian Lestari") for code in codes),
    ]
    made.append(Seat("kantor-dua", "kelurahan", codes[0], "Rahmat Hidayat", "Dewi Anggraini"))
    made.append(Seat("laptop", "lapangan", codes[0], "Yusuf Maulana"))
    return tuple(made)


@contextmanager
def opened(folder: Path, many: int, seed: int, persons: int) -> Iterator[Year]:
    """A city at the beginning of the year."""
    (folder / "awal").mkdir()
    founded = found(folder / "awal", seats(many), quota=QUOTA)
    (folder / "pos").mkdir()
    with copied(founded, folder / "kantor") as desks:
        crowd: list[list[Person]] = [[]]
        for at, desk in enumerate(desks[1:]):
            crowd.append(offices.persons(persons, code=desk.seat.code, seed=seed * 100 + at))
        yield Year(desks, folder / "pos", random.Random(seed), crowd)


def simulate(seed: int, *, many: int = OFFICES, weeks: int = WEEKS, persons: int = 80) -> Counter[str]:
    """A year, or a part of one."""
    folder = Path(tempfile.mkdtemp(prefix="wira-year-", dir=harness.memory_folder()))
    os.environ["XDG_CONFIG_HOME"] = str(folder / "settings")  # nothing of this person's own
    try:
        with opened(folder, many, seed, persons) as told_year:
            for _week in range(weeks):
                told_year.pass_week()
            told_year.settle()
            told_year.prove()
            for desk in told_year.desks[:1]:
                for status, number in told_year._rows(
                    desk, "SELECT status, count(*) FROM application GROUP BY 1"
                ):
                    told_year.done[f"at DKUM in the end: {status}"] += number
            return told_year.done
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def years(examples: int, seed: int) -> Counter[str]:
    """So many years."""
    done: Counter[str] = Counter()
    for number in range(examples):
        done += simulate(seed + number)
        done["years"] += 1
    return done


if __name__ == "__main__":
    sys.exit(harness.command("year", __doc__ or "", {"year": (years, 1, 1)}, sys.argv[1:]))
