"""The one door to everything that is data: reference tables, locale, fonts and sample files.

Works in a checkout, an installed package and the packaged program, because it only asks
`importlib.resources`.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path


def read_bytes(name: str) -> bytes:
    """The content of `name`, a path below this package such as ``reference/kbli2020.csv``."""
    return files(__name__).joinpath(name).read_bytes()


def read_text(name: str) -> str:
    """The UTF-8 text of `name`."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


@contextmanager
def as_path(name: str) -> Generator[Path]:
    """A real file holding `name`, for libraries that want a path. Valid inside the `with`."""
    with as_file(files(__name__).joinpath(name)) as path:
        yield path
