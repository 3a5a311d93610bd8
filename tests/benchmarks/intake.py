"""A spreadsheet of fifty thousand rows previewed, against the bare reader and the same checks.

The limit reads the file with python-calamine alone, then reads every cell by the table of fields and judges
every row by the rules, in this process, and knows no office, no titles, no duplicates and no hidden rows.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import python_calamine

from desktop_app.actions.intake import IntakeWish, preview_intake, read_sheet
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.domain import fields
from desktop_app.domain.finding import Known
from desktop_app.domain.findings import check
from desktop_app.intake.mapping import guess
from desktop_app.office import Office, open_office
from desktop_app.sample.spreadsheets import COLUMNS, make_xlsx
from tests import offices
from tests.benchmarks.bulk import fill
from tests.benchmarks.harness import Benchmark, Candidate, Run

WISH = IntakeWish("daftar.xlsx", "WUB", 2026)
THERE = 1_000
"""Applicants that the office has already; half as many businesses are in its register."""
MEGABYTES = 400


def measure(run: Run) -> None:
    """Read, titles found, every row checked against the office, the register and the rest of the file."""
    path = run.folder / "daftar.xlsx"
    people = offices.persons(run.rows)
    path.write_bytes(make_xlsx(people, damaged=0).data)
    office = offices.office(run.folder / "kantor")
    there = min(THERE, run.rows // 10)
    fill(office, offices.persons(there, seed=2))
    for number, person in enumerate(offices.persons(there // 2, seed=3)):
        values = {"nama": f"Warung {number}", "pemilik": person["nama"], "alamat": person["alamat"]}
        save_business(office, SaveBusiness(values))

    def wira() -> Counter[str]:
        sheet = read_sheet(path)
        rows = preview_intake(office, sheet, guess(sheet.columns), WISH)
        return Counter(str(row.values["nik"]) for row in rows)

    times = run.compare(
        f"a spreadsheet of {run.rows} rows",
        [Candidate("wira", wira), Candidate("calamine and checks", lambda: bare(path, office))],
    )
    run.at_most(
        "previewing against reading and checking",
        times["wira"].median / times["calamine and checks"].median,
        1.5,
    )
    office.close()
    if sys.platform.startswith("linux"):
        peak = _peak(run.folder / "kantor", path)
        run.note("memory of a process that previews", f"{peak:.0f} MB")
        run.at_most(f"memory against {MEGABYTES} MB", peak / MEGABYTES, 1.0)


def bare(path: Path, office: Office) -> Counter[str]:
    """The reader and the checks, and nothing else."""
    with office.reading() as connection:
        rules = rules_in_force(connection)
    known = Known(today=office.today(), office_kelurahan=office.info.scope)
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    names = [name for name, _ in COLUMNS]
    found = Counter[str]()
    for cells in sheet[4:]:
        values: dict[str, Any] = {}
        clean: set[str] = set()
        for name, cell in zip(names, cells, strict=True):
            value, problem = fields.read(name, cell)
            if value is not None:
                values[name] = value
            if problem is None:
                clean.add(name)
        check(values, stage="draft", rules=rules, known=known, clean=clean)
        found[values["nik"]] += 1
    return found


def _peak(home: Path, path: Path) -> float:
    """Megabytes that a process of its own held at most. Only Linux tells; `ru_maxrss` would also count what
    this process held before the other began."""
    words = [sys.executable, "-m", "tests.benchmarks.intake", str(home), str(path)]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    return float(json.loads(done.stdout)["megabytes"])


def _alone(home: Path, path: Path) -> None:
    office = open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    sheet = read_sheet(path)
    rows = preview_intake(office, sheet, guess(sheet.columns), WISH)
    assert len(rows) == len(sheet.rows)
    office.close()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [peak] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")]
    print(json.dumps({"megabytes": peak / 1024}))


benchmark = Benchmark("previewing a spreadsheet", rows=50_000, quick_rows=300, repeat=3, measure=measure)

if __name__ == "__main__":
    _alone(Path(sys.argv[1]), Path(sys.argv[2]))
