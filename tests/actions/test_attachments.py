"""Attachments: drawn anew, on the disk before the op, gone from the list but never from the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.actions import attachments
from desktop_app.actions.checking import check_office
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from tests import offices


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Office]:
    made = offices.office(tmp_path / "home")
    yield made
    made.close()


def kept(one: Office) -> list[tuple[str, str]]:
    with one.reading() as connection:
        rows = connection.execute(select(tables.attachment.c.uuid, tables.attachment.c.sha256)).all()
    return [(row.uuid.hex(), row.sha256.hex()) for row in rows]


def test_attach_read_remove(one: Office) -> None:
    person = {**offices.persons(1)[0], "dokumen": {"kk": "ada"}}
    [record] = offices.enter(one, [person], submit=False)
    changes = attachments.attach(one, record, "ktp", id_card(person))
    assert "application" in changes
    [(uuid, sha256)] = kept(one)
    assert one.blobs.has(sha256)
    assert attachments.read(one, sha256)[:2] == b"\xff\xd8"
    assert offices.row(one, record).attachments == 1
    (file,) = one.home.glob(f"blobs/??/{sha256}.age")
    file.write_bytes(file.read_bytes()[:-9])  # damaged on the disk
    attachments.remove(one, record, uuid)
    attachments.attach(one, record, "ktp", id_card(person))
    [(uuid, again)] = kept(one)
    assert again == sha256 and attachments.read(one, sha256)[:2] == b"\xff\xd8", "attached again, it is whole"
    attachments.remove(one, record, uuid)
    assert kept(one) == [] and offices.row(one, record).attachments == 0
    with pytest.raises(Refused):
        attachments.remove(one, record, uuid)


def test_a_scan_takes_the_place_of_a_spoilt_one_of_its_kind_alone(one: Office) -> None:
    first, second, third = offices.persons(3)
    [record] = offices.enter(one, [first], submit=False)
    attachments.attach(one, record, "ktp", id_card(first))
    [(_uuid, spoilt)] = kept(one)
    for jenis in ("kk", "ktp"):
        attachments.attach(one, record, jenis, id_card(second))
    assert len(kept(one)) == 3, "two pages of one paper are both kept"
    (file,) = one.home.glob(f"blobs/??/{spoilt}.age")
    file.write_bytes(b"\x00" + file.read_bytes()[1:])
    attachments.attach(one, record, "kk", id_card(third))
    assert spoilt in {sha256 for _uuid, sha256 in kept(one)}, "of another kind"
    attachments.attach(one, record, "ktp", id_card(third))
    assert spoilt not in {sha256 for _uuid, sha256 in kept(one)}
    assert len(kept(one)) == 4
    attachments.attach(one, record, "ktp", id_card(third))
    assert len(kept(one)) == 4, "the very same picture again"
    assert check_office(one).sound


def test_what_is_no_picture_changes_nothing(one: Office) -> None:
    [record] = offices.enter(one, offices.persons(1), submit=False)
    before = offices.row(one, record).changed
    with pytest.raises(Refused) as refused:
        attachments.attach(one, record, "ktp", b"bukan gambar")
    assert refused.value.code.startswith("attachment_")
    with pytest.raises(Refused) as unknown:
        attachments.attach(one, record, "paspor", id_card(offices.persons(1)[0]))
    assert unknown.value.code == "attachment_kind"
    assert kept(one) == [] and list(one.blobs.names()) == []
    assert offices.row(one, record).changed == before


def test_refused_it_leaves_no_file(one: Office) -> None:
    with pytest.raises(Refused):
        attachments.attach(one, "0" * 32, "ktp", id_card(offices.persons(1)[0]))
    assert list(one.blobs.names()) == []
