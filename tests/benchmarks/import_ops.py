"""Opening a sync file: the reading of its ops against the bare decoder, the whole against a raw insert.

The bare decoder unpacks the same bytes and makes the same typed ops of them, and knows no signature, key,
chain or limit. The raw insert puts every row of every table into an empty database of the same shape.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain.objects import many_objects
from desktop_app.domain.op import Op
from desktop_app.keys.person import PersonKey
from desktop_app.keys.signing import OP_TYPE, Signature, pae, verify_many
from desktop_app.office import Office
from desktop_app.sync.chain import chained
from tests import offices
from tests.benchmarks import sealed
from tests.benchmarks.bulk import fill
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.benchmarks.rawcopy import RawDatabase, counted, rows_of, statements

DAILY = 30
"""Applicants of an office on a busy day."""
MEGABYTES = 400


def measure(run: Run) -> None:
    """All that opening a file is made of, each part against its own limit."""
    homes = sealed.city(run)
    kelurahan = sealed.at_kelurahan(homes.kelurahan)
    paths = sealed.made(kelurahan, run.folder / "out")
    kelurahan.close()
    _reading(run, homes.dkum, paths)
    _whole(run, homes.dkum, paths)
    _signatures(run, homes.dkum, paths)
    _daily(run, homes)
    if sys.platform.startswith("linux"):
        peak = _peak(run.folder / "alone", homes.dkum, paths)
        run.note("memory of a process that opens it", f"{peak:.0f} MB")
        run.at_most(f"memory against {MEGABYTES} MB", peak / MEGABYTES, 1.0)


def _reading(run: Run, home: Path, paths: list[Path]) -> None:
    """Verified, decrypted, unpacked, decoded and chained, against unpacked and decoded."""
    office = sealed.at_dkum(home)
    packed = [
        zstandard.ZstdCompressor(level=3).compress(
            sealed.framed(bytes(op) for op in sealed.opened(path, office).ops())
        )
        for path in paths
    ]
    decoder = msgspec.json.Decoder(Op)

    def wira() -> list[Op]:
        found: list[Op] = []
        with many_objects():
            for path in paths:
                body = sealed.opened(path, office)
                found += [each.op for each in chained(body.manifest.streams, body.ops()) if each.op]
        return found

    def bare() -> list[Op]:
        found: list[Op] = []
        with many_objects():
            for data in packed:
                found += [decoder.decode(op) for op in sealed.unframed(zstandard.decompress(data))]
        return found

    times = run.compare(
        f"the ops of {run.rows} applicants",
        [Candidate("wira", wira), Candidate("unpack and decode", bare)],
    )
    run.at_most("verify, decrypt, parse", times["wira"].median / times["unpack and decode"].median, 2.0)
    office.close()


@dataclass
class _Desk:
    """DKUM's office as it was before the file, and a raw database, each made anew for every round."""

    folder: Path
    before: Path
    office: Office | None = None
    raw: RawDatabase | None = None

    def open_office(self) -> None:
        shutil.rmtree(self.folder / "dkum", ignore_errors=True)
        shutil.copytree(self.before, self.folder / "dkum")
        self.office = sealed.at_dkum(self.folder / "dkum")

    def close_office(self) -> None:
        assert self.office is not None
        self.office.close()

    def open_raw(self) -> None:
        for each in self.folder.glob("raw.db*"):
            each.unlink()
        self.raw = RawDatabase(self.folder / "raw.db")

    def close_raw(self) -> None:
        assert self.raw is not None
        self.raw.close()


def _whole(run: Run, home: Path, paths: list[Path]) -> None:
    """The whole of opening, signatures of people apart: there are none in this file."""
    desk = _Desk(run.folder, home)

    def wira() -> dict[str, int]:
        assert desk.office is not None
        for path in paths:
            open_file(desk.office, path)
        return {}

    desk.open_office()
    wira()
    assert desk.office is not None
    rows = rows_of(desk.office)
    made = statements(rows)
    desk.close_office()

    def raw() -> dict[str, int]:
        assert desk.raw is not None
        desk.raw.put(made)
        return {}

    def close_raw() -> None:
        assert desk.raw is not None
        assert desk.raw.counted() == counted(rows)
        desk.close_raw()

    times = run.compare(
        f"a sync file of {run.rows} applicants",
        [
            Candidate("wira", wira, desk.open_office, desk.close_office),
            Candidate("raw insert", raw, desk.open_raw, close_raw),
        ],
    )
    run.at_most("opening against inserting", times["wira"].median / times["raw insert"].median, 2.5)


def _signatures(run: Run, home: Path, paths: list[Path]) -> None:
    """As many people's signatures as there are applicants, checked as the import does and bare, on as many
    threads."""
    office = sealed.at_dkum(home)
    ops = [bytes(op) for path in paths for op in sealed.opened(path, office).ops()][: run.rows]
    office.close()
    key = PersonKey.generate()
    items = [Signature(key.public_key, OP_TYPE, op, key.sign_op(op)) for op in ops]
    plain = [(each.signature, pae(each.type, each.body)) for each in items]
    workers = cpu_count() or 1
    share = -(-len(plain) // (workers * 4))

    def bare() -> bool:
        public = Ed25519PublicKey.from_public_bytes(key.public_key)

        def some(at: int) -> None:
            for signature, body in plain[at : at + share]:
                public.verify(signature, body)

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(some, range(0, len(plain), share)))
        return True

    times = run.compare(
        f"{len(items)} signatures of people",
        [Candidate("wira", lambda: all(verify_many(items))), Candidate("Ed25519 alone", bare)],
    )
    run.at_most("people's signatures", times["wira"].median / times["Ed25519 alone"].median, 1.2)


def _daily(run: Run, homes: sealed.City) -> None:
    """What an office sends at the end of a day, to a DKUM that has everything before."""
    folder = run.folder / "day"
    shutil.copytree(homes.kelurahan, folder / "kelurahan")
    shutil.copytree(homes.dkum, folder / "before")
    office, dkum = sealed.at_kelurahan(folder / "kelurahan"), sealed.at_dkum(folder / "before")
    for path in sealed.made(office, folder / "all"):
        open_file(dkum, path)
    answer = make_file(dkum, folder, to=offices.KUKUSAN).paths[0]
    open_file(office, answer)
    fill(office, offices.persons(DAILY, seed=77))
    path = make_file(office, folder).paths[0]
    office.close()
    dkum.close()
    desk = _Desk(run.folder / "daily", folder / "before")
    desk.folder.mkdir()

    def wira() -> int:
        assert desk.office is not None
        return open_file(desk.office, path).new

    times = run.compare(
        f"the file of a day, {DAILY} applicants",
        [Candidate("wira", wira, desk.open_office, desk.close_office)],
    )
    run.note("a day's file", f"{times['wira'].median:.3f} s, {path.stat().st_size / 1024:.0f} KiB")


def _peak(folder: Path, home: Path, paths: list[Path]) -> float:
    """Megabytes that a process of its own held at most while it opened the file."""
    shutil.copytree(home, folder)
    words = [sys.executable, "-m", "tests.benchmarks.import_ops", str(folder), *map(str, paths)]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    return float(json.loads(done.stdout)["megabytes"])


def _alone(home: Path, paths: list[Path]) -> None:
    office = sealed.at_dkum(home)
    for path in paths:
        assert open_file(office, path).new
    office.close()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [peak] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")]
    print(json.dumps({"megabytes": peak / 1024}))


benchmark = Benchmark("opening a sync file", rows=10_000, quick_rows=300, repeat=5, measure=measure)

if __name__ == "__main__":
    _alone(Path(sys.argv[1]), list(map(Path, sys.argv[2:])))
