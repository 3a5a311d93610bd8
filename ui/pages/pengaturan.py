"""Pengaturan: the office's letterhead, its people, DKUM's admission, backups, language and theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain import people
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.pages.base import KeyHint, Page, Subject
from ui.pages.pengaturan_bagian import Section
from ui.widgets.button import Button
from ui.widgets.flow import LowRoll
from ui.widgets.steps import Tabs

_KOP = (mark("Kantor & kop"), "pengaturan_kop", "LetterheadSection")
_PEOPLE = (mark("Petugas"), "pengaturan_petugas", "PeopleSection")
_CITY_PEOPLE = (mark("Petugas kota"), "pengaturan_petugas_kota", "CityPeopleSection")
_RULES = (mark("Aturan program"), "pengaturan_aturan", "RulesSection")
_DEVICES = (mark("Perangkat & izin"), "pengaturan_perangkat", "DevicesSection")
_KEYS = (mark("Kunci DKUM"), "pengaturan_kunci", "CityKeysSection")
_EXCHANGE = (mark("Pertukaran berkas"), "pengaturan_tukar", "ExchangeSection")
_SIGNING = (mark("Tanda tangan"), "pengaturan_tanda", "SigningSection")
_BACKUP = (mark("Cadangan"), "pengaturan_cadangan", "BackupSection")
_CHECK = (mark("Pemeriksaan"), "pengaturan_periksa", "CheckSection")
_LOOK = (mark("Bahasa & tampilan"), "pengaturan_tampilan", "LookSection")

_SHORT = {
    "pengaturan_kop": mark("Kantor"),
    "pengaturan_petugas": mark("Petugas"),
    "pengaturan_petugas_kota": mark("Kota"),
    "pengaturan_aturan": mark("Aturan"),
    "pengaturan_perangkat": mark("Perangkat"),
    "pengaturan_kunci": mark("Kunci"),
    "pengaturan_tukar": mark("Berkas"),
    "pengaturan_tanda": mark("TTD"),
    "pengaturan_cadangan": mark("Cadangan"),
    "pengaturan_periksa": mark("Periksa"),
    "pengaturan_tampilan": mark("Tampilan"),
}
"""What the tabs say in a narrow window, by the module of the section."""

_BY_KIND = {
    "kelurahan": (_KOP, _PEOPLE, _RULES, _DEVICES, _SIGNING, _EXCHANGE, _BACKUP, _CHECK, _LOOK),
    "dkum": (
        _KOP,
        _PEOPLE,
        _CITY_PEOPLE,
        _RULES,
        _DEVICES,
        _KEYS,
        _SIGNING,
        _EXCHANGE,
        _BACKUP,
        _CHECK,
        _LOOK,
    ),
    "lapangan": (_PEOPLE, _RULES, _DEVICES, _EXCHANGE, _BACKUP, _CHECK, _LOOK),
}
KEYS = {
    "kop": _KOP,
    "petugas": _PEOPLE,
    "petugas-kota": _CITY_PEOPLE,
    "aturan": _RULES,
    "perangkat": _DEVICES,
    "kunci": _KEYS,
    "tanda-tangan": _SIGNING,
    "penanda-waktu": _SIGNING,
    "tukar": _EXCHANGE,
    "cadangan": _BACKUP,
    "pemeriksaan": _CHECK,
    "tampilan": _LOOK,
}
"""What `navigate("pengaturan", ...)` may name."""


class PengaturanPage(Page):
    """Sections under tabs; each is made when it is first looked at."""

    key: ClassVar[str] = "pengaturan"
    icon: ClassVar[str] = "settings"
    title: ClassVar[str] = mark("Pengaturan")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._entries = _BY_KIND[bench.office.info.kind]
        self._journal = not people.sees_only_own(bench.office.person.roles)
        self.tabs = Tabs(
            tr("Bagian pengaturan"),
            [tr(entry[0]) for entry in self._entries],
            short=[tr(_SHORT[entry[1]]) for entry in self._entries],
        )
        self.tabs.changed.connect(self.show_section)
        self.journal = Button(tr("Jurnal kantor"), icon="rotate-ccw-clock", key="Ctrl+J")
        self.journal.clicked.connect(self._to_journal)
        self._stack = QStackedWidget()
        self._sections: dict[int, Section] = {}
        self._rolls: dict[int, LowRoll] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        self.show_section(0)

    def section(self) -> Section:
        """The section shown."""
        return self._sections[self.tabs.current()]

    def show_section(self, at: int) -> None:
        """Show section `at`, counted from 0."""
        if at not in self._sections:
            _title, module, name = self._entries[at]
            make: Callable[[Bench], Section] = getattr(import_module(f"ui.pages.{module}"), name)
            section = make(self._bench)
            section.header_changed.connect(self.header_changed)
            section.said.connect(self.toast)
            section.navigate.connect(self.navigate)
            self._sections[at] = section
            self._rolls[at] = LowRoll(section)
            self._stack.addWidget(self._rolls[at])
        self.tabs.set_current(at)
        self._stack.setCurrentWidget(self._rolls[at])
        self._sections[at].load()
        self.header_changed.emit()

    # --- the shell asks

    def subtitle(self) -> str:
        return self.section().sentence()

    def header_actions(self) -> Sequence[QWidget]:
        found = self.section().header_actions()
        return (self.journal, *found) if self._journal else found

    def spare_actions(self) -> Sequence[QWidget]:
        return (self.journal,)

    def _to_journal(self) -> None:
        self.navigate.emit("jurnal", None)

    def key_hints(self) -> Sequence[KeyHint]:
        count = len(self._entries)
        journal = [KeyHint("Ctrl+J", tr("Jurnal kantor"), self._to_journal, bar=False)]
        return (
            *self.section().hints(),
            *(journal if self._journal else ()),
            KeyHint("Ctrl+PgDown", tr("Bagian berikutnya"), lambda: self._step(1, count)),
            KeyHint("Ctrl+PgUp", tr("Bagian sebelumnya"), lambda: self._step(-1, count), bar=False),
        )

    def subject(self) -> Subject | None:
        return self.section().subject()

    def has_subjects(self) -> bool:
        return self._journal and type(self.section()).subject is not Section.subject

    def _step(self, by: int, count: int) -> None:
        self.show_section((self.tabs.current() + by) % count)
        self.tabs.setFocus()

    def primary(self) -> None:
        self.section().primary()

    def open(self, argument: object) -> None:
        wanted = KEYS.get(str(argument))
        if wanted in self._entries:
            self.show_section(self._entries.index(wanted))
            self.section().point(str(argument))

    def first_focus(self) -> QWidget | None:
        return self.tabs

    def panes(self) -> Sequence[QWidget]:
        first = self.section().first_focus()
        return (self.tabs, first) if first is not None else (self.tabs,)

    def search_field(self) -> QWidget | None:
        return self.section().search_field()

    def back(self) -> bool:
        return self.section().back()

    def entered(self) -> None:
        self.section().load()

    def refresh(self, changes: Any) -> None:
        self.section().load()

    def reveal(self) -> None:
        self.section().reveal()
