"""Before a paper is issued on F4: an old printer may not know that size, so A4 is offered once more."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from resources.i18n import tr
from ui.widgets.dialog import StopDialog


class OfferA4(StopDialog):
    """Asks: `keep` goes on with F4, `change` with A4, closing it does neither."""

    def __init__(self, parent: QWidget, keep: Callable[[], object], change: Callable[[], object]) -> None:
        super().__init__(
            parent, tr("Printernya mengenal F4?"),
            tr("Dokumen ini disusun untuk kertas F4 (215 x 330 mm). Printer lama mungkin tidak mengenalnya, "
               "dan yang sudah terbit tidak dapat diubah ukurannya."),
            next_step=tr("Bila ragu, pakai A4; halaman uji cetak ada di Formulir kosong."),
            action=tr("Tetap F4"), close=tr("Batal"), tone="accent", icon="printer", copyable=False,
        )  # fmt: skip
        self.a4 = self.add_button(tr("Pakai A4"), left=True)
        self.a4.clicked.connect(self.reject)
        self.a4.clicked.connect(change)
        self.accepted.connect(keep)
