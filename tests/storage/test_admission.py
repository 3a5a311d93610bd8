"""What counts of people who undo each other: the same on every copy, whatever came first or beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain import people
from desktop_app.office import Office
from desktop_app.storage.rebuild import rebuild
from tests import offices
from tests.storage.test_receive import NEW, op, said, take
from tests.storage.test_work import everything


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Two people; one of them may do everything."""
    made = offices.office(tmp_path / "kukusan")
    offices.add(made, "Dian Lestari", "verifikator", "operator")
    made.enter("Ratna Puspita", offices.PASSPHRASE)
    every = {"roles": sorted(people.ROLES)}
    made.do(lambda work: work.put(made.session.user, "person", "user", every))
    yield made
    made.close()


def test_two_who_dismiss_each_other_stand_the_same_on_every_copy(office: Office) -> None:
    """It never settles, so what counts must not depend on who was heard first."""
    dian = next(user for user, facts in office.context.people.items() if facts.nama == "Dian Lestari")
    ratna = office.session.user
    gone = {"active": False, "cutoff": {}}
    grant = op(office, 1, dian, "person", "user", {"roles": ["admin_kantor"]}, n=8)
    one = op(office, 2, ratna, "person", "user", gone, n=9, user=dian)
    two = op(office, 3, dian, "person", "user", gone, n=9, user=ratna)
    with office.trial() as work:
        take(work, [grant, one, two])
        together = said(work.connection)
        rebuild(work)
        assert said(work.connection) == together
    with office.trial() as work:
        for item in (two, one, grant):
            take(work, [item])
        assert said(work.connection) == together


def test_who_dismisses_himself_as_of_before_stands_the_same_beside_whatever_else_came(office: Office) -> None:
    """It never settles either. Beside it is an application of which somebody spoke as a person."""
    gone = op(office, 1, office.session.user, "person", "user", {"active": False, "cutoff": {}}, n=9)
    beside = [
        op(office, 2, NEW[0], "application", "set", {}),
        op(office, 3, NEW[0], "person", "user", {}, n=2),
    ]
    for items in ([gone], [gone, *beside]):
        with office.trial() as work:
            take(work, items)
            together, known = everything(work.connection), dict(office.context.people)
            rebuild(work)
            assert everything(work.connection) == together
            office.context.load_people(work.connection)  # as after the next start
            assert office.context.people == known
