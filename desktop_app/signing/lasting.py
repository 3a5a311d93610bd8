"""A time stamp and what issuers say of the signers, added to a signed paper later, when there is a network.

Three increments behind the unchanged bytes: a document time stamp over all signatures (RFC 3161), the
certificates and their statuses of that moment (a document security store, ETSI EN 319 142-1), and a second
time stamp over those. The time is the authority's word, and nobody's signature. A paper that was stamped
is stamped again only when the authority's certificate is about to run out.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import aiohttp
from asn1crypto import core, tsp  # pyright: ignore[reportMissingTypeStubs]
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp

from desktop_app.documents.pades import Proofs, append_to, as_asn1, context_at
from desktop_app.errors import Refused, WiraError
from desktop_app.signing import wire
from desktop_app.signing.fitness import common_name
from desktop_app.signing.proofs import Issuers, keep
from desktop_app.signing.signer import damaged
from resources.i18n import tr

_T = TypeVar("_T")
FIELD: Final = "Penanda_Waktu_{n}"
_RENEWED: Final = timedelta(days=365)
"""How long before its authority's certificate runs out a time stamp may be stamped again."""
_FAR: Final = timedelta(days=1)
_LOOK: Final = 0.1
_STAMPS: Final = frozenset({"time_stamping"})


class Stopped(Exception):
    """Somebody does not want to wait any longer; nothing was changed."""


@dataclass(frozen=True, slots=True)
class TimeService:
    """The address of a time-stamp authority, and of a proxy on the way to it; both may hold a password."""

    url: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Stamped:
    """A paper with its time stamp: by whom, by whom certified, and the time that is their word.

    `statuses` counts the signers of whom an issuer said that the certificate counts; `silent` names those
    whose issuer keeps no list to be asked.
    """

    pdf: bytes
    by: str
    issuer: str
    at: datetime
    statuses: int = 0
    silent: tuple[str, ...] = ()


class Lasting:
    """Stamps one paper after another through one connection; `stop` is asked while waiting for answers.

    `roots` are the authorities of signers, `times` those of time-stamp authorities: believing the one is
    not believing the other.
    """

    def __init__(
        self,
        service: TimeService,
        roots: Sequence[x509.Certificate],
        times: Sequence[x509.Certificate],
        stop: Callable[[], bool],
    ) -> None:
        self._service, self._stop = service, stop
        self._roots = [as_asn1(one) for one in roots]
        self._times = [as_asn1(one) for one in times]
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        self._runner.__enter__()
        self._session = self._runner.run(self._opened())
        self._issuers = Issuers(self._session, self._service.proxy)
        self._authority = _Authority(self._service, self._session)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._session.close())
        self._runner.close()

    def stamp(self, pdf: bytes, now: datetime) -> Stamped:
        """`pdf` with its proofs appended; the given bytes are its unchanged beginning.

        Raises Refused: ``not_signed``, ``stamped_already``, ``time_far`` where the authority's clock is more
        than a day from `now`, ``time_answer``, ``time_denied``, and as `Issuers.prove`; Unavailable as
        `wire.explained`; Stopped.
        """
        return self._runner.run(self._watched(self._stamped(pdf, now)))

    async def _opened(self) -> aiohttp.ClientSession:
        return wire.session(self._service.proxy)

    async def _watched(self, work: Coroutine[Any, Any, _T]) -> _T:
        task = asyncio.ensure_future(work)
        while not task.done():
            await asyncio.wait({task}, timeout=_LOOK)
            if not task.done() and self._stop():
                task.cancel()
                await asyncio.wait({task})
                raise Stopped
        return task.result()

    async def _stamped(self, pdf: bytes, now: datetime) -> Stamped:
        every = _signatures(pdf)
        if all(map(_is_stamp, every)):
            raise Refused(
                tr("Dokumen ini belum disegel atau ditandatangani."),
                next_step=tr("Penanda waktu dibubuhkan setelah dokumen ditandatangani."),
                code="not_signed",
            )
        last, fresh = await self._standing(every, now)
        if last is not None and not fresh:
            _require_old(last, now)
            at, first = now, pdf
        else:
            first = await self._once(pdf)
            last = _signatures(first)[-1]
            at = await self._told(last, now)
        proofs = [(one, await self._issuers.prove(one, self._roots, at)) for one in fresh]
        proofs.append((last, await self._issuers.prove(last, self._times, at, uses=_STAMPS)))
        whole = await self._once(_kept(first, proofs))
        newest = _signatures(whole)[-1]
        at = await self._told(newest, now)
        return Stamped(
            whole, *_names(last if fresh else newest),
            _time(last) if fresh else at,
            sum(proof.said for _one, proof in proofs[:-1]),
            tuple(_names(one)[0] for one, proof in proofs[:-1] if not proof.said),
        )  # fmt: skip

    async def _standing(self, every: Sequence[Any], now: datetime) -> tuple[Any, list[Any]]:
        """The last time stamp that counts, and the signatures that none covers."""
        last: Any = None
        for one in every:
            if _is_stamp(one):
                status: Any = await async_validate_pdf_timestamp(one, context_at(self._times, now))
                if status.intact and status.valid and status.trusted:
                    last = one
        covered = -1 if last is None else int(last.signed_revision)
        return last, [one for one in every if not _is_stamp(one) and int(one.signed_revision) > covered]

    async def _once(self, pdf: bytes) -> bytes:
        """One document time stamp over `pdf`."""
        taken = {str(one.field_name) for one in _signatures(pdf)}
        name = next(made for n in range(1, len(taken) + 2) if (made := FIELD.format(n=n)) not in taken)
        stamper: Any = PdfTimeStamper(self._authority, field_name=name, readable_field_name="Penanda waktu")
        made: Any = await stamper.async_timestamp_pdf(append_to(pdf), "sha256")
        return bytes(made.getvalue())

    async def _told(self, stamp: Any, now: datetime) -> datetime:
        """The time that a fresh stamp tells, where it stamps this very paper."""
        at = _time(stamp)
        if abs(at - now) > _FAR:
            raise Refused(
                tr("Waktu dari otoritas berbeda lebih dari sehari dari jam komputer ini."),
                next_step=tr("Periksa tanggal dan jam komputer, lalu coba lagi."),
                code="time_far",
            )
        status: Any = await async_validate_pdf_timestamp(stamp, context_at(self._times, at))
        if not (status.intact and status.valid):
            raise wire.bad_answer(self._service.url)
        return at


class _Refusal(core.Sequence):
    """An answer without a token, which the stock class cannot read (RFC 3161, 2.4.2)."""

    _fields: Final = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", core.Any, {"optional": True}),
    ]


_refusal: Any = _Refusal


class _Authority(HTTPTimeStamper):
    """Asks with the given session and has a sentence for each answer that is none."""

    def __init__(self, service: TimeService, session: aiohttp.ClientSession) -> None:
        stock: Any = super()
        stock.__init__(service.url, timeout=wire.SECONDS, session=session)
        self._service = service

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        # An answer from elsewhere may fail the parser anywhere; each way means that it cannot be used.
        try:
            stock: Any = super()
            return await stock.async_timestamp(message_digest, md_algorithm)
        except WiraError:
            raise
        except TimestampRequestError as failed:
            if failed.__cause__ is None:  # it answered, but not what was asked
                raise wire.bad_answer(self._service.url) from failed
            raise wire.explained(failed, self._service.url, self._service.proxy) from failed
        except Exception as wrong:
            raise wire.bad_answer(self._service.url) from wrong

    async def async_request_tsa_response(self, req: Any) -> Any:
        stock: Any = super()
        answer: Any = await stock.async_request_tsa_response(req)
        status: Any = _refusal.load(answer.dump())["status"]
        if status["status"].native != "granted":
            words = "; ".join(status["status_string"].native or status["fail_info"].native or ["-"])
            raise Refused(
                tr("{host} menolak memberi penanda waktu: {sebab}.", host=wire.host(self._service.url),
                   sebab=words[:200].rstrip(".")),
                next_step=tr("Tanyakan pengelola otoritas waktu itu; dokumennya tidak berubah."),
                code="time_denied",
            )  # fmt: skip
        return answer


def _signatures(pdf: bytes) -> list[Any]:
    """Signatures and time stamps in the order in which they were made."""
    # A file from elsewhere may fail anywhere; each way means the same.
    try:
        return list(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
    except Exception as wrong:
        raise damaged() from wrong


def _kept(pdf: bytes, proofs: Sequence[tuple[Any, Proofs]]) -> bytes:
    """`pdf` with the proofs in its store."""
    writer = append_to(pdf)
    for one, proof in proofs:
        start, end = int(one.byte_range[1]) + 1, int(one.byte_range[2]) - 1
        keep(writer, one, pdf[start:end], proof)
    out = io.BytesIO()
    writer.write(out)  # pyright: ignore[reportUnknownMemberType]
    return out.getvalue()


def _require_old(stamp: Any, now: datetime) -> None:
    certificate = _certificate(stamp)
    if certificate.not_valid_after_utc - now > _RENEWED:
        raise Refused(
            tr("Dokumen ini sudah memuat penanda waktu dari {nama}.", nama=common_name(certificate.subject)),
            next_step=tr("Baru perlu diperbarui setahun sebelum sertifikat otoritas waktunya habis."),
            code="stamped_already",
        )


def _is_stamp(one: Any) -> bool:
    return str(one.sig_object_type) == "/DocTimeStamp"


def _time(stamp: Any) -> datetime:
    told: datetime = stamp.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return told.astimezone(UTC)


def _names(one: Any) -> tuple[str, str]:
    certificate = _certificate(one)
    return common_name(certificate.subject), common_name(certificate.issuer)


def _certificate(one: Any) -> x509.Certificate:
    return x509.load_der_x509_certificate(one.signer_cert.dump())
