"""DKUM's own private keys: root of the directory, inbox, recovery, and the authority for seals."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.keys.age import AgeError, new_identity, recipient_of
from desktop_app.keys.device import keys_unreadable


class _Stored(msgspec.Struct):
    root: bytes
    inbox: list[str]
    recovery: str
    ca_key: bytes
    ca_pem: bytes
    former: list[str] = msgspec.field(default_factory=list[str])


@dataclass(frozen=True)
class AuthorityKeys:
    """`inbox` are age secrets, the present one first; `recovery` is one, to be kept outside the office, and
    `former` those before it: an office uses its key until a file of DKUM has told it the next.

    `ca_key` (PKCS#8 DER) and `ca_pem` (certificate) come from `documents.certificates`.
    """

    root: Ed25519PrivateKey = field(repr=False)
    inbox: tuple[str, ...] = field(repr=False)
    recovery: str = field(repr=False)
    ca_key: bytes = field(repr=False)
    ca_pem: bytes = field(repr=False)
    former: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def generate(cls, ca_key: bytes, ca_pem: bytes) -> AuthorityKeys:
        """New keys for a new city."""
        return cls(Ed25519PrivateKey.generate(), (new_identity(),), new_identity(), ca_key, ca_pem)

    @property
    def root_public(self) -> bytes:
        """The raw key offices pin."""
        return self.root.public_key().public_bytes_raw()

    @property
    def inbox_recipient(self) -> str:
        """What offices encrypt to."""
        return recipient_of(self.inbox[0])

    @property
    def recovery_recipient(self) -> str:
        """What offices encrypt their database key to."""
        return recipient_of(self.recovery)

    def with_root(self, root: Ed25519PrivateKey) -> AuthorityKeys:
        """The same keys under another root."""
        return replace(self, root=root)

    def with_new_inbox(self) -> AuthorityKeys:
        """A new key for offices to encrypt to; the old ones stay, for files still on their way."""
        return replace(self, inbox=(new_identity(), *self.inbox))

    def with_new_recovery(self) -> AuthorityKeys:
        """A new recovery key, to be kept outside the office. The old one opens what was made for it."""
        return replace(self, recovery=new_identity(), former=(self.recovery, *self.former))

    def to_bytes(self) -> bytes:
        """All private parts, to be wrapped at once."""
        raw = self.root.private_bytes_raw()
        return msgspec.json.encode(
            _Stored(raw, list(self.inbox), self.recovery, self.ca_key, self.ca_pem, list(self.former))
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> AuthorityKeys:
        """Inverse of `to_bytes`. Raises Unavailable."""
        try:
            stored = msgspec.json.decode(data, type=_Stored)
            root = Ed25519PrivateKey.from_private_bytes(stored.root)
            for identity in (*stored.inbox, stored.recovery, *stored.former):
                recipient_of(identity)
        except (msgspec.MsgspecError, ValueError, AgeError) as error:
            raise keys_unreadable() from error
        return cls(
            root, tuple(stored.inbox), stored.recovery, stored.ca_key, stored.ca_pem, tuple(stored.former)
        )
