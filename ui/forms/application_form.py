"""The form of one application, made from the table of fields.

It knows what was typed and how to show it. Judging is `domain.findings`; keeping and saving is the page's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain import entry_plan as plan
from desktop_app.domain import fields, region, registered
from desktop_app.domain.entry_plan import RowPlan
from desktop_app.domain.fields import Group
from desktop_app.domain.identity import decode_nik
from desktop_app.domain.rulebook import Rules
from desktop_app.domain.values import as_date
from resources.i18n import tr
from ui.bench import Bench
from ui.forms import editors
from ui.forms.business import BusinessField, BusinessKeys, code_words
from ui.forms.editors import Editor, TextEditor
from ui.forms.lane import FindingLane
from ui.forms.nik_note import NikNote
from ui.forms.papers import Papers
from ui.widgets.form import FieldRow, Form

_AROUND = 56
"""Logical pixels kept visible above and below the field one is in."""
_ROOM = 190
"""The same where a list opens below."""


_ANSWERS = ("catatan_alasan", registered.FIELD)
"""What a person answered to findings; it has no editor of its own."""


class ApplicationForm(QScrollArea):
    """Sections and rows of one application.

    `changed(field)` while a person types, `left(field)` when they leave it, `entered(field)` when they come.
    """

    changed = Signal(str)
    left = Signal(str)
    entered = Signal(str)

    def __init__(self, bench: Bench, kelurahan: str, rules: Rules, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kelurahan, self._rules, self._today = kelurahan, rules, bench.office.today
        self._shown_values: dict[str, object] = {}
        self._kept: dict[str, Any] = {}
        self._held: list[QKeyEvent] | None = None
        self._saved = self._proposed = False
        self.editors: dict[str, Editor] = {}
        self.rows: dict[str, FieldRow] = {}
        self._group_rows: dict[Group, list[tuple[FieldRow, tuple[str, ...]]]] = {}
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Formulir pendaftar"))
        body = QWidget()
        body.setObjectName("body")
        column = QVBoxLayout(body)
        column.setContentsMargins(15, 9, 15, 14)
        self.form = Form()
        column.addWidget(self.form)
        column.addStretch(1)
        self._build(bench)
        self.setWidget(body)
        self._body = body
        self.lane = FindingLane(self.rows, self.editors, self)
        self.lane.reason_kept.connect(self.keep_reason)
        self.lane.judged.connect(self.keep_verdict)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)
        self._arrange()

    # --- building

    def _build(self, bench: Bench) -> None:
        self._nik_note = NikNote()
        self._nik_shown = False
        for group in plan.GROUPS:
            self.form.section(tr(fields.GROUP_LABELS[group]), tr(plan.ASIDES[group]))
            made = self._group_rows.setdefault(group, [])
            for row in plan.rows_of(group):
                made.append((self._row(row), row.fields))
        self.papers = Papers(bench, self.form, self)
        self.papers.changed.connect(lambda: self.changed.emit("dokumen"))
        self.rows["dokumen"] = self.papers.first_row()
        self.rows["kelurahan_kode"] = self.rows["rt"]
        self.rows["kbli_kode"] = self.rows["kbli_edisi"] = self.rows["jenis_usaha"]

    def _row(self, row: RowPlan) -> FieldRow:
        widgets: list[QWidget] = []
        for at, name in enumerate(row.fields):
            hint = tr(row.placeholders[at]) if at < len(row.placeholders) and row.placeholders[at] else ""
            editor = self._editor(name, hint)
            self.editors[name] = editor
            widgets.append(editor.widget)
        hint = self._hint(row)
        made = self.form.row(tr(row.label), *widgets, hint=hint, stretch=row.stretch)
        self._fill_up(made, widgets)
        for name in row.fields:
            self.rows[name] = made
            editor = self.editors[name]
            editor.widget.installEventFilter(self)
            editor.changed.connect(self._edited)
            editor.left.connect(self.left)
            if isinstance(editor.widget, BusinessField):
                editor.widget.installEventFilter(BusinessKeys(editor.widget))
                editor.widget.picked.connect(self._picked)
        return made

    def _fill_up(self, row: FieldRow, widgets: list[QWidget]) -> None:
        """Narrow fields stand at the left of their row, with the rest of it empty."""
        if all(isinstance(w, QLineEdit) and w.maximumWidth() < 400 for w in widgets):
            layout = row.box.layout()
            if layout is not None:
                cast(Any, layout).addStretch(1)

    def _hint(self, row: RowPlan) -> str:
        place = region.by_code(self._kelurahan)
        if "kode_pos" in row.fields and place is not None:
            return tr("Kelurahan {nama}. Kode pos diisi dari kelurahan; boleh diubah.", nama=place.display)
        return tr(row.hint) if row.hint else ""

    def _editor(self, name: str, placeholder: str) -> Editor:
        if name == "jenis_usaha":
            return TextEditor(name, BusinessField(tr(fields.FIELDS[name].label), placeholder))
        return editors.make(fields.FIELDS[name], placeholder)

    # --- what is in it

    def raw(self) -> dict[str, Any]:
        """Everything typed, as a draft keeps it."""
        found: dict[str, Any] = {name: editor.raw() for name, editor in self.editors.items()}
        found.update(self._kept)
        found["dokumen"] = self.papers.states()
        return {name: value for name, value in found.items() if value not in ("", None, {})}

    def values(self) -> dict[str, Any]:
        """The stored values of what was typed; an empty field is None."""
        given = self.raw()
        names = [field.name for field in fields.ALL if field.typed or field.name in _ANSWERS]
        found = {name: fields.read(name, given.get(name))[0] for name in names}
        for name in plan.hidden_fields(found, self._rules) & fields.BUSINESS_DETAILS:
            found[name] = None
        return found

    def show_raw(self, given: Mapping[str, Any]) -> None:
        """Show what a draft kept."""
        for name, editor in self.editors.items():
            editor.show_raw(str(given.get(name) or ""))
        self._keep(given)

    def show_values(self, given: Mapping[str, object], *, saved: bool = True) -> None:
        """Show stored values: of an application that is `saved`, or what a new form begins with."""
        self._saved, self._proposed = saved, False
        for name, editor in self.editors.items():
            editor.show_value(given.get(name))
        self._keep(given)

    def _keep(self, given: Mapping[str, Any]) -> None:
        """What has no editor of its own."""
        self._kept = {
            "kbli_kode": given.get("kbli_kode") or "",
            "kbli_edisi": given.get("kbli_edisi") or "",
            **{name: dict(given.get(name) or {}) for name in _ANSWERS},
        }
        self._kept["kelurahan_kode"] = given.get("kelurahan_kode") or self._kelurahan
        self.papers.show_states(given.get("dokumen") or {})
        self._arrange()

    def keep_reason(self, rule_id: str, text: str) -> None:
        """Keep the written reason of a warning."""
        self._kept.setdefault("catatan_alasan", {})[rule_id] = text
        self.changed.emit("catatan_alasan")

    def keep_verdict(self, rule_id: str, verdict: str, text: str) -> None:
        """Keep what was decided about a registered business, with its reason."""
        self._kept.setdefault(registered.FIELD, {})[rule_id.partition(".")[2]] = verdict
        self.keep_reason(rule_id, text)

    def copy_field(self, name: str, given: Mapping[str, object]) -> bool:
        """Put the stored value of `name` in `given` into its field; False when there is none."""
        editor = self.editors.get(name)
        if editor is None or given.get(name) in (None, ""):
            return False
        editor.show_value(given[name])
        if name == "jenis_usaha":
            self._kept.update({key: given.get(key) or "" for key in ("kbli_kode", "kbli_edisi")})
        self._edited(name)
        return True

    def use_rules(self, rules: Rules) -> None:
        """Another rule book holds."""
        self._rules = rules
        self._arrange()

    def settle(self) -> None:
        """Put the field one is in into its usual form, as when it is left."""
        editor = self.editors.get(self.current_field())
        if isinstance(editor, TextEditor):
            editor.settle()

    # --- moving

    def ensure_section(self, group: Group) -> None:
        """Scroll so that a section begins at the top."""
        first = self._group_rows[group][0][0]
        self.verticalScrollBar().setValue(max(0, first.box.y() - 24))

    def names(self) -> list[str]:
        """The fields shown, in the order of the form."""
        return [name for name, editor in self.editors.items() if editor.widget.isVisibleTo(self.form)]

    def focus_field(self, name: str) -> None:
        """Go to a field; one without an editor goes to the nearest of its row."""
        row = self.rows.get(name)
        editor = self.editors.get(name)
        widget = editor.widget if editor is not None else (row.fields[0] if row is not None else None)
        if name in ("kbli_kode", "kbli_edisi"):
            widget = self.editors["jenis_usaha"].widget
        if widget is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if isinstance(widget, QLineEdit):
                widget.selectAll()

    def current_field(self) -> str:
        """The field with the focus, or "" when it is elsewhere."""
        focus = QApplication.focusWidget()
        return next((name for name, editor in self.editors.items() if editor.widget is focus), "")

    def first_of(self, group: Group) -> str:
        """The first shown field of a section."""
        shown = self.names()
        for _, names in self._group_rows[group]:
            for name in names:
                if name in shown:
                    return name
        return ""

    def group_of(self, name: str) -> Group | None:
        """The section of a field."""
        return fields.FIELDS[name].group if name in fields.FIELDS else None

    # --- keys held while saving

    def hold_keys(self) -> None:
        """Keep keys typed from now on until `release_keys`: none is lost while the form is being saved."""
        self._held = []

    def release_keys(self) -> None:
        """Hand the kept keys to the field that now has the focus."""
        held, self._held = self._held or [], None
        for event in held:
            focus = QApplication.focusWidget()
            if focus is not None and self.isAncestorOf(focus):
                QApplication.sendEvent(focus, event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QLineEdit | QWidget) and isinstance(event, QKeyEvent):
            return self._key(cast(QWidget, watched), event)
        return super().eventFilter(watched, event)

    def _key(self, watched: QWidget, event: QKeyEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        if self._held is not None:
            self._held.append(event.clone())
            return True
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            back = event.key() == Qt.Key.Key_Backtab
            if not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
                self.form.step(watched, back=back)
                return True
        return False

    # --- within

    def _propose_consent(self) -> None:
        """Once in a form: what was emptied stays empty. In a saved one not before its proof is typed, so that
        going through the fields gives no consent that nobody gave."""
        if self._proposed:
            return
        self._proposed = True
        given = plan.consent_given(self.values(), self._rules, self._today())
        for name, value in given.items():
            self.editors[name].show_value(value)
            self.changed.emit(name)

    def _edited(self, name: str) -> None:
        if name in fields.BUSINESS_DETAILS and not self.editors["punya_usaha"].raw() and self.raw().get(name):
            self.editors["punya_usaha"].show_raw("ya")  # who writes of a business has one
        if name == "jenis_usaha" and not self.editors[name].raw():
            self._kept.update(kbli_kode="", kbli_edisi="")
        if name == "persetujuan_bukti" and self.raw().get(name):
            self._propose_consent()
        self._arrange()
        self.changed.emit(name)

    def _picked(self, code: str, edition: str) -> None:
        self._kept.update(kbli_kode=code, kbli_edisi=edition)
        self._edited("jenis_usaha")

    def _arrange(self) -> None:
        """Rows that mean something are shown; what the NIK and the code say stands beside them."""
        given = self.values()
        hidden = plan.hidden_fields(given, self._rules, self._today())
        for rows in self._group_rows.values():
            for row, names in rows:
                wanted = not set(names) <= hidden
                if wanted == row.box.isHidden():
                    row.set_visible(wanted)
        self.papers.show_codes(plan.document_codes(given, self._rules, self._today()))
        words = code_words(str(given.get("kbli_kode") or ""), str(given.get("kbli_edisi") or ""))
        edition = self._rules.of(given.get("program"), given.get("tahun")).kbli_edition
        hint = tr("Wira mencari kode KBLI {edisi} yang sesuai.", edisi=edition)
        if self._shown_values.get("hint") != (words or hint):
            self._shown_values["hint"] = words or hint
            self.rows["jenis_usaha"].set_hint(words or hint)

    def show_nik(self, history: str) -> None:
        """What the NIK typed says; nothing while it is not complete."""
        info = decode_nik(self.editors["nik"].raw())
        if info is None:
            if self._nik_shown:
                self.rows["nik"].set_extra(None)
                self._nik_note = NikNote()
                self._nik_shown = False
            return
        value, problem = fields.read("tanggal_lahir", self.editors["tanggal_lahir"].raw())
        birth: date | None = as_date(value) if problem is None else None
        self._nik_note.show_info(info, birth, history)
        if not self._nik_shown:
            self._nik_shown = True
            self.rows["nik"].set_extra(self._nik_note)
        self.form.place_notes()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isAncestorOf(new):
            return
        # Not ensureWidgetVisible: that keeps no margin around what is just inside.
        middle = new.mapTo(self._body, QPoint(0, new.height() // 2))
        self.ensureVisible(0, middle.y(), 0, _ROOM if isinstance(new, BusinessField) else _AROUND)
        name = next((name for name, editor in self.editors.items() if editor.widget is new), "")
        if name:
            if not self._saved and (name == "persetujuan_bukti" or name in plan.CONSENT):
                self._propose_consent()
            self.entered.emit(name)
        elif self.papers.owns(new):
            self.entered.emit("dokumen")
