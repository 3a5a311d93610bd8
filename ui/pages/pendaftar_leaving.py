"""Steps about somebody who does not go on.

Before the decision the office records the withdrawal; once accepted it asks DKUM, which cancels or keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from desktop_app.actions import applications, cancelling
from desktop_app.domain import people, status
from desktop_app.office import Office
from desktop_app.queries.applicant import ApplicantDetail
from desktop_app.storage.work import Changes
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.pages.base import Page
from ui.widgets.dialog import ReasonDialog


@dataclass(frozen=True, slots=True)
class _Step:
    """One step: how the menu names it, what its dialog asks, and what is said afterwards."""

    icon: str
    words: str
    title: str
    text: str
    label: str
    action: str
    done: str
    suggestions: tuple[str, ...]
    do: Callable[[Office, str, str], Changes]


_WHY = (mark("Atas permintaan pendaftar"), mark("Pindah dari Depok"))
_STEPS = {
    "withdraw": _Step(
        "log-out",
        mark("Catat pengunduran diri…"),
        mark("Catat pengunduran diri {nama}?"),
        mark("Pendaftar ini tidak ikut peringkat lagi. Catatannya tetap disimpan."),
        mark("Alasan pengunduran diri"),
        mark("Catat pengunduran diri"),
        mark("{nama} dicatat mengundurkan diri."),
        _WHY,
        applications.withdraw,
    ),
    "request": _Step(
        "log-out",
        mark("Minta pembatalan ke DKUM…"),
        mark("Minta DKUM membatalkan penetapan {nama}?"),
        mark("Hanya DKUM yang dapat membatalkan. Permintaan ini ikut di berkas berikutnya."),
        mark("Alasan pembatalan"),
        mark("Minta pembatalan"),
        mark("Pembatalan {nama} diminta. Buat berkas untuk DKUM di Sinkronisasi."),
        _WHY,
        cancelling.request_withdrawal,
    ),
    "cancel": _Step(
        "ban",
        mark("Batalkan penetapan…"),
        mark("Batalkan penetapan {nama}?"),
        mark(
            "Tempatnya menjadi kosong dan dapat diusulkan untuk Daftar Tunggu. "
            "Ini tidak dapat ditarik kembali."
        ),
        mark("Alasan pembatalan"),
        mark("Batalkan penetapan"),
        mark("Penetapan {nama} dibatalkan. Tempatnya kosong untuk usulan berikutnya."),
        _WHY,
        cancelling.cancel,
    ),
    "keep": _Step(
        "shield-check",
        mark("Tolak permintaan pembatalan…"),
        mark("Tolak permintaan pembatalan {nama}?"),
        mark("Penetapannya tetap berlaku. Alasan Anda ikut di berkas jawaban untuk kelurahan."),
        mark("Alasan penetapan tetap berlaku"),
        mark("Tolak permintaan"),
        mark("Permintaan ditolak. Penetapan {nama} tetap berlaku."),
        (),
        cancelling.answer_request,
    ),
}  # fmt: skip


def steps(office: Office, detail: ApplicantDetail) -> list[tuple[str, str, str]]:
    """What this person may do now about this applicant: code, icon, words."""
    roles, at_dkum = office.person.roles, office.info.kind == "dkum"
    leaves, asks, cancels = (
        status.transition(detail.status, one) for one in ("withdraw", "request_withdrawal", "cancel")
    )
    found: list[str] = []
    if leaves is not None and roles & leaves.roles:
        found.append("withdraw")
    if asks is not None and not at_dkum and roles & asks.roles and not detail.permintaan:
        found.append("request")
    if cancels is not None and at_dkum and roles & cancels.roles:
        found.append("cancel")
    if detail.permintaan and at_dkum and people.PETUGAS_DKUM in roles:
        found.append("keep")
    return [(code, _STEPS[code].icon, tr(_STEPS[code].words)) for code in found]


def ask(page: Page, bench: Bench, code: str, detail: ApplicantDetail) -> ReasonDialog:
    """Ask for the reason, then take the step."""
    step = _STEPS[code]
    dialog = ReasonDialog(
        page,
        tr(step.title, nama=detail.nama),
        tr(step.text),
        label=tr(step.label),
        action=tr(step.action),
        suggestions=tuple(tr(each) for each in step.suggestions),
        danger=code in ("withdraw", "cancel"),
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def go() -> None:
        reason = dialog.reason()
        bench.do(
            lambda _told: step.do(bench.office, detail.record, reason),
            lambda _changes: page.toast(tr(step.done, nama=detail.nama)),
            owner=page,
        )

    dialog.accepted.connect(go)
    dialog.open()
    return dialog
