"""Every table paper as issued: what is read aloud, row by row, is its data; its totals add up; same again."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest
from pikepdf import pdfa

from desktop_app.documents.data import Paper, Roster
from desktop_app.documents.decision_list import write_decision_list
from desktop_app.documents.decree import write_decree
from desktop_app.documents.layout import DATA_NAME, GROUP, TABLE_NAME
from desktop_app.documents.mentor_report import write_mentee_roster, write_mentor_roster, write_month_report
from desktop_app.documents.minutes import write_minutes
from desktop_app.documents.qr import PREFIX, QrKey, base45_decode
from desktop_app.documents.recap import write_recap
from desktop_app.documents.roster import write_roster
from desktop_app.documents.waiting_list import write_waiting_list
from desktop_app.documents.wave_roster import write_wave_roster
from tests.documents import lists, papers
from tests.documents.people import NOW, decision_list, roster
from tests.documents.reading import everything_inside, packed, page_code, page_texts
from tests.documents.structure import read_aloud

ISSUED: dict[str, Callable[[QrKey], Paper]] = {
    "daftar nominatif arsip": lambda key: write_roster(roster(40), state="segel", now=NOW, key=key),
    "daftar nominatif menurut RW": lambda key: write_roster(by_rw(40), state="segel", now=NOW, key=key),
    "daftar nominatif papan": lambda key: write_roster(roster(40, "papan"), state="segel", now=NOW, key=key),
    "berita acara": lambda key: write_minutes(papers.minutes(60), state="segel", now=NOW, key=key),
    "lampiran penetapan": lambda key: write_decree(
        papers.decree(27, 24, 25), state="segel", now=NOW, key=key
    ),
    "putusan": lambda key: write_decision_list(decision_list(40), state="segel", now=NOW, key=key),
    "tunggu arsip": lambda key: write_waiting_list(
        lists.waiting(40, "arsip"), state="segel", now=NOW, key=key
    ),
    "tunggu papan": lambda key: write_waiting_list(lists.waiting(40), state="segel", now=NOW, key=key),
    "peserta gelombang": lambda key: write_wave_roster(lists.wave(40), state="segel", now=NOW, key=key),
    "laporan bulanan": lambda key: write_month_report(lists.month(27), state="segel", now=NOW, key=key),
    "dampingan": lambda key: write_mentee_roster(lists.mentees(40), state="segel", now=NOW, key=key),
    "pendamping": lambda key: write_mentor_roster(lists.mentors(40), state="segel", now=NOW, key=key),
    "rekap": lambda key: write_recap(lists.recap(40), state="segel", now=NOW, key=key),
}


def by_rw(count: int) -> Roster:
    """The roster, RW by RW."""
    one = roster(count)
    rows = sorted(one.rows, key=lambda row: row.rw)
    return replace(one, rows=tuple(rows), groups=tuple(f"RW {row.rw}" for row in rows))


@pytest.mark.parametrize("kind", ISSUED)
def test_what_is_read_aloud_is_the_data_and_the_totals_add_up(kind: str, qr_key: QrKey) -> None:
    paper = ISSUED[kind](qr_key)
    assert ISSUED[kind](qr_key) == paper, "equal data, equal bytes"
    assert pdfa.validate_written(io.BytesIO(paper.pdf), "3b").findings == []
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        inside = {
            name: document.attachments[name].get_file().read_bytes() for name in (DATA_NAME, TABLE_NAME)
        }
    assert sha256(inside[DATA_NAME]).hexdigest() == paper.digest
    plain = io.StringIO(inside[TABLE_NAME].decode("utf-8-sig"))
    table = [[cell.removeprefix("'") for cell in row] for row in csv.reader(plain, delimiter=";")]
    groups = json.loads(inside[DATA_NAME]).get("groups")
    if groups:  # beside each row what it stands under on paper, as the other file says
        assert [row.pop() for row in table] == [GROUP, *groups]
        over, stood = "", []
        for row in read_aloud(paper.pdf).every("TR"):
            over = packed(row.kids[0].text) if len(row.kids) == 1 else over
            stood += [over] * (len(row.kids) > 1)
        told = zip(stood[1:], groups, strict=True)
        assert all(heading.startswith(packed(group)) for heading, group in told)
    aloud = [
        [packed(cell.text) for cell in row.kids]
        for row in read_aloud(paper.pdf).every("TR")
        if row.kids and len(row.kids) == len(table[0])
    ]
    assert aloud == [[packed(cell) for cell in row] for row in table]
    texts = page_texts(paper.pdf)
    assert all(paper.digest[:4] in text for text in texts)
    told = [int(n) for text in texts for n in re.findall(r"Jumlah halaman ini: (\d+)", text)]
    if kind != "rekap":  # its page totals are sums of figures, told in test_recap
        assert sum(told) == len(table) - 1 and len(told) > 1
        grand = re.findall(r"Jumlah seluruhnya: (\d+)", " ".join(texts))
        assert len(grand) == 1
        if kind != "laporan bulanan":  # which counts visits and tasks apart
            assert int(grand[0]) == len(table) - 1


def test_a_posted_waiting_list_holds_no_nik_and_tells_of_no_household(qr_key: QrKey) -> None:
    waiting = lists.waiting(40)
    assert all("PEKKA-nya" in row.reason for row in waiting.rows)
    paper = ISSUED["tunggu papan"](qr_key)
    codes = [page_code(paper.pdf, page, 200) for page in range(paper.pages)]
    unpacked = [zlib.decompress(base45_decode(code.removeprefix(PREFIX))) for code in codes]
    inside = b"".join([everything_inside(paper.pdf), *unpacked])
    assert waiting.rows[0].nama.encode() in inside
    secrets = {"PEKKA-nya"} | {part for row in waiting.rows for part in (row.nik, row.nik[6:])}
    assert [secret for secret in secrets if secret.encode() in inside] == []
    assert (
        f"Nomor {waiting.head.number} · Kelurahan Kukusan, Kecamatan Beji · papan pengumuman, NIK disamarkan"
        in page_texts(paper.pdf)[0]
    )
