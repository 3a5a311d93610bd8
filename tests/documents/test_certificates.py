"""DKUM's authority, requests and seal certificates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from desktop_app.documents.certificates import (
    CityCa,
    issue_seal_certificate,
    load_certificates,
    make_city_ca,
    make_csr,
    to_pem,
)
from desktop_app.documents.seal import SealKey
from desktop_app.errors import Refused
from tests.documents.people import NOW


def issue(city: CityCa, request: bytes) -> x509.Certificate:
    return issue_seal_certificate(
        city, request, office="Kelurahan Kukusan, Kecamatan Beji", office_code="3276061002", now=NOW
    )


def test_a_seal_certificate_may_sign_for_ten_years_and_nothing_else(city: CityCa, seal_key: SealKey) -> None:
    certificate = issue(city, make_csr(seal_key.private_key, "3276061003"))
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert not (usage.key_cert_sign or usage.crl_sign or usage.key_encipherment or usage.key_agreement)
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    certificate.verify_directly_issued_by(city.certificate)
    assert certificate.not_valid_before_utc <= NOW
    assert timedelta(days=3652) <= certificate.not_valid_after_utc - NOW <= timedelta(days=3653)
    assert make_city_ca(NOW).certificate.not_valid_after_utc > certificate.not_valid_after_utc


def test_the_holder_is_what_dkum_writes_and_not_what_the_request_claims(city: CityCa) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Wali Kota")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    certificate = issue(city, request.public_bytes(Encoding.PEM))
    assert "Wali Kota" not in certificate.subject.rfc4514_string()
    assert "Segel Kelurahan Kukusan" in certificate.subject.rfc4514_string()


def test_requests_that_are_damaged_or_of_another_kind_are_refused(city: CityCa) -> None:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "3276061003")])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    weak = builder.sign(rsa.generate_private_key(65537, 2048), hashes.SHA256()).public_bytes(Encoding.PEM)
    wide = builder.sign(ec.generate_private_key(ec.SECP384R1()), hashes.SHA256()).public_bytes(Encoding.PEM)
    good = make_csr(ec.generate_private_key(ec.SECP256R1()), "3276061003")
    lines = good.splitlines()
    lines[-2] = lines[-2][:2] + (b"A" if lines[-2][2:3] != b"A" else b"B") + lines[-2][3:]
    for request in (b"", b"bukan permintaan", weak, wide, b"\n".join(lines), good[:100]):
        with pytest.raises(Refused) as refusal:
            issue(city, request)
        assert refusal.value.code == "CSR"


def test_certificates_travel_as_pem(city: CityCa, seal_key: SealKey) -> None:
    both = to_pem(city.certificate) + to_pem(seal_key.certificate)
    assert load_certificates(both) == [city.certificate, seal_key.certificate]
    with pytest.raises(Refused) as refusal:
        load_certificates(b"bukan sertifikat")
    assert refusal.value.code == "CERT"
