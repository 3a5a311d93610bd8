"""Jurnal kantor: what happened in the office by time, narrowed at will, and given away as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar, cast

from PySide6.QtCore import QPoint, QStandardPaths, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.actions import access
from desktop_app.domain.journal import KINDS
from desktop_app.domain.values import show_date
from desktop_app.queries.journal import FILE, JournalFilter, partial_words, require_reader
from desktop_app.queries.journal_choices import Choice, Choices, choices
from desktop_app.queries.journal_lines import JournalLine
from resources.i18n import counted, mark, tr, trn
from ui.bench import Bench
from ui.dialogs.history import HistoryDialog
from ui.dialogs.journal_period import PeriodDialog
from ui.dialogs.pick import pick_save
from ui.models.journal import JournalModel, save
from ui.pages.base import KeyHint
from ui.pages.listing import ListPage
from ui.widgets.button import Button, Chip
from ui.widgets.card import EmptyState
from ui.widgets.fields import SearchField
from ui.widgets.flow import Flow
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView

PREF: str = "jurnal"
"""Where the journal was last saved."""
_PERIODS = ((mark("Hari ini"), 0, 0), (mark("Kemarin"), 1, 1), (mark("7 hari terakhir"), 6, 0),
            (mark("30 hari terakhir"), 29, 0))  # fmt: skip
"""Words, and from how many days ago to how many days ago."""


class JurnalPage(ListPage):
    """The lines with search and chips; Enter shows the whole history of what a line is about."""

    key: ClassVar[str] = "jurnal"
    icon: ClassVar[str] = "rotate-ccw-clock"
    title: ClassVar[str] = mark("Jurnal kantor")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._asked = JournalFilter()
        self._names = {"record": "", "file": ""}
        self._known = Choices((), ())
        self._stand: int | None = None
        self._own = require_reader(self._office).own is not None
        self.model = JournalModel(bench.office, bench.worker, self)
        self._build()
        self.load()

    # --- building

    def _build(self) -> None:
        search = SearchField(
            tr("Cari di jurnal"), tr("Cari petugas, pendaftar, NIK, atau nomor"), keys="Ctrl+F"
        )
        search.searched.connect(self._searched)
        self.kind = self._chip(self.kind_menu, "kind")
        self.person = self._chip(self.person_menu, "person")
        self.period = self._chip(self.period_menu, "since", "until")
        self.computer = self._chip(self.computer_menu, "device")
        self.about = Chip("", checkable=False, closable=True)
        self.about.closed.connect(lambda: self._take(record="", file=0))
        self.about.clicked.connect(lambda: self._take(record="", file=0))
        chips = Flow(self.period, self.kind, self.person, self.computer, self.about)
        self.about.hide()
        table = TableView(tr("Baris jurnal"), lines=2)
        table.set_model(self.model)
        table.opened.connect(self.look)
        self.model.loaded.connect(self._loaded)
        self.model.settled.connect(self._settled)
        self.model.failed.connect(self.refused)
        nobody = EmptyState(
            tr("Belum ada apa pun"), tr("Setiap perubahan akan tercatat di sini."), done=False
        )
        self.lay_out(search, [], ListCard(table, nobody, above=chips))
        if self._own:
            self.listing.note.setText(partial_words(self._office))
        self._csv = Button(tr("Simpan CSV"), icon="download", key="Ctrl+S")
        self._csv.clicked.connect(self.save_csv)
        self._history = Button(tr("Riwayat"), icon="rotate-ccw-clock", key="Enter")
        self._history.clicked.connect(lambda: self.look(self.current()))
        self._show_chips()

    def _chip(self, menu: Callable[[], QMenu], *names: str) -> Chip:
        chip = Chip("", checkable=False, menu=True)
        chip.clicked.connect(menu)
        cleared = dict.fromkeys(names, "" if len(names) == 1 else None)
        chip.closed.connect(lambda: self._take(**cleared))
        return chip

    # --- what the shell asks

    def subtitle(self) -> str:
        if self._own:
            return tr("Perubahan, berkas, dan yang Anda sendiri buka atau cetak")
        return tr("Perubahan, yang dibuka, dicetak, dan diberikan, masuk, dan berkas, menurut waktu")

    def header_actions(self) -> Sequence[QWidget]:
        return (self._history, self._csv)

    def key_hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Up Down", tr("Pilih")),
            KeyHint("Enter", tr("Riwayat")),
            KeyHint("Ctrl+O", tr("Buka pendaftarnya"), self.go_there),
            KeyHint("Ctrl+T", tr("Hanya tentang ini"), self.only_this),
            KeyHint("Ctrl+S", tr("Simpan CSV"), self.save_csv),
            KeyHint("F5", tr("Segarkan"), self.load, bar=False),
            KeyHint("Ctrl+F", tr("Cari"), bar=False),
            KeyHint("Esc", tr("Hapus saringan"), bar=False),
        )

    def open(self, argument: object) -> None:
        """What to narrow to by name, as `JournalFilter` has it, with `name` for a record in words."""
        if isinstance(argument, dict):
            wish = cast("dict[str, Any]", argument)
            self.clear_filters()
            self._names["record"] = str(wish.get("name") or "")
            self._take(**{name: wish[name] for name in wish if name != "name"})

    def entered(self) -> None:
        self.load()

    def refresh(self, changes: Any) -> None:
        self.load()

    def panes(self) -> Sequence[QWidget]:
        return (self.search, self.period, self.table)

    def narrowed(self) -> bool:
        return self._asked.narrows

    def clear_filters(self) -> None:
        self.search.clear()
        self._take(**{name: getattr(JournalFilter(), name) for name in JournalFilter.__dataclass_fields__})

    # --- asking

    def asked(self) -> JournalFilter:
        """What the list shows now."""
        return self._asked

    def current(self) -> JournalLine | None:
        """The line one stands on."""
        row = self.table.current_row() if self.listing.shows_rows() else None
        return row if isinstance(row, JournalLine) else None

    def load(self) -> None:
        """Ask again; the person stays on the line they are on, or at the latest."""
        line = self.current()
        at_top = line is None or self.table.currentIndex().row() <= 0
        self._stand = None if at_top or line is None else line.key
        self._bench.ask(
            lambda connection: choices(connection, self._office), self._learn, owner=self, key="jurnal-siapa"
        )
        self.model.load(self._asked)

    def _learn(self, known: Choices) -> None:
        self._known = known
        self._show_chips()

    def _searched(self, text: str) -> None:
        access.note_search(self._office, text)
        self._take(text=text)

    def _take(self, **parts: Any) -> None:
        asked = replace(self._asked, **parts)
        if asked == self._asked:
            return
        self._asked = asked
        self._show_chips()
        self.load()
        self.header_changed.emit()

    def _show_chips(self) -> None:
        one = self._asked
        _put(self.kind, tr("Jenis"), tr(KINDS[one.kind].label) if one.kind else "")
        _put(self.person, tr("Petugas"), _words(self._known.people, one.person))
        _put(self.computer, tr("Komputer"), _words(self._known.computers, one.device))
        _put(self.period, tr("Periode"), self._period_words())
        about = ""
        if one.record:
            about = self._names["record"] or tr("satu catatan")
        elif one.file:
            about = self._names["file"] or tr("satu berkas")
        self.about.setVisible(bool(about))
        if about:
            self.about.set_text(tr("Hanya {nama}", nama=about))

    def _period_words(self) -> str:
        since, until = self._asked.since, self._asked.until
        if since is None and until is None:
            return ""
        for words, first, last in _PERIODS:
            if (since, until) == self._days(first, last):
                return tr(words)
        if since is None:
            return tr("sampai {tanggal}", tanggal=_day(until))
        if until is None:
            return tr("sejak {tanggal}", tanggal=_day(since))
        return (
            _day(since) if since == until else tr("{awal} s.d. {akhir}", awal=_day(since), akhir=_day(until))
        )

    def _days(self, first: int, last: int) -> tuple[date, date]:
        today = self._office.today()
        return today - timedelta(days=first), today - timedelta(days=last)

    # --- menus

    def kind_menu(self) -> QMenu:
        """Every kind of deed."""
        return _menu(self.kind, [Choice(code, tr(kind.label)) for code, kind in KINDS.items()],
                     self._asked.kind, lambda code: self._take(kind=code))  # fmt: skip

    def person_menu(self) -> QMenu:
        """Everybody who stands in it; those of other offices by their office."""
        return _menu(self.person, self._known.people, self._asked.person,
                     lambda user: self._take(person=user))  # fmt: skip

    def computer_menu(self) -> QMenu:
        """Every computer whose words are here."""
        return _menu(self.computer, self._known.computers, self._asked.device,
                     lambda dev: self._take(device=dev))  # fmt: skip

    def period_menu(self) -> QMenu:
        """Usual spans of days, or any two."""
        spans = [Choice(str(at), tr(words)) for at, (words, _first, _last) in enumerate(_PERIODS)]

        def chosen(at: str) -> None:
            since, until = self._days(*_PERIODS[int(at)][1:])
            self._take(since=since, until=until)

        menu = _menu(self.period, spans, "", chosen)
        menu.addSeparator()
        menu.addAction(tr("Pilih tanggal…")).triggered.connect(self.ask_period)
        return menu

    def ask_period(self) -> None:
        """Any two days."""
        dialog = PeriodDialog(self, self._asked.since, self._asked.until)
        dialog.chosen.connect(lambda since, until: self._take(since=since, until=until))
        dialog.finished.connect(self.back_to_list)
        dialog.open()

    # --- the list

    def _loaded(self) -> None:
        self._show_list()
        self._select(last=False)
        self._show_count()

    def _show_list(self) -> None:
        """While older lines are being looked for, nobody says that there are none."""
        looks = not self.model.complete()
        self.listing.show_for(self.model.rowCount() or looks, any_at_all=self.narrowed())

    def _settled(self) -> None:
        self._show_list()
        self._select(last=True)
        self._show_count()

    def _select(self, *, last: bool) -> None:
        if not self.listing.shows_rows():
            return
        wanted = self._stand
        if wanted is None:
            if not last or self.table.currentIndex().row() < 0:
                self.table.select_row(0)
            return
        number = self.model.number_of(wanted)
        if number >= 0 or last:
            self._stand = None
            self.table.select_row(max(number, 0))

    def _show_count(self) -> None:
        if not self.model.complete():
            some = self.model.rowCount() > 0
            self.listing.count.setText(tr("Menghitung") if some else tr("Mencari di catatan yang lebih lama"))
            return
        n = self.model.rowCount()
        self.listing.count.setText(trn("{jumlah} baris", "{jumlah} baris", n, jumlah=counted(n)))

    # --- one line

    def look(self, line: JournalLine | None) -> None:
        """The whole history of what a line is about; of a sync file, the lines it brought."""
        if line is None:
            return
        if line.book == FILE:
            self._only_file(line)
        elif line.record and line.ent:
            dialog = HistoryDialog(self, self._bench, line.record, line.subject)
            dialog.finished.connect(self.back_to_list)
            dialog.open()
        else:
            self.toast(tr("Baris ini bukan tentang satu catatan."))

    def only_this(self) -> None:
        """Narrow to what the line is about."""
        line = self.current()
        if line is None:
            return
        if line.book == FILE:
            self._only_file(line)
        elif line.record:
            self._names["record"] = line.subject or line.title
            self._take(record=line.record, file=0)

    def _only_file(self, line: JournalLine) -> None:
        self._names["file"] = line.subject
        self._take(file=line.number, record="")

    def go_there(self) -> None:
        """To the applicant whom the line is about."""
        line = self.current()
        if line is None:
            return
        if line.ent == "application":
            self.navigate.emit("pendaftar", line.record)
        else:
            self.toast(tr("Baris ini bukan tentang seorang pendaftar."))

    # --- given away

    def save_csv(self) -> None:
        """All lines that fit, as a table; the access log notes it first."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = Path(str(self._bench.prefs.get(PREF, folder))) / tr(
            "Jurnal kantor {tanggal}.csv", tanggal=f"{self._office.today():%Y-%m-%d}"
        )
        pick_save(self, tr("Simpan jurnal"), start, tr("Tabel (*.csv)"), self.write_csv)

    def write_csv(self, path: Path) -> None:
        """Write it beside any file of that name, in the reading thread."""
        self._bench.prefs.put(PREF, str(path.parent))
        office, asked = self._office, self._asked

        def saved(made: tuple[Path, int]) -> None:
            goal, count = made
            self.toast(
                trn("{n} baris tersimpan di {nama}.", "{n} baris tersimpan di {nama}.", count, nama=goal.name)
            )
            self.load()

        self._bench.worker.ask(lambda told: save(office, asked, path, told), saved, self.refused, owner=self)


def _put(chip: Chip, name: str, value: str) -> None:
    chip.set_text(tr("{nama}: {nilai}", nama=name, nilai=value) if value else name)
    chip.set_closable(bool(value))


def _words(known: Sequence[Choice], key: str) -> str:
    return next((one.words for one in known if one.key == key), tr("memuat") if key else "")


def _day(day: date | None) -> str:
    return show_date(day.isoformat()) if day is not None else ""


def _menu(chip: Chip, lines: Sequence[Choice], now: str, chosen: Callable[[str], object]) -> QMenu:
    """One line for each, the present one ticked; those of other offices in a menu of their own."""
    menu = QMenu(chip)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    groups: dict[str, QMenu] = {"": menu}
    for one in lines:
        if one.group not in groups:
            groups[one.group] = menu.addMenu(one.group)
        line = groups[one.group].addAction(one.words.replace("&", "&&"))
        line.setCheckable(True)
        line.setChecked(one.key == now)
        line.triggered.connect(lambda _checked=False, key=one.key: chosen(key))
    menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 4)))
    return menu
