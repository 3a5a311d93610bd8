"""A paper that came back signed: whether it is the one that was sent, both side by side, and taking it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.domain.moments import wib
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.bench import Bench
from ui.models import returned as work
from ui.models.returned import Comparing, Comparison, Size
from ui.models.signing import SignLine
from ui.pages.base import Page
from ui.when import long_moment
from ui.widgets.card import Card, VerdictCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog, Fact, FactsTable
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.pdfview import PdfView
from ui.widgets.progress import ProgressStrip
from ui.widgets.toast import announce

_ICONS = {"ok": "shield-check", "warn": "shield-alert", "bad": "shield-x"}
_AROUND, _LEAST = 420, 160


class ReturnedDialog(Dialog):
    """`taken(str)` with the letter number once it is recorded; `roots_asked` where no issuer is trusted."""

    taken = Signal(str)
    roots_asked = Signal()

    def __init__(
        self, page: Page, bench: Bench, path: Path, waiting: Sequence[SignLine], document: str = ""
    ) -> None:
        """`waiting` are the papers that it may be, `document` (a record) the one a person is on."""
        super().__init__(page, tr("Terima dokumen yang kembali"), icon="file-check", width=1080)
        self._bench, self._path, self._waiting = bench, path, list(waiting)
        self._document = document
        self._comparing = Comparing(bench.office, path)
        self._found: Comparison | None = None
        self._asked: list[Callable[[], None]] = []
        self._build()
        self.close_button = self.add_button(tr("Batal"), key="Esc")
        self.close_button.clicked.connect(self.reject)
        self.roots_button = self.add_button(tr("Pilih penerbit yang dipercaya"), icon="settings")
        self.roots_button.clicked.connect(self._ask_roots)
        self.roots_button.hide()
        self.keep_button = self.add_button(
            tr("Catat sebagai ditandatangani"), kind="primary", icon="badge-check", key="Ctrl+Enter"
        )
        self.keep_button.clicked.connect(self.keep)
        self.keep_button.setEnabled(False)
        self.finished.connect(lambda _code: self._end())
        self._look("")

    def _build(self) -> None:
        self.facts = FactsTable([Fact(tr("Berkas"), self._path.name)], framed=False)
        self.body.addWidget(self.facts)
        self.which = SegmentedChoice(
            tr("Dokumen yang dikirim"),
            [Option(line.record, tr("{judul}, {nomor}", judul=line.title, nomor=line.nomor))
             for line in self._waiting],
        )  # fmt: skip
        self.which.chosen.connect(self._look)
        self.which.hide()
        self.body.addWidget(self.which)
        self._verdict_place = QWidget()
        self._verdict = QGridLayout(self._verdict_place)
        self._verdict.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._verdict_place)
        self.signers = WrapLabel("", weight=t.MEDIUM, tone="text")
        self.signers.hide()
        self.body.addWidget(self.signers)
        self.pages = QWidget()
        grid = QGridLayout(self.pages)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self.ours = PdfView(tr("Halaman yang dikirim"))
        self.theirs = PdfView(tr("Halaman yang kembali"))
        for at, (words, view) in enumerate(
            ((tr("Yang dikirim"), self.ours), (tr("Yang kembali"), self.theirs))
        ):
            grid.addWidget(Label(words, size=t.SIZE_META, weight=t.SEMIBOLD, tone="text2"), 0, at)
            card = Card(padding=0)
            card.body.setContentsMargins(1, 1, 1, 1)
            card.body.addWidget(view)
            grid.addWidget(card, 1, at)
        self.ours.page_changed.connect(lambda page: self._follow(self.theirs, page))
        self.theirs.page_changed.connect(lambda page: self._follow(self.ours, page))
        self.ours.zoom_changed.connect(lambda zoom: self._zoom(self.theirs, zoom))
        self.theirs.zoom_changed.connect(lambda zoom: self._zoom(self.ours, zoom))
        self.pages.hide()
        self.body.addWidget(self.pages)
        self.progress = ProgressStrip()
        self.body.addWidget(self.progress)

    # --- comparing

    def _look(self, document: str) -> None:
        """Compare it; with `document` as that one, otherwise as the one whose number it bears."""
        comparing = self._comparing
        self.keep_button.setEnabled(False)
        self.progress.begin(tr("Membandingkan dengan yang dikirim"))
        task = self._bench.worker.ask(
            lambda progress: comparing.look(progress.check, document), self._looked,
            lambda error: self._not_looked(error, document),
            key="tte:banding", owner=self, after=self.progress.finish,
        )  # fmt: skip
        self._asked.append(task.cancel)

    def _looked(self, found: Comparison) -> None:
        self._found = found
        one = found.found
        tone, title, text = work.sentence(one)
        self._say(tone, title, text)
        line = next((line for line in self._waiting if line.record == one.document), None)
        name = tr("{judul}, {nomor}", judul=line.title, nomor=line.nomor) if line is not None else one.nomor
        self.facts.set_facts([Fact(tr("Berkas"), self._path.name), Fact(tr("Dokumen"), name)])
        told = [_signer(each.signer, each.issuer, each.at) for each in one.signers]
        self.signers.setText("\n".join(told))
        self.signers.setVisible(bool(told))
        self.roots_button.setVisible(one.refused is not None and one.refused.code == "returned_roots")
        self.keep_button.setEnabled(one.refused is None)
        self._show_pages(found)
        self._fit()
        target = self.keep_button if one.refused is None else self.theirs
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_looked(self, error: WiraError, document: str) -> None:
        mine = [line.record for line in self._waiting]
        if error.code == "returned_which" and not document and self._document in mine:
            self.which.set_value(self._document)
            self.which.show()
            self._look(self._document)  # the one a person is on
            return
        self.which.setVisible(error.code == "returned_which")
        self._say(*work.unreadable(error))
        self._fit()
        target = self.which if self.which.isVisible() else self.close_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, tone: str, title: str, text: str) -> None:
        if (item := self._verdict.takeAt(0)) is not None and (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        card = VerdictCard(title, text, tone=tone, icon=_ICONS[tone])
        self._verdict.addWidget(card)
        announce(self, f"{title}. {text}")

    # --- both papers

    def _show_pages(self, found: Comparison) -> None:
        self.pages.show()
        self._stretch()
        for view, pdf, sizes in (
            (self.ours, found.found.ours, found.ours),
            (self.theirs, found.pdf, found.theirs),
        ):
            self._show_in(view, pdf, sizes)
            view.go_page(min(found.page, max(len(sizes) - 1, 0)))

    def _show_in(self, view: PdfView, pdf: bytes, sizes: Sequence[Size]) -> None:
        comparing = self._comparing

        def ask(page: int, scale: float) -> None:
            def arrived(image: QImage) -> None:
                if not image.isNull():
                    view.set_image(page, scale, image)

            task = self._bench.worker.ask(
                lambda progress: comparing.draw(progress.check, pdf, page, scale),
                arrived, lambda _error: None, owner=self,
            )  # fmt: skip
            self._asked.append(task.cancel)

        view.show_pages(sizes, ask)

    def _follow(self, other: PdfView, page: int) -> None:
        if other.page() != page and page < other.page_count():
            other.go_page(page)

    def _zoom(self, other: PdfView, zoom: float) -> None:
        if other.zoom() != zoom:
            other.set_zoom(zoom)

    # --- taking it in

    def keep(self) -> None:
        """Record it as the signed copy."""
        found, comparing = self._found, self._comparing
        if found is None or not self.keep_button.isEnabled():
            return
        self.keep_button.setEnabled(False)
        self._bench.do(
            lambda _progress: comparing.keep(found), lambda made: self._kept(made.nomor), owner=self,
            refused=lambda error: self._say(*work.unreadable(error)),
        )  # fmt: skip

    def _kept(self, nomor: str) -> None:
        self.taken.emit(nomor)
        self.accept()

    def _ask_roots(self) -> None:
        self.reject()
        self.roots_asked.emit()

    def _end(self) -> None:
        comparing = self._comparing
        for cancel in self._asked:
            cancel()
        self._bench.worker.ask(lambda _progress: comparing.close())
        self.deleteLater()

    # --- Qt

    def _stretch(self) -> None:
        parent = self.parentWidget()
        room = parent.window().height() if parent is not None else 700
        self.pages.setFixedHeight(max(_LEAST, room - _AROUND))

    def showEvent(self, event: QShowEvent) -> None:
        self._stretch()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.keep()
            return
        super().keyPressEvent(event)


def _signer(signer: str, issuer: str, at: datetime | None) -> str:
    if at is None:
        return tr("Ditandatangani {nama}, sertifikat dari {penerbit}.", nama=signer, penerbit=issuer)
    return tr(
        "Ditandatangani {nama}, sertifikat dari {penerbit}, {waktu} WIB.",
        nama=signer, penerbit=issuer, waktu=long_moment(wib(at)),
    )  # fmt: skip
