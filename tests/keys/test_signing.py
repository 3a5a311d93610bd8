"""Signatures bind their type, and a batch says the same as one by one."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.keys.device import DeviceKeys, identity_ids
from desktop_app.keys.person import PersonKey
from desktop_app.keys.signing import (
    HEADER_TYPE,
    OP_TYPE,
    Signature,
    fingerprint,
    key_id,
    pae,
    same_fingerprint,
    sign,
    verify,
    verify_many,
    verify_op,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


def test_pae_is_the_published_example() -> None:
    """The example of the DSSE protocol description."""
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_a_signature_is_for_one_type_only() -> None:
    signature = sign(KEY, OP_TYPE, b"{}")
    assert verify(PUBLIC, OP_TYPE, b"{}", signature)
    assert verify_op(PUBLIC, b"{}", signature)
    assert not verify(PUBLIC, HEADER_TYPE, b"{}", signature)
    assert not verify(PUBLIC, OP_TYPE, b"{ }", signature)
    assert not verify(b"short", OP_TYPE, b"{}", signature)
    assert not verify(PUBLIC, OP_TYPE, b"{}", signature[:-1])


@given(st.lists(st.booleans(), max_size=200))
def test_many_equals_one_by_one(good: list[bool]) -> None:
    right, wrong = sign(KEY, OP_TYPE, b"a"), sign(KEY, OP_TYPE, b"b")
    items = [Signature(PUBLIC, OP_TYPE, b"a", right if each else wrong) for each in good]
    assert verify_many(items, workers=2) == good


def test_fingerprint_is_read_in_groups_and_typed_freely() -> None:
    text = fingerprint(PUBLIC)
    assert text.split(" ") == [key_id(PUBLIC).hex().upper()[at : at + 4] for at in range(0, 64, 4)]
    assert same_fingerprint(text.lower().replace(" ", "  "), PUBLIC)
    assert not same_fingerprint(text[:-1] + ("0" if text[-1] != "0" else "1"), PUBLIC)


def test_device_keys_survive_their_bytes_and_keep_old_reading_keys() -> None:
    device = DeviceKeys.generate().with_seal(b"seal")
    assert DeviceKeys.from_bytes(device.to_bytes()).to_bytes() == device.to_bytes()
    newer = device.rotated()
    assert newer.dev == device.dev
    assert newer.public_key != device.public_key
    assert device.recipient_ids < newer.recipient_ids
    assert identity_ids(newer.identities[1:]) == device.recipient_ids
    assert "AGE-SECRET" not in repr(newer)


def test_person_key_survives_its_bytes() -> None:
    person = PersonKey.generate()
    again = PersonKey.from_bytes(person.person, person.to_bytes())
    assert verify_op(person.public_key, b"op", again.sign_op(b"op"))
