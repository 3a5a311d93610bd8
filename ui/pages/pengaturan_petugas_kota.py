"""Petugas kota: at DKUM the people of every office, found by typing: taken out, taken back, made an admin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions.city_staff import appoint_admin, revoke_person, take_back
from desktop_app.domain import region
from desktop_app.domain.people import ADMIN_DKUM, ADMIN_KANTOR, ENDINGS
from desktop_app.queries.people import PersonLine, city_people, fits
from desktop_app.storage.work import Changes
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint, Subject
from ui.pages.listing import type_into
from ui.pages.pengaturan_bagian import Section
from ui.pages.pengaturan_petugas import name_cell, role_cell, role_words
from ui.widgets.button import Button, Chip
from ui.widgets.dialog import Fact, ReasonDialog, StopDialog
from ui.widgets.fields import SearchField
from ui.widgets.labels import WrapLabel
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView

_SERVING = PillLook("check", mark("Bertugas"), "ok")
_ENDED = PillLook("log-out", mark("Selesai"), "grey")


class CityPeopleSection(Section):
    """The list over all offices. Ctrl+K takes the person of the row out, for a reason; Ctrl+B takes that
    back; Ctrl+M gives an office without an admin another one. What is open for the row stands below."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._everybody: tuple[PersonLine, ...] = ()
        self.search = SearchField(tr("Cari petugas"), tr("Cari nama, NIP, jabatan, peran, atau kantor"))
        self.search.searched.connect(lambda _text: self._narrow())
        self.search.down.connect(self._to_list)
        self.serving = Chip(tr("Yang bertugas saja"))
        self.serving.clicked.connect(lambda _on: self._narrow())
        self.list = TableView(tr("Petugas semua kantor"), lines=2)
        self._model: RowsTableModel[PersonLine] = RowsTableModel([
            Column(tr("Nama"), name_cell, 220, stretch=2),
            Column(tr("Kantor"), _office_cell, 190, stretch=1),
            Column(tr("Peran"), role_cell, 210, stretch=2, drop=1),
            Column(tr("Keadaan"), _state_cell, 120),
        ])  # fmt: skip
        self.list.set_model(self._model)
        self.list.current_changed.connect(lambda _row: self._enable())
        self.revoke_button = Button(tr("Cabut petugas"), kind="danger", key="Ctrl+K")
        self.revoke_button.clicked.connect(self.revoke)
        self.back_button = Button(tr("Pulihkan petugas"), key="Ctrl+B")
        self.back_button.clicked.connect(self.take_back)
        self.admin_button = Button(tr("Jadikan admin"), key="Ctrl+M")
        self.admin_button.clicked.connect(self.appoint)
        self.listing = ListCard(self.list, steps=[self.admin_button, self.back_button, self.revoke_button])
        self.note = WrapLabel("", tone="text2")
        self.listing.clear_asked.connect(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(11)
        top.addWidget(self.search, 1)
        top.addWidget(self.serving)
        column.addLayout(top)
        column.addWidget(self.listing, 1)
        column.addWidget(self.note)
        self._enable()

    # --- the page asks

    def sentence(self) -> str:
        if self._admin():
            return tr("Petugas yang dikenal DKUM dari berkas setiap kantor.")
        return tr("Hanya admin DKUM yang dapat mengubah tugas petugas kantor lain.")

    def hints(self) -> Sequence[KeyHint]:
        hints = [KeyHint("Up Down", tr("pilih"))]
        if self.bench.may("city_staff") and not self.revoke_button.isHidden():
            hints.append(KeyHint("Ctrl+K", tr("Cabut petugas"), self.revoke))
        if not self.back_button.isHidden():
            hints.append(KeyHint("Ctrl+B", tr("Pulihkan petugas"), self.take_back))
        if not self.admin_button.isHidden():
            hints.append(KeyHint("Ctrl+M", tr("Jadikan admin"), self.appoint))
        return [*hints, KeyHint("Ctrl+F", tr("Cari"))]

    def first_focus(self) -> QWidget | None:
        return self.list if self.listing.shows_rows() else self.search

    def search_field(self) -> QWidget | None:
        return self.search

    def back(self) -> bool:
        narrowed = bool(self.search.text()) or self.serving.isChecked()
        if narrowed:
            self._clear()
        return narrowed

    # --- loading

    def load(self) -> None:
        self.bench.ask(city_people, self._loaded, owner=self, key="city-people")

    def _loaded(self, everybody: tuple[PersonLine, ...]) -> None:
        self._everybody = everybody
        self._narrow()

    def _clear(self) -> None:
        self.serving.setChecked(False)
        self.search.clear()
        self._narrow()

    def _narrow(self) -> None:
        before, typed = self.list.current_row(), self.search.text()
        only = self.serving.isChecked()
        rows = [line for line in self._everybody if (line.active or not only) and fits(line, typed)]
        self._model.set_rows(rows)
        at = self._model.find(lambda line: before is not None and line.user == before.user)
        self.list.select_row(max(at, 0) if at is not None else 0)
        self.listing.show_for(len(rows), any_at_all=bool(self._everybody))
        offices = len({line.office for line in rows})
        self.listing.count.setText(tr("Petugas: {n}, kantor: {m}", n=len(rows), m=offices))
        self._enable()

    def _to_list(self) -> None:
        if self.listing.shows_rows():
            self.list.setFocus()

    def subject(self) -> Subject | None:
        row = self.list.current_row()
        return Subject(row.user, row.nama) if row is not None else None

    def _enable(self) -> None:
        row = self.list.current_row()
        mine = self._admin() and row is not None
        ended = row.ended if row is not None else None
        self.revoke_button.setEnabled(mine and row is not None and row.active)
        before = self.back_button.isHidden(), self.admin_button.isHidden()
        self.back_button.setVisible(mine and ended is not None and ended.by_city)
        self.revoke_button.setVisible(self.back_button.isHidden())
        self.admin_button.setVisible(mine and row is not None and row.active and self._orphaned(row.office))
        if before != (self.back_button.isHidden(), self.admin_button.isHidden()):
            self.header_changed.emit()
        self.note.setText("" if row is None else self._said_of(row))

    def _said_of(self, row: PersonLine) -> str:
        """What is open for the person of the row, in words."""
        if row.way:
            return f"{row.way}."
        if row.ended is not None and row.ended.by_city:
            return tr(
                "{sebab}. Bila pencabutannya keliru, pulihkan di sini. Bila orang ini bertugas lagi "
                "kemudian, admin kantornya menambahkannya sebagai petugas baru; kunci lamanya tidak dipakai "
                "lagi.",
                sebab=row.ended.sentence,
            )
        if row.ended is not None:
            return tr(
                "{sebab}. Bila orang ini bertugas lagi, admin kantornya menambahkannya sebagai petugas baru.",
                sebab=row.ended.sentence,
            )
        if self._orphaned(row.office):
            return tr(
                "Kantor ini tidak mempunyai admin kantor lagi. Jadikan salah satu petugasnya admin, lalu "
                "buat berkas untuk kantor itu."
            )
        return ""

    def _orphaned(self, office: str) -> bool:
        """Whether nobody looks after the people of a kelurahan any more."""
        return office != self.bench.office.info.scope and not any(
            line.active and line.office == office and ADMIN_KANTOR in line.roles for line in self._everybody
        )

    def _admin(self) -> bool:
        return ADMIN_DKUM in self.bench.office.person.roles

    # --- doing

    def revoke(self) -> None:
        """Ask, then end the service of a person of another office."""
        row = self.list.current_row()
        if row is None or not self.revoke_button.isEnabled():
            return
        if row.office == self.bench.office.info.scope:
            self.said.emit(tr("Tugas petugas DKUM sendiri diakhiri di bagian Petugas."))
            return
        text = tr(
            "Yang sudah ada di DKUM dari {nama} ({kantor}, {peran}) tetap berlaku. Yang ditandatanganinya "
            "sesudah itu tidak, juga bila berkasnya datang kemudian. Alasannya juga dibaca kantor itu.",
            nama=row.nama, kantor=region.office_of(row.office), peran=role_words(row.roles),
        )  # fmt: skip
        dialog = ReasonDialog(
            self,
            tr("Cabut {nama}?", nama=row.nama),
            f"{text} {_no_admin()}" if self._last_admin(row) else text,
            action=tr("Cabut petugas"),
            suggestions=[tr(words) for words in ENDINGS],
            danger=True,
        )
        told = tr(
            "{nama} dicabut. Buat berkas untuk {kantor}.", nama=row.nama, kantor=region.office_of(row.office)
        )

        def go() -> None:
            why = dialog.reason()
            self._do(lambda: revoke_person(self.bench.office, row.user, why), told, dialog)

        dialog.accepted.connect(go)
        dialog.rejected.connect(dialog.deleteLater)
        dialog.open()

    def take_back(self) -> None:
        """Ask, then take a mistaken revocation back."""
        row = self.list.current_row()
        if row is None or self.back_button.isHidden():
            return
        place = region.office_of(row.office)
        dialog = StopDialog.asking(
            self,
            tr("Pulihkan {nama}?", nama=row.nama),
            tr(
                "{nama} bertugas lagi dengan kunci yang sama, dan semua yang ditandatanganinya sejak dicabut "
                "berlaku. Hanya untuk pencabutan yang keliru.",
                nama=row.nama,
            ),
            facts=[Fact(tr("Kantor"), place), Fact(tr("Alasan"), row.ended.why if row.ended else "")],
            next_step=tr("Sesudahnya buat berkas untuk kantor itu; pemulihannya ikut di dalamnya."),
            action=tr("Pulihkan petugas"),
        )
        told = tr("{nama} bertugas lagi. Buat berkas untuk {kantor}.", nama=row.nama, kantor=place)
        dialog.accepted.connect(lambda: self._do(lambda: take_back(self.bench.office, row.user), told))
        dialog.open()

    def appoint(self) -> None:
        """Ask, then let the person of the row look after the people of an office that has no admin."""
        row = self.list.current_row()
        if row is None or self.admin_button.isHidden():
            return
        place = region.office_of(row.office)
        dialog = StopDialog.asking(
            self,
            tr("Jadikan {nama} admin kantor?", nama=row.nama),
            tr("Admin kantor mengatur petugas, kop surat, dan cadangan. Peran lainnya tetap."),
            facts=[Fact(tr("Kantor"), place), Fact(tr("Peran"), role_words(row.roles))],
            next_step=tr("Sesudahnya buat berkas untuk kantor itu; perannya ikut di dalamnya."),
            action=tr("Jadikan admin"),
        )
        told = tr("{nama} menjadi admin kantor. Buat berkas untuk {kantor}.", nama=row.nama, kantor=place)
        dialog.accepted.connect(lambda: self._do(lambda: appoint_admin(self.bench.office, row.user), told))
        dialog.open()

    def _do(self, deed: Callable[[], Changes], told: str, asked: ReasonDialog | None = None) -> None:
        def done(_changes: Changes) -> None:
            if asked is not None:
                asked.deleteLater()
            self._done(told)

        refused = asked.show_problem if asked is not None else None
        self.bench.do(lambda _progress: deed(), done, owner=self, refused=refused)

    def _last_admin(self, row: PersonLine) -> bool:
        return ADMIN_KANTOR in row.roles and not any(
            line.active and line.user != row.user and line.office == row.office and ADMIN_KANTOR in line.roles
            for line in self._everybody
        )

    def _done(self, told: str) -> None:
        self.said.emit(told)
        self.load()
        self._to_list()

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters typed over the list go to the search."""
        if not type_into(self.search, event):
            super().keyPressEvent(event)


def _no_admin() -> str:
    return tr(
        "Orang ini satu-satunya admin di sana: sesudahnya jadikan petugas lain kantor itu admin di daftar "
        "ini."
    )


def _office_cell(line: PersonLine) -> Cell:
    place = region.by_code(line.office)
    if place is None:
        return Cell(region.office_of(line.office))
    return Cell(place.name, tr("Kecamatan {nama}", nama=place.kecamatan))


def _state_cell(line: PersonLine) -> Cell:
    return Cell(pill=_SERVING if line.active else _ENDED)
