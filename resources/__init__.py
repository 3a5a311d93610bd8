"""The one door to everything that is data: reference tables, locale, fonts and sample files.

Works in a checkout, an installed package and the packaged program, because it only asks
`importlib.resources`.
"""

from __future__ import annotations

from importlib.resources import files


def read_bytes(name: str) -> bytes:
    """The content of `name`, a path below this package such as ``reference/kbli2020.csv``."""
    return files(__name__).joinpath(name).read_bytes()


def read_text(name: str) -> str:
    """The UTF-8 text of `name`."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
