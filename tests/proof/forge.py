"""Every directed forgery at living offices: refused with its class and its sentence, nothing changed.

    python -m tests.proof.forge

lists what was tried, and what met it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop_app.errors import SyncRefused
from desktop_app.sync.refusal import SENTENCES
from tests.badfiles import snapshot
from tests.proof.forgeries import Forge
from tests.proof.forging import GRANT, Forgery
from tests.proof.shelf import stamps

_SAYS_MORE = (
    "request at the door for data",
    "grant at the door for data",
    "data under the kind of an enrolment",
)
"""These say where they are opened instead."""
_NEXT_STEP_DIFFERS = ("E_RCPT", "E_FORK")
"""What to do about another copy of an office, or about a duplicated device, is said case by case."""


def refusals(forge: Forge) -> Iterator[tuple[Forgery, SyncRefused]]:
    """Bring each forgery to its office. Raises AssertionError for one that goes in or changes a byte."""
    for forgery in forge.all():
        office = forge.homes[forgery.office]
        marks, before = stamps(office.home), snapshot(office.home)
        try:
            forge.open(forgery)
        except SyncRefused as error:
            assert error.code == forgery.code, (forgery.name, error.code)
            said, next_step = SENTENCES[error.code]  # type: ignore[index]
            if error.cause is not None:
                assert error.message != said and "{" not in error.message, forgery.name
            elif forgery.name not in _SAYS_MORE:
                assert error.message == said, forgery.name
                assert error.next_step == next_step or error.code in _NEXT_STEP_DIFFERS, forgery.name
            if forgery.door != GRANT:
                assert error.code != "E_GAP"
            yield forgery, error
        else:
            raise AssertionError(f"went in: {forgery.name}")
        assert stamps(office.home) == marks, forgery.name
        assert snapshot(office.home) == before, forgery.name


def main() -> int:
    """The command."""
    argparse.ArgumentParser(
        prog="python -m tests.proof.forge", description=__doc__.splitlines()[0]
    ).parse_args()
    with tempfile.TemporaryDirectory(prefix="wira-forge-") as folder:
        os.environ["XDG_CONFIG_HOME"] = str(Path(folder) / "settings")  # nothing of this person's own
        forge = Forge(Path(folder))
        try:
            tried = [(forgery.code, forgery.name, error.message) for forgery, error in refusals(forge)]
        finally:
            forge.close()
    for code, name, _ in sorted(tried):
        print(f"{code:<10} {name}")
    for code, message in sorted({(code, message) for code, _, message in tried}):
        print(f"{code:<10} {message}")
    print(
        f"{len(tried)} forgeries, {len({code for code, _, _ in tried})} classes, 0 went in, 0 bytes changed"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
