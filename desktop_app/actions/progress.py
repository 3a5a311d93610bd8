"""How a long action says how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

from resources.i18n import tr

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and a sentence. It stops the action by raising."""


def no_progress(done: int, total: int, sentence: str) -> None:
    """Nobody is watching."""


def pages(progress: Progress) -> Callable[[int, int], None]:
    """Page by page, in words."""

    def step(done: int, total: int) -> None:
        progress(done, total, tr("Halaman {n} dari {total}", n=done + 1, total=total))

    return step
