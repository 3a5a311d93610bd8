"""The documents of an application: what is there, and the files attached to it.

Files chosen here wait until the application has been saved; only then they can be attached to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.attachments.image import reencode
from desktop_app.domain import fields
from desktop_app.errors import WiraError
from desktop_app.queries.applicant import Attachment
from desktop_app.storage.reading import unread
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.dialogs.pick import pick_files
from ui.forms.attached import AttachedList, Line
from ui.forms.drop import DropArea
from ui.forms.scan_strip import ScanStrip
from ui.widgets.card import FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.form import FieldRow, Form
from ui.worker import Progress

_LABELS = {choice.code: choice.label for choice in fields.DOCUMENTS}
_SHORT = {
    "rekomendasi": mark("Rekomendasi"),
    "sku": mark("SKU"),
    "pernyataan": mark("Pernyataan"),
    "persetujuan": mark("Persetujuan"),
}


@dataclass
class Waiting:
    """A file chosen and not attached yet; `data` arrives once it has been read and found sound. `ticked` is
    the document that was said to be there because of it, and what was said before."""

    path: Path
    jenis: str
    data: bytes = b""
    ticked: tuple[str, str] | None = None


class Papers(QObject):
    """The rows of the last section. `changed` when a state or the list of files did, by a person.

    `remove_asked(attachment id)` for a file that is already attached.
    """

    changed = Signal()
    remove_asked = Signal(str)

    def __init__(self, bench: Bench, form: Form, parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._form = bench, form
        self._rows: dict[str, FieldRow] = {}
        self._choices: dict[str, SegmentedChoice] = {}
        self._codes: tuple[str, ...] = ()
        self._attached: tuple[Attachment, ...] = ()
        self.waiting: list[Waiting] = []
        options = [Option(choice.code, tr(choice.label)) for choice in fields.DOCUMENT_STATES]
        for choice in fields.DOCUMENTS:
            box = SegmentedChoice(tr("Dokumen {nama}", nama=tr(choice.label)), options)
            box.chosen.connect(lambda _value: self.changed.emit())
            self._choices[choice.code] = box
            self._rows[choice.code] = form.row(tr(_short(choice.code)), box)
            self._rows[choice.code].set_visible(False)
        self._build_files(form)

    def _build_files(self, form: Form) -> None:
        self.drop = DropArea()
        self.drop.dropped.connect(self.add_files)
        self.drop.pick_button.clicked.connect(self._pick)
        self.drop.scan_button.clicked.connect(self.toggle_scans)
        self._file_row = form.row(tr("Lampiran"), self.drop, stretch=(100,))
        self.list = AttachedList()
        self.list.removed.connect(self._remove)
        self.list.kind_changed.connect(self._set_kind)
        self._file_row.set_extra(self.list)
        self.strip = ScanStrip(self._bench)
        self.strip.taken.connect(lambda path: self.add_files([Path(path)]))
        self._scan_row = form.row(tr("Folder pindai"), self.strip, stretch=(100,))
        self._scan_row.set_visible(False)

    # --- states

    def first_row(self) -> FieldRow:
        """Where findings about documents stand."""
        return self._rows["ktp"]

    def states(self) -> dict[str, str]:
        """The state of each document that has one."""
        return {code: box.value() for code, box in self._choices.items() if box.value()}

    def show_states(self, states: Mapping[str, str]) -> None:
        """Show stored states without telling."""
        for code, box in self._choices.items():
            box.set_value(str(states.get(code) or ""))

    def show_codes(self, codes: Sequence[str]) -> None:
        """Ask for these documents only."""
        if tuple(codes) != self._codes:
            self._codes = tuple(codes)
            for code, row in self._rows.items():
                row.set_visible(code in codes)
            self._list()

    def counts(self) -> tuple[int, int]:
        """How many are there, of how many."""
        states = self.states()
        return sum(states.get(code) in ("ada", "asli_dilihat") for code in self._codes), len(self._codes)

    def owns(self, widget: QWidget) -> bool:
        """Whether `widget` belongs to this section."""
        rows = (*self._rows.values(), self._file_row, self._scan_row)
        return any(row.box.isAncestorOf(widget) or row.note.isAncestorOf(widget) for row in rows)

    # --- files

    def clear_files(self) -> None:
        """No files: another form."""
        self.waiting, self._attached = [], ()
        self._scan_row.set_visible(False)
        self._say(None)
        self._list()

    def show_attached(self, attached: Sequence[Attachment]) -> None:
        """What is attached already."""
        self._attached = tuple(attached)
        self._list()

    def take_waiting(self) -> list[Waiting]:
        """The sound files, which now belong to the caller."""
        taken, self.waiting = [item for item in self.waiting if item.data], []
        self._list()
        return taken

    def add_files(self, paths: Sequence[Path], kinds: Sequence[str] = ()) -> None:
        """Read and check files; the sound ones wait for the save, each as a document still missing."""
        for at, path in enumerate(paths):
            jenis = kinds[at] if at < len(kinds) and kinds[at] in _LABELS else self._next_kind()
            item = Waiting(path, jenis)
            self.waiting.append(item)
            self._bench.worker.ask(
                lambda _progress, path=path: _read(path, _progress),
                lambda data, item=item: self._sound(item, data),
                lambda error, item=item: self._unsound(item, error),
                owner=self,
            )
        self._list()

    def toggle_scans(self) -> None:
        """Show or hide the newest scans."""
        hidden = self._scan_row.box.isHidden()
        self._scan_row.set_visible(hidden)
        if hidden:
            self.strip.load()
            self.strip.setFocus()

    def _pick(self) -> None:
        kinds = tr("PDF dan gambar (*.pdf *.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp)")
        start = str(self._bench.prefs.get("scan_folder", ""))
        pick_files(self.drop, tr("Pilih berkas untuk dilampirkan"), start, kinds, self.add_files)

    def _next_kind(self) -> str:
        taken = {item.jenis for item in self.waiting} | {item.jenis for item in self._attached}
        free = [code for code in self._codes if code not in taken]
        return (free or list(self._codes) or ["ktp"])[0]

    def _sound(self, item: Waiting, data: bytes) -> None:
        item.data = data
        if item in self.waiting:
            self._tick(item)
            self._list()
            self.changed.emit()

    def _unsound(self, item: Waiting, error: WiraError) -> None:
        if item in self.waiting:
            self.waiting.remove(item)
            self._say(FindingCard(
                "block", tr("{berkas} tidak dapat dilampirkan", berkas=item.path.name),
                f"{error.message} {error.next_step}".strip(),
            ))  # fmt: skip
            self._list()

    def _tick(self, item: Waiting) -> None:
        """The document of this file is there; the one it was taken for before is as it was."""
        if item.ticked is not None:
            code, before = item.ticked
            if self._choices[code].value() == "ada":
                self._choices[code].set_value(before)
        item.ticked = None
        if item not in self.waiting:
            return
        before = self._choices[item.jenis].value()
        if before not in ("ada", "asli_dilihat"):
            self._choices[item.jenis].set_value("ada")
            item.ticked = (item.jenis, before)

    def _say(self, card: FindingCard | None) -> None:
        self._file_row.set_findings([card] if card is not None else [])

    def _set_kind(self, at: int, code: str) -> None:
        if 0 <= at < len(self.waiting):
            self.waiting[at].jenis = code
            self._tick(self.waiting[at])
            self.changed.emit()

    def _remove(self, key: str) -> None:
        if key.isdigit() and len(key) < 6:
            if int(key) < len(self.waiting):
                self._tick(self.waiting.pop(int(key)))
                self._list()
                self.changed.emit()
            return
        self.remove_asked.emit(key)

    def _list(self) -> None:
        lines = [Line(item.id, tr(_LABELS[item.jenis]), item.jenis) for item in self._attached]
        lines += [
            Line(str(at), item.path.name, item.jenis, waiting=True, ready=bool(item.data))
            for at, item in enumerate(self.waiting)
        ]
        focus = QApplication.focusWidget()
        inside = focus is not None and self.list.isAncestorOf(focus)
        self.list.show_lines(lines, self._codes)
        if inside:  # its line is gone: not to wherever Qt would go
            self.drop.pick_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._form.place_notes()


def _short(code: str) -> str:
    return _SHORT.get(code, _LABELS[code])


def _read(path: Path, progress: Progress) -> bytes:
    """The file, once it is seen to be a picture or PDF that can be kept. Raises Refused, Unavailable."""
    progress.check()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unread(error, path.name, "attachment_file") from error
    reencode(data)
    return data
