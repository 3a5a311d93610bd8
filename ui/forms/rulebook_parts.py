"""The rule book as an official reads it: one part a widget, with its fields and what is wrong beside them.

A part of its own is a subclass here and a place in `PARTS`; the page knows no field by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain import region
from desktop_app.domain.bookwords import LABELS, MOVING_LABELS, SCOPE_LABELS, SEX_LABELS
from desktop_app.domain.contradictions import Contradiction
from desktop_app.domain.ranking import places
from desktop_app.domain.requirements import KINDS
from desktop_app.domain.rulebook import TIE_BREAKS, ProgramRules
from desktop_app.domain.values import show_date
from resources.i18n import counted, mark, tr, trn
from ui import tokens as t
from ui.forms import rulebook_editors as editors
from ui.forms.rulebook_editors import Book, BookEditor, options_of
from ui.forms.rulebook_kelurahan import KelurahanEditor
from ui.forms.rulebook_receivers import ReceiversEditor
from ui.widgets.card import FindingCard
from ui.widgets.form import FieldRow, Form
from ui.widgets.labels import Label, WrapLabel

FIELD: Final = 400
TABLE: Final = 660


class Part(QWidget):
    """One part of the book. `changed` when a person did something; `shown` names what it holds."""

    changed = Signal()
    title: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self.editors: list[BookEditor] = []
        self._rows: dict[str, FieldRow] = {}
        self._wide: dict[str, _Findings] = {}
        self._keys: list[WrapLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 2, 12, 8)
        self._column.setSpacing(10)
        self.form = Form(field_width=FIELD)
        self._column.addWidget(self.form)
        self._build()
        self._column.addStretch(1)

    def _build(self) -> None:
        """Make the fields."""
        raise NotImplementedError

    def _row(self, editor: BookEditor, hint: str = "", label: str = "") -> FieldRow:
        """A field in the form."""
        name = editor.names[0]
        made = self.form.row(label or tr(LABELS[name]), editor.widget, hint=hint)
        box = made.box.layout()
        if box is not None and editor.widget.maximumWidth() < FIELD:
            box.setAlignment(editor.widget, Qt.AlignmentFlag.AlignLeft)
        self._rows[name] = made
        self._take(editor)
        return made

    def _table(self, editor: BookEditor, hint: str) -> None:
        """A field as wide as the part, with its keys below and its findings above."""
        found = _Findings()
        for name in editor.names:
            self._wide[name] = found
        keys = WrapLabel(hint, size=t.SIZE_META)
        self._keys.append(keys)
        self._column.addWidget(keys)
        self._column.addWidget(found)
        if not isinstance(editor, ReceiversEditor):  # a list with words in it takes all the room there is
            editor.widget.setMaximumWidth(TABLE)
        self._column.addWidget(editor.widget)
        self._take(editor)

    def _take(self, editor: BookEditor) -> None:
        self.editors.append(editor)
        editor.changed.connect(self.changed.emit)

    # --- what the page asks

    def names(self) -> tuple[str, ...]:
        """The parts of the book it holds."""
        return tuple(name for editor in self.editors for name in editor.names)

    def show_book(self, book: Book) -> None:
        """Show a rule book."""
        for editor in self.editors:
            editor.show_book(book)

    def raw(self) -> dict[str, Any]:
        """What was typed, by the first name of each editor."""
        return {editor.names[0]: editor.raw() for editor in self.editors}

    def show_raw(self, raw: Mapping[str, Any]) -> None:
        """Show what was typed; fields that a newer or older draft lacks stay."""
        for editor in self.editors:
            if editor.names[0] in raw:
                editor.show_raw(raw[editor.names[0]])

    def read(self) -> tuple[dict[str, Any], list[Contradiction]]:
        """The values of the book, and what is none."""
        found: dict[str, Any] = {}
        wrong: list[Contradiction] = []
        for editor in self.editors:
            found |= editor.read()
            problem = editor.problem()
            if problem:
                wrong.append(Contradiction(editor.names[0], problem))
        return found, wrong

    def show_findings(self, wrong: Sequence[Contradiction]) -> None:
        """Tell what holds the book, each beside its field."""
        why = tr("Menahan penerbitan; draf tetap tersimpan.")
        for name, row in self._rows.items():
            cards = [FindingCard("block", each.sentence, why) for each in wrong if each.field == name]
            if [card.words() for card in cards] != [card.words() for card in row.findings]:
                row.set_findings(cards, "bad" if cards else "")
        for box in set(self._wide.values()):
            box.show_words([e.sentence for e in wrong if self._wide.get(e.field) is box], why)

    def field_of(self, name: str) -> QWidget:
        """Where a finding is mended."""
        editor = next((each for each in self.editors if name in each.names), self.editors[0])
        return editor.widget.focusProxy() or editor.widget

    def set_read_only(self, read_only: bool) -> None:
        """Looked at, but not changed."""
        for editor in self.editors:
            editor.set_read_only(read_only)
        for keys in self._keys:
            keys.setVisible(not read_only)

    def summary(self, rules: ProgramRules) -> str:
        """The part in a few words, below its name."""
        return ""

    def show_rules(self, rules: ProgramRules) -> None:
        """What follows from the values, where a part tells it."""


class _Findings(QWidget):
    """Cards above a wide field."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(6)
        self.cards: list[FindingCard] = []
        self.hide()

    def show_words(self, sentences: Sequence[str], why: str) -> None:
        made = [FindingCard("block", sentence, why) for sentence in sentences]
        if [card.words() for card in made] == [card.words() for card in self.cards]:
            return
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = made
        for card in made:
            self._box.addWidget(card)
            card.announce()
        self.setVisible(bool(made))


class AgesPart(Part):
    """Who may apply, and when."""

    title = mark("Umur & waktu")

    def _build(self) -> None:
        self._row(editors.NumberEditor("min_age"))
        self._row(
            editors.NumberEditor("max_age", empty=0, placeholder=tr("tidak ada")),
            tr("Dari program lain, bukan aturan Depok. Kosongkan bila tidak dibatasi; syaratnya dinyalakan "
               "di bagian Syarat."),
        )  # fmt: skip
        self._row(editors.DayEditor("cutoff"), tr("Umur semua pendaftar dihitung pada tanggal ini."))
        self._row(editors.NumberEditor("adult_age"), tr("Di bawahnya, orang tua atau wali harus menyetujui."))
        self._row(editors.DayEditor("opening"))
        self._row(editors.DayEditor("closing", placeholder=tr("belum ada")), tr("Boleh kosong."))
        self._row(editors.PickEditor("sex", options_of(SEX_LABELS)))
        self._row(
            editors.LineEditor("angkatan", several=True, length=300),
            tr("Pisahkan dengan titik koma. Kosong: tidak ditanyakan."),
        )

    def summary(self, rules: ProgramRules) -> str:
        if rules.max_age:
            return tr("{muda} sampai {tua} tahun", muda=rules.min_age, tua=rules.max_age)
        return tr("mulai {umur} tahun", umur=rules.min_age)


class RequirementsPart(Part):
    """How hard each requirement is, at submission and at verification."""

    title = mark("Syarat")

    def _build(self) -> None:
        self.form.hide()
        self.levels = editors.LevelsEditor()
        self._table(
            self.levels,
            tr("Panah berpindah; M mematikan, I mengingatkan, T menahan. Syarat dari program lain mati "
               "sampai DKUM menyalakannya."),
        )  # fmt: skip

    def summary(self, rules: ProgramRules) -> str:
        n = sum(
            any(rules.level(kind.key, stage) != "off" for stage in ("submitted", "verified"))
            for kind in KINDS
        )
        return trn("{n} menyala", "{n} menyala", n)


class DocumentsPart(Part):
    """Which documents are asked, and the notice that applicants consent to."""

    title = mark("Dokumen & persetujuan")

    def _build(self) -> None:
        self._row(
            editors.LineEditor("notice_version", length=20),
            tr("Versi lembar pemberitahuan yang dibacakan dan disetujui pendaftar."),
        )
        self.documents = editors.DocumentsEditor()
        self._table(
            self.documents,
            tr("Panah berpindah; A untuk diajukan, V untuk diverifikasi, 0 tidak diminta. Yang diminta untuk "
               "diajukan diminta juga untuk diverifikasi."),
        )  # fmt: skip

    def summary(self, rules: ProgramRules) -> str:
        return trn("{n} dokumen", "{n} dokumen", len(rules.documents))


class PlacesPart(Part):
    """How many places there are, where, and what they cost."""

    title = mark("Kuota & anggaran")

    def _build(self) -> None:
        self._row(editors.PickEditor("scope", options_of(SCOPE_LABELS)))
        self._row(editors.NumberEditor("quota"))
        self._row(editors.ExceptionsEditor(), tr("Kelurahan yang kuotanya berbeda dari yang lain."))
        self._row(
            editors.PickEditor("moving", options_of(MOVING_LABELS)),
            tr("Tempat yang pindah diberikan kepada yang paling lama menunggu di seluruh kota."),
        )
        self._row(
            editors.MoneyEditor("budget", empty=None, placeholder=tr("tanpa pagu")),
            tr("Untuk satu kelurahan, atau sekota bila kuotanya sekota."),
        )
        self._row(editors.MoneyEditor("cost", empty=0, placeholder=tr("belum ditetapkan")))
        self._told = WrapLabel("", weight=t.MEDIUM, tone="text")
        self._column.addWidget(self._told)

    def summary(self, rules: ProgramRules) -> str:
        if rules.scope == "kota":
            return tr("{n} tempat sekota", n=counted(rules.quota))
        return tr("{n} per kelurahan", n=counted(rules.quota))

    def show_rules(self, rules: ProgramRules) -> None:
        areas = len(region.all_kelurahan())
        city = places(rules, taken=0, areas=areas if rules.scope == "kelurahan" else 1)
        words = trn("Seluruh kota: {jumlah} tempat.", "Seluruh kota: {jumlah} tempat.", city.quota,
                    jumlah=counted(city.quota))  # fmt: skip
        self._told.setText(f"{words} {city.sentence}" if rules.budget is not None else words)


class OrderPart(Part):
    """Who comes first when there are more than places."""

    title = mark("Urutan & cadangan")

    def _build(self) -> None:
        self._row(
            editors.NumberEditor("reserve", empty=None, placeholder=tr("semua")),
            tr("Berapa orang dari Daftar Tunggu yang menjadi cadangan. Kosong: semua yang menunggu."),
        )
        self._row(
            editors.PickEditor("tie_break", options_of(TIE_BREAKS)),
            tr("Benih undian diumumkan, jadi siapa pun dapat menghitungnya sendiri."),
        )
        self._column.addWidget(Label(tr(LABELS["priority"]), size=t.SIZE_CARD, weight=t.SEMIBOLD))
        self.order = editors.PriorityEditor()
        self._table(
            self.order,
            tr("Yang paling atas menentukan lebih dahulu. Panah memilih, Ctrl dan panah memindahkan, Spasi "
               "memakai atau tidak memakai."),
        )  # fmt: skip

    def summary(self, rules: ProgramRules) -> str:
        return trn("{n} dasar urutan", "{n} dasar urutan", len(rules.priority))


class RestPart(Part):
    """What is announced, how long data are kept, and the limits of a micro business."""

    title = mark("Pengumuman & data")

    def _build(self) -> None:
        self._row(
            editors.LineEditor("registration"), tr("Di mana dan bagaimana mendaftar; tercetak di pengumuman.")
        )
        self._row(
            editors.LineEditor("conditions", several=True, length=2000),
            tr("Pisahkan dengan titik koma; tercetak di pengumuman, tidak diperiksa Wira."),
        )
        self._row(editors.NumberEditor("retention_years"), tr("Dalam tahun, sesudah program selesai."))
        self._row(
            editors.PickEditor(
                "kbli_edition", [editors.Option("2025", "KBLI 2025"), editors.Option("2020", "KBLI 2020")]
            )
        )
        self._row(editors.MoneyEditor("micro_capital_max"), tr("PP 7/2021; di atasnya ada peringatan."))
        self._row(editors.MoneyEditor("micro_sales_max"), tr("PP 7/2021; di atasnya ada peringatan."))
        self._row(
            editors.PickEditor("one_person_office", options_of(editors.YES_NO), {"tidak": False, "ya": True}),
            tr("Satu orang mengentri dan memverifikasi; selalu ditandai."),
        )
        self._row(KelurahanEditor("one_person_in"), tr("Di mana satu orang boleh; di tempat lain tidak."))

    def summary(self, rules: ProgramRules) -> str:
        return trn("disimpan {n} tahun", "disimpan {n} tahun", rules.retention_years)


class ReceiversPart(Part):
    """Which agencies may be given data, and exactly which."""

    title = mark("Penerima data")

    def _build(self) -> None:
        self.form.hide()
        self.given = ReceiversEditor()
        self._table(
            self.given,
            tr("Instansi lain hanya diberi kolom dan status yang disebut di sini; setiap pemberian dicatat."),
        )

    def summary(self, rules: ProgramRules) -> str:
        return trn("{n} penerima", "{n} penerima", len(rules.extracts))


PARTS: Final[tuple[type[Part], ...]] = (
    AgesPart, RequirementsPart, DocumentsPart, PlacesPart, OrderPart, ReceiversPart, RestPart,
)  # fmt: skip


def dated(rules: ProgramRules) -> str:
    """How an issued version is named: version, number and day."""
    if not rules.version:
        return tr("Aturan bawaan")
    return tr("Versi {versi}, nomor {nomor}, {tanggal}",
              versi=rules.version, nomor=rules.nomor, tanggal=show_date(rules.issued))  # fmt: skip
