"""Files made to harm the program that checks them: a sentence, within bounded time and memory."""

from __future__ import annotations

import io
import os
import time
import zlib
from collections.abc import Generator

import pikepdf
import pytest

from desktop_app.verifying.apart import Apart, Stopped, never
from desktop_app.verifying.inspect import Anchors, inspect_apart
from resources.i18n import set_language
from tests.documents.people import NOW


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


HOSTILE = {
    "deep": document(b"<</Type/Catalog/A " + b"[" * 400_000 + b"]" * 400_000 + b">>"),
    "deep trailer": document(b"<</Type/Catalog>>", b"<</A" * 200_000),
    "pages within themselves": document(b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R 1 0 R]/Count 2>>"),
    "endless table": endless_table(),
    "blown up": blown_up(),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_gets_a_sentence(case: str, apart: Apart) -> None:
    started = time.monotonic()
    found = inspect_apart(apart, "jahat.pdf", HOSTILE[case], Anchors(), NOW)
    assert found.verdict is not None
    assert found.verdict.kind != "sah"
    assert found.verdict.sentence
    assert found.verdict.next_step
    assert time.monotonic() - started < 60
    assert inspect_apart(apart, "lain.pdf", b"%PDF-1.7\nrusak", Anchors(), NOW).verdict is not None


def test_what_goes_on_without_end_or_grows_is_stopped() -> None:
    with Apart(seconds=0.5) as hurried, pytest.raises(Stopped):
        hurried.ask(never, time.sleep, 600)
    with Apart(seconds=120, memory=600 * 1024 * 1024) as one:
        with pytest.raises(Stopped):
            one.ask(never, bytearray, 4 * 1024**3)
        with pytest.raises(Stopped):
            one.ask(never, os._exit, 1)
        assert one.ask(never, len, b"masih menjawab") == 14


def test_a_person_may_stop_waiting_and_it_answers_in_the_language_of_the_screen() -> None:
    class Enough(Exception):
        pass

    def enough() -> None:
        raise Enough

    with Apart() as one:
        one.ask(never, len, b"")
        with pytest.raises(Enough):
            one.ask(enough, time.sleep, 600)
        set_language("en")
        try:
            found = inspect_apart(one, "x.pdf", b"%PDF-1.7\nrusak", Anchors(), NOW)
        finally:
            set_language("id")
        assert found.verdict is not None
        assert "damaged" in found.verdict.sentence
