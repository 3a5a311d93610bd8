"""DKUM's decision list: enough for anybody to rank again."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from hashlib import sha256

from pikepdf import pdfa

from desktop_app.documents.decision_list import to_json, write_decision_list
from desktop_app.documents.qr import QrKey, decode
from tests.documents.people import NOW, decision_list
from tests.documents.reading import page_code, page_texts


def test_the_issued_json_alone_gives_the_same_order_and_outcomes() -> None:
    issued = json.loads(to_json(decision_list(40)))
    again = sorted(
        issued["rows"],
        key=lambda row: (
            row["tanggal_lengkap"],
            sha256((issued["seed"] + row["nomor_pendaftaran"]).encode()).hexdigest(),
        ),
    )
    assert again == issued["rows"]
    for rank, row in enumerate(again, 1):
        assert row["rank"] == rank
        assert row["draw"] == sha256((issued["seed"] + row["nomor_pendaftaran"]).encode()).hexdigest()
        assert row["outcome"] == ("accepted" if rank <= issued["quota"] else "waitlisted")


def test_the_paper_prints_everybody_the_seed_and_the_way(qr_key: QrKey) -> None:
    made = decision_list(40)
    paper = write_decision_list(made, state="segel", now=NOW, key=qr_key)
    texts = page_texts(paper.pdf)
    assert paper.pages == 2
    whole = " ".join(texts)
    for row in made.rows:
        assert row.nomor_pendaftaran in whole
        assert " ".join(row.draw[n : n + 4] for n in range(0, 16, 4)) in whole
    assert f"Benih undian: {made.seed}" in texts[0]
    assert "SHA-256 dari teks benih" in texts[0]
    assert "Jumlah seluruhnya: 40 pendaftar (27 Ditetapkan, 13 Daftar Tunggu), kuota 27" in texts[1]


def test_its_code_names_registration_numbers_and_the_digest_of_the_json(qr_key: QrKey) -> None:
    made = decision_list(40)
    paper = write_decision_list(made, state="segel", now=NOW, key=qr_key)
    pages = [decode(page_code(paper.pdf, n, 150), [qr_key.public_key]) for n in range(paper.pages)]
    assert [row for page in pages for row in page.rows] == [(r.rank, r.nomor_pendaftaran) for r in made.rows]
    assert {page.digest for page in pages} == {sha256(to_json(made)).digest()}
    assert {page.kind for page in pages} == {"putusan"}


def test_it_is_pdf_a_3b_and_the_same_again(qr_key: QrKey) -> None:
    paper = write_decision_list(decision_list(3), state="segel", now=NOW, key=qr_key)
    assert pdfa.validate_written(io.BytesIO(paper.pdf), "3b").findings == []
    assert write_decision_list(decision_list(3), state="segel", now=NOW, key=qr_key) == paper


def test_a_second_round_says_how_many_places_were_filled_before() -> None:
    """Without that number nobody could tell where the line falls."""
    rows = tuple(
        replace(row, outcome="accepted" if row.rank <= 2 else "waitlisted") for row in decision_list(4).rows
    )
    made = replace(decision_list(4), taken=25, rows=rows)
    issued = json.loads(to_json(made))
    for row in issued["rows"]:
        assert row["outcome"] == (
            "accepted" if row["rank"] <= issued["quota"] - issued["taken"] else "waitlisted"
        )
    paper = write_decision_list(made, state="draf", now=NOW)
    assert "kuota 27, 25 sudah terisi" in " ".join(page_texts(paper.pdf))


def test_a_list_of_the_whole_city_names_the_city() -> None:
    made = replace(decision_list(3), program="PP", kelurahan="", kecamatan="")
    text = page_texts(write_decision_list(made, state="draf", now=NOW).pdf)[0]
    assert "Kota Depok" in text
    assert "Kelurahan ," not in text
