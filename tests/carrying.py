"""Files between two offices as people carry them, and an office put back from its copy."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from desktop_app.actions.backup import restore_backup, restore_over
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.keeping import FileReport
from desktop_app.office import Office, open_office
from tests import offices
from tests.offices import PASSPHRASE


def made(sender: Office, receiver: Office, folder: Path, *, full: bool = False) -> list[Path]:
    """The parts of the file that `sender` makes for `receiver`."""
    folder.mkdir(exist_ok=True)
    to = receiver.info.scope if sender.info.kind == "dkum" else ""
    return list(make_file(sender, folder, to=to, full=full).paths)


def exchange(sender: Office, receiver: Office, folder: Path, *, full: bool = False) -> list[FileReport]:
    """Make that file and open it; what each part did."""
    return [open_file(receiver, path) for path in made(sender, receiver, folder, full=full)]


def put_over(
    office: Office, copy: Path, name: str = "Ratna Puspita", *, at: datetime | None = None
) -> tuple[Office, Path]:
    """The office from that copy, in the place of the one that is open, and the folder into which its state of
    before was set aside, stamped with `at` or the office's time."""
    office.close()
    aside = restore_over(copy, office.home, name, PASSPHRASE, at or office.clock()).aside
    return _open(office, name), aside


def put_back(office: Office, copy: Path, name: str = "Ratna Puspita") -> Office:
    """The same where nobody asks what was set aside."""
    return put_over(office, copy, name)[0]


def put_anew(office: Office, copy: Path, name: str = "Ratna Puspita") -> Office:
    """The office from that copy where its own folder is lost."""
    office.close()
    shutil.rmtree(office.home)
    restore_backup(copy, office.home, name, PASSPHRASE)
    return _open(office, name)


def _open(office: Office, name: str) -> Office:
    return open_office(office.home, name, PASSPHRASE, clock=office.clock, cost=offices.CHEAP)
