"""The share of the power cuts that runs everywhere where calls can be recorded."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from tests.limits import ON_LINUX
from tests.proof.film import STRACE, Event
from tests.proof.platter import Disk, Luck
from tests.proof.power import share

KEPT = Luck(kept=1.0, torn=0.0, zeros=0.0)
LOST = Luck(kept=0.0, torn=0.0, zeros=0.0)


def _event(kind: str, path: str, at: int, data: bytes = b"", *, other: str = "", offset: int = 0) -> Event:
    return Event(kind, path, at, at, float(at), data, offset, other)


WRITTEN = (
    _event("create", "lama.part", 1),
    _event("write", "lama.part", 2, b"baru"),
    _event("sync", "lama.part", 3),
    _event("rename", "lama.part", 4, other="lama"),
    _event("sync", "", 5),
)
"""A file written beside, flushed, renamed over another, and its folder flushed."""


@pytest.mark.parametrize(("cut", "luck", "content"), [
    (2, LOST, {b"lama"}), (3, KEPT, {b"lama"}), (4, LOST, {b"lama"}), (5, LOST, {b"lama", b"baru"}),
    (6, LOST, {b"baru"}), (6, KEPT, {b"baru"}),
])  # fmt: skip
def test_a_disk_has_what_was_flushed(tmp_path: Path, cut: int, luck: Luck, content: set[bytes]) -> None:
    (tmp_path / "lama").write_bytes(b"lama")
    found: set[object] = set()
    for seed in range(8):
        disk = Disk(tmp_path)
        disk.play(WRITTEN, cut)
        found.add(disk.after_cut(Random(seed), luck)["lama"])
    assert found == content


def test_a_disk_loses_what_was_not_flushed(tmp_path: Path) -> None:
    """Renamed without flushing: the name may be there and the content not, which no writer may allow."""
    (tmp_path / "lama").write_bytes(b"lama")
    hasty = [event for event in WRITTEN if event.kind != "sync"]
    found: set[object] = set()
    for seed in range(20):
        disk = Disk(tmp_path)
        disk.play([*hasty, _event("sync", "", 5)], 6)
        found.add(disk.after_cut(Random(seed), Luck(kept=0.5, torn=0.0, zeros=1.0))["lama"])
    assert found == {b"baru", bytes(4)}


@ON_LINUX
@pytest.mark.skipif(STRACE is None, reason="records with strace")
def test_nothing_acknowledged_is_lost_when_the_mains_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", os.environ["XDG_CONFIG_HOME"])  # put back afterwards
    figures = share(24, 1, tmp_path, ("entri", "pulih"))
    assert figures["images"] == 24
    assert figures["acknowledged saves found"]
