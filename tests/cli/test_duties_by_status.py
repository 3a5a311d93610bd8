"""The steps about an applicant by command: each role at each status that the office holds, and nothing moves
for who may not or where there is no such step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from desktop_app.domain import status
from desktop_app.domain.duties import allowed
from desktop_app.domain.people import OFFICE_ROLES
from desktop_app.office import Office
from tests import offices
from tests.actions.test_duties import Staffed, everywhere
from tests.cli.test_duties import Place

STEPS: Final = {
    "submit": ("submit", "{number}"),
    "approve-application": ("verify", "{number} --complete-date 2026-11-20"),
    "return": ("return", "{number} --reason kabur-fotonya"),
    "reject": ("reject", "{number} --reason bukan-warga --yes"),
    "withdraw": ("withdraw", "{number} --reason pindah"),
}
LATER: Final = {
    "cancel": ("cancel", "{number} --reason pindah"),
    "keep": ("answer", "{number} --reason tetap"),
}
MADE: Final = {
    "draft": (),
    "submitted": ("submit",),
    "verified": ("submit", "approve-application"),
    "returned": ("submit", "return"),
    "rejected": ("submit", "reject"),
    "withdrawn": ("submit", "withdraw"),
}
"""By status, the commands that bring an applicant there."""
WHO: Final = {"submit": "operator", "withdraw": "operator"}

__all__ = ["everywhere"]


def standing(office: Office, record: str) -> tuple[str, int]:
    """The applicant's status, and how many ops the office holds."""
    with office.reading() as connection:
        many = int(connection.exec_driver_sql("SELECT count(*) FROM op").scalar_one())
    return str(one_of(office, record, "status")), many


def one_of(office: Office, record: str, field: str) -> str:
    """As it is stored, whoever is in: mentors see their own people only."""
    with office.database.reading() as connection:
        query = f"SELECT {field} FROM application WHERE uuid = ?"
        return str(connection.exec_driver_sql(query, (bytes.fromhex(record),)).scalar_one())


@pytest.fixture(scope="module")
def kelurahan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, dict[str, str]]]:
    """An office with one person of each role and an applicant in each status that it reaches by itself, taken
    there by the commands of those who may."""
    office = offices.office(tmp_path_factory.mktemp("keadaan") / "kantor")
    for role in sorted(OFFICE_ROLES["kelurahan"]):
        offices.add(office, f"Petugas {role}", role)
    records = dict(zip(MADE, offices.enter(office, offices.persons(len(MADE)), submit=False), strict=True))
    for at, record in records.items():
        place = place_of(office, record)
        for command in MADE[at]:
            office.enter(f"Petugas {WHO.get(command, 'verifikator')}", offices.PASSPHRASE)
            assert place.said(command, STEPS[command][1]) == "", (at, command)
        assert standing(office, record)[0] == at
    yield place, records
    office.close()


def place_of(office: Office, record: str) -> Place:
    return Place(office, office.info.kind, {"number": one_of(office, record, "nomor_pendaftaran")})


def refused_everywhere(office: Office, records: dict[str, str], steps: dict[str, tuple[str, str]]) -> int:
    """Ask each command of each role at each status where it is not theirs, or not there; how many."""
    kind, asked = office.info.kind, 0
    for role in sorted(OFFICE_ROLES[kind]):
        office.enter(f"Petugas {role}", offices.PASSPHRASE)
        for at, record in records.items():
            place, before = place_of(office, record), standing(office, record)
            for command, (duty, words) in steps.items():
                may = allowed(duty, kind, [role])
                if may and (duty == "answer" or status.transition(at, duty) is not None):
                    continue
                assert place.said(command, words), (role, at, command)
                assert standing(office, record) == before, (role, at, command)
                asked += 1
    return asked


def test_in_a_kelurahan_no_status_opens_a_step_to_another_role(
    kelurahan: tuple[Place, dict[str, str]],
) -> None:
    place, records = kelurahan
    asked = refused_everywhere(place.office, records, STEPS)
    every = len(OFFICE_ROLES["kelurahan"]) * len(records) * len(STEPS)
    assert every / 2 < asked < every


@pytest.mark.parametrize("kind", ["lapangan", "dkum"])
def test_nor_on_a_laptop_or_at_dkum(everywhere: dict[str, Staffed], kind: str) -> None:
    one = everywhere[kind]
    steps = {name: step for name, step in (STEPS | LATER).items() if kind == "lapangan"
             or name not in ("return", "reject")}  # fmt: skip
    assert refused_everywhere(one.office, dict(one.records), steps)
