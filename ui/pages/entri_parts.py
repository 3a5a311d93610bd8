"""The parts around the entry form: what holds it, the row of actions, what was recovered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain.moments import wib
from desktop_app.domain.status import EDITABLE
from desktop_app.queries.entry import Existing
from desktop_app.storage.drafts import Draft
from resources.i18n import tr, trn
from ui import tokens as t
from ui import when
from ui.pages.base import KeyHint, Status
from ui.widgets import paint
from ui.widgets.button import Button
from ui.widgets.card import FindingCard
from ui.widgets.dialog import StopDialog
from ui.widgets.labels import Icon, Label, WrapLabel
from ui.widgets.pill import KeyCap

_TIGHT = 760
"""Logical width of the row below which only the figures stand beside the icons."""


def form_keys(
    finding: Callable[[int], object], copy: Callable[[], object], reason: Callable[[], object]
) -> tuple[KeyHint, ...]:
    """The keys of the form that move and fill, whoever may save it."""
    return (
        KeyHint("Enter", tr("isian berikutnya")),
        KeyHint("Shift+Enter", tr("sebelumnya")),
        KeyHint("F7", tr("temuan"), lambda: finding(1)),
        KeyHint("F4", tr("salin dari formulir lalu"), copy),
        KeyHint("Esc", tr("tutup, draf tersimpan")),
        KeyHint("Shift+F7", tr("temuan sebelumnya"), lambda: finding(-1), bar=False),
        KeyHint("F9", tr("tulis alasan temuan ini"), reason, bar=False),
        KeyHint("Alt+Down", tr("buka daftar atau kalender"), bar=False),
        KeyHint("L P B S", tr("memilih pada kotak pilihan, juga 1 sampai 9"), bar=False),
    )


def saving_keys(may: Callable[[str], bool], save: Callable[..., object]) -> tuple[KeyHint, ...]:
    """The keys that save and submit, for whom the table of duties gives it."""
    saves = (
        KeyHint("Ctrl+S", tr("simpan draf"), save, bar=False),
        KeyHint("Ctrl+Enter", tr("simpan dan buka formulir berikutnya"),
                lambda: save(then_next=True), bar=False),
    )  # fmt: skip
    submits = KeyHint(
        "Ctrl+Shift+Enter", tr("ajukan dan buka formulir berikutnya"),
        lambda: save(submit=True, then_next=True), bar=False,
    )  # fmt: skip
    return (*(saves if may("fill") else ()), *((submits,) if may("submit") else ()))


class Holding(QWidget):
    """*Perlu perhatian*: how many findings hold, how many only ask for a reason, and the key to them."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(tr("Perlu perhatian"), size=t.SIZE_META, weight=t.SEMIBOLD, tone="text2"))
        self._bad, self._bad_words = self._line(column, "octagon-alert", "bad")
        self._warn, self._warn_words = self._line(column, "triangle-alert", "warn")
        self._none, self._none_words = self._line(column, "circle-check", "text2")
        self._key = QWidget()
        row = QHBoxLayout(self._key)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        row.addWidget(KeyCap("F7"))
        row.addWidget(Label(tr("ke temuan berikutnya"), size=t.SIZE_META, tone="text2"))
        row.addStretch(1)
        column.addWidget(self._key)
        self.show_counts(0, 0)

    def _line(self, column: QVBoxLayout, icon: str, tone: str) -> tuple[QWidget, Label]:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        row.addWidget(Icon(icon, tone, 16))
        words = Label(size=t.SIZE_META, weight=t.MEDIUM, tone=tone)
        row.addWidget(words)
        row.addStretch(1)
        column.addWidget(line)
        return line, words

    def show_counts(self, blocks: int, reasons: int) -> None:
        """Other numbers."""
        self._bad_words.setText(_to_mend(blocks))
        self._warn_words.setText(_to_explain(reasons))
        self._none_words.setText(tr("belum ada"))
        self._bad.setVisible(blocks > 0)
        self._warn.setVisible(reasons > 0)
        self._none.setVisible(not blocks and not reasons)
        self._key.setVisible(bool(blocks or reasons))


def _to_mend(n: int) -> str:
    return trn("{n} perlu dibetulkan", "{n} perlu dibetulkan", n)


def _to_explain(n: int) -> str:
    return trn("{n} perlu alasan", "{n} perlu alasan", n)


class ActionRow(QWidget):
    """Below the form: draft at the left; what holds, *Ajukan* and the primary button at the right."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(11)
        self.draft = Button(tr("Simpan draf"), key="Ctrl+S")
        self.submit = Button(tr("Ajukan"))
        self.submit.setToolTip(tr("Ctrl+Shift+Enter"))
        self.next = Button(tr("Simpan & berikutnya"), kind="primary", key="Ctrl+Enter")
        row.addWidget(self.draft)
        row.addStretch(1)
        self._bad_icon = Icon("octagon-alert", "bad", 16)
        self._bad = Label(weight=t.MEDIUM, tone="bad")
        self._warn_icon = Icon("triangle-alert", "warn", 16)
        self._warn = Label(weight=t.MEDIUM, tone="warn")
        told = QHBoxLayout()
        told.setSpacing(6)
        for widget in (self._bad_icon, self._bad, self._warn_icon, self._warn):
            told.addWidget(widget)
        row.addLayout(told)
        row.addWidget(self.submit)
        row.addWidget(self.next)
        self._narrow = self._tight = False
        self._counts = (0, 0)

    def set_narrow(self, narrow: bool) -> None:
        """With icons, because the summary at the side is gone."""
        self._narrow = narrow
        self.show_counts(*self._counts)

    def show_counts(self, blocks: int, reasons: int) -> None:
        """Other numbers."""
        self._counts = (blocks, reasons)
        self._bad.setText(
            trn("{n} menahan", "{n} menahan", blocks)
            if self._narrow
            else trn("{n} hal menahan pengajuan", "{n} hal menahan pengajuan", blocks)
        )
        self._warn.setText(_to_explain(reasons))
        for words, count in ((self._bad, blocks), (self._warn, reasons)):
            words.setAccessibleName(words.text())
            if self._tight:
                words.setText(str(count))
        self._bad.setVisible(blocks > 0)
        self._bad_icon.setVisible(blocks > 0 and self._narrow)
        self._warn.setVisible(reasons > 0 and self._narrow)
        self._warn_icon.setVisible(reasons > 0 and self._narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tight = event.size().width() < _TIGHT
        if tight != self._tight:
            self._tight = tight
            self.show_counts(*self._counts)


class Recovered(QWidget):
    """Typing that was found again: whose, when and of whom, with *Lanjutkan* and *Buang*."""

    resumed = Signal()
    discarded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(Icon("rotate-ccw-clock", "accent", 18), 0, Qt.AlignmentFlag.AlignVCenter)
        self._words = WrapLabel(tone="text")
        row.addWidget(self._words, 1)
        self.resume = Button(tr("Lanjutkan"), key="Alt+L", bind=True, height=28)
        self.discard = Button(tr("Buang"), kind="link", height=28)
        self.resume.clicked.connect(self.resumed)
        self.discard.clicked.connect(self.discarded)
        row.addWidget(self.resume)
        row.addWidget(self.discard)
        self.hide()

    def words(self) -> str:
        """The sentence shown."""
        return self._words.text()

    def show_words(self, sentence: str) -> None:
        """Show the banner."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        paint.box(painter, self.rect().toRectF(), t.RADIUS_INSET, "soft", "softline")
        painter.end()


class Notices(QWidget):
    """Stops that belong to no field, one below the other; nothing at all while there are none."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    def about(self, existing: Existing, choose: Callable[[], object]) -> None:
        """What stands above a saved application: that it is decided, or which of its fields differ."""
        if existing.status not in EDITABLE:
            self.add(
                tr("Pendaftar ini sudah diputuskan, jadi isiannya tidak dapat diubah di sini"),
                tr("Minta DKUM mencatat perbaikannya."),
            )
        if existing.differing:
            why = tr("{isian}. Yang tampil di sini salah satunya.", isian=", ".join(existing.differing))
            self.add(tr("Ada isian yang ditulis berbeda"), why, [(tr("Pilih yang benar"), "", choose)])

    def add(
        self, title: str, words: str, steps: Sequence[tuple[str, str, Callable[[], object]]] = ()
    ) -> None:
        """One more, unless it stands there already; with `steps` it is something to be done."""
        if any(f"{title}. {words}" == card.words() for card in self.cards()):
            return
        card = FindingCard("reason" if steps else "block", title, words, steps)
        self._column.addWidget(card)
        self.show()
        card.announce()
        self.changed.emit()

    def status(self) -> Status | None:
        """What the key bar says while there are any: not that everything is in order."""
        if not self.cards():
            return None
        return Status("triangle-alert", tr("Ada pemberitahuan di atas formulir"), "warn")

    def cards(self) -> list[FindingCard]:
        """What is shown."""
        items = [self._column.itemAt(at) for at in range(self._column.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, FindingCard)]

    def clear(self) -> None:
        """Another form: none."""
        for card in self.cards():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.hide()
        self.changed.emit()


def discarding(parent: QWidget, draft: Draft, user: str, discard: Callable[[Draft], object]) -> None:
    """`discard` the typing of `user` at once, somebody else's only after a question that says whose it is."""
    if draft.where.get("user") == user:
        discard(draft)
        return
    told = _about(draft)
    stop = StopDialog.asking(
        parent,
        tr("Buang isian {nama}?", **told),
        tr("Diketik {petugas} {waktu} dan belum disimpan; sesudah dibuang tidak kembali.", **told),
        action=tr("Buang isian"),
        danger=True,
    )
    stop.accepted.connect(lambda: discard(draft))
    stop.open()


def _about(draft: Draft) -> dict[str, str]:
    moment = wib(draft.written)
    return {
        "nama": str(draft.values.get("nama") or "") or tr("pendaftar yang belum bernama"),
        "petugas": str(draft.where.get("name") or "-"),
        "waktu": tr("{hari} {jam}", hari=when.short_day(moment.date()), jam=f"{moment:%H.%M.%S}"),
    }


def found_words(drafts: Sequence[Draft]) -> str:
    """What was found again: whose form, who typed it and when, and how many more there are."""
    told: dict[str, str | int] = {**_about(drafts[0]), "n": len(drafts) - 1}
    if len(drafts) > 1:
        return tr(
            "Isian {nama} belum disimpan, terakhir diketik {petugas} {waktu}; masih ada {n} isian lain.",
            **told,
        )
    return tr("Isian {nama} belum disimpan, terakhir diketik {petugas} {waktu}.", **told)
