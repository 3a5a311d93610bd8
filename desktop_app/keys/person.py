"""The key a person signs decisions with; it opens only with that person's passphrase."""

from __future__ import annotations

from dataclasses import dataclass, field

import uuid_utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.keys.device import keys_unreadable
from desktop_app.keys.signing import fingerprint, key_id, sign, sign_op


@dataclass(frozen=True)
class PersonKey:
    """`person` is the user's UUIDv7 as hex without hyphens."""

    person: str
    signing_key: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls, person: str | None = None) -> PersonKey:
        """A new key; also a new person when no id is given."""
        return cls(person or uuid_utils.uuid7().hex, Ed25519PrivateKey.generate())

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
        """For comparing on paper."""
        return fingerprint(self.public_key)

    def sign_op(self, op: bytes) -> bytes:
        """Detached signature over the bytes of an op."""
        return sign_op(self.signing_key, op)

    def mark(self, payload_type: str, body: bytes) -> bytes:
        """Key id and signature (96 bytes) over `body` under its type."""
        return self.key_id + sign(self.signing_key, payload_type, body)

    def to_bytes(self) -> bytes:
        """The private part, 32 bytes, to be wrapped at once."""
        return self.signing_key.private_bytes_raw()

    @classmethod
    def from_bytes(cls, person: str, data: bytes) -> PersonKey:
        """Inverse of `to_bytes`. Raises Unavailable."""
        try:
            return cls(person, Ed25519PrivateKey.from_private_bytes(data))
        except ValueError as error:
            raise keys_unreadable() from error
