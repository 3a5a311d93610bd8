"""Drafts of Dokumen: asked for, laid out, and sealed or dropped. Nothing of a draft is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt

from desktop_app.actions.holds import left_out
from desktop_app.errors import WiraError
from resources.i18n import tr, trn
from ui.dialogs.paper_size import OfferA4
from ui.dialogs.roster import RosterDialog
from ui.models import papers as work
from ui.models.papers import Paper, RosterForm, RosterLayout, Sealed
from ui.pages.dokumen_desk import Desk
from ui.widgets.dialog import Fact, StopDialog
from ui.widgets.toast import announce


class Drafts:
    """The drafts of one page. `papers` holds those laid out, by key."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.papers: dict[str, Paper] = {}
        self._made = 0

    def begin(self) -> None:
        """F2: a new roster, where somebody could stand on it."""
        desk = self._desk
        assert desk.register is not None
        if desk.register.sources:
            self._ask_form("", None)
            return
        stop = StopDialog(
            desk, tr("Belum ada yang dapat dicantumkan"),
            tr("Daftar Nominatif berisi pendaftar yang sudah terverifikasi, dan sekarang belum ada."),
            next_step=tr("Selesaikan Verifikasi dahulu."), action=tr("Buka Verifikasi"),
            tone="accent", icon="badge-check", copyable=False,
        )  # fmt: skip
        stop.accepted.connect(lambda: desk.navigate.emit("verifikasi", None))
        desk.open_dialog(stop)

    def change(self) -> None:
        """Other answers for the draft shown."""
        line = self._desk.line()
        if line is not None and line.form is not None:
            self._ask_form(line.key, line.form)

    def drop(self) -> None:
        """Forget the draft shown."""
        line = self._desk.line()
        if line is not None and line.form is not None:
            self._forget(line.key)

    def show(self, key: str, form: RosterForm) -> None:
        """Show a draft, laid out now where it was not yet."""
        paper = self.papers.get(key)
        if paper is None:
            self._lay_out(key, form)
        else:
            self._put(key, form, paper)

    def seal(self) -> None:
        """Ctrl+T: issue the draft shown."""
        self._issue(tte=False)

    def prepare(self) -> None:
        """Issue the draft shown without the office seal, to be signed at a service."""
        self._issue(tte=True)

    def _issue(self, *, tte: bool) -> None:
        desk = self._desk
        line = desk.line()
        if line is None or line.form is None:
            desk.toast(tr("Pilih draf yang akan disegel, atau buat yang baru dengan F2."))
            return
        paper = self.papers.get(line.key)
        if paper is None:
            desk.toast(tr("Pratinjau masih disusun. Periksa dahulu, lalu segel."))
            return
        if not line.form.nomor:
            self._ask_form(line.key, line.form, sealing=True)
            return
        if line.form.layout.paper == "F4":
            key, form = line.key, line.form
            desk.open_dialog(
                OfferA4(
                    desk,
                    lambda: self._confirm(key, form, paper, tte=tte),
                    lambda: self._on_a4(key, form),
                )
            )
            return
        self._confirm(line.key, line.form, paper, tte=tte)

    def _on_a4(self, key: str, form: RosterForm) -> None:
        """The same roster on A4, to be looked at before it is sealed."""
        self._asked(key, replace(form, layout=replace(form.layout, paper="A4")))

    def _confirm(self, key: str, form: RosterForm, paper: Paper, *, tte: bool) -> None:
        """Ask whether it may be issued."""
        desk = self._desk
        facts = [
            Fact(tr("Nomor"), form.nomor),
            Fact(tr("Edisi"), tr(work.EDITION_WORDS[form.editions])),
            Fact(tr("Isi"), trn("{n} orang", "{n} orang", paper.people)),
        ]
        if paper.held:
            facts.append(Fact(tr("Tidak dimuat"), left_out(paper.held)))
        ask = _before_tte(desk, form, facts) if tte else _before_seal(desk, form, facts)
        ask.accepted.connect(lambda: self._seal(key, form, paper.contents, tte=tte))
        desk.open_dialog(ask)

    # --- within

    def _ask_form(self, key: str, form: RosterForm | None, *, sealing: bool = False) -> None:
        desk = self._desk
        assert desk.register is not None
        dialog = RosterDialog(
            desk, desk.register.sources, desk.register.letterhead.signatories, desk.office.today(), form,
            sealing=sealing, layout=RosterLayout.of(desk.bench.prefs),
        )  # fmt: skip
        dialog.accepted.connect(lambda: self._asked(key, dialog.result_form()))
        desk.open_dialog(dialog)

    def _asked(self, key: str, form: RosterForm) -> None:
        desk = self._desk
        form.layout.keep(desk.bench.prefs)
        if not key:
            self._made += 1
            key = f"draf:{self._made}"
        desk.forms[key] = form
        self.papers.pop(key, None)
        desk.wanted = key
        desk.back()  # what was being checked makes room
        desk.fill()
        desk.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, key: str, form: RosterForm, paper: Paper) -> None:
        desk = self._desk
        if desk.wanted != key or desk.register is None:
            return
        note = tr("NIK penuh") if "arsip" in form.editions else ""
        desk.paper.show_paper(form.title(), paper, note)
        desk.verdict.show_draft(form, paper, desk.register.seal)
        announce(desk.verdict, desk.verdict.words)

    def _lay_out(self, key: str, form: RosterForm) -> None:
        desk = self._desk
        desk.paper.clear(form.title())
        desk.verdict.show_busy()
        strip = desk.paper.progress

        def made(paper: Paper) -> None:
            if key in desk.forms and desk.forms[key] is form:
                self.papers[key] = paper
                self._put(key, form, paper)

        task = desk.bench.worker.ask(
            lambda progress: work.draft(desk.office, form, progress.step),
            made,
            lambda error: desk.unopened(key, error),
            strip.step,
            owner=desk,
            cancelled=lambda: self._forget(key),
            after=strip.finish,
        )
        strip.begin(tr("Menyusun {judul}", judul=form.title()), task.cancel)

    def _forget(self, key: str) -> None:
        desk = self._desk
        desk.forms.pop(key, None)
        self.papers.pop(key, None)
        desk.wanted = ""
        desk.paper.clear()
        desk.verdict.show_nothing()
        desk.fill()
        desk.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _seal(self, key: str, form: RosterForm, seen: Sequence[str], *, tte: bool) -> None:
        desk = self._desk
        strip = desk.paper.progress

        def sealed(made: Sealed) -> None:
            desk.forms.pop(key, None)
            self.papers.pop(key, None)
            desk.wanted = made.documents[0]
            desk.year = form.tahun
            desk.load()
            if tte:
                words = tr("{judul} menunggu TTE. Simpan salinannya.", judul=form.title())
            else:
                words = tr("{judul} disegel dengan nomor {nomor}.", judul=form.title(), nomor=form.nomor)
            desk.toast(words)

        def refused(error: WiraError) -> None:
            desk.open_dialog(
                StopDialog.for_error(desk, tr("{judul} belum terbit", judul=form.title()), error)
            )
            if error.code == "changed":
                self.papers.pop(key, None)  # laid out anew, as it would be issued now
                desk.fill()

        task = desk.bench.do(
            lambda progress: work.seal(desk.office, form, progress.step, seen=seen, tte=tte),
            sealed,
            owner=desk,
            refused=refused,
            progress=strip.step,
            cancelled=lambda: desk.toast(tr("Penyegelan dihentikan. Tidak ada yang terbit.")),
            after=strip.finish,
        )
        strip.begin(tr("Menyegel {judul}", judul=form.title()), task.cancel)


def _before_seal(desk: Desk, form: RosterForm, facts: Sequence[Fact]) -> StopDialog:
    return StopDialog(
        desk, tr("Segel {judul}?", judul=form.title()),
        tr("Setelah disegel, isinya dibekukan: dibuka kapan pun tetap sama. Perbaikan berarti dokumen "
           "baru dengan nomor baru."),
        facts=facts, action=tr("Segel"), action_icon="stamp", close=tr("Batal"), tone="accent",
        icon="stamp", copyable=False,
    )  # fmt: skip


def _before_tte(desk: Desk, form: RosterForm, facts: Sequence[Fact]) -> StopDialog:
    return StopDialog(
        desk, tr("Siapkan {judul} untuk BSrE?", judul=form.title()),
        tr("Isinya dibekukan tanpa segel kantor, dengan ruang tanda tangan yang kosong. Tanda tangannya "
           "dibuat di layanan BSrE dengan internet, lalu berkasnya diterima kembali di sini."),
        facts=facts, action=tr("Siapkan"), action_icon="file-output", close=tr("Batal"), tone="accent",
        icon="file-output", copyable=False,
    )  # fmt: skip
