"""The share of the spoilt files that runs everywhere."""

from __future__ import annotations

from pathlib import Path

from tests.proof.mutate import share
from tests.proof.spoiling import SPOILS


def test_no_spoilt_file_goes_in(tmp_path: Path) -> None:
    figures = share(400, 1, tmp_path)
    assert figures["mutated files"] == 400
    assert all(figures[f"way {way.__name__}"] > 20 for way in SPOILS)
    assert all(figures[f"refused {code}"] for code in ("E_FORMAT", "E_TRUNC", "E_SIG", "E_BIND", "E_KEY"))
    assert figures["true files accepted at the end"] == 10
