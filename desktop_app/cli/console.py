"""What every command shares: where the office is, who comes in, and how the answer is printed."""

from __future__ import annotations

import codecs
import getpass
import json
import os
import re
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop_app.card import default_home
from desktop_app.cli.advice import typed
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.keys import given
from resources.i18n import tr

_BREAKS: Final = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_ACTING: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What a terminal acts upon instead of showing it (C0 but the line feed, C1), and what turns the direction of
writing."""


@dataclass
class Console:
    """One run of the command line."""

    json: bool = False
    home: Path | None = None
    user: str = ""
    passphrase_file: Path | None = None
    kept_passphrase: str | None = None
    """For a command that opens the office again and again: asked for once."""
    answered: bool = False
    """Whether there was an answer: of a command with --json standard output holds one document, no more."""

    def say(self, sentence: str) -> None:
        """A sentence for the person, on standard error."""
        print(_plain(sentence), file=sys.stderr, flush=True)

    def say_error(self, error: WiraError) -> None:
        """What was refused or is out of reach: which record or file, why, and what to do next."""
        from desktop_app.keys.unread import shortened

        told = f"{error.message} {typed(error.next_step)}".strip()
        self.say(f"{shortened(error.record)}: {told}" if error.record else told)
        for sentence in error.more:
            self.say(f"  {sentence}")

    def progress(self, done: int, total: int, sentence: str) -> None:
        """A progress line, on standard error; a whole sentence has its numbers in it."""
        if done and done == total:
            self.say(sentence if sentence.endswith(".") else f"{sentence} {done}/{total}")

    def answer(self, document: Mapping[str, Any], text: str | Sequence[str]) -> None:
        """The result: one JSON document, or lines to read. Raises Unavailable where it cannot be written."""
        self.answered = True
        if self.json:
            plain = json.dumps(document, ensure_ascii=False, indent=2, default=str)
            written = _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)
        else:
            written = "\n".join(map(_plain, [text] if isinstance(text, str) else text))
        try:
            print(written, flush=True)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Unavailable(
                tr("Jawaban perintah ini tidak dapat ditulis: {cause}.", cause=error.strerror or "-"),
                next_step=tr(
                    "Yang diminta sudah dikerjakan. Periksa ruang di tujuannya, lalu lihat hasilnya."
                ),
                code="answer",
            ) from error

    def answer_refusal(self, error: WiraError) -> None:
        """The document of a command that was refused and had not answered before; without --json there is
        none."""
        if self.json and not self.answered:
            with suppress(Unavailable):  # it was said already
                self.answer({"refused": [refusal(error)]}, "")

    def office_home(self) -> Path:
        """The office folder: ``--home``, WIRA_HOME, or the system's place for the person's data."""
        if self.home is not None:
            return self.home
        if os.environ.get("WIRA_HOME"):
            return Path(os.environ["WIRA_HOME"])
        return default_home()

    def passphrase(self, prompt: str = "") -> str:
        """From ``--passphrase-file``, WIRA_PASSPHRASE, or asked for. Raises Refused or Unavailable."""
        if self.kept_passphrase is not None:
            return self.kept_passphrase
        if self.passphrase_file is not None:
            return _first_line(self.passphrase_file)
        if (found := given.passphrase()) is not None:
            return found
        if sys.stdin.isatty():
            return getpass.getpass(prompt or tr("Kata sandi: "))
        raise Refused(
            tr("Kata sandi belum diberikan."),
            next_step=tr("Pakai --passphrase-file atau WIRA_PASSPHRASE."),
            code="no_passphrase",
        )

    def new_passphrase(self, path: Path | None) -> str:
        """A colleague's own passphrase, from a file or asked for; never the one that is in the environment,
        which belongs to the person at work. Raises Refused or Unavailable."""
        if path is not None:
            return _first_line(path)
        if sys.stdin.isatty():
            return getpass.getpass(tr("Kata sandi baru: "))
        raise Refused(
            tr("Kata sandi baru belum diberikan."),
            next_step=tr("Pakai --new-passphrase-file; isinya kata sandi milik orang itu sendiri."),
            code="no_passphrase",
        )

    def words(self, path: Path | None) -> str:
        """The words that open a file of keys, from a file or asked for. Raises Refused or Unavailable."""
        if path is not None:
            return _first_line(path)
        if sys.stdin.isatty():
            return getpass.getpass(tr("Kata pembuka: "))
        raise Refused(
            tr("Kata pembuka belum diberikan."),
            next_step=tr("Pakai --words-file; isinya kata-kata dari kertas dalam satu baris."),
            code="words",
        )

    def secret(self, path: Path | None, prompt: str) -> str:
        """What opens a signing key, from a file or asked for once. Raises Refused or Unavailable."""
        if path is not None:
            return _first_line(path)
        if sys.stdin.isatty():
            return getpass.getpass(prompt)
        raise Refused(
            tr("Kata sandi atau PIN kunci belum diberikan."),
            next_step=tr("Pakai --secret-file; isinya kata sandi atau PIN dalam satu baris."),
            code="no_secret",
        )

    def agrees(self, question: str) -> bool | None:
        """The answer of the person at the terminal; None where nobody is there to be asked."""
        if not sys.stdin.isatty():
            return None
        print(_plain(question), tr("(ya/tidak): "), end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().casefold() in {"y", "ya", "yes"}

    def address(self, given: str | None, path: Path | None) -> str | None:
        """An address, from a file where a password stands in it: other people of a computer see what is typed
        in a command. Raises Unavailable."""
        return given if path is None else _first_line(path).strip()

    def who(self) -> str:
        """Who is at work: ``--user``, or the one person of the office. Raises Refused or Unavailable."""
        from desktop_app.office import people_of, require_info

        home = self.office_home()
        require_info(home)
        if self.user:
            return self.user
        people = people_of(home)
        if len(people) != 1:
            raise Refused(
                tr("Sebutkan siapa Anda."),
                next_step=tr("Pakai --user, misalnya --user {name}.", name=f'"{people[0].name}"'),
                code="no_user",
            )
        return people[0].name

    def tell_last_run(self, office: Any) -> None:
        """What became of the run before, where it fell."""
        from desktop_app.actions.last_run import said_by_command
        from desktop_app.crash import notes_folder

        for sentence in said_by_command(office, notes_folder(), seen=sys.stderr.isatty()):
            self.say(sentence)

    @contextmanager
    def office(self, opening: Callable[[Path, str, str], Any] | None = None) -> Generator[Any]:
        """The office, opened for `--user` (by `opening` where it is not the usual way), and closed again."""
        from desktop_app.office import open_office

        with coming_in():
            opened = (opening or open_office)(self.office_home(), self.who(), self.passphrase())
        self.tell_last_run(opened)
        try:
            _attend(opened)
            yield opened
        finally:
            opened.close()


def refusal(error: WiraError, name: str = "") -> dict[str, Any]:
    """What was refused, for a JSON document: file or record, stable code, what happened, what to do next."""
    told = {
        "name": name or error.record,
        "code": error.code,
        "message": error.message,
        "next_step": typed(error.next_step),
    }
    return {**told, "more": list(error.more)} if error.more else told


@contextmanager
def coming_in() -> Generator[None]:
    """Here the name was typed as well: which of the two does not fit is not told."""
    try:
        yield
    except Refused as error:
        if error.code != "passphrase":
            raise
        told = tr("Nama petugas atau kata sandi belum cocok.")
        raise Refused(told, next_step=error.next_step, code=error.code) from None


def _attend(office: Any) -> None:
    """What is left to do about erasures; where it cannot be done, the next start tries again."""
    from desktop_app.actions.erasing_after import attend

    with suppress(WiraError):
        attend(office)


def _plain(line: str) -> str:
    """A line as it may stand on a terminal: names from files neither act there nor begin new lines."""
    return _ACTING.sub("\ufffd", _BREAKS.sub(" ", line))


def read_text(path: Path) -> str:
    """A text file as people's programs write it: UTF-8, or UTF-16 with its mark (PowerShell's `>`).

    Raises OSError or UnicodeError.
    """
    data = path.read_bytes()
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig")


def _first_line(path: Path) -> str:
    from desktop_app.storage.reading import unread

    try:
        return read_text(path).strip("\r\n")
    except OSError as error:
        raise unread(error, path.name, "passphrase_file") from error
    except UnicodeError as error:
        raise Unavailable(
            tr("Berkas {name} bukan teks.", name=path.name),
            next_step=tr("Isinya satu baris teks."),
            code="passphrase_file",
        ) from error
