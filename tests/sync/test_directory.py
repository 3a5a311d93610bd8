"""The directory: signed by a root we trust, never older, and it says who may send what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from desktop_app.errors import SyncRefused
from desktop_app.keys.signing import fingerprint
from desktop_app.sync.directory import accept, read, sign_directory
from tests.sync.city import (
    BEJI,
    CITY,
    DKUM,
    INBOX,
    KUKUSAN,
    LAPTOP,
    MADE,
    OFFICE,
    ROOT,
    ROOT_PUBLIC,
    STRANGER,
    city,
    content,
    directory,
    listed,
    signing_key,
)

SECOND = signing_key("second root")
SECOND_PUBLIC = SECOND.public_key().public_bytes_raw()


def refused(data: bytes, pinned: list[bytes] | None) -> None:
    with pytest.raises(SyncRefused) as caught:
        read(data, pinned)
    assert caught.value.code == "E_DIR"


def test_round_trip_and_look_ups() -> None:
    data = sign_directory(content(), [ROOT])
    found = read(data, [ROOT_PUBLIC])
    assert found.content == content()
    assert found.data == data
    sender = found.sender(OFFICE.key_id)
    assert sender is not None and (sender.dev, sender.public_key, sender.revoked) == (
        OFFICE.dev,
        OFFICE.public_key,
        False,
    )
    assert found.sender(STRANGER.key_id) is None
    assert [each.dev for each in found.office(KUKUSAN)] == [OFFICE.dev, LAPTOP.dev]
    assert found.root_fingerprints() == [fingerprint(ROOT_PUBLIC)]


def test_only_a_trusted_root_counts() -> None:
    data = sign_directory(content(), [ROOT])
    refused(data, [SECOND_PUBLIC])
    refused(data, [])
    forged = sign_directory(content(roots=[SECOND_PUBLIC.hex()]), [SECOND])
    refused(forged, [ROOT_PUBLIC])
    assert read(forged, None).root_fingerprints() == [fingerprint(SECOND_PUBLIC)]
    refused(sign_directory(content(), [SECOND]), None)
    for at in range(0, len(data), 37):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        refused(changed, [ROOT_PUBLIC])
    for junk in (b"", b"{}", b"[" * 100_000, b"\xff"):
        refused(junk, [ROOT_PUBLIC])


def test_the_version_only_rises() -> None:
    first, second = directory(1), directory(2)
    assert accept(None, first.data, [ROOT_PUBLIC]).version == 1
    assert accept(first, second.data, [ROOT_PUBLIC]).version == 2
    assert accept(second, second.data, [ROOT_PUBLIC]) is second
    assert accept(second, first.data, [ROOT_PUBLIC]) is second, "an older one changes nothing"
    other = directory(2, devices=[listed(DKUM, "dkum", CITY)])
    for bad in (other.data, sign_directory(first.content, [SECOND])):
        with pytest.raises(SyncRefused) as caught:
            accept(second, bad, [ROOT_PUBLIC])
        assert caught.value.code == "E_DIR"


def test_a_root_hands_over_to_the_one_it_announced() -> None:
    announcing = directory(2, next_roots=[SECOND_PUBLIC.hex()])
    third = sign_directory(content(3, roots=[SECOND_PUBLIC.hex()]), [SECOND])
    with pytest.raises(SyncRefused):
        accept(directory(1), third, [ROOT_PUBLIC])
    handed_over = accept(announcing, third, [ROOT_PUBLIC])
    assert handed_over.accepted_roots() == {SECOND_PUBLIC}
    old_root_again = sign_directory(content(4), [ROOT])
    with pytest.raises(SyncRefused):
        accept(handed_over, old_root_again, [ROOT_PUBLIC])


def test_content_that_contradicts_itself_is_refused() -> None:
    office = listed(OFFICE, "kelurahan", KUKUSAN)
    twin = msgspec.structs.replace(listed(OFFICE, "kelurahan", BEJI), dev=LAPTOP.dev)
    mute = msgspec.structs.replace(office, age=["age1qqqq"])
    for devices in ([office, office], [office, twin], [mute]):
        refused(sign_directory(content(devices=devices), [ROOT]), [ROOT_PUBLIC])
    refused(sign_directory(content(inbox=["age1qqqq"]), [ROOT]), [ROOT_PUBLIC])


def test_revoked_devices_and_keys_stay_known() -> None:
    office = listed(OFFICE, "kelurahan", KUKUSAN)
    old_key = msgspec.structs.replace(office.keys[0], revoked=MADE)
    for gone in (
        msgspec.structs.replace(office, revoked=MADE),
        msgspec.structs.replace(office, keys=[old_key]),
    ):
        found = directory(2, devices=[gone])
        sender = found.sender(OFFICE.key_id)
        assert sender is not None and sender.revoked
        assert found.key(OFFICE.key_id) is not None
    assert directory(2, devices=[msgspec.structs.replace(office, revoked=MADE)]).office(KUKUSAN) == []


def test_recipients_in_each_direction() -> None:
    laptop, office = city().device(LAPTOP.dev), city().device(OFFICE.dev)
    assert laptop is not None and office is not None
    assert set(city().recipients_up(laptop)) == {INBOX.recipient, OFFICE.recipient, LAPTOP.recipient}
    assert set(city().recipients_to_inbox(office)) == {INBOX.recipient, OFFICE.recipient}
    assert set(city().recipients_down(KUKUSAN)) == {INBOX.recipient, OFFICE.recipient, LAPTOP.recipient}


def test_for_whom_a_device_ever_wrote() -> None:
    moved = msgspec.structs.replace(listed(LAPTOP, "lapangan", KUKUSAN), served=[BEJI])
    assert moved.ever_served(KUKUSAN) and moved.ever_served(BEJI)
    assert not moved.ever_served("3276061002")
    assert listed(DKUM, "dkum", CITY).ever_served(BEJI)


def test_ninety_days_old_is_worth_a_warning() -> None:
    made = datetime.fromtimestamp(MADE / 1000, UTC)
    assert not city().is_old(made + timedelta(days=90))
    assert city().is_old(made + timedelta(days=90, seconds=1))


def test_unknown_fields_of_a_newer_directory_are_tolerated() -> None:
    text = sign_directory(content(), [ROOT])
    assert read(text[:-1] + b',"later":1}', [ROOT_PUBLIC]).version == 1
