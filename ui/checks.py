"""Looks the office through once a week while the window is open, and never at the cost of who works.

Reading is done in the thread for outside, which neither saving nor looking waits for. Tables are compared in
the thread that writes: at once where there are few records, else while the screen is locked.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.actions.check_report import CheckReport
from desktop_app.actions.weekly import LastCheck, is_due, last_check
from desktop_app.errors import WiraError
from desktop_app.office import Office
from ui.worker import Progress, Worker

FIRST_MS: Final = 5 * 60_000
"""Whoever has just come in works first."""
EVERY_MS: Final = 60 * 60_000
FEW: Final = 3000
"""Records whose tables are compared in about a second."""


class CheckKeeper(QObject):
    """`checked(report)` when the office was looked through by itself."""

    checked = Signal(object)

    def __init__(self, office: Office, worker: Worker) -> None:
        super().__init__()
        self._office, self._worker = office, worker
        self._busy = self._locked = False
        self._half: CheckReport | None = None
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(FIRST_MS)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        for timer in (self._first, self._timer):
            timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look in some minutes, and then now and again, whether it is due."""
        self._first.start()
        self._timer.start()

    def stop(self) -> None:
        """Begin nothing any more."""
        self._first.stop()
        self._timer.stop()

    def set_locked(self, locked: bool) -> None:
        """Whether nobody works just now."""
        self._locked = locked
        self._compare()

    def look(self) -> None:
        """Look the office through where a week has passed."""
        if self._busy:
            return
        self._busy = True

        def read(_progress: Progress) -> LastCheck | None:
            with self._office.reading() as connection:
                return last_check(connection)

        self._worker.ask(read, self._read, self._hindered, owner=self, key="weekly-check")

    def _read(self, kept: LastCheck | None) -> None:
        if not is_due(kept, self._office.clock()):
            self._busy = False
            return

        def look(progress: Progress) -> CheckReport:
            from desktop_app.actions import checking

            return checking.look_through(self._office, progress=progress.step)

        self._worker.visit(look, self._looked, self._hindered, owner=self)

    def _looked(self, report: CheckReport) -> None:
        self._half = report
        self._compare()

    def _compare(self) -> None:
        report = self._half
        if report is None or not (self._locked or report.records <= FEW):
            return
        self._half = None

        def compare(progress: Progress) -> CheckReport:
            from desktop_app.actions import checking

            found = checking.with_tables(self._office, report, progress=progress.step)
            checking.keep_check(self._office, found)
            return found

        self._worker.run(compare, self._done, self._hindered, owner=self)

    def _done(self, report: CheckReport) -> None:
        self._busy = False
        self.checked.emit(report)

    def _hindered(self, _error: WiraError) -> None:
        """The next hour tries again; what is in the way is told where somebody works."""
        self._busy = False
