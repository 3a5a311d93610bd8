"""Many papers printed or saved in one go, away from the window's thread: a line for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from desktop_app.actions import access
from desktop_app.domain.access import PRINT
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.storage.saving import free_name
from resources.i18n import tr
from ui.models.papers import file_name, of_pdf, picture
from ui.printing import USUAL, layout_of, print_pages, shrinks
from ui.worker import Cancelled, Progress

Outcome = Literal["", "done", "refused", "stopped", "not_begun"]


@dataclass(frozen=True)
class ManyLine:
    """One paper of the list, and in the end what became of it."""

    record: str
    title: str
    nomor: str
    state: str
    outcome: Outcome = ""
    sentence: str = ""

    @property
    def file(self) -> str:
        """What its file is called, without anybody's name."""
        return file_name(self.title, self.nomor)

    def ended(self, outcome: Outcome, sentence: str = "") -> ManyLine:
        """The same, with what became of it."""
        return ManyLine(self.record, self.title, self.nomor, self.state, outcome, sentence)


def save(office: Office, lines: Sequence[ManyLine], folder: Path, told: Progress) -> list[ManyLine]:
    """Save each into `folder`. Stopped, the rest is not begun."""
    from desktop_app.actions.copying_out import save_issued

    names = [one.file for one in lines]
    wanted = [
        (one.record, one.file if names.count(one.file) == 1 else f"{one.file[:-4]}-{one.record[-8:]}.pdf")
        for one in lines
    ]

    def step(done: int, total: int, sentence: str = "") -> None:
        if not told.cancelled:
            told.step(done, total, sentence)

    made = save_issued(office, wanted, folder, progress=step, stop=lambda: told.cancelled)
    return [
        line.ended(each.outcome, each.sentence or each.file if each.outcome != "not_begun" else "")
        for line, each in zip(lines, made, strict=True)
    ]


def print_many(office: Office, lines: Sequence[ManyLine], printer: Any, told: Progress) -> list[ManyLine]:
    """Print each as a job of its own; one that the printer does not take is told and the others go on."""
    from desktop_app.actions.issued import document_pdf

    ended: list[ManyLine] = []
    usual = printer.pageLayout().pageSize().id() == USUAL
    output = Path(printer.outputFileName()) if printer.outputFileName() else None
    for at, line in enumerate(lines):
        if told.cancelled:
            break
        if output is not None and at:
            goal = free_name(output.with_name(f"{output.stem}-{at + 1}{output.suffix}"))
            printer.setOutputFileName(str(goal))
        printer.setDocName(line.title)

        def step(_done: int, _total: int, sentence: str, at: int = at) -> None:
            told.step(at, len(lines), tr("Dokumen {n} dari {total}, {halaman}", n=at + 1, total=len(lines),
                                         halaman=sentence))  # fmt: skip

        try:
            sheets = of_pdf(document_pdf(office, line.record)).sheets
            if usual:  # nobody chose another paper for all of them: each on its own
                printer.setPageLayout(layout_of(sheets[0]))
            small = shrinks(printer, sheets)
            access.note(office, PRINT, line.record, about="dokumen")  # stopped, pages have come out too
            pages = print_pages(printer, sheets, picture, step)
        except Cancelled:
            ended.append(line.ended("stopped", tr("Dihentikan di tengah. Periksa kertas yang sudah keluar.")))
            break
        except WiraError as error:
            ended.append(line.ended("refused", str(error)))
        else:
            words = tr("{n} halaman dikirim", n=pages)
            if small:
                words = tr("{n} halaman dikirim, diperkecil ke kertas printer", n=pages)
            ended.append(line.ended("done", words))
    return [*ended, *(line.ended("not_begun") for line in lines[len(ended) :])]
