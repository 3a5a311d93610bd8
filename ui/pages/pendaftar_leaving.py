"""Steps about somebody who does not go on.

Before the decision the office records the withdrawal; once accepted it asks DKUM, which cancels or keeps.
DKUM returns or rejects somebody verified or waiting by the words of two people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from PySide6.QtCore import Qt

from desktop_app.actions import applications, cancelling, holds, returning
from desktop_app.domain import people, status
from desktop_app.domain.authority import Ending
from desktop_app.office import Office
from desktop_app.queries.applicant import ApplicantDetail
from desktop_app.storage.work import Changes
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.pages.base import Page
from ui.widgets.dialog import Dialog, ReasonDialog, StopDialog


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
    "discard": _Step(
        "trash-2",
        mark("Buang draf…"),
        mark("Buang draf {nama}?"),
        mark("Draf ini tidak diajukan. Catatannya tetap disimpan, dengan status Dibuang."),
        mark("Alasan draf dibuang"),
        mark("Buang draf"),
        mark("Draf {nama} dibuang."),
        (mark("Tersimpan dua kali"), mark("Atas permintaan pendaftar")),
        applications.discard_draft,
    ),
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
    "send_back": _Step(
        "undo-2",
        mark("Usulkan pengembalian ke kelurahan…"),
        mark("Usulkan {nama} dikembalikan ke kelurahan?"),
        mark(
            "Setelah orang lain menyetujui, kelurahan membetulkan datanya, lalu mengajukan dan "
            "memverifikasinya lagi. Undian yang sudah ada tetap berlaku."
        ),
        mark("Alasan pengembalian"),
        mark("Usulkan pengembalian"),
        mark("Pengembalian {nama} diusulkan. Orang lain yang menyetujui."),
        (mark("Datanya berubah setelah diverifikasi"), mark("Dokumennya perlu dilengkapi")),
        returning.propose_return,
    ),
    "send_back_yes": _Step(
        "stamp",
        mark("Setujui pengembalian…"),
        mark("Setujui pengembalian {nama}?"),
        mark("Kelurahan membetulkan datanya, lalu mengajukan dan memverifikasi lagi."),
        "",
        mark("Setujui pengembalian"),
        mark("{nama} dikembalikan. Buat berkas untuk kelurahannya di Sinkronisasi."),
        (),
        lambda office, record, _reason: returning.approve_return(office, record),
    ),
    "send_back_no": _Step(
        "x",
        mark("Batalkan usul pengembalian…"),
        mark("Batalkan usul pengembalian {nama}?"),
        mark("Tidak ada yang berubah bagi pendaftar ini."),
        "",
        mark("Batalkan usul"),
        mark("Usul pengembalian {nama} dibatalkan."),
        (),
        lambda office, record, _reason: returning.discard_return(office, record),
    ),
    "refuse": _Step(
        "x",
        mark("Usulkan penolakan…"),
        mark("Usulkan {nama} ditolak?"),
        mark(
            "Setelah orang lain menyetujui, pendaftar ini ditolak untuk selamanya dan yang di bawahnya naik. "
            "Alasannya tercetak. Bila datanya masih dapat dibetulkan, kembalikan saja."
        ),
        mark("Alasan penolakan"),
        mark("Usulkan penolakan"),
        mark("Penolakan {nama} diusulkan. Orang lain yang menyetujui."),
        (mark("Terdaftar juga di kelurahan lain"), mark("Tidak memenuhi syarat program")),
        returning.propose_rejection,
    ),
    "refuse_yes": _Step(
        "stamp",
        mark("Setujui penolakan…"),
        mark("Setujui penolakan {nama}?"),
        mark("Penolakan bersifat tetap, dan alasannya ikut di berkas untuk kelurahannya."),
        "",
        mark("Setujui penolakan"),
        mark("{nama} ditolak. Buat berkas untuk kelurahannya di Sinkronisasi."),
        (),
        lambda office, record, _reason: returning.approve_rejection(office, record),
    ),
    "refuse_no": _Step(
        "x",
        mark("Batalkan usul penolakan…"),
        mark("Batalkan usul penolakan {nama}?"),
        mark("Tidak ada yang berubah bagi pendaftar ini."),
        "",
        mark("Batalkan usul"),
        mark("Usul penolakan {nama} dibatalkan."),
        (),
        lambda office, record, _reason: returning.discard_rejection(office, record),
    ),
}  # fmt: skip


class Somebody(Protocol):
    """Of whom a step is asked."""

    @property
    def record(self) -> str: ...

    @property
    def nama(self) -> str: ...


_ENDINGS: Final[Mapping[Ending, str]] = {"returned": "send_back", "rejected": "refuse"}


def ending_steps(
    office: Office, at: str, proposed: Ending | Literal[""], held: str = ""
) -> list[tuple[str, str, str]]:
    """DKUM's steps about a return or a rejection: `at` is the status, `proposed` what waits for approval,
    `held` the kind of request for which the person's data stand still."""
    roles = office.person.roles
    if office.info.kind != "dkum":
        return []
    found: list[str] = []
    if proposed:
        code = _ENDINGS[proposed]
        may = people.PENYETUJU_DKUM in roles and not _stopped(proposed, held)
        found += [f"{code}_yes"] if may else []
        found += [f"{code}_no"] if people.PETUGAS_DKUM in roles else []
    else:
        for outcome, code in _ENDINGS.items():
            step = status.transition(at, "propose", outcome)
            may = step is not None and bool(roles & step.roles) and not _stopped(outcome, held)
            found += [code] if may else []
    return [(code, _STEPS[code].icon, tr(_STEPS[code].words)) for code in found]


def _stopped(outcome: Ending, held: str) -> bool:
    return holds.stops_ending(held, mended=outcome == "returned")


def request_steps(office: Office, kind: str, at: str, held: str = "") -> list[tuple[str, str, str]]:
    """What this person may answer to an open request (`queries.requests`); `at` is the status, `held` the
    kind of request for which the person's data stand still."""
    if kind in ("return", "reject"):
        return ending_steps(office, at, "returned" if kind == "return" else "rejected", held)
    roles = office.person.roles
    found = ["cancel"] if people.PENYETUJU_DKUM in roles else []
    found += ["keep"] if people.PETUGAS_DKUM in roles else []
    return [(code, _STEPS[code].icon, tr(_STEPS[code].words)) for code in found]


def steps(office: Office, detail: ApplicantDetail) -> list[tuple[str, str, str]]:
    """What this person may do now about this applicant: code, icon, words."""
    roles, at_dkum = office.person.roles, office.info.kind == "dkum"
    leaves, asks, cancels = (
        status.transition(detail.status, one) for one in ("withdraw", "request_withdrawal", "cancel")
    )
    found: list[str] = []
    if leaves is not None and roles & leaves.roles:
        found.append("discard" if detail.status == "draft" else "withdraw")
    if asks is not None and not at_dkum and roles & asks.roles and not detail.permintaan:
        found.append("request")
    if cancels is not None and at_dkum and roles & cancels.roles:
        found.append("cancel")
    if detail.permintaan and at_dkum and people.PETUGAS_DKUM in roles:
        found.append("keep")
    told = [(code, _STEPS[code].icon, tr(_STEPS[code].words)) for code in found]
    return [*told, *ending_steps(office, detail.status, detail.ending, detail.held_kind)]


def ask(
    page: Page, bench: Bench, code: str, detail: Somebody, done: Callable[[], object] = lambda: None
) -> Dialog:
    """Ask for the reason, or only whether, then take the step; `done` follows it."""
    step = _STEPS[code]
    dialog = _sure(page, code, step, detail) if not step.label else _reason(page, code, step, detail)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def go() -> None:
        reason = dialog.reason() if isinstance(dialog, ReasonDialog) else ""

        def taken(_changes: Changes) -> None:
            page.toast(tr(step.done, nama=detail.nama))
            done()

        bench.do(lambda _told: step.do(bench.office, detail.record, reason), taken, owner=page)

    dialog.accepted.connect(go)
    dialog.open()
    return dialog


def _text(code: str, person: Somebody) -> str:
    """What the dialog says; of data that stand still also since when, where the step may be taken all the
    same: going by one's own wish, and sending back to be corrected what is only restricted."""
    text = tr(_STEPS[code].text)
    if not isinstance(person, ApplicantDetail) or not person.held:
        return text
    if code in ("withdraw", "request", "discard"):
        return f"{person.held} {text}"
    if code in ("send_back", "send_back_yes") and not _stopped("returned", person.held_kind):
        return f"{person.held} {tr('Dikembalikan agar dibetulkan tetap boleh; menolaknya menunggu.')} {text}"
    return text


def _sure(page: Page, code: str, step: _Step, person: Somebody) -> StopDialog:
    text = _text(code, person)
    return StopDialog(
        page, tr(step.title, nama=person.nama), text, action=tr(step.action), close=tr("Batal"),
        tone="accent", icon=step.icon, copyable=False,
    )  # fmt: skip


def _reason(page: Page, code: str, step: _Step, detail: Somebody) -> ReasonDialog:
    return ReasonDialog(
        page,
        tr(step.title, nama=detail.nama),
        _text(code, detail),
        label=tr(step.label),
        action=tr(step.action),
        suggestions=tuple(tr(each) for each in step.suggestions),
        danger=code in ("discard", "withdraw", "cancel", "refuse"),
    )
