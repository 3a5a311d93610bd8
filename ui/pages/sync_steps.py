"""What Sinkronisasi does: choosing, opening, making; enrolment files are led to their own step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.actions import fingerprint_sheets, trust
from desktop_app.actions.arrivals import save_copy
from desktop_app.actions.doors import Door, Heap, take_heap
from desktop_app.actions.export import damaged_words
from desktop_app.actions.fork_proofs import proof_words
from desktop_app.actions.kept_answers import returned_words
from desktop_app.actions.taking import (
    Made,
    Outcome,
    Taken,
    make_files,
    own_file,
    renewed,
    summary,
    without_effect,
)
from desktop_app.domain import people
from desktop_app.errors import SyncRefused, WiraError
from desktop_app.queries.exchange import ExchangeView
from desktop_app.queries.file_words import number_list, office_name
from desktop_app.storage.work import Changes
from resources.i18n import tr, trn
from ui.bench import Bench
from ui.dialogs.enrolment import AcceptDialog, ChoiceDialog, CompareDialog, GrantDialog
from ui.dialogs.pick import pick_files, pick_folder
from ui.dialogs.taken import TakenDialog
from ui.pages import sync_words as words
from ui.widgets.dialog import Fact, StopDialog
from ui.widgets.progress import ProgressStrip
from ui.worker import Progress

_FOLDER = "file_folder"
_ALL = "*"
NEWEST = "newest"
"""Instead of a file's mark: the first line."""


class SyncSteps(QObject):
    """The steps of one page. `finished(mark)` after each: the line to show, empty for the same as before;
    `said` is a success for the toast."""

    finished = Signal(str)
    said = Signal(str)

    def __init__(self, page: QWidget, bench: Bench, strip: ProgressStrip) -> None:
        super().__init__(page)
        self._page = page
        self._bench = bench
        self._strip = strip
        self._busy = False
        self._doors: list[Door] = []
        self._waiting: tuple[Path, ...] = ()
        self._admitted = False
        self._then: Callable[[], object] | None = None

    # --- folders

    def folder(self) -> Path | None:
        """Where files went last, if that folder is there now."""
        raw = self._bench.prefs.get(_FOLDER)
        found = Path(raw) if isinstance(raw, str) and raw else None
        return found if found is not None and found.is_dir() else None

    def with_folder(
        self,
        title: str,
        then: Callable[[Path], object],
        *,
        ask: bool = False,
        apart: bool = False,
        cancelled: Callable[[], object] | None = None,
    ) -> None:
        """Go on with the folder used last, or with one that is chosen now and remembered; `cancelled` where
        none is chosen. `apart`: for what must not lie beside files for others; asked for each time."""
        if apart:
            pick_folder(self._page, title, str(Path.home()), then)
            return
        known = self.folder()
        if known is not None and not ask:
            then(known)
            return

        def chosen(folder: Path) -> None:
            self._bench.prefs.put(_FOLDER, str(folder))
            then(folder)

        dialog = pick_folder(self._page, title, str(known or Path.home()), chosen)
        if cancelled is not None:
            dialog.rejected.connect(cancelled)

    # --- opening

    def choose_files(self) -> None:
        """Ctrl+O: one file or several."""
        start = str(self.folder() or Path.home())
        kinds = tr("Berkas Wira (*.dks *.DKS *.dks.* *.bin);;Semua berkas (*)")
        pick_files(self._page, tr("Buka berkas dari kantor lain"), start, kinds, self.open_paths)

    def choose_folder(self) -> None:
        """Ctrl+Shift+O: everything in a folder and its sub-folders."""
        start = str(self.folder() or Path.home())
        pick_folder(
            self._page, tr("Buka semua berkas Wira di folder"), start, lambda path: self.open_paths([path])
        )

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files and folders that were chosen or dropped; requests and grants through their own door."""
        if self._busy or not paths:
            return
        office, wanted = self._bench.office, list(paths)
        self._doors, self._waiting, self._admitted = [], (), False
        self._run(
            tr("Mencari dan membuka berkas"),
            lambda progress: take_heap(office, wanted, progress=progress.step),
            self._opened,
        )

    def _opened(self, heap: Heap) -> None:
        taken, wanted = heap.taken, ""
        for report in taken.reports:
            wanted = f"in:{report.file}"
        if taken.refused:
            wanted = f"refused:{taken.refused[0].path.name}"
        self.finished.emit(wanted)
        self._doors, self._waiting = list(heap.doors), heap.waiting
        several = len(taken.outcomes) + len(taken.enrolment) > 1
        alone = self._bench.office.directory is None
        if alone and heap.waiting and heap.doors:
            pass  # the grant among them is opened first, then they are
        elif any(each.error is not None and each.error.code == "not_enrolled" for each in taken.refused):
            self._not_admitted(foreign=bool(heap.waiting))
        elif several and (taken.refused or taken.enrolment):
            dialog = TakenDialog(self._page, taken)
            dialog.finished.connect(lambda _code: self._next_door())
            dialog.open()
            return
        elif taken.refused:
            self._refused(taken.refused[0])
        elif taken.outcomes or not taken.enrolment:
            self.said.emit(self._told(taken))
        self._then = self._next_door

    def _next_door(self) -> None:
        """The next request or grant that was among the files; after the last, what waited for a grant."""
        if self._doors:
            path, kind = self._doors.pop(0)
            if kind == "enrol-request":
                self._look_at_request(path)
            else:
                self._look_at_grant(path)
        elif self._admitted and self._waiting:
            self.open_paths(self._waiting)

    def _granted(self, told: str) -> None:
        self._saved(told)
        self._admitted = True
        self._then = self._next_door

    def _not_admitted(self, *, foreign: bool = False) -> None:
        """Data has to wait for DKUM's grant. `foreign`: grants lie there, but none that opens here."""
        text = tr("Kantor ini belum mendapat izin DKUM, jadi belum dapat membuka berkas data.")
        step = tr("Buka dahulu berkas izin dari DKUM.")
        if foreign:
            also = tr(
                "Tidak satu pun berkas izin di sana dapat dibuka kantor ini; mungkin untuk kantor lain."
            )
            text = f"{text} {also}"
            step = tr("Minta berkas izin untuk kantor ini dari DKUM, lalu buka semuanya lagi.")
        self._stop(tr("Berkas belum dapat dibuka"), text, step)

    def _told(self, taken: Taken) -> str:
        reports = taken.reports
        if len(reports) != 1 or taken.others:
            return " ".join(summary(taken))
        if reports[0].own and not reports[0].new:
            return own_file(reports[0].no)
        if reports[0].repeated:
            done = renewed(taken) or [tr("Tidak ada yang berubah.")]
            return " ".join([tr("Berkas ini sudah pernah dibuka."), *done])
        told = tr("Berkas {no} masuk, {baru} perubahan baru.", no=f"{reports[0].no:04d}", baru=reports[0].new)
        lost = [sentence for count, sentence in without_effect(reports) if count]
        return " ".join([told, *lost, *renewed(taken)])

    def _refused(self, outcome: Outcome) -> None:
        error = outcome.error
        assert error is not None
        facts = [Fact(tr("Berkas"), outcome.path.name)]
        noted = outcome.noted
        if noted is not None and noted.sender is not None:
            told = tr("{kantor}, berkas {no}", kantor=office_name(noted.sender), no=f"{noted.no:04d}")
            facts.append(Fact(tr("Dari"), told))
        sebab = words.cause(error.code)
        if error.code.startswith("E_"):  # a code of the files' own, that both sides can name
            sebab = tr("{sebab} ({kode})", sebab=sebab, kode=error.code)
        facts.append(Fact(tr("Sebab"), sebab))
        if outcome.lacks and noted is not None:
            lacks = tr(
                "berkas {nomor} dari {kantor}",
                nomor=number_list(outcome.lacks), kantor=office_name(noted.sender or ""),
            )  # fmt: skip
            facts.append(Fact(tr("Kurang"), lacks))
        request = error.request if isinstance(error, SyncRefused) else None
        more = bool(self._doors)  # others of the heap come after this one
        if request is not None:
            facts.append(Fact(tr("Permintaan"), request.name))
        dialog = StopDialog(
            self._page,
            tr("Berkas belum dapat dibuka"),
            error.message,
            facts=facts,
            next_step=error.next_step,
            code=error.code,
            action=tr("Simpan berkas permintaan") if request else "" if more else tr("Pilih berkas lagi"),
            action_icon="usb" if request else "folder-open",
        )
        dialog.rejected.connect(self._next_door)
        if request is not None:
            dialog.accepted.connect(lambda: self._save_request_copy(request))
        elif not more:
            dialog.accepted.connect(self.choose_files)
        dialog.open()

    def save_last_request(self) -> None:
        """Put the newest request for missing data into a folder again."""
        made = sorted(
            (self._bench.office.home / "files" / "requests").glob("*.dks"), key=lambda p: p.stat().st_mtime
        )
        if made:
            self._save_request_copy(made[-1])

    def _save_request_copy(self, request: Path) -> None:
        def save(folder: Path) -> None:
            self._run(
                tr("Menyimpan berkas permintaan"),
                lambda _progress: save_copy(request, folder),
                lambda path: self._saved(tr("Berkas permintaan {nama} tersimpan.", nama=path.name)),
            )

        self.with_folder(tr("Simpan berkas permintaan di folder"), save, ask=True)

    # --- making

    def make(self, view: ExchangeView | None) -> None:
        """F2: the next file. At DKUM one chooses for whom."""
        if self._busy or view is None:
            return
        if self._bench.office.info.kind != "dkum":
            self._make([""])
            return
        codes = self._offices()
        if not codes:
            self._stop(
                tr("Belum ada kelurahan yang terdaftar"),
                tr("Berkas putusan hanya dapat dibuat untuk kelurahan yang sudah diterima."),
                tr("Buka berkas permintaan dari kelurahan itu."),
            )
            return
        lines = [(_ALL, tr("Semua kelurahan yang terdaftar"), trn("{n} berkas", "{n} berkas", len(codes)))]
        lines += [
            (code, office_name(code), tr("nomor {no}", no=f"{view.next_no.get(code, 1):04d}"))
            for code in codes
        ]
        ChoiceDialog(
            self._page,
            tr("Buat berkas untuk kelurahan"),
            tr("Berkas berisi putusan dan perubahan yang belum dimiliki kelurahan itu."),
            lines,
            lambda code: self._make(codes if code == _ALL else [code]),
        ).open()

    def make_for(self, codes: Sequence[str]) -> None:
        """Make the files for these kelurahan."""
        self._make(list(codes))

    def _offices(self) -> list[str]:
        directory = self._bench.office.directory
        if directory is None:
            return []
        return sorted({
            device.kelurahan for device in directory.content.devices
            if device.kind == "kelurahan" and device.revoked is None
        })  # fmt: skip

    def _make(self, codes: list[str]) -> None:
        def go(folder: Path) -> None:
            self._run(
                trn("Membuat {n} berkas", "Membuat {n} berkas", len(codes)),
                lambda progress: make_files(self._bench.office, folder, codes, progress=progress.step),
                lambda made: self._made(made, folder),
            )

        self.with_folder(tr("Simpan berkas di folder"), go)

    def _made(self, made: Made, folder: Path) -> None:
        name = folder.name or str(folder)
        if len(made.files) == 1:
            no = f"{made.files[0][1].no:04d}"
            told = tr(
                "Berkas {no} selesai dibuat di {folder} dan sudah dibaca ulang.", no=no, folder=name
            )  # fmt: skip
        else:
            told = tr(
                "{n} berkas selesai dibuat di {folder} dan sudah dibaca ulang.",
                n=len(made.files),
                folder=name,
            )
        lost = damaged_words(sum(file.damaged for _to, file in made.files))
        back = returned_words(sum(len(file.answers) for _to, file in made.files))
        proofs = proof_words(sum(len(file.proofs) for _to, file in made.files))
        self._saved(" ".join([told, *lost, *back, *proofs]), NEWEST)

    # --- enrolment

    def save_request(self) -> None:
        """Before enrolment: this office's request."""
        self.with_folder(
            tr("Simpan berkas permintaan di folder"),
            lambda folder: self._run(
                tr("Menyimpan berkas permintaan"),
                lambda _progress: trust.make_request(self._bench.office, folder),
                lambda path: self._saved(
                    tr("Berkas permintaan {nama} tersimpan. Bawa berkas itu ke DKUM.", nama=path.name)
                ),
            ),
            ask=True,
        )

    def save_sheet(self, draw: Callable[[], bytes], name: str) -> None:
        """A page with a key's fingerprint, to compare with on paper."""
        self.with_folder(
            tr("Simpan lembar sidik kunci di folder"),
            lambda folder: self._bench.do(
                lambda _progress: fingerprint_sheets.save_sheet(draw(), folder, name),
                lambda path: self.said.emit(tr("Lembar sidik kunci {nama} tersimpan.", nama=path.name)),
                owner=self._page,
            ),
            ask=True,
        )

    def _look_at_request(self, path: Path) -> None:
        if self._bench.office.info.kind != "dkum":
            self._stop(
                tr("Ini berkas permintaan"),
                tr("Berkas permintaan dibuka oleh DKUM. Data kantor tidak berubah."),
                tr("Bawa berkas ini ke DKUM."),
            )
            return
        if people.ADMIN_DKUM not in self._bench.office.person.roles:
            self._doors = []  # the same would be said of each
            self._stop(
                tr("Ini berkas permintaan"),
                tr("Hanya admin DKUM yang dapat menerima kantor."),
                tr("Minta admin DKUM masuk dan membukanya."),
            )
            return
        self._look(path, lambda: trust.look_at_request(path, self._bench.office), self._ask_grant)

    def _ask_grant(self, view: trust.RequestView) -> None:
        dialog = GrantDialog(self._page, view)

        def go(folder: Path) -> None:
            typed = dialog.typed()
            self._run(
                tr("Membuat berkas izin"),
                lambda _progress: trust.grant(self._bench.office, view.path, folder, fingerprint=typed),
                lambda path: self._granted(
                    tr("{kantor} diterima. Berkas izin {nama} tersimpan.", kantor=view.office, nama=path.name)
                ),
                refused=lambda error: self._again(dialog, error),
            )

        def skipped() -> None:
            dialog.deleteLater()
            self._next_door()

        title = tr("Simpan berkas izin di folder")
        dialog.accepted.connect(lambda: self.with_folder(title, go, ask=True, cancelled=skipped))
        dialog.rejected.connect(self._next_door)
        dialog.open()

    def _look_at_grant(self, path: Path) -> None:
        if self._bench.office.info.kind == "dkum":
            self._stop(
                tr("Ini berkas izin"),
                tr("Berkas izin dibuka oleh kantor yang memintanya. Data kantor tidak berubah."),
                tr("Kirim berkas ini ke kantor itu."),
            )
            return
        office = self._bench.office
        self._look(path, lambda: trust.look_at_grant(office, path), lambda view: self._ask_accept(view, path))

    def _ask_accept(self, view: trust.GrantView, path: Path) -> None:
        office = self._bench.office
        told = tr("Izin DKUM dibuka. Daftar Nominatif dapat disegel dan berkas dapat dibuat.")
        if view.pinned:
            self._run(
                tr("Membuka berkas izin"),
                lambda _progress: trust.accept_grant(office, path),
                lambda _changes: self._granted(told),
            )
            return
        dialog = AcceptDialog(self._page, view, path.name)

        def go() -> None:
            typed = dialog.typed()
            self._run(
                tr("Membuka berkas izin"),
                lambda _progress: trust.accept_grant(office, path, fingerprint=typed, new_root=view.replaces),
                lambda _changes: self._granted(told),
                refused=lambda error: self._again(dialog, error),
            )

        def declined() -> None:
            if office.directory is None and self._waiting:
                self._not_admitted()

        dialog.accepted.connect(go)
        dialog.rejected.connect(declined)
        dialog.open()

    def _look(self, path: Path, look: Callable[[], object], then: Callable[..., object]) -> None:
        def seen(view: object) -> None:
            self._then = lambda: then(view)

        self._run(
            tr("Memeriksa berkas pendaftaran kantor"),
            lambda _progress: look(),
            seen,
            refused=lambda error: self._refused(Outcome(path, None, error)),
        )

    def _again(self, dialog: CompareDialog, error: WiraError) -> None:
        if error.code == "fingerprint":
            dialog.open()
            dialog.show_problem(error)
        else:
            stop = StopDialog.for_error(self._page, tr("Langkah ini belum dapat diselesaikan"), error)
            stop.finished.connect(lambda _code: self._next_door())
            stop.open()

    # --- around

    def _run(
        self,
        sentence: str,
        deed: Callable[[Progress], object],
        done: Callable[..., object],
        *,
        refused: Callable[[WiraError], object] | None = None,
    ) -> None:
        self._busy = True
        task = self._bench.do(
            deed,
            done,
            owner=self._page,
            refused=refused or self._failed,
            progress=self._strip.step,
            cancelled=self._cancelled,
            after=self._after,
        )
        self._strip.begin(sentence, task.cancel)

    def _after(self) -> None:
        self._busy = False
        self._strip.finish()
        then, self._then = self._then, None
        if then is not None:
            then()

    def _cancelled(self) -> None:
        self._then = self._next_door
        self._bench.changed.emit(Changes({"application": frozenset()}))
        self.finished.emit("")
        self.said.emit(
            tr("Dihentikan. Berkas yang sudah selesai tetap tercatat; yang lain tidak mengubah apa pun.")
        )

    def _failed(self, error: WiraError) -> None:
        self.finished.emit("")
        StopDialog.for_error(self._page, tr("Berkas belum selesai"), error).open()

    def _saved(self, sentence: str, wanted: str = "") -> None:
        self.finished.emit(wanted)
        self.said.emit(sentence)

    def _stop(self, title: str, text: str, next_step: str) -> None:
        StopDialog(
            self._page, title, text, next_step=next_step, tone="warn", icon="info", copyable=False
        ).open()  # fmt: skip
