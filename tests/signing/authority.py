"""A whole authority on this computer, as one stands on the internet: time stamps, statuses, revoked lists.

Its certificates name its own address. `behave` makes it refuse, lie or send without end.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import core, keys, tsp
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.documents.people import NOW
from tests.signing import pki
from tests.signing.pki import Holder

LATER = NOW + timedelta(hours=5)
"""What the authority's clock says."""
DAY = timedelta(days=1)


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@dataclass
class Authority:
    """`times` is the root of its time stamps, `root` that of people; `lurah` can be asked about (OCSP) and
    so can `between`, who certified her (a list)."""

    address: str
    now: datetime = LATER
    behave: str = ""
    asked: list[str] = field(default_factory=list)
    revoked: dict[int, datetime] = field(default_factory=dict)
    waits: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        asks = self._asks()
        listed = x509.CRLDistributionPoints(
            [
                x509.DistributionPoint(
                    [x509.UniformResourceIdentifier(f"{self.address}/crl")], None, None, None
                )
            ]
        )
        self.stampers: list[Holder] = []
        self.times = pki.issue("Akar Waktu Uji", None, ca=True)
        self.stamper = self.new_stamper()
        self.root = pki.issue("Akar Orang Uji", None, ca=True)
        self.between = pki.issue("Penerbit Orang Uji", self.root, ca=True, more=[(listed, False)])
        self.lurah = pki.issue("Surya Darmawan", self.between, more=[(asks, False), (listed, False)])
        self.issuers = {one.certificate.serial_number: by for one, by in (
            (self.stamper, self.times), (self.between, self.root), (self.lurah, self.between))}  # fmt: skip

    def new_stamper(self, *, end: datetime = pki.END, asked: bool = True) -> Holder:
        """The one who signs time stamps, until `end`; nobody can be asked about it unless `asked`."""
        stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        asks = [(self._asks(), False)] if asked else []
        found = pki.issue(
            "Otoritas Waktu Uji",
            self.times,
            key=rsa_key(),
            end=end,
            more=[(stamps, True), *asks],
        )
        self.stamper = found
        self.stampers.append(found)
        return found

    def _asks(self) -> x509.AuthorityInformationAccess:
        where = x509.UniformResourceIdentifier(f"{self.address}/ocsp")
        return x509.AuthorityInformationAccess(
            [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)]
        )

    def stamp(self, request: bytes) -> bytes:
        """The answer to a request for a time stamp (RFC 3161)."""
        if self.behave == "refuses":
            words = tsp.PKIFreeText(["kuota habis"])
            answer = tsp.PKIStatusInfo({"status": "rejection", "status_string": words})
            return core.SequenceOf(spec=tsp.PKIStatusInfo, value=[answer]).dump()  # and no token
        key = self.stamper.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        own = asn1_x509.Certificate.load(self.stamper.certificate.public_bytes(Encoding.DER))
        maker = DummyTimeStamper(own, keys.PrivateKeyInfo.load(key), fixed_dt=self.now)
        asked: Any = tsp.TimeStampReq.load(request)
        if self.behave == "answers another":
            asked["nonce"] = 7
        if self.behave == "stamps another":
            asked["message_imprint"]["hashed_message"] = bytes(32)
        return maker.request_tsa_response(asked).dump()

    def status(self, request: bytes) -> bytes:
        """The answer to a question about one certificate (RFC 6960)."""
        asked = ocsp.load_der_ocsp_request(request)
        by = self.issuers.get(asked.serial_number, self.times)
        known = {one.certificate.serial_number: one for one in (*self.stampers, self.between, self.lurah)}
        end = self.revoked.get(asked.serial_number)
        made = ocsp.OCSPResponseBuilder().add_response(
            known[asked.serial_number].certificate, by.certificate, hashes.SHA1(),
            ocsp.OCSPCertStatus.REVOKED if end else ocsp.OCSPCertStatus.GOOD,
            self.now, self.now + (-DAY if self.behave == "is late" else DAY), end,
            x509.ReasonFlags.key_compromise if end else None,
        ).responder_id(ocsp.OCSPResponderEncoding.HASH, by.certificate)  # fmt: skip
        for one in asked.extensions:
            made = made.add_extension(one.value, critical=False)
        return made.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def revoked_list(self) -> bytes:
        """Everything that the root revoked (RFC 5280)."""
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.certificate.subject)
            .last_update(self.now - DAY)
            .next_update(self.now + DAY)
        )
        for serial, end in self.revoked.items():
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(end)
            made = made.add_revoked_certificate(one.build())
        return made.sign(self.root.key, hashes.SHA256()).public_bytes(Encoding.DER)


class _Handler(BaseHTTPRequestHandler):
    authority: Authority

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(body)

    def do_GET(self) -> None:
        self._answer(b"")

    def _answer(self, body: bytes) -> None:
        one = self.authority
        path = "/" + self.path.rpartition("/")[2]  # a proxy is asked for the whole address
        one.asked.append(path)
        kinds = {"/tsa": "timestamp-reply", "/ocsp": "ocsp-response", "/crl": "pkix-crl"}
        if one.behave == f"{path} is down":
            self.send_error(503)
            return
        if one.behave == f"{path} says nothing":
            one.waits.wait(5)
            return
        if one.behave == "is a web page":
            self._send(b"<html>Selamat datang</html>", "text/html")
            return
        if one.behave == "sends without end":
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(bytes(1 << 16))
            except OSError:
                return
        made = (
            one.stamp(body) if path == "/tsa" else one.status(body) if path == "/ocsp" else one.revoked_list()
        )
        self._send(made, f"application/{kinds[path]}")

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: Any) -> None:
        """Nothing is written."""


@contextmanager
def running(*, secret: ssl.SSLContext | None = None) -> Iterator[Authority]:
    """The authority, answering on an address of this computer until the block ends; by TLS with `secret`."""
    handler = type("Handler", (_Handler,), {})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        scheme = "http"
        if secret is not None:
            scheme, server.socket = "https", secret.wrap_socket(server.socket, server_side=True)
        made = Authority(f"{scheme}://127.0.0.1:{server.server_port}")
        handler.authority = made  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield made
        finally:
            made.waits.set()
            server.shutdown()
            thread.join()


def secret(holder: Holder, people: pki.Pki, folder: Path) -> ssl.SSLContext:
    """What a server shows who talks to it by TLS."""
    key, chain = folder / "kunci.pem", folder / "rantai.pem"
    key.write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    chain.write_bytes(
        b"".join(one.public_bytes(Encoding.PEM) for one in (holder.certificate, people.between.certificate))
    )
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(chain, key)
    return made


def closed_address() -> str:
    """An address of this computer where nobody answers."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


def only_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the rule that no test reaches for a network: this computer may be reached, no other."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] != "127.0.0.1":
            pytest.fail(f"this test tried to reach the network: {address!r}")
        real(self, address)

    def look_up(host: Any, *_args: Any, **_named: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, f"no such name: {host}")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def asked_about(there: Authority, holder: Holder) -> Any:
    """What the authority says of `holder`, as the PDF library wants it."""
    issuer = there.issuers[holder.certificate.serial_number].certificate
    made = ocsp.OCSPRequestBuilder().add_certificate(holder.certificate, issuer, hashes.SHA1()).build()
    return asn1_ocsp.OCSPResponse.load(there.status(made.public_bytes(Encoding.DER)))


def signatures(pdf: bytes) -> list[Any]:
    """Everything signed or stamped in a file, in its order."""
    return list(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
