"""A support bundle: a ZIP of plain text that a person reads before it leaves the office.

It says which versions, how much of what, what a check found and where the program failed. It holds no data of
people: sentences of a check come without the records they are about, files are told by kind, not by name, and
of the computer neither its name nor the account's.
"""

from __future__ import annotations

import getpass
import io
import os
import platform
import re
import shutil
import sys
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final

from sqlalchemy import case, func, select

from desktop_app import __version__, card
from desktop_app.actions.check_report import STATE_WORDS, CheckReport
from desktop_app.actions.standing import REASONS
from desktop_app.domain import region
from desktop_app.domain.moments import wib
from desktop_app.domain.people import OFFICE_LABELS
from desktop_app.domain.status import DISCARDED, status_label
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.storage import schema, tables
from desktop_app.storage.notes import kept_notes, notes_of
from desktop_app.storage.saving import save_file
from resources.i18n import decimal, tr, trn

_NOTES: Final = 10
"""Notes that go along, the latest first."""
_LONG_NUMBER: Final = re.compile(r"\d[\d .\-]{7,}\d")
"""What could be a NIK, No. KK or telephone number. Nothing in here is that long but by mistake."""
_LIBRARIES: Final = (
    "PySide6_Essentials", "sqlcipher3-wheels", "sqlcipher3", "SQLAlchemy", "alembic", "cryptography",
    "pyrage", "argon2-cffi", "msgspec", "zstandard", "pyHanko", "reportlab", "pypdfium2", "pikepdf", "pillow",
)  # fmt: skip
_KINDS: Final = (
    ("wira.db", "wira.db"), ("wira.db-wal", "wira.db-wal"), ("drafts.db", "drafts.db*"),
    ("office.json", "office.json"), ("keyslots.json", "keyslots.json"), ("salinan", "salinan/*"),
    ("high-water", "high-water"), ("directory.json", "directory.json"), ("blobs", "blobs/??/*.age"),
    ("backups", "backups/*.tar"), ("files", "files/**/*"), ("documents", "documents/*"),
    ("tak-terbaca", "*-tak-terbaca-*"),
)  # fmt: skip
"""How files are told: by these kinds alone."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One text of the bundle: its file name in the ZIP, and what it says."""

    name: str
    text: str


def gather(
    home: Path | None,
    notes: Path,
    now: datetime,
    *,
    office: Office | None = None,
    report: CheckReport | None = None,
    refused: WiraError | None = None,
    more: Mapping[str, str] | None = None,
) -> tuple[Sheet, ...]:
    """The texts of a bundle, to be shown first. What cannot be read is left out, never raised.

    `office` where somebody is in, `report` of a check just made, `refused` why it could not be opened; `more`
    are facts of the window, such as its size. `notes` is the folder of crash notes.
    """
    sheets = [
        Sheet("1-versi.txt", _versions(now, more or {})),
        Sheet("2-kantor.txt", _office(home, office, refused)),
        Sheet("3-berkas.txt", _sizes(home)),
        Sheet("4-pemeriksaan.txt", _check(report)),
    ]
    ours = notes_of(notes, _device(home))
    for path in ours[:_NOTES]:
        with suppress(OSError):
            sheets.append(Sheet(f"catatan/{path.name}", path.read_text(encoding="utf-8", errors="replace")))
    first = Sheet("0-baca-dahulu.txt", _about(sheets, len(kept_notes(notes)) - len(ours)))
    return tuple(Sheet(each.name, scrubbed(each.text, office, home)) for each in (first, *sheets))


def save(sheets: Sequence[Sheet], folder: Path, now: datetime) -> Path:
    """Write the ZIP into `folder`. Raises Unavailable."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bundle:
        for sheet in sheets:
            bundle.writestr(sheet.name, sheet.text.replace("\n", "\r\n"))  # for the Notepad of old Windows
    return save_file(folder / f"wira-bantuan_{wib(now):%Y%m%d-%H%M%S}.zip", kept.getvalue())


def scrubbed(text: str, office: Office | None, home: Path | None = None) -> str:
    """`text` without what could be somebody's number, name or folder: a net below what is not put in. Where
    nobody is in, the names are those of who may come in at `home`."""
    words = {str(Path.home())}
    with suppress(OSError, KeyError):
        words.add(getpass.getuser())
    words.add(platform.node())
    if office is not None:
        words |= {facts.nama for facts in office.context.people.values()} | {str(office.home)}
    if home is not None:
        words.add(str(home))
        with suppress(WiraError):
            words |= {slot.name for slot in card.people_of(home)}
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 3:
            text = re.sub(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", "…", text)
    return _LONG_NUMBER.sub(_shortened, text)


def _shortened(found: re.Match[str]) -> str:
    """Moments and sizes stay; a run of nine digits or more does not."""
    text = found[0]
    longest = max(len(run) for run in re.findall(r"\d+", text))
    return re.sub(r"\d{9,}", "…", text) if longest >= 9 else text


def _device(home: Path | None) -> str:
    with suppress(WiraError):
        info = card.read_info(home) if home is not None else None
        return info.dev if info is not None else ""
    return ""


def _about(sheets: Sequence[Sheet], others: int) -> str:
    left = [
        trn(
            "{n} catatan kekeliruan tidak disertakan: milik kantor lain di akun komputer ini, atau dari Wira "
            "lama yang belum menyebut kantornya.",
            "{n} catatan kekeliruan tidak disertakan: milik kantor lain di akun komputer ini, atau dari Wira "
            "lama yang belum menyebut kantornya.",
            others,
        )
    ]
    lines = [
        tr("Paket bantuan Wira"),
        "",
        tr("Isinya teks biasa. Baca setiap berkas sebelum Anda mengirimnya; hapus yang tidak ingin dikirim."),
        tr("Tidak ada NIK, No. KK, nama, alamat, nomor HP, kata sandi, atau kunci di dalamnya."),
        tr("Kirim ke DKUM bersama cerita Anda: apa yang Anda lakukan, dan apa yang terjadi."),
        "",
        *(each.name for each in sheets),
        *(["", *left] if others else []),
    ]
    return "\n".join(lines) + "\n"


def _versions(now: datetime, more: Mapping[str, str]) -> str:
    facts = {
        "Wira": __version__,
        "Python": platform.python_version(),
        tr("Sistem operasi"): f"{platform.system()} {platform.release()} {platform.machine()}",
        tr("Program terpaket"): _yes(getattr(sys, "frozen", False)),
        tr("Prosesor"): str(os.cpu_count() or "-"),
        tr("Jam komputer"): _moment(now),
        **more,
    }
    for name in _LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            facts[name] = metadata.version(name)
    return _table(facts)


def _office(home: Path | None, office: Office | None, refused: WiraError | None) -> str:
    facts: dict[str, str] = {}
    if home is None:
        return tr("Belum ada kantor di komputer ini.") + "\n"
    try:
        info = card.read_info(home)
    except WiraError as error:
        info, facts["office.json"] = None, error.code
    if info is not None:
        place = region.by_code(info.scope)
        facts |= {
            tr("Jenis kantor"): tr(OFFICE_LABELS[info.kind]), tr("Wilayah"): place.display if place else "-",
            tr("Urutan catatan"): tr(REASONS.get(info.why, info.why)) if info.why else tr("yang pertama"),
            tr("Data contoh"): _yes(info.sample), tr("Bentuk folder"): str(info.format),
        }  # fmt: skip
    if refused is not None:
        facts[tr("Ditolak")] = refused.code  # its sentence may name who was refused, and where
    with suppress(OSError):
        facts[tr("Ruang kosong")] = _mib(shutil.disk_usage(home).free)
    if office is not None:
        with suppress(WiraError):
            facts |= _counts(office)
    return _table(facts)


def _counts(office: Office) -> dict[str, str]:
    facts = {
        tr("Bentuk basis data"): schema.HEAD,
        tr("Terdaftar di DKUM"): _yes(office.directory is not None),
    }
    if office.directory is not None:
        facts[tr("Versi daftar perangkat")] = str(office.directory.version)
    facts[tr("Diperbaiki saat dibuka")] = ", ".join(office.mended) or "-"
    fallen = office.fallen
    facts[tr("Terhenti mendadak, belum dibaca petugas")] = _moment(fallen.last) if fallen is not None else "-"
    facts[tr("Formulir belum disimpan")] = str(len(office.drafts.list()))
    with office.reading() as connection:
        for table in (tables.op, tables.stream, tables.record, *tables.PROJECTIONS, tables.sync_file):
            count = connection.execute(select(func.count()).select_from(table)).scalar_one()
            facts[tr("Baris tabel {nama}", nama=table.name)] = str(count)
        app = tables.application.c
        thrown = (app.status == "withdrawn") & app.submitted.is_(None)
        seen = case((thrown, DISCARDED), else_=app.status)
        for status, count in connection.execute(select(seen, func.count()).group_by(seen)):
            facts[tr("Pendaftar berstatus {status}", status=tr(status_label(status)))] = str(count)
        void = select(tables.op.c.void, func.count()).where(tables.op.c.void.is_not(None))
        for why, count in connection.execute(void.group_by(tables.op.c.void)):
            facts[tr("Perubahan tidak berlaku, {kode}", kode=why)] = str(count)
    return facts


def _sizes(home: Path | None) -> str:
    facts: dict[str, str] = {}
    for name, pattern in _KINDS if home is not None else ():
        found = [path.stat() for path in home.glob(pattern) if path.is_file()] if home is not None else []
        if found:
            latest = datetime.fromtimestamp(max(each.st_mtime for each in found), UTC)
            size = _mib(sum(each.st_size for each in found))
            facts[name] = trn(
                "{n} berkas, {besar}, terakhir {waktu}", "{n} berkas, {besar}, terakhir {waktu}", len(found),
                besar=size, waktu=_moment(latest),
            )  # fmt: skip
    return _table(facts)


def _check(report: CheckReport | None) -> str:
    """What a check found, without the records it is about."""
    if report is None:
        return tr("Kantor ini belum diperiksa.") + "\n"
    lines = [report.headline()]
    for part in report.parts:
        lines.append(f"[{tr(STATE_WORDS[part.state])}] {part.title}: {part.seen}")
        lines += [f"  {each.code} ({each.count}): {each.sentence}" for each in part.findings]
    return "\n".join(lines) + "\n"


def _table(facts: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in facts.items())


def _moment(moment: datetime) -> str:
    """In one zone throughout, and saying which."""
    return f"{wib(moment):%d-%m-%Y %H.%M} WIB"


def _yes(word: object) -> str:
    return tr("ya") if word else tr("tidak")


def _mib(size: int) -> str:
    return f"{decimal(size / 1048576, 1)} MiB"
