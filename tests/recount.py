"""A decision recomputed by plain code from its issued list, as anybody could: nothing of Wira is used."""

from __future__ import annotations

from hashlib import sha256
from typing import Any


def recount(issued: dict[str, Any]) -> dict[str, tuple[int, str]]:
    """Rank and outcome by registration number; the list's own words must agree with them.

    For lists whose order is a verified recommendation, where the rules ask for it, then the day of the file.
    """
    drawn = sorted(
        (
            "pekka_terverifikasi" not in row["facts"],
            row["tanggal_lengkap"],
            sha256(((row["seed"] or issued["seed"]) + number).encode()).hexdigest(),
            number,
        )
        for row in issued["rows"]
        for number in [row["nomor_pendaftaran"]]
    )
    told = {row["nomor_pendaftaran"]: row for row in issued["rows"]}
    found: dict[str, tuple[int, str]] = {}
    for place, (_without, _day, draw, number) in enumerate(drawn, 1):
        outcome = "accepted" if issued["taken"] + place <= issued["quota"] else "waitlisted"
        row = told[number]
        assert (row["rank"], row["draw"], row["outcome"]) == (place, draw, outcome), number
        found[number] = (place, outcome)
    return found
