"""The report of sync files on paper: from the rows the screen shows, unsealed, for the office's binder."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.actions import papers
from desktop_app.documents.data import Paper
from desktop_app.documents.file_list import FileList, write_file_list
from desktop_app.office import Office


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file, a refused one or a step without effect. Figures are None where nobody has told them."""

    file: str
    way: str
    time: str
    changes: int | None
    new: int | None
    known: int | None
    conflicts: int | None
    void: int | None
    state: str

    @property
    def figures(self) -> tuple[int | None, ...]:
        """The five numbers in the order of the paper's columns."""
        return self.changes, self.new, self.known, self.conflicts, self.void


@dataclass(frozen=True, slots=True)
class FileStory:
    """Every row, and what stands above them. `other` is the one office it is about, "" for all."""

    other: str
    preface: tuple[str, ...]
    rows: tuple[FileRow, ...]


def file_report(office: Office, story: FileStory) -> Paper:
    """The report as PDF. Raises Refused for a letterhead picture that cannot be read."""
    with office.reading() as connection:
        settings = papers.office_settings(connection, office.info.scope)
    content = FileList(
        office=office.info.name,
        office_code=office.area,
        other=story.other,
        date=office.today(),
        preface=story.preface,
        rows=tuple(
            (
                row.file, row.way, row.time,
                *("" if n is None else str(n) for n in row.figures),
                row.state,
            )
            for row in story.rows
        ),
        letterhead=papers.letterhead(office, settings),
        signatory=papers.signatory(office, settings),
        sample=office.info.sample,
    )  # fmt: skip
    return write_file_list(content, now=office.clock())
