"""The office's letterhead, signatories and copies: an entity on the log, edited by the office itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs papers by hand."""

    nama: str
    nip: str = ""
    jabatan: str = ""
    pangkat: str = ""


@dataclass(frozen=True, slots=True)
class SaveLetterhead:
    """The wish to change what stands at the head and foot of the office's papers.

    `logo` is a picture's bytes; None leaves it as it is, b"" removes it.
    """

    pemerintah: str
    kecamatan: str
    kantor: str
    alamat: str
    tempat: str = "Depok"
    signatories: tuple[Signer, ...] = ()
    tembusan: tuple[str, ...] = ()
    logo: bytes | None = None


def save_letterhead(office: Office, wish: SaveLetterhead) -> Changes:
    """Save it as one op. Raises Refused for an empty office name or a picture that cannot be read."""
    if not wish.kantor.strip():
        raise Refused(
            tr("Nama kantor pada kop surat masih kosong."),
            next_step=tr("Isi nama kantornya."),
            code="letterhead",
        )
    kop = {
        "pemerintah": wish.pemerintah.strip(),
        "kecamatan": wish.kecamatan.strip(),
        "kantor": wish.kantor.strip(),
        "alamat": wish.alamat.strip(),
        "tempat": wish.tempat.strip() or "Depok",
    }
    values: dict[str, Any] = {
        "kop": kop,
        "signatories": [asdict(each) for each in wish.signatories],
        "tembusan": list(wish.tembusan),
    }
    drawn = b""
    if wish.logo:
        from desktop_app.attachments.image import emblem  # Pillow and PDFium only for a picture

        drawn = emblem(wish.logo)

    def step(work: Work) -> None:
        if wish.logo is not None:
            values["logo"] = office.keep(work, drawn) if drawn else None
        record = office_record(work, office.info.scope)
        work.put(record or new_id(), "office", "set", values, scope=office.info.scope)

    return office.do(step)


def office_record(work: Work, scope: str) -> str | None:
    """The record that holds what an office says of itself; None before anybody has said anything."""
    query = (
        select(tables.record.c.uuid)
        .join(tables.office, tables.office.c.id == tables.record.c.id)
        .where(tables.office.c.scope == scope)
        .order_by(tables.office.c.id)
    )
    found = work.connection.execute(query).scalar()
    return found.hex() if found else None
