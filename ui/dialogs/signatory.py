"""Who signs a paper by hand, and where: one of the letterhead's people, or somebody typed for this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from desktop_app.actions.letterhead import Signer
from desktop_app.actions.papers import Hand
from desktop_app.queries import office as office_query
from resources.i18n import tr
from ui.bench import Bench
from ui.widgets.button import Chip
from ui.widgets.card import FindingCard
from ui.widgets.fields import TextField
from ui.widgets.form import Form

_SHOWN = 44


class SignatoryRows(QObject):
    """Rows of `form`; `changed` whenever `hand` says something else."""

    changed = Signal()

    def __init__(self, form: Form, bench: Bench, owner: QObject) -> None:
        super().__init__(owner)
        self._known: Sequence[Signer] = ()
        self._at, self._typing = 0, False
        self.who = Chip(tr("Menurut kop surat"), checkable=False, menu=True)
        self.who.clicked.connect(self._ask)
        self.place = TextField(tr("Tempat"), max_length=60, placeholder=tr("Tempat"))
        self.row = form.row(tr("Penandatangan"), self.who, self.place, stretch=(0, 1),
                            hint=tr("Tempat yang kosong berarti menurut kop surat."))  # fmt: skip
        self.name = TextField(tr("Nama penandatangan"), max_length=120, placeholder=tr("Nama"))
        self.nip = TextField(tr("NIP penandatangan"), max_length=40, placeholder="NIP")
        self.position = TextField(tr("Jabatan penandatangan"), max_length=120, placeholder=tr("Jabatan"))
        self.rank = TextField(tr("Pangkat penandatangan"), max_length=60, placeholder=tr("Pangkat"))
        self._own = (
            form.row(tr("Nama dan NIP"), self.name, self.nip, stretch=(3, 2)),
            form.row(tr("Jabatan dan pangkat"), self.position, self.rank, stretch=(3, 2)),
        )
        for row in self._own:
            row.set_visible(False)
        for field in (self.place, self.name, self.nip, self.position, self.rank):
            field.left.connect(self.changed)
        bench.ask(
            lambda connection: office_query.letterhead(connection, bench.office.info).signatories,
            self._told, owner=owner, key="kertas:penandatangan",
        )  # fmt: skip

    @property
    def hand(self) -> Hand:
        """What is chosen and typed now."""
        typed = None
        if self._typing:
            fields = (self.name, self.nip, self.position, self.rank)
            typed = Signer(*(" ".join(field.text().split()) for field in fields))
        return Hand(self._at, typed, " ".join(self.place.text().split()))

    def read(self) -> bool:
        """Whether it can be used; if not, its row says why."""
        if not self._typing or self.name.text().strip():
            self._own[0].set_findings(())
            return True
        title, reason = tr("Nama penandatangan belum diisi."), tr("Ketik namanya, atau pilih dari kop surat.")
        self._own[0].set_findings([FindingCard("block", title, reason)], "bad")
        return False

    def choose(self, at: int) -> None:
        """One of the letterhead's."""
        self._at = at
        self._show(typing=False)

    def type_another(self) -> None:
        """Somebody who signs only this paper."""
        self._show(typing=True)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- within

    def _told(self, known: Sequence[Signer]) -> None:
        self._known = known
        self._name()

    def _name(self) -> None:
        name = self._known[self._at].nama if self._at < len(self._known) else tr("Menurut kop surat")
        name = tr("Orang lain") if self._typing else name
        self.who.set_text(name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…")

    def _show(self, *, typing: bool) -> None:
        if typing != self._typing:
            self._typing = typing
            for row in self._own:
                row.set_visible(typing)
        self._name()
        if not typing:
            self.changed.emit()

    def _ask(self) -> None:
        menu = QMenu(self.who)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        lines: list[tuple[str, Callable[[], None]]] = [
            (", ".join(part for part in (one.nama, one.jabatan) if part), lambda at=at: self.choose(at))
            for at, one in enumerate(self._known)
        ]
        for words, do in (*lines, (tr("Orang lain…"), self.type_another)):
            menu.addAction(words.replace("&", "&&")).triggered.connect(lambda _on=False, do=do: do())
        menu.popup(self.who.mapToGlobal(QPoint(0, self.who.height() + 4)))
