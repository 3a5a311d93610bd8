"""What every page gives the shell: a title, one sentence, actions, keys, and how to refresh."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from resources.i18n import tr

GLOBAL_KEYS = frozenset(["F1", "F2", "F6", "F8", "Esc", "Ctrl+F", "Ctrl+L", "Ctrl+/"])
"""Keys the window itself listens to; a page's hint for one of them replaces what it does there."""


HISTORY_KEY = "Ctrl+H"
"""The history of the record one stands on, on every page that stands for records."""

REQUESTS = "permintaan"
"""Asks the page of decisions for the requests that wait."""


@dataclass(frozen=True)
class KeyHint:
    """A key of this page: shown in the key bar and in the key map, and working when `action` is given.

    `keys` is one chord (``"Ctrl+Enter"``) or, for display only, alternatives (``"Up Down"``). Single
    letters never act while a text field has the focus. With `bar` false it is only in the key map.
    `always` says that it works also where nothing is listed yet.
    """

    keys: str
    text: str
    action: Callable[[], object] | None = None
    bar: bool = True
    always: bool = False


@dataclass(frozen=True)
class Status:
    """The sentence at the left of the key bar, with its icon."""

    icon: str
    text: str
    tone: str = "text2"


@dataclass(frozen=True)
class Subject:
    """A record that somebody stands on: its id (hex) and what to call it."""

    record: str
    name: str


class Page(QWidget):
    """One screen. Subclasses set `key`, `icon`, `title` (marked for translation) and override what they need.

    The shell makes a page when it is first visited and calls everything in the window's thread.
    """

    key: ClassVar[str] = ""
    icon: ClassVar[str] = "circle"
    title: ClassVar[str] = ""

    navigate = Signal(str, object)
    """Go to another page: its key and what it should show."""
    header_changed = Signal()
    """Title, sentence, actions, hints or status have changed."""
    notified = Signal(str, object)
    """A success worth a toast: the sentence, and an undo callable or None."""
    history_asked = Signal(object)
    """The `Subject` whose whole history is to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"page-{self.key}")

    def heading(self) -> str:
        """The title over the page."""
        return tr(self.title)

    def subtitle(self) -> str:
        """The one sentence below the title."""
        return ""

    def header_actions(self) -> Sequence[QWidget]:
        """Widgets at the right of the header, made once by the page and kept by it."""
        return ()

    def spare_actions(self) -> Sequence[QWidget]:
        """Those of `header_actions` that a window without a rail has no room for; a menu there, or a key,
        does the same."""
        return ()

    def key_hints(self) -> Sequence[KeyHint]:
        """The keys of this page in the order of the key bar."""
        return ()

    def subject(self) -> Subject | None:
        """The record one stands on, None where that is none. A page that says it has Ctrl+H."""
        return None

    def has_subjects(self) -> bool:
        """Whether this page stands for records at all, so that Ctrl+H tells their history."""
        return type(self).subject is not Page.subject

    def all_hints(self) -> Sequence[KeyHint]:
        """The keys of this page and those that the window gives it."""
        hints = tuple(self.key_hints())
        if self.has_subjects():
            hints = (*hints, KeyHint(HISTORY_KEY, tr("riwayat"), self.ask_history))
        return hints

    def ask_history(self) -> None:
        """Ctrl+H: every step about the record one stands on."""
        about = self.subject()
        if about is not None:
            self.history_asked.emit(about)

    def status(self) -> Status | None:
        """The sentence at the left of the key bar, or None for the window's own."""
        return None

    def open(self, argument: object) -> None:
        """Show what `navigate` asked for; called before `entered`."""

    def entered(self) -> None:
        """The page has become visible."""

    def leaving(self) -> bool:
        """Whether the page may be left now; a page that says no has told why."""
        return True

    def standing(self) -> object:
        """What `open` takes so that the page, made anew, stands where it does now; None for nothing."""
        return None

    def refresh(self, changes: Any) -> None:
        """Load again what `changes` moved; None means everything."""

    def first_focus(self) -> QWidget | None:
        """Where the focus starts on the first visit; later the last place is kept."""
        return None

    def panes(self) -> Sequence[QWidget]:
        """The panes F6 goes through after the rail, in reading order; a pane takes or proxies the focus."""
        first = self.first_focus()
        return (first,) if first is not None else ()

    def search_field(self) -> QWidget | None:
        """Where Ctrl+F goes."""
        return None

    def primary(self) -> None:
        """F2 here."""

    def back(self) -> bool:
        """Esc here: close a drawer, clear a search; False lets the window do nothing."""
        return False

    def reveal(self) -> None:
        """F8 here: show NIK or password for 30 seconds."""

    def set_narrow(self, narrow: bool) -> None:
        """The window became narrower or wider than the rule of 1180 logical pixels."""

    def focus_first(self) -> None:
        """What was read has come: the focus goes where it should have started, unless it is on the page."""
        focus, first = QApplication.focusWidget(), self.first_focus()
        if first is not None and self.isVisible() and (focus is None or not self.isAncestorOf(focus)):
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def toast(self, sentence: str, undo: Callable[[], None] | None = None) -> None:
        """Tell a success for six seconds; never the only trace of it."""
        self.notified.emit(sentence, undo)


MOST_PLACES = 19
"""How many places of a rail have a key."""


def place_keys(number: int) -> str:
    """The key of a place by its number from 1: Ctrl+1 to Ctrl+9, Ctrl+0, then Alt+1 to Alt+9."""
    return f"Ctrl+{number % 10}" if number <= 10 else f"Alt+{number - 10}"


def sequences(keys: str) -> list[QKeySequence]:
    """The key sequences of one chord; Enter means both Enter keys."""
    if keys.endswith("Enter"):
        return [QKeySequence(keys), QKeySequence(keys.removesuffix("Enter") + "Return")]
    return [QKeySequence(keys)]


def is_single_letter(keys: str) -> bool:
    """Whether `keys` would be typed into a text field."""
    return len(keys) == 1 or keys == "Space"
