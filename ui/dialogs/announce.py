"""Pengumuman Program from the rules in force: one page to hand out, and the same as text for a chat group."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget

from desktop_app.actions.announcing import Announced, announce
from desktop_app.documents.sheets import PaperName
from desktop_app.domain import region
from desktop_app.domain.fields import PROGRAMS
from desktop_app.storage.saving import save_file
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.paper import PaperDialog
from ui.dialogs.pick import pick_save
from ui.dialogs.sheet_sealing import f4_chip
from ui.models import papers as work
from ui.pages.base import Page
from ui.pages.dokumen_files import FOLDER, papers_folder
from ui.pages.place_menu import place_menu
from ui.widgets.button import Chip
from ui.widgets.flow import Flow


class AnnounceDialog(PaperDialog):
    """A kelurahan announces for itself, DKUM for any of them or for the city. Ctrl+T copies the text."""

    def __init__(self, page: Page, bench: Bench) -> None:
        super().__init__(page, bench, tr("Pengumuman Program"))
        self._made: Announced | None = None
        self._scope, self._program = bench.office.info.scope, PROGRAMS[0].code
        self.programs: dict[str, Chip] = {}
        for choice in PROGRAMS:
            chip = Chip(tr(choice.label), checked=choice.code == self._program)
            chip.clicked.connect(lambda _on=False, code=choice.code: self.choose_program(code))
            self.programs[choice.code] = chip
        self.place = Chip("", checkable=False, menu=True)
        self.place.clicked.connect(self.choose_place)
        self.as_text = Chip(tr("Lihat teksnya"))
        self.as_text.toggled.connect(lambda on: self._stack.setCurrentIndex(int(on)))
        self.f4 = f4_chip(bench)
        self.f4.toggled.connect(lambda _on: self._show())
        chips = [*self.programs.values(), self.as_text, self.f4]
        if bench.office.info.kind == "dkum":
            chips.insert(0, self.place)
        self.body.removeWidget(self.paper)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Teks pengumuman"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.paper)
        self._stack.addWidget(self.text)
        self.body.insertWidget(0, Flow(*chips))
        self.body.insertWidget(1, self._stack)
        save = self.add_button(tr("Simpan teks"), icon="save", left=True)
        save.clicked.connect(self.save_text)
        copy = self.add_button(tr("Salin teks"), icon="copy", key="Ctrl+T", left=True)
        copy.clicked.connect(self.copy_text)
        self._buttons_of_text = (copy, save)
        self.close_button()
        self._show()

    def set_height(self, height: int) -> None:
        super().set_height(height)
        self._stack.setFixedHeight(height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_T:
            self.copy_text()
            return
        super().keyPressEvent(event)

    # --- what it is about

    def choose_program(self, code: str) -> None:
        """The other programme."""
        self._program = code
        for each, chip in self.programs.items():
            chip.setChecked(each == code)
        self._show()

    def choose_place(self) -> None:
        """The kelurahan, or the whole city, from a menu."""
        place_menu(self.place, self.take_place, city=tr("Seluruh Kota Depok"))

    def take_place(self, code: str) -> None:
        """For this kelurahan, "" for the city."""
        self._scope = code
        self._show()

    def _show(self) -> None:
        office, program, scope = self._bench.office, self._program, self._scope
        paper: PaperName = "F4" if self.f4.isChecked() else "A4"
        place = region.by_code(scope)
        self.place.set_text(place.display if place is not None else tr("Seluruh Kota Depok"))
        year = office.today().year
        self._made = None
        for button in self._buttons_of_text:
            button.setEnabled(False)
        self.paper.clear(self._title)
        self.problem.hide()

        def make(_progress: object) -> tuple[Announced, work.Paper]:
            made = announce(office, program, year, scope, paper=paper)
            return made, work.of_pdf(made.pdf)

        self._bench.worker.ask(make, self._arrived, self.refused, key="kertas:pratinjau", owner=self)

    def _arrived(self, found: tuple[Announced, work.Paper]) -> None:
        self._made, paper = found
        self._stem = self._made.stem
        self.text.setPlainText(self._made.text)
        for button in self._buttons_of_text:
            button.setEnabled(True)
        self.paper.show_paper(self._title, paper)

    # --- the text

    def copy_text(self) -> None:
        """Onto the clipboard, to be put into a chat."""
        if self._made is not None:
            QGuiApplication.clipboard().setText(self._made.text)
            self._page.toast(tr("Teks pengumuman disalin. Tempelkan di grup percakapan."))

    def save_text(self) -> None:
        """Choose where, and write the text there."""
        if self._made is None:
            return
        start = papers_folder(self._bench.prefs) / f"{self._made.stem}.txt"
        pick_save(self, tr("Simpan teks"), start, tr("Berkas teks (*.txt)"), self.save_text_to)

    def save_text_to(self, path: Path) -> None:
        """Write the text to `path`."""
        made = self._made
        if made is None:
            return
        self._bench.prefs.put(FOLDER, str(path.parent))
        self._bench.do(
            lambda _progress: save_file(path, made.text.encode()),
            lambda done: self._page.toast(tr("Tersimpan: {nama}", nama=done.name)),
            owner=self._page,
            refused=self.refused,
        )
