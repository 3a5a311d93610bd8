"""Real offices for tests: cheap key derivation, a clock that is set by hand, everything else as it is.

An office or a city that another test of this process had already is a copy of what was founded for that one;
within one test no two have the same keys.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop_app.actions import applications, people, trust
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.founding import FoundOffice, found_office
from desktop_app.domain.op import Op, encode, op_id
from desktop_app.domain.people import OfficeKind
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.slots import Cost, KeySlots
from desktop_app.office import Office, open_office
from desktop_app.sample.people import Person, make_people
from desktop_app.storage import tables
from desktop_app.storage.work import new_id

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
PASSPHRASE = "melati kuda gunung batu biru"
KUKUSAN = "3276061002"
CURUG = "3276021008"
City = tuple[Office, dict[str, Office], Path]
"""DKUM, its kelurahan by code, and the folder they lie in."""
SEEN = {"ktp": "asli_dilihat", "kk": "asli_dilihat"}


class Clock:
    """A clock that only moves when told."""

    def __init__(self, now: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def ticks(self) -> float:
        """The same as the running time of a computer, by which wrong passphrases wait."""
        return self.now.timestamp()

    def forward(self, **by: int) -> None:
        self.now += timedelta(**by)


@dataclass
class _Mould:
    """What was founded once, closed, and who has copies of it."""

    folder: Path
    test: str = ""
    copies: list[tuple[Path, weakref.ref[Office]]] = field(default_factory=list)

    def free(self, test: str) -> bool:
        """Whether no copy of it is open, or lies beside what `test` works with."""
        if any((one := office()) is not None and one._lock.is_locked for _home, office in self.copies):
            return False
        return test != self.test or not any(home.exists() for home, _office in self.copies)

    def copy(self, test: str, folder: Path, opened: Callable[[], list[Office]]) -> list[Office]:
        """Lay a copy into `folder` and open it."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        made = opened()
        self.test, self.copies = test, [(one.home, weakref.ref(one)) for one in made]
        return made


_moulds: defaultdict[object, list[_Mould]] = defaultdict(list)
_shelf: list[Path] = []


def _copied(
    what: object, folder: Path, make: Callable[[Path], list[Office]], opened: Callable[[], list[Office]]
) -> list[Office]:
    """Offices that `make` founds, or a copy of such that `opened` opens in `folder`."""
    if not _shelf:
        shelf = tempfile.mkdtemp(prefix="wira-tests-")
        atexit.register(shutil.rmtree, shelf, ignore_errors=True)
        _shelf.append(Path(shelf))
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rsplit(" ", 1)[0]
    mould = next((each for each in _moulds[what] if each.free(test)), None)
    if mould is None:
        mould = _Mould(_shelf[0] / str(sum(map(len, _moulds.values()))))
        for one in make(mould.folder):
            one.close()
        _moulds[what].append(mould)
    return mould.copy(test, folder, opened)


def found(home: Path, kind: OfficeKind = "kelurahan", code: str = KUKUSAN, *, clock: Clock | None = None,
          name: str = "Ratna Puspita") -> Office:  # fmt: skip
    """A founded office with its first person in; nothing of it was there before."""
    wish = FoundOffice(kind, "" if kind == "dkum" else code, name, PASSPHRASE)
    return found_office(home, wish, clock=clock or Clock(), cost=CHEAP)


def office(home: Path, kind: OfficeKind = "kelurahan", code: str = KUKUSAN, *, clock: Clock | None = None,
           name: str = "Ratna Puspita") -> Office:  # fmt: skip
    """An office as `found` makes it, perhaps a copy."""
    time = clock or Clock()

    def make(folder: Path) -> list[Office]:
        return [found(folder, kind, code, clock=Clock(time.now), name=name)]

    def opened() -> list[Office]:
        tries = Attempts.of(home, time.ticks, time)
        return [open_office(home, name, PASSPHRASE, clock=time, attempts=tries, cost=CHEAP)]

    return _copied((kind, code, name, time.now), home, make, opened)[0]


def add(one: Office, name: str, *roles: str) -> None:
    """Admit a colleague with the usual passphrase."""
    people.add_person(one, people.AddPerson(name, roles, PASSPHRASE))


def cheapen(home: Path, *names: str) -> None:
    """The same passphrase of people in a closed office, at a low cost from now on."""
    slots = KeySlots.load(home / "keyslots.json")
    for name in names:
        slots.change_passphrase(name, PASSPHRASE, PASSPHRASE, cost=CHEAP)


def city(folder: Path, *codes: str) -> tuple[Office, dict[str, Office]]:
    """DKUM and enrolled kelurahan; each has Dian Lestari to verify, DKUM has Sari Utami to approve."""
    clock, wanted = Clock(), codes or (KUKUSAN,)

    def opened() -> list[Office]:
        names = {"dkum": "Hendra Wijaya"} | dict.fromkeys(wanted, "Ratna Puspita")
        tries = {each: Attempts.of(folder / each, clock.ticks, clock) for each in names}
        return [
            open_office(folder / each, name, PASSPHRASE, clock=clock, attempts=tries[each], cost=CHEAP)
            for each, name in names.items()
        ]

    made = _copied(wanted, folder, lambda mould: found_city(mould, wanted), opened)
    return made[0], dict(zip(wanted, made[1:], strict=True))


@contextmanager
def opened(folder: Path, *codes: str) -> Iterator[City]:
    """That city while it is used; an office that was put in another's place meanwhile is closed too."""
    dkum, kelurahan = city(folder, *codes)
    yield dkum, kelurahan, folder
    for one in (dkum, *kelurahan.values()):
        one.close()


def found_city(folder: Path, codes: tuple[str, ...]) -> list[Office]:
    """DKUM and the kelurahan of `codes`, founded and enrolled."""
    clock = Clock()
    dkum = found(folder / "dkum", "dkum", clock=clock, name="Hendra Wijaya")
    add(dkum, "Sari Utami", "penyetuju_dkum")
    made = [dkum]
    for code in codes:
        made.append(found(folder / code, code=code, clock=clock))
        add(made[-1], "Dian Lestari", "verifikator", "operator")
        enrol(dkum, made[-1], folder)
    return made


def enrol(dkum: Office, one: Office, folder: Path) -> None:
    """Request, compared fingerprint, grant, compared root."""
    request = trust.make_request(one, folder)
    grant = trust.grant(dkum, request, folder, fingerprint=one.device.fingerprint)
    trust.accept_grant(one, grant, fingerprint=trust.look_at_grant(one, grant).fingerprints[0])


def persons(n: int, *, code: str = KUKUSAN, seed: int = 1) -> list[Person]:
    """Invented applicants whose files were complete before the clock's day."""
    return make_people(seed, code, n, year=2026, today=date(2026, 11, 20))


def enter(one: Office, invented: list[Person], *, submit: bool = True) -> list[str]:
    """Type them in; returns their records."""
    return [applications.save(one, SaveApplication(person, submit=submit)).record for person in invented]


def twin(one: Office, record: str, person: Person) -> str:
    """Another application with the number of `record`, as a computer with the same three signs gives it."""
    values = {**person, "nomor_pendaftaran": row(one, record).nomor_pendaftaran, "status": "draft"}
    made = new_id()
    one.do(lambda work: work.put(made, "application", "set", values, scope=person["kelurahan_kode"]))
    return made


def write_raw(connection: Connection, user: str, ent: str, values: dict[str, Any], *, rec: str = "") -> bytes:
    """One op without its rows, in the first stream: as a program wrote it that knew other rules, or was
    altered. `rec` is a record nobody here has yet. Returns its id."""
    sql = connection.exec_driver_sql
    stream, dev, ep, seq, head = sql("SELECT id, dev, ep, seq, head FROM stream ORDER BY id LIMIT 1").one()
    op = Op(
        v=1, crit=False, dev=dev.hex(), ep=ep, seq=seq + 1, prev=head.hex(), salt="0" * 32, chg="0" * 32,
        user=user, wall=1, rec=rec or new_id(), ent=ent, kind="set", set=values, base={}, n=1,
    )  # fmt: skip
    body = encode(op)
    name, record = op_id(body), bytes.fromhex(op.rec)
    sql("INSERT INTO record (uuid, ent, scope, heads) VALUES (?, ?, ?, x'')", (record, ent, KUKUSAN))
    sql(
        "INSERT INTO op (hash, stream_id, seq, record_id, user, kind, body)"
        " SELECT ?, ?, ?, id, ?, 'set', ? FROM record WHERE uuid = ?",
        (name, stream, op.seq, bytes.fromhex(user), body, record),
    )
    sql("UPDATE stream SET seq = ?, head = ? WHERE id = ?", (op.seq, name, stream))
    return name


def verify(
    one: Office, records: list[str], name: str = "Dian Lestari", *, passphrase: str = PASSPHRASE
) -> None:
    """Somebody else verifies them."""
    one.enter(name, passphrase)
    for record in records:
        found = row(one, record)
        applications.verify(one, VerifyApplication(record, found.rev, found.tanggal_lengkap, SEEN))


def filled(one: Office, n: int, code: str = KUKUSAN, seed: int = 1) -> list[str]:
    """Entered by the first person, verified by the second."""
    one.enter("Ratna Puspita", PASSPHRASE)
    records = enter(one, persons(n, code=code, seed=seed))
    verify(one, records)
    return records


def row(one: Office, record: str) -> Row[Any]:
    """The application's row."""
    with one.reading() as connection:
        return connection.execute(
            select(tables.application).where(tables.application.c.uuid == bytes.fromhex(record))
        ).one()
