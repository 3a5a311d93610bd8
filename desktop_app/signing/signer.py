"""One person's signature on a paper: appended, in the field that was made for it, with a visible stamp.

The official signs first; on a paper without the office seal this certifies it, so that afterwards only the
empty fields may be filled. The mentor signs last and closes the paper.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from desktop_app.documents.data import Places, Rect
from desktop_app.documents.pades import (
    BSRE_FIELD,
    MENTOR_FIELD,
    OFFICIAL_FIELD,
    SigningKey,
    add_fields,
    append_to,
    sign_field,
)
from desktop_app.errors import Refused, WiraError
from desktop_app.signing import Role, stamp
from desktop_app.signing.fitness import common_name
from resources.i18n import tr

_FIELD: Final[dict[Role, str]] = {"pejabat": OFFICIAL_FIELD, "pendamping": MENTOR_FIELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who signs as what: `capacity` ("Lurah Kukusan") in the stamp, `reason` and `place` in the file.

    `alone`: a mentor closes a paper whose official has not signed, and never can afterwards.
    """

    role: Role
    capacity: str
    reason: str
    place: str
    now: datetime
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """The signature fields of a file by name: whether each is filled, and where it stands (those that
    can be seen). `number` is the letter number that the file's metadata name, `draft` whether they call it a
    draft."""

    filled: dict[str, bool]
    boxes: dict[str, tuple[int, Rect]]
    draft: bool
    number: str = ""


def prepare(pdf: bytes, places: Places) -> bytes:
    """`pdf`, which has no signature yet, with an empty field for BSrE, the official and the mentor."""
    writer = append_to(pdf)
    add_fields(writer, places, seal=False)
    out = io.BytesIO()
    writer.write(out)  # pyright: ignore[reportUnknownMemberType]
    return out.getvalue()


def fields_of(pdf: bytes) -> Fields:
    """The signature fields of `pdf`. Raises Refused (``pdf_password``, ``pdf_damaged``)."""
    return _read(pdf)[1]


def _read(pdf: bytes) -> tuple[PdfFileReader, Fields]:
    """As `fields_of`, with the reader: parsing a long paper takes longer than anything else."""
    # Hostile or half-copied files make the parser fail in any way it can; each way means the same.
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        if reader.encrypted:
            raise _locked_file()
        return reader, _fields(reader)
    except Refused:
        raise
    except Exception as wrong:
        raise damaged() from wrong


def require_intact(pdf: bytes) -> None:
    """Raise Refused where a signature that `pdf` has already was broken since (``spoilt``), or as
    `fields_of`: nobody shall put a name under an altered paper. Whom the keys belong to is not asked."""
    reader, _found = _read(pdf)
    # As above: a hostile file may fail anywhere, and each way means that it is not as it was signed.
    try:
        nobody = ValidationContext(trust_roots=[], allow_fetching=False)
        found = [validate_pdf_signature(one, nobody) for one in reader.embedded_regular_signatures]
        whole = all(one.intact and one.valid and one.docmdp_ok for one in found)
    except Exception:  # noqa: BLE001
        whole = False
    if not whole:
        raise Refused(
            tr("Dokumen ini berubah setelah ditandatangani atau disegel."),
            next_step=tr("Jangan ditandatangani; minta salinan yang utuh dari kantor penerbit."),
            code="spoilt",
        )


def unfit(pdf: bytes, role: Role, *, alone: bool) -> Refused | None:
    """Why `pdf`, which nobody vouches for, cannot be signed as `role`: as `require_intact` and
    `require_free`. It raises nothing, so that it can be asked in another process."""
    try:
        require_intact(pdf)
        require_free(fields_of(pdf), role, alone=alone)
    except Refused as refused:
        return refused
    return None


def sign(pdf: bytes, key: SigningKey, wish: Wish) -> bytes:
    """`pdf` with the signature appended; the given bytes are its unchanged beginning.

    Raises Refused: ``draft``, ``no_field`` for a paper without room for it, ``signed_already``, ``closed``
    after the last signer, ``official_first`` before the first one unless the wish says `alone`, and as
    `fields_of`; Unavailable as the key (a card that was taken out).
    """
    reader, found = _read(pdf)
    name = _FIELD[wish.role]
    require_free(found, wish.role, alone=wish.alone)
    _page, box = found.boxes[name]
    face = stamp.draw(box, common_name(key.certificate.subject), wish.capacity, wish.now)
    certify = not any(found.filled.values())
    try:
        return sign_field(
            append_to(pdf, reader), name, key, face,
            reason=wish.reason, place=wish.place, certify=certify, now=wish.now,
        )  # fmt: skip
    except WiraError:
        raise
    except Exception as wrong:  # a file from elsewhere may fail anywhere, as in `fields_of`
        raise damaged() from wrong


def require_free(found: Fields, role: Role, *, alone: bool) -> None:
    """Raise Refused where a paper with these fields cannot be signed as `role`: as `sign`."""
    _require_open(found, _FIELD[role])
    if role == "pendamping" and not alone:
        _require_official(found)


def _require_open(found: Fields, name: str) -> None:
    if found.draft:
        raise Refused(
            tr("Dokumen ini masih DRAF, jadi belum dapat ditandatangani."),
            next_step=tr("Terbitkan dahulu dengan nomor surat."),
            code="draft",
        )
    if name not in found.boxes:
        raise Refused(
            tr("Dokumen ini tidak menyediakan ruang tanda tangan itu."),
            next_step=tr("Terbitkan ulang dengan nomor baru; ruangnya disiapkan sebelum disegel."),
            code="no_field",
        )
    if found.filled[name]:
        raise Refused(
            tr("Ruang tanda tangan itu sudah terisi."),
            next_step=tr("Periksa dokumennya untuk melihat siapa yang menandatangani."),
            code="signed_already",
        )
    if found.filled.get(MENTOR_FIELD):
        raise Refused(
            tr("Dokumen ini sudah ditutup oleh penandatangan terakhir."),
            next_step=tr("Terbitkan dokumen baru bila tanda tangan lain masih diperlukan."),
            code="closed",
        )


def _require_official(found: Fields) -> None:
    if OFFICIAL_FIELD in found.boxes and not found.filled[OFFICIAL_FIELD]:
        raise Refused(
            tr("Pejabat belum menandatangani dokumen ini, dan setelah pendamping tidak dapat lagi."),
            next_step=tr(
                "Minta pejabat menandatangani dahulu, atau nyatakan bahwa tanda tangannya tidak perlu."
            ),
            code="official_first",
        )


def _fields(reader: PdfFileReader) -> Fields:
    trailer: Any = reader.trailer
    info: Any = trailer["/Info"] if "/Info" in trailer else {}  # noqa: SIM401  (get gives the reference)
    words = [word.strip() for word in str(info.get("/Keywords", "")).split(",")]
    filled: dict[str, bool] = {}
    seen: dict[str, tuple[Any, Rect]] = {}
    every = cast("Iterator[Any]", enumerate_sig_fields(reader))
    for name, value, reference in every:
        filled[str(name)] = value is not None
        field = reference.get_object()
        if "/Rect" in field:
            x1, y1, x2, y2 = (float(side) for side in field["/Rect"])
            if x1 != x2 and y1 != y2:  # a box of no size belongs to a signature that nobody sees
                box = Rect(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
                seen[str(name)] = (field, box)
    pages = _page_numbers(reader) if seen else {}
    boxes = {name: (_page_of(field, pages), box) for name, (field, box) in seen.items()}
    return Fields(filled, boxes, words[-1] == "draf", str(info.get("/Subject", "")))


def _page_numbers(reader: Any) -> dict[int, int]:
    """The number of each page, from 0 and in their order, by that of its object."""
    total = int(reader.root["/Pages"]["/Count"])
    listed = [reader.find_page_for_modification(number)[0].idnum for number in range(total)]
    return {idnum: number for number, idnum in reversed([*enumerate(listed)])}


def _page_of(field: Any, pages: dict[int, int]) -> int:
    """The page (from 0) that a field stands on; the last one where the field does not say."""
    page: Any = field.raw_get("/P") if "/P" in field else None
    return pages.get(getattr(page, "idnum", -1), max(pages.values(), default=-1))


def bsre_box(pdf: bytes) -> tuple[int, Rect] | None:
    """Page and place that are reserved for BSrE. Raises Refused as `fields_of`."""
    return fields_of(pdf).boxes.get(BSRE_FIELD)


def _locked_file() -> Refused:
    return Refused(
        tr("PDF ini dikunci dengan kata sandi."),
        next_step=tr("Minta berkas tanpa kata sandi dari kantor penerbit."),
        code="pdf_password",
    )


def damaged() -> Refused:
    """A PDF that cannot be read to its end."""
    return Refused(
        tr("PDF ini rusak atau belum tersalin lengkap."),
        next_step=tr("Salin ulang berkasnya, lalu coba lagi."),
        code="pdf_damaged",
    )
