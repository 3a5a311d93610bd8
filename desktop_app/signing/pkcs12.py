"""A key in a PKCS#12 file (.p12, .pfx), old and new ciphers alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import pkcs12 as asn1_pkcs12  # pyright: ignore[reportMissingTypeStubs]
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs12

from desktop_app.documents.pades import PrivateKey, sign_with
from desktop_app.errors import Refused
from desktop_app.signing.fitness import require_fit, wrong_kind
from resources.i18n import tr

MOST_BYTES = 1024 * 1024
"""No key file of a person comes near; whatever is larger is something else."""


@dataclass(frozen=True, slots=True)
class FileKey:
    """A key read from a file, held in memory until nobody holds this any more."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    private_key: PrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """The signature on `data`."""
        return sign_with(self.private_key, data)


def load(
    data: bytes,
    password: str,
    *,
    now: datetime,
    trusted: Iterable[x509.Certificate] = (),
    others: Iterable[x509.Certificate] = (),
) -> FileKey:
    """The key of a PKCS#12 file that may sign at `now`.

    Raises Refused: ``p12_damaged`` for another kind of file, ``p12_password``, ``p12_no_key``, and what
    `require_fit` says of its certificate. `others` complete a chain that the file leaves incomplete.
    """
    _require_form(data)
    try:
        held = pkcs12.load_pkcs12(data, password.encode() or None)
    except (ValueError, TypeError) as wrong:
        raise _wrong_password() from wrong
    except UnsupportedAlgorithm as unknown:
        raise _damaged() from unknown
    try:
        if held.key is None or held.cert is None:
            raise _no_key()
        certificate = held.cert.certificate
        if not isinstance(held.key, PrivateKey):
            raise wrong_kind()
        beside = [one.certificate for one in held.additional_certs]
        chain = require_fit(certificate, [*beside, *others], trusted, now)
        return FileKey(certificate, chain, held.key)
    except Refused:
        del held  # who keeps the refusal keeps this frame, and would keep the key with it
        raise


def _require_form(data: bytes) -> None:
    """Whether it is a PKCS#12 file at all: afterwards only the password can be wrong."""
    parser: Any = asn1_pkcs12.Pfx
    if len(data) > MOST_BYTES:
        raise _damaged()
    try:
        version = parser.load(data, strict=True)["version"].native
    except (ValueError, TypeError, KeyError) as wrong:
        raise _damaged() from wrong
    if version != "v3":
        raise _damaged()


def _no_key() -> Refused:
    return Refused(
        tr("Berkas ini tidak memuat kunci untuk menandatangani, hanya sertifikat."),
        next_step=tr("Pilih berkas .p12 atau .pfx yang dibuat bersama kuncinya."),
        code="p12_no_key",
    )


def _wrong_password() -> Refused:
    return Refused(
        tr("Kata sandi berkas kunci ini tidak cocok."),
        next_step=tr("Ketik kata sandi yang dibuat bersama berkas itu; besar kecil huruf berpengaruh."),
        code="p12_password",
    )


def _damaged() -> Refused:
    return Refused(
        tr("Berkas ini bukan berkas kunci .p12 atau .pfx, atau tidak tersalin utuh."),
        next_step=tr("Pilih berkas kunci yang benar, atau salin ulang dari penerbitnya."),
        code="p12_damaged",
    )
