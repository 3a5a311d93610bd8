"""One true file of every kind in a small city, each with the door it belongs to.

The offices are closed when the shelf is made; `opened` gives living copies of them. None of the files has
been opened yet, so each could go in.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_app.actions import attachments, trust
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.keys.attempts import Attempts, Ticks, boot_seconds
from desktop_app.keys.signing import fingerprint
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.sync.parts import Stream
from desktop_app.sync.writer import build_parts
from tests import offices
from tests.badfiles import NOT_COMPARED, Forger
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

DKUM: Final = "dkum"
NEW: Final = "3276021010"
"""An office that has asked to join and has not opened DKUM's answer."""
_NAMES: Final = {
    DKUM: "Hendra Wijaya",
    KUKUSAN: "Ratna Puspita",
    CURUG: "Ratna Puspita",
    NEW: "Ratna Puspita",
}
_PART: Final = 4096


@dataclass(frozen=True)
class Item:
    """A true file and where it is opened. `kind` is the header's, or "part"."""

    kind: str
    office: str
    path: Path


@dataclass(frozen=True)
class Shelf:
    """The closed city and its files, in an order in which they go in."""

    folder: Path
    items: tuple[Item, ...]

    @contextmanager
    def opened(self, folder: Path) -> Generator[dict[str, Office]]:
        """Copies of all offices, each with its first person in."""
        homes: dict[str, Office] = {}
        try:
            for name, person in _NAMES.items():
                shutil.copytree(self.folder / name, folder / name)
                homes[name] = open_office(folder / name, person, PASSPHRASE, clock=offices.Clock())
            yield homes
        finally:
            for office in homes.values():
                office.close()


@contextmanager
def opened_copy(
    shelf: Shelf, home: Path, *, copied: bool = False, ticks: Ticks = boot_seconds
) -> Generator[Office]:
    """One office of the shelf at `home`, whose name says which; `copied`: it is there already."""
    if not copied:
        shutil.copytree(shelf.folder / home.name, home)
    tries = Attempts.of(home, ticks)
    office = open_office(home, _NAMES[home.name], PASSPHRASE, clock=offices.Clock(), attempts=tries)
    try:
        yield office
    finally:
        office.close()


def root_fingerprint(shelf: Shelf) -> str:
    """What DKUM's printed sheet says."""
    return (shelf.folder / "root.txt").read_text()


class Doors:
    """Opens a file as its kind is opened, with the right fingerprint typed where one is asked for."""

    def __init__(self, homes: dict[str, Office], answers: Path) -> None:
        self._homes, self._answers = homes, answers
        answers.mkdir(exist_ok=True)
        self._new = homes[NEW].device.fingerprint
        self._root = fingerprint(trust.authority(homes[DKUM]).root_public)

    def open(self, item: Item, path: Path) -> object:
        """Take the file in, or raise."""
        office = self._homes[item.office]
        if item.kind == "enrol-request":
            return trust.grant(office, path, self._answers, fingerprint=self._new)
        if item.kind == "enrol-grant":
            return trust.accept_grant(office, path, fingerprint=self._root)
        return open_file(office, path)


def stamps(home: Path) -> dict[str, tuple[int, int, int]]:
    """Every file of an office folder by the system's own marks of a change; fast."""
    found: dict[str, tuple[int, int, int]] = {}
    for folder, _, names in os.walk(home):
        for name in names:
            if not name.endswith(NOT_COMPARED):
                facts = os.stat(os.path.join(folder, name))
                found[os.path.join(folder, name)] = facts.st_mtime_ns, facts.st_size, facts.st_ino
    return found


def build(folder: Path) -> Shelf:
    """Make the city and its files."""
    dkum, kelurahan = offices.city(folder, KUKUSAN, CURUG)
    new = offices.office(folder / NEW, code=NEW)
    made = [dkum, *kelurahan.values(), new]
    try:
        return Shelf(folder, tuple(_fill(folder, dkum, kelurahan[KUKUSAN], new)))
    finally:
        for office in made:
            office.close()


def _fill(folder: Path, dkum: Office, kukusan: Office, new: Office) -> list[Item]:
    usb = folder / "flash disk"
    usb.mkdir()
    (folder / "root.txt").write_text(fingerprint(trust.authority(dkum).root_public))
    known, *people = offices.persons(6)
    (record,) = offices.enter(kukusan, [known])
    offices.verify(kukusan, [record])
    open_file(dkum, make_file(kukusan, usb).paths[0])
    open_file(kukusan, make_file(dkum, usb, to=KUKUSAN).paths[0])
    kukusan.enter(_NAMES[KUKUSAN], PASSPHRASE)
    records = offices.enter(kukusan, people)
    attachments.attach(kukusan, records[0], "ktp", id_card(people[0]))
    offices.verify(kukusan, records)
    items = [Item("enrol-request", DKUM, trust.make_request(new, usb))]
    grant = trust.grant(dkum, items[0].path, usb, fingerprint=new.device.fingerprint)
    items.append(Item("enrol-grant", NEW, grant))
    items += [Item("part", DKUM, path) for path in _parts(usb, dkum, kukusan)]
    items.append(Item("data", DKUM, make_file(kukusan, usb).paths[0]))
    items.append(Item("request", DKUM, make_file(kukusan, usb, request=True).paths[0]))
    items.append(Item("reply", KUKUSAN, make_file(dkum, usb, to=KUKUSAN).paths[0]))
    return items


def _parts(usb: Path, dkum: Office, kukusan: Office) -> list[Path]:
    """Everything of Kukusan in small parts, as a large office's file comes in large ones."""
    forger = Forger(dkum, kukusan)
    ops, usigs = forger.stream()
    stream = Stream(kukusan.info.dev, 1, 1, "0" * 64, ops)
    paths: list[Path] = []
    for core, data in build_parts(forger.parcel([stream], usigs=usigs), kukusan.device, part_target=_PART):
        paths.append(usb / f"bagian-{core.part:02d}.dks")
        paths[-1].write_bytes(data)
    return paths
