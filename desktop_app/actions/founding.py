"""The first minute of an office: a folder, its keys, its database and its first person.

Entry and verification work from that minute; what DKUM adds later arrives by file.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from desktop_app.actions import trust
from desktop_app.actions.people import require_roles
from desktop_app.domain import people, region
from desktop_app.domain.people import OfficeKind
from desktop_app.errors import Refused, Unavailable
from desktop_app.keys import machine
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.passphrase import require_strong
from desktop_app.keys.person import PersonKey
from desktop_app.keys.slots import DEFAULT_COST, Cost, KeySlots, Opened, new_dek
from desktop_app.office import (
    DEVICE_SECRET,
    Clock,
    Office,
    OfficeInfo,
    assemble,
    read_info,
    system_clock,
    take_lock,
    write_info,
)
from desktop_app.storage.newhome import new_home
from desktop_app.storage.place import require_fit
from desktop_app.storage.work import new_id
from resources.i18n import tr

MIN_FREE_BYTES = 50 * 1024 * 1024

FIRST_ROLES: dict[OfficeKind, tuple[str, ...]] = {
    "kelurahan": (people.ADMIN_KANTOR, people.OPERATOR, people.VERIFIKATOR),
    "lapangan": (people.ADMIN_KANTOR, people.OPERATOR),
    "dkum": (people.ADMIN_KANTOR, people.ADMIN_DKUM, people.PETUGAS_DKUM),
}
"""What the first person of an office may do; admin_kantor changes it afterwards."""


@dataclass(frozen=True, slots=True)
class FoundOffice:
    """The wish to start an office. `kelurahan_kode` is empty for DKUM."""

    kind: OfficeKind
    kelurahan_kode: str
    nama: str
    passphrase: str
    nip: str = ""
    jabatan: str = ""
    roles: tuple[str, ...] = ()
    sample: bool = False


def found_office(
    home: Path, wish: FoundOffice, *, clock: Clock = system_clock, cost: Cost = DEFAULT_COST
) -> Office:
    """Make the office in `home`, at DKUM with the city's keys, and let its first person in.

    Raises Refused (folder already holds an office or is unfit, weak passphrase, unknown kelurahan) or
    Unavailable (folder cannot be written); then nothing is left behind. The folder becomes an office all at
    once, so an interrupted start can simply be made again. `cost` is that of the first person's passphrase
    and of those chosen while it is open.
    """
    place = _check(home, wish)
    roles = wish.roles or FIRST_ROLES[wish.kind]
    require_roles(wish.kind, roles)
    device, person, dek = DeviceKeys.generate(), PersonKey.generate(), new_dek()
    info = OfficeInfo(
        dev=device.dev, kind=wish.kind, scope=wish.kelurahan_kode, sample=wish.sample, machine=machine.mark()
    )
    with new_home(home) as fresh:
        _check_free(fresh)
        slots = KeySlots.create(fresh / "keyslots.json")
        slot = slots.add_slot(
            wish.nama, wish.passphrase, dek=dek, key=person, person=person.person, now=clock(), cost=cost
        )
        slots.put_secret(DEVICE_SECRET, device.to_bytes(), dek)
        first = Opened(slot, dek, person)
        office = _enter(fresh, info, slots, first, clock, cost, new=True)
        office.access.drop()  # who founds it comes in once, when it lies in its place
        try:
            _first_ops(office, wish, roles, person, place)
            if wish.kind == "dkum":
                trust.found_city(office)
            write_info(fresh, info)
        finally:
            office.close()  # before its folder moves
    return _enter(home, info, KeySlots.load(home / "keyslots.json"), first, clock, cost)


def _enter(
    home: Path, info: OfficeInfo, slots: KeySlots, first: Opened, clock: Clock, cost: Cost, *,
    new: bool = False,
) -> Office:  # fmt: skip
    lock = take_lock(home)
    try:
        office = assemble(home, info, lock, slots, first.dek, clock, new=new, cost=cost)
    except BaseException:
        lock.release()
        raise
    office.admit(first)
    return office


def _check(home: Path, wish: FoundOffice) -> region.Kelurahan | None:
    if read_info(home) is not None:
        raise Refused(
            tr("Folder ini sudah berisi kantor lain."),
            next_step=tr("Pilih folder kosong, atau masuk ke kantor yang ada."),
            code="home_used",
        )
    people.require_own_name(wish.nama)
    people.require_nip(wish.nip)
    if not wish.sample:
        require_fit(home)
    require_strong(wish.passphrase, [wish.nama, wish.nip])
    if wish.kind == "dkum":
        return None
    place = region.by_code(wish.kelurahan_kode)
    if place is None:
        raise Refused(
            tr("Kode kelurahan itu tidak ada di Kota Depok."),
            next_step=tr("Pilih salah satu dari 63 kelurahan."),
            code="unknown_kelurahan",
        )
    return place


def _check_free(home: Path) -> None:
    if shutil.disk_usage(home).free < MIN_FREE_BYTES:
        raise Unavailable(
            tr("Ruang disk tidak cukup untuk kantor baru."),
            next_step=tr("Sediakan sedikitnya 50 MB, lalu coba lagi."),
            code="disk_full",
        )


def _first_ops(
    office: Office,
    wish: FoundOffice,
    roles: tuple[str, ...],
    person: PersonKey,
    place: region.Kelurahan | None,
) -> None:
    """The person and the office's settings are entities on the same log."""
    scope = wish.kelurahan_kode
    with office.work() as work:
        admitted = {
            "nama": wish.nama.strip(), "nip": wish.nip, "jabatan": wish.jabatan, "roles": sorted(roles),
            "key": person.public_key.hex(), "office": scope, "active": True,
        }  # fmt: skip
        work.put(person.person, "person", "user", admitted, scope=scope)
        letterhead = {
            "pemerintah": "PEMERINTAH KOTA DEPOK",
            "kecamatan": f"KECAMATAN {place.kecamatan.upper()}" if place else "",
            "kantor": f"KELURAHAN {place.name.upper()}" if place else "DINAS KOPERASI DAN USAHA MIKRO",
            "alamat": "",
            "tempat": "Depok",
        }
        if office.info.kind != "lapangan":
            work.put(new_id(), "office", "set", {"kop": letterhead, "signatories": []}, scope=scope)
