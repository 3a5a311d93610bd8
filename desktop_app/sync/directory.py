"""The directory: DKUM's root-signed list of offices' devices, admin keys, recipients and authorities.

Its version only rises. Nothing in it ever disappears silently: revoked keys and replaced seals stay
with their dates, so old files, seals and printed pages can still be judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Meta

from desktop_app.errors import SyncRefused
from desktop_app.keys.age import AgeError, check_recipient
from desktop_app.keys.signing import DIRECTORY_TYPE, fingerprint, key_id, sign, verify
from desktop_app.sync.container import Sender
from desktop_app.sync.manifest import Area, Count, Id16, Sig64, Size, pack, parse
from desktop_app.sync.refusal import refuse

MAX_AGE: Final = timedelta(days=90)
"""An older directory still works; the window warns."""

DeviceKind = Literal["lapangan", "kelurahan", "dkum"]
PublicKey = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Moment = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""Milliseconds since 1970 UTC."""


class SignKey(msgspec.Struct, frozen=True, omit_defaults=True):
    """A device's signing key (raw public key, hex) since when, and since when no more.

    `until`: replaced by the next one; its files may still be on their way. `revoked`: not any more.
    """

    key: PublicKey
    since: Moment
    revoked: Moment | None = None
    until: Moment | None = None


class SealCert(msgspec.Struct, frozen=True, omit_defaults=True):
    """A seal certificate (PEM). A seal made between `since` and `until` stays sah."""

    pem: Annotated[str, Meta(max_length=16_384)]
    since: Moment
    until: Moment | None = None
    revoked: Moment | None = None


class Device(msgspec.Struct, frozen=True, omit_defaults=True):
    """An enrolled installation. `kelurahan` is the office it serves now, `served` those before.

    `keys`, `age` and `seals` have the present one last. `ep` is the epoch DKUM has granted. `last_good`
    names, for the streams of a revoked or duplicated device, the last seq that counts, by epoch. `why` is
    the reason of a revocation; it names nobody. One that was only retired is revoked with its present key
    and seal replaced (`until`), not revoked.
    """

    dev: Id16
    kind: DeviceKind
    kelurahan: Area
    keys: Annotated[list[SignKey], Meta(min_length=1, max_length=64)]
    age: Annotated[list[Annotated[str, Meta(max_length=512)]], Meta(min_length=1, max_length=64)]
    seals: list[SealCert] = msgspec.field(default_factory=list[SealCert])
    served: list[Area] = msgspec.field(default_factory=list[Area])
    ep: Count = 1
    last_good: dict[str, Size] = msgspec.field(default_factory=dict[str, Size])
    revoked: Moment | None = None
    why: Annotated[str, Meta(max_length=200)] = ""

    @property
    def recipient(self) -> str:
        """The age recipient to write to."""
        return self.age[-1]

    def ever_served(self, kelurahan: str) -> bool:
        """Whether writing for that office was ever this device's work; E_SCOPE otherwise."""
        return self.kind == "dkum" or kelurahan == self.kelurahan or kelurahan in self.served

    def has_epoch(self, ep: int) -> bool:
        """Whether DKUM has granted that epoch, now or before. DKUM's own need no grant."""
        return self.kind == "dkum" or ep == self.ep or str(ep) in self.last_good

    def counts(self, ep: int, seq: int) -> bool:
        """Whether the op at that place of its stream has an effect: up to `last_good`, whenever it comes.

        An epoch that a revocation does not name had not begun by then: nothing of it counts.
        """
        last = self.last_good.get(str(ep))
        if last is not None:
            return seq <= last
        return self.revoked is None or ep < max(map(int, self.last_good), default=ep + 1)


class AdminKey(msgspec.Struct, frozen=True, omit_defaults=True):
    """The key of an office's admin_kantor, with whom the office's list of people begins."""

    kelurahan: Area
    person: Id16
    key: PublicKey
    revoked: Moment | None = None


class Directory(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The signed content. `roots` sign it and the next one; `next_roots` are announced successors."""

    v: Count = 1
    version: Count
    made: Moment
    city: Annotated[str, Meta(pattern=r"\A[0-9]{4}\Z")]
    roots: Annotated[list[PublicKey], Meta(min_length=1, max_length=8)]
    next_roots: Annotated[list[PublicKey], Meta(max_length=8)] = msgspec.field(
        default_factory=list[PublicKey]
    )
    devices: Annotated[list[Device], Meta(max_length=10_000)]
    admins: Annotated[list[AdminKey], Meta(max_length=10_000)]
    inbox: Annotated[list[str], Meta(min_length=1, max_length=8)]
    recovery: Annotated[list[str], Meta(max_length=8)]
    ca: str
    """Certificates (PEM, one after another) of DKUM's authority for seals."""
    lock_minutes: Count = 15
    """After how many minutes without a key or the mouse an office's screen locks itself."""


class _Envelope(msgspec.Struct):
    body: str
    sigs: Annotated[dict[PublicKey, Sig64], Meta(min_length=1, max_length=16)]


@dataclass(frozen=True)
class TrustedDirectory:
    """A directory whose root signature was checked, with the bytes to pass on and quick look-ups."""

    content: Directory
    data: bytes = field(repr=False)
    _by_key: Mapping[bytes, tuple[Device, SignKey]] = field(repr=False)
    _by_dev: Mapping[str, Device] = field(repr=False)

    @property
    def version(self) -> int:
        """Rises with every change."""
        return self.content.version

    def sender(self, key: bytes) -> Sender | None:
        """For `container.open_header`: who signs with that key id."""
        found = self._by_key.get(key)
        if found is None:
            return None
        device, sign_key = found
        revoked = device.revoked is not None or sign_key.revoked is not None
        return Sender(device.dev, bytes.fromhex(sign_key.key), revoked)

    def key(self, key: bytes) -> tuple[Device, SignKey] | None:
        """A device and its key by key id, revoked or not: old checkpoints and page QRs name them."""
        return self._by_key.get(key)

    def device(self, dev: str) -> Device | None:
        """A device by id."""
        return self._by_dev.get(dev)

    def office(self, kelurahan: str) -> list[Device]:
        """The active devices serving an office; for DKUM give the city's code."""
        return [each for each in self.content.devices if each.kelurahan == kelurahan and each.revoked is None]

    def recipients_up(self, own: Device) -> list[str]:
        """Who reads a file from `own`: its office's active devices, DKUM's inbox, itself."""
        return self._unique([each.recipient for each in self.office(own.kelurahan)], [own.recipient])

    def recipients_to_inbox(self, own: Device) -> list[str]:
        """From the office up: DKUM's inbox and the office's own devices of the same kind."""
        mates = [each.recipient for each in self.office(own.kelurahan) if each.kind == own.kind]
        return self._unique(mates, [own.recipient])

    def recipients_down(self, kelurahan: str) -> list[str]:
        """Who reads DKUM's answer: the kelurahan's active devices and DKUM's inbox."""
        return self._unique([each.recipient for each in self.office(kelurahan)])

    def is_old(self, now: datetime) -> bool:
        """Older than 90 days: worth a warning, not a refusal."""
        return now - datetime.fromtimestamp(self.content.made / 1000, UTC) > MAX_AGE

    def root_fingerprints(self) -> list[str]:
        """For comparing with DKUM's printed sheet."""
        return [fingerprint(bytes.fromhex(each)) for each in self.content.roots]

    def accepted_roots(self) -> frozenset[bytes]:
        """Raw keys that may sign the next directory: pin these."""
        return frozenset(bytes.fromhex(each) for each in (*self.content.roots, *self.content.next_roots))

    def _unique(self, *lists: Iterable[str]) -> list[str]:
        return list(dict.fromkeys([*self.content.inbox, *(each for some in lists for each in some)]))


def sign_directory(content: Directory, root_keys: Sequence[Ed25519PrivateKey]) -> bytes:
    """The directory as it travels: its text and the roots' signatures over it."""
    body = pack(content)
    sigs = {
        key.public_key().public_bytes_raw().hex(): sign(key, DIRECTORY_TYPE, body).hex() for key in root_keys
    }
    return pack(_Envelope(body.decode(), sigs))


def read(data: bytes, pinned: Iterable[bytes] | None) -> TrustedDirectory:
    """Check and index a directory. Raises SyncRefused E_DIR.

    `pinned` are the raw root keys this office trusts. None only before a person has compared
    `root_fingerprints` with DKUM's printed sheet: then it must at least be signed by a root it names.
    """
    try:
        envelope = parse(data, _Envelope)
        body = envelope.body.encode()
        if pinned is not None:  # first whose it is, then what it says
            _check_signed(envelope, body, set(pinned))
        content = parse(body, Directory)
    except SyncRefused as error:
        raise error if error.code == "E_DIR" else refuse("E_DIR", "list_spoilt") from error
    if pinned is None:
        _check_signed(envelope, body, {bytes.fromhex(each) for each in content.roots})
    return _indexed(content, data)


def _check_signed(envelope: _Envelope, body: bytes, trusted: set[bytes]) -> None:
    for text, signature in envelope.sigs.items():
        key = bytes.fromhex(text)
        if key in trusted and verify(key, DIRECTORY_TYPE, body, bytes.fromhex(signature)):
            return
    raise refuse("E_DIR", "list_of_another_root")


def accept(current: TrustedDirectory | None, data: bytes, pinned: Iterable[bytes]) -> TrustedDirectory:
    """The directory to go on with after a file brought `data`. Raises SyncRefused E_DIR.

    One that is older than ours or the same changes nothing: what the file brings is judged by ours. Another
    one under the same version is refused. Once we have one, it says which roots may sign the next; `pinned`
    counts for the first only.
    """
    incoming = read(data, current.accepted_roots() if current else pinned)
    if current is None or incoming.version > current.version:
        return incoming
    if incoming.version < current.version or incoming.content == current.content:
        return current
    raise refuse("E_DIR", "list_twin")


def _indexed(content: Directory, data: bytes) -> TrustedDirectory:
    """Look-ups, after the rules no type can say: ids and keys unique, recipients usable."""
    by_dev = {device.dev: device for device in content.devices}
    by_key = {
        key_id(bytes.fromhex(each.key)): (device, each) for device in content.devices for each in device.keys
    }
    if len(by_dev) != len(content.devices) or len(by_key) != sum(len(each.keys) for each in content.devices):
        raise refuse("E_DIR", "list_spoilt")
    epochs = [ep for device in content.devices for ep in device.last_good]
    if not all(ep.isascii() and ep.isdigit() and len(ep) < 16 for ep in epochs):
        raise refuse("E_DIR", "list_spoilt")
    texts = [text for device in content.devices for text in device.age]
    try:
        for text in (*texts, *content.inbox, *content.recovery):
            check_recipient(text)
    except AgeError as error:
        raise refuse("E_DIR", "list_spoilt") from error
    return TrustedDirectory(content, data, by_key, by_dev)
