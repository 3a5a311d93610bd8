"""What may be said about a document once it is issued."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.receive import Incoming
from tests import offices
from tests.storage.test_receive import ISSUED, NEW, op, take


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "kukusan")
    yield made
    made.close()


def test_an_issued_document_is_signed_or_called_off_and_nothing_else(office: Office) -> None:
    """Whatever its office's computers say, and in whatever order two of them are heard."""

    def said(n: int, kind: str, values: dict[str, Any], seq: int) -> Incoming:
        return op(office, seq, NEW[0], "document", kind, values, n=n)

    first = op(office, 1, NEW[0], "document", "issue", ISSUED)
    other = "b" * 64
    wrong = [
        (said(2, "issue", {**ISSUED, "pdf": other}, 2), "issued"),
        (said(2, "sign", {"ditandatangani": other, "penanda": [], "pdf": other}, 3), "issued"),
        (said(2, "annul", {"batal": {"alasan": "Keliru"}, "nomor": "9/X"}, 4), "issued"),
        (said(2, "annul", {"batal": {"alasan": ""}}, 5), "reason"),
        (said(2, "annul", {}, 6), "incomplete"),
        (said(2, "sign", {"ditandatangani": "bukan", "penanda": []}, 7), "incomplete"),
        (said(2, "resolve", {"nomor": "9/X"}, 8), "role"),
        (said(2, "note", {}, 20), "incomplete"),
        (said(2, "note", {"nomor": "9/X"}, 21), "role"),
    ]
    signed = said(3, "sign", {"ditandatangani": other, "penanda": ["Lurah"]}, 9)
    off = [said(3, "annul", {"batal": {"alasan": word}}, 10 + n) for n, word in enumerate(("Salah", "Ganda"))]
    document = tables.document.c
    with office.trial() as work:
        assert take(work, [first, *(bad for bad, _why in wrong)]) == {bad.id.hex(): why for bad, why in wrong}
        assert take(work, [signed]) == {}
        row = work.connection.execute(select(document.state, document.signed, document.pdf, document.nomor))
        assert row.one() == ("signed", bytes.fromhex(other), bytes.fromhex("a" * 64), "1/X")
        assert take(work, off) == {}
        assert work.connection.execute(select(document.state)).scalar_one() == "cancelled"
        assert not work.connection.execute(select(tables.conflict)).all(), "two reasons are no difference"
    with office.trial() as work:  # before anybody heard of the document itself
        assert take(work, [off[0]]) == {off[0].id.hex(): "foreign"}
        assert take(work, [first]) == {}
        assert work.connection.execute(select(document.state)).scalar_one() == "cancelled"
    with office.trial() as work:  # by another office's computer
        city = "ef" * 16
        work.context.places[city] = ("dkum", "")
        alien = op(office, 1, NEW[0], "document", "annul", {"batal": {"alasan": "Keliru"}}, n=2, dev=city)
        assert take(work, [first, alien]) == {alien.id.hex(): "place"}
