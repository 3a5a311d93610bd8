"""What several tests of actions begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.office import Office
from tests import offices
from tests.offices import City


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """DKUM and Kukusan, nothing in them yet."""
    with offices.opened(tmp_path, offices.KUKUSAN) as one:
        yield one


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kelurahan with three verified applicants; its verifikator is in."""
    dkum, kelurahan = offices.city(tmp_path)
    dkum.close()
    one = kelurahan[offices.KUKUSAN]
    invented = [dict(person) | {"program": "WUB"} for person in offices.persons(3)]
    offices.verify(one, offices.enter(one, invented))
    one.enter("Dian Lestari", offices.PASSPHRASE)
    yield one
    one.close()
