"""What Beranda tells: places, next steps, typing to go on with, what DKUM has, and the rail's counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from desktop_app.actions.agreement import Disagreement, disagreements
from desktop_app.actions.knowledge import last_decision, rules_in_force
from desktop_app.actions.outcome_lists import Figures, cells, lines, target, total
from desktop_app.actions.rulebooks import DRAFT_PAGE
from desktop_app.actions.safekeeping import BackupState, backup_state
from desktop_app.actions.weekly import LastCheck, last_check
from desktop_app.domain import differing, fields, op, outcome, region
from desktop_app.domain.disclosure import tail
from desktop_app.domain.documenting import CALLED_OFF
from desktop_app.domain.erasing import STUB
from desktop_app.domain.moments import moment_of, wib
from desktop_app.domain.rulebook import ProgramRules, Rules
from desktop_app.office import Office
from desktop_app.queries import conflicts, documents, register, status, verification
from desktop_app.queries.consents import Kept, first_ending
from desktop_app.queries.data_requests import NONE, Waiting
from desktop_app.queries.data_requests import waiting as waiting_data
from desktop_app.queries.exchange import still_refused
from desktop_app.queries.requests import waiting as waiting_requests
from desktop_app.storage import tables
from desktop_app.storage.drafts import Draft

VERIFYING: Final = "verifikasi"
"""`where["page"]` of a verification on its way: it is no typing to go on with."""
VISITING: Final = "kunjungan"
"""The same of a visit that was typed and not saved; Pendamping goes on with it."""

OUTCOME: Final = "capaian"
"""The same of an outcome; Capaian goes on with it."""

_SHOWN: Final = 3
_APPLIED: Final = ("submitted", "verified", "accepted", "waitlisted")


@dataclass(frozen=True, slots=True)
class Quota:
    """A programme's places. `verified` are within the line, `waiting` behind it.

    `waitlisted` of the waiting are on DKUM's list, the others only stand below the line today. `nomor` is
    the decision the figures come from, empty before DKUM has decided.
    """

    program: str
    tahun: int
    places: int
    accepted: int
    proposed: int
    verified: int
    waiting: int
    waitlisted: int
    nomor: str

    @property
    def used(self) -> int:
        """Places taken."""
        return min(self.places, self.accepted + self.proposed + self.verified)


@dataclass(frozen=True, slots=True)
class ToVerify:
    """The queue of Verifikasi: all, those this person may check, and the oldest of these; `held`: nobody may
    verify them, for their data stand still."""

    total: int
    able: int
    oldest: str
    days: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class Returned:
    """Applications to mend, with the latest reasons. `by_dkum` of them came back by a decision."""

    total: int
    reasons: tuple[str, ...]
    by_dkum: int


@dataclass(frozen=True, slots=True)
class RosterDue:
    """Who should stand on a sealed Daftar Nominatif and does not yet. `final` once DKUM has decided."""

    program: str
    people: int
    fresh: int
    final: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Fields of which two say different things (`total`); one of them by name and field.

    `clashes` are applications with another's NIK, `number_clashes` those with another's number.
    """

    total: int
    nama: str
    field: str
    clashes: int
    number_clashes: int


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Something to go on with: unsaved typing (`form_id`) or a saved draft (`record`, hex).

    `stopped` is the field the person was in, `nik4` the last four digits where there is no name yet.
    """

    nama: str
    nik4: str
    stopped: str
    changed: datetime
    record: str = ""
    form_id: str = ""


@dataclass(frozen=True, slots=True)
class Women:
    """Perempuan Pengusaha from this kelurahan. `city_quota` is the whole city's."""

    tahun: int
    applied: int
    verified: int
    accepted: int
    waitlisted: int
    recommended: int
    city_quota: int


@dataclass(frozen=True, slots=True)
class Becoming:
    """How many of this year's accepted of Wirausaha Baru became entrepreneurs. `wanted` are the places of
    this kelurahan; `due` are those of any year to be asked whether they still run."""

    tahun: int
    figures: Figures
    wanted: int
    due: int


@dataclass(frozen=True, slots=True)
class FromDkum:
    """What the office got from DKUM: the rule book in force, and the grant with its directory."""

    rules: str
    issued: str
    enrolled: bool
    directory: int


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on Beranda, from one committed state."""

    quota: Quota
    to_verify: ToVerify
    returned: Returned
    rosters: tuple[RosterDue, ...]
    difference: Difference
    drafts: tuple[DraftLine, ...]
    drafts_total: int
    delivery: status.Delivery
    next_file: int
    unsent_since: datetime | None
    women: Women
    becoming: Becoming
    from_dkum: FromDkum
    backup: BackupState
    businesses: int
    to_review: int
    letters_twice: tuple[documents.Edition, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    asked: Waiting = NONE
    ending: Kept | None = None
    check: LastCheck | None = None


def home(connection: Connection, office: Office) -> Home:
    """Everything at once, from one committed state. Raises Unavailable when the disk cannot be read."""
    user, today = office.session.user, office.today()
    typing = [draft for draft in office.drafts.list() if _is_typing(draft, user)]
    rules = rules_in_force(connection)
    scope, year = office.info.scope, today.year
    wub, women = rules.of("WUB", year), rules.of("PP", year)
    drafts, drafts_total = _drafts(connection, typing)
    delivery = status.delivery(connection, office.info)
    content = office.directory.content if office.directory else None
    return Home(
        quota=quota(connection, wub, scope),
        to_verify=_to_verify(connection, user, today),
        returned=_returned(connection),
        rosters=tuple(_rosters(connection, scope, year)),
        difference=_difference(connection),
        drafts=drafts,
        drafts_total=drafts_total,
        delivery=delivery,
        next_file=_next_file(connection),
        unsent_since=_unsent_since(connection, office, delivery),
        women=_women(connection, women, scope),
        becoming=_becoming(connection, rules, scope, today),
        from_dkum=FromDkum(wub.label, wub.issued, content is not None, content.version if content else 0),
        backup=backup_state(connection, office),
        businesses=register.counts(connection).total,
        to_review=to_review(connection),
        letters_twice=documents.numbers_twice(connection, scope),
        disagreements=disagreements(connection, office),
        asked=waiting_data(connection, office.clock()),
        ending=first_ending(connection, rules, today),
        check=last_check(connection),
    )


def badges(connection: Connection, office: Office) -> dict[str, tuple[int, str]]:
    """Counts for the rail by page: how many wait, and the tone (``warn`` asks for attention)."""
    waiting, _able = verification.queue_counts(connection, office.session.user)
    asked = waiting_data(connection, office.clock()).open
    files = len(still_refused(office)) + len(disagreements(connection, office))
    return {
        "verifikasi": (waiting, "grey"),
        "sinkronisasi": (conflicts.counts(connection).differences + files, "warn"),
        "pendaftar": (requests(connection) + to_review(connection) + asked, "warn"),
        "penetapan": (waiting_requests(connection), "warn"),
    }


def to_review(connection: Connection) -> int:
    """How many applications the rules in force judge otherwise than those that judged them."""
    marked = tables.application.c.aturan_lihat.is_not(None)
    return connection.execute(select(func.count()).select_from(tables.application).where(marked)).scalar_one()


def one_person(connection: Connection) -> int:
    """How many applications one person typed and judged."""
    marked = tables.application.c.satu_petugas.is_not(None)
    return connection.execute(select(func.count()).select_from(tables.application).where(marked)).scalar_one()


def requests(connection: Connection) -> int:
    """How many cancellations an office asks for and DKUM has not answered."""
    asked = tables.application.c.permintaan.is_not(None)
    return connection.execute(select(func.count()).select_from(tables.application).where(asked)).scalar_one()


def quota(connection: Connection, rules: ProgramRules, scope: str) -> Quota:
    """The places of one programme and year in the kelurahan `scope` (the whole city where it is empty)."""
    program, tahun = rules.program, rules.tahun
    places = rules.places_in(scope, areas=len(region.all_kelurahan()))
    found = status.counts(connection, kelurahan=scope, program=program, tahun=tahun)
    proposed = _count(connection, _mine(program, tahun, scope), _on_roster(), "verified")
    accepted, waitlisted = found["accepted"], found["waitlisted"]
    room = max(0, places - accepted)
    shown_proposed = min(proposed, room)
    shown_verified = min(found["verified"] - proposed, room - shown_proposed)
    below = found["verified"] - shown_proposed - shown_verified
    nomor = last_decision(connection, program, tahun, scope)
    return Quota(
        program, tahun, places, accepted, shown_proposed, shown_verified, waitlisted + below, waitlisted,
        nomor,
    )  # fmt: skip


# ---- within ------------------------------------------------------------------------------------------


def _mine(program: str, tahun: int, scope: str) -> list[ColumnElement[bool]]:
    app = tables.application.c
    found = [app.program == program, app.tahun == tahun]
    return [*found, app.kelurahan_kode == scope] if scope else found


def _on_roster(after: int | None = None) -> ColumnElement[bool]:
    """Whether the application stands on an issued Daftar Nominatif that counts (one that came after record
    `after`)."""
    app, document, line = tables.application.c, tables.document.c, tables.document_row.c
    wanted = [
        line.application == app.uuid,
        document.jenis == "daftar_nominatif",
        document.state.not_in(CALLED_OFF),
    ]
    if after is not None:
        wanted.append(document.id > after)  # records are numbered as they come in, whatever clocks say
    joined = tables.document_row.join(tables.document, document.id == line.document_id)
    return exists(select(line.rank).select_from(joined).where(*wanted).correlate(tables.application))


def _count(
    connection: Connection, where: Iterable[ColumnElement[bool]], more: ColumnElement[bool], code: str
) -> int:
    app = tables.application.c
    query = select(func.count()).select_from(tables.application).where(*where, more, app.status == code)
    return connection.execute(query).scalar_one()


def _to_verify(connection: Connection, user: str, today: date) -> ToVerify:
    total, able = verification.queue_counts(connection, user)
    first = verification.queue(connection, user, limit=1, able=able)
    if not first:
        return ToVerify(0, 0, "", 0)
    held = verification.held_count(connection)
    return ToVerify(total, able, first[0].nama, max(0, (today - first[0].since).days), held)


def _returned(connection: Connection) -> Returned:
    app = tables.application.c
    total, by_dkum = connection.execute(
        select(func.count(), func.count(app.putusan)).where(app.status == "returned")
    ).one()
    reasons = connection.execute(
        select(app.alasan)
        .where(app.status == "returned", app.alasan.is_not(None))
        .group_by(app.alasan)
        .order_by(func.max(app.changed).desc(), app.alasan)
        .limit(2)
    ).scalars()
    return Returned(total, tuple(reasons), by_dkum)


def _rosters(connection: Connection, scope: str, tahun: int) -> list[RosterDue]:
    """One line a programme whose next roster nobody has sealed yet."""
    due: list[RosterDue] = []
    decision = tables.decision.c
    for program in ("WUB", "PP"):
        decided = connection.execute(
            select(func.max(decision.id)).where(
                decision.state == "approved",
                decision.program == program,
                decision.tahun == tahun,
                or_(decision.scope == scope, decision.scope == ""),
            )
        ).scalar()
        code = "accepted" if decided else "verified"
        where = _mine(program, tahun, scope)
        fresh = _count(connection, where, ~_on_roster(decided), code)
        if fresh:
            everybody = status.counts(connection, kelurahan=scope, program=program, tahun=tahun)[code]
            due.append(RosterDue(program, everybody, fresh, bool(decided)))
    return due


def _difference(connection: Connection) -> Difference:
    app, conflict = tables.application.c, tables.conflict.c
    first = connection.execute(
        select(app.nama, conflict.field)
        .join(tables.conflict, conflict.record_id == app.id)
        .order_by(conflict.record_id, conflict.field)
        .limit(1)
    ).first()
    label = differing.label("application", first.field) if first else ""
    nama = (first.nama or "") if first else ""
    clashes, numbers = (status.clashing(connection, kind) for kind in ("nik", "nomor"))
    return Difference(conflicts.counts(connection).differences, nama, label, clashes, numbers)


def _is_typing(draft: Draft, user: str) -> bool:
    if draft.where.get("page") in (VERIFYING, DRAFT_PAGE, VISITING, OUTCOME):
        return False
    return draft.where.get("user", user) == user


def _drafts(connection: Connection, typing: list[Draft]) -> tuple[tuple[DraftLine, ...], int]:
    """The newest few of unsaved typing and saved drafts together, and how many there are."""
    app = tables.application.c
    typed = [_typed_line(draft) for draft in typing]
    taken = [bytes.fromhex(line.record) for line in typed if line.record]
    draft = app.status == "draft"
    saved = and_(draft, app.uuid.not_in(taken)) if taken else draft
    counted = select(func.count()).select_from(tables.application)
    count = connection.execute(counted.where(draft)).scalar_one()  # by the index alone
    if taken:
        count -= connection.execute(counted.where(app.uuid.in_(taken), draft)).scalar_one()
    rows = connection.execute(
        select(app.uuid, app.nama, app.nik, app.changed)
        .where(saved)
        .order_by(app.changed.desc(), app.id.desc())
        .limit(_SHOWN)
    )
    lines = typed + [
        DraftLine(row.nama or "", tail(row.nik), "", moment_of(row.changed), row.uuid.hex()) for row in rows
    ]
    lines.sort(key=lambda line: line.changed, reverse=True)
    return tuple(lines[:_SHOWN]), len(typed) + count


def _typed_line(draft: Draft) -> DraftLine:
    digits = re.sub(r"\D", "", str(draft.values.get("nik") or ""))
    field = fields.FIELDS.get(str(draft.where.get("field") or ""))
    return DraftLine(
        nama=" ".join(str(draft.values.get("nama") or "").split()),
        nik4=tail(digits),
        stopped=field.label if field else "",
        changed=wib(draft.written),
        record=str(draft.where.get("record") or ""),
        form_id=draft.form_id,
    )


def _next_file(connection: Connection) -> int:
    """The number the next file for DKUM will bear."""
    file = tables.sync_file.c
    newest: Any = connection.execute(select(func.max(file.no)).where(file.direction == "out")).scalar()
    return (newest or 0) + 1


def _unsent_since(connection: Connection, office: Office, delivery: status.Delivery) -> datetime | None:
    """When the oldest change that is in no file was written."""
    if not delivery.unsent:
        return None
    stream, log = tables.stream.c, tables.op.c
    body = connection.execute(
        select(log.body)
        .join(tables.stream, stream.id == log.stream_id)
        .where(
            stream.dev == bytes.fromhex(office.info.dev),
            stream.ep == office.info.ep,
            log.seq >= stream.seq - delivery.unsent + 1,
            log.kind != STUB,
        )
        .order_by(log.seq)
        .limit(1)
    ).scalar()
    return moment_of(op.decode(body).wall) if body is not None else None


def _women(connection: Connection, rules: ProgramRules, scope: str) -> Women:
    app, tahun = tables.application.c, rules.tahun
    found = status.counts(connection, kelurahan=scope, program="PP", tahun=tahun)
    recommended = connection.execute(
        select(func.count())
        .select_from(tables.application)
        .where(*_mine("PP", tahun, scope), app.status.in_(_APPLIED), app.padan == 1)
    ).scalar_one()
    applied = sum(found[code] for code in _APPLIED)
    quota_ = rules.quota if rules.scope == "kota" else 0
    return Women(
        tahun, applied, found["verified"], found["accepted"], found["waitlisted"], recommended, quota_
    )


def _becoming(connection: Connection, rules: Rules, scope: str, today: date) -> Becoming:
    """The year's new entrepreneurs, counted as everywhere (`outcome_lists.cells`)."""
    figures = total(cells(connection, program="WUB", tahun=today.year, kelurahan=scope))
    due = sum(
        bool(outcome.due(line.values, today)) for line in lines(connection, program="WUB", kelurahan=scope)
    )
    return Becoming(today.year, figures, target(rules, "WUB", today.year, scope), due)
