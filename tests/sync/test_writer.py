"""Parts that stand alone, blobs that travel once, and the careful way onto a medium."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.op import ZERO_ID
from desktop_app.errors import SyncRefused
from desktop_app.sync import writer
from desktop_app.sync.chain import chained
from desktop_app.sync.container import Body, open_body, open_header
from desktop_app.sync.manifest import MAX_BLOB
from desktop_app.sync.parts import Blob, Stream
from desktop_app.sync.sections import UserSignature
from desktop_app.sync.writer import build_parts, file_name, free_path, write_file, write_parts
from tests.sync.city import INBOX, LAPTOP, OFFICE, SITI, chain, city, parcel


def opened(path: Path) -> Body:
    return open_body(open_header(path, city().sender), INBOX.identities)


def bodies(folder: Path, parts: Sequence[tuple[object, bytes]]) -> list[Body]:
    made: list[Body] = []
    for number, (_, data) in enumerate(parts):
        path = folder / f"{number}.dks"
        path.write_bytes(data)
        made.append(opened(path))
    return made


def picture(number: int, size: int = 40_000) -> Blob:
    data = random.Random(number).randbytes(size)
    return Blob(hashlib.sha256(data).hexdigest(), size, lambda: data)


def noisy(count: int, device: Any = OFFICE) -> list[bytes]:
    """Ops that do not pack well."""
    return chain(count, device, noise=600)


def test_each_part_can_be_imported_alone_and_nothing_goes_twice(tmp_path: Path) -> None:
    ours, theirs = noisy(120), noisy(60, LAPTOP)
    ids = [hashlib.sha256(op).digest() for op in ours]
    usigs = {each: [UserSignature(each, SITI.key_id, bytes(64))] for each in ids[::10]}
    blobs = [picture(number) for number in range(8)]
    sent = parcel(
        streams=[Stream(OFFICE.dev, 1, 1, ZERO_ID, ours), Stream(LAPTOP.dev, 1, 1, ZERO_ID, theirs)],
        usigs=usigs,
        blobs=blobs,
        directory=city().data,
        extra={"report": b"once"},
    )
    parts = bodies(tmp_path, list(build_parts(sent, OFFICE, part_target=90_000)))
    assert len(parts) > 4
    assert [body.core.part for body in parts] == list(range(1, len(parts) + 1))
    assert {(body.core.parts, body.core.no) for body in parts} == {(len(parts), 1)}
    assert len({body.core.id for body in parts}) == len(parts)
    found: list[bytes] = []
    for body in parts:
        part = list(chained(body.manifest.streams, body.ops()))
        assert body.directory() == city().data
        assert {each.op for each in body.usigs()} == {each.id for each in part} & set(usigs)
        found += [each.data for each in part]
    assert found == ours + theirs
    names = [name.hex() for body in parts for name, _ in body.blobs()]
    assert names == [blob.sha256 for blob in blobs]
    assert [body.section("report") for body in parts] == [b"once"] + [None] * (len(parts) - 1)
    for before, after in pairwise(parts):
        for left in before.manifest.streams:
            for right in after.manifest.streams:
                if left.dev == right.dev:
                    assert (left.last + 1, left.head) == (right.first, right.prev)


def test_ops_signatures_and_papers_may_come_while_the_parts_are_filled(tmp_path: Path) -> None:
    ours, papers, signed = noisy(400), [picture(1), picture(2)], dict[bytes, list[UserSignature]]()
    found: list[Blob] = []

    def read() -> Iterator[bytes]:
        for number, op in enumerate(ours):
            if number % 7 == 0:
                name = hashlib.sha256(op).digest()
                signed[name] = [UserSignature(name, SITI.key_id, bytes(64))]
            if number == 300:
                found.extend(papers)
            yield op

    stream = Stream(OFFICE.dev, 1, 1, ZERO_ID, read())
    sent = parcel(streams=[stream], usigs=signed, blobs=(blob for blob in found))
    lazy = bodies(tmp_path, list(build_parts(sent, OFFICE, part_target=60_000)))
    known = parcel(ours, usigs=signed, blobs=papers)
    ready = bodies(tmp_path, list(build_parts(known, OFFICE, part_target=60_000)))
    assert len(lazy) > 3
    assert [body.manifest.streams for body in lazy] == [body.manifest.streams for body in ready]
    assert [body.usigs() for body in lazy] == [body.usigs() for body in ready]
    assert sum(len(body.usigs()) for body in lazy) == len(signed) == 58
    for left, right in zip(lazy, ready, strict=True):  # packed the same, whichever thread was faster
        assert left.manifest.sections == right.manifest.sections


@settings(max_examples=25)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.integers(2_000, 60_000))
def test_any_split_holds_the_same_ops(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], target: int
) -> None:
    devices = [OFFICE, LAPTOP, INBOX, OFFICE]
    streams = [
        Stream(device.dev, ep, 1, ZERO_ID, chain(size, device))
        for ep, (device, size) in enumerate(zip(devices, sizes, strict=False), 1)
    ]
    parts = bodies(
        tmp_path_factory.mktemp("split"),
        list(build_parts(parcel(streams=streams), OFFICE, part_target=target)),
    )
    assert [op for body in parts for op in body.ops()] == [op for stream in streams for op in stream.ops]
    for body in parts:
        assert sum(each.last - each.first + 1 for each in body.manifest.streams) == len(list(body.ops()))


def test_parts_keep_near_their_target() -> None:
    sent = parcel(noisy(3000), blobs=[picture(number, 300_000) for number in range(9)])
    sizes = [len(data) for _, data in build_parts(sent, OFFICE, part_target=1_000_000)]
    assert max(sizes) <= 1_100_000
    assert len(sizes) <= sum(sizes) // 1_000_000 + 4


def test_an_empty_parcel_is_one_file_and_a_large_blob_has_its_own() -> None:
    assert len(list(build_parts(parcel(), OFFICE))) == 1
    sent = parcel(chain(1), blobs=[picture(1, 50_000), picture(2, 50_000)])
    assert len(list(build_parts(sent, OFFICE, part_target=10_000))) == 3
    with pytest.raises(SyncRefused) as caught:
        next(build_parts(parcel(blobs=[Blob("ab" * 32, MAX_BLOB + 1, bytes)]), OFFICE))
    assert caught.value.code == "E_LIMIT"


def test_files_have_names_without_people_and_overwrite_nothing(tmp_path: Path) -> None:
    (first,) = write_parts(parcel(chain(42)), OFFICE, tmp_path)
    assert first.path.name == f"dks_3276061003_{OFFICE.dev[-4:]}_1-{first.core.no:04d}_p01of01.dks"
    assert first.path.name == file_name(first.core)
    assert first.sha256 == hashlib.sha256(first.path.read_bytes()).hexdigest()
    assert first.size == first.path.stat().st_size
    (second,) = write_parts(parcel(chain(42)), OFFICE, tmp_path)
    assert second.path.name == f"dks_3276061003_{OFFICE.dev[-4:]}_1-{first.core.no:04d}_p01of01-2.dks"
    assert free_path(tmp_path, first.path.name).name.endswith("-3.dks")
    assert not list(tmp_path.glob("*.part"))
    assert opened(second.path).core == second.core


def test_stopping_between_parts_leaves_whole_files(tmp_path: Path) -> None:
    sent = parcel(noisy(120))
    parts = write_parts(sent, OFFICE, tmp_path, part_target=20_000)
    first = next(parts)
    assert list(tmp_path.iterdir()) == [first.path]
    assert opened(first.path).core.parts > 1


class FullDisk(io.BytesIO):
    """A medium that takes nothing more."""

    number = errno.ENOSPC

    def write(self, _data: Any) -> int:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "E_SPACE"), (errno.EIO, "E_IO"), (errno.EFBIG, "E_SPACE")]
)
def test_a_medium_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    """The edge is the operating system's `open`; everything behind it is ours."""

    def failing(path: Path, mode: str) -> FullDisk:
        Path(path).touch()
        full = FullDisk()
        full.number = number
        return full

    monkeypatch.setattr(writer, "open", failing, raising=False)
    with pytest.raises(SyncRefused) as caught:
        write_file(tmp_path / "a.dks", b"data")
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SyncRefused) as caught:
        write_file(tmp_path / "gone" / "a.dks", b"data")
    assert caught.value.code == "E_IO"


def test_a_medium_that_lies_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worn flash disk takes every byte and gives others back."""
    real = open

    def lying(path: Path, mode: str) -> Any:
        return io.BytesIO(b"other") if mode == "rb" else real(path, mode)

    monkeypatch.setattr(writer, "open", lying, raising=False)
    with pytest.raises(SyncRefused) as caught:
        write_file(tmp_path / "a.dks", b"data")
    assert caught.value.code == "E_IO"
    assert list(tmp_path.iterdir()) == []


def test_a_medium_pulled_out_before_reading_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = open

    def pulled(path: Path, mode: str) -> Any:
        if mode == "rb":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, mode)

    monkeypatch.setattr(writer, "open", pulled, raising=False)
    with pytest.raises(SyncRefused) as caught:
        write_file(tmp_path / "a.dks", b"data")
    assert caught.value.code == "E_IO"
    assert list(tmp_path.iterdir()) == []
