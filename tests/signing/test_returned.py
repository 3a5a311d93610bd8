"""What comes back from a service: ours extended, ours written anew, or another paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pikepdf
import pytest

from desktop_app.documents.data import Paper
from desktop_app.errors import Refused
from desktop_app.signing.returned import certified, compare
from desktop_app.signing.signer import bsre_box, prepare
from tests.documents.people import NOW
from tests.documents.surgery import overlaid
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
    ],
)
def test_another_paper_is_told(sent: bytes, change: Callable[[pikepdf.Pdf], Any], expected: str) -> None:
    assert code(sent, rewritten(sent, change)) == expected


def test_painted_over_before_it_was_signed_is_not_the_same(people: Pki, sent: bytes) -> None:
    assert code(sent, signed_elsewhere(overlaid(sent), people.lurah, people)) == "returned_text"
    assert code(sent, b"%PDF-1.7 rusak") == "pdf_damaged"


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
    late = signed_elsewhere(sent, people.lurah, people, now=NOW + timedelta(days=400))
    assert certified(late, roots, NOW + timedelta(days=500)) == ()
    # the clock of the service is ahead: it is judged by ours
    ahead = signed_elsewhere(sent, people.lurah, people, now=NOW + timedelta(days=400))
    assert len(certified(ahead, roots, NOW)) == 1
