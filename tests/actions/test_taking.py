"""Files as they come from chat programs and flash disks: any name, any order, whole folders, one answer."""

from __future__ import annotations

import itertools
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.actions import applications, attachments, export, trust
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.exchange_settings import (
    LEAST_PART,
    MOST_PART,
    ExchangeSettings,
    exchange_settings,
    set_exchange,
)
from desktop_app.actions.export import make_file
from desktop_app.actions.gathering import gather, is_passing
from desktop_app.actions.importing import open_file
from desktop_app.actions.taking import open_files, summary, take
from desktop_app.errors import Refused
from desktop_app.office import Office, open_office
from desktop_app.queries.exchange import FileLine, files
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from desktop_app.sync.manifest import MIB
from desktop_app.sync.writer import write_parts
from tests import offices
from tests.offices import CURUG, KUKUSAN
from tests.storage.test_work import everything

City = tuple[Office, Office, Path]

CHANGED_NAMES = (
    "dks_3276061002_4f2a_1-000042_p01of01 (1).dks",
    "dks_3276061002_4f2a_1-000042_p01of01.bin",
    "dks_3276061002_4f2a_1-000042_p01of01.dks.txt",
    "dks_3276061002_4f2a_1-000042_p01of01 - Copy.dks",
    "dks_3276061002_4f2a_1-000042_p01of01 (2).dks.bin",
    "DKS_3276061002_4F2A_1-000042_P01OF01.DKS",
    "dks_3276061002_4f2a_1-000042_p01of01",
    "DOC-20261124-WA0007.",
    "berkas kelurahan – untuk Bu Sari.pdf",
)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    (tmp_path / "stick").mkdir()
    yield dkum, kelurahan[KUKUSAN], tmp_path / "stick"
    for one in (dkum, *kelurahan.values()):
        one.close()


def held(one: Office) -> set[bool]:
    """Whether the papers that ops name are here."""
    with one.reading() as connection:
        return {one.blobs.has(row.sha256.hex()) for row in connection.execute(select(tables.blob.c.sha256))}


def state(one: Office) -> object:
    with one.reading() as connection:
        return everything(connection)


def with_scans(one: Office, n: int, seed: int = 1) -> list[str]:
    people = offices.persons(n, seed=seed)
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    records = offices.enter(one, people)
    for record, person in zip(records, people, strict=True):
        attachments.attach(one, record, "ktp", id_card(person))
    return records


def in_parts(one: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> tuple[Path, ...]:
    """A file in parts that are small for a test."""
    with monkeypatch.context() as small:
        small.setattr(
            export, "write_parts", lambda parcel, *rest: write_parts(replace(parcel, target=size), *rest)
        )
        return make_file(one, folder).paths


def test_a_file_is_found_by_what_is_in_it(city: City) -> None:
    dkum, kukusan, folder = city
    (folder / "undangan.pdf").write_bytes(b"%PDF-1.7 undangan rapat")
    (record,) = offices.enter(kukusan, offices.persons(1))
    for number, name in enumerate(CHANGED_NAMES):
        applications.save(kukusan, SaveApplication({"alamat": f"Jalan Kukusan Raya {number}"}, record))
        path = make_file(kukusan, folder).paths[0]
        path.rename(folder / name)
        taken = take(dkum, [folder])
        assert [(each.path.name, each.error) for each in taken.outcomes] == [(name, None)]
        assert taken.reports[0].new > 0
        assert taken.others == 1
        assert take(dkum, [folder / name]).reports[0].repeated
        (folder / name).unlink()


def test_a_heap_of_files_and_folders_gives_one_answer(
    city: City, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Parts, later files, another office's request, copies, what is cut, what is none: in sub-folders."""
    dkum, kukusan, folder = city
    with_scans(kukusan, 3)
    parts = in_parts(kukusan, folder, monkeypatch, 20_000)
    assert len(parts) >= 3
    with_scans(kukusan, 1, seed=2)
    later = make_file(kukusan, folder).paths[0]
    deep = folder / "WhatsApp" / "Documents"
    deep.mkdir(parents=True)
    for number, path in enumerate(reversed(parts)):
        path.rename((deep if number % 2 else folder) / f"zz{number} ({number}).bin")
    shutil.copy(later, deep / "aa - Copy.dks.txt")
    cut = folder / "terpotong.dks"
    cut.write_bytes(later.read_bytes()[:-100])
    (folder / "kosong.dks").write_bytes(b"")
    (folder / ".~lock.daftar.odt#").write_bytes(later.read_bytes())
    (deep / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    alone = offices.office(tmp_path / "baru", code=CURUG)
    request = trust.make_request(alone, deep)
    alone.close()
    os.symlink(folder, deep / "lingkaran")

    taken = take(dkum, [folder, later])
    assert {each.path.name: each.error.code for each in taken.refused if each.error} == {
        "terpotong.dks": "E_TRUNC",
        "kosong.dks": "E_TRUNC",
    }
    assert taken.enrolment == ((request, "enrol-request"),)
    assert taken.others == 2
    assert sum(each.repeated for each in taken.reports) == 1
    assert len(taken.reports) == len(parts) + 2
    assert held(dkum) == {True}
    told = " ".join(summary(taken))
    for words in (f"{len(parts) + 1} berkas masuk", "1 berkas sudah", "2 berkas ditolak", "1 berkas pendaf"):
        assert words in told
    assert sorted(path.name for path in folder.rglob("*.dks")) == sorted(
        ["kosong.dks", "terpotong.dks", later.name, request.name]
    )


def in_lines(one: Office) -> list[FileLine]:
    """The files that came in, as the list shows them: all parts of one in one line."""
    with one.reading() as connection:
        return [line for line in files(connection, one) if line.direction == "in"]


def came(one: Office) -> int:
    """How many parts are in; those that came too early wait."""
    file = tables.sync_file.c
    with one.reading() as connection:
        return len(connection.execute(select(file.id).where(file.direction == "in")).all())


def test_parts_go_in_in_any_order_and_with_one_missing(
    city: City, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each part alone, with ops or papers; whatever the order, the end is one and the same."""
    dkum, kukusan, folder = city
    with_scans(kukusan, 2)
    parts = in_parts(kukusan, folder, monkeypatch, 3_000)
    assert len(parts) >= 4
    dkum.close()
    ends: list[object] = []
    orders = [parts, parts[::-1], *random.Random(1).sample(list(itertools.permutations(parts)), 3)]
    for number, order in enumerate(orders):
        home = tmp_path / f"dkum{number}"
        shutil.copytree(tmp_path / "dkum", home)
        one = open_office(home, "Hendra Wijaya", offices.PASSPHRASE, clock=offices.Clock())
        for path in order[:-1]:
            open_files(one, [path])
        assert check_office(one).sound
        assert [(line.parts_here, line.parts) for line in in_lines(one)] == [(came(one), len(parts))]
        open_files(one, [order[-1]])
        assert [(line.parts_here, line.parts) for line in in_lines(one)] == [(len(parts), len(parts))]
        again = take(one, list(order))
        assert held(one) == {True}
        assert not again.refused
        assert all(each.repeated for each in again.reports)
        with one.reading() as connection:
            app = tables.application.c
            ends.append(sorted(connection.execute(select(app.uuid, app.status)).all()))
        one.close()
    assert all(end == ends[0] for end in ends)
    assert len(ends[0]) == 2  # type: ignore[arg-type]


def test_a_paper_goes_once_and_again_only_when_it_was_lost(city: City) -> None:
    dkum, kukusan, folder = city
    (record,) = with_scans(kukusan, 1)
    first = make_file(kukusan, folder).paths[0]
    assert open_file(dkum, first).blobs == 1
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    offices.verify(kukusan, [record])
    second = make_file(kukusan, folder).paths[0]
    assert open_file(dkum, second).blobs == 0

    (name,) = dkum.blobs.names()
    dkum.blobs.drop(name)
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    third = open_file(dkum, make_file(kukusan, folder).paths[0])
    assert (third.new, third.blobs) == (0, 1)
    assert set(dkum.blobs.names()) == {name}
    open_file(kukusan, make_file(dkum, folder, to=KUKUSAN).paths[0])
    assert open_file(dkum, make_file(kukusan, folder).paths[0]).blobs == 0


def test_the_size_of_a_part_is_set_and_kept(city: City) -> None:
    _dkum, kukusan, _folder = city
    with kukusan.reading() as connection:
        usual = exchange_settings(connection)
    assert (usual.part, usual.take, usual.send) == (15, False, False)
    for size in (LEAST_PART - 1, MOST_PART + 1):
        with pytest.raises(Refused, match="2 sampai 48 MiB"):
            set_exchange(kukusan, replace(usual, part=size))
    set_exchange(kukusan, ExchangeSettings(part=LEAST_PART))
    with kukusan.reading() as connection:
        assert export.part_bytes(connection) == LEAST_PART * MIB
    with pytest.raises(Refused, match="Kotak masuk belum punya folder"):
        set_exchange(kukusan, ExchangeSettings(take=True))


def test_names_that_are_left_alone() -> None:
    for name in (
        "a.dks.part", "a.dks.tmp", "~syncthing~a.dks.tmp", ".syncthing.a.dks.tmp", ".~lock.a.dks#", "~$a.dks",
        ".nextcloudsync.log", "a (conflicted copy 2026-11-24 103000).dks", "a.sync-conflict-20261124-1.dks",
        "a.dks.crdownload", "._a.dks", "desktop.ini", "Thumbs.db", "a.dks.!sync", "a.dks.filepart",
    ):  # fmt: skip
        assert is_passing(name), name
    for name in (*CHANGED_NAMES, "participant.dks", "partial.dks"):
        assert not is_passing(name), name


def test_a_folder_that_is_gone_is_told(city: City) -> None:
    dkum, _kukusan, folder = city
    before = state(dkum)
    taken = take(dkum, [folder / "tidak ada"])
    assert [each.error.code for each in taken.refused if each.error] == ["E_IO"]
    assert gather([folder]).files == ()
    assert summary(take(dkum, [folder])) == ["Tidak ada berkas Wira di sana."]
    assert state(dkum) == before
