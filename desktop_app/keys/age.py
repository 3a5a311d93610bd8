"""The one door to age encryption: keys are text, everything else bytes.

The library brings no types, so it is named only here.
"""

# pyright: reportMissingTypeStubs=false, reportAttributeAccessIssue=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import pyrage

_HEADER: Final = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"(?:-> [!-~]+(?: [!-~]+)*\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)+"
    rb"--- [A-Za-z0-9+/]{43}\n"
)
"""The binary header as the specification has it. The library also takes letters (armor) and a stanza
without its short last line."""
_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class AgeError(ValueError):
    """Malformed key, or a file that these identities cannot open. Callers turn it into a sentence."""


class NotForUs(AgeError):
    """The file is sound as far as it was looked at, but none of the identities is a recipient."""


def new_identity() -> str:
    """A new secret, ``AGE-SECRET-KEY-1...``."""
    return str(pyrage.x25519.Identity.generate())


@lru_cache(maxsize=64)
def recipient_of(identity: str) -> str:
    """The public ``age1...`` text of a secret. Raises AgeError."""
    try:
        return str(pyrage.x25519.Identity.from_str(identity).to_public())
    except pyrage.IdentityError as error:
        raise AgeError("identity") from error


def check_recipient(recipient: str) -> None:
    """Raise AgeError unless the text is a recipient one can encrypt to (its checksum is looked at)."""
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise AgeError("recipient") from error


@lru_cache(maxsize=256)
def recipient_id(recipient: str) -> str:
    """Fingerprint as a header lists it: SHA-256 of the raw public key, hex. Raises AgeError."""
    check_recipient(recipient)
    bits = count = 0
    raw = bytearray()
    for letter in recipient.lower().removeprefix("age1")[:-6]:  # bech32; the last six are its checksum
        bits = (bits << 5) | _ALPHABET.index(letter)
        count += 5
        if count >= 8:
            count -= 8
            raw.append((bits >> count) & 0xFF)
    return hashlib.sha256(raw).hexdigest()


def encrypt(data: bytes, recipients: Sequence[str]) -> bytes:
    """An age v1 binary file. Raises AgeError on a malformed recipient or none at all."""
    try:
        targets = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
        return bytes(pyrage.encrypt(data, targets))
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise AgeError("recipient") from error


def decrypt(data: bytes, identities: Sequence[str]) -> bytes:
    """The content of a binary age file. Raises NotForUs, or AgeError for a damaged one."""
    if _HEADER.match(data) is None:
        raise AgeError("header")
    try:
        secrets = [pyrage.x25519.Identity.from_str(text) for text in identities]
    except pyrage.IdentityError as error:
        raise AgeError("identity") from error
    try:
        return bytes(pyrage.decrypt(data, secrets))
    except pyrage.DecryptError as error:
        raise NotForUs("no matching key") if "matching" in str(error) else AgeError("damaged") from error


def encrypt_with_words(data: bytes, passphrase: str) -> bytes:
    """An age v1 file that a passphrase opens (scrypt; it takes about a second)."""
    return bytes(pyrage.passphrase.encrypt(data, passphrase))


def decrypt_with_words(data: bytes, passphrase: str) -> bytes:
    """Inverse of `encrypt_with_words`. Raises AgeError for another passphrase or a damaged file."""
    try:
        return bytes(pyrage.passphrase.decrypt(data, passphrase))
    except pyrage.DecryptError as error:
        raise AgeError("passphrase") from error
