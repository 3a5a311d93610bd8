"""What a certificate's issuer says of it, fetched now so that it can be judged later without a network.

A path is looked for with what the paper and the office hold; nothing is asked of an address that stands in
a certificate before an authority the office believes vouches for that certificate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import aiohttp
from cryptography import x509
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation import dss
from pyhanko_certvalidator import CertificateValidator, ValidationContext, util
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    OCSPValidationError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers.aiohttp_fetchers.crl_client import AIOHttpCRLFetcher
from pyhanko_certvalidator.fetchers.aiohttp_fetchers.ocsp_client import AIOHttpOCSPFetcher

from desktop_app.documents.pades import Appending, Proofs, context_at
from desktop_app.domain.moments import WIB
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.signing import wire
from desktop_app.signing.fitness import common_name
from resources.i18n import tr

# the PDF library's own types are incomplete
_dss: Any = dss
_util: Any = util
_SLACK: Final = timedelta(minutes=5)
"""How far clocks of different authorities may be apart."""


@dataclass(slots=True)
class _Said:
    ocsps: list[Any] = field(default_factory=list[Any])
    crls: list[Any] = field(default_factory=list[Any])


class Issuers:
    """Asks issuers by `session`; what one said is asked once."""

    def __init__(self, session: aiohttp.ClientSession, proxy: str = "") -> None:
        self._ocsp = AIOHttpOCSPFetcher(session, "Wira", wire.SECONDS)
        self._crl = AIOHttpCRLFetcher(session, "Wira", wire.SECONDS)
        self._proxy = proxy

    async def prove(
        self, signature: Any, roots: Sequence[Any], at: datetime, *, uses: frozenset[str] = frozenset()
    ) -> Proofs:
        """Who made `signature` (an embedded signature or time stamp): the certificates from the root on, and
        what their issuers say of them at `at`.

        Raises Refused: ``signer_unknown``, ``signer_expired``, ``signer_revoked``, ``signer_status`` where
        an issuer's word is missing or too old; Unavailable where it could not be asked.
        """
        held: Any = extract_certificate_info(signature.signed_data)
        name = _name(held.signer_cert)
        others = tuple(held.other_certs)
        path = await _path(held, context_at(roots, at, Proofs(others), slack=_SLACK), name, uses)
        said = _Said()
        for issuer, certificate in pairwise(path):
            await self._ask(certificate, issuer, said)
        proofs = Proofs(others, tuple(said.ocsps), tuple(said.crls))
        context = context_at(roots, at, proofs, required=True, slack=_SLACK)
        return replace(proofs, certificates=await _path(held, context, name, uses))

    async def _ask(self, certificate: Any, issuer: Any, said: _Said) -> None:
        """By OCSP where there is one that answers, else by the list; neither where it names none."""
        addresses: Sequence[str] = _util.get_ocsp_urls(certificate)
        lists: Sequence[Any] = _util.get_relevant_crl_dps(certificate, use_deltas=False)
        if addresses:
            try:
                answer: Any = await self._ocsp.fetch(certificate, AuthorityWithCert(issuer))
                said.ocsps.append(answer)
                for responder in map(_chosen, _dss.enumerate_ocsp_certs(answer)):
                    if responder.ocsp_no_check_value is None:
                        await self._ask_list(responder, said)
            except (OCSPValidationError, OSError, ValueError, aiohttp.ClientError) as failed:
                if not lists:
                    raise _unasked(certificate, failed, addresses[0], self._proxy) from failed
            else:
                return
        await self._ask_list(certificate, said)

    async def _ask_list(self, certificate: Any, said: _Said) -> None:
        try:
            said.crls += await self._crl.fetch(certificate, use_deltas=False)
        except (CRLValidationError, OSError, ValueError, aiohttp.ClientError) as failed:
            urls: Sequence[Any] = certificate.crl_distribution_points
            first = next((str(one.url) for one in urls if one.url), "")
            raise _unasked(certificate, failed, first, self._proxy) from failed


def keep(writer: Appending, signature: Any, raw: bytes, proofs: Proofs) -> None:
    """Put `proofs` into the paper, named by `signature` whose contents are `raw` in the file's own spelling
    (ETSI EN 319 142-1, 5.4.2.3)."""
    _dss.DocumentSecurityStore.supply_dss_in_writer(
        writer, raw, certs=proofs.certificates, ocsps=proofs.ocsps, crls=proofs.crls
    )


async def _path(held: Any, context: ValidationContext, name: str, uses: frozenset[str]) -> tuple[Any, ...]:
    validator: Any = CertificateValidator(
        held.signer_cert, intermediate_certs=held.other_certs, validation_context=context
    )
    try:
        found: Any = await validator.async_validate_usage(set(), set(uses) or None)
        return tuple(found)
    except RevokedError as revoked:
        raise Refused(
            tr(
                "Sertifikat {nama} sudah dicabut penerbitnya sejak {tanggal}.",
                nama=name,
                tanggal=revoked.revocation_dt.astimezone(WIB).strftime("%d-%m-%Y"),
            ),
            next_step=tr("Jangan dipakai; terbitkan dokumen baru dengan kunci yang berlaku."),
            code="signer_revoked",
        ) from revoked
    except (ExpiredError, NotYetValidError) as outside:
        raise Refused(
            tr("Sertifikat {nama} tidak berlaku pada waktu penandaan.", nama=name),
            next_step=tr("Periksa tanggal komputer; bila benar, terbitkan dokumen baru."),
            code="signer_expired",
        ) from outside
    except PathError as unknown:
        raise Refused(
            tr("Penerbit sertifikat {nama} tidak dikenal kantor ini.", nama=name),
            next_step=tr("Minta lurah atau admin kantor memilih penerbitnya dahulu, bila memang dipercaya."),
            code="signer_unknown",
        ) from unknown
    except InvalidCertificateError as unfit:
        raise Refused(
            tr("Sertifikat {nama} tidak diterbitkan untuk kegunaan ini.", nama=name),
            next_step=tr("Periksa alamat otoritas waktu dan sertifikat akarnya di pengaturan penanda waktu."),
            code="signer_unfit",
        ) from unfit
    except ValidationError as unsure:
        raise Refused(
            tr("Status sertifikat {nama} tidak dapat dipastikan dari jawaban penerbitnya.", nama=name),
            next_step=tr("Coba lagi nanti; bila tetap, tanyakan penerbit sertifikatnya."),
            code="signer_status",
        ) from unsure


def _unasked(certificate: Any, failed: Exception, url: str, proxy: str) -> WiraError:
    """An issuer could not be asked about a certificate."""
    way = wire.explained(failed, url, proxy)
    return Unavailable(
        tr("Status sertifikat {nama} belum diperoleh. {sebab}", nama=_name(certificate), sebab=way.message),
        next_step=way.next_step,
        code="status_unasked",
    )


def _chosen(one: Any) -> Any:
    """A certificate that may be wrapped in a choice."""
    return getattr(one, "chosen", one)


def _name(certificate: Any) -> str:
    return common_name(x509.load_der_x509_certificate(certificate.dump()).subject)
