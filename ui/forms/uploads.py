"""Files attached after their application was saved, while the next form is already being filled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop_app.actions import attachments
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui.bench import Bench
from ui.forms.papers import Waiting
from ui.widgets.progress import ProgressStrip


class Uploads(QObject):
    """`failed(title, text)` for each file that was not taken; `finished(record)` after the last of a form."""

    failed = Signal(str, str)
    finished = Signal(str)

    def __init__(self, bench: Bench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._done = self._total = 0
        self.strip = ProgressStrip()

    def running(self) -> bool:
        """Whether files are still on their way."""
        return self._done < self._total

    def start(self, record: str, name: str, files: Sequence[Waiting]) -> None:
        """Attach `files` to `record` of the applicant `name`, one after another."""
        if not files:
            return
        if not self.running():
            self._done = self._total = 0
            self.strip.begin(tr("Melampirkan dokumen {nama}", nama=name))
        self._total += len(files)
        office = self._bench.office
        for at, item in enumerate(files):
            last = at == len(files) - 1
            self._bench.do(
                lambda _progress, item=item: attachments.attach(office, record, item.jenis, item.data),
                owner=self,
                refused=lambda error, item=item: self._refused(name, item, error),
                after=lambda last=last: self._one(record, last),
            )

    def _one(self, record: str, last: bool) -> None:
        self._done += 1
        self.strip.step(self._done, self._total)
        if not self.running():
            self.strip.finish()
        if last:
            self.finished.emit(record)

    def _refused(self, name: str, item: Waiting, error: WiraError) -> None:
        title = tr("{berkas} belum terlampir pada {nama}", berkas=item.path.name, nama=name)
        self.failed.emit(title, str(error))
