"""Pendaftar: find anybody by a few letters, narrow by chips, look, and go on to the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.actions import access, rejudging
from desktop_app.actions.data_requests import may_record
from desktop_app.actions.erasing import may_erase
from desktop_app.domain import fields, people, status
from desktop_app.domain.finding import Finding
from desktop_app.office import Office, Reading
from desktop_app.queries import applicant, applicants
from desktop_app.queries.applicant import ApplicantDetail, Attachment, Change, Revealed
from desktop_app.queries.applicants import ApplicantFilter, ApplicantRow
from desktop_app.queries.companions import whole_history
from desktop_app.queries.home import one_person, requests, to_review
from resources.i18n import counted, mark, tr, trn
from ui import tokens as t
from ui.bench import Bench
from ui.dialogs.hand_paper import HandPaperDialog
from ui.dialogs.registered import ask_verdict
from ui.dialogs.rejudge import ask_rejudge
from ui.models.applicants import ApplicantsModel
from ui.pages import pendaftar_leaving as leaving
from ui.pages import privasi
from ui.pages.base import KeyHint, Subject
from ui.pages.listing import ListPage
from ui.pages.menghapus import ask_erasure
from ui.pages.pendaftar_chips import ORDERS, FilterChips, remembered, to_remember
from ui.pages.pendaftar_panel import JUDGE, REJUDGE, DetailPanel
from ui.widgets.button import Button
from ui.widgets.card import EmptyState
from ui.widgets.fields import SearchField
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView

PANEL_WIDTH: Final = 344
PREF: Final = "pendaftar"
PRINT: Final = "cetak"
ASK: Final = "permintaan-data"
COPY: Final = "salinan-data"
ERASE: Final = "hapus-data"

_ASKABLE: Final = frozenset(
    {
        "text",
        "tahun",
        "program",
        "statuses",
        "pekka",
        "incomplete",
        "requested",
        "otherwise",
        "alone",
        "kelurahan",
    }
)
_WRITERS: Final[frozenset[str]] = frozenset({people.OPERATOR, people.VERIFIKATOR, people.PETUGAS_DKUM})


class PendaftarPage(ListPage):
    """The list, its chips and the detail pane."""

    key = "pendaftar"
    icon = "users-round"
    title = mark("Pendaftar")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._narrow = False
        self._wanted: int | None = None
        """The applicant to stay on while the list loads."""
        self._loading = False
        self._asked = remembered(bench.prefs.get(PREF, {}), bench.office.today().year)
        self.model = ApplicantsModel(bench.office, bench.worker, self)
        self._build()
        self._show_chips()
        self.load()

    # --- building

    def _build(self) -> None:
        search = SearchField(
            tr("Cari pendaftar"), tr("Cari nama, NIK, HP, alamat, atau usaha"), keys="Ctrl+F"
        )
        search.searched.connect(self._searched)
        self.chips = FilterChips()
        self.chips.asked.connect(lambda parts: self.ask(**parts))
        self.chips.years_wanted.connect(self._want_years)
        self.lay_out(search, [self.chips], self._build_list())
        self.panel = DetailPanel(self._want_image, city=self._office.info.kind == "dkum")
        self.panel.opened.connect(self._open_form)
        self.panel.reveal_asked.connect(self.reveal)
        self.panel.action.connect(self._act)
        self.panel.judge_asked.connect(self.ask_verdict)
        self.panel.history_asked.connect(self.ask_history)
        self.panel.request_asked.connect(lambda record: self.navigate.emit("privasi", record))
        self.panel.choose_asked.connect(lambda record: self.navigate.emit("perbedaan", record))
        self.panel.close_button.clicked.connect(self.close_drawer)
        self.panel.setFixedWidth(PANEL_WIDTH)
        self.row.addWidget(self.panel)
        self.panel.hide()
        self._import = Button(tr("Impor daftar"), icon="inbox", key="Ctrl+I")
        self._import.clicked.connect(self.import_list)
        self._asked_for = Button(tr("Permintaan data"), icon="user-lock")
        self._asked_for.clicked.connect(lambda: self.navigate.emit("privasi", None))
        self._new = Button(tr("Entri baru"), kind="primary", icon="plus", key="F2")
        self._new.clicked.connect(self.primary)

    def _build_list(self) -> ListCard:
        table = TableView(tr("Daftar pendaftar"))
        table.set_model(self.model)
        table.current_changed.connect(self._moved)
        table.opened.connect(self._entered)
        table.sort_asked.connect(self._sort)
        self.model.loaded.connect(self._loaded)
        self.model.settled.connect(self._settled)
        self.model.missing.connect(lambda n: self.chips.missing.set_count(n if n > 0 else None))
        self.model.failed.connect(self.refused)
        first = Button(tr("Entri baru"), kind="primary", icon="plus", key="F2")
        first.setAccessibleName(tr("Entri pendaftar pertama"))
        first.clicked.connect(self.primary)
        second = Button(tr("Impor daftar"), icon="inbox", key="Ctrl+I")
        second.setAccessibleName(tr("Impor daftar pertama"))
        second.clicked.connect(self.import_list)
        why = tr("Isi formulir pendaftar pertama, atau impor daftar dari lembar kerja XLSX atau CSV.")
        nobody = (
            EmptyState(tr("Belum ada pendaftar"), why, action=first, second=second, done=False)
            if self._bench.may("fill")
            else EmptyState(tr("Belum ada pendaftar"), tr("Operator mengisi pendaftar pertama."), done=False)
        )
        return ListCard(table, nobody)

    # --- what the shell asks

    def subtitle(self) -> str:
        programs = tr("Wirausaha Baru (WUB) dan Perempuan Pengusaha (PP)")
        if self._asked.program:
            programs = fields.FIELDS["program"].label_of(self._asked.program)
        if self._asked.tahun is None:
            return tr("{program}, semua tahun", program=programs)
        return tr("{program}, tahun {tahun}", program=programs, tahun=self._asked.tahun)

    def header_actions(self) -> Sequence[QWidget]:
        asked = (self._asked_for,) if may_record(self._office) or may_erase(self._office) else ()
        may = bool(self._office.person.roles & _WRITERS)
        return (*asked, self._import, self._new) if may and not self.listing.is_bare() else asked

    def key_hints(self) -> Sequence[KeyHint]:
        fills = self._bench.may("fill")
        return (
            KeyHint("Up Down", tr("Pilih")),
            KeyHint("Enter", tr("Buka")),
            KeyHint("F8", tr("Lihat NIK")),
            KeyHint("Ctrl+F", tr("Cari")),
            KeyHint("Esc", tr("Hapus saringan")),
            KeyHint("Ctrl+P", tr("Cetak Daftar Nominatif"), self.print_list, bar=False),
            *((KeyHint("Ctrl+I", tr("Impor daftar"), self.import_list, bar=False),) if fills else ()),
            KeyHint("Ctrl+R", tr("Urutan berikutnya"), self.next_order, bar=False),
            KeyHint("Shift+F10", tr("Tindakan lain untuk pendaftar ini"), self.show_menu, bar=False),
        )

    def open(self, argument: object) -> None:
        """A record (hex) to stand on, or what to narrow to by name: `status`, `program`, `tahun`, `text` …"""
        if isinstance(argument, str) and argument:
            self.clear_filters()
            self._bench.ask(
                lambda connection: applicants.number_of(connection, argument), self._go_to, owner=self
            )
        elif isinstance(argument, dict):
            wish = cast("dict[str, Any]", argument)
            known = {name: wish[name] for name in wish if name in _ASKABLE}
            if wish.get("status"):
                known["statuses"] = (wish["status"],)
            self._take(replace(self._asked.everything(), **known))
            self.search.setText(self._asked.text)

    def _go_to(self, number: int | None) -> None:
        self._wanted = number
        self._select_wanted()

    def refresh(self, changes: Any) -> None:
        if (
            changes is None
            or {"application", "document", "decision", "mentee", "visit", "task", "rulebook", "data_request"}
            & changes.kinds
        ):
            self.load()

    def first_focus(self) -> QWidget | None:
        return self.table if self._has_rows() or self._loading else self.search

    def panes(self) -> Sequence[QWidget]:
        return (self.search, self.table, self.panel)

    def primary(self) -> None:
        if self._bench.may("fill"):
            self.navigate.emit("entri", "")

    def back(self) -> bool:
        """Esc: close the drawer, mask the numbers, clear the search, then the chips."""
        if self._narrow and self.panel.isVisible():
            self.close_drawer()
        elif self.panel.revealing():
            self.panel.hide_numbers()
        else:
            return super().back()
        return True

    def reveal(self) -> None:
        shown = self.panel.shown()
        if shown is None:
            return
        if self.panel.revealing():
            self.panel.hide_numbers()
            return
        one = shown.id

        def show(revealed: Revealed) -> None:
            now = self.panel.shown()
            if now is not None and now.id == one:
                if self._narrow and not self.panel.isVisible():
                    self.open_drawer()
                self.panel.show_numbers(revealed)

        self._bench.worker.ask(
            lambda _told: applicant.reveal(self._office, one),
            show,
            self.refused,
            key="pendaftar-nik",
            owner=self,
        )

    def set_narrow(self, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.panel.set_drawer(narrow)
        self.panel.hide()
        if narrow:
            self.row.removeWidget(self.panel)
            self.panel.setParent(self)
        else:
            self.row.addWidget(self.panel)
            self.panel.setVisible(self.panel.shown() is not None and self._has_rows())
        self._place_drawer()

    # --- asking

    def load(self, *, recount: bool = True) -> None:
        """Ask again; the person stays where they are."""
        row = self.table.current_row()
        if self._wanted is None and row is not None:
            self._wanted = row.id
        self._loading = True
        self.model.load(self._asked, recount=recount)
        if recount:
            self._bench.ask(requests, self.chips.show_requests, key="pendaftar-permintaan", owner=self)
            self._bench.ask(to_review, self.chips.show_otherwise, key="pendaftar-aturan", owner=self)
            self._bench.ask(one_person, self.chips.show_alone, key="pendaftar-satu-petugas", owner=self)

    def ask(self, **parts: Any) -> None:
        """Narrow otherwise, and remember the chips."""
        self._take(replace(self._asked, **parts))

    def asked(self) -> ApplicantFilter:
        """What the list shows now."""
        return self._asked

    def narrowed(self) -> bool:
        return self._asked.narrowed

    def clear_filters(self) -> None:
        self.search.clear()
        self._take(self._asked.everything())

    def _take(self, asked: ApplicantFilter) -> None:
        if asked != self._asked:
            self._asked = asked
            self._bench.prefs.put(PREF, to_remember(asked))
            self._show_chips()
            self.load(recount=False)
            self.header_changed.emit()

    def _searched(self, text: str) -> None:
        access.note_search(self._office, text)
        self.ask(text=text)

    def _sort(self, name: str) -> None:
        same = name == self._asked.order
        self.ask(order=name, backwards=not self._asked.backwards if same else False)

    def next_order(self) -> None:
        """Go through the orders without a mouse."""
        known = list(ORDERS)
        at = known.index((self._asked.order, self._asked.backwards))
        order, backwards = known[(at + 1) % len(known)]
        self.ask(order=order, backwards=backwards)

    def _show_chips(self) -> None:
        one = self._asked
        self.chips.show_filter(one)
        self.table.set_sorted(one.order, (one.order == "diubah") != one.backwards)
        self.listing.note.setText(tr(ORDERS[one.order, one.backwards]))

    def _want_years(self) -> None:
        self._bench.ask(applicants.years, self._show_years, key="pendaftar-tahun", owner=self)

    def _show_years(self, found: list[int]) -> None:
        self.chips.show_years(sorted({*found, self._office.today().year}, reverse=True))

    # --- the list

    def _loaded(self) -> None:
        bare = self.listing.is_bare()
        self.listing.show_for(self.model.rowCount(), any_at_all=bool(self.model.total))
        if self.listing.is_bare() != bare:  # an empty list has these buttons in its middle
            self.header_changed.emit()
        self._show_count()
        self._select_wanted()

    def _settled(self) -> None:
        self._show_count()
        self._select_wanted(last=True)

    def _select_wanted(self, *, last: bool = False) -> None:
        """Stand on the applicant one was on; on the first when nobody is left."""
        if not self._loading and self._wanted is None:
            return
        if not self.model.rowCount():
            self._loading, self._wanted = False, None
            self._show_nobody()
            return
        number = self.model.number_of(self._wanted) if self._wanted is not None else -1
        if number < 0 and self._wanted is not None and not self.model.complete():
            number = self._in_first_page(self._wanted)
        if number < 0 and self._wanted is not None and not last:
            return  # it may be among the rows that are still on their way
        self._loading, self._wanted = False, None
        self.table.select_row(max(number, 0))
        self._moved(self.table.current_row())

    def _in_first_page(self, one: int) -> int:
        for number in range(self.model.rowCount()):
            row = self.model.row_at(number)
            if isinstance(row, ApplicantRow) and row.id == one:
                return number
        return -1

    def _has_rows(self) -> bool:
        return self.model.rowCount() > 0

    def _show_count(self) -> None:
        found, total = self.model.matched(), self.model.total
        if found is None:
            self.listing.count.setText(tr("Menghitung, dari {total}", total=counted(total)))
        elif self._asked.narrowed:
            words = trn(
                "{cocok} pendaftar cocok dari {total}",
                "{cocok} pendaftar cocok dari {total}",
                found,
                cocok=counted(found),
                total=counted(total),
            )
            self.listing.count.setText(words)
        else:
            self.listing.count.setText(
                trn("{jumlah} pendaftar", "{jumlah} pendaftar", total, jumlah=counted(total))
            )

    def _moved(self, row: ApplicantRow | None) -> None:
        if self._loading:
            return
        if row is None:
            self._show_nobody()
            return
        shown = self.panel.shown()
        if shown is not None and shown.id != row.id:
            self.panel.hide_numbers()
        self._bench.ask(
            lambda connection: self._read_detail(connection, row.id),
            self._show_detail,
            key="pendaftar-rincian",
            owner=self,
        )

    def _read_detail(self, connection: Reading, one: int) -> tuple[ApplicantDetail, list[Change]] | None:
        context = self._office.context
        found = applicant.detail(connection, context, one, today=self._office.today())
        return None if found is None else (found, whole_history(connection, context, one))

    def _show_detail(self, found: tuple[ApplicantDetail, list[Change]] | None) -> None:
        if found is None:
            self._show_nobody()
            return
        detail, history = found
        self.panel.show_applicant(detail, history, self._steps(detail))
        if not self._narrow:
            self.panel.show()
        self._note_opened()

    def _note_opened(self) -> None:
        """In the access log: whom somebody has before their eyes."""
        if self.panel.isVisible() and self.panel.record():
            access.opened(self._office, self.panel.record())

    def _show_nobody(self) -> None:
        if self.panel.isVisible():
            self.close_drawer()
            self.panel.hide()

    def _entered(self, row: ApplicantRow) -> None:
        """Enter: the drawer first where there is no pane, then the form."""
        if self._narrow and not self.panel.isVisible():
            self.open_drawer()
        else:
            self.navigate.emit("entri", row.record)

    def _open_form(self) -> None:
        if self.panel.record():
            self.navigate.emit("entri", self.panel.record())

    def subject(self) -> Subject | None:
        shown = self.panel.shown()
        return Subject(shown.record, shown.nama or shown.nomor) if shown is not None else None

    # --- the drawer

    def open_drawer(self) -> None:
        """Show the pane over the list."""
        self._place_drawer()
        self.panel.show()
        self.panel.raise_()
        self._note_opened()
        self.panel.open_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_drawer(self) -> None:
        """Back to the list."""
        if self._narrow:
            inside = self.panel.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
            self.panel.hide()
            if inside:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_drawer(self) -> None:
        if self._narrow:
            width = self.width() if self.width() < t.STACK_BELOW - 60 else min(PANEL_WIDTH + 36, self.width())
            self.panel.setFixedWidth(width)
            self.panel.setGeometry(self.width() - width, 0, width, self.height())
        else:
            self.panel.setFixedWidth(PANEL_WIDTH)
            self.panel.setMaximumHeight(16_777_215)

    # --- steps

    def _steps(self, detail: ApplicantDetail) -> list[tuple[str, str, str]]:
        """The steps open to this person for this applicant: code, icon, words."""
        roles = self._office.person.roles
        found: list[tuple[str, str, str]] = []
        step = status.transition(detail.status, "verify")
        if step is not None and roles & step.roles:
            found.append(("verifikasi", "badge-check", tr("Periksa di Verifikasi")))
        if roles & _WRITERS and any(item.record for item in detail.findings):
            found.append((JUDGE, "store", tr("Putuskan usaha terdaftar…")))
        if roles & rejudging.WRITERS and detail.judged.appears:
            found.append((REJUDGE, "scale", tr("Lihat menurut aturan baru…")))
        found += leaving.steps(self._office, detail)
        gone = detail.status in ("withdrawn", "rejected", "cancelled")
        if not gone and not people.sees_only_own(roles) and self._office.info.kind != "dkum":
            found.append((PRINT, "printer", tr("Cetak lembar bertanda tangan…")))
        if may_record(self._office):
            found.append((ASK, "user-lock", tr("Catat permintaan data pribadi…")))
            found.append((COPY, "download", tr("Salinan data untuk orangnya…")))
        if may_erase(self._office):
            found.append((ERASE, "eraser", tr("Hapus data orang ini…")))
        return found

    def _act(self, code: str) -> None:
        detail = self.panel.shown()
        if detail is None:
            return
        if code == "verifikasi":
            self.navigate.emit("verifikasi", detail.record)
        elif code == REJUDGE:
            self.ask_rejudge()
        elif code == PRINT:
            HandPaperDialog(self, self._bench, detail.record, detail.nomor).open()
        elif code == ASK:
            privasi.ask_request(self, self._bench, detail.record, detail.nama)
        elif code == COPY:
            privasi.ask_copy(self, self._bench, detail.record, detail.nama or detail.nomor)
        elif code == ERASE:
            ask_erasure(self, self._bench, detail.record, detail.nama)
        elif code == JUDGE:
            about = [item for item in detail.findings if item.record]
            self.ask_verdict(next((item for item in about if item.needs_reason), about[0]))
        else:
            leaving.ask(self, self._bench, code, detail)

    def show_menu(self) -> QMenu | None:
        """Shift+F10: under the panel's dots, or in a narrow window under the row."""
        row = self.table.visualRect(self.table.currentIndex())
        return self.panel.show_menu(self.table.viewport().mapToGlobal(row.bottomLeft() + QPoint(12, 2)))

    def ask_rejudge(self) -> None:
        """Show what the newer rules say of this applicant, and judge again."""
        detail = self.panel.shown()
        if detail is not None:
            told = tr("{nama} dinilai ulang menurut aturan versi {versi}.",
                      nama=detail.nama, versi=detail.judged.newer)  # fmt: skip
            ask_rejudge(self, self._bench, detail, lambda: self.toast(told), self._open_form)

    def ask_verdict(self, found: Finding) -> None:
        """Ask whether a registered business is this applicant's."""
        detail = self.panel.shown()
        if detail is not None:
            ask_verdict(self, self._bench, detail.record, detail.nama, found, self.load)

    def print_list(self) -> None:
        """What is printed of a list is a paper with head, number and seal: Dokumen makes it."""
        self.navigate.emit("dokumen", "buat" if self._office.info.kind == "kelurahan" else None)

    def import_list(self) -> None:
        """Open *Impor daftar*."""
        from ui.dialogs.intake_dialog import IntakeDialog

        if not self._office.person.roles & _WRITERS:
            return
        dialog = IntakeDialog(self, self._bench)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _want_image(self, attachment: Attachment, show: Callable[[QImage | None], None]) -> None:
        """Read and decode in the reading thread; the blob may not be on this computer yet."""
        self._bench.worker.ask(
            lambda _told: _picture(self._office, attachment),
            show,
            lambda _error: show(None),
            owner=self.panel,
        )

    # --- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_drawer()


def _picture(office: Office, attachment: Attachment) -> QImage | None:
    from desktop_app.actions import attachments

    data = attachments.read(office, attachment.sha256)
    if attachment.mime == "application/pdf":
        from desktop_app.documents.render import page_picture

        page = page_picture(data, 0)
        return QImage(page.rgba, page.wide, page.high, page.wide * 4, QImage.Format.Format_RGBA8888).copy()
    image = QImage.fromData(data)
    return None if image.isNull() else image
