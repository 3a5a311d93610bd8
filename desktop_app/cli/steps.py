"""Commands that have steps of their own, as ``wira mentor list``: made in one way for every room."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from resources.i18n import tr

Add = Callable[..., argparse.ArgumentParser]
Step = Callable[[str, str], argparse.ArgumentParser]


def steps_of(add: Add, common: argparse.ArgumentParser, name: str, module: str, text: str) -> Step:
    """The command `name` with `text` as its help; what comes back adds a step by its word and help.

    The step ``list`` of ``mentor`` is handled by ``mentor_list`` in `module`; every step takes `common`.
    """
    steps = add(name, module, text).add_subparsers(dest="step", metavar=tr("LANGKAH"), required=True)

    def step(word: str, step_text: str) -> argparse.ArgumentParser:
        found = steps.add_parser(word, parents=[common], help=step_text, description=step_text)
        found.set_defaults(handler=f"{name}_{word}")
        return found

    return step
