"""Usaha terdaftar: the existing businesses of the kelurahan, searched, added, changed, imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.actions import access
from desktop_app.actions import register as actions
from desktop_app.actions.register import SaveBusiness
from desktop_app.actions.register_import import KeptReport, kept_report, kept_reports
from desktop_app.domain import region
from desktop_app.domain.access import REVEAL
from desktop_app.domain.entities import ENTITIES
from desktop_app.domain.region import Kelurahan
from desktop_app.intake.businesses import BusinessReport
from desktop_app.queries import register
from desktop_app.queries.register import BusinessDetail, BusinessFilter, BusinessRow
from desktop_app.storage.saving import save_file
from resources.i18n import counted, mark, tr, trn
from ui import when
from ui.bench import Bench
from ui.dialogs.business import BusinessDialog
from ui.dialogs.pick import pick_save
from ui.dialogs.register_import import RegisterImportDialog
from ui.models.businesses import BusinessesModel
from ui.pages.base import KeyHint, Subject
from ui.pages.listing import ListPage
from ui.pages.place_menu import place_menu
from ui.pages.usaha_words import aim_words
from ui.widgets.button import Button, Chip
from ui.widgets.card import EmptyState
from ui.widgets.fields import SearchField
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView


class UsahaPage(ListPage):
    """The list with its search; a business opens in a dialog."""

    key: ClassVar[str] = "usaha"
    icon: ClassVar[str] = "store"
    title: ClassVar[str] = mark("Usaha terdaftar")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._asked = BusinessFilter()
        self._city = self._office.info.kind == "dkum"
        self._wanted, self._saved = "", False
        self.model = BusinessesModel(bench.office, bench.worker, self)
        self._build()
        self.load()

    # --- building

    def _build(self) -> None:
        search = SearchField(
            tr("Cari usaha"), tr("Cari usaha, pemilik, alamat, NIK, atau NIB"), keys="Ctrl+F"
        )
        search.searched.connect(lambda text: access.note_search(self._bench.office, text))
        search.searched.connect(lambda text: self._take(replace(self._asked, text=text)))
        self.place = Chip(tr("Kelurahan"), checkable=False, menu=True)
        self.place.clicked.connect(self.place_menu)
        self.place.closed.connect(lambda: self._take(replace(self._asked, kelurahan="")))
        if not self._city:  # never shown before it has its place: it would be a window of its own
            self.place.hide()
        self.closed = Chip(tr("Juga yang tutup"))
        self.closed.clicked.connect(lambda: self._take(replace(self._asked, closed=self.closed.isChecked())))
        self.lay_out(search, [self.place, self.closed], self._build_list())
        self.listing.note.setText(aim_words(self._city))
        self._reports = Button(tr("Laporan impor"), icon="rotate-ccw-clock")
        self._reports.clicked.connect(self.ask_reports)
        self._import = Button(tr("Impor daftar"), icon="inbox", key="Ctrl+I")
        self._import.clicked.connect(self.import_list)
        self._new = Button(tr("Tambah usaha"), kind="primary", icon="plus", key="F2")
        self._new.clicked.connect(self.primary)

    def _build_list(self) -> ListCard:
        table = TableView(tr("Daftar usaha terdaftar"))
        table.set_model(self.model)
        table.opened.connect(lambda row: self.edit(row.record))
        self.model.loaded.connect(self._loaded)
        self.model.settled.connect(self._show_count)
        self.model.failed.connect(self.refused)
        may = self._may()
        first = Button(tr("Tambah usaha"), kind="primary", icon="plus", key="F2")
        first.setAccessibleName(tr("Tambah usaha pertama"))
        first.clicked.connect(self.primary)
        second = Button(tr("Impor daftar"), icon="inbox", key="Ctrl+I")
        second.setAccessibleName(tr("Impor daftar usaha pertama"))
        second.clicked.connect(self.import_list)
        why = tr(
            "Daftar usaha yang sudah ada membuat pendaftar yang baru sungguh diperiksa. "
            "Impor dari lembar kerja, atau tambah satu per satu."
        )
        nobody = EmptyState(
            tr("Belum ada usaha terdaftar"), why, action=first if may else None,
            second=second if may else None, done=False,
        )  # fmt: skip
        return ListCard(table, nobody)

    # --- what the shell asks

    def subtitle(self) -> str:
        place = region.by_code(self._asked.kelurahan or self._office.info.scope)
        if place is None:
            return tr("Seluruh kota, menurut berkas yang sudah dibuka")
        return tr("Di {kelurahan}", kelurahan=place.display)

    def header_actions(self) -> Sequence[QWidget]:
        if not self._may():
            return ()
        return (self._reports,) if self.listing.is_bare() else (self._reports, self._import, self._new)

    def key_hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Up Down", tr("Pilih")),
            KeyHint("Enter", tr("Buka")),
            KeyHint("Ctrl+F", tr("Cari")),
            *((KeyHint("Ctrl+I", tr("Impor daftar"), self.import_list),) if self._may() else ()),
            KeyHint("Esc", tr("Hapus saringan")),
        )

    def open(self, argument: object) -> None:
        """A kelurahan to narrow to, as ``{"kelurahan": code}``, or a record (hex) to open."""
        if isinstance(argument, dict):
            wish = cast("dict[str, Any]", argument)
            self.search.clear()
            self._take(BusinessFilter(kelurahan=str(wish.get("kelurahan") or "")))
        elif isinstance(argument, str) and argument:
            self.edit(argument)

    def refresh(self, changes: Any) -> None:
        if changes is None or "business" in changes.kinds:
            self.load()

    def primary(self) -> None:
        if self._may() and self._chosen():
            self._open_dialog(None)

    # --- asking

    def load(self) -> None:
        """Ask again; the person stays on the business they are on."""
        row = self.table.current_row()
        if isinstance(row, BusinessRow) and not self._wanted:
            self._wanted = row.record
        self.model.load(self._asked)

    def narrowed(self) -> bool:
        return self._asked != BusinessFilter()

    def clear_filters(self) -> None:
        self.search.clear()
        self._take(BusinessFilter())

    def place_menu(self) -> QMenu:
        """The kelurahan to choose from, by kecamatan."""

        def words(place: Kelurahan) -> str:
            n = self.model.counts.of(place.code)
            return trn("{kelurahan}, {n} usaha", "{kelurahan}, {n} usaha", n, kelurahan=place.name)

        return place_menu(
            self.place, lambda code: self._take(replace(self._asked, kelurahan=code)), words=words
        )

    def _take(self, asked: BusinessFilter) -> None:
        if asked == self._asked:
            return
        self._asked = asked
        place = region.by_code(asked.kelurahan)
        self.place.set_text(place.display if place is not None else tr("Kelurahan"))
        self.place.set_closable(place is not None)
        self.closed.setChecked(asked.closed)
        self.load()
        self.header_changed.emit()

    # --- the list

    def _loaded(self) -> None:
        there = bool(self.model.counts.total or self.model.counts.closed)
        bare = self.listing.is_bare()
        self.listing.show_for(self.model.rowCount(), any_at_all=there and self.narrowed())
        if self.listing.is_bare() != bare:  # an empty list has these buttons in its middle
            self.header_changed.emit()
        if self.listing.shows_rows():
            self.table.select_row(self._number_of(self._wanted))
            if self._saved:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wanted, self._saved = "", False
        self._show_count()

    def _number_of(self, record: str) -> int:
        for number in range(self.model.rowCount()):
            row = self.model.row_at(number)
            if isinstance(row, BusinessRow) and row.record == record:
                return number
        return 0

    def _show_count(self) -> None:
        counts, total = self.model.counts, self.model.counts.total
        if self._asked.kelurahan and not self._asked.text and not self._asked.closed:
            total = counts.of(self._asked.kelurahan)
        elif self._asked.text or self._asked.closed:
            found = self.model.rowCount()
            self.listing.count.setText(
                trn("{cocok} usaha cocok", "{cocok} usaha cocok", found, cocok=counted(found))
                if self.model.complete()
                else tr("Menghitung")
            )
            return
        self.listing.count.setText(
            trn("{jumlah} usaha terdaftar", "{jumlah} usaha terdaftar", total, jumlah=counted(total))
        )

    # --- one business

    def edit(self, record: str) -> None:
        """Open one business."""
        self._bench.ask(
            lambda connection: register.detail(connection, record),
            self._open_dialog, owner=self, key="usaha-buka",
        )  # fmt: skip

    def subject(self) -> Subject | None:
        row = self.table.current_row() if self.listing.shows_rows() else None
        return Subject(row.record, row.nama) if isinstance(row, BusinessRow) else None

    def _open_dialog(self, shown: BusinessDetail | None) -> BusinessDialog:
        place = region.by_code(self._asked.kelurahan or self._office.info.scope)
        words = shown.kelurahan if shown is not None else place.display if place is not None else ""
        if shown is not None and self._may():
            access.note(self._office, REVEAL, shown.one.record)  # the form shows NIK and phone in full
        dialog = BusinessDialog(self, words, shown, whole=self._may())
        dialog.action_button.setEnabled(self._may())
        dialog.accepted.connect(lambda: self._save(dialog, shown))
        dialog.closing.connect(lambda closed: self._close(dialog, shown, closed))
        dialog.finished.connect(self.back_to_list)
        dialog.open()
        return dialog

    def _save(self, dialog: BusinessDialog, shown: BusinessDetail | None) -> None:
        record = shown.one.record if shown is not None else ""
        values = dialog.moved() if shown is not None else dialog.values()
        wish = SaveBusiness(values, record, "" if shown is not None else self._asked.kelurahan)
        name = str(dialog.values()["nama"] or dialog.values()["pemilik"])

        def saved(done: actions.SavedBusiness) -> None:
            self._wanted, self._saved = done.record, True
            self.load()
            dialog.deleteLater()
            self.toast(tr("{usaha} tersimpan.", usaha=name))

        self._bench.do(
            lambda _told: actions.save_business(self._office, wish), saved, owner=self,
            refused=dialog.show_problem,
        )  # fmt: skip

    def _close(self, dialog: BusinessDialog, shown: BusinessDetail | None, closed: bool) -> None:
        assert shown is not None
        record, name = shown.one.record, shown.one.nama
        office = self._office

        def done(_changes: object) -> None:
            dialog.deleteLater()
            words = tr("{usaha} dicatat tutup.", usaha=name) if closed else tr(
                "{usaha} dicatat berjalan.", usaha=name
            )  # fmt: skip
            self.toast(words, lambda: self._undo(record, not closed))

        self._bench.do(
            lambda _told: actions.close_business(office, record, closed=closed), done, owner=self,
            refused=dialog.show_problem,
        )  # fmt: skip

    def _undo(self, record: str, closed: bool) -> None:
        office = self._office
        self._bench.do(
            lambda _told: actions.close_business(office, record, closed=closed), lambda _done: None,
            owner=self, refused=self.refused,
        )  # fmt: skip

    # --- sheets

    def import_list(self) -> None:
        """Open *Impor daftar usaha*."""
        if not self._may() or not self._chosen():
            return
        code = self._asked.kelurahan or self._office.info.scope
        place = region.by_code(code)
        dialog = RegisterImportDialog(self, self._bench, code, place.display if place is not None else "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def ask_reports(self) -> None:
        """The imports done on this computer, to save their report once more."""
        self._bench.ask(kept_reports, self.show_reports, owner=self, key="usaha-laporan")

    def show_reports(self, kept: list[KeptReport]) -> QMenu:
        """One line for each import."""
        menu = QMenu(self._reports)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in kept:
            words = tr(
                "{waktu} · {nama} · {baru} ditambahkan, {ubah} perubahan",
                waktu=when.short_moment(one.made), nama=one.file_name, baru=one.added, ubah=one.accepted,
            )  # fmt: skip
            line = menu.addAction(words)
            line.triggered.connect(lambda _checked=False, one=one: self._want_report(one))
        if not kept:
            menu.addAction(tr("Belum ada impor di komputer ini")).setEnabled(False)
        menu.popup(self._reports.mapToGlobal(QPoint(0, self._reports.height() + 4)))
        return menu

    def _want_report(self, one: KeptReport) -> None:
        self._bench.ask(
            lambda connection: kept_report(connection, one.id), self._save_report, owner=self,
            key="usaha-laporan-isi",
        )  # fmt: skip

    def _save_report(self, report: BusinessReport | None) -> None:
        if report is None:
            return
        start = Path(tr("Laporan impor {nama}.xlsx", nama=Path(report.file_name).stem))
        pick_save(
            self, tr("Simpan laporan impor"), start, tr("Lembar kerja (*.xlsx)"),
            lambda path: self.write_report(path, report),
        )  # fmt: skip

    def write_report(self, path: Path, report: BusinessReport) -> None:
        """Write a kept report; a full disk is told, not raised."""
        self._bench.worker.ask(
            lambda _told: save_file(path, report.to_xlsx()),
            lambda _done: self.toast(tr("{nama} tersimpan.", nama=path.name)),
            self.refused,
            owner=self,
        )

    # --- within

    def _may(self) -> bool:
        writers = ENTITIES["business"].writers.get(self._office.info.kind, frozenset())
        return bool(self._office.person.roles & writers)

    def _chosen(self) -> bool:
        """Whether it is known whose register is written; DKUM chooses the kelurahan first."""
        if not self._city or self._asked.kelurahan:
            return True
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)
        self.place_menu()
        return False
