"""One business of the register: added, or changed and closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain import business, kbli
from desktop_app.domain.business import FIELDS
from desktop_app.domain.disclosure import NUMBERS, masked
from desktop_app.errors import WiraError
from desktop_app.queries.register import BusinessDetail
from resources.i18n import mark, tr
from ui.dialogs.person import FormDialog
from ui.forms.business import BusinessField, BusinessKeys, code_words
from ui.widgets.fields import GroupedField, TextField
from ui.widgets.form import FieldRow

_ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (mark("Nama usaha"), ("nama",)),
    (mark("Nama pemilik"), ("pemilik",)),
    (mark("NIK, telepon"), ("nik", "hp")),
    (mark("Alamat usaha"), ("alamat",)),
    (mark("Kode KBLI"), ("kbli_kode",)),
    (mark("NIB, mulai usaha"), ("nib", "mulai")),
    (mark("Sumber data"), ("sumber",)),
)
_CODE_HINT = mark("Ketik kata sehari-hari, seperti katering, atau lima angkanya.")
_EXAMPLES = {"mulai": mark("HH-BB-TTTT"), "sumber": mark("misalnya pendataan RW 2025")}
_GROUPS = {"nik": (4, 4, 4, 4), "nib": (4, 4, 5)}


class BusinessDialog(FormDialog):
    """Add a business (`shown` None), or change one. `closing(closed)` when a person says it has closed, or
    runs after all."""

    closing = Signal(bool)

    def __init__(
        self, parent: QWidget | None, place: str, shown: BusinessDetail | None = None, *, whole: bool = True
    ) -> None:
        """`whole`: whether NIK and phone stand there to be corrected; who may only look sees their ends."""
        title = tr("Tambah usaha terdaftar") if shown is None else tr("Ubah {usaha}", usaha=shown.one.nama)
        super().__init__(parent, title, tr("Tambah") if shown is None else tr("Simpan"))
        self._edition = str(shown.values.get("kbli_edisi") or "") if shown is not None else ""
        self.fields: dict[str, TextField] = {}
        self.rows: dict[str, FieldRow] = {}
        self.form.section(place, tr("usaha yang sudah ada"))
        for label, names in _ROWS:
            self._row(tr(label), names)
        if shown is not None:
            self._fill(shown)
            if not whole:
                self._veil(shown)
            words = tr("Masih berjalan") if shown.one.tutup else tr("Sudah tutup")
            self.close_button = self.add_button(words, icon="store", left=True)
            self.close_button.clicked.connect(lambda: self._close(not shown.one.tutup))
        self._before = self.values()
        self.fields["nama"].setFocus()

    def values(self) -> dict[str, object]:
        """What stands in the form."""
        found: dict[str, object] = {
            name: field.plain() if isinstance(field, GroupedField) else field.text()
            for name, field in self.fields.items()
        }
        return {**found, "kbli_edisi": self._edition if found["kbli_kode"] else ""}

    def moved(self) -> dict[str, object]:
        """What is other than when it was opened."""
        now = self.values()
        moved = {name: value for name, value in now.items() if value != self._before[name]}
        if "kbli_kode" in moved or "kbli_edisi" in moved:
            moved |= {name: now[name] for name in ("kbli_kode", "kbli_edisi")}
        return moved

    def ready(self) -> bool:
        for row in self.rows.values():
            row.set_findings([])
        _, problems = business.clean(self.values())
        for name, problem in problems.items():
            return self._point_at(name, problem.title, problem.reason)
        return True

    def show_problem(self, error: WiraError) -> None:
        name = error.code.split(".")[0]
        if name in self.rows:
            self.action_button.setEnabled(True)
            self.open()
            self._point_at(name, error.message.rstrip("."), error.next_step)
            return
        super().show_problem(error)

    # --- within

    def _point_at(self, name: str, title: str, text: str) -> bool:
        self.mark(self.rows[name], title, text)
        self.fields[name].setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _row(self, label: str, names: Sequence[str]) -> None:
        fields = [self._field(name) for name in names]
        row = self.form.row(label, *fields, hint=tr(_CODE_HINT) if "kbli_kode" in names else "")
        for name, field in zip(names, fields, strict=True):
            self.fields[name], self.rows[name] = field, row
            if isinstance(field, BusinessField):
                field.installEventFilter(BusinessKeys(field))  # after the form's own, so first
            if len(names) > 1 and name not in _EXAMPLES:
                field.setPlaceholderText(tr(FIELDS[name].label))

    def _field(self, name: str) -> TextField:
        label = tr(FIELDS[name].label)
        if name in _GROUPS:
            return GroupedField(label, groups=_GROUPS[name])
        if name != "kbli_kode":
            field = TextField(label, digits=name in ("hp", "mulai"), max_length=FIELDS[name].max_length)
            field.setPlaceholderText(tr(_EXAMPLES[name]) if name in _EXAMPLES else "")
            return field
        code = BusinessField(label, "")
        code.picked.connect(self._picked)
        code.textEdited.connect(self._typed)
        return code

    def _fill(self, shown: BusinessDetail) -> None:
        for name, field in self.fields.items():
            value = shown.values.get(name)
            if isinstance(field, GroupedField):
                field.set_plain(str(value or ""))
            else:
                field.setText(business.show(name, value))
        self._tell_code()

    def _veil(self, shown: BusinessDetail) -> None:
        for name in NUMBERS & self.fields.keys():
            field, words = self.fields[name], masked(name, shown.values.get(name))
            field.clear()
            field.setPlaceholderText(words)
            field.setReadOnly(True)

    def _picked(self, code: str, edition: str) -> None:
        self._edition = edition
        self.fields["kbli_kode"].setText(code)
        self._tell_code()

    def _typed(self, text: str) -> None:
        found = business.edition_of(text, "") if len(text) == 5 and text.isdigit() else ""
        self._edition = found if isinstance(found, str) else ""
        self._tell_code()

    def _tell_code(self) -> None:
        code = self.fields["kbli_kode"].text()
        known = self._edition and kbli.title(code, self._edition)
        told = code_words(code, self._edition) if known else tr(_CODE_HINT)
        self.rows["kbli_kode"].set_hint(told)

    def _close(self, closed: bool) -> None:
        self.accepted.disconnect()
        self.closing.emit(closed)
        self.accept()
