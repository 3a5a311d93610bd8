"""Every class of refusal as an office meets it: its sentence, and not a byte of the office changed."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desktop_app.actions.arrivals import refusals
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.taking import open_files
from desktop_app.domain.op import Op, decode, op_id
from desktop_app.errors import SyncRefused, Unavailable
from desktop_app.office import Office
from desktop_app.storage.work import new_id
from desktop_app.sync.refusal import SENTENCES
from desktop_app.sync.sections import UserSignature
from tests.badfiles import DKUM, NAMES, PEOPLE, BadFiles, Forger, Place, opened, snapshot
from tests.limits import ON_LINUX, no_room
from tests.offices import KUKUSAN
from tests.storage.test_work import everything

Usage = namedtuple("Usage", "total used free")
UNCHANGED = ("op", "record", "application", "person", "stream", "peer_have", "checkpoint", "blob")


@pytest.fixture(scope="module")
def homes(bad_files: BadFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Office]]:
    """The three offices of the city, open. A refusal leaves them as they are for the next test."""
    folder = bad_files.copied(tmp_path_factory.mktemp("refused"))
    made = {name: opened(folder / name) for name in PEOPLE}
    yield made
    for one in made.values():
        one.close()


@pytest.mark.parametrize("name", [each for each in NAMES if each != "E_GAP"])
def test_a_refused_file_changes_nothing(bad_files: BadFiles, homes: dict[str, Office], name: str) -> None:
    bad = bad_files.files[name]
    office = homes[bad.office]
    before = snapshot(office.home)
    with pytest.raises(SyncRefused) as caught:
        open_file(office, bad.path)
    error = caught.value
    assert (error.code, error.record) == (bad.code, bad.path.name)
    assert "tidak berubah." in error.message
    assert error.next_step.endswith(".")
    assert isinstance(error, Unavailable) == (bad.code in ("E_IO", "E_SPACE"))
    if bad.code == "E_FORK":  # DKUM keeps the proof and is told what to do about the device
        assert "Buktinya disimpan" in error.next_step
    elif bad.code != "E_IO" and name != "E_KEY request":
        assert bad.is_told(error)
    assert snapshot(office.home) == before

    (told,) = open_files(office, [bad.path]).refused
    assert told.error is not None
    assert (told.path, str(told.error)) == (bad.path, str(error))
    assert snapshot(office.home) == before
    note = refusals(office)[0]
    assert (note.name, note.code, note.message) == (bad.path.name, bad.code, error.message)
    assert bad.path.name.encode() not in (office.home / "files" / "refused.age").read_bytes()


def test_every_class_has_its_file() -> None:
    assert {name.split()[0] for name in NAMES} | {"E_SPACE"} == set(SENTENCES)


def test_a_file_that_comes_too_early_is_set_aside_and_nothing_of_it_goes_in(
    bad_files: BadFiles, homes: dict[str, Office]
) -> None:
    office, bad = homes[DKUM], bad_files.files["E_GAP"]
    before = snapshot(office.home)
    with office.reading() as connection:
        rows = everything(connection)
    with pytest.raises(SyncRefused) as caught:
        open_file(office, bad.path)
    error = caught.value
    assert (error.code, error.record) == ("E_GAP", bad.path.name)
    assert error.request is not None
    assert error.request.name in error.next_step
    with office.reading() as connection:
        after = everything(connection)
    assert {name: after[name] for name in UNCHANGED} == {name: rows[name] for name in UNCHANGED}
    moved = {name for name, found in snapshot(office.home).items() if before.get(name) != found}
    files = {name for name in moved if name.startswith("files/")}
    assert len(files) == 2
    marks = {"high-water", "access-mark"}  # the request has a number; coming in was noted with it
    assert moved - files <= {"wira.db", "wira.db-wal", *marks}
    (waiting,) = (office.home / "files" / "waiting").iterdir()
    assert waiting.read_bytes() == bad.path.read_bytes()
    waiting.unlink()


# ---- a full disk, told by the system itself ------------------------------------------------------------


def lacking_room(bad_files: BadFiles, office: Office) -> None:
    before = snapshot(office.home)
    with pytest.raises(SyncRefused) as caught:
        open_file(office, bad_files.good)
    assert (caught.value.code, caught.value.record) == ("E_SPACE", bad_files.good.name)
    assert (caught.value.message, caught.value.next_step) == SENTENCES["E_SPACE"]
    assert isinstance(caught.value, Unavailable)
    assert snapshot(office.home) == before


def test_too_little_room_is_known_before_anything_is_written(
    bad_files: BadFiles, homes: dict[str, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 0, 100))
    lacking_room(bad_files, homes[DKUM])


@ON_LINUX
@pytest.mark.parametrize(("size", "met"), [(0, "Lampiran"), (4096, "Lampiran"), (100_000, "Disk komputer")])
def test_a_disk_that_fills_up_meanwhile_and_the_program_goes_on(
    bad_files: BadFiles, tmp_path: Path, size: int, met: str
) -> None:
    """The paper or the database meets the end of the disk: neither is left behind, then all goes in."""
    office = opened(bad_files.copied(tmp_path) / DKUM)
    try:
        with office.reading() as connection:
            rows = everything(connection)
        with no_room(size):
            before = snapshot(office.home)
            (told,) = open_files(office, [bad_files.good]).refused
        assert told.error is not None
        assert told.error.code == "E_SPACE"
        assert str(told.error.__cause__).startswith(met)
        after = snapshot(office.home)
        assert {name for name in after if before.get(name) != after[name]} <= {"wira.db-wal"}
        with office.reading() as connection:
            assert everything(connection) == rows
        report = open_file(office, bad_files.good)
        assert (report.new > 0, report.blobs, report.void) == (True, 1, {})
    finally:
        office.close()


@ON_LINUX
def test_an_early_file_that_cannot_be_set_aside(bad_files: BadFiles, homes: dict[str, Office]) -> None:
    """Without room for it, it is not said to wait."""
    office, bad = homes[DKUM], bad_files.files["E_GAP"]
    before = snapshot(office.home)
    with no_room(), pytest.raises(SyncRefused) as caught:
        open_file(office, bad.path)
    assert (caught.value.code, caught.value.record) == ("E_SPACE", bad.path.name)
    assert snapshot(office.home) == before


@ON_LINUX
def test_a_medium_that_gives_nothing_back(homes: dict[str, Office], tmp_path: Path) -> None:
    """An input/output error of the system itself."""
    path = tmp_path / "rusak.dks"
    path.symlink_to("/proc/self/mem")
    with open(path, "rb") as file, pytest.raises(OSError) as system:
        file.read(1)
    assert system.value.errno == errno.EIO
    before = snapshot(homes[DKUM].home)
    with pytest.raises(SyncRefused) as caught:
        open_file(homes[DKUM], path)
    assert caught.value.code == "E_IO"
    assert (caught.value.message, caught.value.next_step) == SENTENCES["E_IO"]
    assert snapshot(homes[DKUM].home) == before


def test_notes_that_were_damaged_are_no_trouble(bad_files: BadFiles, homes: dict[str, Office]) -> None:
    office = homes[DKUM]
    bad = bad_files.files["E_FORMAT letter"]
    open_files(office, [bad.path])
    (office.home / "files" / "refused.age").write_bytes(os.urandom(50))
    assert refusals(office) == ()
    open_files(office, [bad.path])
    assert [note.name for note in refusals(office)] == [bad.path.name]


# ---- anything at all, outside and inside ----------------------------------------------------------------


@pytest.fixture(scope="module")
def samples(bad_files: BadFiles) -> list[bytes]:
    """Whole files of several kinds, to be spoilt."""
    names = ("E_REVOKED", "E_RCPT", "E_SCOPE", "E_DIR twin", "E_KEY request", "E_GAP")
    return [bad_files.good.read_bytes(), *(bad_files.files[name].path.read_bytes() for name in names)]


def spoilt(sample: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """Pieces of a file taken out, written over or put in."""
    data = bytearray(sample)
    for at, length, new in cuts:
        start = at % (len(data) + 1)
        data[start : start + length] = new
    return bytes(data)


CUTS = st.lists(
    st.tuples(st.integers(0, 2**20), st.integers(0, 40), st.binary(max_size=40)), min_size=1, max_size=3
)


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=600), st.tuples(st.integers(0, 6), CUTS)))
def test_nothing_that_is_opened_harms_an_office(
    samples: list[bytes],
    homes: dict[str, Office],
    tmp_path_factory: pytest.TempPathFactory,
    made: bytes | tuple[int, list[tuple[int, int, bytes]]],
) -> None:
    """Any bytes, and any file with pieces changed: a refusal with its class, and not a byte is changed."""
    data = made if isinstance(made, bytes) else spoilt(samples[made[0]], made[1])
    assume(data not in samples)
    path = tmp_path_factory.getbasetemp() / "sembarang.dks"
    path.write_bytes(data)
    for office in (homes[DKUM], homes[KUKUSAN]):
        before = snapshot(office.home)
        with pytest.raises((SyncRefused, Unavailable)) as caught:
            open_file(office, path)
        assert caught.value.code in SENTENCES
        assert snapshot(office.home) == before


ODD: list[Any] = [
    None, True, -5, 3.5, 2**62, "", "x", "ab" * 32, [], [1], [["a", "b"]], {}, {"a": {"b": []}}, [{"k": 1}],
]  # fmt: skip
NAMES_OF_VALUES = (
    "status", "lampiran:" + "ab" * 16, "lampiran:x", "roles", "cutoff", "key", "rows", "pdf", "scope",
    "kelurahan_kode", "tahun", "nik", "dokumen", "peringkat", "alasan", "nama", "state",
)  # fmt: skip
KINDS = ("set", "status", "attach", "note", "user", "issue", "resolve", "propose", "decide", "transfer")
ENTS = ("application", "person", "office", "document", "decision", "mentor", "visit", "later")


def odd_op(random: Random, place: Place, known: list[Op]) -> bytes:
    """An op like one of ours with something odd in it, or about something else altogether."""
    like = random.choice(known)
    values = dict(like.set)
    for _ in range(random.choice((1, 1, 2))):
        values[random.choice((*values, *NAMES_OF_VALUES))] = random.choice(ODD)
    values.setdefault("kelurahan_kode", KUKUSAN)
    return place.op(
        set=values,
        rec=random.choice((like.rec, new_id())),
        ent=random.choice((like.ent, like.ent, *ENTS)),
        kind=random.choice((like.kind, like.kind, *KINDS)),
        n=random.choice((1, 2, 9)),
        base=random.choice(({}, {name: [] for name in values})),
    )


def test_whatever_an_enrolled_device_signs_is_kept_or_refused(bad_files: BadFiles, tmp_path: Path) -> None:
    """Its ops may hold anything: they are kept, void or not, or the file is refused; the office is sound."""
    folder = bad_files.copied(tmp_path)
    dkum, kukusan = opened(folder / DKUM), opened(folder / KUKUSAN)
    try:
        forger, random = Forger(dkum, kukusan), Random(1)
        ops, usigs = forger.stream()
        known = [decode(op) for op in ops]
        key = kukusan.session.key
        seen: set[str] = set()
        for number in range(60):
            place = Place(kukusan, len(ops) + 1, op_id(ops[-1]).hex())
            op = odd_op(random, place, known)
            beside = {op_id(op): [UserSignature(op_id(op), key.key_id, key.sign_op(op))]}
            path = tmp_path / f"{number}.dks"
            path.write_bytes(forger.file([*ops, op], {**usigs, **beside}))
            try:
                report = open_file(dkum, path)
            except SyncRefused as error:
                seen.add(error.code)
                continue
            seen.add("void" if report.void else "kept")
            ops, usigs = [*ops, op], {**usigs, **beside}
        assert seen >= {"void", "kept", "E_SCOPE"}
        assert check_office(dkum).sound
        make_file(dkum, tmp_path, to=KUKUSAN)
    finally:
        dkum.close()
        kukusan.close()
