"""Lists and reports in every form: inside their margins, the same again, nothing cut, nothing unexplained."""

from __future__ import annotations

import io

import pytest
from pikepdf import pdfa
from PIL import Image

from desktop_app.documents.render import page_count, page_png
from desktop_app.documents.sheets import LEAST_MARGIN
from tests.documents import lists
from tests.documents.lists import LISTS
from tests.documents.reading import least_size, overprinted, packed, page_texts

FORMS = ("daftar-hadir", "pengumuman", "sidik")
"""Not tables: without rows they are forms to be filled, or say that nothing is decided yet."""


@pytest.mark.parametrize("paper", sorted({name.split("-")[0] for name in LISTS} - {"prakiraan"}))
def test_every_paper_has_a_short_a_full_an_overlong_and_an_empty_form(paper: str) -> None:
    forms = {name.split("-")[-1] for name in LISTS if name.startswith(paper)}
    assert forms >= {"pendek", "penuh", "panjang"} | ({"kosong"} if paper != "sidik" else set())


@pytest.mark.parametrize("name", LISTS)
def test_every_form_keeps_its_margins_and_comes_out_the_same(name: str) -> None:
    pdf = LISTS[name]()
    assert pdf == LISTS[name](), "equal data, equal bytes"
    assert pdfa.validate_written(io.BytesIO(pdf), "3b").findings == []
    assert overprinted(pdf) == []
    texts = page_texts(pdf)
    for page in range(page_count(pdf)):
        picture = Image.open(io.BytesIO(page_png(pdf, page, dpi=72))).convert("L")
        inked = picture.point(lambda shade: 255 if shade < 250 else 0).getbbox()
        assert inked is not None
        wide, high = picture.size
        assert min(inked[0], inked[1], wide - inked[2], high - inked[3]) >= LEAST_MARGIN - 1
    if name.endswith("kosong") and not name.startswith((*FORMS, "rekap")):
        assert "Belum ada yang tercatat untuk daftar ini." in texts[0]


@pytest.mark.parametrize(
    "name",
    ["daftar-tunggu", "tunggu-arsip", "daftar-hadir", "gelombang", "laporan-bulanan", "binaan", "pendamping"],
)
def test_a_name_of_three_hundred_letters_is_printed_whole(name: str) -> None:
    pdf = LISTS[f"{name}-panjang"]()
    assert packed(lists.NAME[:300]) in packed(" ".join(page_texts(pdf)))
    assert least_size(pdf) >= 5, "and can be read"


@pytest.mark.parametrize("name", ["daftar-tunggu-penuh", "prakiraan", "laporan-berkas-penuh"])
def test_what_is_never_sealed_keeps_no_room_for_a_signature_that_will_not_come(name: str) -> None:
    text = " ".join(page_texts(LISTS[name]()))
    assert "BSrE" not in text and "Segel integritas" not in text and "idak disegel" in text
