"""Files made to harm the program that checks them: a sentence, within bounded time and memory."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic

from desktop_app.documents.certificates import CityCa, to_pem
from desktop_app.documents.differences import MOST_FIELDS
from desktop_app.documents.render import Picture
from desktop_app.documents.verdict import Verdict
from desktop_app.verifying import apart as apart_module
from desktop_app.verifying.apart import Apart, Stopped, never
from desktop_app.verifying.inspect import (
    Anchors,
    Inspected,
    _plausible,  # pyright: ignore[reportPrivateUsage]
    inspect_apart,
)
from desktop_app.verifying.pages import Sheet
from resources.i18n import set_language
from tests.documents.conftest import Sealed
from tests.documents.people import NOW
from tests.documents.surgery import added, locked
from tests.verifying import takeover


@pytest.fixture(scope="module")
def apart() -> Generator[Apart]:
    with Apart(seconds=3) as one:
        yield one


def document(objects: bytes, trailer: bytes = b"<</Size 2/Root 1 0 R>>") -> bytes:
    """A PDF of one catalogue with whatever it holds."""
    head = b"%PDF-1.7\n"
    body = b"1 0 obj\n" + objects + b"\nendobj\n"
    table = b"xref\n0 2\n0000000000 65535 f \n%010d 00000 n \n" % len(head)
    at = len(head) + len(body)
    return head + body + table + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % at


def endless_table() -> bytes:
    """A thousand million entries of no width in four bytes."""
    data = zlib.compress(b"")
    head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    table = b"2 0 obj\n<</Type/XRef/W[0 0 0]/Index[0 1000000000]/Size 1000000000/Root 1 0 R"
    table += b"/Filter/FlateDecode/Length %d>>\nstream\n" % len(data) + data + b"\nendstream\nendobj\n"
    return head + table + b"startxref\n%d\n%%%%EOF\n" % len(head)


def blown_up() -> bytes:
    """A page whose content is two gigabytes of nothing, packed twice."""
    squeezed = zlib.compressobj(9)
    block = bytes(1 << 20)
    packed = b"".join([*(squeezed.compress(block) for _ in range(256)), squeezed.flush()])
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        stream = pikepdf.Stream(made, b"")
        stream.write(zlib.compress(packed, 9), filter=[pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        made.pages[0].Contents = stream
        made.save(out)
    return out.getvalue()


def numbered(*objects: bytes) -> bytes:
    """A PDF of these objects, the catalogue first."""
    out, places = bytearray(b"%PDF-1.7\n"), list[int]()
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at)
    return bytes(out)


ONE_PAGE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
NO_FIELDS = b"<</Fields[]>>"
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</XObject<</I 5 0 R>>>>/Contents 6 0 R>>"
NOTHING = b"<</Length 0>>\nstream\n\nendstream"


def many_pages(count: int) -> bytes:
    """One page, again and again."""
    kids = b"3 0 R " * count
    return numbered(CATALOGUE, b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), PAGE, NO_FIELDS,
                    NOTHING, NOTHING)  # fmt: skip


def many_fields(count: int, kind: bytes) -> bytes:
    """A form of one page with so many fields; signatures are all the same one."""
    fields = [b"<</FT/%s/T(f%d)/Subtype/Widget/Rect[0 0 9 9]/V 5 0 R>>" % (kind, n) for n in range(count)]
    references = b"".join(b"%d 0 R " % (7 + n) for n in range(count))
    held = b"(x)"
    if kind == b"Sig":
        held = (b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]"
                b"/Contents<3003020101>>>")  # fmt: skip
    form = b"<</SigFlags 3/Fields[%s]>>" % references
    return numbered(CATALOGUE, ONE_PAGE, PAGE, form, held, NOTHING, *fields)


def giant_image(times: int) -> bytes:
    """A picture of 3,600 megapixels in half a megabyte, drawn so often."""
    squeezed = zlib.compressobj(9)
    row = bytes(60_000 // 8)
    data = b"".join([*(squeezed.compress(row) for _ in range(60_000)), squeezed.flush()])
    head = b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 1/ColorSpace/DeviceGray"
    image = head + b"/Filter/FlateDecode/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"
    drawn = b"q 600 0 0 800 0 0 cm /I Do Q\n" * times
    contents = b"<</Length %d>>\nstream\n" % len(drawn) + drawn + b"\nendstream"
    return numbered(CATALOGUE, ONE_PAGE, PAGE, NO_FIELDS, image, contents)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "deep": lambda: document(b"<</Type/Catalog/A " + b"[" * 400_000 + b"]" * 400_000 + b">>"),
    "deep trailer": lambda: document(b"<</Type/Catalog>>", b"<</A" * 200_000),
    "pages within themselves": lambda: document(b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R 1 0 R]/Count 2>>"),
    "endless table": endless_table,
    "blown up": blown_up,
    "many pages": lambda: many_pages(200_000),
    "many fields": lambda: many_fields(4_000, b"Tx"),
    "many signatures": lambda: many_fields(5_000, b"Sig"),
    "giant image again and again": lambda: giant_image(300),
    "a page without end": lambda: numbered(
        CATALOGUE, ONE_PAGE, PAGE.replace(b"600 800]", b"99999999 99999999]/UserUnit 1000"), NO_FIELDS,
        NOTHING, NOTHING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_gets_a_sentence(case: str, apart: Apart) -> None:
    data = HOSTILE[case]()
    started = time.monotonic()
    found = inspect_apart(apart, "jahat.pdf", data, Anchors(), NOW)
    assert found.verdict is not None
    assert found.verdict.kind != "sah"
    assert found.verdict.sentence
    assert found.verdict.next_step
    assert time.monotonic() - started < 60
    assert inspect_apart(apart, "lain.pdf", b"%PDF-1.7\nrusak", Anchors(), NOW).verdict is not None


def test_a_true_paper_with_something_hostile_behind_it_gets_a_sentence(
    sealed: Sealed,
    city: CityCa,
    apart: Apart,
) -> None:
    """In the store for what issuers say, and as thousands of signatures and pages that came afterwards."""
    anchors = Anchors(to_pem(city.certificate))

    def asked(pdf: bytes) -> Inspected:
        return inspect_apart(apart, "disegel.pdf", pdf, anchors, NOW)

    def store(**entries: Any) -> bytes:
        def change(writer: Any) -> None:
            held = generic.DictionaryObject()
            for name, (one, times) in entries.items():
                held[generic.pdf_name(f"/{name}")] = generic.ArrayObject([writer.add_object(one)] * times)
            writer.root["/DSS"] = writer.add_object(held)
            writer.update_root()

        return added(sealed.pdf, change)

    blown = generic.StreamObject(stream_data=bytes(96 << 20))
    blown.compress()
    small = generic.StreamObject(stream_data=city.certificate.public_bytes(Encoding.DER))
    for pdf in (store(CRLs=(blown, 1)), store(OCSPs=(blown, 3)), store(Certs=(small, 20_000))):
        found = asked(pdf).verdict
        assert found is not None
        assert found.cause in ("utuh", "terlalu_rumit", "diubah_setelahnya")
        assert found.next_step

    def pages(writer: Any) -> None:
        tree = writer.root["/Pages"]
        tree["/Kids"] = generic.ArrayObject([*tree["/Kids"].iterate()] * 20_000)
        writer.mark_update(tree.container_ref)

    def fields(writer: Any) -> None:
        form = writer.root["/AcroForm"]
        for n in range(MOST_FIELDS):
            one = {"/FT": generic.pdf_name("/Tx"), "/T": generic.pdf_string(f"f{n}")}
            form["/Fields"].append(generic.DictionaryObject({generic.pdf_name(k): v for k, v in one.items()}))
        writer.mark_update(form.container_ref)

    for change in (pages, fields):
        found = asked(added(sealed.pdf, change)).verdict
        assert found is not None
        assert found.cause == "terlalu_rumit"


def test_a_file_behind_a_password_gets_its_sentence(sealed: Sealed, apart: Apart) -> None:
    found = inspect_apart(apart, "terkunci.pdf", locked(sealed.pdf), Anchors(), NOW).verdict
    assert found is not None
    assert (found.cause, "kata sandi" in found.sentence) == ("kata_sandi", True)


def test_what_goes_on_without_end_or_grows_is_stopped() -> None:
    with Apart(seconds=0.5) as hurried, pytest.raises(Stopped):
        hurried.ask(never, takeover.wait, 600)
    with Apart(seconds=120, memory=600 * 1024 * 1024) as one:
        with pytest.raises(Stopped):
            one.ask(never, takeover.grow, 4 * 1024**3)
        with pytest.raises(Stopped):
            one.ask(never, takeover.leave, 1)
        assert one.ask(never, takeover.length, b"masih menjawab") == 14


def test_a_process_that_was_taken_over_reaches_nothing_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers with what would be run where it is read, with another form, with too much, and by half."""
    monkeypatch.setattr(apart_module, "_REST", 0.5)
    path = tmp_path / "dibuat"
    with Apart() as one:
        for answer in (
            takeover.answer_with_a_pickle,
            takeover.answer_otherwise,
            takeover.answer_an_unknown_form,
            takeover.answer_too_much,
            takeover.answer_by_half,
        ):
            with pytest.raises(Stopped):
                one.ask(never, answer, str(path))
            assert not path.exists()
        assert one.ask(never, takeover.length, b"masih menjawab") == 14


@pytest.mark.skipif(takeover.WINDOWS, reason="there a job object bounds it")
def test_it_may_neither_write_files_nor_begin_programs(tmp_path: Path) -> None:
    with Apart(memory=1024**3) as one:
        assert one.ask(never, takeover.bounds, str(tmp_path)) == (False, (1024**3, 0, 0))
    assert (tmp_path / "tulisan").read_bytes() == b""


def test_what_no_file_makes_it_say_is_not_shown() -> None:
    told = Verdict("sah", "utuh", "Utuh.", "Pakai.", signed_length=9)
    sound = Inspected("a.pdf", told, sizes=((595.0, 842.0),))
    assert _plausible(sound, 9)
    for one in (
        replace(sound, verdict=replace(told, signed_length=10)),
        replace(sound, verdict=replace(told, sentence="a" * 5_000)),
        replace(sound, verdict=replace(told, pages=("a" * 5_000,))),
        replace(sound, shown=-1),
        replace(sound, sizes=((float("nan"), 1.0),)),
        replace(sound, sizes=((0.0, 1.0),)),
        replace(sound, whole=((1.0, 1.0),) * 20_000),
        replace(sound, sheets=(Sheet("a.pdf", 1, (), "a" * 30_000),)),
    ):
        assert not _plausible(one, 9)
    with pytest.raises(ValueError, match="sides"):
        Picture(9_000, 9_000, b"")


def test_a_person_may_stop_waiting_and_it_answers_in_the_language_of_the_screen() -> None:
    class Enough(Exception):
        pass

    def enough() -> None:
        raise Enough

    with Apart() as one:
        one.ask(never, takeover.length, b"")
        with pytest.raises(Enough):
            one.ask(enough, takeover.wait, 600)
        set_language("en")
        try:
            found = inspect_apart(one, "x.pdf", b"%PDF-1.7\nrusak", Anchors(), NOW)
        finally:
            set_language("id")
        assert found.verdict is not None
        assert "damaged" in found.verdict.sentence
