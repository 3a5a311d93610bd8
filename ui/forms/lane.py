"""The findings beside the fields: made, kept and taken away without moving a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QWidget

from desktop_app.domain import reasons, registered
from desktop_app.domain.fields import VERDICTS
from desktop_app.domain.findings import Finding
from resources.i18n import tr
from ui.forms.editors import Editor
from ui.widgets.card import FindingCard, Severity
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import TextField
from ui.widgets.form import FieldRow

Key = tuple[object, ...]
_LINKED = ("nik.ganda", "nik.riwayat", "nik.riwayat_selesai", "no_kk.riwayat")


class FindingLane(QObject):
    """Cards for findings. `reason_kept(rule id, text)`, `mend(field)`, `open_other(registration number)`.

    About a registered business a verdict is asked for as well: `judged(rule id, verdict, text)`. After
    either, `answered(field)`.
    """

    reason_kept = Signal(str, str)
    judged = Signal(str, str, str)
    answered = Signal(str)
    mend = Signal(str)
    open_other = Signal(str)

    def __init__(self, rows: Mapping[str, FieldRow], editors: Mapping[str, Editor], parent: QObject) -> None:
        super().__init__(parent)
        self._rows, self._editors = dict(rows), editors
        self._shown: dict[FieldRow, Key] = {}
        self._states: dict[str, tuple[str, str]] = {}
        self._findings: list[Finding] = []
        self._numbers: Mapping[str, str] = {}
        self._sound: frozenset[str] = frozenset()
        self._writing = ""
        self.reason_field: TextField | None = None
        self.verdict_field: SegmentedChoice | None = None

    def field_of(self, rule_id: str) -> str:
        """The field beside which a finding stands."""
        shown = (item.field for item in self._findings if item.rule_id == rule_id)
        return next(shown, rule_id.split(".")[0])

    def findings(self) -> list[Finding]:
        """What is shown, in the order of the form."""
        return list(self._findings)

    def show(
        self, findings: Sequence[Finding], *, sound: frozenset[str] = frozenset(),
        numbers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Show `findings`; `sound` fields carry a check; `numbers` has the other's number by rule id."""
        self._findings, self._sound, self._numbers = list(findings), sound, numbers or {}
        if self._writing and not any(item.rule_id == self._writing for item in findings):
            self._writing = ""
        for row in dict.fromkeys(self._rows.values()):
            mine = [item for item in findings if self._rows.get(item.field) is row]
            key: Key = (tuple(mine), self._writing in {item.rule_id for item in mine} and self._writing)
            if self._shown.get(row, ((), False)) != key:
                self._shown[row] = key
                row.set_findings([self._card(item) for item in mine])
                for name in self._names(row):
                    self._states.pop(name, None)
        self._mark()

    def write_reason(self, rule_id: str) -> None:
        """Open the line for the reason of that finding, in place."""
        self._writing = rule_id
        self.show(self._findings, sound=self._sound, numbers=self._numbers)
        field = self.verdict_field or self.reason_field
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def writing(self) -> bool:
        """Whether a reason is being written."""
        return bool(self._writing)

    def leave_reason(self) -> None:
        """Close the line without keeping what is in it; back to the field."""
        if self._writing:
            at = self.field_of(self._writing)
            self._writing = ""
            self.show(self._findings, sound=self._sound, numbers=self._numbers)
            self.mend.emit(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the reason line: Enter keeps it, Esc leaves it."""
        if watched not in (self.reason_field, self.verdict_field) or not isinstance(event, QKeyEvent):
            return False
        key, kind = event.key(), event.type()
        if key == Qt.Key.Key_Escape and kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            event.accept()
            if kind == QEvent.Type.KeyPress:
                QTimer.singleShot(0, self.leave_reason)
            return True
        enter = kind == QEvent.Type.KeyPress and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            QTimer.singleShot(0, self.keep_reason)
            return True
        return False

    def keep_reason(self) -> None:
        """Keep what is in the line as the reason, if others can understand it."""
        field, rule = self.reason_field, self._writing
        if field is None or not rule:
            return
        text = " ".join(field.text().split())
        verdict = self.verdict_field.value() if self.verdict_field is not None else ""
        if self.verdict_field is not None and not verdict:
            self.verdict_field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not reasons.meaningful(text):
            if text:
                told = tr("Tulis alasannya dengan kata yang jelas, sedikitnya {n} huruf.", n=reasons.LEAST)
                field.set_state("bad", told)
                field.setToolTip(told)
            return
        at = self.field_of(rule)
        self._writing = ""
        if verdict:
            self.judged.emit(rule, verdict, text)
        else:
            self.reason_kept.emit(rule, text)
        self.answered.emit(at)

    # --- cards

    def _names(self, row: FieldRow) -> list[str]:
        return [name for name, one in self._rows.items() if one is row]

    def _mark(self) -> None:
        for name, editor in self._editors.items():
            mine = [item for item in self._findings if item.field == name]
            levels = {item.level for item in mine}
            state = "bad" if "block" in levels else "warn" if "warn" in levels else ""
            if not state and name in self._sound:
                state = "ok"
            words = " ".join(item.sentence for item in mine)
            if self._states.get(name) != (state, words):
                self._states[name] = (state, words)
                editor.set_state(state, words)

    def _card(self, item: Finding) -> FindingCard:
        if item.rule_id == self._writing:
            return self._reason_card(item)
        severity: Severity = {"block": "block", "warn": "reason"}.get(item.level, "info")  # type: ignore[assignment]
        text = item.reason
        if item.noted:
            text = answer_words(item)
        elif item.level == "block":
            text = tr("{sebab} Menahan pengajuan; draf tetap tersimpan.", sebab=item.reason)
        actions = self._actions(item)
        buttons = [(words, key, call) for words, key, call, _ in actions]
        card = FindingCard(severity, item.title, text, buttons)
        for button, (_, _, _, name) in zip(card.buttons, actions, strict=True):
            button.setAccessibleName(name)
        return card

    def _actions(self, item: Finding) -> list[tuple[str, str, Callable[[], object], str]]:
        actions: list[tuple[str, str, Callable[[], object], str]] = []
        number = self._numbers.get(item.rule_id, "")
        if number and item.rule_id in _LINKED and item.level == "block":
            actions.append(
                (tr("Buka pendaftar itu"), "", lambda: self.open_other.emit(number),
                 tr("Buka pendaftar {nomor}", nomor=number))
            )  # fmt: skip
        if item.record:
            ask, name = (
                (tr("Ubah putusan"), tr("Ubah putusan: {temuan}", temuan=item.title))
                if item.noted
                else (tr("Putuskan"), tr("Putuskan: {temuan}", temuan=item.title))
            )
            return [(ask, "" if item.noted else "F9", lambda: self.write_reason(item.rule_id), name)]
        if item.level == "warn" and item.needs_reason:
            actions.append(
                (tr("Biarkan, tulis alasan"), "F9", lambda: self.write_reason(item.rule_id),
                 tr("Biarkan dan tulis alasan: {temuan}", temuan=item.title))
            )  # fmt: skip
        if item.noted:
            actions.append(
                (tr("Ubah alasan"), "", lambda: self.write_reason(item.rule_id),
                 tr("Ubah alasan: {temuan}", temuan=item.title))
            )  # fmt: skip
        elif item.level == "warn" and item.needs_reason:
            actions.append(
                (tr("Betulkan"), "", lambda: self.mend.emit(item.field),
                 tr("Betulkan: {temuan}", temuan=item.title))
            )  # fmt: skip
        if number and item.rule_id in _LINKED and item.level != "block":
            actions.append(
                (tr("Buka"), "", lambda: self.open_other.emit(number),
                 tr("Buka pendaftar {nomor}", nomor=number))
            )  # fmt: skip
        return actions

    def _reason_card(self, item: Finding) -> FindingCard:
        asked = tr("Tulis alasannya, lalu tekan Enter.")
        if item.record:
            asked = tr("{usaha} Pilih putusannya, tulis alasannya, lalu tekan Enter.", usaha=item.reason)
        card = FindingCard("reason", item.title, asked)
        self.verdict_field = None
        if item.record:
            choices = [Option(one.code, tr(one.label), one.code[:1].upper()) for one in VERDICTS]
            self.verdict_field = SegmentedChoice(tr("Putusan: {temuan}", temuan=item.title), choices)
            self.verdict_field.set_value(item.verdict)
            self.verdict_field.installEventFilter(self)
            self.verdict_field.chosen.connect(self._chosen)
            _put(card, self.verdict_field)
        field = TextField(
            tr("Alasan: {temuan}", temuan=item.title),
            placeholder=tr("misalnya: pemiliknya orang lain, namanya sama")
            if item.record
            else tr("misalnya: KTP memang tertulis begitu"),
            max_length=300,
        )
        field.setText(item.noted)
        field.installEventFilter(self)
        _put(card, field)
        self.reason_field = field
        return card

    def _chosen(self, _verdict: str) -> None:
        if self.reason_field is not None:
            self.reason_field.setFocus(Qt.FocusReason.OtherFocusReason)


def answer_words(item: Finding) -> str:
    """What was answered to a finding; about a registered business after the evidence."""
    if item.verdict:
        verdict = registered.verdict_words(item.verdict)
        return tr(
            "{usaha} {putusan}. Alasan: {alasan}", usaha=item.reason, putusan=verdict, alasan=item.noted
        )  # fmt: skip
    return tr("Alasan: {alasan}", alasan=item.noted)


def _put(card: FindingCard, widget: QWidget) -> None:
    layout = card.layout()
    if isinstance(layout, QLayout):
        layout.addWidget(widget)
