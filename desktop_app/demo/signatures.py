"""Signatures of the demo city: an invented authority, two keys to try, a roster signed with both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from desktop_app.actions import rosters, signing, tte
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.signing import KeyFile, SignAs
from desktop_app.office import Office
from desktop_app.storage import tables

AUTHORITY = "Penerbit Contoh, bukan BSrE"
OFFICIAL_KEY, MENTOR_KEY, ROOT = "pejabat.p12", "pendamping.p12", "akar-contoh.pem"
MENTOR = "Wulan Sari"
_YEARS = 3


@dataclass(frozen=True, slots=True)
class _Holder:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def make_keys(folder: Path, official: str, mentor: str, password: str, now: datetime) -> None:
    """Two key files and the certificate of who issued them, for trying out; `password` opens both."""
    folder.mkdir(parents=True, exist_ok=True)
    root = _issue(AUTHORITY, None, now)
    (folder / ROOT).write_bytes(root.certificate.public_bytes(Encoding.PEM))
    for name, who in ((OFFICIAL_KEY, official), (MENTOR_KEY, mentor)):
        holder = _issue(who, root, now)
        data = pkcs12.serialize_key_and_certificates(
            b"contoh", holder.key, holder.certificate, [root.certificate],
            BestAvailableEncryption(password.encode()),
        )  # fmt: skip
        (folder / name).write_bytes(data)


def sign_papers(offices: Sequence[tuple[Office, str]], folder: Path, password: str, year: int) -> None:
    """With the lurah of each office in: the first office signs its newest roster, the second has a copy that
    waits for BSrE. `password` is everybody's, and opens the keys in `folder`."""
    (first, lurah), (second, other) = offices
    make_keys(folder, lurah, MENTOR, password, first.clock())
    first.enter(lurah, password)
    sign_roster(first, folder, password)
    second.enter(other, password)
    wish = RosterWish("WUB", year, "arsip", f"500.3/301/T/{year}", second.today())
    rosters.seal_editions(second, wish, ("arsip",), tte=True)


def sign_roster(office: Office, folder: Path, password: str) -> None:
    """The lurah, who is in, believes the invented authority; the newest roster is signed by both."""
    tte.trust(office, (folder / ROOT).read_bytes())
    document = tables.document.c
    with office.reading() as connection:
        query = select(document.uuid).where(document.jenis == "daftar_nominatif", document.edisi == "arsip")
        newest = connection.execute(query.order_by(document.id.desc())).first()
    assert newest is not None
    for name, role in ((OFFICIAL_KEY, SignAs("pejabat")), (MENTOR_KEY, SignAs("pendamping"))):
        signing.sign_issued(office, [newest.uuid.hex()], KeyFile(folder / name, password), role)


def _issue(common: str, issuer: _Holder | None, now: datetime) -> _Holder:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    by = issuer.key if issuer else key
    authority = issuer is None
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority,
                crl_sign=authority, key_encipherment=False, data_encipherment=False, key_agreement=False,
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .sign(by, hashes.SHA256())
    )  # fmt: skip
    return _Holder(key, made)
