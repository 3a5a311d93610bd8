"""Unsigned, the office seal, a person's and a service's signature: told apart on a copy without greys."""

from __future__ import annotations

import io

from PIL import Image

from desktop_app.documents.data import Rect
from desktop_app.documents.render import page_png
from desktop_app.documents.roster import write_roster
from desktop_app.signing.stamp import draw
from tests.documents.people import NOW, roster
from tests.documents.reading import page_texts
from tests.signing.faces import beside, black_and_white, faces, grey, ink_in

LABEL = 25


def test_each_state_is_told_on_a_copy_in_black_and_white() -> None:
    made = faces()
    places = made.places
    assert places.official is not None and places.mentor is not None
    mark = Rect(places.seal.x1 + 4, places.seal.y1, places.seal.x1 + 54, places.seal.y2)
    labels = [Rect(box.x1, box.y1, box.x1 + LABEL, box.y2) for box in (places.official, places.mentor)]
    seen: dict[str, tuple[bool, bool, bool, bool]] = {}
    for state, pdf in made.pdfs.items():
        copy = black_and_white(grey(pdf))
        frame = beside(copy, places.seal)
        assert frame > 0.95 or 0.35 < frame < 0.75, (state, frame)
        assert 0.35 < beside(copy, places.bsre) < 0.75, "its room is dashed, whoever signs in it"
        official, mentor = (ink_in(copy, label) > 0.5 for label in labels)
        seen[state] = (
            frame > 0.95 and ink_in(copy, mark) > 0.05,
            official,
            mentor,
            _filled(copy, places.bsre),
        )
    assert seen == {
        "draf": (False, False, False, False),
        "menunggu": (False, False, False, False),
        "segel": (True, False, False, False),
        "dua": (True, True, True, False),
        "pejabat": (False, True, False, False),
        "layanan": (False, False, False, True),
    }
    text = {state: page_texts(pdf)[0] for state, pdf in made.pdfs.items()}
    assert [state for state in text if "TANPA SEGEL" in text[state]] == ["menunggu", "pejabat", "layanan"]
    assert "BELUM DISEGEL" in text["draf"]
    assert not any("secara elektronik" in each or "sertifikat" in each.lower() for each in text.values())


def _filled(copy: Image.Image, box: Rect) -> bool:
    """Whether a service drew its own frame along the edge of the room."""
    return ink_in(copy, Rect(box.x1, box.y1, box.x1 + 4, box.y2)) > 0.2


def test_small_print_is_not_lost_on_a_copy_in_black_and_white() -> None:
    """Address, letter number, the NIP below a name, the foot; and a stamp, on a poorer copy."""
    one = roster(5)
    page = page_png(write_roster(one, state="draf", now=NOW).pdf, 0, dpi=150)
    stamp = page_png(draw(Rect(0, 0, 102, 37), "Siti Marlina", "Lurah Kukusan", NOW), 0, dpi=100)
    for drawn, dpi, boxes in (
        (page, 150, [(250, 64, 600, 70), (200, 89, 650, 97), (600, 529, 800, 538), (34, 554, 400, 561)]),
        (stamp, 100, [(27, 3, 100, 11), (27, 11, 100, 19), (27, 19, 100, 27), (27, 27, 100, 36)]),
    ):
        seen = Image.open(io.BytesIO(drawn)).convert("L")
        for box in boxes:
            dark = seen.crop(tuple(round(side * dpi / 72) for side in box)).histogram()
            assert sum(dark[:128]) > 0.5 * sum(dark[:215]) > 10, (dpi, box)


def test_a_long_name_stands_whole_in_its_stamp() -> None:
    name = "Raden Ajeng Siti Nurhalimah Kusumawardhani binti Abdurrahman Wahid, S.E., M.Si."
    text = " ".join(
        page_texts(draw(Rect(0, 0, 118, 33), name, "Pelaksana Tugas Lurah Kukusan", NOW))[0].split()
    )
    assert name in text and "Pelaksana Tugas Lurah Kukusan" in text and "bukan BSrE" in text
