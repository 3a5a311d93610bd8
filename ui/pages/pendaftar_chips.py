"""What the list is narrowed to: the chips, the orders, and how both are remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop_app.domain import fields, status
from desktop_app.queries.applicants import ApplicantFilter, Order
from resources.i18n import mark, tr, trn
from ui.widgets.button import Chip

Line = tuple[str, bool, Callable[[], object]]

ORDERS: Final[dict[tuple[Order, bool], str]] = {
    ("diubah", False): mark("Urutan: perubahan terbaru lebih dahulu"),
    ("diubah", True): mark("Urutan: perubahan terlama lebih dahulu"),
    ("nama", False): mark("Urutan: nama A sampai Z"),
    ("nama", True): mark("Urutan: nama Z sampai A"),
    ("status", False): mark("Urutan: status, dari Draf"),
    ("status", True): mark("Urutan: status, dari yang terakhir"),
}
"""Every order with its direction, as Ctrl+R goes through them."""


def to_remember(one: ApplicantFilter) -> dict[str, Any]:
    """Chips and order as plain JSON; never what was searched."""
    return {
        "tahun": one.tahun,
        "program": one.program,
        "statuses": list(one.statuses),
        "pekka": one.pekka,
        "incomplete": one.incomplete,
        "requested": one.requested,
        "otherwise": one.otherwise,
        "alone": one.alone,
        "order": one.order,
        "backwards": one.backwards,
    }


def remembered(kept: Mapping[str, Any], year: int) -> ApplicantFilter:
    """Inverse of `to_remember`; at first the year is chosen. What is not understood is left out."""
    chosen = kept.get("tahun", year)
    order = next(
        (key for key in ORDERS if key == (kept.get("order"), kept.get("backwards"))), ("diubah", False)
    )
    statuses: Any = kept.get("statuses")
    return ApplicantFilter(
        tahun=chosen if isinstance(chosen, int) else None,
        program=kept["program"] if kept.get("program") in ("WUB", "PP") else "",
        statuses=tuple(one for one in status.SHOWN if isinstance(statuses, list) and one in statuses),
        pekka=kept.get("pekka") is True,
        incomplete=kept.get("incomplete") is True,
        requested=kept.get("requested") is True,
        otherwise=kept.get("otherwise") is True,
        alone=kept.get("alone") is True,
        order=order[0],
        backwards=order[1],
    )


class FilterChips(QWidget):
    """Shows what the list is narrowed to and asks for something else.

    `asked` holds the parts of `ApplicantFilter` to replace. `years_wanted` is answered with `show_years`.
    """

    asked = Signal(dict)
    years_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = ApplicantFilter()
        self._requests = 0
        self._otherwise = 0
        self._alone = 0
        self.year = Chip(tr("Tahun"), checkable=False, menu=True)
        self.program = Chip(tr("Program"), checkable=False, menu=True)
        self.status = Chip(tr("Status"), checkable=False, menu=True)
        self.pekka = Chip(tr("PEKKA"))
        self.missing = Chip(tr("Dokumen kurang"))
        self.requested = Chip(tr("Minta pembatalan"))
        self.otherwise = Chip(tr("Aturan baru"))
        self.alone = Chip(tr("Satu petugas"))
        self.year.clicked.connect(self.years_wanted)
        self.program.clicked.connect(self.program_menu)
        self.status.clicked.connect(self.status_menu)
        self.year.closed.connect(lambda: self._ask(tahun=None))
        self.program.closed.connect(lambda: self._ask(program=""))
        self.status.closed.connect(lambda: self._ask(statuses=()))
        self.pekka.clicked.connect(lambda: self._ask(pekka=self.pekka.isChecked()))
        self.missing.clicked.connect(lambda: self._ask(incomplete=self.missing.isChecked()))
        self.otherwise.clicked.connect(lambda: self._ask(otherwise=self.otherwise.isChecked()))
        self.alone.clicked.connect(lambda: self._ask(alone=self.alone.isChecked()))
        self.requested.clicked.connect(lambda: self._ask(requested=self.requested.isChecked()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for chip in (
            self.year,
            self.program,
            self.status,
            self.pekka,
            self.missing,
            self.requested,
            self.otherwise,
            self.alone,
        ):
            row.addWidget(chip)
        row.addStretch(0)

    def show_filter(self, now: ApplicantFilter) -> None:
        """What is asked now."""
        self._now = now
        self.year.set_text(tr("Tahun") if now.tahun is None else tr("Tahun {tahun}", tahun=now.tahun))
        self.year.set_closable(now.tahun is not None)
        self.program.set_text(tr("Program {kode}", kode=now.program) if now.program else tr("Program"))
        self.program.set_closable(bool(now.program))
        if len(now.statuses) == 1:
            self.status.set_text(_status_words(now.statuses[0]))
        else:
            n = len(now.statuses)
            self.status.set_text(trn("{n} status", "{n} status", n) if n else tr("Status"))
        self.status.set_closable(bool(now.statuses))
        self.pekka.setChecked(now.pekka)
        self.missing.setChecked(now.incomplete)
        self.requested.setChecked(now.requested)
        self.otherwise.setChecked(now.otherwise)
        self.alone.setChecked(now.alone)
        self.show_requests(self._requests)
        self.show_otherwise(self._otherwise)
        self.show_alone(self._alone)

    def show_requests(self, count: int) -> None:
        """How many cancellations are asked for; the chip is there only while there are any, or it is on."""
        self._requests = count
        self.requested.set_text(trn("{n} minta pembatalan", "{n} minta pembatalan", count))
        self.requested.setVisible(bool(count) or self._now.requested)

    def show_otherwise(self, count: int) -> None:
        """How many newer rules judge otherwise; the chip is there only while there are any, or it is on."""
        self._otherwise = count
        self.otherwise.set_text(trn("{n} aturan baru", "{n} aturan baru", count))
        self.otherwise.setToolTip(tr("Aturan baru: perlu dilihat"))
        self.otherwise.setVisible(bool(count) or self._now.otherwise)

    def show_alone(self, count: int) -> None:
        """How many one person typed and judged; the chip is there only while there are any, or it is on."""
        self._alone = count
        self.alone.set_text(trn("{n} satu petugas", "{n} satu petugas", count))
        self.alone.setToolTip(tr("Diisi dan diperiksa satu orang, seizin buku aturan"))
        self.alone.setVisible(bool(count) or self._now.alone)

    def show_years(self, years: Sequence[int]) -> QMenu:
        """The years to choose from."""
        lines: list[Line] = [
            (str(year), year == self._now.tahun, lambda year=year: self._ask(tahun=year)) for year in years
        ]
        lines.append((tr("Semua tahun"), self._now.tahun is None, lambda: self._ask(tahun=None)))
        return self._menu(self.year, lines)

    def program_menu(self) -> QMenu:
        """The programmes to choose from."""
        field = fields.FIELDS["program"]
        lines: list[Line] = [
            (tr(one.label), one.code == self._now.program, lambda code=one.code: self._ask(program=code))
            for one in field.choices
        ]
        lines.append((tr("Semua program"), not self._now.program, lambda: self._ask(program="")))
        return self._menu(self.program, lines)

    def status_menu(self) -> QMenu:
        """The statuses, each on or off."""
        lines: list[Line] = [
            (_status_words(one), one in self._now.statuses, lambda one=one: self._toggle(one))
            for one in status.SHOWN
        ]
        lines.append((tr("Semua status"), not self._now.statuses, lambda: self._ask(statuses=())))
        return self._menu(self.status, lines)

    def _toggle(self, code: str) -> None:
        chosen = set(self._now.statuses) ^ {code}
        self._ask(statuses=tuple(one for one in status.SHOWN if one in chosen))

    def _ask(self, **parts: Any) -> None:
        self.asked.emit(parts)

    def _menu(self, chip: Chip, lines: Sequence[Line]) -> QMenu:
        menu = QMenu(chip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, checked, call in lines:
            line = menu.addAction(words)
            line.setCheckable(True)
            line.setChecked(checked)
            line.triggered.connect(lambda _checked=False, call=call: call())
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 4)))
        return menu


def _status_words(code: str) -> str:
    return tr(status.status_label(code))
