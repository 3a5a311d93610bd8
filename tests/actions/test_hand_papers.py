"""Papers to be signed by hand from a real office: the text equals the data, and nobody else is on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from desktop_app.actions import hand_papers
from desktop_app.actions.announcing import announce
from desktop_app.actions.file_report import file_report
from desktop_app.actions.fingerprint_sheets import own_sheet
from desktop_app.actions.hand_papers import HandWish, Kind
from desktop_app.cli import main
from desktop_app.documents import qr
from desktop_app.documents.sheets import Form
from desktop_app.domain import fields
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.file_story import file_story
from resources.i18n import spoken
from tests import offices
from tests.cli.beside import saved_beside
from tests.documents.reading import packed, page_codes, page_texts
from tests.offices import KUKUSAN, PASSPHRASE

PEOPLE = 3


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Office]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    dkum.close()
    one = kelurahan[KUKUSAN]
    offices.enter(one, [dict(person) | {"program": "WUB"} for person in offices.persons(PEOPLE)])
    yield one
    one.close()


def applicants(one: Office) -> list[dict[str, str]]:
    with one.reading() as connection:
        rows = connection.execute(text("SELECT *, lower(hex(uuid)) AS record FROM application ORDER BY id"))
        return [dict(row) for row in rows.mappings()]


@pytest.mark.parametrize("kind", ["pernyataan", "persetujuan", "tanda_terima"])
def test_each_sheet_holds_one_persons_data_and_no_others(kukusan: Office, kind: Kind) -> None:
    known = applicants(kukusan)
    wish = HandWish(kind, tuple(row["record"] for row in known), form=Form("F4", "potret"))
    made = hand_papers.print_papers(kukusan, wish)
    pages = page_texts(made.pdf)
    assert made.pages == len(pages)
    for row in known:
        own = [page for page in pages if row["nomor_pendaftaran"] in page]
        assert own and all(packed(row["nama"]) in packed(page) for page in own)
        assert (packed(row["nik"]) in packed(" ".join(own))) == (kind == "pernyataan")
        others = {other["nik"] for other in known if other is not row}
        assert not any(nik in packed(page) for nik in others for page in own)
        if kind == "persetujuan":
            assert f"Versi {row['persetujuan_versi']}" in " ".join(own), "the notice that the record names"
        if kind == "tanda_terima":
            states = json.loads(row["dokumen"] or "{}")
            there = sum(state == "ada" for state in states.values())
            words = " ".join(own)
            assert words.count(" Ada ") == 2 * there
            assert ("Berkas belum lengkap" in words) == (
                states.get("ktp") != "ada" or states.get("kk") != "ada"
            )
    assert hand_papers.print_papers(kukusan, wish).pages == made.pages


def test_a_code_only_where_it_is_asked_for(kukusan: Office) -> None:
    row = applicants(kukusan)[0]
    key = kukusan.device.signing_key.public_key().public_bytes_raw()
    for kind in hand_papers.TITLES:
        coded = hand_papers.print_papers(kukusan, HandWish(kind, (row["record"],), coded=True))
        found = set(page_codes(coded.pdf, 0, 150))  # both halves of a receipt carry the same one
        assert len(found) == 1
        page = qr.decode(found.pop(), [key])
        assert (page.kind, page.rows) == (kind, ((1, row["nama"]),))
        assert page.number == row["nomor_pendaftaran"] and page.pages == coded.pages


def test_a_paper_is_indonesian_whatever_the_window_speaks(kukusan: Office) -> None:
    record, year = applicants(kukusan)[0]["record"], kukusan.today().year

    def story() -> bytes:
        with kukusan.reading() as connection:
            return file_report(kukusan, file_story(connection, kukusan)).pdf

    for made in (
        *(lambda kind=kind: hand_papers.print_papers(kukusan, HandWish(kind, (record,))).pdf
          for kind in hand_papers.TITLES),
        lambda: hand_papers.print_blank(kukusan, "PP", year).pdf,
        lambda: hand_papers.print_trial(kukusan, Form("F4", "potret")).pdf,
        lambda: announce(kukusan, "PP", year, KUKUSAN).pdf,
        lambda: own_sheet(kukusan),
        story,
    ):  # fmt: skip
        own = made()
        with spoken("en"):
            assert page_texts(made()) == page_texts(own)


def test_what_cannot_be_printed_is_a_sentence(kukusan: Office) -> None:
    for wish, code in (
        (HandWish("pernyataan", ()), "nobody"),
        (HandWish("pernyataan", ("00" * 16,)), "unknown_record"),
        (HandWish("pernyataan", ("00" * 16,) * (hand_papers.MOST_PEOPLE + 1)), "many"),
    ):
        with pytest.raises(Refused) as refused:
            hand_papers.print_papers(kukusan, wish)
        assert refused.value.code == code and refused.value.next_step
    with pytest.raises(Refused, match="999"):
        hand_papers.print_blank(kukusan, "WUB", 2026, copies=999)


def test_questions_of_the_rules_are_declared_as_they_were_answered(kukusan: Office) -> None:
    own = hand_papers.rules_in_force
    with kukusan.reading() as connection:
        rules = own(connection).of("WUB", 2026)
    empty = dict.fromkeys(fields.FIELDS)
    yes = hand_papers.statement_points({**empty, "asn": "ya", "punya_usaha": "ya"}, rules)
    no = hand_papers.statement_points({**empty, "asn": "tidak", "punya_usaha": "tidak"}, rules)
    assert any(point.startswith("Saya ASN") for point in yes)
    assert any(point.startswith("Saya bukan ASN") for point in no)
    assert any("belum mempunyai usaha" in point for point in no)


def test_the_command_line_prints_them_all(
    kukusan: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    numbers = [row["nomor_pendaftaran"] for row in applicants(kukusan)]
    kukusan.close()
    who = ["--home", str(kukusan.home), "--user", "Dian Lestari", "--json", "--out", str(tmp_path)]
    for words, count in (
        (["form", "--program", "PP", "--paper", "F4", "--copies", "2"], 2),
        (["statement", *numbers], PEOPLE),
        (["consent", numbers[0], "--qr"], 1),
        (["receipt", *numbers, "--paper", "F4"], PEOPLE),
        (["trial", "--paper", "F4", "--direction", "lanskap"], 1),
    ):

        def printed(words: list[str] = words) -> Any:
            assert main(["paper", *words, *who]) == 0, words
            return json.loads(capsys.readouterr().out)

        answer = saved_beside(printed)
        assert (answer["count"], answer["pages"]) == (
            count,
            len(page_texts(Path(answer["file"]).read_bytes())),
        )
    assert main(["paper", "statement", "26-061003-7QK-9999", *who]) == 1
    with pytest.raises(SystemExit, match="2"):
        main(["roster", "--paper", "A5", *who])
