"""Wira without a window: `wira <command>`.

With ``--json`` standard output holds one document, also where the command is refused (``refused``); progress
and sentences go to standard error.
Exit code 0 done, 1 refused, 2 wrong usage, 3 unavailable, 70 a defect of the program, 141 where who reads
the answer has gone.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from desktop_app import __version__
from desktop_app.cli.arguments import WrongUsage, wants_json
from desktop_app.cli.console import Console
from desktop_app.cli.parser import build_parser
from desktop_app.crash import CrashNotes, describe, notes_folder
from desktop_app.errors import SyncRefused, Unavailable, WiraError
from desktop_app.language import asked_language
from resources.i18n import spoken, tr

READER_GONE = 141
"""As of a program that a closed pipe ended (128 + SIGPIPE): nobody has read the answer, so it is not 0."""

OpenWindow = Callable[[Path | None], int]

REFUSED, USAGE, UNAVAILABLE = 1, 2, 3
DEFECT = 70
"""A defect of the program itself (EX_SOFTWARE of sysexits.h): told apart from a refusal."""


def main(argv: Sequence[str], *, open_window: OpenWindow | None = None) -> int:
    """Do one command. `open_window` is None where no window can be shown."""
    try:
        with spoken(asked_language(argv)):
            return _run(argv, open_window)
    except BrokenPipeError:
        _write_no_further()
        return READER_GONE


def _run(argv: Sequence[str], open_window: OpenWindow | None) -> int:
    args = _understood(argv)
    console = Console(json=args.json, home=args.home, user=args.user, passphrase_file=args.passphrase_file)
    try:
        module = import_module(f"desktop_app.cli.{args.module}")
        handler: Callable[..., Any] = getattr(module, args.handler)
        if args.handler == "demo":
            return int(handler(args, console, open_window))
        return int(handler(args, console) or 0)
    except WiraError as error:
        _name_file(error, args)
        console.say_error(error)
        console.answer_refusal(error)
        return UNAVAILABLE if isinstance(error, Unavailable) else REFUSED
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        console.say("")
        return REFUSED
    except Exception as error:  # noqa: BLE001  (the one handler: anything else is a defect of the program)
        path = CrashNotes(notes_folder(), __version__).handle(error)
        console.say(describe(error))
        defect = WiraError(
            tr("Wira menemui kekeliruan di dalam program. Yang sudah tersimpan tetap aman."),
            next_step=tr("Langkah terakhir belum tentu tersimpan; periksa dahulu sebelum mengulanginya."),
            code="defect",
        )
        console.say(defect.message)
        console.say(defect.next_step)
        console.answer_refusal(defect)
        if path is not None:
            console.say(tr("Catatannya, tanpa data pribadi, ada di {path}.", path=path))
        console.say(tr("Susun paket bantuan dengan `wira support`, lalu kirim ke DKUM."))
        return DEFECT


def _write_no_further() -> None:
    """Whoever read the answer has gone: what still waits to be written goes nowhere, also at the end of the
    program (docs.python.org/3/library/signal.html, note on SIGPIPE)."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())


def _understood(argv: Sequence[str]) -> Namespace:
    """What the command line asks for. Raises WrongUsage, after its JSON document where it asks for one."""
    parser = build_parser()
    try:
        args, strange = parser.parse_known_args(argv)
        if strange:
            parser.unknown(args, strange)
        if args.selftest:
            args.module, args.handler = "selftest", "selftest"
        elif args.command is None:
            parser.error(tr("Sebutkan perintahnya."))
    except WrongUsage as error:
        wrong = WiraError(error.message, next_step=error.hint, code="usage")
        Console(json=wants_json(argv)).answer_refusal(wrong)
        raise
    return args


def _name_file(error: WiraError, args: Namespace) -> None:
    """What is wrong inside a spreadsheet or a sync file does not know which of the files handed in it is."""
    if error.record or not (error.code.startswith("sheet_") or isinstance(error, SyncRefused)):
        return
    handed = [getattr(args, name, None) for name in ("file", "look", "grant", "open")]
    error.record = next((each.name for each in handed if isinstance(each, Path)), "")
