"""Changes of the directory: nothing disappears, the version rises, and what counts is said for each epoch."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import Refused, SyncRefused
from desktop_app.keys.device import DeviceKeys
from desktop_app.sync import registry
from desktop_app.sync.directory import Device, SealCert, SignKey, read, sign_directory
from tests.sync.city import KUKUSAN, LAPTOP, MADE, OFFICE, ROOT, ROOT_PUBLIC, content, directory, listed

LATER = MADE + 1000


def asked(keys: DeviceKeys, *, seal: str = "", kelurahan: str = KUKUSAN) -> Device:
    """The entry a request of the office's computer becomes."""
    made = listed(keys, "kelurahan", kelurahan)
    return msgspec.structs.replace(made, seals=[SealCert(seal, LATER)] if seal else [])


def test_a_revoked_device_signs_nothing_and_its_streams_count_as_far_as_said() -> None:
    after = registry.revoked(content(3), OFFICE.dev, {1: 40, 2: 7}, "laptop hilang", LATER)
    assert (after.version, after.made) == (4, LATER)
    found = read(sign_directory(after, [ROOT]), [ROOT_PUBLIC])
    sender, device = found.sender(OFFICE.key_id), found.device(OFFICE.dev)
    assert sender is not None and sender.revoked and device is not None and device.why == "laptop hilang"
    assert [device.counts(*at) for at in ((1, 40), (1, 41), (2, 7), (2, 8), (3, 1))] == [
        True, False, True, False, False,
    ]  # fmt: skip
    again = registry.readmitted(after, OFFICE.dev, LATER + 1)
    assert registry.found(again, OFFICE.dev) == registry.found(content(), OFFICE.dev)


def test_a_device_of_which_nothing_came_counts_for_nothing_once_revoked() -> None:
    device = registry.found(registry.revoked(content(), LAPTOP.dev, {}, "dicuri", LATER), LAPTOP.dev)
    assert not device.counts(1, 1)


def test_revoked_before_anybody_wrote_down_how_far_it_counts() -> None:
    """Directories of the first version said only when."""
    assert msgspec.structs.replace(listed(OFFICE, "kelurahan", KUKUSAN), revoked=MADE).counts(1, 10_000)


def test_new_keys_stand_behind_the_old_ones() -> None:
    fresh, third = OFFICE.rotated(), OFFICE.rotated()
    once = registry.admitted(content(), asked(fresh), [], LATER)
    device = registry.found(once, OFFICE.dev)
    assert [key.key for key in device.keys] == [OFFICE.public_key.hex(), fresh.public_key.hex()]
    assert (device.keys[0].until, device.keys[0].revoked) == (LATER, None)
    assert device.age == [OFFICE.recipient, fresh.recipient] and device.recipient == fresh.recipient
    found = directory(2, devices=once.devices)
    old, new = found.sender(OFFICE.key_id), found.sender(fresh.key_id)
    assert old is not None and not old.revoked, "a file made before is still on its way"
    assert new is not None and not new.revoked
    twice = registry.found(registry.admitted(once, asked(third), [], LATER + 1), OFFICE.dev)
    assert [(key.until, key.revoked) for key in twice.keys] == [
        (LATER, LATER + 1), (LATER + 1, None), (None, None),
    ]  # fmt: skip


def test_asking_again_with_the_same_keys_changes_nothing_about_them() -> None:
    once = registry.admitted(content(), asked(OFFICE), [], LATER)
    assert registry.found(once, OFFICE.dev).keys == registry.found(content(), OFFICE.dev).keys
    assert registry.admitted(once, asked(OFFICE), list(once.admins), LATER).admins == once.admins


def test_a_replaced_seal_stays_with_its_dates() -> None:
    once = registry.admitted(content(), asked(OFFICE, seal="A"), [], LATER)
    kept = registry.admitted(once, asked(OFFICE.rotated()), [], LATER + 1)
    assert registry.found(kept, OFFICE.dev).seals == [SealCert("A", LATER)], "keys alone touch no seal"
    twice = registry.found(registry.admitted(kept, asked(OFFICE, seal="B"), [], LATER + 2), OFFICE.dev)
    assert twice.seals == [SealCert("A", LATER, until=LATER + 2), SealCert("B", LATER)]


def test_a_device_that_moves_is_remembered_where_it_served() -> None:
    moved = registry.admitted(content(), asked(OFFICE, kelurahan="3276061001"), [], LATER)
    device = registry.found(moved, OFFICE.dev)
    assert device.kelurahan == "3276061001" and device.ever_served(KUKUSAN)


def test_a_new_epoch_keeps_what_counted_of_the_others() -> None:
    once = registry.granted_epoch(content(), OFFICE.dev, 2, {1: 12}, LATER)
    twice = registry.found(registry.granted_epoch(once, OFFICE.dev, 3, {2: 5}, LATER), OFFICE.dev)
    assert (twice.ep, twice.last_good) == (3, {"1": 12, "2": 5})
    assert [twice.counts(*at) for at in ((1, 12), (1, 13), (2, 6), (3, 99))] == [True, False, False, True]


@given(st.dictionaries(st.integers(1, 4), st.integers(0, 20)), st.integers(1, 5), st.integers(1, 20))
def test_less_never_counts_more(good: dict[int, int], ep: int, seq: int) -> None:
    """Along a stream what counts is a beginning of it; a lower last good op adds nothing."""
    device = registry.found(registry.revoked(content(), OFFICE.dev, good, "", LATER), OFFICE.dev)
    if device.counts(ep, seq):
        assert all(device.counts(ep, earlier) for earlier in range(1, seq))
    lower = {each: max(0, last - 1) for each, last in good.items()}
    less = registry.found(registry.revoked(content(), OFFICE.dev, lower, "", LATER), OFFICE.dev)
    assert device.counts(ep, seq) or not less.counts(ep, seq)


def test_nobody_by_that_id() -> None:
    with pytest.raises(Refused) as caught:
        registry.revoked(content(), "0" * 32, {}, "", LATER)
    assert caught.value.code == "unknown_device"


def test_an_epoch_that_is_no_number_is_a_bad_directory() -> None:
    wrong = msgspec.structs.replace(listed(OFFICE, "kelurahan", KUKUSAN), last_good={"x": 1})
    with pytest.raises(SyncRefused) as caught:
        directory(2, devices=[wrong])
    assert caught.value.code == "E_DIR"


def test_keys_of_the_first_version_are_read() -> None:
    assert msgspec.json.decode(b'{"key":"%s","since":1}' % (b"a" * 64), type=SignKey).until is None
