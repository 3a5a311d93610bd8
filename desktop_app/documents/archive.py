"""The file around the pages: metadata, language and colour profile, as an archive of PDF/A-2b wants them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import pikepdf
from pikepdf import pdfa

from desktop_app.documents.data import WIB


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `keywords` of a paper that is issued name its kind and state: a verdict
    knows it by them."""

    title: str
    author: str
    subject: str = ""
    keywords: str = ""


def archival(pdf: bytes, about: About, now: datetime) -> bytes:
    """`pdf` as PDF/A-2b; equal arguments give equal bytes."""
    stamp = now.astimezone(WIB)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            if "/Trans" in page.obj:
                del page.obj["/Trans"]
        document.Root.Lang = pikepdf.String("id-ID")
        info = document.docinfo
        if "/Trapped" in info:
            del info["/Trapped"]
        info["/Title"] = about.title
        info["/Author"] = about.author
        info["/Subject"] = about.subject
        info["/Creator"] = "Wira"
        info["/Producer"] = "Wira"
        info["/Keywords"] = about.keywords
        info["/CreationDate"] = info["/ModDate"] = stamp.strftime("D:%Y%m%d%H%M%S+07'00'")
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata.load_from_docinfo(info)
        pdfa.prepare(document, "2b")
        # The library marks the file with its own name and the computer's clock; ours are given.
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["xmp:MetadataDate"] = stamp.isoformat(timespec="seconds")
            metadata["pdf:Producer"] = "Wira"
        document.save(out, deterministic_id=True)
    return out.getvalue()
