"""Input that nobody would wish for on a paper: each is drawn and told, or refused with a sentence."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from desktop_app.attachments.image import MAX_EMBLEM, emblem
from desktop_app.documents import ink, kop
from desktop_app.documents.announcement import write_announcement
from desktop_app.documents.attendance import write_attendance
from desktop_app.documents.decree import write_decree
from desktop_app.documents.flow import write_letters
from desktop_app.documents.layout import MOST_ROWS
from desktop_app.documents.mentor_report import write_mentee_roster, write_mentor_roster, write_month_report
from desktop_app.documents.minutes import write_minutes
from desktop_app.documents.ranking_list import write_ranking_list
from desktop_app.documents.receipt import write_receipts
from desktop_app.documents.roster import write_roster
from desktop_app.documents.sheets import UPRIGHT
from desktop_app.documents.statements import consent_letter, statement_letter
from desktop_app.documents.waiting_list import write_waiting_list
from desktop_app.documents.wave_roster import write_wave_roster
from desktop_app.errors import Refused, Unavailable
from desktop_app.storage.saving import need_room, save_file
from resources.i18n import counted
from tests.documents import lists, papers
from tests.documents.people import NOW, roster
from tests.documents.reading import packed, page_texts

ODD = "\u0645\u062d\u0645\u062f \U0001f600 \u202eAyu"
"""Written from right to left, a picture, and a sign that turns what follows."""
ENDLESS = "Nama Panjang " * 23


def bomb(wide: int, high: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data", [b"bukan gambar", b"", b"PK\x03\x04", bomb(8000, 5000), bomb(200_000, 200_000)]
)
def test_a_logo_that_is_no_small_picture_is_refused_before_it_takes_room(data: bytes) -> None:
    tracemalloc.start()
    for read in (emblem, kop.read_logo):
        with pytest.raises(Refused) as refused:
            read(data)
        assert refused.value.code == "LOGO" and refused.value.next_step
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()
    assert MAX_EMBLEM < 8000 * 5000, "forty megapixels"


def test_an_emblem_without_ground_stands_on_white() -> None:
    picture = io.BytesIO()
    Image.new("RGBA", (300, 400), (200, 30, 30, 0)).save(picture, "PNG")
    with Image.open(io.BytesIO(emblem(picture.getvalue()))) as made:
        assert min(made.convert("L").getextrema()) > 250  # type: ignore[type-var]


def _named(name: str) -> dict[str, Callable[[], bytes]]:
    """Papers of every shape with somebody of this name on them."""
    one = replace(papers.FULL, nama=name, facts=(("Nama lengkap", name),))
    minutes, decree, list_ = papers.minutes(1), papers.decree(1), roster(1)
    return {
        "daftar nominatif": lambda: (
            write_roster(replace(list_, rows=(replace(list_.rows[0], nama=name),)), state="draf", now=NOW).pdf
        ),
        "berita acara": lambda: (
            write_minutes(
                replace(minutes, rows=(replace(minutes.rows[0], nama=name),)), state="draf", now=NOW
            ).pdf
        ),
        "penetapan": lambda: (
            write_decree(
                replace(decree, rows=(replace(decree.rows[0], nama=name),)), state="draf", now=NOW
            ).pdf
        ),
        "tanda terima": lambda: write_receipts([papers.receipt(one)], now=NOW).pdf,
        "pernyataan": lambda: (
            write_letters(
                [statement_letter(papers.statement(one)), consent_letter(papers.consent(one))],
                title="Uji",
                now=NOW,
            ).pdf
        ),
    }


def _listed(name: str) -> dict[str, Callable[[], bytes]]:
    """The same of the lists, and of what DKUM wrote into its rules."""

    def of(made: Any) -> Any:
        return replace(made, rows=(replace(made.rows[0], nama=name),))

    month = lists.month(1)
    rules = replace(lists.RULES, conditions=(name,))
    return {
        "daftar hadir": lambda: (
            write_attendance(of(lists.attendance(1, 2)), lists.page_key(), now=NOW).pdf
        ),
        "urutan": lambda: write_ranking_list(of(lists.ranking(1)), now=NOW).pdf,
        "daftar tunggu": lambda: write_waiting_list(of(lists.waiting(1)), state="draf", now=NOW).pdf,
        "gelombang": lambda: write_wave_roster(of(lists.wave(1)), state="draf", now=NOW).pdf,
        "laporan bulanan": lambda: (
            write_month_report(
                replace(month, mentor=name, deeds=(replace(month.deeds[0], nama=name),)),
                state="draf", now=NOW,
            ).pdf
        ),
        "dampingan": lambda: write_mentee_roster(of(lists.mentees(1)), state="draf", now=NOW).pdf,
        "pendamping": lambda: write_mentor_roster(of(lists.mentors(1)), state="draf", now=NOW).pdf,
        "pengumuman": lambda: write_announcement(lists.announcement(rules), now=NOW),
    }  # fmt: skip


KINDS = [*_named(""), *_listed("")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_that_cannot_be_printed_is_marked_and_told_and_a_long_name_is_whole(kind: str) -> None:
    texts = page_texts((_named(ODD) | _listed(ODD))[kind]())
    assert any("\u25ca\u25ca\u25ca\u25ca \u25ca \u25caAyu" in text for text in texts)
    for text in texts:
        assert ("\u25ca" in text) == (packed(ink.REPLACED) in packed(text))
    assert packed(ENDLESS) in packed(" ".join(page_texts((_named(ENDLESS) | _listed(ENDLESS))[kind]())))


def test_a_long_group_is_named_whole_and_again_where_it_goes_on() -> None:
    one = roster(60)
    made = replace(one, groups=(f"Pendamping {ENDLESS}",) * 60, form=UPRIGHT)
    texts = page_texts(write_roster(made, state="draf", now=NOW).pdf)
    assert len(texts) > 1
    for number, text in enumerate(texts):
        assert packed(f"Pendamping {ENDLESS.strip()}") in packed(text) and ("(lanjutan)" in text) == (
            number > 0
        )


def test_more_rows_than_anybody_reads_are_refused_before_they_are_laid_out() -> None:
    one = roster(1)
    with pytest.raises(Refused) as refused:
        write_roster(replace(one, rows=one.rows * (MOST_ROWS + 1)), state="draf", now=NOW)
    assert refused.value.code == "rows" and counted(MOST_ROWS) in refused.value.message


def test_a_place_that_cannot_be_written_is_told_before_and_when_saving(tmp_path: Path) -> None:
    """The folder is a file now, or something of the same name is in the way."""
    (tmp_path / "dulu-folder").write_text("")
    (tmp_path / "daftar.pdf").mkdir()
    for path in (tmp_path / "dulu-folder" / "daftar.pdf", tmp_path / "daftar.pdf"):
        with pytest.raises(Unavailable) as wrong:
            save_file(path, b"%PDF")
        assert wrong.value.next_step and wrong.value.record == "daftar.pdf"
        with pytest.raises(Unavailable):
            need_room(path)
    gone = tmp_path / "dicabut" / "daftar.pdf"
    assert save_file(gone, b"%PDF").read_bytes() == b"%PDF", "a folder that vanished is made again"
    assert not list(tmp_path.rglob("*.part"))
