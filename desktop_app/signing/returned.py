"""What comes back from a service that signs elsewhere: whether it is still our paper, and who signed it.

A careful service appends: our bytes are the beginning of its file. Then nothing but a signature in its room
may have been added, judged object by object and by every point of the pages. Others write the file anew;
then each page is compared by its text and its picture, as shown and as printed, except for the room that was
kept for the signature and a strip at the foot where services write their notice. Whatever else differs is
another paper; so is one that does something (`passive`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any, Final, Literal, cast

import pypdfium2 as pdfium
from cryptography import x509
from PIL import Image, ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdfium2 import raw as pdfium_raw

from desktop_app.documents.appended import GROW, annotated, in_grey
from desktop_app.documents.data import Rect
from desktop_app.documents.differences import differences
from desktop_app.documents.pades import as_asn1, judged
from desktop_app.documents.verify import verify
from desktop_app.errors import Refused
from desktop_app.pdfium import PDFIUM
from desktop_app.signing import passive
from desktop_app.signing.fitness import common_name
from desktop_app.signing.signer import bsre_box, damaged, fields_of
from resources.i18n import tr

Sameness = Literal["sama", "ditulis_ulang"]
"""sama: our bytes, and something appended. ditulis_ulang: the same content in a file written anew."""

MOST_BYTES: Final = 64 * 1024 * 1024
_RAW: Final[Any] = pdfium_raw  # the library has no types for what it wraps
_FOOT: Final = 11.0
"""Points above the lower edge where a service may write that the paper was signed electronically."""
_DPI: Final = 150
_FAINT: Final = 56
"""A difference of grey (of 255) that drawing the same page by other operators may make."""
_WINDOW: Final = 16
"""Pixels along a side of the squares, half overlapping, in which stronger differences are counted."""
_SPECKS: Final = 3
"""Pixels of such a square that may differ by more: the stroke that turns a 3 into an 8 has at least ten."""
_MOST_GREY: Final = 2550
"""All differences of a page together, as much as ten black pixels: something pale adds up, too."""


@dataclass(frozen=True, slots=True)
class Certified:
    """A signature that a chosen authority stands behind: whose, by whom certified, and the time it claims."""

    signer: str
    issuer: str
    at: datetime | None


class OtherPage(Refused):
    """A page is another than the one that was sent; `page` counts from 0."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """All that a file that came back says by itself; `refused` where it is not the paper that was sent, and
    which `page` (from 0) is another."""

    how: Sameness | None = None
    signers: tuple[Certified, ...] = ()
    refused: Refused | None = None
    page: int = 0


def judge(ours: bytes, theirs: bytes, roots: bytes, now: datetime) -> Judged:
    """Whether `theirs` is our paper, and whose signatures under one of `roots` (PEM) were added to it. Never
    raises for what is in the file, so that it can be asked in another process."""
    how: Sameness | None = None
    try:
        require_signatures(ours, theirs)
        how = compare(ours, theirs, bsre_box(ours))
        _require_another(ours, theirs)
    except Refused as refused:
        return Judged(how, refused=refused, page=refused.page if isinstance(refused, OtherPage) else 0)
    trusted = x509.load_pem_x509_certificates(roots) if roots else []
    return Judged(how, certified(theirs, trusted, now, kept=ours))


def number_of(pdf: bytes) -> str | Refused:
    """The letter number that a file names, or why it cannot be read."""
    try:
        return fields_of(pdf).number
    except Refused as refused:
        return refused


def compare(ours: bytes, theirs: bytes, kept_room: tuple[int, Rect] | None) -> Sameness:
    """How `theirs` is the same paper as `ours`, whose room for the signature is `kept_room` (page from 0).

    What was appended is looked at too: something may have been painted over before it was signed.
    Raises Refused: ``returned_large``, ``pdf_damaged``, ``returned_added`` for anything but a signature that
    was appended or stands outside the room, ``returned_pages``, ``returned_text`` and ``returned_picture``
    naming the page, and as `passive.unlike`.
    """
    _require_size(theirs)
    how: Sameness = "sama" if theirs.startswith(ours) else "ditulis_ulang"
    if how == "sama":
        _require_only_signed(ours, theirs)
    _require_in_room(ours, theirs, kept_room)
    with PDFIUM:
        first, second = _document(ours), _document(theirs)
        try:
            if len(first) != len(second):
                raise _other(tr("Jumlah halamannya berbeda dari yang dikirim."), "returned_pages")
            for number in range(len(first)):
                room = kept_room[1] if kept_room is not None and kept_room[0] == number else None
                _same_page(first[number], second[number], number, room, how)
        except pdfium.PdfiumError as wrong:  # a page that does not load
            raise damaged() from wrong
        finally:
            second.close()
            first.close()
    _require_passive(ours, theirs)
    return how


def require_signatures(kept: bytes, theirs: bytes) -> None:
    """Raise Refused (``returned_signature``) where `theirs` lacks a signature that `kept` bears already, and
    as `compare` where it cannot be read."""
    _require_size(theirs)
    missing = _signatures(kept).items() - _signatures(theirs).items()
    if missing:
        name = min(signer for _value, signer in missing)
        raise Refused(
            tr("Berkas ini tidak memuat tanda tangan {nama}, yang sudah ada di salinan kantor.", nama=name),
            next_step=tr("Kirim salinan yang terbaru ke layanan, lalu buka berkas yang kembali."),
            code="returned_signature",
        )


def certified(
    pdf: bytes, roots: Iterable[x509.Certificate], now: datetime, *, kept: bytes = b""
) -> tuple[Certified, ...]:
    """The signatures of `pdf` that are intact and lead to one of `roots`, the authorities the office chose,
    but those that `kept` bears already.

    Each is judged at the time it claims, and counts only where a check of the paper finds it good, too: what
    issuers say of it in the paper itself speaks against it. A damaged signature beside them makes all of them
    worthless: then there are none.
    """
    known = list(roots)
    trusted = [as_asn1(root) for root in known]
    good = {one.field for one in verify(pdf, [], now=now, chosen=known).details if one.good}
    found: list[Certified] = []
    # A hostile file may fail anywhere; each way means that nothing of it can be relied upon.
    try:
        old = _signatures(kept) if kept else {}
        until = len(kept) if pdf.startswith(kept) else 0
        every: Any = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        for one in every:
            claimed: datetime | None = one.self_reported_timestamp
            at = min((claimed or now).astimezone(UTC), now.astimezone(UTC))
            status = judged(one, trusted, at)
            if not (status.intact and status.valid and status.docmdp_ok):
                return ()
            fresh = bytes(one.pkcs7_content) not in old and one.byte_range[2] + one.byte_range[3] > until
            if status.trusted and fresh and str(one.field_name) in good:
                certificate = x509.load_der_x509_certificate(status.signing_cert.dump())
                found.append(
                    Certified(common_name(certificate.subject), common_name(certificate.issuer), claimed)
                )
    except Exception:  # noqa: BLE001
        return ()
    return tuple(found)


# ---- within ------------------------------------------------------------------------------------------


def _require_another(ours: bytes, theirs: bytes) -> None:
    """Raise Refused where nobody signed `theirs` who has not signed `ours`."""
    there = _signatures(theirs).keys()
    if not there:
        raise Refused(
            tr("Berkas ini belum ditandatangani siapa pun: tidak ada tanda tangan elektronik di dalamnya."),
            next_step=tr(
                "Tandatangani salinan yang dikirim di layanan resmi, lalu buka PDF hasilnya; gambar tanda "
                "tangan atau pindaian tidak cukup."
            ),
            code="returned_unsigned",
        )
    if there <= _signatures(ours).keys():
        raise Refused(
            tr("Tidak ada tanda tangan baru di berkas ini; semuanya sudah ada di salinan kantor."),
            next_step=tr("Buka berkas yang kembali dari layanan, bukan salinan yang dikirim."),
            code="returned_unsigned",
        )


def _require_size(theirs: bytes) -> None:
    if len(theirs) > MOST_BYTES:
        raise Refused(
            tr("Berkas ini terlalu besar untuk dokumen yang dikirim."),
            next_step=tr("Minta berkas yang ditandatangani dari surat yang dikirim."),
            code="returned_large",
        )


def _require_only_signed(ours: bytes, theirs: bytes) -> None:
    """Raise Refused unless all that follows `ours` is a signature and its proofs."""
    if ours == theirs:
        return
    # A hostile file may fail anywhere; each way means that nothing of it can be relied upon.
    try:
        reader: Any = PdfFileReader(io.BytesIO(theirs))
        tables: list[Any] = [PdfFileReader(io.BytesIO(ours)).xrefs, reader.xrefs]
        last, newest = (int(table.total_revisions) - 1 for table in tables)
        begun = {table.get_startxref_for_revision(last) for table in tables if newest > last}
        if len(begun) != 1:  # it begins like ours, but is not read from there
            raise _other(tr("Susunan berkas diubah sesudahnya dan tidak terbaca."), "returned_added")
        old, new = reader.get_historical_resolver(last), reader.get_historical_resolver(newest)
        found = differences(old, new, "")
    except Refused:
        raise
    except Exception as wrong:
        raise damaged() from wrong
    for one in found:
        if one.kind not in ("tanda_tangan", "penanda_waktu", "data_pengesahan", "versi"):
            raise _other(one.sentence, "returned_added")


def _require_in_room(ours: bytes, theirs: bytes, kept_room: tuple[int, Rect] | None) -> None:
    """Raise Refused where a signature that can be seen was added outside the room."""
    before, after = fields_of(ours).filled, fields_of(theirs)
    for name, filled in after.filled.items():
        if filled and not before.get(name) and not _within(after.boxes.get(name), kept_room):
            raise _other(tr("Tanda tangan ditambahkan di ruang {nama}.", nama=name), "returned_added")


def _within(box: tuple[int, Rect] | None, room: tuple[int, Rect] | None) -> bool:
    """Whether a signature stands in the room that was kept; one that is not seen stands nowhere."""
    if box is None:
        return True
    if room is None or box[0] != room[0]:
        return False
    inner, outer = box[1], room[1]
    least = min(inner.x1 - outer.x1, inner.y1 - outer.y1, outer.x2 - inner.x2, outer.y2 - inner.y2)
    return least >= -GROW


def _same_page(ours: Any, theirs: Any, number: int, room: Rect | None, how: Sameness) -> None:
    if any(abs(a - b) > 0.5 for a, b in zip(ours.get_size(), theirs.get_size(), strict=True)):
        raise _differs(number, "returned_pages")
    wide, high = (float(side) for side in ours.get_size())
    foot = 0.0 if how == "sama" else _FOOT
    windows = _windows(wide, high, room, foot)
    if _words(ours, windows) != _words(theirs, windows):
        raise _differs(number, "returned_text")
    rooms = [room] if room is not None else []
    # Nothing but annotations is printed otherwise than it is shown: layers are refused.
    for flags in (0, _RAW.FPDF_PRINTING) if annotated(theirs) or annotated(ours) else (0,):
        first, second = (in_grey(page, rooms, foot=foot, dpi=_DPI, flags=flags) for page in (ours, theirs))
        spots = ImageChops.difference(first, second)
        if spots.getbbox() is not None and (how == "sama" or _seen(spots)):
            raise _differs(number, "returned_picture")


def _require_passive(ours: bytes, theirs: bytes) -> None:
    # A hostile file may fail anywhere; each way means that nothing of it can be relied upon.
    try:
        found = passive.unlike(ours, theirs)
    except Exception as wrong:
        raise damaged() from wrong
    if found is not None:
        raise _other(*found)


def _seen(spots: Image.Image) -> bool:
    """Whether differences, one grey each, are more than drawing the same page otherwise makes."""
    histogram: Sequence[int] = spots.histogram()
    if sum(grey * count for grey, count in enumerate(histogram)) > _MOST_GREY:
        return True
    image: Any = spots  # the picture library's own types are incomplete
    strong: Image.Image = image.point([0] * _FAINT + [255] * (256 - _FAINT))
    for x, y in product((0, _WINDOW // 2), repeat=2):
        part = strong.crop((x, y, *strong.size)).reduce(_WINDOW)
        _least, most = cast("tuple[int, int]", part.getextrema())
        if most * _WINDOW * _WINDOW / 255 > _SPECKS + 0.5:
            return True
    return False


def _windows(wide: float, high: float, room: Rect | None, foot: float) -> list[Rect]:
    """The parts of a page that must read the same: all but the foot and the kept room."""
    if room is None:
        return [Rect(0, foot, wide, high)]
    x1, y1, x2, y2 = room.x1 - GROW, room.y1 - GROW, room.x2 + GROW, room.y2 + GROW
    return [
        Rect(0, y2, wide, high),
        Rect(0, y1, x1, y2),
        Rect(x2, y1, wide, y2),
        Rect(0, foot, wide, y1),
    ]


def _words(page: Any, windows: list[Rect]) -> list[str]:
    text = page.get_textpage()
    try:
        found = [text.get_text_bounded(box.x1, box.y1, box.x2, box.y2) for box in windows]
    finally:
        text.close()
    return [re.sub(r"\s+", "", part) for part in found]


def _document(pdf: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(pdf)
    except pdfium.PdfiumError as wrong:
        raise damaged() from wrong
    document.init_forms()
    return document


def _signatures(pdf: bytes) -> dict[bytes, str]:
    """Every signature in a file, with whose it is."""
    # As everywhere with a file from elsewhere: each way to fail means the same.
    found: dict[bytes, str] = {}
    try:
        every: Any = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        for one in every:
            certificate = x509.load_der_x509_certificate(one.signer_cert.dump())
            found[bytes(one.pkcs7_content)] = common_name(certificate.subject)
        return found
    except Exception as wrong:
        raise damaged() from wrong


def _differs(number: int, code: str) -> Refused:
    sentence = tr("Isi halaman {n} berbeda dari yang dikirim.", n=number + 1)
    other = OtherPage(sentence, next_step=_next_step(), code=code)
    other.page = number
    return other


def _other(sentence: str, code: str) -> Refused:
    return Refused(sentence, next_step=_next_step(), code=code)


def _next_step() -> str:
    return tr("Jangan dipakai; minta berkas yang ditandatangani dari surat yang dikirim kantor ini.")
