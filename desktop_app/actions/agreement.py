"""Whether two sides that know the same ops have made the same of them: digests compared with every file.

The digest is a hash over the heads of every record that both may see: at DKUM those of one kelurahan and of
the city. It is compared only where both know the same ops; then a difference means that a copy was altered
or a program erred. It is kept and shown until a later file, or a look at our own data, finds them equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, select

from desktop_app.actions.inspecting import Checked
from desktop_app.office import Office
from desktop_app.storage import settings, tables
from desktop_app.storage.digest import state_digest
from desktop_app.storage.work import Work
from desktop_app.sync.manifest import Head, stream_name

_DIFFERS: Final = "differs:"
"""Setting, by the other side's device: what its file said when it differed."""

Cause = Literal["state", "head"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An other side whose data are not ours although it knows the same. `peer` is its kelurahan code, ""
    for DKUM; `no` and `at` (ms) are the file that told it; ``head``: even the ops themselves differ."""

    dev: str
    peer: str
    no: int
    at: int
    cause: Cause


def compare(work: Work, office: Office, checked: Checked) -> bool | None:
    """Whether the sender's data are ours; None where the two know different ops, so nothing can be said."""
    told, core = checked.body.manifest, checked.opened.core
    if not told.state:
        return None
    scope = checked.sender.kelurahan if office.info.kind == "dkum" else office.info.scope
    cause = _cause(work.connection, office, scope, told.have, told.state)
    if cause is None or (cause == "state" and core.dir != checked.directory.version):
        return None  # whose steps count is judged by the directory; an older one may judge otherwise
    name = _DIFFERS + core.dev
    if not cause:
        settings.drop(work.connection, name)
        return True
    kept = {
        "peer": "" if checked.sender.kind == "dkum" else checked.sender.kelurahan,
        "no": core.no, "at": work.wall, "cause": cause, "scope": scope, "state": told.state,
        "have": {name: [head.seq, head.head] for name, head in told.have.items()},
    }  # fmt: skip
    settings.put_json(work.connection, name, kept)
    return False


def disagreements(connection: Connection, office: Office) -> tuple[Disagreement, ...]:
    """Every difference that is not settled, the newest first."""
    setting = tables.setting.c
    names = connection.execute(select(setting.name).where(setting.name.like(_DIFFERS + "%"))).scalars().all()
    found: list[Disagreement] = []
    for name in names:
        kept: dict[str, Any] = settings.get_json(connection, name)
        have = {each: Head(seq, head) for each, (seq, head) in kept["have"].items()}
        if _cause(connection, office, kept["scope"], have, kept["state"]) == "":
            continue  # put right here since
        found.append(
            Disagreement(name.removeprefix(_DIFFERS), kept["peer"], kept["no"], kept["at"], kept["cause"])
        )
    return tuple(sorted(found, key=lambda each: -each.at))


def _cause(
    connection: Connection, office: Office, scope: str, told: Mapping[str, Head], state: str
) -> Cause | Literal[""] | None:
    """Why the two differ, "" where they are equal, None where they know different ops."""
    ours = _visible(connection, office, scope)
    if any(ours[name].seq == head.seq and ours[name] != head for name, head in told.items() if name in ours):
        return "head"
    if ours != told:
        return None
    return "" if state_digest(connection, scope) == state else "state"


def _visible(connection: Connection, office: Office, scope: str) -> dict[str, Head]:
    """How far we know the streams that an office of `scope` and DKUM both know."""
    found: dict[str, Head] = {}
    for row in connection.execute(select(tables.stream)):
        dev = row.dev.hex()
        place, area = office.context.places.get(dev, ("", ""))
        if row.seq and (place == "dkum" or area == scope or dev == office.info.dev):
            found[stream_name(dev, row.ep)] = Head(row.seq, row.head.hex())
    return found
