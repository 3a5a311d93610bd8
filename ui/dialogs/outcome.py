"""What became of one person, by keys: Enter goes on, Y or T answers, Ctrl+Enter saves and opens the next one.

What is typed is kept at every change, like the form of Entri.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app.actions.outcomes import SaveOutcome
from desktop_app.domain import outcome
from desktop_app.domain.finding import Finding
from desktop_app.domain.moments import wib
from desktop_app.domain.values import show_date
from desktop_app.errors import WiraError
from desktop_app.queries import outcomes
from desktop_app.queries.home import OUTCOME
from desktop_app.queries.outcomes import Line
from resources.i18n import tr
from ui import tokens as t
from ui import when
from ui.bench import Bench
from ui.dialogs.person import FormDialog
from ui.forms.editors import DateField
from ui.forms.keeper import DraftKeeper
from ui.widgets.card import FindingCard, Severity
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.form import FieldRow
from ui.widgets.labels import WrapLabel

_ANSWER_ROWS = {"enam_bulan": 6, "dua_belas_bulan": 12}
_SEVERITY: dict[str, Severity] = {"block": "block", "warn": "reason", "info": "info"}


class OutcomeDialog(FormDialog):
    """`saving(SaveOutcome, bool)`: the wish, and whether the next person's is wanted after it."""

    saving = Signal(object, bool)

    def __init__(self, parent: QWidget | None, bench: Bench, line: Line, question: str = "") -> None:
        """The outcome of the person of `line`; `question` is what is to be asked now, "" for nothing."""
        title = tr("Capaian: {nama}", nama=line.nama)
        super().__init__(parent, title, tr("Simpan & berikutnya"), width=940, field_width=400)
        self._bench, self.line = bench, line
        about = tr("{nomor} · ditetapkan dengan putusan {putusan}", nomor=line.nomor,
                   putusan=line.putusan or "-")  # fmt: skip
        self.body.insertWidget(0, WrapLabel(about, size=t.SIZE_META))
        self.notice = WrapLabel("", size=t.SIZE_META, tone="warn")
        self.notice.hide()
        self.body.insertWidget(1, self.notice)
        self.fields: dict[str, TextField | SegmentedChoice] = {}
        self._rows: dict[str, FieldRow] = {}
        self._build()
        self.save_button = self.add_button(tr("Simpan"), key="Ctrl+S", left=True)
        self.save_button.clicked.connect(lambda: self._ask_save(following=False))
        QWidget.setTabOrder(self.fields["catatan"], self.action_button)
        QWidget.setTabOrder(self.action_button, self.save_button)
        self.keeper = DraftKeeper(bench.office, self._raw, self, page=OUTCOME)
        self.keeper.begin(line.record, f"{OUTCOME}:{line.record}")
        self._fill()
        for name, field in self.fields.items():
            if isinstance(field, TextField):
                field.textEdited.connect(lambda _text, name=name: self._edited(name))
                field.left.connect(self._look)
            else:
                field.chosen.connect(lambda _value, name=name: self._answered(name))
        first = self.fields[question] if question in self.fields else self.fields["mulai_usaha"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    def _build(self) -> None:
        hints = {
            "mulai_usaha": tr("Hari-bulan-tahun, misalnya 12-03-2026."),
            "nib": tr("13 angka dari lembar NIB; boleh menyusul."),
            "pekerja": tr("Orang yang bekerja di usaha itu."),
            "omzet_kelas": tr("Tidak tampil di daftar, kertas, atau data untuk instansi lain."),
        }
        for field in outcome.ALL:
            name = field.name
            if name.endswith("_bulan_tanggal"):
                continue
            label = tr(field.label)
            if name in _ANSWER_ROWS:
                choice = SegmentedChoice(
                    label, [Option("ya", tr("Ya"), "Y"), Option("tidak", tr("Tidak"), "T")]
                )
                day = DateField(tr(outcome.FIELDS[f"{name}_tanggal"].label), placeholder=tr("ditanya pada"))
                self.fields[name], self.fields[f"{name}_tanggal"] = choice, day
                row = self.form.row(label, choice, day, stretch=(0, 1))
                self._rows[f"{name}_tanggal"] = row
            elif field.choices:
                short = [
                    Option(one.code, _short(one.code), str(at)) for at, one in enumerate(field.choices, 1)
                ]
                self.fields[name] = SegmentedChoice(label, short)
                row = self.form.row(label, self.fields[name], hint=hints.get(name, ""))
            else:
                self.fields[name] = (
                    DateField(label)
                    if field.kind == "date"
                    else TextField(
                        label, digits=field.kind != "text", max_length=max(field.max_length + 10, 20)
                    )
                )
                row = self.form.row(label, self.fields[name], hint=hints.get(name, ""))
            self._rows[name] = row

    def _fill(self) -> None:
        """What was typed and not saved, or what the office knows."""
        draft = self.keeper.take(self.keeper.form_id)
        values: dict[str, Any] = {
            name: outcome.show(name, value) if not outcome.FIELDS[name].choices else value
            for name, value in self.line.values.items()
        }
        if draft is not None and draft.where.get("user") == self._bench.office.session.user:
            values = draft.values
            moment = when.near_moment(wib(draft.written), self._bench.office.today())
            self._tell(tr("Isian yang belum disimpan dari {waktu} dilanjutkan.", waktu=moment))
        elif self.line.conflicts:
            self._tell(tr("Dua kantor menulis isian yang berbeda. Periksa, lalu simpan lagi."))
        for name, field in self.fields.items():
            text = str(values.get(name) if values.get(name) is not None else "")
            if isinstance(field, TextField):
                field.setText(text)
            else:
                field.set_value(text)

    def _tell(self, sentence: str) -> None:
        self.notice.setText(sentence)
        self.notice.show()

    def values(self) -> dict[str, str]:
        """What is typed."""
        return {
            name: field.text() if isinstance(field, TextField) else field.value()
            for name, field in self.fields.items()
        }

    def _raw(self) -> tuple[dict[str, Any], str]:
        return self.values(), next((name for name, field in self.fields.items() if field.hasFocus()), "")

    # --- findings beside the fields

    def _edited(self, name: str) -> None:
        self._rows[name].set_findings(())
        self.problem.hide()
        self.keeper.note()

    def _answered(self, name: str) -> None:
        """An answer given now was asked for today, unless another day is typed."""
        day = self.fields.get(f"{name}_tanggal")
        value = self.values()[name]
        if isinstance(day, TextField):
            if value and not day.text().strip():
                day.setText(show_date(self._bench.office.today().isoformat()))
            elif not value:
                day.clear()
        self._edited(name)
        self._look()

    def _look(self) -> None:
        typed, today, record = self.values(), self._bench.office.today(), self.line.record
        self._bench.ask(
            lambda connection: outcomes.judge_outcome(connection, record, typed, today),
            self._show_findings,
            owner=self,
            key="capaian:temuan",
        )

    def _show_findings(self, found: list[Finding]) -> None:
        by_row: dict[FieldRow, list[Finding]] = {row: [] for row in self._rows.values()}
        for finding in found:
            by_row[self._rows[finding.field]].append(finding)
        for row, findings in by_row.items():
            cards = [FindingCard(_SEVERITY[one.level], one.title, one.reason) for one in findings]
            levels = {one.level for one in findings}
            told = {card.words() for card in cards}
            if told != {card.words() for card in row.findings}:
                row.set_findings(cards, "bad" if "block" in levels else "warn" if "warn" in levels else "")
        self._fit()

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
        self.action_button.setEnabled(False)
        self.saving.emit(SaveOutcome(self.line.record, self.values()), following)

    def saved(self) -> None:
        """It is on the log: forget the typing."""
        self.keeper.forget()
        self.done(self.DialogCode.Accepted)
        self.deleteLater()

    def show_problem(self, error: WiraError) -> None:
        """A refusal stands beside its field; what was typed stays."""
        self.action_button.setEnabled(True)
        row = self._rows.get(error.code.split(".")[0])
        if row is not None:
            self.mark(row, error.message, error.next_step)
            return
        self.problem.setText(str(error))
        self.problem.show()
        self._fit()

    def words(self) -> str:
        """Every finding shown, for tests and screen readers."""
        return " ".join(card.words() for row in dict.fromkeys(self._rows.values()) for card in row.findings)


def _short(code: str) -> str:
    """The class by its name alone; the limits stand in the manual and on paper."""
    return {"mikro": tr("Mikro"), "kecil": tr("Kecil"), "menengah": tr("Menengah")}.get(code, code)
