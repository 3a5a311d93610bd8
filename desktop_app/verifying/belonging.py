"""Whether the codes on the pages of a signed paper are those of that paper.

The signature vouches for the file as a whole. A page of another document, one that was left out or came in
twice before it was signed, is told by its code alone: each names its document, its page, and the digest of
the data, which lie in the file too.
"""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from desktop_app.documents import qr
from desktop_app.documents.layout import DATA_NAME
from desktop_app.documents.qr import QrPage
from desktop_app.documents.verdict import Verdict, shortened
from desktop_app.errors import Refused
from desktop_app.verifying.pages import PageKey, Sheet
from resources.i18n import tr

_KELURAHAN: Final = 10
"""Digits of a kelurahan's code; the city, which has fewer, seals papers of every kelurahan."""
_MOST_TOLD: Final = 12


@dataclass(frozen=True, slots=True)
class _Paper:
    """What the signed file says that its pages are."""

    number: str
    kind: str
    office: str
    digest: bytes


def strangers(pdf: bytes, verdict: Verdict, sheets: Sequence[Sheet], keys: Iterable[PageKey]) -> list[str]:
    """A sentence for every page of `pdf`, the bytes that were signed, whose code is not that of its place in
    this paper, and for those that are missing or there twice; none where no page has a code at all. No more
    than a dozen are told.

    A file that does not say which paper it is may hold other pages besides: the codes in it have to be of one
    paper, whole and in order.
    """
    if not any(sheet.codes for sheet in sheets):
        return []
    known = {qr.key_id(key.public_key): key for key in keys}
    read = [(sheet.number, _code(sheet, known)) for sheet in sheets if sheet.codes or verdict.paper]
    paper = _paper(pdf, verdict, [one for _number, one in read if isinstance(one, QrPage)])
    found: list[str] = []
    right: list[QrPage] = []
    for number, one in read:
        wrong = one if isinstance(one, str) else _elsewhere(one, number, paper)
        if wrong:
            found.append(wrong)
        elif isinstance(one, QrPage):
            misplaced = one.page != number if verdict.paper else bool(right) and one.page < right[-1].page
            right.append(one)
            if misplaced:
                found.append(
                    tr("Halaman {n} memuat kode halaman {lain} dari {total}.", n=number, lain=one.page,
                       total=one.pages)
                )  # fmt: skip
    return [*found, *_gaps(right)][:_MOST_TOLD]


def _paper(pdf: bytes, verdict: Verdict, codes: Sequence[QrPage]) -> _Paper:
    """The paper that the file says it is; where it does not say, the one that most of its codes name."""
    sealed_by = next((one.office_code for one in verdict.details if one.kind == "segel" and one.good), "")
    digest = _digest(pdf, codes)
    if verdict.paper or not codes:
        return _Paper(verdict.number, verdict.paper, sealed_by, digest)
    (number, kind), _times = Counter((one.number, one.kind) for one in codes).most_common(1)[0]
    return _Paper(number, kind, sealed_by, digest)


def _code(sheet: Sheet, known: dict[bytes, PageKey]) -> QrPage | str:
    """What the code of a page says, or why nothing is read."""
    if not sheet.codes:
        return tr("Halaman {n} tidak memuat kode, padahal halaman lainnya memuatnya.", n=sheet.number)
    if len(sheet.codes) > 1:
        return tr("Halaman {n} memuat lebih dari satu kode.", n=sheet.number)
    text = next(iter(sheet.codes))
    try:
        page = qr.claimed(text)
        if page.kid in known:
            qr.decode(text, [known[page.kid].public_key])
    except Refused:
        return tr("Kode di halaman {n} rusak atau telah diubah.", n=sheet.number)
    place = known[page.kid].offices if page.kid in known else frozenset[str]()
    if place and page.office not in place:
        return tr("Halaman {n} memuat kode dari kantor lain.", n=sheet.number)
    return page


def _elsewhere(code: QrPage, number: int, paper: _Paper) -> str:
    """Why a code is that of another document, "" where it is not."""
    if _alike(code.number) != _alike(paper.number):
        return tr("Halaman {n} memuat kode dokumen lain, nomor {nomor}.", n=number,
                  nomor=shortened(code.number) or "-")  # fmt: skip
    if len(paper.office) == _KELURAHAN and code.office != paper.office:
        return tr("Halaman {n} memuat kode dari kantor lain.", n=number)
    if code.kind != paper.kind or code.digest != paper.digest:
        return tr("Halaman {n} memuat kode terbitan lain yang bernomor sama, {nomor}.", n=number,
                  nomor=shortened(code.number) or "-")  # fmt: skip
    return ""


def _gaps(right: Sequence[QrPage]) -> list[str]:
    """Pages of the paper that are missing in the file, or there more than once."""
    times = Counter(one.page for one in right)
    found = [tr("Halaman {n} ada lebih dari sekali.", n=page) for page in sorted(times) if times[page] > 1]
    last = min(max((one.pages for one in right), default=0), len(right) + _MOST_TOLD)
    absent = [page for page in range(1, last + 1) if page not in times]
    return found + [tr("Halaman {n} dari dokumen ini tidak ada.", n=page) for page in absent]


def _digest(pdf: bytes, codes: Sequence[QrPage]) -> bytes:
    """SHA-256 of the data that lie in the file; where there are none, what most of its pages say."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            attached: Any = document.attachments.get(DATA_NAME)
            if attached is not None:
                return hashlib.sha256(attached.get_file().read_bytes()).digest()
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        pass  # damaged data are none
    return Counter(one.digest for one in codes).most_common(1)[0][0] if codes else b""


def _alike(number: str) -> str:
    return "".join(number.split()).casefold()
