"""Two offices that say different things about one record, each without knowing of the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.office import Office
from desktop_app.queries import conflicts
from desktop_app.queries.conflicts import Difference
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE


class Apart(NamedTuple):
    """DKUM, the kelurahan, and the application they both wrote about."""

    dkum: Office
    kukusan: Office
    record: str
    folder: Path

    def up(self) -> None:
        """What the kelurahan has goes to DKUM."""
        open_file(self.dkum, make_file(self.kukusan, self.folder).paths[0])

    def down(self) -> None:
        """What DKUM has goes to the kelurahan."""
        open_file(self.kukusan, make_file(self.dkum, self.folder, to=KUKUSAN).paths[0])

    def close(self) -> None:
        """Close both."""
        self.dkum.close()
        self.kukusan.close()


def say(one: Office, record: str, ent: str, values: Mapping[str, Any]) -> None:
    """An ordinary word about a record, as the rooms' own actions write it."""
    one.do(lambda work: work.put(record, ent, "set", values))


def apart(
    folder: Path, ours: Mapping[str, Any], theirs: Mapping[str, Any], *, verified: bool = False
) -> Apart:
    """A submitted applicant of Kukusan; the kelurahan says `ours`, DKUM corrects to `theirs`; then the files
    cross."""
    dkum, kelurahan = offices.city(folder)
    kukusan = kelurahan[KUKUSAN]
    (record,) = offices.enter(kukusan, offices.persons(1))
    found = Apart(dkum, kukusan, record, folder)
    if verified:
        offices.verify(kukusan, [record])
        kukusan.enter("Ratna Puspita", PASSPHRASE)
    found.up()
    say(kukusan, record, "application", ours)
    say(dkum, record, "application", theirs)
    found.down()
    found.up()
    return found


def differences(one: Office) -> list[Difference]:
    """What the office lists as open."""
    with one.reading() as connection:
        return conflicts.open_differences(connection, one)
