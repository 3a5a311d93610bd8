"""A person is erased at DKUM and wherever the files go; nothing is left, and the chain still holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop_app.actions import attachments, erasing
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.office import Office
from desktop_app.sample.scans import id_card
from tests import offices
from tests.actions.test_exchange import City, filled
from tests.bytesearch import hits
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

LATER = date(2040, 1, 1)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN, CURUG)
    yield dkum, kelurahan, tmp_path
    for one in (dkum, *kelurahan.values()):
        one.close()


def exchange(sender: Office, receiver: Office, folder: Path, *, full: bool = False) -> None:
    to = receiver.info.scope if sender.info.kind == "dkum" else ""
    for path in make_file(sender, folder, to=to, full=full).paths:
        open_file(receiver, path)


def test_nothing_of_an_erased_person_is_left_anywhere(city: City) -> None:
    dkum, kelurahan, folder = city
    kukusan = kelurahan[KUKUSAN]
    person, *_others = offices.persons(3)
    record, other, _third = filled(kukusan, 3)
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    attachments.attach(kukusan, record, "ktp", id_card(person))
    kukusan.drafts.put("baru", {"nama": person["nama"], "nik": person["nik"]}, {}, now=kukusan.clock())
    boxes = folder / "kotak"
    boxes.mkdir()
    exchange(kukusan, dkum, boxes)
    exchange(dkum, kukusan, boxes)
    told = (person["nik"], person["nama"], person["hp"])
    assert all(hits(one, *told) for one in (dkum, kukusan))

    dkum.enter("Sari Utami", PASSPHRASE)
    done = erasing.erase(dkum, record, "permintaan")
    assert done.plan.until is None and not done.plan.staying and done.swept.whole
    exchange(dkum, kukusan, boxes)
    for one in (dkum, kukusan):
        assert hits(one, *told) == [], one.info.kind
        assert offices.row(one, other)
        report = check_office(one)
        assert report.sound, report.problems
        assert any(each.code == "erased" for part in report.parts for each in part.findings)
