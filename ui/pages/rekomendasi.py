"""Rekomendasi: DP3AP2KB's letters, their names matched with applicants, and PEKKA without a letter.

DKUM imports, decides and takes back; a kelurahan sees its own names, those that have not applied first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.actions import access
from desktop_app.actions import recommendations as actions
from desktop_app.actions.recommendations import Settled, Withdraw
from desktop_app.domain import people
from desktop_app.domain.access import REVEAL
from desktop_app.domain.recommending import OFFICE_LABELS, STATE_LABELS, STATES
from desktop_app.domain.values import show_date
from desktop_app.errors import WiraError
from desktop_app.office import Reading
from desktop_app.queries import recommendations as queries
from desktop_app.queries.recommendations import Candidate, Filter, LetterRow, View
from resources.i18n import mark, tr, trn
from ui.bench import Bench
from ui.dialogs.letter import LetterImportDialog, WithdrawDialog
from ui.models import letters as model
from ui.models.letters import LetterLine
from ui.models.table import RowsTableModel
from ui.pages.base import KeyHint, Subject
from ui.pages.listing import ListPage
from ui.pages.rekomendasi_panel import WIDE, ComparePanel
from ui.widgets.button import Button, Chip
from ui.widgets.card import EmptyState
from ui.widgets.fields import SearchField
from ui.widgets.flow import Beside, Flow
from ui.widgets.list_card import ListCard
from ui.widgets.table import TableView

CLAIMS: Final = "pekka"
"""The chip beside the states: applicants who say they are PEKKA and are in no letter."""
_KINDS: Final = frozenset({"application", "recommendation", "recommended"})


@dataclass(frozen=True)
class Room:
    """Everything the page shows, from one committed state; `waiting` names would match by NIK now."""

    view: View
    waiting: int


def load_room(connection: Reading, asked: Filter, *, city: bool) -> Room:
    """What the page asks."""
    return Room(queries.view(connection, asked), actions.pending(connection) if city else 0)


class RekomendasiPage(ListPage):
    """The names with their state, and the comparison beside them."""

    key: ClassVar[str] = "rekomendasi"
    icon: ClassVar[str] = "heart-handshake"
    title: ClassVar[str] = mark("Rekomendasi")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._city = self._office.info.kind == "dkum"
        self._may = self._city and people.PETUGAS_DKUM in self._office.person.roles
        self._asked, self._chip = Filter(), ""
        self._room: Room | None = None
        self._wanted, self._whole = "", False
        self._build()

    # --- building

    def _build(self) -> None:
        search = SearchField(tr("Cari nama di surat"), tr("Cari nama, surat, atau alamat"), keys="Ctrl+F")
        search.searched.connect(lambda text: access.note_search(self._bench.office, text))
        search.searched.connect(lambda text: self._take(replace(self._asked, text=text)))
        self.letter = Chip(tr("Surat"), checkable=False, menu=True)
        self.letter.clicked.connect(self.letter_menu)
        self.letter.closed.connect(lambda: self._take(replace(self._asked, letter="")))
        table = TableView(tr("Nama di surat rekomendasi"), lines=2)
        self.model: RowsTableModel[LetterLine] = RowsTableModel(model.columns(city=self._city), parent=self)
        table.set_model(self.model)
        table.current_changed.connect(lambda _row: self._show_line())
        table.opened.connect(lambda _row: self.panel.open_one())
        self.panel = ComparePanel(may=self._may)
        self.panel.judged.connect(self._judge)
        self.panel.withdraw_asked.connect(self.withdraw_name)
        self.panel.opened.connect(lambda record: self.navigate.emit("pendaftar", record))
        self.panel.whole_asked.connect(self._show_whole)
        self.lay_out(search, [self.letter], ListCard(table, self._nobody(), above=self._chips()))
        self.row.removeWidget(self.listing)
        self.row.addWidget(Beside(self.listing, self.panel, wide=WIDE, low=230), 1)
        self.panel.hide()
        self._import = Button(tr("Impor surat"), kind="primary", icon="inbox", key="F2")
        self._import.clicked.connect(self.primary)
        self._match = Button(tr("Padankan"), icon="link", key="Ctrl+M")
        self._match.clicked.connect(self.match)
        self._back = Button(tr("Cabut surat"), icon="ban")
        self._back.clicked.connect(self.withdraw_letter)

    def _chips(self) -> Flow:
        labels = STATE_LABELS if self._city else OFFICE_LABELS
        self.chips = {state: Chip(tr(labels[state])) for state in STATES}
        self.chips[CLAIMS] = Chip(tr("PEKKA tanpa rekomendasi"))
        for code, chip in self.chips.items():
            chip.clicked.connect(lambda _on=False, code=code: self._choose(code))
        return Flow(*self.chips.values(), gap=6)

    def _nobody(self) -> EmptyState:
        if not self._city:
            return EmptyState(
                tr("Belum ada nama untuk kelurahan ini"),
                tr("Nama dari surat DP3AP2KB untuk kelurahan Anda datang dengan berkas DKUM."),
                done=False,
            )
        first = Button(tr("Impor surat"), kind="primary", icon="inbox", key="F2")
        first.setAccessibleName(tr("Impor surat pertama"))
        first.clicked.connect(self.primary)
        return EmptyState(
            tr("Belum ada surat DP3AP2KB"),
            tr("Daftar perempuan yang direkomendasikan datang sebagai lembar kerja dengan nomor dan tanggal "
               "surat. Yang NIK-nya sama dipadankan sendiri, yang mirip Anda putuskan."),
            action=first if self._may else None,
            done=False,
        )  # fmt: skip

    # --- what the shell asks

    def subtitle(self) -> str:
        room = self._room
        if room is None or not room.view.letters:
            return tr("Daftar DP3AP2KB yang mendahulukan PEKKA")
        n, names = len(room.view.letters), room.view.total
        if not names and not self._city:
            return trn(
                "{n} surat, tidak ada nama untuk kelurahan ini",
                "{n} surat, tidak ada nama untuk kelurahan ini", n,
            )  # fmt: skip
        if room.waiting:
            return trn(
                "{n} surat, {nama} nama, {m} dapat dipadankan sekarang",
                "{n} surat, {nama} nama, {m} dapat dipadankan sekarang", n, nama=names, m=room.waiting,
            )  # fmt: skip
        return trn("{n} surat, {nama} nama", "{n} surat, {nama} nama", n, nama=names)

    def header_actions(self) -> Sequence[QWidget]:
        if not self._may or self._room is None or not self._room.view.letters:
            return ()
        chosen = [self._back] if self._asked.letter else []
        return (*chosen, *([self._match] if self._room.waiting else []), self._import)

    def key_hints(self) -> Sequence[KeyHint]:
        deciding = (
            KeyHint("Ctrl+Enter", tr("orang yang sama"), lambda: self.panel.judge(same=True)),
            KeyHint("Ctrl+B", tr("orang lain"), lambda: self.panel.judge(same=False)),
            KeyHint("Ctrl+K", tr("cabut, atau batalkan pencabutan"), self.withdraw_name, bar=False),
            KeyHint("Ctrl+M", tr("padankan lagi lewat NIK"), self.match, bar=False),
            KeyHint("F2", tr("impor surat"), self.primary),
        )
        return (
            KeyHint("Up Down", tr("pilih")),
            *(deciding if self._may else ()),
            KeyHint("F7", tr("yang mirip berikutnya"), self.panel.next_one, bar=False),
            KeyHint("Enter", tr("buka pendaftar")),
            KeyHint("Ctrl+F", tr("Cari")),
            KeyHint("F8", tr("lihat NIK"), bar=False),
        )

    def panes(self) -> Sequence[QWidget]:
        return (self.search, self.table, self.panel)

    def open(self, argument: object) -> None:
        """A state to narrow to, `CLAIMS`, or a name's record to stand on."""
        if not isinstance(argument, str) or not argument:
            return
        if argument in self.chips:
            self._choose(argument, on=True)
        else:
            self._wanted = argument
            self.clear_filters()

    def entered(self) -> None:
        self.load()

    def refresh(self, changes: Any) -> None:
        if changes is None or changes.kinds & _KINDS:
            self.load()

    def primary(self) -> None:
        """F2: import a letter's list."""
        if not self._may:
            return
        dialog = LetterImportDialog(self, self._bench)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.back_to_list)
        dialog.open()

    def reveal(self) -> None:
        self.panel.reveal()

    # --- asking

    def load(self) -> None:
        """Ask again; the person stays on the name they are on."""
        asked, city = self._asked, self._city
        self._bench.ask(
            lambda connection: load_room(connection, asked, city=city),
            self._loaded, owner=self, key="rekomendasi",
        )  # fmt: skip

    def narrowed(self) -> bool:
        return self._asked != Filter() or bool(self._chip)

    def clear_filters(self) -> None:
        self.search.clear()
        self._chip = ""
        self._take(Filter(), again=True)

    def letter_menu(self) -> QMenu:
        """The letters to choose from, the latest first."""
        menu = QMenu(self.letter)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in self._room.view.letters if self._room is not None else ():
            told = {"nomor": one.nomor, "tanggal": show_date(one.tanggal), "n": one.names}
            words = (
                tr("{nomor}, {tanggal}: {n} nama, dicabut", **told)
                if one.dicabut_nomor
                else tr("{nomor}, {tanggal}: {n} nama", **told)
                if one.names or self._city
                else tr("{nomor}, {tanggal}: tidak ada nama untuk kelurahan ini", **told)
            )
            line = menu.addAction(words)
            line.triggered.connect(
                lambda _checked=False, record=one.record: self._take(replace(self._asked, letter=record))
            )
        if menu.isEmpty():
            menu.addAction(tr("Belum ada surat")).setEnabled(False)
        menu.popup(self.letter.mapToGlobal(QPoint(0, self.letter.height() + 4)))
        return menu

    def _take(self, asked: Filter, *, again: bool = False) -> None:
        if asked == self._asked and not again:
            return
        self._asked = asked
        self.load()

    def _choose(self, code: str, *, on: bool | None = None) -> None:
        self._chip = code if (on or (on is None and self._chip != code)) else ""
        state = self._chip if self._chip in STATES else ""
        self._take(replace(self._asked, state=state), again=True)

    # --- showing

    def _loaded(self, room: Room) -> None:
        first = self._room is None
        self._room = room
        for code, chip in self.chips.items():
            chip.set_count(len(room.view.claims) if code == CLAIMS else room.view.fitting[code])  # type: ignore[index]
            chip.setChecked(code == self._chip)
        one = self._letter()
        self.letter.set_text(one.nomor if one is not None else tr("Surat"))
        self.letter.set_closable(one is not None)
        self._back.set_text(
            tr("Batalkan pencabutan surat") if one is not None and one.dicabut_nomor else tr("Cabut surat")
        )
        lines = (
            model.claim_lines(room.view.claims)
            if self._chip == CLAIMS
            else model.name_lines(room.view.names, city=self._city)
        )
        current = self.table.current_row()
        wanted = self._wanted or (current.key if isinstance(current, LetterLine) else "")
        self._wanted = ""
        self.model.set_rows(lines)
        self.listing.show_for(len(lines), any_at_all=self.narrowed())
        n = len(lines)
        self.listing.count.setText(trn("{n} nama", "{n} nama", n))
        self.table.select_row(max(self.model.find(lambda line: line.key == wanted), 0))
        self._show_line()
        if first:
            self.focus_first()
        self.header_changed.emit()

    def _letter(self) -> LetterRow | None:
        letters = self._room.view.letters if self._room is not None else ()
        return next((one for one in letters if one.record == self._asked.letter), None)

    def _line(self) -> LetterLine | None:
        found = self.table.current_row()
        return found if isinstance(found, LetterLine) else None

    def subject(self) -> Subject | None:
        line = self._line()
        about = (line.name or line.claim) if line is not None else None
        return Subject(about.record, about.nama) if about is not None else None

    def _show_line(self) -> None:
        line = self._line()
        shown = self.panel.line()
        if line is None or shown is None or shown.key != line.key:
            self._whole = False
        self.panel.setVisible(line is not None)
        if line is None:
            return
        if line.name is None:
            self.panel.show_line(line, ())
            return
        whole = self._whole

        def show(found: tuple[Candidate, ...]) -> None:
            if self._line() == line:
                self.panel.show_line(line, found)

        self._bench.ask(
            lambda connection: queries.compare(connection, line.key, whole=whole),
            show, owner=self, key="rekomendasi:nama",
        )  # fmt: skip

    def _show_whole(self, whole: bool) -> None:
        self._whole = whole
        line = self.panel.line()
        if whole and line is not None:
            access.note(self._office, REVEAL, line.key)
        self._show_line()

    # --- deciding

    def match(self) -> None:
        """Ctrl+M: match all names by NIK again."""
        if self._may:
            office = self._office
            self._bench.do(
                lambda _told: actions.match(office), self._settled, owner=self, refused=self.refused
            )

    def _judge(self, record: str, same: bool) -> None:
        line, office = self._line(), self._office
        if line is None or not self._may:
            return
        name = line.key
        self._bench.do(
            lambda _told: actions.judge_name(office, name, record, same=same),
            self._settled, owner=self, refused=self.refused,
        )  # fmt: skip

    def withdraw_name(self) -> None:
        """Ctrl+K: the name one is on was taken back by a later letter, or was not after all."""
        line = self._line()
        if not self._may or line is None or line.name is None:
            return
        one = line.name
        letters = self._room.view.letters if self._room is not None else ()
        if any(each.record == one.letter and each.dicabut_nomor for each in letters):
            self.toast(tr("Surat ini dicabut seluruhnya. Pilih suratnya di atas untuk membatalkannya."))
        elif one.state == "dicabut":
            self._withdraw(Withdraw(one.letter, names=(one.record,)))
        else:
            what = tr(
                "Rekomendasi {nama} dari surat nomor {nomor} dicabut dengan surat yang lebih baru. "
                "Prioritasnya hilang, kecuali ia sudah ditetapkan.",
                nama=one.nama, nomor=one.nomor,
            )  # fmt: skip
            self._ask(tr("Cabut rekomendasi {nama}", nama=one.nama), what, one.letter, (one.record,))

    def withdraw_letter(self) -> None:
        """The letter chosen was taken back as a whole, or was not after all."""
        one = self._letter()
        if self._may and one is not None:
            self._ask_withdraw(one, ())

    def _ask_withdraw(self, one: LetterRow, names: tuple[str, ...]) -> None:
        if one.dicabut_nomor:
            self._withdraw(Withdraw(one.record, names=names))
            return
        what = tr("Seluruh {n} nama di surat nomor {nomor} dicabut dengan surat yang lebih baru. Prioritas "
                  "mereka hilang, kecuali yang sudah ditetapkan.", n=one.names, nomor=one.nomor)  # fmt: skip
        self._ask(tr("Cabut surat {nomor}", nomor=one.nomor), what, one.record, names)

    def _ask(self, title: str, what: str, letter: str, names: tuple[str, ...]) -> None:
        dialog = WithdrawDialog(self, title, what)

        def send() -> None:
            wish = Withdraw(letter, dialog.nomor.text(), dialog.tanggal.text(), names)
            self._withdraw(wish, dialog)

        dialog.accepted.connect(send)
        dialog.finished.connect(self.back_to_list)
        dialog.open()

    def _withdraw(self, wish: Withdraw, dialog: WithdrawDialog | None = None) -> None:
        office = self._office

        def done(settled: Settled) -> None:
            if dialog is not None:
                dialog.deleteLater()
            self._settled(settled)

        def stop(error: WiraError) -> None:
            if dialog is not None:
                dialog.show_problem(error)
            else:
                self.refused(error)

        self._bench.do(lambda _told: actions.withdraw(office, wish), done, owner=self, refused=stop)

    def _settled(self, settled: Settled) -> None:
        self.toast(" ".join(settled.sentences[1:]))
