"""What people do while the mains fail, and what has to be there when they are back.

Each scene is work in a process of its own in the folder `root`; it tells what it acknowledged. `home` is the
office, `stick` a flash disk. Afterwards `Image` opens what is left and holds it against what was told.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

from desktop_app.actions import applications, attachments, people, recovery, safekeeping
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.backup import make_backup, restore_backup, restore_over
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.keys.attempts import Attempts
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from tests import offices
from tests.offices import CHEAP, KUKUSAN, PASSPHRASE
from tests.storage.golden import FILES, RELEASED

FIRST: Final = "Ratna Puspita"
SECOND: Final = "Dian Lestari"
NEXT: Final = "sawah kopi angin meja hijau"
_SHAPE: Final = "bentuk-"
_KEYSTROKE_S: Final = 0.03
Say = Callable[[str], object]


def opened(root: Path, passphrase: str = PASSPHRASE, *, days: int = 0) -> Office:
    """The office in the folder, with its first person in; `days` later."""
    home, clock = root / "home", offices.Clock()
    clock.forward(days=days)
    return open_office(
        home, FIRST, passphrase, clock=clock, attempts=Attempts.of(home, clock.ticks), cost=CHEAP
    )


# ---- what is there before ---------------------------------------------------------------------------------


def prepare(scene: str, root: Path) -> None:
    """The closed offices that a scene begins with."""
    stick = root / "stick"
    stick.mkdir(parents=True)
    if scene == "mulai":
        return
    if scene == "berkas":
        dkum, kelurahan = offices.city(root, KUKUSAN)
        office = kelurahan[KUKUSAN]
        (record,) = offices.enter(office, offices.persons(1))
        offices.verify(office, [record])
        open_file(dkum, make_file(office, stick).paths[0])
        (stick / "jawaban.dks").write_bytes(make_file(dkum, root, to=KUKUSAN).paths[0].read_bytes())
        dkum.close()
        office.close()
        os.rename(root / KUKUSAN, root / "home")
        return
    if scene.startswith(_SHAPE):
        restore_backup(FILES / f"{scene.removeprefix(_SHAPE)}.tar", root / "home", FIRST, PASSPHRASE)
        offices.cheapen(root / "home", FIRST)
        return
    office = offices.office(root / "home", clock=offices.Clock())
    offices.add(office, SECOND, "verifikator", "operator")
    offices.enter(office, offices.persons(2, seed=5))
    if scene == "pulih":
        make_backup(office, stick)
    office.close()


# ---- the work ---------------------------------------------------------------------------------------------


def _save(office: Office, say: Say, seed: int, n: int = 1) -> list[str]:
    records = offices.enter(office, offices.persons(n, seed=seed))
    for record in records:
        say(f"saved {record}")
    return records


def entri(root: Path, say: Say) -> None:
    """Typing, saving, a paper, a second pair of eyes."""
    office = opened(root)
    for number, person in enumerate(offices.persons(4, seed=7)):
        form, typed = f"entri-{number}", ""
        for count, sign in enumerate(str(person["nama"]) * 2, 1):
            typed += sign
            office.drafts.put(form, {"nama": typed, "ke": count}, {"page": "entri"}, now=office.clock())
            say(f"typed {form} {count}")
            time.sleep(_KEYSTROKE_S)  # a quick typist; the store works beside
        if number == 3:
            time.sleep(1.2)  # looked at for a while, never saved
            continue
        record = applications.save(office, SaveApplication(person, submit=True)).record
        say(f"saved {record}")
        say(f"done {form}")
        office.drafts.discard(form)
        attachments.attach(office, record, "ktp", id_card(person))
        for name in office.blobs.names():
            say(f"paper {name}")
        offices.verify(office, [record], SECOND)
        say(f"verified {record}")
        office.enter(FIRST, PASSPHRASE)
    office.close()


def cadangan(root: Path, say: Say) -> None:
    """Copies to a stick and into the folder, several days, older ones thinned, saves in between."""
    office = opened(root)
    office.clock.now = office.clock.now.replace(day=1)  # type: ignore[attr-defined]
    safekeeping.set_backup(office, safekeeping.BackupSettings(folder=str(root / "stick")))
    for number in range(10):
        _save(office, say, 20 + number)
        made = safekeeping.daily_backup(office)
        assert made is not None
        say(f"copy {made.path.relative_to(root)} {made.applications}")
        office.clock.forward(days=1)  # type: ignore[attr-defined]
    say(f"copy {make_backup(office, root / 'home' / 'backups').path.relative_to(root)} 12")
    office.close()


def pulih(root: Path, say: Say) -> None:
    """Work that the copy does not have, then the copy in its place, then work again."""
    office = opened(root)
    lost = _save(office, say, 30, 2)
    office.close()
    (copy,) = (root / "stick").glob("*.tar")
    say("restoring " + " ".join(lost))
    restore_over(copy, root / "home", FIRST, PASSPHRASE, offices.Clock()())
    say("restored")
    office = opened(root)
    _save(office, say, 31, 2)
    office.close()


def kunci(root: Path, say: Say) -> None:
    """A colleague, another passphrase, a printed sheet, a new key for the colleague, a dismissal."""
    office = opened(root)
    say("will-admit Putri Amelia")
    people.add_person(office, people.AddPerson("Putri Amelia", ("operator",), PASSPHRASE))
    say("admitted Putri Amelia")
    say("changing")
    people.change_passphrase(office, PASSPHRASE, NEXT)
    say("changed")
    sheet = recovery.make_sheet(office, NEXT)
    say("sheet " + sheet.words)
    _save(office, say, 40)
    office.close()
    office = opened(root, NEXT)
    _save(office, say, 41)
    office.close()


def bentuk(root: Path, say: Say) -> None:
    """A database of a released shape takes the present one."""
    office = opened(root)
    say("migrated")
    _save(office, say, 50)
    office.close()


def mulai(root: Path, say: Say) -> None:
    """A new office."""
    office = offices.found(root / "home")
    say("founded")
    _save(office, say, 60, 2)
    office.close()


def berkas(root: Path, say: Say) -> None:
    """DKUM's answer is opened, and a file made for it."""
    office = opened(root)
    open_file(office, root / "stick" / "jawaban.dks")
    say("in")
    _save(office, say, 70)
    path = make_file(office, root / "stick").paths[0]
    say(f"made {path.relative_to(root)} {sha256(path.read_bytes()).hexdigest()}")
    office.close()


SCENES: Final[dict[str, Callable[[Path, Say], None]]] = {
    **{each.__name__: each for each in (entri, cadangan, pulih, kunci, mulai, berkas)},
    **{_SHAPE + number: bentuk for number in RELEASED},
}
