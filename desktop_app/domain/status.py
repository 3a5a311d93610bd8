"""The life of an application as one table: who may do what, from where, to where, under which guard.

The table says what a role may do; the guards are named here and answered by whoever knows the facts
(author of a decisive head, `rev`, findings, quota). Nothing else in the program knows a transition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from desktop_app.domain.people import OPERATOR, PENYETUJU_DKUM, PETUGAS_DKUM, VERIFIKATOR, Role
from resources.i18n import mark

Status = Literal[
    "draft", "submitted", "verified", "accepted", "waitlisted",
    "returned", "rejected", "withdrawn", "cancelled",
]  # fmt: skip
Action = Literal[
    "submit", "verify", "return", "reject", "withdraw", "propose", "decide", "cancel", "request_withdrawal"
]
Outcome = Literal["accepted", "waitlisted", "rejected", "returned"]
Guard = Literal[
    "no_block",  # no finding blocks (findings.check at the stage of the target)
    "reason",  # a written reason
    "not_author",  # wrote no decisive head of this application
    "no_conflict",  # no decisive field in conflict
    "rev",  # the decisive heads are those the person saw
    "verified_rev",  # verified, and unchanged since
    "other_proposed",  # another person wrote the propose op this names
    "quota",  # quota and budget, in one serialised transaction
]

STATUSES: tuple[Status, ...] = (
    "draft", "submitted", "verified", "accepted", "waitlisted",
    "returned", "rejected", "withdrawn", "cancelled",
)  # fmt: skip
ACTIONS: tuple[Action, ...] = (
    "submit", "verify", "return", "reject", "withdraw", "propose", "decide", "cancel", "request_withdrawal",
)  # fmt: skip
OUTCOMES: tuple[Outcome, ...] = ("accepted", "waitlisted", "rejected", "returned")


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: `action` takes `source` to `target`. `propose` and `request_withdrawal` leave it where it is.

    `outcome` is what a proposal or decision says; empty for every other action.
    """

    source: Status
    action: Action
    target: Status
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    outcome: Outcome | None = None


def _office() -> list[Transition]:
    operator, verifier = frozenset[Role]({OPERATOR}), frozenset[Role]({VERIFIKATOR})
    rows = [
        Transition(start, "submit", "submitted", operator, ("no_block",))
        for start in _of("draft", "returned")
    ]
    rows += [
        Transition(
            "submitted", "verify", "verified", verifier, ("no_block", "not_author", "no_conflict", "rev")
        ),
        Transition("submitted", "return", "returned", verifier, ("reason", "not_author")),
        Transition("submitted", "reject", "rejected", verifier, ("reason", "not_author")),
    ]
    leaving = _of("draft", "submitted", "verified", "returned", "waitlisted")
    rows += [
        Transition(start, "withdraw", "withdrawn", operator | verifier, ("reason",)) for start in leaving
    ]
    rows.append(Transition("accepted", "request_withdrawal", "accepted", operator | verifier, ("reason",)))
    return rows


def _dkum() -> list[Transition]:
    proposer, approver = frozenset[Role]({PETUGAS_DKUM}), frozenset[Role]({PENYETUJU_DKUM})
    rows: list[Transition] = []
    for start in _of("verified", "waitlisted"):
        for outcome in OUTCOMES:
            reason: tuple[Guard, ...] = ("reason",) if outcome in ("rejected", "returned") else ()
            quota: tuple[Guard, ...] = ("quota",) if outcome == "accepted" else ()
            fit: tuple[Guard, ...] = ("verified_rev", "no_conflict", *reason)
            rows.append(Transition(start, "propose", start, proposer, fit, outcome))
            rows.append(
                Transition(start, "decide", outcome, approver, (*fit, "other_proposed", *quota), outcome)
            )
    rows.append(Transition("accepted", "cancel", "cancelled", approver, ("reason",)))
    return rows


def _of(*statuses: Status) -> tuple[Status, ...]:
    return statuses


TRANSITIONS: tuple[Transition, ...] = (*_office(), *_dkum())
_INDEX: dict[tuple[str, str, str | None], Transition] = {
    (row.source, row.action, row.outcome): row for row in TRANSITIONS
}

USER_SIGNED: frozenset[str] = frozenset({"verify", "return", "reject", "propose", "decide", "cancel"})
"""Actions whose op also needs the person's own signature."""

DKUM_ACTIONS: frozenset[str] = frozenset({"propose", "decide", "cancel"})
"""Actions only DKUM's own office may take."""

ENDED: frozenset[Status] = frozenset({"rejected", "withdrawn", "cancelled"})
"""Final statuses; they do not count as "already applied" and show as history."""

DECIDED: frozenset[Status] = frozenset({"accepted", "waitlisted", "rejected", "returned", "cancelled"})
"""Statuses a DKUM decision can give."""

EDITABLE: frozenset[Status] = frozenset({"draft", "submitted", "verified", "returned"})
"""Where an office may still write fields; on `verified` a decisive change falls to `submitted`."""


def transition(status: str, action: str, outcome: str | None = None) -> Transition | None:
    """The row for this step, whoever takes it. `outcome` only matters to propose and decide."""
    chosen = outcome if action in ("propose", "decide") else None
    return _INDEX.get((status, action, chosen))


def allowed(status: str, action: str, roles: Iterable[str], outcome: str | None = None) -> bool:
    """Whether a person with `roles` may take this step, guards apart.

    For propose and decide without an `outcome`: whether any outcome may be.
    """
    held = frozenset(roles)
    rows = [row for row in TRANSITIONS if (row.source, row.action) == (status, action)]
    return any(
        not held.isdisjoint(row.roles) for row in rows if outcome is None or row.outcome in (None, outcome)
    )


def next_status(status: str, action: str, outcome: str | None = None) -> Status | None:
    """Where the step leads; None where there is no such step."""
    row = transition(status, action, outcome)
    return row.target if row else None


def guards(status: str, action: str, outcome: str | None = None) -> tuple[Guard, ...]:
    """What must hold besides the role; empty where there is no such step."""
    row = transition(status, action, outcome)
    return row.guards if row else ()


def actions_for(status: str, roles: Iterable[str]) -> tuple[Action, ...]:
    """The actions a person with `roles` may take from `status`, in the order of `ACTIONS`."""
    held = frozenset(roles)
    return tuple(action for action in ACTIONS if allowed(status, action, held))


def needs_reason(status: str, action: str, outcome: str | None = None) -> bool:
    """Whether the step must carry a written reason."""
    return "reason" in guards(status, action, outcome)


def counts_as_applied(status: str) -> bool:
    """Whether an application in `status` stands in the way of another of the same NIK, year and programme."""
    return status not in ENDED


def precedence(status: str, *, by_dkum: bool = False) -> int:
    """The weight of a status head among concurrent ones; the greatest is shown.

    DKUM decision > withdrawn > office's rejected > returned > verified > submitted > draft. Two live DKUM
    decisions weigh the same: that is a conflict, and the quota stays held because the fold then shows the one
    that gives a place.
    """
    if by_dkum and status in DECIDED:
        return 7
    order = ("draft", "submitted", "verified", "returned", "rejected", "withdrawn")
    return order.index(status) + 1 if status in order else 0


DISCARDED: Final = "discarded"
"""How people see a draft that was thrown away before it was ever submitted. No op says so: the step is the
one of a withdrawal, and nobody withdrew from anything."""
SHOWN: Final[tuple[str, ...]] = (*STATUSES[:-1], DISCARDED, STATUSES[-1])
"""All that a list tells apart, in the order of a life."""


def shown(code: str, submitted: object) -> str:
    """What people read for the status `code`; `submitted` is when it was last submitted, None for never."""
    return DISCARDED if code == "withdrawn" and submitted is None else code


STATUS_LABELS: dict[Status, str] = {
    "draft": mark("Draf"),
    "submitted": mark("Diajukan"),
    "verified": mark("Terverifikasi"),
    "accepted": mark("Ditetapkan"),
    "waitlisted": mark("Daftar Tunggu"),
    "returned": mark("Dikembalikan"),
    "rejected": mark("Ditolak"),
    "withdrawn": mark("Mengundurkan Diri"),
    "cancelled": mark("Dibatalkan"),
}


def status_label(code: str) -> str:
    """The words for a status code or `DISCARDED`, to be translated; an unknown code stands for itself."""
    if code == DISCARDED:
        return mark("Dibuang")
    return next((words for one, words in STATUS_LABELS.items() if one == code), code)


ACTION_LABELS: dict[Action, str] = {
    "submit": mark("Ajukan"),
    "verify": mark("Verifikasi"),
    "return": mark("Kembalikan"),
    "reject": mark("Tolak"),
    "withdraw": mark("Catat pengunduran diri"),
    "propose": mark("Usulkan keputusan"),
    "decide": mark("Setujui keputusan"),
    "cancel": mark("Batalkan penetapan"),
    "request_withdrawal": mark("Minta pembatalan ke DKUM"),
}
OUTCOME_LABELS: dict[Outcome, str] = {
    "accepted": mark("Tetapkan"),
    "waitlisted": mark("Masukkan Daftar Tunggu"),
    "rejected": mark("Tolak"),
    "returned": mark("Kembalikan"),
}
STATUS_ICONS: dict[Status, str] = {
    "draft": "circle-dashed",
    "submitted": "send",
    "verified": "check",
    "accepted": "badge-check",
    "waitlisted": "hourglass",
    "returned": "undo-2",
    "rejected": "x",
    "withdrawn": "log-out",
    "cancelled": "ban",
}
"""Lucide icon names; a pill always has icon, word and colour."""
STATUS_TONES: dict[Status, str] = {
    "draft": "grey",
    "submitted": "accent",
    "verified": "ok",
    "accepted": "okfill",
    "waitlisted": "plum",
    "returned": "warn",
    "rejected": "bad",
    "withdrawn": "grey",
    "cancelled": "grey",
}
"""Colour token families; ``okfill`` is the solid green."""
