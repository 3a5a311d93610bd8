"""How an office joins: a request with public keys goes to DKUM, a grant with the directory comes back.

The request is signed with the key it brings and not encrypted; it holds no personal data. Trust in it
comes from the fingerprint, read by telephone or compared on paper. The grant is encrypted to the
request's key; its sender must be a DKUM device of the directory inside, and that directory's root is
trusted once a person has compared it with DKUM's printed sheet, or because it is pinned already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Meta

from desktop_app.keys.age import AgeError, check_recipient
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.signing import AGAIN_TYPE, fingerprint, key_id, sign, verify
from desktop_app.sync.container import Body, open_body, open_enrolment, open_plain_body
from desktop_app.sync.directory import Device, DeviceKind, Moment, PublicKey, TrustedDirectory, read
from desktop_app.sync.manifest import Area, Core, Count, Head, Id16, Sig64, StreamName, pack, parse
from desktop_app.sync.refusal import refuse
from desktop_app.sync.writer import (
    body_bytes,
    file_name,
    free_path,
    make_core,
    packed_section,
    raw_section,
    seal,
    write_file,
)

_Pem = Annotated[str, Meta(max_length=16_384)]


class PersonPublic(msgspec.Struct, frozen=True):
    """A person by id and public key; the name stands on the printed sheet only."""

    person: Id16
    key: PublicKey


class EnrolRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What an office asks to be admitted with. `csr` is the seal's certificate request (PEM), or empty."""

    dev: Id16
    kind: DeviceKind
    kelurahan: Area
    sign_key: PublicKey
    age: Annotated[str, Meta(max_length=512)]
    people: Annotated[list[PersonPublic], Meta(max_length=64)]
    csr: _Pem
    made: Moment

    @property
    def fingerprint(self) -> str:
        """To compare with what the office reads out; its key signed all the rest."""
        return fingerprint(bytes.fromhex(self.sign_key))


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """What a copy of an admitted office says: put back, moved or copied, it goes on in `ep` with new keys.

    Signed with `former`, a key DKUM knows, and with every earlier one, which proves whose copy it is: a DKUM
    that was put back knows the earlier ones only. Every copy holds those keys, so which one it is only the
    fingerprint of its new key tells. `have` is what it holds, by stream.
    """

    dev: Id16
    ep: Count
    key: PublicKey
    former: PublicKey
    why: Annotated[str, Meta(max_length=32)]
    have: dict[StreamName, Head]


class _SignedAgain(msgspec.Struct):
    body: str
    sig: Sig64
    earlier: Annotated[dict[PublicKey, Sig64], Meta(max_length=64)] = msgspec.field(
        default_factory=dict[PublicKey, Sig64]
    )


@dataclass(frozen=True)
class ReadRequest:
    """A request that is as its sender made it. Who the sender is, the fingerprint tells.

    `again`: it asks for a copy of an office that DKUM has admitted before; `proven` are the keys that signed
    it, the latest first.
    """

    core: Core
    request: EnrolRequest
    sha256: str
    again: Again | None = None
    proven: tuple[str, ...] = ()


class _Granted(msgspec.Struct, kw_only=True):
    request: Id16
    dev: Id16
    kelurahan: Area
    ep: Count
    expect_no: Count
    seal: _Pem


@dataclass(frozen=True)
class Grant:
    """An opened grant. While `root_pinned` is False, nothing of it may be kept before a person has
    compared `directory.root_fingerprints()` with DKUM's printed sheet."""

    core: Core
    directory: TrustedDirectory
    device: Device
    root_pinned: bool
    seal_pem: str
    rules: bytes = field(repr=False)
    extra: Mapping[str, bytes] = field(repr=False)
    request: str
    """File id of the request it answers."""
    ep: int
    expect_no: int
    """The `no` DKUM expects of this device's next file."""
    sha256: str


def make_request(
    device: DeviceKeys,
    *,
    kind: DeviceKind,
    kelurahan: str,
    people: Sequence[tuple[str, bytes]],
    csr: bytes,
    made: int,
    app: str,
    ep: int = 1,
    again: bytes = b"",
) -> tuple[Core, bytes]:
    """An enrolment request as core and file bytes. `people` are ids and raw public keys, `made` ms; `again`
    comes from `make_again`."""
    request = EnrolRequest(
        dev=device.dev,
        kind=kind,
        kelurahan=kelurahan,
        sign_key=device.public_key.hex(),
        age=device.recipient,
        people=[PersonPublic(person, key.hex()) for person, key in people],
        csr=csr.decode("ascii"),
        made=made,
    )
    core = make_core(
        device, kind="enrol-request", ep=ep, kelurahan=kelurahan, no=0, recipients=(), app=app, directory=0
    )
    sections = [raw_section("request", pack(request))]
    if again:
        sections.append(packed_section("again", again))
    plain = body_bytes(core, sections)
    return core, seal(device, core, plain, (), bring_key=True)


def make_again(
    device: DeviceKeys, formers: Sequence[Ed25519PrivateKey], *, ep: int, why: str, have: Mapping[str, Head]
) -> bytes:
    """The section by which a copy of an admitted office says so, signed with the keys DKUM knows or knew, the
    latest first."""
    names = [key.public_key().public_bytes_raw().hex() for key in formers]
    body = pack(
        Again(
            dev=device.dev,
            ep=ep,
            key=device.public_key.hex(),
            former=names[0],
            why=why,
            have=dict(have),
        )
    )
    signed = [sign(key, AGAIN_TYPE, body).hex() for key in formers]
    return pack(_SignedAgain(body.decode(), signed[0], dict(zip(names[1:], signed[1:], strict=True))))


def read_request(path: Path) -> ReadRequest:
    """Open a request at DKUM. Raises SyncRefused like `container.open_header`, E_OPS for wrong content."""
    opened = open_enrolment(path)
    body = open_plain_body(opened)
    request = parse(_needed(body, "request"), EnrolRequest)
    same = request.dev == opened.core.dev and request.kelurahan == opened.core.kelurahan
    if not same or bytes.fromhex(request.sign_key) != opened.sender.public_key:
        raise refuse("E_BIND")
    try:
        check_recipient(request.age)
    except AgeError as error:
        raise refuse("E_OPS") from error
    said = body.section("again")
    again, proven = _read_again(said, opened.core, request) if said is not None else (None, ())
    return ReadRequest(opened.core, request, opened.sha256, again, proven)


def _read_again(data: bytes, core: Core, request: EnrolRequest) -> tuple[Again, tuple[str, ...]]:
    signed = parse(data, _SignedAgain)
    body = signed.body.encode()
    again = parse(body, Again)
    if (again.dev, again.ep, again.key) != (request.dev, core.ep, request.sign_key):
        raise refuse("E_BIND")
    said = {again.former: signed.sig, **signed.earlier}
    if not all(verify(bytes.fromhex(key), AGAIN_TYPE, body, bytes.fromhex(sig)) for key, sig in said.items()):
        raise refuse("E_SIG")
    return again, tuple(said)


def make_grant(
    dkum: DeviceKeys,
    answered: ReadRequest,
    directory: TrustedDirectory,
    *,
    seal_pem: str,
    rules: bytes,
    no: int,
    app: str,
    ep: int = 1,
    expect_no: int = 1,
    extra: Mapping[str, bytes] | None = None,
) -> tuple[Core, bytes]:
    """The answer as core and file bytes; `directory` must already name the new device.

    `extra` are further sections by name, such as the city's settings. Raises E_DIR when the directory
    does not know the receiver or the sender: such a grant could never be opened.
    """
    request = answered.request
    device = directory.device(request.dev)
    known = device is not None and any(each.key == request.sign_key for each in device.keys)
    if not known or directory.sender(dkum.key_id) is None:
        raise refuse("E_DIR")
    core = make_core(
        dkum,
        kind="enrol-grant",
        ep=ep,
        kelurahan=request.kelurahan,
        no=no,
        recipients=(request.age,),
        app=app,
        directory=directory.version,
    )
    granted = _Granted(
        request=answered.core.id,
        dev=request.dev,
        kelurahan=request.kelurahan,
        ep=device.ep if device else 1,
        expect_no=expect_no,
        seal=seal_pem,
    )
    sections = [packed_section("directory", directory.data), raw_section("grant", pack(granted))]
    sections += [packed_section(name, data) for name, data in sorted((extra or {}).items())]
    sections.append(packed_section("rules", rules))
    return core, seal(dkum, core, body_bytes(core, sections), (request.age,), bring_key=True)


def read_grant(path: Path, device: DeviceKeys, pinned: Iterable[bytes] | None) -> Grant:
    """Open DKUM's answer at the office. `pinned` are trusted raw root keys, None for the first grant.

    Raises SyncRefused: E_RCPT for another office's, E_DIR for a directory those roots did not sign,
    E_KEY or E_REVOKED when the sender is no DKUM device in it, and like `container.open_header`.
    """
    opened = open_enrolment(path)
    if opened.core.kind != "enrol-grant":
        raise refuse("E_FORMAT")
    body = open_body(opened, device.identities)
    directory = read(_needed(body, "directory"), pinned)
    found = directory.key(key_id(opened.sender.public_key))
    if found is None or found[0].kind != "dkum" or found[0].dev != opened.core.dev:
        raise refuse("E_KEY", "grant_of_another")
    if found[0].revoked is not None or found[1].revoked is not None:
        raise refuse("E_REVOKED", "grant_revoked")
    granted = parse(_needed(body, "grant"), _Granted)
    own = directory.device(device.dev)
    if own is None or granted.dev != device.dev or granted.kelurahan != own.kelurahan:
        raise refuse("E_RCPT")
    if not any(bytes.fromhex(each.key) == device.public_key for each in own.keys):
        raise refuse("E_RCPT")
    usual = ("directory", "grant", "rules")
    names = [section.name for section in body.manifest.sections if section.name not in usual]
    return Grant(
        core=opened.core,
        directory=directory,
        device=own,
        root_pinned=pinned is not None,
        seal_pem=granted.seal,
        rules=_needed(body, "rules"),
        extra={name: _needed(body, name) for name in names},
        request=granted.request,
        ep=granted.ep,
        expect_no=granted.expect_no,
        sha256=opened.sha256,
    )


def save(folder: Path, core: Core, data: bytes) -> Path:
    """Put a request or grant into a folder under its usual name. Raises SyncRefused E_SPACE, E_IO."""
    path = free_path(folder, file_name(core))
    write_file(path, data)
    return path


def _needed(body: Body, name: str) -> bytes:
    data = body.section(name)
    if data is None:
        raise refuse("E_OPS")
    return data
