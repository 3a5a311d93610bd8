"""Pertukaran berkas: the watched folders, what is done by itself, and the size of a part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions.exchange_settings import MOST_PART, ExchangeSettings, exchange_settings, set_exchange
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.pick import pick_folder
from ui.pages.pengaturan_bagian import Section
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import StopDialog
from ui.widgets.flow import Roll
from ui.widgets.labels import Label, WrapLabel

_SIZES = (5, 10, ExchangeSettings().part, 25, MOST_PART)


class _Box(Card):
    """One folder with its switch."""

    def __init__(self, title: str, about: str, switch: str) -> None:
        super().__init__(title)
        self.body.addWidget(WrapLabel(about))
        self.folder = WrapLabel("", weight=t.MEDIUM, tone="text")
        self.body.addWidget(self.folder)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.choose = Button(tr("Pilih folder {kotak}", kotak=title), icon="folder-open")
        self.forget = Button(tr("Kosongkan {kotak}", kotak=title))
        row.addWidget(self.choose)
        row.addWidget(self.forget)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(Label(switch, size=t.SIZE_META, tone="text2"))
        self.switch = SegmentedChoice(switch, [Option("off", tr("Mati")), Option("on", tr("Nyala"))])
        self.body.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def show_box(self, folder: str, *, on: bool) -> None:
        """The folder that is set, and whether something is done there by itself."""
        self.folder.setText(folder or tr("Belum ada folder."))
        self.forget.setVisible(bool(folder))
        self.switch.set_value("on" if on else "off")


class ExchangeSection(Section):
    """What is chosen counts at once, for this computer."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._wish = ExchangeSettings()
        inside = QWidget()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(Roll(inside))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        self.inbox = _Box(
            tr("Kotak masuk"),
            tr(
                "Folder yang diisi kantor lain lewat Nextcloud, Syncthing, OneDrive, atau jaringan. Yang "
                "sudah dibuka dipindah ke Sudah dibuka, yang ditolak ke Ditolak beserta sebabnya."
            ),
            tr("Buka sendiri berkas yang datang"),
        )
        self.outbox = _Box(
            tr("Kotak keluar"),
            self._about_out(),
            tr("Buat sendiri berkas bila ada yang baru"),
        )
        row = QHBoxLayout()
        row.setSpacing(t.CARD_GAP)
        for box in (self.inbox, self.outbox):
            row.addWidget(box, 1)
        column.addLayout(row)
        size = Card(tr("Ukuran bagian berkas"))
        size.body.addWidget(
            WrapLabel(
                tr(
                    "Berkas yang besar dibagi. Pilih yang lebih kecil bila surel atau grup percakapan "
                    "menolak lampiran besar; setiap bagian dapat dibuka sendiri."
                )
            )
        )
        self.part_size = SegmentedChoice(tr("Ukuran bagian berkas"), _options(self._wish.part))
        size.body.addWidget(self.part_size, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(size)
        column.addStretch(1)
        self._connect()

    def _about_out(self) -> str:
        if self.bench.office.info.kind == "dkum":
            return tr(
                "Folder tempat Wira menaruh satu berkas untuk setiap kelurahan, masing-masing di foldernya "
                "sendiri agar dapat dibagikan kepada kelurahan itu saja."
            )
        return tr(
            "Folder tempat Wira menaruh berkas untuk DKUM. Hanya berkas yang sudah lengkap diberi namanya di "
            "sana, dan yang baru menggantikan yang lama."
        )

    def _connect(self) -> None:
        self.inbox.choose.clicked.connect(lambda: self._choose("inbox"))
        self.outbox.choose.clicked.connect(lambda: self._choose("outbox"))
        self.inbox.forget.clicked.connect(lambda: self._keep(replace(self._wish, inbox="", take=False)))
        self.outbox.forget.clicked.connect(lambda: self._keep(replace(self._wish, outbox="", send=False)))
        self.inbox.switch.chosen.connect(lambda on: self._keep(replace(self._wish, take=on == "on")))
        self.outbox.switch.chosen.connect(lambda on: self._keep(replace(self._wish, send=on == "on")))
        self.part_size.chosen.connect(lambda size: self._keep(replace(self._wish, part=int(size))))

    def sentence(self) -> str:
        return tr("Folder bersama yang dilihat Wira, dan ukuran bagian berkas. Berlaku di komputer ini.")

    def first_focus(self) -> QWidget | None:
        return self.inbox.choose

    def load(self) -> None:
        self.bench.ask(exchange_settings, self._loaded, owner=self, key="exchange-settings")

    def _loaded(self, wish: ExchangeSettings) -> None:
        self._wish = wish
        self.inbox.show_box(wish.inbox, on=wish.take)
        self.outbox.show_box(wish.outbox, on=wish.send)
        self.part_size.set_options(_options(wish.part))
        self.part_size.set_value(str(wish.part))

    def _choose(self, box: str) -> None:
        known = self._wish.inbox if box == "inbox" else self._wish.outbox
        title = tr("Folder Kotak masuk") if box == "inbox" else tr("Folder Kotak keluar")

        def chosen(folder: Path) -> None:
            if box == "inbox":
                self._keep(replace(self._wish, inbox=str(folder)))
            else:
                self._keep(replace(self._wish, outbox=str(folder)))

        pick_folder(self, title, known or str(Path.home()), chosen)

    def _keep(self, wish: ExchangeSettings) -> None:
        self.bench.do(
            lambda _progress: set_exchange(self.bench.office, wish),
            lambda _changes: self._kept(),
            owner=self,
            refused=self._refused,
        )

    def _kept(self) -> None:
        self.load()
        self.bench.boxes.look()

    def _refused(self, error: WiraError) -> None:
        self.load()  # the switch goes back to what counts
        StopDialog.for_error(self, tr("Pengaturan ini belum disimpan"), error).open()


def _options(now: int) -> list[Option]:
    return [Option(str(size), tr("{n} MB", n=size)) for size in sorted({*_SIZES, now})]
