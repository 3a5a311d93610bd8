"""The code of a page: payload, signature and drawing, beside segno making a code of the same text.

The goal is held against segno with the mask fixed as ours is, which makes the very same squares. Choosing the
mask itself, as it does for everybody who does not fix it, segno takes several times as long.
"""

from __future__ import annotations

from collections.abc import Sequence

import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.documents import qr
from desktop_app.documents.qr import QrKey, QrPage
from tests.benchmarks.harness import Benchmark, Candidate, Run
from tests.documents.people import roster

SLOWER = 2.0
MASK = 3


def measure(run: Run) -> None:
    """A full page: from its rows to the runs that are drawn. Equal: what is drawn, square by square."""
    key = QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    rows = tuple((row.rank, row.nama) for row in roster(run.rows).rows)
    page = QrPage("daftar", "500.3/118", "3276061003", "2026-11-24", 1, 1, rows, bytes(range(32)))
    text = qr.encode(page, key)
    times = run.compare(
        f"a page of {run.rows} rows, {len(text)} letters",
        [
            Candidate("segno alone", lambda: _made(text, MASK), result=lambda code: _squares(code.matrix)),
            Candidate("wira", lambda: qr.runs(qr.encode(page, key)), result=_drawn),
        ],
    )
    ratio = times["wira"].median / times["segno alone"].median
    run.at_most("a page's code against segno alone", ratio, SLOWER)
    free = run.compare("segno choosing its mask", [Candidate("segno", lambda: _made(text, None))])["segno"]
    run.note("against segno choosing its mask", f"{times['wira'].median / free.median:.2f}x")


def _made(text: str, mask: int | None) -> segno.QRCode:
    return segno.make_qr(text, error="m", mask=mask, boost_error=False)


def _squares(matrix: Sequence[Sequence[int]]) -> list[list[bool]]:
    return [[bool(square) for square in row] for row in matrix]


def _drawn(found: tuple[int, list[tuple[int, int, int]]]) -> list[list[bool]]:
    side, runs = found
    squares = [[False] * side for _row in range(side)]
    for x, y, length in runs:
        squares[y][x : x + length] = [True] * length
    return squares


benchmark = Benchmark("The code of a page", rows=27, quick_rows=5, repeat=40, measure=measure)
