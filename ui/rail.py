"""The navigation at the left: sections, badges, the office above and the person below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from resources.i18n import tr
from ui import theme
from ui import tokens as t
from ui.pages.base import Page
from ui.widgets import paint
from ui.widgets.button import IconButton
from ui.widgets.labels import Avatar, ElidedLabel, Label, WrapLabel
from ui.widgets.mark import Mark


@dataclass(frozen=True)
class Place:
    """A page one can go to. `make` is called on the first visit; `in_rail` false keeps it out of the rail.

    A `late` one gets its number (Ctrl+1 to Ctrl+9) after all others. `under` is the place that the rail
    marks for one that is not in it.
    """

    key: str
    icon: str
    title: str
    make: Callable[[], Page]
    in_rail: bool = True
    late: bool = False
    under: str = ""


@dataclass(frozen=True)
class Section:
    """A heading in the rail (already translated) and its places."""

    title: str
    places: Sequence[Place]


class NavButton(QAbstractButton):
    """One place in the rail: icon and words, or the icon alone with a dot."""

    moved = Signal(int)

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self._badge, self._badge_tone = 0, "grey"
        self._narrow = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rename()

    def set_badge(self, count: int, tone: str = "grey") -> None:
        """A count behind the words; 0 for none. Tone ``warn`` asks for attention."""
        self._badge, self._badge_tone = count, tone
        self._rename()
        self.update()

    def badge(self) -> int:
        """The count shown."""
        return self._badge

    def set_narrow(self, narrow: bool) -> None:
        """Icon only."""
        self._narrow = narrow
        self._rename()
        self.updateGeometry()
        self.update()

    def _rename(self) -> None:
        name = (
            tr("{title}, {n} menunggu", title=self.place.title, n=self._badge)
            if self._badge
            else self.place.title
        )
        self.setText(name.replace("&", "&&"))
        self.setAccessibleName(name)
        self.setToolTip(name if self._narrow else "")

    def sizeHint(self) -> QSize:
        if self._narrow:
            return QSize(38, 38)
        words = paint.width_of(theme.font(t.SIZE_BODY, t.SEMIBOLD), self.place.title)
        return QSize(int(36 + words + 44), t.NAV_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(38, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        area = self.rect().toRectF()
        on = self.isChecked()
        if on:
            paint.box(painter, area, t.RADIUS_CONTROL, "soft", "softline")
        elif self.underMouse():
            paint.box(painter, area, t.RADIUS_CONTROL, "line")
        ink = "accent" if on else "text2"
        middle = area.center().y()
        if self._narrow:
            paint.symbol(painter, self.place.icon, ink, (self.width() - 20) / 2, middle, 20)
            if self._badge:
                tone = "warn" if self._badge_tone == "warn" else "accent"
                paint.box(painter, QRectF(self.width() - 13, 4, 8, 8), 4, tone)
            painter.end()
            return
        paint.symbol(painter, self.place.icon, ink, 9, middle, 18)
        right = area.width() - 8
        if self._badge:
            right = self._paint_badge(painter, middle, on) - 6
        face = theme.font(t.SIZE_BODY, t.SEMIBOLD if on else t.MEDIUM)
        paint.text(
            painter,
            QRectF(36, 0, right - 36, area.height()),
            self.place.title,
            face,
            "accent" if on else "text",
        )
        painter.end()

    def _paint_badge(self, painter: QPainter, middle: float, on: bool) -> float:
        words = str(self._badge) if self._badge < 1000 else "999+"
        face = theme.font(t.SIZE_TAG, t.SEMIBOLD)
        width = max(20.0, paint.width_of(face, words) + 10)
        rect = QRectF(self.width() - 6 - width, middle - 10, width, 20)
        warn = self._badge_tone == "warn"
        paint.box(painter, rect, 10, "warnsoft" if warn else "surface" if on else "line")
        align = Qt.AlignmentFlag.AlignHCenter
        paint.text(painter, rect, words, face, "warn" if warn else "text2", align, elide=False)
        return rect.left()


class Rail(QWidget):
    """The rail. `chosen(key)` when a place was pressed, `lock_pressed` for the lock."""

    chosen = Signal(str)
    lock_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Navigasi"))
        self._narrow = False
        self._buttons: list[NavButton] = []
        self._headings: list[QWidget] = []
        self._office, self._office_sub = (
            ElidedLabel(weight=t.SEMIBOLD),
            ElidedLabel(size=t.SIZE_META, tone="text2"),
        )
        self._user = ElidedLabel(weight=t.MEDIUM)
        self._roles = WrapLabel(size=t.SIZE_TAG)
        self._avatar = Avatar("", 28)
        self.lock = IconButton("lock", tr("Kunci layar"))
        self.lock.setToolTip(tr("Kunci layar (Ctrl+L)"))
        self.lock.clicked.connect(self.lock_pressed)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(10, 12, 10, 10)
        self._outer.setSpacing(0)
        self._outer.addWidget(self._head())
        self._places = QVBoxLayout()
        self._places.setSpacing(3)
        self._outer.addLayout(self._places)
        self._outer.addStretch(1)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(3)
        self._outer.addLayout(self._foot)
        self._person_box = self._person()
        self._outer.addWidget(self._person_box)

    def _head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(4, 0, 0, 4)
        row.setSpacing(10)
        row.addWidget(Mark(30))
        self._office_box = _pair(self._office, self._office_sub)
        row.addWidget(self._office_box, 1)
        return head

    def _person(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(4, 18, 0, 0)
        row.setSpacing(9)
        row.addWidget(self._avatar)
        self._user_box = _pair(self._user, self._roles)
        row.addWidget(self._user_box, 1)
        row.addWidget(self.lock)
        self._person_row = row
        return box

    def set_places(self, sections: Sequence[Section], foot: Sequence[Place]) -> None:
        """Other places."""
        for widget in (*self._buttons, *self._headings):
            widget.hide()
            widget.deleteLater()
        self._buttons, self._headings = [], []
        for section in sections:
            heading = Label(section.title, size=t.SIZE_TAG, weight=t.SEMIBOLD, tone="text3")
            heading.setContentsMargins(9, 8, 0, 4)
            self._headings.append(heading)
            self._places.addWidget(heading)
            for place in section.places:
                self._add(place, self._places)
        for place in foot:
            self._add(place, self._foot)
        self.set_narrow(self._narrow)

    def _add(self, place: Place, into: QVBoxLayout) -> None:
        if not place.in_rail:
            return
        button = NavButton(place)
        button.clicked.connect(lambda _checked=False, key=place.key: self.chosen.emit(key))
        button.moved.connect(lambda step, button=button: self._step(button, step))
        self._buttons.append(button)
        into.addWidget(button)

    def _step(self, button: NavButton, step: int) -> None:
        at = (self._buttons.index(button) + step) % len(self._buttons)
        self._buttons[at].setFocus(Qt.FocusReason.TabFocusReason)

    def button(self, key: str) -> NavButton | None:
        """The button of a place, None when it is not in the rail."""
        return next((one for one in self._buttons if one.place.key == key), None)

    def buttons(self) -> list[NavButton]:
        """The buttons from top to bottom."""
        return list(self._buttons)

    def set_current(self, key: str) -> None:
        """Mark where one is; only that button is a stop of the Tab key, arrows reach the others."""
        for one in self._buttons:
            here = one.place.key == key
            one.setChecked(here)
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)

    def current_button(self) -> NavButton | None:
        """The button of where one is."""
        return next(
            (one for one in self._buttons if one.isChecked()), self._buttons[0] if self._buttons else None
        )

    def set_office(self, name: str, sub: str) -> None:
        """Above: the office and its kecamatan and year."""
        self._office.setText(name)
        self._office_sub.setText(sub)

    def set_user(self, name: str, roles: str) -> None:
        """Below: the person and the roles."""
        self._user.setText(name)
        self._roles.setText(roles)
        self._avatar.set_name(name)

    def set_narrow(self, narrow: bool) -> None:
        """Icons only."""
        self._narrow = narrow
        for one in self._buttons:
            one.set_narrow(narrow)
        for one in self._headings:
            one.setVisible(not narrow)
        self._office_box.setVisible(not narrow)
        self._user_box.setVisible(not narrow)
        self._avatar.setVisible(not narrow)
        self.setFixedWidth(t.RAIL_NARROW if narrow else t.RAIL_WIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        painter.fillRect(self.rect(), theme.colour("rail"))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), theme.colour("line"))
        top = self._person_box.y() + 8
        painter.fillRect(QRectF(10, top, self.width() - 21, 1), theme.colour("line"))
        painter.end()


def _pair(first: QWidget, second: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(first)
    column.addWidget(second)
    return box
