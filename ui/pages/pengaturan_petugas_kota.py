"""Petugas kota: at DKUM the people of every office, found by typing, and taken out one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions.people import revoke_person
from desktop_app.domain import region
from desktop_app.domain.people import ADMIN_DKUM, ADMIN_KANTOR
from desktop_app.queries.people import PersonLine, city_people, fits
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint
from ui.pages.listing import type_into
from ui.pages.pengaturan_bagian import Section
from ui.pages.pengaturan_petugas import name_cell, role_cell, role_words
from ui.widgets.button import Button, Chip
from ui.widgets.dialog import Fact, StopDialog
from ui.widgets.fields import SearchField
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView

_SERVING = PillLook("check", mark("Bertugas"), "ok")
_ENDED = PillLook("log-out", mark("Selesai"), "grey")


class CityPeopleSection(Section):
    """The list over all offices; Ctrl+K takes the person of the row out, after a question."""

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
        self.listing = ListCard(self.list, steps=[self.revoke_button])
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
        self._enable()

    # --- the page asks

    def sentence(self) -> str:
        if self._admin():
            return tr("Petugas yang dikenal DKUM dari berkas setiap kantor.")
        return tr("Hanya admin DKUM yang dapat mencabut petugas kantor lain.")

    def hints(self) -> Sequence[KeyHint]:
        return (
            KeyHint("Up Down", tr("pindah baris")),
            KeyHint("Ctrl+K", tr("Cabut petugas"), self.revoke),
        )

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

    def _enable(self) -> None:
        row = self.list.current_row()
        self.revoke_button.setEnabled(self._admin() and row is not None and row.active)

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
            "Yang sudah ada di DKUM dari orang ini tetap berlaku. Yang ditandatanganinya sesudah itu tidak, "
            "juga bila berkasnya datang kemudian."
        )
        dialog = StopDialog.asking(
            self,
            tr("Cabut {nama}?", nama=row.nama),
            f"{text} {_no_admin()}" if self._last_admin(row) else text,
            facts=[
                Fact(tr("Petugas"), row.nama, private=True),
                Fact(tr("Kantor"), region.office_of(row.office)),
                Fact(tr("Peran"), role_words(row.roles)),
            ],
            next_step=tr("Sesudahnya buat berkas untuk kantor itu; pencabutannya ikut di dalamnya."),
            action=tr("Cabut petugas"),
            danger=True,
        )
        told = tr(
            "{nama} dicabut. Buat berkas untuk {kantor}.", nama=row.nama, kantor=region.office_of(row.office)
        )
        dialog.accepted.connect(
            lambda: self.bench.do(
                lambda _progress: revoke_person(self.bench.office, row.user),
                lambda _changes: self._done(told),
                owner=self,
            )
        )
        dialog.open()

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
    return tr("Orang ini satu-satunya admin di sana: sesudahnya tidak ada yang dapat mengatur petugasnya.")


def _office_cell(line: PersonLine) -> Cell:
    place = region.by_code(line.office)
    if place is None:
        return Cell(region.office_of(line.office))
    return Cell(place.name, tr("Kecamatan {nama}", nama=place.kecamatan))


def _state_cell(line: PersonLine) -> Cell:
    return Cell(pill=_SERVING if line.active else _ENDED)
