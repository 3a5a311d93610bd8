"""People who leave an office and come again: ended by DKUM, by mistake, the only admin, nobody left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.actions import city_staff, devices, people
from desktop_app.actions.checking import check_office
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.people import PersonLine, city_people, office_people
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.town import ME, Town

DIAN, HENDRA = "Dian Lestari", "Hendra Wijaya"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = Town(tmp_path)
    found.send(found.kukusan)
    found.dkum.enter(HENDRA, PASSPHRASE)
    yield found
    found.close()


def lines(office: Office, name: str) -> list[PersonLine]:
    with office.reading() as connection:
        found = city_people(connection) if office.info.kind == "dkum" else office_people(connection, KUKUSAN)
    return [line for line in found if line.nama == name]


def user(office: Office, name: str) -> str:
    return next(line.user for line in lines(office, name))


def refused(code: str, step: Callable[..., object], *args: object) -> Refused:
    with pytest.raises(Refused) as caught:
        step(*args)
    assert (caught.value.code, bool(caught.value.next_step)) == (code, True)
    return caught.value


def test_a_revocation_has_a_reason_and_a_mistaken_one_is_taken_back(town: Town) -> None:
    """Both sides read why; taken back, what was signed in between counts again at both."""
    record = town.type(town.kukusan, 1)
    town.send(town.kukusan)
    dian = user(town.dkum, DIAN)
    refused("reason", city_staff.revoke_person, town.dkum, dian, "  ")
    refused("nothing", city_staff.take_back, town.dkum, dian)
    city_staff.revoke_person(town.dkum, dian, "Pindah  tugas")
    offices.verify(town.kukusan, [record])  # she has not heard of it
    town.kukusan.enter(ME, PASSPHRASE)
    town.send(town.kukusan)
    town.answer(town.kukusan)
    for office in (town.dkum, town.kukusan):
        (line,) = lines(office, DIAN)
        assert line.ended is not None and line.ended.sentence == "Dicabut DKUM: Pindah tugas"
        assert offices.row(office, record).status == "submitted", "void, whoever hears of it first"
    refused("dismissed", town.kukusan.enter, DIAN, PASSPHRASE)

    city_staff.take_back(town.dkum, dian)
    town.answer(town.kukusan)
    for office in (town.dkum, town.kukusan):
        (line,) = lines(office, DIAN)
        assert line.active and line.ended is None
        assert offices.row(office, record).status == "verified"
        assert check_office(office).sound
    town.kukusan.enter(DIAN, PASSPHRASE)


def test_who_comes_again_later_is_a_new_colleague_of_the_same_name(town: Town) -> None:
    """Nothing of the old account counts any more; only the office's admin makes accounts there."""
    city_staff.revoke_person(town.dkum, user(town.dkum, DIAN), "Cuti panjang")
    town.answer(town.kukusan)
    offices.add(town.kukusan, DIAN, "verifikator")
    town.send(town.kukusan)
    assert [line.active for line in lines(town.dkum, DIAN)] == [True, False]
    record = town.type(town.kukusan, 1)
    offices.verify(town.kukusan, [record])
    town.kukusan.enter(ME, PASSPHRASE)
    people.dismiss(town.kukusan, user(town.kukusan, DIAN))
    town.send(town.kukusan)
    assert offices.row(town.dkum, record).status == "verified"
    first, second = (line.ended for line in lines(town.dkum, DIAN))
    assert first is not None and second is not None and first.by_city != second.by_city
    gone = next(line.user for line in lines(town.dkum, DIAN) if line.ended and not line.ended.by_city)
    told = refused("place", city_staff.take_back, town.dkum, gone)
    assert "petugas baru" in told.next_step


def test_an_office_whose_only_admin_is_gone_gets_another_from_dkum(town: Town) -> None:
    dian, ratna = user(town.dkum, DIAN), user(town.dkum, ME)
    assert ME in refused("has_admin", city_staff.appoint_admin, town.dkum, dian).message
    city_staff.revoke_person(town.dkum, ratna, "Pensiun")
    refused("dismissed", city_staff.appoint_admin, town.dkum, ratna)
    town.dkum.enter("Sari Utami", PASSPHRASE)
    refused("role", city_staff.appoint_admin, town.dkum, dian)
    town.dkum.enter(HENDRA, PASSPHRASE)
    refused("place", city_staff.appoint_admin, town.dkum, town.dkum.session.user)
    town.answer(town.kukusan)
    town.kukusan.enter(DIAN, PASSPHRASE)
    refused(
        "role", people.add_person, town.kukusan, people.AddPerson("Wati Lestari", ("operator",), PASSPHRASE)
    )
    city_staff.appoint_admin(town.dkum, dian)
    town.answer(town.kukusan)
    offices.add(town.kukusan, "Wati Lestari", "operator")
    town.send(town.kukusan)
    assert {line.nama for line in lines(town.dkum, "Wati Lestari") if line.active} == {"Wati Lestari"}
    assert check_office(town.dkum).sound and check_office(town.kukusan).sound


def test_an_office_with_nobody_left_is_founded_anew_and_gets_its_data_from_dkum(town: Town) -> None:
    """Nobody can open the old folder: its data are as DKUM has them."""
    record = town.type(town.kukusan, 1)
    town.send(town.kukusan)
    for name in (ME, DIAN):
        city_staff.revoke_person(town.dkum, user(town.dkum, name), "Pensiun")
    town.answer(town.kukusan)
    for name in (ME, DIAN):
        refused("dismissed", town.kukusan.enter, name, PASSPHRASE)
    mark = town.kukusan.device.fingerprint
    devices.revoke(town.dkum, town.kukusan.info.dev, why="Tidak ada petugas lagi", fingerprint=mark)
    anew = offices.office(town.folder / "baru", clock=offices.Clock(), name="Wati Lestari")
    town.opened_too(anew)
    offices.enrol(town.dkum, anew, town.folder)
    town.answer(anew)
    assert offices.row(anew, record).status == "submitted"
    offices.add(anew, "Yusuf Maulana", "verifikator")
    offices.verify(anew, [record], "Yusuf Maulana")
    town.send(anew)
    assert offices.row(town.dkum, record).status == "verified"
    assert check_office(town.dkum).sound
