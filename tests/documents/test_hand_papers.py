"""Papers signed by hand: what is printed is what is known, nothing is cut, and none says DRAF."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pikepdf import pdfa
from PIL import Image
from pypdfium2 import PdfDocument

from desktop_app.documents.entry_form import shown_fields, write_entry_form
from desktop_app.documents.flow import write_letters
from desktop_app.documents.receipt import write_receipts
from desktop_app.documents.render import page_count, page_png, page_sizes
from desktop_app.documents.sheets import LEAST_MARGIN, Form
from desktop_app.documents.statements import consent_letter, statement_letter
from desktop_app.domain import entry_plan, fields
from resources.i18n import official, tr
from tests.documents import papers
from tests.documents.people import NOW
from tests.documents.reading import overprinted, packed, page_texts, squeezed

BY_HAND = [name for name in papers.GALLERY if not name.startswith(papers.DRAFTS)]


@pytest.mark.parametrize("name", BY_HAND)
def test_every_form_of_every_paper_keeps_its_margins_and_is_an_archive(name: str) -> None:
    pdf = papers.GALLERY[name]()
    assert pdf == papers.GALLERY[name](), "equal data, equal bytes"
    assert "DRAF" not in " ".join(page_texts(pdf)) and overprinted(pdf) == []
    assert pdfa.validate_written(io.BytesIO(pdf), "3b").findings == []
    for page in range(page_count(pdf)):
        picture = Image.open(io.BytesIO(page_png(pdf, page, dpi=144))).convert("L")
        inked = picture.point(lambda shade: 255 if shade < 250 else 0).getbbox()
        assert inked is not None
        wide, high = picture.size
        assert min(inked[0], inked[1], wide - inked[2], high - inked[3]) / 2 >= LEAST_MARGIN - 1


@pytest.mark.parametrize("one", [papers.FULL, papers.EMPTY, papers.OVERLONG])
def test_statement_and_consent_say_what_is_known_in_full(one: papers.Applicant) -> None:
    for letter in (
        statement_letter(papers.statement(one)),
        consent_letter(papers.consent(one)),
    ):
        pages = page_texts(write_letters([letter], title="Uji", now=NOW).pdf)
        text = packed(" ".join(pages).replace(letter.title, ""))
        for label, said in one.facts[:1]:
            assert packed(label) in text and packed(said) in text
        assert packed(one.nomor_pendaftaran) in text and "24November2026" in text
        assert ("Orangtuaatauwali" in text) == (one.guardian is not None)
        assert ("(kerabatyangmengasuh)," in text) == bool(one.relation)
        assert all(f"Halaman {n} dari {len(pages)}" in page for n, page in enumerate(pages, 1))
    said = page_texts(write_letters([statement_letter(papers.statement(one))], title="Uji", now=NOW).pdf)
    for point in papers.POINTS:
        assert squeezed(point) in " ".join(said)


def test_nobody_signs_a_page_that_says_nothing() -> None:
    """The last paragraph goes over the page with who signs below it, wherever what stands before it ends."""
    for points in range(22, 30):
        said = replace(papers.statement(papers.FULL), points=papers.POINTS[:1] * points)
        told = replace(papers.consent(papers.FULL), receivers=("Bank " * 14,) * (points - 18))
        for letter, last, role in (
            (statement_letter(said), "Demikian pernyataan", "Yang menyatakan,"),
            (consent_letter(told), "Tidak setuju", "Yang menyetujui,"),
        ):
            [signed] = [page for page in page_texts(write_letters([letter], title="Uji", now=NOW).pdf)
                        if role in page]  # fmt: skip
            assert last in signed


def test_a_receipt_says_the_same_on_both_halves() -> None:
    made = write_receipts([papers.receipt(papers.FULL)] * 3, now=NOW)
    texts = page_texts(made.pdf)
    assert made.pages == len(texts) == 3
    for text in texts:
        assert text.count("Lembar untuk pendaftar") == text.count("Lembar untuk kantor") == 1
        for words in ("Siti Marlina", "26-061003-7QK-0042", *(name for name, _state in papers.PAPERS)):
            assert text.count(words) >= 2
        assert text.count("Menyusul") == 2 * sum(state == "Menyusul" for _name, state in papers.PAPERS)
    empty = replace(papers.receipt(papers.EMPTY), papers=())
    assert write_receipts([empty], now=NOW).pages == 1


def test_a_long_note_of_a_receipt_ends_above_its_date() -> None:
    page = PdfDocument(write_receipts([papers.receipt(papers.OVERLONG)], now=NOW).pdf)[0].get_textpage()
    text = page.get_text_range()
    start = text.index("Masih ditunggu")
    end, date = text.index("Yang menyerahkan", start), text.index("Depok, 24 November", start)
    note = [page.get_charbox(at) for at in range(start, end) if text[at].isalpha()]
    assert min(low for _left, low, _right, _top in note) > page.get_charbox(date)[3]


@pytest.mark.parametrize("program", ["WUB", "PP"])
def test_the_blank_form_asks_what_the_screen_asks_in_its_order(program: str) -> None:
    one = papers.entry_form(program)
    made = write_entry_form(one, now=NOW, copies=2, form=Form("F4", "potret"))
    pages = page_texts(made.pdf)
    assert made.pages == len(pages) and made.pages % 2 == 0
    assert page_sizes(made.pdf)[0] == pytest.approx(Form("F4", "potret").size, abs=0.1)
    text = " ".join(pages[: made.pages // 2])
    at = 0
    with official():
        for group, label in fields.GROUP_LABELS.items():
            at = text.index(tr(label), at)
            for row, _own in shown_fields(one, group):
                at = text.index(tr(row.label), at)
    assert ("Kategori PEKKA" in text) == (program == "PP")
    asked = {
        field.name for group in fields.GROUP_LABELS for _row, own in shown_fields(one, group) for field in own
    }
    planned = {
        name for group in fields.GROUP_LABELS for row in entry_plan.rows_of(group) for name in row.fields
    }
    assert asked <= planned and {"nik", "nama", "alamat", "persetujuan_wali", "tanggal_lengkap"} <= asked
    assert "3276" not in "".join(page_texts(made.pdf))
