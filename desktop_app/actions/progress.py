"""How a long action says how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all, and a sentence. It stops the action by raising."""


def no_progress(done: int, total: int, sentence: str) -> None:
    """Nobody is watching."""
