"""What every section of Pengaturan gives its page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.bench import Bench
from ui.pages.base import KeyHint, Subject


class Section(QWidget):
    """One tab. `said` is a success for the toast; `header_changed` when actions or keys changed,
    `navigate` to another page and what it should show."""

    header_changed = Signal()
    said = Signal(str)
    navigate = Signal(str, object)

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench

    def load(self) -> None:
        """Ask again for what is shown; never over what is being typed."""

    def sentence(self) -> str:
        """The one sentence under the page's title."""
        return ""

    def header_actions(self) -> Sequence[QWidget]:
        """The buttons of the header, made once."""
        return ()

    def hints(self) -> Sequence[KeyHint]:
        """The keys of this section."""
        return ()

    def primary(self) -> None:
        """F2 here."""

    def subject(self) -> Subject | None:
        """The record one stands on, as a page says it."""
        return None

    def first_focus(self) -> QWidget | None:
        """Where F6 goes."""
        return None

    def point(self, part: str) -> None:
        """Show what `navigate` named within the section."""

    def search_field(self) -> QWidget | None:
        """Where Ctrl+F goes."""
        return None

    def back(self) -> bool:
        """Esc here; False lets the window do nothing."""
        return False

    def reveal(self) -> None:
        """F8 here."""
