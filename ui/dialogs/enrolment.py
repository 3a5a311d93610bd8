"""Two people compare a fingerprint: DKUM admits an office, an office trusts DKUM.

The last group is not shown. Whoever holds the other key reads it out (or it stands on DKUM's printed
sheet), so nobody can go on without having asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.actions.trust import GrantView, RequestView
from desktop_app.errors import WiraError
from resources.i18n import tr
from ui import tokens as t
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog, Fact, FactsTable
from ui.widgets.fields import TextField
from ui.widgets.labels import Label, WrapLabel
from ui.widgets.toast import announce

_ACROSS = 4


class FingerprintGrid(QWidget):
    """The groups of a fingerprint in rows of four, the last one left open."""

    def __init__(
        self,
        groups: Sequence[str],
        *,
        open_last: bool = True,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        shown = [*groups[:-1], "····"] if open_last else list(groups)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        for at, group in enumerate(shown):
            label = Label(group, size=t.SIZE_CARD, weight=t.MEDIUM, digits=True)
            grid.addWidget(label, at // _ACROSS, at % _ACROSS, Qt.AlignmentFlag.AlignHCenter)
        words = " ".join(shown)
        self.setAccessibleName(f"{name} {words}" if name else tr("Sidik kunci {kelompok}", kelompok=words))

    def paintEvent(self, event: object) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, "sunken", "line")
        painter.end()


class CompareDialog(Dialog):
    """Shows a fingerprint but for its last group, which has to be typed. `typed()` after `accepted`.

    `candidates` are whole fingerprints (more than one while DKUM's root is being replaced).
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        *,
        facts: Sequence[Fact],
        candidates: Sequence[str],
        label: str,
        action: str,
    ) -> None:
        super().__init__(parent, title, icon="shield-check", tone="accent", width=560)
        self._groups = candidates[0].split()
        self.body.addWidget(WrapLabel(text, tone="text2"))
        self.body.addWidget(FactsTable(facts, framed=False))
        self.body.addWidget(FingerprintGrid(self._groups))
        caption = Label(label, weight=t.MEDIUM, tone="text2")
        self.field = TextField(label, digits=True, max_length=100)
        caption.setBuddy(self.field)
        self.body.addWidget(caption)
        self.body.addWidget(self.field)
        self.problem = WrapLabel("", size=t.SIZE_META, tone="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        cancel = self.add_button(tr("Batal"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.rejected.connect(self.deleteLater)
        self.action_button: Button = self.add_button(action, kind="primary", key="Enter")
        self.action_button.setEnabled(False)
        self.action_button.clicked.connect(self.accept)
        self.set_default(self.action_button)
        self.field.textChanged.connect(self._check)
        self.field.setFocus()

    def typed(self) -> str:
        """The fingerprint as shown, with the group that was typed; or the whole one, if that was typed."""
        text = "".join(self.field.text().split())
        return text if len(text) > 4 else "".join(self._groups[:-1]) + text

    def show_problem(self, error: WiraError) -> None:
        """Say why it was not accepted, and let the person type again."""
        self.problem.setText(str(error))
        self.problem.show()
        self.field.set_state("bad", str(error))
        self.field.selectAll()
        self.field.setFocus()
        announce(self, str(error))
        self._fit()

    def _check(self) -> None:
        self.action_button.setEnabled(len("".join(self.field.text().split())) >= 4)
        self.field.set_state("")
        self.problem.hide()


class GrantDialog(CompareDialog):
    """At DKUM: compare with what the office reads out, then admit it."""

    def __init__(self, parent: QWidget | None, view: RequestView) -> None:
        again = view.again
        facts = [Fact(tr("Jenis"), view.kind), Fact(tr("Berkas"), view.path.name)]
        text = tr(
            "Telepon kantor itu di nomor yang Anda kenal. Cocokkan sidik kunci di bawah dengan yang "
            "terlihat di layar mereka, lalu ketik kelompok terakhir yang mereka bacakan."
        )
        if again is not None:
            text = f"{again.sentence} {again.warning}"
            facts.append(Fact(tr("Perubahan di DKUM"), str(again.held)))
            facts.append(Fact(tr("Perubahan di salinan itu"), str(again.told)))
        super().__init__(
            parent,
            tr("Terima {kantor}?", kantor=view.office)
            if again is None
            else tr("Lanjutkan {kantor} di salinan ini?", kantor=view.office),
            text,
            facts=facts,
            candidates=[view.fingerprint],
            label=tr("Kelompok terakhir sidik kunci")
            if again is None
            else tr("Kelompok terakhir sidik kunci, dibacakan kantor itu lewat telepon"),
            action=tr("Terima kantor") if again is None else tr("Izinkan salinan ini"),
        )


class AcceptDialog(CompareDialog):
    """At an office: compare with DKUM's printed sheet, then trust it."""

    def __init__(self, parent: QWidget | None, view: GrantView, name: str) -> None:
        super().__init__(
            parent,
            tr("Percayai kunci DKUM yang baru?") if view.replaces else tr("Buka izin dari DKUM?"),
            tr(
                "DKUM memakai kunci yang berbeda dengan yang dikenal kantor ini. Lanjutkan hanya bila DKUM "
                "mengumumkan kunci baru dan Anda memegang lembar sidik kuncinya; ketik kelompok terakhirnya."
            )
            if view.replaces
            else tr(
                "Cocokkan sidik kunci di bawah dengan lembar sidik kunci dari DKUM, lalu ketik kelompok "
                "terakhir yang tertulis di lembar itu."
            ),
            facts=[Fact(tr("Dari"), tr("DKUM Kota Depok")), Fact(tr("Berkas"), name)],
            candidates=view.fingerprints,
            label=tr("Kelompok terakhir sidik kunci DKUM"),
            action=tr("Percayai DKUM"),
        )


class ChoiceDialog(Dialog):
    """Pick one line of a short list; `chosen` is told the value once and the dialog closes."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        lines: Sequence[tuple[str, str, str]],
        chosen: Callable[[str], object],
    ) -> None:
        from ui.models.table import Cell, Column, RowsTableModel
        from ui.widgets.table import TableView

        super().__init__(parent, title, width=520)
        self.body.addWidget(WrapLabel(text, tone="text2"))
        self.list = TableView(title, lines=1, header=False)
        columns = [
            Column[tuple[str, str, str]]("", lambda line: Cell(line[1], strong=True), 200, stretch=1),
            Column[tuple[str, str, str]]("", lambda line: Cell(line[2], tone="text2"), 150, right=True),
        ]
        self.list.set_model(RowsTableModel(columns, list(lines)))
        self.list.setFixedHeight(min(34 * len(lines), 340) + 4)
        self.body.addWidget(self.list)
        self._chosen = chosen
        cancel = self.add_button(tr("Batal"), key="Esc")
        cancel.clicked.connect(self.reject)
        go = self.add_button(tr("Lanjut"), kind="primary", key="Enter")
        go.clicked.connect(self._take)
        self.set_default(go)
        self.list.opened.connect(lambda _line: self._take())
        self.list.select_row(0)
        self.list.setFocus()

    def _take(self) -> None:
        line = self.list.current_row()
        if line is not None and self.isVisible():
            self.accept()
            self._chosen(line[0])
