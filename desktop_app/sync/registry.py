"""Changes of the directory, as DKUM makes them: each takes the content and gives the next version.

Nothing here signs or keeps anything: `directory.sign_directory` does the one, `actions.trust` the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from desktop_app.errors import Refused
from desktop_app.sync.directory import AdminKey, Device, Directory, SealCert, SignKey
from resources.i18n import tr


def changed(content: Directory, now: int, **values: object) -> Directory:
    """The next version with other values; `now` in ms."""
    return msgspec.structs.replace(content, **{"version": content.version + 1, "made": now, **values})


def found(content: Directory, dev: str) -> Device:
    """The device of that id. Raises Refused for one that was never admitted."""
    for device in content.devices:
        if device.dev == dev:
            return device
    raise Refused(
        tr("Perangkat itu tidak ada di daftar DKUM."),
        next_step=tr("Lihat daftarnya di Pengaturan, Perangkat & izin."),
        code="unknown_device",
    )


def admitted(content: Directory, entry: Device, admins: list[AdminKey], now: int) -> Directory:
    """A new device, with the people its office begins with. One admitted before keeps what it was."""
    old = next((device for device in content.devices if device.dev == entry.dev), None)
    if old is not None:
        entry = _again(old, entry, now)
    known = {(admin.person, admin.key) for admin in content.admins}
    return changed(
        content,
        now,
        devices=[*(each for each in content.devices if each.dev != entry.dev), entry],
        admins=[*content.admins, *(each for each in admins if (each.person, each.key) not in known)],
    )


def revoked(
    content: Directory,
    dev: str,
    last_good: Mapping[int, int],
    why: str,
    now: int,
    *,
    retired: bool = False,
) -> Directory:
    """The device sends nothing any more; of its streams counts what `last_good` says, by epoch.

    `retired`: nobody else can have its keys. Then what they sealed before stays *sah*, as of replaced ones.
    """
    good = {str(ep): seq for ep, seq in sorted(last_good.items())}

    def end(device: Device) -> Device:
        good.setdefault(str(device.ep), 0)
        keys, seals = device.keys, [_ended(seal, now) for seal in device.seals]
        if retired:
            keys = [*keys[:-1], msgspec.structs.replace(keys[-1], until=now)]
            seals = [_replaced(seal, now) for seal in device.seals]
        return msgspec.structs.replace(device, revoked=now, why=why, last_good=good, keys=keys, seals=seals)

    return _with(content, dev, end, now)


def readmitted(content: Directory, dev: str, now: int) -> Directory:
    """The same device again, as it was before it was revoked: all it wrote counts."""

    def again(device: Device) -> Device:
        day = device.revoked
        seals = [
            msgspec.structs.replace(
                seal,
                revoked=None if seal.revoked == day else seal.revoked,
                until=None if seal.until == day else seal.until,
            )
            for seal in device.seals
        ]
        keys = [*device.keys[:-1], msgspec.structs.replace(device.keys[-1], until=None)]
        return msgspec.structs.replace(device, revoked=None, why="", last_good={}, keys=keys, seals=seals)

    return _with(content, dev, again, now)


def granted_epoch(content: Directory, dev: str, ep: int, last_good: Mapping[int, int], now: int) -> Directory:
    """The device goes on in epoch `ep`; of the earlier ones named counts what `last_good` says."""
    good = {str(each): seq for each, seq in last_good.items()}
    return _with(
        content,
        dev,
        lambda device: msgspec.structs.replace(device, ep=ep, last_good={**device.last_good, **good}),
        now,
    )


def _with(content: Directory, dev: str, change: Callable[[Device], Device], now: int) -> Directory:
    device = found(content, dev)
    return changed(
        content, now, devices=[change(device) if each is device else each for each in content.devices]
    )


def _again(old: Device, new: Device, now: int) -> Device:
    """A device that asks again: keys it had before stay known, the present ones last. With a `last_good` of
    its own it is a copy that goes on in the epoch it names.

    The key before the present one is replaced, files signed with it may be on their way; older ones end.
    """
    present, seal = new.keys[-1], new.seals
    if any(each.key == present.key and each.revoked is None and each.until is None for each in old.keys):
        keys = old.keys
    else:
        earlier = [each for each in old.keys if each.key != present.key]
        keys = [_closed(each, now, last=each is earlier[-1]) for each in earlier] + [present]
    served = [*old.served, *([old.kelurahan] if old.kelurahan != new.kelurahan else [])]
    return msgspec.structs.replace(
        new,
        keys=keys,
        age=[*(text for text in old.age if text not in new.age), *new.age],
        seals=[*(_replaced(each, now) for each in old.seals), *seal] if seal else old.seals,
        served=list(dict.fromkeys(served)),
        ep=new.ep if new.last_good else max(old.ep, new.ep),
        last_good={**old.last_good, **new.last_good},
    )


def _closed(key: SignKey, now: int, *, last: bool) -> SignKey:
    if last and key.revoked is None:
        return msgspec.structs.replace(key, until=now)
    return msgspec.structs.replace(key, revoked=key.revoked or now)


def _ended(seal: SealCert, now: int) -> SealCert:
    return seal if seal.revoked is not None else msgspec.structs.replace(seal, revoked=now)


def _replaced(seal: SealCert, now: int) -> SealCert:
    return (
        seal
        if seal.until is not None or seal.revoked is not None
        else msgspec.structs.replace(seal, until=now)
    )
