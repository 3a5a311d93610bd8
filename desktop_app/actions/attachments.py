"""Papers of an applicant: drawn anew, kept as blobs, named by an op."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select

from desktop_app.attachments.image import reencode
from desktop_app.domain.fields import DOCUMENTS
from desktop_app.domain.merge import State
from desktop_app.domain.shape import ATTACHMENT
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr


def attach(office: Office, record: str, jenis: str, data: bytes) -> Changes:
    """Attach a picture or PDF as document `jenis` (a code of `fields.DOCUMENTS`). It takes the place of those
    of this kind that are lost or damaged on this computer, and of the very same picture.

    Raises Refused (unknown kind, no picture, damaged, too large) or Unavailable (disk).
    """
    if jenis not in {choice.code for choice in DOCUMENTS}:
        raise Refused(
            tr("Jenis dokumen itu tidak dikenal."),
            next_step=tr("Pilih salah satu dari daftar dokumen."),
            code="attachment_kind",
        )
    drawn = reencode(data)
    sha256 = hashlib.sha256(drawn.data).hexdigest()
    with office.work() as work:
        state = work.state(record)
        value: dict[str, Any] = {
            "sha256": sha256, "jenis": jenis, "mime": drawn.mime, "size": len(drawn.data), "wall": work.wall
        }  # fmt: skip
        spoilt = [name for name, kept in _of_kind(state, jenis) if _is_spoilt(office, work, kept, sha256)]
        values: dict[str, Any] = {**dict.fromkeys(spoilt), f"{ATTACHMENT}{new_id()}": value}
        papers: dict[str, str] = dict(state.values.get("dokumen") or {})
        if papers.get(jenis) not in ("ada", "asli_dilihat"):
            values["dokumen"] = {**papers, jenis: "ada"}
        work.put(record, "application", "attach", values)
        office.keep(work, drawn.data)  # before the commit, after every check
    return work.changes


def _of_kind(state: State, jenis: str) -> list[tuple[str, str]]:
    """The attachments of a kind: field, and SHA-256 (hex) of what is attached."""
    found = [(name, value) for name, value in state.values.items() if name.startswith(ATTACHMENT) and value]
    return [(name, str(value["sha256"])) for name, value in found if value.get("jenis") == jenis]


def _is_spoilt(office: Office, work: Work, sha256: str, fresh: str) -> bool:
    """Whether a picture is `fresh` again, or was here and cannot be read any more. Raises Unavailable while
    another program holds it."""
    if sha256 == fresh:
        return True
    held = select(tables.blob.c.held).where(tables.blob.c.sha256 == bytes.fromhex(sha256))
    if work.connection.execute(held).scalar() == 0:
        return False  # it has not come yet
    try:
        office.blobs.get(sha256)
    except Unavailable as error:
        if error.code != "blob":
            raise
        return True
    return False


def remove(office: Office, record: str, attachment: str) -> Changes:
    """Take an attachment (its id, hex) off; the op log keeps that it was there. Raises Refused."""
    name = f"{ATTACHMENT}{attachment}"
    with office.work() as work:
        if not work.state(record).values.get(name):
            raise Refused(
                tr("Lampiran itu sudah tidak ada."), next_step=tr("Segarkan daftarnya."), code="attachment"
            )
        work.put(record, "application", "attach", {name: None})
    return work.changes


def read(office: Office, sha256: str) -> bytes:
    """The kept picture (JPEG) or PDF. Raises Unavailable when it is not, or no longer, on this computer."""
    return office.blobs.get(sha256)
