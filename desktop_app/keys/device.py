"""The keys of one installation: it signs its stream and its files, and reads what is sent to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

import msgspec
import uuid_utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.errors import Unavailable
from desktop_app.keys.age import AgeError, new_identity, recipient_id, recipient_of
from desktop_app.keys.signing import fingerprint, key_id, sign
from resources.i18n import tr


class _Stored(msgspec.Struct):
    dev: Annotated[str, msgspec.Meta(min_length=32, max_length=32)]
    sign: bytes
    age: Annotated[list[str], msgspec.Meta(min_length=1)]
    seal: bytes = b""
    former: list[bytes] = msgspec.field(default_factory=list[bytes])


@dataclass(frozen=True)
class DeviceKeys:
    """Private keys of a device; `dev` is its UUIDv7 as hex without hyphens.

    `identities` are age secrets, the present one first; older ones stay, so that files written to
    them can be read for ever. `seal` is the office seal's P-256 key (PKCS#8 DER), empty until made.
    `former` are signing keys it had before, the newest first: with one that DKUM knows, a copy put back
    from a backup proves whose copy it is.
    """

    dev: str
    signing_key: Ed25519PrivateKey = field(repr=False)
    identities: tuple[str, ...] = field(repr=False)
    seal: bytes = field(default=b"", repr=False)
    former: tuple[Ed25519PrivateKey, ...] = field(default=(), repr=False)

    @classmethod
    def generate(cls) -> DeviceKeys:
        """New keys for a new installation."""
        return cls(uuid_utils.uuid7().hex, Ed25519PrivateKey.generate(), (new_identity(),))

    @property
    def public_key(self) -> bytes:
        """The 32 raw bytes others check signatures with."""
        return self.signing_key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        """SHA-256 of the public key."""
        return key_id(self.public_key)

    @property
    def fingerprint(self) -> str:
        """For comparing by telephone or on paper."""
        return fingerprint(self.public_key)

    @property
    def recipient(self) -> str:
        """The ``age1...`` text others encrypt to."""
        return recipient_of(self.identities[0])

    @property
    def recipient_ids(self) -> frozenset[str]:
        """Fingerprints of all recipients this device can read, old ones included."""
        return identity_ids(self.identities)

    def sign(self, payload_type: str, body: bytes) -> bytes:
        """Signature of this device over typed bytes."""
        return sign(self.signing_key, payload_type, body)

    def rotated(self) -> DeviceKeys:
        """The same device with new signing and reading keys; the old reading keys stay."""
        fresh = DeviceKeys.generate()
        return replace(
            self,
            signing_key=fresh.signing_key,
            identities=fresh.identities + self.identities,
            former=(self.signing_key, *self.former),
        )

    def renewed(self) -> DeviceKeys:
        """The same device as a copy of its own: every key is new; the seal's is made when it asks."""
        return replace(self.rotated(), seal=b"")

    def with_seal(self, seal: bytes) -> DeviceKeys:
        """The same device with an office seal key (PKCS#8 DER)."""
        return replace(self, seal=seal)

    def to_bytes(self) -> bytes:
        """All private parts, to be wrapped at once and never written as they are."""
        raw = self.signing_key.private_bytes_raw()
        former = [key.private_bytes_raw() for key in self.former]
        return msgspec.json.encode(_Stored(self.dev, raw, list(self.identities), self.seal, former))

    @classmethod
    def from_bytes(cls, data: bytes) -> DeviceKeys:
        """Inverse of `to_bytes`. Raises Unavailable when the bytes are none."""
        try:
            stored = msgspec.json.decode(data, type=_Stored)
            key = Ed25519PrivateKey.from_private_bytes(stored.sign)
            former = tuple(Ed25519PrivateKey.from_private_bytes(each) for each in stored.former)
            for identity in stored.age:
                recipient_of(identity)
        except (msgspec.MsgspecError, ValueError, AgeError) as error:
            raise keys_unreadable() from error
        return cls(stored.dev, key, tuple(stored.age), stored.seal, former)


def identity_ids(identities: Sequence[str]) -> frozenset[str]:
    """Fingerprints of the recipients belonging to these age secrets."""
    return frozenset(recipient_id(recipient_of(text)) for text in identities)


def keys_unreadable() -> Unavailable:
    """What to say when a stored private key cannot be understood."""
    return Unavailable(
        tr("Kunci kantor ini tidak dapat dibaca."),
        next_step=tr("Pulihkan dari cadangan, atau hubungi DKUM."),
        code="keys",
    )
