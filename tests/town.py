"""DKUM and one kelurahan with its copies: what stories about restored and doubled folders begin with."""

from __future__ import annotations

import shutil
from pathlib import Path

from desktop_app.actions import trust
from desktop_app.actions.backup import restore_backup
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.office import Office, open_office
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE

ME = "Ratna Puspita"


class Town:
    """DKUM and Kukusan, and every further office that a story opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dkum, kelurahan = offices.city(folder)
        self.kukusan = kelurahan[KUKUSAN]
        self.kukusan.enter(ME, PASSPHRASE)
        self._open = [self.dkum, self.kukusan]

    def type(self, one: Office, seed: int) -> str:
        """One applicant; the record."""
        (record,) = offices.enter(one, offices.persons(1, seed=seed))
        return record

    def opened(self, name: str) -> Office:
        found = open_office(self.folder / name, ME, PASSPHRASE, clock=self.kukusan.clock)
        self._open.append(found)
        return found

    def opened_too(self, one: Office) -> None:
        """An office that the story opened itself and that is closed with the others."""
        self._open.append(one)

    def restored(self, copy: Path, name: str) -> Office:
        restore_backup(copy, self.folder / name, ME, PASSPHRASE)
        return self.opened(name)

    def send(self, one: Office) -> None:
        open_file(self.dkum, make_file(one, self.folder).paths[0])

    def answer(self, one: Office) -> None:
        open_file(one, make_file(self.dkum, self.folder, to=KUKUSAN).paths[0])

    def ask(self, one: Office) -> Path:
        return trust.make_request(one, self.folder)

    def grant(self, one: Office) -> None:
        path = trust.grant(self.dkum, self.ask(one), self.folder, fingerprint=one.device.fingerprint)
        trust.accept_grant(one, path)

    def close(self) -> None:
        for each in self._open:
            each.close()


def doubled(town: Town) -> tuple[Office, Office]:
    """The folder copied on one computer, and both opened: nothing tells them apart at the start."""
    town.kukusan.close()
    shutil.copytree(town.kukusan.home, town.folder / "kembaran")
    one, other = town.opened(KUKUSAN), town.opened("kembaran")
    assert one.device.fingerprint == other.device.fingerprint
    return one, other


def put_back(town: Town, copy: Path) -> None:
    """DKUM's disk is gone; what the copy holds goes on, and waits for its admin's word."""
    town.dkum.close()
    name = f"dkum-{len(town._open)}"
    restore_backup(copy, town.folder / name, "Hendra Wijaya", PASSPHRASE)
    town.dkum = open_office(town.folder / name, "Hendra Wijaya", PASSPHRASE, clock=town.kukusan.clock)
    town._open.append(town.dkum)


def with_mate(town: Town) -> Office:
    """The second computer of Kukusan, with Rahmat Hidayat; each of the two knows of the other."""
    mate = offices.office(town.folder / "mitra", clock=offices.Clock(), name="Rahmat Hidayat")
    town.opened_too(mate)
    offices.enrol(town.dkum, mate, town.folder)
    for each in (town.kukusan, mate):
        town.answer(each)
    return mate
