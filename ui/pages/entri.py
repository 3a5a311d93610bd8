"""Entri: one paper form after another, by keys, with every finding beside its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.actions import access, applications, attachments
from desktop_app.actions.applications import SaveApplication, Saved
from desktop_app.domain import entry_plan as plan
from desktop_app.domain import fields, status
from desktop_app.domain.findings import Finding
from desktop_app.domain.moments import wib
from desktop_app.domain.rulebook import NO_RULES
from desktop_app.errors import Unavailable, WiraError
from desktop_app.queries import entry
from desktop_app.queries.entry import Existing, Start
from desktop_app.storage.drafts import Draft
from resources.i18n import mark, tr
from ui.bench import Bench
from ui.forms.application_form import ApplicationForm
from ui.forms.examiner import Examiner
from ui.forms.keeper import DraftKeeper
from ui.forms.uploads import Uploads
from ui.pages.base import KeyHint, Page, Status
from ui.pages.entri_parts import (
    ActionRow,
    Holding,
    Notices,
    Recovered,
    discarding,
    form_keys,
    found_words,
    saving_keys,
)
from ui.widgets.card import Card
from ui.widgets.steps import Step, Steps
from ui.widgets.toast import SavedPill, announce

SIDE = 164
FILES = "lampiran"
"""Under this name a draft keeps the files that wait to be attached."""
_RECORD = 32


class EntriPage(Page):
    """The form with its steps, findings and actions. What is typed is kept at every change."""

    key: ClassVar[str] = "entri"
    icon: ClassVar[str] = "square-pen"
    title: ClassVar[str] = mark("Entri pendaftar")

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._office = bench, bench.office
        self._entered = 0
        self._last: Mapping[str, Any] = {}
        self._existing: Existing | None = None
        self._baseline: dict[str, Any] = {}
        self._busy = False
        self._steps_shown: list[Step] = []
        self._offered: list[Draft] = []
        self._back_to = ""
        self._build()
        self._keeper = DraftKeeper(self._office, lambda: (self._typed(), self._field()), self)
        self._keeper.kept.connect(self._kept)
        self._keeper.failed.connect(lambda words: self.notices.add(tr("Draf belum tersimpan"), words))
        self._connect()
        self.fresh()
        self._ask_start()

    # --- building

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(9)
        self.recovered = Recovered()
        outer.addWidget(self.recovered)
        self.notices = Notices()
        self.notices.changed.connect(self.header_changed)
        outer.addWidget(self.notices)
        self.steps = Steps(tr("Bagian formulir"), [Step(tr(words)) for words in fields.GROUP_LABELS.values()])
        self._above = QVBoxLayout()
        outer.addLayout(self._above)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        self._side = QWidget()
        self._side.setFixedWidth(SIDE)
        self._side_column = QVBoxLayout(self._side)
        self._side_column.setContentsMargins(0, 0, 0, 0)
        self._side_column.setSpacing(14)
        self._side_column.addWidget(self.steps)
        self.holding = Holding()
        self._side_column.addWidget(self.holding)
        self._side_column.addStretch(1)
        middle.addWidget(self._side)
        card = Card(padding=1)
        card.body.setContentsMargins(1, 1, 1, 1)
        self.form = ApplicationForm(self._bench, self._office.info.scope, NO_RULES)
        self._examiner = Examiner(self._bench, self.form, self)
        self._examiner.judged.connect(self._tell)
        card.body.addWidget(self.form)
        middle.addWidget(card, 1)
        outer.addLayout(middle, 1)
        self.uploads = Uploads(self._bench, self)
        outer.addWidget(self.uploads.strip)
        self.actions_row = ActionRow()
        outer.addWidget(self.actions_row)
        self.chip = SavedPill()
        self.chip.hide()

    def _connect(self) -> None:
        form, row = self.form, self.actions_row
        form.changed.connect(self._changed)
        form.left.connect(self._field_left)
        form.entered.connect(self._field_entered)
        form.lane.answered.connect(self._answered)
        form.lane.mend.connect(form.focus_field)
        form.lane.open_other.connect(self._open_other)
        form.papers.remove_asked.connect(self._remove_attachment)
        self.steps.changed.connect(self._go_step)
        row.draft.clicked.connect(lambda: self.save())
        row.submit.clicked.connect(lambda: self.save(submit=True, then_next=True))
        row.next.clicked.connect(lambda: self.save(then_next=True))
        self.recovered.resumed.connect(self.resume)
        self.recovered.discarded.connect(self.discard)
        self.uploads.failed.connect(self.notices.add)
        self.uploads.finished.connect(self._uploaded)
        # the fields in their order; documents and the buttons below follow as they were made
        for one, other in pairwise([self.steps, *(editor.widget for editor in form.editors.values())]):
            QWidget.setTabOrder(one, other)

    # --- the page as the shell sees it

    def subtitle(self) -> str:
        if self._existing is not None:
            words = tr(status.status_label(self._existing.shown))
            return tr("{nomor}, {status}", nomor=self._existing.nomor, status=words)
        return tr("Formulir kertas ke-{n} hari ini", n=self._entered + 1)

    def header_actions(self) -> Sequence[QWidget]:
        return (self.chip,) if self.chip.text() else ()

    def key_hints(self) -> Sequence[KeyHint]:
        own = form_keys(self.next_finding, self.copy_last, self.write_reason)
        return (*own, *saving_keys(self._bench.may, self.save))

    def open(self, argument: object) -> None:
        wanted = str(argument).replace("-", "") if argument else ""
        if not wanted:  # *Entri baru* elsewhere: what lies open gives way; typing is kept, and offered above
            if self._existing is not None or self.dirty():
                self.primary()
            return
        draft = self._keeper.take(str(argument))
        if draft is not None:
            self._take_up(draft)
        elif len(wanted) == _RECORD and (self._existing is None or self._existing.record != wanted):
            self.load(wanted)

    def entered(self) -> None:
        if not self.dirty():
            self._offer()

    def leaving(self) -> bool:
        if self.dirty():
            self._keeper.flush()
        return True

    def standing(self) -> object:
        return self._keeper.form_id if self.dirty() else self._keeper.record or None

    def refresh(self, changes: Any) -> None:
        if self._busy:
            return
        moved = changes.ids.get("application", frozenset()) if changes is not None else frozenset[int]()
        own = self._existing
        if own is not None and (changes is None or own.number in moved):
            self._read_again(own.record)
        else:
            self._examiner.again()

    def status(self) -> Status | None:
        return self.notices.status()

    def first_focus(self) -> QWidget:
        return self.form.editors["nik"].widget

    def panes(self) -> Sequence[QWidget]:
        current = self.form.editors.get(self._field())
        inside = current.widget if current is not None else self.first_focus()
        return (self.recovered.resume, self.steps, inside, self.actions_row.draft)

    def primary(self) -> None:
        """F2: leave this form as it is and begin another."""
        self.leaving()
        self.fresh()
        self._offer()
        self.form.focus_field("nik")

    def back(self) -> bool:
        if self.form.lane.writing():
            self.form.lane.leave_reason()
            return True
        if self.dirty() and self._keeper.flush():
            self.toast(tr("Isian ini tetap tersimpan. Buka Entri untuk melanjutkannya."))
        if self._existing is not None:
            self.navigate.emit("pendaftar", self._existing.record)
        else:
            self.navigate.emit("beranda", None)
        return True

    def set_narrow(self, narrow: bool) -> None:
        (self._above if narrow else self._side_column).insertWidget(0, self.steps)
        self.steps.set_strip(narrow)
        self._side.setVisible(not narrow)
        self.actions_row.set_narrow(narrow)

    # --- another form

    def fresh(self) -> None:
        """An empty form, ready to be filled."""
        self._existing = None
        self._begin(plan.defaults(self._examiner.rules, self._office.today(), self._office.info.scope))
        self._keeper.begin()

    def load(self, record: str) -> None:
        """A saved application; what was typed before stays kept."""
        if self.dirty():
            self._keeper.flush()
        context = self._office.context
        self._bench.ask(
            lambda connection: entry.existing(connection, context, record),
            self._loaded, owner=self, key="entri-buka",
        )  # fmt: skip

    def _loaded(self, existing: Existing | None) -> None:
        if existing is None:
            self.notices.add(tr("Pendaftar itu tidak ada di kantor ini"), tr("Cari lagi di Pendaftar."))
            return
        self._show_existing(existing)
        self.form.focus_field("nik")
        kept = self._keeper.take(self._keeper.form_id)
        if kept is not None:
            self._offer([kept])

    def _show_existing(self, existing: Existing) -> None:
        self._existing = existing
        access.opened(self._office, existing.record)
        self._begin(existing.values)
        self._examiner.everything = existing.status != "draft"
        self._examiner.left = {name for name, value in existing.values.items() if value not in (None, "")}
        self._keeper.begin(existing.record)
        self.form.papers.show_attached(existing.attachments)
        self.notices.about(existing, lambda: self.navigate.emit("perbedaan", existing.record))
        self._examiner.judge()

    def _begin(self, given: Mapping[str, object]) -> None:
        self.notices.clear()
        self.recovered.hide()
        self.form.papers.clear_files()
        self.form.show_values(given, saved=self._existing is not None)
        self._baseline = self.form.values()
        own = self._existing
        self._examiner.begin(own.number if own else None, {} if own else self.form.raw())
        draft = own is None or own.status == "draft"
        self.actions_row.draft.set_text(tr("Simpan draf") if draft else tr("Simpan"))
        editable = self._bench.may("fill") and (own is None or own.status in status.EDITABLE)
        self.form.form.setEnabled(editable)
        for button in (self.actions_row.draft, self.actions_row.next):
            button.setEnabled(editable)
        self._chip("")
        self.form.verticalScrollBar().setValue(0)
        self.header_changed.emit()

    def dirty(self) -> bool:
        """Whether a person has typed something that is not saved."""
        return bool(self.form.papers.waiting) or self.form.values() != self._baseline

    def _ask_start(self) -> None:
        context, user, today = self._office.context, self._office.session.user, self._office.today()
        self._bench.ask(
            lambda connection: entry.start(connection, context, user, today),
            self._started, owner=self, key="entri-mulai",
        )  # fmt: skip

    def _started(self, start: Start) -> None:
        self._entered, self._last = start.entered, self._last or start.last
        if start.rules != self._examiner.rules:
            self._examiner.rules = start.rules
            self.form.use_rules(start.rules)
            if self._existing is None and not self.dirty():
                self.fresh()
                self._offer()
        self.header_changed.emit()

    # --- recovered typing

    def _offer(self, drafts: list[Draft] | None = None) -> None:
        """Say what a stopped program or another form left behind."""
        self._offered = drafts if drafts is not None else self._keeper.others()
        if not self._offered or self.uploads.running():
            self.recovered.hide()
            return
        self.recovered.show_words(found_words(self._offered))

    def resume(self) -> None:
        """Go on with what was recovered."""
        if self._offered:
            self._take_up(self._offered[0])

    def discard(self) -> None:
        """Throw away what was recovered, after it was seen; it can be taken back for six seconds."""
        if self._offered:
            discarding(self, self._offered[0], self._office.session.user, self._discard)

    def _discard(self, draft: Draft) -> None:
        undo = self._keeper.discard(draft)
        self.form.focus_field("nik")
        self._offer()

        def again() -> None:
            undo()
            self._offer()

        self.toast(tr("Isian itu dibuang."), again)

    def _take_up(self, draft: Draft) -> None:
        if self.dirty():
            self._keeper.flush()
        record = str(draft.where.get("record") or "")
        if record:
            context = self._office.context
            self._bench.ask(
                lambda connection: entry.existing(connection, context, record),
                lambda existing: self._resume_on(draft, existing), owner=self, key="entri-buka",
            )  # fmt: skip
        else:
            self._resume_on(draft, None)

    def _resume_on(self, draft: Draft, existing: Existing | None) -> None:
        if existing is not None:
            self._show_existing(existing)
        else:
            self.fresh()
        self._keeper.begin(existing.record if existing is not None else "", draft.form_id)
        self.form.show_raw(draft.values)
        self._examiner.left = {name for name, value in draft.values.items() if value}
        files = [(Path(path), kind) for path, kind in draft.values.get(FILES) or []]
        self.form.papers.add_files([path for path, _ in files], [kind for _, kind in files])
        self._chip(tr("Isian {waktu} dipulihkan", waktu=f"{wib(draft.written):%H.%M.%S}"))
        self._examiner.again()
        self.form.focus_field(str(draft.where.get("field") or "nik"))

    # --- typing

    def _field(self) -> str:
        focus = QApplication.focusWidget()
        owned = focus is not None and self.form.papers.owns(focus)
        return self.form.current_field() or ("dokumen" if owned else "")

    def _typed(self) -> dict[str, Any]:
        """What a draft keeps: the fields, and where the files chosen are."""
        files = [[str(item.path), item.jenis] for item in self.form.papers.waiting]
        return {**self.form.raw(), **({FILES: files} if files else {})}

    def _changed(self, name: str) -> None:
        if self.dirty():
            self._keeper.note()
        else:
            self._keeper.forget()  # typed and taken back: nothing to recover
            self._chip("")
        if self.recovered.isVisible():
            self.recovered.hide()
        if name in ("nik", "no_kk", "hp"):
            self._examiner.look_up()
        self._examiner.judge()

    def _field_left(self, name: str) -> None:
        if not self._busy:
            self._examiner.left.add(name)
            self._examiner.look_up()
            self._examiner.judge()

    def _field_entered(self, name: str) -> None:
        group = self.form.group_of(name)
        if group is not None:
            self.steps.set_current(plan.GROUPS.index(group))

    def _go_step(self, at: int) -> None:
        group = plan.GROUPS[at]
        self.form.ensure_section(group)
        self.form.focus_field(self.form.first_of(group))

    def _tell(self) -> None:
        blocks, reasons = self._examiner.found.blocks, self._examiner.found.reasons
        self.holding.show_counts(blocks, reasons)
        self.actions_row.show_counts(blocks, reasons)
        own = self._existing
        step = status.transition(own.status if own is not None else "draft", "submit")
        self.actions_row.submit.setVisible(step is not None)
        self.actions_row.submit.setEnabled(not blocks and self._bench.may("submit"))
        now = self._examiner.steps(self.form.group_of(self._field()))
        if now != self._steps_shown:
            self._steps_shown = now
            self.steps.set_steps(now)

    # --- keys

    def next_finding(self, by: int) -> None:
        """F7: to the next field with a finding that holds or asks."""
        target = self._examiner.next_field(self._field(), by)
        if target:
            self.form.focus_field(target)
        else:
            announce(self, tr("Tidak ada temuan."))

    def write_reason(self) -> None:
        """F9: the reason of the finding at this field, else of the first that asks for one."""
        here = self._field()
        found = self._examiner.to_explain(here)
        if found is not None:
            self._back_to = here
            self.form.lane.write_reason(found.rule_id)

    def _answered(self, field: str) -> None:
        self.form.focus_field(self._back_to or field)
        self._back_to = ""

    def copy_last(self) -> None:
        """F4: this field as in the form before."""
        name = self._field()
        if not self.form.copy_field(name, self._last):
            announce(self, tr("Formulir lalu tidak berisi isian ini."))

    def _open_other(self, nomor: str) -> None:
        record = self._examiner.record_of(nomor)
        if record is not None:
            self._keeper.flush()
            self.navigate.emit("pendaftar", record)

    # --- saving

    def save(self, *, submit: bool = False, then_next: bool = False) -> None:
        """Save the draft or submit it, and go on here or with the next form. Nothing changed is no op."""
        may = self._bench.may("submit" if submit else "fill")
        if (
            not may
            or self._busy
            or (self._existing is not None and self._existing.status not in status.EDITABLE)
        ):
            return
        self.form.settle()
        values = self.form.values()
        if submit and self._held(self._examiner.holding()):
            return
        wish = self._wish(values, submit)
        if wish is None:
            self._nothing_changed(then_next)
            return
        self._busy = True
        self.form.hold_keys()
        office = self._office
        self._bench.do(
            lambda _progress: applications.save(office, wish),
            lambda saved: self._saved(saved, values, then_next),
            owner=self, refused=self._refused, after=self._idle,
        )  # fmt: skip

    def _held(self, blocks: Sequence[Finding]) -> bool:
        """Show everything that holds and go to the first."""
        if not blocks:
            return False
        self._examiner.show_everything()
        self.form.focus_field(blocks[0].field)
        return True

    def _wish(self, values: Mapping[str, Any], submit: bool) -> SaveApplication | None:
        if self._existing is None:
            if not self.dirty() and not submit:
                return None
            return SaveApplication({k: v for k, v in values.items() if v is not None}, submit=submit)
        moved = {name: value for name, value in values.items() if value != self._baseline.get(name)}
        if not moved and not submit and not self.form.papers.waiting:
            return None
        return SaveApplication(moved, self._existing.record, submit=submit)

    def _nothing_changed(self, then_next: bool) -> None:
        if self._existing is not None and then_next:
            self.fresh()
            self._offer()
        elif self._existing is not None:
            self._chip(tr("Tidak ada yang berubah"))
        self.form.focus_field("nik")

    def _saved(self, saved: Saved, values: Mapping[str, Any], then_next: bool) -> None:
        self._keeper.forget()
        name = str(values.get("nama") or "") or saved.nomor_pendaftaran
        self.uploads.start(saved.record, name, self.form.papers.take_waiting())
        self._entered += self._existing is None
        self._last = dict(values)
        if saved.status == "submitted":
            told = tr("{nama} diajukan, {nomor}.", nama=name, nomor=saved.nomor_pendaftaran)
        else:
            told = tr("{nama} disimpan, {nomor}.", nama=name, nomor=saved.nomor_pendaftaran)
        if then_next:
            self.fresh()
            self.form.focus_field("nik")
            self.toast(tr("{kalimat} Formulir berikutnya siap diisi.", kalimat=told))
        else:
            self._stay(saved, values)
            self.toast(told)

    def _stay(self, saved: Saved, values: Mapping[str, Any]) -> None:
        """This form goes on as the application it has become."""
        before = self._existing
        self._existing = Existing(
            saved.record, before.number if before else 0, dict(values), saved.nomor_pendaftaran, saved.status,
            saved.status, before.attachments if before else (),
        )  # fmt: skip
        self._baseline = dict(values)
        self._keeper.begin(saved.record)
        self._chip(tr("Tersimpan sebagai {nomor}", nomor=saved.nomor_pendaftaran))
        self._read_again(saved.record)
        self.header_changed.emit()

    def _read_again(self, record: str) -> None:
        """Its number here and its attachments, without touching what is typed."""
        context = self._office.context

        def arrived(existing: Existing | None) -> None:
            if existing is not None and self._existing is not None and self._existing.record == record:
                self._take_over(existing)
                self._existing, self._examiner.number = existing, existing.number
                self.form.papers.show_attached(existing.attachments)
                self._examiner.again()

        self._bench.ask(
            lambda connection: entry.existing(connection, context, record),
            arrived, owner=self, key="entri-ulang",
        )  # fmt: skip

    def _take_over(self, existing: Existing) -> None:
        """What came from elsewhere is shown, unless something typed would be lost: then it is only told."""
        if all((existing.values.get(name) or None) == (was or None) for name, was in self._baseline.items()):
            return
        if self.dirty():
            self.notices.add(
                tr("Pendaftar ini baru saja diubah dari tempat lain"),
                tr("Isian Anda tetap ada. Buka lagi pendaftar ini untuk melihat perubahannya."),
            )
        else:
            self.form.show_values(existing.values)
            self._baseline = self.form.values()

    def _idle(self) -> None:
        self._busy = False
        self.form.release_keys()

    def _refused(self, error: WiraError) -> None:
        self._examiner.everything = True
        self._examiner.again()
        if (name := error.code.split(".")[0]) in fields.FIELDS:
            self.form.focus_field(name)
        if isinstance(error, Unavailable):
            self._chip("")  # it told of what was kept before
        if not any(item.rule_id == error.code for item in self._examiner.found.shown):
            self.notices.add(error.message, error.next_step)

    # --- files

    def _remove_attachment(self, attachment: str) -> None:
        if self._existing is None:
            return
        record, office = self._existing.record, self._office
        self._bench.do(
            lambda _progress: attachments.remove(office, record, attachment),
            lambda _changes: self._read_again(record), owner=self,
            refused=lambda error: self.notices.add(error.message, error.next_step),
        )  # fmt: skip

    def _uploaded(self, record: str) -> None:
        if self._existing is not None and self._existing.record == record:
            self._read_again(record)

    # --- words

    def _kept(self, moment: datetime) -> None:
        self._chip(tr("Draf tersimpan {jam}, aman bila listrik padam", jam=f"{moment:%H.%M.%S}"))

    def _chip(self, words: str) -> None:
        before = bool(self.chip.text())
        self.chip.set(words)
        if bool(words) != before:
            self.header_changed.emit()
