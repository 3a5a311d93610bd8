"""The file around the pages: metadata, language, colours, what is embedded, as PDF/A-3b wants them.

Everything that a PDF of ours says of itself is written here from what is given, so equal arguments give equal
bytes. Whether it is PDF/A is judged by pikepdf's validator, in the tests.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, Stream, String

from desktop_app.documents.structure import Anchor, Structure
from desktop_app.domain.moments import WIB

LANGUAGE: Final = "id-ID"
"""Papers are Indonesian whatever the window's language is."""


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `keywords` of a paper that is issued name its kind and state: a verdict
    knows it by them."""

    title: str
    author: str
    subject: str = ""
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Embedded:
    """Data that goes along inside the PDF; it holds what the paper prints and no more."""

    name: str
    mime: str
    about: str
    data: bytes


def archival(
    pdf: bytes,
    about: About,
    now: datetime,
    *,
    structure: Structure | None = None,
    embedded: Sequence[Embedded] = (),
) -> bytes:
    """`pdf`, drawn by `Ink`, as PDF/A-3b. `structure` is the one its content was marked for."""
    stamp = now.astimezone(WIB)
    about = About(*map(_writable, (about.title, about.author, about.subject, about.keywords)))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root: Any = document.Root
        for number, page in enumerate(document.pages):
            if "/Trans" in page.obj:
                del page.obj["/Trans"]
            if structure is not None:
                page.obj.StructParents = number
                page.obj.Tabs = Name.S
        root.Lang = String(LANGUAGE)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        if structure is not None:
            root.MarkInfo = Dictionary(Marked=True)
            root.StructTreeRoot = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        _put_metadata(document, about, stamp)
        _put_colours(document)
        if embedded:
            _embed(document, embedded, stamp)
        document.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    written = out.getvalue()
    return written if structure is None else structure.written_behind(written, _anchor(written))


def _writable(text: str) -> str:
    """With a space for each character that XML does not hold or not as it is."""
    return _NO_XML.sub(" ", text)


def _put_metadata(document: pikepdf.Pdf, about: About, stamp: datetime) -> None:
    """The same twice, as PDF/A wants it: in the information dictionary and as XMP."""
    written = String(stamp.strftime("D:%Y%m%d%H%M%S+07'00'"))
    info = Dictionary(
        Title=String(about.title), Author=String(about.author), Subject=String(about.subject),
        Keywords=String(about.keywords), Creator=String("Wira"), Producer=String("Wira"),
        CreationDate=written, ModDate=written,
    )  # fmt: skip
    document.trailer.Info = document.make_indirect(info)
    moment = stamp.isoformat(timespec="seconds")
    xmp = _XMP.format(
        title=escape(about.title), author=escape(about.author), subject=escape(about.subject),
        keywords=escape(about.keywords), moment=moment, language=LANGUAGE,
    )  # fmt: skip
    packet = Stream(document, xmp.encode())
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    root: Any = document.Root
    root.Metadata = document.make_indirect(packet)


def _put_colours(document: pikepdf.Pdf) -> None:
    profile = Stream(document, _srgb())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, Info=String("sRGB"),
        OutputConditionIdentifier=String("sRGB"), DestOutputProfile=document.make_indirect(profile),
    )  # fmt: skip
    root: Any = document.Root
    root.OutputIntents = Array([intent])


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    """The colour profile that comes with pikepdf."""
    return files("pikepdf").joinpath("pdfa", "data", "sRGB.icc").read_bytes()


def _embed(document: pikepdf.Pdf, embedded: Sequence[Embedded], stamp: datetime) -> None:
    associated = Array()
    moment = stamp.strftime("D:%Y%m%d%H%M%S+07'00'")
    for one in embedded:
        spec = AttachedFileSpec(
            document, one.data, description=one.about, filename=one.name, mime_type=one.mime,
            creation_date=moment, mod_date=moment, relationship=Name.Data,
        )  # fmt: skip
        document.attachments[one.name] = spec
        associated.append(spec.obj)
    root: Any = document.Root
    root.AF = associated


def _anchor(written: bytes) -> Anchor:
    """Where the tree is hung up in a file just written."""
    with pikepdf.open(io.BytesIO(written)) as document:
        root: Any = document.Root
        trailer: Any = document.trailer
        return Anchor(
            size=int(trailer.Size),
            root=root.objgen[0],
            info=trailer.Info.objgen[0],
            identity=bytes(trailer.ID[0]),
            previous=int(written[written.rindex(b"startxref") :].split()[1]),
            tree=root.StructTreeRoot.objgen[0],
            pages=tuple(page.obj.objgen[0] for page in document.pages),
        )


_NO_XML: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <pdf:Keywords>{keywords}</pdf:Keywords>
   <pdf:Producer>Wira</pdf:Producer>
   <xmp:CreateDate>{moment}</xmp:CreateDate>
   <xmp:ModifyDate>{moment}</xmp:ModifyDate>
   <xmp:MetadataDate>{moment}</xmp:MetadataDate>
   <xmp:CreatorTool>Wira</xmp:CreatorTool>
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
