"""What a newer version of the rules would change for an application: told, never done by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.finding import Finding, Known, Stage
from desktop_app.domain.findings import PARTS, Part, of_parts, unreadable
from desktop_app.domain.rulebook import Rules

STAGES: Final[Mapping[str, Stage]] = {
    "submitted": "submitted",
    "verified": "verified",
    "waitlisted": "verified",
}
"""At which stage an application of each status is judged again; all others are left in peace."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Findings that come and that go. A finding that becomes harder or softer does both."""

    appears: tuple[Finding, ...] = ()
    disappears: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.appears or self.disappears)

    @property
    def blocks(self) -> bool:
        """Whether the newer rules hold what the older ones let through."""
        return any(item.level == "block" for item in self.appears)


def difference(
    given: Mapping[str, object], status: str, before: Rules, after: Rules, known: Known
) -> Difference:
    """What `after` says of an application that `before` does not, and the other way round.

    Hints, and warnings that were answered with a reason, change nothing.
    """
    stage = STAGES.get(status)
    if stage is None:
        return Difference()
    parts = unlike(before, after, given.get("program"), given.get("tahun"), stage)
    return differs(given, parts, stage, before, after, known) if parts else Difference()


def unlike(before: Rules, after: Rules, program: object, tahun: object, stage: Stage) -> tuple[Part, ...]:
    """The parts of the rules about which the two say something else for this programme and year."""
    old, new = before.of(program, tahun), after.of(program, tahun)
    if before.too_new(program, tahun) != after.too_new(program, tahun):
        return PARTS
    return tuple(part for part in PARTS if part.says(old, stage) != part.says(new, stage))


def differs(
    given: Mapping[str, object],
    parts: tuple[Part, ...],
    stage: Stage,
    before: Rules,
    after: Rules,
    known: Known,
) -> Difference:
    """`difference` for many applications of one programme and year, whose `parts` are known (`unlike`)."""
    bad = unreadable(given, parts)
    old = _by_rule(of_parts(given, parts, stage=stage, rules=before, known=known, bad=bad))
    new = _by_rule(of_parts(given, parts, stage=stage, rules=after, known=known, bad=bad))
    return Difference(
        tuple(item for key, item in new.items() if key not in old),
        tuple(item for key, item in old.items() if key not in new),
    )


def _by_rule(found: list[Finding]) -> dict[tuple[str, str], Finding]:
    return {(item.rule_id, item.level): item for item in found if item.level != "info" and not item.noted}
