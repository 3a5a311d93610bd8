"""A person's own copy in one step: a folder with a PDF to read, a JSON file for machines, and the scans.

The folder never takes the place of another one. That a copy was made is noted in the access log.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from desktop_app.actions import papers
from desktop_app.actions.access import given
from desktop_app.actions.data_requests import may_record
from desktop_app.actions.person_data import (
    Kept,
    Looked,
    OwnApplication,
    PersonCopy,
    Scan,
    Step,
    Stranger,
    person_copy,
)
from desktop_app.documents.person_copy import Part, PersonPaper, write_person_copy
from desktop_app.documents.sheets import UPRIGHT, Form
from desktop_app.domain import access, people
from desktop_app.domain.differing import ent_label
from desktop_app.domain.moments import wib
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.saving import free_name, save_files
from resources.i18n import official, tr, trn

VERSION: Final = 1
"""Of the JSON file's shape."""
_INTRO: Final = (
    "Inilah semua data tentang Anda yang disimpan kantor ini, menurut Pasal 7, 13, dan 32 Undang-Undang "
    "Nomor 27 Tahun 2022. Data yang sama ada di berkas JSON, supaya dapat dibaca aplikasi lain.",
    "Bila ada yang keliru, mintalah perbaikan di kantor ini; permintaan dijawab paling lambat 3 kali 24 jam.",
)
_ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class SavedCopy:
    """The folder, its files by name, how many scans are not on this computer, and the records that bear the
    same NIK under another name or birth date, which are not in it."""

    folder: Path
    files: tuple[str, ...]
    pages: int
    missing: int
    strangers: tuple[Stranger, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """What the clerk has to know before handing it over, as sentences."""
        said = [
            tr(
                "Isinya NIK dan KK utuh serta pindaian: serahkan hanya kepada orangnya, "
                "lalu hapus folder itu."
            )
        ]
        if self.missing:
            said.append(
                trn(
                    "{n} pindaian tidak ada di komputer ini.",
                    "{n} pindaian tidak ada di komputer ini.",
                    self.missing,
                )
            )
        if self.strangers:
            said.append(
                tr("NIK ini juga ada di {catatan} dengan nama atau tanggal lahir lain, jadi tidak ikut "
                   "disalin. Bila orangnya sama, betulkan dahulu catatannya, lalu salin lagi.",
                   catatan=", ".join(f"{ent_label(each.kind)} {each.title}" for each in self.strangers))
            )  # fmt: skip
        return tuple(said)


def save_person_copy(office: Office, record: str, folder: Path, *, form: Form = UPRIGHT) -> SavedCopy:
    """Write all that this office holds about the person of the application `record` (hex) into a new folder
    in `folder`.

    Raises Refused: no such applicant, a mentor's account, nobody who answers requests. Raises Unavailable
    when the place does not take it; then nothing is half there.
    """
    if people.sees_only_own(office.person.roles):
        raise Refused(
            tr("Salinan data memuat semua catatan kantor tentang orang itu, jadi akun pendamping tidak dapat "
               "membuatnya."),
            next_step=tr("Minta operator membuatnya."),
            code="role",
        )  # fmt: skip
    if not may_record(office):
        raise Refused(
            tr("Salinan data hanya dibuat oleh yang mencatat dan menjawab permintaan data pribadi."),
            next_step=tr("Minta operator, verifikator, admin kantor, atau petugas DKUM membuatnya."),
            code="role",
        )
    now = office.clock()
    with office.reading() as connection, official():
        app = tables.application.c
        row = connection.execute(
            select(app.nomor_pendaftaran).where(app.uuid == bytes.fromhex(record))
        ).first()
        if row is None:
            raise Refused(
                tr("Catatan itu tidak ada di kantor ini."),
                next_step=tr("Segarkan daftar, lalu pilih lagi."),
                code="unknown_record",
            )
        number = str(row.nomor_pendaftaran)
        found = person_copy(connection, office.context, record, office.access.digest)
        kept = papers.office_settings(connection, office.info.scope)
        scans, absent = _scans(office, found)
        paper = PersonPaper(
            name=found.name,
            number=number,
            made_by=office.session.name,
            intro=_INTRO,
            parts=tuple(_parts(found, absent)),
            letterhead=papers.letterhead(office, kept),
            sample=office.info.sample,
        )
    printed = write_person_copy(paper, now=now, form=form)
    goal = free_name(folder / f"salinan-data-{number}")
    data = _json(office, found, now, absent)
    files = [("salinan-data.pdf", printed.pdf), ("salinan-data.json", data), *scans]
    given(office, record, deed=access.COPY, about="salinan", count=len(found.applications))
    save_files([(goal / name, content) for name, content in files])
    names = tuple(name for name, _content in files)
    return SavedCopy(goal, names, printed.pages, len(absent), found.strangers)


# ---- within ------------------------------------------------------------------------------------------


def _json(office: Office, found: PersonCopy, now: datetime, absent: Collection[str]) -> bytes:
    """The same for machines: field names as in every file of Wira, values as stored, times ISO with zone."""
    document: dict[str, Any] = {
        "wira_person_copy": VERSION,
        "law": "UU 27/2022",
        "made": wib(now).isoformat(timespec="seconds"),
        "made_by": office.session.name,
        "office": office.info.name,
        "name": found.name,
        "applications": [asdict(one) for one in found.applications],
        "elsewhere": [asdict(one) for one in found.elsewhere],
        "searched": [asdict(one) for one in found.searched],
    }
    for scan in (scan for one in document["applications"] for scan in one["scans"]):
        scan["present"] = scan["sha256"] not in absent
    return json.dumps(document, ensure_ascii=False, indent=2, default=str).encode()


def _scans(office: Office, found: PersonCopy) -> tuple[list[tuple[str, bytes]], set[str]]:
    """The kept scans under names that say what they are; and which (SHA-256) are not on this computer."""
    files: list[tuple[str, bytes]] = []
    absent: set[str] = set()
    seen: set[str] = set()
    for one in found.applications:
        for scan in one.scans:
            if scan.sha256 in seen:
                continue
            seen.add(scan.sha256)
            try:
                data = office.blobs.get(scan.sha256)
            except Unavailable:
                absent.add(scan.sha256)
                continue
            name = f"lampiran-{len(files) + 1}.{_ENDINGS.get(scan.mime, 'bin')}"
            files.append((name, data))
    return files, absent


def _scan_line(scan: Scan, absent: Collection[str]) -> str:
    line = f"{scan.label}, {scan.size // 1024 + 1} KiB, {_when(scan.added)}"
    return (
        f"{line} (tidak ada di komputer ini, jadi tidak ikut disalin; minta ke DKUM)"
        if (scan.sha256 in absent)
        else line
    )


def _parts(found: PersonCopy, absent: Collection[str]) -> Iterator[Part]:
    several = len(found.applications) > 1
    for one in found.applications:
        mark = f" ({one.number})" if several else ""
        yield Part(
            heading=f"Data pendaftaran{mark}", facts=tuple((each.label, each.shown) for each in one.own.facts)
        )
        yield Part(
            heading=f"Dokumen yang disimpan{mark}",
            lines=tuple(_scan_line(scan, absent) for scan in one.scans),
            none="Tidak ada pindaian yang disimpan.",
        )
        for other in one.others:
            yield Part(
                heading=f"{other.title}{mark}", facts=tuple((each.label, each.shown) for each in other.facts)
            )
        yield Part(heading=f"Riwayat perubahan{mark}", lines=tuple(_history([one.own, *one.others])))
        yield from _elsewhere(one, mark)
    for other in found.elsewhere:
        yield Part(heading=other.title, facts=tuple((each.label, each.shown) for each in other.facts))
        yield Part(heading=f"Riwayat perubahan ({other.title})", lines=tuple(_history([other])))
    yield Part(heading="Petugas yang mencari NIK ini", lines=_looked(found.searched), none="Belum ada.")


def _looked(entries: Sequence[Looked]) -> tuple[str, ...]:
    return tuple(f"{_when(each.when)}, {each.who}: {each.deed.lower()}" for each in entries)


def _elsewhere(one: OwnApplication, mark: str) -> Iterator[Part]:
    yield Part(
        heading=f"Dokumen terbit yang menyebut nama{mark}",
        lines=tuple(
            f"{each.kind}{f' ({each.edition})' if each.edition else ''} nomor {each.number or '-'}, "
            f"{each.date}, {each.place}: {each.state.lower()}"
            for each in one.documents
        ),
        none="Belum ada.",
    )
    yield Part(
        heading=f"Petugas yang membuka atau memakai data ini{mark}",
        lines=_looked(one.looked),
        none="Belum ada.",
    )
    yield Part(
        heading=f"Data untuk instansi lain yang mungkin memuat pendaftaran ini{mark}",
        lines=tuple(
            f"{_when(each.when)}, {each.receiver}: {each.reason.rstrip('.')}. "
            f"Kolom: {', '.join(each.columns)}."
            for each in one.handed
        ),
        none="Belum ada.",
    )


def _history(records: Sequence[Kept]) -> Iterator[str]:
    """Every Save, the earliest first."""
    steps: list[tuple[str, str, Step]] = [
        (step.when, record.title, step) for record in records for step in record.history
    ]
    for when, title, step in sorted(steps, key=lambda each: each[0]):
        said = "; ".join(
            f"{label}: {before} menjadi {after or 'kosong'}" if before else f"{label}: {after or 'kosong'}"
            for label, before, after in step.fields
        )
        void = f" Tidak berlaku: {step.void}" if step.void else ""
        yield f"{_when(when)}, {step.who}, {step.where}. {title}. {said}.{void}"


def _when(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%d-%m-%Y %H.%M}"
