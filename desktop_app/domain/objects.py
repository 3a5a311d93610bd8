"""Making very many small objects at once."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def many_objects() -> Generator[None]:
    """Pause the cycle collector where a hundred thousand small objects are made and none is cyclic:
    looking through them again and again costs a third of the time."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
