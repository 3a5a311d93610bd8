"""kill -9 in the middle: of typing and saving, of opening files, of making them, of joining.

    python -m tests.proof.kill --examples 1000 --seed 1 --jobs 2

Every example is a process of its own that works at a copy of an office and is killed by the system: half
of them right before a named step (a statement, a rename, a file opened for writing), the others at any time.
Then the office is opened again: what was acknowledged is there, a file went in whole or not at all, tables
are what the log says, nothing half stands under a final name, and the same work goes through to its end.
Only where there is `fork`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import select

from desktop_app.actions import trust
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain.op import op_id
from desktop_app.errors import SyncRefused
from desktop_app.keys.attempts import LONGEST_WAIT, boot_seconds
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.sync.container import open_body, open_enrolment, open_header
from tests import offices
from tests.faults import watched
from tests.offices import KUKUSAN
from tests.proof.command import Figures, run
from tests.proof.shelf import DKUM, NEW, Shelf, build, opened_copy, root_fingerprint

Say = Callable[[str], object]
Step = Callable[[str], None]


@dataclass(frozen=True)
class Scene:
    """Files of the shelf by kind, and a stick to write to."""

    shelf: Shelf
    stick: Path
    seed: int

    def file(self, kind: str) -> Path:
        return next(item.path for item in self.shelf.items if item.kind == kind)


# ---- the work ---------------------------------------------------------------------------------------------


def _type(office: Office, scene: Scene, say: Say) -> None:
    """Two applicants, each acknowledged when its Save has returned."""
    for person in offices.persons(2, code=office.info.scope, seed=scene.seed):
        for record in offices.enter(office, [person]):
            say(f"saved {record}")


def _open(office: Office, path: Path, say: Say) -> None:
    open_file(office, path)
    say(f"in {path}")


def _made(path: Path, say: Say) -> None:
    say(f"made {path} {hashlib.sha256(path.read_bytes()).hexdigest()}")


def at_dkum(office: Office, scene: Scene, say: Say) -> None:
    """DKUM takes a file with a paper in, answers it, and admits an office."""
    _open(office, scene.file("data"), say)
    _made(make_file(office, scene.stick, to=KUKUSAN).paths[0], say)
    request = scene.file("enrol-request")
    print_ = trust.look_at_request(request).fingerprint
    _made(trust.grant(office, request, scene.stick, fingerprint=print_), say)


def at_kukusan(office: Office, scene: Scene, say: Say) -> None:
    """An office types, opens DKUM's answer with a directory, and makes its file."""
    _type(office, scene, say)
    _open(office, scene.file("reply"), say)
    _made(make_file(office, scene.stick).paths[0], say)


def at_new(office: Office, scene: Scene, say: Say) -> None:
    """An office asks to join, types, is admitted, and makes its first file."""
    _made(trust.make_request(office, scene.stick), say)
    _type(office, scene, say)
    trust.accept_grant(office, scene.file("enrol-grant"), fingerprint=root_fingerprint(scene.shelf))
    say("joined")
    _made(make_file(office, scene.stick).paths[0], say)


SCENES: Final = {DKUM: at_dkum, KUKUSAN: at_kukusan, NEW: at_new}


# ---- the killed process -----------------------------------------------------------------------------------


def _watch(step: Step) -> None:
    """From now on `step` is told each statement and each change of a folder before it happens."""
    faults = watched(pytest.MonkeyPatch())

    def statement(sql: str) -> bool:
        words = re.sub(r"\s+", " ", sql.strip()).replace('"', "").split(" ")
        if words[0] not in ("SELECT", "WITH"):
            step("sql " + " ".join(words[: 3 if words[0] in ("INSERT", "DELETE") else 2]))
        return False

    def event(name: str, arguments: tuple[Any, ...]) -> None:
        if name == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            path = arguments[0]
            step(f"open {Path(os.fsdecode(path)).suffix}" if isinstance(path, str | bytes) else "open")
        elif name in ("os.rename", "os.remove", "os.mkdir", "os.truncate", "fcntl.flock"):
            step(name)

    faults.fail = statement
    sys.addaudithook(event)


def _child(work: Callable[[Say], None], out: int, step: Step | None) -> int:
    """Fork a process that does the work and says on `out` what it acknowledged. Returns its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        if step is not None:
            _watch(step)
        work(lambda words: os.write(out, f"{words}\n".encode()))
        code = 0
    except BaseException:  # noqa: BLE001 - a process that ends here tells its parent why, whatever it is
        os.write(out, b"raised " + traceback.format_exc().encode().replace(b"\n", b"\\n") + b"\n")
    finally:
        os._exit(code)


def _ended(child: int, out: int) -> tuple[int, list[str]]:
    with os.fdopen(out, "rb") as file:
        told = file.read().decode().splitlines()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told


def in_a_process(
    work: Callable[[Say], None], *, step: Step | None = None, after: float | None = None
) -> tuple[int, list[str]]:
    """Do the work in a process of its own, killed after so many seconds where that is given."""
    read, write = os.pipe()
    child = _child(work, write, step)
    os.close(write)
    if after is not None:
        time.sleep(after)  # the point of it: any moment at all
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    return _ended(child, read)


def dies_at(number: int) -> Step:
    seen = 0

    def step(_label: str) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


# ---- afterwards -------------------------------------------------------------------------------------------


def _look(office: Office, scene: Scene, told: list[str]) -> None:
    """All that must be so after a kill. Raises AssertionError."""
    (found,) = office.database.ask_freshly("PRAGMA integrity_check")
    assert found == [("ok",)], found
    with office.reading() as connection:
        held = {row.hash for row in connection.execute(select(tables.op.c.hash))}
        files = {row.file_id.hex() for row in connection.execute(select(tables.sync_file.c.file_id))}
        records = {row.uuid.hex() for row in connection.execute(select(tables.record.c.uuid))}
    report = check_office(office)
    assert report.sound, report.problems
    assert office.info.ep == 1, "a kill is no restored copy"
    for line in told:
        what, _, rest = line.partition(" ")
        if what == "saved":
            assert rest in records, "an acknowledged Save is lost"
        elif what == "in":
            assert _opened(office, Path(rest))[0] in files, "an acknowledged file is lost"
        elif what == "made":
            path, digest = rest.rsplit(" ", 1)
            assert hashlib.sha256(Path(path).read_bytes()).hexdigest() == digest
        elif what == "joined":
            assert office.directory is not None
    for item in scene.shelf.items:
        if item.office == office.home.name and item.kind in ("data", "reply"):
            name, ops, papers = _opened(office, item.path)
            inside = ops & held
            assert inside == (ops if name in files else inside & _before(scene, item.office)), "half a file"
            assert name not in files or all(office.blobs.has(each) for each in papers)
    for path in scene.stick.glob("*.dks"):
        _whole(office, path)


def _opened(office: Office, path: Path) -> tuple[str, set[bytes], list[str]]:
    """A file's id, the ids of its ops and the names of its papers."""
    if office.directory is None:
        return "", set(), []
    opened = open_header(path, office.directory.sender)
    body = open_body(opened, trust.identities(office))
    ops = {op_id(each) for each in body.ops() if len(each) > 32}
    return opened.core.id, ops, [name.hex() for name, _ in body.blobs()]


_KNOWN: dict[tuple[Path, str], set[bytes]] = {}


def _before(scene: Scene, name: str) -> set[bytes]:
    return _KNOWN[scene.shelf.folder, name]


def _whole(office: Office, path: Path) -> None:
    """A file under its final name is whole: its signature, length and hash are right."""
    try:
        open_enrolment(path)
    except SyncRefused as error:
        assert error.code == "E_KEY", (path.name, error.code)
        assert office.directory is not None
        open_header(path, office.directory.sender)


# ---- the proof --------------------------------------------------------------------------------------------


def share(examples: int, seed: int, folder: Path) -> Figures:
    """So many killed processes. Raises AssertionError with the example."""
    folder.mkdir(parents=True, exist_ok=True)
    random, figures = Random(seed), Figures()
    scene = Scene(build(folder / "made"), folder / "stick", seed)
    labels = {name: _rehearse(scene, name, folder) for name in SCENES}
    for number in range(examples):
        name = random.choice(sorted(SCENES))
        steps, lasts = labels[name]
        example = replace(scene, seed=number + 10, stick=folder / f"stick-{number}")
        if number % 2:
            label = random.choice(sorted(set(steps)))
            at = random.choice([place for place, each in enumerate(steps, 1) if each == label])
            figures[f"point {label}"] += 1
            kill: dict[str, Any] = {"step": dies_at(at)}
        else:
            figures["any moment"] += 1
            kill = {"after": random.uniform(0, lasts * 1.1)}
        _example(example, name, folder, kill, figures)
    return figures


def _rehearse(scene: Scene, name: str, folder: Path) -> tuple[list[str], float]:
    """Do the work once undisturbed: its steps by name, and how long it lasts."""
    home = folder / "rehearsal" / name
    steps = folder / f"steps-{name}"
    example = replace(scene, stick=folder / f"rehearsed-{name}")
    example.stick.mkdir()

    def work(say: Say) -> None:
        with opened_copy(scene.shelf, home) as office:
            with office.reading() as connection:
                for row in connection.execute(select(tables.op.c.hash)):
                    say(f"held {row.hash.hex()}")
            SCENES[name](office, example, say)

    with open(steps, "w", buffering=1) as file:
        started = time.monotonic()
        code, told = in_a_process(work, step=lambda label: print(label, file=file) and None)
        lasts = time.monotonic() - started
    assert code == 0, told[-1:]
    _KNOWN[scene.shelf.folder, name] = {bytes.fromhex(line[5:]) for line in told if line.startswith("held ")}
    shutil.rmtree(home)
    return steps.read_text().splitlines(), lasts


def _example(scene: Scene, name: str, folder: Path, kill: dict[str, Any], figures: Figures) -> None:
    home = folder / "killed" / name
    shutil.copytree(scene.shelf.folder / name, home)
    scene.stick.mkdir()

    def killed(say: Say) -> None:
        with opened_copy(scene.shelf, home, copied=True) as office:
            SCENES[name](office, scene, say)

    def afterwards(say: Say) -> None:
        # A try that was cut short counts as a miss: whoever opens again has waited.
        with opened_copy(
            scene.shelf, home, copied=True, ticks=lambda: boot_seconds() + LONGEST_WAIT
        ) as office:
            _look(office, scene, told)
            others = replace(scene, seed=scene.seed + 1_000_000)  # some of these people are typed already
            SCENES[name](office, others, say)
            _look(office, scene, told)
            say(f"left {sum(1 for _ in scene.stick.glob('*.part'))}")

    code, told = in_a_process(killed, **kill)
    assert code in (0, -signal.SIGKILL), told[-1:]
    figures["killed" if code else "had ended before"] += 1
    figures[f"office {name}"] += 1
    figures["acknowledged before the kill"] += len(told)
    code, looked = in_a_process(afterwards)
    assert code == 0, (name, kill, told, looked[-1:])
    figures["opened again, sound, work done to its end"] += 1
    figures["unfinished .part files left on the stick"] += int(looked[-1].split()[1])
    shutil.rmtree(home)
    shutil.rmtree(scene.stick)


def main(arguments: list[str] | None = None) -> Figures:
    """The command."""
    return run("kill", "Processes killed in the middle.", share, examples=1000, arguments=arguments)


if __name__ == "__main__":
    main()
