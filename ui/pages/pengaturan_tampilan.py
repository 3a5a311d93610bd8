"""Bahasa & tampilan: language and theme of this computer."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from resources.i18n import language, tr
from ui import theme
from ui import tokens as t
from ui.bench import Bench
from ui.language import speak
from ui.pages.pengaturan_bagian import Section
from ui.widgets.card import Card
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.form import Form
from ui.widgets.labels import WrapLabel

_THEMES: dict[str, theme.Choice] = {"system": "system", "light": "light", "dark": "dark"}


class LookSection(Section):
    """Takes effect at once and is remembered for this computer."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(t.CARD_GAP)
        card = Card(padding=20)
        form = Form(field_width=420)
        form.section(tr("Komputer ini"), tr("berlaku untuk semua petugas di komputer ini"))
        languages = [Option("id", "Bahasa Indonesia"), Option("en", "English")]
        self.language = SegmentedChoice(tr("Bahasa"), languages)
        self.language.set_value(language())
        self.language.chosen.connect(self._speak)
        form.row(tr("Bahasa"), self.language)
        themes = [
            Option("system", tr("Seperti sistem")), Option("light", tr("Terang")), Option("dark", tr("Gelap"))
        ]  # fmt: skip
        self.theme = SegmentedChoice(tr("Tampilan"), themes)
        self.theme.set_value(theme.choice())
        self.theme.chosen.connect(self._paint)
        form.row(tr("Tampilan"), self.theme)
        card.body.addWidget(form)
        column.addWidget(card)
        column.addWidget(WrapLabel(tr("Dokumen resmi selalu dalam Bahasa Indonesia."), size=t.SIZE_META))
        column.addStretch(1)

    def sentence(self) -> str:
        return tr("Bahasa layar dan warna, berlaku saat itu juga.")

    def first_focus(self) -> QWidget | None:
        return self.language

    def _speak(self, chosen: str) -> None:
        self.bench.machine.put("language", chosen)
        speak("en" if chosen == "en" else "id")
        self.bench.language_changed.emit()

    def _paint(self, chosen: str) -> None:
        self.bench.machine.put("theme", chosen)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, _THEMES[chosen])
