"""One visit, by keyboard: Enter goes on, Ctrl+Enter saves and opens the next person's.

What is typed is kept at every change, like the form of Entri: a visit begun and not saved is there again
when the dialog is opened for that person.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app.actions.mentoring import LONGEST, SHORT, SaveVisit
from desktop_app.domain.moments import wib
from desktop_app.domain.values import show_date
from desktop_app.errors import WiraError
from desktop_app.queries.home import VISITING
from desktop_app.queries.mentors import MenteeLine, VisitLine
from resources.i18n import tr
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.dialogs.person import FormDialog
from ui.forms.editors import DateField
from ui.forms.keeper import DraftKeeper
from ui.widgets.card import FindingCard
from ui.widgets.fields import TextField
from ui.widgets.form import FieldRow
from ui.widgets.labels import WrapLabel

FIELDS = ("tanggal", "tempat", "pokok", "masalah", "saran", "langkah")
_ROW_OF = {"date": "tanggal", "future": "tanggal", "unaccompanied": "tanggal", "not_yours": "tanggal"}


class VisitDialog(FormDialog):
    """`saving(SaveVisit, bool)`: the wish, and whether the next person's visit is wanted after it."""

    saving = Signal(object, bool)
    cancel_asked = Signal()
    """The visit shown was written by mistake."""

    def __init__(
        self,
        parent: QWidget | None,
        bench: Bench,
        person: MenteeLine,
        *,
        visit: VisitLine | None = None,
        earlier: dict[str, str] | None = None,
    ) -> None:
        """A new visit to `person`, or `visit` to be mended. `earlier` are values to begin with: the day and
        the place of the visit written just before."""
        title = tr("Kunjungan: {nama}", nama=person.nama)
        super().__init__(parent, title, tr("Simpan & berikutnya"), width=880, field_width=500)
        self._bench, self.person, self.visit = bench, person, visit
        about = tr("{nomor} · didampingi {pendamping}", nomor=person.nomor, pendamping=person.mentor_name)
        self.body.insertWidget(0, WrapLabel(about, size=t.SIZE_META))
        self.restored = WrapLabel("", size=t.SIZE_META, tone="warn")
        self.restored.hide()
        self.body.insertWidget(1, self.restored)
        self.fields: dict[str, TextField] = {}
        self._rows: dict[str, FieldRow] = {}
        self._build()
        self.save_button = self.add_button(tr("Simpan"), key="Ctrl+S", left=True)
        self.save_button.clicked.connect(lambda: self._ask_save(following=False))
        if visit is not None:
            self.action_button.hide()  # there is no next one after a correction
            drop = self.add_button(tr("Batalkan kunjungan"), kind="danger", left=True)
            drop.clicked.connect(self.cancel_asked)
        QWidget.setTabOrder(self.fields["langkah"], self.action_button)  # Enter after the last field
        QWidget.setTabOrder(self.action_button, self.save_button)
        self.keeper = DraftKeeper(bench.office, self._raw, self, page=VISITING)
        self.keeper.begin(person.record, f"{VISITING}:{visit.record if visit else person.record}")
        self._fill(earlier or {})
        for name, field in self.fields.items():
            field.textEdited.connect(lambda _text, name=name: self._edited(name))
        self.fields["tanggal"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fields["tanggal"].selectAll()

    def _build(self) -> None:
        words = {
            "tanggal": tr("Tanggal"), "tempat": tr("Tempat"), "pokok": tr("Pokok"),
            "masalah": tr("Masalah"), "saran": tr("Saran"), "langkah": tr("Langkah berikutnya"),
        }  # fmt: skip
        hints = {
            "tanggal": tr("Hari-bulan-tahun. Hari ini sudah terisi."),
            "pokok": tr("Apa yang dibahas, misalnya pembukuan harian."),
        }
        for name in FIELDS:
            limit = SHORT if name == "tempat" else LONGEST
            dated = name == "tanggal"
            field = DateField(words[name]) if dated else TextField(words[name], max_length=limit)
            self.fields[name] = field
            self._rows[name] = self.form.row(words[name], field, hint=hints.get(name, ""))

    def _fill(self, earlier: dict[str, str]) -> None:
        """What was typed and not saved, or the visit, or the day and place of the one before."""
        draft = self.keeper.take(self.keeper.form_id)
        if draft is not None and draft.where.get("user") == self._bench.office.session.user:
            values: dict[str, Any] = draft.values
            moment = when.near_moment(wib(draft.written), self._bench.office.today())
            self.restored.setText(tr("Isian yang belum disimpan dari {waktu} dilanjutkan.", waktu=moment))
            self.restored.show()
        elif self.visit is not None:
            values = {name: getattr(self.visit, name) for name in FIELDS}
            values["tanggal"] = show_date(values["tanggal"])
        else:
            values = {"tanggal": show_date(self._bench.office.today().isoformat()), **earlier}
        for name, field in self.fields.items():
            field.setText(str(values.get(name) or ""))

    def _raw(self) -> tuple[dict[str, Any], str]:
        inside = next((name for name, field in self.fields.items() if field.hasFocus()), "")
        return {name: field.text() for name, field in self.fields.items()}, inside

    def _edited(self, name: str) -> None:
        self._rows[name].set_findings(())
        self.problem.hide()
        self.keeper.note()

    # --- saving

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_S:
            self._ask_save(following=False)
            return
        super().keyPressEvent(event)

    def _send(self) -> None:
        self._ask_save(following=True)

    def _ask_save(self, *, following: bool) -> None:
        if not self.action_button.isEnabled():
            return
        if not self.fields["pokok"].text().strip():
            self.mark(self._rows["pokok"], tr("Pokok belum diisi."), tr("Tulis apa yang dibahas."))
            return
        values = {name: field.text() for name, field in self.fields.items()}
        wish = SaveVisit(
            self.person.record, values.pop("tanggal"), values.pop("pokok"), **values,
            record=self.visit.record if self.visit else "",
        )  # fmt: skip
        self.action_button.setEnabled(False)
        self.saving.emit(wish, following)

    def saved(self) -> dict[str, str]:
        """The visit is on the log: forget the typing. What the next one begins with."""
        self.keeper.forget()
        kept = {name: self.fields[name].text() for name in ("tanggal", "tempat")}
        self.done(self.DialogCode.Accepted)
        self.deleteLater()
        return kept

    def show_problem(self, error: WiraError) -> None:
        """A refusal stands beside its field; what was typed stays."""
        self.action_button.setEnabled(True)
        name = _ROW_OF.get(error.code, "")
        if name:
            self.mark(self._rows[name], error.message, error.next_step)
            return
        self.problem.setText(str(error))
        self.problem.show()
        self._fit()

    def words(self) -> str:
        """Every finding shown, for tests and screen readers."""
        found = [card.words() for row in self._rows.values() for card in row.findings]
        return " ".join([*found, self.problem.text() if self.problem.isVisible() else ""]).strip()

    def finding(self, name: str) -> list[FindingCard]:
        """The findings beside a field."""
        return self._rows[name].findings
