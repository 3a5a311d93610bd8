"""No secret is written anywhere while the window works: not for a moment, not by a library, not by a child.

    python -m tests.proof.traces

One process with the whole window, driven by keys and dialogs through every kind of deed, then commands. Each
call with which they, or a process they begin, write, map a file, begin a program or forbid dumps is recorded
by the system (Linux, with strace, as root). No path of the whole file system may have held a passphrase, PIN,
key, the words of a recovery sheet, a NIK, No. KK or name, nor a paper, picture or plain database, however
briefly, but what people asked for on their stick. No program may be begun with one in its words or
environment, and each of ours forbids dumps of its memory.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

from PIL import Image

from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.keys import given
from desktop_app.keys.attempts import Attempts
from desktop_app.office import open_office
from desktop_app.sample.spreadsheets import make_xlsx
from tests import offices
from tests.offices import CHEAP, KUKUSAN, PASSPHRASE
from tests.proof.command import Figures
from tests.proof.kernel import Seen, watch
from tests.proof.leaks import secrets_of

if TYPE_CHECKING:
    from tests.proof.window_deeds import Deeds

ME: Final = "Ratna Puspita"
COLLEAGUE: Final = "Dian Lestari"
TYPED: Final = {
    "wrong": "kata sandi yang keliru sekali", "changed": "kapal layar teluk senja merah",
    "forgotten": "sawah pagi embun lereng hijau", "pin": "482913",
}  # fmt: skip
"""Passphrases that people try and choose meanwhile, and a PIN."""
GIVEN: Final = "kata-sandi-dari-lingkungan"
"""What WIRA_PASSPHRASE holds: the window has no use for it, and no process it begins may get it."""
_KINDS: Final = {
    b"%PDF-": "a paper",
    b"\xff\xd8\xff\xe0": "a picture",
    b"\x89PNG\r\n": "a picture",
    b"PK\x03\x04": "a packed file",
    b"SQLite format 3\x00": "a plain database",
}
_COUNTS_OPEN_FILES: Final = "from multiprocessing.resource_tracker import main"
"""By which words Python's helper is known: it gets numbers and names of open files, nothing else."""
_PLAIN: Final = (".pdf", ".csv", "/salinan-data.json", ".part")
"""What people asked for in plain on the stick."""
EVERY: Final = (
    "attach", "type", "import", "look", "copy of data", "take over", "verify", "seal", "check", "exchange",
    "journal", "support", "take back", "pin", "change", "forget", "backup", "restore", "leave typed",
)  # fmt: skip


_WINDOW: Final = "import sys; from tests.proof.traces import at_window; at_window(*sys.argv[1:])"


@dataclass(frozen=True)
class Place:
    """Where a run works. Only what lies on the stick may be read by anybody."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / KUKUSAN

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"


def prepare(place: Place) -> None:
    """An admitted office with two applicants, DKUM's answer, a spreadsheet, a picture and a paper."""
    for path in (place.stick, place.temporary, place.folder / "rumah"):
        path.mkdir(parents=True)
    dkum, found = offices.city(place.folder)
    one = found[KUKUSAN]
    offices.enter(one, offices.persons(2, seed=5))
    open_file(dkum, make_file(one, place.stick).paths[0])
    (place.stick / "jawaban").mkdir()
    make_file(dkum, place.stick / "jawaban", to=KUKUSAN)
    (place.stick / "daftar.xlsx").write_bytes(make_xlsx(offices.persons(6, seed=9)).data)
    Image.new("RGB", (600, 400), "white").save(place.stick / "ktp.jpg")
    one.close()
    dkum.close()


# ---- the process ------------------------------------------------------------------------------------------


def at_window(folder: str, deeds: str, out: str) -> None:
    """What the watched process does: begin as the program does, come in, do the deeds, close."""
    from ui import entry

    entry.begin()
    from tests.proof.window_deeds import Deeds

    place = Place(Path(folder))
    hands = Deeds(place.home, ME)
    hands.wrong = TYPED["wrong"]
    hands.office.cost = CHEAP
    assert hands.desk.notes is not None
    hands.desk.notes.watch()
    with os.fdopen(int(out), "w", buffering=1) as told:
        words = {"passphrase": PASSPHRASE}
        for deed in deeds.split(","):
            try:
                _do(deed, hands, place, words)
            except BaseException:  # noqa: BLE001  (the program's own handler would keep it as a note)
                traceback.print_exc()
                os._exit(1)
            print(deed, file=told)
        for word in words.values():
            print(f"secret {word}", file=told)
        hands.close()
        hands.desk.notes.rest()
        print("closed", file=told)


def _do(deed: str, hands: Deeds, place: Place, words: dict[str, str]) -> None:
    """One deed by name. `words` are the secrets that are chosen meanwhile."""
    stick, persons = place.stick, [{**each, "email": None} for each in offices.persons(2, seed=21)]

    def change() -> None:
        hands.change(words["passphrase"], TYPED["changed"])
        words["passphrase"] = TYPED["changed"]

    def forget() -> None:
        words["sheet"] = hands.forget(words["passphrase"], TYPED["forgotten"])
        words["passphrase"] = TYPED["forgotten"]

    {
        "type": lambda: hands.enter(persons[0], lambda _raw: None),
        "attach": lambda: hands.attach(stick / "ktp.jpg"),
        "import": lambda: hands.bring(stick / "daftar.xlsx"),
        "look": lambda: hands.look_up(str(offices.persons(1, seed=5)[0]["nik"])),
        "copy of data": lambda: hands.give_copy(stick),
        "take over": lambda: hands.take_over(COLLEAGUE, PASSPHRASE),
        "take back": lambda: hands.take_over(ME, PASSPHRASE),
        "verify": hands.verify,
        "seal": lambda: hands.seal("500.3/118", stick),
        "check": lambda: hands.check(stick / "daftar.pdf"),
        "exchange": lambda: hands.exchange(stick, stick / "jawaban"),
        "journal": lambda: hands.journal(stick / "jurnal.csv"),
        "support": lambda: hands.help(stick),
        "pin": lambda: hands.pin(TYPED["pin"]),
        "change": change,
        "forget": forget,
        "backup": lambda: hands.copy(stick),
        "restore": lambda: hands.restore(next(stick.glob("*.tar")), words["passphrase"]),
        "leave typed": lambda: hands.type_some(persons[1], lambda _said: None, 60),
    }[deed]()


# ---- the proof ----------------------------------------------------------------------------------------


def _environment(place: Place, passphrase: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(place.folder / "rumah"),
        "TMPDIR": str(place.temporary), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1",
        "QT_LOGGING_RULES": "qt.qpa.*=false", given.VARIABLE: passphrase,
    }  # fmt: skip


def run_window(place: Place, deeds: tuple[str, ...] = EVERY) -> tuple[list[str], Seen]:
    """Let the window do the deeds. Returns the secrets chosen meanwhile, and what was seen."""
    read, write = os.pipe()
    command = [sys.executable, "-c", _WINDOW, str(place.folder), ",".join(deeds), str(write)]
    ended, seen = watch(command, place.folder / "calls", _environment(place, GIVEN), keep=[write])
    os.close(write)
    with os.fdopen(read) as said:
        told = said.read().splitlines()
    assert ended == 0 and told[-1] == "closed", told
    assert [deed for deed in told if deed in deeds] == list(deeds)
    return [line.removeprefix("secret ") for line in told if line.startswith("secret ")], seen


def run_command(place: Place, passphrase: str, *words: str) -> Seen:
    """A command of the command line, its passphrase in the environment."""
    command = [sys.executable, "-c", "import sys; from ui.entry import main; sys.exit(main())"]
    command += ["--home", str(place.home), "--user", ME, *words]
    ended, seen = watch(command, place.folder / "calls", _environment(place, passphrase), mute=True)
    assert ended == 0, (words, ended)
    return seen


def all_secrets(place: Place, chosen: list[str]) -> tuple[dict[bytes, str], str]:
    """All that may stand nowhere: what `secrets_of` finds in the office as it is now, and what was typed; and
    the number of an applicant."""
    clock = offices.Clock()
    clock.forward(days=1)
    tries = Attempts.of(place.home, clock.ticks, clock)
    office = open_office(place.home, ME, chosen[0], clock=clock, attempts=tries, cost=CHEAP)
    try:
        words = [*chosen, PASSPHRASE, *TYPED.values()]
        left = offices.persons(2, seed=21)[1]
        found = secrets_of(office, *words, str(left["nik"]), str(left["nama"]))
        query = "SELECT nomor_pendaftaran FROM application WHERE status = 'submitted' ORDER BY id"
        with office.reading() as connection:
            return found, connection.exec_driver_sql(query).scalars().first() or ""
    finally:
        office.close()


def faults(place: Place, seen: Seen, secrets: dict[bytes, str], passphrase: str) -> list[str]:
    """What is not as it must be. `passphrase` is the one in the environment that the program was given."""
    first, *begun = seen.begun
    assert f"{given.VARIABLE}={passphrase}" in first.environment
    first.environment.remove(f"{given.VARIABLE}={passphrase}")
    secrets = secrets | {passphrase.encode(): "the passphrase of the environment"}
    found = seen.leaks(secrets, may=lambda path: _may(place, path))
    for path, data in seen.contents():
        if not _may(place, path):
            found += [f"{path}: {what}" for mark, what in _KINDS.items() if data.startswith(mark)]
    found += [f"{path}: written through memory" for path in seen.mapped if not path.endswith("-shm")]
    for one in (first, *begun):
        if not (one.no_dump and one.no_core) and not any(_COUNTS_OPEN_FILES in word for word in one.words):
            found.append(f"{one.words}: may be dumped")
    return found


def _may(place: Place, path: str) -> bool:
    """Whether plain data may stand there: what people asked for, and the copy for the system's viewer."""
    if path.startswith(f"{place.home}/documents/"):
        return True
    return path.startswith(f"{place.stick}/") and path.endswith(_PLAIN)


def _commands(place: Place, number: str) -> list[tuple[str, ...]]:
    """Which commands are run, `number` being an applicant's. The first one asks the process apart as well."""
    paper, stick = str(place.stick / "daftar.pdf"), str(place.stick)
    return [
        ("verify", paper), ("check", "--rebuild"), ("backup", "--out", stick), ("list",), ("history", number),
        ("show", number, "--full"), ("status",), ("journal",), ("support", "--out", stick), ("boxes",),
        ("intake", str(place.stick / "daftar.xlsx"), "--preview"), ("user",),
        ("withdraw", number, "--reason", "pindah rumah"),
    ]  # fmt: skip


def prove(folder: Path, commands: int | None = None) -> Figures:
    """The window and so many of the commands, or all, once. Raises AssertionError with what was found."""
    place = Place(folder)
    prepare(place)
    chosen, seen = run_window(place)
    (secrets, number), figures = all_secrets(place, chosen), Figures()
    left = [path for path in place.folder.rglob("*.pdf") if place.stick not in path.parents]
    assert not left, "the viewer's copies outlive the window"
    (bundle,) = place.stick.glob("*.zip")
    with ZipFile(bundle) as packed:
        for name in packed.namelist():
            seen.pieces[f"{bundle}/{name}"].append(packed.read(name))
    watched = [(seen, GIVEN)]
    watched += [
        (run_command(place, chosen[0], *words), chosen[0]) for words in _commands(place, number)[:commands]
    ]
    for one, passphrase in watched:
        found = faults(place, one, secrets, passphrase)
        assert not found, "\n".join(found)
        figures["files written, by name"] += len(one.files)
        figures["bytes looked through"] += sum(len(data) for _path, data in one.contents())
        figures["programs begun"] += len(one.begun)
    figures["deeds at the window"], figures["commands"] = len(EVERY), len(watched) - 1
    figures["secrets looked for"] = len(secrets)
    return figures


def main() -> Figures:
    """The command."""
    with tempfile.TemporaryDirectory(prefix="wira-traces-") as folder:
        figures = prove(Path(folder))
    for what, count in sorted(figures.items()):
        print(f"{what:<40} {count:>13,}")
    return figures


if __name__ == "__main__":
    main()
