"""kill -9 of the window: while somebody types, saves, verifies, prints, copies, restores, migrates.

    python -m tests.proof.window_kill --rounds 1000 --seed 1 --jobs 2

Each round is a process of its own with the whole window, all its pages, driven by keys from the lock screen
on. Half are killed right before a named step (a statement, a rename, a file opened for writing), the others
at any time. Then the office is opened again: sound, every acknowledged save there, every character that the
window had noted; and no plain file, log or temporary file holds a passphrase, key, NIK or name. Only where
there is `fork`; a round costs about two and a half seconds of one core.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop_app.actions.backup import look_at_backup, restore_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.recovery import RecoverySheet, sheet_page
from desktop_app.card import read_info
from desktop_app.keys.attempts import Attempts
from desktop_app.office import Office, open_office
from desktop_app.storage import schema, tables
from tests import offices
from tests.offices import CHEAP, PASSPHRASE
from tests.proof.command import Figures, run
from tests.proof.kill import Say, dies_at, in_a_process
from tests.proof.leaks import files_below, leaks, secrets_of
from tests.storage.golden import FILES

if TYPE_CHECKING:
    from tests.proof.window_hands import Hands

ME: Final = "Ratna Puspita"
OTHER: Final = "Dian Lestari"
_TYPED: Final = 40
"""Keys between two savings that are told one by one; more would only take longer."""


@dataclass(frozen=True)
class Scene:
    """An office folder, a folder to write to beside it, whom to type in, and the office's epoch before."""

    home: Path
    stick: Path
    seed: int
    epoch: int


# ---- what is there before ---------------------------------------------------------------------------------


def _daily(home: Path) -> None:
    """An office of two people; the colleague has typed in two applicants."""
    office = offices.office(home, name=OTHER)
    offices.add(office, ME, "verifikator", "operator", "admin_kantor")
    offices.enter(office, offices.persons(2, seed=5))
    office.close()


def _old(home: Path) -> None:
    """One of the first released shape."""
    restore_backup(FILES / "0001.tar", home, ME, PASSPHRASE)
    offices.cheapen(home, ME)


# ---- the work, by keys ------------------------------------------------------------------------------------


def _type(hands: Hands, scene: Scene, say: Say) -> None:
    """One paper form; after each key what the window shows of it is told, and its saving at the end."""
    (person,) = offices.persons(1, seed=scene.seed)
    nik = str(person["nik"])
    hands.enter({**person, "email": None}, lambda raw: say(f"typed {nik} {json.dumps(raw)}"))
    say(f"saved {nik}")


def kerja(hands: Hands, scene: Scene, say: Say) -> None:
    """Typing and saving, verifying a colleague's applicant, printing, typing again."""
    _type(hands, scene, say)
    say(f"verified {hands.verify()}")
    words = RecoverySheet(ME, offices.Clock()(), "kabut jati " * 4)
    hands.print(sheet_page(hands.office, words), scene.stick / "cetak.pdf")
    say("printed")
    hands.type_some(offices.persons(1, seed=scene.seed + 1)[0], say, _TYPED)


def salinan(hands: Hands, scene: Scene, say: Say) -> None:
    """A copy by the button of Cadangan, work after it, and the copy put in the office's place."""
    path = hands.copy(scene.stick)
    say(f"made {path} {sha256(path.read_bytes()).hexdigest()}")
    _type(hands, scene, say)
    say("restoring")
    hands.restore(path)
    say("restored")
    hands.type_some(offices.persons(1, seed=scene.seed + 1)[0], say, _TYPED)


def bentuk(hands: Hands, scene: Scene, say: Say) -> None:
    """Coming in has given an old office the present shape."""
    say("migrated")
    hands.type_some(offices.persons(1, seed=scene.seed + 1)[0], say, _TYPED)


Work = Callable[["Hands", Scene, Say], None]
SCENES: Final[dict[str, tuple[Callable[[Path], None], Work]]] = {
    "kerja": (_daily, kerja),
    "salinan": (_daily, salinan),
    "bentuk": (_old, bentuk),
}


def _at_window(name: str, scene: Scene) -> Callable[[Say], None]:
    """The work of a process: open the window, come in, do the scene."""

    def work(say: Say) -> None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = str(scene.home.parent / "settings")
        tempfile.tempdir = str(scene.home.parent / "tmp")
        logging.basicConfig(filename=scene.home.parent / "log", level=logging.DEBUG)
        from tests.proof.window_hands import Hands

        hands = Hands(scene.home, ME)
        SCENES[name][1](hands, scene, say)
        hands.close()

    return work


# ---- afterwards -------------------------------------------------------------------------------------------


def _opened(home: Path) -> Office:
    clock = offices.Clock()
    clock.forward(days=1)
    tries = Attempts.of(home, clock.ticks)
    return open_office(home, ME, PASSPHRASE, clock=clock, attempts=tries, cost=CHEAP)


def _look(scene: Scene, told: list[str], say: Say) -> None:
    """All that must be so after a kill. Raises AssertionError."""
    words = {line.split(" ")[0] for line in told}
    office = _opened(scene.home)
    try:
        (found,) = office.database.ask_freshly("PRAGMA integrity_check")
        assert found == [("ok",)], found
        office.keep_access()  # as `check_home`: what opening found of the access log comes first
        report = check_office(office)
        assert report.sound, report.problems
        assert office.behind == 0
        restored = office.info.ep != scene.epoch
        assert not restored or "restoring" in words, "a kill is no restored copy"
        assert restored or "restored" not in words, "the restored office is gone"
        with office.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA user_version").scalar() == schema.NUMBER
        folder = scene.home.parent
        plain = files_below([scene.home, folder / "settings", folder / "tmp"])
        assert not leaks([*plain, folder / "log"], secrets_of(office, PASSPHRASE)), "a secret in a plain file"
        _saved(scene, office, told, restored=restored)
        _typing(office, told, restored=restored, say=say)
    finally:
        office.close()
    for path in scene.stick.glob("*.tar"):
        look_at_backup(path)
    for line in told:
        if line.startswith("made "):
            path, digest = line.removeprefix("made ").rsplit(" ", 1)
            assert sha256(Path(path).read_bytes()).hexdigest() == digest


def _saved(scene: Scene, office: Office, told: list[str], *, restored: bool) -> None:
    app = tables.application.c
    statuses = _applications(office)
    if restored:  # what the copy does not have lies aside
        (aside,) = scene.home.parent.glob(f"{scene.home.name}-disisihkan-*")
        older = _opened(aside)
        try:
            statuses |= _applications(older)
        finally:
            older.close()
    assert len(statuses) >= 2
    with office.reading() as connection:
        numbers = {row.uuid.hex(): row.nik for row in connection.execute(select(app.uuid, app.nik))}
    for line in told:
        what, _, rest = line.partition(" ")
        if what == "saved":
            assert rest in statuses, "an acknowledged save is lost"
        elif what == "verified":
            assert statuses[numbers[rest]] == "verified", "an acknowledged verification is lost"


def _applications(office: Office) -> dict[str, str]:
    app = tables.application.c
    with office.reading() as connection:
        return {row.nik: row.status for row in connection.execute(select(app.nik, app.status))}


def _typing(office: Office, told: list[str], *, restored: bool, say: Say) -> None:
    """The last that the window had noted of a form is there, unless it was saved by then."""
    assert office.drafts.set_aside is None, "unsaved typing cannot be read"
    saved = {line.partition(" ")[2] for line in told if line.startswith("saved ")}
    since = told.index("restored") if "restored" in told else 0
    last: dict[str, dict[str, Any]] = {}
    for line in told[since:]:
        what, _, rest = line.partition(" ")
        if what == "typed":
            nik, _, raw = rest.partition(" ")
            last[nik] = json.loads(raw)
    kept = [draft.values for draft in office.drafts.list()]
    known = set(_applications(office))
    for nik, raw in last.items():
        if nik in saved or nik in known or (restored and not since):
            continue  # saved, acknowledged or not; or the copy has just taken the office's place
        wanted = {name: value for name, value in raw.items() if value not in (None, "", {}, [])}
        assert any(_reaches(values, wanted) for values in kept), f"typing is lost: {wanted} {kept}"
        say(f"characters {sum(len(str(value)) for value in wanted.values())}")


def _reaches(values: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether a kept form is at least as far as what was told: a key may be noted and not yet told."""

    def signs(value: object) -> str:
        return "".join(sign for sign in str(value) if sign.isalnum())

    return all(signs(values.get(name)).startswith(signs(value)) for name, value in wanted.items())


# ---- the proof --------------------------------------------------------------------------------------------


def share(rounds: int, seed: int, folder: Path, scenes: tuple[str, ...] = tuple(SCENES)) -> Figures:
    """So many killed windows. Raises AssertionError with the round."""
    folder.mkdir(parents=True, exist_ok=True)
    random, figures = Random(seed), Figures()
    rehearsed = {name: _rehearse(name, folder) for name in scenes}
    for number in range(rounds):
        name = scenes[number % len(scenes)]
        steps, lasts = rehearsed[name]
        if number // len(scenes) % 2:
            label = random.choice(sorted(set(steps)))
            places = [place for place, each in enumerate(steps, 1) if each == label]
            at = max(random.choice(places), random.choice(places))  # coming in is the same every time
            kill: dict[str, Any] = {"step": dies_at(at)}
            figures[f"point {label}"] += 1
        else:
            kill = {"after": random.uniform(0.3, 1.1) * lasts}
            figures["any moment"] += 1
        try:
            _round(name, folder, number, kill, figures)
        except AssertionError as error:
            raise AssertionError(f"round {number} of seed {seed}, {name}, {kill}") from error
    return figures


def _scene(name: str, folder: Path, number: int) -> Scene:
    """A copy of what the scene begins with."""
    home, stick = folder / "kantor", folder / "stick"
    for path in folder.iterdir():
        if path.name.startswith(("kantor", ".kantor", "stick", "tmp")):
            shutil.rmtree(path)
    stick.mkdir()
    (folder / "tmp").mkdir()
    shutil.copytree(folder / f"made-{name}", home)
    card = read_info(home)
    assert card is not None
    return Scene(home, stick, 100 + 2 * number, card.ep)


def _rehearse(name: str, folder: Path) -> tuple[list[str], float]:
    """Do the work once undisturbed: its steps by name, and how long it lasts."""
    code, told = in_a_process(lambda _say: SCENES[name][0](folder / f"made-{name}"))
    assert code == 0, told[-1:]
    scene, steps = _scene(name, folder, 1_000_000), folder / f"steps-{name}"
    with open(steps, "w", buffering=1) as file:
        started = time.monotonic()
        code, told = in_a_process(
            _at_window(name, scene), step=lambda label: print(label, file=file) and None
        )
        lasts = time.monotonic() - started
    assert code == 0, told[-1].replace("\\n", "\n")
    return steps.read_text().splitlines(), lasts


def _round(name: str, folder: Path, number: int, kill: dict[str, Any], figures: Figures) -> None:
    scene = _scene(name, folder, number)
    code, told = in_a_process(_at_window(name, scene), **kill)
    assert code in (0, -signal.SIGKILL), told[-1].replace("\\n", "\n")
    figures["killed" if code else "had ended before"] += 1
    figures[f"scene {name}"] += 1
    figures["saves and other steps acknowledged"] += sum(not line.startswith("typed") for line in told)
    code, looked = in_a_process(lambda say: _look(scene, told, say))
    assert code == 0, looked[-1].replace("\\n", "\n")
    figures["opened again, sound"] += 1
    figures["typed characters found again"] += sum(int(line.split()[1]) for line in looked)


def main(arguments: list[str] | None = None) -> Figures:
    """The command."""
    return run("window_kill", "Windows killed.", share, examples=1000, what="rounds", arguments=arguments)


if __name__ == "__main__":
    main()
