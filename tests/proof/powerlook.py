"""What is looked for in an image of a disk after a power cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from desktop_app.actions.backup import look_at_backup, restore_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.recovery import open_by_sheet
from desktop_app.card import holds_office, people_of
from desktop_app.errors import Refused
from desktop_app.keys.attempts import Attempts
from desktop_app.office import Office
from desktop_app.storage import schema, tables
from tests import offices
from tests.offices import CHEAP, PASSPHRASE
from tests.proof.command import Figures
from tests.proof.powerscenes import FIRST, NEXT, opened

LOST_AT_MOST_S = 1.0
"""Seconds of typing that a power cut may cost."""


@dataclass(frozen=True)
class Told:
    """What the process had said when the mains failed, each with its moment."""

    lines: tuple[tuple[float, str], ...]
    cut: float
    epoch: int = 1
    """The office's before."""

    def of(self, word: str) -> list[str]:
        """What follows `word` in the lines that begin with it."""
        return [line.partition(" ")[2] for _at, line in self.lines if line.partition(" ")[0] == word]

    def has(self, word: str) -> bool:
        return bool(self.of(word))

    def typed(self) -> dict[str, int]:
        """By form that is not saved, how far the typing was that may not be lost."""
        ended = set(self.of("done"))
        found: dict[str, int] = {}
        for at, line in self.lines:
            word, _, rest = line.partition(" ")
            if word == "typed" and at <= self.cut - LOST_AT_MOST_S:
                form, count = rest.rsplit(" ", 1)
                found[form] = int(count)
        return {form: count for form, count in found.items() if form not in ended}


def look(root: Path, scene: str, told: Told, figures: Figures) -> None:
    """Open what is left in `root` and hold it against what was told. Raises AssertionError."""
    if not _is_there(root, scene, told):
        figures["nothing there yet: founded anew"] += 1
        offices.found(root / "home").close()
        return
    office = _opened(root, told)
    try:
        if office.mended:
            figures["put back from second copies"] += 1
        _office(office, scene, told, figures)
        _files(root, told)
        offices.enter(office, offices.persons(1, seed=990_001))
    finally:
        office.close()
    _aside(root, told, figures)
    _copies(root, told, figures)
    _sheet(root, told, figures)


def _is_there(root: Path, scene: str, told: Told) -> bool:
    """Whether an office is in its place. Only one that was still being founded may be missing."""
    if holds_office(root / "home"):
        return True
    assert scene == "mulai" and not told.has("founded"), "the office is gone"
    return False


def _opened(root: Path, told: Told) -> Office:
    if told.has("changed"):
        return opened(root, NEXT, days=1)
    try:
        return opened(root, days=1)
    except Refused as error:
        assert error.code == "passphrase" and told.has("changing"), error
        return opened(root, NEXT, days=2)  # the first try has to be waited for


def _office(office: Office, scene: str, told: Told, figures: Figures) -> None:
    (found,) = office.database.ask_freshly("PRAGMA integrity_check")
    assert found == [("ok",)], found
    office.keep_access()  # as `check_home`: what opening found of the access log comes first
    report = check_office(office)
    assert report.sound, report.problems
    assert office.behind == 0, "behind what it had written"
    restored = office.info.ep != told.epoch
    assert not restored or told.has("restoring"), "a power cut is no restored copy"
    assert restored or not told.has("restored"), "the restored office is gone"
    with office.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == schema.NUMBER
        app = tables.application.c
        held = {row.uuid.hex(): row.status for row in connection.execute(select(app.uuid, app.status))}
        names = set(connection.execute(select(tables.person.c.nama)).scalars())
        arrived = connection.execute(
            select(tables.sync_file.c.id).where(tables.sync_file.c.direction == "in")
        )
        assert not told.has("in") or arrived.first() is not None, "an acknowledged file is lost"
    for record in _counting(told, restored):
        assert record in held, "an acknowledged save is lost"
        figures["acknowledged saves found"] += 1
    for record in told.of("verified"):
        assert held[record] == "verified", "an acknowledged verification is lost"
    for name in told.of("paper"):
        office.blobs.get(name)
        figures["acknowledged papers found"] += 1
    slots = {slot.name for slot in people_of(office.home)}
    for name in told.of("admitted"):
        assert name in names and name in slots, "an admitted colleague is lost"
    _typing(office, told, figures)


def _counting(told: Told, restored: bool) -> Iterable[str]:
    """Saves that have to be in the office: what a restored copy does not have was given up."""
    given_up = set(" ".join(told.of("restoring")).split()) if restored else set()
    return [record for record in told.of("saved") if record not in given_up]


def _typing(office: Office, told: Told, figures: Figures) -> None:
    assert office.drafts.set_aside is None, "unsaved typing cannot be read"
    kept = {draft.form_id: int(draft.values["ke"]) for draft in office.drafts.list()}
    for form, count in told.typed().items():
        assert kept.get(form, 0) >= count, f"more than a second of typing is lost: {kept}"
        figures["typing found that was older than a second"] += 1


def _files(root: Path, told: Told) -> None:
    for line in told.of("made"):
        name, digest = line.rsplit(" ", 1)
        assert sha256((root / name).read_bytes()).hexdigest() == digest, "a made file is lost or half"


def _aside(root: Path, told: Told, figures: Figures) -> None:
    """What was given up for a restored copy lies aside, whole."""
    for folder in root.glob("home-disisihkan-*"):
        folder.rename(root / "sisih")
        (root / "aside").mkdir()
        (root / "sisih").rename(root / "aside" / "home")
        office = opened(root / "aside", days=1)
        try:
            with office.reading() as connection:
                held = set(connection.execute(select(tables.application.c.uuid)).scalars())
        finally:
            office.close()
        for record in " ".join(told.of("restoring")).split():
            assert bytes.fromhex(record) in held, "what was set aside is not whole"
        figures["offices set aside opened"] += 1


def _copies(root: Path, told: Told, figures: Figures) -> None:
    """Every copy under its final name is whole, and the last acknowledged one can be put back."""
    for path in sorted([*root.glob("stick/*.tar"), *root.glob("home/backups/*.tar")]):
        look_at_backup(path)
        figures["copies looked at"] += 1
    last = told.of("copy")[-1:]
    if last:
        name, applications = last[0].rsplit(" ", 1)
        restore_backup(root / name, root / "lagi" / "home", FIRST, PASSPHRASE)
        office = opened(root / "lagi", days=1)
        try:
            with office.reading() as connection:
                held = connection.execute(select(tables.application.c.id)).all()
        finally:
            office.close()
        assert len(held) == int(applications)
        figures["acknowledged copies put back"] += 1


def _sheet(root: Path, told: Told, figures: Figures) -> None:
    for words in told.of("sheet"):
        clock = offices.Clock()
        clock.forward(days=1)
        home = root / "home"
        tries = Attempts.of(home, clock.ticks)
        open_by_sheet(
            home, words, "danau perak kabut jati tua", clock=clock, attempts=tries, cost=CHEAP
        ).close()
        figures["offices opened by their sheet"] += 1
