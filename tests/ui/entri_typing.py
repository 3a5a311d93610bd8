"""A program of its own: opens the window on an office folder, types into Entri, says "typed", and stays.

``python -m tests.ui.entri_typing HOME [RECORD]``; the test kills it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.office import open_office
from tests import offices
from ui import theme
from ui.bench import Bench
from ui.pages.entri import EntriPage
from ui.prefs import Prefs
from ui.shell import MainWindow, Place, Section
from ui.worker import Worker

TYPED = ("3276065203949102", "3276061108190041", "Siti Marlina", "Dep")


def main() -> None:
    app = QApplication(sys.argv[:1])
    theme.apply(app, "light")
    home = Path(sys.argv[1])
    office = open_office(home, "Ratna Puspita", offices.PASSPHRASE, clock=offices.Clock())
    worker = Worker(lambda error: print(repr(error), flush=True))
    bench = Bench(office, worker, Prefs.of_office(home))
    window = MainWindow()
    window.set_places([Section("", [Place("entri", "square-pen", "Entri", make=lambda: EntriPage(bench))])])
    window.resize(1366, 768)
    window.show()
    window.go("entri")

    def type_it() -> None:
        for at, text in enumerate(TYPED):
            QTest.keyClicks(QApplication.focusWidget(), text)
            if at + 1 < len(TYPED):
                QTest.keyClick(QApplication.focusWidget(), "\r")
        # The next turn of the event loop: what is kept by then is all a killed program leaves.
        QTimer.singleShot(0, lambda: print("typed", flush=True))

    def start() -> None:
        focus = QApplication.focusWidget()
        if focus is None or not window.isActiveWindow():
            window.activateWindow()
            QTimer.singleShot(0, start)
        else:
            type_it()

    QTimer.singleShot(0, start)
    app.exec()


if __name__ == "__main__":
    main()
