"""Which version of the rules judged an application, and what a newer one would say, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row

from desktop_app.actions.knowledge import issued_rules
from desktop_app.domain.finding import Known
from desktop_app.domain.rejudging import STAGES, difference
from desktop_app.domain.rulebook import Rules, default_rules, read_rules
from desktop_app.errors import Refused
from resources.i18n import tr


def judged_by(
    connection: Connection, row: Row[Any], given: Mapping[str, Any], rules: Rules, known: Known
) -> str:
    """ "" before submission. A newer version is compared at the stage the application is at."""
    if row.aturan_versi is None:
        return ""
    told = (
        tr("Diperiksa dengan aturan versi {versi}.", versi=row.aturan_versi)
        if row.aturan_versi
        else tr("Diperiksa dengan aturan bawaan.")
    )
    own = rules.of(row.program, row.tahun)
    if own.version <= row.aturan_versi or row.status not in STAGES:
        return told
    before = _version(connection, row.program or "", row.tahun or 0, row.aturan_versi)
    found = difference(given, row.status, before, Rules((own,)), known)
    if not found.appears:
        return told + " " + tr("Versi {versi} tidak menambah temuan.", versi=own.label)
    titles = "; ".join(item.title for item in found.appears)
    return told + " " + tr("Menurut versi {versi} perlu dilihat: {temuan}.", versi=own.label, temuan=titles)


def _version(connection: Connection, program: str, tahun: int, version: int) -> Rules:
    for content in issued_rules(connection):
        if (content.get("program"), content.get("tahun"), content.get("version")) == (
            program,
            tahun,
            version,
        ):
            try:
                return Rules((read_rules(content),))
            except Refused:
                break
    return Rules((default_rules(program, tahun),))
