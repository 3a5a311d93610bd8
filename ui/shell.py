"""The main window: it knows how to go places, and little else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import shiboken6
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from resources.i18n import tr
from ui import tokens as t
from ui.keybar import KeyBar, KeyMapDialog, global_hints
from ui.pages.base import (
    GLOBAL_KEYS,
    MOST_PLACES,
    KeyHint,
    Page,
    Status,
    is_single_letter,
    place_keys,
    sequences,
)
from ui.rail import Place, Rail, Section
from ui.widgets.button import Button, IconButton
from ui.widgets.dialog import Dialog
from ui.widgets.flow import LowRoll, clear
from ui.widgets.focus import FocusRing
from ui.widgets.labels import ElidedLabel
from ui.widgets.mark import window_icon
from ui.widgets.toast import Banner, BannerSpec, Toast

__all__ = ["MainWindow", "Place", "Section"]


class MainWindow(QMainWindow):
    """Rail, header, pages and key bar. Pages are made on their first visit.

    Signals: `lock_requested` (Ctrl+L or the lock), `help_requested(page key)` (F1), `went(page key)`,
    `history_asked(Subject)` (Ctrl+H).
    """

    lock_requested = Signal()
    help_requested = Signal(str)
    went = Signal(str)
    history_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(tr("Wira"))
        self.setWindowIcon(window_icon())
        self.setMinimumSize(QSize(560, 340))  # 1366x768 at 200 % less the bar of tasks
        self.close_guard: Callable[[], bool] | None = None
        self._places: dict[str, Place] = {}
        self._order: list[str] = []
        self._pages: dict[str, Page] = {}
        self._rolls: dict[str, LowRoll] = {}
        self._focus: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self._here = ""
        self._office = self._notice = ""
        self._status = Status("circle-check", tr("Semua isian tersimpan di komputer ini"))
        self._page_keys: list[QShortcut] = []
        self._hidden_dialogs: list[QDialog] = []
        self._narrow = False
        self.rail = Rail()
        self.rail.chosen.connect(self.go)
        self.rail.lock_pressed.connect(self.lock_requested)
        self._build()
        self._ring = FocusRing(self)
        self._toast = Toast(self)
        self._toast.bar = self.key_bar
        self._toast.taken.connect(self.key_bar.make_room)
        self._keys = self._global_keys()

    def _build(self) -> None:
        self._outer = QStackedWidget()
        self._frame = QWidget()
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        inner = QVBoxLayout()
        inner.setContentsMargins(t.PAGE_MARGIN, 0, t.PAGE_MARGIN, 12)
        inner.setSpacing(8)
        self._banners = QVBoxLayout()
        self._banners.setSpacing(6)
        inner.addLayout(self._banners)
        self._body = QStackedWidget()
        inner.addWidget(self._body, 1)
        self._inner = inner
        column.addLayout(inner, 1)
        self.key_bar = KeyBar()
        column.addWidget(self.key_bar)
        row.addLayout(column, 1)
        self._outer.addWidget(self._frame)
        self.setCentralWidget(self._outer)

    def _header(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(67)
        row = QHBoxLayout(head)
        row.setContentsMargins(t.PAGE_MARGIN, 2, t.PAGE_MARGIN, 0)
        self._head = row
        row.setSpacing(12)
        self._menu = IconButton("menu", tr("Buka menu"), kind="secondary")
        self._menu.clicked.connect(self._toggle_rail)
        self._menu.hide()
        row.addWidget(self._menu)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        self._title = ElidedLabel(size=t.SIZE_PAGE, weight=t.SEMIBOLD)
        self._sentence = ElidedLabel(tone="text2")
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        row.addLayout(self._actions)
        return head

    # --- places

    def set_places(self, sections: Sequence[Section], foot: Sequence[Place] = ()) -> None:
        """Other places, in the order of their keys (`place_keys`); pages made so far are taken down."""
        for roll in self._rolls.values():
            self._body.removeWidget(roll)
            roll.deleteLater()
        self._rolls.clear()
        for shortcut in self._page_keys:
            shortcut.setEnabled(False)
        self._page_keys = []  # they go with their pages
        self._clear_actions()
        self._pages.clear()
        self._focus.clear()
        self._stale.clear()
        self._here = ""
        every = [place for section in sections for place in section.places] + list(foot)
        self._places = {place.key: place for place in every}
        shown = sorted((place for place in every if place.in_rail), key=lambda place: place.late)
        self._order = [place.key for place in shown]
        self.rail.set_places(sections, foot)

    def go(self, key: str, argument: object = None) -> bool:
        """Show the page `key`; False when the page one is on does not let go or there is no such place."""
        place = self._places.get(key)
        if place is None:
            return False
        before = self._pages.get(self._here)
        if before is not None and key != self._here:
            if not before.leaving():
                return False
            self._remember_focus(before)
        page = self._pages.get(key) or self._make(place)
        moved = key != self._here
        self._here = key
        self.rail.set_current(place.under or key)
        self._close_rail()
        self._body.setCurrentWidget(self._rolls[key])
        if key in self._stale:
            self._stale.discard(key)
            page.refresh(None)
        if argument is not None:
            page.open(argument)
        self._show_header()
        page.entered()
        if moved:
            self._restore_focus(page)
            self.went.emit(key)
        return True

    def _make(self, place: Place) -> Page:
        page = place.make()
        self._pages[place.key] = page
        self._rolls[place.key] = LowRoll(page)
        self._body.addWidget(self._rolls[place.key])
        page.navigate.connect(self.go)
        page.header_changed.connect(lambda page=page: self._show_header() if page is self.page() else None)
        page.notified.connect(self.toast)
        page.history_asked.connect(self.history_asked)
        page.set_narrow(self._narrow)
        return page

    def page(self, key: str = "") -> Page | None:
        """The page `key`, or the one shown; None when it has not been visited."""
        return self._pages.get(key or self._here)

    def made(self) -> list[Page]:
        """The pages that have been visited."""
        return list(self._pages.values())

    def places(self) -> list[str]:
        """The key of every page one can go to, those without a place in the rail too."""
        return list(self._places)

    def here(self) -> str:
        """The key of the page shown."""
        return self._here

    def refresh(self, changes: Any) -> None:
        """Tell the page shown what moved; the others load again when they are next visited."""
        for key, page in self._pages.items():
            if key == self._here:
                page.refresh(changes)
            else:
                self._stale.add(key)
        self._show_header()

    # --- what surrounds the page

    def set_office(self, name: str, sub: str) -> None:
        """The office above the rail."""
        self.rail.set_office(name, sub)
        self._office = name
        self.set_notice(self._notice)

    def set_notice(self, words: str) -> None:
        """What the window's title says besides the office; "" for nothing."""
        self._notice = words
        if not words:
            self.setWindowTitle(tr("{office} - Wira", office=self._office))
            return
        self.setWindowTitle(tr("{office} ({hal}) - Wira", office=self._office, hal=words))

    def set_user(self, name: str, roles: str) -> None:
        """The person below the rail."""
        self.rail.set_user(name, roles)

    def set_badge(self, key: str, count: int, tone: str = "grey") -> None:
        """How many wait at a place; tone ``warn`` asks for attention."""
        button = self.rail.button(key)
        if button is not None:
            button.set_badge(count, tone)

    def set_status(self, status: Status) -> None:
        """The window's own sentence in the key bar, shown where a page has none."""
        self._status = status
        self._show_header()

    def set_banners(self, specs: Iterable[BannerSpec]) -> None:
        """Office-wide facts over every page."""
        clear(self._banners)
        for spec in specs:
            self._banners.addWidget(Banner(spec))

    def toast(self, sentence: str, undo: object = None) -> None:
        """A success for six seconds, with *Urungkan* when `undo` can be called."""
        self._toast.show_text(sentence, cast("Callable[[], None]", undo) if callable(undo) else None)

    def toast_widget(self) -> Toast:
        """The toast, for tests and undo by key."""
        return self._toast

    def _clear_actions(self) -> None:
        while (item := self._actions.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)

    def _show_header(self) -> None:
        page = self.page()
        if page is None:
            return
        self._title.setText(page.heading())
        self._sentence.setText(page.subtitle())
        self._sentence.setVisible(bool(page.subtitle()))
        wanted = list(page.header_actions())
        items = [self._actions.itemAt(i) for i in range(self._actions.count())]
        shown = [widget for item in items if item is not None and (widget := item.widget()) is not None]
        if shown != wanted:
            for widget in shown:
                self._actions.removeWidget(widget)
                if widget not in wanted and shiboken6.isValid(widget):
                    widget.hide()
                    widget.setParent(page)
            for widget in wanted:
                self._actions.addWidget(widget)
                widget.show()
            self._shorten_actions()
        hints = list(page.all_hints())
        status = page.status() or self._status
        over = [page, *wanted]
        self.key_bar.show_hints(status, [hint for hint in hints if hint.bar], over)
        self._bind(page, hints)
        self.setAccessibleName(tr("Wira, {page}", page=page.heading()))

    def _bind(self, page: Page, hints: Sequence[KeyHint]) -> None:
        for shortcut in self._page_keys:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._page_keys = []
        for hint in hints:
            if hint.action is None or hint.keys in GLOBAL_KEYS:
                continue
            shortcut = QShortcut(page)
            shortcut.setKeys(sequences(hint.keys))
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(is_single_letter(hint.keys) is False and "Page" in hint.keys)
            shortcut.activated.connect(hint.action)
            self._page_keys.append(shortcut)

    # --- keys

    def _global_keys(self) -> list[QShortcut]:
        table: list[tuple[str, Callable[[], object]]] = [
            ("F1", lambda: self._page_or("F1", lambda: self.help_requested.emit(self._here))),
            ("F2", lambda: self._page_or("F2", lambda: self._with_page(lambda page: page.primary()))),
            ("Ctrl+F", lambda: self._page_or("Ctrl+F", self._search)),
            ("Ctrl+/", lambda: self.show_key_map()),
            ("Ctrl+L", self.lock_requested.emit),
            ("F6", lambda: self.next_pane(1)),
            ("Shift+F6", lambda: self.next_pane(-1)),
            ("F8", lambda: self._page_or("F8", lambda: self._with_page(lambda page: page.reveal()))),
            ("Esc", lambda: self._page_or("Esc", self._back)),
        ]
        for number in range(1, MOST_PLACES + 1):
            table.append((place_keys(number), lambda number=number: self._go_number(number)))
        made: list[QShortcut] = []
        for keys, call in table:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(call)
            made.append(shortcut)
        return made

    def _page_or(self, keys: str, otherwise: Callable[[], object]) -> None:
        page = self.page()
        hint = (
            next((one for one in page.key_hints() if one.keys == keys and one.action), None) if page else None
        )
        if hint is not None and hint.action is not None and not self._rail_is_over():
            hint.action()
        else:
            otherwise()

    def _with_page(self, call: Callable[[Page], object]) -> None:
        page = self.page()
        if page is not None:
            call(page)

    def _search(self) -> None:
        page = self.page()
        field = page.search_field() if page is not None else None
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _back(self) -> None:
        if self._rail_is_over():
            self._close_rail()
            return
        self._with_page(lambda page: page.back())

    def _go_number(self, number: int) -> None:
        if number <= len(self._order):
            self.go(self._order[number - 1])

    def show_key_map(self) -> KeyMapDialog:
        """The key map, made from the hints of the page shown."""
        page = self.page()
        dialog = KeyMapDialog(
            self,
            self._places[self._here].title if page is not None else "",
            list(page.all_hints()) if page is not None else [],
            global_hints([self._places[key].title for key in self._order[:10]]),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def next_pane(self, step: int) -> None:
        """F6: from the rail through the page's panes and round again."""
        page = self.page()
        rail = self.rail.current_button()
        panes: list[QWidget] = [rail] if rail is not None and self.rail.isVisible() else []
        if page is not None:
            panes += [pane for pane in page.panes() if pane.isVisible()]
        if not panes:
            return
        focus = QApplication.focusWidget()
        at = -1 if step > 0 else 0
        for index, pane in enumerate(panes):
            inside = pane is focus or (focus is not None and pane.isAncestorOf(focus))
            if inside or (index == 0 and focus is not None and self.rail.isAncestorOf(focus)):
                at = index
        target = panes[(at + step) % len(panes)]
        if target.focusPolicy() == Qt.FocusPolicy.NoFocus and target.focusProxy() is None:
            inner = next(iter(_stops(target)), None)
            target = inner or target
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _remember_focus(self, page: Page) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and page.isAncestorOf(focus):
            self._focus[page.key or self._here] = focus

    def _restore_focus(self, page: Page) -> None:
        kept = self._focus.get(page.key or self._here)
        target = (
            kept if kept is not None and shiboken6.isValid(kept) and kept.isEnabled() else page.first_focus()
        )
        if target is None:
            target = next(iter(_stops(page)), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- locking

    def cover(self, widget: QWidget) -> None:
        """Show `widget` (lock, first run) instead of everything; nothing of the pages stays visible."""
        while self._outer.count() > 1:
            self._take_off()
        page = self.page()
        if page is not None:
            self._remember_focus(page)
        self._toast.dismiss()
        for dialog in self.findChildren(QDialog):
            if isinstance(dialog, Dialog) and dialog.secret:
                dialog.reject()
            elif dialog.isVisible():
                dialog.hide()
                self._hidden_dialogs.append(dialog)
        for shortcut in (*self._keys, *self._page_keys):
            shortcut.setEnabled(False)
        self._outer.addWidget(widget)
        self._outer.setCurrentWidget(widget)
        inside = widget.focusProxy() or next(iter(_stops(widget)), widget)
        inside.setFocus(Qt.FocusReason.OtherFocusReason)

    def uncover(self, *, dialogs: bool = True) -> None:
        """Back to the page and the very field one was in; without `dialogs` those that were open are gone:
        they were another person's."""
        if not self.covered():
            return
        while self._outer.count() > 1:
            self._take_off()
        self._outer.setCurrentWidget(self._frame)
        for shortcut in (*self._keys, *self._page_keys):
            shortcut.setEnabled(True)
        page = self.page()
        if page is not None:
            self._restore_focus(page)
        for dialog in self._hidden_dialogs:
            if not shiboken6.isValid(dialog):
                continue
            if dialogs:
                dialog.show()
            else:
                dialog.deleteLater()
        self._hidden_dialogs = []

    def lay_over(self, widget: QWidget) -> None:
        """Show `widget` before what covers the pages, which stays as it is below it."""
        self._outer.addWidget(widget)
        self._outer.setCurrentWidget(widget)
        (widget.focusProxy() or widget).setFocus(Qt.FocusReason.OtherFocusReason)

    def lift(self) -> None:
        """Take away what was laid over the cover."""
        self._take_off()
        below = self._outer.widget(self._outer.count() - 1)
        assert below is not None  # the cover
        self._outer.setCurrentWidget(below)
        (below.focusProxy() or next(iter(_stops(below)), below)).setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_off(self) -> None:
        """The uppermost of what is before the pages."""
        widget = self._outer.widget(self._outer.count() - 1)
        assert widget is not None and widget is not self._frame
        self._outer.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def covered(self) -> bool:
        """Whether something covers the pages."""
        return self._outer.currentWidget() is not self._frame

    # --- widths

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())
        self._toast.place()

    def _arrange(self, width: int) -> None:
        narrow = width < t.COLLAPSE_BELOW
        hidden = width < t.STACK_BELOW
        margin = t.PAGE_MARGIN if not narrow else 14
        self._inner.setContentsMargins(margin, 0, margin, 12)
        self._head.setContentsMargins(margin, 2, margin, 0)
        self._menu.setVisible(hidden)
        self._shorten_actions()
        if not hidden and self._rail_is_over():
            self._close_rail()
        if not self._rail_is_over():
            self.rail.set_narrow(narrow)
            self.rail.setVisible(not hidden)
        if narrow != self._narrow:
            self._narrow = narrow
            for page in self._pages.values():
                page.set_narrow(narrow)

    def _shorten_actions(self) -> None:
        """Without a rail, the page's buttons say their words only; the keys stand in the key bar. Those that
        can be spared are not shown."""
        page, tight = self.page(), self.width() < t.STACK_BELOW
        spare = page.spare_actions() if page is not None else ()
        for at in range(self._actions.count()):
            item = self._actions.itemAt(at)
            button = item.widget() if item is not None else None
            if button is not None and button in spare:
                button.setVisible(not tight)
            if isinstance(button, Button):
                button.set_terse(tight)

    def _rail_is_over(self) -> bool:
        return self.rail.parentWidget() is self

    def _toggle_rail(self) -> None:
        if self._rail_is_over():
            self._close_rail()
            return
        self.rail.setParent(self)
        self.rail.set_narrow(False)
        self.rail.setGeometry(0, 0, t.RAIL_WIDE, self.height())
        self.rail.show()
        self.rail.raise_()
        button = self.rail.current_button()
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_rail(self) -> None:
        if not self._rail_is_over():
            return
        row = self._frame.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(0, self.rail)
        self._arrange(self.width())
        self.rail.setVisible(self.width() >= t.STACK_BELOW)
        if self._menu.isVisible():
            self._menu.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.close_guard is not None and not self.close_guard():
            event.ignore()
            return
        super().closeEvent(event)


def _stops(widget: QWidget) -> Iterable[QWidget]:
    """The widgets below `widget` that Tab reaches, in order of creation."""
    for child in widget.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(widget) and child.isEnabled():
            yield child
