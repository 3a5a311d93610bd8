"""Keys, certificates and sealed papers, made once for all tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.documents.certificates import CityCa, issue_seal_certificate, make_city_ca, make_csr
from desktop_app.documents.data import Paper
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import write_roster
from desktop_app.documents.seal import SealField, SealKey, seal
from tests.documents.people import NOW, roster
from tests.documents.validator import lasting


@dataclass(frozen=True)
class Sealed:
    """A paper and its sealed bytes."""

    paper: Paper
    pdf: bytes


@pytest.fixture(scope="session")
def qr_key() -> QrKey:
    return QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@pytest.fixture(scope="session")
def city() -> CityCa:
    made = make_city_ca(NOW, ec.derive_private_key(20261124, ec.SECP256R1()))
    return CityCa(made.private_key, lasting(made.certificate, made.private_key))


@pytest.fixture(scope="session")
def seal_key(city: CityCa) -> SealKey:
    private = ec.derive_private_key(3276061002, ec.SECP256R1())
    office = "Kelurahan Kukusan, Kecamatan Beji"
    request = make_csr(private, "3276061002")
    made = issue_seal_certificate(city, request, office=office, office_code="3276061002", now=NOW)
    return SealKey(private, lasting(made, city.private_key))


@pytest.fixture(scope="session")
def sealed(seal_key: SealKey, qr_key: QrKey) -> Sealed:
    paper = write_roster(roster(27), state="segel", now=NOW, key=qr_key)
    field = SealField(places=paper.places, sealed_by="Lurah Kukusan", directory_version=14)
    return Sealed(
        paper,
        seal(paper.pdf, seal_key, reason="Daftar Nominatif", location="Depok", now=NOW, field=field),
    )
