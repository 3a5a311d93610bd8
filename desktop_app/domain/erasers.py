"""Who may ever have erased: a right that can only be added to.

What was erased cannot come back, so whether a word of erasure counts must not hang on anything that may be
learnt later. Every other right may be undone as of before it was given; this one is asked of what was said
about people on DKUM's computers alone: whoever an admin there ever admitted as approver, whatever has become
of either since. More ops can only make it more (a monotone view: Hellerstein and Alvaro, "Keeping CALM",
Communications of the ACM 63/9, 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, cast

from desktop_app.domain import people
from desktop_app.domain.op import Op
from desktop_app.domain.shape import key_of

GIVES: Final = "user"
"""The kind of op that gives roles; a choice between two such words gives none that neither gave."""
_ADMINS: Final = frozenset[str]({people.ADMIN_KANTOR, people.ADMIN_DKUM})


class Grant(NamedTuple):
    """What one op gives a person (`rec`, hex): by whom, on which computer, and their key if it brings one."""

    user: str
    rec: str
    dev: str
    roles: frozenset[str]
    key: bytes | None
    first: bool
    """Whether it begins a record, as the word of a person who admits himself does."""


def grant_of(op: Op) -> Grant | None:
    """The roles that an op gives; None where it gives none, whatever else it says."""
    said: Any = op.set.get("roles")
    if op.ent != "person" or op.kind != GIVES or not isinstance(said, list):
        return None
    roles = frozenset(each for each in cast("list[object]", said) if isinstance(each, str))
    return Grant(op.user, op.rec, op.dev, roles, key_of(op), op.n == 1 and not op.base) if roles else None


def erasers(grants: Iterable[Grant], founds: Callable[[Grant], bool]) -> frozenset[str]:
    """The people (hex) who were ever given the right to erase, by these grants of DKUM's computers.

    `founds` says of somebody who admits himself whether the office begins with them.
    """
    waiting, held = list(grants), dict[str, frozenset[str]]()
    while True:
        left: list[Grant] = []
        for each in waiting:
            begins = each.first and each.user == each.rec and founds(each)
            if begins or held.get(each.user, frozenset[str]()) & _ADMINS:
                held[each.rec] = held.get(each.rec, frozenset[str]()) | each.roles
            else:
                left.append(each)
        if len(left) == len(waiting):
            return frozenset(user for user, roles in held.items() if people.PENYETUJU_DKUM in roles)
        waiting = left
