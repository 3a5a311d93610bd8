"""What every signature of ours has in common: a key held ready, the time given, the stamp, the fields.

A paper keeps room for four: the office seal, BSrE, the official who signs (lurah, or whom DKUM names) and
the mentor. All fields are made before the first signature, because afterwards none may be added.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Final, Literal, Protocol, cast

from asn1crypto import algos as asn1_algos  # pyright: ignore[reportMissingTypeStubs]
from asn1crypto import x509 as asn1_x509  # pyright: ignore[reportMissingTypeStubs]
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic, layout
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
)
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.ltv.poe import POEManager
from pyhanko_certvalidator.registry import CertificateRegistry, SimpleCertificateStore
from pyhanko_certvalidator.revinfo.archival import (
    OCSPContainer,
    process_legacy_crl_input,
    process_legacy_ocsp_input,
)
from pyhanko_certvalidator.revinfo.manager import RevinfoManager

from desktop_app.documents.data import Places, Rect
from desktop_app.domain.moments import WIB

# An unknown issuer or a date that has passed is an answer here, not something to report in a log.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

SEAL_FIELD: Final = "Segel_Kantor"
BSRE_FIELD: Final = "TTD_BSrE"
OFFICIAL_FIELD: Final = "TTD_Pejabat"
MENTOR_FIELD: Final = "TTD_Pendamping"

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Algorithm = Literal["ecdsa", "rsa"]
_MECHANISMS: Final[dict[Algorithm, str]] = {"ecdsa": "sha256_ecdsa", "rsa": "sha256_rsa"}


class SigningKey(Protocol):
    """A key that may sign now, with its certificate; `chain` are the certificates between it and the root."""

    @property
    def certificate(self) -> x509.Certificate: ...

    @property
    def chain(self) -> Sequence[x509.Certificate]: ...

    def sign(self, data: bytes) -> bytes:
        """The signature on `data`, with SHA-256: DER for ECDSA, PKCS#1 v1.5 for RSA."""
        ...


def sign_with(key: PrivateKey, data: bytes) -> bytes:
    """`data` signed with a key in memory. The same input gives the same signature."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def algorithm_of(certificate: x509.Certificate) -> Algorithm | None:
    """How the key of `certificate` signs; None for a kind that is not used here."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa"
    return "ecdsa" if isinstance(key, ec.EllipticCurvePublicKey) else None


class KeySigner(Signer):
    """Signs with the key as it is held; the stock signer decodes and checks it for every signature."""

    def __init__(self, key: SigningKey) -> None:
        store = SimpleCertificateStore()
        store.register_multiple(as_asn1(certificate) for certificate in key.chain)
        algorithm = algorithm_of(key.certificate)
        if algorithm is None:
            raise ValueError("a key of this kind is not used for signatures")
        mechanism: Any = asn1_algos.SignedDigestAlgorithm
        super().__init__(
            signing_cert=as_asn1(key.certificate),
            cert_registry=store,
            embed_roots=False,
            signature_mechanism=mechanism({"algorithm": _MECHANISMS[algorithm]}),
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError("signatures here use SHA-256")
        if dry_run:  # only the room it needs is asked: a token shall not work twice
            return bytes(_longest(self._key.certificate))
        return self._key.sign(data)


def _longest(certificate: x509.Certificate) -> int:
    """The most bytes that a signature of this key can have."""
    size: int = getattr(certificate.public_key(), "key_size", 4096)
    return (size + 7) // 8 if algorithm_of(certificate) == "rsa" else 2 * ((size + 7) // 8) + 16


def _room_for(key: SigningKey) -> int:
    """Hex digits that a signature's container needs at most, so that it need not be made twice to know."""
    certificates = [key.certificate, *key.chain]
    total = sum(len(one.public_bytes(Encoding.DER)) for one in certificates)
    return 2 * (total + _longest(key.certificate) + len(key.certificate.issuer.public_bytes()) + 1200)


class TimedSigner(PdfSigner):
    """Signs at the given time instead of the computer's."""

    def __init__(self, *args: Any, now: datetime, **named: Any) -> None:
        super().__init__(*args, **named)
        self._now = now.astimezone(WIB).replace(microsecond=0)

    def init_signing_session(self, *args: Any, **named: Any) -> Any:
        session = super().init_signing_session(*args, **named)
        session.system_time = self._now
        return session


class Appending(IncrementalPdfFileWriter):
    """Leaves the paper's metadata alone: title and dates stay those it was laid out with.

    The changing half of the file's id comes from its bytes: the same input gives the same bytes.
    """

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> Any:
        found: Any = super()._handle_id(prev)  # pyright: ignore[reportUnknownMemberType]
        stream = cast("BinaryIO", prev.stream)  # pyright: ignore[reportUnknownMemberType]
        stream.seek(0)
        change: Any = generic.ByteStringObject(hashlib.sha256(stream.read()).digest()[:16])
        return generic.ArrayObject([found[0], change])

    def _update_meta(self) -> None:
        pass


def append_to(pdf: bytes, reader: PdfFileReader | None = None) -> Appending:
    """Begin a revision after the last byte of `pdf`; `reader` where it was parsed already."""
    return Appending(io.BytesIO(pdf), reader)


def add_fields(writer: Appending, places: Places, *, seal: bool) -> None:
    """Make the empty fields that `places` keeps room for; the mentor's closes the paper when it is signed."""
    boxes: list[tuple[str, Rect | None]] = [
        (SEAL_FIELD, places.seal if seal else None),
        (BSRE_FIELD, places.bsre),
        (OFFICIAL_FIELD, places.official),
    ]
    for name, box in boxes:
        if box is not None:
            append_signature_field(writer, SigFieldSpec(name, on_page=places.page, box=_corners(box)))
    if places.mentor is not None:
        closing = SigFieldSpec(
            MENTOR_FIELD,
            on_page=places.page,
            box=_corners(places.mentor),
            field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL),
            doc_mdp_update_value=MDPPerm.NO_CHANGES,
        )
        append_signature_field(writer, closing)


def sign_field(
    writer: Appending,
    field: str,
    key: SigningKey,
    face: bytes,
    *,
    reason: str,
    place: str,
    certify: bool,
    now: datetime,
) -> bytes:
    """The file with the empty `field` signed as PAdES, shown by `face` (a one-page PDF of its size).

    `certify` where it is the first signature: afterwards only empty fields may be filled.
    """
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        reason=reason or None,
        location=place or None,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES,
    )
    signer: Any = TimedSigner(metadata, KeySigner(key), stamp_style=_stamp_style(face), now=now)
    signed = signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=_room_for(key))
    return bytes(signed.getvalue())


def _corners(box: Rect) -> tuple[int, int, int, int]:
    return round(box.x1), round(box.y1), round(box.x2), round(box.y2)


def _stamp_style(face: bytes) -> StaticStampStyle:
    return StaticStampStyle(
        background=_Face(face),
        border_width=0,
        background_opacity=1.0,
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MIN, y_align=layout.AxisAlignment.ALIGN_MIN
        ),
    )


class _Face(ImportedPdfPage):
    """A one-page PDF held in memory, used as a signature's appearance."""

    def __init__(self, page: bytes) -> None:
        super().__init__("face")
        self._page = page

    def render(self) -> bytes:
        form: Any = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._page)))
        self.resources.xobject["/Seal"] = form
        x1, y1, x2, y2 = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return b"/Seal Do"


@dataclass(frozen=True, slots=True)
class Proofs:
    """Certificates of a paper's own security store, and what their issuers said of them (asn1crypto)."""

    certificates: tuple[Any, ...] = ()
    ocsps: tuple[Any, ...] = ()
    crls: tuple[Any, ...] = ()

    @property
    def said(self) -> bool:
        """Whether any issuer said anything."""
        return bool(self.ocsps or self.crls)


NO_PROOFS: Final = Proofs()


class _Held(RevinfoManager):
    """What a paper brings along, asked for one certificate at a time: to the library, what an issuer says of
    another certificate is a failed answer about this one."""

    async def async_retrieve_ocsps(self, cert: Any, authority: Any) -> list[OCSPContainer]:
        stock: Any = super()
        every: list[OCSPContainer] = await stock.async_retrieve_ocsps(cert, authority)
        return [one for one in every if _serial_of(one) == cert.serial_number]


def _serial_of(answer: OCSPContainer) -> int | None:
    single: Any = answer.extract_single_response()
    return single["cert_id"]["serial_number"].native if single is not None else None


def context_at(
    roots: Iterable[Any],
    at: datetime,
    proofs: Proofs = NO_PROOFS,
    *,
    required: bool = False,
    slack: timedelta = timedelta(seconds=1),
) -> ValidationContext:
    """What a signature is judged by: `roots` (as `as_asn1` gives them) at a time, nothing from a network.

    `proofs` are believed as far as the issuers signed them, those of a later day too. `required`: where a
    certificate says that its issuer can be asked, the issuer's word must be among them.
    """
    registry = CertificateRegistry.build(proofs.certificates, cert_fetcher=None)
    held = _Held(
        registry, POEManager(), process_legacy_crl_input(proofs.crls), process_legacy_ocsp_input(proofs.ocsps)
    )
    return ValidationContext(
        trust_roots=roots,
        moment=at,
        best_signature_time=at,
        allow_fetching=False,
        revocation_mode="hard-fail" if required else "soft-fail",
        retroactive_revinfo=True,
        time_tolerance=slack,
        certificate_registry=registry,
        revinfo_manager=held,
    )


def proofs_of(reader: PdfFileReader) -> Proofs:
    """What the newest revision of a paper has in its security store; nothing where that cannot be read."""
    try:
        store: Any = DocumentSecurityStore.read_dss(reader)
        context: Any = store.as_validation_context({"trust_roots": []})
        held = tuple(store.load_certs())
    except Exception:  # noqa: BLE001  (none there, or damaged in any way it can be)
        return NO_PROOFS
    return Proofs(held, tuple(context.ocsps), tuple(context.crls))


def judged(signature: Any, roots: Iterable[Any], at: datetime, proofs: Proofs = NO_PROOFS) -> Any:
    """The PDF library's answer on a signature of a person or an office. Raises whatever it raises at a
    damaged one."""
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
    return validate_pdf_signature(signature, context_at(roots, at, proofs), key_usage_settings=usage)


def as_asn1(certificate: x509.Certificate) -> Any:
    """The same certificate as the PDF library wants it."""
    parser: Any = asn1_x509.Certificate
    return parser.load(certificate.public_bytes(Encoding.DER))
