"""Signing a batch of rosters with a loaded key, beside pyHanko's stock signer with an RSA key file.

Each round signs the same papers; every candidate draws a visible stamp. The stock signer is used as its
documentation shows: the key file is loaded once, one signature after another, the stamp a one-page PDF.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from desktop_app.documents.pades import OFFICIAL_FIELD
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import write_roster
from desktop_app.signing import pkcs12, stamp
from desktop_app.signing.signer import Wish, fields_of, prepare, sign
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.documents.people import NOW, roster
from tests.signing import pki
from tests.signing.pki import Holder, Pki
from tests.signing.service import stock_signer

FASTER = 4.0


def measure(run: Run) -> None:
    """One batch for each key, all signed before the next candidate's turn."""
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)  # nobody is trusted here
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    people = pki.shared()
    key = QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    paper = write_roster(roster(27), state="tte", now=NOW, key=key)
    ready = prepare(paper.pdf, paper.places)
    candidates = [
        Candidate("stock, RSA-2048", lambda: _stock(ready, people, run.rows, run.folder), result=_signed),
        Candidate("RSA-2048 from a key file", _batch(ready, people.lurah, people, run.rows), result=_signed),
        Candidate("P-256", _batch(ready, people.pendamping, people, run.rows), result=_signed),
    ]
    times = run.compare(f"{run.rows} papers", candidates)
    stock = times["stock, RSA-2048"].median
    for name in ("RSA-2048 from a key file", "P-256"):
        run.at_least(f"{name} against the stock signer", stock / times[name].median, FASTER)


def _batch(ready: bytes, holder: Holder, people: Pki, papers: int) -> Callable[[], list[bytes]]:
    data = pki.p12(holder, people.authorities)
    wish = Wish(role="pejabat", capacity="Lurah Kukusan", reason="Uji", place="Depok", now=NOW)

    def work() -> list[bytes]:
        key = pkcs12.load(data, pki.PASSWORD, now=NOW)
        return [sign(ready, key, wish) for _paper in range(papers)]

    return work


def _stock(ready: bytes, people: Pki, papers: int, folder: Path) -> list[bytes]:
    signer = stock_signer(people.lurah, people)
    _page, box = fields_of(ready).boxes[OFFICIAL_FIELD]
    face = folder / "cap.pdf"
    face.write_bytes(stamp.draw(box, "Surya Darmawan", "Lurah Kukusan", NOW))
    style = StaticStampStyle.from_pdf_file(str(face), border_width=0, background_opacity=1.0)
    metadata = PdfSignatureMetadata(
        field_name=OFFICIAL_FIELD, md_algorithm="sha256", certify=True, subfilter=SigSeedSubFilter.PADES
    )
    made: list[bytes] = []
    for _paper in range(papers):
        writer = IncrementalPdfFileWriter(io.BytesIO(ready))
        made.append(PdfSigner(metadata, signer, stamp_style=style).sign_pdf(writer).getvalue())
    return made


def _signed(made: list[bytes]) -> list[tuple[str, bool]]:
    """Which field is signed in each paper, and whether the signature holds there."""
    found: list[tuple[str, bool]] = []
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    for pdf in made:
        (one,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        status = validate_pdf_signature(one, nobody)
        assert status.intact and status.valid
        found.append((str(one.field_name), bool(status.docmdp_ok)))
    return found


benchmark = Benchmark("Sign a batch of rosters", rows=63, quick_rows=2, repeat=3, measure=measure)
