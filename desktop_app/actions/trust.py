"""How offices come to trust each other: DKUM's root and directory, request and grant by file.

The office starts alone. Its request holds public keys only; what makes it DKUM's is the fingerprint
that two people compare. The grant brings the directory, the seal's certificate and the rule book.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from sqlalchemy import select

from desktop_app import __version__
from desktop_app.actions import copies
from desktop_app.actions.access import given
from desktop_app.actions.copies import AgainView
from desktop_app.actions.explaining import explained
from desktop_app.actions.knowledge import SNAPSHOT, issued_rules
from desktop_app.actions.standing import require_granted, standing
from desktop_app.domain import people, region
from desktop_app.domain.access import DEVICE_IN
from desktop_app.domain.moments import milliseconds
from desktop_app.domain.people import OFFICE_LABELS
from desktop_app.errors import Refused, SyncRefused, Unavailable
from desktop_app.keys.authority import AuthorityKeys
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.signing import same_fingerprint
from desktop_app.office import CITY, Office
from desktop_app.storage import rejudge, settings, tables
from desktop_app.storage.receive import refold, written_on
from desktop_app.storage.work import Changes, Work
from desktop_app.sync import enrolment, registry
from desktop_app.sync.directory import (
    AdminKey,
    Device,
    Directory,
    SealCert,
    SignKey,
    TrustedDirectory,
    read,
    sign_directory,
)
from resources.i18n import tr

APP: Final = f"wira {__version__}"
AUTHORITY_SECRET: Final = "authority"
NEXT_DEVICE: Final = "device_next"
"""Secret of a device's keys that are asked for and not yet granted."""
DIRECTORY: Final = "directory"
ROOTS: Final = "roots"
SEAL: Final = "seal_certificate"
AUTHORITY: Final = "ca_certificate"


@dataclass(frozen=True, slots=True)
class RequestView:
    """What a person at DKUM compares before admitting an office. `again`: a copy of one that is known."""

    office: str
    kind: str
    fingerprint: str
    path: Path
    again: AgainView | None = None


@dataclass(frozen=True, slots=True)
class GrantView:
    """What a person at the office compares before trusting DKUM. `pinned`: it is trusted already; `replaces`:
    this office trusts another root, and DKUM says that it has lost it."""

    fingerprints: tuple[str, ...]
    pinned: bool
    version: int
    replaces: bool = False


# ---- at DKUM -----------------------------------------------------------------------------------------


def found_city(office: Office) -> Changes:
    """DKUM's own keys and the first directory, once, when the city's office is founded."""
    if office.directory is not None:
        return Changes()
    now = office.clock()
    keys = fresh_authority(now)
    put_authority(office, keys)
    office.set_recovery([keys.recovery_recipient])
    office.put_device(office.device.with_seal(_new_seal()))
    seal = _certify(keys, _csr(office), tr("DKUM Kota Depok"), CITY, now)
    own = _device_entry(office.device, "dkum", CITY, seal, now)
    session = office.session
    content = Directory(
        version=1,
        made=milliseconds(now),
        city=CITY,
        roots=[keys.root_public.hex()],
        devices=[own],
        admins=[AdminKey(CITY, session.user, session.key.public_key.hex())],
        inbox=[keys.inbox_recipient],
        recovery=[keys.recovery_recipient],
        ca=keys.ca_pem.decode("ascii"),
    )
    directory = signed(keys, content)
    return office.do(lambda work: _keep(work, office, directory, seal, [keys.root_public.hex()], b""))


def fresh_authority(now: datetime) -> AuthorityKeys:
    """New keys for DKUM, with an authority for seals that begins today."""
    from desktop_app.documents.certificates import make_city_ca, to_pem

    ca = make_city_ca(now)
    return AuthorityKeys.generate(_der(ca.private_key), to_pem(ca.certificate))


def authority(office: Office) -> AuthorityKeys:
    """DKUM's private keys. Raises Refused anywhere else, Unavailable where they are lost."""
    if office.info.kind != "dkum":
        raise Refused(
            tr("Langkah ini hanya dapat dilakukan di kantor DKUM."),
            next_step=tr("Kirim berkasnya ke DKUM."),
            code="place",
        )
    try:
        return AuthorityKeys.from_bytes(office.get_secret(AUTHORITY_SECRET))
    except Unavailable as error:
        raise Unavailable(
            tr("Kunci DKUM tidak ada di komputer ini, atau tidak terbaca."),
            next_step=tr("Ikuti langkahnya di Pengaturan, Kunci DKUM."),
            code="authority",
        ) from error


def put_authority(office: Office, keys: AuthorityKeys) -> None:
    """Keep changed private keys of DKUM."""
    office.put_secret(AUTHORITY_SECRET, keys.to_bytes())


def require_admin(office: Office) -> None:
    """Raise Refused unless DKUM's admin is in, who alone changes the directory.

    Not while DKUM was put back and nobody has said that it goes on: offices may hold a later directory.
    """
    if office.info.kind != "dkum":
        raise Refused(
            tr("Langkah ini hanya dapat dilakukan di kantor DKUM."),
            next_step=tr("Hubungi DKUM."),
            code="place",
        )
    if people.ADMIN_DKUM not in office.person.roles:
        raise Refused(
            tr("Hanya admin DKUM yang dapat mengurus perangkat kantor dan menjawab permintaannya."),
            next_step=tr("Minta admin DKUM masuk dan melakukannya."),
            code="role",
        )
    require_granted(office)


def identities(office: Office) -> tuple[str, ...]:
    """All secrets with which files for this office are read; DKUM's inbox too."""
    own = office.device.identities
    return own + authority(office).inbox if office.info.kind == "dkum" else own


def look_at_request(path: Path, office: Office | None = None) -> RequestView:
    """What the request says, for the person who compares; with DKUM's `office` also what is known of one that
    asks for a copy. Raises SyncRefused."""
    with explained(office, path, "enrol-request"):
        answered = enrolment.read_request(path)
        again = copies.look(office, answered) if office is not None else None
    request = answered.request
    return RequestView(
        region.office_of(request.kelurahan),
        tr(OFFICE_LABELS[request.kind]),
        request.fingerprint,
        path,
        again,
    )


def grant(office: Office, path: Path, folder: Path, *, fingerprint: str) -> Path:
    """Admit an office, or a copy of one, whose fingerprint was compared; returns the grant file's path.

    `fingerprint` is what the office read out. Raises Refused when it differs, SyncRefused for a bad file.
    """
    keys = authority(office)
    require_admin(office)
    with explained(office, path, "enrol-request"):
        answered = enrolment.read_request(path)
        copies.known_device(office.directory, answered)
    request = answered.request
    if not same_fingerprint(fingerprint, bytes.fromhex(request.sign_key)):
        raise Refused(
            tr("Sidik kunci itu berbeda dengan yang ada di berkas permintaan."),
            next_step=tr("Telepon kantor itu dan bacakan sekali lagi; jangan terima bila tetap berbeda."),
            code="fingerprint",
        )
    _require_not_revoked(office, request.dev)
    now = office.clock()
    place = region.by_code(request.kelurahan)
    if place is None:
        raise Refused(tr("Kode kelurahan itu tidak ada di Kota Depok."), code="unknown_kelurahan")
    name = tr("Kelurahan {name}, Kecamatan {kecamatan}", name=place.name, kecamatan=place.kecamatan)
    seal = _certify(keys, request.csr.encode(), name, place.code, now) if request.csr else ""
    directory = _with_office(office, keys, answered, seal, now)
    given(office, deed=DEVICE_IN, about=region.device_tag(bytes.fromhex(request.dev)))
    with office.work() as work:
        if answered.again is not None:
            copies.note_have(work, request.dev, answered.again.have)
        rules = msgspec.json.encode(issued_rules(work.connection))
        no = work.count(f"no:{request.kelurahan}")
        _keep_directory(work, office, directory)
    core, data = enrolment.make_grant(
        office.device,
        answered,
        directory,
        seal_pem=seal,
        rules=rules,
        no=no,
        app=APP,
        ep=office.context.ep,
    )
    return enrolment.save(folder, core, data)


def _require_not_revoked(office: Office, dev: str) -> None:
    device = office.directory.device(dev) if office.directory is not None else None
    if device is not None and device.revoked is not None:
        raise Refused(
            tr("Perangkat ini pernah dicabut, jadi permintaannya tidak dapat diterima begitu saja."),
            next_step=tr(
                "Bila pencabutannya keliru, terima kembali perangkatnya dahulu; bila tidak, kantor itu "
                "membuat kantor baru di komputer yang bersih."
            ),
            code="E_REVOKED",
        )


def _with_office(
    office: Office, keys: AuthorityKeys, answered: enrolment.ReadRequest, seal: str, now: datetime
) -> TrustedDirectory:
    """The next directory: the device, its seal, and the person with whom its people begin."""
    assert office.directory is not None
    request, old = answered.request, office.directory.content
    known = copies.known_device(office.directory, answered)
    good: dict[str, int] = {}
    if answered.again is not None:
        with office.reading() as connection:
            good = copies.ended(connection, known, answered.again)
    entry = Device(
        dev=request.dev,
        kind=request.kind,
        kelurahan=request.kelurahan,
        keys=[SignKey(request.sign_key, milliseconds(now))],
        age=[request.age],
        seals=[SealCert(seal, milliseconds(now))] if seal else [],
        ep=answered.core.ep,
        last_good=good,
    )
    admins = [AdminKey(request.kelurahan, person.person, person.key) for person in request.people]
    return signed(keys, registry.admitted(old, entry, admins, milliseconds(now)))


def signed(keys: AuthorityKeys, content: Directory) -> TrustedDirectory:
    """The directory with that content, signed by DKUM's root."""
    return read(sign_directory(content, [keys.root]), [keys.root_public])


# ---- at an office ------------------------------------------------------------------------------------


def make_request(office: Office, folder: Path) -> Path:
    """Save this office's enrolment request, also for a copy of it that DKUM has to choose. It holds public
    keys and no personal data."""
    if office.info.kind == "dkum":
        raise Refused(tr("DKUM tidak perlu mendaftar."), code="place")
    waits = standing(office)
    if waits is not None and waits.other and not office.info.why:
        office.begin_epoch("ended")  # the folder others were copied from: DKUM has ended what it wrote under
    if not office.device.seal:
        office.put_device(office.device.with_seal(_new_seal()))
    admins = [
        (user, facts.key)
        for user, facts in office.context.people.items()
        if people.ADMIN_KANTOR in facts.roles and facts.active
    ]
    core, data = enrolment.make_request(
        office.device,
        kind=office.info.kind,
        kelurahan=office.info.scope,
        people=admins,
        csr=_csr(office) if office.info.kind == "kelurahan" else b"",
        made=milliseconds(office.clock()),
        app=APP,
        ep=office.context.ep,
        again=copies.asking_again(office),
    )
    return enrolment.save(folder, core, data)


def look_at_grant(office: Office, path: Path) -> GrantView:
    """What the grant asks this office to trust. Raises SyncRefused."""
    pinned = _pinned(office)
    with explained(office, path, "enrol-grant"):
        try:
            found = _read_grant(office, path, pinned)
        except SyncRefused as error:
            if error.code != "E_DIR" or pinned is None:
                raise
            found = _read_grant(office, path, None)  # as its own root signed it: people compare
    fingerprints = tuple(found.directory.root_fingerprints())
    replaces = pinned is not None and not found.root_pinned
    return GrantView(fingerprints, found.root_pinned, found.directory.version, replaces)


def accept_grant(office: Office, path: Path, *, fingerprint: str = "", new_root: bool = False) -> Changes:
    """Open DKUM's grant: sealing and files work from now on, or go on with the keys that were asked for.

    `fingerprint` is what DKUM's printed sheet says, wanted while no root is pinned. `new_root`: DKUM has lost
    its keys, and people have compared the new ones on paper. Raises Refused when it differs, SyncRefused for
    a bad file or one for another office.
    """
    pinned = None if new_root else _pinned(office)
    if new_root:
        _require_office_admin(office)
    with explained(office, path, "enrol-grant"):
        found = _read_grant(office, path, pinned)
    roots = found.directory.content.roots
    if pinned is None and not any(same_fingerprint(fingerprint, bytes.fromhex(root)) for root in roots):
        raise Refused(
            tr("Sidik kunci DKUM yang Anda ketik berbeda dengan yang ada di berkas izin."),
            next_step=tr("Cocokkan dengan lembar sidik kunci dari DKUM; jangan lanjutkan bila berbeda."),
            code="fingerprint",
        )
    older = office.directory is not None and found.directory.version < office.directory.version
    if older and not new_root:
        return _take_older(office, found)
    trusted = sorted(root.hex() for root in found.directory.accepted_roots())
    changes = office.do(
        lambda work: _keep(work, office, found.directory, found.seal_pem, trusted, found.rules)
    )
    office.set_recovery(list(found.directory.content.recovery))
    take_asked_keys(office)
    return changes


def _take_older(office: Office, grant: enrolment.Grant) -> Changes:
    """A grant that comes after a newer directory: that one stays, and the seal's certificate is taken where
    it is the present one there."""
    own = office.directory.device(office.info.dev) if office.directory is not None else None
    present = own.seals[-1].pem if own is not None and own.seals else ""
    take_asked_keys(office)
    if not grant.seal_pem or present != grant.seal_pem:
        return Changes()
    return office.do(lambda work: settings.put(work.connection, SEAL, present.encode()))


def asked_keys(office: Office) -> DeviceKeys | None:
    """The new keys that this office asked DKUM to list and that wait for the grant."""
    data = office.get_secret(NEXT_DEVICE) if office.slots.has_secret(NEXT_DEVICE) else b""
    return DeviceKeys.from_bytes(data) if data else None


def take_asked_keys(office: Office) -> bool:
    """Go on with the asked keys once the directory names them; whether it did."""
    fresh, directory = asked_keys(office), office.directory
    if fresh is None or directory is None or directory.sender(fresh.key_id) is None:
        return False
    office.put_device(fresh)
    office.put_secret(NEXT_DEVICE, b"")
    return True


def _read_grant(office: Office, path: Path, pinned: frozenset[bytes] | None) -> enrolment.Grant:
    """The grant, for the keys in use or those that were asked for."""
    fresh = asked_keys(office)
    if fresh is not None:
        try:
            return enrolment.read_grant(path, fresh, pinned)
        except SyncRefused as error:
            if error.code != "E_RCPT":  # for these keys, but not under a root that is trusted here
                raise
    return enrolment.read_grant(path, office.device, pinned)


def _require_office_admin(office: Office) -> None:
    if people.ADMIN_KANTOR not in office.person.roles:
        raise Refused(
            tr("Hanya admin kantor yang dapat mempercayai kunci DKUM yang baru."),
            next_step=tr("Minta admin kantor masuk dan melakukannya."),
            code="role",
        )


def is_enrolled(office: Office) -> bool:
    """Whether DKUM's grant has been opened: rosters can be sealed and files made."""
    return office.directory is not None


def keep_newer(work: Work, office: Office, directory: TrustedDirectory) -> None:
    """Go on with a directory that a file brought."""
    before = office.directory
    if before is None or directory.version > before.version:
        _keep_directory(work, office, directory)
        if before is not None and before.content.recovery != directory.content.recovery:
            office.set_recovery(list(directory.content.recovery))


def keep_next(work: Work, office: Office, directory: TrustedDirectory) -> None:
    """DKUM goes on with a directory it has made itself."""
    _keep_directory(work, office, directory)
    settings.put_json(work.connection, ROOTS, sorted(root.hex() for root in directory.accepted_roots()))


# ---- both --------------------------------------------------------------------------------------------


def _keep(
    work: Work, office: Office, directory: TrustedDirectory, seal: str, roots: list[str], rules: bytes
) -> None:
    _keep_directory(work, office, directory)
    settings.put_json(work.connection, ROOTS, roots)
    if seal:
        settings.put(work.connection, SEAL, seal.encode())
    if rules:
        try:
            books = msgspec.json.decode(rules, type=list[dict[str, Any]])
        except msgspec.MsgspecError as error:
            raise SyncRefused(
                tr("Buku aturan di dalam berkas izin tidak terbaca."),
                next_step=tr("Minta DKUM membuat berkas izin yang baru."),
                code="E_OPS",
            ) from error
        settings.put_json(work.connection, SNAPSHOT, books)
        rejudge.refresh_all(work.connection)


def _keep_directory(work: Work, office: Office, directory: TrustedDirectory) -> None:
    """Go on with it; what its devices wrote is judged by what it says of them now."""
    before = office.directory
    settings.put(work.connection, DIRECTORY, directory.data)
    settings.put(work.connection, AUTHORITY, directory.content.ca.encode())
    office.use_directory(directory)
    refold(work, _judged_otherwise(work, before, directory))


def _judged_otherwise(work: Work, before: TrustedDirectory | None, after: TrustedDirectory) -> set[int]:
    """The records (numbers) with ops of which the newer directory may say something else."""
    old = {device.dev: _standing(device) for device in before.content.devices} if before else {}
    found: set[int] = set()
    for device in after.content.devices:
        if old.get(device.dev) != _standing(device):
            found |= written_on(work, device.dev)
    if (before.content.admins if before else []) != after.content.admins:
        record = tables.record.c
        found.update(work.connection.execute(select(record.id).where(record.ent == "person")).scalars())
    return found


def _standing(device: Device) -> tuple[object, ...]:
    """All that counts when an op of the device is judged."""
    ended = device.revoked is not None
    return device.kind, device.kelurahan, device.served, ended, device.last_good


def _pinned(office: Office) -> frozenset[bytes] | None:
    if office.directory is not None:
        return office.directory.accepted_roots()
    return None


def _device_entry(device: DeviceKeys, kind: people.OfficeKind, area: str, seal: str, now: datetime) -> Device:
    return Device(
        dev=device.dev,
        kind=kind,
        kelurahan=area,
        keys=[SignKey(device.public_key.hex(), milliseconds(now))],
        age=[device.recipient],
        seals=[SealCert(seal, milliseconds(now))],
    )


def _certify(keys: AuthorityKeys, csr: bytes, name: str, code: str, now: datetime) -> str:
    from desktop_app.documents.certificates import (
        CityCa,
        issue_seal_certificate,
        load_certificates,
        to_pem,
    )

    private = load_der_private_key(keys.ca_key, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    ca = CityCa(private, load_certificates(keys.ca_pem)[0])
    return to_pem(issue_seal_certificate(ca, csr, office=name, office_code=code, now=now)).decode("ascii")


def _csr(office: Office) -> bytes:
    from desktop_app.documents.certificates import make_csr

    private = load_der_private_key(office.device.seal, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return make_csr(private, office.area)


def _new_seal() -> bytes:
    return _der(ec.generate_private_key(ec.SECP256R1()))


def _der(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
