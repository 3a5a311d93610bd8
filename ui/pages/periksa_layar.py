"""Checking papers before anyone has come in: from the lock screen, from Masuk, and from the first run.

Nothing of the office is shown or asked. What is trusted is DKUM's directory, which the office keeps for this
and which names nobody, or a certificate that somebody chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from desktop_app.sync.posted import PUBLIC_DIRECTORY
from resources.i18n import tr
from ui import tokens as t
from ui.dialogs.pick import pick_files, pick_save
from ui.models.papers import save_all
from ui.pages.base import sequences
from ui.pages.periksa_pane import CheckPane, dropped, kinds_of_papers
from ui.widgets.button import Button
from ui.widgets.card import Card, EmptyState
from ui.widgets.dialog import StopDialog
from ui.widgets.flow import Flow
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.mark import Mark
from ui.worker import Worker

if TYPE_CHECKING:
    from desktop_app.verifying.inspect import Anchors


class CheckScreen(QWidget):
    """Covers the window. `left` when a person goes back."""

    left = Signal()

    def __init__(
        self, worker: Worker, home: Path, clock: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._worker, self._home = worker, home
        self._root: Path | None = None
        self._paths: Sequence[Path] = ()
        self.dialog: QWidget | None = None
        self.setAccessibleName(tr("Periksa dokumen"))
        self.setAcceptDrops(True)
        self.pane = CheckPane(worker, self._trusted, clock, back=tr("Tutup hasilnya"))
        self.pane.left.connect(self.clear)
        self.pane.stopped.connect(self._nothing)
        self.pane.signed_asked.connect(self._save_part)
        self._build()
        self._tell()
        self.pane.wake()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 14, 20, 16)
        outer.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Mark(34), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(tr("Periksa dokumen"), size=t.SIZE_PAGE, weight=t.SEMIBOLD))
        words.addWidget(WrapLabel(tr("Tanpa masuk. Tidak ada data kantor yang ditampilkan.")))
        head.addLayout(words, 1)
        self.choose_button = Button(tr("Pilih berkas"), kind="primary", icon="folder-open", key="Ctrl+D")
        self.choose_button.clicked.connect(self.choose)
        self.root_button = Button(tr("Pilih sertifikat DKUM"), icon="badge-check")
        self.root_button.clicked.connect(self.choose_root)
        self.back_button = Button(tr("Kembali"), icon="undo-2")
        self.back_button.clicked.connect(self.leave)
        outer.addLayout(head)
        outer.addWidget(Flow(self.choose_button, self.root_button, self.back_button))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self.pane)
        outer.addWidget(self._stack, 1)
        self._told = WrapLabel(size=t.SIZE_META, tone="text2")
        self.pane.judged.connect(self._judged)
        outer.addWidget(self._told)
        for keys, call in (("Esc", self.go_back), ("Ctrl+D", self.choose)):
            shortcut = QShortcut(self)
            shortcut.setKeys(sequences(keys))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)
        self.setFocusProxy(self.choose_button)

    def _empty(self) -> Card:
        card = Card(padding=0)
        card.body.addWidget(
            EmptyState(
                tr("Jatuhkan PDF atau pindaian di sini"),
                tr("Wira menjawab apakah dokumen itu sah, dan menampilkan isi kode halamannya untuk Anda "
                   "bandingkan dengan kertasnya."),
                done=False,
            )
        )  # fmt: skip
        self._drop = card
        return card

    # --- what is trusted

    def _trusted(self) -> Anchors:
        """In the examining thread."""
        from desktop_app.actions.verifying import kept_anchors, root_anchors
        from desktop_app.verifying.inspect import Anchors

        if self._root is not None:
            return root_anchors(self._root)
        return kept_anchors(self._home) if self._known() else Anchors()

    def _known(self) -> bool:
        """Whether an office here keeps DKUM's directory."""
        return (self._home / PUBLIC_DIRECTORY).exists()

    def _tell(self) -> None:
        """By what the answer is given."""
        self.root_button.setVisible(not self._known())
        self.pane.verdict.note = self.pane.verdict.sheet_note = ""
        if self._root is not None:
            self._told.setText(tr("Diperiksa dengan sertifikat {nama}.", nama=self._root.name))
            words = tr("Kode halaman belum dapat dinilai: daftar perangkat DKUM belum ada.")
            self.pane.verdict.sheet_note = words
        elif self._known():
            self._told.setText(tr("Diperiksa dengan daftar perangkat DKUM yang tersimpan di komputer ini."))
        else:
            words = tr("Belum ada sertifikat DKUM di komputer ini, jadi penyegelnya belum dapat dikenali.")
            self._told.setText(words)
            self.pane.verdict.note = tr(
                "Belum ada sertifikat DKUM di komputer ini. Pilih dahulu dengan tombol di atas, dari "
                "seseorang yang Anda percaya; sesudah itu dokumen ini diperiksa lagi."
            )

    def _judged(self, told: str) -> None:
        if told:
            self._told.setText(told)

    def choose_root(self) -> None:
        """Let a person choose DKUM's certificate, from somebody they trust."""
        kinds = tr("Sertifikat (*.pem *.crt *.cer)")
        self.dialog = pick_files(self, tr("Pilih sertifikat DKUM"), _documents(), kinds, self.use_root)

    def use_root(self, paths: Sequence[Path]) -> None:
        """Judge by this certificate, also what is shown."""
        self._root = paths[0]
        self._tell()
        if self._paths:
            self.check(self._paths)

    # --- checking

    def choose(self) -> None:
        """Ctrl+D: PDFs or scans."""
        self.dialog = pick_files(self, tr("Periksa dokumen"), _documents(), kinds_of_papers(), self.check)

    def check(self, paths: Sequence[Path]) -> None:
        """Judge these, whatever was shown before."""
        self._paths = paths
        self._stack.setCurrentWidget(self.pane)
        self.pane.check(paths)

    def leave(self) -> None:
        """Back to where one came from."""
        self.pane.rest()
        self.left.emit()

    def go_back(self) -> None:
        """Esc: away with what was found, or else back."""
        if self._stack.currentWidget() is self.pane:
            self.clear()
        else:
            self.leave()

    def clear(self) -> None:
        """Away with what was found; something else may be handed in."""
        self.pane.rest()
        self._nothing()

    def _nothing(self) -> None:
        self._paths = ()
        self._stack.setCurrentIndex(0)
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_part(self) -> None:
        part = self.pane.signed_part()
        if part is None:
            return
        file, pdf = part
        name = tr("{nama}-isi-segel.pdf", nama=Path(file).stem)

        def chosen(path: Path) -> None:
            self._worker.run(
                lambda _progress: save_all((pdf,), path),
                lambda done: self._told.setText(tr("Tersimpan: {nama}", nama=done.name)),
                self._unsaved,
                owner=self,
            )

        kinds = tr("Dokumen PDF (*.pdf)")
        self.dialog = pick_save(self, tr("Simpan isi yang disegel"), Path(_documents()) / name, kinds, chosen)

    def _unsaved(self, error: WiraError) -> None:
        StopDialog.for_error(self.window(), tr("PDF belum tersimpan"), error).open()

    # --- dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()):
            self._held(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._held(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._held(False)
        paths = dropped(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.check(paths)

    def _held(self, on: bool) -> None:
        self._drop.set_tone("accent" if on else "")
        self.pane.dropping(on)


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
