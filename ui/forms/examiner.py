"""Examines the form while it is being filled: looks up its numbers, judges, and shows what was found."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from desktop_app.domain import entry_plan as plan
from desktop_app.domain import fields
from desktop_app.domain.fields import Group
from desktop_app.domain.findings import Finding, Known, blocking
from desktop_app.domain.rulebook import NO_RULES, Rules
from desktop_app.queries import entry
from desktop_app.queries.entry import LookUp
from ui.bench import Bench
from ui.forms import judging
from ui.forms.application_form import ApplicationForm
from ui.forms.judging import Facts, Judged
from ui.widgets.steps import Step


class Examiner(QObject):
    """`judged` after every look. `left` are the fields a person has been in; `everything` shows what is
    missing too, after an attempt to submit."""

    judged = Signal()

    def __init__(self, bench: Bench, form: ApplicationForm, parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._office, self._form = bench, bench.office, form
        self.rules: Rules = NO_RULES
        self.number: int | None = None
        self.left: set[str] = set()
        self.everything = False
        self.untouched: Mapping[str, object] = {}
        self.found = Judged()
        self._facts = Facts()

    def begin(self, number: int | None, untouched: Mapping[str, object]) -> None:
        """Another form: that of application `number`, or a new one, in which `untouched` stands already."""
        self.number, self.untouched = number, untouched
        self.left, self.everything = set(), False
        self.again()

    def again(self) -> None:
        """Forget what was looked up and look anew."""
        self._facts = Facts()
        self.look_up()
        self.judge()

    def look_up(self) -> None:
        """Ask the office's data about what was typed, when it is complete and other than before."""
        asked = judging.questions_of(self._form.values())
        named = asked["nama"] and (asked["alamat"] or asked["alamat_usaha"])
        if asked == self._facts.asked or not (named or any(asked[name] for name in judging.ALONE)):
            return
        context, today, number = self._office.context, self._office.today(), self.number
        self._bench.ask(
            lambda connection: entry.look_up(connection, context, asked, number, today),
            lambda found: self._arrived(asked, found), owner=self, key="entri-cari",
        )  # fmt: skip

    def _arrived(self, asked: Mapping[str, object], found: LookUp) -> None:
        self._facts = Facts(asked, found.known, found.records)
        self.judge()

    def judge(self) -> None:
        """Judge what stands in the form now, and show it."""
        values = self._form.values()
        base = Known(today=self._office.today(), office_kelurahan=self._office.context.scope)
        known = self._facts.about(values, base)
        self.found = judging.judge(
            values, rules=self.rules, known=known, left=frozenset(self.left), everything=self.everything
        )
        self._form.lane.show(self.found.shown, sound=self.found.sound, numbers=self._links(known))
        arrived = bool(values.get("nik")) and self._facts.asked.get("nik") == values.get("nik")
        self._form.show_nik(judging.history_words(known, arrived, saved=self.number is not None))
        self.judged.emit()

    def holding(self) -> list[Finding]:
        """Everything that would hold a submission now, shown or not."""
        self.judge()
        return blocking(self.found.all)

    def show_everything(self) -> None:
        """From now on also what is missing."""
        self.everything = True
        self.judge()

    def record_of(self, nomor: str) -> str | None:
        """The record (hex) of an application named in a finding."""
        return self._facts.records.get(nomor)

    def steps(self, current: Group | None) -> list[Step]:
        """How far each section is."""
        names: dict[Group, list[str]] = {group: [] for group in plan.GROUPS}
        for name in self._form.names():
            names[fields.FIELDS[name].group].append(name)
        raw, papers = self._form.raw(), self._form.papers.counts()
        return judging.steps(self.found, names, raw, self.untouched, papers, current)

    def next_field(self, here: str, by: int) -> str:
        """The next (or previous) field with a finding that holds or asks for a reason; "" for none."""
        asks = [item for item in self.found.shown if item.level == "block" or item.needs_reason]
        names = list(dict.fromkeys(item.field for item in asks))
        order = {name: at for at, name in enumerate(fields.FIELDS)}
        at = order.get(here, -1)
        after = [name for name in names if order[name] > at]
        before = [name for name in names if order[name] < at]
        return next(iter(after or names), "") if by > 0 else next(reversed(before or names), "")

    def to_explain(self, here: str) -> Finding | None:
        """The finding whose reason is to be written at the field `here`, else the first that asks for one."""
        asks = [item for item in self.found.shown if item.needs_reason or item.noted]
        unanswered = [item for item in asks if item.needs_reason]
        return next((item for item in asks if item.field == here), next(iter(unanswered), None))

    def _links(self, known: Known) -> dict[str, str]:
        """The registration number each finding about somebody else means."""
        found: dict[str, str] = {}
        for item in self.found.shown:
            for other in known.same_kk if item.field == "no_kk" else known.same_nik:
                said = other.nomor_pendaftaran in item.reason or (other.nama and other.nama in item.title)
                if said and other.nomor_pendaftaran in self._facts.records:
                    found.setdefault(item.rule_id, other.nomor_pendaftaran)
        return found
