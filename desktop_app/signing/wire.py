"""The way out of this computer: to a time-stamp authority, and to those who say what became of a certificate.

Nothing here is used unless a person asked for it. An answer may have only so many bytes and take only so
long, whatever sends it; addresses are told without what may be secret in them.
"""

from __future__ import annotations

import ssl
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from desktop_app.errors import Refused, Unavailable, WiraError
from resources.i18n import tr

SECONDS: Final = 20
"""How long one answer may take."""
MOST_BYTES: Final = 10 * 1024 * 1024
"""The longest lists of revoked certificates have some megabytes."""


class TooLong(aiohttp.ClientPayloadError):
    """An answer has more bytes than any that is honest."""


class _Bounded(aiohttp.ClientResponse):
    """Reads no more than `MOST_BYTES`, also of what was sent packed."""

    async def read(self) -> bytes:
        found = bytearray()
        async for part in self.content.iter_any():
            found += part
            if len(found) > MOST_BYTES:
                self.close()
                raise TooLong
        return bytes(found)


def session(proxy: str = "") -> aiohttp.ClientSession:
    """A session that believes the authorities of this computer and asks by `proxy` where there is one."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=ssl.create_default_context()),
        headers={"User-Agent": "Wira"},
        proxy=proxy or None,
        response_class=_Bounded,
        timeout=aiohttp.ClientTimeout(total=SECONDS),
    )


def host(url: str) -> str:
    """The name in an address, without name and password that may stand before it."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or url


def explained(error: BaseException, url: str, proxy: str = "") -> WiraError:
    """The sentence for what went wrong on the way to `url`; `error` may wrap the cause."""
    found = _cause(error)
    where = host(url)
    if isinstance(found, aiohttp.ClientProxyConnectionError | aiohttp.ClientHttpProxyError):
        return Unavailable(
            tr("Proxy {host} tidak dapat dipakai.", host=host(proxy)),
            next_step=tr("Periksa alamat proxy di pengaturan penanda waktu, lalu coba lagi."),
            code="time_proxy",
        )
    if isinstance(found, aiohttp.ClientSSLError | ssl.SSLError):
        return Unavailable(
            tr("Sambungan aman ke {host} tidak dapat dipercaya.", host=where),
            next_step=tr(
                "Periksa alamatnya dan tanggal komputer; bila kantor memakai proxy, tanyakan petugas TI."
            ),
            code="time_tls",
        )
    if isinstance(found, aiohttp.ContentTypeError):
        return bad_answer(url)
    if isinstance(found, aiohttp.ClientResponseError):
        return Unavailable(
            tr("{host} menolak permintaan (jawaban HTTP {n}).", host=where, n=found.status),
            next_step=tr("Periksa alamatnya di pengaturan penanda waktu, atau coba lagi nanti."),
            code="time_refused",
        )
    if isinstance(found, TimeoutError):
        return Unavailable(
            tr("{host} tidak menjawab.", host=where),
            next_step=tr("Coba lagi nanti. Dokumennya tidak berubah."),
            code="no_answer",
        )
    if isinstance(found, aiohttp.ClientConnectionError | OSError):
        return Unavailable(
            tr("{host} tidak dapat dihubungi.", host=where),
            next_step=tr("Periksa sambungan internet dan proxy, lalu coba lagi. Dokumennya tidak berubah."),
            code="no_network",
        )
    return bad_answer(url)


def bad_answer(url: str) -> Refused:
    """Something answered that is no authority, or not as one must."""
    return Refused(
        tr("Jawaban {host} tidak dapat dipakai.", host=host(url)),
        next_step=tr("Periksa alamatnya di pengaturan penanda waktu; dokumennya tidak berubah."),
        code="time_answer",
    )


def _cause(error: BaseException) -> BaseException:
    """The error of the network library beneath those that wrap it."""
    at: Any = error
    while at is not None:
        if isinstance(at, aiohttp.ClientError | ssl.SSLError):
            return at
        if isinstance(at, TimeoutError):
            return at
        at = at.__cause__
    return error
