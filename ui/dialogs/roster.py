"""Which roster: programme, year, editions, letter number, date, who signs; Enter goes on to *Pratinjau*."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.actions.letterhead import Signer
from desktop_app.domain import kept_texts
from desktop_app.domain.fields import FIELDS
from desktop_app.domain.values import as_date, parse_date, show_date
from desktop_app.errors import Refused
from desktop_app.queries.documents import RosterSource
from resources.i18n import tr, trn
from ui import tokens as t
from ui.models.papers import (
    DIRECTION_WORDS,
    EDITION_WORDS,
    GROUP_WORDS,
    SORT_WORDS,
    Edition,
    RosterForm,
    RosterLayout,
    group_of,
    sort_of,
)
from ui.widgets.card import FindingCard
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Dialog
from ui.widgets.fields import TextField
from ui.widgets.form import FieldRow, Form
from ui.widgets.labels import WrapLabel

_NO_GROUP = "tanpa"


class RosterDialog(Dialog):
    """Asks for one roster. `result_form()` after `accepted`; nothing is written here."""

    own_order = True

    def __init__(
        self,
        parent: QWidget | None,
        sources: Sequence[RosterSource],
        signatories: Sequence[Signer],
        today: date,
        earlier: RosterForm | None = None,
        *,
        sealing: bool = False,
        layout: RosterLayout | None = None,
    ) -> None:
        title = tr("Ubah isian daftar") if earlier else tr("Buat Daftar Nominatif")
        super().__init__(parent, title, icon="file-text", width=640)
        self._sources, self._signatories = list(sources), list(signatories)
        self._sealing = sealing
        self._build(today, earlier)
        self._build_layout(earlier.layout if earlier else layout or RosterLayout())
        cancel = self.add_button(tr("Batal"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.preview = self.add_button(tr("Pratinjau"), kind="primary", icon="eye", key="Enter")
        self.preview.clicked.connect(self._accept)
        self.set_default(self.preview)
        last = self.signer if self._signatories else self.day
        QWidget.setTabOrder(last, self.preview)  # Enter after the last field arrives at the preview
        QWidget.setTabOrder(self.preview, cancel)
        before: QWidget = cancel  # how it is laid out stays as last time unless somebody goes there
        for choice in (self.paper, self.direction, self.sort, self.group):
            QWidget.setTabOrder(before, choice)
            before = choice
        self._program_chosen()

    def _build(self, today: date, earlier: RosterForm | None) -> None:
        sources = self._sources
        programs = list(dict.fromkeys(source.program for source in sources))
        years = list(dict.fromkeys(str(source.tahun) for source in sources))
        self.form = Form(self, field_width=440)
        self.program = SegmentedChoice(
            tr("Program"), [Option(code, FIELDS["program"].label_of(code), code[0]) for code in programs]
        )
        self.year = SegmentedChoice(tr("Tahun"), [Option(year, year) for year in years])
        self.edition = SegmentedChoice(
            tr("Edisi"), [Option("+".join(key), tr(words)) for key, words in EDITION_WORDS.items()]
        )
        self.number = TextField(tr("Nomor surat"), max_length=60)
        self.day = TextField(tr("Tanggal"), digits=True, max_length=20)
        self.day.left.connect(self._settle_day)
        self.signer = SegmentedChoice(
            tr("Penandatangan"),
            [Option(str(place), each.nama) for place, each in enumerate(self._signatories)],
        )
        first = sources[0]
        self.program.set_value(earlier.program if earlier else first.program)
        self.year.set_value(str(earlier.tahun if earlier else first.tahun))
        self.edition.set_value("+".join(earlier.editions) if earlier else "arsip+papan")
        self.number.setText(earlier.nomor if earlier else "")
        self.day.setText(show_date((earlier.tanggal if earlier else today).isoformat()))
        self.signer.set_value(str(earlier.signatory) if earlier else "0")
        self._number_row = self._rows()
        self.program.chosen.connect(lambda _code: self._program_chosen())
        self.year.chosen.connect(lambda _year: self._program_chosen())
        self.number.textChanged.connect(lambda _text: self._number_row.set_findings(()))
        self.day.textChanged.connect(lambda _text: self._day_row.set_findings(()))
        self.body.addWidget(self.form)
        self.standing = WrapLabel(size=t.SIZE_META)
        self.body.addWidget(self.standing)

    def _rows(self) -> FieldRow:
        form = self.form
        form.row(tr("Program"), self.program)
        form.row(tr("Tahun"), self.year)
        form.row(tr("Edisi"), self.edition)
        row = form.row(
            tr("Nomor surat"),
            self.number,
            hint=tr("Dari buku agenda kelurahan. Tanpa nomor hanya bisa draf."),
        )
        self._day_row = form.row(tr("Tanggal"), self.day, hint=tr("Hari-bulan-tahun, seperti di surat."))
        if self._signatories:
            form.row(tr("Penandatangan"), self.signer)
        return row

    def _build_layout(self, layout: RosterLayout) -> None:
        """On which paper and in which order; offered as it was chosen last."""
        self.paper = SegmentedChoice(tr("Kertas"), [Option("A4", "A4"), Option("F4", "F4")])
        self.direction = SegmentedChoice(
            tr("Arah kertas"), [Option(code, tr(words)) for code, words in DIRECTION_WORDS.items()]
        )
        self.sort = SegmentedChoice(
            tr("Urutan"), [Option(code, tr(words)) for code, words in SORT_WORDS.items()]
        )
        both = len({source.program for source in self._sources}) > 1
        self.group = SegmentedChoice(
            tr("Kelompok"),
            [Option(code or _NO_GROUP, tr(words)) for code, words in GROUP_WORDS.items()
             if both or code != "program"],
        )  # fmt: skip
        self.paper.set_value(layout.paper)
        self.direction.set_value(layout.direction)
        self.sort.set_value(layout.urut)
        self.group.set_value(
            _NO_GROUP if layout.kelompok == "program" and not both else layout.kelompok or _NO_GROUP
        )
        paper = QWidget()
        line = QHBoxLayout(paper)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.paper)
        line.addWidget(self.direction)
        self.layout_form = Form(self, field_width=440)  # Enter leads through the first form only
        self.layout_form.row(tr("Kertas"), paper)
        self.layout_form.row(tr("Urutan"), self.sort)
        self.layout_form.row(tr("Kelompok"), self.group)
        self.layout_form.hang_with(self.form)
        self.body.addWidget(self.layout_form)
        self.paper.chosen.connect(lambda _paper: self._told())
        self.group.chosen.connect(lambda _group: self._told())
        self.edition.chosen.connect(lambda _edition: self._told())
        self.layout_note = WrapLabel(size=t.SIZE_META)
        self.body.addWidget(self.layout_note)
        self._told()

    def _told(self) -> None:
        """What the choices mean where that is not plain."""
        said: list[str] = []
        if self.paper.value() == "F4":
            said.append(tr("Printer lama mungkin tidak mengenal F4. Bila ragu, pakai A4."))
        if self.group.value() == "program":
            said.append(tr("Kedua program tahun ini dalam satu daftar, masing-masing dengan urutannya."))
        elif self.group.value() != _NO_GROUP and self.edition.value() != "arsip":
            said.append(tr("Papan pengumuman tidak dikelompokkan: RW dan pendamping tidak diumumkan."))
        self.layout_note.setText(" ".join(said))
        self.layout_note.setVisible(bool(said))
        if self.isVisible():
            self._fit()

    def layout_chosen(self) -> RosterLayout:
        """On which paper and in which order."""
        return RosterLayout(
            "F4" if self.paper.value() == "F4" else "A4",
            "potret" if self.direction.value() == "potret" else "lanskap",
            sort_of(self.sort.value()),
            group_of(self.group.value()),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self.number if self._sealing else self.program
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._sealing and not self.number.text().strip():
            self._number_row.set_findings(
                [FindingCard("reason", tr("Nomor surat belum diisi"), tr("Ketik nomor dari buku agenda."))],
                "warn",
            )
            self._fit()

    def source(self) -> RosterSource | None:
        """Who would stand on it, or None where nobody would."""
        chosen = (self.program.value(), self.year.value())
        return next((one for one in self._sources if (one.program, str(one.tahun)) == chosen), None)

    def result_form(self) -> RosterForm:
        """What was asked for."""
        day = as_date(parse_date(self.day.text())[0])
        assert day is not None
        editions: tuple[Edition, ...] = next(
            key for key in EDITION_WORDS if "+".join(key) == (self.edition.value() or "arsip+papan")
        )
        place = int(self.signer.value() or "0")
        signer = self._signatories[place].nama if place < len(self._signatories) else ""
        return RosterForm(
            self.program.value(),
            int(self.year.value()),
            editions,
            " ".join(self.number.text().split()),
            day,
            place,
            signer,
            self.layout_chosen(),
        )

    def _program_chosen(self) -> None:
        source = self.source()
        self.preview.setEnabled(source is not None)
        if source is None:
            self.standing.setText(tr("Belum ada yang terverifikasi untuk program dan tahun ini."))
        elif source.decided:
            self.standing.setText(
                trn(
                    "{n} orang yang ditetapkan DKUM, menurut urutan putusannya.",
                    "{n} orang yang ditetapkan DKUM, menurut urutan putusannya.",
                    source.people,
                )
            )
        else:
            self.standing.setText(
                trn(
                    "{n} orang terverifikasi, urut tanggal berkas lengkap. Urutan ini perkiraan, "
                    "belum diputuskan DKUM.",
                    "{n} orang terverifikasi, urut tanggal berkas lengkap. Urutan ini perkiraan, "
                    "belum diputuskan DKUM.",
                    source.people,
                )
            )

    def _settle_day(self) -> None:
        """Show the whole date that was understood."""
        iso, problem = parse_date(self.day.text())
        if problem is None and show_date(iso) != self.day.text():
            self.day.setText(show_date(iso))

    def _accept(self) -> None:
        iso, problem = parse_date(self.day.text())
        if problem is not None or as_date(iso) is None:
            title, reason = (
                (problem.title, problem.reason)
                if problem
                else (tr("Tanggal belum diisi"), tr("Contoh: 24-11-2026."))
            )
            self._day_row.set_findings([FindingCard("block", title, reason)], "bad")
            self._fit()
            self.day.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            kept_texts.refuse_nik(tr("Nomor surat"), self.number.text())
        except Refused as error:
            self._number_row.set_findings([FindingCard("block", error.message, error.next_step)], "bad")
            self._fit()
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept()
