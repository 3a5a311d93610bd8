"""Key slots: only the right passphrase opens, and a header cannot be softened."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.errors import Refused, Unavailable
from desktop_app.keys import twin
from desktop_app.keys.age import AgeError, new_identity, recipient_of
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.person import PersonKey
from desktop_app.keys.slots import DEFAULT_COST, Cost, KeySlots, new_dek, open_recovery

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
DEK = new_dek()
SITI = PersonKey.generate()


@pytest.fixture
def slots(tmp_path: Path) -> KeySlots:
    made = KeySlots.create(tmp_path / "keyslots.json")
    made.add_slot(
        "Siti Marlina", "empat kata yang benar", dek=DEK, key=SITI, person=SITI.person, now=NOW, cost=CHEAP
    )
    return made


def add(slots: KeySlots, name: str, passphrase: str, *, replace: bool = False) -> PersonKey:
    key = PersonKey.generate()
    slots.add_slot(
        name, passphrase, dek=DEK, key=key, person=key.person, now=NOW, cost=CHEAP, replace=replace
    )
    return key


def test_the_right_passphrase_opens_after_reloading(slots: KeySlots, tmp_path: Path) -> None:
    again = KeySlots.load(tmp_path / "keyslots.json")
    for name in ("Siti Marlina", "  siti   MARLINA ", SITI.person):
        opened = again.open_slot(name, "  empat kata  yang benar")
        assert opened.dek == DEK
        assert opened.key is not None
        assert opened.key.public_key == SITI.public_key
    assert [each.name for each in again.people()] == ["Siti Marlina"]


def test_a_taken_name(slots: KeySlots) -> None:
    with pytest.raises(Refused) as caught:
        add(slots, "SITI marlina", "lain")
    assert caught.value.code == "name_taken"


def test_change_reset_and_remove(slots: KeySlots, tmp_path: Path) -> None:
    path = tmp_path / "keyslots.json"
    slots.change_passphrase("Siti Marlina", "empat kata yang benar", "yang baru", cost=CHEAP)
    with pytest.raises(Refused):
        slots.open_slot("Siti Marlina", "empat kata yang benar")
    opened = KeySlots.load(path).open_slot("Siti Marlina", "yang baru")
    assert opened.key is not None and opened.key.to_bytes() == SITI.to_bytes()
    with pytest.raises(Refused) as caught:
        slots.remove_slot("Siti Marlina")
    assert caught.value.code == "last_person"
    add(slots, "Budi", "budi punya")
    fresh = add(slots, "Budi", "budi lupa", replace=True)
    opened = slots.open_slot("Budi", "budi lupa")
    assert opened.key is not None and opened.key.public_key == fresh.public_key
    slots.remove_slot("Siti Marlina")
    assert [each.name for each in KeySlots.load(path).people()] == ["Budi"]


def forge(path: Path, data: bytes) -> None:
    """As somebody would who knows how the file is made."""
    head = data[: data.rindex(b',"sum":')]
    twin.write(path, head + b"}")


def test_a_header_cannot_be_exchanged(slots: KeySlots, tmp_path: Path) -> None:
    """Another name or person id over somebody's wrapped key opens nothing."""
    path = tmp_path / "keyslots.json"
    good = path.read_bytes()
    for old, new in ((b"Siti Marlina", b"Budi Santosa"), (SITI.person.encode(), b"0" * 32)):
        forge(path, good.replace(old, new))
        forged = KeySlots.load(path)
        with pytest.raises(Refused) as caught:
            forged.open_slot(forged.people()[0].name, "empat kata yang benar")
        assert caught.value.code == "passphrase"


def test_a_damaged_or_newer_file(slots: KeySlots, tmp_path: Path) -> None:
    path = tmp_path / "keyslots.json"
    good = json.loads(path.read_bytes())
    twin.twin_of(path).unlink()
    for content in (b"", b"[]", b"\xff", json.dumps(good | {"format": "other"}).encode()):
        path.write_bytes(content)
        with pytest.raises(Unavailable):
            KeySlots.load(path)
    huge = json.loads(json.dumps(good))
    huge["slots"][0]["header"]["cost"]["memory_kib"] = 2**40
    path.write_text(json.dumps(huge))
    with pytest.raises(Unavailable):
        KeySlots.load(path)
    path.write_text(json.dumps(good | {"v": 2}))
    with pytest.raises(Refused) as caught:
        KeySlots.load(path)
    assert caught.value.code == "newer"
    path.unlink()
    with pytest.raises(Unavailable):
        KeySlots.load(path)


def test_secrets_open_with_the_database_key_only(slots: KeySlots, tmp_path: Path) -> None:
    device = DeviceKeys.generate()
    slots.put_secret("device", device.to_bytes(), DEK)
    again = KeySlots.load(tmp_path / "keyslots.json")
    assert DeviceKeys.from_bytes(again.get_secret("device", DEK)).dev == device.dev
    with pytest.raises(Unavailable):
        again.get_secret("device", new_dek())
    with pytest.raises(Unavailable):
        again.get_secret("other", DEK)
    assert device.to_bytes() not in (tmp_path / "keyslots.json").read_bytes()
    add(slots, "Budi", "budi punya")
    assert slots.has_secret("device")


def test_the_recovery_key_opens(slots: KeySlots, tmp_path: Path) -> None:
    identity = new_identity()
    slots.set_recovery(DEK, [recipient_of(identity)])
    again = KeySlots.load(tmp_path / "keyslots.json")
    assert again.has_recovery
    assert open_recovery(again.recovery, [new_identity(), identity]) == (DEK, b""), (
        "as earlier programs wrote"
    )
    slots.set_recovery(DEK, [recipient_of(identity)], b"d" * 16)
    assert open_recovery(slots.recovery, [identity]) == (DEK, b"d" * 16)
    with pytest.raises(AgeError):
        open_recovery(slots.recovery, [new_identity()])
    slots.set_recovery(DEK, [recipient_of(identity)], b"short")
    with pytest.raises(AgeError):
        open_recovery(slots.recovery, [identity])


def test_a_full_disk_changes_nothing(slots: KeySlots, tmp_path: Path) -> None:
    path = tmp_path / "keyslots.json"
    before = path.read_bytes()
    (tmp_path / "keyslots.json.part").mkdir()  # the file beside cannot be opened for writing
    with pytest.raises(Unavailable):
        add(slots, "Budi", "budi punya")
    assert path.read_bytes() == before
    assert slots.find("Budi") is None


def test_the_cost_of_a_real_slot_is_the_agreed_one() -> None:
    assert Cost(memory_kib=65_536, passes=3, lanes=4) == DEFAULT_COST
