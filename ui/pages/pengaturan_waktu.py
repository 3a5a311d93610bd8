"""Time stamps in Pengaturan: whom this computer asks, by which proxy, and which authorities count."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.models import stamping as work
from ui.models.stamping import Service
from ui.pages.pengaturan_akar import TIMES, RootsCard
from ui.widgets.button import Button
from ui.widgets.card import Card, FindingCard
from ui.widgets.dialog import StopDialog
from ui.widgets.fields import TextField
from ui.widgets.form import Form
from ui.widgets.labels import WrapLabel

Which = Literal["url", "proxy"]


class TimesCard(QWidget):
    """What is typed counts once the field is left; `kept` then. Who may not choose sees the hosts alone,
    since a password may stand in an address."""

    kept = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._service: Service | None = None
        card = Card(tr("Penanda waktu"))
        card.body.addWidget(
            WrapLabel(
                tr(
                    "Alamat ini tersimpan di komputer ini saja, dan baru dihubungi bila seseorang meminta "
                    "penanda waktu di Dokumen. Tanpa alamat tidak ada yang dihubungi."
                )
            )
        )
        self.form = Form(field_width=520)
        self.url = TextField(tr("Alamat otoritas waktu"), max_length=1000, placeholder=tr("Belum diatur"))
        self.proxy = TextField(tr("Alamat proxy"), max_length=1000, placeholder=tr("Tanpa proxy"))
        self.url_row = self.form.row(tr("Alamat otoritas waktu"), self.url)
        self.proxy_row = self.form.row(tr("Alamat proxy"), self.proxy)
        self.url.left.connect(lambda: self._keep("url"))
        self.proxy.left.connect(lambda: self._keep("proxy"))
        card.body.addWidget(self.form)
        self.who = WrapLabel(tr("Diatur oleh lurah atau admin kantor."), size=t.SIZE_META)
        card.body.addWidget(self.who)
        self.roots = RootsCard(bench, TIMES)
        self.add_button = Button(tr("Tambah otoritas waktu…"), icon="plus")
        self.add_button.clicked.connect(self.roots.ask_file)
        self.roots.body.insertWidget(2, self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.roots.loaded.connect(self.add_button.setVisible)
        self.roots.kept.connect(self.kept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        column.addWidget(card)
        column.addWidget(self.roots)

    def load(self) -> None:
        """Read what is set; never over what is being typed."""
        office = self._bench.office
        self._bench.worker.ask(
            lambda _progress: work.service(office), self._loaded, self._refused, key="waktu", owner=self
        )
        self.roots.load()

    def _loaded(self, found: Service) -> None:
        self._service = found
        kept = (found.url, found.proxy) if found.may_choose else (found.host, found.by)
        rows = ((self.url, self.url_row), (self.proxy, self.proxy_row))
        for (field, row), value in zip(rows, kept, strict=True):
            field.setReadOnly(not found.may_choose)
            if not (field.hasFocus() and field.isModified()) and not row.findings:
                field.setText(value)
        self.who.setVisible(not found.may_choose)

    def _keep(self, which: Which) -> None:
        found = self._service
        if found is None or not found.may_choose:
            return
        field, row = (self.url, self.url_row) if which == "url" else (self.proxy, self.proxy_row)
        value = field.text().strip()
        row.set_findings(())
        if value == (found.url if which == "url" else found.proxy):
            return
        office = self._bench.office

        def refused(error: WiraError) -> None:
            row.set_findings([FindingCard("block", error.message, error.next_step)], "bad")

        self._bench.do(
            lambda _progress: work.set_service(office, which, value), lambda _moved: self._kept(),
            owner=self, refused=refused,
        )  # fmt: skip

    def _kept(self) -> None:
        self.load()
        self.kept.emit()

    def _refused(self, error: WiraError) -> None:
        StopDialog.for_error(self, tr("Langkah ini belum dapat dilakukan"), error).open()
