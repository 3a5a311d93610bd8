"""Erasing a person at DKUM: first what goes and what stays, then the deed."""

from __future__ import annotations

from desktop_app.actions import erasing
from desktop_app.actions.erasing import Erased, ErasurePlan
from desktop_app.errors import WiraError
from desktop_app.queries.erasing_words import done_lines, plan_lines
from resources.i18n import tr
from ui.bench import Bench
from ui.pages.base import Page
from ui.widgets.dialog import StopDialog


def ask_erasure(page: Page, bench: Bench, record: str, nama: str) -> None:
    """Show the plan for an applicant (record, hex) and erase where the person says so."""
    office = bench.office

    def look(_progress: object) -> tuple[ErasurePlan, str]:
        with office.reading() as connection:
            plan = erasing.plan(office, connection, record)
            request = erasing.request_for(connection, record)
            return plan, erasing.ground(office, connection, plan, "permintaan", request)

    def show(found: tuple[ErasurePlan, str]) -> None:
        plan, request = found
        dialog = question(page, plan, nama)
        dialog.accepted.connect(lambda: _erase(page, bench, record, request))
        dialog.open()

    def refused(error: WiraError) -> None:
        StopDialog.for_error(page, tr("Data ini tidak dapat dihapus"), error).open()

    bench.worker.ask(look, show, refused, owner=page)


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
