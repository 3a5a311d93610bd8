"""Watched folders: what Kotak masuk brings is opened, what is new is put into Kotak keluar.

One pass is five steps. Those that touch the folders (`look`, `put_away`, `deliver`) may take long on a slow
share and write nothing to the database; those that do (`open`, `make`) touch only this computer's disk. The
window does the first in a thread of their own, `wira watch` does all in a row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.actions.box_notes import read_note, write_note
from desktop_app.actions.exchange_settings import ExchangeSettings, exchange_settings
from desktop_app.actions.export import MadeFile
from desktop_app.actions.inbox import STAYS, Found, Inbox, Look
from desktop_app.actions.outbox import Outbox
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.taking import Outcome, Taken, open_files
from desktop_app.domain import people
from desktop_app.domain.moments import milliseconds
from desktop_app.errors import SyncRefused, Unavailable, WiraError
from desktop_app.office import Office
from desktop_app.storage.work import Changes
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class BoxState:
    """What a person is told. Moments are ms since 1970, 0 for never; `took` and `made` are file names.

    `opened` and `refused` count since the program began. `problems` are what hinders now.
    """

    wish: ExchangeSettings
    looked: int = 0
    took: str = ""
    took_at: int = 0
    made: str = ""
    made_at: int = 0
    opened: int = 0
    refused: int = 0
    copying: int = 0
    doors: tuple[str, ...] = ()
    problems: tuple[WiraError, ...] = ()


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass: what was opened and made, and what hindered."""

    taken: Taken
    made: tuple[tuple[str, MadeFile], ...]
    delivered: int
    state: BoxState


class Boxes:
    """The watched folders of one open office. Steps are called one after another, from any thread."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.note = read_note(office)
        self.inbox = Inbox(office, self.note.refused)
        self.outbox = Outbox(office, self.note)
        self._look = Look()
        self._problems: dict[str, WiraError] = {}
        self._opened = self._refused = 0

    def again(self, office: Office) -> Boxes:
        """The same memory for the office opened anew: what was seen and since when stays known."""
        self.office = self.inbox.office = self.outbox.office = office
        return self

    def wish(self) -> ExchangeSettings:
        """What is set now; nothing is to be done for an account that sees only its own people."""
        with self.office.reading() as connection:
            wish = exchange_settings(connection)
        narrow = people.sees_only_own(self.office.person.roles)
        return ExchangeSettings(wish.inbox, wish.outbox, part=wish.part) if narrow else wish

    # ---- in ------------------------------------------------------------------------------------------

    def look(self, wish: ExchangeSettings) -> Look:
        """Look into the inbox. What hinders is kept for `state` and nothing is found then."""
        self._problems.pop("in", None)
        self._problems.pop("open", None)
        if not (wish.take and wish.inbox):
            self._look = Look()
            return self._look
        try:
            self._look = self.inbox.look(Path(wish.inbox))
        except WiraError as error:
            self._problems["in"] = error
            self._look = Look()
            return self._look
        if self.office.directory is None:  # data wait for the grant, which a person opens
            self._look = replace(self._look, found=(), more=False)
        self.note.looked = self._now()
        return self._look

    def open(self, found: Found, *, progress: Progress = no_progress) -> Outcome:
        """Open the copy of one file. Its name in notes and lists is that of the file in the inbox."""
        (outcome,) = open_files(self.office, [found.copy], progress=progress).outcomes
        code = outcome.error.code if outcome.error is not None else ""
        if isinstance(outcome.error, SyncRefused) and outcome.error.request is not None:
            self.outbox.ask(outcome.error.request)
        if code in STAYS and outcome.error is not None:
            self._problems["open"] = outcome.error
        elif code and code != "E_GAP":
            self._refused += 1
        elif outcome.report is None or not outcome.report.repeated:
            self._opened += 1
            self.note.took, self.note.took_at = found.source.name, self._now()
        return Outcome(found.source, outcome.report, outcome.error)

    def put_away(self, found: Found, outcome: Outcome) -> None:
        """Move the opened or refused file out of the way."""
        self.inbox.put_away(found, outcome)

    # ---- out -----------------------------------------------------------------------------------------

    def due(self, wish: ExchangeSettings, *, at_once: bool = False) -> list[str]:
        """For whom a file is to be made now."""
        self._problems.pop("make", None)
        if not (wish.send and wish.outbox):
            return []
        return self.outbox.due(at_once=at_once)

    def make(self, to: str, *, progress: Progress = no_progress) -> MadeFile | None:
        """Make the file for one receiver; None where something hinders."""
        try:
            return self.outbox.make(to, progress=progress)
        except WiraError as error:
            self._problems["make"] = error
            return None

    def deliver(self, wish: ExchangeSettings) -> int:
        """Copy what is ready into the outbox and remember everything; returns how many files."""
        self._problems.pop("out", None)
        count = 0
        if wish.send and wish.outbox:
            try:
                count = self.outbox.deliver(Path(wish.outbox))
            except Unavailable as error:
                self._problems["out"] = error
        write_note(self.office, self.note)
        return count

    # ---- told ----------------------------------------------------------------------------------------

    def state(self, wish: ExchangeSettings) -> BoxState:
        """What to tell a person."""
        note, look = self.note, self._look
        problems = list(self._problems.values())
        if look.stuck:
            problems.append(_stuck(look.stuck[0]))
        return BoxState(
            wish, note.looked, note.took, note.took_at, note.made, note.made_at, self._opened, self._refused,
            look.copying, look.doors, tuple(problems),
        )  # fmt: skip

    def _now(self) -> int:
        return milliseconds(self.office.clock())


def pass_once(boxes: Boxes, *, at_once: bool = True, progress: Progress = no_progress) -> Pass:
    """All steps in a row: look, open, put away, make, deliver."""
    wish = boxes.wish()
    outcomes: list[Outcome] = []
    changes = Changes()
    more = True
    while more:
        look = boxes.look(wish)
        more = look.more
        for found in look.found:
            outcome = boxes.open(found, progress=progress)
            boxes.put_away(found, outcome)
            outcomes.append(outcome)
            changes = changes.joined(outcome.report.changes) if outcome.report else changes
            more = more and (outcome.error is None or outcome.error.code not in STAYS)
    made: list[tuple[str, MadeFile]] = []
    for to in boxes.due(wish, at_once=at_once):
        file = boxes.make(to, progress=progress)
        if file is not None:
            made.append((to, file))
            changes = changes.joined(file.changes)
    delivered = boxes.deliver(wish)
    return Pass(Taken(tuple(outcomes), changes), tuple(made), delivered, boxes.state(wish))


def _stuck(name: str) -> Unavailable:
    return Unavailable(
        tr("Berkas di Kotak masuk belum lengkap atau tidak dapat dibaca sejak seperempat jam."),
        next_step=tr("Salin ulang berkasnya, atau tutup program yang sedang memakainya."),
        record=name,
        code="inbox_copying",
    )
