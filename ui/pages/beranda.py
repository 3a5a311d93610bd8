"""Beranda: places, next steps in sentences, drafts, and what has reached DKUM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.actions.standing import standing
from desktop_app.domain.moments import wib
from desktop_app.queries.home import Home, home
from resources.i18n import mark, tr
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.pages.base import KeyHint, Page
from ui.pages.beranda_cards import (
    BackupCard,
    BecomingCard,
    DeliveryCard,
    DkumCard,
    DraftsCard,
    QuotaCard,
    RegisterCard,
    StepsCard,
    WomenCard,
    steps_of,
)
from ui.widgets.button import Button

SIDE = 330
STACK = 760
"""Below this width of the page the right column goes under the left one."""


class BerandaPage(Page):
    """What a clerk sees first. It asks once for everything, and again when something moved."""

    key: ClassVar[str] = "beranda"
    icon: ClassVar[str] = "house"
    title: ClassVar[str] = mark("Beranda")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._home: Home | None = None
        self._new = Button(tr("Entri baru"), kind="primary", icon="plus", key="F2")
        self._new.clicked.connect(self.primary)
        self._build()

    def _build(self) -> None:
        self.quota, self.steps = QuotaCard(), StepsCard(self._go, fills=self._bench.may("fill"))
        self.drafts, self.delivery = DraftsCard(self._go), DeliveryCard(self._go)
        self.women, self.register = WomenCard(), RegisterCard(self._go)
        self.becoming = BecomingCard(self._go)
        self.dkum, self.backup = DkumCard(), BackupCard()
        inner = QWidget()
        self._columns = QHBoxLayout(inner)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(t.CARD_GAP)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(t.CARD_GAP)
            column.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.quota)
        left.addWidget(self.steps)
        left.addWidget(self.drafts)
        left.addWidget(self.becoming)
        left.addWidget(self.register)
        left.addStretch(1)
        for card in (self.delivery, self.women, self.dkum, self.backup):
            right.addWidget(card)
        right.addStretch(1)
        self._side = QWidget()
        self._side.setLayout(right)
        self._columns.addLayout(left, 1)
        self._columns.addWidget(self._side)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _go(self, key: str, argument: object) -> None:
        self.navigate.emit(key, argument)

    # --- the shell asks

    def heading(self) -> str:
        return when.greeting(wib(self._bench.now()), self._bench.office.session.name)

    def subtitle(self) -> str:
        return when.full_day(self._bench.office.today())

    def header_actions(self) -> Sequence[QWidget]:
        return (self._new,) if self._bench.may("fill") else ()

    def key_hints(self) -> Sequence[KeyHint]:
        return (
            *((KeyHint("F2", tr("Entri baru"), self.primary),) if self._bench.may("fill") else ()),
            KeyHint("Ctrl+F", tr("Cari"), lambda: self._go("pendaftar", None)),
            KeyHint("Ctrl+/", tr("Semua pintasan")),
        )

    def primary(self) -> None:
        if self._bench.may("fill"):
            self._go("entri", "")

    def first_focus(self) -> QWidget | None:
        if self.steps.buttons:
            return self.steps.buttons[0]
        return self._new if self._bench.may("fill") else None

    def panes(self) -> Sequence[QWidget]:
        found: list[QWidget] = [self.quota.gauge]
        found += self.steps.buttons[:1] + self.drafts.buttons[:1]
        return [*found, self.delivery.make]

    def entered(self) -> None:
        self.reload()

    def refresh(self, changes: object) -> None:
        self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = event.size().width() < STACK
        self._columns.setDirection(
            QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        )
        if stacked:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
        else:
            self._side.setFixedWidth(min(SIDE, max(280, event.size().width() // 3)))

    # --- loading

    def reload(self) -> None:
        """Ask for everything again."""
        office = self._bench.office
        self._bench.ask(lambda connection: home(connection, office), self._arrived, owner=self, key="beranda")

    def _arrived(self, found: Home) -> None:
        self._home = found
        had = self.steps.buttons[0].hasFocus() if self.steps.buttons else False
        today = self._bench.office.today()
        self.quota.show_quota(found.quota)
        self.steps.show_steps(steps_of(found, self._bench.now(), self._bench.office.info.kind))
        self.drafts.show_drafts(found, today)
        self.delivery.show_delivery(found)
        self.women.show_women(found.women)
        self.register.show_count(found.businesses)
        self.becoming.show_becoming(found.becoming)
        waits = standing(self._bench.office) is not None
        self.dkum.show_dkum(found.from_dkum, today.year, waits=waits)
        self.backup.show_backup(found.backup, self._bench.now())
        first = self.first_focus()
        if first is not None and (had or self._new.hasFocus()):
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.header_changed.emit()
