"""What a forger does to a sealed PDF: real changes to real files."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pikepdf
from asn1crypto import keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfTimeStamper
from pyhanko.sign.timestamps import DummyTimeStamper

from desktop_app.documents.pades import KeySigner, TimedSigner, as_asn1
from desktop_app.documents.seal import SealKey
from tests.documents.validator import BEGINNING, END
from tests.signing import pki

name = generic.pdf_name


def added(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """`pdf` with one more revision in which `change` was made."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(writer: Any, page: int) -> Any:
    return writer.root["/Pages"]["/Kids"][page]


def fields_of(writer: Any) -> list[Any]:
    fields = writer.root["/AcroForm"]["/Fields"]
    return [fields[at] for at in range(len(fields))]


def overlaid(pdf: bytes, page: int = 0) -> bytes:
    """Words painted over a page."""
    words = generic.StreamObject(stream_data=b"BT /F1+0 30 Tf 60 300 Td (PETUGAS PALSU) Tj ET")
    return added(pdf, lambda writer: writer.add_stream_to_page(page, writer.add_object(words)))


def with_page_replaced(pdf: bytes, page: int) -> bytes:
    """Another content for one page."""

    def change(writer: Any) -> None:
        own = page_of(writer, page)
        own["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
        writer.mark_update(own.container_ref)

    return added(pdf, change)


def with_page_exchanged(pdf: bytes, page: int, other: bytes) -> bytes:
    """One page taken from another document, the file written anew."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as mine, pikepdf.open(io.BytesIO(other)) as theirs:
        mine.pages[page] = theirs.pages[page]
        mine.save(out)
    return out.getvalue()


def put_together(pdf: bytes, pages: Iterable[int], other: bytes = b"", at: int = 0) -> bytes:
    """The pages (from 0) of `pdf` in this order, of which one may be exchanged for the same of `other`."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        wanted = [document.pages[page] for page in pages]
        count = len(document.pages)
        document.pages.extend(wanted)
        del document.pages[:count]
        if other:
            with pikepdf.open(io.BytesIO(other)) as theirs:
                document.pages[at] = theirs.pages[at]
                document.save(out)
        else:
            document.save(out)
    return out.getvalue()


def with_page_removed(pdf: bytes, page: int) -> bytes:
    """One page less, in a later revision."""

    def change(writer: Any) -> None:
        pages = writer.root["/Pages"]
        del pages["/Kids"][page]
        pages["/Count"] = generic.NumberObject(len(pages["/Kids"]))
        writer.mark_update(pages.container_ref)

    return added(pdf, change)


def with_a_row_and_nothing_of_its_own(pdf: bytes) -> bytes:
    """One more row painted, written anew without signature, form, data and what it says of itself."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root: Any = document.Root
        for key in (
            "/AcroForm",
            "/AF",
            "/Names",
            "/Metadata",
            "/StructTreeRoot",
            "/MarkInfo",
            "/Perms",
            "/DSS",
        ):
            if key in root:
                del root[key]
        document.trailer["/Info"] = pikepdf.Dictionary()
        for page in document.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        first = document.pages[0]
        first.add_resource(font, pikepdf.Name.Font, pikepdf.Name("/Palsu"))
        first.contents_add(b"BT /Palsu 8 Tf 60 300 Td (61 Orang Yang Ditambahkan) Tj ET")
        document.save(out)
    return out.getvalue()


def with_note(pdf: bytes) -> bytes:
    """A note stuck over the page."""

    def change(writer: Any) -> None:
        own = page_of(writer, 0)
        own[name("/Annots")] = generic.ArrayObject()
        note = generic.DictionaryObject(
            {
                name("/Type"): name("/Annot"),
                name("/Subtype"): name("/FreeText"),
                name("/Rect"): generic.ArrayObject(map(generic.FloatObject, (50, 50, 300, 200))),
                name("/Contents"): generic.TextStringObject("Nomor 1: orang lain"),
            }
        )
        own["/Annots"].append(writer.add_object(note))
        writer.mark_update(own.container_ref)

    return added(pdf, change)


def with_other_face(pdf: bytes, field: str) -> bytes:
    """Another picture for a signature that stays as it is."""

    def change(writer: Any) -> None:
        for one in fields_of(writer):
            if one["/T"] == field:
                face = one["/AP"].raw_get("/N").get_object()
                face._data = b"0 1 0 rg 0 0 200 80 re f"
                face._encoded_data = None
                writer.mark_update(one["/AP"].raw_get("/N"))

    return added(pdf, change)


def with_other_title(pdf: bytes, number: str) -> bytes:
    """Another letter number in the file's metadata."""

    def change(writer: Any) -> None:
        info = writer.trailer["/Info"]
        info["/Subject"] = generic.TextStringObject(number)
        writer.mark_update(info.container_ref)

    return added(pdf, change)


def with_attachment(pdf: bytes, data: bytes) -> bytes:
    """`pdf` (not yet sealed) with `data` embedded as data.json."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.attachments["data.json"] = pikepdf.AttachedFileSpec(document, data, filename="data.json")
        document.save(out, deterministic_id=True)
    return out.getvalue()


def with_other_attachment(pdf: bytes, data: bytes) -> bytes:
    """The embedded file says something else, in a later revision."""

    def change(writer: Any) -> None:
        spec = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1]
        spec["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=data))
        spec["/EF"][name("/UF")] = spec["/EF"].raw_get("/F")
        writer.mark_update(spec.container_ref)
        writer.mark_update(spec["/EF"].container_ref)

    return added(pdf, change)


def with_signature_emptied(pdf: bytes, field: str) -> bytes:
    """The signature taken out of its field, in a later revision."""

    def change(writer: Any) -> None:
        for one in fields_of(writer):
            if one["/T"] == field:
                del one["/V"]
                writer.mark_update(one.container_ref)
        del writer.root["/Perms"]
        writer.update_root()

    return added(pdf, change)


def with_one_digit_changed(pdf: bytes) -> bytes:
    """The same file, but one digit of a NIK in the first page's content is another, packed anew."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        content = document.pages[0].Contents
        raw, plain = content.read_raw_bytes(), content.read_bytes()
    at = plain.index(b"(32760") + 6
    place = pdf.index(raw)
    for digit in b"0123456789":
        for level in range(1, 10):
            altered = zlib.compress(plain[:at] + bytes([digit]) + plain[at + 1 :], level)
            if plain[at] != digit and len(altered) <= len(raw):
                return pdf[:place] + altered.ljust(len(raw), b"\n") + pdf[place + len(raw) :]
    raise AssertionError("no altered stream fits")


def with_byte_range(pdf: bytes, ranges: bytes) -> bytes:
    """The signature says that it covers something else."""
    start = pdf.index(b"/ByteRange [") + len(b"/ByteRange [")
    end = pdf.index(b"]", start)
    return pdf[:start] + ranges.ljust(end - start) + pdf[end:]


def locked(pdf: bytes) -> bytes:
    """The same paper behind a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="rahasia", user="rahasia"))
    return out.getvalue()


def self_made(who: str) -> SealKey:
    """A key whose certificate says `who` and is signed by nobody but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Pemerintah Kota Depok"),
            x509.NameAttribute(NameOID.COMMON_NAME, who),
        ]
    )
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINNING)
        .not_valid_after(END)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return SealKey(key, certificate)


def with_store(pdf: bytes) -> bytes:
    """An empty store for what issuers say, which every signature permits."""

    def change(writer: Any) -> None:
        writer.root[name("/DSS")] = writer.add_object(generic.DictionaryObject())
        writer.update_root()

    return added(pdf, change)


def with_unlisted_objects(pdf: bytes) -> bytes:
    """Another catalogue and page that no table lists, behind an honest revision, and an end whose number is
    too far from its word for programs that then search the whole file."""
    sound = with_store(pdf)
    reader: Any = PdfFileReader(io.BytesIO(sound))
    root = reader.trailer.raw_get("/Root").idnum
    words = b"BT /F1 30 Tf 60 300 Td (PETUGAS PALSU) Tj ET"
    objects = {
        900: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        901: b"<</Length %d>>\nstream\n%s\nendstream" % (len(words), words),
        902: b"<</Type/Page/Parent 903 0 R/MediaBox[0 0 842 595]/Contents 901 0 R"
        b"/Resources<</Font<</F1 900 0 R>>>>>>",
        903: b"<</Type/Pages/Count 1/Kids[902 0 R]>>",
        root: b"<</Type/Catalog/Pages 903 0 R>>",
    }
    tail = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in objects.items())
    tail += b"trailer\n<</Root %d 0 R/Size 910>>\n" % root
    return sound + tail + b"startxref\n" + b" " * 5000 + b"%d\n%%%%EOF\n" % reader.last_startxref


def stamped_over(pdf: bytes, now: datetime) -> bytes:
    """A stranger's time stamp in a field of its own, whose white box covers the first page."""
    stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    who = pki.issue("Waktu Asing", None, key=rsa.generate_private_key(65537, 2048), more=[(stamps, True)])
    key = keys.PrivateKeyInfo.load(who.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    stamper = DummyTimeStamper(as_asn1(who.certificate), key, fixed_dt=now)
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec("Waktu", on_page=0, box=(10, 10, 800, 500)))
    made = next(one for one in fields_of(writer) if one["/T"] == "Waktu")
    made[name("/AP")] = generic.DictionaryObject({name("/N"): writer.add_object(_white())})
    made[name("/F")] = generic.NumberObject(4)
    return bytes(PdfTimeStamper(stamper, field_name="Waktu").timestamp_pdf(writer, "sha256").getvalue())


def _white() -> Any:
    box = generic.ArrayObject(map(generic.FloatObject, (0, 0, 800, 500)))
    kind = {name("/Type"): name("/XObject"), name("/Subtype"): name("/Form"), name("/BBox"): box}
    return generic.StreamObject(stream_data=b"1 g 0 0 800 500 re f", dict_data=kind)


def with_widget_of_no_field(pdf: bytes) -> bytes:
    """A white box over the page that calls itself a part of a form."""

    def change(writer: Any) -> None:
        own = page_of(writer, 0)
        box = generic.ArrayObject(map(generic.FloatObject, (0, 0, 800, 500)))
        note = {"/Type": name("/Annot"), "/Subtype": name("/Widget"), "/F": generic.NumberObject(4)}
        held = generic.DictionaryObject({name(key): value for key, value in note.items()})
        held[name("/Rect")] = box
        held[name("/AP")] = generic.DictionaryObject({name("/N"): writer.add_object(_white())})
        notes = own["/Annots"] if "/Annots" in own else generic.ArrayObject()
        own[name("/Annots")] = generic.ArrayObject([*notes.iterate(), writer.add_object(held)])
        writer.mark_update(own.container_ref)

    return added(pdf, change)


def with_page_action(pdf: bytes) -> bytes:
    """A script that runs when the page is opened."""

    def change(writer: Any) -> None:
        own = page_of(writer, 0)
        run = {name("/S"): name("/JavaScript"), name("/JS"): generic.TextStringObject("x")}
        own[name("/AA")] = generic.DictionaryObject({name("/O"): generic.DictionaryObject(run)})
        writer.mark_update(own.container_ref)

    return added(pdf, change)


def with_catalogue_entry(pdf: bytes, key: str, value: Any = None) -> bytes:
    """An entry of the catalogue exchanged, or taken out; bytes become a stream."""

    def change(writer: Any) -> None:
        if value is None:
            del writer.root[key]
        elif isinstance(value, bytes):
            kind = {name("/Type"): name("/Metadata"), name("/Subtype"): name("/XML")}
            stream = generic.StreamObject(stream_data=value, dict_data=kind)
            writer.root[name(key)] = writer.add_object(stream)
        else:
            writer.root[name(key)] = value
        writer.update_root()

    return added(pdf, change)


def signed_by(
    pdf: bytes, key: SealKey, field: str, now: datetime, *, box: tuple[int, int, int, int] = (10, 10, 120, 60)
) -> bytes:
    """One more signature, in a field that is made for it where there is none."""
    signer: Any = TimedSigner(
        PdfSignatureMetadata(field_name=field, md_algorithm="sha256"),
        KeySigner(key),
        now=now,
        new_field_spec=SigFieldSpec(field, on_page=0, box=box),
    )
    return bytes(signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue())
