"""An extract of a hundred thousand applicants: memory of its own process, and time against bare XlsxWriter.

The bare writer gets the finished cells and writes them in constant memory with one text format; Wira also
checks the rule book, reads and decrypts the rows, turns codes into words, masks, digests and records.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from desktop_app.actions import rulebooks
from desktop_app.actions.extracting import MakeExtract, make_extract
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain import region
from desktop_app.domain.receivers import Receiver
from desktop_app.domain.rulebook import default_rules
from desktop_app.office import Office, open_office
from desktop_app.sample.people import make_people
from desktop_app.storage.work import new_id
from tests import offices
from tests.benchmarks.harness import Benchmark, Candidate, Run

BOSS = "Hendra Wijaya"
AGENCY = Receiver(
    code="dukcapil", name="Disdukcapil Kota Depok", purpose="Pemadanan NIK", nik="full",
    columns=("nomor_pendaftaran", "nik", "no_kk", "nama", "tanggal_lahir", "jenis_kelamin", "alamat", "rt",
             "rw", "kelurahan", "kecamatan", "hp", "status"),
    statuses=("submitted",),
)  # fmt: skip
WISH = MakeExtract("WUB", 2026, AGENCY.code, "Surat 470/9")
LIMIT_MB = 200


def measure(run: Run) -> None:
    """Wira's process tells its greatest memory; the times are of one process, in turn."""
    home = run.folder / "dkum"
    office = _city(home, run.rows)
    cells = _read(make_extract(office, WISH, run.folder / "model").path)
    run.compare(
        f"{run.rows} rows to XLSX",
        [
            Candidate(
                "wira", lambda: make_extract(office, WISH, run.folder / "wira").path,
                result=lambda path: _told(_read(path)),
            ),
            Candidate("XlsxWriter", lambda: _bare(run.folder / "bare.xlsx", cells),
                      result=lambda path: _told(_read(path))),
        ],
    )  # fmt: skip
    office.close()
    for form in ("xlsx", "csv"):
        said = json.loads(
            subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.extract", str(home), str(run.folder / form), form],
                stdout=subprocess.PIPE, text=True, check=True,
            ).stdout
        )  # fmt: skip
        assert said["rows"] == run.rows
        run.note(
            f"greatest memory of the process, {form}", f"{said['MB']:.0f} MB, {said['before']:.0f} before"
        )
        run.at_most(f"greatest memory, {form}, against {LIMIT_MB} MB", said["MB"] / LIMIT_MB, 1)


def _city(home: Path, rows: int) -> Office:
    office = offices.office(home, "dkum", name=BOSS)
    book = replace(default_rules("WUB", 2026), extracts=(AGENCY,))
    rulebooks.issue(office, IssueRules(book, "188/1", "02-01-2026"))
    places = region.all_kelurahan()
    each = -(-rows // len(places))
    made = 0
    for place in places:
        with office.work() as work:
            people = make_people(1, place.code, min(each, rows - made), year=2026)
            for number, person in enumerate(people, 1):
                values = {
                    **person, "program": "WUB", "tahun": 2026, "status": "submitted",
                    "nomor_pendaftaran": region.registration_number(2026, place.code, "AAA", number),
                }  # fmt: skip
                work.put(
                    new_id(), "application", "set", values | {"status": "draft"}, scope=place.code, new=True
                )
            made += len(people)
    with office.database.locked() as connection:
        connection.exec_driver_sql("UPDATE application SET status = 'submitted', submitted = created")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return office


def _read(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Data").to_python()


def _told(rows: list[list[Any]]) -> str:
    return sha256(json.dumps(rows).encode()).hexdigest()


def _bare(path: Path, cells: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Data")
        for line, row in enumerate(cells):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell, text)
    return path


def _peak() -> float:
    """The most this process has held, in MB. (`getrusage` would count the process that started it too.)"""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _child(home: Path, folder: Path, form: Any) -> None:
    office = open_office(home, BOSS, offices.PASSPHRASE)
    before = _peak()
    made = make_extract(office, replace(WISH, form=form), folder)
    office.close()
    print(json.dumps({"rows": made.rows, "MB": _peak(), "before": before}))


benchmark = Benchmark(
    "an extract for another agency", rows=100_000, quick_rows=600, repeat=3, measure=measure
)

if __name__ == "__main__":
    _child(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
