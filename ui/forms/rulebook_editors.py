"""Editors of a rule book: what stands in the field as it was typed, and what the book gets from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop_app.domain import region, requirements, values
from desktop_app.domain.bookwords import LABELS, SWITCH_LABELS
from desktop_app.domain.fields import DOCUMENTS
from desktop_app.domain.requirements import KINDS, SOURCE_LABELS
from desktop_app.domain.rulebook import PRIORITY_LABELS
from resources.i18n import mark, tr
from ui.forms.editors import DateField
from ui.widgets.button import Button, Chip
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.flow import Flow
from ui.widgets.labels import Label
from ui.widgets.levels import LevelRow, LevelTable, OrderList

Book = Mapping[str, Any]
"""A rule book as its JSON."""
NUMBER: Final = 140
MONEY: Final = 200


class BookEditor(QObject):
    """Fills the parts `names` of a rule book. `raw` is what a draft keeps, whatever was typed."""

    changed = Signal()
    names: tuple[str, ...] = ()

    def __init__(self, widget: QWidget, *names: str) -> None:
        super().__init__(widget)
        self.widget, self.names = widget, names

    def show_book(self, book: Book) -> None:
        """Put the book's values into the field without telling."""
        self.show_raw(book[self.names[0]])

    def raw(self) -> Any:
        """What stands there."""
        raise NotImplementedError

    def show_raw(self, raw: Any) -> None:
        """Put what was typed into the field without telling."""
        raise NotImplementedError

    def read(self) -> dict[str, Any]:
        """The values of the book."""
        return {self.names[0]: self.raw()}

    def problem(self) -> str:
        """Why what stands there is no value of the book, "" where it is one."""
        return ""

    def set_read_only(self, read_only: bool) -> None:
        """Looked at, but not changed."""
        if isinstance(self.widget, TextField):
            self.widget.setReadOnly(read_only)
        elif isinstance(self.widget, (SegmentedChoice, LevelTable, OrderList)):
            self.widget.set_read_only(read_only)
        else:
            self.widget.setEnabled(not read_only)


class LineEditor(BookEditor):
    """A line of text; with `several`, parts of a list between semicolons."""

    def __init__(self, name: str, *, several: bool = False, length: int = 500, placeholder: str = "") -> None:
        field = TextField(tr(LABELS[name]), max_length=length, placeholder=placeholder)
        super().__init__(field, name)
        self._field, self._several = field, several
        field.textEdited.connect(lambda _text: self.changed.emit())

    def show_book(self, book: Book) -> None:
        value = book[self.names[0]]
        self.show_raw("; ".join(value) if self._several else value)

    def raw(self) -> str:
        return self._field.text()

    def show_raw(self, raw: Any) -> None:
        self._field.setText(str(raw))
        self._field.setCursorPosition(0)

    def read(self) -> dict[str, Any]:
        if self._several:
            return {
                self.names[0]: [each for part in self.raw().split(";") if (each := " ".join(part.split()))]
            }
        return {self.names[0]: " ".join(self.raw().split())}


class NumberEditor(BookEditor):
    """A whole number; `empty` is what an empty field says, where it may be empty."""

    def __init__(self, name: str, *, empty: Any = ..., placeholder: str = "", width: int = NUMBER) -> None:
        field = TextField(tr(LABELS[name]), digits=True, max_length=24, placeholder=placeholder)
        super().__init__(field, name)
        field.setFixedWidth(width)
        self._field, self._empty = field, empty
        field.textEdited.connect(lambda _text: self.changed.emit())

    def show_book(self, book: Book) -> None:
        value = book[self.names[0]]
        self.show_raw("" if value == self._empty else self._told(value))

    def raw(self) -> str:
        return self._field.text()

    def show_raw(self, raw: Any) -> None:
        self._field.setText(str(raw))

    def read(self) -> dict[str, Any]:
        found = self._number()
        if found is None and self.raw().strip():
            return {}
        return (
            {}
            if found is None and self._empty is ...
            else {self.names[0]: self._empty if found is None else found}
        )

    def problem(self) -> str:
        label = tr(LABELS[self.names[0]])
        if not self.raw().strip():
            return tr("{isian} belum diisi.", isian=label) if self._empty is ... else ""
        return tr("{isian} harus angka.", isian=label) if self._number() is None else ""

    def _told(self, value: int) -> str:
        return str(value)

    def _number(self) -> int | None:
        text = self.raw().replace(".", "").replace(" ", "")
        return int(text) if re.fullmatch(r"-?\d{1,15}", text) else None


class MoneyEditor(NumberEditor):
    """Whole rupiah, as 45.000.000, Rp45.000.000 or 45 juta."""

    def __init__(self, name: str, *, empty: Any = ..., placeholder: str = "") -> None:
        super().__init__(name, empty=empty, placeholder=placeholder, width=MONEY)
        self._field.left.connect(self._settle)

    def problem(self) -> str:
        text = self.raw().strip()
        if text and self._number() is None:
            return tr("{isian} bukan jumlah rupiah.", isian=tr(LABELS[self.names[0]]))
        return super().problem()

    def _told(self, value: int) -> str:
        return values.show_rupiah(value)

    def _number(self) -> int | None:
        value, problem = values.parse_rupiah(self.raw())
        return value if problem is None and isinstance(value, int) else None

    def _settle(self) -> None:
        found = self._number()
        if found is not None and self._told(found) != self.raw() and not self._field.isReadOnly():
            self.show_raw(self._told(found))
            self.changed.emit()


class DayEditor(BookEditor):
    """A date; what is no date goes into the book as it is, where the contradiction names it."""

    def __init__(self, name: str, *, placeholder: str = "") -> None:
        field = DateField(tr(LABELS[name]), placeholder=placeholder)
        field.setFixedWidth(144)
        super().__init__(field, name)
        self._field = field
        field.textEdited.connect(lambda _text: self.changed.emit())
        field.left.connect(self._settle)

    def show_book(self, book: Book) -> None:
        self.show_raw(values.show_date(book[self.names[0]]))

    def raw(self) -> str:
        return self._field.text()

    def show_raw(self, raw: Any) -> None:
        self._field.setText(str(raw))

    def read(self) -> dict[str, Any]:
        day, problem = values.parse_date(self.raw())
        return {self.names[0]: day if problem is None else self.raw().strip()}

    def _settle(self) -> None:
        shown = values.show_date(self.read()[self.names[0]])
        if shown != self.raw() and not self._field.isReadOnly():
            self.show_raw(shown)
            self.changed.emit()


class PickEditor(BookEditor):
    """One of a few; `values_of` gives the book's value of each option where it is not its text."""

    def __init__(self, name: str, options: Sequence[Option], coded: Mapping[str, Any] | None = None) -> None:
        choice = SegmentedChoice(tr(LABELS[name]), options)
        super().__init__(choice, name)
        self._choice, self._coded = choice, coded
        choice.chosen.connect(self._chosen)

    def _chosen(self, value: str) -> None:
        if not value:  # one of them always holds
            self._choice.set_value(self._choice.options()[0].value)
        self.changed.emit()

    def show_book(self, book: Book) -> None:
        value = book[self.names[0]]
        code = value
        if self._coded is not None:
            code = next((code for code, each in self._coded.items() if each == value), "")
        self.show_raw(code)

    def raw(self) -> str:
        return self._choice.value()

    def show_raw(self, raw: Any) -> None:
        self._choice.set_value(str(raw))

    def read(self) -> dict[str, Any]:
        return {self.names[0]: self.raw() if self._coded is None else self._coded[self.raw()]}


class LevelsEditor(BookEditor):
    """Every requirement with its level at both steps; what no city paper says has a heading of its own."""

    def __init__(self) -> None:
        letters = {"off": "M", "warn": "I", "block": "T"}
        options = [Option(code, tr(words), letters[code]) for code, words in SWITCH_LABELS.items()]
        order = ("kota", "tata", "pembanding")  # what is no law of the city stands last
        kinds = sorted(KINDS, key=lambda kind: order.index(kind.source))
        rows = [
            LevelRow(kind.key, tr(kind.label), tr(SOURCE_LABELS[kind.source]),
                     ("off", "warn") if kind.most == "warn" else ())
            for kind in kinds
        ]  # fmt: skip
        table = LevelTable(
            tr(LABELS["requirements"]), [tr("Saat diajukan"), tr("Saat diverifikasi")], options, rows
        )
        super().__init__(table, "requirements")
        self.table = table
        self._program = ""
        self._listed: list[dict[str, Any]] = []
        table.changed.connect(lambda _key: self.changed.emit())

    def show_book(self, book: Book) -> None:
        self._program = str(book["program"])
        self._listed = [dict(each) for each in book["requirements"]]
        listed = {each["key"]: each for each in self._listed}
        shown: dict[str, Sequence[str]] = {}
        for kind in KINDS:
            own, usual = listed.get(kind.key, {}), requirements.default(kind.key, self._program)
            shown[kind.key] = (
                (own.get("submitted", "off"), own.get("verified", "off"))
                if own
                else (usual.submitted, usual.verified)
            )
        self.table.set_values(shown)

    def raw(self) -> dict[str, list[str]]:
        return {key: list(found) for key, found in self.table.values().items()}

    def show_raw(self, raw: Any) -> None:
        self.table.set_values({key: found for key, found in raw.items() if len(found) == 2})

    def read(self) -> dict[str, Any]:
        """What differs from the default or was listed before, and what nobody knows here."""
        listed, now = {each["key"] for each in self._listed}, self.table.values()
        found = [each for each in self._listed if each["key"] not in now]
        for kind in KINDS:
            submitted, verified = now[kind.key]
            usual = requirements.default(kind.key, self._program)
            if kind.key in listed or (usual.submitted, usual.verified) != (submitted, verified):
                found.append({"key": kind.key, "submitted": submitted, "verified": verified})
        return {"requirements": found}


class DocumentsEditor(BookEditor):
    """From when each document is asked."""

    def __init__(self) -> None:
        options = [
            Option("", tr("Tidak diminta"), "0"),
            Option("verified", tr("Untuk diverifikasi"), "V"),
            Option("submitted", tr("Untuk diajukan"), "A"),
        ]
        rows = [LevelRow(choice.code, tr(choice.label)) for choice in DOCUMENTS]
        self.table = LevelTable(tr("Dokumen yang diminta"), [tr("Diminta")], options, rows)
        super().__init__(self.table, "documents_submitted", "documents_verified")
        self._others: dict[str, list[str]] = {}
        self.table.changed.connect(lambda _key: self.changed.emit())

    def show_book(self, book: Book) -> None:
        first, second = list(book["documents_submitted"]), list(book["documents_verified"])
        known = [choice.code for choice in DOCUMENTS]
        self._others = {
            "documents_submitted": [code for code in first if code not in known],
            "documents_verified": [code for code in second if code not in known],
        }
        self.show_raw(
            {code: "submitted" if code in first else "verified" if code in second else "" for code in known}
        )

    def raw(self) -> dict[str, str]:
        return {key: found[0] for key, found in self.table.values().items()}

    def show_raw(self, raw: Any) -> None:
        self.table.set_values({key: [value] for key, value in raw.items()})

    def read(self) -> dict[str, Any]:
        now = self.raw()
        return {
            name: [
                *(code for code, stage in now.items() if stage == name.removeprefix("documents_")),
                *others,
            ]
            for name, others in self._others.items()
        }


class PriorityEditor(BookEditor):
    """What decides the order, moved by keys."""

    def __init__(self) -> None:
        self.list = OrderList(
            tr(LABELS["priority"]), {key: tr(words) for key, words in PRIORITY_LABELS.items()}
        )
        super().__init__(self.list, "priority")
        self.list.changed.connect(self.changed.emit)

    def raw(self) -> list[str]:
        return list(self.list.value())

    def show_raw(self, raw: Any) -> None:
        self.list.set_value([str(key) for key in raw])


def kelurahan_menu(button: Button, choose: Callable[[str], object]) -> QMenu:
    """The kelurahan by kecamatan, below a button."""
    menu = QMenu(button)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    groups: dict[str, QMenu] = {}
    for one in region.all_kelurahan():
        if one.kecamatan not in groups:
            groups[one.kecamatan] = menu.addMenu(one.kecamatan)
        line = groups[one.kecamatan].addAction(one.name)
        line.triggered.connect(lambda _checked=False, code=one.code: choose(code))
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))
    return menu


class _Exceptions(QWidget):
    """A kelurahan, its number, and the chips of those that have one. `changed` when a person did."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, int] = {}
        self._code = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.place = Button(tr("Pilih kelurahan"), icon="map-pin")
        self.place.clicked.connect(self.menu)
        self.places = TextField(tr("Kuota kelurahan itu"), digits=True, max_length=7)
        self.places.setFixedWidth(70)
        self.places.returnPressed.connect(self.take)
        self.add = Button(tr("Tambah"), icon="plus")
        self.add.setAccessibleName(tr("Tambah kuota kelurahan itu"))
        self.add.clicked.connect(self.take)
        for one in (self.place, self.places, self.add):
            line.addWidget(one)
        line.addStretch(1)
        column.addLayout(line)
        self.chips = Flow()
        column.addWidget(self.chips)
        self.setFocusProxy(self.place)
        self._read_only = False

    def set_read_only(self, read_only: bool) -> None:
        """Only the chips are left."""
        self._read_only = read_only
        for one in (self.place, self.places, self.add):
            one.setVisible(not read_only)
        self.show_found(self.found)

    def menu(self) -> QMenu:
        """The kelurahan by kecamatan."""
        return kelurahan_menu(self.place, self.choose)

    def choose(self, code: str) -> None:
        """The kelurahan whose number is typed next."""
        place = region.by_code(code)
        self._code = code
        self.place.set_text(place.display if place is not None else code)
        self.places.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self) -> None:
        """Give the kelurahan chosen the number typed."""
        text = self.places.text().strip()
        if not self._code or not re.fullmatch(r"-?\d{1,6}", text):
            (self.places if self._code else self.place).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.show_found({**self.found, self._code: int(text)})
        self._code = ""
        self.place.set_text(tr("Pilih kelurahan"))
        self.places.clear()
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def show_found(self, found: Mapping[str, int]) -> None:
        """Show the kelurahan and their numbers."""
        self.found = dict(sorted(found.items()))
        self.chips.clear()
        for code, number in self.found.items():
            place = region.by_code(code)
            name = place.display if place is not None else code
            words = tr("{kelurahan}: {tempat}", kelurahan=name, tempat=number)
            chip = Chip(words, checkable=False, closable=not self._read_only)
            chip.closed.connect(lambda code=code: self._drop(code))
            self.chips.add(chip)
        if self._read_only and not self.found:
            self.chips.add(Label(tr("tidak ada"), tone="text2"))
        self.chips.setVisible(self._read_only or bool(self.found))

    def _drop(self, code: str) -> None:
        self.show_found({key: value for key, value in self.found.items() if key != code})
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class ExceptionsEditor(BookEditor):
    """The kelurahan with another quota."""

    def __init__(self) -> None:
        self.box = _Exceptions()
        super().__init__(self.box, "exceptions")
        self.box.changed.connect(self.changed.emit)

    def show_book(self, book: Book) -> None:
        self.box.show_found({each["kelurahan"]: each["places"] for each in book["exceptions"]})

    def raw(self) -> dict[str, int]:
        return dict(self.box.found)

    def show_raw(self, raw: Any) -> None:
        self.box.show_found(raw)

    def read(self) -> dict[str, Any]:
        return {"exceptions": [{"kelurahan": code, "places": n} for code, n in self.box.found.items()]}

    def set_read_only(self, read_only: bool) -> None:
        self.box.set_read_only(read_only)


YES_NO: Final[Mapping[str, str]] = {"tidak": mark("Tidak boleh"), "ya": mark("Boleh")}


def options_of(labels: Mapping[str, str], show: Callable[[str], str] = tr) -> list[Option]:
    """The options of a table of labels."""
    return [Option(code, show(words)) for code, words in labels.items()]
