"""Many small papers, issued in one go: laid out once, so that what costs time is what is tested."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.actions import issuing
from desktop_app.documents.roster import write_roster
from desktop_app.office import Office
from desktop_app.signing.signer import prepare
from desktop_app.storage.work import Work
from tests.documents.people import roster


def issue_many(
    office: Office,
    n: int,
    *,
    people: int = 1,
    rows: Sequence[tuple[str, str]] = (),
    number: str = "700/{at}",
) -> list[str]:
    """`n` rosters without a seal that name `rows`, numbered 700/1 and on; their records in that order."""
    paper = write_roster(roster(people), state="tte", now=office.clock(), key=issuing.qr_key(office))
    pdf = prepare(paper.pdf, paper.places)
    scope = office.info.scope
    found: list[str] = []

    def step(work: Work) -> None:
        for at in range(1, n + 1):
            values = {
                "jenis": "daftar_nominatif", "edisi": "arsip", "nomor": number.format(at=at),
                "tanggal": office.today().isoformat(), "program": "WUB", "tahun": 2026,
                "kelurahan_kode": scope, "putusan": None, "rules": "1", "atas_nama": "",
                "penandatangan": "Surya Darmawan",
            }  # fmt: skip
            found.append(issuing.issue(work, office, pdf, paper, rows, values, scope=scope, state="issued"))

    office.do(step)
    return found
