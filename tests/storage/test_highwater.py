"""The high-water file: no damaged byte passes for none."""

from __future__ import annotations

import itertools
import zlib
from pathlib import Path

from desktop_app.storage import highwater
from desktop_app.storage.highwater import LINE, Mark


def test_a_bit_turned_anywhere_in_what_a_line_says_is_seen(tmp_path: Path) -> None:
    """Also the leading zero of the checksum, which would be a blank before the same number."""
    path = tmp_path / "mark"
    seq = next(n for n in itertools.count(1) if zlib.crc32(f'[1,{n},"ab"]'.encode()) < 1 << 28)
    highwater.write(path, Mark(1, seq, "ab"), lines=2)
    whole = path.read_bytes()
    assert whole.startswith(b"0") and not highwater.spoilt(path, 2)
    for at, bit in itertools.product(range(len(whole[:LINE].rstrip())), (1, 4, 16, 32)):
        raw = bytearray(whole)
        raw[LINE + at] ^= bit
        path.write_bytes(raw)
        assert highwater.spoilt(path, 2), (at, bit)
        assert highwater.read(path) == Mark(1, seq, "ab")


def test_a_mark_of_the_program_before_is_whole_with_its_one_line(tmp_path: Path) -> None:
    """It wrote no second one; a line that is there and cannot be read is damage all the same."""
    path = tmp_path / "mark"
    highwater.write(path, Mark(0, 7, "ab"))
    assert not highwater.spoilt(path, 2) and highwater.read(path) == Mark(0, 7, "ab")
    with path.open("ab") as file:
        file.write(b"?".ljust(LINE - 1) + b"\n")
    assert highwater.spoilt(path, 2)
    highwater.write(path, Mark(0, 7, "ab"), lines=2)
    assert not highwater.spoilt(path, 2)
    path.write_bytes(path.read_bytes()[:LINE])
    assert highwater.spoilt(path, 2), "cut between its two lines"
