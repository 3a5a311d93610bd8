"""More of what Sinkronisasi does: handing on within the office, asking for gaps, checks, the report."""

from __future__ import annotations

from pathlib import Path

from desktop_app.actions.checking import CheckReport, check_office, rebuild_office
from desktop_app.actions.continuing import continue_city, end_stream
from desktop_app.actions.export import MadeFile, make_file
from desktop_app.actions.file_report import file_report
from desktop_app.actions.fork_proofs import ForkView
from desktop_app.actions.handing import hand_over
from desktop_app.actions.rewriting import sign_again
from desktop_app.queries.file_story import file_story
from desktop_app.queries.file_words import office_name
from desktop_app.storage.work import Changes
from resources.i18n import tr, trn
from ui.dialogs.paper import PaperDialog
from ui.pages.base import Page
from ui.pages.sync_steps import NEWEST, SyncSteps
from ui.widgets.dialog import StopDialog


class SyncDeeds(SyncSteps):
    """The steps of the page, with those for an office of several computers and for repairs."""

    def hand_over(self) -> None:
        """The file for the other computers of this office, DKUM's newest answer beside it."""
        office = self._bench.office

        def told(made: tuple[MadeFile, list[Path]], folder: Path) -> None:
            name = folder.name or str(folder)
            sentence = tr(
                "Berkas {no} untuk komputer lain selesai dibuat di {folder} dan sudah dibaca ulang.",
                no=f"{made[0].no:04d}", folder=name,
            )  # fmt: skip
            answers = len(made[1])
            more = trn("{n} jawaban DKUM ikut disalin.", "{n} jawaban DKUM ikut disalin.", answers)
            self._saved(f"{sentence} {more}" if answers else sentence, NEWEST)

        def go(folder: Path) -> None:
            self._run(
                tr("Membuat berkas untuk komputer lain"),
                lambda progress: hand_over(office, folder, progress=progress.step),
                lambda made: told(made, folder),
            )

        self.with_folder(tr("Simpan berkas di folder"), go)

    def continue_city(self) -> None:
        """DKUM was put back: its admin says that it goes on here."""
        office = self._bench.office
        dialog = StopDialog.asking(
            self._page,
            tr("Lanjutkan DKUM di komputer ini?"),
            tr(
                "Sesudah ini semua kelurahan mengikuti DKUM di komputer ini. DKUM lain dari cadangan yang "
                "sama tidak boleh dipakai lagi; jawabannya akan ditolak."
            ),
            next_step=tr("Buka dahulu berkas terakhir tiap kelurahan, supaya tidak ada yang tertinggal."),
            action=tr("Lanjutkan di sini"), action_icon="shield-check",
        )  # fmt: skip
        dialog.accepted.connect(
            lambda: self._run(
                tr("Mencatat DKUM yang lanjut"),
                lambda _progress: continue_city(office),
                lambda _changes: self._saved(
                    tr("DKUM lanjut di komputer ini. Buat jawaban baru untuk semua kelurahan.")
                ),
            )
        )
        dialog.open()

    def end_stream(self, found: ForkView) -> None:
        """Order a duplicated device to begin anew."""
        office = self._bench.office
        dialog = StopDialog.asking(
            self._page,
            tr("Akhiri urutan lama komputer {tag}?", tag=found.tag),
            tr(
                "Yang sudah diterima DKUM dari komputer itu tetap berlaku. Kedua salinannya berhenti "
                "menyegel dan mengirim, menulis ulang yang belum diterima, lalu meminta izin."
            ),
            next_step=tr("Sesudah ini buat jawaban untuk {kantor}.", kantor=found.office),
            action=tr("Akhiri urutan lama"), action_icon="ban",
        )  # fmt: skip
        told = tr(
            "Urutan lama komputer {tag} diakhiri. Buat jawaban untuk {kantor}.",
            tag=found.tag,
            kantor=found.office,
        )
        dialog.accepted.connect(
            lambda: self._run(
                tr("Mencatat urutan yang diakhiri"),
                lambda _progress: end_stream(office, found.dev, found.ep, found.seq),
                lambda _changes: self._saved(told),
            )
        )
        dialog.open()

    def sign_again(self) -> None:
        """Whoever is in signs their own steps that were written anew."""
        office = self._bench.office
        self._run(
            tr("Menandatangani lagi"),
            lambda _progress: sign_again(office),
            lambda _changes: self._saved(tr("Langkah Anda sudah ditandatangani lagi.")),
        )

    def make_full(self, to: str) -> None:
        """Everything once more, also what has been received."""
        self._single(to, tr("Membuat berkas lengkap"), full=True)

    def ask_for(self, to: str) -> None:
        """A file that asks `to` for what is missing here."""
        self._single(to, tr("Membuat berkas permintaan"), request=True)

    def _single(self, to: str, sentence: str, *, full: bool = False, request: bool = False) -> None:
        office = self._bench.office

        def told(made: MadeFile) -> None:
            self._saved(
                tr("Berkas {nama} selesai dibuat dan sudah dibaca ulang.", nama=made.paths[0].name), NEWEST
            )

        def go(folder: Path) -> None:
            self._run(
                sentence,
                lambda progress: make_file(
                    office, folder, to=to, full=full, request=request, progress=progress.step
                ),
                told,
            )

        self.with_folder(tr("Simpan berkas di folder"), go)

    def check(self) -> None:
        """Look through our own data; what is wrong can be made anew."""
        office = self._bench.office
        self._run(
            tr("Memeriksa data komputer ini"),
            lambda progress: check_office(office, progress=progress.step),
            self._checked,
        )

    def _checked(self, report: CheckReport) -> None:
        self.finished.emit("")
        lines = report.lines()
        if report.sound:
            self._stop(
                tr("Data komputer ini utuh"),
                lines[0],
                tr("Perbedaannya ada di pihak lain. Minta mereka memeriksa, lalu buat berkas lengkap."),
            )
            return
        dialog = StopDialog(
            self._page, tr("Data komputer ini tidak cocok dengan catatannya"), " ".join(lines),
            next_step=tr("Bangun ulang membuat cadangan dahulu, lalu menyusun semua tabel dari catatannya."),
            action=tr("Bangun ulang"), action_icon="rotate-ccw-clock", copyable=False,
        )  # fmt: skip
        dialog.accepted.connect(self.rebuild)
        dialog.open()

    def rebuild(self) -> None:
        """Make all tables anew from the ops, after a backup."""
        office = self._bench.office

        def done(changes: Changes) -> None:
            self._bench.changed.emit(changes)
            self._saved(
                tr("Semua tabel selesai dibangun ulang dari catatannya. Cadangannya ada di folder kantor.")
            )

        self._run(tr("Membangun ulang semua tabel"), lambda _progress: rebuild_office(office), done)

    def report(self, peer: str | None) -> None:
        """What each file did, on paper; at DKUM for one kelurahan, elsewhere with everybody."""
        assert isinstance(self._page, Page)
        office = self._bench.office
        title = tr("Laporan berkas sinkronisasi")
        if peer:
            title = tr("Laporan berkas {kantor}", kantor=office_name(peer))

        def draw() -> bytes:
            with office.reading() as connection:
                story = file_story(connection, office, peer)
            return file_report(office, story).pdf

        dialog = PaperDialog(
            self._page, self._bench, title, draw,
            stem=f"laporan-berkas-{peer or office.area}",
        )  # fmt: skip
        dialog.open()
