"""One receiver of extracts in the rule book: who, what for, and exactly what it may be given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import Privacy
from desktop_app.domain.receivers import COLUMNS, GIVEN_STATUSES, GIVER_LABELS, NIK_LABELS
from desktop_app.domain.status import status_label
from resources.i18n import mark, tr
from ui import tokens as t
from ui.dialogs.person import FormDialog
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.labels import WrapLabel
from ui.widgets.levels import LevelRow, LevelTable

Wish = dict[str, Any]
"""A receiver as the JSON of a rule book has it (`desktop_app.domain.receivers.Receiver`)."""

_GROUPS: Final[Mapping[Privacy, str]] = {
    "umum": mark("Kolom umum"),
    "pribadi": mark("Data pribadi"),
    "khusus": mark("Data khusus (UU 27/2022 pasal 4)"),
}
_LONGEST: Final = 200
_STATUS: Final = "status:"


class ReceiverDialog(FormDialog):
    """Asks for one receiver; `wish()` after `accepted`. What cannot stand is told by the book's own check."""

    def __init__(self, parent: QWidget | None, given: Wish | None, taken: Sequence[str]) -> None:
        title = tr("Ubah penerima data") if given else tr("Tambah penerima data")
        super().__init__(parent, title, tr("Pakai"))
        self._taken, self._typed = set(taken), given is not None
        self.nama = TextField(tr("Nama instansi"), max_length=_LONGEST)
        self.kode = TextField(tr("Kode"), max_length=30)
        self.purpose = TextField(tr("Keperluan"), max_length=_LONGEST)
        self.nik = SegmentedChoice(tr("NIK"), [Option(code, tr(words)) for code, words in NIK_LABELS.items()])
        self.by = SegmentedChoice(
            tr("Pemberi"), [Option(code, tr(words)) for code, words in GIVER_LABELS.items()]
        )
        self.nama_row = self.form.row(tr("Nama instansi"), self.nama)
        self.form.row(
            tr("Kode"), self.kode, hint=tr("Dipakai di nama berkas: huruf kecil, angka, tanda hubung.")
        )
        self.form.row(tr("Keperluan"), self.purpose)
        self.form.row(tr("NIK"), self.nik)
        self.form.row(tr("Pemberi"), self.by)
        self.body.addWidget(
            WrapLabel(
                tr("Panah berpindah; Y memberikan, T tidak. Data khusus diberikan hanya bila disebut."),
                size=t.SIZE_META,
            )
        )
        options = [Option("", tr("Tidak"), "T"), Option("ya", tr("Ya"), "Y")]
        self.table = LevelTable(tr("Yang boleh diberikan"), [tr("Diberikan")], options, _rows())
        self.body.addWidget(self.table)
        self.nama.textEdited.connect(self._named)
        self.kode.textEdited.connect(lambda _text: setattr(self, "_typed", True))
        self._show(given or {})
        self.nama.setFocus()

    def _show(self, given: Wish) -> None:
        self.nama.setText(given.get("name", ""))
        self.kode.setText(given.get("code", ""))
        self.purpose.setText(given.get("purpose", ""))
        self.nik.set_value(given.get("nik", "masked"))
        self.by.set_value(given.get("by", "kota"))
        chosen = [
            *given.get("columns", ()),
            *(_STATUS + each for each in given.get("statuses", ["accepted"])),
        ]
        self._strange = [name for name in given.get("columns", ()) if name not in COLUMNS]
        self.table.set_values({key: ["ya"] for key in chosen})

    def _named(self, text: str) -> None:
        """A code from the name, until somebody types another."""
        self.nama_row.set_findings(())
        if not self._typed:
            self.kode.setText(_slug(text, self._taken))

    def ready(self) -> bool:
        """Whether it has a name; the rest is told beside the list."""
        if self.nama.text().strip():
            return True
        return self.mark(
            self.nama_row, tr("Nama instansi belum diisi"), tr("Contoh: Disdukcapil Kota Depok.")
        )

    def wish(self) -> Wish:
        """The receiver as it was asked for."""
        chosen = [key for key, (value,) in self.table.values().items() if value]
        columns = [key for key in chosen if not key.startswith(_STATUS)]
        return {
            "code": self.kode.text().strip(),
            "name": " ".join(self.nama.text().split()),
            "purpose": " ".join(self.purpose.text().split()),
            "columns": [*columns, *self._strange],
            "statuses": [key.removeprefix(_STATUS) for key in chosen if key.startswith(_STATUS)],
            "nik": self.nik.value() or "masked",
            "khusus": [name for name in columns if COLUMNS[name].privacy == "khusus"],
            "by": self.by.value() or "kota",
        }


def _rows() -> list[LevelRow]:
    found = [
        LevelRow(_STATUS + status, tr(status_label(status)), tr("Status pendaftar"))
        for status in GIVEN_STATUSES
    ]
    for privacy, title in _GROUPS.items():
        found += [
            LevelRow(column.name, tr(column.label), tr(title))
            for column in COLUMNS.values()
            if column.privacy == privacy
        ]
    return found


def _slug(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:24].strip("-")
    number, code = 2, base
    while code in taken:
        number, code = number + 1, f"{base}-{number}"
    return code
