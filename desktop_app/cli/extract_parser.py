"""The commands about extracts for other agencies and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from resources.i18n import tr

Add = Callable[..., argparse.ArgumentParser]
Option = Callable[[argparse.ArgumentParser], None]


def commands(add: Add, common: argparse.ArgumentParser, program: Option, year: Option) -> None:
    """Add them; `common` are the options every command takes."""
    group = add("extract", "extracts", tr("data untuk instansi lain menurut buku aturan"))
    steps = group.add_subparsers(dest="step", metavar=tr("LANGKAH"), required=True)

    def step(word: str, text: str) -> argparse.ArgumentParser:
        found = steps.add_parser(word, parents=[common], help=text, description=text)
        found.set_defaults(handler=f"extract_{word}")
        return found

    receivers = step("receivers", tr("penerima menurut buku aturan, dan apa yang boleh dilihatnya"))
    program(receivers)
    year(receivers)
