"""A hundred thousand applicants sealed into a sync file, against the usual way and against the bare limit.

The usual way reads the same op bytes, packs them with zlib 6 and seals them with AES-GCM; the limit reads
them, packs them with zstd 3 and encrypts them with age. Both know no chain, signature, parts or papers, and
write one file.
"""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_app.actions.trust import identities
from desktop_app.keys import age
from tests.benchmarks import sealed
from tests.benchmarks.harness import Benchmark, Candidate, Run

_KEY, _NONCE = bytes(range(32)), bytes(12)


def measure(run: Run) -> None:
    """Everything the office has, into parts that were read back and compared."""
    homes = sealed.city(run)
    dkum, office = sealed.at_dkum(homes.dkum), sealed.at_kelurahan(homes.kelurahan)
    assert office.directory is not None
    own = office.directory.device(office.info.dev)
    assert own is not None
    recipients = office.directory.recipients_to_inbox(own)
    out = run.folder / "out"

    def wira() -> Callable[[], Iterator[bytes]]:
        paths = sealed.made(office, out)
        return lambda: (bytes(op) for path in paths for op in sealed.opened(path, dkum).ops())

    def limit() -> Callable[[], Iterator[bytes]]:
        packed = zstandard.ZstdCompressor(level=3).compress(sealed.framed(sealed.bodies(office)))
        path = _written(out, age.encrypt(packed, recipients))
        return lambda: _ops(zstandard.decompress(age.decrypt(path.read_bytes(), identities(dkum))))

    def usual() -> Callable[[], Iterator[bytes]]:
        packed = zlib.compress(sealed.framed(sealed.bodies(office)), 6)
        path = _written(out, AESGCM(_KEY).encrypt(_NONCE, packed, None))
        return lambda: _ops(zlib.decompress(AESGCM(_KEY).decrypt(_NONCE, path.read_bytes(), None)))

    def fresh() -> None:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()

    def same(read: Any) -> tuple[int, str]:
        return sealed.digest(read())

    times = run.compare(
        f"{run.rows} applicants into a file",
        [
            Candidate("wira", wira, fresh, result=same),
            Candidate("zstd-3 and age", limit, fresh, result=same),
            Candidate("zlib-6 and AES-GCM", usual, fresh, result=same),
        ],
    )
    run.at_least("against zlib-6 and AES-GCM", times["zlib-6 and AES-GCM"].median / times["wira"].median, 3.0)
    run.at_most("against zstd-3 and age", times["wira"].median / times["zstd-3 and age"].median, 1.6)
    dkum.close()
    office.close()


def _ops(data: bytes) -> Iterator[bytes]:
    return (bytes(op) for op in sealed.unframed(data))


def _written(folder: Path, data: bytes) -> Path:
    """On the disk, as a file is that somebody will carry away."""
    path = folder / "file"
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path


benchmark = Benchmark("sealing a sync file", rows=100_000, quick_rows=300, repeat=5, measure=measure)
