"""Files of every released shape open, and say the same as on the day they were made; so do databases of the
shapes between, with all that the program of their time could put into them (`tests.storage.samples`)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from desktop_app.actions.backup import look_at_backup, restore_backup
from desktop_app.actions.check_report import CheckReport
from desktop_app.actions.checking import check_office
from desktop_app.errors import Unavailable
from desktop_app.keys.slots import KeySlots
from desktop_app.office import open_office
from desktop_app.storage import schema, tables
from desktop_app.storage.database import Database
from tests import offices
from tests.faults import watched
from tests.storage import samples
from tests.storage.golden import FILES, RELEASED

_INTERRUPTED = 6
"""Places at which a migration is interrupted, of some hundred statements."""
NUMBERS = sorted(path.stem for path in FILES.glob("*.tar"))
BETWEEN = sorted(path.name[:4] for path in samples.FILES.glob("*.tar.xz"))
_STANDS = ("database", "chain", "proof", "access", "tables")
"""The parts of a check that go by the database; papers are not kept with one."""


def lay(number: str, home: Path) -> str:
    """An office of that shape in `home`, at a low cost; who comes in."""
    if number in BETWEEN:
        return samples.lay(samples.FILES / f"{number}.tar.xz", home)
    restore_backup(FILES / f"{number}.tar", home, "Ratna Puspita", offices.PASSPHRASE)
    offices.cheapen(home, "Ratna Puspita")
    return "Ratna Puspita"


def counted(connection: Connection) -> dict[str, int]:
    """How many rows each table has that is made of ops, and how many ops each kind has."""
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
    named = [
        name for name in ("application", "attachment", "document", "decision", *tables.PLAIN) if name in there
    ]
    rows = {
        name: int(connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()) for name in named
    }
    ops = connection.exec_driver_sql("SELECT 'op ' || kind, count(*) FROM op GROUP BY kind").all()
    return rows | {str(kind): int(n) for kind, n in ops}


def test_every_released_shape_is_kept() -> None:
    assert list(RELEASED) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_an_old_backup_is_put_back_migrated_and_whole(tmp_path: Path, number: str) -> None:
    path = FILES / f"{number}.tar"
    assert look_at_backup(path).applications == 4
    restore_backup(path, tmp_path / "kukusan", "Ratna Puspita", offices.PASSPHRASE)
    opened = KeySlots.load(tmp_path / "kukusan" / "keyslots.json").open_slot(
        "Ratna Puspita", offices.PASSPHRASE
    )
    database = Database(tmp_path / "kukusan" / "wira.db", opened.dek)
    with database.locked() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == int(number), "it is what it says"
    database.close()
    office = open_office(tmp_path / "kukusan", "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    try:
        with office.reading() as connection:
            app = tables.application.c
            counted = dict(connection.execute(select(app.status, func.count()).group_by(app.status)).all())
            assert connection.exec_driver_sql("PRAGMA user_version").scalar() == schema.NUMBER
        assert counted == {"submitted": 2, "verified": 2}
        assert check_office(office).sound
        offices.enter(office, offices.persons(1, seed=9))
    finally:
        office.close()


@pytest.mark.parametrize("number", BETWEEN)
def test_a_database_of_a_shape_between_is_migrated_and_says_the_same(tmp_path: Path, number: str) -> None:
    who = lay(number, tmp_path / "kantor")
    dek = KeySlots.load(tmp_path / "kantor" / "keyslots.json").open_slot(who, offices.PASSPHRASE).dek
    database = Database(tmp_path / "kantor" / "wira.db", dek)
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == int(number), "it is what it says"
        before = counted(connection)
    database.close()
    assert before["application"] >= 3
    office = open_office(tmp_path / "kantor", who, offices.PASSPHRASE, clock=offices.Clock())
    try:
        with office.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA user_version").scalar() == schema.NUMBER
            after = counted(connection)
            assert {name: n for name, n in after.items() if name in before} == before
        report = check_office(office)
        assert not unsound(report), "folding anew makes the same rows, too"
    finally:
        office.close()


def test_one_of_them_has_stubs(tmp_path: Path) -> None:
    """An erased person stays erased through every migration that comes."""
    assert BETWEEN[-1] >= "0025"
    who = lay("0025", tmp_path / "kantor")
    office = open_office(tmp_path / "kantor", who, offices.PASSPHRASE, clock=offices.Clock())
    with office.reading() as connection:
        found = counted(connection)
        words = (
            connection.execute(select(tables.op.c.void).where(tables.op.c.kind == "erase")).scalars().all()
        )
    office.close()
    assert (found["op erased"], words) == (2, [None, None])


def unsound(report: CheckReport) -> list[str]:
    """What a check finds wrong in the database; that something is not yet proved, or erased, is no fault."""
    told = [each.code for part in report.parts if part.key in _STANDS for each in part.findings]
    return [code for code in told if code not in ("not_enrolled", "not_provable", "erased")]


@pytest.mark.parametrize("number", [*NUMBERS, *BETWEEN])
def test_a_migration_that_is_interrupted_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """The disk is full at statements spread over all of it, the copy before it and what follows included:
    the file keeps its shape or has the new one, and the next start goes through.
    `tests.proof.power` cuts the mains there."""
    home, clock = tmp_path / "kukusan", offices.Clock()
    who = lay(number, home)
    faults = watched(monkeypatch)

    def opened(at: int) -> int:
        """Open, failing at the statement of that number (-1: none); how many there were."""
        seen = 0

        def fail(_sql: str) -> bool:
            nonlocal seen
            seen += 1
            return seen == at

        faults.fail = fail
        try:
            office = open_office(home, who, offices.PASSPHRASE, clock=clock, cost=offices.CHEAP)
        finally:
            faults.fail = None
        assert at < 0, "a failure was passed over in silence"
        assert not unsound(check_office(office))
        office.close()
        return seen

    shutil.copytree(home, tmp_path / "lain")
    statements = opened(-1)
    shutil.rmtree(home)
    (tmp_path / "lain").rename(home)
    dek = KeySlots.load(home / "keyslots.json").open_slot(who, offices.PASSPHRASE).dek
    before: dict[str, int] = {}
    shapes: set[object] = set()
    step = statements // _INTERRUPTED
    for at in range(5 + int(number) % step, statements - 5, step):  # elsewhere for each shape
        with pytest.raises(Unavailable) as caught:
            opened(at)
        assert caught.value.code in ("disk_full", "database_read", "backup_check")
        assert caught.value.next_step
        database = Database(home / "wira.db", dek)
        with database.reading() as connection:
            shapes.add(connection.exec_driver_sql("PRAGMA user_version").scalar())
            now = counted(connection)
        database.close()
        before = before or now
        assert before.items() <= now.items()
        clock.forward(hours=1)
    assert int(number) in shapes, "the migration itself was interrupted"
    assert shapes <= {int(number), schema.NUMBER}, "and stood nowhere between"
    assert opened(-1) > 0
    (last, *_) = sorted((home / "backups").glob("*.tar"), reverse=True)
    assert look_at_backup(last).applications == before["application"] > 0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An office of shape 0001 that holds what its program did not understand, as if it had come by file."""
    home = tmp_path / "kukusan"
    restore_backup(FILES / "0001.tar", home, "Ratna Puspita", offices.PASSPHRASE)
    opened = KeySlots.load(home / "keyslots.json").open_slot("Ratna Puspita", offices.PASSPHRASE)
    database = Database(home / "wira.db", opened.dek)
    with database.locked() as connection:
        number, nik = connection.exec_driver_sql(
            "SELECT nomor_pendaftaran, nik FROM application WHERE status = 'verified' ORDER BY id LIMIT 1"
        ).one()
        same = {
            "nomor_pendaftaran": number, "nik": nik, "nama": "Nama Lain", "kelurahan_kode": offices.KUKUSAN,
            "program": "WUB", "tahun": 2026,
        }  # fmt: skip
        business = {"nama": "Warung Bu Tini", "pemilik": "Tini", "scope": offices.KUKUSAN}
        offices.write_raw(connection, opened.info.person, "business", business)
        offices.write_raw(connection, opened.info.person, "application", same)
    database.close()
    return home


def test_what_an_older_program_kept_is_understood_after_the_upgrade(home: Path) -> None:
    office = open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    try:
        with office.reading() as connection:
            rows = connection.execute(select(tables.PLAIN["business"].c.nama)).all()
            clash = set(connection.execute(select(tables.clash.c.kind)).scalars())
            written = connection.execute(select(func.sum(tables.stream.c.seq))).scalar_one()
            ops = connection.execute(select(func.count()).select_from(tables.op)).scalar_one()
        assert [row.nama for row in rows] == ["Warung Bu Tini"]
        assert clash == {"nik", "nomor"}
        assert written == ops  # folding anew wrote nothing to the log
        assert check_office(office).sound
    finally:
        office.close()
