"""One application: saved, submitted, verified, returned, rejected, withdrawn.

Each is one op. The rules that decide are `domain.findings` and `domain.status`; what is looked up in
the office's data is looked up in the transaction that writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final, cast

from desktop_app.actions import holds
from desktop_app.actions.knowledge import known_about, rules_in_force
from desktop_app.domain import differing, fields, owning, reasons, region, status
from desktop_app.domain.alone import MARK
from desktop_app.domain.alone import before as alone_told
from desktop_app.domain.authority import void_sentence
from desktop_app.domain.findings import Finding, Stage, blocking, check, ignored_fields
from desktop_app.domain.merge import RULES, State
from desktop_app.domain.people import ask_for
from desktop_app.domain.rulebook import ProgramRules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import dialect
from desktop_app.storage.projections import reached
from desktop_app.storage.rulebooks import alone_book
from desktop_app.storage.tables import APPLICATION_FIELDS
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr

_TYPED: Final = frozenset(APPLICATION_FIELDS)
_NOTHING: Final[Set[str]] = frozenset()
_HALF_SIGN: Final = re.compile("[\ud800-\udfff]")
_TAKEN: Final = "SELECT 1 FROM application WHERE nomor_pendaftaran = ?"


@dataclass(frozen=True, slots=True)
class SaveApplication:
    """The wish to save what was typed. `record` is empty for a new application.

    `values` holds only fields the form knows, typed or stored; absent fields stay as they are.
    """

    values: Mapping[str, object]
    record: str = ""
    submit: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What was stored."""

    record: str
    nomor_pendaftaran: str
    status: str
    findings: tuple[Finding, ...]
    changes: Changes = field(default_factory=Changes)


def save(office: Office, wish: SaveApplication) -> Saved:
    """Save a draft or submit. A draft always saves; submitting is refused while a finding holds it.

    Raises Refused or Unavailable; then nothing was changed.
    """
    with office.work() as work:
        saved = save_in(work, office, wish)
    return Saved(saved.record, saved.nomor_pendaftaran, saved.status, saved.findings, work.changes)


def save_in(work: Work, office: Office, wish: SaveApplication, *, examined: bool = False) -> Saved:
    """`save` within a work that may hold many.

    `examined` says that the caller has read these values and had this draft's findings in the same
    transaction, as the intake has from its preview.
    """
    record = wish.record or new_id()
    state = work.state(record) if wish.record else State()
    values, clean = (dict(wish.values), _NOTHING) if examined else _typed(wish.values)
    if not state.heads:
        values = _new_values(work, office, values)
    merged = {**state.values, **values}
    if owning.unanswered(merged) and owning.telling(values):
        merged["punya_usaha"] = values["punya_usaha"] = "ya"  # who writes of a business has one
    hidden = {name: None for name in ignored_fields(merged) if merged.get(name) is not None}
    merged, values = {**merged, **hidden}, {**values, **hidden}
    if wish.record and state.status not in status.EDITABLE:
        raise Refused(
            tr("Pendaftar ini sudah diputuskan, jadi isiannya tidak dapat diubah di sini."),
            next_step=tr("Minta DKUM mencatat perbaikannya."),
            record=str(state.values.get("nomor_pendaftaran", "")),
            code="decided",
        )
    number = work.record_number(record) if wish.record else None
    stage: Stage = "submitted" if wish.submit else "draft"
    found = [] if examined else examine(work, office, merged, record=number, stage=stage, clean=clean)
    refuse_foreign(found, values, state)
    if state.heads:
        refuse_moved(work.scope(record), values, state)
    if wish.submit:
        _refuse_blocked(found, merged if wish.record else {})  # a number that was not given is not told
        if decided := {name: value for name, value in values.items() if name in state.conflicts}:
            work.put(record, "application", "set", decided)  # a word of its own: it decides a difference
            state = work.state(record)
        step = {**_changed(values, state), "status": "submitted", RULES: rules_for(work, merged).version}
        work.put(record, "application", "status", step, scope=_scope(work, merged), new=not wish.record)
    else:
        work.put(record, "application", "set", values, scope=_scope(work, merged), new=not wish.record)
    now = work.state(record)
    return Saved(record, str(now.values.get("nomor_pendaftaran", "")), now.status, tuple(found))


def submit(office: Office, record: str) -> Saved:
    """Submit a saved draft as it stands. Raises Refused while a finding holds it."""
    return save(office, SaveApplication({}, record, submit=True))


@dataclass(frozen=True, slots=True)
class VerifyApplication:
    """The wish to verify what was seen at `rev`; `checks` are the answered checklist items. `alone`: the
    person knows that they typed it themselves, and that this is marked."""

    record: str
    rev: str
    tanggal_lengkap: str
    dokumen: Mapping[str, str] = field(default_factory=dict[str, str])
    checks: Mapping[str, str] = field(default_factory=dict[str, str])
    alone: bool = False


def verify(office: Office, wish: VerifyApplication) -> Changes:
    """The second person's word that data and documents agree. Raises Refused."""
    with office.work() as work:
        state = work.state(wish.record)
        book = _require_step(work, office, wish.record, "verify", alone=wish.alone)
        if state.rev != wish.rev:
            raise Refused(
                void_sentence("changed"), next_step=tr("Periksa sekali lagi isian yang baru."), code="rev"
            )
        refuse_difference(state)
        holds.refuse_held(work.connection, wish.record, str(state.values.get("nomor_pendaftaran") or ""))
        day, problem = fields.normalise("tanggal_lengkap", wish.tanggal_lengkap)
        if problem:
            raise Refused(problem, code="tanggal_lengkap")
        papers: dict[str, str] = {**(state.values.get("dokumen") or {}), **wish.dokumen}
        step: dict[str, Any] = {"status": "verified", "tanggal_lengkap": day, "dokumen": papers or None}
        step[RULES] = rules_for(work, state.values).version
        if book:
            step[MARK] = book
        if wish.checks:
            step["pemeriksaan"] = dict(wish.checks)
        merged = {**state.values, **step}
        number = work.record_number(wish.record)
        _refuse_blocked(examine(work, office, merged, record=number, stage="verified"), merged)
        work.put(wish.record, "application", "status", step, rev=state.rev)
    return work.changes


def give_back(office: Office, record: str, reason: str, *, alone: bool = False) -> Changes:
    """Return to the operator to be mended, also while the data are restricted. Raises Refused without a
    reason and for a withdrawn consent; `alone` as for a verification."""
    return _step(office, record, "return", "returned", reason, alone=alone)


def reject(office: Office, record: str, reason: str, *, alone: bool = False) -> Changes:
    """Reject for good. Raises Refused without a reason, and while the data stand still; `alone` as for a
    verification."""
    return _step(office, record, "reject", "rejected", reason, alone=alone)


def withdraw(office: Office, record: str, reason: str) -> Changes:
    """The applicant withdraws. Raises Refused without a reason."""
    return _step(office, record, "withdraw", "withdrawn", reason)


def discard_draft(office: Office, record: str, reason: str) -> Changes:
    """A draft saved by mistake, as one typed twice, is never submitted: it ends as a withdrawal does, and
    stays with its reason. Raises Refused without a reason, and for whatever was submitted already."""
    return _step(office, record, "withdraw", "withdrawn", reason, draft=True)


def examine(
    work: Work,
    office: Office,
    values: Mapping[str, object],
    *,
    record: int | None,
    stage: Stage,
    clean: Set[str] = _NOTHING,
) -> list[Finding]:
    """The findings of an application within a work, with all that can hold it; `clean` as in `check`.

    A letter counts from submission on, exactly as the form and the verifier's page say it.
    """
    work.flush_if_needed()
    known = known_about(
        work.connection, office.context, values, record=record, today=office.today(), register=False,
        letter=stage != "draft",
    )  # fmt: skip
    return check(values, stage=stage, rules=rules_in_force(work.connection), known=known, clean=clean)


def rules_for(work: Work, values: Mapping[str, object]) -> ProgramRules:
    """The rules that judge an application now."""
    return rules_in_force(work.connection).of(values.get("program"), values.get("tahun"))


def _step(
    office: Office, record: str, action: str, target: str, reason: str, *, draft: bool = False,
    alone: bool = False,
) -> Changes:  # fmt: skip
    reason = reasons.given(reason)
    with office.work() as work:
        state = work.state(record)
        if draft:
            _require_draft(state)
        book = _require_step(work, office, record, action, alone=alone)
        if action != "withdraw":  # going by one's own wish stays possible
            holds.refuse_ending_held(
                work.connection, record, str(state.values.get("nomor_pendaftaran") or ""),
                mended=action == "return",
            )  # fmt: skip
        step = {"status": target, "alasan": reason, **({MARK: book} if book else {})}
        work.put(record, "application", "status", step, rev=state.rev or None)
    return work.changes


def _require_draft(state: State) -> None:
    if state.status == "draft":
        return
    label = _label(state)
    raise Refused(
        tr("Pendaftar ini berstatus {status}, jadi bukan draf.", status=label),
        next_step=tr("Segarkan daftar untuk melihat keadaan terakhir.")
        if state.status in status.ENDED
        else tr("Catat pengunduran dirinya bila ia tidak ikut lagi."),
        record=str(state.values.get("nomor_pendaftaran", "")),
        code="not_a_draft",
    )


def _label(state: State) -> str:
    return tr(status.status_label(status.shown(state.status, reached(state).get("submitted"))))


def _require_step(work: Work, office: Office, record: str, action: str, *, alone: bool) -> str:
    """Say plainly why this person may not take this step on this application now. Returns the rule book by
    which they may although they typed it themselves, "" for who did not."""
    state = work.state(record)
    number = str(state.values.get("nomor_pendaftaran", ""))
    step = status.transition(state.status, action)
    if step is None:
        raise Refused(
            tr("Pendaftar ini berstatus {status}, jadi langkah itu tidak berlaku.", status=_label(state)),
            next_step=tr("Segarkan daftar untuk melihat keadaan terakhir."),
            record=number,
            code="transition",
        )
    if not office.person.roles & step.roles:
        raise Refused(
            void_sentence("role"),
            next_step=ask_for(step.roles),
            record=number,
            code="role",
        )
    if "not_author" not in step.guards or office.session.user not in state.authors:
        if alone:
            raise Refused(
                tr("Data ini diketik orang lain, jadi Anda tidak mengisi dan memeriksanya sendiri."),
                next_step=tr("Periksa tanpa pernyataan itu."),
                record=number,
                code="alone_needless",
            )
        return ""
    book = alone_book(work.connection, work.scope(record), state.values)
    if not book:
        raise Refused(void_sentence("own_entry"), record=number, code="own_entry")
    if not alone:
        raise Refused(
            tr("Anda sendiri yang mengetik data ini. {aturan}", aturan=alone_told(book)),
            next_step=tr(
                "Minta orang lain memeriksanya, atau nyatakan bahwa memang tidak ada verifikator lain."
            ),
            record=number,
            code="alone_unsaid",
        )
    return book


def refuse_foreign(found: list[Finding], values: Mapping[str, object], state: State) -> None:
    """Not even a draft may be another office's: whoever receives it would refuse the whole file."""
    if values.get("kelurahan_kode") == state.values.get("kelurahan_kode"):
        return
    for finding in found:
        if finding.rule_id == "kelurahan_kode.kantor":
            raise Refused(
                finding.sentence,
                next_step=tr("Minta pendaftar mendatangi kantor kelurahan itu."),
                record=str(state.values.get("nomor_pendaftaran") or ""),
                code=finding.rule_id,
            )


def refuse_moved(scope: str, values: Mapping[str, object], state: State) -> None:
    """An application stays the kelurahan's whose data it is: only that office receives it."""
    wanted = values.get("kelurahan_kode")
    if wanted in (scope, state.values.get("kelurahan_kode")) or region.by_code(str(wanted or "")) is None:
        return
    place = region.by_code(scope)
    raise Refused(
        tr("Pendaftar ini tercatat di {kelurahan}; kelurahannya tidak dapat diganti.",
           kelurahan=place.display if place else scope),
        next_step=tr("Minta kantor itu mencatat pengunduran dirinya, lalu daftarkan di kelurahan yang baru."),
        record=str(state.values.get("nomor_pendaftaran") or ""),
        code="kelurahan_kode.pindah",
    )  # fmt: skip


def refuse_difference(state: State) -> None:
    """Nobody verifies or decides about an application whose decisive data differ."""
    if not state.conflict_in(differing.DECISIVE):
        return
    names = [name for name in sorted(state.conflicts) if name in differing.DECISIVE]
    labels = ", ".join(differing.label("application", name) for name in names)
    raise Refused(
        void_sentence("conflict"),
        next_step=tr("Putuskan dahulu di Data berbeda: {isian}.", isian=labels),
        record=str(state.values.get("nomor_pendaftaran") or ""),
        code="conflict",
    )


def _refuse_blocked(found: list[Finding], values: Mapping[str, object]) -> None:
    held = blocking(found)
    if held:
        first = held[0]
        refused = Refused(
            first.sentence,
            next_step=tr("Betulkan isian itu, lalu ulangi."),
            record=str(values.get("nomor_pendaftaran") or ""),
            code=first.rule_id,
        )
        refused.more = tuple(each.sentence for each in held[1:])
        raise refused


def _typed(given: Mapping[str, object]) -> tuple[dict[str, Any], set[str]]:
    """Stored values of what was typed, and which were read without a problem.

    Raises Refused for a field nobody knows.
    """
    unknown = given.keys() - fields.FIELDS.keys()
    if unknown:
        raise Refused(
            tr("Isian {name} tidak dikenal.", name=min(unknown)),
            next_step=tr("Hapus isian itu, atau perbarui aplikasi."),
            code="unknown_field",
        )
    garbled = [name for name, raw in given.items() if not _sound(raw)]
    if garbled:
        raise Refused(
            tr("Isian {name} memuat tanda yang tidak sah.", name=garbled[0]),
            next_step=tr("Ketik ulang isian itu."),
            code="garbled",
        )
    values: dict[str, Any] = {}
    clean: set[str] = set()
    for name, raw in given.items():
        if name in _TYPED:
            values[name], problem = fields.read(name, raw)
            if problem is None:
                clean.add(name)
    return values, clean


def _sound(raw: object) -> bool:
    """Whether a value given as JSON is text and numbers that can be kept: no half character, no infinity."""
    if isinstance(raw, str):
        return raw.isascii() or _HALF_SIGN.search(raw) is None
    if isinstance(raw, dict):
        pairs = cast("dict[object, object]", raw)
        return all(map(_sound, [*pairs.keys(), *pairs.values()]))
    if isinstance(raw, (list, tuple)):
        return all(map(_sound, cast("list[object]", raw)))
    return not isinstance(raw, float) or isfinite(raw)


def _new_values(work: Work, office: Office, values: dict[str, Any]) -> dict[str, Any]:
    """A new application's defaults and its registration number, which never changes."""
    typed = values.get("tahun")
    year = typed if isinstance(typed, int) else office.today().year
    scope = str(values.get("kelurahan_kode") or work.context.scope)
    place = region.by_code(scope)
    if place is None:
        raise Refused(
            tr("Kelurahan pendaftar belum diisi."), next_step=tr("Pilih kelurahannya."), code="kelurahan"
        )
    number = _free_number(work, year, place.code)
    return {
        **values, "tahun": typed or year, "kelurahan_kode": place.code, "nomor_pendaftaran": number,
        "status": "draft",
    }  # fmt: skip


def _free_number(work: Work, year: int, code: str) -> str:
    """The next number of this computer that no application has: another one may have the same three signs."""
    tag = region.device_tag(bytes.fromhex(work.context.dev), work.context.ep)
    while True:
        number = region.registration_number(year, code, tag, work.count("registration"))
        if not dialect.ask(work.connection, _TAKEN, (number,)):
            return number


def _scope(work: Work, values: Mapping[str, object]) -> str:
    return str(values.get("kelurahan_kode") or work.context.scope)


def _changed(values: Mapping[str, Any], state: State) -> dict[str, Any]:
    return {
        name: value
        for name, value in values.items()
        if (name in state.heads and state.values[name] != value)
        or (name not in state.heads and value is not None)
    }
