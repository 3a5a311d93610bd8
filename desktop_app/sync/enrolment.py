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
from msgspec import Meta

from desktop_app.keys.age import AgeError, check_recipient
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.signing import fingerprint, key_id
from desktop_app.sync.container import Body, open_body, open_enrolment, open_plain_body
from desktop_app.sync.directory import Device, DeviceKind, Moment, PublicKey, TrustedDirectory, read
from desktop_app.sync.manifest import Area, Core, Count, Id16, pack, parse
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


@dataclass(frozen=True)
class ReadRequest:
    """A request that is as its sender made it. Who the sender is, the fingerprint tells."""

    core: Core
    request: EnrolRequest
    sha256: str


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
) -> tuple[Core, bytes]:
    """An enrolment request as core and file bytes. `people` are ids and raw public keys, `made` ms."""
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
    plain = body_bytes(core, [raw_section("request", pack(request))])
    return core, seal(device, core, plain, (), bring_key=True)


def read_request(path: Path) -> ReadRequest:
    """Open a request at DKUM. Raises SyncRefused like `container.open_header`, E_OPS for wrong content."""
    opened = open_enrolment(path)
    request = parse(_needed(open_plain_body(opened), "request"), EnrolRequest)
    same = request.dev == opened.core.dev and request.kelurahan == opened.core.kelurahan
    if not same or bytes.fromhex(request.sign_key) != opened.sender.public_key:
        raise refuse("E_BIND")
    try:
        check_recipient(request.age)
    except AgeError as error:
        raise refuse("E_OPS") from error
    return ReadRequest(opened.core, request, opened.sha256)


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
        raise refuse("E_KEY")
    if found[0].revoked is not None or found[1].revoked is not None:
        raise refuse("E_REVOKED")
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
