"""What comes only after an erasure, in an old file, a box or a hand, does not bring anybody back."""

from __future__ import annotations

import shutil
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Connection, event, select

from desktop_app.actions import erasing, issued, rosters, tte
from desktop_app.actions.boxes import Boxes, pass_once
from desktop_app.actions.checking import check_office
from desktop_app.actions.exchange_settings import ExchangeSettings, set_exchange
from desktop_app.actions.importing import open_file
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.sweeping import erased_papers
from desktop_app.errors import Refused
from desktop_app.storage import erasures, tables
from tests import offices
from tests.asking import asked, erase
from tests.bytesearch import hits
from tests.carrying import exchange, made
from tests.offices import KUKUSAN, PASSPHRASE, City, filled

LATER = date(2040, 1, 1)


def test_a_signed_copy_that_was_on_its_way_is_kept_nowhere(city: City) -> None:
    """The office signed before it heard of the erasure, and DKUM erased before it got the signed copy."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    (record,) = filled(one, 1)
    one.enter("Ratna Puspita", PASSPHRASE)
    wish = RosterWish(offices.row(one, record).program, 2026, "arsip", "500.3/1", one.today())
    paper = rosters.seal_roster(one, wish).document
    exchange(one, dkum, folder / "k1")
    sent = issued.document_pdf(one, paper)
    signed = sent + b"% tanda tangan basah, nama lengkap"
    issued.add_signed(one, paper, signed, ["Surya Darmawan"])
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan", day=LATER)
    exchange(one, dkum, folder / "k2")
    exchange(dkum, one, folder / "d1")
    exchange(one, dkum, folder / "k3")
    name = sha256(signed).hexdigest()
    for office in (dkum, one):
        assert not office.blobs.has(name), office.info.kind
        assert hits(office, "tanda tangan basah") == []
        with office.reading() as connection:
            assert connection.execute(select(tables.document.c.state)).scalar() == "erased"
            named = connection.execute(select(tables.blob.c.sha256)).scalars().all()
            found, plans = _papers(connection)
        assert bytes.fromhex(name) not in named, "it is not asked for again"
        assert {name, sha256(sent).hexdigest()} <= found, office.info.kind
        assert plans and not any(each.startswith("SCAN op") and "ix_op_void" not in each for each in plans)
        assert check_office(office).sound
    for document in ("", paper):
        with pytest.raises(Refused) as refused:
            tte.examine(one, sent, document)
        assert (refused.value.code, refused.value.record) == ("erased", "500.3/1")


def _papers(connection: Connection) -> tuple[set[str], list[str]]:
    """What is known of erased papers, and how SQLite finds it: with every file that brings papers."""
    plans: list[str] = []

    def explain(_context: object, cursor: Any, sql: str, values: Any, *_rest: object) -> None:
        plans.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())

    event.listen(connection.engine, "before_cursor_execute", explain)
    try:
        return erased_papers(connection), plans
    finally:
        event.remove(connection.engine, "before_cursor_execute", explain)


def test_an_old_file_that_is_opened_or_laid_in_the_box_later_is_not_kept(city: City) -> None:
    """Answers come out of order, and somebody finds an old one again."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    (record,) = filled(one, 1)
    person = offices.persons(1)[0]
    box = folder / "kotak"
    box.mkdir()
    set_exchange(one, ExchangeSettings(str(box), take=True))
    (sent,) = made(one, dkum, folder / "k1")
    open_file(dkum, sent)
    exchange(dkum, one, folder / "d1")
    asked(dkum, record)
    (old,) = made(dkum, one, folder / "d2")
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing.erase(dkum, record, "permintaan")
    exchange(dkum, one, folder / "d3")
    told = (person["nik"], person["nama"], "Surat 12")
    for _round in range(2):  # not known yet, then known
        shutil.copy2(old, box)
        pass_once(Boxes(one))
        assert hits(one, *told, folders=(box,)) == []
        with one.reading() as connection:
            assert not erasures.load(connection)
    assert check_office(one).sound
