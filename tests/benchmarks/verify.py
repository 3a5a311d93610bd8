"""Checking a paper, beside the PDF library's own validation of its signatures.

The library is asked as its documentation shows: the file is parsed, and each signature validated against the
same roots at the time that it claims. Ours says besides what kind of paper it is, what was changed after
which signature, and in which words.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from desktop_app.documents.certificates import issue_seal_certificate, make_city_ca, make_csr
from desktop_app.documents.pades import as_asn1
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import write_roster
from desktop_app.documents.seal import SealField, SealKey, seal
from desktop_app.documents.verdict import Verdict
from desktop_app.documents.verify import verify
from desktop_app.signing.pkcs12 import FileKey
from desktop_app.signing.signer import Wish, sign
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.documents.people import NOW, roster
from tests.signing import pki

SLOWER = 1.3
ONE_PAGE = 27


def measure(run: Run) -> None:
    """One page with the office seal, the same with two signers besides, and a roster of many pages."""
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    people = pki.shared()
    authority = make_city_ca(NOW)
    chosen = people.root.certificate
    key = _seal_key(authority)
    one = _sealed(ONE_PAGE, key)
    both = _signed(one, people)
    papers = {"one page, sealed": one, "one page, sealed and signed twice": both,
              f"{run.rows} rows, sealed": _sealed(run.rows, key)}  # fmt: skip
    for title, pdf in papers.items():
        times = run.compare(
            title,
            [
                Candidate("pyHanko alone", _bare(pdf, [authority.certificate, chosen])),
                Candidate("wira", _ours(pdf, authority.certificate, chosen), result=_found),
            ],
        )
        ratio = times["wira"].median / times["pyHanko alone"].median
        run.at_most(f"{title}, against validation alone", ratio, SLOWER)


def _seal_key(authority: Any) -> SealKey:
    private = ec.generate_private_key(ec.SECP256R1())
    request = make_csr(private, "3276061003")
    made = issue_seal_certificate(
        authority, request, office="Kelurahan Kukusan, Kecamatan Beji", office_code="3276061002", now=NOW
    )
    return SealKey(private, made)


def _sealed(rows: int, key: SealKey) -> bytes:
    code = QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    paper = write_roster(roster(rows), state="segel", now=NOW, key=code)
    field = SealField(places=paper.places, sealed_by="Lurah Kukusan", directory_version=1)
    return seal(paper.pdf, key, reason="Uji", location="Depok", now=NOW, field=field)


def _signed(pdf: bytes, people: pki.Pki) -> bytes:
    for holder, role in ((people.lurah, "pejabat"), (people.pendamping, "pendamping")):
        key = FileKey(holder.certificate, (people.between.certificate,), holder.key)
        wish = Wish(role=role, capacity="Lurah Kukusan", reason="Uji", place="Depok", now=NOW)
        pdf = sign(pdf, key, wish)
    return pdf


def _bare(pdf: bytes, roots: list[x509.Certificate]) -> Callable[[], list[tuple[str, bool]]]:
    anchors = [as_asn1(root) for root in roots]

    def work() -> list[tuple[str, bool]]:
        found: list[tuple[str, bool]] = []
        for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
            context = ValidationContext(trust_roots=anchors, moment=NOW, allow_fetching=False)
            status = validate_pdf_signature(one, context)
            found.append((str(one.field_name), bool(status.bottom_line)))
        return found

    return work


def _ours(pdf: bytes, root: x509.Certificate, chosen: x509.Certificate) -> Callable[[], Verdict]:
    return lambda: verify(pdf, [root], now=NOW, chosen=[chosen])


def _found(verdict: Verdict) -> list[tuple[str, bool]]:
    assert verdict.ok, verdict
    return [(one.field, one.good and one.kept) for one in verdict.details]


benchmark = Benchmark("Check a paper", rows=1701, quick_rows=54, repeat=9, measure=measure)
