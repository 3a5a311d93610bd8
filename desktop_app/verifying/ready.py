"""What the process that checks papers reads when it begins, before the time of the first file is counted."""

from __future__ import annotations

from importlib import import_module


def load() -> None:
    """Read the libraries of checking. Whoever asks another process for it does not read them here."""
    import_module("desktop_app.verifying.inspect")
