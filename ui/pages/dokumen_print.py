"""Printing the paper shown in Dokumen: asked, sent page by page, and told how far it went."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import shiboken6

from desktop_app.actions import access
from desktop_app.domain.access import PRINT
from resources.i18n import tr, trn
from ui.bench import Bench
from ui.models import papers as work
from ui.models.papers import Sheet
from ui.pages.base import Page
from ui.printing import into_file, print_pages, shrinks
from ui.widgets.progress import ProgressStrip
from ui.worker import Progress


def send(
    page: Page,
    bench: Bench,
    strip: ProgressStrip,
    printer: Any,
    title: str,
    sheets: Sequence[Sheet],
    record: str = "",
    about: str = "",
) -> None:
    """Print `sheets` on the printer that was chosen; `strip` shows how far it is and can stop it. The access
    log notes it, with the `record` of a document that was issued, or of the person whose paper it is: then
    `about` is the code of that paper."""
    drawn = 0
    small = shrinks(printer, sheets)

    def print_all(progress: Progress) -> int:
        def step(done: int, total: int, sentence: str) -> None:
            nonlocal drawn
            drawn = done
            progress.step(done, total, sentence)

        access.note(bench.office, PRINT, record, about=about or ("dokumen" if record else "draf"))
        return print_pages(printer, sheets, work.picture, step)

    def shown(call: Callable[..., object]) -> Callable[..., object]:
        """Only while the strip is there: a dialog may be closed while its paper is printed."""
        return lambda *told: call(*told) if shiboken6.isValid(strip) else None

    task = bench.print(
        print_all,
        lambda n: page.toast(_in_file(n) if into_file(printer) else _sent(n, small=small)),
        owner=page,
        progress=shown(strip.step),
        cancelled=lambda: page.toast(_stopped_after(drawn)),
        after=shown(strip.finish),
    )
    words = tr("Mencetak {judul}", judul=title)
    if small:
        words = tr("Mencetak {judul}, diperkecil karena kertas printer lebih kecil", judul=title)
    strip.begin(words, task.cancel)


def _in_file(n: int) -> str:
    told = trn("{n} halaman dicetak ke berkas.", "{n} halaman dicetak ke berkas.", n)
    return tr("{kalimat} Segelnya tidak ikut: yang dapat diperiksa disimpan dengan Simpan PDF.", kalimat=told)


def _sent(n: int, *, small: bool) -> str:
    if small:
        return trn(
            "{n} halaman dikirim ke printer, diperkecil karena kertas printer lebih kecil dari halamannya.",
            "{n} halaman dikirim ke printer, diperkecil karena kertas printer lebih kecil dari halamannya.",
            n,
        )
    return trn("{n} halaman dikirim ke printer.", "{n} halaman dikirim ke printer.", n)


def _stopped_after(pages: int) -> str:
    if not pages:
        return tr("Pencetakan dihentikan. Tidak ada yang dicetak.")
    return trn(
        "Pencetakan dihentikan setelah {n} halaman. Periksa kertas yang sudah keluar.",
        "Pencetakan dihentikan setelah {n} halaman. Periksa kertas yang sudah keluar.",
        pages,
    )
