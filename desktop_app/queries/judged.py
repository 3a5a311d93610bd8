"""Which version of the rules judged an application, and what a newer one would say, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from desktop_app.domain.finding import Finding, Known
from desktop_app.domain.rejudging import STAGES, difference
from desktop_app.domain.rulebook import Rules
from desktop_app.storage.rulebooks import version_of
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Judged:
    """`words` say which version judged; `appears` is what the version `newer` (0 where there is none) finds
    besides."""

    words: str = ""
    newer: int = 0
    appears: tuple[Finding, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether the newer version holds what was let through."""
        return any(item.level == "block" for item in self.appears)

    @property
    def sentence(self) -> str:
        """Both in a sentence, "" before submission."""
        if not self.newer:
            return self.words
        if not self.appears:
            return self.words + " " + tr("Versi {versi} tidak menambah temuan.", versi=self.newer)
        titles = "; ".join(item.title for item in self.appears)
        told = tr("Menurut versi {versi} perlu dilihat: {temuan}.", versi=self.newer, temuan=titles)
        return f"{self.words} {told}"


def judged_by(
    connection: Connection, row: Row[Any], given: Mapping[str, Any], rules: Rules, known: Known
) -> Judged:
    """Nothing before submission. A newer version is compared at the stage the application is at."""
    if row.aturan_versi is None:
        return Judged()
    words = (
        tr("Diperiksa dengan aturan versi {versi}.", versi=row.aturan_versi)
        if row.aturan_versi
        else tr("Diperiksa dengan aturan bawaan.")
    )
    own = rules.of(row.program, row.tahun)
    if own.version <= row.aturan_versi or row.status not in STAGES:
        return Judged(words)
    before = version_of(connection, row.program or "", row.tahun or 0, row.aturan_versi)
    found = difference(given, row.status, before, Rules((own,)), known)
    return Judged(words, own.version, found.appears)
