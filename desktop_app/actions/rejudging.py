"""An application is judged again by a newer rule book: a person looks at what it would say, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.actions.knowledge import known_about, rules_in_force
from desktop_app.domain import reasons
from desktop_app.domain.findings import unanswered
from desktop_app.domain.merge import RULES, State
from desktop_app.domain.people import OPERATOR, VERIFIKATOR, Role, ask_for
from desktop_app.domain.rejudging import STAGES, Difference, difference
from desktop_app.domain.rulebook import ProgramRules, Rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.rulebooks import version_of
from desktop_app.storage.work import Changes, Work
from resources.i18n import tr

WRITERS: Final[frozenset[Role]] = frozenset({OPERATOR, VERIFIKATOR})
"""Who may answer for an application of their office."""


@dataclass(frozen=True, slots=True)
class Rejudge:
    """The wish to judge `record` by `version`, whose findings were looked at. `reason` answers the warnings
    that ask for one."""

    record: str
    version: int
    reason: str = ""


def rejudge(office: Office, wish: Rejudge) -> Changes:
    """From now on the application counts as judged by the version in force; nothing else of it changes.

    Raises Refused: not this person's step, nothing newer, another version since, a finding that holds (it is
    mended in the form), or a warning without its reason.
    """
    reason = " ".join(wish.reason.split())
    with office.work() as work:
        state = work.state(wish.record)
        number = str(state.values.get("nomor_pendaftaran") or "")
        _require_writer(office, number)
        own, found = _compare(work, office, wish.record, state)
        if own.version != wish.version:
            raise Refused(
                tr("Buku aturan versi {versi} sudah diganti.", versi=wish.version),
                next_step=tr("Lihat sekali lagi temuan menurut versi {versi}.", versi=own.version),
                record=number,
                code="version",
            )
        for item in found.appears:
            if item.level == "block":
                raise Refused(
                    item.sentence,
                    next_step=tr("Betulkan isiannya, atau kembalikan pendaftar ini."),
                    record=number,
                    code=item.rule_id,
                )
        asked = unanswered(found.appears)
        if asked and not reasons.meaningful(reason):
            raise Refused(
                tr("Peringatan menurut aturan baru belum dijawab: {temuan}.", temuan=asked[0].title),
                next_step=tr(
                    "Tulis alasannya dengan kata yang jelas, sedikitnya {n} huruf.", n=reasons.LEAST
                ),
                record=number,
                code="reason",
            )
        step: dict[str, Any] = {RULES: own.version}
        if asked:
            written: Mapping[str, Any] = state.values.get("catatan_alasan") or {}
            step["catatan_alasan"] = {**written, **{item.rule_id: reason[:300] for item in asked}}
        work.put(wish.record, "application", "set", step)
    return work.changes


def _compare(work: Work, office: Office, record: str, state: State) -> tuple[ProgramRules, Difference]:
    values, version = state.values, state.values.get(RULES)
    own = rules_in_force(work.connection).of(values.get("program"), values.get("tahun"))
    if state.status not in STAGES or not isinstance(version, int) or version >= own.version:
        raise Refused(
            tr("Tidak ada aturan yang lebih baru untuk pendaftar ini."),
            next_step=tr("Segarkan daftar untuk melihat keadaan terakhir."),
            record=str(values.get("nomor_pendaftaran") or ""),
            code="rejudged",
        )
    known = known_about(
        work.connection, office.context, values, record=work.record_number(record), today=office.today()
    )
    before = version_of(work.connection, own.program, own.tahun, version)
    return own, difference(values, state.status, before, Rules((own,)), known)


def _require_writer(office: Office, number: str) -> None:
    if not office.person.roles & WRITERS:
        raise Refused(
            tr("Penilaian ulang dilakukan operator atau verifikator kelurahan."),
            next_step=ask_for(WRITERS),
            record=number,
            code="role",
        )
