"""What DKUM's lists show beside those who work: a laptop that was lost, people who have left."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from desktop_app.actions import city_staff, devices, people, trust
from desktop_app.domain.moments import milliseconds
from desktop_app.keys.device import DeviceKeys
from desktop_app.office import Office
from desktop_app.sync import enrolment
from resources.i18n import tr


def lose_laptop(dkum: Office, kelurahan: str) -> None:
    """Admit a laptop of that kelurahan from which nothing ever came, and revoke it."""
    laptop = DeviceKeys.generate()
    core, data = enrolment.make_request(
        laptop,
        kind="lapangan",
        kelurahan=kelurahan,
        people=[],
        csr=b"",
        made=milliseconds(dkum.clock()),
        app=trust.APP,
    )
    with TemporaryDirectory(prefix="wira-") as name:
        folder = Path(name)
        request = enrolment.save(folder, core, data)
        trust.grant(dkum, request, folder, fingerprint=laptop.fingerprint)
    why = tr("Laptop hilang di lapangan.")
    devices.revoke(dkum, laptop.dev, why=why, fingerprint=laptop.fingerprint)


def leave(office: Office, passphrase: str) -> None:
    """An operator is admitted by the admin who is in, moves to another office, and is ended."""
    people.add_person(office, people.AddPerson("Wahyu Hidayat", ("operator",), passphrase))
    user = next(user for user, facts in office.context.people.items() if facts.nama == "Wahyu Hidayat")
    people.dismiss(office, user)


def come(office: Office, passphrase: str) -> None:
    """An operator is admitted by the admin who is in."""
    people.add_person(office, people.AddPerson("Sinta Maharani", ("operator",), passphrase))


def revoke(dkum: Office) -> None:
    """DKUM's admin, who is in, ends that operator's service."""
    user = next(user for user, facts in dkum.context.people.items() if facts.nama == "Sinta Maharani")
    city_staff.revoke_person(dkum, user, tr("Kata sandinya diketahui orang lain"))
