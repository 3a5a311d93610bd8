"""`wira support`: the bundle of plain text that helps whoever looks into a problem."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import ExitStack

from desktop_app.actions import support as bundles
from desktop_app.actions.checking import check_home
from desktop_app.card import holds_office
from desktop_app.cli.console import Console
from desktop_app.crash import notes_folder
from desktop_app.errors import WiraError
from desktop_app.keys import given
from desktop_app.office import system_clock
from resources.i18n import tr


def support(args: Namespace, console: Console) -> None:
    """Show the bundle, or write it; with a check of the office where somebody can come in."""
    home, now = console.office_home(), system_clock()
    report = refused = office = None
    with ExitStack() as stack:
        if holds_office(home) and _may_come_in(console):
            try:
                report, office = check_home(
                    home, console.who(), console.passphrase(), progress=console.progress
                )
            except WiraError as error:
                refused = error
            if office is not None:
                stack.callback(office.close)
        sheets = bundles.gather(
            home if holds_office(home) else None, notes_folder(), now, office=office, report=report,
            refused=refused,
        )  # fmt: skip
    if args.look:
        lines = [line for sheet in sheets for line in (f"--- {sheet.name}", sheet.text.rstrip(), "")]
        console.answer({"sheets": {sheet.name: sheet.text for sheet in sheets}}, "\n".join(lines).split("\n"))
        return
    path = bundles.save(sheets, args.out, now)
    told = [
        tr("Paket bantuan: {path}", path=path),
        tr("Isinya teks biasa tanpa data pribadi. Baca dahulu, lalu kirim ke DKUM."),
    ]
    console.answer({"file": path, "sheets": [sheet.name for sheet in sheets]}, told)


def _may_come_in(console: Console) -> bool:
    """Whether a passphrase is at hand; nobody is asked for one to report that nobody can come in."""
    return bool(console.passphrase_file or given.passphrase() is not None or sys.stdin.isatty())
