"""Papers that a command puts into a folder: noted in the access log before they are there."""

from __future__ import annotations

from pathlib import Path

from desktop_app.actions import access
from desktop_app.actions.issued import document_pdf
from desktop_app.office import Office
from desktop_app.storage.saving import save_beside


def put_draft(office: Office, path: Path, pdf: bytes, *, about: str = "draf", count: int = 1) -> Path:
    """Save a paper that names people and was not issued; `about` is a code. Raises Unavailable."""
    access.given(office, about=about, count=count)
    return save_beside(path, pdf)


def put_issued(office: Office, path: Path, document: str, *, signed: bool = True) -> Path:
    """Save the document with that record, under another name where the file's is taken. Raises Refused or
    Unavailable."""
    pdf = document_pdf(office, document, signed=signed)
    access.given(office, document, about="dokumen")
    return save_beside(path, pdf, document[-8:])
