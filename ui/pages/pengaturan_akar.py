"""A list of authorities that the office chose: added from a file by comparing the fingerprint, or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt, Signal

from desktop_app.documents.data import grouped_hex
from desktop_app.domain.values import show_date
from desktop_app.errors import WiraError
from resources.i18n import mark, tr
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.pick import pick_files
from ui.models import signing as work
from ui.models.signing import Believed
from ui.models.table import Cell, Column, RowsTableModel
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.dialog import Fact, StopDialog
from ui.widgets.labels import WrapLabel
from ui.widgets.table import TableView

if TYPE_CHECKING:
    from desktop_app.actions.tte import Root

_LIST = 148


@dataclass(frozen=True)
class Words:
    """What a list of authorities says of itself; `times` for those who tell the time."""

    times: bool
    title: str
    text: str
    listed: str
    one: str
    none: str
    remove: str
    pick: str
    ask: str
    means: str
    compare: str
    removed: str


ISSUERS: Final = Words(
    times=False,
    title=mark("Penerbit yang dipercaya kantor"),
    text=mark(
        "Tanda tangan dari luar, misalnya dari BSrE, dinyatakan sah bila sertifikatnya dari "
        "penerbit di daftar ini. Segel kantor tetap dijamin DKUM."
    ),
    listed=mark("Penerbit yang dipercaya"),
    one=mark("Penerbit"),
    none=mark("Belum ada. Minta berkas sertifikat akar dari penerbitnya."),
    remove=mark("Hapus penerbit ini"),
    pick=mark("Pilih sertifikat penerbit"),
    ask=mark("Percayai penerbit ini?"),
    means=mark("Siapa pun yang sertifikatnya dari penerbit ini akan dinyatakan sah tanda tangannya."),
    compare=mark("Bandingkan sidiknya dengan yang diumumkan penerbit, bukan dengan surel pengirim."),
    removed=mark("Dokumen yang sudah diterima tetap tersimpan, tetapi tanda tangannya tidak lagi dikenal."),
)
TIMES: Final = Words(
    times=True,
    title=mark("Otoritas waktu yang dipercaya kantor"),
    text=mark(
        "Waktu pada penanda waktu diakui bila sertifikatnya dari otoritas di daftar ini. Otoritas waktu "
        "tidak menjamin tanda tangan siapa pun."
    ),
    listed=mark("Otoritas waktu yang dipercaya"),
    one=mark("Otoritas waktu"),
    none=mark("Belum ada. Minta berkas sertifikat akar dari otoritas waktunya."),
    remove=mark("Hapus otoritas waktu ini"),
    pick=mark("Pilih sertifikat akar otoritas waktu"),
    ask=mark("Percayai otoritas waktu ini?"),
    means=mark("Waktu yang disebut otoritas ini akan diakui pada setiap dokumen yang memuatnya."),
    compare=mark("Bandingkan sidiknya dengan yang diumumkan otoritas itu, bukan dengan surel pengirim."),
    removed=mark("Penanda waktu yang sudah ada tetap tersimpan di dokumennya, tetapi tidak lagi diakui."),
)


class RootsCard(Card):
    """`loaded(may_choose)` once the list is shown, `kept` when it was changed."""

    loaded = Signal(bool)
    kept = Signal()

    def __init__(self, bench: Bench, words: Words) -> None:
        super().__init__(tr(words.title))
        self._bench, self._words = bench, words
        self._may = False
        self.body.addWidget(WrapLabel(tr(words.text)))
        self.list = TableView(tr(words.listed), lines=2)
        self.list.setMinimumHeight(_LIST)
        self.model: RowsTableModel[Root] = RowsTableModel(
            [
                Column(tr(words.one), lambda row: Cell(row.name, _short(row), strong=True), 320, stretch=1),
                Column(tr("Berlaku sampai"), lambda row: Cell(show_date(row.until)), 130),
            ]
        )
        self.list.set_model(self.model)
        self.body.addWidget(self.list, 1)
        self.none = WrapLabel(tr(words.none))
        self.body.addWidget(self.none)
        self.remove_button = Button(tr(words.remove), icon="x")
        self.remove_button.clicked.connect(self.remove)
        self.body.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.who = WrapLabel(tr("Dipilih oleh lurah atau admin kantor."), size=t.SIZE_META)
        self.body.addWidget(self.who)
        self.body.addStretch(0)  # takes the room only while there is no list

    def load(self) -> None:
        """Read the list again."""
        office, times = self._bench.office, self._words.times
        self._bench.worker.ask(
            lambda _progress: work.believed(office, times=times), self._shown, self._refused,
            key=f"akar:{times}", owner=self,
        )  # fmt: skip

    def _shown(self, found: Believed) -> None:
        self._may = found.may_choose
        self.model.set_rows(list(found.roots))
        self.list.setVisible(bool(found.roots))
        self.none.setVisible(not found.roots)
        self.remove_button.setVisible(bool(found.roots) and found.may_choose)
        self.who.setVisible(not found.may_choose)
        if found.roots:
            self.list.select_row(0)
        self.loaded.emit(found.may_choose)

    def ask_file(self) -> None:
        """Choose a certificate file."""
        if self._may:
            kinds = tr("Sertifikat (*.pem *.crt *.cer)")
            pick_files(self, tr(self._words.pick), str(Path.home()), kinds,
                       lambda paths: self.read_root(paths[0]))  # fmt: skip

    def read_root(self, path: Path) -> None:
        """Show whose certificate it is before it counts."""
        self._bench.worker.ask(
            lambda _progress: work.read_roots(path), lambda found: self._ask_trust(*found), self._refused,
            owner=self,
        )  # fmt: skip

    def _ask_trust(self, pem: bytes, roots: Sequence[Root]) -> None:
        facts: list[Fact] = []
        for one in roots:
            facts += [
                Fact(tr("Sertifikat"), one.whole_name),
                Fact(tr("Sidik SHA-256"), grouped_hex(one.fingerprint, 16)),
                Fact(tr("Berlaku sampai"), show_date(one.until)),
            ]
        ask = StopDialog.asking(  # Enter, which chose the file, does not trust it as well
            self, tr(self._words.ask), tr(self._words.means), facts=facts, action=tr("Percayai"),
            action_icon="shield-check", next_step=tr(self._words.compare), danger=True,
        )  # fmt: skip
        office, times = self._bench.office, self._words.times
        ask.accepted.connect(
            lambda: self._bench.do(
                lambda _progress: work.trust(office, pem, times=times), lambda _moved: self._chosen(),
                owner=self, refused=self._refused,
            )
        )  # fmt: skip
        ask.open()

    def _chosen(self) -> None:
        self.load()
        self.kept.emit()

    def remove(self) -> None:
        """Believe the one of the line no longer, after a question."""
        row = self.list.current_row()
        if row is None or not self._may:
            return
        one = cast("Root", row)
        ask = StopDialog.asking(
            self, tr("Hapus {nama} dari daftar?", nama=one.name), tr(self._words.removed),
            action=tr("Hapus"), danger=True,
        )  # fmt: skip
        office, times = self._bench.office, self._words.times
        ask.accepted.connect(
            lambda: self._bench.do(
                lambda _progress: work.distrust(office, one.fingerprint, times=times),
                lambda _moved: self._chosen(), owner=self, refused=self._refused,
            )
        )  # fmt: skip
        ask.open()

    def _refused(self, error: WiraError) -> None:
        StopDialog.for_error(self, tr("Langkah ini belum dapat dilakukan"), error).open()


def _short(row: Root) -> str:
    """The beginning of its fingerprint, as it is compared by eye."""
    return tr("Sidik {sidik}", sidik=grouped_hex(row.fingerprint, 4))
