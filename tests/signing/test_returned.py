"""What comes back from a service: ours extended, ours written anew, or another paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from desktop_app.documents.data import Paper
from desktop_app.documents.pades import BSRE_FIELD, OFFICIAL_FIELD
from desktop_app.errors import Refused
from desktop_app.signing.returned import certified, compare, judge
from desktop_app.signing.signer import bsre_box, prepare
from tests.documents.people import NOW
from tests.documents.surgery import added, fields_of, name, overlaid, page_of, with_note, with_other_title
from tests.signing import pki
from tests.signing.pki import Pki
from tests.signing.service import covered, painted, rewritten, signed_elsewhere


@pytest.fixture(scope="session")
def sent(waiting: Paper) -> bytes:
    return prepare(waiting.pdf, waiting.places)


def named_without_bytes(document: pikepdf.Pdf) -> None:
    spec = pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="a.json", UF="a.json")
    named = pikepdf.Dictionary(Names=[pikepdf.String("a.json"), document.make_indirect(spec)])
    document.Root.Names = pikepdf.Dictionary(EmbeddedFiles=document.make_indirect(named))


ONLY_PRINTED = 4 + 32
"""Flags of an annotation that no screen shows."""


def only_printed(document: pikepdf.Pdf, subtype: pikepdf.Name, **named: Any) -> None:
    """An annotation over the rows that is seen only in print."""
    face = document.make_stream(b"0 g 0 0 842 200 re f")
    face.Type, face.Subtype, face.BBox = Name.XObject, Name.Form, Array([0, 0, 842, 200])
    one = document.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=subtype, Rect=Array([0, 200, 842, 400]), F=ONLY_PRINTED,
            AP=Dictionary(N=face), **named,
        )
    )  # fmt: skip
    document.pages[0].obj.Annots.append(one)
    if subtype == Name.Widget:
        document.Root.AcroForm.Fields.append(one)


def printed_layer(document: pikepdf.Pdf) -> None:
    """Something black in a layer that is on in print alone."""
    usage = Dictionary(Print=Dictionary(PrintState=Name.ON), View=Dictionary(ViewState=Name.OFF))
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("x"), Usage=usage))
    when = [
        Dictionary(Event=event, Category=Array([event]), OCGs=Array([layer]))
        for event in (Name.Print, Name.View)
    ]
    document.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), AS=Array(when))
    )
    face = document.make_stream(b"0 g 100 100 300 300 re f")
    face.Type, face.Subtype, face.BBox, face.OC = Name.XObject, Name.Form, Array([0, 0, 842, 600]), layer
    name = document.pages[0].add_resource(face, Name.XObject)
    document.pages[0].contents_add(f"q {name} Do Q".encode())


def opens_with(kind: pikepdf.Name, **named: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Dictionary(S=kind, **named)

    return change


def acting_field(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.Annots[0].AA = Dictionary(E=Dictionary(S=Name.JavaScript, JS=String("0")))


def other_picture_in_print(document: pikepdf.Pdf) -> None:
    stream = document.make_stream(b"q Q")
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    stream.OPI = Dictionary()
    document.pages[0].add_resource(stream, Name.XObject)


def without_data(document: pikepdf.Pdf) -> None:
    del document.Root.Names, document.Root.AF


def with_other_data(document: pikepdf.Pdf) -> None:
    document.attachments["isi.json"] = pikepdf.AttachedFileSpec(document, b"{}", filename="isi.json")


def data_of_two_minds(document: pikepdf.Pdf) -> None:
    """Other bytes for a program that looks for the name without Unicode."""
    document.attachments["isi.json"].obj.EF.F = document.make_stream(b"{}")


def other_number(document: pikepdf.Pdf) -> None:
    document.docinfo["/Subject"] = "500.3/9"


def other_title(document: pikepdf.Pdf) -> None:
    with document.open_metadata(set_pikepdf_as_editor=False) as found:
        found["dc:title"] = "Daftar lain"


FOOT = b"q 0 g 60 2 200 6 re f Q"  # where only a file that is written anew may have something
PALE = b"q 0.97 g 300 180 300 60 re f Q"


def threes_made_eights(pdf: bytes) -> bytes:
    """Strokes that close three digits 3 of the first page's first NIK on their left."""
    page = pdfium.PdfDocument(pdf)[0]
    text = page.get_textpage()
    words = text.get_text_range()
    start = words.index("32760")
    places = [at for at in range(start, start + 16) if words[at] == "3"]
    at = [text.get_charbox(place) for place in (places * 3)[:3]]
    assert at
    return b"".join(
        f"q 0.5 w {left + 0.3} {low + 0.6} m {left + 0.3} {high - 0.6} l S Q ".encode()
        for left, low, _right, high in at
    )


def drawn(pdf: bytes, content: bytes) -> bytes:
    """`pdf` with one more revision that draws this over the first page."""
    return added(
        pdf,
        lambda writer: writer.add_stream_to_page(
            0, writer.add_object(generic.StreamObject(stream_data=content))
        ),
    )


def field_of(writer: Any) -> Any:
    return next(one for one in fields_of(writer) if one["/T"] == BSRE_FIELD)


def moved_field(writer: Any) -> None:
    field = field_of(writer)
    field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (300, 300, 400, 350)))
    writer.mark_update(field.container_ref)


def painting_kid(writer: Any, flags: int = 4) -> None:
    """Another widget of the field that is signed, black and elsewhere."""
    fields = writer.root["/AcroForm"]["/Fields"]
    parent = next(fields.raw_get(at) for at in range(len(fields)) if fields[at]["/T"] == BSRE_FIELD)
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 9, 9)))
    face = generic.StreamObject(
        {name("/Type"): name("/XObject"), name("/Subtype"): name("/Form"), name("/BBox"): box},
        stream_data=b"0 g 0 0 9 9 re f",
    )
    kid = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/Widget"),
            name("/F"): generic.NumberObject(flags),
            name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (300, 300, 309, 309))),
            name("/AP"): generic.DictionaryObject({name("/N"): writer.add_object(face)}),
            name("/Parent"): parent,
        }
    )
    own = page_of(writer, 0)
    own["/Annots"].append(writer.add_object(kid))
    writer.mark_update(own.container_ref)


def spoken_otherwise(writer: Any) -> None:
    """Other words for a screen reader."""
    tree = writer.root["/StructTreeRoot"]
    first = tree["/K"][0] if isinstance(tree["/K"], generic.ArrayObject) else tree["/K"]
    first[name("/ActualText")] = generic.TextStringObject("Daftar orang lain")
    writer.mark_update(first.container_ref)


def code(sent: bytes, back: bytes) -> str:
    with pytest.raises(Refused) as caught:
        compare(sent, back, bsre_box(sent))
    assert caught.value.next_step
    return caught.value.code


def test_extended_and_written_anew(people: Pki, sent: bytes) -> None:
    box = bsre_box(sent)
    assert box is not None
    extended = signed_elsewhere(sent, people.lurah, people)
    assert compare(sent, extended, box) == "sama"
    anew = signed_elsewhere(rewritten(sent), people.lurah, people)
    assert not anew.startswith(sent[:2000])
    assert compare(sent, anew, box) == "ditulis_ulang"
    notice = signed_elsewhere(rewritten(sent, painted("UU ITE pasal 5 ayat 1", 60, 4)), people.lurah, people)
    assert compare(sent, notice, box) == "ditulis_ulang"
    page, room = box
    assert page == 0
    inside = rewritten(sent, painted("QR layanan", room.x1 + 20, room.y1 + 30))
    assert compare(sent, inside, box) == "ditulis_ulang"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (painted("Nama Tambahan", 300, 300), "returned_text"),
        (covered, "returned_picture"),
        (lambda document: document.pages.append(document.pages[0]), "returned_pages"),
        (lambda document: document.attachments.__setitem__("a.json", b"{}"), "returned_files"),
        (named_without_bytes, "pdf_damaged"),
        (lambda document: document.pages[0].contents_add(PALE), "returned_picture"),
        (
            lambda document: only_printed(document, Name.Widget, FT=Name.Sig, T=String("x")),
            "returned_picture",
        ),
        (lambda document: only_printed(document, Name.Stamp), "returned_picture"),
        (printed_layer, "returned_picture"),
        (lambda document: document.Root.__setattr__("OCProperties", Dictionary()), "returned_active"),
        (opens_with(Name.JavaScript, JS=String("0")), "returned_active"),
        (opens_with(Name.URI, URI=String("http://x.invalid")), "returned_active"),
        (acting_field, "returned_active"),
        (other_picture_in_print, "returned_active"),
        (without_data, "returned_files"),
        (with_other_data, "returned_files"),
        (data_of_two_minds, "returned_files"),
        (other_number, "returned_title"),
        (other_title, "returned_title"),
    ],
)
def test_another_paper_is_told(sent: bytes, change: Callable[[pikepdf.Pdf], Any], expected: str) -> None:
    assert code(sent, rewritten(sent, change)) == expected


def test_painted_over_before_it_was_signed_is_not_the_same(people: Pki, sent: bytes) -> None:
    assert code(sent, signed_elsewhere(overlaid(sent), people.lurah, people)) == "returned_added"
    assert code(sent, b"%PDF-1.7 rusak") == "pdf_damaged"


def test_a_note_that_nobody_sees_is_another_paper(sent: bytes) -> None:
    def change(document: pikepdf.Pdf) -> None:
        one = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([300, 300, 400, 320]), F=4)
        document.pages[0].obj.Annots.append(document.make_indirect(one))

    assert code(sent, rewritten(sent, change)) == "returned_active"


def test_a_digit_made_another_is_seen(people: Pki, sent: bytes) -> None:
    strokes = threes_made_eights(sent)
    assert code(sent, rewritten(sent, lambda document: document.pages[0].contents_add(strokes))) == (
        "returned_picture"
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda pdf: drawn(pdf, threes_made_eights(pdf)), "returned_added"),
        (lambda pdf: drawn(pdf, PALE), "returned_added"),
        (lambda pdf: drawn(pdf, FOOT), "returned_added"),
        (with_note, "returned_added"),
        (lambda pdf: with_other_title(pdf, "500.3/9"), "returned_added"),
        (lambda pdf: added(pdf, moved_field), "returned_added"),
        (lambda pdf: added(pdf, painting_kid), "returned_added"),
        (lambda pdf: added(pdf, lambda writer: painting_kid(writer, ONLY_PRINTED)), "returned_added"),
        (lambda pdf: added(pdf, spoken_otherwise), "returned_added"),
    ],
    ids=["digits", "pale", "foot", "note", "title", "moved", "kid", "printed", "tree"],
)
def test_nothing_but_a_signature_is_appended(
    people: Pki, sent: bytes, change: Callable[[bytes], bytes], expected: str
) -> None:
    back = signed_elsewhere(change(sent), people.lurah, people)
    assert back.startswith(sent)
    assert code(sent, back) == expected


def test_what_is_signed_elsewhere_stands_in_the_kept_room(people: Pki, sent: bytes) -> None:
    box = bsre_box(sent)
    assert box is not None
    page, room = box
    inside = (round(room.x1) + 5, round(room.y1) + 5, round(room.x2) - 5, round(room.y2) - 5)
    for corners, allowed in ((inside, True), ((300, 300, 400, 350), False)):
        spec = SigFieldSpec("Layanan", on_page=page, box=corners)
        back = added(sent, lambda writer, spec=spec: append_signature_field(writer, spec))
        back = signed_elsewhere(back, people.lurah, people, field="Layanan")
        if allowed:
            assert compare(sent, back, box) == "sama"
        else:
            assert code(sent, back) == "returned_added"
    official = signed_elsewhere(sent, people.lurah, people, field=OFFICIAL_FIELD)
    assert code(sent, official) == "returned_added"


def test_somebody_signs_who_has_not_signed_ours(people: Pki, sent: bytes) -> None:
    roots = people.root.certificate.public_bytes(Encoding.PEM)
    stranger = pki.issue("Orang Lain", None)
    ours = signed_elsewhere(sent, people.lurah, people, field=OFFICIAL_FIELD)
    for kept, back in ((sent, sent), (sent, rewritten(sent)), (ours, ours)):
        refused = judge(kept, back, roots, NOW).refused
        assert refused is not None and refused.code == "returned_unsigned"
    fresh = judge(ours, signed_elsewhere(ours, people.pendamping, people), roots, NOW)
    assert ([one.signer for one in fresh.signers], fresh.refused) == (["Wulan Sari"], None)
    # whom nobody vouches for does not borrow the name of somebody who signed before
    assert judge(ours, signed_elsewhere(ours, stranger, people), roots, NOW).signers == ()
    official = signed_elsewhere(rewritten(sent), people.lurah, people, field=OFFICIAL_FIELD)
    assert code(sent, official) == "returned_added"


def test_only_a_chosen_authority_counts(people: Pki, sent: bytes) -> None:
    roots = [people.root.certificate]
    back = signed_elsewhere(sent, people.lurah, people)
    (one,) = certified(back, roots, NOW)
    assert (one.signer, one.issuer, one.at) == ("Surya Darmawan", "Penerbit Antara Uji", NOW)
    assert certified(back, [pki.issue("Akar Lain", None, ca=True).certificate], NOW) == ()
    assert certified(back, [], NOW) == ()
    assert certified(sent, roots, NOW) == ()
    assert certified(overlaid(back), roots, NOW) == ()
    assert certified(b"", roots, NOW) == ()
    year = pki.issue("Surya Darmawan", people.between, end=NOW + timedelta(days=365))
    late = signed_elsewhere(sent, year, people, now=NOW + timedelta(days=400))
    assert certified(late, roots, NOW + timedelta(days=500)) == ()
    assert certified(late, roots, NOW) == (), "no check of it would find it good"
    # the clock of the service is a little ahead: it is judged by ours
    ahead = signed_elsewhere(sent, people.lurah, people, now=NOW + timedelta(hours=12))
    assert len(certified(ahead, roots, NOW)) == 1
