"""The share of the odd contents under right seals that runs everywhere."""

from __future__ import annotations

from pathlib import Path

from tests.proof.reseal import share


def test_odd_contents_are_void_or_refused_and_dkum_goes_on(tmp_path: Path) -> None:
    figures = share(100, 1, tmp_path)
    assert figures["went in"] > 10
    assert figures["went in, something void"]
    assert figures["refused E_OPS"]
    assert figures["times DKUM was sound and answered"] == 1
