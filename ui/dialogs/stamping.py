"""Time stamps on issued papers: what goes over the network and to whom, before anything does; then a line for
each paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal

from desktop_app.errors import WiraError
from resources.i18n import mark, tr, trn
from ui.bench import Bench
from ui.dialogs.papers_list import PapersDialog
from ui.looks import PillLook
from ui.models import stamping as work
from ui.models.many import ManyLine
from ui.models.stamping import Service, Stamping
from ui.pages.base import Page
from ui.widgets.button import Button
from ui.widgets.card import FindingCard
from ui.widgets.dialog import Fact, FactsTable
from ui.widgets.toast import announce


class StampDialog(PapersDialog):
    """`settings_asked` where an address or an authority is still to be chosen."""

    NAME = mark("Dokumen untuk diberi penanda waktu")
    AROUND = 470
    settings_asked = Signal()

    def __init__(
        self,
        page: Page,
        bench: Bench,
        lines: Sequence[ManyLine],
        looks: Callable[[str], PillLook],
        picked: Sequence[str],
    ) -> None:
        super().__init__(page, bench, tr("Beri penanda waktu"), "clock", lines, looks, picked)
        self._service: Service | None = None
        self.sent = FactsTable()
        self.body.insertWidget(0, self.sent)
        self.sent.hide()
        self.problem: FindingCard | None = None
        self.settings_button = self.add_button(tr("Atur di Pengaturan"), icon="settings")
        self.settings_button.clicked.connect(self._ask_settings)
        self.settings_button.hide()
        self.stamp_button = self.add_button(
            tr("Kirim dan beri penanda waktu"), kind="primary", icon="clock", key="Ctrl+Enter"
        )
        self.stamp_button.clicked.connect(self.stamp)
        self._show()
        office = bench.office
        bench.worker.ask(lambda _progress: work.service(office), self._known, self._refused, owner=self)

    # --- what would be sent

    def _known(self, found: Service) -> None:
        self._service = found
        if not found.host:
            self._hinder(tr("Alamat otoritas waktu belum diatur di komputer ini"), found)
        elif not found.believed:
            self._hinder(tr("Kantor ini belum memilih sertifikat akar otoritas waktu"), found)
        else:
            self.sent.set_facts(_facts(found))
            self.sent.setAccessibleName(" ".join(f"{one.label}: {one.value}" for one in _facts(found)))
            self.sent.show()
        self._enable()
        self._fit()

    def _hinder(self, title: str, found: Service) -> None:
        who = tr("Atur dahulu di Pengaturan, bagian Tanda tangan.")
        if not found.may_choose:
            who = tr("Minta lurah atau admin kantor mengaturnya di Pengaturan, bagian Tanda tangan.")
        text = f"{who} {tr('Sebelum itu tidak ada yang dihubungi.')}"
        self._complain(title, text)
        self.stamp_button.hide()
        self.settings_button.show()
        self.settings_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _complain(self, title: str, text: str) -> None:
        if self.problem is not None:
            self.problem.hide()
            self.problem.deleteLater()
        self.problem = FindingCard("reason", title, text)
        self.body.insertWidget(0, self.problem)
        announce(self, self.problem.words())

    def _ask_settings(self) -> None:
        self.reject()
        self.settings_asked.emit()

    # --- asking

    def stamp(self) -> None:
        """Ctrl+Enter: send what was said, for what is picked."""
        if not self._ready() or self._task is not None or not self.picked:
            return
        office, lines = self._bench.office, self.chosen()
        words = trn("Meminta penanda waktu untuk {n} dokumen", "Meminta penanda waktu untuk {n} dokumen",
                    len(lines))  # fmt: skip
        self._do(words, lambda told: work.stamp(office, lines, told), self._stamped)

    def _stamped(self, made: Stamping) -> None:
        self._done(made.lines)

    def _refused(self, error: WiraError) -> None:
        self._complain(error.message.rstrip("."), error.next_step)
        self._fit()

    # --- what is seen

    def _ready(self) -> bool:
        return self._service is not None and bool(self._service.host) and self._service.believed

    def _doers(self) -> Sequence[Button]:
        return (self.stamp_button,)

    def _enable(self) -> None:
        super()._enable()
        if not self._ready():
            self.stamp_button.setEnabled(False)

    def _steps(self) -> dict[Qt.Key, Callable[[], object]]:
        return {**super()._steps(), Qt.Key.Key_Return: self.stamp, Qt.Key.Key_Enter: self.stamp}


def _facts(found: Service) -> list[Fact]:
    """What goes over the network, and to whom."""
    to = tr("{host}, lewat proxy {proxy}", host=found.host, proxy=found.by) if found.by else found.host
    return [
        Fact(tr("Otoritas waktu"), to),
        Fact(tr("Yang dikirim ke sana"), tr("Sidik SHA-256 setiap dokumen yang dipilih; isinya tidak.")),
        Fact(
            tr("Yang juga ditanya"),
            tr(
                "Penerbit sertifikat penandatangan dan otoritas waktu, di alamat yang tertulis dalam "
                "sertifikatnya. Mereka hanya menerima nomor sertifikat itu."
            ),
        ),
    ]
