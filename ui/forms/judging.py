"""Which findings are shown now, what holds the submission, and how far each section is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop_app.domain import fields, registered
from desktop_app.domain.fields import Group
from desktop_app.domain.findings import Finding, Known, blocking, check, unanswered
from desktop_app.domain.identity import decode_nik
from desktop_app.domain.likeness import applicant_of, with_judged
from desktop_app.domain.rulebook import Rules
from desktop_app.domain.status import counts_as_applied
from resources.i18n import tr, trn
from ui.widgets.steps import Step

_NUMBERS = ("nik", "no_kk")
_ASKED = {"nik": 16, "no_kk": 16, "hp": 10}
_LIKENED = ("nama", "alamat", "alamat_usaha", "nib", "kelurahan_kode")
"""What an applicant is likened by to the owners of registered businesses, besides the numbers."""
_PROGRAMME = ("program", "tahun")
"""What a letter of DP3AP2KB is for."""
ALONE = ("nik", "no_kk", "hp", "nib")
"""Numbers that are worth a question by themselves."""


@dataclass(frozen=True)
class Judged:
    """`shown` beside the fields, `all` at submission, `sound` fields that carry a check."""

    shown: tuple[Finding, ...] = ()
    all: tuple[Finding, ...] = ()
    sound: frozenset[str] = frozenset()

    @property
    def blocks(self) -> int:
        """How many of those shown hold the submission."""
        return len(blocking(self.shown))

    @property
    def reasons(self) -> int:
        """How many of those shown ask for a written reason."""
        return len(unanswered(self.shown))


@dataclass
class Facts:
    """What the office's data said, and for which numbers it said so."""

    asked: Mapping[str, object] = field(default_factory=dict[str, object])
    known: Known = field(default_factory=Known)
    records: Mapping[str, str] = field(default_factory=dict[str, str])

    def about(self, values: Mapping[str, object], base: Known) -> Known:
        """Only what still belongs to the numbers typed; `base` has the day and the office."""
        given = numbers_of(values)
        same = {name: bool(given[name]) and given[name] == self.asked.get(name) for name in _ASKED}
        return replace(
            base,
            same_nik=self.known.same_nik if same["nik"] else (),
            same_kk=self.known.same_kk if same["no_kk"] and same["nik"] else (),
            same_hp=self.known.same_hp if same["hp"] and same["nik"] else 0,
            letter=self.known.letter if same["nik"] and self._same_programme(values) else None,
            registered=with_judged(
                applicant_of(values),
                [each.business for each in self.known.registered],
                registered.judged(values),
            ),
        )

    def _same_programme(self, values: Mapping[str, object]) -> bool:
        return all(values.get(name) == self.asked.get(name) for name in _PROGRAMME)


def questions_of(values: Mapping[str, object]) -> dict[str, object]:
    """What to look up: the numbers, and what the register of businesses is asked by."""
    found: dict[str, object] = {**numbers_of(values)}
    found.update((name, str(values.get(name) or "")) for name in _LIKENED)
    found.update((name, values.get(name)) for name in _PROGRAMME)
    return {**found, registered.FIELD: values.get(registered.FIELD)}


def numbers_of(values: Mapping[str, object]) -> dict[str, str]:
    """The numbers worth looking up: complete ones, the others empty."""
    found: dict[str, str] = {}
    for name, least in _ASKED.items():
        text = str(values.get(name) or "")
        found[name] = text if len(text) >= least and fields.read(name, text)[1] is None else ""
    return found


def judge(
    values: Mapping[str, object],
    *,
    rules: Rules,
    known: Known,
    left: frozenset[str],
    everything: bool,
) -> Judged:
    """The findings of a form. A field that has not been left is judged only once it is well-formed, so
    nobody is corrected in the middle of a word; `everything` after an attempt to submit.
    """
    found = check(values, stage="submitted", rules=rules, known=known)
    shown = [item for item in found if everything or _due(item, values, left)]
    held = {item.field for item in shown if item.level != "info"}
    sound = {name for name in _NUMBERS if decode_nik(str(values.get(name) or "")) and name not in held}
    return Judged(tuple(shown), tuple(found), frozenset(sound))


def _due(item: Finding, values: Mapping[str, object], left: frozenset[str]) -> bool:
    if item.field in left:
        return True
    value = values.get(item.field)
    if value in (None, ""):
        return item.noted != ""
    return fields.read(item.field, value)[1] is None


def history_words(known: Known, arrived: bool, *, saved: bool) -> str:
    """The line below the NIK: who else has applied with it; `saved` when this application is itself kept."""
    if not arrived:
        return ""
    if not known.same_nik and saved:
        return tr("Tidak ada pendaftaran lain dengan NIK ini.")
    if not known.same_nik:
        return tr("Belum pernah mendaftar, tahun atau program mana pun.")
    if any(counts_as_applied(other.status) for other in known.same_nik):
        n = len(known.same_nik)
        return trn("Ada {n} pendaftaran lain dengan NIK ini.", "Ada {n} pendaftaran lain dengan NIK ini.", n)
    return tr("Pendaftaran sebelumnya sudah berakhir.")


def steps(
    judged: Judged,
    names: Mapping[Group, Sequence[str]],
    raw: Mapping[str, object],
    untouched: Mapping[str, object],
    papers: tuple[int, int],
    current: Group | None = None,
) -> list[Step]:
    """The sections with how many of their fields are filled and whether something stands against them."""
    made: list[Step] = []
    for group, members in names.items():
        mine = set(members)
        filled = sum(raw.get(name) not in (None, "") for name in members)
        sub = tr("{n} dari {m} isian", n=filled, m=len(members))
        touched = any(raw.get(name) != untouched.get(name) for name in members)
        if group == "dokumen":
            sub = tr("{n} dari {m} ada", n=papers[0], m=papers[1])
            mine.add("dokumen")
            touched = papers[0] > 0
        elif not touched:
            sub = tr("belum diisi")
        here = [item for item in judged.shown if fields.FIELDS[item.field].group == group]
        held = any(fields.FIELDS[item.field].group == group for item in blocking(judged.all))
        state = "open"
        if blocking(here):
            state = "bad"
        elif unanswered(here):
            state = "warn"
        elif touched and not held and (group != current or filled == len(members)):
            state = "ok"
        if group == "dokumen" and state == "ok" and papers[0] < papers[1]:
            state = "open"
        made.append(Step(tr(fields.GROUP_LABELS[group]), sub, state))
    return made
