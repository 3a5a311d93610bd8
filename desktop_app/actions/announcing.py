"""Pengumuman Program from the rules in force: PDF to hand out, text to send; for a kelurahan or the city."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from desktop_app.actions import papers
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.documents.announcement import Announcement, to_text, write_announcement
from desktop_app.documents.sheets import PaperName
from desktop_app.domain import region
from desktop_app.office import Office
from desktop_app.storage.saving import save_groups


@dataclass(frozen=True, slots=True)
class Announced:
    """One announcement, ready to be shown or saved. `stem` is its file name without ending."""

    stem: str
    pdf: bytes
    text: str


def announce(
    office: Office, program: str, tahun: int, scope: str = "", *, paper: PaperName = "A4"
) -> Announced:
    """The announcement for the kelurahan `scope`, or for the whole city."""
    with office.reading() as connection:
        one = replace(_content(connection, office, program, tahun, scope), paper=paper)
    stem = f"pengumuman-{program}-{tahun}-{scope or 'kota'}"
    return Announced(stem, write_announcement(one, now=office.clock()), to_text(one))


def save_announcements(
    office: Office, program: str, tahun: int, scopes: list[str], folder: Path, *, paper: PaperName = "A4"
) -> list[Path]:
    """Put a PDF and a text for each of `scopes` into `folder`, all or none, beside what is there already.
    Raises Unavailable."""
    pairs: list[list[tuple[Path, bytes]]] = []
    for scope in scopes:
        made = announce(office, program, tahun, scope, paper=paper)
        stem = folder / made.stem
        pairs.append([(stem.with_suffix(".pdf"), made.pdf), (stem.with_suffix(".txt"), made.text.encode())])
    return save_groups(pairs)


def _content(connection: Connection, office: Office, program: str, tahun: int, scope: str) -> Announcement:
    place = region.by_code(scope)
    return Announcement(
        rules=rules_in_force(connection).of(program, tahun),
        kelurahan=place.name if place else "",
        kecamatan=place.kecamatan if place else "",
        areas=len(region.all_kelurahan()),
        letterhead=papers.letterhead(office, papers.office_settings(connection, office.info.scope)),
        sample=office.info.sample,
        code=scope,
    )
