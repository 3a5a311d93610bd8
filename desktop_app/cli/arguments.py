"""`argparse` in the language in force: its titles, its usage line and what it says about a mistyped command.

`argparse` writes English sentences into the messages it raises, so `Arguments.error` recognises them and
says the same through `tr`. A message it does not recognise is shown as it is.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn, cast

from resources.i18n import mark, tr

USAGE = 2


class WrongUsage(SystemExit):
    """A command line that cannot be understood, after people were told so."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(USAGE)
        self.message, self.hint = message, hint


class Help(argparse.HelpFormatter):
    """Help whose usage line begins in the language in force."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """As in `argparse`; only the prefix differs."""
        super().add_usage(usage, actions, groups, tr("Pemakaian: ") if prefix is None else prefix)


class Arguments(argparse.ArgumentParser):
    """A parser, and the parsers of its commands, that speak the language in force."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("formatter_class", Help)
        super().__init__(*args, **options)

    def format_help(self) -> str:
        """As in `argparse`. Titles are put in only now: parsers that share options are joined by title."""
        self._positionals.title = tr("perintah") if self._subparsers is not None else tr("isian")
        self._optionals.title = tr("pilihan")
        for action in self._actions:
            if "--help" in action.option_strings:
                action.help = tr("tampilkan bantuan ini")
        return super().format_help()

    def unknown(self, found: argparse.Namespace, strange: Sequence[str]) -> NoReturn:
        """Words that no option takes: the command that was typed says so, as its own usage line tells what it
        does take. `argparse` would leave it to the whole program."""
        for action in self._actions:
            given: Any = action.choices
            choices = cast("Mapping[str, Any]", given if isinstance(given, Mapping) else {})
            made = choices.get(str(getattr(found, action.dest, None)))
            if isinstance(made, Arguments):
                made.unknown(found, strange)
        self.error(f"unrecognized arguments: {' '.join(strange)}")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line and where help is. Raises WrongUsage, exit code 2."""
        self.print_usage(sys.stderr)
        hint = tr("Lihat: {perintah} --help", perintah=self.prog)
        sys.stderr.write(f"{self.prog}: {said(message)}\n{hint}\n")
        raise WrongUsage(said(message), hint)


def wants_json(argv: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, also one that cannot be understood otherwise."""
    return any(len(word) > 2 and "--json".startswith(word) for word in argv)


def said(message: str) -> str:
    """What `argparse` says in English, in the language in force."""
    name, rest = "", message
    if named := re.fullmatch(r"argument (.+?): (.*)", message, re.DOTALL):
        name, rest = named[1], named[2]
    for pattern, sentence in _SENTENCES.items():
        if found := re.fullmatch(pattern, rest, re.DOTALL):
            first, second = (*found.groups(), "", "")[:2]
            return tr(sentence, nama=name, isi=first, pilihan=second.replace("'", ""))
    return f"{name}: {rest}" if name else message  # a sentence of ours, from a type of ours


# The messages of `argparse` in Python 3.11 to 3.13, without the "argument NAME: " before some of them.
_SENTENCES = {
    r"the following arguments are required: (.+)": mark("Masih kurang: {isi}."),
    r"one of the arguments (.+) is required": mark("Sebutkan salah satu: {isi}."),
    r"unrecognized arguments: (.+)": mark("Tidak dikenal: {isi}."),
    r"not allowed with argument (.+)": mark("{nama} tidak dapat dipakai bersama {isi}."),
    r"expected one argument": mark("{nama} memerlukan satu isian."),
    r"expected at least one argument": mark("{nama} memerlukan sedikitnya satu isian."),
    r"invalid int value: (.+)": mark("{nama}: {isi} bukan angka. Tulis angka bulat."),
    r"invalid choice: (.+) \(choose from (.+)\)": mark(
        "{nama}: {isi} tidak ada di pilihan. Pilih salah satu: {pilihan}."
    ),
    r"ambiguous option: (.+) could match (.+)": mark("{isi} dapat berarti {pilihan}. Tulis lengkap."),
    r"ignored explicit argument (.+)": mark("{nama} dipakai tanpa isian; {isi} tidak diperlukan."),
}
