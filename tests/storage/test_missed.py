"""What lies beside the database of tries to come in, whoever wrote it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app.keys.attempts import FILE_NAME
from desktop_app.office import open_office
from desktop_app.queries.journal import JournalFilter, first_ids
from desktop_app.queries.journal_lines import page
from tests import offices


@pytest.mark.parametrize("who", ["zzz", "ab", "", "a" * 64])
def test_a_file_that_names_nobody_keeps_nobody_out(tmp_path: Path, who: str) -> None:
    one = offices.office(tmp_path / "kukusan")
    home, clock = one.home, one.clock
    one.close()
    tried = {"count": 0, "at": 1.0, "untold": 1, "since": 1, "last": 1}
    (home / FILE_NAME).write_text(json.dumps({who: tried}), encoding="ascii")
    again = open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=clock, cost=offices.CHEAP)
    try:
        again.keep_access()
        with again.reading() as connection:
            found = first_ids(connection, again, JournalFilter(), 100)
            assert page(connection, again, found)
    finally:
        again.close()
    assert not (home / FILE_NAME).exists(), "what nobody can be told of is forgotten"
