"""What may still happen to an issued document: opened again, a signed copy beside it, called off.

The issued bytes never change. A signed copy is a blob of its own, and the register shows the latest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from desktop_app.actions.naming import on_paper
from desktop_app.domain import kept_texts, people, reasons
from desktop_app.domain.authority import void_sentence
from desktop_app.domain.documenting import DKUM_ONLY, ERASED
from desktop_app.domain.entities import MAX_TEXT
from desktop_app.domain.merge import Entry
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.replacing import other_editions, revived
from desktop_app.storage.work import Changes, Work
from resources.i18n import tr

_RUN: Final = re.compile(r"\d(?:[ \-]?\d)+")
_DATE: Final = re.compile(r"\b\d{1,2}[-./]\d{1,2}[-./]\d{4}\b")
_NUMBER: Final = 10
"""Digits of the shortest number that is one person's: a mobile phone."""


def document_pdf(office: Office, document: str, *, signed: bool = True) -> bytes:
    """A document's PDF: the signed copy where there is one and `signed` asks for it, else the issued bytes,
    the same as on the day. Raises Refused or Unavailable."""
    with office.reading() as connection:
        row = connection.execute(
            select(*(tables.document.c[name] for name in ("pdf", "signed", "state", "nomor"))).where(
                tables.document.c.uuid == bytes.fromhex(document)
            )
        ).first()
    if row is None:
        raise unknown_document()
    if row.state in ERASED:
        raise erased_paper(row.nomor)
    return office.blobs.get(((row.signed if signed else None) or row.pdf).hex())


def erased_paper(nomor: str) -> Refused:
    """Why there is no paper behind a register's line any more."""
    return Refused(
        tr("Isi dokumen nomor {nomor} dihapus karena penghapusan data pribadi.", nomor=nomor),
        next_step=tr("Register tetap menyimpan nomor, jenis, tanggal, dan sidiknya."),
        record=nomor,
        code="erased",
    )


@dataclass(frozen=True, slots=True)
class CallingOff:
    """What calling a document off means: `editions` of the same letter that count too and go with it, and the
    documents that count `again`, since what replaced them holds no more."""

    editions: tuple[Row[Any], ...]
    again: tuple[Row[Any], ...]

    @property
    def again_words(self) -> str:
        """The numbers and days of those that count again, "" for none; editions share theirs."""
        told = (f"{row.nomor}, {show_date(row.tanggal)}" for row in self.again)
        return "; ".join(dict.fromkeys(told))


def calling_off(
    connection: Connection, office: Office, document: str, *, together: bool = True
) -> CallingOff:
    """What follows from calling `document` off, with the other editions of its letter or alone."""
    uuid = bytes.fromhex(document)
    editions = other_editions(connection, office.context, uuid)
    going = [uuid, *(row.uuid for row in editions)] if together else [uuid]
    return CallingOff(tuple(editions), tuple(revived(connection, going)))


def cancel_document(office: Office, document: str, reason: str, *, together: bool = False) -> Changes:
    """Say that an issued document counts no more, and why; its bytes stay, and so does its number.

    `together`: the other editions of the same letter go with it, all or none. The register keeps the reason
    for ever, also when somebody on the paper is erased, so it names nobody. Raises Refused: no reason, one
    with a name or number of somebody, not this office's, role, cancelled already.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(
            tr("Alasan pembatalan belum diisi."),
            next_step=tr("Tulis mengapa dokumen ini tidak berlaku lagi."),
            code="reason",
        )
    reasons.given(reason)
    with office.work() as work:
        others: list[str] = []
        if together:
            rows = other_editions(work.connection, office.context, bytes.fromhex(document))
            others = [row.uuid.hex() for row in rows]
        number = _require_standing(office, work, document).nomor
        for one in others:
            _require_standing(office, work, one)
        if len(reason) > MAX_TEXT:
            raise Refused(
                tr("Alasan pembatalan terlalu panjang."),
                next_step=tr("Ringkas menjadi paling banyak {n} huruf.", n=MAX_TEXT),
                record=number,
                code="reason",
            )
        if any(sum(map(str.isdigit, run)) >= _NUMBER for run in _RUN.findall(_DATE.sub(" ", reason))):
            raise Refused(
                tr("Alasan pembatalan menyebut nomor orang, padahal disimpan untuk seterusnya."),
                next_step=tr("Tulis alasannya tanpa nama, NIK, No. KK, dan nomor HP."),
                record=number,
                code="names_somebody",
            )
        for one in (document, *others):
            kept_texts.require_no_name("document", "batal", reason, on_paper(work.connection, one), few=True)
            work.put(one, "document", "annul", {"batal": {"alasan": reason}})
    return work.changes


def add_signed(
    office: Office,
    document: str,
    pdf: bytes,
    signers: Sequence[str],
    *,
    after: bytes | None = None,
    stamped: tuple[str, datetime] | None = None,
) -> Changes:
    """Keep a signed copy beside the issued document, which is then *signed*; a later one takes its place.

    `pdf` has been verified and belongs to this document: whoever calls knows. `signers` are those to show.
    `after` is the copy it was made from, whose signers stay: another one that came meanwhile is not lost.
    `stamped` is the authority whose time stamp was added, and the time that is its word; without signers the
    document stands as before.
    Raises Refused: not this office's, role, cancelled, ``signed_meanwhile``.
    """
    with office.work() as work:
        row = _require_standing(office, work, document)
        if after is not None and (row.signed or row.pdf) != sha256(after).digest():
            raise Refused(
                tr("Dokumen nomor {nomor} baru saja ditandatangani orang lain.", nomor=row.nomor),
                next_step=tr("Buka dokumennya, lalu tanda tangani salinan yang terbaru."),
                record=row.nomor,
                code="signed_meanwhile",
            )
        values = work.state(document).values if after is not None else {}
        before: list[str] = values.get("penanda") or []
        fresh = [one for one in signers if one not in before]
        stamps: list[Any] = values.get("waktu") or []
        if stamped is not None:
            stamps = [*stamps, {"oleh": stamped[0], "pada": int(stamped[1].timestamp() * 1000)}]
        said = {"ditandatangani": office.keep(work, pdf), "penanda": [*before, *fresh]}
        work.put(document, "document", "sign", said | ({"waktu": stamps} if stamps else {}))
    return work.changes


def _require_standing(office: Office, work: Work, document: str) -> Row[Any]:
    """The document, where this person may still say something about it."""
    row = work.connection.execute(
        select(tables.document).where(tables.document.c.uuid == bytes.fromhex(document))
    ).first()
    if row is None:
        raise unknown_document()
    require_standing(office, row, work.state(document).first)
    return row


def require_standing(office: Office, row: Row[Any], first: Entry | None) -> None:
    """Raise Refused where nobody here may add to the document `row`, which the op `first` issued: role,
    ``cancelled``, and ``place`` for another kind of office's."""
    decides = row.jenis in DKUM_ONLY
    roles = people.DECIDING_ROLES if decides else people.ISSUING_ROLES
    if office.info.kind == "lapangan" or not office.person.roles & roles:
        raise Refused(
            void_sentence("role"),
            next_step=tr("Minta penyetuju DKUM masuk.")
            if decides
            else tr("Minta lurah, verifikator, admin kantor, atau penyetuju DKUM masuk."),
            record=row.nomor,
            code="role",
        )
    if row.state in ERASED:
        raise erased_paper(row.nomor)
    if row.state == "cancelled":
        raise Refused(
            tr("Dokumen nomor {nomor} sudah dibatalkan.", nomor=row.nomor),
            next_step=tr("Terbitkan dokumen baru dengan nomor baru."),
            record=row.nomor,
            code="cancelled",
        )
    if first is None or first.place != office.info.kind:
        raise Refused(
            tr("Dokumen nomor {nomor} diterbitkan kantor lain.", nomor=row.nomor),
            next_step=tr("Minta kantor yang menerbitkannya."),
            record=row.nomor,
            code="place",
        )


def unknown_document() -> Refused:
    """The record that was named is no document of this office."""
    return Refused(
        tr("Dokumen itu tidak ada di kantor ini."),
        next_step=tr("Lihat daftarnya di halaman Dokumen."),
        code="unknown_document",
    )
