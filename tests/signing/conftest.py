"""People with keys, papers to be signed, and a card that is a program."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.documents.data import Paper
from desktop_app.documents.roster import write_roster
from desktop_app.documents.seal import SealField, seal
from tests.documents.conftest import Sealed, city, qr_key, seal_key  # noqa: F401
from tests.documents.people import NOW, roster
from tests.signing import pki, softhsm
from tests.signing.pki import Pki


@pytest.fixture(scope="session")
def people() -> Pki:
    return pki.shared()


@pytest.fixture(scope="session")
def cards() -> Path:
    """The driver of SoftHSM with three cards: `lurah` (RSA), `mentor` (EC), `kosong` without a key."""
    if not softhsm.DRIVER.exists():
        pytest.skip("SoftHSM is not installed (Debian: apt install softhsm2)")
    return softhsm.driver()


@pytest.fixture(scope="session")
def waiting(qr_key) -> Paper:  # noqa: F811
    """A roster without the office seal, issued to be signed."""
    return write_roster(roster(3), state="tte", now=NOW, key=qr_key)


@pytest.fixture(scope="session")
def sealed(qr_key, seal_key) -> Sealed:  # noqa: F811
    paper = write_roster(roster(3), state="segel", now=NOW, key=qr_key)
    field = SealField(places=paper.places, sealed_by="Lurah Kukusan", directory_version=14)
    return Sealed(paper, seal(paper.pdf, seal_key, reason="Uji", location="Depok", now=NOW, field=field))
