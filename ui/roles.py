"""The roles of who is in, changed while they are in: the rail and the pages are made anew for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog

from resources.i18n import tr
from ui import desk_words

if TYPE_CHECKING:
    from ui.bench import Bench
    from ui.resting import Rest
    from ui.shell import MainWindow

_Facts = tuple[str, frozenset[str], object]


class RoleWatch(QObject):
    """Knows for which roles the window was built, and builds it anew once they are others.

    What is done meanwhile is refused below the window. A dialog of a page that stays theirs is not taken from
    under somebody's hands: it is waited for. So is what a page has under way.
    """

    def __init__(self, window: MainWindow, rest: Rest, rebuild: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._rest, self._rebuild = window, rest, rebuild
        self._bench: Bench | None = None
        self._built: _Facts | None = None
        self._waits: QDialog | None = None

    def built(self, bench: Bench) -> None:
        """The window was built for who is in now."""
        self._bench, self._built = bench, _facts(bench)

    def look(self, bench: Bench) -> None:
        """Build it anew at the end of this turn where they have got other roles: what has just been done goes
        on with its page first."""
        if self._moved(bench):
            QTimer.singleShot(0, self, lambda: self._rest.then("roles", lambda: self._turn(bench)))

    def _moved(self, bench: Bench) -> bool:
        now, built = _facts(bench), self._built
        return built is not None and now[0] == built[0] and now != built

    def _turn(self, bench: Bench) -> None:
        window = self._window
        if window.covered() or bench is not self._bench or not self._moved(bench):
            return  # locked meanwhile: looked at again when it is not
        page, theirs = window.page(), _stays(window.here(), bench)
        open_now = [each for each in window.findChildren(QDialog) if each.isVisible()]
        if theirs and open_now:
            if self._waits is not open_now[-1]:
                self._waits = open_now[-1]
                self._waits.finished.connect(lambda: self.look(bench))
            return
        for dialog in reversed(open_now):
            dialog.reject()
        here, again = window.here(), page.standing() if page is not None else None
        if page is not None:
            page.leaving()  # what was typed is kept as unsaved typing
        self._rebuild()
        if not theirs:
            window.go(_first(bench))
        elif again is not None:
            window.go(here, again)
        window.toast(tr("Peran Anda diubah menjadi {peran}; menu mengikutinya.", peran=_words(bench)))


def _facts(bench: Bench) -> _Facts:
    facts = bench.office.person
    return bench.office.session.user, facts.roles, facts.mentor


def _words(bench: Bench) -> str:
    return desk_words.roles(bench.office) or "-"


def _stays(key: str, bench: Bench) -> bool:
    """Whether the page `key` is still one of theirs; who no longer fills in forms leaves the form."""
    from ui.pages import registry

    places = [place for section in registry.sections(bench) for place in section.places]
    held = {place.key for place in (*places, *registry.foot(bench))}
    return key in held and (key != registry.ENTRI.key or bench.may("fill"))


def _first(bench: Bench) -> str:
    from ui.pages import registry

    return registry.first(bench)
