"""DKUM's answers of the past that erase somebody: each opens, merges, and leaves every office alike."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from desktop_app.actions.checking import check_office
from desktop_app.actions.importing import open_file
from desktop_app.domain.erasing import ERASE, STUB
from desktop_app.office import Office, open_office
from desktop_app.storage import tables
from desktop_app.sync.container import peek
from tests import offices
from tests.actions.erased_files import FILES
from tests.bytesearch import hits
from tests.offices import PASSPHRASE
from tests.storage import samples

GONE, LEFT = offices.persons(2)


def opened(folder: Path, called: str) -> Office:
    who = samples.lay(FILES / f"{called}.tar.xz", folder / called)
    return open_office(folder / called, who, PASSPHRASE, clock=offices.Clock(), cost=offices.CHEAP)


def kinds(one: Office) -> dict[str, int]:
    op = tables.op.c
    query = select(op.kind, func.count()).where(op.kind.in_((ERASE, STUB))).group_by(op.kind)
    with one.reading() as connection:
        return {str(kind): int(n) for kind, n in connection.execute(query)}


def names(one: Office) -> list[str]:
    with one.reading() as connection:
        return list(connection.execute(select(tables.application.c.nama)).scalars())


def values(one: Office) -> list[dict[str, object]]:
    """What the tables say of the applicants and of what they asked, but for numbers of this computer."""
    with one.reading() as connection:
        return [
            {name: value for name, value in row.items() if name not in ("id", "authors")}
            for table in (tables.application, tables.PLAIN["data_request"], tables.PLAIN["erasure"])
            for row in connection.execute(select(table).order_by(table.c.uuid)).mappings()
        ]


def test_answers_that_erase_open_and_merge_for_ever(tmp_path: Path) -> None:
    """In an office that has the ops, and in one that gets stubs in their place."""
    assert peek(FILES / "baru.dks").min_reader == 2
    old, new = opened(tmp_path, "lama"), opened(tmp_path, "baru")
    try:
        assert (sorted(names(old)), names(new)) == (sorted((GONE["nama"], LEFT["nama"])), [])
        assert hits(old, GONE["nik"])
        for one, file in ((old, "lama"), (new, "baru")):
            assert not open_file(one, FILES / f"{file}.dks").void
            assert open_file(one, FILES / f"{file}.dks").new == 0, "twice is once"
        for one in (old, new):
            assert names(one) == [LEFT["nama"]]
            assert hits(one, GONE["nik"]) == []
            with one.reading() as connection:
                assert len(connection.execute(select(tables.PLAIN["erasure"].c.uuid)).all()) == 1
            assert not {"table", "chain", "stub_unfounded"} & {
                each.code for part in check_office(one).parts for each in part.findings
            }
        assert kinds(old) == kinds(new)
        assert values(old) == values(new)
    finally:
        old.close()
        new.close()
