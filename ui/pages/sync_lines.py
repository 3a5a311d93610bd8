"""The list of Sinkronisasi: what one line is, how it looks, and which lines are problems."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from desktop_app.actions.arrivals import Refusal
from desktop_app.queries.exchange import FileLine
from desktop_app.queries.file_words import file_title, office_name
from resources.i18n import decimal, tr
from ui.models.table import Cell
from ui.pages import sync_words as words

Line = FileLine | Refusal


def line_cell(line: Line, today: date) -> Cell:
    """How a file or a refused one stands in the list."""
    if isinstance(line, Refusal):
        title = tr("Ditolak: {nama}", nama=line.name)
        icon_tone = "bad"
        if line.code == "E_GAP":
            icon_tone = "warn"
            title = tr(
                "Menunggu: {kantor} {no}",
                kantor=office_name(line.sender or ""),
                no=f"{line.no:04d}",
            )
        return Cell(
            title, words.refusal_sub(line, today), strong=True, icon="download", icon_tone=icon_tone,
            icon_soft=True, note=words.cause(line.code), note_icon="octagon-alert", note_tone=icon_tone,
        )  # fmt: skip
    note = words.file_note(line)
    tone = note.tone if note.tone != "text2" else "grey"
    return Cell(
        file_title(line), words.file_sub(line, today), strong=True,
        icon="upload" if line.direction == "out" else "download", icon_tone=tone, icon_soft=True,
        note=note.text, note_icon=note.icon, note_tone=note.tone,
    )  # fmt: skip


def is_problem(line: Line) -> bool:
    """Whether somebody has to look at it."""
    if isinstance(line, Refusal):
        return True
    return bool(line.void) or line.parts_here < line.parts or line.agrees is False


def mark_of(line: Line) -> str:
    """By which a line is found again."""
    return f"refused:{line.name}" if isinstance(line, Refusal) else f"{line.direction}:{line.file}"


def time_of(line: Line) -> int:
    """When it was made or opened, in ms."""
    return line.at if isinstance(line, Refusal) else line.made


def folder_words(folder: Path | None) -> str:
    """The folder files go to, and the room there."""
    if folder is None:
        return ""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return ""
    gigabytes = decimal(free / 10**9, 0 if free >= 10**10 else 1)
    return tr("Folder {nama}, {gb} GB kosong", nama=folder.name or str(folder), gb=gigabytes)
