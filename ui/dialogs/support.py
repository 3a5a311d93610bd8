"""The support bundle, read before it is saved: nothing leaves the office that was not shown here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop_app.actions import support
from desktop_app.actions.check_report import CheckReport
from desktop_app.actions.support import Sheet
from desktop_app.crash import notes_folder
from desktop_app.errors import WiraError
from desktop_app.office import Office
from resources.i18n import tr
from ui import theme
from ui.dialogs.pick import pick_folder
from ui.widgets.dialog import Dialog, StopDialog
from ui.widgets.labels import WrapLabel
from ui.widgets.toast import announce
from ui.worker import Worker


class SupportDialog(Dialog):
    """`home` where nobody is in. Enter saves the ZIP into a folder that is chosen then."""

    def __init__(
        self,
        parent: QWidget,
        worker: Worker,
        *,
        office: Office | None = None,
        home: Path | None = None,
        report: CheckReport | None = None,
    ) -> None:
        super().__init__(parent, tr("Paket bantuan"), icon="life-buoy", width=900)
        self._worker = worker
        self._now = office.clock() if office is not None else datetime.now(UTC)
        self.sheets: tuple[Sheet, ...] = ()
        self.body.addWidget(
            WrapLabel(
                tr("Inilah seluruh isinya. Bacalah, lalu simpan dan kirim ke DKUM bersama cerita Anda."),
                tone="text",
            )
        )
        self.text = QPlainTextEdit()
        face = theme.font()
        face.setFeature(QFont.Tag("calt"), 0)  # as it is saved: Inter would draw the x of x86 as a times sign
        self.text.setFont(face)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Isi paket bantuan"))
        self.text.setMinimumHeight(380)
        self.body.addWidget(self.text)
        self.told = WrapLabel("", tone="ok")
        self.told.hide()
        self.body.addWidget(self.told)
        self.close_button = self.add_button(tr("Tutup"), key="Esc")
        self.close_button.clicked.connect(self.reject)
        self.save_button = self.add_button(
            tr("Simpan paket…"), kind="primary", icon="folder-open", key="Enter"
        )
        self.save_button.clicked.connect(self.choose)
        self.save_button.setEnabled(False)
        self.set_default(self.save_button)
        self.finished.connect(self.deleteLater)
        place, more = office.home if office is not None else home, _window_facts(parent)
        self._worker.ask(
            lambda _progress: support.gather(
                place, notes_folder(), self._now, office=office, report=report, more=more
            ),
            self._gathered,
            self._refused,
            owner=self,
        )

    def _gathered(self, sheets: tuple[Sheet, ...]) -> None:
        self.sheets = sheets
        self.text.setPlainText("\n".join(f"--- {each.name}\n{each.text}" for each in sheets))
        self.save_button.setEnabled(True)

    def choose(self) -> None:
        """Ask where to, then save."""
        pick_folder(self, tr("Simpan paket bantuan di folder"), str(Path.home()), self.save)

    def save(self, folder: Path) -> None:
        """Write the ZIP into `folder`."""
        self._worker.visit(
            lambda _progress: support.save(self.sheets, folder, self._now),
            self._saved,
            self._refused,
            owner=self,
        )

    def _saved(self, path: Path) -> None:
        told = tr("Tersimpan: {nama}. Wira tidak mengirim apa pun sendiri.", nama=path.name)
        self.told.setText(told)
        self.told.show()
        announce(self, told)

    def _refused(self, error: WiraError) -> None:
        StopDialog.for_error(self, tr("Paket bantuan belum tersimpan"), error).open()


def _window_facts(parent: QWidget) -> dict[str, str]:
    """How the window is: for what looks wrong only on one screen."""
    window = parent.window()
    screens = ", ".join(
        f"{one.size().width()}x{one.size().height()} @{one.devicePixelRatio():g}"
        for one in QGuiApplication.screens()
    )
    return {
        tr("Jendela"): f"{window.width()}x{window.height()}",
        tr("Layar"): screens,
        tr("Pelantar jendela"): QGuiApplication.platformName(),
    }
