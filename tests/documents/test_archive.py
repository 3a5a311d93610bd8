"""A paper as a file: PDF/A-3b, heard in its order, with the data that it prints and no more."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
from pikepdf import pdfa

from desktop_app.documents.archive import About, archival
from desktop_app.documents.data import Edition, Roster
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import to_json, write_roster
from tests.documents.conftest import Sealed
from tests.documents.lists import LISTS
from tests.documents.papers import FULL, GALLERY
from tests.documents.people import NOW, long_roster, roster
from tests.documents.reading import packed
from tests.documents.structure import read_aloud


def test_what_a_file_says_of_itself_is_well_formed_whatever_was_typed() -> None:
    """XML has no place for most control characters, and PDF/A wants the same words twice."""
    typed = "".join(map(chr, range(0xA0))) + "\ufffe\uffff"
    out = io.BytesIO()
    with pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(out)
    pdf = archival(out.getvalue(), About(f"Judul{typed}", "Kukusan", f"500.3/{typed}118", typed), NOW)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root: Any = document.Root
        said = ElementTree.fromstring(root.Metadata.read_bytes())
        words = "".join(said.itertext())
        for key in ("/Title", "/Subject", "/Keywords"):
            assert str(document.docinfo[key]) in words
        assert str(document.docinfo["/Subject"]).split()[0] == "500.3/"
    assert pdfa.validate_written(io.BytesIO(pdf), "3b").findings == []


def printed(made: Roster) -> dict[str, Any]:
    return json.loads(to_json(made))


@pytest.mark.parametrize("edition", ["arsip", "papan"])
def test_a_roster_is_heard_row_by_row(edition: Edition, qr_key: QrKey) -> None:
    made = roster(60, edition)
    paper = write_roster(made, state="segel", now=NOW, key=qr_key)
    document = read_aloud(paper.pdf)
    said = printed(made)
    (title,) = document.every("H1")
    assert title.text.casefold() == f"daftar nominatif calon wirausaha baru tahun {made.tahun}"
    (table,) = document.every("Table")
    head, *rows = table.kids
    assert [cell.role for cell in head.kids] == ["TH"] * len(said["columns"])
    assert [cell.text for cell in head.kids] == said["columns"]
    assert [[cell.text for cell in row.kids] for row in rows] == said["rows"]
    assert {cell.role for row in rows for cell in row.kids} == {"TD"}
    assert [row.kids[0].page for row in rows] == sorted(row.kids[0].page for row in rows)
    assert paper.pages > 2 and rows[-1].kids[0].page == paper.pages - 1
    order = [part.role for part in document.kids]
    assert order.index("H1") < order.index("Table") and order.count("Table") == 1
    around = " ".join(part.text for part in document.every("P"))
    assert "Jumlah seluruhnya: 60 orang" in around and around.count("KELURAHAN KUKUSAN") == 1


def test_long_texts_groups_and_a_draft_are_heard_whole() -> None:
    made = long_roster()
    made = replace(made, groups=tuple(f"RW {row.rw}" for row in made.rows))
    paper = write_roster(made, state="draf", now=NOW)
    (table,) = read_aloud(paper.pdf).every("Table")
    rows = [row for row in table.kids[1:] if len(row.kids) > 1]
    heard = packed("".join(cell.text for row in rows for cell in row.kids))
    assert heard == packed("".join(cell for row in printed(made)["rows"] for cell in row))
    headings = [row.kids[0] for row in table.kids[1:] if len(row.kids) == 1]
    assert headings and {one.columns for one in headings} == {len(table.kids[0].kids)}


@pytest.mark.parametrize("edition", ["arsip", "papan"])
def test_the_data_inside_are_those_of_the_edition(edition: Edition, qr_key: QrKey) -> None:
    made = roster(28, edition)
    made = replace(made, rows=(replace(made.rows[0], nama="=1+1"), *made.rows[1:]))
    paper = write_roster(made, state="segel", now=NOW, key=qr_key)
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        root: Any = document.Root
        inside = {name: spec.get_file() for name, spec in document.attachments.items()}
        assert {str(one.AFRelationship) for one in root.AF} == {"/Data"} and len(root.AF) == 2
        assert {file.mime_type for file in inside.values()} == {"application/json", "text/csv"}
        assert (str(document.docinfo["/Title"]), str(document.docinfo["/Author"])) == (
            f"Daftar Nominatif Calon Wirausaha Baru Tahun {made.tahun}", "Kelurahan Kukusan",
        )  # fmt: skip
        data, table = (inside[name].read_bytes() for name in ("isi.json", "tabel.csv"))
    assert data == to_json(made) and sha256(data).hexdigest() == paper.digest
    titles, *rows = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=";")
    said = printed(made)
    assert titles == said["columns"]
    guarded = [[cell.removeprefix("'") for cell in row] for row in rows]
    assert guarded == said["rows"] and "'=1+1" in rows[0], "a spreadsheet computes nothing of it"
    with pikepdf.open(io.BytesIO(write_roster(made, state="draf", now=NOW).pdf)) as draft:
        assert not draft.attachments, "nobody relies on the data of a draft"


def test_every_font_is_inside(qr_key: QrKey) -> None:
    paper = write_roster(roster(28), state="segel", now=NOW, key=qr_key)
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        fonts = [
            one for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"
        ]  # fmt: skip
        assert fonts and all("/FontFile2" in one.FontDescriptor for one in fonts)
        assert (
            not document.check_pdf_syntax()
            if hasattr(document, "check_pdf_syntax")
            else document.check() == []
        )


def test_a_paper_of_many_pages_is_the_same_file_again(qr_key: QrKey) -> None:
    first, second = (write_roster(roster(300), state="segel", now=NOW, key=qr_key).pdf for _ in range(2))
    assert first == second
    assert pdfa.validate_written(io.BytesIO(first), "3b").findings == []


def test_the_tree_stays_whole_under_the_seal(sealed: Sealed) -> None:
    assert sealed.pdf.startswith(sealed.paper.pdf)
    assert len(read_aloud(sealed.pdf).every("TR")) == 28


HEARD = GALLERY | LISTS


@pytest.mark.parametrize("name", HEARD)
def test_every_paper_is_heard(name: str) -> None:
    """Its language and title are said; every table is made of rows, and its headings say what they head."""
    pdf = HEARD[name]()
    document = read_aloud(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.docinfo.Title) and bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    assert len(document.every("H1")) == 1
    for table in document.every("Table"):
        assert {row.role for row in table.kids} == {"TR"}
        cells = [row.kids for row in table.kids]
        assert {cell.role for row in cells for cell in row} <= {"TH", "TD"}
        wide = sum(cell.columns for cell in cells[0])
        assert all(sum(cell.columns for cell in row) == wide for row in cells if row[-1].page == row[0].page)
        heads = [cell for row in cells for cell in row if cell.role == "TH"]
        assert heads and {cell.scope for cell in heads} <= {"/Column", "/Row"}


def test_a_letters_facts_are_rows_with_their_label_as_heading() -> None:
    (table, *_others) = read_aloud(GALLERY["pernyataan-penuh"]()).every("Table")
    said = [[cell.text for cell in row.kids] for row in table.kids]
    assert said == [[label, value] for label, value in FULL.facts]
    assert {(row.kids[0].role, row.kids[0].scope, row.kids[1].role) for row in table.kids} == {
        ("TH", "/Row", "TD")
    }
