"""The drawn cards are small, always the same, and made of the person's own data."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image, ImageChops

from desktop_app.attachments.image import reencode
from desktop_app.sample import scans
from desktop_app.sample.people import make_people
from resources.i18n import set_language

PEOPLE = make_people(1, "3276061002", 3, year=2026, today=date(2026, 11, 20))


@pytest.mark.parametrize(("draw", "size"), [(scans.id_card, scans.CARD), (scans.family_card, scans.SHEET)])
def test_a_card_is_a_small_jpeg_and_the_same_each_time_in_every_language(draw, size):
    made = draw(PEOPLE[0])
    picture = Image.open(io.BytesIO(made))
    assert picture.format == "JPEG" and picture.size == size and len(made) < 100_000
    assert draw(PEOPLE[1]) != made
    set_language("en")
    try:
        assert draw(PEOPLE[0]) == made
    finally:
        set_language("id")
    assert reencode(made).width == size[0]


def test_another_address_changes_only_its_line():
    person = PEOPLE[0]
    before = Image.open(io.BytesIO(scans.id_card(person))).convert("L")
    after = Image.open(io.BytesIO(scans.id_card(person | {"alamat": "Jl. Palakali Gg. Mawar 7"}))).convert(
        "L"
    )
    left, top, right, bottom = (
        ImageChops.difference(before, after).point(lambda v: 255 if v > 60 else 0).getbbox()
    )
    assert 240 < top < bottom < 290 and left > 220 and right < 620


def test_a_person_of_whom_little_is_known_can_be_drawn_and_a_long_name_fits():
    assert scans.id_card({}) and scans.family_card({})
    assert scans.id_card({"nama": "Siti " * 20, "alamat": "Jl. " * 50})


def test_the_word_contoh_crosses_the_card(monkeypatch: pytest.MonkeyPatch):
    with_word = Image.open(io.BytesIO(scans.id_card(PEOPLE[0]))).convert("L")
    monkeypatch.setattr(scans, "_stamped", lambda card, _size: card)
    without = Image.open(io.BytesIO(scans.id_card(PEOPLE[0]))).convert("L")
    box = ImageChops.difference(with_word, without).point(lambda v: 255 if v > 20 else 0).getbbox()
    assert box[2] - box[0] > scans.CARD[0] * 0.4 and box[3] - box[1] > scans.CARD[1] * 0.3
