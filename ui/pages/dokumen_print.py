"""Printing the paper shown in Dokumen: asked, sent page by page, and told how far it went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from resources.i18n import tr, trn
from ui.bench import Bench
from ui.models import papers as work
from ui.models.papers import Sheet
from ui.pages.base import Page
from ui.printing import print_pages
from ui.widgets.progress import ProgressStrip
from ui.worker import Progress


def send(
    page: Page, bench: Bench, strip: ProgressStrip, printer: Any, title: str, sheets: Sequence[Sheet]
) -> None:
    """Print `sheets` on the printer that was chosen; `strip` shows how far it is and can stop it."""
    drawn = 0

    def print_all(progress: Progress) -> int:
        def step(done: int, total: int, sentence: str) -> None:
            nonlocal drawn
            drawn = done
            progress.step(done, total, sentence)

        return print_pages(printer, sheets, work.picture, step)

    task = bench.do(
        print_all,
        lambda n: page.toast(trn("{n} halaman dikirim ke printer.", "{n} halaman dikirim ke printer.", n)),
        owner=page,
        progress=strip.step,
        cancelled=lambda: page.toast(_stopped_after(drawn)),
        after=strip.finish,
    )
    strip.begin(tr("Mencetak {judul}", judul=title), task.cancel)


def _stopped_after(pages: int) -> str:
    if not pages:
        return tr("Pencetakan dihentikan. Tidak ada yang dicetak.")
    return trn(
        "Pencetakan dihentikan setelah {n} halaman. Periksa kertas yang sudah keluar.",
        "Pencetakan dihentikan setelah {n} halaman. Periksa kertas yang sudah keluar.",
        pages,
    )
