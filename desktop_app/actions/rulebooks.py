"""DKUM issues rule books: drafted in the window, checked for contradictions, numbered, dated, signed.

What is issued travels down to every office as an op of the city's, and never changes; a mistake is mended by
the next version. A draft is typing (drafts.db) and no op.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop_app.actions.knowledge import issued_rules
from desktop_app.domain import people, values
from desktop_app.domain.contradictions import contradictions
from desktop_app.domain.entities import BOOK
from desktop_app.domain.rulebook import ProgramRules, write_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.receive import refold_alone
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr

DRAFT_PAGE: Final = "aturan"
"""`where["page"]` of a drafted rule book: it is no applicant's form."""


@dataclass(frozen=True, slots=True)
class IssueRules:
    """The wish to issue `rules`; its version, number and date come from here.

    `nomor` is DKUM's own number of the letter or decree, `tanggal` its date. `kept` is the JSON the rules
    were read from: what this program does not know of it goes on into the next version.
    """

    rules: ProgramRules
    nomor: str
    tanggal: str
    kept: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class IssuedRules:
    """What was issued, with its record (hex)."""

    record: str
    rules: ProgramRules
    changes: Changes


def issue(office: Office, wish: IssueRules) -> IssuedRules:
    """Put the next version in force, for this programme and year, here and by file in every office.

    Raises Refused: not DKUM's admin, a contradiction (with its sentence), no number or date.
    """
    _require_admin(office)
    with office.work() as work:
        rules = _numbered(work, wish)
        wrong = contradictions(rules)
        if wrong:
            raise Refused(
                wrong[0].sentence,
                next_step=tr("Betulkan buku aturannya, lalu terbitkan."),
                code=f"rulebook_{wrong[0].field}",
            )
        record = new_id()
        content = {
            "program": rules.program, "tahun": rules.tahun, "versi": rules.version, "nomor": rules.nomor,
            "tanggal": rules.issued, "isi": write_rules(rules, wish.kept),
        }  # fmt: skip
        work.put(record, BOOK, "issue", content, scope="", new=True)
        if rules.one_person_in:  # a DKUM that was put back may issue what it has issued already
            refold_alone(work, rules.one_person_in)
    office.drafts.discard(draft_id(rules.program, rules.tahun))
    return IssuedRules(record, rules, work.changes)


def _numbered(work: Work, wish: IssueRules) -> ProgramRules:
    nomor = " ".join(wish.nomor.split())
    day, problem = values.parse_date(wish.tanggal)
    if not nomor:
        raise Refused(
            tr("Nomor buku aturan belum diisi."),
            next_step=tr("Tulis nomor surat atau keputusan DKUM."),
            code="rulebook_nomor",
        )
    if problem is not None or not day:
        raise Refused(
            tr("Tanggal buku aturan belum diisi, atau tidak ada di kalender."),
            next_step=tr("Tulis seperti 12-03-2026."),
            code="rulebook_tanggal",
        )
    key = wish.rules.key
    earlier = [
        int(each.get("version") or 0)
        for each in issued_rules(work.connection)
        if (each.get("program"), each.get("tahun")) == key
    ]
    return replace(wish.rules, version=max(earlier, default=0) + 1, nomor=nomor, issued=day)


def draft_id(program: str, tahun: int) -> str:
    """The name under which the draft for a programme and year is kept."""
    return f"aturan-{program}-{tahun}"


def _require_admin(office: Office) -> None:
    if office.info.kind != "dkum":
        raise Refused(
            tr("Buku aturan hanya diterbitkan oleh DKUM."),
            next_step=tr("Kantor lain menerimanya lewat berkas dari DKUM."),
            code="place",
        )
    if people.ADMIN_DKUM not in office.person.roles:
        raise Refused(
            tr("Buku aturan diterbitkan oleh admin DKUM."),
            next_step=tr("Minta admin DKUM masuk dan melakukannya."),
            code="role",
        )
