"""Permintaan data pribadi: what people asked about their own data, by when, and what was answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.actions import breach, data_requests, erasing, person_copy
from desktop_app.actions.breach import BreachWish
from desktop_app.actions.data_requests import Recorded
from desktop_app.actions.erasing_plan import ErasurePlan, plan
from desktop_app.actions.person_copy import SavedCopy
from desktop_app.domain import data_requests as rules
from desktop_app.domain import region
from desktop_app.domain.moments import moment_of
from desktop_app.queries import consents
from desktop_app.queries import data_requests as queries
from desktop_app.queries.data_requests import DataRequest
from desktop_app.queries.erasing_words import done_lines, plan_lines
from desktop_app.storage.work import Changes
from resources.i18n import mark, tr, trn
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.dialogs.data_request import BreachDialog, DataRequestDialog, ReplyDialog
from ui.dialogs.pick import pick_folder
from ui.looks import PillLook
from ui.models.table import Cell, Column, RowsTableModel
from ui.pages.base import KeyHint, Subject
from ui.pages.listing import ListPage
from ui.widgets.button import Button
from ui.widgets.card import Card, EmptyState
from ui.widgets.dialog import Fact, FactsTable, ReasonDialog, StopDialog
from ui.widgets.fields import SearchField
from ui.widgets.flow import Flow, Roll
from ui.widgets.labels import WrapLabel
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView

PANEL = 372
PREF = "data-pribadi"
"""Where the last copy or report was saved."""
_WAITS = PillLook("hourglass", mark("Menunggu"), "warn")
_LATE = PillLook("octagon-alert", mark("Lewat tenggat"), "bad")
_HOLDS = PillLook("lock", mark("Data dibatasi"), "plum")
_DONE = PillLook("check", mark("Dijawab"), "ok")
_MISTAKE = PillLook("ban", mark("Salah catat"), "grey")
_KEYS = {"message-square-reply": "Ctrl+D", "download": "Ctrl+S"}
"""The key of a step, by its icon, shown on its button."""


class PrivasiPage(ListPage):
    """The list, what waits first; beside it one request with what can be done about it."""

    key: ClassVar[str] = "privasi"
    icon: ClassVar[str] = "inbox"
    title: ClassVar[str] = mark("Permintaan data pribadi")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._text, self._wanted = "", ""
        self._requests: tuple[DataRequest, ...] = ()
        self._may = data_requests.may_record(self._office)
        self._build()

    def _build(self) -> None:
        search = SearchField(tr("Cari permintaan"), tr("Cari nama, nomor, atau yang diminta"), keys="Ctrl+F")
        search.searched.connect(self._search)
        table = TableView(tr("Daftar permintaan data pribadi"), lines=2)
        self.model: RowsTableModel[DataRequest] = RowsTableModel([
            Column(tr("Nama"), _person_cell, 190, stretch=3),
            Column(tr("Yang diminta"), _kind_cell, 170, stretch=2),
            Column(tr("Tenggat"), self._due_cell, 168),
            Column(tr("Keadaan"), self._state_cell, 140, drop=1),
        ], parent=self)  # fmt: skip
        table.set_model(self.model)
        table.current_changed.connect(lambda _row: self._show_request())
        table.opened.connect(lambda _row: self.answer())
        first = Button(tr("Catat permintaan"), kind="primary", icon="plus", key="F2")
        first.setAccessibleName(tr("Catat permintaan pertama"))
        first.clicked.connect(self.primary)
        why = tr(
            "Orang dapat meminta salinan, perbaikan, pembatasan, atau penghapusan datanya, dan menarik "
            "persetujuannya. Permintaan dijawab paling lambat 3 kali 24 jam sejak diterima."
        )
        nobody = EmptyState(
            tr("Belum ada permintaan data pribadi"), why, action=first if self._may else None, done=False
        )
        self.lay_out(search, [], ListCard(table, nobody))
        self.row.addWidget(self._build_panel())
        self.new_button = Button(tr("Catat permintaan"), kind="primary", icon="plus", key="F2")
        self.new_button.clicked.connect(self.primary)
        self.kept_button = Button(tr("Persetujuan dan masa simpan"), icon="scroll-text", key="Ctrl+J")
        self.kept_button.clicked.connect(self.show_kept)
        self.breach_button = Button(tr("Laporan kebocoran"), icon="shield-alert")
        self.breach_button.clicked.connect(self.report_breach)

    def _build_panel(self) -> QWidget:
        self.panel = Card()
        self._name = WrapLabel(size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="text")
        self._deed = WrapLabel(size=t.SIZE_META)
        self._facts = FactsTable(framed=False)
        self.steps = Flow()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self._name, self._deed, self._facts):
            column.addWidget(widget)
        column.addStretch(1)
        self.panel.body.addWidget(Roll(inside), 1)
        self.panel.body.addWidget(self.steps)
        self.panel.setFixedWidth(PANEL)
        self.panel.hide()
        return self.panel

    # --- what the shell asks

    def subtitle(self) -> str:
        waiting = sum(each.open for each in self._requests)
        late = sum(each.overdue(self._bench.now()) for each in self._requests)
        if late:
            return tr("{n} menunggu jawaban, {m} lewat tenggat.", n=waiting, m=late)
        if waiting:
            return trn("{n} permintaan menunggu jawaban.", "{n} permintaan menunggu jawaban.", waiting)
        still = sum(each.holding and each.jenis == "pembatasan" for each in self._requests)
        if still:
            return trn("{n} pembatasan masih berlaku.", "{n} pembatasan masih berlaku.", still)
        return tr("Salinan, perbaikan, pembatasan, penghapusan, dan penarikan persetujuan")

    def header_actions(self) -> Sequence[QWidget]:
        if not self._may:
            return (self.kept_button,)
        first = (self.new_button,) if self._requests else ()
        return (self.kept_button, self.breach_button, *first)

    def key_hints(self) -> Sequence[KeyHint]:
        if not self._may:
            return (
                KeyHint("Up Down", tr("Pilih")),
                KeyHint("Ctrl+J", tr("Persetujuan dan masa simpan"), self.show_kept, bar=False),
                KeyHint("Ctrl+F", tr("Cari")),
            )
        return (
            KeyHint("Up Down", tr("Pilih")),
            KeyHint("F2", tr("Catat permintaan")),
            KeyHint("Ctrl+D", tr("Jawab"), self.answer),
            KeyHint("Ctrl+S", tr("Salinan untuk orangnya"), self.copy, bar=False),
            KeyHint("Ctrl+J", tr("Persetujuan dan masa simpan"), self.show_kept, bar=False),
            KeyHint("Ctrl+F", tr("Cari")),
        )

    def entered(self) -> None:
        self.refresh(None)

    def refresh(self, changes: Any) -> None:
        if changes is None or changes.kinds & {"data_request", "application", "person"}:
            self._bench.ask(queries.requests, self._loaded, owner=self, key="privasi")

    def open(self, argument: object) -> None:
        """A request's record (hex) to stand on."""
        self._wanted = argument if isinstance(argument, str) else ""
        self.refresh(None)

    def panes(self) -> Sequence[QWidget]:
        return (self.search, self.table, self.steps)

    def primary(self) -> None:
        if self._may:
            ask_request(self, self._bench, done=self._recorded)

    def narrowed(self) -> bool:
        return False

    def clear_filters(self) -> None:
        self.search.clear()

    # --- steps

    def current(self) -> DataRequest | None:
        """The request one stands on."""
        row = self.table.current_row() if self.listing.shows_rows() else None
        return row if isinstance(row, DataRequest) else None

    def subject(self) -> Subject | None:
        one = self.current()
        return Subject(one.record, one.nama or one.nomor) if one is not None else None

    def answer(self) -> None:
        """Say what was done about it."""
        one = self.current()
        if one is None or not self._changes(one):
            return
        dialog = ReplyDialog(self, self._bench, one)
        dialog.answered.connect(lambda: self.toast(tr("Jawaban tersimpan.")))
        dialog.finished.connect(self.back_to_list)
        dialog.open()

    def copy(self) -> None:
        """All that is held about this person, for them."""
        one = self.current()
        if one is not None and one.applicant and self._may:
            ask_copy(self, self._bench, one.application, one.nama or one.nomor)

    def _lift(self, one: DataRequest) -> None:
        consent, name = one.jenis == "penarikan", one.nama or one.nomor
        title = (
            tr("Catat persetujuan baru dari {nama}?", nama=name)
            if consent
            else tr("Cabut pembatasan data {nama}?", nama=name)
        )
        text = (
            " ".join((tr("Datanya boleh diproses lagi."), *data_requests.stays(one.jenis)))
            if consent
            else tr("Datanya boleh dicetak, diberikan, diverifikasi, dan diputuskan lagi.")
        )
        action = tr("Catat persetujuan") if consent else tr("Cabut pembatasan")
        office = self._office
        self._reasoned(title, text, action,
                       lambda reason: data_requests.lift(office, one.record, reason))  # fmt: skip

    def _mistake(self, one: DataRequest) -> None:
        text = tr("Permintaan ini tetap terlihat, tetapi tidak ditunggu dan tidak membatasi apa pun.")
        text = " ".join((text, *data_requests.stays(one.jenis)))
        office = self._office
        title = tr("Tandai permintaan {nama} salah catat?", nama=one.nama or one.nomor)
        self._reasoned(title, text, tr("Tandai salah catat"),
                       lambda reason: data_requests.take_back(office, one.record, reason))  # fmt: skip

    def _reasoned(self, title: str, text: str, action: str, deed: Callable[[str], Changes]) -> None:
        dialog = ReasonDialog(
            self, title, text, label=tr("Alasan"), action=action,
        )  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def go() -> None:
            reason = dialog.reason()
            self._bench.do(lambda _told: deed(reason), owner=self)

        dialog.accepted.connect(go)
        dialog.finished.connect(self.back_to_list)
        dialog.open()

    def erase(self) -> None:
        """What would go and what stays, and then, where the person says so, the erasure."""
        one, office = self.current(), self._office
        if one is not None and self._erasable(one):
            self._bench.ask(
                lambda connection: plan(office, connection, one.application),
                lambda plan: self._ask_erase(one, plan), owner=self, refused=self.refused,
            )  # fmt: skip

    def _erasable(self, one: DataRequest) -> bool:
        asks = one.jenis in ("penghapusan", "penarikan") and one.hasil != "ditolak" and not one.batal
        return asks and bool(one.applicant) and erasing.may_erase(self._office)

    def _ask_erase(self, one: DataRequest, plan: ErasurePlan) -> None:
        office, why = self._office, "penarikan" if one.jenis == "penarikan" else "permintaan"
        dialog = StopDialog(
            self, tr("Hapus data {nama} untuk selamanya?", nama=one.nama or one.nomor),
            " ".join(plan_lines(plan)), action=tr("Hapus data"), close=tr("Batal"), danger=True,
            icon="trash-2", copyable=False,
        )  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(
            lambda: self._bench.do(
                lambda _told: erasing.erase(office, one.application, why, on=one.record),
                lambda made: self.toast(" ".join(done_lines(made))),
                owner=self,
            )
        )
        dialog.finished.connect(self.back_to_list)
        dialog.open()

    def show_kept(self) -> None:
        """Who agreed to which notice, and until when each year's papers are kept."""

        def show(lines: tuple[tuple[str, str], ...]) -> None:
            facts = [Fact(label, words) for label, words in lines]
            text = tr(
                "Yang menyetujui versi lain diberi tanda di berkasnya, menurut syarat di buku aturan. Masa "
                "simpan dihitung sejak akhir tahun program; sesudahnya data dihapus atau dimusnahkan."
            )
            dialog = StopDialog(
                self, tr("Persetujuan dan masa simpan"), text, facts=facts, tone="accent", icon="scroll-text",
                copyable=False,
            )  # fmt: skip
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.finished.connect(self.back_to_list)
            dialog.open()

        today = self._office.today()
        self._bench.ask(lambda connection: consents.told(connection, today), show, owner=self)

    def report_breach(self) -> None:
        """Prepare a breach report from the records."""
        dialog = BreachDialog(self, self._bench)
        dialog.wished.connect(self._save_breach)
        dialog.finished.connect(self.back_to_list)
        dialog.open()

    def _save_breach(self, wish: BreachWish) -> None:
        office = self._office

        def save(folder: Path) -> None:
            self._bench.prefs.put(PREF, str(folder))
            self._bench.worker.ask(
                lambda _told: breach.save_breach(office, wish, folder),
                lambda path: self.toast(tr("Rancangan laporan tersimpan: {nama}", nama=path.name)),
                self.refused, owner=self,
            )  # fmt: skip

        pick_folder(self, tr("Folder untuk laporan"), _start(self._bench), save)

    # --- within

    def _recorded(self, made: Recorded) -> None:
        self._wanted = made.record
        self.refresh(None)

    def _loaded(self, found: tuple[DataRequest, ...]) -> None:
        first = not self._requests
        self._requests = found
        self._show_rows()
        self.header_changed.emit()
        if first:
            self.focus_first()

    def _search(self, text: str) -> None:
        self._text = text.casefold().strip()
        self._show_rows()

    def _show_rows(self) -> None:
        rows = [
            each
            for each in self._requests
            if self._text in f"{each.nama} {each.nomor} {rules.kind_label(each.jenis)} {each.isi}".casefold()
        ]
        current = self.current()
        wanted = self._wanted or (current.record if current is not None else "")
        self._wanted = ""
        self.model.set_rows(rows)
        self.listing.show_for(len(rows), any_at_all=bool(self._requests))
        if rows:
            self.table.select_row(max(self.model.find(lambda one: one.record == wanted), 0))
        self.listing.count.setText(trn("{n} permintaan", "{n} permintaan", len(rows)))
        self._show_request()

    def _show_request(self) -> None:
        one = self.current()
        self.panel.setVisible(one is not None)
        if one is None:
            return
        right = rules.right(one.jenis)
        self._name.setText(tr(right.label))
        deed = tr(right.deed)
        if one.erased:
            deed = (
                tr("Datanya sudah dihapus; permintaan dan jawabannya tersimpan sebagai bukti.")
                if one.settled
                else tr("Datanya sudah dihapus.")
            )
        self._deed.setText(tr("{pasal}. {langkah}", pasal=tr(right.articles), langkah=deed))
        self._facts.set_facts([fact for fact in self._lines(one) if fact.value])
        self._show_steps(one)

    def _lines(self, one: DataRequest) -> list[Fact]:
        place = region.by_code(one.kelurahan)
        clock = rules.clock_words(one.masuk, self._bench.now(), one.dijawab)
        lifted = when.long_moment(moment_of(one.dicabut)) if one.dicabut is not None else ""
        return [
            Fact(tr("Nama"), _name(one), private=bool(one.nama)),
            Fact(tr("Nomor"), one.nomor),
            Fact(tr("Kelurahan"), place.display if place and self._office.info.kind == "dkum" else ""),
            Fact(tr("Diterima"), when.long_moment(moment_of(one.masuk))),
            Fact(tr("Tenggat"), f"{when.long_moment(rules.due(one.masuk))} · {clock}"),
            Fact(tr("Cara"), rules.FIELDS["cara"].label_of(one.cara)),
            Fact(tr("Bukti"), one.bukti),
            Fact(tr("Isi"), one.isi, private=True),
            Fact(tr("Jawaban"), rules.FIELDS["hasil"].label_of(one.hasil) if one.hasil else ""),
            Fact(tr("Yang dilakukan"), one.tindakan, private=True),
            Fact(tr("Dijawab"), when.long_moment(moment_of(one.dijawab)) if one.dijawab is not None else ""),
            Fact(tr("Dicabut"), lifted),
            Fact(tr("Alasan"), one.dicabut_alasan),
        ]

    def _show_steps(self, one: DataRequest) -> None:
        self.steps.clear()
        for icon, words, deed in self._steps(one):
            button = Button(words, icon=icon, key=_KEYS.get(icon, ""))
            button.clicked.connect(lambda _checked=False, deed=deed: deed())
            self.steps.add(button)

    def _steps(self, one: DataRequest) -> list[tuple[str, str, Callable[[], object]]]:
        """What this person may do about a request: icon, words, deed."""
        found: list[tuple[str, str, Callable[[], object]]] = []
        may = self._changes(one)
        if may:
            words = tr("Jawab") if one.open else tr("Ubah jawaban")
            found.append(("message-square-reply", words, self.answer))
        if may and one.jenis == "salinan" and one.applicant:
            found.append(("download", tr("Buat salinan"), self.copy))
        if self._erasable(one):
            found.append(("trash-2", tr("Hapus data…"), self.erase))
        if one.applicant:
            go = tr("Buka pendaftar")
            found.append(("users-round", go, lambda: self.navigate.emit("pendaftar", one.application)))
        if may and one.holding:
            words = tr("Persetujuan baru") if one.jenis == "penarikan" else tr("Cabut pembatasan")
            found.append(("lock-open", words, lambda: self._lift(one)))
        if may:
            found.append(("ban", tr("Salah catat"), lambda: self._mistake(one)))
        return found

    def _changes(self, one: DataRequest) -> bool:
        """Whether this person may say anything about it."""
        return self._may and not one.batal and not one.settled

    def _due_cell(self, row: DataRequest) -> Cell:
        tone = "bad" if row.overdue(self._bench.now()) else "text2"
        if row.batal:
            return Cell("", tone="text2")
        words = rules.clock_words(row.masuk, self._bench.now(), row.dijawab)
        if row.dijawab is not None:
            return Cell(words, when.short_moment(moment_of(row.dijawab)), tone=tone)
        return Cell(words, tr("Batas {waktu}", waktu=when.short_moment(rules.due(row.masuk))), tone=tone)

    def _state_cell(self, row: DataRequest) -> Cell:
        if row.batal:
            return Cell(pill=_MISTAKE)
        if row.open:
            return Cell(pill=_LATE if row.overdue(self._bench.now()) else _WAITS)
        return Cell(pill=_HOLDS if row.holding else _DONE)


def _person_cell(row: DataRequest) -> Cell:
    return Cell(_name(row), row.nomor or tr("Catatan …{kode}", kode=row.application[-6:]), strong=True)


def _name(row: DataRequest) -> str:
    return row.nama or (tr("Data sudah dihapus") if row.erased else tr("Sudah tidak ada"))


def _kind_cell(row: DataRequest) -> Cell:
    return Cell(rules.kind_label(row.jenis), row.isi)


def ask_request(
    page: ListPage,
    bench: Bench,
    record: str = "",
    nama: str = "",
    *,
    done: Callable[[Recorded], object] = lambda _made: None,
) -> None:
    """Record what somebody asks; `done(Recorded)` follows."""
    dialog = DataRequestDialog(page, bench, record, nama)

    def recorded(made: Recorded) -> None:
        page.toast(tr("Permintaan dicatat."))
        if len(made.told) > 1:  # what the dialog has not told yet
            _told(page, made.told)
        done(made)

    dialog.recorded.connect(recorded)
    dialog.finished.connect(page.back_to_list)
    dialog.open()


def _told(page: ListPage, sentences: Sequence[str]) -> None:
    """What happened along with it and what comes next, until it is read."""
    dialog = StopDialog(
        page, tr("Permintaan dicatat"), " ".join(sentences), tone="ok", icon="check", copyable=False
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.finished.connect(page.back_to_list)
    dialog.open()


def ask_copy(page: ListPage, bench: Bench, record: str, nama: str) -> None:
    """Choose a folder, then save all that is held about somebody into a new folder there."""
    office = bench.office

    def save(folder: Path) -> None:
        bench.prefs.put(PREF, str(folder))

        def saved(made: SavedCopy) -> None:
            StopDialog(
                page,
                tr("Salinan data tersimpan"),
                tr("Salinan data {nama} tersimpan di {folder}.", nama=nama, folder=made.folder.name),
                facts=[Fact(tr("Folder"), str(made.folder))],
                next_step="\n".join(made.told),
                tone="ok",
                icon="user-lock",
                copyable=False,
            ).open()

        bench.worker.ask(
            lambda _told: person_copy.save_person_copy(office, record, folder),
            saved,
            page.refused,
            owner=page,
        )

    pick_folder(page, tr("Folder untuk salinan data"), _start(bench), save)


def _start(bench: Bench) -> str:
    fallback = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str(bench.prefs.get(PREF, fallback))
