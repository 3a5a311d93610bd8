"""Erasing a person at DKUM: first what goes and what stays, then the deed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.actions import erasing
from desktop_app.actions.erasing import Erased
from desktop_app.actions.erasing_after import due, erase_due
from desktop_app.actions.erasing_asked import ground
from desktop_app.actions.erasing_plan import ErasurePlan
from desktop_app.actions.erasing_plan import plan as planned
from desktop_app.errors import WiraError
from desktop_app.queries.erasing_words import done_lines, plan_lines
from resources.i18n import tr, trn
from ui.bench import Bench
from ui.pages.base import Page
from ui.widgets.dialog import StopDialog


def ask_erasure(page: Page, bench: Bench, record: str, nama: str) -> None:
    """Show the plan for an applicant (record, hex) and erase where the person says so."""
    office = bench.office

    def look(_progress: object) -> tuple[ErasurePlan, str]:
        with office.reading() as connection:
            plan = planned(office, connection, record)
            request = erasing.request_for(connection, record)
            asking = ground(office, connection, plan, "permintaan", request)
            return planned(office, connection, record, asking=asking), asking.request

    def show(found: tuple[ErasurePlan, str]) -> None:
        plan, request = found
        dialog = question(page, plan, nama)
        dialog.accepted.connect(lambda: _erase(page, bench, record, request))
        dialog.open()

    def refused(error: WiraError) -> None:
        StopDialog.for_error(page, tr("Data ini tidak dapat dihapus"), error).open()

    bench.worker.ask(look, show, refused, owner=page)


def ask_due(window: QWidget, bench: Bench) -> None:
    """Where what had to be kept until now may go: ask who approves at DKUM, in whose name it is erased."""
    office = bench.office

    def look(_progress: object) -> int:
        with office.reading() as connection:
            return len(due(office, connection))

    def show(many: int) -> None:
        if not many or bench.office is not office:
            return
        dialog = StopDialog.asking(
            window,
            trn("Masa simpan data {n} orang sudah habis", "Masa simpan data {n} orang sudah habis", many),
            tr("Penghapusannya sudah diminta atau diusulkan orang lain. Anda yang menandatanganinya."),
            next_step=tr("Yang dihapus tidak dapat dikembalikan, juga tidak dari cadangan."),
            action=tr("Hapus untuk selamanya"),
            action_icon="eraser",
            danger=True,
        )
        dialog.accepted.connect(lambda: bench.do(lambda _progress: erase_due(office), owner=window))
        dialog.open()

    bench.worker.ask(look, show, lambda _error: None, owner=window)


def question(page: Page, plan: ErasurePlan, nama: str) -> StopDialog:
    """What goes and what stays, and whether it is to be done. Enter does not erase."""
    return StopDialog.asking(
        page,
        tr("Hapus data {nama}?", nama=nama or plan.nomor),
        "\n".join(plan_lines(plan)),
        next_step=tr("Yang dihapus tidak dapat dikembalikan, juga tidak dari cadangan."),
        action=tr("Catat penghapusan") if plan.until is not None else tr("Hapus untuk selamanya"),
        action_icon="eraser",
        danger=True,
    )


def _erase(page: Page, bench: Bench, record: str, request: str) -> None:
    def done(result: Erased) -> None:
        page.toast(" ".join(done_lines(result)))

    bench.do(
        lambda _progress: erasing.erase(bench.office, record, "permintaan", on=request), done, owner=page
    )
