"""Requests and grants of a heap of files: which of them are worth a person's look, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.standing import standing
from desktop_app.actions.taking import Taken, take
from desktop_app.actions.trust import asked_keys, look_at_grant
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.storage.work import Changes
from desktop_app.sync.enrolment import read_request

Door = tuple[Path, str]


@dataclass(frozen=True, slots=True)
class Heap:
    """What came of opening a heap of files: `doors` are the requests and grants among them that are worth a
    person's look, `waiting` the files that a grant among them may let in."""

    taken: Taken
    doors: tuple[Door, ...]
    waiting: tuple[Path, ...]

    @property
    def changes(self) -> Changes:
        """What the opened ones moved."""
        return self.taken.changes


def take_heap(office: Office, paths: Sequence[Path], *, progress: Progress = no_progress) -> Heap:
    """Open files and whole folders (`taking.take`) and look at every request and grant among them."""
    taken = take(office, paths, progress=progress)
    found = doors(office, taken.enrolment, alone=not taken.outcomes)
    return Heap(taken, found, waits_for_grant(taken))


def doors(office: Office, found: Sequence[Door], *, alone: bool) -> tuple[Door, ...]:
    """At DKUM every computer that asks, by its newest request; at an office the grant with the newest
    directory that is for this computer and brings something.

    Of a folder that others use as well nothing else is worth a word; where nothing but these was chosen
    (`alone`), the first is told of, whatever it is.
    """
    if office.info.kind == "dkum":
        best = _newest_of_each([each for each in found if each[1] == "enrol-request"])
    else:
        best = _newest_grant(office, [each for each in found if each[1] != "enrol-request"], alone=alone)
    return best or (tuple(found[:1]) if alone else ())


def waits_for_grant(taken: Taken) -> tuple[Path, ...]:
    """Files of the heap that a grant among them may let in: they are opened again after it."""
    if not any(kind == "enrol-grant" for _path, kind in taken.enrolment):
        return ()
    curable = ("not_enrolled", "E_KEY", "E_RCPT")
    return tuple(each.path for each in taken.refused if each.error is not None and each.error.code in curable)


def _newest_of_each(asks: Sequence[Door]) -> tuple[Door, ...]:
    """Two keys under one device are two copies of it, so a person sees both."""
    newest: dict[tuple[str, str], tuple[int, Door]] = {}
    for door in asks:
        try:
            request = read_request(door[0]).request
        except WiraError:
            continue
        key = (request.dev, request.sign_key)
        if key not in newest or request.made > newest[key][0]:
            newest[key] = (request.made, door)
    return tuple(door for _made, door in newest.values())


def _newest_grant(office: Office, grants: Sequence[Door], *, alone: bool) -> tuple[Door, ...]:
    known, waits = office.directory, standing(office) is not None or asked_keys(office) is not None
    found: list[tuple[int, Door]] = []
    for door in grants:
        try:
            version = look_at_grant(office, door[0]).version
        except WiraError:
            continue
        if alone or waits or known is None or version > known.version:
            found.append((version, door))
    return (max(found, key=lambda each: each[0])[1],) if found else ()
